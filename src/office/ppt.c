#include "office/ppt.h"

#include "base/reader.h"
#include "office/lock.h"

enum record {
	PPT_TEXT_CHARS = 0x0FA0, PPT_TEXT_BYTES = 0x0FA8, PPT_CSTRING = 0x0FBA, PPT_USER_EDIT = 0x0FF5,
	PPT_CURRENT_USER = 0x0FF6, PPT_PERSIST = 0x1772, PPT_CRYPT_SESSION = 0x2F14,
};
enum { EDITS_MAX = 256, OBJECTS_MAX = 20000, HEAD_OCTETS = 8 };

struct object {
	uint32_t id, at;
};

struct show {
	struct office *o;
	struct bytes stream;
	struct object *objects;
	size_t count, room;
	uint32_t crypt_id; /* the object that holds the encryption header, 0: in clear */
};

static struct reader
record_at(struct bytes stream, size_t at, uint16_t *kind, uint8_t *version)
{
	struct reader r = reader_of(bytes_from(stream, at));
	uint16_t head = reader_u16le(&r);
	*kind = reader_u16le(&r);
	*version = head & 15;
	uint32_t length = reader_u32le(&r);
	return reader_of(reader_take(&r, length < reader_left(&r) ? length : reader_left(&r)));
}

static void
add_objects(struct show *s, struct reader *r)
{
	while (reader_left(r) >= 4) {
		uint32_t head = reader_u32le(r);
		uint32_t id = head & 0xFFFFF, count = head >> 20;
		for (uint32_t i = 0; i < count && reader_left(r) >= 4; i++) {
			uint32_t at = reader_u32le(r);
			if (s->count >= OBJECTS_MAX)
				return;
			struct object *objects = arena_grow(s->o->arena, s->objects, s->count, &s->room, sizeof *objects);
			if (objects == NULL)
				return;
			s->objects = objects;
			s->objects[s->count++] = (struct object){ id + i, at };
		}
	}
}

/* Each save adds an edit that points at the one before; the last save says where the key is. */
static void
follow_edits(struct show *s, uint32_t at)
{
	for (int edits = 0; edits < EDITS_MAX && at != 0; edits++) {
		uint16_t kind;
		uint8_t version;
		struct reader r = record_at(s->stream, at, &kind, &version);
		if (kind != PPT_USER_EDIT)
			return;
		size_t length = r.all.len;
		reader_skip(&r, 8);
		uint32_t before = reader_u32le(&r), persist = reader_u32le(&r);
		reader_skip(&r, 12);
		if (edits == 0 && length >= 32)
			s->crypt_id = reader_u32le(&r);
		struct reader list = record_at(s->stream, persist, &kind, &version);
		if (kind == PPT_PERSIST)
			add_objects(s, &list);
		at = before < at ? before : 0;
	}
}

/* The stream with every object in clear.  An object's head is encrypted with it. */
static struct bytes
decrypted(struct show *s, const struct lock *lock)
{
	struct office *o = s->o;
	uint8_t *out = office_work(o, s->stream.len) ? arena_get(o->arena, s->stream.len, 1) : NULL;
	if (out == NULL)
		return BYTES_NONE;
	memcpy(out, s->stream.at, s->stream.len);
	for (size_t i = 0; i < s->count; i++) {
		const struct object *object = &s->objects[i];
		uint8_t head[HEAD_OCTETS];
		struct bytes from = bytes_from(s->stream, object->at);
		if (object->id == s->crypt_id || from.len < HEAD_OCTETS)
			continue;
		lock_decrypt(lock, bytes_to(from, HEAD_OCTETS), HEAD_OCTETS, object->id, head);
		size_t length = (size_t)head[4] | (size_t)head[5] << 8 | (size_t)head[6] << 16 | (size_t)head[7] << 24;
		struct bytes whole = bytes_to(from, length > from.len ? from.len : length + HEAD_OCTETS);
		if (!office_work(o, whole.len))
			break;
		lock_decrypt(lock, whole, whole.len, object->id, out + object->at);
	}
	return bytes_of(out, s->stream.len);
}

static struct bytes
unlocked(struct show *s)
{
	struct lock lock;
	for (size_t i = 0; i < s->count; i++) {
		uint16_t kind;
		uint8_t version;
		if (s->objects[i].id != s->crypt_id)
			continue;
		struct reader r = record_at(s->stream, s->objects[i].at, &kind, &version);
		if (kind == PPT_CRYPT_SESSION)
			return lock_open(s->o, r.all, &lock) ? decrypted(s, &lock) : BYTES_NONE;
	}
	office_sign(s->o, DOCUMENT_ENCRYPTED);
	office_gap(s->o, GAP_ENCRYPTED, BYTES("the presentation's encryption header is not found"));
	return BYTES_NONE;
}

/* Records whose version is 15 hold records: stepping over the head alone goes into them. */
static void
read_texts(struct office *o, struct bytes stream)
{
	for (size_t at = 0; at + HEAD_OCTETS <= stream.len;) {
		uint16_t kind;
		uint8_t version;
		struct reader r = record_at(stream, at, &kind, &version);
		at += HEAD_OCTETS;
		if (version == 15)
			continue;
		if (kind == PPT_TEXT_CHARS || kind == PPT_TEXT_BYTES || kind == PPT_CSTRING) {
			buf_clear(&o->scratch);
			if (kind == PPT_TEXT_BYTES)
				office_latin1(r.all, &o->scratch);
			else
				office_utf16(r.all, &o->scratch);
			if (!bytes_starts(buf_bytes(&o->scratch), BYTES("___PPT"))) /* names of versions */
				office_text(o, buf_bytes(&o->scratch));
		}
		at += r.all.len;
	}
}

bool
ppt_read(struct office *o, struct cfb *c)
{
	uint32_t index = cfb_child(c, 0, BYTES("PowerPoint Document"));
	if (index == CFB_NONE)
		return false;
	struct show s = { .o = o, .stream = cfb_stream(c, index) };
	struct bytes user = cfb_stream(c, cfb_child(c, 0, BYTES("Current User")));
	uint16_t kind;
	uint8_t version;
	struct reader r = record_at(user, 0, &kind, &version);
	reader_skip(&r, 8);
	uint32_t edit = reader_u32le(&r);
	if (kind == PPT_CURRENT_USER && reader_ok(&r))
		follow_edits(&s, edit);
	struct bytes stream = s.crypt_id != 0 ? unlocked(&s) : s.stream;
	read_texts(o, stream);
	return true;
}
