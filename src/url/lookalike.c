#include "url/lookalike.h"

#include <pthread.h>
#include <xxhash.h>

#include "base/must.h"
#include "url/domain.h"
#include "url/tables.h"
#include "url/unicode.h"

#define SPELLING_MIN 5
#define COMPOUND_MIN 4

const char *
lookalike_name(enum lookalike_kind kind)
{
	static const char *const names[LOOKALIKE_KIND_COUNT] = { "none", "glyph", "spelling", "suffix", "compound",
		"subdomain" };
	return (unsigned)kind < LOOKALIKE_KIND_COUNT ? names[kind] : "unknown";
}

/* A label has at most 63 octets, its skeleton some times as many. */
#define SHAPE_MAX 256

/* A label as the eye takes it: skeleton of its characters, then ASCII pairs and digits that stand for letters.
 * MASK has a bit for each letter, so that most labels are told apart without a comparison. */
struct shape {
	uint8_t at[SHAPE_MAX];
	size_t len;
	uint64_t mask;
};

static struct bytes
shape_bytes(const struct shape *s)
{
	return bytes_of(s->at, s->len);
}

static uint64_t
letter_mask(struct bytes b)
{
	uint64_t mask = 0;
	for (size_t i = 0; i < b.len; i++)
		mask |= (uint64_t)1 << (b.at[i] & 63);
	return mask;
}

/* Letters that a hurried eye takes for one another. */
static void
fold_glyphs(struct shape *s)
{
	static const struct {
		const char *pair;
		uint8_t one;
	} pairs[] = { { "rn", 'm' }, { "nn", 'm' }, { "vv", 'w' }, { "cl", 'd' } };
	size_t to = 0;
	for (size_t i = 0; i < s->len; i++) {
		uint8_t c = s->at[i];
		for (size_t k = 0; k < sizeof pairs / sizeof *pairs && i + 1 < s->len; k++)
			if (s->at[i] == (uint8_t)pairs[k].pair[0] && s->at[i + 1] == (uint8_t)pairs[k].pair[1]) {
				c = pairs[k].one;
				i++;
				break;
			}
		if (c == '0')
			c = 'o';
		else if (c == '1' || c == 'i' || c == '|')
			c = 'l';
		else if (c == '5')
			c = 's';
		else if (c == 'q')
			c = 'g';
		s->at[to++] = c;
	}
	s->len = to;
	s->mask = letter_mask(shape_bytes(s));
}

static void
shape_of(struct bytes label, struct shape *out)
{
	uint8_t shown[HOST_TEXT_MAX], skeleton[HOST_TEXT_MAX];
	size_t len = 0, shown_len;
	if (bytes_starts(label, BYTES("xn--")) && idna_to_unicode(label, shown, &shown_len) == 0 &&
	    unicode_skeleton(bytes_of(shown, shown_len), skeleton, &len) == 0)
		label = bytes_of(skeleton, len);
	out->len = label.len > SHAPE_MAX ? SHAPE_MAX : label.len;
	bytes_lower(bytes_to(label, out->len), out->at);
	fold_glyphs(out);
}

unsigned
label_distance(struct bytes a, struct bytes b)
{
	if (a.len > b.len) {
		struct bytes swap = a;
		a = b;
		b = swap;
	}
	if (b.len - a.len > 1)
		return 2;
	size_t front = 0;
	while (front < a.len && a.at[front] == b.at[front])
		front++;
	struct bytes x = bytes_from(a, front), y = bytes_from(b, front);
	if (a.len != b.len)
		return bytes_equal(x, bytes_from(y, 1)) ? 1 : 2;
	if (x.len == 0)
		return 0;
	if (bytes_equal(bytes_from(x, 1), bytes_from(y, 1)))
		return 1;
	bool exchanged = x.len >= 2 && x.at[0] == y.at[1] && x.at[1] == y.at[0] &&
	    bytes_equal(bytes_from(x, 2), bytes_from(y, 2));
	return exchanged ? 1 : 2;
}

static bool
is_under(struct bytes host, struct bytes domain)
{
	/* Asked for many brands: the last letters differ nearly always. */
	return host.len >= domain.len && domain.len != 0 &&
	    ascii_lower(host.at[host.len - 1]) == ascii_lower(domain.at[domain.len - 1]) &&
	    bytes_ends_nocase(host, domain) && (host.len == domain.len || host.at[host.len - domain.len - 1] == '.');
}

/* The parts of a candidate that every comparison needs. */
struct candidate {
	struct bytes host;
	struct bytes own;   /* registrable */
	struct bytes label; /* its first label */
	struct bytes front; /* what stands before it */
	uint64_t front_mask;
	struct shape shape;
};

static bool
candidate_of(struct bytes host, struct candidate *out)
{
	out->host = host;
	out->own = domain_registrable(host);
	out->label = bytes_to(out->own, bytes_find_octet(out->own, '.'));
	if (out->label.len == 0)
		return false;
	out->front = out->own.len < host.len ? bytes_to(host, host.len - out->own.len - 1) : BYTES_NONE;
	out->front_mask = letter_mask(out->front);
	shape_of(out->label, &out->shape);
	return true;
}

static bool
is_number(struct bytes b)
{
	for (size_t i = 0; i < b.len; i++)
		if (!ascii_is_digit(b.at[i]))
			return false;
	return b.len != 0;
}

static struct lookalike
compare_labels(const struct candidate *c, struct bytes label, const struct shape *shape)
{
	static const struct lookalike none = { LOOKALIKE_NONE, 0 };
	if (bytes_equal_nocase(c->label, label))
		return (struct lookalike){ LOOKALIKE_SUFFIX, label.len >= SPELLING_MIN ? 60 : 30 };
	/* "1" and "l" are one shape only where there is something to read. */
	bool is_short = label.len < 3 || is_number(label);
	if (!is_short && bytes_equal(shape_bytes(&c->shape), shape_bytes(shape)))
		return (struct lookalike){ LOOKALIKE_GLYPH, label.len >= COMPOUND_MIN ? 95 : 70 };
	if (label.len < SPELLING_MIN || is_number(label))
		return none;
	/* More than two letters that only one of them has? */
	uint64_t differ = c->shape.mask ^ shape->mask;
	differ &= differ - 1;
	if ((differ & (differ - 1)) != 0)
		return none;
	if (label_distance(c->label, label) != 1 && label_distance(shape_bytes(&c->shape), shape_bytes(shape)) != 1)
		return none;
	return (struct lookalike){ LOOKALIKE_SPELLING, label.len >= 8 ? 85 : 65 };
}

/* The label as a part of the candidate's: between hyphens, or at an end of a longer word. */
static struct lookalike
compare_compound(const struct candidate *c, const struct shape *shape)
{
	struct bytes rest = shape_bytes(&c->shape), part, label = shape_bytes(shape);
	if (label.len < COMPOUND_MIN || rest.len <= label.len || (shape->mask & ~c->shape.mask) != 0)
		return (struct lookalike){ LOOKALIKE_NONE, 0 };
	bool at_end = label.len >= 6 && (bytes_starts(rest, label) || bytes_ends(rest, label));
	if (bytes_find_octet(rest, '-') != BYTES_NOT_FOUND)
		while (bytes_cut(&rest, '-', &part))
			if (bytes_equal(part, label))
				return (struct lookalike){ LOOKALIKE_COMPOUND, 75 };
	return (struct lookalike){ at_end ? LOOKALIKE_COMPOUND : LOOKALIKE_NONE, at_end ? 55 : 0 };
}

/* The domain, or its label, among the labels before the candidate's own domain. */
static struct lookalike
compare_subdomain(const struct candidate *c, struct bytes domain, struct bytes label)
{
	static const struct lookalike none = { LOOKALIKE_NONE, 0 };
	struct bytes front = c->front, part;
	if (front.len < label.len || (letter_mask(label) & ~c->front_mask) != 0)
		return none;
	size_t at = domain.len != 0 ? bytes_find_nocase(front, domain) : BYTES_NOT_FOUND;
	if (at != BYTES_NOT_FOUND && (at == 0 || front.at[at - 1] == '.' || front.at[at - 1] == '-') &&
	    (at + domain.len == front.len || front.at[at + domain.len] == '.' || front.at[at + domain.len] == '-'))
		return (struct lookalike){ LOOKALIKE_SUBDOMAIN, 95 };
	while (label.len >= COMPOUND_MIN && bytes_cut(&front, '.', &part)) {
		struct bytes piece;
		while (bytes_cut(&part, '-', &piece))
			if (bytes_equal_nocase(piece, label))
				return (struct lookalike){ LOOKALIKE_SUBDOMAIN, 50 };
	}
	return none;
}

static struct lookalike
stronger(struct lookalike a, struct lookalike b)
{
	return b.strength > a.strength ? b : a;
}

static struct lookalike
compare(const struct candidate *c, struct bytes domain, struct bytes label, const struct shape *shape)
{
	struct lookalike best = compare_labels(c, label, shape);
	if (best.strength < 75)
		best = stronger(best, compare_compound(c, shape));
	return stronger(best, compare_subdomain(c, domain, label));
}

struct lookalike
lookalike_compare(struct bytes host, struct bytes domain)
{
	struct candidate c;
	struct bytes label = domain_label(domain);
	if (label.len == 0 || is_under(host, domain) || !candidate_of(host, &c))
		return (struct lookalike){ LOOKALIKE_NONE, 0 };
	struct shape shape;
	shape_of(label, &shape);
	return compare(&c, domain, label, &shape);
}

/* The brands' shapes, made once: they cost more than all comparisons. */
static pthread_once_t shapes_once = PTHREAD_ONCE_INIT;
static struct shape *shapes;

static void
shapes_make(void)
{
	shapes = xcalloc(brand_table_count, sizeof *shapes);
	for (size_t i = 0; i < brand_table_count; i++)
		shape_of(brand_table[i].name, &shapes[i]);
}

const struct brand *
brand_of(struct bytes host)
{
	uint8_t lower[HOST_TEXT_MAX];
	if (host.len <= sizeof lower) {
		bytes_lower(host, lower);
		if ((host_kinds(bytes_of(lower, host.len)) & HOST_BRAND) == 0)
			return NULL;
	}
	for (size_t i = 0; i < brand_table_count; i++)
		for (size_t k = 0; k < brand_table[i].count; k++)
			if (is_under(host, brand_table[i].domains[k]))
				return &brand_table[i];
	return NULL;
}

static struct lookalike
brand_like(struct bytes host, const struct brand **out)
{
	struct lookalike best = { LOOKALIKE_NONE, 0 };
	struct candidate c;
	if (brand_of(host) != NULL || !candidate_of(host, &c))
		return best;
	(void)pthread_once(&shapes_once, shapes_make);
	for (size_t i = 0; i < brand_table_count; i++) {
		const struct brand *b = &brand_table[i];
		struct lookalike now = compare(&c, b->domains[0], b->name, &shapes[i]);
		if (now.strength > best.strength) {
			best = now;
			*out = b;
		}
	}
	return best;
}

/* Answers for hosts that were asked about: a message names the same few again and again, and the same senders come
 * back.  HOST is kept whole, so that no host gets the answer of another. */
struct known {
	uint8_t host[48];
	uint8_t len; /* 0: empty */
	struct lookalike like;
	const struct brand *brand;
};

#define KNOWN_COUNT 256

static _Thread_local struct known known[KNOWN_COUNT];

struct lookalike
lookalike_brand(struct bytes host, const struct brand **out)
{
	if (host.len == 0 || host.len > sizeof known[0].host)
		return brand_like(host, out);
	struct known *k = &known[XXH3_64bits(host.at, host.len) % KNOWN_COUNT];
	if (!bytes_equal(bytes_of(k->host, k->len), host)) {
		k->brand = NULL;
		k->like = brand_like(host, &k->brand);
		memcpy(k->host, host.at, host.len);
		k->len = (uint8_t)host.len;
	}
	if (k->brand != NULL)
		*out = k->brand;
	return k->like;
}
