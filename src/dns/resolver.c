#include "dns/resolver.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

#include <event2/event.h>
#include <unbound.h>
#include <unbound-event.h>

#include "base/buf.h"
#include "base/must.h"
#include "dns/message.h"
#include "dns/name.h"
#include "dns/stub.h"
#include "sys/clock.h"
#include "sys/fd.h"

#define RESOLV_CONF "/etc/resolv.conf"
#define BUCKETS 1024
#define ZONES 4096

struct waiter {
	struct waiter *next;
	struct dns_asking *asking;
	size_t index; /* of the entry in its book */
};

/* A question on its way. */
struct query {
	struct query *next;
	struct dns_resolver *resolver;
	struct stub_asked asked; /* while it is on its way there, and not libunbound's */
	struct waiter *waiters;
	uint16_t type;
	bool was_late; /* somebody's deadline passed: counted as a failure once */
	int64_t since_ms;
	size_t name_len;
	uint8_t name[DNS_NAME_MAX];
};

struct breaker {
	uint32_t zone;     /* hash of its name; another zone in the same place takes it over */
	uint32_t failures; /* in a row */
	int64_t until_ms;  /* open until then */
};

struct dns_asking {
	struct dns_resolver *resolver;
	struct dns_book *book;
	struct event *timer;
	size_t open;
	bool is_over; /* only the call is due */
	void (*done)(void *arg);
	void *arg;
};

struct dns_resolver {
	struct ub_ctx *ctx;
	struct dns_stub *stub; /* NULL: libunbound asks everything */
	struct event_base *base;
	struct query *queries[BUCKETS];
	size_t in_flight;
	uint32_t silence_ms;
	int64_t answered_ms; /* when an answer last came from the network */
	bool is_silent;      /* none has, for long enough */
	bool is_inside;      /* of a call to libunbound: what it answers then, its cache knew */
	struct breaker all;
	struct breaker zones[ZONES];
	struct arena *arena; /* of one answer */
};

static uint32_t
hash_of(struct bytes name)
{
	uint32_t h = 2166136261u;
	for (size_t i = 0; i < name.len; i++)
		h = (h ^ name.at[i]) * 16777619u;
	return h;
}

/* Three labels: fewer would let one registrant under co.uk close all of co.uk.  Reverse names of a /24 or a /48. */
static size_t
zone_labels(struct bytes name)
{
	return bytes_ends(name, BYTES(".in-addr.arpa")) ? 5 : bytes_ends(name, BYTES(".ip6.arpa")) ? 14 : 3;
}

static struct breaker *
zone_of(struct dns_resolver *r, struct bytes name)
{
	size_t from = name.len, dots = 0, labels = zone_labels(name);
	while (from > 0) {
		dots += name.at[from - 1] == '.';
		if (dots == labels)
			break;
		from--;
	}
	uint32_t h = hash_of(bytes_from(name, from));
	struct breaker *b = &r->zones[h % ZONES];
	if (b->zone != h)
		*b = (struct breaker){ .zone = h };
	return b;
}

enum passage { PASSAGE_FREE, PASSAGE_PROBE, PASSAGE_CLOSED };

/* When its time is over, an open one lets one through and is open again at once, until that one is answered. */
static enum passage
breaker_passage(struct breaker *b, uint32_t most, int64_t now)
{
	if (b->failures < most)
		return PASSAGE_FREE;
	if (now < b->until_ms)
		return PASSAGE_CLOSED;
	b->until_ms = now + DNS_BREAK_MS;
	return PASSAGE_PROBE;
}

static void
breaker_note(struct breaker *b, uint32_t most, uint32_t failures, int64_t now)
{
	if (failures == 0) {
		b->failures = 0;
	} else if (b->failures < most) {
		b->failures += failures;
		b->until_ms = now + DNS_BREAK_MS;
	}
}

/* The deadline passed Q by. */
static void
note_late(struct dns_resolver *r, struct query *q)
{
	int64_t now = clock_steady_us() / 1000;
	bool silence = now - q->since_ms >= r->silence_ms;
	r->is_silent |= silence && r->answered_ms < q->since_ms;
	if (q->was_late)
		return;
	q->was_late = true;
	breaker_note(zone_of(r, bytes_of(q->name, q->name_len)), DNS_ZONE_FAILURES, silence ? DNS_ZONE_FAILURES : 1, now);
	/* while others are answered, the network is well: twenty dead lists must not close the rest */
	if (r->answered_ms < q->since_ms)
		breaker_note(&r->all, DNS_ALL_FAILURES, 1, now);
}

static void
note_answer(struct dns_resolver *r, const struct query *q, bool failed)
{
	int64_t now = clock_steady_us() / 1000;
	/* what libunbound gave up after a while says nothing of the network; a server that fails at once is alive */
	bool is_alive = !failed || now - q->since_ms < r->silence_ms;
	if (!failed || !q->was_late)
		breaker_note(zone_of(r, bytes_of(q->name, q->name_len)), DNS_ZONE_FAILURES, failed, now);
	if (!is_alive || r->is_inside)
		return;
	breaker_note(&r->all, DNS_ALL_FAILURES, 0, now);
	r->answered_ms = now;
	r->is_silent = false;
}

static struct query **
query_place(struct dns_resolver *r, const struct dns_question *q)
{
	struct query **at = &r->queries[hash_of(q->name) % BUCKETS];
	while (*at != NULL &&
	    ((*at)->type != q->type || !bytes_equal(bytes_of((*at)->name, (*at)->name_len), q->name)))
		at = &(*at)->next;
	return at;
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct dns_asking *a = arg;
	void (*done)(void *) = a->done;
	void *done_arg = a->arg;
	(void)fd;
	(void)what;
	static const struct dns_answer late = { .status = DNS_TIMEOUT };
	for (size_t i = 0; !a->is_over && i < a->book->entries.count; i++) {
		struct dns_entry *e = &a->book->entries.at[i];
		if (e->is_answered)
			continue;
		struct query *q = *query_place(a->resolver, &e->question);
		if (q != NULL && !a->book->is_probe)
			note_late(a->resolver, q);
		dns_book_answer(a->book, i, &late);
	}
	dns_ask_cancel(a);
	done(done_arg);
}

static void
call_soon(struct dns_asking *a)
{
	static const struct timeval now = { 0, 0 };
	a->is_over = true;
	must(event_add(a->timer, &now) == 0);
}

static struct dns_question
question_of(const struct query *q)
{
	return (struct dns_question){ bytes_of(q->name, q->name_len), q->type };
}

/* Q is answered, and gone. */
static void
settle(struct query *q, const struct dns_answer *answer)
{
	struct dns_resolver *r = q->resolver;
	const struct dns_question question = question_of(q);
	struct query **place = query_place(r, &question);
	must(*place == q);
	*place = q->next;
	r->in_flight--;
	note_answer(r, q, dns_is_temporary(answer));
	while (q->waiters != NULL) {
		struct waiter *w = q->waiters;
		q->waiters = w->next;
		dns_book_answer(w->asking->book, w->index, answer);
		if (--w->asking->open == 0)
			call_soon(w->asking);
		free(w);
	}
	free(q);
}

static void
on_answer(void *arg, int rcode, void *packet, int packet_len, int security, char *why_bogus, int was_ratelimited)
{
	struct query *q = arg;
	struct dns_resolver *r = q->resolver;
	const struct dns_question question = question_of(q);
	struct dns_answer answer = { .status = DNS_SERVFAIL };
	(void)why_bogus;
	(void)was_ratelimited;
	arena_reset(r->arena);
	if ((rcode == 0 || rcode == 3) && packet != NULL && packet_len > 0)
		(void)dns_message_read(bytes_of(packet, (size_t)packet_len), &question, r->arena, &answer);
	if (security == 1)
		answer = (struct dns_answer){ .status = DNS_BOGUS };
	answer.is_secure = security == 2;
	settle(q, &answer);
}

static void
wait_for(struct query *q, struct dns_asking *a, size_t index)
{
	struct waiter *w = xcalloc(1, sizeof *w);
	*w = (struct waiter){ q->waiters, a, index };
	q->waiters = w;
	a->open++;
}

static enum passage
passage_of(struct dns_resolver *r, struct bytes name)
{
	int64_t now = clock_steady_us() / 1000;
	enum passage all = breaker_passage(&r->all, DNS_ALL_FAILURES, now);
	return all != PASSAGE_FREE ? all : breaker_passage(zone_of(r, name), DNS_ZONE_FAILURES, now);
}

static struct query *
query_new(struct dns_resolver *r, const struct dns_question *question, struct query **place)
{
	struct query *q = xcalloc(1, sizeof *q);
	q->resolver = r;
	q->type = question->type;
	q->since_ms = clock_steady_us() / 1000;
	q->name_len = question->name.len;
	memcpy(q->name, question->name.at, question->name.len);
	*place = q;
	r->in_flight++;
	return q;
}

/* Q may be gone afterwards: the answer may come from inside this call. */
static void
ask_libunbound(struct dns_resolver *r, struct query *q)
{
	struct buf text;
	buf_init(&text, 4 * DNS_NAME_MAX + 2);
	dns_name_escape(bytes_of(q->name, q->name_len), &text);
	r->is_inside = true;
	int fault = ub_resolve_event(r->ctx, buf_cstr(&text), q->type, 1, q, on_answer, NULL);
	if (fault != 0)
		on_answer(q, 2, NULL, 0, 0, NULL, 0);
	r->is_inside = false;
	buf_done(&text);
}

static struct query *
query_of(const struct stub_asked *asked)
{
	return (struct query *)(uintptr_t)((const uint8_t *)asked - offsetof(struct query, asked));
}

static struct stub_asked *
stub_find(void *arg, const struct dns_question *question)
{
	struct query *q = *query_place(arg, question);
	return q != NULL ? &q->asked : NULL;
}

static struct dns_question
stub_question(const struct stub_asked *asked)
{
	return question_of(query_of(asked));
}

static void
stub_answered(void *arg, struct stub_asked *asked, struct dns_answer *answer)
{
	settle(query_of(asked), answer);
}

static void
stub_returned(void *arg, struct stub_asked *asked)
{
	ask_libunbound(arg, query_of(asked));
}

static const struct stub_asker stub_asker = { stub_find, stub_question, stub_answered, stub_returned };

/* Q may be gone afterwards, as above. */
static void
query_send(struct dns_resolver *r, struct query *q)
{
	struct dns_answer answer;
	const struct dns_question question = question_of(q);
	arena_reset(r->arena);
	if (r->stub != NULL && dns_stub_known(r->stub, &question, r->arena, &answer)) {
		r->is_inside = true;
		settle(q, &answer);
		r->is_inside = false;
	} else if (r->stub == NULL || !dns_stub_send(r->stub, &q->asked)) {
		ask_libunbound(r, q);
	}
}

/* Asks one question; what cannot be asked, or waited for, is answered at once. */
static void
ask_one(struct dns_asking *a, size_t index)
{
	struct dns_resolver *r = a->resolver;
	const struct dns_question question = a->book->entries.at[index].question;
	struct dns_answer answer = { .status = DNS_TIMEOUT };
	struct query **place = query_place(r, &question);
	enum passage passage = a->book->is_probe ? PASSAGE_FREE : passage_of(r, question.name);
	bool is_new = *place == NULL && passage != PASSAGE_CLOSED;
	if (is_new && r->in_flight == DNS_FLIGHT_MAX) {
		answer.status = DNS_LIMIT;
		passage = PASSAGE_CLOSED;
		is_new = false;
	}
	struct query *q = is_new ? query_new(r, &question, place) : *place;
	if (passage == PASSAGE_FREE)
		wait_for(q, a, index);
	else
		dns_book_answer(a->book, index, &answer);
	if (is_new)
		query_send(r, q);
}

struct dns_asking *
dns_ask(struct dns_resolver *resolver, struct dns_book *book, uint32_t deadline_ms, void (*done)(void *arg), void *arg)
{
	struct dns_asking *a = xcalloc(1, sizeof *a);
	if (resolver->is_silent && deadline_ms > DNS_SILENT_MS && !book->is_probe)
		deadline_ms = DNS_SILENT_MS;
	const struct timeval deadline = { deadline_ms / 1000, (suseconds_t)(deadline_ms % 1000) * 1000 };
	*a = (struct dns_asking){ .resolver = resolver, .book = book, .done = done, .arg = arg };
	a->timer = event_new(resolver->base, -1, 0, on_timer, a);
	must(a->timer != NULL && event_add(a->timer, &deadline) == 0);
	a->open = 1; /* so that answers from inside do not end it yet */
	for (size_t i = 0; i < book->entries.count; i++)
		if (!book->entries.at[i].is_answered)
			ask_one(a, i);
	if (resolver->stub != NULL)
		dns_stub_flush(resolver->stub);
	if (--a->open == 0)
		call_soon(a);
	return a;
}

void
dns_ask_cancel(struct dns_asking *a)
{
	int64_t now = clock_steady_us() / 1000;
	for (size_t i = 0; i < BUCKETS && a->open > 0; i++)
		for (struct query *q = a->resolver->queries[i]; q != NULL; q = q->next)
			for (struct waiter **w = &q->waiters; *w != NULL;) {
				struct waiter *mine = *w;
				if (mine->asking != a) {
					w = &mine->next;
					continue;
				}
				*w = mine->next;
				free(mine);
				a->open--;
				/* whoever gives up earlier than its deadline has seen the same silence */
				if (now - q->since_ms >= a->resolver->silence_ms)
					note_late(a->resolver, q);
			}
	event_free(a->timer);
	free(a);
}

/* libunbound's own errors are negative numbers; 0 is good. */
static int
set_servers(struct ub_ctx *ctx, const struct dns_resolver_options *o, struct why *why)
{
	int r = 0;
	if (o->is_system && access(RESOLV_CONF, R_OK) == 0 && (r = ub_ctx_resolvconf(ctx, RESOLV_CONF)) != 0)
		return why_set(why, FAULT_CONFIG, "%s: %s", RESOLV_CONF, ub_strerror(r));
	for (size_t i = 0; !o->is_system && i < o->server_count; i++)
		if ((r = ub_ctx_set_fwd(ctx, o->servers[i])) != 0)
			return why_set(why, FAULT_CONFIG, "DNS server %s: %s", o->servers[i], ub_strerror(r));
	return 0;
}

static int
configure(struct ub_ctx *ctx, const struct dns_resolver_options *o, struct why *why)
{
	/* Who only forwards may have his server here; who recurses must not be sent to our own ports by a stranger. */
	bool forwards = o->is_system ? access(RESOLV_CONF, R_OK) == 0 : o->server_count != 0;
	int r = ub_ctx_set_option(ctx, "msg-cache-size:", "8m");
	if (r == 0)
		r = ub_ctx_set_option(ctx, "rrset-cache-size:", "16m");
	if (r == 0)
		r = ub_ctx_set_option(ctx, "do-not-query-localhost:", forwards ? "no" : "yes");
	/* The operator's servers know the names of his own networks, and what they say of others is theirs to say. */
	if (r == 0 && forwards)
		r = ub_ctx_set_option(ctx, "unblock-lan-zones:", "yes");
	/* libunbound allows itself 16 sockets: as many questions to dead servers would hold up all others */
	if (r == 0)
		r = ub_ctx_set_option(ctx, "outgoing-range:", "512");
	/* DNSSEC's answers to "is there none?" must not cost a question each */
	if (r == 0)
		r = ub_ctx_set_option(ctx, "cache-max-negative-ttl:", "900");
	if (r == 0 && set_servers(ctx, o, why) != 0)
		return FAULT_CONFIG;
	if (r == 0 && o->trust_anchors != NULL)
		if ((r = ub_ctx_add_ta_file(ctx, o->trust_anchors)) != 0)
			return why_set(why, FAULT_CONFIG, "DNSSEC keys in %s: %s", o->trust_anchors, ub_strerror(r));
	/* Its first data make libunbound read all its files at once; later we may be jailed. */
	if (r == 0)
		r = ub_ctx_zone_add(ctx, "invalid.", "static");
	return r == 0 ? 0 : why_set(why, FAULT_CONFIG, "libunbound: %s", ub_strerror(r));
}

/* The addresses of /etc/resolv.conf, in TEXT.  Gives: how many. */
static size_t
system_servers(struct buf *text, const char **out)
{
	struct bytes rest, line;
	size_t count = 0;
	OWN_FD int fd = open(RESOLV_CONF, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fd_read_all(fd, text->max - 1, text) != 0)
		return 0;
	rest = buf_bytes(text);
	while (bytes_cut(&rest, '\n', &line) && count < DNS_SERVERS_MAX) {
		/* What follows it is within the text, or the end that buf_cstr writes. */
		if (!bytes_starts(line, BYTES("nameserver")) || !ascii_is_space(bytes_from(line, 10).len != 0 ? line.at[10] : 0))
			continue;
		struct bytes address = bytes_trim(bytes_from(line, 10));
		size_t at = (size_t)(address.at - text->at);
		text->at[at + address.len] = '\0';
		out[count++] = (const char *)text->at + at;
	}
	return count;
}

/* Only where somebody recurses for us, and no signature is to be proven. */
static struct dns_stub *
open_stub(struct dns_resolver *r, const struct dns_resolver_options *o)
{
	const char *servers[DNS_SERVERS_MAX];
	struct buf text;
	struct dns_stub *stub = NULL;
	buf_init(&text, (size_t)64 << 10);
	buf_reserve(&text, text.max);
	size_t count = o->is_system ? system_servers(&text, servers) : o->server_count;
	if (o->trust_anchors == NULL && count > 0)
		stub = dns_stub_new(r->base, o->is_system ? servers : o->servers, count, &stub_asker, r);
	buf_done(&text);
	return stub;
}

int
dns_resolver_new(struct event_base *base, const struct dns_resolver_options *options, struct dns_resolver **out,
    struct why *why)
{
	struct ub_ctx *ctx = ub_ctx_create_event(base);
	if (ctx == NULL)
		return why_set(why, FAULT_CONFIG, "libunbound does not start");
	int r = configure(ctx, options, why);
	if (r != 0) {
		ub_ctx_delete(ctx);
		return r;
	}
	struct dns_resolver *resolver = xcalloc(1, sizeof *resolver);
	resolver->ctx = ctx;
	resolver->base = base;
	resolver->silence_ms = options->silence_ms != 0 ? options->silence_ms : DNS_SILENCE_MS;
	/* one answer: 64 KB of records, copied, and their list */
	resolver->arena = arena_new((size_t)512 << 10);
	resolver->stub = open_stub(resolver, options);
	*out = resolver;
	return 0;
}

void
dns_resolver_free(struct dns_resolver *resolver)
{
	if (resolver == NULL)
		return;
	ub_ctx_delete(resolver->ctx);
	dns_stub_free(resolver->stub);
	for (size_t i = 0; i < BUCKETS; i++)
		while (resolver->queries[i] != NULL) {
			struct query *q = resolver->queries[i];
			must(q->waiters == NULL);
			resolver->queries[i] = q->next;
			free(q);
		}
	arena_free(resolver->arena);
	free(resolver);
}
