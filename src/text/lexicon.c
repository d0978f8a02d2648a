#include "text/lexicon.h"

#include <stdlib.h>

#include "base/must.h"

#define HITS_MAX 4096

struct lexicon {
	struct matcher *matcher;
	bool is_made;
	uint8_t *seen; /* phrases of the text being scanned */
	struct match_hit hits[HITS_MAX];
};

static int
compile(struct matcher **out_matcher, struct why *why)
{
	struct match_phrase *phrases = xcalloc(lexicon_phrases_count, sizeof *phrases);
	for (size_t i = 0; i < lexicon_phrases_count; i++)
		phrases[i] = (struct match_phrase){ lexicon_phrases[i].theme, bytes_of_cstr(lexicon_text(i)) };
	int fault = match_new(phrases, lexicon_phrases_count, out_matcher, why);
	free(phrases);
	return fault;
}

int
lexicon_new_of(const struct match_made *made, struct lexicon **out_lexicon, struct why *why)
{
	struct lexicon *l = xcalloc(1, sizeof *l);
	l->is_made = match_of(made, &l->matcher, why) == 0;
	int fault = l->is_made ? 0 : compile(&l->matcher, why);
	if (fault != 0) {
		free(l);
		return fault;
	}
	l->seen = xcalloc(lexicon_phrases_count, 1);
	*out_lexicon = l;
	return 0;
}

int
lexicon_new(struct lexicon **out_lexicon, struct why *why)
{
	return lexicon_new_of(&lexicon_made, out_lexicon, why);
}

bool
lexicon_is_made(const struct lexicon *l)
{
	return l->is_made;
}

int
lexicon_save(const struct lexicon *l, struct buf *database, struct match_made *out, struct why *why)
{
	return match_save(l->matcher, database, out, why);
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

/* Hits of one theme that stand close together. */
struct run {
	uint32_t start;
	uint32_t distinct;
	uint8_t number; /* from 1 */
};

void
lexicon_scan(struct lexicon *l, struct bytes folded, struct lexicon_hits *out)
{
	struct match_hits hits = { .at = l->hits, .room = HITS_MAX };
	struct run runs[THEME_COUNT] = { { 0 } };
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
		/* A run ends LEXICON_CLOSE octets behind its first hit; a phrase is marked with the run that has it. */
		struct run *r = &runs[h->id];
		if (r->number == 0 || (h->end - r->start > LEXICON_CLOSE && r->number < UINT8_MAX))
			*r = (struct run){ .number = (uint8_t)(r->number + 1), .start = h->start };
		t->distinct += l->seen[h->phrase] == 0;
		r->distinct += l->seen[h->phrase] != r->number;
		t->close = r->distinct > t->close ? r->distinct : t->close;
		l->seen[h->phrase] = r->number;
	}
	for (size_t i = 0; i < hits.count; i++)
		l->seen[hits.at[i].phrase] = 0;
}

const char *
theme_name(enum theme theme)
{
	return theme > THEME_NONE && theme < THEME_COUNT ? lexicon_theme_names[theme] : "none";
}
