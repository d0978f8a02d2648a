/* Property: whatever case file a worker makes up, the detectors end, are pure (asked twice, they
 * answer the same), stay inside their weights and ceilings, and their sentences are UTF-8 that is
 * harmless to show. */
#include "detect/detector.h"

#include "base/must.h"
#include "base/utf8.h"

#include <math.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_finding(const struct finding *f, struct buf *sentence)
{
	const struct detector *d = detector_find(f->id);
	must(d != NULL && isfinite(f->weight) && fabs(f->weight) <= fabs(d->weight) &&
	    f->weight * d->weight >= 0);
	for (int language = 0; language < 2; language++) {
		buf_clear(sentence);
		finding_sentence(f, (enum language)language, sentence);
		must(buf_ok(sentence) && utf8_valid(buf_bytes(sentence)));
		for (size_t i = 0; i < sentence->len; i++)
			must(sentence->at[i] >= 0x20 && sentence->at[i] != 0x7f);
		/* A sentence never lacks an argument. */
		for (size_t n = 0; n < FINDING_ARGS_MAX; n++) {
			const char hole[] = { '{', (char)('1' + n), '}', '\0' };
			must(n < f->args.count ||
			    strstr(language == LANGUAGE_ZH ? d->zh : d->en, hole) == NULL);
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new(CASEFILE_ARENA_MAX);
	struct casefile c = { 0 };
	if (casefile_read(bytes_of(data, size), a, &c) == 0) {
		struct findings once = { .arena = a }, twice = { .arena = a };
		struct buf sentence;
		buf_init(&sentence, 8192);
		detect_run(&c, &once);
		detect_run(&c, &twice);
		must(once.list.count == twice.list.count && once.list.count <= FINDINGS_MAX);
		for (size_t i = 0; i < once.list.count; i++) {
			must(once.list.at[i].weight == twice.list.at[i].weight);
			check_finding(&once.list.at[i], &sentence);
		}
		buf_done(&sentence);
	}
	arena_free(a);
	return 0;
}
