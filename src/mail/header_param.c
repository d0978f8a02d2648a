/* Parameters of structured values: RFC 2045 5.1 as it is met, and RFC 2231. */
#include "base/buf.h"
#include "base/fault.h"
#include "base/utf8.h"
#include "mail/charset.h"
#include "mail/header.h"

struct piece {
	struct bytes name; /* lower case, up to the first '*' */
	struct bytes value;
	struct bytes loose;
	uint32_t number;
	bool numbered;
	bool extended;
	bool used;
};

struct pieces {
	struct piece at[HEADER_PARAMS_MAX];
	size_t count;
};

static bool
is_special(uint8_t c)
{
	return c <= ' ' || strchr("()<>@,;:\\\"/[]?=", c) != NULL;
}

static size_t
skip_blank(struct bytes b, size_t i, uint32_t *flags)
{
	while (i < b.len) {
		if (b.at[i] == '(') {
			*flags |= HEADER_COMMENT;
			i = header_comment_end(b, i);
		} else if (b.at[i] <= ' ') {
			i++;
		} else {
			break;
		}
	}
	return i;
}

static bool
lower_copy(struct bytes b, struct arena *arena, struct bytes *out)
{
	uint8_t *to = arena_get(arena, b.len, 1);
	*out = BYTES_NONE;
	if (to == NULL)
		return false;
	bytes_lower(b, to);
	*out = bytes_of(to, b.len);
	return true;
}

/* A quoted string whose opening quote stands at i; gives where to go on. */
static size_t
read_quoted(struct bytes b, size_t i, struct piece *p, struct arena *arena, uint32_t *flags)
{
	size_t start = ++i;
	bool escaped = false;
	while (i < b.len && b.at[i] != '"') {
		if (b.at[i] == '\\') {
			escaped = true;
			i++;
		}
		i++;
	}
	if (i >= b.len)
		*flags |= HEADER_PARAM_ODD;
	struct bytes raw = bytes_slice(b, start, i);
	p->value = raw;
	p->loose = raw;
	uint8_t *to = escaped ? arena_get(arena, raw.len, 1) : NULL;
	if (to != NULL) {
		size_t n = 0;
		for (size_t k = 0; k < raw.len; k++) {
			if (raw.at[k] == '\\' && k + 1 < raw.len)
				k++;
			to[n++] = raw.at[k];
		}
		p->value = p->loose = bytes_of(to, n);
	}
	return i < b.len ? i + 1 : b.len;
}

static size_t
read_bare(struct bytes b, size_t i, struct piece *p, uint32_t *flags)
{
	size_t start = i;
	while (i < b.len && !(b.at[i] <= ' ' || b.at[i] == ';' || b.at[i] == '('))
		i++;
	p->value = bytes_slice(b, start, i);
	size_t end = bytes_find_octet(bytes_from(b, start), ';');
	end = end == BYTES_NOT_FOUND ? b.len : start + end;
	p->loose = bytes_trim(bytes_slice(b, start, end));
	if (p->loose.len != p->value.len)
		*flags |= HEADER_PARAM_ODD;
	return i;
}

/* "name*2*": what the stars say. */
static void
read_stars(struct piece *p)
{
	size_t star = bytes_find_octet(p->name, '*');
	if (star == BYTES_NOT_FOUND)
		return;
	struct bytes rest = bytes_from(p->name, star + 1);
	p->name = bytes_to(p->name, star);
	if (rest.len == 0) {
		p->extended = true;
		return;
	}
	if (rest.at[rest.len - 1] == '*') {
		p->extended = true;
		rest.len--;
	}
	uint64_t number = 0;
	if (bytes_number(rest, 9999, &number) == 0) {
		p->numbered = true;
		p->number = (uint32_t)number;
	}
}

static int
read_piece(struct bytes b, size_t *pos, struct pieces *pieces, struct arena *arena, uint32_t *flags)
{
	size_t i = skip_blank(b, *pos, flags);
	size_t start = i;
	while (i < b.len && b.at[i] != '=' && b.at[i] != ';' && b.at[i] != '(')
		i++;
	struct bytes name = bytes_trim(bytes_slice(b, start, i));
	i = skip_blank(b, i, flags);
	if (i >= b.len || b.at[i] != '=') {
		if (name.len != 0)
			*flags |= HEADER_PARAM_ODD;
	} else if (pieces->count == HEADER_PARAMS_MAX) {
		*flags |= HEADER_PARAM_LIMIT;
		*pos = b.len;
		return 0;
	} else {
		struct piece *p = &pieces->at[pieces->count];
		*p = (struct piece){ 0 };
		while (name.len > 0 && is_special(name.at[0]))
			name = bytes_from(name, 1);
		while (name.len > 0 && is_special(name.at[name.len - 1]))
			name.len--;
		if (!lower_copy(name, arena, &p->name))
			return FAULT_LIMIT;
		read_stars(p);
		i = skip_blank(b, i + 1, flags);
		i = i < b.len && b.at[i] == '"' ? read_quoted(b, i, p, arena, flags) :
		                                  read_bare(b, i, p, flags);
		pieces->count += p->name.len != 0;
	}
	/* Behind a value only a semicolon may follow; clients skip what else stands there. */
	size_t semicolon = bytes_find_octet(bytes_from(b, i), ';');
	*pos = semicolon == BYTES_NOT_FOUND ? b.len : i + semicolon + 1;
	return 0;
}

static void
add_percent(struct buf *out, struct bytes b)
{
	for (size_t i = 0; i < b.len; i++) {
		int high = i + 2 < b.len ? ascii_hex(b.at[i + 1]) : -1;
		int low = i + 2 < b.len ? ascii_hex(b.at[i + 2]) : -1;
		if (b.at[i] == '%' && high >= 0 && low >= 0) {
			buf_add_octet(out, (uint8_t)(high << 4 | low));
			i += 2;
		} else {
			buf_add_octet(out, b.at[i]);
		}
	}
}

/* charset'language'text; either mark may be missing in what people send. */
static struct bytes
cut_charset(struct bytes *value)
{
	size_t first = bytes_find_octet(*value, '\'');
	if (first == BYTES_NOT_FOUND || first > 40)
		return BYTES_NONE;
	struct bytes rest = bytes_from(*value, first + 1);
	size_t second = bytes_find_octet(rest, '\'');
	struct bytes charset = bytes_to(*value, first);
	*value = second == BYTES_NOT_FOUND ? rest : bytes_from(rest, second + 1);
	return charset;
}

/* The lowest numbered unused piece of NAME at or above MIN. */
static struct piece *
next_piece(struct pieces *pieces, struct bytes name, uint32_t *flags)
{
	struct piece *best = NULL;
	for (size_t i = 0; i < pieces->count; i++) {
		struct piece *p = &pieces->at[i];
		if (p->used || !p->numbered || !bytes_equal(p->name, name))
			continue;
		if (best != NULL && p->number < best->number)
			*flags |= HEADER_PARAM_GAP;
		if (best == NULL || p->number < best->number)
			best = p;
		else if (p->number == best->number)
			*flags |= HEADER_PARAM_GAP;
	}
	return best;
}

static int
add_extended(struct pieces *pieces, struct piece *p, struct arena *arena, struct header_value *out)
{
	struct bytes name = p->name, charset = BYTES_NONE, octets;
	struct buf whole;
	buf_init(&whole, HEADER_VALUE_MAX);
	uint32_t expect = 0;
	for (; p != NULL; p = next_piece(pieces, name, &out->flags)) {
		struct bytes value = p->loose;
		p->used = true;
		if (expect == 0 && p->extended)
			charset = cut_charset(&value);
		if (p->numbered && p->number != expect)
			out->flags |= HEADER_PARAM_GAP;
		expect = p->number + 1;
		if (p->extended)
			add_percent(&whole, value);
		else
			buf_add(&whole, p->value);
		if (!p->numbered)
			break;
	}
	bool ok = arena_copy(arena, buf_bytes(&whole), &octets);
	buf_done(&whole);
	struct header_param *param = ok ? LIST_ADD(arena, &out->params) : NULL;
	if (param == NULL)
		return FAULT_LIMIT;
	uint32_t odd = 0;
	*param = (struct header_param){ .name = name, .value = octets, .loose = octets, .extended = true };
	int fault = charset_to_utf8(octets, charset, arena, &param->text, &odd);
	if (odd != 0)
		out->flags |= HEADER_CHARSET_ODD;
	return fault;
}

static int
add_plain(struct piece *p, struct arena *arena, struct header_value *out)
{
	for (size_t i = 0; i < out->params.count; i++)
		if (!out->params.at[i].extended && bytes_equal(out->params.at[i].name, p->name))
			out->flags |= HEADER_PARAM_TWICE;
	struct header_param *param = LIST_ADD(arena, &out->params);
	if (param == NULL)
		return FAULT_LIMIT;
	p->used = true;
	*param = (struct header_param){ .name = p->name, .value = p->value, .loose = p->loose };
	/* RFC 2047 forbids encoded words here; most senders and clients use them. */
	return header_text(p->loose, arena, &param->text, &out->flags);
}

/* "Text / Plain (x)" is text/plain. */
static int
read_main(struct bytes b, struct arena *arena, struct header_value *out)
{
	uint8_t *to = arena_get(arena, b.len, 1);
	if (to == NULL)
		return FAULT_LIMIT;
	size_t n = 0;
	for (size_t i = 0; (i = skip_blank(b, i, &out->flags)) < b.len; i++)
		to[n++] = ascii_lower(b.at[i]);
	out->main = bytes_of(to, n);
	return 0;
}

int
header_value_read(struct bytes raw, struct arena *arena, struct header_value *out)
{
	*out = (struct header_value){ 0 };
	struct bytes b;
	if (!header_unfold(bytes_to(raw, HEADER_VALUE_MAX), arena, &b))
		return FAULT_LIMIT;
	if (raw.len > HEADER_VALUE_MAX)
		out->flags |= HEADER_PARAM_LIMIT;
	size_t pos = 0;
	while (pos < b.len && b.at[pos] != ';')
		pos = b.at[pos] == '(' ? header_comment_end(b, pos) : pos + 1;
	int fault = read_main(bytes_to(b, pos), arena, out);
	struct pieces pieces;
	pieces.count = 0;
	for (pos++; fault == 0 && pos < b.len;)
		fault = read_piece(b, &pos, &pieces, arena, &out->flags);
	for (size_t i = 0; i < pieces.count && fault == 0; i++)
		if (!pieces.at[i].extended && !pieces.at[i].numbered)
			fault = add_plain(&pieces.at[i], arena, out);
	for (size_t i = 0; i < pieces.count && fault == 0; i++) {
		struct piece *p = &pieces.at[i];
		if (!p->used && p->numbered)
			p = next_piece(&pieces, p->name, &out->flags);
		if (p != NULL && !p->used)
			fault = add_extended(&pieces, p, arena, out);
	}
	return fault;
}

const struct header_param *
header_param_find(const struct header_value *v, struct bytes name)
{
	for (size_t i = 0; i < v->params.count; i++)
		if (bytes_equal(v->params.at[i].name, name))
			return &v->params.at[i];
	return NULL;
}
