/* Our own history of those who sent a message: one question to the keeper, put while the DNS is asked.  Who is proven
 * to have sent it is known later; rows of names that turn out to be mere claims are dropped then. */
#include "ask/inside.h"

#include "base/utf8.h"
#include "conf/cidr.h"
#include "url/domain.h"

/* Links beyond these change nothing, and a question has room for CASEFILE_CREDITS_MAX keys. */
#define URLS_MAX 8
#define SIGNERS_MAX 4

struct credits_state {
	LIST(struct bytes) keys;
	bool is_answered;
	struct casefile_credits got; /* rows of all keys that were asked about */
};

static void
add_key(struct asking *a, struct credits_state *s, const char *kind, struct bytes name)
{
	struct buf text;
	struct bytes key;
	if (name.len == 0 || name.len > DOMAIN_MAX || s->keys.count >= CASEFILE_CREDITS_MAX)
		return;
	buf_init(&text, 300);
	buf_addf(&text, "%s ", kind);
	for (size_t i = 0; i < name.len; i++)
		buf_add_octet(&text, ascii_lower(name.at[i]));
	if (utf8_valid(buf_bytes(&text)) && arena_copy(a->scratch, buf_bytes(&text), &key)) {
		for (size_t i = 0; i < s->keys.count; i++)
			if (bytes_equal(s->keys.at[i], key))
				key = BYTES_NONE;
		struct bytes *slot = key.len != 0 ? LIST_ADD(a->scratch, &s->keys) : NULL;
		if (slot != NULL)
			*slot = key;
	}
	buf_done(&text);
}

static struct bytes
domain_part(struct bytes mailbox)
{
	size_t at = bytes_find_last_octet(mailbox, '@');
	return at == BYTES_NOT_FOUND ? BYTES_NONE : domain_registrable(bytes_from(mailbox, at + 1));
}

static void
add_client(struct asking *a, struct credits_state *s)
{
	const struct casefile_path *p = &a->casefile->asked.path;
	struct cidr ip;
	struct buf text;
	if ((p->source != PATH_TRANSPORT && p->source != PATH_RECEIVED) || cidr_address(p->ip, &ip) != 0)
		return;
	buf_init(&text, 100);
	cidr_write(&ip, &text);
	add_key(a, s, "ip", buf_bytes(&text));
	buf_clear(&text);
	struct cidr net = cidr_prefix(&ip, 24, 48);
	cidr_write(&net, &text);
	add_key(a, s, "net", buf_bytes(&text));
	buf_clear(&text);
	if (p->place.asn != 0) {
		buf_addf(&text, "%u", p->place.asn);
		add_key(a, s, "asn", buf_bytes(&text));
	}
	buf_done(&text);
	add_key(a, s, "helo", domain_registrable(p->helo));
}

static void
add_names(struct asking *a, struct credits_state *s)
{
	const struct casefile *c = a->casefile;
	struct asking_client client;
	asking_client(c, &client);
	if (c->from.count == 1)
		add_key(a, s, "from", c->from.at[0].base);
	add_key(a, s, "spf", domain_part(client.sender));
	for (size_t i = 0, signers = 0; i < c->headers.count && signers < SIGNERS_MAX; i++)
		if (bytes_equal_nocase(c->headers.at[i].name, BYTES("DKIM-Signature"))) {
			add_key(a, s, "dkim", domain_registrable(asking_signer(c->headers.at[i].value)));
			signers++;
		}
	for (size_t i = 0, urls = 0; i < c->urls.count && urls < URLS_MAX; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		/* A name that anybody may have a page under is nobody's. */
		if (u->role != URL_LINK || u->domain.len == 0 || (u->tricks >> URL_TRICK_FREE_HOST & 1) != 0 ||
		    (u->tricks >> URL_TRICK_SHORTENER & 1) != 0)
			continue;
		size_t before = s->keys.count;
		add_key(a, s, "url", u->domain);
		urls += s->keys.count - before;
	}
}

static void
on_answer(struct asking *a, int fault, const void *answer, void *arg)
{
	struct credits_state *s = arg;
	const struct answer_credits *got = answer;
	s->is_answered = true;
	if (fault != 0 || got == NULL || got->fault != 0 || got->rows.count != s->keys.count)
		return;
	s->got.was_asked = true;
	s->got.since_ms = got->since_ms;
	s->got.sender_seen = got->sender_seen;
	for (size_t i = 0; i < got->rows.count; i++) {
		const struct credit *from = &got->rows.at[i];
		struct casefile_credit *to = LIST_ADD(a->scratch, &s->got.rows);
		if (to != NULL)
			*to = (struct casefile_credit){ s->keys.at[i], from->odds, from->error, from->score, from->seen,
				from->first_ms, from->surge };
	}
}

static bool
begin(struct asking *a, struct credits_state *s)
{
	const struct casefile *c = a->casefile;
	struct ask_credits question = { 0 };
	struct buf sender;
	add_client(a, s);
	add_names(a, s);
	buf_init(&sender, EVENT_ADDRESS_MAX);
	if (c->from.count == 1) {
		buf_add(&sender, c->from.at[0].local);
		buf_add_octet(&sender, '@');
		buf_add(&sender, c->from.at[0].domain);
	}
	question.keys.at = s->keys.at;
	question.keys.count = s->keys.count;
	question.sender = buf_ok(&sender) ? buf_bytes(&sender) : BYTES_NONE;
	bool is_asked = asking_keeper(a, ASK_CREDITS, &question, on_answer, s) == 0;
	buf_done(&sender);
	return is_asked;
}

/* Does the DNS say that KEY belongs to this message? */
static bool
is_proven(const struct casefile *c, struct bytes key)
{
	const struct casefile_identity *id = &c->asked.identity;
	struct bytes name = credit_name(key);
	if (credit_is(key, "ip") || credit_is(key, "net") || credit_is(key, "asn") || credit_is(key, "url"))
		return true;
	if (credit_is(key, "helo"))
		return c->asked.path.greeting == NAME_CONFIRMED;
	if (credit_is(key, "from"))
		return id->domain.len != 0 && bytes_equal(domain_registrable(id->domain), name);
	if (credit_is(key, "spf"))
		return id->spf == AUTH_PASS && bytes_equal(domain_registrable(id->spf_domain), name);
	for (size_t i = 0; i < id->signatures.count; i++) {
		const struct casefile_signature *sig = &id->signatures.at[i];
		if (sig->status == AUTH_PASS && !sig->is_testing && bytes_equal_nocase(domain_registrable(sig->domain), name))
			return true;
	}
	return false;
}

static void
finish(struct asking *a, const struct credits_state *s)
{
	struct casefile *c = a->casefile;
	struct casefile_credits *out = &c->asked.credits;
	*out = s->got;
	out->rows.at = NULL;
	out->rows.count = out->rows.room = 0;
	out->is_proven = c->asked.identity.domain.len != 0;
	for (size_t i = 0; i < s->got.rows.count; i++) {
		const struct casefile_credit *from = &s->got.rows.at[i];
		struct casefile_credit *to = is_proven(c, from->key) ? LIST_ADD(a->arena, &out->rows) : NULL;
		if (to == NULL)
			continue;
		*to = *from;
		to->key = asking_text(a, from->key);
	}
}

static int
run(struct asking *a, void **state)
{
	struct credits_state *s = *state;
	const struct casefile_envelope *e = &a->casefile->envelope;
	if (s == NULL) {
		if (e->direction != DIRECTION_INBOUND || e->user.len != 0)
			return 1;
		*state = s = arena_get(a->scratch, 1, sizeof *s);
		if (s == NULL)
			return FAULT_LIMIT;
		if (!begin(a, s))
			return 1;
	}
	if (!s->is_answered || !asking_has_settled(a, &ask_identity) || !asking_has_settled(a, &ask_path))
		return 0;
	finish(a, s);
	return 1;
}

const struct ask_check ask_credits = { .name = "credits", .run = run };
