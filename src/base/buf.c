#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void
buf_done(struct buf *b)
{
	free(b->at);
	*b = (struct buf){ .max = b->max };
}

void
buf_clear(struct buf *b)
{
	b->len = 0;
	b->full = false;
}

uint8_t *
buf_grow(struct buf *b, size_t more)
{
	if (b->full || more > b->max - b->len) {
		b->full = true;
		return NULL;
	}
	/* One octet beyond the maximum is kept for the NUL of buf_cstr. */
	if (b->room - b->len < more + 1 || b->at == NULL) {
		size_t room = b->room < 128 ? 256 : b->room * 2;
		if (room < b->len + more + 1)
			room = b->len + more + 1;
		if (room > b->max + 1)
			room = b->max + 1;
		b->at = xrealloc(b->at, room, 1);
		b->room = room;
	}
	return b->at + b->len;
}

void
buf_add_number(struct buf *b, uint64_t number)
{
	uint8_t digits[20];
	size_t at = sizeof digits;
	do
		digits[--at] = (uint8_t)('0' + number % 10);
	while ((number /= 10) != 0);
	buf_add(b, bytes_of(digits + at, sizeof digits - at));
}

void
buf_add_hex(struct buf *b, struct bytes octets)
{
	uint8_t *p = octets.len < SIZE_MAX / 2 ? buf_reserve(b, 2 * octets.len) : NULL;
	if (p == NULL)
		return;
	for (size_t i = 0; i < octets.len; i++) {
		*p++ = (uint8_t)"0123456789abcdef"[octets.at[i] >> 4];
		*p++ = (uint8_t)"0123456789abcdef"[octets.at[i] & 15];
	}
	b->len += 2 * octets.len;
}

void
buf_addf(struct buf *b, const char *format, ...)
{
	/* Most is a number: it is written once more only where that was too little room. */
	enum { ENOUGH = 48 };
	uint8_t *p = b->max - b->len >= ENOUGH ? buf_reserve(b, ENOUGH) : NULL;
	size_t room = p != NULL ? ENOUGH : 0;
	va_list args;
	va_start(args, format);
	int need = vsnprintf((char *)p, room, format, args);
	va_end(args);
	must(need >= 0);
	if ((size_t)need >= room) {
		p = buf_reserve(b, (size_t)need);
		if (p == NULL)
			return;
		va_start(args, format);
		(void)vsnprintf((char *)p, (size_t)need + 1, format, args);
		va_end(args);
	}
	b->len += (size_t)need;
}

void
buf_drop(struct buf *b, size_t count)
{
	if (count > b->len)
		count = b->len;
	if (count == 0)
		return;
	b->len -= count;
	memmove(b->at, b->at + count, b->len);
}

const char *
buf_cstr(struct buf *b)
{
	bool was_full = b->full;
	b->full = false;
	(void)buf_reserve(b, 0);
	b->full = was_full;
	b->at[b->len] = '\0';
	return (const char *)b->at;
}
