#include "url/unwrap.h"

#include "base/utf8.h"
#include "url/decode.h"
#include "url/domain.h"

/* An inner URL is never longer than the URL around it, except by a scheme that we add. */
#define INNER_MAX (URL_TEXT_MAX + 16)

const char *
url_wrap_name(enum url_wrap how)
{
	static const char *const names[] = { "gateway", "redirect", "view", "holds" };
	return (unsigned)how < sizeof names / sizeof *names ? names[how] : "unknown";
}

/* Does B begin with "http:" or "https:"? */
static bool
begins_http(struct bytes b)
{
	return bytes_starts_nocase(b, BYTES("http:")) || bytes_starts_nocase(b, BYTES("https:"));
}

/* The same, with the colon behind any number of escapes ("http%253A"). */
static bool
begins_escaped_http(struct bytes b)
{
	size_t i = bytes_starts_nocase(b, BYTES("https")) ? 5 : 4;
	if (i >= b.len || b.at[i] != '%')
		return false;
	for (i++; bytes_starts(bytes_from(b, i), BYTES("25")); i += 2)
		continue;
	return bytes_starts_nocase(bytes_from(b, i), BYTES("3A"));
}

/* Where "http:" or "https:" first stands in B, perhaps escaped. */
static size_t
find_http(struct bytes b)
{
	for (size_t from = 0;;) {
		size_t at = bytes_find_nocase(bytes_from(b, from), BYTES("http"));
		if (at == BYTES_NOT_FOUND)
			return at;
		from += at;
		if (begins_http(bytes_from(b, from)) || begins_escaped_http(bytes_from(b, from)))
			return from;
		from += 4;
	}
}

/* "http" in base64, in lower and upper case, and in hexadecimal: cheap to see, rare otherwise. */
static const struct bytes coded_marks[] = { BYTES_INIT("aHR0c"), BYTES_INIT("SFRUU"), BYTES_INIT("68747470") };

static size_t
find_coded(struct bytes b)
{
	size_t first = BYTES_NOT_FOUND;
	for (size_t i = 0; i < sizeof coded_marks / sizeof *coded_marks; i++) {
		size_t at = bytes_find(b, coded_marks[i]);
		if (at < first)
			first = at;
	}
	return first;
}

static bool
decode_coded(struct bytes b, struct buf *out)
{
	bool is_hex = bytes_starts(b, coded_marks[2]);
	size_t len = 0;
	while (len < b.len && (is_hex ? ascii_hex(b.at[len]) >= 0 : base64_is_digit(b.at[len])))
		len++;
	len -= is_hex ? len % 2 : len % 4 == 1;
	bool good = is_hex ? hex_decode(bytes_to(b, len), out) : base64_decode(bytes_to(b, len), out);
	/* In a path the run may go on into the next segment: what is no text any more was not the URL's. */
	for (size_t i = 0; i < out->len; i++)
		if (out->at[i] <= ' ' || out->at[i] >= 0x7F)
			out->len = i;
	return good && begins_http(buf_bytes(out));
}

/* Percent-decode IN, at most four times, until it begins with a plain "http:". */
static void
unescape(struct bytes in, struct buf *out)
{
	struct buf now;
	buf_init(&now, INNER_MAX);
	buf_clear(out);
	buf_add(out, in);
	for (int layer = 0; layer < 4 && !begins_http(buf_bytes(out)); layer++) {
		buf_clear(&now);
		(void)percent_decode(buf_bytes(out), &now);
		buf_clear(out);
		buf_add(out, buf_bytes(&now));
	}
	buf_done(&now);
}

/* The outermost absolute URL in VALUE, as it stands there, escaped, in base64 or in hexadecimal; into OUT. */
static bool
find_absolute(struct bytes value, struct buf *out)
{
	struct buf plain;
	buf_init(&plain, INNER_MAX);
	bool found = false;
	for (int layer = 0; layer < 2 && !found; layer++) {
		size_t http = find_http(value), coded = find_coded(value);
		buf_clear(out);
		if (coded < http)
			found = decode_coded(bytes_from(value, coded), out);
		if (!found && http != BYTES_NOT_FOUND) {
			unescape(bytes_from(value, http), out);
			found = true;
		}
		/* Letters escaped twice: "%2568ttp". */
		if (found || layer != 0 || percent_decode_all(value, &plain) == 0)
			break;
		value = buf_bytes(&plain);
	}
	buf_done(&plain);
	return found;
}

/* The value of the parameter NAME (without case) in a query or fragment. */
static bool
find_param(struct bytes query, struct bytes name, struct bytes *out)
{
	struct bytes pair;
	while (bytes_cut(&query, '&', &pair)) {
		if (bytes_starts_nocase(pair, BYTES("amp;")))
			pair = bytes_from(pair, 4);
		size_t equals = bytes_find_octet(pair, '=');
		if (equals != BYTES_NOT_FOUND && bytes_equal_nocase(bytes_to(pair, equals), name)) {
			*out = bytes_from(pair, equals + 1);
			return true;
		}
	}
	return false;
}

/* A listed parameter's value: an absolute URL, or a name without its scheme. */
static bool
take_value(struct bytes value, struct buf *out)
{
	if (find_absolute(value, out))
		return true;
	buf_clear(out);
	struct buf plain;
	buf_init(&plain, INNER_MAX);
	(void)percent_decode(value, &plain);
	struct bytes b = buf_bytes(&plain);
	bool decoded = false;
	struct buf text;
	buf_init(&text, INNER_MAX);
	if (b.len >= 8 && bytes_find_octet(b, '.') == BYTES_NOT_FOUND && base64_decode(b, &text)) {
		b = buf_bytes(&text);
		decoded = true;
	}
	while (b.len != 0 && b.at[0] == '/')
		b = bytes_from(b, 1);
	size_t end = 0;
	while (end < b.len && (ascii_is_alnum(b.at[end]) || b.at[end] == '.' || b.at[end] == '-'))
		end++;
	bool found = domain_is_listed(bytes_to(b, end)) &&
	    (end == b.len || b.at[end] == '/' || b.at[end] == '?' || b.at[end] == ':') && (!decoded || utf8_valid(b));
	if (found) {
		buf_add(out, BYTES("http://"));
		buf_add(out, b);
	}
	buf_done(&plain);
	buf_done(&text);
	return found;
}

/* '-' stands for '%', '_' for '/'. */
static bool
take_proofpoint2(struct bytes value, struct buf *out)
{
	struct buf turned;
	buf_init(&turned, INNER_MAX);
	for (size_t i = 0; i < value.len; i++)
		buf_add_octet(&turned, value.at[i] == '-' ? '%' : value.at[i] == '_' ? '/' : value.at[i]);
	bool found = find_absolute(buf_bytes(&turned), out);
	buf_done(&turned);
	return found;
}

/* How many characters "**X" stands for: A is 2, then a, 0, '-' and '_' in the order of base64url. */
static size_t
run_length(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return (size_t)(c - 'A') + 2;
	if (c >= 'a' && c <= 'z')
		return (size_t)(c - 'a') + 28;
	if (ascii_is_digit(c))
		return (size_t)(c - '0') + 54;
	return c == '-' ? 64 : c == '_' ? 65 : 0;
}

static void
put_characters(struct bytes from, size_t *pos, size_t count, struct buf *out)
{
	for (; count != 0 && *pos < from.len; count--) {
		size_t start = *pos;
		(void)utf8_next(from, pos);
		buf_add(out, bytes_slice(from, start, *pos));
	}
}

/* /v3/__URL__;BASE64!!...: each '*' in URL is the next character of BASE64's text, "**X" a run of them. */
static bool
take_proofpoint3(const struct url *u, struct buf *out)
{
	struct bytes whole = bytes_from(u->text, (size_t)(u->path.at - u->text.at));
	size_t start = bytes_find(whole, BYTES("__"));
	if (start == BYTES_NOT_FOUND)
		return false;
	whole = bytes_from(whole, start + 2);
	size_t end = bytes_find(whole, BYTES("__;"));
	struct bytes url = bytes_to(whole, end), code = end == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(whole, end + 3);
	code = bytes_to(code, bytes_find_octet(code, '!'));
	struct buf text;
	buf_init(&text, INNER_MAX);
	bool good = base64_decode(code, &text);
	struct bytes from = good ? buf_bytes(&text) : BYTES_NONE;
	size_t pos = 0;
	for (size_t i = 0; i < url.len; i++) {
		size_t run = url.at[i] == '*' && i + 2 < url.len && url.at[i + 1] == '*' ? run_length(url.at[i + 2]) : 0;
		if (run != 0) {
			put_characters(from, &pos, run, out);
			i += 2;
		} else if (url.at[i] == '*') {
			put_characters(from, &pos, 1, out);
		} else {
			buf_add_octet(out, url.at[i]);
		}
	}
	buf_done(&text);
	return begins_http(buf_bytes(out));
}

/* ___URL___.code */
static bool
take_underscores(const struct url *u, struct buf *out)
{
	struct bytes whole = bytes_from(u->text, (size_t)(u->path.at - u->text.at));
	size_t start = bytes_find(whole, BYTES("___"));
	if (start == BYTES_NOT_FOUND)
		return false;
	whole = bytes_from(whole, start + 3);
	return take_value(bytes_to(whole, bytes_find(whole, BYTES("___"))), out);
}

/* The first URL in the path.  Where it stands there as it is, the query is its own; where it is escaped, or its
 * slashes are ("https:%2F%2Fexample.com%2F/1/token"), plain slashes and the query are the wrapper's. */
static bool
take_path(const struct url *u, struct buf *out)
{
	size_t at = find_http(u->path);
	if (at == BYTES_NOT_FOUND || find_coded(u->path) < at)
		return find_absolute(u->path, out);
	struct bytes own = bytes_from(u->path, at);
	struct bytes behind = bytes_from(own, bytes_find_octet(own, ':') + 1);
	buf_clear(out);
	if (begins_http(own) && !bytes_starts_nocase(behind, BYTES("%2F"))) {
		buf_add(out, own);
		if (u->query.len != 0) {
			buf_add_octet(out, '?');
			buf_add(out, u->query);
		}
		return true;
	}
	own = bytes_to(own, bytes_find_octet(own, '/'));
	if (begins_http(own))
		(void)percent_decode(own, out);
	else
		unescape(own, out);
	return true;
}

static bool
take_prefix(const struct url *u, const struct wrapper *w, struct buf *out)
{
	struct bytes rest = bytes_from(u->path, w->path.len);
	if (rest.len == 0)
		return false;
	if (!begins_http(rest)) {
		buf_add(out, w->argument);
		buf_add(out, BYTES("://"));
	}
	buf_add(out, rest);
	if (u->query.len != 0) {
		buf_add_octet(out, '?');
		buf_add(out, u->query);
	}
	return true;
}

/* "www-my--shop-com.translate.goog": '-' is '.', "--" is '-'. */
static bool
take_translated(const struct url *u, struct buf *out)
{
	struct bytes label = bytes_to(u->host, bytes_find_octet(u->host, '.')), scheme;
	bool is_http = find_param(u->query, BYTES("_x_tr_sch"), &scheme) && bytes_equal_nocase(scheme, BYTES("http"));
	if (bytes_find_octet(label, '-') == BYTES_NOT_FOUND)
		return false;
	buf_add(out, is_http ? BYTES("http://") : BYTES("https://"));
	for (size_t i = 0; i < label.len; i++) {
		bool twice = label.at[i] == '-' && i + 1 < label.len && label.at[i + 1] == '-';
		buf_add_octet(out, label.at[i] == '-' && !twice ? '.' : label.at[i]);
		i += twice;
	}
	buf_add(out, u->path);
	return true;
}

static bool
take_segment(const struct url *u, struct bytes prefix, struct buf *out)
{
	struct bytes rest = u->path, segment;
	while (bytes_cut(&rest, '/', &segment))
		if (bytes_starts_nocase(segment, prefix))
			return find_absolute(bytes_from(segment, prefix.len), out);
	return false;
}

/* Base64 of JSON in JSON: the first URL, without the backslashes that escaped it. */
static bool
take_json(struct bytes value, struct buf *out)
{
	struct buf text;
	buf_init(&text, INNER_MAX);
	bool good = base64_decode(value, &text);
	struct bytes b = buf_bytes(&text);
	size_t at = good ? find_http(b) : BYTES_NOT_FOUND;
	for (size_t i = at; good && i < b.len && b.at[i] != '"'; i++)
		if (b.at[i] != '\\')
			buf_add_octet(out, b.at[i]);
	buf_done(&text);
	return at != BYTES_NOT_FOUND;
}

static bool
take(const struct url *u, const struct wrapper *w, struct buf *out)
{
	struct bytes value = BYTES_NONE;
	bool has_value = w->argument.len != 0 && (find_param(u->query, w->argument, &value) ||
	    find_param(u->fragment, w->argument, &value));
	switch (w->rule) {
	case RULE_PARAM:
	case RULE_DOMAIN:
		return has_value && take_value(value, out);
	case RULE_BING:
		return has_value && find_absolute(bytes_from(value, 2), out);
	case RULE_PROOFPOINT2:
		return has_value && take_proofpoint2(value, out);
	case RULE_JSON:
		return has_value && take_json(value, out);
	case RULE_PROOFPOINT3:
		return take_proofpoint3(u, out);
	case RULE_UNDERSCORES:
		return take_underscores(u, out);
	case RULE_PATH:
		return take_path(u, out);
	case RULE_PREFIX:
		return take_prefix(u, w, out);
	case RULE_QUERY:
		return find_absolute(u->query, out);
	case RULE_TRANSLATE:
		return take_translated(u, out);
	case RULE_SEGMENT:
		return take_segment(u, w->argument, out);
	default:
		return false;
	}
}

static bool
is_under(struct bytes host, struct bytes above)
{
	return bytes_ends(host, above) &&
	    (host.len == above.len || host.at[host.len - above.len - 1] == '.');
}

static bool
matches(const struct url *u, struct bytes stem, const struct wrapper *w)
{
	struct bytes host = w->has_any_suffix ? stem : u->host;
	if (w->host.len != 0 && !(host.len != 0 && is_under(host, w->host)))
		return false;
	return w->path.len == 0 || bytes_starts_nocase(u->path, w->path);
}

/* Any URL in U's parameters, path or fragment. */
static bool
find_held(const struct url *u, struct buf *out)
{
	struct bytes parts[] = { u->query, u->fragment }, pair;
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
		while (bytes_cut(&parts[i], '&', &pair))
			if (find_absolute(pair, out))
				return true;
	/* A kind without a host has its text in the path: "ms-word:ofe|u|https://...". */
	return u->kind != URL_DATA && u->kind != URL_JAVASCRIPT && u->kind != URL_MAILTO && take_path(u, out);
}

/* One layer; false where U holds nothing. */
static bool
unwrap_once(const struct url *u, struct arena *arena, struct url_layer *out, bool *is_opaque)
{
	struct bytes suffix = domain_suffix(u->host);
	struct bytes stem = suffix.len != 0 && suffix.len < u->host.len ?
	    bytes_to(u->host, u->host.len - suffix.len - 1) : BYTES_NONE;
	/* Most hosts are no wrapper's, and then only those that any host may be are left. */
	bool may_wrap = ((host_kinds(u->host) | host_kinds(stem)) & HOST_WRAPS) != 0;
	size_t count = may_wrap ? wrapper_table_count : wrappers_any_host_count;
	struct buf inner;
	buf_init(&inner, INNER_MAX);
	bool found = false;
	*is_opaque = false;
	for (size_t i = 0; i < count && !found && u->host.len != 0; i++) {
		const struct wrapper *w = &wrapper_table[may_wrap ? i : wrappers_any_host[i]];
		if (!matches(u, stem, w))
			continue;
		*is_opaque |= w->rule == RULE_NONE || w->kind == URL_WRAP_GATEWAY;
		buf_clear(&inner);
		found = take(u, w, &inner);
		*out = (struct url_layer){ .how = w->kind, .by = w->name, .is_partial = w->rule == RULE_DOMAIN };
	}
	if (!found)
		buf_clear(&inner);
	if (!found && find_held(u, &inner)) {
		found = true;
		*out = (struct url_layer){ .how = URL_WRAP_HOLDS, .by = "" };
	}
	if (found) {
		url_parse(buf_bytes(&inner), arena, &out->url);
		found = url_has_host(&out->url);
	}
	buf_done(&inner);
	return found;
}

void
url_unwrap(const struct url *u, struct arena *arena, struct url_layers *out)
{
	*out = (struct url_layers){ 0 };
	const struct url *now = u;
	struct url_layer layer;
	while (unwrap_once(now, arena, &layer, &out->is_opaque)) {
		if (out->count == URL_UNWRAP_MAX) {
			out->is_deeper = true;
			return;
		}
		out->at[out->count] = layer;
		now = &out->at[out->count++].url;
	}
}
