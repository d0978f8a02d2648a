#include "text/lexicon.h"

#include <stdlib.h>

#include "base/must.h"
#include "text/match.h"

#define HITS_MAX 4096

struct lexicon {
	struct matcher *matcher;
	uint8_t *seen; /* phrases of the text being scanned */
	struct match_hit hits[HITS_MAX];
};

int
lexicon_new(struct lexicon **out_lexicon, struct why *why)
{
	struct match_phrase *phrases = xcalloc(lexicon_phrases_count, sizeof *phrases);
	for (size_t i = 0; i < lexicon_phrases_count; i++)
		phrases[i] = (struct match_phrase){ (uint32_t)lexicon_phrases[i].theme,
			bytes_of_cstr(lexicon_phrases[i].text) };
	struct lexicon *l = xcalloc(1, sizeof *l);
	int fault = match_new(phrases, lexicon_phrases_count, &l->matcher, why);
	free(phrases);
	if (fault != 0) {
		free(l);
		return fault;
	}
	l->seen = xcalloc(lexicon_phrases_count, 1);
	*out_lexicon = l;
	return 0;
}

void
lexicon_free(struct lexicon *l)
{
	if (l == NULL)
		return;
	match_free(l->matcher);
	free(l->seen);
	free(l);
}

void
lexicon_scan(struct lexicon *l, struct bytes folded, struct lexicon_hits *out)
{
	struct match_hits hits = { .at = l->hits, .room = HITS_MAX };
	match_scan(l->matcher, folded, &hits);
	memset(out, 0, sizeof *out);
	out->full = hits.full;
	for (size_t i = 0; i < hits.count; i++) {
		const struct match_hit *h = &hits.at[i];
		struct theme_hits *t = &out->themes[h->id];
		if (t->count++ == 0) {
			t->start = h->start;
			t->end = h->end;
			t->phrase = (uint32_t)h->phrase;
		}
		t->distinct += l->seen[h->phrase] == 0;
		l->seen[h->phrase] = 1;
	}
	for (size_t i = 0; i < hits.count; i++)
		l->seen[hits.at[i].phrase] = 0;
}

const char *
theme_name(enum theme theme)
{
	return theme > THEME_NONE && theme < THEME_COUNT ? lexicon_theme_names[theme] : "none";
}
