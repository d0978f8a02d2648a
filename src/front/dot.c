#include "front/dot.h"

/* A line ends.  IS_BARE: with LF alone. */
static uint8_t *
end_line(struct dot *d, uint8_t *p, bool is_bare)
{
	*p++ = '\r';
	*p++ = '\n';
	d->lines++;
	d->bare_lf += is_bare;
	d->after_bare_lf = is_bare;
	d->state = DOT_LINE_START;
	return p;
}

/* An octet of content; the first of a line may be a dot, which is to be known for sending. */
static uint8_t *
content(struct dot *d, uint8_t *p, uint8_t c, bool is_first)
{
	d->nul += c == 0;
	d->dot_lines += is_first && c == '.';
	d->state = DOT_INSIDE;
	*p++ = c;
	return p;
}

/* A carriage return that turned out to be no line end. */
static uint8_t *
bare_cr(struct dot *d, uint8_t *p)
{
	d->bare_cr++;
	*p++ = ' ';
	d->state = DOT_INSIDE;
	return p;
}

/* Content up to the next octet that may end a line, at once: nearly all of a message passes here.  *NEXT_LF is
 * remembered between calls, or a megabyte of bare CRs would be searched for the next LF once for each CR. */
static size_t
copy_plain(struct dot *d, struct bytes in, size_t start, size_t *next_lf, uint8_t *out)
{
	if (*next_lf == SIZE_MAX || *next_lf < start) {
		const uint8_t *lf = memchr(in.at + start, '\n', in.len - start);
		*next_lf = lf != NULL ? (size_t)(lf - in.at) : in.len;
	}
	size_t len = *next_lf - start;
	const uint8_t *cr = memchr(in.at + start, '\r', len);
	if (cr != NULL)
		len = (size_t)(cr - in.at) - start;
	memcpy(out, in.at + start, len);
	const uint8_t *end = in.at + start + len;
	for (const uint8_t *nul = in.at + start; (nul = memchr(nul, 0, (size_t)(end - nul))) != NULL; nul++)
		d->nul++;
	return len;
}

bool
dot_feed(struct dot *d, struct bytes in, uint8_t *out, size_t *out_len, size_t *used)
{
	uint8_t *p = out;
	size_t i = 0, next_lf = SIZE_MAX;
	bool is_end = false;
	while (i < in.len && !is_end) {
		if (d->state == DOT_INSIDE) {
			size_t len = copy_plain(d, in, i, &next_lf, p);
			p += len;
			i += len;
			if (i == in.len)
				break;
		}
		uint8_t c = in.at[i++];
		switch (d->state) {
		case DOT_LINE_START:
			if (c == '.' && !d->is_chunked)
				d->state = DOT_DOT;
			else if (c == '\r')
				d->state = DOT_CR;
			else
				p = c == '\n' ? end_line(d, p, true) : content(d, p, c, true);
			break;
		case DOT_INSIDE:
			if (c == '\r')
				d->state = DOT_CR;
			else
				p = end_line(d, p, true);
			break;
		case DOT_CR:
			if (c == '\n') {
				p = end_line(d, p, false);
			} else {
				p = bare_cr(d, p);
				i--; /* look at it again, inside the line */
			}
			break;
		case DOT_DOT:
			if (c == '\r') {
				d->state = DOT_DOT_CR;
			} else if (c == '\n') {
				/* "." LF is a line with a dot, whatever others think. */
				p = content(d, p, '.', true);
				p = end_line(d, p, true);
			} else {
				p = content(d, p, c, true);
			}
			break;
		case DOT_DOT_CR:
			if (c == '\n' && !d->after_bare_lf) {
				is_end = true;
			} else if (c == '\n') {
				p = content(d, p, '.', true);
				p = end_line(d, p, false);
			} else {
				p = bare_cr(d, p);
				i--;
			}
			break;
		}
	}
	*out_len = (size_t)(p - out);
	*used = i;
	return is_end;
}

size_t
dot_finish(struct dot *d, uint8_t *out)
{
	uint8_t *p = out;
	if (d->state == DOT_CR)
		p = bare_cr(d, p);
	if (d->state == DOT_INSIDE)
		p = end_line(d, p, false);
	return (size_t)(p - out);
}

size_t
dot_run(struct bytes b, bool at_line_start)
{
	if (b.len != 0 && at_line_start && b.at[0] == '.')
		return 0;
	/* Without the CR, which may have been sent already. */
	size_t found = bytes_find(b, BYTES("\n."));
	return found == BYTES_NOT_FOUND ? b.len : found + 1;
}
