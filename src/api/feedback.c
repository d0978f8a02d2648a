/* POST /v1/feedback: what a message was, learned as a lesson (docs/feedback.md): the word of the person that `by` names, or of
 * the program that asks. */
#include <stdlib.h>

#include "api/inside.h"
#include "base/must.h"

struct lesson {
	struct http_exchange *exchange;
	struct gate_teaching *teaching;
};

static void
lesson_free(void *owner)
{
	struct lesson *l = owner;
	teaching_abandon(l->teaching);
	free(l);
}

bool
feedback_begin(struct http_exchange *x)
{
	return rspamd_may(api_of(x)->rights, x, true);
}

static int
status_of(int fault)
{
	switch (fault) {
	case FAULT_INPUT: return 400;
	case FAULT_ABSENT: return 404;
	case FAULT_LIMIT: return 429;
	default: return 503;
	}
}

static void
on_taught(void *owner, const struct gate_learned *learned)
{
	struct lesson *l = owner;
	struct http_exchange *x = l->exchange;
	l->teaching = NULL;
	if (learned->fault != 0)
		api_error(x, status_of(learned->fault), learned->why);
	else
		http_reply(x, &(struct http_reply){ .status = 200, .type = "application/json",
		    .content = learned->is_old ? BYTES("{\"learned\":false}\n") : BYTES("{\"learned\":true}\n") });
	free(l);
}

void
feedback_message(struct http_exchange *x)
{
	const struct api *a = api_of(x);
	const struct gate_callbacks *behind = &a->options.behind;
	struct bytes as = http_argument(x, "as"), by = http_argument(x, "by"), tenant = http_argument(x, "tenant");
	struct gate_lesson is = { .message = x->whole, .by = by.len != 0 ? by : BYTES("api"), .tenant = tenant,
		.teacher = by.len != 0 ? TEACHER_USER : TEACHER_SERVICE, .is_taken_back = bytes_equal(as, BYTES("forget")) };
	for (is.as = 0; is.as < LESSON_AS_COUNT; is.as++)
		if (bytes_equal(as, bytes_of_cstr(lesson_as_names[is.as])))
			break;
	if (x->content.len == 0 || (is.as == LESSON_AS_COUNT && !is.is_taken_back)) {
		api_error(x, 400, x->content.len == 0 ? "there is no message" : "as is spam, phishing, virus, ham or forget");
		return;
	}
	if (is.is_taken_back)
		is.as = LESSON_HAM;
	if (behind->teacher == NULL) {
		api_error(x, 503, "nobody learns here");
		return;
	}
	struct lesson *l = xcalloc(1, sizeof *l);
	*l = (struct lesson){ .exchange = x };
	x->owner = l;
	x->gone = lesson_free;
	l->teaching = teaching_new(on_taught, l);
	behind->teacher(behind->teach_context, &is, l->teaching);
}
