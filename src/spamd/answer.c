/* The question about a message, and its answer in the daemon's words. */
#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"
#include "judge/judge.h"
#include "rspamd/symbols.h"
#include "spamd/inside.h"
#include "sys/clock.h"

#define RULES_ARENA ((size_t)4 << 20)

/* Whom it is for, where the client says so: "spamc -u". */
static struct bytes
recipient_of(const struct spamd_session *s)
{
	struct bytes user = bytes_of_cstr(s->user);
	return bytes_find_octet(user, '@') != BYTES_NOT_FOUND ? user : BYTES_NONE;
}

static void
fill_envelope(const struct spamd_session *s, struct bytes *recipient, struct casefile_envelope *out)
{
	*recipient = recipient_of(s);
	*out = (struct casefile_envelope){ .protocol = BYTES("spamd"), .session = bytes_of_cstr(s->id),
		.listener = s->listener->conf->is.name, .tenant = s->place.tenant, .direction = s->place.direction,
		.received_ms = clock_wall_ms() };
	if (recipient->len != 0) {
		out->recipients.at = recipient;
		out->recipients.count = 1;
	}
}

static void
tell_event(struct spamd_session *s, const struct reply *r)
{
	const struct gate_callbacks *behind = &s->spamd->options.behind;
	struct casefile_envelope envelope;
	struct bytes recipient;
	char line[100];
	if (behind->eventer == NULL)
		return;
	fill_envelope(s, &recipient, &envelope);
	(void)snprintf(line, sizeof line, "0 EX_OK %s ; %.1f / %.1f", r->is_spam ? "True" : "False", r->score, r->required);
	const struct gate_event e = { .kind = GATE_ADVISED, .envelope = &envelope, .action = s->action, .code = 250, .reply = line,
		.size = s->spool.size, .note = s->note, .judge_us = clock_steady_us() - s->asked_us };
	behind->eventer(behind->event_context, &e);
}

static void
fill_reply(const struct spamd_session *s, const struct gate_answer *a, struct arena *arena, struct reply *out)
{
	struct policy_view view = judge_policy(s->place.policy);
	*out = (struct reply){ .is_spam = a->action == GATE_TAG || a->action == GATE_QUARANTINE || a->action == GATE_REJECT,
		.required = view.tag - view.prior, .type = BYTES("unknown"), .hostname = s->spamd->options.hostname };
	if (a->reasons == NULL)
		return;
	struct symbols symbols = { .arena = arena };
	symbols_of(a->reasons, &symbols);
	struct reply_rule *rules = arena_get(arena, symbols.list.count, sizeof *rules);
	out->score = a->reasons->verdict->score - view.prior;
	/* "-0.0" is no score. */
	if (out->score > -0.05 && out->score < 0)
		out->score = 0;
	out->type = bytes_of_cstr(mail_type_names[a->reasons->verdict->type]);
	for (size_t i = 0; rules != NULL && i < symbols.list.count && i < REPLY_RULES_MAX; i++) {
		const struct symbol *is = &symbols.list.at[i];
		rules[i] = (struct reply_rule){ is->name, is->score, is->description };
		out->rule_count = i + 1;
	}
	out->rules = rules;
}

/* Lines end as the message's do. */
static bool
ends_with_lf(struct bytes message)
{
	size_t lf = bytes_find_octet(message, '\n');
	return lf != BYTES_NOT_FOUND && (lf == 0 || message.at[lf - 1] != '\r');
}

static void
drop_cr(struct outgoing *o)
{
	size_t kept = 0;
	for (size_t i = 0; i < o->head.len; i++)
		if (o->head.at[i] != '\r')
			o->head.at[kept++] = o->head.at[i];
	o->size -= o->head.len - kept;
	o->head.len = kept;
}

/* The header with its empty line. */
static struct bytes
header_of(struct bytes message)
{
	struct bytes rest = message;
	for (size_t lf; (lf = bytes_find_octet(rest, '\n')) != BYTES_NOT_FOUND;) {
		bool is_empty = lf == 0 || (lf == 1 && rest.at[0] == '\r');
		rest = bytes_from(rest, lf + 1);
		if (is_empty)
			return bytes_to(message, message.len - rest.len);
	}
	return message;
}

/* The message as it goes back; false where its header is none. */
static bool
rewrite(struct spamd_session *s, const struct reply *r, const struct gate_answer *a)
{
	struct bytes message = s->message;
	struct bytes names[SPAMD_MARKS_MAX] = { BYTES("X-Postern-Verdict") };
	struct outgoing_edit edit = { .remove = names, .remove_count = 1, .remove_prefix = BYTES("X-Spam-"),
		.authserv_id = s->spamd->authserv_id, .subject_tag = a->subject_tag };
	for (size_t i = 0; i < a->remove_count && edit.remove_count < SPAMD_MARKS_MAX; i++)
		names[edit.remove_count++] = a->remove[i];
	outgoing_init(&s->outgoing);
	s->has_outgoing = true;
	reply_fields(r, &s->outgoing);
	for (size_t i = 0; i < a->add_count; i++)
		outgoing_header(&s->outgoing, a->add[i].name, a->add[i].value);
	if (outgoing_message(&s->outgoing, s->request.verb == VERB_HEADERS ? header_of(message) : message, &edit) != 0)
		return false;
	if (ends_with_lf(message))
		drop_cr(&s->outgoing);
	outgoing_start(&s->outgoing, false);
	return true;
}

/* The line of an mbox in front, which procmail gives and wants back. */
static struct bytes
mbox_line(struct bytes message)
{
	size_t lf = bytes_starts(message, BYTES("From ")) ? bytes_find_octet(message, '\n') : BYTES_NOT_FOUND;
	return lf != BYTES_NOT_FOUND ? bytes_to(message, lf + 1) : BYTES_NONE;
}

static void
write_answer(struct spamd_session *s, const struct reply *r, const struct gate_answer *a)
{
	const struct request *asked = &s->request;
	buf_clear(&s->head);
	if (asked->verb == VERB_PROCESS || asked->verb == VERB_HEADERS) {
		struct bytes line = mbox_line(s->message);
		if (!rewrite(s, r, a)) {
			spamd_fault(s, STATUS_DATA, BYTES("(the header is a trap)"));
			return;
		}
		reply_begin(r, asked, s->outgoing.size + line.len, &s->head);
		buf_add(&s->head, line);
	} else {
		struct buf body;
		buf_init(&body, REPLY_TEXT_MAX / 2);
		reply_body(r, asked, &body);
		reply_begin(r, asked, body.len, &s->head);
		buf_add(&s->head, buf_bytes(&body));
		buf_done(&body);
	}
	if (buf_ok(&s->head))
		spamd_write(s);
	else
		spamd_fault(s, STATUS_DATA, BYTES("(the answer does not fit)"));
}

static void
on_answered(void *owner, const struct gate_answer *a)
{
	struct spamd_session *s = owner;
	struct link_loop *loop = &s->spamd->loop;
	struct arena *arena = arena_new(RULES_ARENA);
	struct reply r;
	s->ticket = NULL;
	s->action = a->action;
	s->note = a->note;
	s->note_free = a->note_free;
	fill_reply(s, a, arena, &r);
	tell_event(s, &r);
	if (s->state != SPAMD_JUDGE)
		; /* it took too long, and the client knows */
	else if (a->action == GATE_DEFER)
		spamd_fault(s, STATUS_LATER, BYTES("(the message cannot be judged now)"));
	else
		write_answer(s, &r, a);
	arena_free(arena);
	if (s->note_free != NULL)
		s->note_free(s->note);
	s->note = NULL;
	s->note_free = NULL;
	link_loop_settle(loop);
}

/* -- lessons -- */

static void
on_taught(void *owner, const struct gate_learned *l)
{
	struct spamd_session *s = owner;
	struct link_loop *loop = &s->spamd->loop;
	const struct request *r = &s->request;
	s->teaching = NULL;
	if (s->state != SPAMD_JUDGE)
		return;
	/* There is one base of knowledge.  Who says the same again has learned nothing, but his report stands. */
	unsigned set = l->is_old ? r->set & BASE_REMOTE : r->set;
	bool is_done = l->fault == 0;
	if (is_done || (l->fault == FAULT_ABSENT && r->set == 0)) {
		buf_clear(&s->head);
		reply_told(&s->head, is_done ? set : 0, is_done && !l->is_old ? r->remove : 0);
		spamd_write(s);
	} else {
		enum request_status status = l->fault == FAULT_LATER ? STATUS_LATER : l->fault == FAULT_INPUT ? STATUS_DATA : STATUS_UNAVAILABLE;
		spamd_fault(s, status, bytes_of_cstr(l->why));
	}
	link_loop_settle(loop);
}

static void
teach(struct spamd_session *s)
{
	const struct gate_callbacks *behind = &s->spamd->options.behind;
	const struct request *r = &s->request;
	if (r->set == 0 && r->remove == 0) {
		reply_told(&s->head, 0, 0);
		spamd_write(s);
		return;
	}
	if (behind->teacher == NULL) {
		spamd_fault(s, STATUS_UNAVAILABLE, BYTES("nobody learns here"));
		return;
	}
	bool is_named = s->user[0] != '\0';
	/* The word of whom the client names, or of the client. */
	const struct gate_lesson l = { .message = s->spool.whole, .by = is_named ? bytes_of_cstr(s->user) : BYTES("spamc"),
		.tenant = s->place.tenant, .teacher = is_named ? TEACHER_USER : TEACHER_SERVICE, .as = r->class == CLASS_HAM ? LESSON_HAM : LESSON_SPAM,
		.is_taken_back = r->set == 0 };
	s->teaching = teaching_new(on_taught, s);
	behind->teacher(behind->teach_context, &l, s->teaching);
}

void
answer_ask(struct spamd_session *s)
{
	struct spamd *d = s->spamd;
	struct casefile_envelope envelope;
	struct bytes recipient = recipient_of(s);
	const struct place_sender from = { .listener = s->listener->conf };
	place_find_taken(d->conf, &from, recipient, &s->place);
	if (s->request.verb == VERB_TELL) {
		teach(s);
		return;
	}
	fill_envelope(s, &recipient, &envelope);
	const struct gate_question about = { .is_advice = true, .envelope = &envelope, .policy = s->place.policy,
		.message = s->spool.whole, .size = s->spool.size, .authserv_id = d->authserv_id };
	s->ticket = ticket_new(&about, on_answered, s);
	ticket_ask(s->ticket, &d->options.behind);
}
