/* POST /v1/scan: a message, and what we think of it. */
#include <stdio.h>
#include <stdlib.h>

#include "api/inside.h"
#include "base/must.h"
#include "judge/json.h"
#include "sys/clock.h"

#define REPLY_MAX ((size_t)32 << 20)

struct scan {
	struct scan *next, **previous; /* of those that are judged */
	struct api *api;
	struct http_exchange *exchange;
	struct casefile_envelope envelope;
	struct place place;
	char session[40];
	enum language language;
	bool wants_casefile;
	bool has_key;
	uint8_t key[SHA256_DIGEST_LENGTH], content[SHA256_DIGEST_LENGTH];
	struct gate_ticket *ticket;
	int64_t asked_us;
};

static void
scan_free(void *owner)
{
	struct scan *s = owner;
	ticket_abandon(s->ticket);
	*s->previous = s->next;
	if (s->next != NULL)
		s->next->previous = s->previous;
	free(s);
}

/* -- the answer -- */

static void
tell_event(struct scan *s, const struct gate_answer *a)
{
	const struct gate_callbacks *behind = &s->api->options.behind;
	if (behind->eventer == NULL)
		return;
	char line[60];
	(void)snprintf(line, sizeof line, "200 %s", gate_action_names[a->action]);
	const struct gate_event e = { .kind = GATE_ADVISED, .envelope = &s->envelope, .action = a->action, .code = 200, .reply = line,
		.size = s->exchange->content.len, .note = a->note, .judge_us = clock_steady_us() - s->asked_us };
	behind->eventer(behind->event_context, &e);
}

/* Fields that belong on top of the message where it is delivered. */
static void
write_fields(const struct gate_answer *a, struct buf *out)
{
	buf_add_cstr(out, ",\"headers\":[");
	for (size_t i = 0; i < a->add_count; i++) {
		buf_add_cstr(out, i == 0 ? "{\"name\":" : ",{\"name\":");
		json_text(out, a->add[i].name);
		buf_add_cstr(out, ",\"value\":");
		json_text(out, a->add[i].value);
		buf_add_octet(out, '}');
	}
	buf_add_cstr(out, "],\"subject_tag\":");
	json_text(out, a->subject_tag);
}

static void
write_answer(const struct scan *s, const struct gate_answer *a, struct buf *out)
{
	const struct gate_reasons *r = a->reasons;
	buf_add_cstr(out, "{\"id\":");
	json_text(out, r->id);
	judgement_members(&(struct judgement_told){ r->casefile, r->findings, r->verdict, s->language }, out);
	write_fields(a, out);
	if (s->wants_casefile) {
		buf_add_cstr(out, ",\"casefile\":");
		schema_json(&casefile_schema, r->casefile, out);
	}
	buf_add_cstr(out, "}\n");
}

static void
on_answered(void *owner, const struct gate_answer *a)
{
	struct scan *s = owner;
	struct http_exchange *x = s->exchange;
	struct buf out;
	s->ticket = NULL;
	tell_event(s, a);
	buf_init(&out, REPLY_MAX);
	bool is_judged = a->reasons != NULL && a->action != GATE_DEFER;
	if (is_judged)
		write_answer(s, a, &out);
	if (is_judged && buf_ok(&out)) {
		kept_add(s->api, a->reasons->id, s->has_key ? s->key : NULL, s->content, buf_bytes(&out));
		http_reply(x, &(struct http_reply){ .status = 200, .type = "application/json", .content = buf_bytes(&out) });
	} else {
		/* That it was not judged is no verdict. */
		api_error(x, 503, "the message cannot be judged now, try again later");
	}
	buf_done(&out);
	if (a->note_free != NULL)
		a->note_free(a->note);
	scan_free(s);
}

/* -- the question -- */

bool
scan_begin(struct http_exchange *x)
{
	const struct api *a = api_of(x);
	const struct conf_listener *l = conf_listener(a->options.conf, bytes_of_cstr(x->service->name));
	/* As /checkv2: where no password is set, who reaches the listener may ask. */
	return (l != NULL && l->kind == LISTENER_SCAN && l->password.len == 0) || rspamd_may(a->rights, x, false);
}

static bool
add_recipients(struct scan *s)
{
	struct http_exchange *x = s->exchange;
	struct bytes list = http_argument(x, "to"), one;
	size_t most = (size_t)s->api->options.conf->limits.recipients;
	while (bytes_cut(&list, ',', &one)) {
		one = bytes_to(bytes_trim(one), 1000);
		if (one.len == 0)
			continue;
		struct bytes *slot = s->envelope.recipients.count < most ? LIST_ADD(x->arena, &s->envelope.recipients) : NULL;
		if (slot == NULL)
			return false;
		*slot = one;
	}
	return true;
}

/* NULL, or what is wrong. */
static const char *
read_envelope(struct scan *s)
{
	struct http_exchange *x = s->exchange;
	struct casefile_envelope *e = &s->envelope;
	const struct conf *conf = s->api->options.conf;
	struct bytes from = http_argument(x, "mail_from"), ip = http_argument(x, "client_ip");
	struct cidr client;
	/* Who does not say who sent it asks about a file: that is not the null sender, which is said as "". */
	*e = (struct casefile_envelope){ .protocol = from.at != NULL ? BYTES("http") : BYTES("file"), .session = bytes_of_cstr(s->session),
		.listener = bytes_of_cstr(x->service->name), .mail_from = bytes_to(from, 1000), .helo = bytes_to(http_argument(x, "helo"), 255),
		.client_name = bytes_to(http_argument(x, "client_name"), 255), .user = bytes_to(http_argument(x, "user"), 255),
		.received_ms = clock_wall_ms() };
	if (ip.len != 0 && cidr_address(ip, &client) != 0)
		return "client_ip is no address";
	if (ip.len != 0) {
		e->client_ip = ip;
		e->is_listed_peer = cidr_any(conf->network.own.at, conf->network.own.count, &client);
	}
	if (!add_recipients(s))
		return "too many recipients";
	const struct place_sender sender = { conf_listener(conf, e->listener), e->mail_from, e->is_listed_peer, e->user.len != 0 };
	if (sender.listener == NULL)
		return "nobody listens here";
	place_find_taken(conf, &sender, e->recipients.count != 0 ? e->recipients.at[0] : BYTES_NONE, &s->place);
	e->tenant = s->place.tenant;
	e->direction = s->place.direction;
	return NULL;
}

/* Was it asked before?  Then that is the answer. */
static bool
is_repeated(struct http_exchange *x, struct scan *s)
{
	struct bytes key = http_field(&x->head, "Idempotency-Key");
	if (key.len == 0)
		return false;
	if (key.len > API_KEY_MAX) {
		api_error(x, 400, "Idempotency-Key is too long");
		return true;
	}
	s->has_key = true;
	(void)SHA256(key.at, key.len, s->key);
	(void)SHA256(x->content.at, x->content.len, s->content);
	for (const struct scan *other = s->api->open; other != NULL; other = other->next) {
		if (other->has_key && memcmp(other->key, s->key, sizeof s->key) == 0) {
			api_error(x, 409, "a request with this Idempotency-Key is being judged");
			return true;
		}
	}
	const struct kept *k = kept_by_key(s->api, s->key);
	if (k == NULL)
		return false;
	if (memcmp(k->content, s->content, sizeof s->content) != 0)
		api_error(x, 422, "this Idempotency-Key belongs to another message");
	else
		http_reply(x, &(struct http_reply){ .status = 200, .type = "application/json", .content = bytes_of(k->json, k->len) });
	return true;
}

static bool
is_yes(struct bytes value)
{
	return bytes_equal_nocase(value, BYTES("1")) || bytes_equal_nocase(value, BYTES("yes")) || bytes_equal_nocase(value, BYTES("true"));
}

void
scan_message(struct http_exchange *x)
{
	struct api *a = api_of(x);
	struct scan *s;
	if (x->content.len == 0) {
		api_error(x, 400, "there is no message");
		return;
	}
	s = xcalloc(1, sizeof *s);
	s->api = a;
	s->exchange = x;
	s->language = bytes_equal_nocase(http_argument(x, "lang"), BYTES("zh")) ? LANGUAGE_ZH : LANGUAGE_EN;
	s->wants_casefile = is_yes(http_argument(x, "casefile"));
	(void)snprintf(s->session, sizeof s->session, "v%08x%06llx", a->instance, (unsigned long long)(x->serial & 0xffffff));
	if (is_repeated(x, s)) {
		free(s);
		return;
	}
	const char *wrong = read_envelope(s);
	if (wrong != NULL) {
		api_error(x, 400, wrong);
		free(s);
		return;
	}
	s->next = a->open;
	s->previous = &a->open;
	if (s->next != NULL)
		s->next->previous = &s->next;
	a->open = s;
	x->owner = s;
	x->gone = scan_free;
	const struct gate_question about = { .is_advice = true, .envelope = &s->envelope, .policy = s->place.policy, .message = x->whole,
		.size = x->content.len, .authserv_id = a->authserv_id };
	s->asked_us = clock_steady_us();
	s->ticket = ticket_new(&about, on_answered, s);
	ticket_ask(s->ticket, &a->options.behind);
}
