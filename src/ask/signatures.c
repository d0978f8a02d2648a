/* What we remember of a message's signatures: how often the same one came, and whether its selector is known.  A good
 * letter that was signed once can be sent again to a million people, and the signature holds each time; only its count
 * tells.  Asked when the signatures have been judged, since false ones are free to make. */
#include "ask/inside.h"

/* A domain that we know for so long and so well uses selectors that we know too. */
#define KNOWN_MS ((int64_t)7 * 86400 * 1000)
#define KNOWN_MESSAGES 20

struct signatures_state {
	struct ask_keys question; /* two for each signature that holds, then the domain of From */
	int64_t now_ms;
	bool is_answered;
};

static void
add_key(struct arena *arena, struct ask_keys *out, struct buf *text)
{
	struct bytes key;
	if (buf_ok(text) && arena_copy(arena, buf_bytes(text), &key)) {
		struct bytes *slot = LIST_ADD(arena, &out->keys);
		if (slot != NULL)
			*slot = key;
	}
	buf_clear(text);
}

static bool
counts(const struct casefile_signature *s)
{
	return s->status == AUTH_PASS && s->mark.len != 0;
}

void
ask_marks(const struct casefile *c, struct arena *arena, struct ask_keys *out)
{
	const struct casefile_identity *id = &c->asked.identity;
	struct buf text;
	buf_init(&text, 600);
	for (size_t i = 0; i < id->signatures.count; i++) {
		const struct casefile_signature *s = &id->signatures.at[i];
		if (!counts(s))
			continue;
		buf_add_cstr(&text, "mark ");
		for (size_t k = 0; k < s->mark.len; k++)
			buf_addf(&text, "%02x", s->mark.at[k]);
		add_key(arena, out, &text);
		buf_add_cstr(&text, "selector ");
		buf_add(&text, s->selector);
		buf_add_octet(&text, ' ');
		buf_add(&text, s->domain);
		add_key(arena, out, &text);
	}
	buf_done(&text);
}

static void
on_answer(struct asking *a, int fault, const void *answer, void *arg)
{
	struct signatures_state *s = arg;
	struct casefile_identity *id = &a->casefile->asked.identity;
	const struct answer_history *got = answer;
	s->is_answered = true;
	if (fault != 0 || got == NULL || got->fault != 0 || got->rows.count != s->question.keys.count)
		return;
	const struct history *from = &got->rows.at[got->rows.count - 1];
	bool is_known = from->first_ms != 0 && s->now_ms - from->first_ms >= KNOWN_MS && from->good >= KNOWN_MESSAGES;
	size_t at = 0;
	for (size_t i = 0; i < id->signatures.count && at + 2 < got->rows.count; i++) {
		struct casefile_signature *to = &id->signatures.at[i];
		if (!counts(to))
			continue;
		const struct history *mark = &got->rows.at[at], *selector = &got->rows.at[at + 1];
		uint64_t seen = mark->good + mark->bad;
		to->seen = seen > UINT32_MAX ? UINT32_MAX : (uint32_t)seen;
		to->is_new_selector = is_known && to->is_aligned && selector->first_ms == 0;
		at += 2;
	}
}

static int
begin(struct asking *a, struct signatures_state *s)
{
	const struct casefile *c = a->casefile;
	struct buf text;
	ask_marks(c, a->scratch, &s->question);
	if (s->question.keys.count == 0)
		return 1;
	buf_init(&text, 300);
	buf_add_cstr(&text, "domain ");
	buf_add(&text, c->asked.identity.from_domain);
	add_key(a->scratch, &s->question, &text);
	buf_done(&text);
	s->now_ms = c->envelope.received_ms;
	return asking_keeper(a, ASK_HISTORY, &s->question, on_answer, s) != 0;
}

static int
run(struct asking *a, void **state)
{
	struct signatures_state *s = *state;
	if (s != NULL)
		return s->is_answered;
	if (!asking_is_settled(a, &ask_identity))
		return 0;
	*state = s = arena_get(a->scratch, 1, sizeof *s);
	if (s == NULL)
		return FAULT_LIMIT;
	return begin(a, s);
}

const struct ask_check ask_signatures = { .name = "signatures", .needs_dns = true, .run = run };
