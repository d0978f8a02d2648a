#include "ioc/ioc.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <xxhash.h>

#include "base/must.h"
#include "base/utf8.h"
#include "conf/cidr.h"
#include "sys/fd.h"
#include "url/domain.h"
#include "url/parse.h"

#define SHA256_LEN 32
#define SHA1_LEN 20
#define MD5_LEN 16
/* An empty slot has this hash; a value that has it gets another. */
#define EMPTY 0

struct slot {
	uint64_t hash;
	uint32_t note; /* offset */
	uint32_t note_len;
};

struct ioc {
	uint64_t seed;
	struct slot *slots;
	size_t count, room; /* room is a power of two */
	struct buf notes;
	bool has_old_hashes;
	bool has_bits[129]; /* which widths of networks there are */
	uint64_t kinds[IOC_KIND_COUNT]; /* how many of each */
	struct arena *arena; /* of one line */
};

static const struct {
	const char *en, *zh;
} sentences[IOC_WRONG_COUNT] = {
	[IOC_NO_FILE] = { "the file cannot be read", "文件无法读取" },
	[IOC_FILE_TOO_LARGE] = { "the file is larger than 512 MB", "文件超过 512 MB" },
	[IOC_NOT_UTF8] = { "not UTF-8", "不是 UTF-8 文本" },
	[IOC_LINE_TOO_LONG] = { "a line of more than 4096 octets", "一行超过 4096 字节" },
	[IOC_OTHER_HASH] = { "a hash that is not looked for; files are known by SHA-256, SHA-1 and MD5",
	    "不支持的哈希；文件按 SHA-256、SHA-1、MD5 比对" },
	[IOC_TOO_WIDE] = { "a network that is too wide to be meant (at most /8, of IPv6 /19)", "网段过大（IPv4 至少 /8，IPv6 至少 /19）" },
	[IOC_HOST_BITS] = { "an address with bits behind its prefix; 203.0.113.0/24 is meant that way", "网段掩码之后还有非零位；应写作 203.0.113.0/24 的形式" },
	[IOC_SUFFIX] = { "a public suffix, under which everybody registers", "这是公共域名后缀，任何人都可在其下注册" },
	[IOC_UNKNOWN] = { "neither a hash of a file, a URL, a domain, an IP address or network, nor a mail address",
	    "既不是文件哈希、网址、域名、IP 或网段，也不是邮件地址" },
	[IOC_TOO_MANY] = { "more than 5000000 entries", "条目超过 5000000 条" },
};

const char *
ioc_say(enum ioc_wrong wrong, enum language language)
{
	return language == LANGUAGE_ZH ? sentences[wrong].zh : sentences[wrong].en;
}

struct ioc *
ioc_new(void)
{
	struct ioc *list = xcalloc(1, sizeof *list);
	must(getrandom(&list->seed, sizeof list->seed, 0) == sizeof list->seed);
	buf_init(&list->notes, (size_t)1 << 30);
	list->arena = arena_new((size_t)1 << 20);
	return list;
}

void
ioc_free(struct ioc *list)
{
	if (list == NULL)
		return;
	free(list->slots);
	buf_done(&list->notes);
	arena_free(list->arena);
	free(list);
}

bool
ioc_has_old_hashes(const struct ioc *list)
{
	return list->has_old_hashes;
}

uint64_t
ioc_count(const struct ioc *list, enum ioc_kind kind)
{
	return list->kinds[kind];
}

/* The table. */

static uint64_t
hash_of(const struct ioc *list, enum ioc_kind kind, struct bytes value)
{
	uint64_t h = XXH3_64bits_withSeed(value.at, value.len, list->seed + (uint64_t)kind);
	return h != EMPTY ? h : 1;
}

static struct slot *
slot_of(const struct ioc *list, uint64_t hash)
{
	size_t i = (size_t)hash & (list->room - 1);
	while (list->slots[i].hash != EMPTY && list->slots[i].hash != hash)
		i = (i + 1) & (list->room - 1);
	return &list->slots[i];
}

static void
grow(struct ioc *list)
{
	struct slot *old = list->slots;
	size_t old_room = list->room;
	list->room = old_room == 0 ? 1024 : old_room * 2;
	list->slots = xcalloc(list->room, sizeof *list->slots);
	for (size_t i = 0; i < old_room; i++)
		if (old[i].hash != EMPTY)
			*slot_of(list, old[i].hash) = old[i];
	free(old);
}

/* Gives: -1, or what is wrong. */
static int
add(struct ioc *list, enum ioc_kind kind, struct bytes value, struct bytes note)
{
	if (list->count >= IOC_ENTRIES_MAX)
		return IOC_TOO_MANY;
	if (4 * list->count >= 3 * list->room)
		grow(list);
	uint64_t hash = hash_of(list, kind, value);
	struct slot *s = slot_of(list, hash);
	if (s->hash != EMPTY)
		return -1; /* the first note stays */
	note = utf8_prefix(note, IOC_NOTE_MAX);
	*s = (struct slot){ hash, (uint32_t)list->notes.len, (uint32_t)note.len };
	buf_add(&list->notes, note);
	if (!buf_ok(&list->notes))
		return IOC_TOO_MANY;
	list->count++;
	list->kinds[kind]++;
	return -1;
}

static bool
probe(const struct ioc *list, enum ioc_kind kind, struct bytes value, struct bytes *out_note)
{
	const struct slot *s = slot_of(list, hash_of(list, kind, value));
	if (s->hash == EMPTY)
		return false;
	*out_note = bytes_slice(buf_bytes(&list->notes), s->note, s->note + s->note_len);
	return true;
}

/* Forms. */

/* The normal form of a URL without what makes no difference: http or https, the fragment, the slash of an empty path. */
static struct bytes
url_key(struct bytes url)
{
	if (bytes_starts(url, BYTES("http://")))
		url = bytes_from(url, 7);
	else if (bytes_starts(url, BYTES("https://")))
		url = bytes_from(url, 8);
	url = bytes_to(bytes_to(url, IOC_VALUE_MAX - 8), bytes_find_octet(url, '#'));
	if (url.len != 0 && url.at[url.len - 1] == '/' && bytes_find_octet(url, '/') + 1 == url.len)
		url.len--;
	return url;
}

/* In lower case, in the list's arena. */
static struct bytes
lower(struct ioc *list, struct bytes text)
{
	uint8_t *at = arena_get(list->arena, text.len + 1, 1);
	must(at != NULL);
	for (size_t i = 0; i < text.len; i++)
		at[i] = ascii_lower(text.at[i]);
	return bytes_of(at, text.len);
}

static int
hex_value(uint8_t c)
{
	c = ascii_lower(c);
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool
is_hex(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (hex_value(text.at[i]) < 0)
			return false;
	return true;
}

static int
add_hash(struct ioc *list, struct bytes hex, struct bytes note)
{
	uint8_t octets[SHA256_LEN];
	for (size_t i = 0; i < hex.len / 2; i++)
		octets[i] = (uint8_t)(hex_value(hex.at[2 * i]) << 4 | hex_value(hex.at[2 * i + 1]));
	list->has_old_hashes |= hex.len / 2 != SHA256_LEN;
	return add(list, IOC_HASH, bytes_of(octets, hex.len / 2), note);
}

/* Address and width together. */
static struct bytes
network_key(const struct cidr *c, uint8_t out[17])
{
	memcpy(out, c->address, 16);
	out[16] = (uint8_t)c->bits;
	return bytes_of(out, 17);
}

static int
add_network(struct ioc *list, const struct cidr *c, struct bytes note)
{
	uint8_t key[17];
	if (c->bits < (cidr_is_v4(c) ? 96 + 8 : 19))
		return IOC_TOO_WIDE;
	list->has_bits[c->bits] = true;
	return add(list, IOC_IP, network_key(c, key), note);
}

static int
add_address(struct ioc *list, struct bytes text, struct bytes note)
{
	size_t at = bytes_find_last_octet(text, '@');
	bool is_plain = at != 0 && at + 1 < text.len && text.len <= 320;
	for (size_t i = 0; i < text.len; i++)
		is_plain &= text.at[i] != '<' && text.at[i] != '>' && text.at[i] != ',' && text.at[i] != '"';
	return is_plain ? add(list, IOC_ADDRESS, lower(list, text), note) : IOC_UNKNOWN;
}

static bool
is_plain_host(struct bytes text)
{
	bool has_dot = false;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];
		bool is_edge = i == 0 || i + 1 == text.len || text.at[i - 1] == '.';
		if (!ascii_is_alnum(c) && (c != '.' || is_edge) && ((c != '-' && c != '_') || i == 0))
			return false;
		has_dot |= c == '.';
	}
	return has_dot && text.len <= DOMAIN_MAX;
}

/* As a browser reads what is typed. */
static void
parse_typed(struct ioc *list, struct bytes text, struct url *out)
{
	uint8_t *at = arena_get(list->arena, text.len + 7, 1);
	must(at != NULL);
	memcpy(at, "http://", 7);
	if (text.len != 0)
		memcpy(at + 7, text.at, text.len);
	url_parse(bytes_has(text, BYTES("://")) ? text : bytes_of(at, text.len + 7), list->arena, out);
}

static int
add_domain(struct ioc *list, struct bytes text, bool is_strict, struct bytes note)
{
	struct url u;
	if (bytes_starts(text, BYTES("*.")))
		text = bytes_from(text, 2);
	if (text.len != 0 && text.at[text.len - 1] == '.')
		text.len--;
	if (is_plain_host(text)) {
		text = lower(list, text);
	} else {
		/* in its own script */
		parse_typed(list, text, &u);
		if (!url_has_host(&u) || (u.path.len > 1) || u.user.len != 0 || u.port != 0 || (u.flags & URL_BAD_HOST) != 0 ||
		    !is_plain_host(u.host))
			return IOC_UNKNOWN;
		text = u.host;
	}
	if (is_strict && domain_registrable(text).len == 0)
		return IOC_SUFFIX;
	return add(list, IOC_DOMAIN, text, note);
}

static int
add_url(struct ioc *list, struct bytes text, struct bytes note)
{
	struct url u;
	parse_typed(list, text, &u);
	if (!url_has_host(&u) || u.text.len == 0 || (u.flags & (URL_BAD_HOST | URL_CUT)) != 0)
		return IOC_UNKNOWN;
	return add(list, IOC_URL, url_key(u.text), note);
}

/* The brackets of a defanged value gone; a URL's own scheme is url_parse's to read. */
static struct bytes
refang(struct ioc *list, struct bytes text)
{
	static const struct {
		struct bytes from;
		char to;
	} marks[] = { { BYTES_INIT("[.]"), '.' }, { BYTES_INIT("(.)"), '.' }, { BYTES_INIT("[dot]"), '.' }, { BYTES_INIT("[@]"), '@' },
		{ BYTES_INIT("[at]"), '@' }, { BYTES_INIT("[:]"), ':' } };
	if (bytes_find_octet(text, '[') == BYTES_NOT_FOUND && bytes_find_octet(text, '(') == BYTES_NOT_FOUND)
		return text;
	uint8_t *at = arena_get(list->arena, text.len + 1, 1);
	must(at != NULL);
	size_t len = 0;
	while (text.len != 0) {
		size_t i = 0;
		while (i < sizeof marks / sizeof marks[0] && !bytes_starts_nocase(text, marks[i].from))
			i++;
		bool is_mark = i < sizeof marks / sizeof marks[0];
		at[len++] = is_mark ? (uint8_t)marks[i].to : text.at[0];
		text = bytes_from(text, is_mark ? marks[i].from.len : 1);
	}
	return bytes_of(at, len);
}

/* Gives: -1, or what is wrong. */
static int
add_line(struct ioc *list, struct bytes line, bool is_strict)
{
	size_t end = 0;
	while (end < line.len && !ascii_is_space(line.at[end]))
		end++;
	struct bytes note = bytes_trim(bytes_from(line, end)), value = refang(list, bytes_to(line, end));
	struct cidr network;
	if (note.len != 0 && note.at[0] == '#')
		note = bytes_trim(bytes_from(note, 1));
	if (is_hex(value) && (value.len == 2 * SHA256_LEN || value.len == 2 * SHA1_LEN || value.len == 2 * MD5_LEN))
		return add_hash(list, value, note);
	if (is_hex(value) && (value.len == 56 || value.len == 96 || value.len == 128))
		return IOC_OTHER_HASH;
	if (cidr_read(value, &network) == 0)
		return add_network(list, &network, note);
	size_t slash = bytes_find_octet(value, '/');
	if (slash != BYTES_NOT_FOUND && cidr_address(bytes_to(value, slash), &network) == 0 && bytes_from(value, slash + 1).len <= 3)
		return IOC_HOST_BITS;
	if (slash != BYTES_NOT_FOUND)
		return add_url(list, value, note);
	if (bytes_find_octet(value, '@') != BYTES_NOT_FOUND)
		return add_address(list, value, note);
	return add_domain(list, value, is_strict, note);
}

static void
complain(struct ioc_report *report, struct bytes file, uint64_t line, enum ioc_wrong wrong)
{
	if (report->mistake_count < IOC_MISTAKES_MAX)
		report->mistakes[report->mistake_count] = (struct ioc_mistake){ file, line, wrong };
	report->mistake_count++;
}

void
ioc_read(struct ioc *list, struct bytes file, struct bytes text, bool is_strict, struct ioc_report *report)
{
	struct bytes line;
	if (bytes_starts(text, BYTES("\xef\xbb\xbf")))
		text = bytes_from(text, 3);
	for (uint64_t number = 1; bytes_cut(&text, '\n', &line); number++) {
		line = bytes_trim(line);
		if (line.len == 0 || line.at[0] == '#')
			continue;
		arena_reset(list->arena);
		int wrong = line.len > IOC_LINE_MAX ? IOC_LINE_TOO_LONG : utf8_valid(line) ? add_line(list, line, is_strict) : IOC_NOT_UTF8;
		if (wrong >= 0)
			complain(report, file, number, (enum ioc_wrong)wrong);
		if (wrong == IOC_TOO_MANY)
			return;
	}
}

void
ioc_read_file(struct ioc *list, struct bytes path, bool is_strict, struct ioc_report *report)
{
	struct buf text;
	OWN_FD int fd = open((const char *)path.at, O_RDONLY | O_CLOEXEC);
	buf_init(&text, IOC_FILE_MAX);
	int fault = fd < 0 ? FAULT_ABSENT : fd_read_all(fd, IOC_FILE_MAX, &text);
	if (fault != 0)
		complain(report, path, 0, fault == FAULT_LIMIT ? IOC_FILE_TOO_LARGE : IOC_NO_FILE);
	else
		ioc_read(list, path, buf_bytes(&text), is_strict, report);
	buf_done(&text);
}

/* Looking up. */

static bool
find_host(const struct ioc *list, struct bytes host, struct bytes *out_note)
{
	/* Above what somebody registered stands what everybody registers under. */
	size_t most = domain_registrable(host).len;
	while (host.len != 0) {
		if (probe(list, IOC_DOMAIN, host, out_note))
			return true;
		size_t dot = bytes_find_octet(host, '.');
		if (dot == BYTES_NOT_FOUND || host.len <= most || most == 0)
			return false;
		host = bytes_from(host, dot + 1);
	}
	return false;
}

static bool
find_network(const struct ioc *list, struct bytes text, struct bytes *out_note)
{
	struct cidr address;
	uint8_t key[17];
	if (cidr_address(text, &address) != 0)
		return false;
	bool is_v4 = cidr_is_v4(&address);
	for (unsigned bits = is_v4 ? 96 + 8 : 19; bits <= 128; bits++) {
		if (!list->has_bits[bits])
			continue;
		struct cidr network = is_v4 ? cidr_prefix(&address, bits - 96, 0) : cidr_prefix(&address, 0, bits);
		if (probe(list, IOC_IP, network_key(&network, key), out_note))
			return true;
	}
	return false;
}

bool
ioc_find(const struct ioc *list, enum ioc_kind kind, struct bytes value, struct bytes *out_note)
{
	uint8_t address[321];
	if (list->kinds[kind] == 0 || value.len == 0)
		return false;
	switch (kind) {
	case IOC_URL:
		return probe(list, kind, url_key(value), out_note);
	case IOC_DOMAIN:
		return find_host(list, value, out_note);
	case IOC_IP:
		return find_network(list, value, out_note);
	case IOC_ADDRESS:
		if (value.len >= sizeof address)
			return false;
		for (size_t i = 0; i < value.len; i++)
			address[i] = ascii_lower(value.at[i]);
		return probe(list, kind, bytes_of(address, value.len), out_note);
	default:
		return probe(list, kind, value, out_note);
	}
}
