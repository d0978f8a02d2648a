/* Property: any octets give a PDF whose table leads to each of its objects, and in which nothing of the text stands but as
 * hexadecimal digits inside the lines that draw it. */
#include "strip/pages.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* "BT 56 780 Td /F1 10 Tf<6162>Tj ET" */
static void
check_line(struct bytes line)
{
	bool is_text = false;
	must(bytes_starts(line, BYTES("BT 56 ")) && bytes_ends(line, BYTES("ET")));
	for (size_t i = 0; i < line.len; i++) {
		uint8_t c = line.at[i];
		must(!is_text || c == '>' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'));
		must(is_text || bytes_find_octet(BYTES("BTETdfFj/< 0123456789"), c) != BYTES_NOT_FOUND);
		is_text = c == '<' || (is_text && c != '>');
	}
	must(!is_text);
}

static void
check_streams(struct bytes pdf)
{
	for (size_t at; (at = bytes_find(pdf, BYTES("stream\n"))) != BYTES_NOT_FOUND;) {
		pdf = bytes_from(pdf, at + 7);
		size_t end = bytes_find(pdf, BYTES("\nendstream\n"));
		must(end != BYTES_NOT_FOUND);
		struct bytes lines = bytes_to(pdf, end), line;
		while (bytes_cut(&lines, '\n', &line))
			if (line.len != 0)
				check_line(line);
		pdf = bytes_from(pdf, end + 11);
	}
}

static size_t
number_at(struct bytes text)
{
	size_t n = 0;
	for (size_t i = 0; i < text.len && text.at[i] >= '0' && text.at[i] <= '9'; i++)
		n = n * 10 + (size_t)(text.at[i] - '0');
	return n;
}

static void
check_table(struct bytes pdf)
{
	size_t start = bytes_find(pdf, BYTES("startxref\n"));
	must(start != BYTES_NOT_FOUND);
	size_t table = number_at(bytes_from(pdf, start + 10));
	struct bytes rest = bytes_from(pdf, table), line;
	must(bytes_starts(rest, BYTES("xref\n0 ")));
	size_t objects = number_at(bytes_from(rest, 7));
	(void)bytes_cut(&rest, '\n', &line);
	(void)bytes_cut(&rest, '\n', &line);
	for (size_t i = 0; i < objects; i++) {
		must(bytes_cut(&rest, '\n', &line) && line.len == 19);
		struct bytes object = bytes_from(pdf, number_at(line));
		must(i == 0 || (number_at(object) == i && bytes_has(bytes_to(object, 20), BYTES(" 0 obj\n"))));
	}
	must(bytes_starts(rest, BYTES("trailer\n")));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf out;
	buf_init(&out, (size_t)16 << 20);
	(void)pages_write(bytes_of(data, size), &out);
	must(buf_ok(&out));
	check_streams(buf_bytes(&out));
	check_table(buf_bytes(&out));
	buf_done(&out);
	return 0;
}
