#include "ask/inside.h"
#include "ask/known.h"

#include <stdlib.h>

#include <event2/event.h>

#include "base/must.h"
#include "base/utf8.h"
#include "path/geo.h"
#include "sys/clock.h"

/* Each runs whenever answers have come, until it is done. */
static const struct ask_check *const checks[] = {
	&ask_path, /* decides who the client is: before those that ask about it */
	&ask_identity,
	&ask_signatures, /* behind identity: only signatures that hold */
	&ask_lists,
	&ask_credits, /* ends behind identity */
	&ask_prints_known,
	&ask_engines_scan,
	&ask_iocs, /* behind path, which says who the client is */
};
/* Lines of a damaged list that the log names. */
#define IOC_MISTAKES_TOLD 10
#define CHECKS (sizeof checks / sizeof *checks)

struct ask {
	struct ask_options options;
	struct dns_resolver *resolver; /* NULL: the DNS is not asked */
	struct watch *watch;           /* NULL: no lists are asked */
	struct geo *geo;
	struct engines *engines;       /* NULL: there are none */
	struct ioc *ioc;               /* NULL: nothing is on it */
};

/* Outlives an asking that did not wait for it. */
struct keeper_question {
	struct keeper_question *next;
	struct asking *asking; /* NULL: nobody waits any more */
	asking_take *take;
	void *arg;
};

static int
open_resolver(struct ask *ask, struct why *why)
{
	const struct conf *conf = ask->options.conf;
	if (!conf->dns.enabled || ask->options.is_offline)
		return 0;
	int fault = known_resolver(conf, ask->options.base, &ask->resolver, why);
	const struct watch_options watch = { ask->options.base, conf, ask->resolver, ask->options.log };
	if (fault == 0 && conf->lists.enabled)
		fault = watch_new(&watch, &ask->watch, why);
	return fault;
}

/* A list that is damaged is used as far as it can be: it must not stop mail, and the log (an alarm, where it is missing) says
 * so. */
static void
open_ioc(struct ask *ask)
{
	const struct conf_texts *files = &ask->options.conf->ioc.files;
	const struct log *log = ask->options.log;
	if (files->count == 0)
		return;
	struct ioc_report *report = xcalloc(1, sizeof *report);
	ask->ioc = ioc_new();
	for (size_t i = 0; i < files->count; i++)
		ioc_read_file(ask->ioc, files->at[i], false, report);
	for (uint64_t i = 0; i < report->mistake_count && i < IOC_MISTAKES_TOLD; i++) {
		const struct ioc_mistake *m = &report->mistakes[i];
		log_event(log, m->line == 0 ? LOG_ERROR : LOG_WARNING, m->line == 0 ? "ioc-file" : "ioc-line", LOG_TEXT("file", m->file),
		    LOG_NUMBER("line", m->line), LOG_CSTR("why", ioc_say(m->wrong, LANGUAGE_EN)));
	}
	log_event(log, LOG_INFO, "ioc", LOG_NUMBER("hashes", ioc_count(ask->ioc, IOC_HASH)), LOG_NUMBER("urls", ioc_count(ask->ioc, IOC_URL)),
	    LOG_NUMBER("domains", ioc_count(ask->ioc, IOC_DOMAIN)), LOG_NUMBER("ips", ioc_count(ask->ioc, IOC_IP)),
	    LOG_NUMBER("addresses", ioc_count(ask->ioc, IOC_ADDRESS)), LOG_NUMBER("mistakes", report->mistake_count));
	free(report);
}

int
ask_new(const struct ask_options *options, struct ask **out, struct why *why)
{
	const struct conf_texts *files = &options->conf->geo.files;
	struct ask *ask = xcalloc(1, sizeof *ask);
	ask->options = *options;
	*out = NULL;
	int fault = geo_open(files->at, files->count, &ask->geo, why);
	if (fault == 0)
		fault = open_resolver(ask, why);
	if (fault == 0 && !options->is_offline)
		fault = engines_new(options->base, options->conf, options->log, &ask->engines, why);
	if (fault == 0)
		open_ioc(ask);
	if (fault != 0) {
		ask_free(ask);
		return fault;
	}
	*out = ask;
	return 0;
}

void
ask_free(struct ask *ask)
{
	if (ask == NULL)
		return;
	engines_free(ask->engines);
	ioc_free(ask->ioc);
	watch_free(ask->watch);
	dns_resolver_free(ask->resolver);
	geo_close(ask->geo);
	free(ask);
}

const struct geo *
asking_geo(const struct asking *a)
{
	return a->ask->geo;
}

const struct ioc *
asking_ioc(const struct asking *a)
{
	return a->ask->ioc;
}

bool
ask_has_dns(const struct ask *ask)
{
	return ask != NULL && ask->resolver != NULL;
}

const struct lists *
ask_dns_lists(const struct ask *ask)
{
	return ask != NULL && ask->watch != NULL ? watch_lists(ask->watch) : NULL;
}

enum engine_files_wanted
ask_wants_files(const struct ask *ask)
{
	return ask != NULL ? engines_want_files(ask->engines) : ENGINE_FILES_NONE;
}

bool
ask_wants_old_hashes(const struct ask *ask)
{
	return ask != NULL && ask->ioc != NULL && ioc_has_old_hashes(ask->ioc);
}

const struct engines *
ask_engines(const struct ask *ask)
{
	return ask != NULL ? ask->engines : NULL;
}

struct dns_resolver *
ask_resolver(const struct ask *ask)
{
	return ask != NULL ? ask->resolver : NULL;
}

bool
asking_has_settled(const struct asking *a, const struct ask_check *check)
{
	for (size_t i = 0; i < CHECKS; i++)
		if (checks[i] == check)
			return (a->settled >> i & 1) != 0;
	return false;
}

static void
forget_questions(struct asking *a)
{
	while (a->questions != NULL) {
		struct keeper_question *q = a->questions;
		a->questions = q->next;
		q->asking = NULL;
	}
}

static void
asking_free(struct asking *a)
{
	if (a->dns != NULL)
		dns_ask_cancel(a->dns);
	forget_questions(a);
	if (a->engines != NULL)
		engines_cancel(a->engines);
	event_free(a->timer);
	arena_free(a->scratch);
	free(a);
}

void
ask_cancel(struct asking *a)
{
	asking_free(a);
}

/* Runs every check that is not done; true when none is left. */
static bool
run_checks(struct asking *a)
{
	bool open = false;
	for (size_t i = 0; i < CHECKS; i++) {
		if ((a->settled >> i & 1) != 0)
			continue;
		int r = checks[i]->run(a, &a->states[i]);
		if (r != 0)
			a->settled |= 1U << i;
		if (r < 0)
			casefile_gap_add(a->casefile, a->arena, BYTES_NONE, GAP_LIMIT,
			    BYTES("a question about this message needed more memory than it may have"));
		open |= r == 0;
	}
	return !open;
}

/* Time is up, or nobody can be asked. */
static void
answer_open(struct asking *a)
{
	const struct dns_answer none = { .status = a->ask->resolver != NULL ? DNS_TIMEOUT : DNS_LIMIT };
	for (size_t i = 0; i < a->book.entries.count; i++)
		if (!a->book.entries.at[i].is_answered)
			dns_book_answer(&a->book, i, &none);
}

static void
stop_waiting(struct asking *a)
{
	a->is_late = true;
	while (a->questions != NULL) {
		struct keeper_question *q = a->questions;
		a->questions = q->next;
		q->asking = NULL;
		q->take(a, FAULT_LATER, NULL, q->arg);
	}
}

static void on_dns(void *arg);

static void
step(struct asking *a)
{
	for (;;) {
		bool over = run_checks(a);
		size_t open = dns_book_open(&a->book);
		bool is_waiting = a->questions != NULL || a->engines != NULL;
		if (over || (open == 0 && !is_waiting))
			break;
		int64_t left = a->deadline_ms - clock_steady_us() / 1000;
		if (left <= 0 && !a->is_late)
			stop_waiting(a);
		if (a->dns != NULL)
			return;
		if (open != 0 && !a->is_late && a->ask->resolver != NULL) {
			a->dns = dns_ask(a->ask->resolver, &a->book, (uint32_t)left, on_dns, a);
			return;
		}
		/* stop_waiting() may have answered for the keeper; then the checks have to run again */
		if (open == 0 && (a->questions != NULL || a->engines != NULL))
			return;
		answer_open(a);
	}
	forget_questions(a);
	a->is_over = true;
	event_active(a->timer, 0, 0);
}

static void
on_dns(void *arg)
{
	struct asking *a = arg;
	a->dns = NULL;
	step(a);
}

/* The deadline, or the end. */
static void
on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct asking *a = arg;
	if (!a->is_over) {
		/* the book's own deadline is the same: only the keeper can still be waited for, and the engines, which have
		 * their own */
		stop_waiting(a);
		if (a->dns == NULL)
			step(a);
		return;
	}
	void (*done)(void *) = a->done;
	void *done_arg = a->arg;
	asking_free(a);
	done(done_arg);
}

struct asking *
ask_start(struct ask *ask, const struct ask_about *about, void (*done)(void *arg), void *arg)
{
	struct asking *a = xcalloc(1, sizeof *a);
	int64_t ms = ask->options.conf->dns.deadline;
	const struct timeval deadline = { ms / 1000, (suseconds_t)(ms % 1000) * 1000 };
	*a = (struct asking){ .ask = ask, .conf = ask->options.conf, .casefile = about->casefile,
		.collected = about->collected, .watch = ask->watch, .arena = about->arena,
		.authserv_id = about->authserv_id, .message = about->message,
		.files = about->files, .scratch = arena_new(ASK_SCRATCH_MAX),
		.deadline_ms = clock_steady_us() / 1000 + ms, .done = done, .arg = arg };
	a->book.arena = a->scratch;
	a->states = arena_get(a->scratch, CHECKS, sizeof *a->states);
	a->timer = event_new(ask->options.base, -1, 0, on_timer, a);
	must(a->timer != NULL && event_add(a->timer, &deadline) == 0);
	for (size_t i = 0; i < CHECKS; i++)
		if ((checks[i]->needs_dns && ask->resolver == NULL) || (about->only_engines && checks[i] != &ask_engines_scan))
			a->settled |= 1U << i;
	step(a);
	return a;
}

static void
on_keeper(void *context, int fault, const void *answer, const struct ask_fds *fds)
{
	struct keeper_question *q = context;
	struct asking *a = q->asking;
	if (a != NULL) {
		struct keeper_question **at = &a->questions;
		while (*at != q)
			at = &(*at)->next;
		*at = q->next;
		q->take(a, fault, answer, q->arg);
		/* answers of the DNS on their way will run the checks anyway */
		if (a->dns == NULL && !a->is_over)
			step(a);
	}
	free(q);
}

int
asking_keeper(struct asking *a, enum ask_kind kind, const void *question, asking_take *take, void *arg)
{
	if (a->ask->options.keeper == NULL || a->is_late)
		return FAULT_LATER;
	if (a->question_count == ASK_QUESTIONS_MAX)
		return FAULT_LIMIT;
	struct keeper_question *q = xcalloc(1, sizeof *q);
	*q = (struct keeper_question){ .next = a->questions, .asking = a, .take = take, .arg = arg };
	int fault = asker_ask(a->ask->options.keeper, kind, question, NULL, on_keeper, q);
	if (fault != 0) {
		free(q);
		return fault;
	}
	a->questions = q;
	a->question_count++;
	return 0;
}

static void
on_engines(void *arg, const struct engines_answers *answers)
{
	struct asking *a = arg;
	a->engines = NULL;
	a->take_engines(a, answers);
	if (a->dns == NULL && !a->is_over)
		step(a);
}

bool
asking_engines(struct asking *a, bool has_attachment, void (*take)(struct asking *a, const struct engines_answers *answers))
{
	const struct engines_question question = { a->message, has_attachment, a->files };
	a->take_engines = take;
	a->engines = a->message != NULL ? engines_ask(a->ask->engines, &question, on_engines, a) : NULL;
	return a->engines != NULL;
}

bool
asking_is_settled(const struct asking *a, const struct ask_check *check)
{
	for (size_t i = 0; i < CHECKS; i++)
		if (checks[i] == check)
			return (a->settled >> i & 1) != 0;
	return true;
}

struct bytes
asking_text(struct asking *a, struct bytes text)
{
	struct bytes copy;
	if (utf8_valid(text)) {
		(void)arena_copy(a->arena, text, &copy);
		return copy;
	}
	struct buf repaired;
	buf_init(&repaired, 4096);
	for (size_t pos = 0; pos < text.len && pos < 1000;)
		utf8_add(&repaired, utf8_next(text, &pos));
	(void)arena_copy(a->arena, buf_bytes(&repaired), &copy);
	buf_done(&repaired);
	return copy;
}
