/* What somebody says of a message: learned as a lesson, with an audit row, that can be taken back (docs/feedback.md).
 *
 * A request that names a mailbox (Deliver-To, User) hands on the word of its owner, which counts as a user's; one that
 * names none is the word of the program that asked. */
#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"
#include "rspamd/inside.h"
#include "sys/clock.h"

struct lesson {
	struct rspamd *rspamd;
	struct http_exchange *exchange;
	struct content content;
	struct gate_teaching *teaching;
	struct gate_lesson is;
};

/* rspamd's own flag for good mail, and mailcow's; every other one is a list of bad mail. */
static const uint64_t white_flags[] = { 3, 13 };

static void
lesson_free(struct lesson *l)
{
	teaching_abandon(l->teaching);
	content_done(&l->content);
	free(l);
}

static void
on_gone(void *owner)
{
	lesson_free(owner);
}

bool
teach_begin(struct http_exchange *x)
{
	struct rspamd_listener *l = listener_of(x);
	int status = auth_check(l->conf, &l->rspamd->guesses, x, AUTH_CHANGE, clock_wall_ms());
	if (status == 403)
		say_error(x, 403, "teaching needs enable_password or secure_peers of this listener");
	else if (status != 0)
		say_error(x, status, status == 429 ? "Too many wrong passwords" : "Unauthorized");
	return status == 0;
}

static int
status_of(const struct lesson *l, int fault)
{
	switch (fault) {
	case FAULT_INPUT: return l->is.is_taken_back ? 404 : 400;
	case FAULT_ABSENT: return 404;
	case FAULT_LIMIT: return 409;
	default: return 503;
	}
}

static void
on_taught(void *owner, const struct gate_learned *learned)
{
	struct lesson *l = owner;
	struct http_exchange *x = l->exchange;
	l->teaching = NULL;
	if (learned->fault != 0) {
		say_error(x, status_of(l, learned->fault), learned->why);
	} else if (learned->is_old) {
		/* A 2xx: a script that learns a folder again goes on. */
		char text[100];
		(void)snprintf(text, sizeof text, "the message has been already learned as %s, ignore it", lesson_as_names[l->is.as]);
		say_error(x, 208, text);
	} else {
		l->rspamd->figures.learned++;
		http_reply(x, &(struct http_reply){ .status = 200, .type = "application/json", .content = BYTES("{\"success\":true}") });
	}
	lesson_free(l);
}

static struct bytes
tenant_of(const struct conf *conf, struct bytes mailbox)
{
	size_t at = bytes_find_last_octet(mailbox, '@');
	const struct conf_domain *d = at != BYTES_NOT_FOUND ? conf_domain(conf, bytes_from(mailbox, at + 1)) : NULL;
	return d != NULL ? d->tenant : BYTES("default");
}

static void
teach(struct http_exchange *x, enum lesson_as as, bool is_taken_back)
{
	struct rspamd *r = listener_of(x)->rspamd;
	if (r->options.behind.teacher == NULL) {
		say_error(x, 503, "nothing can be taught here");
		return;
	}
	struct lesson *l = xcalloc(1, sizeof *l);
	*l = (struct lesson){ .rspamd = r, .exchange = x };
	if (!content_open(x, NULL, &l->content)) {
		lesson_free(l);
		return;
	}
	struct bytes mailbox = http_argument(x, "Deliver-To");
	if (mailbox.len == 0)
		mailbox = http_argument(x, "User");
	l->is = (struct gate_lesson){ .message = l->content.whole, .as = as, .is_taken_back = is_taken_back,
		.by = mailbox.len != 0 ? mailbox : BYTES("rspamd-client"), .teacher = mailbox.len != 0 ? TEACHER_USER : TEACHER_SERVICE,
		.tenant = tenant_of(r->options.conf, mailbox) };
	x->owner = l;
	x->gone = on_gone;
	l->teaching = teaching_new(on_taught, l);
	r->options.behind.teacher(r->options.behind.teach_context, &l->is, l->teaching);
}

void
teach_spam(struct http_exchange *x)
{
	teach(x, LESSON_SPAM, false);
}

void
teach_ham(struct http_exchange *x)
{
	teach(x, LESSON_HAM, false);
}

void
teach_class(struct http_exchange *x)
{
	struct bytes name = http_argument(x, "Class");
	for (int as = 0; as < LESSON_AS_COUNT; as++)
		if (bytes_equal_nocase(name, bytes_of_cstr(lesson_as_names[as]))) {
			teach(x, (enum lesson_as)as, false);
			return;
		}
	say_error(x, 404, "classes are spam, phishing, virus and ham");
}

/* false: it is said what is wrong with it. */
static bool
read_flag(struct http_exchange *x, bool *out_is_white)
{
	uint64_t flag = 1;
	struct bytes text = http_argument(x, "Flag");
	if (text.len != 0 && bytes_number(text, UINT32_MAX, &flag) != 0) {
		say_error(x, 400, "Flag is no number");
		return false;
	}
	*out_is_white = false;
	for (size_t i = 0; i < sizeof white_flags / sizeof *white_flags; i++)
		*out_is_white |= flag == white_flags[i];
	return true;
}

void
fuzzy_add(struct http_exchange *x)
{
	bool is_white;
	if (read_flag(x, &is_white))
		teach(x, is_white ? LESSON_HAM : LESSON_SPAM, false);
}

void
fuzzy_del(struct http_exchange *x)
{
	bool is_white;
	if (read_flag(x, &is_white))
		teach(x, LESSON_SPAM, true);
}
