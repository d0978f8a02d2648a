/* smtp_rig: a whole gate on one event loop, with a client on a socketpair and a next hop that does what the test
 * says.  Nothing measures time; what does not come within RIG_PATIENCE_S is a failure. */
#ifndef TESTS_SMTP_RIG_H
#define TESTS_SMTP_RIG_H

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"
#include "lib/check.h"
#include "smtp/gate.h"
#include "sys/clock.h"
#include "sys/fd.h"

enum { RIG_PATIENCE_S = 20, RIG_CONNS = 16, RIG_MESSAGES_KEPT = 64 };

/* Where the next hop hangs up: when it is asked this, before it answers. */
enum rig_drop { DROP_NEVER, DROP_GREETING, DROP_EHLO, DROP_MAIL, DROP_RCPT, DROP_DATA, DROP_BODY, DROP_END, DROP_AFTER_RCPT };

struct rig_rules {
	const char *greeting;
	const char *ehlo; /* keywords, separated by spaces; "_" stands for a space */
	const char *mail, *rcpt, *data, *end, *rset, *auth, *auth_end;
	const char *end_more; /* LMTP: the replies behind the first */
	const char *rcpt_bad; /* for recipients that begin with "bad" */
	enum rig_drop drop;
	int drops_left;       /* DROP happens so many times; 0: always */
	bool answers_slowly;  /* nothing is answered until this is false */
};

struct rig_message {
	char *mail;
	struct buf recipients; /* one a line */
	struct buf body;       /* unstuffed */
};

struct rig_conn {
	int fd;
	struct buf in;
	enum { RIG_COMMAND, RIG_DATA, RIG_BDAT, RIG_AUTH } state;
	size_t bdat_left;
	char mail[1200];
	struct buf recipients;
	size_t recipient_count;
	struct buf body;
};

struct rig {
	struct event_base *base;
	struct conf conf;
	struct gate *gate;
	int listening;
	int port;
	struct rig_rules rules;
	struct rig_conn conns[RIG_CONNS];
	struct rig_message messages[RIG_MESSAGES_KEPT];
	size_t message_count;  /* taken with 2xx, also those that are not kept */
	size_t body_count;     /* ends of data, whatever was answered */
	size_t connection_count;
	struct buf commands;   /* every command line that the hop has read */
	bool saw_bare;         /* a bare CR or LF came */
	size_t lonely_chunks;  /* BDAT whose octets did not come with it */
	int client;
	struct buf client_in;
	size_t client_at;
	char reply[4096];      /* the last reply, all lines */
	gate_judge *judge;
	void *judge_context;
	gate_eventer *eventer; /* hears of events, too; may be NULL */
	void *event_context;
	size_t event_count;
	struct gate_event last_event;
	char last_reply[600];
};

static inline void
rig_answer(struct rig_conn *c, const char *line)
{
	char out[8192];
	if (line == NULL || line[0] == 0)
		return;
	int n = snprintf(out, sizeof out, "%s\r\n", line);
	(void)send(c->fd, out, (size_t)n, MSG_NOSIGNAL);
}

static inline void
rig_conn_close(struct rig_conn *c)
{
	if (c->fd < 0)
		return;
	(void)close(c->fd);
	c->fd = -1;
	buf_done(&c->in);
	buf_done(&c->body);
	buf_done(&c->recipients);
}

static inline bool
rig_drops(struct rig *r, struct rig_conn *c, enum rig_drop at)
{
	if (r->rules.drop != at)
		return false;
	if (r->rules.drops_left == 1)
		r->rules.drop = DROP_NEVER;
	else if (r->rules.drops_left > 1)
		r->rules.drops_left--;
	rig_conn_close(c);
	return true;
}

static inline void
rig_ehlo(struct rig *r, struct rig_conn *c)
{
	char out[2048] = "", word[200];
	struct bytes rest = bytes_of_cstr(r->rules.ehlo), w;
	if (rest.len != 0 && rest.at[0] == '!') { /* a whole reply */
		rig_answer(c, r->rules.ehlo + 1);
		return;
	}
	(void)snprintf(out, sizeof out, "250%shop.example.com", rest.len != 0 ? "-" : " ");
	while (bytes_cut(&rest, ' ', &w)) {
		size_t at = strlen(out);
		(void)snprintf(word, sizeof word, "%.*s", BYTES_ARGS(w));
		for (char *p = word; *p != 0; p++)
			*p = *p == '_' ? ' ' : *p;
		(void)snprintf(out + at, sizeof out - at, "\r\n250%s%s", rest.len != 0 ? "-" : " ", word);
	}
	rig_answer(c, out);
}

static inline void
rig_take_message(struct rig *r, struct rig_conn *c)
{
	r->body_count++;
	if (rig_drops(r, c, DROP_END))
		return;
	bool is_taken = r->rules.end[0] == '2';
	if (is_taken && r->message_count < RIG_MESSAGES_KEPT) {
		struct rig_message *m = &r->messages[r->message_count];
		m->mail = strdup(c->mail);
		m->recipients = c->recipients;
		m->body = c->body;
		buf_init(&c->recipients, 1 << 20);
		buf_init(&c->body, 1 << 28);
	}
	r->message_count += is_taken;
	rig_answer(c, r->rules.end);
	rig_answer(c, r->rules.end_more);
	buf_clear(&c->body);
	buf_clear(&c->recipients);
	c->recipient_count = 0;
	c->mail[0] = 0;
	c->state = RIG_COMMAND;
}

static inline void
rig_command(struct rig *r, struct rig_conn *c, struct bytes line)
{
	unsigned long long size;
	buf_add(&r->commands, line);
	buf_add_octet(&r->commands, '\n');
	if (c->state == RIG_AUTH) {
		c->state = RIG_COMMAND;
		rig_answer(c, r->rules.auth_end);
	} else if (bytes_starts_nocase(line, BYTES("EHLO")) || bytes_starts_nocase(line, BYTES("LHLO"))) {
		if (!rig_drops(r, c, DROP_EHLO))
			rig_ehlo(r, c);
	} else if (bytes_starts_nocase(line, BYTES("HELO"))) {
		rig_answer(c, "250 hop.example.com");
	} else if (bytes_starts_nocase(line, BYTES("MAIL"))) {
		if (rig_drops(r, c, DROP_MAIL))
			return;
		(void)snprintf(c->mail, sizeof c->mail, "%.*s", BYTES_ARGS(bytes_to(line, 1000)));
		rig_answer(c, r->rules.mail);
	} else if (bytes_starts_nocase(line, BYTES("RCPT"))) {
		if (rig_drops(r, c, DROP_RCPT))
			return;
		bool is_bad = bytes_starts(line, BYTES("RCPT TO:<bad"));
		const char *answer = is_bad ? r->rules.rcpt_bad : r->rules.rcpt;
		if (answer[0] == '2') {
			buf_add(&c->recipients, bytes_from(line, 8));
			buf_add_octet(&c->recipients, '\n');
			c->recipient_count++;
		}
		rig_answer(c, answer);
		(void)rig_drops(r, c, DROP_AFTER_RCPT);
	} else if (bytes_equal_nocase(line, BYTES("DATA"))) {
		if (rig_drops(r, c, DROP_DATA))
			return;
		if (r->rules.data[0] == '3')
			c->state = RIG_DATA;
		rig_answer(c, r->rules.data);
	} else if (sscanf((const char *)line.at, "BDAT %llu LAST", &size) == 1) {
		c->state = RIG_BDAT;
		c->bdat_left = size;
		r->lonely_chunks += size != 0 && c->in.len == 0;
	} else if (bytes_starts(line, BYTES("AUTH"))) {
		c->state = r->rules.auth[0] == '3' ? RIG_AUTH : RIG_COMMAND;
		rig_answer(c, r->rules.auth);
	} else if (bytes_equal(line, BYTES("RSET"))) {
		buf_clear(&c->recipients);
		c->mail[0] = 0;
		rig_answer(c, r->rules.rset);
	} else if (bytes_starts(line, BYTES("XCLIENT"))) {
		rig_answer(c, "220 hop.example.com");
	} else if (bytes_equal(line, BYTES("QUIT"))) {
		rig_answer(c, "221 bye");
	} else {
		rig_answer(c, "500 what?");
	}
}

/* The test's own idea of DATA: CRLF ends a line, a line of one dot ends it all. */
static inline bool
rig_data(struct rig *r, struct rig_conn *c)
{
	for (;;) {
		struct bytes in = buf_bytes(&c->in);
		size_t lf = bytes_find_octet(in, '\n');
		if (r->rules.drop == DROP_BODY && in.len != 0) {
			(void)rig_drops(r, c, DROP_BODY);
			return false;
		}
		if (lf == BYTES_NOT_FOUND)
			return false;
		struct bytes line = bytes_to(in, lf + 1);
		r->saw_bare |= lf == 0 || in.at[lf - 1] != '\r' || bytes_find_octet(bytes_to(line, lf - 1), '\r') != BYTES_NOT_FOUND;
		if (bytes_equal(line, BYTES(".\r\n"))) {
			buf_drop(&c->in, 3);
			rig_take_message(r, c);
			return true;
		}
		buf_add(&c->body, line.at[0] == '.' ? bytes_from(line, 1) : line);
		buf_drop(&c->in, lf + 1);
	}
}

static inline void
rig_bdat(struct rig *r, struct rig_conn *c)
{
	size_t n = c->in.len < c->bdat_left ? c->in.len : c->bdat_left;
	if (r->rules.drop == DROP_BODY && n != 0 && rig_drops(r, c, DROP_BODY))
		return;
	buf_add(&c->body, bytes_to(buf_bytes(&c->in), n));
	buf_drop(&c->in, n);
	c->bdat_left -= n;
	if (c->bdat_left != 0)
		return;
	struct bytes b = buf_bytes(&c->body);
	for (size_t i = 0; i < b.len; i++)
		r->saw_bare |= (b.at[i] == '\n' && (i == 0 || b.at[i - 1] != '\r')) ||
		    (b.at[i] == '\r' && (i + 1 == b.len || b.at[i + 1] != '\n'));
	rig_take_message(r, c);
}

static inline void
rig_conn_turn(struct rig *r, struct rig_conn *c)
{
	uint8_t *p = buf_reserve(&c->in, 65536);
	ssize_t n = recv(c->fd, p, 65536, MSG_DONTWAIT);
	if (n == 0 || (n < 0 && errno != EAGAIN)) {
		rig_conn_close(c);
		return;
	}
	c->in.len += n > 0 ? (size_t)n : 0;
	while (c->fd >= 0 && !r->rules.answers_slowly) {
		if (c->state == RIG_DATA) {
			if (!rig_data(r, c))
				return;
		} else if (c->state == RIG_BDAT) {
			if (c->in.len == 0 && c->bdat_left != 0)
				return;
			rig_bdat(r, c);
		} else {
			size_t lf = bytes_find_octet(buf_bytes(&c->in), '\n');
			if (lf == BYTES_NOT_FOUND)
				return;
			char line[8192];
			size_t len = lf < sizeof line - 1 ? lf : sizeof line - 1;
			memcpy(line, c->in.at, len);
			while (len != 0 && line[len - 1] == '\r')
				len--;
			line[len] = 0;
			buf_drop(&c->in, lf + 1);
			rig_command(r, c, bytes_of(line, len));
		}
	}
}

static inline void
rig_hop_turn(struct rig *r)
{
	for (;;) {
		int fd = accept4(r->listening, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd < 0)
			break;
		size_t i = 0;
		while (i < RIG_CONNS && r->conns[i].fd >= 0)
			i++;
		must(i < RIG_CONNS);
		struct rig_conn *c = &r->conns[i];
		*c = (struct rig_conn){ .fd = fd };
		buf_init(&c->in, 1 << 28);
		buf_init(&c->body, 1 << 28);
		buf_init(&c->recipients, 1 << 20);
		r->connection_count++;
		if (!rig_drops(r, c, DROP_GREETING))
			rig_answer(c, r->rules.greeting);
	}
	for (size_t i = 0; i < RIG_CONNS; i++)
		if (r->conns[i].fd >= 0)
			rig_conn_turn(r, &r->conns[i]);
}

/* Everybody has a turn. */
static inline void
rig_turn(struct rig *r)
{
	(void)event_base_loop(r->base, EVLOOP_NONBLOCK);
	rig_hop_turn(r);
}

/* Some turns in which nothing is waited for. */
static inline void
rig_turns(struct rig *r, int count)
{
	for (int i = 0; i < count; i++) {
		rig_turn(r);
		if (i % 8 == 7)
			(void)usleep(200);
	}
}

/* The judge that the test puts in, or delivery. */
static inline void
rig_judge(void *context, const struct gate_question *q, struct gate_ticket *ticket)
{
	struct rig *r = context;
	if (r->judge != NULL)
		r->judge(r->judge_context, q, ticket);
	else
		gate_judge_pass(NULL, q, ticket);
}

static inline void
rig_event(void *context, const struct gate_event *e)
{
	struct rig *r = context;
	r->event_count++;
	r->last_event = *e;
	(void)snprintf(r->last_reply, sizeof r->last_reply, "%s", e->reply);
	r->last_event.reply = r->last_reply;
	r->last_event.envelope = NULL;
	if (r->eventer != NULL)
		r->eventer(r->event_context, e);
}

/* A gate of CONFIG, in which "%PORT%" stands for the next hop's port. */
static inline void
rig_open(struct rig *r, const char *config)
{
	struct sockaddr_in here = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof here;
	struct buf text;
	struct why why;
	(void)signal(SIGPIPE, SIG_IGN);
	*r = (struct rig){ .client = -1 };
	r->rules = (struct rig_rules){ .greeting = "220 hop.example.com ESMTP", .ehlo = "PIPELINING 8BITMIME SIZE_50000000 DSN",
		.mail = "250 2.1.0 sender ok", .rcpt = "250 2.1.5 rcpt ok", .rcpt_bad = "550 5.1.1 no such user",
		.data = "354 go", .end = "250 2.0.0 queued as 1", .rset = "250 ok", .auth = "334 ", .auth_end = "235 2.7.0 in" };
	for (size_t i = 0; i < RIG_CONNS; i++)
		r->conns[i].fd = -1;
	r->listening = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	must(r->listening >= 0 && bind(r->listening, (struct sockaddr *)&here, sizeof here) == 0 &&
	     listen(r->listening, 64) == 0 && getsockname(r->listening, (struct sockaddr *)&here, &len) == 0);
	r->port = ntohs(here.sin_port);
	buf_init(&text, 1 << 20);
	struct bytes rest = bytes_of_cstr(config);
	for (size_t at; (at = bytes_find(rest, BYTES("%PORT%"))) != BYTES_NOT_FOUND; rest = bytes_from(rest, at + 6)) {
		buf_add(&text, bytes_to(rest, at));
		buf_addf(&text, "%d", r->port);
	}
	buf_add(&text, rest);
	buf_init(&r->commands, 1 << 26);
	buf_init(&r->client_in, 1 << 26);
	if (conf_read_text(&r->conf, buf_bytes(&text), "test.conf") != 0) {
		struct buf mistakes;
		buf_init(&mistakes, 65536);
		conf_mistakes_print(&r->conf, &mistakes);
		(void)fprintf(stderr, "%s", buf_cstr(&mistakes));
		must(!"the test's configuration is right");
	}
	buf_done(&text);
	r->base = event_base_new();
	const struct gate_options options = { .base = r->base, .conf = &r->conf, .hostname = "gate.example.com", .spool = -1,
		.behind = { .judge = rig_judge, .judge_context = r, .eventer = rig_event, .event_context = r } };
	r->gate = gate_new(&options, &why);
	must(r->gate != NULL);
}

static inline void
rig_close(struct rig *r)
{
	fd_close(&r->client);
	gate_free(r->gate);
	event_base_free(r->base);
	conf_done(&r->conf);
	for (size_t i = 0; i < RIG_CONNS; i++)
		rig_conn_close(&r->conns[i]);
	for (size_t i = 0; i < RIG_MESSAGES_KEPT; i++) {
		free(r->messages[i].mail);
		buf_done(&r->messages[i].recipients);
		buf_done(&r->messages[i].body);
	}
	buf_done(&r->commands);
	buf_done(&r->client_in);
	fd_close(&r->listening);
}

/* Forget the messages so far. */
static inline void
rig_forget(struct rig *r)
{
	for (size_t i = 0; i < RIG_MESSAGES_KEPT; i++) {
		free(r->messages[i].mail);
		buf_done(&r->messages[i].recipients);
		buf_done(&r->messages[i].body);
		r->messages[i] = (struct rig_message){ 0 };
	}
	r->message_count = r->body_count = 0;
	buf_clear(&r->commands);
	r->saw_bare = false;
}

/* A new client on the listener "in". */
static inline void
rig_connect(struct rig *r)
{
	int pair[2];
	fd_close(&r->client);
	buf_clear(&r->client_in);
	r->client_at = 0;
	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) == 0);
	r->client = pair[0];
	gate_serve(r->gate, conf_listener(&r->conf, BYTES("in")), pair[1]);
}

static inline void
rig_pull(struct rig *r)
{
	uint8_t *p = buf_reserve(&r->client_in, 65536);
	ssize_t n = r->client >= 0 ? recv(r->client, p, 65536, MSG_DONTWAIT) : 0;
	r->client_in.len += n > 0 ? (size_t)n : 0;
}

static inline void
rig_send(struct rig *r, struct bytes b)
{
	int64_t end = clock_steady_us() + RIG_PATIENCE_S * INT64_C(1000000);
	while (b.len != 0 && clock_steady_us() < end) {
		ssize_t n = send(r->client, b.at, b.len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (n < 0 && errno != EAGAIN)
			return; /* it has hung up; what it said comes with the next reply */
		b = bytes_from(b, n > 0 ? (size_t)n : 0);
		rig_turn(r);
		rig_pull(r);
	}
}

/* The next reply is complete at the front: its length, or 0. */
static inline size_t
rig_reply_ready(const struct rig *r)
{
	struct bytes in = bytes_from(buf_bytes(&r->client_in), r->client_at), all = in;
	for (;;) {
		size_t lf = bytes_find_octet(in, '\n');
		if (lf == BYTES_NOT_FOUND)
			return 0;
		bool more = lf > 3 && in.at[3] == '-';
		in = bytes_from(in, lf + 1);
		if (!more)
			return all.len - in.len;
	}
}

/* The code of the next reply, its text in r->reply; 0 when the connection ended instead, -1 when nothing came. */
static inline int
rig_reply(struct rig *r)
{
	int64_t end = clock_steady_us() + RIG_PATIENCE_S * INT64_C(1000000);
	size_t len;
	for (int i = 0; (len = rig_reply_ready(r)) == 0; i++) {
		uint8_t *p = buf_reserve(&r->client_in, 65536);
		ssize_t n = recv(r->client, p, 65536, MSG_DONTWAIT);
		if (n == 0 || (n < 0 && errno != EAGAIN))
			return 0;
		if (n > 0) {
			r->client_in.len += (size_t)n;
			continue;
		}
		if (clock_steady_us() > end)
			return -1;
		rig_turn(r);
		if (i > 50)
			(void)usleep(200);
	}
	struct bytes reply = bytes_to(bytes_from(buf_bytes(&r->client_in), r->client_at), len);
	r->client_at += len;
	(void)snprintf(r->reply, sizeof r->reply, "%.*s", BYTES_ARGS(reply));
	if (len < 5 || reply.at[len - 2] != '\r')
		return -2; /* a line that is no reply */
	return (reply.at[0] - '0') * 100 + (reply.at[1] - '0') * 10 + (reply.at[2] - '0');
}

/* Nothing more has been said. */
static inline bool
rig_is_silent(struct rig *r)
{
	rig_turns(r, 24);
	rig_pull(r);
	return r->client_at == r->client_in.len;
}

/* Lines are sent with CRLF; "=..." as it is; "<..." is how the next reply must begin; "<" alone: the end. */
#define PLAY(r, ...) rig_play(r, (const char *const[]){ __VA_ARGS__, NULL }, __LINE__)

static inline void
rig_play(struct rig *r, const char *const *script, int line)
{
	for (; *script != NULL; script++) {
		const char *s = *script;
		if (s[0] == '=') {
			rig_send(r, bytes_of_cstr(s + 1));
		} else if (s[0] != '<') {
			char out[16384];
			int n = snprintf(out, sizeof out, "%s\r\n", s);
			rig_send(r, bytes_of(out, (size_t)n));
		} else {
			int code = rig_reply(r);
			if (code <= 0 ? s[1] != 0 || code != 0 : s[1] == 0 || strncmp(r->reply, s + 1, strlen(s + 1)) != 0) {
				print_error("line %d: wanted \"%s\", got %d \"%s\"\n", line, s + 1, code, code > 0 ? r->reply : "");
				_fail("the script", line);
			}
		}
	}
}

#endif
