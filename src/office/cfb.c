#include "office/cfb.h"

#include "base/reader.h"
#include "base/fault.h"
#include "base/utf8.h"
#include "office/office.h"

#define HEADER_OCTETS 512
#define DIFAT_IN_HEADER 109
#define ENTRY_OCTETS 128
#define SECTOR_LAST 0xFFFFFFFAu /* what is above has a meaning of its own */

bool
cfb_is(struct bytes content)
{
	return bytes_starts(content, BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
}

static uint32_t
u32_at(struct bytes b, size_t at)
{
	return at + 4 <= b.len ? (uint32_t)b.at[at] | (uint32_t)b.at[at + 1] << 8 | (uint32_t)b.at[at + 2] << 16 |
	                             (uint32_t)b.at[at + 3] << 24
	                       : 0;
}

/* The octets of a sector; fewer in the last one of a file that was cut. */
static struct bytes
sector(const struct cfb *c, uint32_t number)
{
	size_t at = ((size_t)number + 1) * c->sector_size;
	return number < c->sectors ? bytes_slice(c->file, at, at + c->sector_size) : BYTES_NONE;
}

/* One sector of the allocation table. */
static void
add_fat(struct cfb *c, uint32_t number)
{
	struct bytes s = sector(c, number);
	uint32_t per = c->sector_size / 4;
	if (s.len == 0) {
		c->is_damaged = true;
		return;
	}
	for (uint32_t i = 0; i < per && c->fat_count < c->sectors; i++)
		c->fat[c->fat_count++] = i * 4 + 4 <= s.len ? u32_at(s, (size_t)i * 4) : UINT32_MAX;
}

/* The table needs no more than one entry a sector of the file: that alone bounds every loop in its list. */
static bool
read_fat(struct cfb *c, uint32_t difat)
{
	struct bytes header = bytes_to(c->file, HEADER_OCTETS);
	c->fat = arena_get(c->arena, c->sectors, sizeof *c->fat);
	if (c->fat == NULL)
		return false;
	for (uint32_t i = 0; i < DIFAT_IN_HEADER && c->fat_count < c->sectors; i++) {
		uint32_t number = u32_at(header, 76 + (size_t)i * 4);
		if (number < SECTOR_LAST)
			add_fat(c, number);
	}
	uint32_t per = c->sector_size / 4 - 1;
	for (uint32_t steps = 0; difat < SECTOR_LAST && c->fat_count < c->sectors; steps++) {
		struct bytes s = sector(c, difat);
		if (s.len < c->sector_size || steps >= c->sectors) {
			c->is_damaged = true;
			break;
		}
		for (uint32_t i = 0; i < per && c->fat_count < c->sectors; i++) {
			uint32_t number = u32_at(s, (size_t)i * 4);
			if (number < SECTOR_LAST)
				add_fat(c, number);
		}
		difat = u32_at(s, (size_t)per * 4);
	}
	return true;
}

/* The sectors of a chain, at most MAX octets; a copy unless they stand one behind the other. */
static struct bytes
chain(struct cfb *c, uint32_t start, uint64_t max)
{
	uint64_t most = c->file.len;
	uint64_t want = max < most ? max : most;
	uint32_t need = (uint32_t)((want + c->sector_size - 1) / c->sector_size), count = 0, at = start;
	bool is_straight = true;
	if (want > c->budget) {
		c->is_full = true;
		return BYTES_NONE;
	}
	c->budget -= want;
	/* A chain with as many steps as the file has sectors has been somewhere twice. */
	while (count < need && at < c->sectors) {
		uint32_t next = at < c->fat_count ? c->fat[at] : UINT32_MAX;
		count++;
		if (count < need && next != at + 1)
			is_straight = false;
		if (count < need)
			at = next;
	}
	if (count < need || (count >= c->sectors && max > most))
		c->is_damaged = true;
	if (count == 0)
		return BYTES_NONE;
	size_t len = (size_t)count * c->sector_size;
	if (is_straight || count == 1) {
		size_t from = ((size_t)start + 1) * c->sector_size;
		return bytes_to(bytes_slice(c->file, from, from + len), (size_t)want);
	}
	uint8_t *copy = arena_get(c->arena, len, 1);
	if (copy == NULL) {
		c->is_full = true;
		return BYTES_NONE;
	}
	at = start;
	for (uint32_t i = 0; i < count; i++) {
		struct bytes s = sector(c, at);
		if (s.len != 0)
			memcpy(copy + (size_t)i * c->sector_size, s.at, s.len);
		at = at < c->fat_count ? c->fat[at] : UINT32_MAX;
	}
	return bytes_to(bytes_of(copy, len), (size_t)want);
}

/* How long the chain from START is: for what has no size of its own, the directory and the small table. */
static uint64_t
chain_length(struct cfb *c, uint32_t start)
{
	uint32_t count = 0;
	for (uint32_t at = start; at < c->sectors && at < c->fat_count; at = c->fat[at])
		if (++count >= c->sectors) {
			c->is_damaged = true;
			break;
		}
	return (uint64_t)count * c->sector_size;
}

static bool
read_minifat(struct cfb *c, uint32_t start)
{
	struct bytes table = start < SECTOR_LAST ? chain(c, start, chain_length(c, start)) : BYTES_NONE;
	c->minifat_count = (uint32_t)(table.len / 4);
	c->minifat = arena_get(c->arena, c->minifat_count, sizeof *c->minifat);
	if (c->minifat == NULL)
		return false;
	for (uint32_t i = 0; i < c->minifat_count; i++)
		c->minifat[i] = u32_at(table, (size_t)i * 4);
	return true;
}

/* Tree links of the directory, used only while it is read. */
struct links {
	uint32_t left, right, child;
	bool is_seen;
};

static bool
read_entry(struct cfb *c, struct bytes octets, struct links *links, struct cfb_entry *e, uint16_t major)
{
	struct reader r = reader_of(octets);
	struct bytes name = reader_take(&r, 64);
	uint16_t name_len = reader_u16le(&r);
	uint8_t type = reader_u8(&r);
	struct buf utf8;
	reader_skip(&r, 1);
	links->left = reader_u32le(&r);
	links->right = reader_u32le(&r);
	links->child = reader_u32le(&r);
	struct bytes clsid = reader_take(&r, 16);
	reader_skip(&r, 4 + 16);
	e->start = reader_u32le(&r);
	e->size = reader_u64le(&r);
	/* Version 3 has 32 bits of size and sometimes rubbish above. */
	if (major == 3)
		e->size &= UINT32_MAX;
	if (!reader_ok(&r) || (type != CFB_STORAGE && type != CFB_STREAM && type != CFB_ROOT))
		return false;
	e->type = (enum cfb_type)type;
	memcpy(e->clsid, clsid.at, 16);
	buf_init(&utf8, CFB_NAME_MAX * 2);
	office_utf16(bytes_to(name, name_len >= 2 ? (size_t)name_len - 2 : 0), &utf8);
	bool ok = arena_copy(c->arena, buf_bytes(&utf8), &e->name);
	buf_done(&utf8);
	return ok;
}

/* Who is whose child.  The stack holds each entry at most once, so rings cost nothing. */
static void
link_tree(struct cfb *c, struct links *links, uint32_t *stack)
{
	size_t depth = 0;
	links[0].is_seen = true;
	for (uint32_t storage = 0, queued = 0; storage < c->count; storage++) {
		/* Storages are done in the order of the file; one that nobody reached yet is done as an orphan. */
		if (storage != 0 && c->entries[storage].type != CFB_STORAGE)
			continue;
		if (links[storage].child < c->count && !links[links[storage].child].is_seen) {
			stack[depth++] = links[storage].child;
			links[links[storage].child].is_seen = true;
		}
		while (depth > 0 && queued++ < CFB_ENTRIES_MAX * 2) {
			uint32_t at = stack[--depth];
			c->entries[at].parent = storage;
			c->entries[at].is_orphan = false;
			const uint32_t next[2] = { links[at].left, links[at].right };
			for (int i = 0; i < 2; i++)
				if (next[i] < c->count && !links[next[i]].is_seen) {
					links[next[i]].is_seen = true;
					stack[depth++] = next[i];
				}
		}
	}
}

static int
read_directory(struct cfb *c, uint32_t start, uint16_t major)
{
	struct bytes octets = chain(c, start, chain_length(c, start));
	size_t count = octets.len / ENTRY_OCTETS;
	if (count > CFB_ENTRIES_MAX) {
		count = CFB_ENTRIES_MAX;
		c->is_full = true;
	}
	if (count == 0)
		return FAULT_INPUT;
	c->entries = arena_get(c->arena, count, sizeof *c->entries);
	struct links *links = arena_get(c->arena, count, sizeof *links);
	uint32_t *stack = arena_get(c->arena, count, sizeof *stack);
	if (c->entries == NULL || links == NULL || stack == NULL)
		return FAULT_LIMIT;
	c->count = (uint32_t)count;
	for (uint32_t i = 0; i < c->count; i++) {
		c->entries[i] = (struct cfb_entry){ .is_orphan = i != 0 };
		if (!read_entry(c, bytes_slice(octets, (size_t)i * ENTRY_OCTETS, ((size_t)i + 1) * ENTRY_OCTETS), &links[i],
		        &c->entries[i], major))
			links[i] = (struct links){ CFB_NONE, CFB_NONE, CFB_NONE, true };
	}
	link_tree(c, links, stack);
	return 0;
}

int
cfb_open(struct bytes file, struct arena *arena, struct cfb *out)
{
	struct reader r = reader_of(file);
	*out = (struct cfb){ .file = file, .arena = arena, .budget = (uint64_t)file.len * 3 };
	reader_skip(&r, 26);
	uint16_t major = reader_u16le(&r);
	reader_skip(&r, 2);
	uint16_t shift = reader_u16le(&r);
	reader_skip(&r, 2 + 6 + 4 + 4);
	uint32_t directory = reader_u32le(&r);
	reader_skip(&r, 4);
	uint32_t cutoff = reader_u32le(&r);
	uint32_t minifat = reader_u32le(&r);
	reader_skip(&r, 4);
	uint32_t difat = reader_u32le(&r);
	if (!reader_ok(&r) || !cfb_is(file) || file.len < HEADER_OCTETS || shift < 7 || shift > 16)
		return FAULT_INPUT;
	out->sector_size = 1u << shift;
	size_t sectors = (file.len - 1) / out->sector_size;
	out->sectors = sectors < SECTOR_LAST ? (uint32_t)sectors : SECTOR_LAST;
	out->mini_cutoff = cutoff != 0 && cutoff <= 65536 ? cutoff : 4096;
	if (!read_fat(out, difat) || !read_minifat(out, minifat))
		return FAULT_LIMIT;
	int fault = read_directory(out, directory, major);
	if (fault != 0)
		return fault;
	out->mini = chain(out, out->entries[0].start, out->entries[0].size);
	return 0;
}

uint32_t
cfb_child(const struct cfb *c, uint32_t parent, struct bytes name)
{
	for (uint32_t i = 1; i < c->count; i++)
		if (c->entries[i].type != 0 && c->entries[i].parent == parent && bytes_equal_nocase(c->entries[i].name, name))
			return i;
	return CFB_NONE;
}

uint32_t
cfb_find(const struct cfb *c, struct bytes name)
{
	for (uint32_t i = 1; i < c->count; i++)
		if (c->entries[i].type != 0 && bytes_equal_nocase(c->entries[i].name, name))
			return i;
	return CFB_NONE;
}

/* A small stream: sectors of 64 octets in the root's stream. */
static struct bytes
mini_chain(struct cfb *c, uint32_t start, uint64_t size)
{
	uint64_t want = size < c->mini.len ? size : c->mini.len;
	size_t len = 0;
	uint8_t *copy = want <= c->budget ? arena_get(c->arena, (size_t)want + 64, 1) : NULL;
	if (copy == NULL) {
		c->is_full = true;
		return BYTES_NONE;
	}
	c->budget -= want;
	for (uint32_t at = start; len < want && at < c->minifat_count; at = c->minifat[at]) {
		struct bytes s = bytes_slice(c->mini, (size_t)at * 64, ((size_t)at + 1) * 64);
		if (s.len == 0)
			break;
		memcpy(copy + len, s.at, s.len);
		len += s.len;
	}
	if (len < want)
		c->is_damaged = true;
	return bytes_to(bytes_of(copy, len), (size_t)want);
}

struct bytes
cfb_stream(struct cfb *c, uint32_t index)
{
	if (index >= c->count || c->entries[index].type != CFB_STREAM)
		return BYTES_NONE;
	const struct cfb_entry *e = &c->entries[index];
	if (e->size < c->mini_cutoff)
		return mini_chain(c, e->start, e->size);
	return chain(c, e->start, e->size);
}
