#include <stdio.h>

#include "dissect/inside.h"
#include "mail/charset.h"
#include "program/program.h"
#include "script/script.h"

/* Of one script; malware has a handful, to try one after the other. */
#define LINKS_OF_CODE_MAX 100

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

static void links_of_code(struct dissection *d, uint32_t index, struct bytes code);

void
dissect_program(struct dissection *d, uint32_t index, struct bytes content)
{
	enum program_kind kind;
	struct casefile_program facts = { 0 };
	/* Of bytecode there are thousands of files in a program: they are described by its archive. */
	if (bytes_equal(d->c->parts.at[index].detected, BYTES("application/java-class")) ||
	    bytes_equal(d->c->parts.at[index].detected, BYTES("application/x-dex"))) {
		links_of_code(d, index, content);
		return;
	}
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

/* Windows writes scripts in UTF-16 with a mark at the front, and its interpreters read them so. */
static struct bytes
as_utf8(struct dissection *d, struct bytes text)
{
	struct bytes wide;
	uint32_t flags;
	if ((bytes_starts(text, BYTES("\xFF\xFE")) || bytes_starts(text, BYTES("\xFE\xFF"))) &&
	    charset_to_utf8(bytes_to(text, SCRIPT_READ_MAX), BYTES("utf-16"), d->arena, &wide, &flags) == 0)
		return wide;
	return text;
}

static bool
ends_address(uint8_t c)
{
	return c <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>' || c == '`' || c == ')' || c == ';';
}

/* Code is full of words with dots ("document.top"): only what has a scheme is an address. */
static void
links_of_code(struct dissection *d, uint32_t index, struct bytes code)
{
	for (size_t done = 0, count = 0; count < LINKS_OF_CODE_MAX; count++) {
		size_t found = bytes_find(bytes_from(code, done), BYTES("://"));
		if (found == BYTES_NOT_FOUND)
			return;
		size_t start = done + found, end = start + 3;
		while (start > done && ascii_is_alpha(code.at[start - 1]))
			start--;
		while (end < code.len && !ends_address(code.at[end]))
			end++;
		/* In a table of strings a length may stand before it that looks like a letter. */
		size_t scheme = bytes_find_nocase(bytes_slice(code, start, done + found), BYTES("http"));
		if (scheme != BYTES_NOT_FOUND)
			start += scheme;
		struct bytes raw = bytes_slice(code, start, end);
		done = end;
		if (bytes_starts_nocase(raw, BYTES("http")) || bytes_starts_nocase(raw, BYTES("ftp")) ||
		    bytes_starts_nocase(raw, BYTES("file")))
			dissect_link(d, &(struct link_seen){ .raw = raw, .part = index, .where = URL_DOCUMENT, .role = URL_LINK });
	}
}

/* Shares of a shortcut; real ones name one for the icon. */
#define SHARES_MAX 16

void
dissect_shortcut(struct dissection *d, uint32_t index, struct bytes text)
{
	text = bytes_to(as_utf8(d, text), SCRIPT_READ_MAX);
	links_of_code(d, index, text);
	for (size_t done = 0, count = 0; count < SHARES_MAX; count++) {
		size_t found = bytes_find(bytes_from(text, done), BYTES("\\\\"));
		if (found == BYTES_NOT_FOUND)
			break;
		size_t start = done + found, end = start + 2;
		while (end < text.len && !ends_address(text.at[end]))
			end++;
		done = end;
		if (end - start > 3 && ascii_is_alnum(text.at[start + 2]))
			dissect_link(d, &(struct link_seen){ .raw = bytes_slice(text, start, end), .part = index, .where = URL_DOCUMENT,
				.role = URL_LINK });
	}
	/* Remote desktop: the reader's drives and passwords go there. */
	size_t host = bytes_find_nocase(text, BYTES("full address:s:"));
	if (host != BYTES_NOT_FOUND) {
		char link[300];
		size_t end = host + 15;
		while (end < text.len && !ends_address(text.at[end]))
			end++;
		struct bytes name = bytes_to(bytes_slice(text, host + 15, end), 253);
		int len = snprintf(link, sizeof link, "rdp://%.*s/", BYTES_ARGS(name));
		if (name.len != 0)
			dissect_link(d, &(struct link_seen){ .raw = dissect_keep(d, bytes_of(link, (size_t)len)), .part = index,
				.where = URL_DOCUMENT, .role = URL_LINK });
	}
}

void
dissect_script(struct dissection *d, uint32_t index, struct bytes text, uint32_t containers)
{
	struct casefile *c = d->c;
	struct script_found found = { 0 };
	if (c->scripts.count >= CASEFILE_SCRIPTS_MAX) {
		dissect_gap(d, index, GAP_LIMIT, BYTES("more scripts than a case file describes"));
		return;
	}
	script_read(as_utf8(d, text), d->arena, &found);
	if (found.is_cut)
		dissect_gap(d, index, GAP_LIMIT, BYTES("a script with more text or encodings than are read"));
	struct casefile_script *slot = found.facts.signs != 0 ? LIST_ADD(d->arena, &c->scripts) : NULL;
	if (slot != NULL) {
		*slot = found.facts;
		slot->part = index;
	}
	links_of_code(d, index, found.text);
	for (size_t i = 0; i < found.children.count && containers < DISSECT_DEPTH_MAX; i++) {
		const struct dissect_entry child = { .name = BYTES("decoded"), .content = found.children.at[i],
			.size = found.children.at[i].len };
		dissect_child(d, index, i + 1, &child, containers + 1);
	}
}
