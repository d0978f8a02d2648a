/* Property: a configuration that is accepted, printed and read again, prints the same; one that is refused
 * names at least one mistake. */
#include "conf/conf.h"

#include "base/fault.h"
#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf c, again;
	if (size > 16384)
		return 0;
	if (conf_read_text(&c, bytes_of(data, size), "fuzz") != 0) {
		must(c.mistakes.count != 0);
		conf_done(&c);
		return 0;
	}
	struct buf once, twice;
	buf_init(&once, CONF_OCTETS_MAX);
	buf_init(&twice, CONF_OCTETS_MAX);
	conf_print(&c, &once);
	must(buf_ok(&once));
	must(conf_read_text(&again, buf_bytes(&once), "again") == 0);
	conf_print(&again, &twice);
	must(bytes_equal(buf_bytes(&once), buf_bytes(&twice)));
	conf_done(&again);
	conf_done(&c);
	buf_done(&once);
	buf_done(&twice);
	return 0;
}
