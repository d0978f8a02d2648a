#include "office/field.h"

#include "base/utf8.h"

#define FIELD_MAX ((size_t)16384)

static bool
next_word(struct bytes *rest, struct bytes *out)
{
	while (rest->len != 0 && (ascii_is_space(rest->at[0]) || rest->at[0] == '"' || rest->at[0] == '{' || rest->at[0] == '}' ||
	                          rest->at[0] == 0x13 || rest->at[0] == 0x14 || rest->at[0] == 0x15))
		*rest = bytes_from(*rest, 1);
	size_t end = 0;
	while (end < rest->len && !ascii_is_space(rest->at[end]) && rest->at[end] != '"' && rest->at[end] > 0x15)
		end++;
	*out = bytes_to(*rest, end);
	*rest = bytes_from(*rest, end);
	return out->len != 0;
}

/* QUOTE 68 68 69 is "DDE": the numbers of CODE as characters, everything else as it is. */
static void
unquote(struct bytes code, struct buf *out)
{
	struct bytes rest = code, word;
	bool was_number = true;
	while (next_word(&rest, &word)) {
		uint64_t number;
		if (bytes_equal_nocase(word, BYTES("quote")))
			continue;
		bool is_number = bytes_number(word, 0xFFFF, &number) == 0 && number >= 0x20;
		if (!is_number || !was_number)
			buf_add_octet(out, ' ');
		if (is_number)
			utf8_add(out, (uint32_t)number);
		else
			buf_add(out, word);
		was_number = is_number;
	}
}

static bool
is_dde(struct bytes code)
{
	struct bytes rest = code, word;
	bool is_first = true;
	while (next_word(&rest, &word)) {
		if (bytes_equal_nocase(word, BYTES("ddeauto")) || (is_first && bytes_equal_nocase(word, BYTES("dde"))))
			return true;
		is_first = false;
	}
	return false;
}

bool
field_is_remote(struct bytes target)
{
	target = bytes_trim(target);
	if (bytes_starts_nocase(target, BYTES("http:")) || bytes_starts_nocase(target, BYTES("https:")) ||
	    bytes_starts_nocase(target, BYTES("ftp:")) || bytes_starts_nocase(target, BYTES("mhtml:")) ||
	    bytes_starts_nocase(target, BYTES("script:")) || bytes_starts_nocase(target, BYTES("ms-")) ||
	    bytes_starts(target, BYTES("\\\\")) || bytes_starts(target, BYTES("//")))
		return true;
	if (!bytes_starts_nocase(target, BYTES("file:")))
		return false;
	/* file:///C:/... is this machine; file://host and file:///\\host are others. */
	struct bytes path = bytes_from(target, 5);
	size_t slashes = 0;
	while (slashes < path.len && (path.at[slashes] == '/' || path.at[slashes] == '\\'))
		slashes++;
	struct bytes first = bytes_from(path, slashes);
	bool is_drive = first.len > 1 && ascii_is_alpha(first.at[0]) && (first.at[1] == ':' || first.at[1] == '|');
	return !is_drive && slashes != 1 && slashes != 3 && first.len != 0;
}

void
field_read(struct office *o, struct bytes code)
{
	struct buf clear;
	struct bytes rest, word, name;
	code = bytes_to(code, FIELD_MAX);
	buf_init(&clear, FIELD_MAX * 4);
	if (bytes_has_nocase(code, BYTES("quote")))
		unquote(code, &clear);
	else
		buf_add(&clear, code);
	rest = buf_bytes(&clear);
	if (is_dde(rest)) {
		office_sign(o, DOCUMENT_DDE);
		office_relation(o, BYTES("dde"), bytes_trim(rest));
		office_code(o, rest);
		buf_done(&clear);
		return;
	}
	if (next_word(&rest, &name) && next_word(&rest, &word)) {
		if (bytes_equal_nocase(name, BYTES("hyperlink"))) {
			office_code(o, word);
		} else if (field_is_remote(word) && (bytes_equal_nocase(name, BYTES("includetext")) ||
		               bytes_equal_nocase(name, BYTES("link")) || bytes_equal_nocase(name, BYTES("import")))) {
			office_sign(o, DOCUMENT_EXTERNAL_OBJECT);
			office_relation(o, name, word);
			office_code(o, word);
		} else if (field_is_remote(word) && bytes_equal_nocase(name, BYTES("includepicture"))) {
			office_relation(o, name, word);
			office_code(o, word);
		}
	}
	buf_done(&clear);
}

bool
field_cell(struct office *o, struct bytes cell)
{
	cell = bytes_trim(bytes_to(cell, FIELD_MAX));
	while (cell.len != 0 && (cell.at[0] == '"' || cell.at[0] == '\''))
		cell = bytes_from(cell, 1);
	if (cell.len < 5 || (cell.at[0] != '=' && cell.at[0] != '+' && cell.at[0] != '-' && cell.at[0] != '@'))
		return false;
	size_t bar = bytes_find_octet(cell, '|');
	if (bar == BYTES_NOT_FOUND || bar < 2 || bytes_find_octet(bytes_from(cell, bar), '!') == BYTES_NOT_FOUND)
		return false;
	/* The program's name ends at the bar: MSEXCEL, cmd, a path. */
	for (size_t i = bar; i-- > 0 && cell.at[i] != '=' && cell.at[i] != '+' && cell.at[i] != '-' && cell.at[i] != '@' &&
	                     cell.at[i] != '(' && cell.at[i] != ',';)
		if (!ascii_is_alnum(cell.at[i]) && cell.at[i] != '.' && cell.at[i] != '\\' && cell.at[i] != '/' &&
		    cell.at[i] != ':' && cell.at[i] != '_' && cell.at[i] != '\'' && cell.at[i] != ' ')
			return false;
	office_sign(o, DOCUMENT_DDE);
	office_relation(o, BYTES("dde"), cell);
	office_code(o, cell);
	return true;
}
