/* The input is a batch.  Properties: what is told keeps to the ceilings, names an item that was there, and the texts have their
 * form; a batch that was written is read. */
#include "rules/rules.h"

#include "base/must.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
on_mistake(void *context, const char *file, int line, const char *text)
{
	must(!"the rules are our own");
}

static void
check(const struct unpacked *u)
{
	must(u->links.count <= RULES_MATCHES_MAX);
	for (size_t i = 0; i < u->links.count; i++) {
		const struct unpacked_link *link = &u->links.at[i];
		must(link->page >= 1 && link->page <= RULES_ITEMS_MAX && utf8_valid(link->text));
		must(bytes_find_octet(link->text, '\t') != BYTES_NOT_FOUND);
		uint32_t weight = link->how & ~(uint32_t)RULES_HARD;
		must(weight >= 1 && weight <= RULES_WEIGHT_MAX);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)4 << 20);
	struct unpacked u = { 0 }, again = { 0 };
	struct bytes text, in = bytes_of(data, size);
	struct buf batch;
	if (rules_count() == 0)
		must(rules_load_text("rule a { meta: weight = 5 strings: $a = \"ab\" $b = /x[0-9]+y/ condition: any of them }\n"
		                     "rule b { meta: hard = true description = \"d\" condition: is_attachment or subject contains \"s\" }",
		        "fuzz", on_mistake, NULL) == 0);
	if (rules_open(&(struct unpack_request){ .container = in }, arena, &u, &text) == UNPACK_DONE)
		check(&u);
	buf_init(&batch, size + 4096);
	rules_batch_begin(&(struct rules_about){ .subject = BYTES("x") }, &batch);
	rules_batch_add(&(struct rules_item){ .octets = in }, &batch);
	must(rules_open(&(struct unpack_request){ .container = buf_bytes(&batch) }, arena, &again, &text) == UNPACK_DONE);
	must(!bytes_has(in, BYTES("ab")) || again.links.count == 1);
	check(&again);
	buf_done(&batch);
	arena_free(arena);
	return 0;
}
