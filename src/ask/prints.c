/* What people said of mail with these fingerprints, and what the organisation's own lessons say of these words: one
 * question to the keeper, put at once.  A keeper that is late is no reason to wait: then nothing is known. */
#include "ask/inside.h"

struct prints_state {
	bool is_answered;
	bool was_asked;
};

static void
on_answer(struct asking *a, int fault, const void *answer, void *arg)
{
	struct prints_state *s = arg;
	const struct answer_prints *got = answer;
	struct casefile_matches *out = &a->casefile->asked.prints;
	s->is_answered = true;
	if (fault != 0 || got == NULL || got->fault != 0 || !got->matches.was_asked)
		return;
	*out = got->matches;
	out->rows.at = NULL;
	out->rows.count = out->rows.room = 0;
	for (size_t i = 0; i < got->matches.rows.count; i++) {
		/* the keeper was told which part each print is of; its word is checked like any other's */
		const struct casefile_match *from = &got->matches.rows.at[i];
		struct casefile_match *to = from->part < a->casefile->parts.count ? LIST_ADD(a->arena, &out->rows) : NULL;
		if (to != NULL)
			*to = *from;
	}
}

static int
run(struct asking *a, void **state)
{
	struct prints_state *s = *state;
	const struct casefile *c = a->casefile;
	if (s != NULL)
		return s->is_answered;
	struct ask_prints question = { .tenant = c->envelope.tenant, .words = c->words,
		.is_counted = c->envelope.direction == DIRECTION_INBOUND && c->envelope.received_ms != 0 };
	question.prints.at = c->prints.at;
	question.prints.count = c->prints.count;
	*state = s = arena_get(a->scratch, 1, sizeof *s);
	if (s == NULL)
		return FAULT_LIMIT;
	if ((c->prints.count == 0 && c->words.len == 0) || asking_keeper(a, ASK_PRINTS, &question, on_answer, s) != 0)
		return 1;
	return 0;
}

const struct ask_check ask_prints_known = { .name = "prints", .run = run };
