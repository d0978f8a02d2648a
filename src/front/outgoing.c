#include "front/outgoing.h"

#include <stdlib.h>

#include "base/fault.h"
#include "base/must.h"
#include "base/utf8.h"
#include "front/dot.h"
#include "identity/auth_results.h"

/* Octets looked at for one write: dots are searched again when the other side takes less. */
#define WINDOW 131072

bool
header_next(struct bytes *rest, struct header_line *out)
{
	size_t colon = 0, end = 0;
	while (colon < rest->len && rest->at[colon] > ' ' && rest->at[colon] < 0x7f && rest->at[colon] != ':')
		colon++;
	size_t name_end = colon;
	while (colon < rest->len && (rest->at[colon] == ' ' || rest->at[colon] == '\t'))
		colon++;
	if (name_end == 0 || colon == rest->len || rest->at[colon] != ':')
		return false;
	do {
		size_t lf = bytes_find_octet(bytes_from(*rest, end), '\n');
		end = lf == BYTES_NOT_FOUND ? rest->len : end + lf + 1;
	} while (end < rest->len && (rest->at[end] == ' ' || rest->at[end] == '\t'));
	out->whole = bytes_to(*rest, end);
	out->name = bytes_to(*rest, name_end);
	out->value = bytes_slice(*rest, colon + 1, end);
	*rest = bytes_from(*rest, end);
	return true;
}

void
outgoing_init(struct outgoing *o)
{
	*o = (struct outgoing){ 0 };
	buf_init(&o->head, OUTGOING_HEAD_MAX);
}

void
outgoing_done(struct outgoing *o)
{
	buf_done(&o->head);
	free(o->parts);
	o->parts = NULL;
}

void
outgoing_plain(struct buf *out, struct bytes text, size_t max)
{
	for (size_t i = 0; i < text.len && i < max; i++) {
		uint8_t c = text.at[i];
		bool is_safe = c > ' ' && c < 0x7f && c != '(' && c != ')' && c != '\\' && c != '"' && c != '<' && c != '>';
		buf_add_octet(out, is_safe ? c : '?');
	}
}

void
outgoing_header(struct outgoing *o, struct bytes name, struct bytes value)
{
	struct bytes word;
	size_t column = name.len + 1;
	outgoing_plain(&o->head, name, 100);
	buf_add_octet(&o->head, ':');
	while (bytes_cut(&value, ' ', &word)) {
		if (word.len == 0)
			continue;
		word = bytes_to(word, OUTGOING_LINE_MAX);
		if (column + word.len + 1 > 78 && column > 1) {
			buf_add_cstr(&o->head, "\r\n\t");
			column = 8;
		} else {
			buf_add_octet(&o->head, ' ');
			column++;
		}
		for (size_t i = 0; i < word.len; i++)
			buf_add_octet(&o->head, word.at[i] > ' ' && word.at[i] < 0x7f ? word.at[i] : '?');
		column += word.len;
	}
	buf_add_cstr(&o->head, "\r\n");
}

static bool
goes(const struct header_line *h, const struct outgoing_edit *edit)
{
	for (size_t i = 0; i < edit->remove_count; i++)
		if (bytes_equal_nocase(h->name, edit->remove[i]))
			return true;
	if (edit->remove_prefix.len != 0 && bytes_starts_nocase(h->name, edit->remove_prefix))
		return true;
	return edit->authserv_id.len != 0 && bytes_equal_nocase(h->name, BYTES("Authentication-Results")) &&
	       auth_results_is_ours(h->value, edit->authserv_id);
}

/* LF alone: what came by SMTP has none, what a program hands over may have nothing else. */
static bool
at_empty_line(struct bytes rest)
{
	return bytes_starts(rest, BYTES("\r\n")) || bytes_starts(rest, BYTES("\n"));
}

static bool
part_add(struct outgoing *o, struct bytes part)
{
	if (part.len == 0)
		return true;
	if (o->count > OUTGOING_CUTS_MAX)
		return false;
	if (o->count == o->room) {
		o->room = o->room == 0 ? 4 : o->room * 2;
		o->parts = xrealloc(o->parts, o->room, sizeof *o->parts);
	}
	o->parts[o->count++] = part;
	o->size += part.len;
	return true;
}

void
outgoing_tag(struct buf *out, struct bytes tag)
{
	static const char digits[] = "0123456789ABCDEF";
	bool is_plain = true;
	tag = utf8_prefix(tag, 60);
	for (size_t i = 0; i < tag.len; i++)
		is_plain = is_plain && tag.at[i] >= ' ' && tag.at[i] < 0x7f;
	if (is_plain) {
		buf_add(out, tag);
		return;
	}
	struct bytes rest = bytes_trim(tag);
	while (rest.len != 0) {
		/* 18 octets, three each, stay below the 75 that a word may have. */
		struct bytes piece = utf8_prefix(rest, 18);
		if (piece.len == 0)
			piece = bytes_to(rest, 1);
		rest = bytes_from(rest, piece.len);
		buf_add_cstr(out, "=?UTF-8?Q?");
		for (size_t i = 0; i < piece.len; i++)
			buf_addf(out, "=%c%c", digits[piece.at[i] >> 4], digits[piece.at[i] & 15]);
		buf_add_cstr(out, "?= ");
	}
}

int
outgoing_message(struct outgoing *o, struct bytes message, const struct outgoing_edit *edit)
{
	struct bytes rest = message;
	if (bytes_starts(rest, BYTES("From ")) || bytes_starts(rest, BYTES(">From "))) {
		size_t lf = bytes_find_octet(rest, '\n');
		rest = lf == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(rest, lf + 1);
	}
	struct header_line h;
	struct bytes kept = bytes_to(rest, 0);
	const uint8_t *start = rest.at;
	bool has_header = false, is_tagged = edit->subject_tag.len == 0;
	bool fits = true;
	for (;;) {
		if (!header_next(&rest, &h)) {
			/* Some readers go on behind a line that is no header; so a forged one is looked for there, too. */
			size_t lf = bytes_find_octet(rest, '\n');
			if (!has_header || rest.len == 0 || at_empty_line(rest) || lf == BYTES_NOT_FOUND)
				break;
			rest = bytes_from(rest, lf + 1);
			continue;
		}
		bool is_subject = !is_tagged && bytes_equal_nocase(h.name, BYTES("Subject"));
		has_header = true;
		if (!is_subject && !goes(&h, edit))
			continue;
		kept = bytes_of(start, (size_t)(h.whole.at - start));
		fits = fits && part_add(o, kept);
		start = rest.at;
		if (!is_subject)
			continue;
		/* The new subject goes to the top; the old value follows it as it was. */
		buf_add_cstr(&o->head, "Subject: ");
		outgoing_tag(&o->head, edit->subject_tag);
		is_tagged = true;
		struct bytes value = h.value;
		while (value.len != 0 && value.at[0] == ' ')
			value = bytes_from(value, 1);
		buf_add(&o->head, value);
		if (!bytes_ends(value, BYTES("\n")))
			buf_add_cstr(&o->head, "\r\n");
	}
	if (!is_tagged && has_header) {
		buf_add_cstr(&o->head, "Subject: ");
		outgoing_tag(&o->head, edit->subject_tag);
		buf_add_cstr(&o->head, "\r\n");
	}
	bool is_empty = at_empty_line(rest);
	if ((!has_header && !is_empty) || (rest.len != 0 && !is_empty && start == rest.at && o->count == 0))
		buf_add_cstr(&o->head, "\r\n");
	struct bytes tail = bytes_of(start, (size_t)(rest.at - start) + rest.len);
	fits = fits && part_add(o, tail);
	o->size += o->head.len;
	return fits && buf_ok(&o->head) ? 0 : FAULT_LIMIT;
}

void
outgoing_start(struct outgoing *o, bool stuffs)
{
	o->stuffs = stuffs;
	o->at_part = 0;
	o->at_octet = 0;
	o->dot_sent = false;
}

/* What stands at place PART; false behind the last. */
static bool
part_at(const struct outgoing *o, size_t part, struct bytes *out)
{
	if (part == 0)
		*out = buf_bytes(&o->head);
	else if (part <= o->count)
		*out = o->parts[part - 1];
	else if (part == o->count + 1 && o->stuffs)
		*out = BYTES(".\r\n");
	else
		return false;
	return true;
}

int
outgoing_next(struct outgoing *o)
{
	int count = 0;
	size_t part = o->at_part, octet = o->at_octet, total = 0;
	bool dot_sent = o->dot_sent;
	struct bytes all;
	while (count < OUTGOING_PARTS && total < WINDOW && part_at(o, part, &all)) {
		struct bytes rest = bytes_slice(all, octet, octet + WINDOW);
		if (rest.len == 0) {
			part++;
			octet = 0;
			continue;
		}
		size_t run = rest.len;
		if (o->stuffs && part <= o->count) {
			bool at_start = !dot_sent && (octet == 0 || all.at[octet - 1] == '\n');
			run = dot_run(rest, at_start);
		}
		bool is_dot = run == 0;
		struct bytes piece = is_dot ? BYTES(".") : bytes_to(rest, run);
		o->vec[count] = (struct iovec){ (void *)(uintptr_t)piece.at, piece.len };
		o->vec_is_dot[count++] = is_dot;
		octet += is_dot ? 0 : run;
		dot_sent = is_dot;
		total += piece.len;
	}
	return count;
}

void
outgoing_sent(struct outgoing *o, size_t len)
{
	struct bytes all;
	for (int i = 0; len != 0; i++) {
		while (part_at(o, o->at_part, &all) && o->at_octet == all.len) {
			o->at_part++;
			o->at_octet = 0;
		}
		size_t take = o->vec[i].iov_len < len ? o->vec[i].iov_len : len;
		o->dot_sent = o->vec_is_dot[i];
		o->at_octet += o->vec_is_dot[i] ? 0 : take;
		len -= take;
	}
}
