#include "ask/watch.h"

#include <stdlib.h>

#include <event2/event.h>

#include "ask/known.h"
#include "base/must.h"
#include "sys/clock.h"

/* Nobody waits for these answers. */
#define WATCH_DEADLINE_MS 5000
/* After a start, before all lists are asked about ourselves: mail comes first. */
#define WATCH_FIRST_MS 60000
/* Changes of one kind that are told list by list. */
#define WATCH_SAID 3
#define WATCH_SCRATCH_MAX ((size_t)32 << 20)

struct watch {
	struct watch_options options;
	struct lists *lists;
	struct event *timer;
	struct dns_asking *asking;
	struct arena *scratch; /* of one round of questions */
	struct dns_book book;
	int64_t now_ms;        /* of the round */
	struct arena *own_arena;
	struct lists_subjects own;
	bool *is_listed;       /* lists times subjects */
	size_t at;             /* the first list of this round of looking at ourselves */
	bool is_looking;       /* at ourselves */
	int64_t look_at_ms;
};

static int64_t
now_ms(void)
{
	return clock_steady_us() / 1000;
}

static void on_timer(evutil_socket_t fd, short what, void *arg);

int
watch_new(const struct watch_options *options, struct watch **out, struct why *why)
{
	const struct conf_lists *conf = &options->conf->lists;
	struct watch *w = xcalloc(1, sizeof *w);
	w->options = *options;
	int fault = known_lists(options->conf, &w->lists, why);
	if (fault != 0) {
		free(w);
		return fault;
	}
	w->scratch = arena_new(WATCH_SCRATCH_MAX);
	w->own_arena = arena_new((size_t)1 << 20);
	known_own(options->conf, w->own_arena, &w->own);
	w->is_listed = xcalloc(w->lists->count, LISTS_SUBJECTS_MAX);
	w->look_at_ms = INT64_MAX;
	if (options->log != NULL && conf->watch_every != 0 && w->own.count != 0)
		w->look_at_ms = now_ms() + (conf->watch_every < WATCH_FIRST_MS ? conf->watch_every : WATCH_FIRST_MS);
	w->timer = event_new(options->base, -1, 0, on_timer, w);
	must(w->timer != NULL);
	event_active(w->timer, 0, 0);
	*out = w;
	return 0;
}

void
watch_free(struct watch *w)
{
	if (w == NULL)
		return;
	if (w->asking != NULL)
		dns_ask_cancel(w->asking);
	event_free(w->timer);
	lists_free(w->lists);
	arena_free(w->scratch);
	arena_free(w->own_arena);
	free(w->is_listed);
	free(w);
}

struct lists *
watch_lists(struct watch *w)
{
	return w->lists;
}

struct changes {
	size_t count;
	const struct list *first[WATCH_SAID];
};

static void
say_one(struct watch *w, const struct list *l)
{
	log_event(w->options.log, l->state == LIST_GOOD ? LOG_INFO : LOG_WARNING,
	    l->state == LIST_GOOD ? "dns-list-back" : "dns-list-suspended", LOG_TEXT("list", l->row->name),
	    LOG_TEXT("zone", l->row->zone), LOG_CSTR("why", list_state_names[l->state]));
}

/* So many at once are no fault of the lists. */
static void
say_many(struct watch *w, enum list_state state, const struct changes *c)
{
	struct buf names;
	buf_init(&names, LOG_VALUE_MAX);
	for (size_t i = 0; i < WATCH_SAID; i++)
		buf_addf(&names, "%.*s, ", BYTES_ARGS(c->first[i]->row->name));
	buf_add_cstr(&names, "...");
	if (state == LIST_GOOD)
		log_event(w->options.log, LOG_INFO, "dns-lists-back", LOG_NUMBER("count", c->count), LOG_TEXT("lists", buf_bytes(&names)));
	else
		log_event(w->options.log, LOG_WARNING, "dns-lists-suspended", LOG_NUMBER("count", c->count),
		    LOG_TEXT("lists", buf_bytes(&names)), LOG_CSTR("why", list_state_names[state]),
		    LOG_CSTR("do", "run a resolver of your own and name it in [dns] servers: lists refuse public resolvers, and some "
		                   "networks answer for them; without any DNS set [lists] enabled = no"));
	buf_done(&names);
}

static void
say_changes(struct watch *w)
{
	struct changes changes[LIST_STATE_COUNT] = { 0 };
	const struct list *l;
	while ((l = lists_changed(w->lists)) != NULL) {
		struct changes *c = &changes[l->state];
		if (!list_is_in_line(l))
			continue;
		if (c->count < WATCH_SAID)
			c->first[c->count] = l;
		c->count++;
	}
	for (size_t state = 0; state < LIST_STATE_COUNT; state++) {
		const struct changes *c = &changes[state];
		if (c->count > WATCH_SAID)
			say_many(w, (enum list_state)state, c);
		else
			for (size_t i = 0; i < c->count; i++)
				say_one(w, c->first[i]);
	}
}

/* -- ourselves -- */

static void
say_own(struct watch *w, const struct list *l, const struct lists_subject *s, const struct lists_hit *hit)
{
	if (hit != NULL)
		log_event(w->options.log, LOG_WARNING, "own-address-listed", LOG_TEXT("address", s->text), LOG_TEXT("list", l->row->name),
		    LOG_TEXT("zone", l->row->zone), LOG_TEXT("meaning", hit->code->meaning->en));
	else
		log_event(w->options.log, LOG_INFO, "own-address-delisted", LOG_TEXT("address", s->text),
		    LOG_TEXT("list", l->row->name), LOG_TEXT("zone", l->row->zone));
}

static const struct lists_hit *
hit_of(const struct lists_results *r, const struct list *l, const struct lists_subject *s)
{
	for (size_t i = 0; i < r->hits.count; i++) {
		enum lists_class kind = r->hits.at[i].code->meaning->kind;
		if (r->hits.at[i].list == l && r->hits.at[i].subject == s && kind != LISTS_WHITE)
			return &r->hits.at[i];
	}
	return NULL;
}

/* Only a list that answered can delist. */
static void
compare_own(struct watch *w, const struct lists_results *r)
{
	for (size_t i = 0; i < r->outcomes.count; i++) {
		const struct lists_outcome *o = &r->outcomes.at[i];
		bool *was = w->is_listed + (size_t)(o->list - w->lists->all) * LISTS_SUBJECTS_MAX;
		for (size_t k = 0; k < w->own.count; k++) {
			const struct lists_hit *hit = hit_of(r, o->list, &w->own.at[k]);
			if (hit == NULL && (o->is_suspended || o->late != 0))
				continue;
			if (was[k] != (hit != NULL))
				say_own(w, o->list, &w->own.at[k], hit);
			was[k] = hit != NULL;
		}
	}
}

/* -- rounds -- */

static struct lists_range
range_of(const struct watch *w)
{
	return w->is_looking ? (struct lists_range){ .from = w->at, .to = w->at + LISTS_AT_ONCE(w->own.count) } : LISTS_IN_LINE;
}

/* Gives true when the round is over. */
static bool
run_round(struct watch *w)
{
	struct lists_results results;
	if (lists_probe(w->lists, range_of(w), w->now_ms, &w->book) != 1)
		return false;
	if (!w->is_looking)
		return true;
	int r = lists_check(w->lists, range_of(w), &w->own, &w->book, w->scratch, &results);
	if (r == 0)
		return false;
	if (r == 1)
		compare_own(w, &results);
	w->at = range_of(w).to;
	if (w->at < w->lists->count)
		return true;
	w->is_looking = false;
	w->look_at_ms = now_ms() + w->options.conf->lists.watch_every;
	return true;
}

static void
on_answers(void *arg)
{
	struct watch *w = arg;
	w->asking = NULL;
	on_timer(-1, 0, w);
}

static void
wait_for_next(struct watch *w)
{
	int64_t next = lists_probe_next(w->lists, false);
	if (w->is_looking)
		next = 0;
	else if (w->look_at_ms < next)
		next = w->look_at_ms;
	int64_t left = next - now_ms();
	left = left < 10 ? 10 : left > LISTS_PROBE_GOOD_MS ? LISTS_PROBE_GOOD_MS : left;
	const struct timeval wait = { left / 1000, (suseconds_t)(left % 1000) * 1000 };
	must(event_add(w->timer, &wait) == 0);
}

static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct watch *w = arg;
	if (w->asking != NULL)
		return;
	if (w->book.arena == NULL) {
		arena_reset(w->scratch);
		w->book = (struct dns_book){ .arena = w->scratch, .is_probe = true };
		w->now_ms = now_ms();
		if (!w->is_looking && w->look_at_ms <= w->now_ms) {
			w->is_looking = true;
			w->at = 0;
		}
	}
	if (!run_round(w)) {
		w->asking = dns_ask(w->options.resolver, &w->book, WATCH_DEADLINE_MS, on_answers, w);
		return;
	}
	w->book.arena = NULL;
	say_changes(w);
	wait_for_next(w);
}

void
watch_look(struct watch *w)
{
	say_changes(w);
	if (w->asking == NULL && lists_probe_next(w->lists, false) <= now_ms())
		event_active(w->timer, 0, 0);
}
