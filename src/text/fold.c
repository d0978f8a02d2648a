#include <unicode/uchar.h>

#include "base/lanes.h"
#include "base/utf8.h"
#include "text/normalise.h"
#include "text/tables.h"

#define SKELETON_MAX 1024
/* Characters between two Chinese ones that folding leaves out; more is a column or an empty form field. */
#define GAP_MAX 3

static uint32_t
fold_one(uint32_t cp)
{
	if (cp >= HAN_FIRST && cp <= HAN_LAST)
		return text_simplified[cp - HAN_FIRST];
	if (cp == 0x2018 || cp == 0x2019)
		return '\'';
	if (cp == 0x201C || cp == 0x201D)
		return '"';
	if (cp >= 0x2010 && cp <= 0x2015)
		return '-';
	/* Turkish has an i with and one without a dot, each with its capital: I would fold to the wrong one. */
	if (cp == 0x130 || cp == 0x131)
		return 'i';
	return (uint32_t)u_foldCase((UChar32)cp, U_FOLD_CASE_DEFAULT);
}

static bool
is_separator(uint32_t cp)
{
	return (cp < 0x80 && cp != 0 && strchr(".*-_|/~+=^#", (int)cp) != NULL) || cp == 0xB7 || cp == 0x2022 ||
	    cp == 0x30FB || cp == 0x2027;
}

static bool
is_gap_space(uint32_t cp)
{
	return cp == ' ' || cp == '\n' || cp == '\t' || cp == '\r';
}

/* The last character was Chinese: where it ends in the output, and what has come since. */
struct gap {
	bool open;
	size_t start;
	unsigned count;
	bool counts; /* holds a separator or a space, not only a line break */
};

static void
gap_note(struct gap *g, uint32_t cp, size_t at)
{
	if (!g->open)
		return;
	if (g->count == 0)
		g->start = at;
	if (++g->count > GAP_MAX)
		g->open = false;
	g->counts |= cp != '\n';
}

static void
fold_ascii(struct bytes in, uint8_t *to)
{
	size_t i = 0;
	for (; in.len - i >= LANES; i += LANES) {
		lanes v = lanes_at(in.at + i);
		lanes space = (lanes)(v == '\n') | (lanes)(v == '\t') | (lanes)(v == '\r');
		v |= lanes_between(v, 'A', 'Z') & 0x20;
		v = (v & ~space) | (space & ' ');
		memcpy(to + i, &v, sizeof v);
	}
	for (; i < in.len; i++)
		to[i] = is_gap_space(in.at[i]) ? ' ' : ascii_lower(in.at[i]);
}

uint32_t
text_fold(struct bytes in, struct buf *out)
{
	struct gap gap = { 0 };
	uint32_t closed = 0;
	for (size_t pos = 0; pos < in.len && buf_ok(out);) {
		uint8_t c = in.at[pos];
		if (c < 0x80 && !gap.open) {
			size_t start = pos;
			while (in.len - pos >= LANES && !lanes_any(lanes_at(in.at + pos) & 0x80))
				pos += LANES;
			while (pos < in.len && in.at[pos] < 0x80)
				pos++;
			uint8_t *to = buf_reserve(out, pos - start);
			if (to == NULL)
				break;
			fold_ascii(bytes_slice(in, start, pos), to);
			out->len += pos - start;
			continue;
		}
		uint32_t cp = utf8_next(in, &pos);
		if (is_han(cp)) {
			if (gap.open && gap.count != 0) {
				out->len = gap.start;
				closed += gap.counts;
			}
			utf8_add(out, fold_one(cp));
			gap = (struct gap){ .open = true };
			continue;
		}
		bool space = is_gap_space(cp);
		if (space || is_separator(cp))
			gap_note(&gap, cp, out->len);
		else
			gap.open = false;
		utf8_add(out, space ? ' ' : fold_one(cp));
	}
	return closed;
}

void
text_skeleton(struct bytes in, struct buf *out)
{
	char made[8 * SKELETON_MAX];
	struct buf clean;
	buf_init(&clean, SKELETON_MAX * 4);
	text_normalise(utf8_prefix(in, SKELETON_MAX), &clean, NULL);
	UErrorCode status = U_ZERO_ERROR;
	int32_t len = uspoof_getSkeletonUTF8(text_tables()->spoof, 0, (const char *)buf_cstr(&clean),
	    (int32_t)clean.len, made, (int32_t)sizeof made, &status);
	if (U_FAILURE(status) || len < 0 || (size_t)len > sizeof made)
		(void)text_fold(buf_bytes(&clean), out);
	else
		(void)text_fold(bytes_of(made, (size_t)len), out);
	buf_done(&clean);
}

static void
fold_of(struct bytes in, struct buf *out)
{
	struct buf clean;
	buf_init(&clean, SKELETON_MAX * 4);
	text_normalise(utf8_prefix(in, SKELETON_MAX), &clean, NULL);
	(void)text_fold(buf_bytes(&clean), out);
	buf_done(&clean);
}

bool
text_looks_like(struct bytes a, struct bytes b)
{
	struct buf made[6];
	for (size_t i = 0; i < 6; i++)
		buf_init(&made[i], 8 * SKELETON_MAX);
	fold_of(a, &made[0]);
	fold_of(b, &made[1]);
	/* Case first and skeleton first differ: a capital I looks like l, the i that it folds to does not. */
	text_skeleton(a, &made[2]);
	text_skeleton(b, &made[3]);
	text_skeleton(buf_bytes(&made[0]), &made[4]);
	text_skeleton(buf_bytes(&made[1]), &made[5]);
	struct bytes want = buf_bytes(&made[5]);
	bool alike = !bytes_equal(buf_bytes(&made[0]), buf_bytes(&made[1])) && want.len != 0 &&
	    (bytes_equal(buf_bytes(&made[2]), buf_bytes(&made[3])) || bytes_equal(buf_bytes(&made[4]), want) ||
	        bytes_equal(buf_bytes(&made[2]), want));
	for (size_t i = 0; i < 6; i++)
		buf_done(&made[i]);
	return alike;
}

void
text_letters_count(struct bytes in, struct text_letters *l)
{
	for (size_t pos = 0; pos < in.len;) {
		while (in.len - pos >= LANES && !lanes_any(lanes_at(in.at + pos) & 0x80)) {
			l->latin += lanes_count(lanes_between(lanes_at(in.at + pos) | 0x20, 'a', 'z'));
			pos += LANES;
		}
		if (pos == in.len)
			break;
		if (in.at[pos] < 0x80) {
			l->latin += ascii_is_alpha(in.at[pos]);
			pos++;
			continue;
		}
		uint32_t cp = utf8_next(in, &pos);
		if (is_han(cp))
			l->han++;
		else if ((cp >= 0x3041 && cp <= 0x30FF && cp != 0x30FB) || (cp >= 0xFF66 && cp <= 0xFF9F))
			l->kana++;
		else if ((cp >= 0xAC00 && cp <= 0xD7A3) || (cp >= 0x1100 && cp <= 0x11FF) ||
		    (cp >= 0x3130 && cp <= 0x318F))
			l->hangul++;
		else if (!u_isalpha((UChar32)cp))
			continue;
		else if (cp <= 0x24F || (cp >= 0x1E00 && cp <= 0x1EFF)) {
			l->latin++;
			l->accented++;
		} else if (cp >= 0x400 && cp <= 0x52F)
			l->cyrillic++;
		else if ((cp >= 0x370 && cp <= 0x3FF) || (cp >= 0x1F00 && cp <= 0x1FFF))
			l->greek++;
		else if ((cp >= 0x600 && cp <= 0x6FF) || (cp >= 0x750 && cp <= 0x77F) || (cp >= 0xFB50 && cp <= 0xFEFC))
			l->arabic++;
		else
			l->other++;
	}
}

enum text_language
text_language(const struct text_letters *l)
{
	uint64_t east = 4 * (uint64_t)l->han + 2 * (uint64_t)l->kana + 3 * (uint64_t)l->hangul;
	uint64_t rest = (uint64_t)l->cyrillic + l->greek + l->arabic + l->other;
	if (east == 0 && l->latin == 0)
		return TEXT_OTHER;
	if (east >= l->latin && east >= rest) {
		if (l->hangul > l->han / 2 && l->hangul > l->kana)
			return TEXT_KOREAN;
		return l->kana != 0 && (uint64_t)l->kana * 20 >= l->han ? TEXT_JAPANESE : TEXT_CHINESE;
	}
	if (rest > l->latin || (uint64_t)l->accented * 50 > l->latin)
		return TEXT_OTHER;
	return TEXT_ENGLISH;
}

const char *
text_language_name(enum text_language language)
{
	static const char *const names[] = {
		[TEXT_OTHER] = "other", [TEXT_ENGLISH] = "en", [TEXT_CHINESE] = "zh", [TEXT_JAPANESE] = "ja",
		[TEXT_KOREAN] = "ko",
	};
	return (size_t)language < sizeof names / sizeof *names ? names[language] : "other";
}
