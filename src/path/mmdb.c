#include "path/mmdb.h"

#include <stdlib.h>
#include <xxhash.h>

#include "base/must.h"
#include "base/utf8.h"

/* A 128-bit number, for arithmetic on addresses. */
__extension__ typedef unsigned __int128 wide;

/* A child is 0 (nothing known), the number of a node, or, with the top bit, where its value begins. */
#define IS_VALUE 0x80000000u

struct node {
	uint32_t child[2];
};

struct seen {
	uint64_t hash;
	uint32_t at; /* 1 + where the value begins; 0: free */
	uint32_t len;
};

struct mmdb {
	struct node *nodes; /* the first is the root */
	size_t count;
	size_t room;
	struct buf values;
	struct seen *seen;
	size_t seen_count;
	size_t seen_room; /* a power of two */
};

struct mmdb *
mmdb_new(void)
{
	struct mmdb *m = xcalloc(1, sizeof *m);
	m->room = 1024;
	m->nodes = xcalloc(m->room, sizeof *m->nodes);
	m->count = 1;
	m->seen_room = 1024;
	m->seen = xcalloc(m->seen_room, sizeof *m->seen);
	buf_init(&m->values, MMDB_DATA_MAX);
	return m;
}

void
mmdb_free(struct mmdb *m)
{
	if (m == NULL)
		return;
	free(m->nodes);
	free(m->seen);
	buf_done(&m->values);
	free(m);
}

enum type { TYPE_TEXT = 2, TYPE_U16 = 5, TYPE_U32 = 6, TYPE_MAP = 7, TYPE_U64 = 9, TYPE_ARRAY = 11 };

/* Types above 7 have 0 in the first octet and themselves, less 7, in the second. */
static void
put_head(struct buf *out, enum type type, size_t size)
{
	uint8_t first = (uint8_t)(type > 7 ? 0 : type << 5);
	must(size < 29 + 256);
	buf_add_octet(out, (uint8_t)(first | (size < 29 ? size : 29)));
	if (type > 7)
		buf_add_octet(out, (uint8_t)(type - 7));
	if (size >= 29)
		buf_add_octet(out, (uint8_t)(size - 29));
}

static void
put_text(struct buf *out, struct bytes text)
{
	put_head(out, TYPE_TEXT, text.len);
	buf_add(out, text);
}

static void
put_number(struct buf *out, enum type type, uint64_t value)
{
	size_t len = 0;
	while (len < 8 && value >> (8 * len) != 0)
		len++;
	put_head(out, type, len);
	for (size_t i = len; i-- > 0;)
		buf_add_octet(out, (uint8_t)(value >> (8 * i)));
}

static void
put_field(struct buf *out, const char *name, struct bytes text)
{
	if (text.len == 0)
		return;
	put_text(out, bytes_of_cstr(name));
	put_text(out, utf8_prefix(text, MMDB_TEXT_MAX));
}

/* The flat layout of the public packages: geo_find reads it as it reads theirs. */
static void
put_place(struct buf *out, const struct casefile_place *p)
{
	put_head(out, TYPE_MAP, (size_t)(p->country.len != 0) + (p->province.len != 0) + (p->city.len != 0) +
	                            (p->asn != 0) + (p->owner.len != 0));
	put_field(out, "country_code", p->country);
	put_field(out, "state1", p->province);
	put_field(out, "city", p->city);
	if (p->asn != 0) {
		put_text(out, BYTES("autonomous_system_number"));
		put_number(out, TYPE_U32, p->asn);
	}
	put_field(out, "autonomous_system_organization", p->owner);
}

static void
grow_seen(struct mmdb *m)
{
	struct seen *old = m->seen;
	size_t room = m->seen_room;
	m->seen_room = 2 * room;
	m->seen = xcalloc(m->seen_room, sizeof *m->seen);
	for (size_t i = 0; i < room; i++) {
		size_t at = old[i].hash & (m->seen_room - 1);
		if (old[i].at == 0)
			continue;
		while (m->seen[at].at != 0)
			at = (at + 1) & (m->seen_room - 1);
		m->seen[at] = old[i];
	}
	free(old);
}

/* Where the value VALUE begins; the same value is written once. */
static int
keep_value(struct mmdb *m, struct bytes value, uint32_t *out)
{
	uint64_t hash = XXH3_64bits(value.at, value.len);
	size_t at = hash & (m->seen_room - 1);
	for (; m->seen[at].at != 0; at = (at + 1) & (m->seen_room - 1)) {
		const struct seen *s = &m->seen[at];
		if (s->hash == hash && bytes_equal(bytes_slice(buf_bytes(&m->values), s->at - 1, s->at - 1 + s->len), value)) {
			*out = s->at - 1;
			return 0;
		}
	}
	*out = (uint32_t)m->values.len;
	buf_add(&m->values, value);
	if (!buf_ok(&m->values))
		return FAULT_LIMIT;
	m->seen[at] = (struct seen){ hash, *out + 1, (uint32_t)value.len };
	if (++m->seen_count > m->seen_room / 2)
		grow_seen(m);
	return 0;
}

static int
new_node(struct mmdb *m, uint32_t *out)
{
	if (m->count >= MMDB_NODES_MAX)
		return FAULT_LIMIT;
	if (m->count == m->room) {
		m->nodes = xrealloc(m->nodes, 2 * m->room, sizeof *m->nodes);
		memset(m->nodes + m->room, 0, m->room * sizeof *m->nodes);
		m->room *= 2;
	}
	*out = (uint32_t)m->count++;
	return 0;
}

/* The network of the first BITS bits of ADDRESS has the value at VALUE. */
static int
insert(struct mmdb *m, wide address, unsigned bits, uint32_t value)
{
	uint32_t node = 0;
	for (unsigned depth = 0; depth + 1 < bits; depth++) {
		unsigned bit = (unsigned)(address >> (127 - depth)) & 1;
		uint32_t child = m->nodes[node].child[bit];
		if ((child & IS_VALUE) != 0)
			return FAULT_INPUT;
		if (child == 0) {
			int fault = new_node(m, &child);
			if (fault != 0)
				return fault;
			m->nodes[node].child[bit] = child;
		}
		node = child;
	}
	uint32_t *leaf = &m->nodes[node].child[(unsigned)(address >> (128 - bits)) & 1];
	if (*leaf != 0)
		return FAULT_INPUT;
	*leaf = IS_VALUE | value;
	return 0;
}

/* In the tree IPv4 stands in ::/96, without the ffff of mapped addresses. */
static wide
number_of(const struct cidr *c)
{
	wide n = 0;
	for (size_t i = cidr_is_v4(c) ? 12 : 0; i < 16; i++)
		n = n << 8 | c->address[i];
	return n;
}

int
mmdb_add(struct mmdb *m, const struct cidr *first, const struct cidr *last, const struct casefile_place *place)
{
	wide at = number_of(first), end = number_of(last);
	struct buf value;
	uint32_t where;
	if (at > end || cidr_is_v4(first) != cidr_is_v4(last))
		return FAULT_INPUT;
	buf_init(&value, 4096);
	put_place(&value, place);
	int fault = keep_value(m, buf_bytes(&value), &where);
	buf_done(&value);
	while (fault == 0) {
		/* The largest network that begins here and ends in time; its size is 2^host. */
		unsigned host = 0;
		while (host < 127 && (at >> host & 1) == 0 && end - at >= ((wide)1 << (host + 1)) - 1)
			host++;
		fault = insert(m, at, 128 - host, where);
		wide size = (wide)1 << host;
		if (end - at < size)
			break;
		at += size;
	}
	return fault;
}

static void
put_metadata(const struct mmdb *m, const char *type, struct bytes attribution, int64_t built, struct buf *out)
{
	buf_add(out, BYTES("\xab\xcd\xefMaxMind.com"));
	put_head(out, TYPE_MAP, 9);
	put_text(out, BYTES("binary_format_major_version"));
	put_number(out, TYPE_U16, 2);
	put_text(out, BYTES("binary_format_minor_version"));
	put_number(out, TYPE_U16, 0);
	put_text(out, BYTES("build_epoch"));
	put_number(out, TYPE_U64, (uint64_t)built);
	put_text(out, BYTES("database_type"));
	put_text(out, bytes_of_cstr(type));
	put_text(out, BYTES("description"));
	put_head(out, TYPE_MAP, 1);
	put_text(out, BYTES("en"));
	put_text(out, utf8_prefix(attribution, 280));
	put_text(out, BYTES("ip_version"));
	put_number(out, TYPE_U16, 6);
	put_text(out, BYTES("languages"));
	put_head(out, TYPE_ARRAY, 1);
	put_text(out, BYTES("en"));
	put_text(out, BYTES("node_count"));
	put_number(out, TYPE_U32, m->count);
	put_text(out, BYTES("record_size"));
	put_number(out, TYPE_U16, 32);
}

int
mmdb_write(const struct mmdb *m, const char *type, struct bytes attribution, int64_t built, struct buf *out)
{
	static const uint8_t gap[16] = { 0 };
	for (size_t i = 0; i < m->count; i++)
		for (size_t k = 0; k < 2; k++) {
			uint32_t child = m->nodes[i].child[k];
			uint64_t record = child == 0 ? m->count
			                  : (child & IS_VALUE) != 0 ? m->count + sizeof gap + (child & ~IS_VALUE)
			                                            : child;
			const uint8_t octets[4] = { (uint8_t)(record >> 24), (uint8_t)(record >> 16), (uint8_t)(record >> 8),
				(uint8_t)record };
			if (record > UINT32_MAX)
				return FAULT_LIMIT;
			buf_add(out, bytes_of(octets, sizeof octets));
		}
	buf_add(out, bytes_of(gap, sizeof gap));
	buf_add(out, buf_bytes(&m->values));
	put_metadata(m, type, attribution, built, out);
	return buf_ok(out) ? 0 : FAULT_LIMIT;
}
