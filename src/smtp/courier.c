#include "smtp/courier.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>

#include "base/must.h"
#include "smtp/inside.h"
#include "sys/clock.h"

/* A thousand recipients of the longest kind. */
#define COURIER_MEMORY ((size_t)1 << 20)

struct courier {
	struct courier *next, **previous;
	struct gate *gate;
	gate_sent *done;
	void *context;
	struct hop_request request;
	struct hop_conn *conn;
	struct arena *arena;
	struct bytes from;      /* "FROM:<...>" */
	struct bytes *to;       /* "TO:<...>" */
	struct bytes dsn;
	struct bytes *to_dsn;   /* of each recipient; NULL: none */
	bool is_logging_in;
	size_t count;
	size_t asked;           /* commands sent: MAIL, then each RCPT */
	bool needs_utf8;
	bool is_8bit;
	struct outgoing outgoing;
	void *map;
	size_t size;
};

/* Everything but the connection is let go. */
static void
courier_free(struct courier *k)
{
	*k->previous = k->next;
	if (k->next != NULL)
		k->next->previous = k->previous;
	hop_cancel(&k->request);
	outgoing_done(&k->outgoing);
	if (k->map != NULL)
		(void)munmap(k->map, k->size);
	arena_free(k->arena);
	free(k);
}

/* The job has its answer; what becomes of the connection depends on where the dialogue stands. */
static void
end(struct courier *k, int code, const char *text)
{
	struct hop_conn *conn = k->conn;
	gate_sent *done = k->done;
	void *context = k->context;
	bool is_open = k->asked != 0 && code / 100 != 2;
	char kept[REPLY_TEXT_MAX + 1];
	/* Our own refusals are reply lines with their end. */
	(void)snprintf(kept, sizeof kept, "%.*s", (int)strcspn(text, "\r\n"), text);
	courier_free(k);
	if (conn != NULL)
		hop_put(conn, is_open);
	done(context, code, kept);
}

void
courier_abort(struct courier *k)
{
	if (k->conn != NULL)
		hop_drop(k->conn);
	courier_free(k);
}

/* The next command, or the message itself. */
static void
say(struct courier *k)
{
	uint32_t caps = k->conn->ehlo.caps;
	struct buf line;
	if (k->asked == k->count + 1) {
		hop_send(k->conn, &k->outgoing, k->count);
		return;
	}
	buf_init(&line, 2048);
	if (k->asked == 0) {
		buf_addf(&line, "MAIL %.*s", BYTES_ARGS(k->from));
		if ((caps & CAP_SIZE) != 0)
			buf_addf(&line, " SIZE=%llu", (unsigned long long)k->outgoing.size);
		if (k->is_8bit && (caps & CAP_8BITMIME) != 0)
			buf_add_cstr(&line, " BODY=8BITMIME");
		if (k->needs_utf8)
			buf_add_cstr(&line, " SMTPUTF8");
		if (k->dsn.len != 0 && (caps & CAP_DSN) != 0)
			buf_addf(&line, " %.*s", BYTES_ARGS(k->dsn));
	} else {
		size_t i = k->asked - 1;
		buf_addf(&line, "RCPT %.*s", BYTES_ARGS(k->to[i]));
		if (k->to_dsn != NULL && k->to_dsn[i].len != 0 && (caps & CAP_DSN) != 0)
			buf_addf(&line, " %.*s", BYTES_ARGS(k->to_dsn[i]));
	}
	k->asked++;
	/* A Maildir answers inside this call, and the courier may be gone behind it. */
	must(buf_ok(&line));
	hop_command(k->conn, buf_bytes(&line));
	buf_done(&line);
}

static void
on_ready(void *owner, struct hop_conn *c)
{
	struct courier *k = owner;
	k->conn = c;
	/* A password goes out encrypted, or where the operator has said that nothing is. */
	bool is_private = c->is_secure || c->hop->conf->tls == NEXT_HOP_TLS_NONE;
	if (k->needs_utf8 && (c->ehlo.caps & CAP_SMTPUTF8) == 0) {
		end(k, 553, "5.6.7 The next hop does not take addresses in UTF-8");
	} else if (c->hop->login != NULL && (c->ehlo.caps & CAP_AUTH) != 0 && is_private) {
		k->is_logging_in = true;
		c->is_dedicated = true; /* it speaks for us from now on, and for no client */
		hop_command(c, bytes_of_cstr(c->hop->login));
	} else {
		say(k);
	}
}

static void
on_failed(void *owner)
{
	end(owner, 0, "4.4.1 The next hop does not answer");
}

static void
on_reply(void *owner, int code, const char *text)
{
	struct courier *k = owner;
	bool was_login = k->is_logging_in;
	k->is_logging_in = false;
	if (was_login && code / 100 != 2)
		end(k, 454, "4.7.0 The next hop does not take our user and password"); /* an operator mends that */
	else if (code / 100 == 2)
		say(k);
	else
		end(k, code, text);
}

static void
on_sent(void *owner, int code, const char *text)
{
	end(owner, code, text);
}

static void
on_lost(void *owner)
{
	struct courier *k = owner;
	k->conn = NULL;
	end(k, 0, "4.4.2 The next hop has closed the connection");
}

static const struct hop_ops courier_ops = { on_ready, on_failed, on_reply, on_sent, on_lost };

/* VERB<ADDRESS> in the courier's memory, when it is what a client might have said. */
static const char *
take_address(struct courier *k, const char *verb, struct bytes text, struct bytes *out, struct mail_command *m)
{
	struct buf line;
	bool is_rcpt = verb[0] == 'T';
	buf_init(&line, COMMAND_ADDRESS_MAX + 16);
	buf_addf(&line, "%s<%.*s>", verb, BYTES_ARGS(text));
	bool fits = buf_ok(&line) && arena_copy(k->arena, buf_bytes(&line), out);
	buf_done(&line);
	const char *wrong = !fits ? "553 5.1.3 The address is too long" : command_mail(*out, is_rcpt, m);
	/* Whatever reads as parameters was no part of an address. */
	if (wrong == NULL && (m->params.len != 0 || !bytes_equal(m->address.text, text)))
		wrong = "553 5.1.3 That is no address";
	k->needs_utf8 |= wrong == NULL && m->address.is_utf8;
	return wrong;
}

/* As transaction.c has it for a client of that listener. */
static struct hop *
hop_for(struct gate *g, const struct gate_job *job, struct bytes domain)
{
	const struct conf_listener *l = job->listener.len != 0 ? conf_listener(g->conf, job->listener) : NULL;
	const struct conf_domain *d = domain.len != 0 ? conf_domain(g->conf, domain) : NULL;
	struct bytes where = job->hop;
	struct why why;
	if (where.len == 0 && l != NULL)
		where = l->next_hop;
	if (where.len == 0 && d != NULL)
		where = d->next_hop;
	if (where.len == 0 && d == NULL && domain.len != 0 && g->conf->domains.count != 0)
		where = g->conf->network.outbound_next_hop;
	return hop_find(&g->hops, where, &why);
}

static void
add_head(struct courier *k, const struct gate_job *job)
{
	char date[64];
	struct tm tm;
	struct buf value;
	time_t now = (time_t)(clock_wall_ms() / 1000);
	(void)gmtime_r(&now, &tm);
	(void)strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", &tm);
	buf_init(&value, 2000);
	buf_addf(&value, "by %s (Postern) id ", k->gate->hostname);
	outgoing_plain(&value, job->id, 128);
	if (job->recipient_count == 1) {
		buf_add_cstr(&value, " for <");
		outgoing_plain(&value, job->recipients[0], 255);
		buf_add_octet(&value, '>');
	}
	buf_addf(&value, "; %s", date);
	outgoing_header(&k->outgoing, BYTES("Received"), buf_bytes(&value));
	if (!job->is_own)
		outgoing_header(&k->outgoing, BYTES("X-Postern-Released"), job->id);
	buf_done(&value);
}

static const char *
lay_out(struct courier *k, const struct gate_job *job)
{
	static const struct bytes remove[] = { BYTES_INIT("X-Postern-Verdict"), BYTES_INIT("X-Postern-Released") };
	const struct outgoing_edit edit = { .remove = remove, .remove_count = 2,
		.authserv_id = k->gate->authserv_id };
	struct stat st;
	if (fstat(job->message, &st) != 0)
		return "451 4.3.0 The message cannot be read";
	if (st.st_size <= 0)
		return "554 5.3.0 The message is empty";
	void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, job->message, 0);
	if (map == MAP_FAILED)
		return "451 4.3.0 The message cannot be read";
	k->map = map;
	k->size = (size_t)st.st_size;
	struct bytes message = bytes_of(map, k->size);
	for (size_t i = 0; i < message.len && !k->is_8bit; i++)
		k->is_8bit = message.at[i] >= 0x80;
	add_head(k, job);
	return outgoing_message(&k->outgoing, message, &edit) == 0 ? NULL : "554 5.6.0 Its header cannot be passed on";
}

/* As long as it still is what a client may say. */
static void
take_dsn(struct courier *k, const struct gate_job *job)
{
	if (!command_dsn_ok(job->dsn, false) || !arena_copy(k->arena, job->dsn, &k->dsn))
		k->dsn = BYTES_NONE;
	if (job->recipient_dsn == NULL)
		return;
	k->to_dsn = arena_get(k->arena, k->count, sizeof *k->to_dsn);
	for (size_t i = 0; k->to_dsn != NULL && i < k->count; i++)
		if (!command_dsn_ok(job->recipient_dsn[i], true) || !arena_copy(k->arena, job->recipient_dsn[i], &k->to_dsn[i]))
			k->to_dsn[i] = BYTES_NONE;
}

/* Everything that can be known before a server is asked; NULL or the reply that ends the job. */
static const char *
prepare(struct courier *k, const struct gate_job *job, struct hop **out_hop)
{
	struct mail_command m;
	struct bytes domain = BYTES_NONE;
	const char *wrong = take_address(k, "FROM:", job->mail_from, &k->from, &m);
	if (wrong == NULL && job->recipient_count == 0)
		wrong = "554 5.1.0 It has no recipients";
	k->to = arena_get(k->arena, job->recipient_count, sizeof *k->to);
	if (k->to == NULL)
		return wrong != NULL ? wrong : "554 5.5.3 Too many recipients";
	for (; k->count < job->recipient_count && wrong == NULL; k->count++) {
		wrong = take_address(k, "TO:", job->recipients[k->count], &k->to[k->count], &m);
		if (wrong == NULL && k->count == 0)
			domain = m.address.domain;
	}
	take_dsn(k, job);
	if (wrong == NULL && (*out_hop = hop_for(k->gate, job, domain)) == NULL)
		wrong = "451 4.3.5 No next hop is configured for this domain";
	return wrong != NULL ? wrong : lay_out(k, job);
}

void
gate_send(struct gate *gate, const struct gate_job *job, gate_sent *done, void *context)
{
	struct courier *k = xcalloc(1, sizeof *k);
	struct hop *hop = NULL;
	*k = (struct courier){ .gate = gate, .done = done, .context = context, .arena = arena_new(COURIER_MEMORY),
		.next = gate->couriers, .previous = &gate->couriers };
	if (k->next != NULL)
		k->next->previous = &k->next;
	gate->couriers = k;
	k->request = (struct hop_request){ .ops = &courier_ops, .owner = k };
	outgoing_init(&k->outgoing);
	const char *wrong = prepare(k, job, &hop);
	if (wrong != NULL)
		end(k, (wrong[0] - '0') * 100 + (wrong[1] - '0') * 10 + wrong[2] - '0', wrong + 4);
	else
		hop_get(hop, &k->request);
	link_loop_settle(&gate->loop);
}
