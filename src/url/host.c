#include "url/host.h"

#include <arpa/inet.h>
#include <stdio.h>

#include "base/fault.h"
#include "base/utf8.h"
#include "url/decode.h"
#include "url/domain.h"
#include "url/parse.h"

/* What a writer puts for a dot so that nobody clicks by accident. */
static const struct bytes defanged_dots[] = { BYTES_INIT("[.]"), BYTES_INIT("(.)"), BYTES_INIT("{.}"),
	BYTES_INIT("[dot]"), BYTES_INIT("(dot)"), BYTES_INIT("{dot}"), BYTES_INIT("[.") };

static size_t
defanged_dot(struct bytes at)
{
	for (size_t i = 0; i < sizeof defanged_dots / sizeof *defanged_dots; i++)
		if (bytes_starts_nocase(at, defanged_dots[i]))
			return defanged_dots[i].len;
	return 0;
}

static bool
is_host_octet(uint8_t c)
{
	return ascii_is_alnum(c) || c == '-' || c == '.' || c == '_' || c >= 0x80;
}

/* One round of folding: escapes, case, width, invisible characters, dots.  True where something changed. */
static bool
fold(struct buf *in, struct buf *out, uint32_t *flags)
{
	struct buf plain;
	buf_init(&plain, in->len + 1);
	unsigned depth = percent_decode_all(buf_bytes(in), &plain);
	*flags |= (depth != 0 ? URL_HOST_ESCAPED : 0u) | (depth > 1 ? URL_TWICE_ESCAPED : 0u);
	struct bytes b = buf_bytes(&plain);
	for (size_t i = 0; i < b.len;) {
		size_t skip = b.at[i] == '[' || b.at[i] == '(' || b.at[i] == '{' ? defanged_dot(bytes_from(b, i)) : 0;
		if (skip != 0) {
			*flags |= URL_DEFANGED;
			buf_add_octet(out, '.');
			i += skip;
			continue;
		}
		uint32_t cp = utf8_next(b, &i);
		uint32_t narrow = unicode_narrow(cp);
		if (narrow != cp)
			*flags |= URL_WIDE;
		if (cp == UTF8_REPLACEMENT)
			*flags |= URL_BAD_UTF8;
		if (unicode_is_invisible(narrow))
			*flags |= URL_INVISIBLE;
		else
			utf8_add(out, narrow < 0x80 ? ascii_lower((uint8_t)narrow) : narrow);
	}
	buf_done(&plain);
	return !bytes_equal(buf_bytes(in), buf_bytes(out));
}

/* Empty labels go; browsers refuse them in the middle, resolvers accept one at the end. */
static size_t
drop_empty_labels(uint8_t *at, size_t len, uint32_t *flags)
{
	size_t to = 0;
	for (size_t i = 0; i < len; i++) {
		if (at[i] == '.' && (to == 0 || at[to - 1] == '.')) {
			*flags |= URL_BAD_HOST;
			continue;
		}
		at[to++] = at[i];
	}
	if (to != 0 && at[to - 1] == '.') {
		*flags |= URL_TRAILING_DOT;
		to--;
	}
	return to;
}

/* One part of an IPv4 address in any base; false for what is no number. */
static bool
ipv4_part(struct bytes part, uint64_t *out, bool *odd)
{
	unsigned base = 10;
	if (part.len >= 2 && part.at[0] == '0' && (part.at[1] | 0x20) == 'x') {
		base = 16;
		part = bytes_from(part, 2);
	} else if (part.len >= 2 && part.at[0] == '0') {
		base = 8;
		part = bytes_from(part, 1);
	}
	*odd |= base != 10;
	uint64_t value = 0;
	for (size_t i = 0; i < part.len; i++) {
		int digit = ascii_hex(part.at[i]);
		if (digit < 0 || (unsigned)digit >= base)
			return false;
		value = value * base + (unsigned)digit;
		if (value > UINT32_MAX)
			value = (uint64_t)UINT32_MAX + 1;
	}
	*out = value;
	return true;
}

static bool
ends_in_number(struct bytes host)
{
	struct bytes last = bytes_from(host, bytes_find_last_octet(host, '.') + 1);
	bool digits = last.len != 0, odd = false;
	for (size_t i = 0; i < last.len; i++)
		digits &= ascii_is_digit(last.at[i]);
	uint64_t value;
	return digits || (bytes_starts(last, BYTES("0x")) && ipv4_part(last, &value, &odd));
}

/* WHATWG "IPv4 parser": the last part fills the octets that the others leave. */
static int
ipv4_read(struct bytes host, struct in_addr *out, bool *odd)
{
	uint64_t parts[4] = { 0 };
	size_t count = 0;
	struct bytes part;
	while (bytes_cut(&host, '.', &part)) {
		if (count == 4 || part.len == 0 || !ipv4_part(part, &parts[count], odd))
			return FAULT_INPUT;
		count++;
	}
	uint64_t address = 0;
	for (size_t i = 0; i + 1 < count; i++) {
		if (parts[i] > 255)
			return FAULT_INPUT;
		address |= parts[i] << (24 - 8 * i);
	}
	if (count == 0 || parts[count - 1] >= (uint64_t)1 << (8 * (5 - count)))
		return FAULT_INPUT;
	*odd |= count != 4;
	out->s_addr = htonl((uint32_t)(address | parts[count - 1]));
	return 0;
}

static int
put_text(struct host *out, const char *text)
{
	out->len = strlen(text);
	memcpy(out->ascii, text, out->len);
	return 0;
}

static int
read_ipv6(struct bytes raw, struct host *out)
{
	char text[INET6_ADDRSTRLEN], done[INET6_ADDRSTRLEN + 2];
	struct in6_addr address;
	/* A zone ("%eth0") names the reader's own interface: no part of the target. */
	raw = bytes_to(raw, bytes_find_octet(raw, '%'));
	if (raw.len >= sizeof text || raw.len == 0 || memchr(raw.at, '\0', raw.len) != NULL)
		return FAULT_INPUT;
	memcpy(text, raw.at, raw.len);
	text[raw.len] = '\0';
	if (inet_pton(AF_INET6, text, &address) != 1 || inet_ntop(AF_INET6, &address, text, sizeof text) == NULL)
		return FAULT_INPUT;
	(void)snprintf(done, sizeof done, "[%s]", text);
	out->flags |= URL_IP;
	return put_text(out, done);
}

static bool
is_clean_ascii(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (b.at[i] >= 0x80 || !is_host_octet(b.at[i]))
			return false;
	return true;
}

/* A host that no browser opens is kept readable: what does not belong is escaped, so that the labels that do
 * belong still say whose it is. */
static int
put_escaped(struct bytes host, struct host *out)
{
	out->flags |= URL_BAD_HOST;
	out->len = 0;
	for (size_t i = 0; i < host.len; i++) {
		bool plain = host.at[i] < 0x80 && is_host_octet(host.at[i]);
		if (out->len + 3 > DOMAIN_MAX)
			return FAULT_INPUT;
		if (plain) {
			out->ascii[out->len++] = host.at[i];
			continue;
		}
		out->ascii[out->len++] = '%';
		out->ascii[out->len++] = (uint8_t)"0123456789ABCDEF"[host.at[i] >> 4];
		out->ascii[out->len++] = (uint8_t)"0123456789ABCDEF"[host.at[i] & 15];
	}
	return 0;
}

static void
note_scripts(struct host *out)
{
	struct bytes rest = bytes_of(out->shown, out->shown_len), label;
	while (bytes_cut(&rest, '.', &label))
		if (!is_clean_ascii(label) && unicode_is_mixed(label))
			out->flags |= URL_MIXED_SCRIPTS;
}

/* "bank.example\u2215login.evil.example": the reader sees a path. */
static void
note_slashes(struct host *out)
{
	struct bytes shown = bytes_of(out->shown, out->shown_len);
	for (size_t i = 0; i < shown.len;) {
		uint32_t cp = utf8_next(shown, &i);
		if (cp == 0x2044 || cp == 0x2215 || cp == 0x2571 || cp == 0x29F8 || cp == 0x27CB)
			out->flags |= URL_SLASH_LIKE;
	}
}

/* Non-ASCII or A-labels: both forms. */
static int
read_idn(struct bytes host, struct host *out)
{
	bool ascii = is_clean_ascii(host);
	if (idna_to_ascii(host, out->ascii, &out->len) != 0)
		return put_escaped(host, out);
	/* Compatibility mapping can bring forth a slash or a dot ("HostSplit": U+2100 is "a/c"). */
	out->len = drop_empty_labels(out->ascii, out->len, &out->flags);
	struct bytes mapped = bytes_of(out->ascii, out->len);
	if (!is_clean_ascii(mapped) || mapped.len == 0)
		return put_escaped(host, out);
	if (!bytes_starts(mapped, BYTES("xn--")) && !bytes_has(mapped, BYTES(".xn--"))) {
		out->flags |= ascii ? 0u : URL_COMPATIBLE;
		return 0;
	}
	out->flags |= URL_IDN;
	if (idna_to_unicode(mapped, out->shown, &out->shown_len) != 0)
		out->shown_len = 0;
	note_scripts(out);
	note_slashes(out);
	return 0;
}

static int
read_name(struct bytes host, struct host *out)
{
	bool plain = is_clean_ascii(host);
	int fault = 0;
	if (!plain || bytes_starts(host, BYTES("xn--")) || bytes_has(host, BYTES(".xn--")))
		fault = read_idn(host, out);
	else
		memcpy(out->ascii, host.at, out->len = host.len);
	if (fault != 0 || out->len == 0 || out->len > DOMAIN_MAX)
		return FAULT_INPUT;
	struct bytes name = bytes_of(out->ascii, out->len);
	if (!ends_in_number(name))
		return 0;
	struct in_addr address;
	bool odd = false;
	char text[INET_ADDRSTRLEN];
	if (ipv4_read(name, &address, &odd) != 0) {
		out->flags |= URL_BAD_HOST;
		return 0;
	}
	out->flags |= URL_IP | (odd ? URL_IP_ODD : 0u);
	return put_text(out, inet_ntop(AF_INET, &address, text, sizeof text));
}

static bool
is_plain(struct bytes raw)
{
	for (size_t i = 0; i < raw.len; i++)
		if (!ascii_is_alnum(raw.at[i]) && raw.at[i] != '-' && raw.at[i] != '.')
			return false;
	return true;
}

int
host_read(struct bytes raw, struct host *out)
{
	out->len = 0;
	out->shown_len = 0;
	out->flags = 0;
	if (raw.len == 0 || raw.len > HOST_TEXT_MAX)
		return FAULT_INPUT;
	if (raw.at[0] == '[' && raw.at[raw.len - 1] == ']' && read_ipv6(bytes_slice(raw, 1, raw.len - 1), out) == 0)
		return 0;
	uint8_t name[HOST_TEXT_MAX];
	size_t len = raw.len;
	if (is_plain(raw)) {
		bytes_lower(raw, name);
	} else {
		/* What one round uncovers, another may have to fold ("%5B.%5D"); four are more than any sender's,
		 * and what is not settled then is no host. */
		struct buf now, next;
		buf_init(&now, HOST_TEXT_MAX * 3);
		buf_init(&next, HOST_TEXT_MAX * 3);
		buf_add(&now, raw);
		bool changed = true;
		for (int round = 0; round < 4 && changed; round++) {
			buf_clear(&next);
			changed = fold(&now, &next, &out->flags);
			struct buf swap = now;
			now = next;
			next = swap;
		}
		len = !changed && now.len <= sizeof name ? now.len : 0;
		if (len != 0)
			memcpy(name, now.at, len);
		buf_done(&now);
		buf_done(&next);
	}
	len = drop_empty_labels(name, len, &out->flags);
	return len != 0 ? read_name(bytes_of(name, len), out) : FAULT_INPUT;
}
