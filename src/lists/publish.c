#include "lists/publish.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "dns/name.h"

const char *const publish_form_names[PUBLISH_FORM_COUNT + 1] = { "ip4set", "ip6trie", "dnset", "zone", NULL };

/* -- reading -- */

/* What never is a sender on the Internet. */
static bool
is_nobodys(const struct cidr *c)
{
	static const struct {
		const char *text;
	} ranges[] = { { "0.0.0.0/8" }, { "10.0.0.0/8" }, { "100.64.0.0/10" }, { "127.0.0.0/8" }, { "169.254.0.0/16" },
		{ "172.16.0.0/12" }, { "192.168.0.0/16" }, { "224.0.0.0/3" }, { "::/8" }, { "fc00::/7" }, { "fe80::/10" }, { "ff00::/8" } };
	for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
		struct cidr range;
		if (cidr_read(bytes_of_cstr(ranges[i].text), &range) == 0 && cidr_is_v4(&range) == cidr_is_v4(c) &&
		    (cidr_match(&range, c) || cidr_match(c, &range)))
			return true;
	}
	return false;
}

/* Gives NULL, or what is wrong. */
static const char *
network_check(const struct cidr *c, const struct cidr *never, size_t never_count)
{
	unsigned bits = cidr_is_v4(c) ? c->bits - 96u : c->bits;
	if (bits < (cidr_is_v4(c) ? PUBLISH_BITS_V4 : PUBLISH_BITS_V6))
		return "a network that is too wide to be meant";
	if (is_nobodys(c))
		return "an address that is nobody's on the Internet";
	for (size_t i = 0; i < never_count; i++)
		if (cidr_match(&never[i], c) || cidr_match(c, &never[i]))
			return "an address of our own";
	return NULL;
}

static const char *
entry_make(struct bytes what, const struct cidr *never, size_t never_count, struct arena *arena, struct publish_entry *out)
{
	if (cidr_read(what, &out->network) == 0)
		return network_check(&out->network, never, never_count);
	if (!dns_name_is_host(what) || what.len > 150)
		return "neither an address, nor a network, nor a domain";
	uint8_t *at = arena_get(arena, DNS_NAME_MAX, 1);
	size_t len;
	if (at == NULL || dns_name_read(what, at, &len) != 0)
		return "a domain that cannot be asked for";
	out->domain = bytes_of(at, len);
	return NULL;
}

static const char *
entry_read(struct bytes line, const struct cidr *never, size_t never_count, struct arena *arena, struct publish_entry *out)
{
	size_t end = 0;
	while (end < line.len && !ascii_is_space(line.at[end]))
		end++;
	out->reason = utf8_prefix(bytes_trim(bytes_from(line, end)), PUBLISH_REASON_MAX);
	return entry_make(bytes_to(line, end), never, never_count, arena, out);
}

int
publish_add(struct bytes what, struct bytes reason, const struct cidr *never, size_t never_count,
    struct arena *arena, struct published *out)
{
	struct publish_entry entry = { 0 };
	struct publish_entry *slot;
	if (entry_make(what, never, never_count, arena, &entry) != NULL)
		return 0;
	if (!arena_copy(arena, utf8_prefix(reason, PUBLISH_REASON_MAX), &entry.reason) ||
	    out->entries.count >= PUBLISH_ENTRIES_MAX || (slot = LIST_ADD(arena, &out->entries)) == NULL)
		return FAULT_LIMIT;
	*slot = entry;
	slot->order = out->entries.count;
	return 1;
}

int
publish_read(struct bytes text, const struct cidr *never, size_t never_count, struct arena *arena,
    struct published *out, struct why *why)
{
	struct bytes line;
	for (size_t number = 1; bytes_cut(&text, '\n', &line); number++) {
		struct publish_entry entry = { 0 };
		line = bytes_trim(bytes_to(line, bytes_find_octet(line, '#')));
		if (line.len == 0)
			continue;
		const char *wrong = utf8_valid(line) ? entry_read(line, never, never_count, arena, &entry) : "not UTF-8";
		if (wrong != NULL)
			return why_set(why, FAULT_INPUT, "line %zu: %s", number, wrong);
		struct publish_entry *slot = out->entries.count < PUBLISH_ENTRIES_MAX ? LIST_ADD(arena, &out->entries) : NULL;
		if (slot == NULL)
			return why_set(why, FAULT_LIMIT, "line %zu: more than %zu entries", number, out->entries.count);
		*slot = entry;
		slot->order = out->entries.count;
	}
	return 0;
}

static int
compare_what(const struct publish_entry *a, const struct publish_entry *b)
{
	int by_domain = bytes_compare(a->domain, b->domain);
	int by_address = memcmp(a->network.address, b->network.address, sizeof a->network.address);
	return by_domain != 0 ? by_domain : by_address != 0 ? by_address : (int)a->network.bits - (int)b->network.bits;
}

static int
compare(const void *left, const void *right)
{
	const struct publish_entry *a = left, *b = right;
	int by_what = compare_what(a, b);
	return by_what != 0 ? by_what : a->order < b->order ? -1 : a->order > b->order;
}

void
publish_unique(struct published *p)
{
	size_t kept = 0;
	if (p->entries.count == 0)
		return;
	qsort(p->entries.at, p->entries.count, sizeof *p->entries.at, compare);
	for (size_t i = 1; i < p->entries.count; i++)
		if (compare_what(&p->entries.at[kept], &p->entries.at[i]) != 0)
			p->entries.at[++kept] = p->entries.at[i];
	p->entries.count = kept + 1;
}

/* -- writing -- */

/* REASON as it may stand in quotes in a zone file, and for rbldnsd, where '$' begins a substitution. */
static void
reason_write(struct bytes reason, struct buf *out)
{
	if (reason.len == 0)
		reason = BYTES("listed");
	for (size_t i = 0; i < reason.len; i++) {
		uint8_t c = reason.at[i];
		buf_add_octet(out, c < ' ' || c == '"' || c == '\\' || c == '$' || c == 0x7f ? '_' : c);
	}
}

static void
head_write(const struct publish_options *o, struct buf *out)
{
	if (o->form != PUBLISH_ZONE) {
		buf_addf(out, "$SOA %u %.*s hostmaster.%.*s %u 3600 600 604800 %u\n", o->ttl, BYTES_ARGS(o->server), BYTES_ARGS(o->server),
		    o->serial, o->ttl);
		buf_addf(out, "$NS %u %.*s\n$TTL %u\n", o->ttl, BYTES_ARGS(o->server), o->ttl);
		return;
	}
	buf_addf(out, "$ORIGIN %.*s.\n$TTL %u\n@ SOA %.*s. hostmaster.%.*s. %u 3600 600 604800 %u\n@ NS %.*s.\n", BYTES_ARGS(o->zone),
	    o->ttl, BYTES_ARGS(o->server), BYTES_ARGS(o->server), o->serial, o->ttl, BYTES_ARGS(o->server));
	/* RFC 5782 s5: whoever asks can see that the list is alive */
	buf_add_cstr(out, "2.0.0.127 A 127.0.0.2\n2.0.0.127 TXT \"test entry\"\ntest A 127.0.0.2\ntest TXT \"test entry\"\n");
	buf_add_cstr(out, "2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 A 127.0.0.2\n");
}

/* One owner name in a plain zone, with its answer and its reason. */
static void
record_write(struct bytes owner, struct bytes reason, struct buf *out)
{
	buf_addf(out, "%.*s A 127.0.0.2\n%.*s TXT \"", BYTES_ARGS(owner), BYTES_ARGS(owner));
	reason_write(reason, out);
	buf_add_cstr(out, "\"\n");
}

static void
owner_write(const struct publish_entry *e, const uint8_t *units, size_t count, size_t total, bool is_four, struct buf *out)
{
	struct buf owner;
	buf_init(&owner, 200);
	if (count < total)
		buf_add_cstr(&owner, "*.");
	for (size_t i = count; i-- > 0;)
		buf_addf(&owner, is_four ? "%u%s" : "%x%s", units[i], i == 0 ? "" : ".");
	record_write(buf_bytes(&owner), e->reason, out);
	buf_done(&owner);
}

/* A network in whole octets (nibbles for IPv6), the last of them in all its values. */
static void
network_write(const struct publish_entry *e, struct buf *out)
{
	uint8_t units[32];
	bool is_four = cidr_is_v4(&e->network);
	size_t width = is_four ? 8 : 4, total = is_four ? 4 : 32, bits = is_four ? e->network.bits - 96u : e->network.bits;
	for (size_t i = 0; i < total; i++)
		units[i] = is_four ? e->network.address[12 + i]
		                   : (uint8_t)(i % 2 == 0 ? e->network.address[i / 2] >> 4 : e->network.address[i / 2] & 15);
	size_t whole = bits / width, over = bits % width;
	if (over == 0) {
		owner_write(e, units, whole, total, is_four, out);
		return;
	}
	unsigned values = 1u << (width - over), first = units[whole];
	for (unsigned v = 0; v < values; v++) {
		units[whole] = (uint8_t)(first + v);
		owner_write(e, units, whole + 1, total, is_four, out);
	}
}

static void
zone_write(const struct publish_entry *e, struct buf *out)
{
	if (e->domain.len == 0) {
		network_write(e, out);
		return;
	}
	struct buf owner;
	buf_init(&owner, 300);
	buf_add(&owner, e->domain);
	record_write(buf_bytes(&owner), e->reason, out);
	buf_clear(&owner);
	buf_add_cstr(&owner, "*.");
	buf_add(&owner, e->domain);
	record_write(buf_bytes(&owner), e->reason, out);
	buf_done(&owner);
}

static void
rbldnsd_write(const struct publish_entry *e, enum publish_form form, struct buf *out)
{
	if ((form == PUBLISH_RBLDNSD_DOMAIN) != (e->domain.len != 0))
		return;
	if (form == PUBLISH_RBLDNSD_DOMAIN) {
		/* a dot in front: the domain and what is below it */
		buf_addf(out, ".%.*s :2:", BYTES_ARGS(e->domain));
	} else {
		if (cidr_is_v4(&e->network) != (form == PUBLISH_RBLDNSD_IP4))
			return;
		cidr_write(&e->network, out);
		buf_add_cstr(out, " :2:");
	}
	reason_write(e->reason, out);
	buf_add_octet(out, '\n');
}

int
publish_write(const struct published *p, const struct publish_options *o, struct buf *out, struct why *why)
{
	if (!dns_name_is_host(o->server) || (o->form == PUBLISH_ZONE && !dns_name_is_host(o->zone)) || o->zone.len > 80)
		return why_set(why, FAULT_CONFIG, "a zone and its server are host names");
	head_write(o, out);
	static const char *const tests[] = { "127.0.0.2 :2:test entry\n", "::ffff:7f00:2 :2:test entry\n", ".test :2:test entry\n" };
	if (o->form != PUBLISH_ZONE)
		buf_add_cstr(out, tests[o->form]);
	for (size_t i = 0; i < p->entries.count; i++) {
		if (o->form == PUBLISH_ZONE)
			zone_write(&p->entries.at[i], out);
		else
			rbldnsd_write(&p->entries.at[i], o->form, out);
	}
	return 0;
}
