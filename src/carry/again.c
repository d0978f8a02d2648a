#include "carry/again.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/must.h"
#include "judge/judge.h"
#include "sys/clock.h"
#include "sys/fd.h"

/* Its words, the event and the case file of what waits. */
#define ARENA_MAX (CASEFILE_ARENA_MAX + ((size_t)8 << 20))

struct attempt {
	struct attempt *next, **previous;
	struct again *again;
	const struct conf_policy *policy;
	struct arena *arena;
	struct bytes by;           /* the mail that named the words */
	LIST(struct bytes) told;
	struct blob *message;
	struct mail_event event;   /* of what waits */
	struct casefile before;    /* ... as it was judged */
	struct casefile_envelope envelope;
	struct pipeline_answer answer;
	struct asking *asking;     /* the engines */
	struct judgement judgement;
	char id[EVENT_ID_MAX + 1]; /* under which it is held again */
};

struct again {
	struct again_options options;
	struct attempt *attempts;
	size_t count;
};

struct again *
again_new(const struct again_options *options)
{
	struct again *a = xcalloc(1, sizeof *a);
	a->options = *options;
	return a;
}

static void
attempt_free(struct attempt *t)
{
	*t->previous = t->next;
	if (t->next != NULL)
		t->next->previous = t->previous;
	t->again->count--;
	if (t->asking != NULL)
		ask_cancel(t->asking);
	blob_drop(t->message);
	pipeline_answer_free(&t->answer);
	arena_free(t->arena);
	free(t);
}

void
again_free(struct again *a)
{
	while (a != NULL && a->attempts != NULL)
		attempt_free(a->attempts);
	free(a);
}

/* NULL where as many are under way as may be. */
static struct attempt *
attempt_new(struct again *a, const struct bytes *told, size_t count, const struct conf_policy *policy, struct bytes by)
{
	if (a->count == AGAIN_MAX)
		return NULL;
	struct attempt *t = xcalloc(1, sizeof *t);
	*t = (struct attempt){ .again = a, .policy = policy, .arena = arena_new(ARENA_MAX), .next = a->attempts,
		.previous = &a->attempts };
	if (t->next != NULL)
		t->next->previous = &t->next;
	a->attempts = t;
	a->count++;
	(void)arena_copy(t->arena, by, &t->by);
	for (size_t i = 0; i < count && i < ASK_TOLD_MAX; i++) {
		struct bytes *slot = LIST_ADD(t->arena, &t->told);
		if (slot != NULL)
			(void)arena_copy(t->arena, told[i], slot);
	}
	return t;
}

bool
again_is_locked(const struct casefile *c)
{
	for (size_t i = 0; i < c->gaps.count; i++) {
		const struct casefile_gap *g = &c->gaps.at[i];
		/* Sealed for its reader: no password opens that. */
		if (g->reason == GAP_ENCRYPTED && !bytes_starts(g->text, BYTES("sealed: ")) &&
		    !bytes_starts(g->text, BYTES("an encrypted message (")))
			return true;
	}
	return false;
}

void
again_question(const struct casefile *c, struct arena *arena, struct ask_passwords *out)
{
	*out = (struct ask_passwords){ .tenant = c->envelope.tenant, .direction = c->envelope.direction,
		.is_locked = again_is_locked(c) };
	if (c->from.count != 0) {
		const struct casefile_address *from = &c->from.at[0];
		char address[EVENT_ADDRESS_MAX + 1];
		int len = snprintf(address, sizeof address, "%.*s@%.*s", BYTES_ARGS(from->local), BYTES_ARGS(from->domain));
		(void)arena_copy(arena, bytes_of(address, (size_t)len < sizeof address ? (size_t)len : sizeof address - 1), &out->sender);
	}
	for (size_t i = 0; i < c->envelope.recipients.count && i < ASK_PAIRS_MAX; i++) {
		struct bytes *slot = LIST_ADD(arena, &out->recipients);
		if (slot != NULL)
			*slot = c->envelope.recipients.at[i];
	}
	out->told.at = c->told_passwords.at;
	out->told.count = c->told_passwords.count;
}

static void
note(const struct attempt *t, const char *what, enum log_level level)
{
	log_event(t->again->options.log, level, what, LOG_TEXT("message", t->event.id), LOG_TEXT("password-in", t->by),
	    LOG_CSTR("type", mail_type_names[t->judgement.verdict.type]));
}

static void
on_opened(void *context, int fault, const void *answer, const struct ask_fds *fds)
{
	struct attempt *t = context;
	const struct answer *done = answer;
	note(t, fault == 0 && done != NULL && done->fault == 0 ? "opened-later" : "opened-later-failed",
	    fault == 0 && done != NULL && done->fault == 0 ? LOG_INFO : LOG_ERROR);
	attempt_free(t);
}

static void
say_opened(struct attempt *t, bool is_good)
{
	const struct ask_opened opened = { .id = t->event.id, .by = t->by, .is_good = is_good };
	if (asker_ask(t->again->options.keeper, ASK_OPENED, &opened, NULL, on_opened, t) != 0)
		on_opened(t, FAULT_LATER, NULL, NULL);
}

/* The new copy is durable: the old one may go.  If it is not, the old one stays as it is. */
static void
on_held(void *context, int fault, const void *answer, const struct ask_fds *fds)
{
	struct attempt *t = context;
	const struct answer *held = answer;
	if (fault == 0 && held != NULL && held->fault == 0)
		say_opened(t, false);
	else
		on_opened(t, FAULT_LATER, NULL, NULL);
}

static void
hold_again(struct attempt *t)
{
	struct mail_event event = t->event;
	const struct verdict *v = &t->judgement.verdict;
	struct buf form;
	OWN_FD int casefile = -1;
	int len = snprintf(t->id, sizeof t->id, "%.*s-opened", BYTES_ARGS(t->event.id));
	if ((size_t)len >= sizeof t->id) {
		on_opened(t, FAULT_LIMIT, NULL, NULL);
		return;
	}
	event.id = bytes_of(t->id, (size_t)len);
	event.time_ms = clock_wall_ms();
	event.type = v->type;
	event.subtype = bytes_of_cstr(v->subtype != SUBTYPE_NONE ? subtype_names[v->subtype] : "");
	event.is_bulk = v->bulk;
	event.score = v->score;
	event.findings.at = t->judgement.findings.list.at;
	event.findings.count = t->judgement.findings.list.count;
	event.gaps = (uint32_t)t->answer.casefile->gaps.count;
	buf_init(&form, CASEFILE_OCTETS_MAX);
	casefile_write(t->answer.casefile, &form);
	if (buf_ok(&form))
		casefile = memfd_of("casefile", buf_bytes(&form));
	buf_done(&form);
	const struct ask_fds fds = { { blob_fd(t->message), casefile }, casefile >= 0 ? 2 : 1 };
	if (asker_ask(t->again->options.keeper, ASK_HOLD, &event, &fds, on_held, t) != 0)
		on_held(t, FAULT_LATER, NULL, NULL);
}

/* The engines have spoken. */
static void
on_asked(void *arg)
{
	struct attempt *t = arg;
	t->asking = NULL;
	judge(t->answer.casefile, t->policy, t->answer.arena, &t->judgement);
	enum action action = t->judgement.verdict.action;
	/* A file that goes out of mails does not come in by this way either. */
	if ((action == ACTION_DELIVER || action == ACTION_TAG) && !t->judgement.strips)
		say_opened(t, true);
	else
		hold_again(t);
}

static void
on_read(void *arg, struct pipeline_answer *answer)
{
	struct attempt *t = arg;
	t->answer = *answer;
	struct casefile *c = answer->casefile;
	if (!answer->is_by_worker || again_is_locked(c)) {
		note(t, "still-locked", LOG_INFO);
		attempt_free(t);
		return;
	}
	/* What the world said then: of the same header, hops and sender. */
	if (c->hops.count == t->before.hops.count)
		c->asked = t->before.asked;
	c->asked.prints = (struct casefile_matches){ 0 };
	/* The engines had not seen what is open now. */
	c->asked.engines = (__typeof__(c->asked.engines)){ 0 };
	const struct ask_about about = { .casefile = c, .arena = answer->arena, .message = t->message,
		.files = &t->answer.files, .only_engines = true };
	if (t->again->options.ask != NULL)
		t->asking = ask_start(t->again->options.ask, &about, on_asked, t);
	else
		on_asked(t);
}

/* Copies what waits into T. */
static bool
take(struct attempt *t, const struct answer_passwords *answer, const struct ask_fds *fds)
{
	struct buf form, stored;
	struct bytes event, casefile;
	if (answer->waiting.id.len == 0 || fds == NULL || fds->count != 2)
		return false;
	buf_init(&form, ASK_OCTETS_MAX);
	buf_init(&stored, CASEFILE_OCTETS_MAX);
	schema_write(&event_schema, &answer->waiting, &form);
	bool ok = buf_ok(&form) && arena_copy(t->arena, buf_bytes(&form), &event) &&
	    schema_read(&event_schema, event, t->arena, &t->event) == 0 &&
	    fd_read_all(fds->at[1], CASEFILE_OCTETS_MAX, &stored) == 0 && arena_copy(t->arena, buf_bytes(&stored), &casefile) &&
	    casefile_read(casefile, t->arena, &t->before) == 0;
	buf_done(&form);
	buf_done(&stored);
	int message = ok ? fcntl(fds->at[0], F_DUPFD_CLOEXEC, 0) : -1;
	if (message >= 0)
		t->message = blob_of_file(message);
	return message >= 0;
}

static void
attempt_go(struct attempt *t, const struct answer_passwords *answer, const struct ask_fds *fds)
{
	if (!take(t, answer, fds)) {
		attempt_free(t);
		return;
	}
	t->envelope = t->before.envelope;
	t->envelope.passwords.at = t->told.at;
	t->envelope.passwords.count = t->told.count;
	if (pipeline_submit(t->again->options.pipeline, t->message, &t->envelope, on_read, t, NULL) != 0)
		attempt_free(t);
}

static void
on_told(void *context, int fault, const void *answer, const struct ask_fds *fds)
{
	struct attempt *t = context;
	if (fault == 0 && answer != NULL)
		attempt_go(t, answer, fds);
	else
		attempt_free(t);
}

static void
on_only_told(void *context, int fault, const void *answer, const struct ask_fds *fds)
{
}

void
again_tell(struct again *a, const struct casefile *c, const struct conf_policy *policy, struct bytes id)
{
	struct ask_passwords question;
	struct attempt *t = attempt_new(a, c->told_passwords.at, c->told_passwords.count, policy, id);
	struct arena *arena = t != NULL ? t->arena : arena_new((size_t)1 << 16);
	again_question(c, arena, &question);
	int fault = asker_ask(a->options.keeper, ASK_PASSWORDS, &question, NULL, t != NULL ? on_told : on_only_told, t);
	if (t == NULL)
		arena_free(arena);
	else if (fault != 0)
		attempt_free(t);
}

void
again_try(struct again *a, const struct answer_passwords *answer, const struct ask_fds *fds, const struct bytes *told,
    size_t told_count, const struct conf_policy *policy, struct bytes id)
{
	struct attempt *t = answer->waiting.id.len != 0 ? attempt_new(a, told, told_count, policy, id) : NULL;
	if (t != NULL)
		attempt_go(t, answer, fds);
}
