#include "carry/door.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"
#include "sys/clock.h"

/* Octets that one visit may cost beside its questions. */
#define VISIT_ARENA ((size_t)8 << 20)
/* Our own history of an address counts at most so much, for or against it. */
#define CREDIT_MOST 3.0
/* Groups of lists that are told apart. */
#define GROUPS_MAX 32
/* Visits at a time; beyond it everybody comes in. */
#define VISITS_MAX 5000

struct door {
	struct door_options options;
	struct call *first;
	size_t visits;
};

/* One visitor, until he is answered and nobody answers us any more. */
struct call {
	struct call *next, **previous;
	struct door *door;
	struct gate_visit *visit; /* NULL: answered */
	struct asking *asking;
	struct event *deadline;
	struct arena *arena;
	struct casefile casefile;
	struct door_facts facts;
	struct bytes recipient;
	bool is_asking_keeper;
};

struct door *
door_new(const struct door_options *options)
{
	struct door *d = xcalloc(1, sizeof *d);
	d->options = *options;
	return d;
}

static void call_free(struct call *c);

void
door_free(struct door *d)
{
	while (d != NULL && d->first != NULL) {
		struct call *c = d->first;
		if (c->visit != NULL)
			gate_visit_answer(c->visit, &(struct gate_welcome){ .text = "" });
		call_free(c);
	}
	free(d);
}

/* -- deciding -- */

/* What our own history says of an address, less its doubt, and within bounds. */
static double
credit_of(const struct casefile_credit *row)
{
	double odds = row->odds > 0 ? fmax(row->odds - row->error, 0) : fmin(row->odds + row->error, 0);
	return fmin(fmax(odds, -CREDIT_MOST), CREDIT_MOST);
}

enum door_says
door_decide(const struct conf_door *conf, const struct door_facts *f)
{
	double score = f->listed + f->credit;
	if (score >= conf->refuse_at)
		return DOOR_REFUSE;
	bool has_no_name = f->reverse == NAME_NONE || f->reverse == NAME_UNCONFIRMED;
	bool is_grey = f->listed >= conf->grey_at || has_no_name;
	/* A name that was not confirmed is the client's own word, but all that it buys is not to wait. */
	if (conf->greylist == DOOR_GREYLIST_OFF || !is_grey || f->seen != 0 || pool_has(f->name))
		return DOOR_COME_IN;
	return DOOR_COME_AGAIN;
}

/* One group's lists share their evidence: its worst counts, or what speaks for it (lists/table.h). */
static double
listed(const struct casefile_listings *lists)
{
	struct { struct bytes group; double weight; } seen[GROUPS_MAX];
	size_t count = 0;
	double sum = 0;
	for (size_t i = 0; i < lists->found.count; i++) {
		const struct casefile_listing *l = &lists->found.at[i];
		size_t k = 0;
		while (k < count && !bytes_equal(seen[k].group, l->group))
			k++;
		if (k == count && count == GROUPS_MAX)
			continue;
		if (k == count) {
			seen[count].group = l->group;
			seen[count++].weight = l->weight;
		} else if (fabs(l->weight) > fabs(seen[k].weight)) {
			seen[k].weight = l->weight;
		}
	}
	for (size_t k = 0; k < count; k++)
		sum += seen[k].weight;
	return sum;
}

/* -- a visit -- */

static void
call_free(struct call *c)
{
	if (c->asking != NULL)
		ask_cancel(c->asking);
	event_free(c->deadline);
	arena_free(c->arena);
	c->door->visits--;
	*c->previous = c->next;
	if (c->next != NULL)
		c->next->previous = c->previous;
	free(c);
}

static void
say(struct call *c, int code, const char *text, bool is_for_session)
{
	struct gate_visit *visit = c->visit;
	const struct gate_welcome welcome = { .code = code, .text = text, .is_for_session = is_for_session };
	c->visit = NULL;
	if (!c->is_asking_keeper)
		call_free(c);
	if (visit != NULL)
		gate_visit_answer(visit, &welcome);
}

static void
refuse(struct call *c)
{
	struct buf text;
	const struct casefile_listings *lists = &c->casefile.asked.lists;
	buf_init(&text, GATE_WELCOME_MAX);
	buf_addf(&text, "5.7.1 Mail from [%.*s] is refused", BYTES_ARGS(c->casefile.envelope.client_ip));
	for (size_t i = 0, told = 0; i < lists->found.count && told < 3; i++)
		if (lists->found.at[i].weight > 0)
			buf_addf(&text, "%s %.*s", told++ == 0 ? ": listed by" : ",", BYTES_ARGS(bytes_to(lists->found.at[i].list, 40)));
	char kept[GATE_WELCOME_MAX + 1];
	(void)snprintf(kept, sizeof kept, "%s", buf_cstr(&text));
	buf_done(&text);
	say(c, 550, kept, true);
}

static void
on_triplet(void *context, int fault, const void *answer, const struct ask_fds *fds)
{
	struct call *c = context;
	const struct answer_triplet *t = answer;
	char text[80];
	c->is_asking_keeper = false;
	bool must_wait = fault == 0 && t != NULL && t->fault == 0 && t->wait_ms > 0;
	(void)snprintf(text, sizeof text, "4.7.1 You are new here: please try again in %lld seconds",
	    must_wait ? (long long)(t->wait_ms / 1000 + 1) : 0);
	say(c, must_wait ? 451 : 0, text, !must_wait);
}

static void
ask_triplet(struct call *c)
{
	const struct casefile_envelope *e = &c->casefile.envelope;
	struct cidr client;
	struct buf network;
	struct bytes text;
	buf_init(&network, 64);
	must(cidr_address(e->client_ip, &client) == 0);
	client = cidr_prefix(&client, 24, 64);
	cidr_write(&client, &network);
	must(arena_copy(c->arena, buf_bytes(&network), &text));
	buf_done(&network);
	const struct ask_triplet question = { .network = text, .sender = e->mail_from, .recipient = c->recipient,
		.delay_ms = (uint32_t)c->door->options.conf->door.greylist_delay };
	c->is_asking_keeper = true;
	if (asker_ask(c->door->options.keeper, ASK_TRIPLET, &question, NULL, on_triplet, c) != 0) {
		c->is_asking_keeper = false;
		say(c, 0, "", true);
	}
}

static void
decide(struct call *c)
{
	switch (door_decide(&c->door->options.conf->door, &c->facts)) {
	case DOOR_REFUSE: refuse(c); break;
	case DOOR_COME_AGAIN: ask_triplet(c); break;
	default: say(c, 0, "", true); break;
	}
}

/* The world and our own history have answered, or their time is over. */
static void
on_asked(void *arg)
{
	struct call *c = arg;
	const struct casefile_asked *asked = &c->casefile.asked;
	c->asking = NULL;
	c->facts = (struct door_facts){ .listed = listed(&asked->lists), .reverse = asked->path.reverse, .name = asked->path.name };
	/* Without a memory nobody is a stranger. */
	c->facts.seen = !asked->credits.was_asked;
	for (size_t i = 0; i < asked->credits.rows.count; i++) {
		const struct casefile_credit *row = &asked->credits.rows.at[i];
		if (!credit_is(row->key, "ip"))
			continue;
		c->facts.credit = credit_of(row);
		c->facts.seen = row->seen;
	}
	decide(c);
}

static void
on_deadline(evutil_socket_t fd, short what, void *arg)
{
	struct call *c = arg;
	if (c->visit != NULL)
		say(c, 0, "", false);
}

static bool
is_open(const struct door *d)
{
	const struct conf_door *conf = &d->options.conf->door;
	return !ask_has_dns(d->options.ask) || d->visits >= VISITS_MAX ||
	    (conf->refuse_at >= 100 && conf->greylist == DOOR_GREYLIST_OFF);
}

void
door_visit(void *context, const struct gate_visitor *v, struct gate_visit *visit)
{
	struct door *d = context;
	int64_t ms = d->options.conf->door.deadline;
	const struct timeval deadline = { ms / 1000, (suseconds_t)(ms % 1000) * 1000 };
	if (is_open(d)) {
		gate_visit_answer(visit, &(struct gate_welcome){ .is_for_session = true, .text = "" });
		return;
	}
	struct call *c = xcalloc(1, sizeof *c);
	*c = (struct call){ .door = d, .visit = visit, .arena = arena_new(VISIT_ARENA) };
	d->visits++;
	c->next = d->first;
	c->previous = &d->first;
	if (c->next != NULL)
		c->next->previous = &c->next;
	d->first = c;
	c->casefile = (struct casefile){ .version = CASEFILE_VERSION };
	struct casefile_envelope *e = &c->casefile.envelope;
	*e = (struct casefile_envelope){ .direction = DIRECTION_INBOUND, .received_ms = clock_wall_ms() };
	/* The session may end before we do. */
	must(arena_copy(c->arena, v->client_ip, &e->client_ip) && arena_copy(c->arena, v->helo, &e->helo) &&
	     arena_copy(c->arena, v->sender, &e->mail_from) && arena_copy(c->arena, v->recipient, &c->recipient));
	c->deadline = evtimer_new(d->options.base, on_deadline, c);
	must(c->deadline != NULL && event_add(c->deadline, &deadline) == 0);
	const struct ask_about about = { &c->casefile, BYTES_NONE, c->arena, BYTES("door.invalid") };
	c->asking = ask_start(d->options.ask, &about, on_asked, c);
}
