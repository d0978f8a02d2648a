/* Invitations and visiting cards (RFC 5545, RFC 6350): long lines are folded, so that a link is in pieces, and whole files stand
 * in them as base64. */
#include "dissect/inside.h"
#include "mail/header.h"
#include "mail/text_file.h"

/* Files in one; an invitation carries its agenda. */
#define FILES_MAX 16

static bool
is_binary(struct bytes properties)
{
	return bytes_has_nocase(properties, BYTES("ENCODING=BASE64")) || bytes_has_nocase(properties, BYTES("ENCODING=B;")) ||
	    bytes_ends_nocase(properties, BYTES("ENCODING=B")) || bytes_has_nocase(properties, BYTES("VALUE=BINARY"));
}

/* X-FILENAME and FILENAME are what the programs write that people use. */
static struct bytes
file_name(struct bytes properties)
{
	size_t at = bytes_find_nocase(properties, BYTES("FILENAME="));
	if (at == BYTES_NOT_FOUND)
		return BYTES("file");
	struct bytes name = bytes_from(properties, at + 9);
	bool is_quoted = name.len != 0 && name.at[0] == '"';
	name = is_quoted ? bytes_from(name, 1) : name;
	return bytes_to(name, bytes_find_octet(name, is_quoted ? '"' : ';'));
}

static void
add_file(struct dissection *d, uint32_t index, struct bytes properties, struct bytes base64, size_t number, uint32_t containers)
{
	struct bytes octets;
	if (decode_all(DECODE_BASE64, base64, d->arena, &octets, NULL) != 0 || octets.len == 0)
		return;
	const struct dissect_entry e = { .name = file_name(properties), .content = octets, .size = octets.len };
	dissect_child(d, index, number, &e, containers + 1);
}

/* A line goes on where the next begins with a blank. */
static void
unfold(struct bytes content, struct buf *out)
{
	for (size_t i = 0; i < content.len; i++) {
		size_t end = content.at[i] == '\r' && i + 1 < content.len && content.at[i + 1] == '\n' ? i + 2 : content.at[i] == '\n' ? i + 1 : 0;
		if (end != 0 && end < content.len && (content.at[end] == ' ' || content.at[end] == '\t'))
			i = end;
		else
			buf_add_octet(out, content.at[i]);
	}
}

void
dissect_card(struct dissection *d, uint32_t index, struct bytes content, uint32_t containers)
{
	struct buf whole, text;
	struct bytes lines, line, kept;
	size_t files = 0;
	buf_init(&whole, content.len);
	buf_init(&text, content.len + 1);
	unfold(content, &whole);
	if (!arena_copy(d->arena, buf_bytes(&whole), &lines))
		lines = BYTES_NONE;
	bool is_attached = d->c->parts.at[index].is_attachment;
	while (bytes_cut(&lines, '\n', &line)) {
		size_t colon = bytes_find_octet(line, ':');
		struct bytes properties = colon == BYTES_NOT_FOUND ? BYTES_NONE : bytes_to(line, colon);
		/* A quoted value may hold a colon before that; such a line is text, and read as that. */
		if (is_binary(properties)) {
			if (files < FILES_MAX && containers < DISSECT_DEPTH_MAX)
				add_file(d, index, properties, bytes_from(line, colon + 1), ++files, containers);
			else
				dissect_gap(d, index, GAP_LIMIT, BYTES("more files or octets were unpacked than are looked into"));
			continue;
		}
		buf_add(&text, line);
		buf_add_octet(&text, '\n');
	}
	if (arena_copy(d->arena, buf_bytes(&text), &kept))
		dissect_plain(d, index, kept, is_attached);
	buf_done(&text);
	buf_done(&whole);
}

/* Files that stand in a file as lines of letters (uuencode, yEnc); those in a letter the walk has found. */
void
dissect_text_files(struct dissection *d, uint32_t index, struct bytes content, uint32_t containers)
{
	static const enum decode_kind kinds[] = { DECODE_UU, DECODE_YENC };
	static const struct bytes types[] = { BYTES_INIT("text/x-uuencode"), BYTES_INIT("text/x-yenc") };
	struct casefile *c = d->c;
	size_t number = 0;
	struct text_file f;
	for (size_t i = index + 1; i < c->parts.count; i++)
		if (c->parts.at[i].parent == index)
			return;
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		for (size_t pos = 0; text_file_next(content, kinds[k], &pos, &f);) {
			struct bytes octets, name;
			if (number == FILES_MAX || containers >= DISSECT_DEPTH_MAX) {
				dissect_gap(d, index, GAP_LIMIT, BYTES("more files or octets were unpacked than are looked into"));
				return;
			}
			if (decode_all(kinds[k], f.lines, d->arena, &octets, NULL) != 0 || octets.len == 0 ||
			    header_text(bytes_to(bytes_trim(f.name), CASEFILE_NAME_MAX), d->arena, &name, NULL) != 0)
				continue;
			if (c->parts.at[index].detected.len == 0)
				c->parts.at[index].detected = types[k];
			const struct dissect_entry e = { .name = name, .content = octets, .size = octets.len };
			dissect_child(d, index, ++number, &e, containers + 1);
		}
}

/* Mails one behind the other, each behind a line "From ..." (RFC 4155). */
void
dissect_mailbox(struct dissection *d, uint32_t index, struct bytes content, uint32_t containers)
{
	size_t number = 0;
	for (size_t at = 0; at < content.len;) {
		size_t line = bytes_find_octet(bytes_from(content, at), '\n');
		size_t start = line == BYTES_NOT_FOUND ? content.len : at + line + 1;
		size_t next = bytes_find(bytes_from(content, start), BYTES("\nFrom "));
		size_t end = next == BYTES_NOT_FOUND ? content.len : start + next + 1;
		const struct dissect_entry e = { .name = BYTES("mail.eml"), .content = bytes_slice(content, start, end), .size = end - start };
		if (containers >= DISSECT_DEPTH_MAX) {
			dissect_gap(d, index, GAP_LIMIT, BYTES("more containers in each other than are opened"));
			return;
		}
		size_t before = d->children;
		dissect_child(d, index, ++number, &e, containers + 1);
		if (d->children == before)
			return;
		at = end;
	}
}
