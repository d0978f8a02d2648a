#include "mail/received.h"

#include "base/fault.h"
#include "mail/header.h"

/* The next word, or the inside of the next comment. */
static bool
next_word(struct bytes b, size_t *pos, struct bytes *out, bool *is_comment)
{
	size_t i = *pos;
	while (i < b.len && (b.at[i] <= ' ' || b.at[i] == ';'))
		i++;
	if (i == b.len)
		return false;
	size_t from = i;
	*is_comment = b.at[i] == '(';
	if (*is_comment) {
		i = header_comment_end(b, i);
		*out = bytes_slice(b, from + 1, b.at[i - 1] == ')' ? i - 1 : i);
	} else {
		while (i < b.len && b.at[i] > ' ' && b.at[i] != '(' && b.at[i] != ';')
			i++;
		*out = bytes_slice(b, from, i);
	}
	*pos = i;
	return true;
}

static bool
is_address(struct bytes b)
{
	size_t dots = 0, colons = 0;
	for (size_t i = 0; i < b.len; i++) {
		dots += b.at[i] == '.';
		colons += b.at[i] == ':';
		if (b.at[i] != '.' && b.at[i] != ':' && ascii_hex(b.at[i]) < 0)
			return false;
		if (b.at[i] != '.' && !ascii_is_digit(b.at[i]) && colons == 0 && dots != 0)
			return false;
	}
	return b.len >= 3 && b.len <= 45 && (colons >= 2 || dots == 3);
}

static struct bytes
strip_address(struct bytes b)
{
	while (b.len != 0 && (b.at[0] == '[' || b.at[0] == '('))
		b = bytes_from(b, 1);
	size_t end = bytes_find_octet(b, ']');
	if (end != BYTES_NOT_FOUND)
		b = bytes_to(b, end);
	if (bytes_starts_nocase(b, BYTES("IPv6:")))
		b = bytes_from(b, 5);
	return b;
}

/* "host.example.com [192.0.2.1]", "unknown [192.0.2.1]", "[192.0.2.1]", "HELO x", "helo=x" */
static void
read_client(struct bytes comment, struct received *r)
{
	struct bytes word;
	bool inner, helo = false;
	for (size_t pos = 0; next_word(comment, &pos, &word, &inner);) {
		if (inner)
			continue; /* a comment in a comment: no mailer writes one that matters */
		struct bytes address = strip_address(word);
		if (is_address(address)) {
			if (r->ip.len == 0)
				r->ip = address;
		} else if (bytes_starts_nocase(word, BYTES("helo="))) {
			r->helo = bytes_from(word, 5);
		} else if (bytes_equal_nocase(word, BYTES("HELO")) ||
		    bytes_equal_nocase(word, BYTES("EHLO"))) {
			helo = true;
		} else if (helo) {
			/* qmail: "from rdns (HELO name) (address)" */
			if (r->rdns.len == 0)
				r->rdns = r->helo;
			r->helo = word;
			helo = false;
		} else if (r->rdns.len == 0 && bytes_find_octet(word, '.') != BYTES_NOT_FOUND &&
		    bytes_find_octet(word, '=') == BYTES_NOT_FOUND) {
			size_t at = bytes_find_octet(word, '@');
			r->rdns = at == BYTES_NOT_FOUND ? word : bytes_from(word, at + 1);
		}
	}
}

int
received_read(struct bytes value, struct arena *arena, struct received *out)
{
	struct bytes b, word;
	*out = (struct received){ 0 };
	if (!header_unfold(bytes_to(value, 8192), arena, &b))
		return FAULT_LIMIT;
	size_t semicolon = bytes_find_last_octet(b, ';');
	if (semicolon != BYTES_NOT_FOUND) {
		out->has_date = date_read(bytes_from(b, semicolon + 1), &out->date) == 0;
		b = bytes_to(b, semicolon);
	}
	struct bytes *target = NULL;
	bool comment, client = false;
	for (size_t pos = 0; next_word(b, &pos, &word, &comment);) {
		if (comment) {
			if (client)
				read_client(word, out);
			continue;
		}
		if (target != NULL) {
			if (target->len == 0)
				*target = word;
			if (target == &out->helo && is_address(strip_address(word)) &&
			    word.at[0] == '[')
				out->ip = strip_address(word);
			target = NULL;
			continue;
		}
		client = client && !bytes_equal_nocase(word, BYTES("by"));
		if (bytes_equal_nocase(word, BYTES("from"))) {
			target = &out->helo;
			client = true;
		} else if (bytes_equal_nocase(word, BYTES("by")))
			target = &out->by;
		else if (bytes_equal_nocase(word, BYTES("with")))
			target = &out->with;
		else if (bytes_equal_nocase(word, BYTES("id")))
			target = &out->id;
		else if (bytes_equal_nocase(word, BYTES("for")))
			target = &out->recipient;
	}
	if (out->recipient.len >= 2 && out->recipient.at[0] == '<' &&
	    out->recipient.at[out->recipient.len - 1] == '>')
		out->recipient = bytes_slice(out->recipient, 1, out->recipient.len - 1);
	return 0;
}
