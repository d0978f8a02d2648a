/* Property: the same hits as a naive search for every phrase at every place.
 *
 * Input: phrases as lines, an empty line, the text. */
#include <unicode/uchar.h>

#include "base/must.h"
#include "base/utf8.h"
#include "text/match.h"
#include "text/normalise.h"

#define PHRASES 8
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
	struct match_phrase phrases[PHRASES];
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
		must(match_new(phrases, count, &m, NULL) == 0);
		fold(rest, &text);
		struct match_hit at[HITS];
		struct match_hits hits = { .at = at, .room = HITS };
		match_scan(m, buf_bytes(&text), &hits);
		size_t want = naive(buf_bytes(&text), folded, count);
		must(hits.full ? want > HITS : want == hits.count);
		for (size_t i = 0; i < hits.count; i++)
			must(bytes_equal(bytes_slice(buf_bytes(&text), at[i].start, at[i].end),
			    buf_bytes(&folded[at[i].phrase])));
		buf_done(&text);
		match_free(m);
	}
	for (size_t i = 0; i < count; i++)
		buf_done(&folded[i]);
	return 0;
}
