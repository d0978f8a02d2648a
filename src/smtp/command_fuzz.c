/* Properties: what is taken has no control characters, lies inside its line, keeps its ceilings, and is taken the
 * same way again when it is put together anew; a refusal is one reply line. */
#include "smtp/command.h"

#include "base/buf.h"
#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_path(struct bytes argument, bool is_rcpt)
{
	struct mail_command m, again;
	const char *wrong = command_mail(argument, is_rcpt, &m);
	if (wrong != NULL) {
		struct bytes line = bytes_of_cstr(wrong);
		must(line.len > 4 && line.at[0] == '5' && line.at[3] == ' ' && bytes_find_octet(line, '\n') == BYTES_NOT_FOUND);
		return;
	}
	must(m.address.text.len <= COMMAND_ADDRESS_MAX && m.address.local.len + m.address.domain.len <= m.address.text.len);
	must(m.address.text.len == 0 ? !is_rcpt : m.address.text.at >= argument.at &&
	     m.address.text.at + m.address.text.len <= argument.at + argument.len);
	must(m.address.domain.len == 0 || command_is_domain(m.address.domain, true));
	struct buf line;
	buf_init(&line, 65536);
	buf_addf(&line, "%s:<%.*s>", is_rcpt ? "tO" : "fROM", BYTES_ARGS(m.address.text));
	if (m.params.len != 0)
		buf_addf(&line, " %.*s", BYTES_ARGS(m.params));
	must(buf_ok(&line) && command_mail(buf_bytes(&line), is_rcpt, &again) == NULL);
	must(bytes_equal(again.address.text, m.address.text) && bytes_equal(again.address.domain, m.address.domain));
	must(again.needs == m.needs && again.size == m.size && again.is_smtputf8 == m.is_smtputf8);
	buf_done(&line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes line = bytes_of(data, size);
	struct command c;
	uint64_t chunk;
	bool is_last;
	if (size > 4096 || command_read(line, &c) != 0)
		return 0;
	for (size_t i = 0; i < line.len; i++)
		must((line.at[i] >= ' ' || line.at[i] == '\t') && line.at[i] != 0x7f);
	must(c.verb < VERB_COUNT);
	check_path(c.argument, false);
	check_path(c.argument, true);
	if (command_bdat(c.argument, &chunk, &is_last) == 0)
		must(chunk <= UINT64_MAX / 4 && c.argument.at[0] >= '0' && c.argument.at[0] <= '9');
	return 0;
}
