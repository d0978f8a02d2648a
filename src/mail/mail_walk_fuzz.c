/* Properties: every part lies in the message or in memory that is still ours, parents come first and are less
 * deep, reading twice gives the same, ids and names are UTF-8, and no ceiling is passed. */
#include "base/must.h"
#include "base/utf8.h"
#include "mail/walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t
sum(uint64_t h, struct bytes b)
{
	h = (h ^ b.len) * 0x100000001b3u;
	for (size_t i = 0; i < b.len; i++)
		h = (h ^ b.at[i]) * 0x100000001b3u;
	return h;
}

static uint64_t
check_part(struct mail *m, uint32_t i, struct arena *arena, uint64_t h)
{
	const struct mail_part *p = &m->parts.at[i];
	struct bytes body;
	must(p->parent == MAIL_NO_PART ? i == 0 || p->view != 0 : p->parent < i);
	must(p->parent == MAIL_NO_PART || p->depth > m->parts.at[p->parent].depth);
	must(p->depth <= m->limits.depth + 1 && p->view <= m->views);
	must(p->header_first + p->header_count <= m->headers.count);
	must(utf8_valid(p->id) && utf8_valid(p->filename));
	for (size_t k = 0; k < p->names.count; k++)
		must(utf8_valid(p->names.at[k]));
	must(mail_ambiguity_name((enum mail_ambiguity_kind)0) != NULL);
	const uint8_t *start = m->message.at, *end = m->message.at + m->message.len;
	bool inside = p->body.at >= start && p->body.at <= end;
	must(!inside || p->body.len <= (size_t)(end - p->body.at));
	h = sum(h, p->id);
	h = sum(h, p->type);
	h = sum(h, p->body);
	if (mail_part_body(m, i, arena, &body) == 0)
		h = sum(h, body);
	return h;
}

static uint64_t
walk(struct bytes message, const struct mail_limits *limits, size_t memory)
{
	struct arena *arena = arena_new(memory);
	struct mail m;
	uint64_t h = 0;
	if (mail_walk(message, limits, arena, &m) == 0) {
		must(m.parts.count >= 1 && m.parts.count <= m.limits.parts);
		must(m.headers.count <= m.limits.headers);
		for (uint32_t i = 0; i < m.parts.count; i++)
			h = check_part(&m, i, arena, h);
		for (size_t i = 0; i < m.headers.count; i++)
			must(m.headers.at[i].part < m.parts.count);
		for (size_t i = 0; i < m.ambiguities.count; i++) {
			must(m.ambiguities.at[i].part < m.parts.count &&
			    m.ambiguities.at[i].text.len <= 80);
			h = sum(h, m.ambiguities.at[i].text);
		}
		must(m.decoded_octets <= m.limits.decoded_octets);
	}
	arena_free(arena);
	return h;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes message = bytes_of(data, size);
	const struct mail_limits tight = { .depth = 3,
		.parts = 8,
		.headers = 5,
		.header_octets = 200,
		.delimiters = 6,
		.readings = 5,
		.decoded_octets = 100 };
	const size_t memory = (size_t)64 << 20;
	must(walk(message, NULL, memory) == walk(message, NULL, memory));
	(void)walk(message, &tight, memory);
	/* Little memory: a gap or a fault, never a crash. */
	(void)walk(message, NULL, 4096 + size * 16);
	return 0;
}
