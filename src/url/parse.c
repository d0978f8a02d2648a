#include "url/parse.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "url/domain.h"
#include "url/host.h"

#define USER_MAX 64
#define PATH_MAX_OCTETS 1664
#define QUERY_MAX 1792
#define FRAGMENT_MAX 256
#define SCHEME_MAX 32

static const char *const kind_names[URL_KIND_COUNT] = { "unparsable", "relative", "http", "https", "ftp", "mailto",
	"tel", "data", "javascript", "file", "ms", "search-ms", "blob", "cid", "other" };
static const char *const flag_names[URL_FLAG_COUNT] = { "space", "backslash", "slashes", "host-escaped", "idn",
	"wide", "invisible", "ip", "ip-odd", "trailing-dot", "port", "defanged", "twice-escaped", "user",
	"user-is-host", "no-scheme", "cut", "bad-host", "bad-port", "bad-utf8", "mixed-scripts", "unc",
	"dot-segments", "compatible", "slash-like" };

const char *
url_kind_name(enum url_kind kind)
{
	return (unsigned)kind < URL_KIND_COUNT ? kind_names[kind] : "unknown";
}

const char *
url_flag_name(unsigned bit)
{
	return bit < URL_FLAG_COUNT ? flag_names[bit] : "unknown";
}

bool
url_has_host(const struct url *u)
{
	return u->host.len != 0;
}

static const struct scheme {
	struct bytes name;
	enum url_kind kind;
	uint16_t port;
	struct bytes written; /* the name in the normal form, where another */
	uint32_t flags;
} schemes[] = {
	{ BYTES_INIT("https"), URL_HTTPS, 443 },
	{ BYTES_INIT("http"), URL_HTTP, 80 },
	{ BYTES_INIT("mailto"), URL_MAILTO },
	{ BYTES_INIT("tel"), URL_TEL },
	{ BYTES_INIT("cid"), URL_CID },
	{ BYTES_INIT("mid"), URL_CID },
	{ BYTES_INIT("data"), URL_DATA },
	{ BYTES_INIT("javascript"), URL_JAVASCRIPT },
	{ BYTES_INIT("vbscript"), URL_JAVASCRIPT },
	{ BYTES_INIT("ftp"), URL_FTP, 21 },
	{ BYTES_INIT("rdp"), URL_FTP, 3389 }, /* of the files that start a session */
	{ BYTES_INIT("file"), URL_FILE },
	{ BYTES_INIT("search-ms"), URL_SEARCH_MS },
	{ BYTES_INIT("search"), URL_SEARCH_MS },
	{ BYTES_INIT("blob"), URL_BLOB },
	{ BYTES_INIT("sms"), URL_TEL },
	{ BYTES_INIT("callto"), URL_TEL },
	{ BYTES_INIT("facetime"), URL_TEL },
	{ BYTES_INIT("hxxp"), URL_HTTP, 80, BYTES_INIT("http"), URL_DEFANGED },
	{ BYTES_INIT("hxxps"), URL_HTTPS, 443, BYTES_INIT("https"), URL_DEFANGED },
	{ BYTES_INIT("h**p"), URL_HTTP, 80, BYTES_INIT("http"), URL_DEFANGED },
	{ BYTES_INIT("h**ps"), URL_HTTPS, 443, BYTES_INIT("https"), URL_DEFANGED },
	{ BYTES_INIT("h__p"), URL_HTTP, 80, BYTES_INIT("http"), URL_DEFANGED },
	{ BYTES_INIT("h__ps"), URL_HTTPS, 443, BYTES_INIT("https"), URL_DEFANGED },
	{ BYTES_INIT("htxp"), URL_HTTP, 80, BYTES_INIT("http"), URL_DEFANGED },
	{ BYTES_INIT("hxtp"), URL_HTTP, 80, BYTES_INIT("http"), URL_DEFANGED },
	{ BYTES_INIT("fxp"), URL_FTP, 21, BYTES_INIT("ftp"), URL_DEFANGED },
};

/* A reading in progress. */
struct reading {
	struct url *out;
	struct arena *arena;
	struct buf text;
	struct bytes rest; /* what is still to read */
	/* Where the parts stand in text; the fragment ends with it. */
	size_t scheme_end, user, user_end, host, host_end, path, path_end, query, query_end, fragment;
};

static bool
is_slash(uint32_t c)
{
	return c == '/' || c == '\\';
}

/* Nothing to fold: printable ASCII only. */
static bool
is_tidy(struct bytes raw)
{
	for (size_t i = 0; i < raw.len; i++)
		if ((uint8_t)(raw.at[i] - 0x21) > 0x7E - 0x21)
			return false;
	return true;
}

static struct bytes
trim(struct bytes raw)
{
	while (raw.len != 0 && raw.at[0] <= ' ')
		raw = bytes_from(raw, 1);
	while (raw.len != 0 && raw.at[raw.len - 1] <= ' ')
		raw.len--;
	/* Angle brackets and quotes around the whole come from texts and broken attributes. */
	static const char pairs[][2] = { { '<', '>' }, { '"', '"' }, { '\'', '\'' } };
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
		if (raw.len >= 2 && raw.at[0] == pairs[i][0] && raw.at[raw.len - 1] == pairs[i][1])
			return bytes_slice(raw, 1, raw.len - 1);
	return raw;
}

/* Fold what browsers and people do not see.  Full-width and invisible characters matter until the path begins;
 * tab and line ends vanish everywhere (WHATWG, basic URL parser, step 3). */
static void
clean(struct bytes raw, struct buf *out, uint32_t *flags)
{
	bool head = true;
	uint32_t before = ':';
	for (size_t i = 0; i < raw.len;) {
		uint8_t c = raw.at[i];
		if (c == '\t' || c == '\r' || c == '\n') {
			*flags |= URL_SPACE;
			i++;
			continue;
		}
		if (!head) {
			size_t end = i;
			while (end < raw.len && raw.at[end] != '\t' && raw.at[end] != '\r' && raw.at[end] != '\n')
				end++;
			buf_add(out, bytes_slice(raw, i, end));
			i = end;
			continue;
		}
		size_t start = i;
		uint32_t cp = utf8_next(raw, &i);
		uint32_t narrow = unicode_narrow(cp);
		if (cp == UTF8_REPLACEMENT) {
			*flags |= URL_BAD_UTF8;
			buf_add(out, bytes_slice(raw, start, i));
			before = cp;
			continue;
		}
		if (narrow != cp)
			*flags |= URL_WIDE;
		if (unicode_is_invisible(cp)) {
			*flags |= URL_INVISIBLE;
			continue;
		}
		bool after_mark = before == ':' || is_slash(before);
		if (narrow < ' ' || ((narrow == ' ' || narrow == 0xA0 || narrow == 0x3000) && after_mark)) {
			*flags |= URL_SPACE;
			continue;
		}
		if (narrow == '?' || narrow == '#' || (is_slash(narrow) && !after_mark))
			head = false;
		utf8_add(out, narrow);
		before = narrow;
	}
}

static bool
is_unreserved(uint8_t c)
{
	return ascii_is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

static bool
is_written_plain(uint8_t c)
{
	static const uint8_t table[256] = { ['"'] = 1, ['<'] = 1, ['>'] = 1, ['`'] = 1, ['{'] = 1, ['}'] = 1,
		['|'] = 1, ['^'] = 1, ['%'] = 1 };
	return c > ' ' && c < 0x7F && table[c] == 0;
}

static void
put_escape(struct buf *out, uint8_t c)
{
	static const char digits[] = "0123456789ABCDEF";
	const uint8_t escape[3] = { '%', (uint8_t)digits[c >> 4], (uint8_t)digits[c & 15] };
	buf_add(out, bytes_of(escape, sizeof escape));
}

enum put_mode { PUT_OPAQUE, PUT_DECODED, PUT_USER };

/* Append IN in its one spelling, at most MAX octets: what needs an escape gets one, what does not loses it, a
 * lone '%' becomes "%25".  An escape is never cut. */
static void
put(struct reading *r, struct bytes in, size_t max, enum put_mode mode)
{
	size_t end = r->text.len + max;
	for (size_t i = 0; i < in.len;) {
		size_t run = i;
		while (run < in.len && is_written_plain(in.at[run]) && (mode != PUT_USER || in.at[run] != '@'))
			run++;
		size_t room = end - r->text.len;
		buf_add(&r->text, bytes_slice(in, i, run - i > room ? i + room : run));
		if (run - i > room) {
			r->out->flags |= URL_CUT;
			return;
		}
		i = run;
		if (i == in.len)
			return;
		int high = in.at[i] == '%' && in.len - i >= 3 ? ascii_hex(in.at[i + 1]) : -1;
		int low = high >= 0 ? ascii_hex(in.at[i + 2]) : -1;
		uint8_t c = low >= 0 ? (uint8_t)(high << 4 | low) : in.at[i];
		bool bare = low >= 0 && mode != PUT_OPAQUE && is_unreserved(c);
		if (end - r->text.len < (bare ? 1u : 3u)) {
			r->out->flags |= URL_CUT;
			return;
		}
		if (low >= 0 && c == '%' && in.len - i >= 5 && ascii_hex(in.at[i + 3]) >= 0 &&
		    ascii_hex(in.at[i + 4]) >= 0)
			r->out->flags |= URL_TWICE_ESCAPED;
		if (bare)
			buf_add_octet(&r->text, c);
		else
			put_escape(&r->text, c);
		i += low >= 0 ? 3 : 1;
	}
}

/* RFC 3986 s5.2.4, in place on text from START on, which begins with a slash. */
static void
drop_dot_segments(struct reading *r, size_t start)
{
	uint8_t *at = r->text.at + start;
	size_t len = r->text.len - start, to = 0;
	if (!bytes_has(bytes_of(at, len), BYTES("/.")))
		return;
	for (size_t i = 0; i < len;) {
		struct bytes segment = bytes_slice(bytes_of(at, len), i + 1, len);
		segment = bytes_to(segment, bytes_find_octet(segment, '/'));
		size_t next = i + 1 + segment.len;
		bool one = bytes_equal(segment, BYTES(".")), two = bytes_equal(segment, BYTES(".."));
		if (two)
			while (to != 0 && at[--to] != '/')
				continue;
		if (one || two) {
			r->out->flags |= URL_DOT_SEGMENTS;
			if (next == len)
				at[to++] = '/';
		} else {
			memmove(at + to, at + i, next - i);
			to += next - i;
		}
		i = next;
	}
	r->text.len = start + to;
}

static void
put_path(struct reading *r, struct bytes path, bool is_web)
{
	r->path = r->text.len;
	if (path.len == 0 || !is_slash(path.at[0]))
		buf_add_octet(&r->text, '/');
	size_t from = r->text.len;
	put(r, path, PATH_MAX_OCTETS - (from - r->path), is_web ? PUT_DECODED : PUT_OPAQUE);
	for (size_t i = from; i < r->text.len; i++)
		if (r->text.at[i] == '\\') {
			r->text.at[i] = '/';
			r->out->flags |= URL_BACKSLASH;
		}
	if (is_web)
		drop_dot_segments(r, r->path);
	r->path_end = r->text.len;
}

static void
put_query(struct reading *r, struct bytes query, enum put_mode mode)
{
	if (query.len != 0) {
		buf_add_octet(&r->text, '?');
		r->query = r->text.len;
		put(r, query, QUERY_MAX, mode);
	} else {
		r->query = r->text.len;
	}
	r->query_end = r->text.len;
}

/* Path, query and fragment: what stands behind the host. */
static void
read_tail(struct reading *r, bool is_web)
{
	size_t hash = bytes_find_octet(r->rest, '#');
	struct bytes fragment = hash == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(r->rest, hash + 1);
	struct bytes front = bytes_to(r->rest, hash);
	size_t mark = bytes_find_octet(front, '?');
	put_path(r, bytes_to(front, mark), is_web);
	put_query(r, mark == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(front, mark + 1), PUT_DECODED);
	if (fragment.len != 0) {
		buf_add_octet(&r->text, '#');
		r->fragment = r->text.len;
		put(r, fragment, FRAGMENT_MAX, PUT_DECODED);
	} else {
		r->fragment = r->text.len;
	}
}

static bool
looks_like_host(struct bytes user)
{
	struct host h;
	user = bytes_to(user, bytes_find_octet(user, ':'));
	/* "bank.example%2Flogin@evil": what the reader takes for the path. */
	size_t end = 0;
	while (end < user.len && user.at[end] != '%' && user.at[end] != '/')
		end++;
	user = bytes_to(user, end);
	return bytes_find_octet(user, '.') != BYTES_NOT_FOUND && host_read(user, &h) == 0 &&
	    ((h.flags & URL_IP) != 0 || domain_is_listed(bytes_of(h.ascii, h.len)));
}

/* Split off ":8080".  A colon in brackets is IPv6's, "[:]" is a defanged one. */
static struct bytes
take_port(struct bytes authority, struct url *out, uint16_t usual)
{
	size_t colon = bytes_find_last_octet(authority, ':');
	size_t bracket = bytes_find_last_octet(authority, ']');
	if (colon == BYTES_NOT_FOUND)
		return authority;
	if (bracket != BYTES_NOT_FOUND && bracket > colon) {
		if (colon == 0 || bracket != colon + 1 || authority.at[colon - 1] != '[')
			return authority;
		out->flags |= URL_DEFANGED;
	}
	struct bytes digits = bytes_from(authority, (bracket == colon + 1 ? bracket : colon) + 1);
	struct bytes host = bytes_to(authority, bracket == colon + 1 ? colon - 1 : colon);
	uint64_t port = 0;
	if (digits.len != 0 && bytes_number(digits, UINT16_MAX, &port) != 0)
		out->flags |= URL_BAD_PORT | URL_BAD_HOST;
	else if (digits.len != 0 && port != usual) {
		/* Port 0 cannot be asked; it is kept out of the normal form, where 0 means "the usual". */
		out->flags |= port == 0 ? URL_BAD_PORT : URL_PORT;
		out->port = (uint16_t)port;
	}
	return host;
}

/* User, host and port; false where there is no host. */
static bool
read_authority(struct reading *r, uint16_t usual, bool is_web)
{
	struct url *u = r->out;
	size_t end = 0;
	while (end < r->rest.len && !is_slash(r->rest.at[end]) && r->rest.at[end] != '?' && r->rest.at[end] != '#')
		end++;
	struct bytes authority = bytes_to(r->rest, end);
	r->rest = bytes_from(r->rest, end);
	size_t at = bytes_find_last_octet(authority, '@');
	r->user = r->user_end = r->text.len;
	if (at != BYTES_NOT_FOUND) {
		struct bytes user = bytes_to(authority, at);
		u->flags |= URL_USER | (looks_like_host(user) ? URL_USER_IS_HOST : 0u);
		authority = bytes_from(authority, at + 1);
		put(r, user, USER_MAX, PUT_USER);
		r->user_end = r->text.len;
		if (user.len != 0)
			buf_add_octet(&r->text, '@');
	}
	struct host h;
	if (is_web)
		authority = take_port(authority, u, usual);
	if (host_read(authority, &h) != 0) {
		u->flags |= h.flags;
		return false;
	}
	u->flags |= h.flags;
	r->host = r->text.len;
	buf_add(&r->text, bytes_of(h.ascii, h.len));
	r->host_end = r->text.len;
	if (u->port != 0)
		buf_addf(&r->text, ":%u", u->port);
	return h.shown_len == 0 || arena_copy(r->arena, bytes_of(h.shown, h.shown_len), &u->host_shown);
}

/* The scheme's entry and *REST behind its colon; NULL where there is none.  UNKNOWN is for any other name. */
static const struct scheme *
find_scheme(struct bytes in, struct bytes *rest, struct bytes *name)
{
	size_t len = 0;
	while (len < in.len && len < SCHEME_MAX &&
	       (ascii_is_alnum(in.at[len]) || memchr("+-.*_", in.at[len], 5) != NULL))
		len++;
	*name = bytes_to(in, len);
	*rest = bytes_from(in, len);
	if (len == 0)
		return NULL;
	static const struct bytes defanged[] = { BYTES_INIT("[:]"), BYTES_INIT("[://]"), BYTES_INIT("[:") };
	bool fenced = false;
	for (size_t i = 0; i < sizeof defanged / sizeof *defanged && !fenced; i++)
		if (bytes_starts(*rest, defanged[i])) {
			*rest = bytes_from(*rest, defanged[i].len);
			fenced = true;
		}
	if (!fenced && !bytes_starts(*rest, BYTES(":")))
		return NULL;
	if (!fenced)
		*rest = bytes_from(*rest, 1);
	static const struct scheme ms = { BYTES_INIT("ms-"), URL_MS }, other = { BYTES_INIT(""), URL_OTHER };
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
		if (bytes_equal_nocase(*name, schemes[i].name))
			return &schemes[i];
	if (!ascii_is_alpha(in.at[0]) || fenced || memchr(name->at, '*', len) != NULL ||
	    memchr(name->at, '_', len) != NULL)
		return NULL;
	return len > 3 && bytes_equal_nocase(bytes_to(*name, 3), ms.name) ? &ms : &other;
}

static bool
is_port_behind(struct bytes rest)
{
	size_t i = 0;
	while (i < rest.len && ascii_is_digit(rest.at[i]))
		i++;
	return i != 0 && (i == rest.len || is_slash(rest.at[i]) || rest.at[i] == '?' || rest.at[i] == '#');
}

/* "www.example.com/x", "alice@example.com": what a mail program makes a link of all the same. */
static enum url_kind
guess_kind(struct bytes in)
{
	size_t end = 0, at = BYTES_NOT_FOUND;
	while (end < in.len && !is_slash(in.at[end]) && in.at[end] != '?' && in.at[end] != '#') {
		if (in.at[end] == '@')
			at = end;
		end++;
	}
	struct bytes authority = bytes_to(in, end);
	struct bytes name = at == BYTES_NOT_FOUND ? authority : bytes_from(authority, at + 1);
	if (bytes_find_octet(name, '.') == BYTES_NOT_FOUND)
		return URL_RELATIVE;
	struct url scratch = { 0 };
	struct host h;
	name = take_port(name, &scratch, 80);
	if (host_read(name, &h) != 0 || (h.flags & URL_IP_ODD) != 0 ||
	    ((h.flags & URL_IP) == 0 && !domain_is_listed(bytes_of(h.ascii, h.len))))
		return URL_RELATIVE;
	bool is_mail = at != BYTES_NOT_FOUND && at != 0 && end == in.len && scratch.port == 0 &&
	    bytes_find_octet(bytes_to(authority, at), ':') == BYTES_NOT_FOUND;
	return is_mail ? URL_MAILTO : URL_HTTP;
}

static size_t
skip_slashes(struct reading *r)
{
	size_t count = 0;
	while (count < r->rest.len && is_slash(r->rest.at[count]))
		if (r->rest.at[count++] == '\\')
			r->out->flags |= URL_BACKSLASH;
	r->rest = bytes_from(r->rest, count);
	return count;
}

static void
put_scheme(struct reading *r, struct bytes name)
{
	for (size_t i = 0; i < name.len; i++)
		buf_add_octet(&r->text, ascii_lower(name.at[i]));
	r->scheme_end = r->text.len;
}

static void
read_web(struct reading *r, const struct scheme *s)
{
	put_scheme(r, s->written.len != 0 ? s->written : s->name);
	buf_add(&r->text, BYTES("://"));
	size_t slashes = skip_slashes(r);
	if (slashes != 2 && (r->out->flags & (URL_NO_SCHEME | URL_DEFANGED)) == 0)
		r->out->flags |= URL_SLASHES;
	if (read_authority(r, s->port, true))
		read_tail(r, true);
	else
		r->out->kind = URL_UNPARSABLE;
}

/* file:///C:/x, file://server/share, \\server\share; four slashes are two of them and an UNC path's two. */
static void
read_file(struct reading *r, bool is_unc)
{
	put_scheme(r, BYTES("file"));
	buf_add(&r->text, BYTES("://"));
	size_t slashes = skip_slashes(r);
	bool has_host = is_unc || ((slashes == 2 || slashes >= 4) && r->rest.len != 0);
	r->user = r->user_end = r->host = r->host_end = r->text.len;
	if (has_host) {
		if (!read_authority(r, 0, false)) {
			r->out->kind = URL_UNPARSABLE;
			return;
		}
		struct bytes host = bytes_slice(buf_bytes(&r->text), r->host, r->host_end);
		if (!bytes_equal(host, BYTES("localhost")))
			r->out->flags |= URL_UNC;
	}
	/* "?" and "#" are letters of a file name, but browsers split there, too. */
	read_tail(r, false);
}

static void
read_opaque(struct reading *r, struct bytes name)
{
	put_scheme(r, name);
	buf_add_octet(&r->text, ':');
	r->user = r->user_end = r->host = r->host_end = r->path = r->text.len;
	bool has_query = r->out->kind != URL_DATA && r->out->kind != URL_JAVASCRIPT;
	size_t mark = has_query ? bytes_find_octet(r->rest, '?') : BYTES_NOT_FOUND;
	put(r, bytes_to(r->rest, mark), PATH_MAX_OCTETS, PUT_OPAQUE);
	r->path_end = r->text.len;
	put_query(r, mark == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(r->rest, mark + 1), PUT_OPAQUE);
	r->fragment = r->text.len;
}

static void
read_relative(struct reading *r)
{
	r->out->kind = URL_RELATIVE;
	put(r, r->rest, PATH_MAX_OCTETS, PUT_OPAQUE);
}

static void
read_kind(struct reading *r)
{
	static const struct scheme *const http = &schemes[1];
	struct bytes in = r->rest, rest, name;
	const struct scheme *s = find_scheme(in, &rest, &name);
	if (s != NULL && s->kind == URL_OTHER && is_port_behind(rest) && guess_kind(in) != URL_RELATIVE)
		s = NULL;
	if (s == NULL) {
		bool is_unc = bytes_starts(in, BYTES("\\\\"));
		r->out->kind = is_unc ? URL_FILE : bytes_starts(in, BYTES("//")) ? URL_HTTP : guess_kind(in);
		r->out->flags |= r->out->kind != URL_RELATIVE ? URL_NO_SCHEME : 0u;
		if (is_unc)
			read_file(r, true);
		else if (r->out->kind == URL_HTTP)
			read_web(r, http);
		else if (r->out->kind == URL_MAILTO)
			read_opaque(r, BYTES("mailto"));
		else
			read_relative(r);
		return;
	}
	r->rest = rest;
	r->out->kind = s->kind;
	r->out->flags |= s->flags;
	if (bytes_starts(bytes_from(in, name.len), BYTES("[")))
		r->out->flags |= URL_DEFANGED;
	if (s->port != 0)
		read_web(r, s);
	else if (s->kind == URL_FILE)
		read_file(r, false);
	else
		read_opaque(r, name);
}

static void
finish(struct reading *r)
{
	struct url *u = r->out;
	if (!buf_ok(&r->text) || !arena_copy(r->arena, buf_bytes(&r->text), &u->text)) {
		u->kind = URL_UNPARSABLE;
		u->flags |= URL_CUT;
	}
	if (u->kind == URL_UNPARSABLE) {
		u->text = u->host_shown = BYTES_NONE;
		return;
	}
	u->scheme = bytes_to(u->text, r->scheme_end);
	u->user = bytes_slice(u->text, r->user, r->user_end);
	u->host = bytes_slice(u->text, r->host, r->host_end);
	u->path = bytes_slice(u->text, r->path, r->path_end);
	u->query = bytes_slice(u->text, r->query, r->query_end);
	u->fragment = bytes_from(u->text, r->fragment);
	if (u->host_shown.len == 0)
		u->host_shown = u->host;
}

void
url_parse(struct bytes raw, struct arena *arena, struct url *out)
{
	*out = (struct url){ .kind = URL_UNPARSABLE };
	struct reading r = { .out = out, .arena = arena };
	struct buf cleaned;
	if (raw.len > URL_INPUT_MAX) {
		raw = bytes_to(raw, URL_INPUT_MAX);
		out->flags |= URL_CUT;
	}
	raw = trim(raw);
	buf_init(&cleaned, 4 * URL_INPUT_MAX);
	buf_init(&r.text, URL_TEXT_MAX + 64);
	(void)buf_reserve(&r.text, raw.len < 128 ? 256 : 1024);
	r.rest = raw;
	if (!is_tidy(raw)) {
		clean(raw, &cleaned, &out->flags);
		r.rest = buf_bytes(&cleaned);
	}
	if (r.rest.len != 0)
		read_kind(&r);
	finish(&r);
	buf_done(&r.text);
	buf_done(&cleaned);
}

void
url_join(const struct url *base, struct bytes reference, struct arena *arena, struct url *out)
{
	url_parse(reference, arena, out);
	struct bytes in = trim(reference);
	bool is_relative = out->kind == URL_RELATIVE || in.len == 0 ||
	    ((out->flags & URL_NO_SCHEME) != 0 && in.len != 0 && !is_slash(in.at[0]));
	if (!is_relative || !url_has_host(base))
		return;
	struct buf whole;
	buf_init(&whole, URL_INPUT_MAX);
	size_t origin = (size_t)(base->path.at - base->text.at);
	size_t path = origin + base->path.len;
	size_t folder = origin + bytes_find_last_octet(base->path, '/') + 1;
	size_t query = (size_t)(base->query.at - base->text.at) + base->query.len;
	size_t keep = in.len == 0 || in.at[0] == '#' ? query : in.at[0] == '?' ? path :
	    is_slash(in.at[0]) ? origin : folder;
	buf_add(&whole, bytes_to(base->text, keep));
	buf_add(&whole, bytes_to(in, URL_INPUT_MAX - whole.len));
	url_parse(buf_bytes(&whole), arena, out);
	buf_done(&whole);
}
