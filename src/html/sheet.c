/* Style sheets: rules with simple selectors, in a table that is looked up by what an element has. */
#include "base/schema.h"
#include "html/style.h"

enum { SLOTS = 2 * STYLE_RULES_MAX, PROBES = 8 };

struct rule {
	uint64_t key;
	struct css css;
};

struct styles {
	struct arena *arena;
	LIST(struct rule) rules;
	bool full;
	bool unsure;
	uint16_t slots[SLOTS]; /* 1 + index of rules; 0: free */
};

struct styles *
styles_new(struct arena *a)
{
	struct styles *s = arena_get(a, 1, sizeof *s);
	if (s != NULL)
		s->arena = a;
	return s;
}

bool
styles_full(const struct styles *s)
{
	return s->full;
}

bool
styles_unsure(const struct styles *s)
{
	return s->unsure;
}

/* FNV-1a over KIND and NAME in lower case; two names with one key would only share their style. */
static uint64_t
key_of(uint64_t tag_key, uint8_t kind, struct bytes name)
{
	uint64_t h = (tag_key ^ 0xCBF29CE484222325u ^ kind) * 0x100000001B3u;
	for (size_t i = 0; i < name.len; i++)
		h = (h ^ ascii_lower(name.at[i])) * 0x100000001B3u;
	return h != 0 ? h : 1;
}

static const struct rule *
find(const struct styles *s, uint64_t key)
{
	for (size_t i = 0; i < PROBES; i++) {
		uint16_t slot = s->slots[(key + (key >> 32) + i) % SLOTS];
		if (slot == 0)
			return NULL;
		if (s->rules.at[slot - 1].key == key)
			return &s->rules.at[slot - 1];
	}
	return NULL;
}

static void
add(struct styles *s, uint64_t key, const struct css *css)
{
	for (size_t i = 0; i < PROBES && s->rules.count < STYLE_RULES_MAX; i++) {
		uint16_t *slot = &s->slots[(key + (key >> 32) + i) % SLOTS];
		if (*slot != 0 && s->rules.at[*slot - 1].key != key)
			continue;
		if (*slot == 0) {
			struct rule *fresh = LIST_ADD(s->arena, &s->rules);
			if (fresh == NULL)
				break;
			fresh->key = key;
			*slot = (uint16_t)s->rules.count;
		}
		css_apply(&s->rules.at[*slot - 1].css, css);
		return;
	}
	s->full = true;
}

static bool
is_name(struct bytes name)
{
	for (size_t i = 0; i < name.len; i++) {
		uint8_t c = name.at[i];
		if (!ascii_is_alnum(c) && c != '-' && c != '_' && c < 0x80)
			return false;
	}
	return name.len != 0;
}

/* "tag", ".class", "#id", "tag.class", "tag#id" or "*" to the key that an element will ask for; 0 for others. */
static uint64_t
selector_key(struct bytes selector)
{
	size_t mark = 0;
	while (mark < selector.len && selector.at[mark] != '.' && selector.at[mark] != '#')
		mark++;
	struct bytes tag = bytes_to(selector, mark), name = bytes_from(selector, mark + 1);
	bool any = tag.len == 0 || bytes_equal(tag, BYTES("*"));
	if ((!any && !is_name(tag)) || (mark < selector.len && !is_name(name)) || selector.len == 0)
		return 0;
	uint64_t tag_key = any ? 0 : key_of(0, 't', tag);
	if (mark < selector.len)
		return key_of(tag_key, selector.at[mark], name);
	return any ? key_of(0, '*', BYTES_NONE) : tag_key;
}

static void
add_rule(struct styles *s, struct bytes selectors, struct bytes block)
{
	struct css css = { 0 };
	css_declare(block, &css);
	if (css.set == 0)
		return;
	struct bytes one;
	while (bytes_cut(&selectors, ',', &one)) {
		uint64_t key = selector_key(bytes_trim(one));
		if (key != 0)
			add(s, key, &css);
		else if (css_has(&css, CSS_BACKGROUND) || css_has(&css, CSS_BACKGROUND_IMAGE))
			s->unsure = true;
	}
}

/* Behind the brace that closes the block beginning at POS (inside it). */
static size_t
block_end(struct bytes in, size_t pos)
{
	unsigned depth = 1;
	for (; pos < in.len; pos++) {
		uint8_t c = in.at[pos];
		if (c == '"' || c == '\'') {
			/* A quote that the line does not close ends with it (CSS Syntax s4.3.5). */
			size_t end = pos + 1;
			while (end < in.len && in.at[end] != c && in.at[end] != '\n')
				end++;
			pos = end < in.len ? end : in.len - 1;
		} else if (c == '{') {
			depth++;
		} else if (c == '}' && --depth == 0) {
			return pos + 1;
		}
	}
	return in.len;
}

/* Is this a @media that every screen fulfils? */
static bool
always_applies(struct bytes prelude)
{
	prelude = bytes_trim(prelude);
	if (!bytes_starts_nocase(prelude, BYTES("@media")))
		return false;
	prelude = bytes_trim(bytes_from(prelude, 6));
	return bytes_equal_nocase(prelude, BYTES("all")) || bytes_equal_nocase(prelude, BYTES("screen")) ||
	    bytes_equal_nocase(prelude, BYTES("only screen")) || prelude.len == 0;
}

/* Length of the comment, white space or HTML comment mark at the front of IN; 0 where there is none. */
static size_t
filler(struct bytes in)
{
	if (ascii_is_space(in.at[0]) || in.at[0] == '}')
		return 1;
	if (bytes_starts(in, BYTES("<!--")))
		return 4;
	if (bytes_starts(in, BYTES("-->")))
		return 3;
	if (!bytes_starts(in, BYTES("/*")))
		return 0;
	size_t end = bytes_find(bytes_from(in, 2), BYTES("*/"));
	return end == BYTES_NOT_FOUND ? in.len : end + 4;
}

void
styles_read(struct styles *s, struct bytes in)
{
	size_t pos = 0;
	while (pos < in.len) {
		size_t skip = filler(bytes_from(in, pos));
		if (skip != 0) {
			pos += skip;
			continue;
		}
		size_t end = pos;
		while (end < in.len && in.at[end] != '{' && !(in.at[pos] == '@' && in.at[end] == ';'))
			end++;
		if (end == in.len)
			return;
		struct bytes prelude = bytes_slice(in, pos, end);
		pos = end + 1;
		if (in.at[end] == ';')
			continue;
		/* The rules of a @media that applies are read as if it were not there; its brace is filler. */
		if (in.at[end] == '{' && prelude.at[0] == '@' && always_applies(prelude))
			continue;
		size_t next = block_end(in, pos);
		if (prelude.at[0] != '@')
			add_rule(s, prelude, bytes_slice(in, pos, in.at[next - 1] == '}' ? next - 1 : next));
		pos = next;
	}
}

void
styles_find(const struct styles *s, struct bytes tag, struct bytes classes, struct bytes id, struct css *out)
{
	if (s->rules.count == 0)
		return;
	uint64_t tag_key = key_of(0, 't', tag);
	const struct rule *r = find(s, key_of(0, '*', BYTES_NONE));
	if (r != NULL)
		css_apply(out, &r->css);
	if ((r = find(s, tag_key)) != NULL)
		css_apply(out, &r->css);
	for (unsigned with_tag = 0; with_tag < 2; with_tag++)
		for (size_t i = 0; i < classes.len;) {
			size_t end = i;
			while (end < classes.len && !ascii_is_space(classes.at[end]))
				end++;
			if (end != i && (r = find(s, key_of(with_tag != 0 ? tag_key : 0, '.', bytes_slice(classes, i, end)))) != NULL)
				css_apply(out, &r->css);
			i = end + 1;
		}
	id = bytes_trim(id);
	if (id.len != 0) {
		if ((r = find(s, key_of(0, '#', id))) != NULL)
			css_apply(out, &r->css);
		if ((r = find(s, key_of(tag_key, '#', id))) != NULL)
			css_apply(out, &r->css);
	}
}
