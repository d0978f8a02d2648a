/* Delimiter lines, found once.
 *
 * Looking for each open boundary at each line is what makes deep nesting quadratic; here every line that
 * begins with "--" is found in one pass and sorted by the hash of what follows the dashes, so a boundary's
 * lines inside a part are a binary search away, however many boundaries are open. */
#include <stdlib.h>

#include "mail/walk_inside.h"

static uint64_t
content_hash(struct bytes b)
{
	uint64_t h = 0x9e3779b97f4a7c15u ^ b.len, word;
	while (b.len >= 8) {
		memcpy(&word, b.at, 8);
		h = (h ^ word) * 0xff51afd7ed558ccdu;
		h ^= h >> 32;
		b = (struct bytes){ b.at + 8, b.len - 8 };
	}
	for (size_t i = 0; i < b.len; i++)
		h = (h ^ b.at[i]) * 0xff51afd7ed558ccdu;
	return h ^ h >> 29;
}

static struct bytes
trim_right(struct bytes b)
{
	while (b.len > 0 && (b.at[b.len - 1] <= ' '))
		b.len--;
	return b;
}

/* The dashes stand at DASHES in a line of OCTETS that starts at LINE and ends at END (an LF or the end). */
static bool
add_delimiter(struct source *s, size_t line, size_t dashes, size_t end, uint32_t flags, uint32_t most,
    struct arena *arena)
{
	if (s->delimiters.count >= most) {
		s->cut = true;
		return true;
	}
	struct delimiter *d = LIST_ADD(arena, &s->delimiters);
	if (d == NULL)
		return false;
	struct bytes content = bytes_slice(s->octets, dashes + 2, end);
	d->line = (uint32_t)line;
	d->next = (uint32_t)(end < s->octets.len ? end + 1 : end);
	size_t cr = bytes_find_octet(content, '\r');
	if (cr != BYTES_NOT_FOUND && dashes + 2 + cr + 1 < end) {
		content = bytes_to(content, cr);
		d->next = (uint32_t)(dashes + 2 + cr + 1);
		flags |= DELIMITER_CUT;
	}
	d->content = bytes_to(trim_right(content), BOUNDARY_MAX);
	d->hash = content_hash(d->content);
	d->flags = flags;
	return true;
}

/* Delimiters in the middle of a line, behind a bare CR at most two octets before the dashes. */
static bool
cr_delimiters(struct source *s, size_t from, size_t end, uint32_t most, struct arena *arena,
    size_t *crs)
{
	for (size_t i = from; i < end;) {
		size_t cr = bytes_find_octet(bytes_slice(s->octets, i, end), '\r');
		if (cr == BYTES_NOT_FOUND || i + cr + 1 >= end)
			return true;
		i += cr + 1;
		(*crs)++;
		for (size_t k = i; k < i + 3 && k + 2 <= end; k++) {
			if (s->octets.at[k] == '-' && s->octets.at[k + 1] == '-') {
				if (!add_delimiter(s, i - 1, k, end, DELIMITER_AFTER_CR, most, arena))
					return false;
				break;
			}
			if (s->octets.at[k] == '\r')
				break;
		}
	}
	return true;
}

static bool
read_line(struct source *s, size_t from, size_t end, uint32_t most, struct arena *arena)
{
	const uint8_t *at = s->octets.at;
	size_t i = from;
	if (i < end && at[i] != '-' && at[i] > ' ')
		return true;
	while (i < end && i - from < 8 && (at[i] == ' ' || at[i] == '\t' || at[i] == '\0'))
		i++;
	if (end - i < 2 || at[i] != '-' || at[i + 1] != '-')
		return true;
	return add_delimiter(s, from, i, end, i > from ? DELIMITER_INDENTED : 0, most, arena);
}

struct source *
source_read(struct bytes octets, const struct mail_limits *limits, struct mail_counts *counts,
    struct arena *arena)
{
	struct source *s = arena_get(arena, 1, sizeof *s);
	struct mail_counts c = { 0 };
	if (s == NULL)
		return NULL;
	s->octets = octets;
	/* The next one: files have none at all, lines of SMTP one at their end. */
	const uint8_t *cr = octets.len != 0 ? memchr(octets.at, '\r', octets.len) : NULL;
	for (size_t pos = 0; pos < octets.len;) {
		if (cr != NULL && cr < octets.at + pos)
			cr = memchr(octets.at + pos, '\r', octets.len - pos);
		const uint8_t *lf = memchr(octets.at + pos, '\n', octets.len - pos);
		size_t end = lf != NULL ? (size_t)(lf - octets.at) : octets.len;
		size_t text = end;
		c.lines++;
		if (text > pos && octets.at[text - 1] == '\r' && lf != NULL)
			text--;
		else if (lf != NULL)
			c.bare_lf++;
		c.longest_line = end - pos > c.longest_line ? end - pos : c.longest_line;
		if (!read_line(s, pos, end, limits->delimiters, arena))
			return NULL;
		if (cr != NULL && cr < octets.at + text &&
		    !cr_delimiters(s, pos, end, limits->delimiters, arena, &c.bare_cr))
			return NULL;
		pos = end + 1;
	}
	if (counts != NULL)
		*counts = c;
	return s;
}

struct order {
	uint64_t hash;
	uint32_t index;
};

static int
order_compare(const void *a, const void *b)
{
	const struct order *x = a, *y = b;
	if (x->hash != y->hash)
		return x->hash < y->hash ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static bool
sort_delimiters(struct source *s, struct arena *arena)
{
	size_t n = s->delimiters.count;
	struct order *order = arena_get(arena, n, sizeof *order);
	uint32_t *by_hash = arena_get(arena, n, sizeof *by_hash);
	if (order == NULL || by_hash == NULL)
		return false;
	for (size_t i = 0; i < n; i++)
		order[i] = (struct order){ s->delimiters.at[i].hash, (uint32_t)i };
	qsort(order, n, sizeof *order, order_compare);
	for (size_t i = 0; i < n; i++)
		by_hash[i] = order[i].index;
	s->by_hash = by_hash;
	return true;
}

/* The first place in by_hash whose (hash, line) is not below the given pair. */
static size_t
hash_lower(const struct source *s, uint64_t hash, size_t line)
{
	size_t low = 0, high = s->delimiters.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct delimiter *d = &s->delimiters.at[s->by_hash[middle]];
		if (d->hash < hash || (d->hash == hash && d->line < line))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
source_find(struct source *s, struct bytes content, size_t from, size_t to, struct arena *arena,
    const uint32_t **out, size_t *count)
{
	*out = NULL;
	*count = 0;
	if (s->delimiters.count == 0)
		return true;
	if (s->by_hash == NULL && !sort_delimiters(s, arena))
		return false;
	uint64_t hash = content_hash(bytes_to(trim_right(content), BOUNDARY_MAX));
	size_t first = hash_lower(s, hash, from), last = hash_lower(s, hash, to);
	*out = s->by_hash + first;
	*count = last > first ? last - first : 0;
	return true;
}

size_t
source_lower(const struct source *s, size_t from)
{
	size_t low = 0, high = s->delimiters.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (s->delimiters.at[middle].line < from)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
