#include "http/head.h"

#include "base/must.h"

size_t
http_head_find(struct bytes in, size_t *scanned)
{
	/* The end may have begun before. */
	size_t from = *scanned > 3 ? *scanned - 3 : 0;
	for (;;) {
		size_t lf = bytes_find_octet(bytes_from(in, from), '\n');
		if (lf == BYTES_NOT_FOUND || from + lf + 1 >= in.len)
			break;
		from += lf + 1;
		/* Bare ones end it, too: the reader refuses them, instead of waiting for what never comes. */
		if (in.at[from] == '\n')
			return from + 1;
		if (in.at[from] == '\r' && from + 1 < in.len && in.at[from + 1] == '\n')
			return from + 2;
	}
	*scanned = in.len;
	return 0;
}

/* RFC 9110 s5.6.2 */
static bool
is_token(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (!ascii_is_alnum(b.at[i]) && (b.at[i] == '\0' || strchr("!#$%&'*+-.^_`|~", b.at[i]) == NULL))
			return false;
	return b.len != 0;
}

static bool
has_control(struct bytes b, bool tab_is_fine)
{
	for (size_t i = 0; i < b.len; i++)
		if ((b.at[i] < ' ' && (b.at[i] != '\t' || !tab_is_fine)) || b.at[i] == 0x7f)
			return true;
	return false;
}

static struct bytes
trim_blanks(struct bytes b)
{
	while (b.len != 0 && (b.at[0] == ' ' || b.at[0] == '\t'))
		b = bytes_from(b, 1);
	while (b.len != 0 && (b.at[b.len - 1] == ' ' || b.at[b.len - 1] == '\t'))
		b = bytes_to(b, b.len - 1);
	return b;
}

/* A line off the front of *REST, without its CRLF; false for any other line end. */
static bool
next_line(struct bytes *rest, struct bytes *out)
{
	size_t lf = bytes_find_octet(*rest, '\n');
	if (lf == BYTES_NOT_FOUND || lf == 0 || rest->at[lf - 1] != '\r')
		return false;
	*out = bytes_to(*rest, lf - 1);
	*rest = bytes_from(*rest, lf + 1);
	return true;
}

/* "1.3" */
static bool
is_version(struct bytes b)
{
	return b.len == 3 && ascii_is_digit(b.at[0]) && b.at[1] == '.' && ascii_is_digit(b.at[2]);
}

static int
read_target(struct bytes target, struct http_head *out)
{
	if (has_control(target, false) || bytes_find_octet(target, ' ') != BYTES_NOT_FOUND || bytes_find_octet(target, '#') != BYTES_NOT_FOUND)
		return 400;
	/* A client that takes us for a proxy: RFC 9112 s3.2.2. */
	struct bytes scheme = bytes_starts_nocase(target, BYTES("http://")) ? BYTES("http://") : BYTES("https://");
	if (bytes_starts_nocase(target, scheme)) {
		target = bytes_from(target, scheme.len);
		size_t slash = bytes_find_octet(target, '/');
		target = slash != BYTES_NOT_FOUND ? bytes_from(target, slash) : BYTES("/");
	}
	if (target.len == 0 || target.at[0] != '/')
		return 400;
	size_t mark = bytes_find_octet(target, '?');
	out->path = bytes_to(target, mark);
	out->query = mark != BYTES_NOT_FOUND ? bytes_from(target, mark + 1) : BYTES_NONE;
	return 0;
}

static int
read_request_line(struct bytes line, const char *dialect, struct http_head *out)
{
	size_t space = bytes_find_octet(line, ' '), last = bytes_find_last_octet(line, ' ');
	if (space == BYTES_NOT_FOUND)
		return 400;
	struct bytes protocol = bytes_from(line, last + 1);
	size_t slash = bytes_find_octet(protocol, '/');
	out->method = bytes_to(line, space);
	out->version = slash != BYTES_NOT_FOUND ? bytes_from(protocol, slash + 1) : BYTES_NONE;
	if (!is_token(out->method) || slash == BYTES_NOT_FOUND || !is_version(out->version))
		return 400;
	struct bytes word = bytes_to(protocol, slash);
	if (dialect != NULL && space == last && bytes_equal(word, bytes_of_cstr(dialect))) {
		out->protocol = HTTP_DIALECT;
		return 0;
	}
	if (space == last || !bytes_equal(word, BYTES("HTTP")))
		return 400;
	if (out->version.at[0] != '1')
		return 505;
	out->protocol = out->version.at[2] == '0' ? HTTP_1_0 : HTTP_1_1;
	out->keeps_open = out->protocol == HTTP_1_1;
	return read_target(bytes_slice(line, space + 1, last), out);
}

/* What fields mean for where this request ends. */
struct framing {
	unsigned hosts, lengths, codings;
	bool is_odd;      /* a coding that is not ours */
	bool expects_odd;
	bool says_close;
};

static int
note_field(const struct http_field *f, struct http_head *out, struct framing *n)
{
	struct bytes rest = f->value, word;
	if (bytes_equal_nocase(f->name, BYTES("Host"))) {
		n->hosts++;
	} else if (bytes_equal_nocase(f->name, BYTES("Content-Length"))) {
		n->lengths++;
		out->has_length = true;
		if (bytes_number(f->value, INT64_MAX, &out->length) != 0)
			return 400;
	} else if (bytes_equal_nocase(f->name, BYTES("Transfer-Encoding"))) {
		n->codings++;
		out->is_chunked = true;
		n->is_odd |= !bytes_equal_nocase(f->value, BYTES("chunked"));
	} else if (bytes_equal_nocase(f->name, BYTES("Expect"))) {
		out->expects_continue = true;
		n->expects_odd |= !bytes_equal_nocase(f->value, BYTES("100-continue"));
	} else if (bytes_equal_nocase(f->name, BYTES("Connection"))) {
		while (bytes_cut(&rest, ',', &word)) {
			n->says_close |= bytes_equal_nocase(trim_blanks(word), BYTES("close"));
			out->keeps_open |= bytes_equal_nocase(trim_blanks(word), BYTES("keep-alive"));
		}
	}
	return 0;
}

static int
read_field(struct bytes line, struct arena *arena, struct http_head *out, struct framing *n)
{
	size_t colon = bytes_find_octet(line, ':');
	if (colon == BYTES_NOT_FOUND || !is_token(bytes_to(line, colon)) || has_control(bytes_from(line, colon + 1), true))
		return 400;
	struct http_field *f = out->fields.count < HTTP_FIELDS_MAX ? LIST_ADD(arena, &out->fields) : NULL;
	if (f == NULL)
		return 431;
	*f = (struct http_field){ bytes_to(line, colon), trim_blanks(bytes_from(line, colon + 1)) };
	return note_field(f, out, n);
}

int
http_head_read(struct bytes text, const char *dialect, struct arena *arena, struct http_head *out)
{
	struct bytes line;
	struct framing n = { 0 };
	*out = (struct http_head){ .protocol = HTTP_1_1 };
	if (!next_line(&text, &line))
		return 400;
	int status = read_request_line(line, dialect, out);
	while (status == 0 && text.len != 0) {
		if (!next_line(&text, &line))
			return 400;
		if (line.len == 0)
			break;
		status = read_field(line, arena, out, &n);
	}
	if (status != 0)
		return status;
	if (line.len != 0 || text.len != 0)
		return 400;
	/* Whoever stands between us and the client may have read the other one. */
	if (n.lengths > 1 || n.codings > 1 || (n.lengths != 0 && n.codings != 0) || (n.codings != 0 && out->protocol != HTTP_1_1))
		return 400;
	if (n.hosts > 1 || (n.hosts == 0 && out->protocol == HTTP_1_1))
		return 400;
	if (n.is_odd)
		return 501;
	if (n.expects_odd)
		return 417;
	/* RFC 9110 s10.1.1: of a client that speaks 1.0 it is ignored. */
	out->expects_continue &= out->protocol == HTTP_1_1 && (out->is_chunked || out->length != 0);
	out->keeps_open &= !n.says_close && out->protocol != HTTP_DIALECT;
	return 0;
}

bool
http_field_next(const struct http_head *head, size_t *at, const char *name, struct bytes *out)
{
	while (*at < head->fields.count) {
		const struct http_field *f = &head->fields.at[(*at)++];
		if (bytes_equal_nocase(f->name, bytes_of_cstr(name))) {
			*out = f->value;
			return true;
		}
	}
	return false;
}

struct bytes
http_field(const struct http_head *head, const char *name)
{
	size_t at = 0;
	struct bytes out = BYTES_NONE;
	(void)http_field_next(head, &at, name, &out);
	return out;
}

static struct bytes
decode(struct bytes b, struct arena *arena)
{
	uint8_t *out = arena_get(arena, b.len + 1, 1);
	size_t len = 0;
	if (out == NULL)
		return BYTES_NONE;
	for (size_t i = 0; i < b.len; i++) {
		int high = b.at[i] == '%' && i + 2 < b.len ? ascii_hex(b.at[i + 1]) : -1;
		int low = high >= 0 ? ascii_hex(b.at[i + 2]) : -1;
		if (b.at[i] == '%' && low < 0)
			return BYTES_NONE;
		uint8_t c = b.at[i] == '%' ? (uint8_t)(high << 4 | low) : b.at[i] == '+' ? ' ' : b.at[i];
		if (c < ' ' || c == 0x7f)
			return BYTES_NONE;
		out[len++] = c;
		i += b.at[i] == '%' ? 2 : 0;
	}
	return bytes_of(out, len);
}

struct bytes
http_query(const struct http_head *head, const char *name, struct arena *arena)
{
	struct bytes rest = head->query, pair;
	while (bytes_cut(&rest, '&', &pair)) {
		size_t equals = bytes_find_octet(pair, '=');
		if (bytes_equal_nocase(bytes_to(pair, equals), bytes_of_cstr(name)))
			return equals != BYTES_NOT_FOUND ? decode(bytes_from(pair, equals + 1), arena) : BYTES("");
	}
	return BYTES_NONE;
}
