#include "http/body.h"

int
http_body_begin(struct http_body *b, const struct http_head *head, uint64_t max)
{
	*b = (struct http_body){ .state = head->is_chunked ? BODY_SIZE : BODY_LENGTH, .max = max,
		.left = head->has_length ? head->length : 0 };
	if (b->left > max)
		return FAULT_LIMIT;
	if (b->state == BODY_LENGTH && b->left == 0)
		b->state = BODY_DONE;
	return 0;
}

/* The size of a chunk is known. */
static int
begin_chunk(struct http_body *b)
{
	if (b->left > b->max - b->total)
		return FAULT_LIMIT;
	b->state = b->left == 0 ? BODY_TRAILER_START : BODY_DATA;
	return 0;
}

static int
take_size(struct http_body *b, uint8_t c)
{
	int digit = ascii_hex(c);
	if (digit >= 0 && b->digits < 15) {
		b->left = b->left << 4 | (unsigned)digit;
		b->digits++;
		return 0;
	}
	if (b->digits == 0 || digit >= 0 || (c != '\r' && c != ';' && c != ' ' && c != '\t'))
		return FAULT_INPUT;
	b->state = c == '\r' ? BODY_SIZE_LF : BODY_EXTENSION;
	return 0;
}

static int
take_ignored(struct http_body *b, uint8_t c, size_t *count, size_t max, enum http_body_state next)
{
	if ((c < ' ' && c != '\t' && c != '\r') || c == 0x7f)
		return FAULT_INPUT;
	if (++*count > max)
		return FAULT_LIMIT;
	if (c == '\r')
		b->state = next;
	return 0;
}

/* An octet that is no content. */
static int
take(struct http_body *b, uint8_t c)
{
	switch (b->state) {
	case BODY_SIZE: return take_size(b, c);
	case BODY_EXTENSION: return take_ignored(b, c, &b->extensions, HTTP_EXTENSIONS_MAX, BODY_SIZE_LF);
	case BODY_SIZE_LF: return c == '\n' ? begin_chunk(b) : FAULT_INPUT;
	case BODY_DATA_CR:
		b->state = BODY_DATA_LF;
		return c == '\r' ? 0 : FAULT_INPUT;
	case BODY_DATA_LF:
		b->state = BODY_SIZE;
		b->left = b->digits = 0;
		return c == '\n' ? 0 : FAULT_INPUT;
	case BODY_TRAILER_START:
		if (c == '\r') {
			b->state = BODY_FINAL_LF;
			return 0;
		}
		b->state = BODY_TRAILER;
		return take_ignored(b, c, &b->trailer, HTTP_TRAILER_MAX, BODY_TRAILER_LF);
	case BODY_TRAILER: return take_ignored(b, c, &b->trailer, HTTP_TRAILER_MAX, BODY_TRAILER_LF);
	case BODY_TRAILER_LF:
		b->state = BODY_TRAILER_START;
		return c == '\n' ? 0 : FAULT_INPUT;
	case BODY_FINAL_LF:
		b->state = BODY_DONE;
		return c == '\n' ? 0 : FAULT_INPUT;
	default: return FAULT_INPUT;
	}
}

int
http_body_next(struct http_body *b, struct bytes in, struct bytes *out, size_t *out_used)
{
	size_t at = 0;
	*out = BYTES_NONE;
	while (at < in.len && b->state != BODY_DONE && b->state != BODY_DATA && b->state != BODY_LENGTH) {
		int fault = take(b, in.at[at++]);
		if (fault != 0)
			return fault;
	}
	if (at < in.len && b->state != BODY_DONE) {
		*out = bytes_from(in, at);
		if (out->len > b->left)
			*out = bytes_to(*out, (size_t)b->left);
		at += out->len;
		b->left -= out->len;
		b->total += out->len;
		if (b->left == 0)
			b->state = b->state == BODY_LENGTH ? BODY_DONE : BODY_DATA_CR;
	}
	*out_used = at;
	return b->state == BODY_DONE;
}
