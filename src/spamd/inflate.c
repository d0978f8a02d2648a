#include "spamd/inflate.h"

#define END_OF_BLOCK 256
#define ADLER_BASE 65521

void
inflate_begin(struct inflate *z, struct bytes in)
{
	/* The window need not be cleared: nothing behind `history` is ever copied. */
	z->in = in;
	z->at = 0;
	z->bits = 0;
	z->bit_count = 0;
	z->state = INFLATE_HEAD;
	z->is_last = false;
	z->stored = 0;
	z->sum_a = 1;
	z->sum_b = 0;
	z->history = z->made = 0;
}

static void
fill(struct inflate *z)
{
	while (z->bit_count <= 56 && z->at < z->in.len) {
		z->bits |= (uint64_t)z->in.at[z->at++] << z->bit_count;
		z->bit_count += 8;
	}
}

/* COUNT (at most 32) bits; false where the input ends. */
static bool
take(struct inflate *z, unsigned count, uint32_t *out)
{
	if (z->bit_count < count)
		fill(z);
	if (z->bit_count < count)
		return false;
	*out = (uint32_t)(z->bits & ((UINT64_C(1) << count) - 1));
	z->bits >>= count;
	z->bit_count -= count;
	return true;
}

static unsigned
reversed(unsigned code, unsigned length)
{
	unsigned out = 0;
	for (; length != 0; length--, code >>= 1)
		out = out << 1 | (code & 1);
	return out;
}

/**
 * build(code, lengths, count, may_be_one): Codes from their lengths (RFC 1951 s3.2.2).
 *
 * Gives:   false where more codes are meant than there are, or fewer; MAY_BE_ONE: but for one of one bit
 */
static bool
build(struct inflate_code *code, const uint8_t *lengths, unsigned count, bool may_be_one)
{
	uint16_t next[16] = { 0 }, at[16] = { 0 };
	int left = 1;
	memset(code, 0, sizeof *code);
	for (unsigned i = 0; i < count; i++)
		code->count[lengths[i]]++;
	unsigned used = count - code->count[0];
	code->count[0] = 0;
	for (unsigned length = 1; length < 16; length++) {
		left = left * 2 - code->count[length];
		if (left < 0)
			return false;
		next[length] = (uint16_t)((next[length - 1] + code->count[length - 1]) << 1);
		at[length] = (uint16_t)(at[length - 1] + code->count[length - 1]);
	}
	if (left > 0 && used != 0 && !(may_be_one && used == 1 && code->count[1] == 1))
		return false;
	for (unsigned i = 0; i < count; i++) {
		unsigned length = lengths[i];
		if (length == 0)
			continue;
		code->symbols[at[length]++] = (uint16_t)i;
		unsigned index = reversed(next[length]++, length);
		for (; length <= INFLATE_FAST_BITS && index < 1 << INFLATE_FAST_BITS; index += 1u << length)
			code->fast[index] = (uint16_t)(i << 4 | length);
	}
	return true;
}

/* The next symbol, or -1. */
static int
decode(struct inflate *z, const struct inflate_code *code)
{
	if (z->bit_count < 15)
		fill(z);
	unsigned entry = code->fast[z->bits & ((1 << INFLATE_FAST_BITS) - 1)];
	if (entry != 0 && (entry & 15) <= z->bit_count) {
		z->bits >>= entry & 15;
		z->bit_count -= entry & 15;
		return (int)(entry >> 4);
	}
	unsigned word = 0, first = 0, index = 0;
	for (unsigned length = 1; length < 16 && length <= z->bit_count; length++) {
		word |= z->bits >> (length - 1) & 1;
		if (word - first < code->count[length]) {
			z->bits >>= length;
			z->bit_count -= length;
			return code->symbols[index + (word - first)];
		}
		index += code->count[length];
		first = (first + code->count[length]) << 1;
		word <<= 1;
	}
	return -1;
}

static bool
read_head(struct inflate *z)
{
	uint32_t method, flags;
	if (!take(z, 8, &method) || !take(z, 8, &flags))
		return false;
	/* Deflate, a window of at most 32K, no dictionary that only the other side knows. */
	return (method & 15) == 8 && method >> 4 <= 7 && (method << 8 | flags) % 31 == 0 && (flags & 32) == 0;
}

static bool
read_stored(struct inflate *z)
{
	uint32_t length, complement, ignored;
	return take(z, z->bit_count % 8, &ignored) && take(z, 16, &length) && take(z, 16, &complement) &&
	       length == (complement ^ 0xffff) && (z->stored = length, true);
}

static void
fixed_codes(struct inflate *z)
{
	uint8_t lengths[288];
	memset(lengths, 8, 144);
	memset(lengths + 144, 9, 112);
	memset(lengths + 256, 7, 24);
	memset(lengths + 280, 8, 8);
	(void)build(&z->literals, lengths, 288, false);
	memset(lengths, 5, 32);
	(void)build(&z->distances, lengths, 32, false);
}

/* The lengths of both codes, themselves coded (RFC 1951 s3.2.7). */
static bool
read_codes(struct inflate *z)
{
	static const uint8_t order[19] = { 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15 };
	uint32_t literals, distances, count, value;
	uint8_t lengths[288 + 32] = { 0 };
	if (!take(z, 5, &literals) || !take(z, 5, &distances) || !take(z, 4, &count))
		return false;
	literals += 257;
	distances += 1;
	if (literals > 286 || distances > 30)
		return false;
	for (unsigned i = 0; i < count + 4; i++) {
		if (!take(z, 3, &value))
			return false;
		lengths[order[i]] = (uint8_t)value;
	}
	if (!build(&z->literals, lengths, 19, false))
		return false;
	memset(lengths, 0, 19);
	for (unsigned at = 0; at < literals + distances;) {
		int symbol = decode(z, &z->literals);
		if (symbol < 0 || (symbol == 16 && at == 0))
			return false;
		if (symbol < 16) {
			lengths[at++] = (uint8_t)symbol;
			continue;
		}
		uint8_t again = symbol == 16 ? lengths[at - 1] : 0;
		if (!take(z, symbol == 16 ? 2 : symbol == 17 ? 3 : 7, &value))
			return false;
		value += symbol == 18 ? 11 : 3;
		if (at + value > literals + distances)
			return false;
		memset(lengths + at, again, value);
		at += value;
	}
	return lengths[END_OF_BLOCK] != 0 && build(&z->distances, lengths + literals, distances, true) &&
	       build(&z->literals, lengths, literals, true);
}

static bool
read_block(struct inflate *z)
{
	uint32_t is_last, kind;
	if (!take(z, 1, &is_last) || !take(z, 2, &kind))
		return false;
	z->is_last = is_last;
	z->state = kind == 0 ? INFLATE_STORED : INFLATE_CODED;
	if (kind == 0)
		return read_stored(z);
	if (kind == 1)
		fixed_codes(z);
	return kind == 1 || (kind == 2 && read_codes(z));
}

static void
end_block(struct inflate *z)
{
	z->state = z->is_last ? INFLATE_TAIL : INFLATE_BLOCK;
}

static void
put(struct inflate *z, uint8_t octet)
{
	z->window[z->history + z->made++] = octet;
}

static bool
copy_stored(struct inflate *z)
{
	uint32_t octet;
	while (z->stored != 0 && z->made < INFLATE_WINDOW) {
		if (!take(z, 8, &octet))
			return false;
		put(z, (uint8_t)octet);
		z->stored--;
	}
	if (z->stored == 0)
		end_block(z);
	return true;
}

/* A copy of what came before: its length from SYMBOL, its distance from what follows (RFC 1951 s3.2.5). */
static bool
copy_back(struct inflate *z, unsigned symbol)
{
	unsigned length_bits = symbol < 8 || symbol == 28 ? 0 : symbol / 4 - 1;
	unsigned length = symbol < 8 ? symbol + 3 : symbol == 28 ? INFLATE_COPY_MAX : ((4 + symbol % 4) << length_bits) + 3;
	uint32_t more;
	if (!take(z, length_bits, &more))
		return false;
	length += more;
	int word = decode(z, &z->distances);
	if (word < 0 || word > 29)
		return false;
	unsigned distance_bits = word < 4 ? 0 : (unsigned)word / 2 - 1;
	size_t distance = word < 4 ? (unsigned)word + 1 : ((2 + (unsigned)word % 2) << distance_bits) + 1;
	if (!take(z, distance_bits, &more))
		return false;
	distance += more;
	if (distance > z->history + z->made || distance > INFLATE_WINDOW)
		return false;
	uint8_t *to = z->window + z->history + z->made;
	const uint8_t *from = to - distance;
	for (unsigned i = 0; i < length; i++)
		to[i] = from[i];
	z->made += length;
	return true;
}

static bool
copy_coded(struct inflate *z)
{
	while (z->made < INFLATE_WINDOW) {
		int symbol = decode(z, &z->literals);
		if (symbol < 0 || symbol > 285)
			return false;
		if (symbol == END_OF_BLOCK) {
			end_block(z);
			return true;
		}
		if (symbol < END_OF_BLOCK)
			put(z, (uint8_t)symbol);
		else if (!copy_back(z, (unsigned)symbol - END_OF_BLOCK - 1))
			return false;
	}
	return true;
}

static void
add_up(struct inflate *z, struct bytes run)
{
	while (run.len != 0) {
		/* As many as cannot run over 32 bits (RFC 1950 s9). */
		struct bytes part = bytes_to(run, 5552);
		for (size_t i = 0; i < part.len; i++) {
			z->sum_a += part.at[i];
			z->sum_b += z->sum_a;
		}
		z->sum_a %= ADLER_BASE;
		z->sum_b %= ADLER_BASE;
		run = bytes_from(run, part.len);
	}
}

static bool
check_tail(struct inflate *z)
{
	uint32_t octet, sum = 0;
	if (!take(z, z->bit_count % 8, &octet))
		return false;
	for (int i = 0; i < 4; i++) {
		if (!take(z, 8, &octet))
			return false;
		sum = sum << 8 | octet;
	}
	return sum == (z->sum_b << 16 | z->sum_a) && z->bit_count == 0 && z->at == z->in.len;
}

int
inflate_next(struct inflate *z, struct bytes *out)
{
	/* What was made is history now, of which so much can be copied from. */
	size_t known = z->history + z->made, kept = known < INFLATE_WINDOW ? known : INFLATE_WINDOW;
	memmove(z->window, z->window + known - kept, kept);
	z->history = kept;
	z->made = 0;
	bool ok = true;
	while (ok && z->state != INFLATE_TAIL && z->made < INFLATE_WINDOW) {
		switch (z->state) {
		case INFLATE_HEAD:
			ok = read_head(z);
			z->state = INFLATE_BLOCK;
			break;
		case INFLATE_BLOCK: ok = read_block(z); break;
		case INFLATE_STORED: ok = copy_stored(z); break;
		case INFLATE_CODED: ok = copy_coded(z); break;
		case INFLATE_TAIL: break;
		}
	}
	*out = bytes_of(z->window + z->history, z->made);
	if (!ok)
		return FAULT_INPUT;
	add_up(z, *out);
	if (z->state != INFLATE_TAIL)
		return 0;
	return check_tail(z) ? 1 : FAULT_INPUT;
}
