#include "cli/thresholds.h"

#include <stdlib.h>

#include "base/must.h"
#include "cli/interval.h"
#include "judge/judge.h"

static const double shares[] = { 0.01, 0.001, 0.0002 };

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static size_t
score_all(const struct lessons *l, const struct corpus *corpus, double *scores)
{
	struct lessons_stage *stage = xcalloc(1, sizeof *stage);
	struct arena *arena = arena_new(CASEFILE_ARENA_MAX);
	size_t count = 0;
	for (size_t s = 0; s < corpus_sources(corpus); s++) {
		lessons_stage(l, s, stage);
		for (size_t i = 0; i < corpus_count(corpus); i++) {
			const struct corpus_message *m = corpus_message(corpus, i);
			struct casefile c;
			struct judgement j;
			if (m->source != s || !label_is_good(m->label) || m->is_not_counted)
				continue;
			corpus_casefile(corpus, i, arena, &c);
			lessons_tell(l, i, stage, arena, &c);
			judge(&c, NULL, arena, &j);
			scores[count++] = j.verdict.score;
			arena_reset(arena);
		}
	}
	arena_free(arena);
	free(stage);
	return count;
}

size_t
thresholds_find(const struct lessons *l, const struct corpus *corpus, struct model_threshold out[MODEL_THRESHOLDS_MAX])
{
	double *scores = xcalloc(corpus_count(corpus) + 1, sizeof *scores);
	size_t n = score_all(l, corpus, scores), count = 0;
	qsort(scores, n, sizeof *scores, ascending);
	for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
		size_t k = interval_order(n, shares[i], THRESHOLDS_DOUBT);
		if (k != 0)
			out[count++] = (struct model_threshold){ shares[i], scores[k - 1], (uint32_t)n };
	}
	free(scores);
	return count;
}
