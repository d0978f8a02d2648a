/* Whatever is read as a report can be written, is read again, and is then the same for ever; what is read crosses a
 * process border unharmed. */
#include "base/must.h"
#include "report/dmarc.h"
#include "report/tls.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef int read_report(struct bytes text, struct arena *arena, struct casefile_report *out);
typedef void write_report(const struct casefile_report *r, struct buf *out);

static void
form_of(const struct casefile_report *r, struct buf *out)
{
	buf_init(out, (size_t)64 << 20);
	schema_write(&casefile_report_schema, r, out);
	must(buf_ok(out));
}

static void
check(struct bytes text, read_report *read, write_report *write)
{
	struct casefile_report r[3] = { 0 }, back = { 0 };
	struct buf texts[2], forms[2];
	struct arena *arena = arena_new((size_t)64 << 20);
	if (read(text, arena, &r[0]) != 0) {
		arena_free(arena);
		return;
	}
	for (int i = 0; i < 2; i++) {
		buf_init(&texts[i], (size_t)64 << 20);
		write(&r[i], &texts[i]);
		must(buf_ok(&texts[i]));
		must(read(buf_bytes(&texts[i]), arena, &r[i + 1]) == 0);
		form_of(&r[i + 1], &forms[i]);
	}
	must(bytes_equal(buf_bytes(&forms[0]), buf_bytes(&forms[1])));
	must(schema_read(&casefile_report_schema, buf_bytes(&forms[0]), arena, &back) == 0);
	must(back.dmarc.count == r[1].dmarc.count && back.tls.count == r[1].tls.count);
	for (int i = 0; i < 2; i++) {
		buf_done(&texts[i]);
		buf_done(&forms[i]);
	}
	arena_free(arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	check(bytes_of(data, size), report_dmarc_read, report_dmarc_write);
	check(bytes_of(data, size), report_tls_read, report_tls_write);
	return 0;
}
