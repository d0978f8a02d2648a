#include "dissect/inside.h"
#include "program/program.h"

static void
add_program(struct dissection *d, uint32_t index, const struct casefile_program *facts)
{
	struct casefile *c = d->c;
	struct casefile_program *slot = c->programs.count < CASEFILE_PROGRAMS_MAX ? LIST_ADD(d->arena, &c->programs) : NULL;
	if (slot == NULL) {
		dissect_gap(d, index, GAP_LIMIT, BYTES("more programs than a case file describes"));
		return;
	}
	*slot = *facts;
	slot->part = index;
}

void
dissect_program(struct dissection *d, uint32_t index, struct bytes content)
{
	enum program_kind kind;
	struct casefile_program facts = { 0 };
	if (d->c->programs.count >= CASEFILE_PROGRAMS_MAX || !program_looks(content, &kind))
		return;
	program_read(kind, content, d->arena, &facts);
	add_program(d, index, &facts);
	for (size_t i = 0; i < facts.strings.count; i++)
		if (facts.strings.at[i].kind == PROGRAM_WORD_URL)
			dissect_links_in_text(d, facts.strings.at[i].text, index, URL_DOCUMENT);
	dissect_links_in_text(d, facts.arguments, index, URL_DOCUMENT);
	if (kind == PROGRAM_LINK && facts.target.len != 0)
		dissect_link(d, &(struct link_seen){ .raw = facts.target, .part = index, .where = URL_DOCUMENT,
			.role = URL_LINK });
}

void
dissect_program_members(struct dissection *d, uint32_t index)
{
	struct casefile *c = d->c;
	bool is_java = bytes_equal(c->parts.at[index].detected, BYTES("application/java-archive"));
	if (!is_java && !bytes_equal(c->parts.at[index].detected, BYTES("application/x-apk")))
		return;
	struct casefile_program facts;
	size_t count = 0;
	struct bytes *names = arena_get(d->arena, c->parts.count, sizeof *names);
	for (size_t i = index + 1; names != NULL && i < c->parts.count; i++)
		if (c->parts.at[i].parent == index)
			names[count++] = c->parts.at[i].name;
	program_of_members(is_java ? PROGRAM_JAVA : PROGRAM_ANDROID, names, count, d->arena, &facts);
	add_program(d, index, &facts);
}
