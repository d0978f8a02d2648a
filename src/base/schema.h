/* schema: a table of fields that writes, reads and prints a struct.
 *
 * What crosses a process border or goes to disk is a struct with one table; the binary form, its strict
 * reader and the JSON form all come from that table, so they cannot drift.
 *
 * Binary form: u16 number of fields present, then for each: u16 field id, u32 octets, the value.  Integers
 * are little-endian; a list is u32 count and its elements, each a u32 length and a struct (or text).  Fields
 * that are zero or empty are left out.  Ids are never reused, so that old files stay readable.
 *
 * The reader treats its input as written by an attacker: every length, count, enumeration and UTF-8 text is
 * checked against the table's maximum; what is surplus is a fault. */
#ifndef BASE_SCHEMA_H
#define BASE_SCHEMA_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"
#include "base/reader.h"

enum field_type {
	FIELD_BOOL,   /* bool */
	FIELD_U32,    /* uint32_t <= max (0: any) */
	FIELD_U64,    /* uint64_t */
	FIELD_I64,    /* int64_t */
	FIELD_DOUBLE, /* double, finite */
	FIELD_ENUM,   /* an int-sized enum, 0 <= value < max; names has max entries */
	FIELD_TEXT,   /* struct bytes, well-formed UTF-8 without NUL, at most max octets */
	FIELD_OCTETS, /* struct bytes, any octets, at most max; hexadecimal in JSON */
	FIELD_STRUCT, /* a struct of schema OF, in place */
	FIELD_LIST,   /* LIST(struct) of schema OF, at most max elements */
	FIELD_TEXTS,  /* LIST(struct bytes), each UTF-8 of at most 1024 octets, at most max elements */
};

struct schema;

struct field {
	uint16_t id;
	enum field_type type;
	const char *name; /* in JSON */
	size_t offset;
	uint32_t max;
	const struct schema *of;
	const char *const *names;
};

struct schema {
	const char *name;
	size_t size;
	const struct field *fields; /* ids ascending */
	size_t count;
};

/* A growing array in an arena. All lists have this shape, so one codec serves them. */
#define LIST(type)          \
	struct {            \
		type *at;   \
		size_t count; \
		size_t room; \
	}

/**
 * LIST_ADD(arena, list): A zeroed new last element of *LIST, or NULL at the arena's ceiling.
 */
#define LIST_ADD(arena, list) \
	((__typeof__((list)->at))list_add((arena), (void **)&(list)->at, &(list)->count, &(list)->room, \
	    sizeof *(list)->at))

void *list_add(struct arena *arena, void **at, size_t *count, size_t *room, size_t size);

#define FIELD(id_, type_, struct_, member, max_) \
	{ .id = (id_), .type = (type_), .name = #member, .offset = offsetof(struct_, member), .max = (max_) }
#define FIELD_NAMED(id_, struct_, member, names_) \
	{ .id = (id_), .type = FIELD_ENUM, .name = #member, .offset = offsetof(struct_, member), \
	  .max = sizeof(names_) / sizeof(names_)[0], .names = (names_) }
#define FIELD_OF(id_, type_, struct_, member, max_, schema_) \
	{ .id = (id_), .type = (type_), .name = #member, .offset = offsetof(struct_, member), .max = (max_), \
	  .of = (schema_) }
#define SCHEMA(struct_, fields_) \
	{ .name = #struct_, .size = sizeof(struct_), .fields = (fields_), \
	  .count = sizeof(fields_) / sizeof(fields_)[0] }

/**
 * schema_write(s, object, out): Append OBJECT's binary form to OUT.
 *
 * Takes:   object  a struct that S describes; texts longer than their max are cut at a character, lists
 *                  longer than theirs are cut, so that what we write our own reader takes
 * Fails:   never; buf_ok(out) tells whether it fitted
 */
void schema_write(const struct schema *s, const void *object, struct buf *out);

/**
 * schema_read(s, in, arena, out_object): Read the binary form of exactly IN.
 *
 * Takes:   out_object  zeroed memory of s->size
 * Gives:   0; texts point into IN, which must outlive the object; lists live in ARENA
 * Fails:   FAULT_INPUT for anything that schema_write would not have written (unknown ids too),
 *          FAULT_LIMIT at the arena's ceiling
 */
int schema_read(const struct schema *s, struct bytes in, struct arena *arena, void *out_object);

/**
 * schema_json(s, object, out): Append OBJECT as JSON, fields in table order, empty ones left out.
 */
void schema_json(const struct schema *s, const void *object, struct buf *out);

/**
 * json_text(out, text): Append TEXT as a JSON string; what is no UTF-8 becomes U+FFFD.
 */
void json_text(struct buf *out, struct bytes text);

#endif
