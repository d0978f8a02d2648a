#include "http/zstd.h"

#include <stdlib.h>
#include <xxhash.h>

#include "base/must.h"

enum { FSE_LOG_MAX = 9, HUFFMAN_LOG_MAX = 11, MATCH_MAX = 65539 + 65535 };

/* A table of finite state entropy: s4.1. */
struct fse {
	unsigned log;
	bool is_set;
	struct {
		uint16_t base;
		uint8_t symbol, bits;
	} at[1 << FSE_LOG_MAX];
};

struct huffman {
	unsigned log;
	bool is_set;
	struct {
		uint8_t symbol, bits;
	} at[1 << HUFFMAN_LOG_MAX];
};

enum { LITERAL_LENGTHS, OFFSETS, MATCH_LENGTHS, CODES };

struct decoder {
	uint64_t max, total;     /* of what comes out */
	uint64_t window;         /* of this frame */
	size_t block_max;        /* of this frame: s3.1.1.2.4 */
	zstd_put *put;
	void *context;
	struct why *why;
	struct huffman huffman;
	struct fse tables[CODES];
	uint64_t offsets[3];     /* repeated ones */
	uint8_t literals[ZSTD_BLOCK_MAX];
	size_t literal_count;
	struct buf out;          /* what was put and a match may still name, then this block */
	size_t put_len;          /* of it, that was put */
	XXH64_state_t *hash;
};

static int
bad(struct decoder *d, const char *what)
{
	return why_set(d->why, FAULT_INPUT, "zstd: %s", what);
}

static unsigned
high_bit(uint64_t n)
{
	return 63 - (unsigned)__builtin_clzll(n);
}

static uint64_t
little(const uint8_t *at, size_t len)
{
	uint64_t n = 0;
	for (size_t i = 0; i < len; i++)
		n |= (uint64_t)at[i] << 8 * i;
	return n;
}

/* -- bits, from the end to the start -- */

struct bits {
	struct bytes in;
	int64_t left; /* below 0: more were read than there are; those are 0 */
};

/* COUNT <= 32 bits that end at bit END. */
static uint64_t
bits_before(const struct bits *b, int64_t end, unsigned count)
{
	int64_t start = end - count;
	unsigned lost = 0;
	if (end <= 0 || count == 0)
		return 0;
	if (start < 0) {
		lost = (unsigned)-start;
		start = 0;
	}
	size_t at = (size_t)start / 8;
	uint64_t word = b->in.len - at >= 8 ? 0 : little(b->in.at + at, b->in.len - at);
	if (b->in.len - at >= 8)
		memcpy(&word, b->in.at + at, 8);
	word >>= start % 8;
	return (word & ((UINT64_C(1) << (count - lost)) - 1)) << lost;
}

static uint64_t
bits_take(struct bits *b, unsigned count)
{
	uint64_t n = bits_before(b, b->left, count);
	b->left -= count;
	return n;
}

static int
bits_open(struct decoder *d, struct bits *b, struct bytes in)
{
	if (in.len == 0 || in.at[in.len - 1] == 0)
		return bad(d, "a stream of bits without its end mark");
	*b = (struct bits){ in, (int64_t)(in.len - 1) * 8 + high_bit(in.at[in.len - 1]) };
	return 0;
}

/* -- finite state entropy -- */

static int
fse_build(struct decoder *d, struct fse *t, const int16_t *odds, size_t count, unsigned log)
{
	uint16_t next[256];
	unsigned size = 1u << log, high = size, position = 0;
	for (size_t s = 0; s < count; s++) {
		next[s] = odds[s] < 0 ? 1 : (uint16_t)odds[s];
		if (odds[s] < 0 && high > 0)
			t->at[--high].symbol = (uint8_t)s;
	}
	for (size_t s = 0; s < count; s++)
		for (int i = 0; i < odds[s]; i++) {
			t->at[position].symbol = (uint8_t)s;
			do
				position = (position + (size >> 1) + (size >> 3) + 3) & (size - 1);
			while (position >= high);
		}
	if (position != 0)
		return bad(d, "a table that does not add up");
	for (unsigned i = 0; i < size; i++) {
		uint16_t n = next[t->at[i].symbol]++;
		t->at[i].bits = (uint8_t)(log - high_bit(n));
		t->at[i].base = (uint16_t)(((unsigned)n << t->at[i].bits) - size);
	}
	t->log = log;
	t->is_set = true;
	return 0;
}

/* A description at the front of *IN; bits from the start here. */
static int
fse_read(struct decoder *d, struct bytes *in, unsigned log_max, size_t symbols_max, struct fse *t)
{
	int16_t odds[256];
	size_t bit = 4, count = 0, all = in->len * 8;
	if (in->len == 0)
		return bad(d, "no table");
	unsigned log = (in->at[0] & 15) + 5;
	if (log > log_max)
		return bad(d, "a table that is too large");
	int left = (1 << log) + 1, threshold = 1 << log;
	unsigned bits = log + 1;
	bool was_none = false;
	while (left > 1) {
		uint8_t four[4] = { 0 };
		if (bit >= all || count >= symbols_max)
			return bad(d, "a table that does not end");
		size_t at = bit / 8, there = in->len - at < 4 ? in->len - at : 4;
		memcpy(four, in->at + at, there);
		unsigned word = (unsigned)(little(four, 4) >> bit % 8);
		if (was_none) {
			/* How many more have no odds, three at a time. */
			unsigned more = word & 3;
			bit += 2;
			for (unsigned i = 0; i < more; i++) {
				if (count >= symbols_max)
					return bad(d, "a table of too many symbols");
				odds[count++] = 0;
			}
			was_none = more == 3;
			continue;
		}
		int most = 2 * threshold - 1 - left, value = (int)(word & (unsigned)(threshold - 1));
		if (value < most) {
			bit += bits - 1;
		} else {
			value = (int)(word & (unsigned)(2 * threshold - 1));
			if (value >= threshold)
				value -= most;
			bit += bits;
		}
		value--;
		left -= value < 0 ? -value : value;
		odds[count++] = (int16_t)value;
		was_none = value == 0;
		for (; left < threshold && left > 0; threshold >>= 1)
			bits--;
	}
	if (left != 1 || bit > all)
		return bad(d, "a table that does not add up");
	*in = bytes_from(*in, (bit + 7) / 8);
	return fse_build(d, t, odds, count, log);
}

/* -- literals -- */

static int
huffman_build(struct decoder *d, uint8_t *weights, size_t count)
{
	struct huffman *h = &d->huffman;
	uint32_t sum = 0;
	for (size_t i = 0; i < count; i++) {
		if (weights[i] > HUFFMAN_LOG_MAX)
			return bad(d, "a code that is too long");
		sum += weights[i] != 0 ? 1u << (weights[i] - 1) : 0;
	}
	if (sum == 0)
		return bad(d, "no code");
	unsigned log = high_bit(sum) + 1;
	uint32_t left = (1u << log) - sum;
	/* The last one is what remains. */
	if (log > HUFFMAN_LOG_MAX || (left & (left - 1)) != 0)
		return bad(d, "codes that do not add up");
	weights[count++] = (uint8_t)(high_bit(left) + 1);
	size_t at = 0;
	for (unsigned w = 1; w <= log; w++)
		for (size_t s = 0; s < count; s++)
			for (unsigned i = 0; weights[s] == w && i < 1u << (w - 1); i++, at++) {
				must(at < 1u << HUFFMAN_LOG_MAX);
				h->at[at].symbol = (uint8_t)s;
				h->at[at].bits = (uint8_t)(log + 1 - w);
			}
	h->log = log;
	h->is_set = true;
	return 0;
}

/* Two states in turn, until the bits are gone. */
static int
packed_weights(struct decoder *d, struct bytes in, uint8_t weights[256], size_t *out_count)
{
	struct fse t;
	struct bits b = { 0 };
	int fault = fse_read(d, &in, 6, 256, &t);
	if (fault == 0)
		fault = bits_open(d, &b, in);
	if (fault != 0)
		return fault;
	uint64_t states[2] = { bits_take(&b, t.log), 0 };
	states[1] = bits_take(&b, t.log);
	size_t count = 0;
	for (unsigned turn = 0; b.left >= 0; turn ^= 1) {
		if (count >= 254)
			return bad(d, "too many codes");
		weights[count++] = t.at[states[turn]].symbol;
		states[turn] = t.at[states[turn]].base + bits_take(&b, t.at[states[turn]].bits);
		if (b.left < 0)
			weights[count++] = t.at[states[turn ^ 1]].symbol;
	}
	*out_count = count;
	return 0;
}

static int
read_huffman(struct decoder *d, struct bytes *in)
{
	uint8_t weights[256];
	size_t count = 0;
	if (in->len == 0)
		return bad(d, "no codes");
	size_t head = in->at[0];
	*in = bytes_from(*in, 1);
	size_t octets = head < 128 ? head : (head - 127 + 1) / 2;
	if (octets > in->len)
		return bad(d, "codes that are cut off");
	int fault = 0;
	if (head < 128)
		fault = packed_weights(d, bytes_to(*in, octets), weights, &count);
	else
		for (; count < head - 127; count++)
			weights[count] = count % 2 == 0 ? in->at[count / 2] >> 4 : in->at[count / 2] & 15;
	*in = bytes_from(*in, octets);
	return fault != 0 ? fault : huffman_build(d, weights, count);
}

static int
read_stream(struct decoder *d, struct bytes in, uint8_t *out, size_t count)
{
	const struct huffman *h = &d->huffman;
	struct bits b = { 0 };
	int fault = bits_open(d, &b, in);
	if (fault != 0)
		return fault;
	for (size_t i = 0; i < count; i++) {
		uint64_t code = bits_before(&b, b.left, h->log);
		out[i] = h->at[code].symbol;
		b.left -= h->at[code].bits;
	}
	return b.left == 0 ? 0 : bad(d, "literals that do not end with their bits");
}

static int
read_coded_literals(struct decoder *d, struct bytes in, bool has_tree, bool is_one, size_t count)
{
	int fault = has_tree ? read_huffman(d, &in) : 0;
	if (fault != 0)
		return fault;
	if (!d->huffman.is_set)
		return bad(d, "literals by codes that never came");
	d->literal_count = count;
	if (is_one)
		return read_stream(d, in, d->literals, count);
	size_t each = (count + 3) / 4, at = 0;
	if (in.len < 6 || 3 * each > count)
		return bad(d, "four streams that are cut off");
	struct bytes rest = bytes_from(in, 6);
	for (int i = 0; i < 4 && fault == 0; i++, at += each) {
		size_t len = i < 3 ? (size_t)little(in.at + 2 * i, 2) : rest.len;
		if (len > rest.len)
			return bad(d, "a stream that is cut off");
		fault = read_stream(d, bytes_to(rest, len), d->literals + at, i < 3 ? each : count - at);
		rest = bytes_from(rest, len);
	}
	return fault;
}

/* The section at the front of *IN: s3.1.1.3.1. */
static int
read_literals(struct decoder *d, struct bytes *in)
{
	if (in->len == 0)
		return bad(d, "a block without literals");
	unsigned kind = in->at[0] & 3, form = in->at[0] >> 2 & 3;
	bool is_coded = kind >= 2;
	size_t head = is_coded ? (form < 2 ? 3 : form + 2) : (form & 1) == 0 ? 1 : form == 1 ? 2 : 3;
	if (in->len < head)
		return bad(d, "literals that are cut off");
	uint64_t word = little(in->at, head);
	unsigned width = form < 2 ? 10 : form == 2 ? 14 : 18;
	size_t count = is_coded ? (size_t)(word >> 4 & ((1u << width) - 1)) : (size_t)(word >> (head == 1 ? 3 : 4));
	size_t octets = is_coded ? (size_t)(word >> (4 + width)) : kind == 0 ? count : 1;
	*in = bytes_from(*in, head);
	if (count > ZSTD_BLOCK_MAX || octets > in->len)
		return bad(d, "literals that do not fit");
	struct bytes section = bytes_to(*in, octets);
	*in = bytes_from(*in, octets);
	if (is_coded)
		return read_coded_literals(d, section, kind == 2, form == 0, count);
	d->literal_count = count;
	if (kind == 0 && count != 0)
		memcpy(d->literals, section.at, count);
	else if (count != 0)
		memset(d->literals, section.at[0], count);
	return 0;
}

/* -- sequences -- */

/* What a code adds to its bits. */
static const struct {
	uint32_t base;
	uint8_t bits;
} lengths[2][53] = {
	{ { 0, 0 }, { 1, 0 }, { 2, 0 }, { 3, 0 }, { 4, 0 }, { 5, 0 }, { 6, 0 }, { 7, 0 }, { 8, 0 }, { 9, 0 }, { 10, 0 }, { 11, 0 }, { 12, 0 },
	  { 13, 0 }, { 14, 0 }, { 15, 0 }, { 16, 1 }, { 18, 1 }, { 20, 1 }, { 22, 1 }, { 24, 2 }, { 28, 2 }, { 32, 3 }, { 40, 3 }, { 48, 4 },
	  { 64, 6 }, { 128, 7 }, { 256, 8 }, { 512, 9 }, { 1024, 10 }, { 2048, 11 }, { 4096, 12 }, { 8192, 13 }, { 16384, 14 }, { 32768, 15 },
	  { 65536, 16 } },
	{ { 3, 0 }, { 4, 0 }, { 5, 0 }, { 6, 0 }, { 7, 0 }, { 8, 0 }, { 9, 0 }, { 10, 0 }, { 11, 0 }, { 12, 0 }, { 13, 0 }, { 14, 0 },
	  { 15, 0 }, { 16, 0 }, { 17, 0 }, { 18, 0 }, { 19, 0 }, { 20, 0 }, { 21, 0 }, { 22, 0 }, { 23, 0 }, { 24, 0 }, { 25, 0 }, { 26, 0 },
	  { 27, 0 }, { 28, 0 }, { 29, 0 }, { 30, 0 }, { 31, 0 }, { 32, 0 }, { 33, 0 }, { 34, 0 }, { 35, 1 }, { 37, 1 }, { 39, 1 }, { 41, 1 },
	  { 43, 2 }, { 47, 2 }, { 51, 3 }, { 59, 3 }, { 67, 4 }, { 83, 4 }, { 99, 5 }, { 131, 7 }, { 259, 8 }, { 515, 9 }, { 1027, 10 },
	  { 2051, 11 }, { 4099, 12 }, { 8195, 13 }, { 16387, 14 }, { 32771, 15 }, { 65539, 16 } },
};

static const struct {
	unsigned log_max;
	size_t symbols;
	unsigned usual_log;
	size_t usual_count;
	int16_t usual[53]; /* odds where none are told: s3.1.1.3.2.2 */
} kinds[CODES] = {
	{ 9, 36, 6, 36, { 4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1 } },
	{ 8, 32, 5, 29, { 1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1 } },
	{ 9, 53, 6, 53, { 1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	  1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1 } },
};

static int
read_table(struct decoder *d, unsigned mode, int kind, struct bytes *in)
{
	struct fse *t = &d->tables[kind];
	switch (mode) {
	case 0: return fse_build(d, t, kinds[kind].usual, kinds[kind].usual_count, kinds[kind].usual_log);
	case 1:
		if (in->len == 0 || in->at[0] >= kinds[kind].symbols)
			return bad(d, "a code that there is not");
		t->log = 0;
		t->is_set = true;
		t->at[0].symbol = in->at[0];
		t->at[0].bits = 0;
		t->at[0].base = 0;
		*in = bytes_from(*in, 1);
		return 0;
	case 2: return fse_read(d, in, kinds[kind].log_max, kinds[kind].symbols, t);
	default: return t->is_set ? 0 : bad(d, "a table that never came");
	}
}

/* Which distance VALUE stands for, and what is remembered of it: s3.1.1.5. */
static uint64_t
take_offset(struct decoder *d, uint64_t value, bool no_literals)
{
	uint64_t *known = d->offsets;
	if (value > 3) {
		known[2] = known[1];
		known[1] = known[0];
		return known[0] = value - 3;
	}
	size_t index = (size_t)value - 1 + no_literals;
	uint64_t offset = index < 3 ? known[index] : known[0] - 1;
	if (index >= 2)
		known[2] = known[1];
	if (index >= 1)
		known[1] = known[0];
	return known[0] = offset;
}

/* LEN octets from OFFSET before the end; they may overlap. */
static int
copy_match(struct decoder *d, uint64_t offset, size_t len)
{
	if (offset == 0 || offset > d->out.len || offset > d->window)
		return bad(d, "a match before the beginning");
	uint8_t *to = buf_reserve(&d->out, len);
	if (to == NULL)
		return why_set(d->why, FAULT_LIMIT, "zstd: a block that is too large");
	const uint8_t *from = to - offset;
	if (offset >= len)
		memcpy(to, from, len);
	else
		for (size_t i = 0; i < len; i++)
			to[i] = from[i];
	d->out.len += len;
	return 0;
}

static int
read_sequences(struct decoder *d, struct bytes in)
{
	size_t count = in.len != 0 ? in.at[0] : 0, head = in.len != 0, at = 0, start = d->out.len;
	if (count >= 128 && count < 255 && in.len >= 2)
		count = (count - 128) << 8 | in.at[1], head = 2;
	else if (count == 255 && in.len >= 3)
		count = (size_t)little(in.at + 1, 2) + 0x7f00, head = 3;
	else if (count >= 128 || in.len == 0)
		return bad(d, "sequences that are cut off");
	in = bytes_from(in, head);
	if (count == 0) {
		if (in.len != 0)
			return bad(d, "octets behind a block");
		buf_add(&d->out, bytes_of(d->literals, d->literal_count));
		return 0;
	}
	if (in.len == 0 || (in.at[0] & 3) != 0)
		return bad(d, "a mode that there is not");
	unsigned modes = in.at[0];
	in = bytes_from(in, 1);
	int fault = 0;
	for (int kind = 0; kind < CODES && fault == 0; kind++)
		fault = read_table(d, modes >> (6 - 2 * kind) & 3, kind, &in);
	struct bits b = { 0 };
	if (fault == 0)
		fault = bits_open(d, &b, in);
	if (fault != 0)
		return fault;
	uint64_t states[CODES];
	for (int kind = 0; kind < CODES; kind++)
		states[kind] = bits_take(&b, d->tables[kind].log);
	for (size_t i = 0; i < count; i++) {
		unsigned of = d->tables[OFFSETS].at[states[OFFSETS]].symbol, ml = d->tables[MATCH_LENGTHS].at[states[MATCH_LENGTHS]].symbol,
		         ll = d->tables[LITERAL_LENGTHS].at[states[LITERAL_LENGTHS]].symbol;
		if (of > 31 || ml > 52 || ll > 35)
			return bad(d, "a code that there is not");
		uint64_t value = (UINT64_C(1) << of) + bits_take(&b, of);
		size_t match = lengths[1][ml].base + (size_t)bits_take(&b, lengths[1][ml].bits);
		size_t literal = lengths[0][ll].base + (size_t)bits_take(&b, lengths[0][ll].bits);
		static const int order[CODES] = { LITERAL_LENGTHS, MATCH_LENGTHS, OFFSETS };
		for (int k = 0; k < CODES && i + 1 < count; k++) {
			const struct fse *t = &d->tables[order[k]];
			uint64_t *state = &states[order[k]];
			*state = t->at[*state].base + bits_take(&b, t->at[*state].bits);
		}
		if (b.left < 0 || literal > d->literal_count - at || d->out.len - start + literal + match > d->block_max)
			return bad(d, "a sequence that does not fit");
		buf_add(&d->out, bytes_of(d->literals + at, literal));
		at += literal;
		fault = copy_match(d, take_offset(d, value, literal == 0), match);
		if (fault != 0)
			return fault;
	}
	if (b.left != 0)
		return bad(d, "sequences that do not end with their bits");
	buf_add(&d->out, bytes_of(d->literals + at, d->literal_count - at));
	return d->out.len - start <= d->block_max ? 0 : bad(d, "a block that is too large");
}

/* -- blocks and frames -- */

/* A block is whole: hand it on, and forget what no match can name any more. */
static int
put_block(struct decoder *d)
{
	struct bytes run = bytes_from(buf_bytes(&d->out), d->put_len);
	must(buf_ok(&d->out));
	d->total += run.len;
	if (d->total > d->max)
		return why_set(d->why, FAULT_LIMIT, "zstd: more comes out than a message may have");
	(void)XXH64_update(d->hash, run.at, run.len);
	int fault = run.len != 0 ? d->put(d->context, run) : 0;
	/* Moved only when much has gathered: each octet once for each window. */
	if (d->out.len >= 2 * d->window + ZSTD_BLOCK_MAX)
		buf_drop(&d->out, d->out.len - (size_t)d->window);
	d->put_len = d->out.len;
	return fault;
}

static int
read_block(struct decoder *d, unsigned kind, struct bytes *in, size_t size)
{
	size_t octets = kind == 1 ? 1 : size;
	if (kind == 3 || octets > in->len)
		return bad(d, "a block that is cut off");
	if (size > d->block_max)
		return bad(d, "a block that is too large");
	struct bytes block = bytes_to(*in, octets);
	*in = bytes_from(*in, octets);
	int fault = 0;
	if (kind == 0) {
		buf_add(&d->out, block);
	} else if (kind == 1) {
		uint8_t *to = buf_reserve(&d->out, size);
		must(to != NULL);
		memset(to, block.at[0], size);
		d->out.len += size;
	} else {
		fault = read_literals(d, &block);
		if (fault == 0)
			fault = read_sequences(d, block);
	}
	return fault != 0 ? fault : put_block(d);
}

static int
read_frame_head(struct decoder *d, struct bytes *in, bool *out_has_checksum, uint64_t *out_size)
{
	static const uint8_t id_sizes[] = { 0, 1, 2, 4 }, size_sizes[] = { 0, 2, 4, 8 };
	unsigned flags = in->at[4];
	bool is_single = (flags & 32) != 0;
	size_t ids = id_sizes[flags & 3], sizes = flags >> 6 == 0 && is_single ? 1 : size_sizes[flags >> 6];
	size_t head = (is_single ? 5u : 6u) + ids + sizes;
	if ((flags & 8) != 0 || in->len < head)
		return bad(d, "a frame that is cut off");
	const uint8_t *at = in->at + 5 + !is_single;
	if (little(at, ids) != 0)
		return bad(d, "a dictionary that we do not have");
	*out_size = sizes == 0 ? UINT64_MAX : little(at + ids, sizes) + (sizes == 2 ? 256 : 0);
	*out_has_checksum = (flags & 4) != 0;
	d->window = *out_size;
	if (!is_single) {
		uint64_t base = UINT64_C(1) << (10 + (in->at[5] >> 3));
		d->window = base + base / 8 * (in->at[5] & 7);
		if (d->window > ZSTD_WINDOW_MAX)
			return why_set(d->why, FAULT_LIMIT, "zstd: a window of more than 8 MiB");
	}
	if (sizes != 0 && *out_size > d->max - d->total)
		return why_set(d->why, FAULT_LIMIT, "zstd: more comes out than a message may have");
	/* The whole is the window of a frame without one; what packs it looks back no further than this. */
	if (d->window > ZSTD_WINDOW_MAX)
		d->window = ZSTD_WINDOW_MAX;
	d->block_max = d->window < ZSTD_BLOCK_MAX ? (size_t)d->window : ZSTD_BLOCK_MAX;
	*in = bytes_from(*in, head);
	return 0;
}

static int
read_frame(struct decoder *d, struct bytes *in)
{
	bool has_checksum = false, is_last = false;
	uint64_t size = 0, before = d->total;
	int fault = in->len < 6 ? bad(d, "a frame that is cut off") : read_frame_head(d, in, &has_checksum, &size);
	if (fault != 0)
		return fault;
	(void)XXH64_reset(d->hash, 0);
	buf_clear(&d->out);
	d->put_len = 0;
	d->huffman.is_set = false;
	for (int kind = 0; kind < CODES; kind++)
		d->tables[kind].is_set = false;
	memcpy(d->offsets, (const uint64_t[3]){ 1, 4, 8 }, sizeof d->offsets);
	while (!is_last && fault == 0) {
		if (in->len < 3)
			return bad(d, "a frame that is cut off");
		unsigned head = (unsigned)little(in->at, 3);
		*in = bytes_from(*in, 3);
		is_last = (head & 1) != 0;
		fault = read_block(d, head >> 1 & 3, in, head >> 3);
	}
	if (fault != 0)
		return fault;
	if (size != UINT64_MAX && d->total - before != size)
		return bad(d, "another size than it says");
	if (!has_checksum)
		return 0;
	if (in->len < 4 || little(in->at, 4) != (XXH64_digest(d->hash) & UINT32_MAX))
		return bad(d, "a wrong checksum");
	*in = bytes_from(*in, 4);
	return 0;
}

int
zstd_decode(struct bytes in, uint64_t max, zstd_put *put, void *context, struct why *why)
{
	struct decoder *d = xcalloc(1, sizeof *d);
	int fault = 0;
	*d = (struct decoder){ .max = max, .put = put, .context = context, .why = why, .hash = XXH64_createState() };
	must(d->hash != NULL);
	buf_init(&d->out, 2 * (size_t)ZSTD_WINDOW_MAX + 4 * ZSTD_BLOCK_MAX);
	if (in.len == 0)
		fault = bad(d, "nothing");
	while (in.len != 0 && fault == 0) {
		uint64_t magic = in.len >= 4 ? little(in.at, 4) : 0;
		if (magic == 0xFD2FB528) {
			fault = read_frame(d, &in);
		} else if ((magic & 0xFFFFFFF0) == 0x184D2A50 && in.len >= 8 && little(in.at + 4, 4) <= in.len - 8) {
			in = bytes_from(in, 8 + (size_t)little(in.at + 4, 4));
		} else {
			fault = bad(d, "no frame");
		}
	}
	buf_done(&d->out);
	(void)XXH64_freeState(d->hash);
	free(d);
	return fault;
}
