#include "carry/teach.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"
#include "judge/judge.h"
#include "sys/blob.h"

struct lesson {
	struct lesson *next, **previous;
	struct teach *teach;
	struct gate_teaching *teaching;
	struct arena *arena;
	struct casefile_envelope envelope;
	struct gate_lesson is; /* copied; the message is a share of our own */
};

struct teach {
	struct teach_options options;
	struct lesson *open;
};

struct teach *
teach_new(const struct teach_options *options)
{
	struct teach *t = xcalloc(1, sizeof *t);
	t->options = *options;
	return t;
}

static void
end(struct lesson *l, int fault, const char *why, bool is_old)
{
	*l->previous = l->next;
	if (l->next != NULL)
		l->next->previous = l->previous;
	gate_taught(l->teaching, &(struct gate_learned){ .fault = fault, .why = why, .is_old = is_old });
	blob_drop(l->is.message);
	arena_free(l->arena);
	free(l);
}

void
teach_free(struct teach *t)
{
	if (t == NULL)
		return;
	while (t->open != NULL)
		end(t->open, FAULT_LATER, "the gateway stops", false);
	free(t);
}

static void
on_told(void *context, int fault, const void *answer, const struct ask_fds *fds)
{
	struct lesson *l = context;
	const struct answer *got = answer;
	char why[WHY_MAX] = "the keeper does not answer";
	bool is_old = false;
	if (got != NULL) {
		fault = -(int)got->fault;
		(void)snprintf(why, sizeof why, "%.*s", BYTES_ARGS(bytes_to(got->why, WHY_MAX - 1)));
		is_old = !l->is.is_taken_back && ((const struct answer_lesson *)answer)->is_old;
	} else if (fault == 0) {
		fault = FAULT_LATER;
	}
	end(l, fault, why, is_old);
}

static void
on_read(void *arg, struct pipeline_answer *answer)
{
	struct lesson *l = arg;
	const struct casefile *c = answer->casefile;
	int fault;
	if (!answer->is_by_worker) {
		pipeline_answer_free(answer);
		end(l, FAULT_INPUT, "the message cannot be read", false);
		return;
	}
	if (l->is.is_taken_back) {
		const struct ask_forget question = { .sha256 = c->sha256, .by = l->is.by };
		fault = asker_ask(l->teach->options.keeper, ASK_FORGET, &question, NULL, on_told, l);
	} else {
		struct ask_lesson question;
		lesson_of(c, answer->arena, &question);
		question.by = l->is.by;
		question.teacher = l->is.teacher;
		question.as = l->is.as;
		question.tenant = l->is.tenant;
		fault = asker_ask(l->teach->options.keeper, ASK_LESSON, &question, NULL, on_told, l);
	}
	pipeline_answer_free(answer);
	if (fault != 0)
		end(l, FAULT_LATER, "too much waits for the keeper", false);
}

void
teach_lesson(void *context, const struct gate_lesson *is, struct gate_teaching *teaching)
{
	struct teach *t = context;
	struct lesson *l = xcalloc(1, sizeof *l);
	*l = (struct lesson){ .teach = t, .teaching = teaching, .arena = arena_new(1 << 20), .is = *is, .next = t->open,
		.previous = &t->open, .envelope = { .protocol = BYTES("lesson") } };
	if (l->next != NULL)
		l->next->previous = &l->next;
	t->open = l;
	must(arena_copy(l->arena, bytes_to(is->by, LESSON_BY_MAX), &l->is.by) && arena_copy(l->arena, bytes_to(is->tenant, 64), &l->is.tenant));
	l->is.message = blob_share(is->message);
	judge_envelope(t->options.conf, l->is.tenant, l->arena, &l->envelope);
	if (pipeline_submit(t->options.pipeline, l->is.message, &l->envelope, on_read, l, NULL) != 0)
		end(l, FAULT_LATER, "too many messages wait to be read", false);
}
