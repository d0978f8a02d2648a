#include "mail/address.h"

#include "base/fault.h"
#include "mail/charset.h"
#include "mail/header.h"

struct reading {
	struct arena *arena;
	struct address_list *list;
	size_t most;
	uint32_t group; /* ADDRESS_GROUP inside one */
	int fault;
};

/* Behind the quoted string, comment or angle brackets that open at I; b.len where they never close. */
static size_t
skip_unit(struct bytes b, size_t i, uint32_t *flags)
{
	size_t end = i + 1;
	if (b.at[i] == '(') {
		end = header_comment_end(b, i);
		if (end == b.len && b.at[b.len - 1] != ')')
			*flags |= ADDRESS_UNCLOSED;
		return end;
	}
	uint8_t close = b.at[i] == '"' ? '"' : '>';
	for (; end < b.len; end++) {
		if (b.at[end] == '\\')
			end++;
		else if (b.at[end] == close)
			return end + 1;
		else if (close == '>' && b.at[end] == '<')
			break; /* a new bracket: the first was never closed */
	}
	*flags |= ADDRESS_UNCLOSED;
	return end < b.len ? end : b.len;
}

static struct bytes
without_quotes(struct bytes b, struct arena *arena)
{
	if (b.len == 0 ||
	    (bytes_find_octet(b, '"') == BYTES_NOT_FOUND &&
	        bytes_find_octet(b, '\\') == BYTES_NOT_FOUND))
		return b;
	uint8_t *to = arena_get(arena, b.len, 1);
	size_t n = 0;
	if (to == NULL)
		return b;
	for (size_t i = 0; i < b.len; i++) {
		if (b.at[i] == '\\' && i + 1 < b.len)
			to[n++] = b.at[++i];
		else if (b.at[i] != '"')
			to[n++] = b.at[i];
	}
	return bytes_of(to, n);
}

static bool
is_domain_octet(uint8_t c)
{
	return ascii_is_alnum(c) || c == '-' || c == '.' || c == '_' || c >= 0x80;
}

/* What stands behind the '@': lower case, up to the first octet that cannot be in a domain. */
static struct bytes
read_domain(struct bytes b, struct arena *arena, uint32_t *flags)
{
	b = bytes_trim(b);
	uint8_t *to = arena_get(arena, b.len, 1);
	size_t n = 0, i = 0;
	if (to == NULL)
		return BYTES_NONE;
	if (b.len != 0 && b.at[0] == '[') {
		while (i < b.len && b.at[i] > ' ' && (i == 0 || b.at[i - 1] != ']'))
			to[n++] = ascii_lower(b.at[i++]);
		return bytes_of(to, n);
	}
	while (i < b.len) {
		if (b.at[i] == '(')
			i = header_comment_end(b, i);
		else if (b.at[i] == ' ' || b.at[i] == '\t')
			i++;
		else if (is_domain_octet(b.at[i]))
			to[n++] = ascii_lower(b.at[i++]);
		else
			break;
	}
	if (i < b.len)
		*flags |= ADDRESS_ODD_DOMAIN;
	while (n > 0 && to[n - 1] == '.')
		n--;
	return bytes_of(to, n);
}

static struct mail_address *
add_box(struct reading *r, struct bytes local, struct bytes domain, struct bytes raw, uint32_t flags)
{
	if (r->list->boxes.count >= r->most) {
		r->list->flags |= ADDRESS_LIMIT;
		return NULL;
	}
	struct mail_address *a = LIST_ADD(r->arena, &r->list->boxes);
	if (a == NULL) {
		r->fault = FAULT_LIMIT;
		return NULL;
	}
	*a = (struct mail_address){ .local = local, .domain = domain, .raw = bytes_trim(raw) };
	for (size_t i = 0; i < a->raw.len; i++) {
		if (a->raw.at[i] >= 0x80)
			flags |= ADDRESS_8BIT;
		else if (a->raw.at[i] < ' ' && a->raw.at[i] != '\t')
			flags |= ADDRESS_CONTROL;
	}
	a->flags = flags | r->group;
	r->list->flags |= a->flags;
	return a;
}

/* The last '@' that stands outside of quotes; also how many there are. */
static size_t
find_at(struct bytes b, size_t *first, size_t *count)
{
	size_t last = BYTES_NOT_FOUND;
	uint32_t flags = 0;
	*count = 0;
	for (size_t i = 0; i < b.len;) {
		if ((b.at[i] == '"' || b.at[i] == '(') && (flags & ADDRESS_UNCLOSED) == 0) {
			size_t end = skip_unit(b, i, &flags);
			/* An unclosed quote hides nothing; behind it, quotes are octets (and time stays linear). */
			i = (flags & ADDRESS_UNCLOSED) != 0 ? i + 1 : end;
			continue;
		}
		if (b.at[i] == '@') {
			if ((*count)++ == 0)
				*first = i;
			last = i;
		}
		i++;
	}
	return last;
}

/* An addr-spec, perhaps with a route before it. */
static struct mail_address *
read_spec(struct reading *r, struct bytes spec, uint32_t flags)
{
	struct bytes raw = spec;
	spec = bytes_trim(spec);
	if (spec.len != 0 && spec.at[0] == '@') {
		size_t colon = bytes_find_last_octet(spec, ':');
		if (colon != BYTES_NOT_FOUND) {
			flags |= ADDRESS_ROUTE;
			spec = bytes_trim(bytes_from(spec, colon + 1));
		}
	}
	size_t first = 0, count, at = find_at(spec, &first, &count);
	if (at == BYTES_NOT_FOUND)
		return add_box(r, without_quotes(spec, r->arena), BYTES_NONE, raw,
		    flags | ADDRESS_NO_DOMAIN);
	if (count > 1)
		flags |= ADDRESS_MANY_AT;
	struct bytes local = bytes_trim(bytes_to(spec, at));
	if (local.len != 0 && local.at[0] == '"')
		flags |= ADDRESS_QUOTED_LOCAL;
	/* Comments around the local part say nothing. */
	while (local.len != 0 && local.at[0] == '(') {
		uint32_t unclosed = 0;
		size_t end = skip_unit(local, 0, &unclosed);
		if (unclosed != 0)
			break;
		local = bytes_trim(bytes_from(local, end));
	}
	struct bytes domain = read_domain(bytes_from(spec, at + 1), r->arena, &flags);
	struct mail_address *a = add_box(r, without_quotes(local, r->arena), domain, raw, flags);
	if (a == NULL || count < 2)
		return a;
	/* Others stop at the first '@'. */
	size_t index = (size_t)(a - r->list->boxes.at);
	uint32_t other = ADDRESS_OTHER | ADDRESS_MANY_AT;
	domain = read_domain(bytes_slice(spec, first + 1, at), r->arena, &other);
	(void)add_box(r, without_quotes(bytes_trim(bytes_to(spec, first)), r->arena), domain, raw,
	    other);
	return &r->list->boxes.at[index];
}

/* The word around the first '@' of TEXT: an address in prose. */
static struct bytes
word_with_at(struct bytes text)
{
	size_t at = bytes_find_octet(text, '@');
	if (at == BYTES_NOT_FOUND || at == 0)
		return BYTES_NONE;
	size_t from = at, to = at + 1;
	while (from > 0 && text.at[from - 1] > ' ' && strchr("<>()\"',;:[]", text.at[from - 1]) == NULL)
		from--;
	while (to < text.len && is_domain_octet(text.at[to]))
		to++;
	return to - at > 1 && from < at ? bytes_slice(text, from, to) : BYTES_NONE;
}

static bool
same_address(const struct mail_address *a, struct bytes text)
{
	return text.len == a->local.len + 1 + a->domain.len && bytes_starts_nocase(text, a->local) &&
	    bytes_ends_nocase(text, a->domain);
}

/* The pieces of one mailbox. */
struct pieces {
	struct bytes phrase;  /* outside of brackets and comments, before the first bracket */
	struct bytes behind;  /* the same, behind it */
	struct bytes angle;   /* inside the first brackets */
	struct bytes second;  /* inside further ones */
	struct bytes comment;
	bool has_angle, has_second;
	uint32_t flags;
};

static void
take_piece(struct pieces *p, struct bytes b, size_t from, size_t to)
{
	struct bytes text = bytes_trim(bytes_slice(b, from, to));
	if (text.len == 0)
		return;
	if (p->has_angle)
		p->behind = p->behind.len == 0 ?
		    text :
		    bytes_of(p->behind.at, (size_t)(text.at + text.len - p->behind.at));
	else
		p->phrase = p->phrase.len == 0 ?
		    text :
		    bytes_of(p->phrase.at, (size_t)(text.at + text.len - p->phrase.at));
}

static struct pieces
cut_pieces(struct bytes b)
{
	struct pieces p = { 0 };
	size_t from = 0;
	for (size_t i = 0; i < b.len;) {
		uint8_t c = b.at[i];
		if (c == '\\') {
			i += 2;
			continue;
		}
		if (c != '"' && c != '(' && c != '<') {
			i++;
			continue;
		}
		size_t end = skip_unit(b, i, &p.flags);
		bool closed = end > i + 1 && (b.at[end - 1] == '>' || b.at[end - 1] == ')');
		struct bytes inside = bytes_slice(b, i + 1, closed ? end - 1 : end);
		if (c != '"') {
			take_piece(&p, b, from, i);
			from = end;
		}
		if (c == '(' && p.comment.len == 0)
			p.comment = inside;
		if (c == '<' && !p.has_angle) {
			p.has_angle = true;
			p.angle = inside;
		} else if (c == '<') {
			p.has_second = true;
			p.second = inside;
		}
		i = end;
	}
	if (from < b.len)
		take_piece(&p, b, from, b.len);
	return p;
}

/* What the name shows, and the address it may pretend to be. */
static void
read_display(struct reading *r, size_t box, const struct pieces *p)
{
	struct bytes phrase = p->phrase.len != 0 ? p->phrase : p->comment, text;
	uint32_t odd = 0;
	if (phrase.len == 0)
		return;
	r->fault = header_text(without_quotes(phrase, r->arena), r->arena, &text, &odd);
	if (r->fault != 0)
		return;
	struct mail_address *a = &r->list->boxes.at[box];
	a->display = bytes_trim(text);
	struct bytes shown = word_with_at(a->display);
	if (shown.len == 0 || same_address(a, shown))
		return;
	a->flags |= ADDRESS_IN_NAME;
	r->list->flags |= ADDRESS_IN_NAME;
	/* Quoted, it is a name to every client; bare, some take it for the mailbox. */
	if (bytes_find_octet(p->phrase, '"') == BYTES_NOT_FOUND && p->phrase.len != 0)
		(void)read_spec(r, shown, ADDRESS_OTHER | ADDRESS_BARE);
}

static void
read_box(struct reading *r, struct bytes b)
{
	struct pieces p = cut_pieces(b);
	size_t box = r->list->boxes.count;
	r->list->flags |= p.flags;
	if (p.has_angle) {
		if (read_spec(r, p.angle, p.flags) == NULL)
			return;
		read_display(r, box, &p);
		if (p.has_second)
			(void)read_spec(r, p.second, ADDRESS_OTHER | ADDRESS_TWO_ANGLES);
		if (p.behind.len == 0)
			return;
		r->list->boxes.at[box].flags |= ADDRESS_TEXT_BEHIND;
		r->list->flags |= ADDRESS_TEXT_BEHIND;
		struct bytes word = word_with_at(p.behind);
		if (word.len != 0)
			(void)read_spec(r, word, ADDRESS_OTHER | ADDRESS_TEXT_BEHIND);
		return;
	}
	struct bytes text;
	if (p.phrase.len != 0 && bytes_has(p.phrase, BYTES("=?"))) {
		r->fault = header_text(p.phrase, r->arena, &text, NULL);
		struct bytes word = word_with_at(text);
		if (r->fault == 0 && word.len != 0) {
			(void)read_spec(r, word, ADDRESS_ENCODED | ADDRESS_OTHER);
			return;
		}
	}
	if (p.phrase.len != 0) {
		if (read_spec(r, p.phrase, p.flags | ADDRESS_BARE) != NULL && p.comment.len != 0) {
			struct pieces name = { .comment = p.comment };
			read_display(r, box, &name);
		}
	} else if ((p.flags & ADDRESS_UNCLOSED) != 0 && word_with_at(p.comment).len != 0) {
		(void)read_spec(r, word_with_at(p.comment), ADDRESS_OTHER | ADDRESS_UNCLOSED);
	}
}

int
address_list_read(struct bytes raw, size_t most, struct arena *arena, struct address_list *out)
{
	struct bytes b;
	*out = (struct address_list){ 0 };
	struct reading r = { .arena = arena, .list = out, .most = most != 0 ? most : ADDRESSES_MAX };
	if (!header_unfold(raw, arena, &b))
		return FAULT_LIMIT;
	size_t from = 0;
	uint32_t flags = 0;
	for (size_t i = 0; i <= b.len && r.fault == 0 && (out->flags & ADDRESS_LIMIT) == 0;) {
		uint8_t c = i < b.len ? b.at[i] : ',';
		if (c == '\\') {
			i += i + 1 < b.len ? 2 : 1;
		} else if (c == '"' || c == '(' || c == '<') {
			i = skip_unit(b, i, &flags);
		} else if (c == ':') {
			/* What stands before is a group's name (RFC 5322 3.4). */
			r.group = ADDRESS_GROUP;
			out->flags |= ADDRESS_GROUP;
			from = ++i;
		} else if (c == ',' || c == ';') {
			struct bytes box = bytes_trim(bytes_slice(b, from, i));
			if (box.len != 0)
				read_box(&r, box);
			if (c == ';')
				r.group = 0;
			from = ++i;
		} else {
			i++;
		}
	}
	return r.fault;
}
