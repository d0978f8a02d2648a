#include "smtp/reply.h"

static enum reply_result
line_done(struct reply *r)
{
	const uint8_t *l = (const uint8_t *)r->line;
	size_t len = r->line_len;
	r->line_len = 0;
	if (len < 3 || l[0] < '2' || l[0] > '5' || !ascii_is_digit(l[1]) || !ascii_is_digit(l[2]))
		return REPLY_BAD;
	int code = (l[0] - '0') * 100 + (l[1] - '0') * 10 + (l[2] - '0');
	if ((r->lines != 0 && code != r->code) || ++r->lines > REPLY_LINES_MAX)
		return REPLY_BAD;
	if (len > 3 && l[3] != ' ' && l[3] != '-')
		return REPLY_BAD;
	r->code = code;
	size_t n = 0;
	for (size_t i = 4; i < len && n < REPLY_TEXT_MAX; i++)
		r->text[n++] = l[i] >= ' ' && l[i] < 0x7f ? (char)l[i] : '?';
	r->text[n] = 0;
	return len > 3 && l[3] == '-' ? REPLY_LINE : REPLY_DONE;
}

enum reply_result
reply_feed(struct reply *r, struct bytes in, size_t *used)
{
	for (size_t i = 0; i < in.len; i++) {
		uint8_t c = in.at[i];
		if (c == '\n') {
			*used = i + 1;
			if (r->line_len != 0 && r->line[r->line_len - 1] == '\r')
				r->line_len--;
			return line_done(r);
		}
		if (r->line_len == REPLY_LINE_MAX || c == 0)
			return REPLY_BAD;
		r->line[r->line_len++] = (char)c;
	}
	*used = in.len;
	return REPLY_MORE;
}
