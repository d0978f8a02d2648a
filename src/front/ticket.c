#include "front/ticket.h"

#include <stdlib.h>

#include "base/must.h"
#include "sys/blob.h"

const char *const gate_action_names[GATE_ACTION_COUNT] = { "deliver", "tag", "quarantine", "reject", "defer" };
const char *const gate_event_names[GATE_EVENT_COUNT] = { "refused-client", "refused-command", "message", "advised", "closed" };

struct gate_ticket *
ticket_new(const struct gate_question *about, gate_answered *answered, void *owner)
{
	struct gate_ticket *ticket = xcalloc(1, sizeof *ticket);
	struct buf form;
	struct bytes kept;
	ticket->arena = arena_new(TICKET_MAX);
	ticket->owner = owner;
	ticket->answered = answered;
	buf_init(&form, TICKET_MAX / 2);
	schema_write(&casefile_envelope_schema, about->envelope, &form);
	must(buf_ok(&form) && arena_copy(ticket->arena, buf_bytes(&form), &kept));
	buf_done(&form);
	must(schema_read(&casefile_envelope_schema, kept, ticket->arena, &ticket->envelope) == 0);
	ticket->question = *about;
	ticket->question.envelope = &ticket->envelope;
	ticket->question.message = blob_share(about->message);
	ticket->question.arena = ticket->arena;
	return ticket;
}

void
ticket_ask(struct gate_ticket *ticket, const struct gate_callbacks *behind)
{
	if (behind->judge == NULL)
		gate_judge_pass(NULL, &ticket->question, ticket);
	else
		behind->judge(behind->judge_context, &ticket->question, ticket);
}

void
ticket_abandon(struct gate_ticket *ticket)
{
	if (ticket != NULL)
		ticket->owner = NULL;
}

void
gate_answer(struct gate_ticket *ticket, const struct gate_answer *answer)
{
	if (ticket->owner != NULL)
		ticket->answered(ticket->owner, answer);
	else if (answer->note_free != NULL)
		answer->note_free(answer->note);
	blob_drop(ticket->question.message);
	arena_free(ticket->arena);
	free(ticket);
}

void
gate_judge_pass(void *context, const struct gate_question *q, struct gate_ticket *ticket)
{
	gate_answer(ticket, &(struct gate_answer){ .action = GATE_DELIVER });
}

struct gate_visit *
visit_new(void (*answered)(void *owner, const struct gate_welcome *welcome), void *owner)
{
	struct gate_visit *visit = xcalloc(1, sizeof *visit);
	*visit = (struct gate_visit){ .owner = owner, .answered = answered };
	return visit;
}

void
visit_abandon(struct gate_visit *visit)
{
	if (visit != NULL)
		visit->owner = NULL;
}

void
gate_visit_answer(struct gate_visit *visit, const struct gate_welcome *welcome)
{
	if (visit->owner != NULL)
		visit->answered(visit->owner, welcome);
	free(visit);
}

struct gate_teaching *
teaching_new(void (*answered)(void *owner, const struct gate_learned *learned), void *owner)
{
	struct gate_teaching *teaching = xcalloc(1, sizeof *teaching);
	*teaching = (struct gate_teaching){ .owner = owner, .answered = answered };
	return teaching;
}

void
teaching_abandon(struct gate_teaching *teaching)
{
	if (teaching != NULL)
		teaching->owner = NULL;
}

void
gate_taught(struct gate_teaching *teaching, const struct gate_learned *learned)
{
	if (teaching->owner != NULL)
		teaching->answered(teaching->owner, learned);
	free(teaching);
}
