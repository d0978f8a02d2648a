#include "carry/stamp.h"

#include "front/outgoing.h"
#include "sys/blob.h"
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

/* Calls EACH with what will be sent. */
static size_t
with_text(struct blob *message, struct bytes subject_tag, size_t (*each)(struct bytes text, void *arg), void *arg)
{
	struct bytes whole;
	struct buf room;
	if (blob_octets(message, &whole) != 0 || whole.len == 0)
		return 0;
	buf_init(&room, whole.len + OUTGOING_HEAD_MAX);
	struct bytes text = as_sent(whole, subject_tag, &room);
	size_t made = text.len != 0 ? each(text, arg) : 0;
	buf_done(&room);
	return made;
}

struct dkim_stamp {
	const struct keyring_key *keys[KEYRING_SIGNERS_MAX];
	size_t count;
	struct arena *arena;
	struct gate_header *out;
};

static size_t
sign_text(struct bytes text, void *arg)
{
	struct dkim_stamp *s = arg;
	return sign_all(s->keys, s->count, text, s->arena, s->out);
}

size_t
stamp_dkim(const struct keyring *ring, const struct casefile *c, struct blob *message, struct bytes subject_tag,
    struct arena *arena, struct gate_header out[STAMPS_MAX])
{
	struct dkim_stamp s = { .arena = arena, .out = out };
	if (ring == NULL || c == NULL || c->envelope.direction != DIRECTION_OUTBOUND)
		return 0;
	s.count = keyring_for(ring, only_author(c), s.keys);
	return s.count != 0 ? with_text(message, subject_tag, sign_text, &s) : 0;
}

struct arc_stamp {
	const struct keyring_key *key;
	enum arc_status chain;
	struct bytes results;
	struct arena *arena;
	struct gate_header *out;
};

/* The fields in FIELDS, each with its line breaks, the last first: that is how they stand in mail. */
static size_t
split_fields(struct bytes fields, struct arena *arena, struct gate_header out[STAMP_ARC_FIELDS])
{
	struct header_line line;
	size_t count = 0;
	while (count < STAMP_ARC_FIELDS && header_next(&fields, &line))
		if (stamp_field(line.whole, arena, &out[STAMP_ARC_FIELDS - ++count]) != 0)
			return 0;
	return count == STAMP_ARC_FIELDS ? count : 0;
}

static size_t
seal_text(struct bytes text, void *arg)
{
	const struct arc_stamp *s = arg;
	struct arena *scratch = arena_new(STAMP_MEMORY);
	struct buf fields;
	size_t made = 0;
	buf_init(&fields, 65536);
	const struct signer signer = { .domain = s->key->domain, .selector = s->key->selector, .key = s->key->key,
		.now = clock_wall_ms() / 1000 };
	if (sign_arc(text, &signer, s->chain, s->results, scratch, &fields) == 0)
		made = split_fields(buf_bytes(&fields), s->arena, s->out);
	buf_done(&fields);
	arena_free(scratch);
	return made;
}

/* As the gate will write it: printable ASCII on one line, for the seal is over these octets. */
static struct bytes
plain_results(struct bytes results, struct arena *arena)
{
	uint8_t *text = arena_get(arena, results.len, 1);
	size_t len = 0;
	for (size_t i = 0; text != NULL && i < results.len; i++) {
		uint8_t c = results.at[i];
		if (c == '\r' || c == '\n')
			continue;
		text[len++] = c == '\t' ? ' ' : c < ' ' || c >= 0x7F ? '?' : c;
	}
	return bytes_of(text, len);
}

size_t
stamp_arc(const struct keyring *ring, struct bytes domain, const struct casefile *c, struct blob *message,
    struct bytes subject_tag, struct arena *arena, struct gate_header out[STAMP_ARC_FIELDS])
{
	static const struct {
		enum auth_status seen;
		enum arc_status chain;
	} chains[] = { { AUTH_NONE, ARC_NONE }, { AUTH_PASS, ARC_PASS }, { AUTH_FAIL, ARC_FAIL } };
	const struct keyring_key *keys[KEYRING_SIGNERS_MAX];
	struct arc_stamp s = { .chain = ARC_TEMPERROR, .arena = arena, .out = out };
	if (ring == NULL || domain.len == 0 || c == NULL || c->envelope.direction != DIRECTION_INBOUND ||
	    !c->asked.identity.was_asked || c->asked.identity.results.len == 0)
		return 0;
	for (size_t i = 0; i < sizeof chains / sizeof chains[0]; i++)
		if (chains[i].seen == c->asked.identity.arc)
			s.chain = chains[i].chain;
	size_t count = keyring_for(ring, domain, keys);
	if (s.chain == ARC_TEMPERROR || count == 0)
		return 0;
	s.key = keys[0];
	for (size_t i = 1; i < count; i++)
		if (EVP_PKEY_is_a(s.key->key, "RSA") != 1)
			s.key = keys[i];
	s.results = plain_results(c->asked.identity.results, arena);
	return s.results.len != 0 ? with_text(message, subject_tag, seal_text, &s) : 0;
}
