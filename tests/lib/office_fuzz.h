/* office_fuzz: the property of every reader of office documents: whatever the octets, it ends within its budget, says
 * the same twice, and what it gives crosses the border to the gate: well-formed text, facts that the schema takes. */
#ifndef TESTS_OFFICE_FUZZ_H
#define TESTS_OFFICE_FUZZ_H

#include "base/must.h"
#include "base/utf8.h"
#include "mail/charset.h"
#include "office/office.h"

#define OFFICE_FUZZ_ARENA ((size_t)256 << 20)

static inline void
office_once(void (*read)(struct office *o, struct bytes content), struct bytes content, struct buf *out)
{
	struct arena *arena = arena_new(OFFICE_FUZZ_ARENA);
	struct office o;
	struct casefile_document again = { 0 };
	office_init(&o, arena);
	read(&o, content);
	schema_write(&casefile_document_schema, &o.facts, out);
	must(buf_ok(out) && schema_read(&casefile_document_schema, buf_bytes(out), arena, &again) == 0);
	must(again.signs == o.facts.signs && again.samples.count == o.facts.samples.count);
	must(o.text.len <= OFFICE_TEXT_MAX && utf8_valid(buf_bytes(&o.text)));
	must(o.code.len <= OFFICE_CODE_MAX && utf8_valid(buf_bytes(&o.code)));
	must(o.children.count <= OFFICE_CHILDREN_MAX && o.gaps.count <= OFFICE_GAPS_MAX);
	buf_add(out, buf_bytes(&o.text));
	buf_add(out, buf_bytes(&o.code));
	for (size_t i = 0; i < o.children.count; i++) {
		must(utf8_valid(o.children.at[i].name));
		buf_add(out, bytes_to(o.children.at[i].content, 4096));
	}
	office_done(&o);
	arena_free(arena);
}

static inline int
office_property(void (*read)(struct office *o, struct bytes content), const uint8_t *data, size_t size)
{
	static bool loaded;
	struct buf first, second;
	if (!loaded)
		must(charset_preload() == 0 && office_preload(NULL) == 0);
	loaded = true;
	buf_init(&first, (size_t)64 << 20);
	buf_init(&second, (size_t)64 << 20);
	office_once(read, bytes_of(data, size), &first);
	office_once(read, bytes_of(data, size), &second);
	must(buf_ok(&first) && bytes_equal(buf_bytes(&first), buf_bytes(&second)));
	buf_done(&first);
	buf_done(&second);
	return 0;
}

#endif
