/* Properties: what is read in pieces is what is read whole, and never two things; a word is printable and shorter than
 * what came; pieces that are framed can be taken apart again, and nothing but the message is in them. */
#include "engine/clamd.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_answer(int (*read)(struct bytes, struct engine_word *), struct bytes in)
{
	struct engine_word whole = { 0 }, part = { 0 };
	int got = read(in, &whole);
	must(got == 0 || got == 1 || got == FAULT_INPUT);
	must(got != 0 || in.len < ENGINE_REPLY_MAX);
	for (size_t len = 0; len < in.len && len <= ENGINE_REPLY_MAX; len++) {
		int earlier = read(bytes_to(in, len), &part);
		/* the end of an answer is its NUL: what stands behind it makes it none */
		must(earlier == 0 || got == FAULT_INPUT);
	}
	if (got != 1)
		return;
	must(whole.status == ENGINE_CLEAN || whole.status == ENGINE_FOUND || whole.status == ENGINE_FAILED ||
	    whole.status == ENGINE_TOO_LARGE);
	must(whole.text.len < in.len && (whole.status != ENGINE_FOUND || whole.text.len != 0));
	for (size_t i = 0; i < whole.text.len; i++)
		must(whole.text.at[i] >= ' ' && whole.text.at[i] <= '~');
}

static void
check_frames(struct bytes in)
{
	struct buf sent, back;
	buf_init(&sent, 2 * in.len + 1024 * 1024);
	buf_init(&back, in.len + 1);
	clamd_driver.begin(&sent);
	for (size_t at = 0, step = 1; at < in.len; at += step, step = step * 2 % 4099) {
		step = step < in.len - at ? step : in.len - at;
		clamd_driver.piece(bytes_slice(in, at, at + step), &sent);
	}
	clamd_driver.end(&sent);
	must(buf_ok(&sent) && bytes_starts(buf_bytes(&sent), BYTES("zINSTREAM\0")));
	struct bytes rest = bytes_from(buf_bytes(&sent), 10);
	for (;;) {
		must(rest.len >= 4);
		size_t len = (size_t)rest.at[0] << 24 | (size_t)rest.at[1] << 16 | (size_t)rest.at[2] << 8 | rest.at[3];
		rest = bytes_from(rest, 4);
		if (len == 0)
			break;
		must(len <= rest.len);
		buf_add(&back, bytes_to(rest, len));
		rest = bytes_from(rest, len);
	}
	must(rest.len == 0 && bytes_equal(buf_bytes(&back), in));
	buf_done(&sent);
	buf_done(&back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = bytes_of(data, size);
	check_answer(clamd_driver.read_verdict, in);
	check_answer(clamd_driver.read_version, in);
	check_frames(in);
	return 0;
}
