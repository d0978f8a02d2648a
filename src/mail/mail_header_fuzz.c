/* Properties: text and parameters are UTF-8 and bounded, lines of a block cover it in order, a date is in range. */
#include "base/must.h"
#include "base/utf8.h"
#include "mail/date.h"
#include "mail/header.h"
#include "mail/received.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_lines(struct bytes b, bool cr_breaks)
{
	struct header_lines l = header_lines_of(b, cr_breaks);
	struct header_field f;
	for (size_t before = 0;; before = l.pos) {
		enum header_line what = header_lines_next(&l, &f);
		if (what == HEADER_LINE_END)
			break;
		must(l.pos > before && l.pos <= b.len);
		if (what == HEADER_LINE_FIELD)
			must(f.name.len != 0 && f.value.at >= b.at &&
			    f.value.at + f.value.len <= b.at + b.len);
	}
	must(l.pos == b.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = bytes_of(data, size), out;
	struct arena *arena = arena_new((size_t)64 << 20);
	struct header_value v;
	struct mail_date d;
	struct received r;
	check_lines(in, false);
	check_lines(in, true);
	if (header_text(in, arena, &out, NULL) == 0)
		must(utf8_valid(out) && out.len <= HEADER_TEXT_MAX);
	if (header_value_read(in, arena, &v) == 0) {
		must(v.params.count <= HEADER_PARAMS_MAX);
		for (size_t i = 0; i < v.params.count; i++)
			must(v.params.at[i].name.len != 0 && utf8_valid(v.params.at[i].text));
	}
	if (date_read(in, &d) == 0)
		must(d.unix_time > -400000 && d.unix_time < 260000000000);
	must(received_read(in, arena, &r) == 0 && r.ip.len <= 45);
	arena_free(arena);
	return 0;
}
