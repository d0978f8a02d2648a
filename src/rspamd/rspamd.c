#include "rspamd/rspamd.h"

#include <stdlib.h>
#include <sys/random.h>

#include "base/must.h"
#include "judge/judge.h"
#include "rspamd/inside.h"
#include "sys/clock.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
/* Put in the place of content_max when the table is copied. */
#define A_MESSAGE UINT64_MAX

void
say_error(struct http_exchange *x, int status, const char *text)
{
	struct buf out;
	buf_init(&out, 4096);
	buf_add_cstr(&out, "{\"error\":");
	json_text(&out, bytes_of_cstr(text));
	buf_add_octet(&out, '}');
	/* rspamc shows the reason, and nothing else. */
	http_reply(x, &(struct http_reply){ .status = status, .reason = text, .type = "application/json", .content = buf_bytes(&out) });
	buf_done(&out);
}

static void
say_json(struct http_exchange *x, struct buf *out)
{
	http_reply(x, &(struct http_reply){ .status = 200, .type = "application/json", .content = buf_bytes(out) });
	buf_done(out);
}

bool
rspamd_may(struct rspamd *r, struct http_exchange *x, bool changes)
{
	const struct rspamd_listener *l = listener_of(x);
	int status = auth_check(l->conf, &r->guesses, x, changes ? AUTH_CHANGE : AUTH_READ, clock_wall_ms());
	if (status != 0)
		say_error(x, status == 403 ? 401 : status, status == 429 ? "Too many wrong passwords" : "Unauthorized");
	return status == 0;
}

static bool
read_begin(struct http_exchange *x)
{
	return rspamd_may(listener_of(x)->rspamd, x, false);
}

static void
ping(struct http_exchange *x)
{
	http_reply(x, &(struct http_reply){ .status = 200, .content = BYTES("pong\r\n") });
}

static void
skip(struct http_exchange *x)
{
	http_reply(x, &(struct http_reply){ .status = 200, .type = "application/json",
	    .content = BYTES("{\"is_skipped\":true,\"score\":0.0,\"required_score\":0.0,\"action\":\"no action\",\"symbols\":{}}") });
}

static void
say_stat(struct http_exchange *x)
{
	const struct rspamd *r = listener_of(x)->rspamd;
	struct buf out;
	buf_init(&out, 1 << 20);
	figures_stat(&r->figures, http_connections(r->options.http), clock_wall_ms(), &out);
	say_json(x, &out);
}

/* As rspamd does: the figures as they were, then none. */
static void
stat_reset(struct http_exchange *x)
{
	struct rspamd *r = listener_of(x)->rspamd;
	struct buf out;
	buf_init(&out, 1 << 20);
	figures_stat(&r->figures, http_connections(r->options.http), clock_wall_ms(), &out);
	figures_reset(&r->figures);
	say_json(x, &out);
}

static void
auth(struct http_exchange *x)
{
	struct buf out;
	buf_init(&out, 4096);
	figures_auth(&listener_of(x)->rspamd->figures, clock_wall_ms(), &out);
	say_json(x, &out);
}

static void
graph(struct http_exchange *x)
{
	struct buf out;
	buf_init(&out, 4 << 20);
	if (figures_graph(&listener_of(x)->rspamd->figures, http_argument(x, "type"), clock_wall_ms(), &out)) {
		say_json(x, &out);
		return;
	}
	buf_done(&out);
	say_error(x, 400, "Invalid graph type");
}

static void
history(struct http_exchange *x)
{
	struct buf out;
	buf_init(&out, 4 << 20);
	figures_history(&listener_of(x)->rspamd->figures, &out);
	say_json(x, &out);
}

static void
history_reset(struct http_exchange *x)
{
	figures_history_clear(&listener_of(x)->rspamd->figures);
	http_reply(x, &(struct http_reply){ .status = 200, .type = "application/json", .content = BYTES("{\"success\":true}") });
}

static void
list_symbols(struct http_exchange *x)
{
	struct buf out;
	buf_init(&out, 1 << 20);
	symbols_list(&out);
	say_json(x, &out);
}

static void
metrics(struct http_exchange *x)
{
	const struct gate_callbacks *behind = &listener_of(x)->rspamd->options.behind;
	struct buf out;
	if (behind->metrics == NULL) {
		say_error(x, 404, "there are no figures");
		return;
	}
	buf_init(&out, 4 << 20);
	behind->metrics(behind->metrics_context, &out);
	http_reply(x, &(struct http_reply){ .status = 200, .type = "text/plain; version=0.0.4; charset=utf-8", .content = buf_bytes(&out) });
	buf_done(&out);
}

/* The thresholds of the policy that mail without another has. */
static void
list_actions(struct http_exchange *x)
{
	const struct conf *conf = listener_of(x)->rspamd->options.conf;
	struct policy_view view = judge_policy(conf_policy(conf, conf->server.policy));
	struct buf out;
	buf_init(&out, 4096);
	buf_addf(&out, "[{\"action\":\"reject\",\"value\":%.3f},{\"action\":\"rewrite subject\",\"value\":null},{\"action\":\"add header\",\"value\":%.3f},"
	    "{\"action\":\"greylist\",\"value\":null}]", view.quarantine - view.prior, view.tag - view.prior);
	say_json(x, &out);
}

static const struct http_route judging[] = {
	{ "/checkv2", HTTP_POST | HTTP_GET, A_MESSAGE, NULL, scan_new, "Judge a message." },
	{ "/checkv3", HTTP_POST, A_MESSAGE, NULL, scan_form, "Judge a message, with what is known of it as a part of its own." },
	{ "/check", HTTP_POST | HTTP_GET, A_MESSAGE, NULL, scan_old, "Judge a message, in the form of rspamd 1.4 and before." },
	{ "/scan", HTTP_POST | HTTP_GET, A_MESSAGE, NULL, scan_old, "The same." },
	{ "/process", HTTP_POST | HTTP_GET, A_MESSAGE, NULL, scan_old, "The same." },
	{ "/report", HTTP_POST | HTTP_GET, A_MESSAGE, NULL, scan_old, "The same." },
	{ "/report_ifspam", HTTP_POST | HTTP_GET, A_MESSAGE, NULL, scan_old, "The same." },
	{ "/skip", HTTP_POST | HTTP_GET, A_MESSAGE, NULL, skip, "Judge nothing." },
	{ "/ping", HTTP_POST | HTTP_GET, 0, NULL, ping, "Are we there?" },
	{ "CHECK", HTTP_DIALECT_WORD, A_MESSAGE, NULL, scan_lines, "Judge a message for Exim." },
	{ "SYMBOLS", HTTP_DIALECT_WORD, A_MESSAGE, NULL, scan_lines, "The same." },
};

static const struct http_route only_judging[] = {
	{ "/symbols", HTTP_POST, A_MESSAGE, NULL, scan_old, "Judge a message, in the old form." },
};

static const struct http_route controlling[] = {
	{ "/learnspam", HTTP_POST, A_MESSAGE, teach_begin, teach_spam, "The message is spam." },
	{ "/learnham", HTTP_POST, A_MESSAGE, teach_begin, teach_ham, "The message is good." },
	{ "/learnclass", HTTP_POST, A_MESSAGE, teach_begin, teach_class, "The message is of a class." },
	{ "/fuzzyadd", HTTP_POST, A_MESSAGE, teach_begin, fuzzy_add, "Know copies of the message." },
	{ "/fuzzydel", HTTP_POST, A_MESSAGE, teach_begin, fuzzy_del, "Take back what was said of the message." },
	{ "/stat", HTTP_GET | HTTP_POST, 0, read_begin, say_stat, "What was done since the start." },
	{ "/statreset", HTTP_GET | HTTP_POST, 0, teach_begin, stat_reset, "The same, then count anew." },
	{ "/metrics", HTTP_GET, 0, read_begin, metrics, "Figures as Prometheus reads them." },
	{ "/auth", HTTP_GET | HTTP_POST, 0, read_begin, auth, "Is the password right?" },
	{ "/graph", HTTP_GET, 0, read_begin, graph, "Messages a second by action." },
	{ "/history", HTTP_GET, 0, read_begin, history, "The last messages." },
	{ "/historyreset", HTTP_GET | HTTP_POST, 0, teach_begin, history_reset, "Forget them." },
	{ "/symbols", HTTP_GET, 0, read_begin, list_symbols, "Every symbol and what it weighs." },
	{ "/actions", HTTP_GET, 0, read_begin, list_actions, "The thresholds." },
};

struct rspamd *
rspamd_new(const struct rspamd_options *options)
{
	struct rspamd *r = xcalloc(1, sizeof *r);
	r->options = *options;
	r->authserv_id = options->conf->identity.authserv_id;
	if (r->authserv_id.len == 0)
		r->authserv_id = bytes_of_cstr(options->hostname);
	figures_init(&r->figures, clock_wall_ms());
	must(getrandom(&r->instance, sizeof r->instance, 0) == (ssize_t)sizeof r->instance);
	return r;
}

const struct http_service *
rspamd_service(struct rspamd *r, const struct conf_listener *conf, SSL_CTX *tls)
{
	struct rspamd_listener *l = xcalloc(1, sizeof *l);
	bool is_controller = conf->kind == LISTENER_CONTROLLER;
	const struct http_route *more = is_controller ? controlling : only_judging;
	size_t more_count = is_controller ? COUNT(controlling) : COUNT(only_judging), others = r->options.more_count, count = COUNT(judging) + more_count + others;
	*l = (struct rspamd_listener){ .rspamd = r, .conf = conf, .routes = xcalloc(count, sizeof *l->routes), .next = r->listeners };
	r->listeners = l;
	memcpy(l->routes, judging, sizeof judging);
	memcpy(l->routes + COUNT(judging), more, more_count * sizeof *more);
	if (others != 0)
		memcpy(l->routes + COUNT(judging) + more_count, r->options.more, others * sizeof *more);
	for (size_t i = 0; i < count; i++)
		if (l->routes[i].content_max == A_MESSAGE)
			l->routes[i].content_max = (uint64_t)r->options.conf->limits.message_size;
	l->service = (struct http_service){ .name = (const char *)conf->is.name.at, .routes = l->routes, .route_count = count, .context = l,
		.tls = tls, .dialect = "RSPAMC" };
	return &l->service;
}

void
rspamd_free(struct rspamd *r)
{
	if (r == NULL)
		return;
	while (r->listeners != NULL) {
		struct rspamd_listener *l = r->listeners;
		r->listeners = l->next;
		SSL_CTX_free(l->service.tls);
		free(l->routes);
		free(l);
	}
	figures_done(&r->figures);
	free(r);
}
