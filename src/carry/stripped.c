#include "carry/stripped.h"

#include "strip/strip.h"

/* What stands in the place of one file: a note takes 64 KB, a PDF of 2 MB in base64 the rest. */
#define NOTE_MAX ((size_t)4 << 20)

struct notes {
	struct buf fields[CASEFILE_BARRED_MAX], bodies[CASEFILE_BARRED_MAX];
	struct strip_cut cuts[CASEFILE_BARRED_MAX];
	size_t count;
	bool is_full;
};

/* Does anything want PART taken out without a trace of it? */
static bool
is_stripped(const struct casefile *c, uint32_t part)
{
	for (size_t i = 0; i < c->asked.barred.count; i++)
		if (c->asked.barred.at[i].taken == part && bytes_equal(c->asked.barred.at[i].action, BYTES("strip")))
			return true;
	return false;
}

static void
write_notes(const struct casefile *c, struct bytes id, struct notes *n)
{
	for (size_t i = 0; i < c->asked.barred.count && n->count < CASEFILE_BARRED_MAX; i++) {
		const struct casefile_barred *b = &c->asked.barred.at[i];
		size_t k = n->count;
		bool is_text = bytes_equal(b->action, BYTES("convert"));
		if (!is_text && !bytes_equal(b->action, BYTES("strip")))
			continue;
		buf_init(&n->fields[k], 4096);
		buf_init(&n->bodies[k], NOTE_MAX);
		if (is_text && !is_stripped(c, b->taken))
			strip_convert(c, b->taken, id, &n->fields[k], &n->bodies[k]);
		else
			strip_note(c, b->taken, id, &n->fields[k], &n->bodies[k]);
		n->is_full |= !buf_ok(&n->fields[k]) || !buf_ok(&n->bodies[k]);
		n->cuts[k] = (struct strip_cut){ b->taken, buf_bytes(&n->fields[k]), buf_bytes(&n->bodies[k]) };
		n->count++;
	}
}

struct blob *
stripped_message(const struct casefile *c, struct blob *message, struct bytes id)
{
	struct notes notes = { .count = 0 };
	struct bytes whole;
	struct buf out;
	struct blob *made = NULL;
	if (blob_octets(message, &whole) != 0 || whole.len == 0)
		return NULL;
	write_notes(c, id, &notes);
	buf_init(&out, whole.len + CASEFILE_BARRED_MAX * NOTE_MAX);
	if (!notes.is_full && strip_write(whole, c, notes.cuts, notes.count, &out) == 0)
		made = blob_of_memory(&out);
	buf_done(&out);
	for (size_t i = 0; i < notes.count; i++) {
		buf_done(&notes.fields[i]);
		buf_done(&notes.bodies[i]);
	}
	return made;
}
