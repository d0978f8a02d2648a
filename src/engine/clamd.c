#include "engine/clamd.h"

/* With a "z" before the command its answer ends with a NUL too; the "n" form would end at a line feed, which a signature's
 * name may not have but a reason for failing might. */
static void
ask_version(struct buf *out)
{
	buf_add(out, BYTES("zVERSION\0"));
}

static void
begin(struct buf *out)
{
	buf_add(out, BYTES("zINSTREAM\0"));
}

static void
add_length(size_t len, struct buf *out)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		buf_add_octet(out, (uint8_t)(len >> shift));
}

static void
piece(struct bytes octets, struct buf *out)
{
	add_length(octets.len, out);
	buf_add(out, octets);
}

static void
end(struct buf *out)
{
	add_length(0, out);
}

/* The answer without its NUL, printable ASCII all of it: signature databases are, and it goes to logs and people. */
static int
read_answer(struct bytes in, struct bytes *out)
{
	size_t nul = bytes_find_octet(in, 0);
	*out = bytes_to(in, nul == BYTES_NOT_FOUND ? in.len : nul);
	if (out->len >= ENGINE_REPLY_MAX)
		return FAULT_INPUT;
	for (size_t i = 0; i < out->len; i++)
		if (out->at[i] < ' ' || out->at[i] > '~')
			return FAULT_INPUT;
	if (nul == BYTES_NOT_FOUND)
		return 0;
	return nul != 0 && nul + 1 == in.len ? 1 : FAULT_INPUT;
}

/* "ClamAV 1.4.3/27839/Mon Nov 23 08:10:02 2026": program, signatures, their date. */
static int
read_version(struct bytes in, struct engine_word *out)
{
	int got = read_answer(in, &out->text);
	out->status = ENGINE_CLEAN;
	return got == 1 && !bytes_starts(out->text, BYTES("ClamAV ")) ? FAULT_INPUT : got;
}

static bool
cut_end(struct bytes *text, struct bytes end)
{
	if (!bytes_ends(*text, end))
		return false;
	*text = bytes_to(*text, text->len - end.len);
	return true;
}

/* "stream: OK", "stream: NAME FOUND", "stream: WHY ERROR", "INSTREAM size limit exceeded. ERROR". */
static int
read_verdict(struct bytes in, struct engine_word *out)
{
	struct bytes text;
	int got = read_answer(in, &text);
	if (got != 1)
		return got;
	bool of_stream = bytes_starts(text, BYTES("stream: "));
	struct bytes said = of_stream ? bytes_from(text, 8) : text;
	if (of_stream && bytes_equal(said, BYTES("OK")))
		*out = (struct engine_word){ ENGINE_CLEAN, BYTES_NONE };
	else if (of_stream && cut_end(&said, BYTES(" FOUND")) && said.len != 0)
		*out = (struct engine_word){ ENGINE_FOUND, said };
	else if (bytes_starts(text, BYTES("INSTREAM size limit exceeded")))
		*out = (struct engine_word){ ENGINE_TOO_LARGE, BYTES_NONE };
	else if (cut_end(&said, BYTES(" ERROR")) || cut_end(&said, BYTES("ERROR")))
		*out = (struct engine_word){ ENGINE_FAILED, said };
	else
		return FAULT_INPUT;
	return 1;
}

const struct engine_driver clamd_driver = { ask_version, begin, piece, end, read_version, read_verdict };
