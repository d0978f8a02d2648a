/* Properties: cut anywhere, a server's octets give the same replies; what may be passed on is printable; a reply has
 * a ceiling of lines. */
#include "smtp/reply.h"

#include <string.h>

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct seen {
	uint64_t sum;
	size_t count;
	enum reply_result last;
};

static void
note(struct seen *s, const struct reply *r, enum reply_result result)
{
	must(r->code >= 200 && r->code <= 599 && r->lines <= REPLY_LINES_MAX);
	size_t len = strlen(r->text);
	must(len <= REPLY_TEXT_MAX);
	for (size_t i = 0; i < len; i++) {
		must(r->text[i] >= ' ' && r->text[i] <= '~');
		s->sum = s->sum * 31 + (uint8_t)r->text[i];
	}
	s->sum = s->sum * 31 + (uint64_t)r->code * 4 + result;
	s->count++;
}

static struct seen
read_all(struct bytes in, size_t step)
{
	struct reply r = { 0 };
	struct seen s = { .last = REPLY_MORE };
	for (size_t at = 0; at < in.len;) {
		struct bytes piece = bytes_slice(in, at, at + step);
		size_t used = 0;
		s.last = reply_feed(&r, piece, &used);
		if (s.last == REPLY_BAD)
			break;
		must(used <= piece.len && used != 0 && (s.last != REPLY_MORE || used == piece.len));
		at += used;
		if (s.last == REPLY_MORE)
			continue;
		note(&s, &r, s.last);
		if (s.last == REPLY_DONE)
			r.lines = r.line_len = 0;
	}
	return s;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2 || size > 16384)
		return 0;
	struct bytes in = bytes_of(data + 1, size - 1);
	struct seen a = read_all(in, in.len), b = read_all(in, (size_t)data[0] % 9 + 1);
	must(a.sum == b.sum && a.count == b.count && (a.last == REPLY_BAD) == (b.last == REPLY_BAD));
	return 0;
}
