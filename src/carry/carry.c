#include "carry/carry.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/must.h"
#include "carry/again.h"
#include "carry/counts.h"
#include "carry/drift.h"
#include "carry/stamp.h"
#include "carry/stripped.h"
#include "carry/tally.h"
#include "judge/judge.h"
#include "smtp/trust.h"
#include "sys/clock.h"
#include "sys/fd.h"

#define ID_MAX 32

struct errand;

struct carry {
	struct carry_options options;
	struct errand *unanswered;
	struct again *again; /* what was locked, and its passwords in other mails */
	uint32_t process; /* makes identifiers of two generations differ */
	uint32_t serial;
	struct counts counts;
	struct drift drift;
	double settled_from; /* judge_settled_from() */
	int64_t failing_since_ms; /* judging fails since then (steady clock); 0: it works */
};

/* One message under way; lives until the gate has told what became of it. */
struct errand {
	struct errand *next, **previous; /* of those that have no answer yet */
	struct carry *carry;
	struct gate_ticket *ticket;
	const struct gate_question *question; /* until the answer */
	struct casefile_envelope envelope;    /* the question's, and whom the detectors protect */
	char id[ID_MAX];
	struct pipeline_answer answer; /* empty when nobody could read it */
	struct asking *asking;         /* while the world is asked about it */
	bool has_asked_passwords;
	struct judgement judgement;
	struct blob *stripped; /* what is sent instead, once the whole is held; NULL: nothing */
	struct gate_reasons reasons;
	int64_t came_us, read_us, asked_us, judged_us; /* 0: it never came so far */
};

struct carry *
carry_new(const struct carry_options *options)
{
	struct carry *c = xcalloc(1, sizeof *c);
	c->options = *options;
	c->settled_from = judge_settled_from(options->conf);
	c->again = again_new(&(struct again_options){ options->pipeline, options->keeper, options->ask, options->log });
	must(getrandom(&c->process, sizeof c->process, 0) == sizeof c->process);
	return c;
}

/* Sorts by time, is a safe file name, and cannot meet another: "1jq8f3k2a-0007-9f3c21ab". */
static void
name_errand(struct carry *c, char id[ID_MAX])
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuv";
	uint64_t ms = (uint64_t)clock_wall_ms();
	char time[10] = { 0 };
	for (int i = 8; i >= 0; i--, ms >>= 5)
		time[i] = digits[ms & 31];
	(void)snprintf(id, ID_MAX, "%s-%04x-%08" PRIx32, time, (unsigned)(c->serial++ & 0xFFFF), c->process);
}

static void
errand_free(void *note)
{
	struct errand *e = note;
	pipeline_answer_free(&e->answer);
	blob_drop(e->stripped);
	free(e);
}

static void
give(struct errand *e, struct gate_answer *answer)
{
	if (e->answer.casefile != NULL) {
		e->reasons = (struct gate_reasons){ bytes_of_cstr(e->id), e->answer.casefile, &e->judgement.findings,
			&e->judgement.verdict, e->answer.cpu_us };
		answer->reasons = &e->reasons;
	}
	if (e->asking != NULL)
		ask_cancel(e->asking);
	e->asking = NULL;
	answer->message = e->stripped;
	answer->note = e;
	answer->note_free = errand_free;
	e->question = NULL;
	*e->previous = e->next;
	if (e->next != NULL)
		e->next->previous = e->previous;
	gate_answer(e->ticket, answer);
}

void
carry_free(struct carry *c)
{
	if (c == NULL)
		return;
	/* The pipeline is gone and calls nobody back: whoever still waits keeps the mail. */
	while (c->unanswered != NULL)
		give(c->unanswered, &(struct gate_answer){ .action = GATE_DEFER });
	again_free(c->again);
	free(c);
}

/* 451, or deliver unjudged when the policy has waited long enough for us to recover. */
static void
cannot_judge(struct errand *e, const char *why)
{
	struct carry *c = e->carry;
	int64_t now = clock_steady_us() / 1000;
	const struct conf_policy *policy = e->question->policy;
	if (c->failing_since_ms == 0)
		c->failing_since_ms = now;
	c->counts.not_judged++;
	log_event(c->options.log, LOG_ERROR, "cannot-judge", LOG_CSTR("message", e->id), LOG_CSTR("why", why));
	struct gate_answer answer = { .action = GATE_DEFER };
	const struct gate_header unjudged = { BYTES("X-Postern-Verdict"), BYTES("type=unknown; action=deliver; not judged") };
	if (policy->fail == POLICY_FAIL_DELIVER && now - c->failing_since_ms >= policy->fail_open_after) {
		answer.action = GATE_DELIVER;
		answer.add = &unjudged;
		answer.add_count = 1;
	}
	give(e, &answer);
}

static struct bytes
address_text(struct arena *a, const struct casefile *c)
{
	if (c->from.count == 0)
		return BYTES_NONE;
	const struct casefile_address *f = &c->from.at[0];
	uint8_t *text = arena_get(a, f->local.len + f->domain.len + 1, 1);
	if (text == NULL)
		return BYTES_NONE;
	if (f->local.len != 0)
		memcpy(text, f->local.at, f->local.len);
	text[f->local.len] = '@';
	if (f->domain.len != 0)
		memcpy(text + f->local.len + 1, f->domain.at, f->domain.len);
	return bytes_of(text, f->local.len + 1 + f->domain.len);
}

/* What the envelope knows, whether or not the message was judged. */
static void
fill_event(struct mail_event *out, const struct casefile_envelope *envelope)
{
	out->time_ms = clock_wall_ms();
	if (envelope == NULL)
		return;
	out->session = envelope->session;
	out->listener = envelope->listener;
	out->tenant = envelope->tenant;
	out->direction = envelope->direction;
	out->client_ip = envelope->client_ip;
	out->helo = envelope->helo;
	out->user = envelope->user;
	out->mail_from = envelope->mail_from;
	out->recipients.at = envelope->recipients.at;
	out->recipients.count = envelope->recipients.count;
}

/* Whom the verdict is evidence about. */
static void
note_credits(struct mail_event *out, const struct errand *e)
{
	const struct casefile_credits *credits = &e->answer.casefile->asked.credits;
	out->is_proven = credits->is_proven;
	for (size_t i = 0; i < credits->rows.count; i++) {
		struct bytes *slot = LIST_ADD(e->answer.arena, &out->credits);
		if (slot != NULL)
			*slot = credits->rows.at[i].key;
	}
}

/* What the judgement adds. */
static void
fill_judged(struct mail_event *out, const struct errand *e)
{
	const struct casefile *c = e->answer.casefile;
	const struct verdict *v = &e->judgement.verdict;
	out->id = bytes_of_cstr(e->id);
	if (c == NULL)
		return;
	out->from = address_text(e->answer.arena, c);
	out->subject = c->subject;
	out->message_id = c->message_id;
	out->size = c->size;
	out->sha256 = c->sha256;
	out->type = v->type;
	out->subtype = bytes_of_cstr(v->subtype != SUBTYPE_NONE ? subtype_names[v->subtype] : "");
	out->is_bulk = v->bulk;
	out->score = v->score;
	out->findings.at = e->judgement.findings.list.at;
	out->findings.count = e->judgement.findings.list.count;
	out->gaps = (uint32_t)c->gaps.count;
	out->cpu_us = (uint32_t)e->answer.cpu_us;
	note_credits(out, e);
	struct ask_keys marks = { 0 };
	ask_marks(c, e->answer.arena, &marks);
	out->marks.at = marks.keys.at;
	out->marks.count = marks.keys.count;
}

/* With our fields; where it is advice, also what should not be delivered: whoever asked may do so all the same. */
static void
deliver(struct errand *e, enum gate_action action, struct bytes text)
{
	struct buf verdict;
	struct bytes results = e->answer.casefile->asked.identity.results;
	buf_init(&verdict, 998);
	verdict_header(&e->judgement.verdict, bytes_of_cstr(e->id), &verdict);
	struct gate_header add[2 + STAMPS_MAX + STAMP_ARC_FIELDS] = { { BYTES("X-Postern-Verdict"), buf_bytes(&verdict) } };
	struct gate_answer answer = { .action = action, .add = add, .add_count = 1, .text = text };
	if (results.len != 0)
		add[answer.add_count++] = (struct gate_header){ BYTES("Authentication-Results"), results };
	/* Signed is what is sent. */
	struct blob *message = e->stripped != NULL ? e->stripped : e->question->message;
	if (action == GATE_TAG)
		answer.subject_tag = e->question->policy->subject_tag;
	answer.add_count += stamp_dkim(e->carry->options.conf->signing.dkim ? e->carry->options.keyring : NULL, e->answer.casefile, message, answer.subject_tag,
	    e->answer.arena, add + answer.add_count);
	answer.add_count += stamp_arc(e->carry->options.keyring, e->carry->options.conf->signing.arc, e->answer.casefile,
	    message, answer.subject_tag, e->answer.arena, add + answer.add_count);
	give(e, &answer);
	buf_done(&verdict);
}

static void
on_held(void *context, int fault, const void *answer, const struct ask_fds *fds)
{
	struct errand *e = context;
	const struct answer *held = answer;
	if (fault == 0 && held != NULL && held->fault == 0) {
		if (e->stripped != NULL) {
			deliver(e, e->judgement.verdict.action == ACTION_TAG ? GATE_TAG : GATE_DELIVER, BYTES_NONE);
			return;
		}
		give(e, &(struct gate_answer){ .action = GATE_QUARANTINE, .text = bytes_of_cstr(e->id) });
		return;
	}
	/* It must be held and cannot be: the sender keeps it.  Never deliver what was judged to be kept out. */
	blob_drop(e->stripped);
	e->stripped = NULL;
	log_event(e->carry->options.log, LOG_ERROR, "cannot-hold", LOG_CSTR("message", e->id),
	    LOG_TEXT("why", held != NULL ? held->why : BYTES("no keeper")));
	give(e, &(struct gate_answer){ .action = GATE_DEFER, .is_full = held != NULL && held->fault == (uint32_t)-FAULT_LATER });
}

static void
hold(struct errand *e)
{
	struct mail_event event = { .outcome = OUTCOME_QUARANTINED };
	struct buf form;
	OWN_FD int casefile = -1;
	fill_event(&event, e->question->envelope);
	fill_judged(&event, e);
	event.dsn = e->question->dsn;
	event.recipient_dsn.at = (struct bytes *)(uintptr_t)e->question->recipient_dsn;
	event.recipient_dsn.count = e->question->recipient_dsn != NULL ? event.recipients.count : 0;
	buf_init(&form, CASEFILE_OCTETS_MAX);
	casefile_write(e->answer.casefile, &form);
	if (buf_ok(&form))
		casefile = memfd_of("casefile", buf_bytes(&form));
	buf_done(&form);
	const struct ask_fds fds = { { blob_fd(e->question->message), casefile }, casefile >= 0 ? 2 : 1 };
	if (fds.at[0] < 0 || asker_ask(e->carry->options.keeper, ASK_HOLD, &event, &fds, on_held, e) != 0)
		on_held(e, FAULT_LATER, NULL, NULL);
}

/* The whole is held first, so that it can be had when the rest has gone. */
static void
strip(struct errand *e)
{
	e->stripped = stripped_message(e->answer.casefile, e->question->message, bytes_of_cstr(e->id));
	if (e->stripped == NULL)
		log_event(e->carry->options.log, LOG_ERROR, "cannot-strip", LOG_CSTR("message", e->id));
	hold(e);
}

static void on_answer(void *arg, struct pipeline_answer *answer);

static void
on_asked(void *arg)
{
	struct errand *e = arg;
	e->asking = NULL;
	e->asked_us = clock_steady_us();
	judge(e->answer.casefile, e->question->policy, e->answer.arena, &e->judgement);
	e->judged_us = clock_steady_us();
	if (judge_wants_words(e->answer.casefile, &e->judgement.verdict, e->carry->settled_from)) {
		e->envelope.wants_words = true;
		if (pipeline_submit(e->carry->options.pipeline, e->question->message, &e->envelope, on_answer, e, NULL) == 0)
			return;
	}
	if (e->judgement.strips) {
		strip(e);
		return;
	}
	switch (e->judgement.verdict.action) {
	case ACTION_DELIVER:
		deliver(e, GATE_DELIVER, BYTES_NONE);
		break;
	case ACTION_TAG:
		deliver(e, GATE_TAG, BYTES_NONE);
		break;
	case ACTION_QUARANTINE:
		if (e->question->is_advice)
			deliver(e, GATE_QUARANTINE, bytes_of_cstr(e->id));
		else
			hold(e);
		break;
	case ACTION_REJECT:
		if (e->question->is_advice)
			deliver(e, GATE_REJECT, e->question->policy->reject_text);
		else
			give(e, &(struct gate_answer){ .action = GATE_REJECT, .text = e->question->policy->reject_text });
		break;
	default:
		give(e, &(struct gate_answer){ .action = GATE_DEFER });
		break;
	}
}

static void on_passwords(void *context, int fault, const void *answer, const struct ask_fds *fds);

/* The message was read: what does the world know of it? */
static void
ask_world(struct errand *e)
{
	const struct pipeline_answer *answer = &e->answer;
	const struct ask_about about = { answer->casefile, answer->collected, answer->arena, e->question->authserv_id,
		.message = e->question->message, .files = &answer->files };
	e->read_us = clock_steady_us();
	if (e->carry->options.ask != NULL)
		e->asking = ask_start(e->carry->options.ask, &about, on_asked, e);
	else
		on_asked(e);
}

static void
on_answer(void *arg, struct pipeline_answer *answer)
{
	struct errand *e = arg;
	struct pipeline_answer before = e->answer;
	e->answer = *answer;
	pipeline_answer_free(&before);
	/* What nobody read has no header, and a score of that would be about us. */
	if (answer->is_not_read) {
		cannot_judge(e, "no worker was there to read it");
		return;
	}
	e->carry->failing_since_ms = 0;
	const struct casefile *c = e->answer.casefile;
	bool is_locked = !e->has_asked_passwords && again_is_locked(c);
	if (is_locked) {
		struct ask_passwords question;
		again_question(c, e->answer.arena, &question);
		e->has_asked_passwords = true;
		if (asker_ask(e->carry->options.keeper, ASK_PASSWORDS, &question, NULL, on_passwords, e) == 0)
			return;
	} else if (!e->has_asked_passwords && c->told_passwords.count != 0) {
		again_tell(e->carry->again, c, e->question->policy, bytes_of_cstr(e->id));
	}
	ask_world(e);
}

/* Words of other mails: the message is read once more with them. */
static void
on_passwords(void *context, int fault, const void *answer, const struct ask_fds *fds)
{
	struct errand *e = context;
	const struct answer_passwords *known = answer;
	const struct casefile *c = e->answer.casefile;
	if (fault != 0 || known == NULL || known->passwords.count == 0) {
		ask_world(e);
		return;
	}
	again_try(e->carry->again, known, fds, c->told_passwords.at, c->told_passwords.count, e->question->policy,
	    bytes_of_cstr(e->id));
	for (size_t i = 0; i < known->passwords.count; i++) {
		struct bytes *slot = LIST_ADD(e->question->arena, &e->envelope.passwords);
		if (slot != NULL)
			(void)arena_copy(e->question->arena, known->passwords.at[i], slot);
	}
	if (pipeline_submit(e->carry->options.pipeline, e->question->message, &e->envelope, on_answer, e, NULL) != 0)
		ask_world(e);
}

void
carry_judge(void *context, const struct gate_question *q, struct gate_ticket *ticket)
{
	struct carry *c = context;
	struct errand *e = xcalloc(1, sizeof *e);
	*e = (struct errand){ .carry = c, .came_us = clock_steady_us(), .ticket = ticket, .question = q, .next = c->unanswered,
		.previous = &c->unanswered };
	if (e->next != NULL)
		e->next->previous = &e->next;
	c->unanswered = e;
	name_errand(c, e->id);
	e->envelope = *q->envelope;
	judge_envelope(c->options.conf, q->envelope->tenant, q->arena, &e->envelope);
	if (pipeline_submit(c->options.pipeline, q->message, &e->envelope, on_answer, e, NULL) != 0)
		cannot_judge(e, "too many messages wait to be read");
}

static enum outcome
outcome_of(const struct gate_event *e)
{
	if (e->kind == GATE_ADVISED)
		return OUTCOME_ADVISED;
	if (e->kind != GATE_MESSAGE)
		return OUTCOME_REFUSED;
	if (e->code >= 500)
		return OUTCOME_REJECTED;
	if (e->code < 200 || e->code >= 300)
		return OUTCOME_DEFERRED;
	if (e->action == GATE_QUARANTINE)
		return OUTCOME_QUARANTINED;
	return e->action == GATE_TAG ? OUTCOME_TAGGED : OUTCOME_DELIVERED;
}

/* The keeper counts it; nobody waits for that. */
static void
on_counted(void *context, int fault, const void *answer, const struct ask_fds *fds)
{
}

/* What the owner of From's domain will read about it, in his daily report. */
static void
count_for_report(const struct errand *e, enum outcome outcome)
{
	const struct carry *c = e->carry;
	struct casefile_report row;
	enum auth_policy applied = outcome == OUTCOME_REJECTED ? AUTH_POLICY_REJECT
	    : outcome == OUTCOME_QUARANTINED ? AUTH_POLICY_QUARANTINE : AUTH_POLICY_ACCEPT;
	if (c->options.conf->reports.from.len == 0 || !c->options.conf->reports.dmarc || e->answer.casefile == NULL ||
	    outcome == OUTCOME_DEFERRED || outcome == OUTCOME_ADVISED)
		return;
	/* only a fail is stopped for the policy's sake */
	if (e->answer.casefile->asked.identity.dmarc != AUTH_FAIL)
		applied = AUTH_POLICY_ACCEPT;
	if (tally_dmarc(e->answer.casefile, applied, e->answer.arena, &row))
		(void)asker_ask(c->options.keeper, ASK_TALLY, &row, NULL, on_counted, NULL);
}

void
carry_tls(void *context, const struct trust_outcome *o)
{
	const struct carry *c = context;
	struct report_tls_row row = { .count = 1, .policy_type = bytes_of_cstr(o->policy_type), .policy_domain = bytes_of_cstr(o->domain),
		.policy = o->policy, .mx = bytes_of_cstr(o->mx), .result = bytes_of_cstr(o->result) };
	struct casefile_report report = { .kind = REPORT_TLS, .domain = row.policy_domain };
	report.tls.at = &row;
	report.tls.count = 1;
	if (o->result[0] != '\0')
		log_event(c->options.log, LOG_WARNING, "next-hop-tls", LOG_CSTR("server", o->mx), LOG_CSTR("policy", o->policy_type),
		    LOG_CSTR("result", o->result));
	if (c->options.conf->reports.from.len != 0 && c->options.conf->reports.tls)
		(void)asker_ask(c->options.keeper, ASK_TALLY, &report, NULL, on_counted, NULL);
}

/* What passed: the alarm is for those whose threshold no longer is where it was. */
static void
watch_scores(struct carry *c, const struct mail_event *event)
{
	struct drift_news news;
	if (drift_count(&c->drift, event->score, event->time_ms, &news))
		log_event(c->options.log, LOG_WARNING, "scores-drifted", LOG_NUMBER("index_milli", lrint(1000 * news.index)),
		    LOG_NUMBER("mean_before_milli", lrint(1000 * news.mean_before)), LOG_NUMBER("mean_now_milli", lrint(1000 * news.mean_now)),
		    LOG_NUMBER("messages", news.messages));
}

static void
count_event(struct carry *c, const struct gate_event *g, const struct errand *e, const struct mail_event *event)
{
	struct metrics_times *stages = c->counts.stages;
	counts_event(&c->counts, event);
	if (e != NULL && e->judged_us != 0) {
		metrics_took(&stages[STAGE_READ], e->read_us - e->came_us);
		metrics_took(&stages[STAGE_ASK], e->asked_us - e->read_us);
		metrics_took(&stages[STAGE_JUDGE], e->judged_us - e->asked_us);
		metrics_took(&stages[STAGE_WHOLE], g->judge_us);
	}
	/* What was held or refused is only taken back there. */
	if (event->outcome == OUTCOME_DELIVERED || event->outcome == OUTCOME_TAGGED) {
		metrics_took(&stages[STAGE_NEXT_HOP], g->hop_us);
		watch_scores(c, event);
	}
}

void
carry_metrics(const struct carry *c, struct buf *out)
{
	counts_write(&c->counts, out);
	metrics_family(out, "postern_score_drift_index", METRIC_GAUGE, "How far the scores of mail that passes are from those of the first week (docs/alarms.md).");
	metrics_begin(out, "postern_score_drift_index");
	metrics_end_seconds(out, (uint64_t)llrint(1e6 * fmax(c->drift.index, 0)));
}

void
carry_event(void *context, const struct gate_event *g)
{
	struct carry *c = context;
	const struct errand *e = g->note;
	struct mail_event event = { .outcome = outcome_of(g), .size = g->size, .reply = bytes_of_cstr(g->reply),
		.other = g->other };
	char id[ID_MAX];
	fill_event(&event, g->envelope);
	if (g->kind == GATE_ADVISED)
		event.advice = bytes_of_cstr(gate_action_names[g->action]);
	if (e != NULL) {
		fill_judged(&event, e);
		count_for_report(e, event.outcome);
	} else {
		name_errand(c, id);
		event.id = bytes_of_cstr(id);
	}
	count_event(c, g, e, &event);
	(void)asker_tell(c->options.keeper, &event);
	syslog_event(c->options.syslog, &event);
	log_event(c->options.log, LOG_INFO, outcome_names[event.outcome], LOG_TEXT("session", event.session),
	    LOG_TEXT("message", event.id), LOG_TEXT("client", event.client_ip), LOG_TEXT("from", event.mail_from),
	    LOG_TEXT("to", event.recipients.count != 0 ? event.recipients.at[0] : BYTES_NONE),
	    LOG_NUMBER("recipients", event.recipients.count), LOG_CSTR("type", mail_type_names[event.type]),
	    LOG_NUMBER("score_milli", event.score * 1000), LOG_NUMBER("size", event.size),
	    LOG_NUMBER("judge_us", g->judge_us), LOG_NUMBER("hop_us", g->hop_us), LOG_NUMBER("cpu_us", event.cpu_us),
	    LOG_TEXT("reply", event.reply));
}
