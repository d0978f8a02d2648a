/* A message that somebody asks about: the question by what he says of it, and the answer in rspamd's words. */
#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"
#include "rspamd/inside.h"
#include "sys/clock.h"

enum style { STYLE_NEW, STYLE_OLD, STYLE_LINES, STYLE_FORM };

struct scan {
	struct rspamd *rspamd;
	struct http_exchange *exchange;
	enum style style;
	struct form form; /* STYLE_FORM */
	struct content content;
	struct casefile_envelope envelope;
	struct place place;
	struct bytes queue_id;
	char session[160];
	unsigned flags;
	const char *blocked; /* by [block]: why it is refused, whatever it is */
	struct gate_ticket *ticket;
	int64_t asked_us;
};

enum flag { FLAG_MILTER = 1, FLAG_LONG_URLS = 2, FLAG_GROUPS = 4 };

static void
scan_free(struct scan *s)
{
	ticket_abandon(s->ticket);
	content_done(&s->content);
	free(s);
}

/* -- the answer -- */

static void
tell_event(struct scan *s, const struct gate_answer *a, const struct result *r)
{
	const struct gate_callbacks *behind = &s->rspamd->options.behind;
	char line[100];
	if (behind->eventer == NULL)
		return;
	(void)snprintf(line, sizeof line, "200 %s", result_action_names[r->action]);
	const struct gate_event e = { .kind = GATE_ADVISED, .envelope = &s->envelope, .action = a->action, .code = 200, .reply = line,
		.size = s->content.octets.len, .note = a->note, .judge_us = clock_steady_us() - s->asked_us };
	behind->eventer(behind->event_context, &e);
}

static void
note_figures(struct scan *s, const struct result *r)
{
	const struct casefile_envelope *e = &s->envelope;
	const struct figures_scan scan = { .sender = e->mail_from, .ip = e->client_ip, .user = e->user, .queue_id = s->queue_id,
		.recipients = e->recipients.at, .recipient_count = e->recipients.count, .size = s->content.octets.len };
	figures_note(&s->rspamd->figures, r, &scan, clock_wall_ms());
}

/* As a part of its own, behind which a changed message could stand: we change none. */
static void
reply_form(struct scan *s, struct bytes json)
{
	static const char boundary[] = "postern-result"; /* no line of JSON on one line can begin so */
	struct buf out;
	buf_init(&out, (size_t)8 << 20);
	buf_addf(&out, "--%s\r\nContent-Disposition: form-data; name=\"result\"\r\nContent-Type: application/json\r\n\r\n", boundary);
	buf_add(&out, json);
	buf_addf(&out, "\r\n--%s--\r\n", boundary);
	http_reply(s->exchange, &(struct http_reply){ .status = 200, .type = "multipart/form-data; boundary=postern-result",
	    .content = buf_bytes(&out) });
	buf_done(&out);
}

/* ANSWER, or a refusal where [block] stops its sender. */
static struct gate_answer
told_answer(const struct scan *s, const struct gate_answer *answer)
{
	struct gate_answer told = *answer;
	if (s->blocked != NULL && answer->reasons != NULL) {
		told.action = GATE_REJECT;
		told.text = bytes_of_cstr(s->blocked);
	}
	return told;
}

static void
on_answered(void *owner, const struct gate_answer *answer)
{
	struct scan *s = owner;
	const struct gate_answer told = told_answer(s, answer), *a = &told;
	struct http_exchange *x = s->exchange;
	struct buf out;
	struct result r = { .answer = a, .policy = s->place.policy, .message = s->content.octets, .authserv_id = s->rspamd->authserv_id,
		.arena = x->arena, .seconds = (double)(clock_steady_us() - x->began_us) / 1e6, .has_groups = (s->flags & FLAG_GROUPS) != 0,
		.has_long_urls = (s->flags & FLAG_LONG_URLS) != 0, .is_for_milter = (s->flags & FLAG_MILTER) != 0 };
	s->ticket = NULL;
	result_fill(&r);
	buf_init(&out, (size_t)8 << 20);
	tell_event(s, a, &r);
	note_figures(s, &r);
	/* An error, so that whoever asked tries again: that it was not judged is no verdict. */
	bool is_judged = a->reasons != NULL && a->action != GATE_DEFER;
	if (is_judged && s->style == STYLE_LINES)
		result_lines(&r, &out);
	else if (is_judged)
		result_json(&r, s->style == STYLE_OLD, &out);
	if (is_judged && s->style == STYLE_LINES)
		http_reply_raw(x, buf_bytes(&out));
	else if (is_judged && buf_ok(&out) && s->style == STYLE_FORM)
		reply_form(s, buf_bytes(&out));
	else if (is_judged && buf_ok(&out))
		http_reply(x, &(struct http_reply){ .status = 200, .type = "application/json", .content = buf_bytes(&out) });
	else
		say_error(x, 503, "cannot be judged now, try again later");
	buf_done(&out);
	if (a->note_free != NULL)
		a->note_free(a->note);
	scan_free(s);
}

static void
on_gone(void *owner)
{
	scan_free(owner);
}

/* -- the question -- */

/* The next of a list that commas part, quoted strings whole. */
static bool
next_of_list(struct bytes *rest, struct bytes *out)
{
	bool is_quoted = false;
	size_t i = 0;
	if (rest->len == 0)
		return false;
	for (; i < rest->len && (is_quoted || rest->at[i] != ','); i++) {
		if (rest->at[i] == '\\' && is_quoted && i + 1 < rest->len)
			i++;
		else if (rest->at[i] == '"')
			is_quoted = !is_quoted;
	}
	*out = bytes_to(*rest, i);
	*rest = bytes_from(*rest, i + 1);
	return true;
}

static bool
add_recipients(struct scan *s, struct bytes list)
{
	struct bytes one;
	size_t most = (size_t)s->rspamd->options.conf->limits.recipients;
	while (next_of_list(&list, &one)) {
		one = place_address(one);
		if (one.len == 0)
			continue;
		struct bytes *slot = s->envelope.recipients.count < most ? LIST_ADD(s->exchange->arena, &s->envelope.recipients) : NULL;
		if (slot == NULL)
			return false;
		*slot = one;
	}
	return true;
}

static bool
has_word(struct bytes list, const char *word)
{
	struct bytes one;
	while (bytes_cut(&list, ',', &one))
		if (bytes_equal_nocase(bytes_trim(one), bytes_of_cstr(word)))
			return true;
	return false;
}

static void
read_flags(struct scan *s)
{
	struct http_exchange *x = s->exchange;
	struct bytes flags = http_argument(x, "Flags");
	bool is_milter = has_word(flags, "milter") || http_argument(x, "Milter").len != 0;
	bool has_long = has_word(flags, "ext_urls") || bytes_equal_nocase(http_argument(x, "URL-Format"), BYTES("extended"));
	s->flags = (is_milter ? FLAG_MILTER : 0) | (has_long ? FLAG_LONG_URLS : 0) | (has_word(flags, "groups") ? FLAG_GROUPS : 0);
}

/* Who sends it to whom, as the client says. */
static bool
read_envelope(struct scan *s)
{
	struct http_exchange *x = s->exchange;
	struct casefile_envelope *e = &s->envelope;
	struct cidr client;
	struct bytes list;
	size_t at = 0;
	/* Who does not say who sent it asks about a file: that is not the null sender, which is said as "<>". */
	bool has_sender = http_argument(x, "From").at != NULL;
	*e = (struct casefile_envelope){ .protocol = has_sender ? BYTES("http") : BYTES("file"), .listener = listener_of(x)->conf->is.name, .received_ms = clock_wall_ms() };
	e->mail_from = place_address(http_argument(x, "From"));
	e->helo = bytes_to(http_argument(x, "Helo"), 255);
	e->client_name = bytes_to(http_argument(x, "Hostname"), 255);
	if (bytes_equal_nocase(e->client_name, BYTES("unknown")) || bytes_starts(e->client_name, BYTES("[")))
		e->client_name = BYTES_NONE;
	e->user = bytes_to(http_argument(x, "User"), 255);
	e->tls = bytes_to(http_argument(x, "TLS-Version").len != 0 ? http_argument(x, "TLS-Version") : http_argument(x, "TLS-Cipher"), 120);
	struct bytes ip = http_argument(x, "IP");
	bool has_client = ip.len != 0 && cidr_address(ip, &client) == 0;
	if (has_client) {
		const struct conf_networks *own = &s->rspamd->options.conf->network.own;
		struct buf text;
		buf_init(&text, 64);
		cidr_write(&client, &text);
		(void)arena_copy(x->arena, buf_bytes(&text), &e->client_ip);
		buf_done(&text);
		e->is_listed_peer = cidr_any(own->at, own->count, &client);
	}
	/* As by the milter: who is at home or has logged in is asked none of that. */
	if (!e->is_listed_peer && e->user.len == 0) {
		if (has_client && place_blocks_client(s->rspamd->options.conf, &client))
			s->blocked = "Client refused";
		else if (place_blocks_sender(s->rspamd->options.conf, e->mail_from))
			s->blocked = "Sender refused";
	}
	while (http_field_next(&x->head, &at, "Rcpt", &list))
		if (!add_recipients(s, list))
			return false;
	if (e->recipients.count == 0 && !add_recipients(s, http_query(&x->head, "Rcpt", x->arena)))
		return false;
	if (e->recipients.count == 0 && !add_recipients(s, http_argument(x, "Deliver-To")))
		return false;
	s->queue_id = bytes_to(http_argument(x, "Queue-Id"), 64);
	(void)snprintf(s->session, sizeof s->session, "h%08x%06llx%s%.*s", s->rspamd->instance, (unsigned long long)(x->serial & 0xffffff),
	    s->queue_id.len != 0 ? "/" : "", BYTES_ARGS(s->queue_id));
	e->session = bytes_of_cstr(s->session);
	return true;
}

/* Whose it is: of the first recipient, but what leaves is judged as such. */
static void
find_place(struct scan *s)
{
	struct casefile_envelope *e = &s->envelope;
	const struct conf *conf = s->rspamd->options.conf;
	const struct place_sender from = { listener_of(s->exchange)->conf, e->mail_from, e->is_listed_peer, e->user.len != 0 };
	place_find_taken(conf, &from, e->recipients.count != 0 ? e->recipients.at[0] : BYTES_NONE, &s->place);
	for (size_t i = 1; i < e->recipients.count && s->place.direction != DIRECTION_OUTBOUND; i++) {
		struct place other;
		place_find_taken(conf, &from, e->recipients.at[i], &other);
		if (other.direction == DIRECTION_OUTBOUND)
			s->place = other;
	}
	struct bytes named = http_argument(s->exchange, "Settings-ID");
	const struct conf_policy *policy = named.len != 0 ? conf_policy(conf, named) : NULL;
	if (policy != NULL)
		s->place.policy = policy;
	e->tenant = s->place.tenant;
	e->direction = s->place.direction;
}

static void
ask(struct http_exchange *x, enum style style)
{
	struct rspamd *r = listener_of(x)->rspamd;
	struct scan *s = xcalloc(1, sizeof *s);
	*s = (struct scan){ .rspamd = r, .exchange = x, .style = style };
	struct why why = { "" };
	int status = style == STYLE_FORM ? form_read(x, &s->form, &why) : 0;
	if (status != 0)
		say_error(x, status, why.text);
	if (status != 0 || !content_open(x, style == STYLE_FORM ? &s->form : NULL, &s->content)) {
		scan_free(s);
		return;
	}
	if (!read_envelope(s)) {
		say_error(x, 400, "too many recipients");
		scan_free(s);
		return;
	}
	read_flags(s);
	find_place(s);
	x->owner = s;
	x->gone = on_gone;
	const struct gate_question about = { .envelope = &s->envelope, .policy = s->place.policy, .message = s->content.whole, .is_advice = true,
		.size = s->content.octets.len, .authserv_id = r->authserv_id };
	s->asked_us = clock_steady_us();
	s->ticket = ticket_new(&about, on_answered, s);
	ticket_ask(s->ticket, &r->options.behind);
}

void
scan_new(struct http_exchange *x)
{
	ask(x, STYLE_NEW);
}

void
scan_old(struct http_exchange *x)
{
	ask(x, STYLE_OLD);
}

void
scan_form(struct http_exchange *x)
{
	ask(x, STYLE_FORM);
}

void
scan_lines(struct http_exchange *x)
{
	ask(x, STYLE_LINES);
}
