#include "rspamd/result.h"

#include "base/must.h"
#include "front/outgoing.h"
#include "identity/auth_results.h"
#include "judge/judge.h"

const char *const result_action_names[RESULT_ACTION_COUNT] = { "reject", "soft reject", "rewrite subject", "add header", "greylist",
	"no action" };

#define FORGED_MAX 1000

static enum result_action
action_of(const struct result *r)
{
	switch (r->answer->action) {
	case GATE_DELIVER: return RESULT_NO_ACTION;
	case GATE_TAG: return r->answer->subject_tag.len != 0 ? RESULT_REWRITE_SUBJECT : RESULT_ADD_HEADER;
	case GATE_QUARANTINE:
	case GATE_REJECT: return RESULT_REJECT;
	default: return RESULT_SOFT_REJECT;
	}
}

/* From which score on the policy lets nothing in. */
static double
stop_at(const struct policy_view *view)
{
	return view->may_reject && view->reject < view->quarantine ? view->reject : view->quarantine;
}

void
result_fill(struct result *r)
{
	struct policy_view view = judge_policy(r->policy);
	r->action = action_of(r);
	r->required = stop_at(&view) - view.prior;
	r->score = 0;
	r->symbols = (struct symbols){ .arena = r->arena };
	if (r->answer->reasons == NULL)
		return;
	r->score = r->answer->reasons->verdict->score - view.prior;
	if (r->score > -0.0005 && r->score < 0.0005)
		r->score = 0;
	symbols_of(r->answer->reasons, &r->symbols);
}

/* -- pieces of JSON -- */

static void
key(struct buf *out, const char *name)
{
	buf_addf(out, ",\"%s\":", name);
}

static void
write_symbols(const struct result *r, struct buf *out)
{
	for (size_t i = 0; i < r->symbols.list.count; i++) {
		const struct symbol *s = &r->symbols.list.at[i];
		if (i != 0)
			buf_add_octet(out, ',');
		json_text(out, s->name);
		buf_add_cstr(out, ":{\"name\":");
		json_text(out, s->name);
		buf_addf(out, ",\"score\":%.3f,\"metric_score\":%.3f", s->score, s->score);
		if (s->description.len != 0) {
			key(out, "description");
			json_text(out, s->description);
		}
		for (size_t k = 0; k < s->options.count; k++) {
			buf_add_cstr(out, k == 0 ? ",\"options\":[" : ",");
			json_text(out, s->options.at[k]);
		}
		buf_add_cstr(out, s->options.count != 0 ? "]}" : "}");
	}
}

static void
write_thresholds(const struct result *r, struct buf *out)
{
	struct policy_view view = judge_policy(r->policy);
	buf_addf(out, "{\"reject\":%.3f,\"%s\":%.3f}", r->required,
	    r->policy != NULL && r->policy->subject_tag.len != 0 ? "rewrite subject" : "add header", view.tag - view.prior);
}

static void
write_groups(const struct result *r, struct buf *out)
{
	const struct verdict *v = r->answer->reasons->verdict;
	bool is_first = true;
	key(out, "groups");
	buf_add_octet(out, '{');
	for (int i = 0; i < FAMILY_COUNT; i++) {
		if (v->families[i] == 0)
			continue;
		buf_addf(out, "%s\"%s\":{\"score\":%.3f,\"description\":\"%s\"}", is_first ? "" : ",", family_names[i], v->families[i],
		    family_title((enum family)i, LANGUAGE_EN));
		is_first = false;
	}
	buf_add_octet(out, '}');
}

static bool
was_written(const struct casefile *c, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (bytes_equal(c->urls.at[i].host, c->urls.at[index].host) && c->urls.at[i].role != URL_MAIL)
			return true;
	return false;
}

static void
write_long_url(const struct casefile_url *u, struct buf *out)
{
	buf_add_cstr(out, "{\"url\":");
	json_text(out, u->url);
	buf_add_cstr(out, ",\"tld\":");
	json_text(out, u->domain);
	buf_add_cstr(out, ",\"host\":");
	json_text(out, u->host);
	buf_add_cstr(out, ",\"flags\":[]}");
}

/* Hosts are looked up among those before: of the first hundred, and a long list has each of the rest. */
static void
write_urls(const struct result *r, const struct casefile *c, struct buf *out)
{
	bool is_first = true;
	key(out, "urls");
	buf_add_octet(out, '[');
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (u->role == URL_MAIL || u->role == URL_PHONE || u->host.len == 0 || (!r->has_long_urls && i < 100 && was_written(c, i)))
			continue;
		if (!is_first)
			buf_add_octet(out, ',');
		is_first = false;
		if (r->has_long_urls)
			write_long_url(u, out);
		else
			json_text(out, u->host);
	}
	buf_add_octet(out, ']');
}

static void
write_emails(const struct casefile *c, struct buf *out)
{
	bool is_first = true;
	key(out, "emails");
	buf_add_octet(out, '[');
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		size_t colon = bytes_find_octet(u->url, ':');
		if (u->role != URL_MAIL || colon == BYTES_NOT_FOUND)
			continue;
		if (!is_first)
			buf_add_octet(out, ',');
		is_first = false;
		struct bytes address = bytes_from(u->url, colon + 1);
		json_text(out, bytes_to(address, bytes_find_octet(address, '?')));
	}
	buf_add_octet(out, ']');
}

/* -- what the client shall do to the header -- */

static struct bytes
raw_subject(struct bytes message)
{
	struct header_line line;
	while (header_next(&message, &line))
		if (bytes_equal_nocase(line.name, BYTES("Subject")))
			return bytes_trim(line.value);
	return BYTES_NONE;
}

/* Line breaks as the client wants them, or as the message has them. */
static bool
folds_with_lf(const struct result *r)
{
	size_t lf = bytes_find_octet(r->message, '\n');
	return r->is_for_milter || lf == BYTES_NOT_FOUND || lf == 0 || r->message.at[lf - 1] != '\r';
}

/* VALUE as it may stand in a header, made harmless and folded. */
static void
write_value(const struct result *r, const struct gate_header *h, struct buf *out)
{
	struct outgoing line;
	struct buf value;
	bool is_lf = folds_with_lf(r);
	outgoing_init(&line);
	outgoing_header(&line, h->name, h->value);
	struct bytes text = buf_bytes(&line.head);
	text = bytes_trim(bytes_from(text, h->name.len + 1));
	buf_init(&value, OUTGOING_HEAD_MAX);
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] != '\r' || !is_lf)
			buf_add_octet(&value, text.at[i]);
	json_text(out, buf_bytes(&value));
	buf_done(&value);
	outgoing_done(&line);
}

static size_t
count_named(const struct gate_answer *a, struct bytes name)
{
	size_t count = 0;
	for (size_t i = 0; i < a->add_count; i++)
		count += bytes_equal_nocase(a->add[i].name, name);
	return count;
}

static bool
is_first_named(const struct gate_answer *a, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (bytes_equal_nocase(a->add[i].name, a->add[index].name))
			return false;
	return true;
}

/* All of the fields of NAME: one, or an array. */
static void
write_named(const struct result *r, struct bytes name, bool is_bare, struct buf *out)
{
	const struct gate_answer *a = r->answer;
	size_t count = count_named(a, name), written = 0;
	if (count > 1)
		buf_add_octet(out, '[');
	for (size_t i = 0; i < a->add_count; i++) {
		if (!bytes_equal_nocase(a->add[i].name, name))
			continue;
		if (written++ != 0)
			buf_add_octet(out, ',');
		buf_add_cstr(out, is_bare ? "" : "{\"value\":");
		write_value(r, &a->add[i], out);
		buf_add_cstr(out, is_bare ? "" : ",\"order\":0}");
	}
	if (count > 1)
		buf_add_octet(out, ']');
}

static const struct bytes signature_name = BYTES_INIT("DKIM-Signature");

static void
write_added(const struct result *r, struct buf *out)
{
	const struct gate_answer *a = r->answer;
	bool is_first = true;
	buf_add_cstr(out, "\"add_headers\":{");
	for (size_t i = 0; i < a->add_count; i++) {
		if (bytes_equal_nocase(a->add[i].name, signature_name) || !is_first_named(a, i))
			continue;
		if (!is_first)
			buf_add_octet(out, ',');
		is_first = false;
		json_text(out, a->add[i].name);
		buf_add_octet(out, ':');
		write_named(r, a->add[i].name, false, out);
	}
	buf_add_octet(out, '}');
}

/* What only we may write: X-Postern-Verdict wherever it stands, and results under our name by their number. */
static void
write_removed(const struct result *r, struct buf *out)
{
	struct bytes rest = r->message;
	struct header_line line;
	bool has_verdict = false, is_first = true;
	uint32_t results = 0, removed = 0;
	struct buf numbers;
	buf_init(&numbers, 16 * FORGED_MAX);
	while (header_next(&rest, &line)) {
		has_verdict |= bytes_equal_nocase(line.name, BYTES("X-Postern-Verdict"));
		if (!bytes_equal_nocase(line.name, BYTES("Authentication-Results")))
			continue;
		results++;
		if (auth_results_is_ours(line.value, r->authserv_id) && removed++ < FORGED_MAX)
			buf_addf(&numbers, "%s%u", numbers.len != 0 ? "," : "", results);
	}
	if (has_verdict || removed != 0) {
		buf_add_cstr(out, ",\"remove_headers\":{");
		if (has_verdict)
			buf_add_cstr(out, "\"X-Postern-Verdict\":0");
		is_first = !has_verdict;
		/* More of them than anybody writes: all go. */
		if (removed > FORGED_MAX)
			buf_addf(out, "%s\"Authentication-Results\":0", is_first ? "" : ",");
		else if (removed != 0)
			buf_addf(out, "%s\"Authentication-Results\":[%.*s]", is_first ? "" : ",", (int)numbers.len, (const char *)numbers.at);
		buf_add_octet(out, '}');
	}
	buf_done(&numbers);
}

static void
write_milter(const struct result *r, const char *name, struct buf *out)
{
	key(out, name);
	buf_add_octet(out, '{');
	write_added(r, out);
	write_removed(r, out);
	if (r->answer->action == GATE_QUARANTINE)
		buf_add_cstr(out, ",\"reject\":\"quarantine\"");
	buf_add_octet(out, '}');
	if (count_named(r->answer, signature_name) != 0) {
		key(out, "dkim-signature");
		write_named(r, signature_name, true, out);
	}
}

static void
write_subject(const struct result *r, struct buf *out)
{
	struct buf subject;
	buf_init(&subject, 65536);
	outgoing_tag(&subject, r->answer->subject_tag);
	buf_add(&subject, raw_subject(r->message));
	json_text(out, buf_bytes(&subject));
	buf_done(&subject);
}

/* An action that the score alone would not have led to. */
static bool
is_passed_through(const struct result *r)
{
	struct policy_view view = judge_policy(r->policy);
	enum result_action by_score = r->score >= r->required ? RESULT_REJECT
	    : r->score >= view.tag - view.prior ? RESULT_ADD_HEADER : RESULT_NO_ACTION;
	return by_score != (r->action == RESULT_REWRITE_SUBJECT ? RESULT_ADD_HEADER : r->action);
}

static bool
is_spam(const struct result *r)
{
	return r->action < RESULT_GREYLIST;
}

static void
write_metric(const struct result *r, struct buf *out)
{
	buf_addf(out, "\"is_skipped\":false,\"score\":%.3f,\"required_score\":%.3f,\"action\":\"%s\"", r->score, r->required,
	    result_action_names[r->action]);
	if (is_passed_through(r))
		buf_add_cstr(out, ",\"passthrough_module\":\"postern\"");
	if (r->action == RESULT_REWRITE_SUBJECT) {
		key(out, "subject");
		write_subject(r, out);
	}
	key(out, "thresholds");
	write_thresholds(r, out);
}

static struct bytes
message_id(const struct casefile *c)
{
	struct bytes id = bytes_trim(c->message_id);
	if (id.len >= 2 && id.at[0] == '<' && id.at[id.len - 1] == '>')
		id = bytes_slice(id, 1, id.len - 1);
	return id.len != 0 ? id : BYTES("undef");
}

static void
write_rest(const struct result *r, bool is_old, struct buf *out)
{
	const struct gate_answer *a = r->answer;
	const struct casefile *c = a->reasons->casefile;
	key(out, "messages");
	buf_add_octet(out, '{');
	if (r->action == RESULT_REJECT && a->text.len != 0 && a->action == GATE_REJECT) {
		buf_add_cstr(out, "\"smtp_message\":");
		json_text(out, a->text);
	}
	buf_add_octet(out, '}');
	key(out, "message-id");
	json_text(out, message_id(c));
	buf_addf(out, ",\"time_real\":%.6f,\"scan_time\":%.6f", r->seconds, r->seconds);
	write_urls(r, c, out);
	write_emails(c, out);
	write_milter(r, is_old ? "rmilter" : "milter", out);
	/* Ours: what it is, in the words of the rest of Postern. */
	buf_addf(out, ",\"postern\":{\"id\":\"%.*s\",\"type\":\"%s\",\"action\":\"%s\",\"score\":%.3f}", BYTES_ARGS(a->reasons->id),
	    mail_type_names[a->reasons->verdict->type], gate_action_names[a->action], a->reasons->verdict->score);
}

void
result_json(const struct result *r, bool is_old, struct buf *out)
{
	if (is_old)
		buf_addf(out, "{\"default\":{\"is_spam\":%s,", is_spam(r) ? "true" : "false");
	else
		buf_add_octet(out, '{');
	write_metric(r, out);
	if (is_old && r->symbols.list.count != 0) {
		buf_add_octet(out, ',');
		write_symbols(r, out);
	}
	if (is_old)
		buf_add_octet(out, '}');
	if (!is_old) {
		key(out, "symbols");
		buf_add_octet(out, '{');
		write_symbols(r, out);
		buf_add_octet(out, '}');
	}
	if (r->has_groups)
		write_groups(r, out);
	write_rest(r, is_old, out);
	buf_add_octet(out, '}');
}

/* -- lines -- */

/* On one line, whatever it is. */
static void
add_plain(struct buf *out, struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		buf_add_octet(out, text.at[i] < ' ' || text.at[i] == 0x7f ? ' ' : text.at[i]);
}

void
result_lines(const struct result *r, struct buf *out)
{
	/* Exim: "RSPAMD/%7s 0 EX_OK\r\nMetric: default; %7s %lf / %lf / %lf\r\n", and "Action: ..." behind it. */
	buf_addf(out, "RSPAMD/1.3 0 EX_OK\r\nMetric: default; %s %.2f / %.2f / 0.0\r\nAction: %s\r\n", is_spam(r) ? "True;" : "False;",
	    r->score, r->required, result_action_names[r->action]);
	if (r->action == RESULT_REWRITE_SUBJECT) {
		buf_add_cstr(out, "Subject: ");
		struct buf subject;
		buf_init(&subject, 65536);
		outgoing_tag(&subject, r->answer->subject_tag);
		buf_add(&subject, raw_subject(r->message));
		add_plain(out, buf_bytes(&subject));
		buf_add_cstr(out, "\r\n");
		buf_done(&subject);
	}
	for (size_t i = 0; i < r->symbols.list.count; i++) {
		const struct symbol *s = &r->symbols.list.at[i];
		buf_add_cstr(out, "Symbol: ");
		add_plain(out, s->name);
		buf_addf(out, "(%.2f)", s->score);
		for (size_t k = 0; k < s->options.count; k++) {
			buf_add_octet(out, k == 0 ? ';' : ',');
			add_plain(out, s->options.at[k]);
		}
		buf_add_cstr(out, "\r\n");
	}
	if (r->answer->reasons != NULL) {
		buf_add_cstr(out, "Message-ID: ");
		add_plain(out, message_id(r->answer->reasons->casefile));
		buf_add_cstr(out, "\r\n");
	}
}
