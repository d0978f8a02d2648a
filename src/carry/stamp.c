#include "carry/stamp.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include "smtp/outgoing.h"
#include "sys/clock.h"

/* The fields of a message, their index, and the lines that we make. */
#define STAMP_MEMORY ((size_t)16 << 20)

/* All authors at one domain, under one From. */
static struct bytes
only_author(const struct casefile *c)
{
	if (c->from_headers != 1 || c->from.count == 0)
		return BYTES_NONE;
	for (size_t i = 1; i < c->from.count; i++)
		if (!bytes_equal_nocase(c->from.at[i].domain, c->from.at[0].domain))
			return BYTES_NONE;
	return c->from.at[0].domain;
}

int
stamp_field(struct bytes field, struct arena *arena, struct gate_header *out)
{
	size_t colon = bytes_find_octet(field, ':');
	struct bytes value = bytes_trim(bytes_from(field, colon == BYTES_NOT_FOUND ? field.len : colon + 1));
	uint8_t *line = arena_get(arena, value.len, 1);
	size_t len = 0;
	if (line == NULL || !arena_copy(arena, bytes_to(field, colon), &out->name))
		return FAULT_LIMIT;
	for (size_t i = 0; i < value.len; i++)
		if (value.at[i] != '\r' && value.at[i] != '\n')
			line[len++] = value.at[i] == '\t' ? ' ' : value.at[i];
	out->value = bytes_of(line, len);
	return 0;
}

/* What will be sent, in one piece: the original wherever nothing that is signed changes. */
static struct bytes
as_sent(struct bytes original, struct bytes subject_tag, struct buf *room)
{
	struct outgoing o;
	const struct outgoing_edit edit = { .subject_tag = subject_tag };
	struct bytes out = BYTES_NONE;
	outgoing_init(&o);
	if (outgoing_message(&o, original, &edit) == 0) {
		if (o.head.len == 0 && o.count == 1) {
			out = o.parts[0];
		} else {
			buf_add(room, buf_bytes(&o.head));
			for (size_t i = 0; i < o.count; i++)
				buf_add(room, o.parts[i]);
			out = buf_ok(room) ? buf_bytes(room) : BYTES_NONE;
		}
	}
	outgoing_done(&o);
	return out;
}

static size_t
sign_all(const struct keyring_key *const *keys, size_t count, struct bytes text, struct arena *arena,
    struct gate_header *out)
{
	struct arena *scratch = arena_new(STAMP_MEMORY);
	struct buf field;
	size_t made = 0;
	uint8_t body[32];
	buf_init(&field, 16384);
	if (sign_body(text, scratch, body) != 0)
		count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct signer s = { .domain = keys[i]->domain, .selector = keys[i]->selector, .key = keys[i]->key,
			.now = clock_wall_ms() / 1000, .body_hash = body };
		buf_clear(&field);
		arena_reset(scratch);
		if (sign_dkim(text, &s, scratch, &field) == 0 && stamp_field(buf_bytes(&field), arena, &out[made]) == 0)
			made++;
	}
	buf_done(&field);
	arena_free(scratch);
	return made;
}

size_t
stamp_dkim(const struct keyring *ring, const struct casefile *c, int message, struct bytes subject_tag,
    struct arena *arena, struct gate_header out[STAMPS_MAX])
{
	const struct keyring_key *keys[KEYRING_SIGNERS_MAX];
	struct stat st;
	if (ring == NULL || c == NULL || c->envelope.direction != DIRECTION_OUTBOUND)
		return 0;
	size_t count = keyring_for(ring, only_author(c), keys);
	if (count == 0 || fstat(message, &st) != 0 || st.st_size <= 0)
		return 0;
	void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, message, 0);
	if (map == MAP_FAILED)
		return 0;
	struct buf room;
	buf_init(&room, (size_t)st.st_size + OUTGOING_HEAD_MAX);
	struct bytes text = as_sent(bytes_of(map, (size_t)st.st_size), subject_tag, &room);
	size_t made = text.len != 0 ? sign_all(keys, count, text, arena, out) : 0;
	buf_done(&room);
	(void)munmap(map, (size_t)st.st_size);
	return made;
}
