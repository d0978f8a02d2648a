#include "prints/prints.h"

#include <endian.h>

#include "base/utf8.h"

/* A word longer than that is a code, and every copy has another. */
#define WORD_MAX_OCTETS 40
/* The words of the lessons: one hash for each of so many classes. */
#define CLASSES CASEFILE_WORDS_MAX
#define CLASS_SHIFT 23 /* 32 - log2(CLASSES) */
_Static_assert(CLASSES == 1 << (32 - CLASS_SHIFT), "a class is the first bits of a hash");
/* Hashes of a min-hash are told apart by their first bits, too. */
#define PART_SHIFT 59
_Static_assert(PRINT_HASHES == 1 << (64 - PART_SHIFT), "a class is the first bits of a hash");

/* Keeps words of different places apart. */
enum place { PLACE_TEXT = 1, PLACE_SUBJECT, PLACE_NAME };

static inline uint64_t
mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
	x = (x ^ x >> 27) * 0x94D049BB133111EBu;
	return x ^ x >> 31;
}

struct reading {
	uint64_t last; /* the word before, 0: none */
	uint64_t mins[PRINT_HASHES];
	uint32_t runs;
	uint32_t *words;       /* smallest hash of each class; NULL: not wanted */
	enum place place;
	bool wants_runs;
};

static inline void
add_word(struct reading *r, uint64_t word)
{
	word = mix(word);
	if (r->words != NULL) {
		uint32_t one = (uint32_t)(word >> 32) * 0x9E3779B1u ^ (uint32_t)r->place * 0x85EBCA6Bu;
		uint32_t *slot = &r->words[one >> CLASS_SHIFT];
		*slot = one < *slot ? one : *slot;
		if (r->last != 0) {
			uint32_t two = (uint32_t)((word ^ r->last * 31) >> 20) * 0x9E3779B1u ^ (uint32_t)r->place * 0xC2B2AE35u;
			slot = &r->words[two >> CLASS_SHIFT];
			*slot = two < *slot ? two : *slot;
		}
	}
	if (r->wants_runs && r->last != 0) {
		uint64_t run = mix(r->last * 0x9E3779B97F4A7C15u ^ word * 3);
		uint64_t *min = &r->mins[run >> PART_SHIFT];
		*min = run < *min ? run : *min;
		r->runs++;
	}
	r->last = word;
}

static void
read_text(struct reading *r, struct bytes text, enum place place)
{
	uint64_t word = 0;
	size_t begin = 0, pos = 0;
	r->place = place;
	r->last = 0;
	while (pos < text.len) {
		if (ascii_is_alpha(text.at[pos])) { /* most of all */
			begin = word == 0 ? pos : begin;
			do
				word = (word ^ (text.at[pos] | 0x20)) * 0x100000001B3u + 1;
			while (++pos < text.len && ascii_is_alpha(text.at[pos]));
			continue;
		}
		size_t at = pos;
		uint32_t cp = text.at[pos] < 0x80 ? text.at[pos++] : utf8_next(text, &pos);
		bool is_sign = cp >= 0x2E80 && utf8_writes_no_spaces(cp);
		if (cp >= 0x80 && !is_sign && utf8_is_letter(cp)) {
			begin = word == 0 ? at : begin;
			word = (word ^ cp) * 0x100000001B3u + 1;
			continue;
		}
		if (word != 0 && at - begin <= WORD_MAX_OCTETS)
			add_word(r, word);
		word = 0;
		if (is_sign)
			add_word(r, cp);
	}
	if (word != 0 && text.len - begin <= WORD_MAX_OCTETS)
		add_word(r, word);
}

static void
begin(struct reading *r, uint32_t *words)
{
	*r = (struct reading){ .words = words, .wants_runs = true };
	memset(r->mins, 0xFF, sizeof r->mins);
}

/* An empty class takes what the next full one to the right has, and how far it is: two texts that lack the same
 * classes agree in what they borrow. */
static bool
finish(const struct reading *r, uint32_t out[PRINT_HASHES])
{
	if (r->runs < PRINTS_RUNS_MIN)
		return false;
	for (size_t i = 0; i < PRINT_HASHES; i++) {
		size_t far = 0;
		while (far < PRINT_HASHES && r->mins[(i + far) % PRINT_HASHES] == UINT64_MAX)
			far++;
		out[i] = (uint32_t)(r->mins[(i + far) % PRINT_HASHES] >> 16) + (uint32_t)far * 0x9E3779B1u;
	}
	return true;
}

bool
prints_text(struct bytes text, uint32_t out[PRINT_HASHES])
{
	struct reading r;
	begin(&r, NULL);
	read_text(&r, bytes_to(text, PRINTS_TEXT_MAX), PLACE_TEXT);
	return finish(&r, out);
}

static void
put_u64(uint8_t out[8], uint64_t n)
{
	n = htole64(n);
	memcpy(out, &n, sizeof n);
}

static void
put_u32(uint8_t out[4], uint32_t n)
{
	n = htole32(n);
	memcpy(out, &n, sizeof n);
}

/* The same print twice says nothing more. */
static void
add(struct casefile *c, struct arena *arena, enum print_kind kind, uint32_t part, struct bytes octets)
{
	struct bytes kept;
	size_t of_kind = 0;
	static const size_t most[PRINT_KIND_COUNT] = { [PRINT_TEXT] = 1 + PRINTS_OPENINGS, [PRINT_ATTACHED] = PRINTS_ATTACHED_MAX,
		[PRINT_PAGE] = PRINTS_PAGES_MAX, [PRINT_LINK] = PRINTS_LINKS_MAX, [PRINT_PICTURE] = PRINTS_PICTURES_MAX,
		[PRINT_FILE] = PRINTS_FILES_MAX };
	for (size_t i = 0; i < c->prints.count; i++) {
		if (c->prints.at[i].kind == kind && bytes_equal(c->prints.at[i].octets, octets))
			return;
		of_kind += c->prints.at[i].kind == kind;
	}
	if (of_kind == most[kind] || c->prints.count == CASEFILE_PRINTS_MAX || !arena_copy(arena, octets, &kept))
		return;
	struct casefile_print *p = LIST_ADD(arena, &c->prints);
	if (p != NULL)
		*p = (struct casefile_print){ kind, part, kept };
}

static void
add_number(struct casefile *c, struct arena *arena, enum print_kind kind, uint32_t part, uint64_t n)
{
	uint8_t octets[8];
	put_u64(octets, n);
	add(c, arena, kind, part, bytes_of(octets, sizeof octets));
}

void
prints_picture(struct casefile *c, uint32_t part, uint64_t looks, struct arena *arena)
{
	if (looks != 0)
		add_number(c, arena, PRINT_PICTURE, part, looks);
}

static void
add_mins(struct casefile *c, struct arena *arena, enum print_kind kind, uint32_t part, const struct reading *r)
{
	uint32_t hashes[PRINT_HASHES];
	uint8_t octets[PRINT_HASHES * 4];
	if (!finish(r, hashes))
		return;
	for (size_t i = 0; i < PRINT_HASHES; i++)
		put_u32(octets + 4 * i, hashes[i]);
	add(c, arena, kind, part, bytes_of(octets, sizeof octets));
}

static bool
is_attached(const struct casefile *c, const struct casefile_text *t)
{
	const struct casefile_part *p = &c->parts.at[t->part];
	return p->is_attachment || p->is_unpacked || (p->type.len != 0 && !bytes_starts_nocase(p->type, BYTES("text/")));
}

/* The longest text of the mail itself: the plain and the HTML version say the same. */
static const struct casefile_text *
body_of(const struct casefile *c)
{
	const struct casefile_text *best = NULL;
	for (size_t i = 0; i < c->texts.count; i++)
		if (!is_attached(c, &c->texts.at[i]) && (best == NULL || c->texts.at[i].visible.len > best->visible.len))
			best = &c->texts.at[i];
	return best;
}

static void
add_texts(struct casefile *c, struct arena *arena, uint32_t words[CLASSES])
{
	struct reading r;
	const struct casefile_text *body = body_of(c);
	begin(&r, words);
	if (body != NULL) {
		struct bytes text = utf8_prefix(body->visible, PRINTS_TEXT_MAX);
		struct reading openings[PRINTS_OPENINGS];
		size_t count = 0, done = 0;
		/* What stands below must not dilute it: pages of good words are put there. */
		for (size_t len = PRINTS_OPENING; count < PRINTS_OPENINGS && text.len >= 2 * len; len *= 2) {
			struct bytes opening = utf8_prefix(text, len);
			read_text(&r, bytes_from(opening, done), PLACE_TEXT);
			openings[count++] = r;
			done = opening.len;
		}
		read_text(&r, bytes_from(text, done), PLACE_TEXT);
		add_mins(c, arena, PRINT_TEXT, body->part, &r);
		for (size_t i = 0; i < count; i++)
			add_mins(c, arena, PRINT_TEXT, body->part, &openings[i]);
	}
	r.wants_runs = false;
	read_text(&r, bytes_to(c->subject, 1000), PLACE_SUBJECT);
	if (c->from.count != 0)
		read_text(&r, bytes_to(c->from.at[0].display, 200), PLACE_NAME);
	size_t left = PRINTS_ATTACHED_OCTETS;
	for (size_t i = 0, seen = 0; i < c->texts.count && seen < PRINTS_ATTACHED_MAX; i++) {
		const struct casefile_text *t = &c->texts.at[i];
		if (!is_attached(c, t))
			continue;
		struct bytes text = bytes_to(t->visible, left);
		begin(&r, NULL);
		read_text(&r, text, PLACE_TEXT);
		add_mins(c, arena, PRINT_ATTACHED, t->part, &r);
		left -= text.len;
		seen++;
	}
}

/* A path of nothing but codes is a counter of clicks that thousands share. */
#define FIXED_MIN 3

/* One segment of a path: short words stay, numbers and codes are only that they are there. */
static uint64_t
segment(uint64_t hash, struct bytes s, size_t *fixed)
{
	size_t digits = 0, letters = 0;
	for (size_t i = 0; i < s.len; i++) {
		digits += ascii_is_digit(s.at[i]);
		letters += ascii_is_alpha(s.at[i]);
	}
	if (s.len > 24 || (digits != 0 && (letters == 0 || digits + letters > 5)))
		return mix(hash ^ 0x5EED);
	for (size_t i = 0; i < s.len; i++)
		if (!ascii_is_digit(s.at[i]))
			hash = (hash ^ ascii_lower(s.at[i])) * 0x100000001B3u + 1;
	*fixed += letters;
	return mix(hash);
}

uint64_t
prints_link(const struct casefile_url *u)
{
	bool is_shared = (u->tricks >> URL_TRICK_FREE_HOST & 1) != 0 || (u->tricks >> URL_TRICK_SHORTENER & 1) != 0;
	struct bytes host = is_shared || u->domain.len == 0 ? u->host : u->domain;
	uint64_t hash = 0x51;
	for (size_t i = 0; i < host.len; i++)
		hash = (hash ^ ascii_lower(host.at[i])) * 0x100000001B3u + 1;
	hash = mix(hash);
	/* Behind the question mark only the names stay. */
	struct bytes path = bytes_to(u->path, 300);
	bool in_value = false;
	size_t fixed = 0;
	for (size_t pos = 0, at = 0; at <= path.len; at++) {
		uint8_t ch = at < path.len ? path.at[at] : '/';
		if (ch != '/' && ch != '?' && ch != '&' && ch != '=' && ch != '#' && ch != '.' && ch != '-' && ch != '_')
			continue;
		if (at > pos && !in_value)
			hash = segment(hash, bytes_slice(path, pos, at), &fixed);
		if (ch == '#')
			break;
		in_value = ch == '=' || (in_value && ch != '&');
		pos = at + 1;
	}
	/* A shortener's code is all that tells its links apart. */
	if ((u->tricks >> URL_TRICK_SHORTENER & 1) != 0) {
		for (size_t i = 0; i < path.len; i++)
			hash = (hash ^ path.at[i]) * 0x100000001B3u + 1;
		fixed = path.len;
	}
	return fixed >= FIXED_MIN ? mix(hash) : 0;
}

static bool
is_own(const struct casefile *c, struct bytes domain)
{
	for (size_t i = 0; i < c->envelope.own_domains.count; i++)
		if (bytes_equal_nocase(c->envelope.own_domains.at[i], domain))
			return true;
	return false;
}

static void
add_links(struct casefile *c, struct arena *arena)
{
	for (size_t i = 0, seen = 0; i < c->urls.count && seen < PRINTS_LINKS_MAX; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		bool leads = u->role == URL_LINK || u->role == URL_FORM || u->role == URL_REFRESH;
		/* The front page of a site says nothing; ours is in everybody's signature. */
		if (!leads || u->where == URL_HEADER || u->host.len == 0 || u->path.len < 2 || is_own(c, u->domain))
			continue;
		uint64_t shape = prints_link(u);
		if (shape != 0)
			add_number(c, arena, PRINT_LINK, u->part, shape);
		seen++;
	}
}

static void
add_files(struct casefile *c, struct arena *arena)
{
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		bool is_file = p->kind == PART_LEAF && p->is_attachment && p->size >= PRINTS_FILE_MIN && p->sha256.len == 32;
		if (is_file && !bytes_starts(p->detected, BYTES("image/")) && p->view == 0)
			add(c, arena, PRINT_FILE, (uint32_t)i, p->sha256);
	}
}

void
prints_make(struct casefile *c, struct arena *arena)
{
	uint32_t words[CLASSES], kept[CLASSES];
	size_t count = 0;
	memset(words, 0xFF, sizeof words);
	add_texts(c, arena, words);
	for (size_t i = 0; i < c->pages.count; i++)
		if (c->pages.at[i].blocks >= PRINTS_BLOCKS_MIN)
			add_number(c, arena, PRINT_PAGE, c->pages.at[i].part, mix(c->pages.at[i].shape ^ c->pages.at[i].blocks));
	add_links(c, arena);
	add_files(c, arena);
	/* Half of them are empty, and nobody can foresee which. */
	for (size_t i = 0; i < CLASSES; i++) {
		kept[count] = htole32(words[i]);
		count += words[i] != UINT32_MAX;
	}
	(void)arena_copy(arena, bytes_of(kept, count * sizeof *kept), &c->words);
}
