#include "url/find.h"

#include "base/utf8.h"
#include "url/domain.h"
#include "url/host.h"
#include "url/parse.h"
#include "url/unicode.h"

#define LABEL_RUN_MAX 255
#define LOCAL_PART_MAX 64

struct scan {
	struct bytes text;
	size_t done;  /* nothing before may be used again */
	size_t tried; /* no bare name begins before: it was looked at */
	struct arena *arena;
	size_t max;
	struct url_founds *out;
};

/* The octets at which a URL can betray itself.  E3 and EF begin the wide dots, colon and at sign. */
static const uint8_t triggers[256] = { [':'] = 1, ['.'] = 1, ['@'] = 1, ['['] = 1, ['('] = 1, [0xE3] = 1,
	[0xEF] = 1 };

static uint8_t
octet(const struct scan *s, size_t i)
{
	return i < s->text.len ? s->text.at[i] : 0;
}

static bool
starts_at(const struct scan *s, size_t i, struct bytes what)
{
	return bytes_starts_nocase(bytes_from(s->text, i), what);
}

/* A letter of a name that is not CJK: those stand next to names without belonging to them. */
static bool
is_label_char(uint32_t cp)
{
	if (cp < 0x80)
		return ascii_is_alnum((uint8_t)cp) || cp == '-' || cp == '_';
	if (cp >= 0xC0 && cp <= 0x52F)
		return cp != 0xD7 && cp != 0xF7;
	return unicode_is_invisible(cp) ||
	    (cp >= 0xFF01 && cp <= 0xFF5E && ascii_is_alnum((uint8_t)unicode_narrow(cp)));
}

/* Length of the dot at I in any spelling, 0 for none. */
static size_t
dot_at(const struct scan *s, size_t i)
{
	static const struct bytes dots[] = { BYTES_INIT("\xE3\x80\x82"), BYTES_INIT("\xEF\xBC\x8E"),
		BYTES_INIT("\xEF\xBD\xA1"), BYTES_INIT("[.]"), BYTES_INIT("(.)"), BYTES_INIT("[dot]"),
		BYTES_INIT("(dot)") };
	uint8_t c = octet(s, i);
	if (c == '.')
		return 1;
	uint8_t next = octet(s, i + 1);
	if (c == '[' || c == '(' ? next != '.' && (next | 0x20) != 'd' : c == 0xE3 ? next != 0x80 :
	    c != 0xEF || (next != 0xBC && next != 0xBD))
		return 0;
	for (size_t k = 0; k < sizeof dots / sizeof *dots; k++)
		if (starts_at(s, i, dots[k]))
			return dots[k].len;
	return 0;
}

/* The code point that ends before I, and where it begins. */
static uint32_t
before(const struct scan *s, size_t i, size_t *start)
{
	size_t at = i - 1;
	while (at > s->done && i - at < 4 && (s->text.at[at] & 0xC0) == 0x80)
		at--;
	*start = at;
	return utf8_next(bytes_to(s->text, i), &at);
}

static size_t
label_start(const struct scan *s, size_t i)
{
	size_t low = i, start;
	while (low > s->done && i - low < LABEL_RUN_MAX && is_label_char(before(s, low, &start)))
		low = start;
	return low;
}

/* End of the labels and dots from I on, without a dot at the end. */
static size_t
labels_end(const struct scan *s, size_t i)
{
	size_t end = i, at = i;
	while (at < s->text.len && at - i < LABEL_RUN_MAX) {
		size_t dot = end != i ? dot_at(s, at) : 0;
		if (dot != 0) {
			at += dot;
			continue;
		}
		size_t next = at;
		if (s->text.at[at] < 0x80 ? !is_label_char(s->text.at[at]) : !is_label_char(utf8_next(s->text, &next)))
			break;
		at = next == at ? at + 1 : next;
		end = at;
	}
	return end;
}

/* Characters that end a URL in running text: spaces, quotes, brackets, CJK and its punctuation. */
static bool
ends_url(uint32_t cp)
{
	if (cp < 0x80)
		return cp <= ' ' || cp == 0x7F || cp == '<' || cp == '>' || cp == '"' || cp == '`' || cp == '|' ||
		    cp == '^' || cp == '{' || cp == '}';
	if (cp == UTF8_REPLACEMENT || cp == 0xA0 || cp == 0xAB || cp == 0xBB || cp == 0x1680)
		return true;
	if (cp >= 0x2000 && cp <= 0x206F)
		return !unicode_is_invisible(cp);
	return (cp >= 0x2E80 && cp <= 0xA4CF) || (cp >= 0xAC00 && cp <= 0xD7A3) || (cp >= 0xF900 && cp <= 0xFAFF) ||
	    (cp >= 0xFE30 && cp <= 0xFE4F) || (cp >= 0xFF00 && cp <= 0xFFEF) || (cp >= 0x20000 && cp <= 0x3FFFF);
}

/* A sentence's punctuation at the end is not the URL's, nor is a bracket that it did not open. */
static size_t
trim_end(struct bytes text, size_t start, size_t end, const size_t open[3])
{
	static const char closing[] = ")]}", opening[] = "([{";
	size_t left[3] = { open[0], open[1], open[2] };
	size_t closed[3] = { 0 };
	for (size_t i = start; i < end; i++)
		for (int k = 0; k < 3; k++) {
			left[k] += text.at[i] == (uint8_t)opening[k];
			closed[k] += text.at[i] == (uint8_t)closing[k];
		}
	while (end > start) {
		uint8_t c = text.at[end - 1];
		const char *bracket = c != 0 ? strchr(closing, c) : NULL;
		if (bracket != NULL && closed[bracket - closing] > left[bracket - closing])
			closed[bracket - closing]--;
		else if (c == 0 || strchr(".,;:!?'*~([", c) == NULL)
			break;
		end--;
	}
	return end;
}

static size_t
tail_end(const struct scan *s, size_t start, size_t i)
{
	uint8_t quote = start > 0 && s->text.at[start - 1] == '\'' ? '\'' : 0;
	size_t stop = s->text.len - start > URL_INPUT_MAX ? start + URL_INPUT_MAX : s->text.len;
	while (i < stop) {
		size_t next = i;
		if (quote != 0 && s->text.at[i] == quote)
			break;
		if (ends_url(utf8_next(s->text, &next)) || next > stop)
			break;
		i = next;
	}
	return trim_end(s->text, start, i, (const size_t[3]){ 0 });
}

static int
add(struct scan *s, struct url_found found)
{
	if (found.raw.at == NULL)
		found.raw = bytes_slice(s->text, found.start, found.end);
	struct url_found *f = s->out->count < s->max ? LIST_ADD(s->arena, s->out) : NULL;
	if (f == NULL)
		return FAULT_LIMIT;
	*f = found;
	s->done = found.end;
	return 1;
}

/* Is NAME, in any spelling, one that somebody registered under a listed top level? */
static bool
is_listed(struct bytes name)
{
	struct host h;
	return host_read(name, &h) == 0 && domain_is_listed(bytes_of(h.ascii, h.len));
}

static bool
is_address(struct bytes name)
{
	struct host h;
	return ascii_is_digit(name.at[0]) && host_read(name, &h) == 0 && (h.flags & URL_IP) != 0 &&
	    (h.flags & URL_IP_ODD) == 0;
}

static bool
is_listed_authority(struct bytes authority)
{
	struct bytes name = bytes_from(authority, bytes_find_last_octet(authority, '@') + 1);
	return is_listed(bytes_to(name, bytes_find_octet(name, ':')));
}

/* The authority of a URL with a scheme.  CJK may belong to it (an IDN) or follow it without a space: it
 * belongs if the whole is a listed name. */
static size_t
authority_end(const struct scan *s, size_t i)
{
	size_t first_cjk = 0, at = i;
	while (at < s->text.len && at - i < 1024) {
		uint8_t c = s->text.at[at];
		if (c == '/' || c == '\\' || c == '?' || c == '#')
			break;
		size_t next = at;
		uint32_t cp = utf8_next(s->text, &next);
		bool cjk_letter = (cp >= 0x2E80 && cp < 0x3000) || (cp >= 0x3040 && cp <= 0x9FFF) ||
		    (cp >= 0xAC00 && cp <= 0xD7A3) || (cp >= 0x20000 && cp <= 0x3FFFF) || cp == 0x3002 || cp == 0xFF61;
		if (cjk_letter && first_cjk == 0)
			first_cjk = at;
		if (!cjk_letter && ends_url(cp) && unicode_narrow(cp) == cp)
			break;
		if (unicode_narrow(cp) == '/' || (cp >= 0xFF01 && !is_label_char(cp) && cp != 0xFF0E && cp != 0xFF20 &&
		    cp != 0xFF1A && cp != 0xFF61 && cp <= 0xFFEF))
			break;
		at = next;
	}
	if (first_cjk != 0 && first_cjk != i && !is_listed_authority(bytes_slice(s->text, i, at)))
		at = first_cjk;
	/* Without a user name, a host ends where a list or a quotation goes on. */
	struct bytes authority = bytes_slice(s->text, i, at);
	/* "http://a.examplehttp://b.example": a line end or a cell's border was lost between them. */
	size_t glued = bytes_find_nocase(authority, BYTES("http"));
	struct bytes tail = bytes_from(authority, glued);
	if (glued != BYTES_NOT_FOUND && glued != 0 &&
	    (bytes_equal_nocase(tail, BYTES("http:")) || bytes_equal_nocase(tail, BYTES("https:"))))
		return i + glued;
	bool has_user = bytes_find_octet(authority, '@') != BYTES_NOT_FOUND;
	for (size_t k = 0; k < authority.len && !has_user; k++)
		if (authority.at[k] == ',' || authority.at[k] == ';' || authority.at[k] == '!' || authority.at[k] == '\'')
			return i + k;
	return at;
}

/* <http://example.com/a
 *  b>: the longest form that stays linear, since it ends at the next bracket or space within a line. */
static int
add_bracketed(struct scan *s, size_t start)
{
	size_t end = start, lines = 0;
	while (end < s->text.len && end - start < 4096 && s->text.at[end] != '>' && s->text.at[end] != '<') {
		if (s->text.at[end] == '\n')
			lines++;
		else if (s->text.at[end] == ' ' && end > start && !ascii_is_space(s->text.at[end - 1]) &&
		         octet(s, end + 1) != '\r' && octet(s, end + 1) != '\n')
			return 0;
		end++;
	}
	if (lines == 0 || lines > 40 || octet(s, end) != '>')
		return 0;
	uint8_t *joined = arena_get(s->arena, end - start, 1);
	if (joined == NULL)
		return FAULT_LIMIT;
	size_t len = 0;
	for (size_t i = start; i < end; i++)
		if (!ascii_is_space(s->text.at[i]))
			joined[len++] = s->text.at[i];
	return add(s, (struct url_found){ .start = start, .end = end, .raw = bytes_of(joined, len),
	    .is_wrapped = true });
}

static const struct text_scheme {
	struct bytes name;
	bool needs_slash;
	bool is_web;
} text_schemes[] = {
	{ BYTES_INIT("https"), true, true },
	{ BYTES_INIT("http"), true, true },
	{ BYTES_INIT("ftp"), true, true },
	{ BYTES_INIT("hxxps"), true, true },
	{ BYTES_INIT("hxxp"), true, true },
	{ BYTES_INIT("h**ps"), true, true },
	{ BYTES_INIT("h**p"), true, true },
	{ BYTES_INIT("htxp"), true, true },
	{ BYTES_INIT("hxtp"), true, true },
	{ BYTES_INIT("fxp"), true, true },
	{ BYTES_INIT("file"), true, false },
	{ BYTES_INIT("mailto"), false, false },
	{ BYTES_INIT("search-ms"), false, false },
	{ BYTES_INIT("ms-word"), false, false },
	{ BYTES_INIT("ms-excel"), false, false },
	{ BYTES_INIT("ms-powerpoint"), false, false },
	{ BYTES_INIT("ms-msdt"), false, false },
	{ BYTES_INIT("ms-appinstaller"), false, false },
	{ BYTES_INIT("ms-officecmd"), false, false },
	{ BYTES_INIT("weixin"), true, false },
	{ BYTES_INIT("alipays"), true, false },
};

/* What stands before the colon at I, as a scheme; its start in *START.  Letters may be wide or have invisible
 * ones between them, so it is compared narrowed. */
static const struct text_scheme *
scheme_before(const struct scan *s, size_t i, size_t *out_start)
{
	uint8_t narrow[16];
	size_t starts[16], len = 0, low = i;
	while (low > s->done && len < 16 && i - low < 64) {
		size_t start;
		uint32_t cp = before(s, low, &start);
		if (!is_label_char(cp) && cp != '*')
			break;
		low = start;
		if (unicode_is_invisible(cp))
			continue;
		uint32_t one = unicode_narrow(cp);
		if (one >= 0x80)
			break;
		narrow[15 - len] = ascii_lower((uint8_t)one);
		starts[15 - len] = start;
		len++;
	}
	struct bytes word = bytes_of(narrow + 16 - len, len);
	for (size_t k = 0; k < sizeof text_schemes / sizeof *text_schemes; k++)
		if (bytes_ends(word, text_schemes[k].name)) {
			*out_start = starts[16 - text_schemes[k].name.len];
			return &text_schemes[k];
		}
	return NULL;
}

static size_t
slash_len(const struct scan *s, size_t i)
{
	uint8_t c = octet(s, i);
	if (c == '/' || c == '\\')
		return 1;
	return c == 0xEF && starts_at(s, i, BYTES("\xEF\xBC\x8F")) ? 3 : 0;
}

/* I is a colon of COLON octets, perhaps in brackets. */
static int
try_scheme(struct scan *s, size_t i, size_t colon)
{
	size_t start, at = i + colon;
	/* Most colons are followed by a space or stand between digits. */
	uint8_t last = i > 0 ? s->text.at[i - 1] : 0, next = octet(s, at);
	if (next <= ' ' || !(ascii_is_alpha(last) || last >= 0x80))
		return 0;
	const struct text_scheme *scheme = scheme_before(s, i, &start);
	if (scheme == NULL)
		return 0;
	size_t slashes = 0, one;
	while ((one = slash_len(s, at)) != 0) {
		at += one;
		slashes++;
	}
	if (octet(s, at) == ']')
		at++;
	if (scheme->needs_slash && slashes == 0 && !(colon >= 5))
		return 0;
	if (start > 0 && s->text.at[start - 1] == '<') {
		int added = add_bracketed(s, start);
		if (added != 0)
			return added;
	}
	size_t host_end = scheme->is_web ? authority_end(s, at) : at;
	if (scheme->is_web && host_end == at)
		return 0;
	uint8_t behind = octet(s, host_end);
	bool has_tail = !scheme->is_web || behind == '/' || behind == '\\' || behind == '?' || behind == '#' ||
	    slash_len(s, host_end) != 0;
	size_t end = has_tail ? tail_end(s, start, host_end + (slash_len(s, host_end) == 3 ? 3 : 0)) :
	    trim_end(s->text, start, host_end, (const size_t[3]){ 0 });
	if (end <= at)
		return 0;
	return add(s, (struct url_found){ .start = start, .end = end });
}

/* "readme.md" is a file, "end.In" a sentence: top levels that are also endings or words need more to be a
 * name: a path, a port, "www." or three labels. */
static bool
is_doubtful(struct bytes name)
{
	static const struct bytes endings[] = { BYTES_INIT("md"), BYTES_INIT("py"), BYTES_INIT("sh"), BYTES_INIT("so"),
		BYTES_INIT("ps"), BYTES_INIT("zip"), BYTES_INIT("mov"), BYTES_INIT("rs"), BYTES_INIT("mk") };
	size_t dot = bytes_find_last_octet(name, '.');
	if (dot == BYTES_NOT_FOUND || bytes_starts_nocase(name, BYTES("www.")))
		return false;
	struct bytes tld = bytes_from(name, dot + 1), label = bytes_to(name, dot);
	if (bytes_find_octet(label, '.') != BYTES_NOT_FOUND)
		return false;
	for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
		if (bytes_equal_nocase(tld, endings[i]))
			return true;
	bool is_capitalised = tld.len >= 2 && tld.at[0] >= 'A' && tld.at[0] <= 'Z' && tld.at[1] >= 'a' &&
	    tld.at[1] <= 'z';
	if (is_capitalised && !bytes_equal_nocase(tld, BYTES("com")) && !bytes_equal_nocase(tld, BYTES("net")) &&
	    !bytes_equal_nocase(tld, BYTES("cn")))
		return true;
	bool is_number = tld.len == 2 && label.len <= 2;
	for (size_t i = 0; i < label.len && is_number; i++)
		is_number = ascii_is_digit(label.at[i]);
	return is_number;
}

/* Could START..END end in a top level?  They have two characters or more and do not begin with a digit. */
static bool
may_have_owner(const struct scan *s, size_t start, size_t end)
{
	size_t label = end;
	while (label > start && s->text.at[label - 1] < 0x80 && is_label_char(s->text.at[label - 1]))
		label--;
	return s->text.at[end - 1] >= 0x80 || (end - label >= 2 && !ascii_is_digit(s->text.at[label]));
}

/* The longest front of START..END that is a name with an owner, at most three labels shorter; START if none. */
static size_t
owned_end(const struct scan *s, size_t start, size_t end)
{
	for (int tries = 0; tries < 3 && end > start; tries++) {
		if (may_have_owner(s, start, end) && is_listed(bytes_slice(s->text, start, end)))
			return end;
		size_t at = end;
		while (at > start && dot_at(s, at - 1) == 0)
			at--;
		end = at > start ? at - 1 : start;
	}
	return start;
}

/* ":8080" behind a name. */
static size_t
port_end(const struct scan *s, size_t i)
{
	size_t at = i + 1;
	if (octet(s, i) != ':')
		return i;
	while (ascii_is_digit(octet(s, at)) && at - i < 6)
		at++;
	return at > i + 1 ? at : i;
}

static bool
is_at_sign(const struct scan *s, size_t i)
{
	return octet(s, i) == '@' || starts_at(s, i, BYTES("\xEF\xBC\xA0"));
}

/* I is a dot of DOT octets in what may be a bare name. */
static int
try_bare(struct scan *s, size_t i, size_t dot)
{
	/* Behind the dot: a letter or digit, or the first octet of one that may stand in a name. */
	uint8_t next = octet(s, i + dot);
	if (i == s->done || i < s->tried || (!ascii_is_alnum(next) && (next < 0xC2 || (next > 0xE2 && next < 0xEF))))
		return 0;
	size_t start = label_start(s, i);
	if (start == i)
		return 0;
	size_t run = labels_end(s, start);
	if (run <= i)
		return 0;
	if (is_at_sign(s, run) || (start > s->done && s->text.at[start - 1] == '@')) {
		/* The at sign will read it as an address. */
		return 0;
	}
	struct bytes name = bytes_slice(s->text, start, run);
	bool address = is_address(name);
	size_t end = address ? run : owned_end(s, start, run);
	size_t behind = end > i ? port_end(s, end) : end;
	uint8_t c = octet(s, behind);
	bool has_tail = end > i && (behind != end || c == '/' || c == '\\' || c == '?' || c == '#');
	if (end <= i || (!has_tail && (address || is_doubtful(bytes_slice(s->text, start, end))))) {
		s->tried = run;
		return 0;
	}
	bool has_path = c == '/' || c == '\\' || c == '?' || c == '#';
	return add(s, (struct url_found){ .start = start, .end = has_path ? tail_end(s, start, behind) : behind,
	    .is_bare = true });
}

static bool
is_local_char(uint8_t c)
{
	return ascii_is_alnum(c) || (c != 0 && strchr(".!#$%&'*+/=?^_`{|}~-", c) != NULL);
}

/* I is an at sign: a mailbox, or a name before another one's ("bank.example@evil.example/x"). */
static int
try_mail(struct scan *s, size_t i, size_t width)
{
	size_t start = i;
	while (start > s->done && i - start < LOCAL_PART_MAX && is_local_char(s->text.at[start - 1]))
		start--;
	while (start < i && bytes_has(BYTES("'.*/=|{("), bytes_slice(s->text, start, start + 1)))
		start++;
	size_t run = labels_end(s, i + width);
	size_t end = run > i + width ? owned_end(s, i + width, run) : i;
	if (start == i || end <= i + width)
		return 0;
	bool is_link = octet(s, end) == '/' && is_listed(bytes_slice(s->text, start, i));
	if (is_link)
		return add(s, (struct url_found){ .start = start, .end = tail_end(s, start, end), .is_bare = true });
	return add(s, (struct url_found){ .kind = URL_FOUND_MAIL, .start = start, .end = end, .is_bare = true });
}

static int
try_at(struct scan *s, size_t i)
{
	switch (s->text.at[i]) {
	case ':':
		return try_scheme(s, i, 1);
	case '@':
		return try_mail(s, i, 1);
	case '.':
		return try_bare(s, i, 1);
	case '[':
		if (starts_at(s, i, BYTES("[:]")))
			return try_scheme(s, i, 3);
		if (starts_at(s, i, BYTES("[://]")))
			return try_scheme(s, i, 5);
		break;
	case 0xE3:
		if (octet(s, i + 1) != 0x80 || octet(s, i + 2) != 0x82)
			return 0;
		break;
	case 0xEF:
		/* The comma U+FF0C is by far the most frequent that begins so. */
		if ((octet(s, i + 1) != 0xBC && octet(s, i + 1) != 0xBD) || octet(s, i + 2) == 0x8C)
			return 0;
		if (starts_at(s, i, BYTES("\xEF\xBC\x9A")))
			return try_scheme(s, i, 3);
		if (starts_at(s, i, BYTES("\xEF\xBC\xA0")))
			return try_mail(s, i, 3);
		break;
	default:
		break;
	}
	size_t dot = dot_at(s, i);
	return dot != 0 ? try_bare(s, i, dot) : 0;
}

int
url_find(struct bytes text, struct arena *arena, size_t max, struct url_founds *out)
{
	struct scan s = { .text = text, .arena = arena, .max = max != 0 ? max : URL_FIND_MAX, .out = out };
	for (size_t i = 0; i < text.len; i++) {
		if (triggers[text.at[i]] == 0)
			continue;
		if (i < s.done)
			i = s.done;
		if (i >= text.len || triggers[text.at[i]] == 0)
			continue;
		int result = try_at(&s, i);
		if (result < 0)
			return result;
	}
	return 0;
}

struct bytes
url_shown_host(struct bytes anchor_text, struct arena *arena)
{
	struct url_founds found = { 0 };
	(void)url_find(utf8_prefix(bytes_trim(anchor_text), 1024), arena, 4, &found);
	for (size_t i = 0; i < found.count; i++) {
		struct url u;
		if (found.at[i].kind != URL_FOUND_LINK)
			continue;
		url_parse(found.at[i].raw, arena, &u);
		if (url_has_host(&u))
			return u.host;
	}
	return BYTES_NONE;
}
