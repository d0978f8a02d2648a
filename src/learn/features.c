#include "learn/features.h"

#include "base/lanes.h"
#include "base/utf8.h"

/* Keeps equal pieces of different fields apart. */
enum field_tag {
	TAG_TEXT = 1,
	TAG_SUBJECT,
	TAG_NAME,
	TAG_LINK,
	TAG_FILE,
};

/* Keeps equal numbers of different kinds of piece apart. */
enum piece { PIECE_ONE = 1, PIECE_TWO, PIECE_THREE, PIECE_FOUR, PIECE_WORD, PIECE_PAIR };

/* The texts that are looked at: the body twice over and a few attached ones. */
#define TEXTS_MAX 6
#define LINKS_MAX 40
#define FILES_MAX 6
/* Letters of a word that a block waits for the end of. */
#define WORD_MAX 30

/* The lower bits of a hash that was seen tell the block. */
#define BLOCK_MASK 0x3FFu
/* Numbers of blocks that one set needs. */
#define BLOCKS_OF_SET (FEATURES_BLOCKS_MAX + FEATURES_WINDOWS_MAX * FEATURES_LONGEST)
_Static_assert(FEATURES_LONGEST + BLOCKS_OF_SET <= BLOCK_MASK, "blocks have numbers of their own");

void
features_clear(struct features *f)
{
	f->count = 0;
	/* What the set before has seen is too far back to count, as in another text of a message; so the table, which is
	 * larger than most sets, is rarely cleared. */
	f->block += FEATURES_LONGEST;
	if (f->block + BLOCKS_OF_SET > BLOCK_MASK) {
		memset(f->seen, 0, sizeof f->seen);
		f->block = 0;
	}
}

/* Pieces that are added to a set: their hashes stand behind it until it is known which are new.  That is a loop of its own,
 * for the table of what was seen is larger than the first cache, and so a processor waits for many places at once. */
struct adding {
	struct features *f;
	size_t end;
	enum field_tag tag;
};

static inline struct adding
adding_to(struct features *f, enum field_tag tag)
{
	return (struct adding){ .f = f, .end = f->count, .tag = tag };
}

static void
keep_new(struct adding *a)
{
	struct features *f = a->f;
	size_t count = f->count;
	uint32_t block = f->block;
	for (size_t i = count; i < a->end; i++) {
		uint32_t hash = f->at[i], *seen = &f->seen[hash >> 7 & (FEATURES_SEEN - 1)], was = *seen;
		/* Nobody can foresee whether it was there: written in any case, and counted if it was not. */
		bool is_known = ((was ^ hash) <= BLOCK_MASK) & (block - (was & BLOCK_MASK) < FEATURES_LONGEST);
		f->at[count] = hash;
		count += !is_known;
		*seen = is_known ? was : (hash & ~BLOCK_MASK) | block;
	}
	f->count = a->end = count;
}

static inline void
add(struct adding *a, uint64_t value, enum piece piece)
{
	uint64_t x = (value ^ ((uint64_t)a->tag << 56 | (uint64_t)piece << 48)) * 0x9E3779B97F4A7C15u;
	x = (x ^ x >> 29) * 0xBF58476D1CE4E5B9u;
	uint32_t hash = (uint32_t)(x >> 32) | (BLOCK_MASK + 1);
	__builtin_prefetch(&a->f->seen[hash >> 7 & (FEATURES_SEEN - 1)], 1);
	if (a->end == FEATURES_MAX) {
		keep_new(a);
		if (a->end == FEATURES_MAX)
			return;
	}
	a->f->at[a->end++] = hash;
}

/* Of each ASCII character: the one that stands for it, LETTER where it belongs to a word. */
#define LETTER 0x80
#define OF(c) ((c) >= '0' && (c) <= '9' ? LETTER | '0' : (c) >= 'A' && (c) <= 'Z' ? LETTER | 0x20 | (c) : (c) >= 'a' && (c) <= 'z' ? LETTER | (c) : (c))
#define FOUR(c) OF(c), OF((c) + 1), OF((c) + 2), OF((c) + 3)
#define ROW(c) FOUR(c), FOUR((c) + 4), FOUR((c) + 8), FOUR((c) + 12)
static const uint8_t ascii_forms[128] = { ROW(0), ROW(16), ROW(32), ROW(48), ROW(64), ROW(80), ROW(96), ROW(112) };
#undef OF
#undef FOUR
#undef ROW

struct words {
	uint64_t word; /* hash so far, 0 outside a word */
	uint64_t before;
};

static inline void
end_word(struct adding *a, struct words *w)
{
	if (w->word == 0)
		return;
	add(a, w->word, PIECE_WORD);
	if (w->before != 0)
		add(a, w->before * 31 + w->word, PIECE_PAIR);
	w->before = w->word;
	w->word = 0;
}

/* Add the pieces of TEXT, to BLOCKS where there is any: at most MOST, the last of which holds all the rest. */
static size_t
add_blocks(struct features *f, struct bytes text, enum field_tag tag, struct features_block *blocks, size_t most)
{
	struct adding a = adding_to(f, tag);
	struct words words = { 0 };
	size_t count = 0, start = 0;
	unsigned chars = 0;
	uint64_t last = 0; /* up to four characters, 16 bits each: collisions above the first plane do no harm */
	unsigned run = 0;  /* characters of one kind in LAST */
	bool was_cjk = false;
	for (size_t pos = 0; pos < text.len;) {
		if (chars++ >= FEATURES_BLOCK && count + 1 < most && (words.word == 0 || chars > FEATURES_BLOCK + WORD_MAX)) {
			keep_new(&a);
			blocks[count++] = (struct features_block){ .text = bytes_slice(text, start, pos), .end = (uint32_t)f->count };
			start = pos;
			chars = 1;
			f->block++;
		}
		uint32_t cp;
		bool is_letter, cjk = false;
		if (text.at[pos] < 0x80) {
			uint8_t form = ascii_forms[text.at[pos++]];
			is_letter = (form & LETTER) != 0;
			cp = form & (LETTER - 1);
		} else {
			cp = utf8_next(text, &pos);
			is_letter = utf8_is_letter(cp);
			cjk = utf8_writes_no_spaces(cp);
		}
		run = cjk == was_cjk ? run + 1 : 1;
		was_cjk = cjk;
		last = last << 16 | (cp & 0xFFFF);
		if (cjk) {
			end_word(&a, &words);
			words.before = 0;
			add(&a, last & 0xFFFF, PIECE_ONE);
			if (run >= 2)
				add(&a, last & 0xFFFFFFFF, PIECE_TWO);
			if (run >= 3)
				add(&a, last & 0xFFFFFFFFFFFF, PIECE_THREE);
			continue;
		}
		if (run >= 4)
			add(&a, last, PIECE_FOUR);
		if (is_letter)
			words.word = (words.word ^ cp) * 0x100000001B3u + 1;
		else
			end_word(&a, &words);
	}
	end_word(&a, &words);
	keep_new(&a);
	if (most != 0 && text.len != 0)
		blocks[count++] = (struct features_block){ .text = bytes_from(text, start), .end = (uint32_t)f->count };
	return count;
}

static void
add_text(struct features *f, struct bytes text, enum field_tag tag)
{
	(void)add_blocks(f, text, tag, NULL, 0);
}

size_t
features_blocks_of(struct features *f, struct bytes text, struct features_block out[FEATURES_BLOCKS_MAX])
{
	return add_blocks(f, text, TAG_TEXT, out, FEATURES_BLOCKS_MAX);
}

/* Endings of the names of attached files. */
static void
add_files(struct features *f, const struct casefile *c)
{
	for (size_t i = 0, seen = 0; i < c->parts.count && seen < FILES_MAX; i++) {
		struct bytes name = c->parts.at[i].name;
		size_t dot = bytes_find_last_octet(name, '.');
		if (dot == BYTES_NOT_FOUND || name.len - dot > 8)
			continue;
		add_text(f, bytes_from(name, dot), TAG_FILE);
		seen++;
	}
}

/* Words of link paths and the last label of hosts: "verify", "login.php", "top". */
static void
add_links(struct features *f, const struct casefile *c)
{
	for (size_t i = 0; i < c->urls.count && i < LINKS_MAX; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (u->where == URL_HEADER || u->role == URL_MAIL)
			continue;
		size_t dot = bytes_find_last_octet(u->host, '.');
		struct words w = { 0 };
		if (dot != BYTES_NOT_FOUND)
			add_text(f, bytes_from(u->host, dot), TAG_LINK);
		struct bytes path = bytes_to(u->path, 200);
		struct adding a = adding_to(f, TAG_LINK);
		for (size_t k = 0; k < path.len; k++) {
			if (ascii_is_alpha(path.at[k]))
				w.word = (w.word ^ ascii_lower(path.at[k])) * 0x100000001B3u + 1;
			else
				end_word(&a, &w);
		}
		end_word(&a, &w);
		keep_new(&a);
	}
}

void
features_header(struct features *f, const struct casefile *c)
{
	add_text(f, bytes_to(c->subject, 1000), TAG_SUBJECT);
	if (c->from.count != 0)
		add_text(f, bytes_to(c->from.at[0].display, 200), TAG_NAME);
	add_files(f, c);
	add_links(f, c);
}

static inline lanes
rule_marks(lanes v)
{
	return (lanes)(v == '_') | (lanes)(v == '-') | (lanes)(v == '=') | (lanes)(v == '*');
}

/* The end of what is above a line of ten underscores, equals signs or dashes, or above " -- ". */
static size_t
ruled_off(struct bytes text)
{
	size_t same = 0, looked = 0;
	for (size_t i = 0; i < text.len; i++) {
		while (same == 0 && i >= looked && text.len - i > LANES) {
			looked = i + LANES;
			if (!lanes_any(rule_marks(lanes_at(text.at + i))))
				i += LANES;
		}
		uint8_t ch = text.at[i];
		if (ch != '_' && ch != '-' && ch != '=' && ch != '*') {
			if (same == 2 && text.at[i - 1] == '-' && ch == ' ' && i >= 3 && text.at[i - 3] == ' ')
				return i - 2;
			same = 0;
			continue;
		}
		same = i != 0 && text.at[i - 1] == ch ? same + 1 : 1;
		if (same >= 10)
			return i + 1 - same;
	}
	return text.len;
}

/* The first COUNT characters of TEXT. */
static struct bytes
characters(struct bytes text, size_t count)
{
	size_t end = 0, here;
	while (text.len - end >= LANES && (here = lanes_count((lanes)((lanes_at(text.at + end) & 0xC0) != 0x80))) <= count) {
		count -= here;
		end += LANES;
	}
	for (; end < text.len; end++)
		if ((text.at[end] & 0xC0) != 0x80 && count-- == 0)
			break;
	return bytes_to(text, end);
}

/* The end of the window that TEXT begins with: at a ruled line or after FEATURES_WINDOW characters, but a word or two
 * between two rules, or left at the end, are no passage and stay with what stands beside them. */
static size_t
window_end(struct bytes text)
{
	struct bytes window = characters(text, FEATURES_WINDOW);
	size_t end = ruled_off(window);
	while (end < FEATURES_WINDOW_LEAST && end < window.len) { /* the rule itself goes to what stands below */
		uint8_t rule = window.at[end++];
		while (end < window.len && window.at[end] == rule)
			end++;
		end += ruled_off(bytes_from(window, end));
	}
	return text.len - end < FEATURES_WINDOW_LEAST ? text.len : end;
}

struct window {
	struct bytes part;
	bool goes_on; /* from the window before */
};

/* Where all windows lie, at most MANY.  A scrap of a text ("widths") counts where there is no other. */
#define MANY 640
static size_t
all_windows(const struct casefile *c, struct window out[MANY])
{
	size_t count = 0, longest = 0;
	for (uint32_t t = 0; t < c->texts.count && t < TEXTS_MAX; t++)
		longest = c->texts.at[t].visible.len > longest ? c->texts.at[t].visible.len : longest;
	for (uint32_t t = 0; t < c->texts.count && t < TEXTS_MAX; t++) {
		struct bytes rest = c->texts.at[t].visible;
		bool goes_on = false;
		if (rest.len < FEATURES_WINDOW_LEAST && rest.len < longest)
			continue;
		while (rest.len != 0 && count < MANY) {
			struct bytes window = bytes_to(rest, window_end(rest));
			out[count++] = (struct window){ window, goes_on };
			goes_on = window.len >= characters(rest, FEATURES_WINDOW).len; /* else it ends at a rule */
			rest = bytes_from(rest, window.len);
		}
	}
	return count;
}

/* Those that are read. */
static size_t
some_windows(const struct casefile *c, struct window out[FEATURES_WINDOWS_MAX])
{
	struct window all[MANY];
	size_t count = all_windows(c, all), most = FEATURES_WINDOWS_MAX, third = most / 3;
	if (count <= most) {
		memcpy(out, all, count * sizeof *out);
		return count;
	}
	/* Whoever pads does so above, below or on both sides; what is skipped lies between others that are seen. */
	for (size_t i = 0; i < third; i++) {
		out[i] = all[i];
		out[third + i] = all[third + (i + 1) * (count - 2 * third) / (third + 1)];
		out[2 * third + i] = all[count - third + i];
	}
	for (size_t i = 1; i < most; i++)
		out[i].goes_on &= out[i].part.at == out[i - 1].part.at + out[i - 1].part.len;
	return most;
}

size_t
features_blocks(struct features *f, const struct casefile *c, struct features_block out[FEATURES_BLOCKS_MAX])
{
	struct window windows[FEATURES_WINDOWS_MAX];
	size_t count = some_windows(c, windows), blocks = 0, first = 0;
	for (size_t i = 0; i < count; i++) {
		size_t start = blocks;
		if (!windows[i].goes_on) {
			first = blocks;
			f->block += i == 0 ? 0 : FEATURES_LONGEST; /* what another text says counts again */
		}
		blocks += add_blocks(f, windows[i].part, TAG_TEXT, out + blocks, FEATURES_LONGEST + 1);
		f->block++;
		for (size_t k = start; k < blocks; k++)
			out[k].first = (uint32_t)first;
	}
	return blocks;
}

struct features_passages
features_passages(const struct features_block *blocks, size_t count, size_t end)
{
	size_t first = blocks[end].first, length = end + 1 - first;
	if (length >= FEATURES_SHORTEST)
		return (struct features_passages){ length > FEATURES_LONGEST ? end + 1 - FEATURES_LONGEST : first,
			end + 1 - FEATURES_SHORTEST };
	bool is_whole = end + 1 == count || blocks[end + 1].first != first;
	return (struct features_passages){ first + !is_whole, first };
}

struct bytes
features_learned(const struct casefile *c)
{
	struct bytes longest = BYTES_NONE;
	for (size_t t = 0; t < c->texts.count && t < TEXTS_MAX; t++) {
		struct bytes text = c->texts.at[t].visible;
		text = bytes_to(text, ruled_off(text));
		if (text.len > longest.len)
			longest = text;
	}
	return characters(longest, FEATURES_LEARNED);
}
