/* Property: the same hits as a naive search for every phrase at every place, also when saved in between.
 *
 * Input: phrases as lines, an empty line, the text. */
#include <stdio.h>
#include <unicode/uchar.h>

#include "base/must.h"
#include "base/utf8.h"
#include "text/match.h"
#include "text/normalise.h"

#define PHRASES 8
/* Beside them, for Vectorscan looks for some dozens of literals in another way than for our thousands, and that way
 * misses some (5.4.9: "card" and "gift card", the text a row of U+FFFD and "card"). */
#define OTHERS 96
#define HITS 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
fold(struct bytes in, struct buf *out)
{
	struct buf clean;
	buf_init(&clean, 32 * in.len + 64);
	buf_init(out, 32 * in.len + 64);
	text_normalise(in, &clean, NULL);
	(void)text_fold(buf_bytes(&clean), out);
	buf_done(&clean);
}

static bool
word_at(struct bytes text, size_t pos)
{
	while (pos > 0 && (text.at[pos] & 0xC0) == 0x80)
		pos--;
	uint32_t cp = utf8_next(text, &pos);
	return cp < 0x2E80 && u_isalnum((UChar32)cp);
}

static size_t
naive(struct bytes text, const struct buf *phrases, size_t count)
{
	size_t hits = 0;
	for (size_t i = 0; i < text.len; i++)
		for (size_t p = 0; p < count; p++) {
			struct bytes want = buf_bytes(&phrases[p]);
			if (!bytes_starts(bytes_from(text, i), want))
				continue;
			size_t end = i + want.len;
			bool joined = (i > 0 && word_at(want, 0) && word_at(text, i - 1)) ||
			    (end < text.len && word_at(want, want.len - 1) && word_at(text, end));
			hits += !joined;
		}
	return hits;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	must(text_preload(NULL) == 0);
	struct match_phrase phrases[PHRASES + OTHERS];
	char others[OTHERS][16];
	struct buf folded[PHRASES], text;
	size_t count = 0;
	struct bytes rest = bytes_of(data, size < 2000 ? size : 2000), line;
	while (count < PHRASES && bytes_cut(&rest, '\n', &line) && line.len != 0) {
		fold(line, &folded[count]);
		if (folded[count].len == 0 || folded[count].len > 64) {
			buf_done(&folded[count]);
			continue;
		}
		phrases[count] = (struct match_phrase){ (uint32_t)count, line };
		count++;
	}
	struct matcher *m = NULL;
	if (count != 0) {
		struct matcher *compiled = NULL;
		struct match_made made;
		struct buf database;
		buf_init(&database, (size_t)1 << 20);
		for (size_t i = 0; i < OTHERS; i++) {
			int len = snprintf(others[i], sizeof *others, "%02x~zq~%02x", (unsigned)(i * 7 % 256), (unsigned)i);
			phrases[count + i] = (struct match_phrase){ PHRASES, bytes_of(others[i], (size_t)len) };
		}
		must(match_new(phrases, count + OTHERS, &compiled, NULL) == 0 && match_save(compiled, &database, &made, NULL) == 0 &&
		    match_of(&made, &m, NULL) == 0);
		buf_done(&database);
		fold(rest, &text);
		struct match_hit at[HITS];
		struct match_hits hits = { .at = at, .room = HITS };
		match_scan(m, buf_bytes(&text), &hits);
		size_t want = naive(buf_bytes(&text), folded, count), got = 0;
		for (size_t i = 0; i < hits.count; i++) {
			if (at[i].id == PHRASES)
				continue;
			got++;
			must(bytes_equal(bytes_slice(buf_bytes(&text), at[i].start, at[i].end),
			    buf_bytes(&folded[at[i].phrase])));
		}
		must(hits.full || want == got);
		buf_done(&text);
		match_free(m);
		match_free(compiled);
	}
	for (size_t i = 0; i < count; i++)
		buf_done(&folded[i]);
	return 0;
}
