/* Property: whatever part is taken out of whatever message, all octets but those of the part stay as they were, the note
 * stands in its place alone, and the result reads as the same tree, without what was inside the part and with a plain
 * text where it stood. */
#include "dissect/dissect.h"

#include "base/must.h"
#include "strip/strip.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TRIES 4

static void
dissect_into(struct bytes message, struct arena *a, struct casefile *c)
{
	const struct casefile_envelope envelope = { .protocol = BYTES("fuzz"), .may_alter = ALTER_MESSAGE };
	*c = (struct casefile){ 0 };
	dissect_message(NULL, &envelope, message, a, c);
}

static bool
is_inside(const struct casefile *c, uint32_t part, uint32_t target)
{
	for (uint32_t at = part;; at = c->parts.at[at].parent) {
		if (at == target)
			return part != target;
		if (c->parts.at[at].parent == at)
			return false;
	}
}

/* What stands for the part: the other fields of a whole mail, then the note. */
static void
check_octets(struct bytes before, struct bytes after, const struct casefile_span *s, bool is_mail, const struct strip_cut *cut)
{
	struct bytes left = bytes_to(before, s->start), right = bytes_from(before, s->end);
	must(bytes_starts(after, left) && bytes_ends(after, right) && after.len >= left.len + right.len);
	struct bytes middle = bytes_slice(after, left.len, after.len - right.len);
	if (right.len == 0) {
		must(bytes_ends(middle, BYTES("\r\n")));
		middle.len -= 2;
	}
	must(bytes_ends(middle, cut->body));
	middle.len -= cut->body.len;
	must(bytes_ends(middle, BYTES("\r\n")));
	middle.len -= 2;
	must(bytes_ends(middle, cut->fields));
	middle.len -= cut->fields.len;
	must(is_mail || middle.len == 0);
	/* Only fields of the header are left, and none of those that told of the content. */
	must(middle.len == 0 || middle.len <= s->body - s->start);
	for (size_t at = 0, lf; at < middle.len; at += lf + 1) {
		lf = bytes_find_octet(bytes_from(middle, at), '\n');
		must(lf != BYTES_NOT_FOUND);
		must(!bytes_starts_nocase(bytes_from(middle, at), BYTES("Content-")));
		must(bytes_has(bytes_slice(before, s->start, s->body), bytes_slice(middle, at, at + lf + 1)));
	}
}

static void
check_tree(const struct casefile *before, const struct casefile *after, uint32_t target)
{
	size_t k = 0;
	must(after->ambiguities.count == 0);
	for (uint32_t i = 0; i < before->parts.count; i++) {
		if (is_inside(before, i, target))
			continue;
		must(k < after->parts.count);
		const struct casefile_part *old = &before->parts.at[i], *new = &after->parts.at[k++];
		must(bytes_equal(old->id, new->id) && new->view == 0);
		if (i == target) {
			must(bytes_equal(new->type, BYTES("text/plain")) && bytes_equal(new->name, BYTES("removed-file.txt")));
			continue;
		}
		must(bytes_equal(old->type, new->type) && old->kind == new->kind && old->size == new->size);
		must(bytes_equal(old->sha256, new->sha256));
	}
	must(k == after->parts.count);
}

static void
take_out(struct bytes message, struct casefile *c, struct arena *a, size_t span)
{
	struct casefile after;
	struct buf out, fields, body;
	uint32_t target = 0, part = c->spans.at[span].part;
	if (strip_find(c, part, &target) != FILE_NOT_KEPT)
		return;
	must(target == part);
	struct casefile_barred row = { .is = FILE_PROGRAM, .part = part, .action = BYTES("strip"), .taken = target };
	c->asked.barred.at = &row;
	c->asked.barred.count = 1;
	buf_init(&fields, 4096);
	buf_init(&body, 1 << 20);
	buf_init(&out, message.len + (2 << 20));
	strip_note(c, target, BYTES("1jq8f3k2a-0007-9f3c21ab"), &fields, &body);
	must(buf_ok(&fields) && buf_ok(&body));
	const struct strip_cut cut = { target, buf_bytes(&fields), buf_bytes(&body) };
	if (strip_write(message, c, &cut, 1, &out) == 0) {
		uint32_t parent = c->parts.at[part].parent;
		bool is_mail = parent == part || c->parts.at[parent].kind == PART_MESSAGE;
		check_octets(message, buf_bytes(&out), &c->spans.at[span], is_mail, &cut);
		dissect_into(buf_bytes(&out), a, &after);
		check_tree(c, &after, target);
	}
	buf_done(&fields);
	buf_done(&body);
	buf_done(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool loaded;
	struct casefile c;
	struct why why;
	struct arena *a = arena_new(DISSECT_ARENA_MAX);
	if (!loaded)
		must(dissect_preload(&why) == 0);
	loaded = true;
	dissect_into(bytes_of(data, size), a, &c);
	for (size_t i = 0; i < c.spans.count && i < TRIES; i++)
		take_out(bytes_of(data, size), &c, a, i);
	arena_free(a);
	return 0;
}
