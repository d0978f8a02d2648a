/* A configuration of another filter, and a map that it names.  Property: what is written is a configuration without a
 * mistake, whatever was read. */
#include "base/must.h"
#include "conf/conf.h"
#include "migrate/migrate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool
give_map(void *context, struct bytes path, struct bytes *out)
{
	*out = *(const struct bytes *)context;
	return true;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const files[] = { "local.d/multimap.conf", "options.inc", "actions.conf", "groups.conf", "greylist.conf" };
	struct migration m;
	struct conf conf;
	struct buf out;
	if (size < 2 || size > 20000)
		return 0;
	struct bytes rest = bytes_of(data + 1, size - 1), text;
	(void)bytes_cut(&rest, 0, &text);
	migration_init(&m);
	if ((data[0] & 1) != 0)
		migrate_spamassassin(&m, "local.cf", text);
	else
		migrate_rspamd(&m, files[(data[0] >> 1) % 5], text, give_map, &rest);
	buf_init(&out, CONF_OCTETS_MAX);
	migration_write(&m, &out);
	must(buf_ok(&out));
	must(conf_read_text(&conf, buf_bytes(&out), "migrated") == 0);
	conf_done(&conf);
	buf_done(&out);
	migration_done(&m);
	return 0;
}
