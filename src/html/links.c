/* Every attribute and style that names a resource. */
#include "base/utf8.h"
#include "html/page.h"

/* A base longer than this would multiply with every relative link; browsers take it, no honest page has it. */
enum { BASE_MAX = 2048 };

static bool
is_scheme(struct bytes url)
{
	if (url.len == 0 || !ascii_is_alpha(url.at[0]))
		return false;
	for (size_t i = 1; i < url.len; i++) {
		uint8_t c = url.at[i];
		if (c == ':')
			return true;
		if (!ascii_is_alnum(c) && c != '+' && c != '-' && c != '.')
			return false;
	}
	return false;
}

static bool
is_slash(struct bytes url, size_t at)
{
	return at < url.len && (url.at[at] == '/' || url.at[at] == '\\');
}

/* How much of the base stands before a relative URL (RFC 3986 s5.2.2; "\" is "/" for browsers). */
static size_t
base_length(struct bytes base, struct bytes url)
{
	size_t colon = bytes_find_octet(base, ':'), path;
	if (colon == BYTES_NOT_FOUND)
		return 0;
	if (is_slash(url, 0) && is_slash(url, 1))
		return colon + 1;
	path = colon + 1;
	while (is_slash(base, path))
		path++;
	while (path < base.len && !is_slash(base, path) && base.at[path] != '?' && base.at[path] != '#')
		path++;
	if (is_slash(url, 0))
		return path;
	size_t end = path;
	while (end < base.len && base.at[end] != '?' && base.at[end] != '#')
		end++;
	if (url.at[0] == '?')
		return end;
	while (end > path && !is_slash(base, end - 1))
		end--;
	return end;
}

/* URL as a browser reads it: without the white space and control characters around it, without tabs and line
 * breaks in it, absolute if the page has a base. */
static struct bytes
resolve(struct page *p, struct bytes url)
{
	while (url.len != 0 && url.at[0] <= ' ')
		url = bytes_from(url, 1);
	while (url.len != 0 && url.at[url.len - 1] <= ' ')
		url.len--;
	bool relative = p->out->base.len != 0 && url.len != 0 && url.at[0] != '#' && !is_scheme(url);
	bool broken = bytes_find_octet(url, '\t') != BYTES_NOT_FOUND || bytes_find_octet(url, '\n') != BYTES_NOT_FOUND ||
	    bytes_find_octet(url, '\r') != BYTES_NOT_FOUND;
	if (!relative && !broken)
		return page_keep(p, url);
	struct buf made;
	buf_init(&made, url.len + BASE_MAX + 1);
	if (relative) {
		size_t len = base_length(p->out->base, url);
		buf_add(&made, bytes_to(p->out->base, len));
		if (len != 0 && !is_slash(p->out->base, len - 1) && !is_slash(url, 0) && url.at[0] != '?')
			buf_add_octet(&made, '/');
	}
	for (size_t i = 0; i < url.len; i++)
		if (url.at[i] != '\t' && url.at[i] != '\n' && url.at[i] != '\r')
			buf_add_octet(&made, url.at[i]);
	struct bytes kept = page_keep(p, buf_bytes(&made));
	buf_done(&made);
	return kept;
}

/* Add a link whose URL is decoded already; NULL where there is no room or nothing in it. */
static struct html_link *
add(struct page *p, enum html_link_kind kind, const char *element, struct bytes raw, uint32_t at)
{
	struct html_page *out = p->out;
	if (bytes_trim(raw).len == 0)
		return NULL;
	if (bytes_starts_nocase(bytes_trim(raw), BYTES("data:"))) {
		out->n.data_uris++;
		out->n.data_uri_octets += raw.len;
	}
	if (out->links.count >= p->limits.links) {
		out->cut |= HTML_CUT_LINKS;
		return NULL;
	}
	bool is_cut = raw.len > p->limits.url;
	struct html_link *l = LIST_ADD(p->arena, &out->links);
	if (l == NULL) {
		out->cut |= HTML_CUT_MEMORY;
		return NULL;
	}
	if (is_cut) {
		raw = utf8_prefix(raw, p->limits.url);
		out->cut |= HTML_CUT_URL;
	}
	l->kind = kind;
	l->element = element;
	l->raw = page_keep(p, raw);
	l->url = resolve(p, l->raw);
	l->is_cut = is_cut;
	l->is_conditional = p->conditional;
	l->is_hidden = stack_hidden_now(p) != 0;
	l->at = at;
	return l;
}

static void
add_srcset(struct page *p, const char *element, struct bytes set, uint32_t at)
{
	for (size_t i = 0; i < set.len;) {
		while (i < set.len && (ascii_is_space(set.at[i]) || set.at[i] == ','))
			i++;
		size_t start = i;
		while (i < set.len && !ascii_is_space(set.at[i]))
			i++;
		size_t end = i;
		while (end > start && set.at[end - 1] == ',')
			end--;
		if (end != start)
			(void)add(p, HTML_LINK_SRCSET, element, bytes_slice(set, start, end), at);
		if (end == i)
			while (i < set.len && set.at[i] != ',')
				i++;
	}
}

/* "5; url='https://...'" (s4.2.5.3, and as loosely as browsers read it). */
static struct bytes
refresh_url(struct bytes content)
{
	size_t i = 0;
	while (i < content.len && (ascii_is_space(content.at[i]) || ascii_is_digit(content.at[i]) || content.at[i] == '.'))
		i++;
	while (i < content.len && (ascii_is_space(content.at[i]) || content.at[i] == ';' || content.at[i] == ','))
		i++;
	struct bytes rest = bytes_from(content, i);
	if (bytes_starts_nocase(rest, BYTES("url"))) {
		struct bytes behind = bytes_trim(bytes_from(rest, 3));
		if (behind.len != 0 && behind.at[0] == '=')
			rest = bytes_trim(bytes_from(behind, 1));
	}
	if (rest.len != 0 && (rest.at[0] == '"' || rest.at[0] == '\'')) {
		uint8_t quote = rest.at[0];
		rest = bytes_from(rest, 1);
		rest = bytes_to(rest, bytes_find_octet(rest, quote));
	}
	return bytes_trim(rest);
}

/* The string or bare word at the front of IN, up to END for a bare one. */
static struct bytes
css_string(struct bytes in, uint8_t end)
{
	while (in.len != 0 && ascii_is_space(in.at[0]))
		in = bytes_from(in, 1);
	if (in.len != 0 && (in.at[0] == '"' || in.at[0] == '\'')) {
		uint8_t quote = in.at[0];
		in = bytes_from(in, 1);
		size_t stop = bytes_find_octet(in, quote);
		return stop == BYTES_NOT_FOUND ? bytes_to(in, bytes_find_octet(in, end)) : bytes_to(in, stop);
	}
	size_t stop = bytes_find_octet(in, end);
	return stop == BYTES_NOT_FOUND ? BYTES_NONE : bytes_trim(bytes_to(in, stop));
}

void
links_of_css(struct page *p, struct bytes css, uint32_t at)
{
	for (size_t i = 0; i < css.len;) {
		size_t open = bytes_find_octet(bytes_from(css, i), '(');
		if (open == BYTES_NOT_FOUND)
			break;
		open += i;
		i = open + 1;
		if (open < 3 || !bytes_equal_nocase(bytes_slice(css, open - 3, open), BYTES("url")))
			continue;
		struct bytes url = css_string(bytes_from(css, i), ')');
		if (url.at == NULL)
			break; /* nothing closes it, nor what follows */
		(void)add(p, HTML_LINK_CSS, "", url, at);
		i = (size_t)(url.at - css.at) + url.len;
	}
	for (size_t i = 0; i < css.len;) {
		size_t sign = bytes_find_octet(bytes_from(css, i), '@');
		if (sign == BYTES_NOT_FOUND)
			break;
		i += sign + 1;
		struct bytes rest = bytes_from(css, i);
		if (!bytes_starts_nocase(rest, BYTES("import")))
			continue;
		rest = bytes_trim(bytes_to(bytes_from(rest, 6), bytes_find_octet(rest, ';')));
		if (rest.len != 0 && (rest.at[0] == '"' || rest.at[0] == '\''))
			(void)add(p, HTML_LINK_CSS, "", css_string(rest, ';'), at);
	}
}

static void
add_base(struct page *p, struct bytes href, uint32_t at)
{
	struct html_link *l = add(p, HTML_LINK_BASE, "base", href, at);
	if (l != NULL && p->out->base.len == 0 && l->url.len <= BASE_MAX && is_scheme(l->url))
		p->out->base = l->url;
}

/* The attributes that are a URL whatever the element is. */
static const struct {
	enum html_attr attr;
	enum html_link_kind kind;
} plain[] = {
	{ ATTR_HREF, HTML_LINK_HREF },
	{ ATTR_XLINK_HREF, HTML_LINK_XLINK },
	{ ATTR_SRC, HTML_LINK_SRC },
	{ ATTR_ACTION, HTML_LINK_ACTION },
	{ ATTR_FORMACTION, HTML_LINK_FORMACTION },
	{ ATTR_BACKGROUND, HTML_LINK_BACKGROUND },
	{ ATTR_POSTER, HTML_LINK_POSTER },
	{ ATTR_PING, HTML_LINK_OTHER },
	{ ATTR_LONGDESC, HTML_LINK_OTHER },
	{ ATTR_CITE, HTML_LINK_OTHER },
	{ ATTR_LOWSRC, HTML_LINK_OTHER },
	{ ATTR_DYNSRC, HTML_LINK_OTHER },
};

void
links_of_tag(struct page *p, const struct html_tag_info *info, const struct attrs *a)
{
	/* The table's names are literals: they end with a NUL. */
	const char *element = (const char *)info->name.at;
	for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
		if (!attrs_has(a, plain[i].attr))
			continue;
		struct bytes url = page_decode(p, a->value[plain[i].attr], true);
		if (info->tag == TAG_BASE && plain[i].attr == ATTR_HREF) {
			add_base(p, url, a->at);
			continue;
		}
		struct html_link *l = add(p, plain[i].kind, element, url, a->at);
		if (l != NULL && info->tag == TAG_A && plain[i].attr == ATTR_HREF)
			anchor_open(p, p->out->links.count - 1);
	}
	if (attrs_has(a, ATTR_SRCSET))
		add_srcset(p, element, page_decode(p, a->value[ATTR_SRCSET], true), a->at);
	if (attrs_has(a, ATTR_DATA) && info->tag == TAG_OBJECT)
		(void)add(p, HTML_LINK_DATA, element, page_decode(p, a->value[ATTR_DATA], true), a->at);
	if (attrs_has(a, ATTR_STYLE))
		links_of_css(p, page_decode(p, a->value[ATTR_STYLE], true), a->at);
	if (info->tag == TAG_META && bytes_equal_nocase(bytes_trim(attrs_get(a, ATTR_HTTP_EQUIV)), BYTES("refresh"))) {
		p->out->n.refreshes++;
		(void)add(p, HTML_LINK_REFRESH, element,
		    refresh_url(page_decode(p, attrs_get(a, ATTR_CONTENT), true)), a->at);
	}
}
