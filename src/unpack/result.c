#include "unpack/result.h"

#define END_OCTETS 12

static const struct field entry_fields[] = {
	FIELD(1, FIELD_TEXT, struct unpacked_entry, name, UNPACK_NAME_MAX),
	FIELD(2, FIELD_U64, struct unpacked_entry, size, 0),
	FIELD(3, FIELD_BOOL, struct unpacked_entry, is_folder, 0),
	FIELD(4, FIELD_BOOL, struct unpacked_entry, is_encrypted, 0),
	FIELD(5, FIELD_BOOL, struct unpacked_entry, is_cut, 0),
	FIELD(6, FIELD_U64, struct unpacked_entry, at, 0),
	FIELD(7, FIELD_U64, struct unpacked_entry, octets, 0),
	FIELD(8, FIELD_ENUM, struct unpacked_entry, role, UNPACKED_ROLES),
};
static const struct schema entry_schema = SCHEMA(struct unpacked_entry, entry_fields);

static const struct field link_fields[] = {
	FIELD(1, FIELD_ENUM, struct unpacked_link, kind, UNPACKED_LINK_KINDS),
	FIELD(2, FIELD_TEXT, struct unpacked_link, text, UNPACK_LINK_MAX),
	FIELD(3, FIELD_U32, struct unpacked_link, page, 0),
	FIELD(4, FIELD_U32, struct unpacked_link, how, 0),
};
static const struct schema link_schema = SCHEMA(struct unpacked_link, link_fields);

static const struct field facts_fields[] = {
	FIELD(1, FIELD_U32, struct unpacked_facts, pages, 0),
	FIELD(2, FIELD_U32, struct unpacked_facts, pictures, 0),
	FIELD(3, FIELD_U32, struct unpacked_facts, embedded, 0),
	FIELD(4, FIELD_U32, struct unpacked_facts, actions, 0),
	FIELD(5, FIELD_U32, struct unpacked_facts, link_cover, 100),
	FIELD(6, FIELD_U32, struct unpacked_facts, picture_cover, 100),
	FIELD(7, FIELD_BOOL, struct unpacked_facts, is_encrypted, 0),
	FIELD(8, FIELD_BOOL, struct unpacked_facts, is_repaired, 0),
	FIELD(9, FIELD_TEXT, struct unpacked_facts, producer, 256),
};
static const struct schema facts_schema = SCHEMA(struct unpacked_facts, facts_fields);

static const struct field unpacked_fields[] = {
	FIELD(1, FIELD_TEXT, struct unpacked, format, 32),
	FIELD(2, FIELD_TEXT, struct unpacked, password, UNPACK_NAME_MAX),
	FIELD_OF(3, FIELD_LIST, struct unpacked, entries, UNPACK_ENTRIES_MAX, &entry_schema),
	FIELD_OF(4, FIELD_LIST, struct unpacked, links, UNPACK_LINKS_MAX, &link_schema),
	FIELD_OF(5, FIELD_STRUCT, struct unpacked, facts, 0, &facts_schema),
	FIELD(6, FIELD_U32, struct unpacked, tricks, 0),
};
static const struct schema unpacked_schema = SCHEMA(struct unpacked, unpacked_fields);

void
result_table_write(const struct unpacked *u, uint64_t contents, struct buf *out)
{
	uint8_t end[END_OCTETS];
	size_t start = out->len;
	schema_write(&unpacked_schema, u, out);
	uint64_t length = out->len - start;
	for (size_t i = 0; i < 8; i++)
		end[i] = (uint8_t)(contents >> 8 * i);
	for (size_t i = 0; i < 4; i++)
		end[8 + i] = (uint8_t)(length >> 8 * i);
	buf_add(out, bytes_of(end, sizeof end));
}

int
result_read(struct bytes file, struct arena *arena, struct unpacked *out)
{
	if (file.len < END_OCTETS)
		return FAULT_INPUT;
	struct reader end = reader_of(bytes_from(file, file.len - END_OCTETS));
	uint64_t at = reader_u64le(&end);
	uint64_t length = reader_u32le(&end);
	if (at > file.len - END_OCTETS || length != file.len - END_OCTETS - at || length > UNPACK_TABLE_MAX)
		return FAULT_INPUT;
	int fault = schema_read(&unpacked_schema, bytes_slice(file, (size_t)at, (size_t)(at + length)), arena, out);
	if (fault != 0)
		return fault;
	for (size_t i = 0; i < out->entries.count; i++) {
		const struct unpacked_entry *e = &out->entries.at[i];
		if (e->at > at || e->octets > at - e->at)
			return FAULT_INPUT;
	}
	return 0;
}
