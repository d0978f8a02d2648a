#include "unpack/ace.h"

#include "base/reader.h"
#include "base/utf8.h"

enum ace_header { ACE_MAIN, ACE_FILE };
enum ace_flag { ACE_HAS_BODY = 1, ACE_PASSWORD = 0x4000, ACE_GOES_ON = 0x2000, ACE_COMES_FROM = 0x1000 };
#define ATTRIBUTE_FOLDER 16
#define STORED 0
/* Octets of a header before what its type says: checksum and length are not counted in it. */
#define HEADER_BEFORE 4

struct listing {
	const struct unpack_request *r;
	struct arena *arena;
	struct unpacked *out;
	uint64_t octets;
	size_t files, given, locked;
};

bool
ace_begins(struct bytes container)
{
	return bytes_equal(bytes_slice(container, 7, 14), BYTES("**ACE**"));
}

/* Names are in the code page of whoever packed them. */
static struct bytes
name_of(struct arena *arena, struct bytes raw)
{
	struct buf name;
	struct bytes kept;
	buf_init(&name, 4 * UNPACK_NAME_MAX);
	for (size_t i = 0; i < raw.len && i < UNPACK_NAME_MAX / 4; i++)
		utf8_add(&name, raw.at[i] == '\\' ? '/' : raw.at[i] < 0x80 ? raw.at[i] : 0xFFFD);
	bool ok = arena_copy(arena, buf_bytes(&name), &kept);
	buf_done(&name);
	return ok ? kept : BYTES_NONE;
}

/* Gives: false at a ceiling. */
static bool
add_file(struct listing *l, uint16_t flags, struct bytes header, struct bytes body)
{
	struct reader h = reader_of(header);
	(void)reader_u32le(&h); /* packed, which the caller knows */
	uint32_t size = reader_u32le(&h);
	(void)reader_u32le(&h); /* when */
	uint32_t attributes = reader_u32le(&h);
	(void)reader_u32le(&h); /* checksum */
	uint8_t method = reader_u8(&h);
	reader_skip(&h, 5);
	struct bytes name = reader_take(&h, reader_u16le(&h));
	if (!reader_ok(&h))
		return true;
	uint32_t most = l->r->entries_max != 0 ? l->r->entries_max : UNPACK_ENTRIES_MAX;
	struct unpacked_entry *e = l->out->entries.count < most ? LIST_ADD(l->arena, &l->out->entries) : NULL;
	if (e == NULL)
		return false;
	*e = (struct unpacked_entry){ .name = name_of(l->arena, name), .size = size, .at = l->octets,
		.is_folder = (attributes & ATTRIBUTE_FOLDER) != 0, .is_encrypted = (flags & ACE_PASSWORD) != 0 };
	if (e->is_folder)
		return true;
	l->files++;
	l->locked += e->is_encrypted;
	if (method != STORED || (flags & (ACE_PASSWORD | ACE_GOES_ON | ACE_COMES_FROM)) != 0 || body.len != size)
		return true;
	uint64_t room = l->r->octets_max != 0 ? l->r->octets_max : UNPACK_OCTETS_MAX;
	if (body.len > room - l->octets || l->r->put(l->r->context, body) != 0)
		return false;
	e->octets = body.len;
	l->octets += body.len;
	l->given++;
	return true;
}

enum unpack_status
ace_list(const struct unpack_request *r, struct arena *arena, struct unpacked *out, struct bytes *out_text)
{
	struct listing l = { .r = r, .arena = arena, .out = out };
	struct reader all = reader_of(r->container);
	bool is_full = false;
	out->format = BYTES("ace");
	while (!is_full && reader_left(&all) > HEADER_BEFORE) {
		(void)reader_u16le(&all); /* checksum */
		struct bytes header = reader_take(&all, reader_u16le(&all));
		struct reader h = reader_of(header);
		uint8_t type = reader_u8(&h);
		uint16_t flags = reader_u16le(&h);
		struct reader length = h;
		size_t body = (flags & ACE_HAS_BODY) != 0 ? reader_u32le(&length) : 0;
		if (!reader_ok(&all) || !reader_ok(&h) || !reader_ok(&length))
			break;
		struct bytes content = reader_take(&all, body < reader_left(&all) ? body : reader_left(&all));
		if (type == ACE_FILE)
			is_full = !add_file(&l, flags, reader_take(&h, reader_left(&h)), content);
	}
	*out_text = BYTES_NONE;
	if (is_full) {
		*out_text = BYTES("the archive holds more than is unpacked");
		return UNPACK_LIMIT;
	}
	if (l.files == 0) {
		*out_text = BYTES("the archive is damaged");
		return UNPACK_MALFORMED;
	}
	if (l.given == l.files)
		return UNPACK_DONE;
	*out_text = l.locked != 0 ? BYTES("the ACE archive is encrypted, and only its names are read") : BYTES("of a compressed ACE archive only the names are read");
	return l.given != 0 ? UNPACK_PARTLY : l.locked != 0 ? UNPACK_ENCRYPTED : UNPACK_PARTLY;
}
