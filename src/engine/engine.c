#include "engine/engine.h"

#include <errno.h>
#include <event2/event.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/must.h"
#include "conf/address.h"
#include "engine/cache.h"
#include "engine/clamd.h"
#include "sys/blob.h"
#include "sys/clock.h"

static const struct engine_driver *const drivers[ENGINE_KIND_COUNT] = { [ENGINE_KIND_CLAMD] = &clamd_driver };

struct engine;
struct job;

/* One connection and its question: the version, where it has no job. */
struct talk {
	struct engine *engine;
	struct job *job;
	int fd;
	struct event *readable, *writable;
	struct buf out; /* framed, of which SENT is gone */
	size_t sent;
	struct buf in;
	uint64_t at;    /* of the message, framed so far */
	bool has_begun, has_ended;
};

/* One message for one engine. */
struct job {
	struct engines_asking *asking;
	struct engine *engine;
	struct talk *talk;            /* NULL: waits, or is over */
	struct job *next, **previous; /* in the engine's queue */
	struct event *deadline;
	bool is_over;
	size_t item;          /* of the asking, that it is at */
	size_t asked, known;  /* items that it was asked about, that were known */
	bool was_too_large;   /* one of them */
	char version[ENGINE_WORDS_MAX], text[ENGINE_WORDS_MAX];
	struct casefile_engine row;
};

struct engine {
	struct engines *all;
	const struct conf_engine *conf;
	const struct engine_driver *driver;
	struct sockaddr_storage address;
	socklen_t address_len;
	char version[ENGINE_WORDS_MAX]; /* "": not known */
	struct engine_cache *cache;     /* NULL: nothing was kept yet */
	struct job *first, **last;      /* who waits for a connection */
	struct talk *probe;
	struct event *probe_timer, *probe_deadline;
	struct engine_stats stats;
};

struct engines {
	struct event_base *base;
	const struct log *log;
	size_t count;
	struct engine at[];
};

/* The message, or a file that was unpacked from it. */
struct item {
	int fd;
	uint64_t at, size;
	struct bytes part;
	bool is_unpacked, was_locked;
	bool has_tried_digest, has_digest;
	uint8_t digest[ENGINE_DIGEST];
};

struct engines_asking {
	struct engines *all;
	struct item items[1 + ENGINE_FILES_MAX];
	size_t item_count;
	int64_t began_us;
	struct event *finish;
	engines_done *done;
	void *arg;
	size_t count, left;
	struct job jobs[CASEFILE_ENGINES_MAX];
};

static struct timeval
in_ms(int64_t ms)
{
	return (struct timeval){ .tv_sec = ms / 1000, .tv_usec = (suseconds_t)(ms % 1000) * 1000 };
}

/* TEXT as a string that is cut, for what outlives its buffer. */
static void
keep(char out[ENGINE_WORDS_MAX], struct bytes text)
{
	size_t len = text.len < ENGINE_WORDS_MAX ? text.len : ENGINE_WORDS_MAX - 1;
	if (len != 0)
		memcpy(out, text.at, len);
	out[len] = '\0';
}

/* Talks. */

static void
talk_free(struct talk *t)
{
	if (t == NULL)
		return;
	if (t->job != NULL)
		t->engine->stats.open--;
	event_free(t->readable);
	event_free(t->writable);
	(void)close(t->fd);
	buf_done(&t->out);
	buf_done(&t->in);
	free(t);
}

static void on_readable(evutil_socket_t fd, short what, void *arg);
static void on_writable(evutil_socket_t fd, short what, void *arg);

/* Gives: NULL with errno where it cannot be reached. */
static struct talk *
talk_new(struct engine *e, struct job *job)
{
	int fd = socket(e->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return NULL;
	if (connect(fd, (const struct sockaddr *)&e->address, e->address_len) != 0 && errno != EINPROGRESS) {
		int error = errno;
		(void)close(fd);
		errno = error;
		return NULL;
	}
	struct talk *t = xcalloc(1, sizeof *t);
	*t = (struct talk){ .engine = e, .job = job, .fd = fd };
	buf_init(&t->out, ENGINE_PIECE_MAX + 4 * ENGINE_FRAME_MAX);
	buf_init(&t->in, ENGINE_REPLY_MAX + 1);
	t->readable = event_new(e->all->base, fd, EV_READ | EV_PERSIST, on_readable, t);
	t->writable = event_new(e->all->base, fd, EV_WRITE | EV_PERSIST, on_writable, t);
	must(t->readable != NULL && t->writable != NULL && event_add(t->readable, NULL) == 0 && event_add(t->writable, NULL) == 0);
	if (job != NULL)
		e->stats.open++;
	return t;
}

/* Puts what is to be sent next into t->out.  Gives: 1, 0 when nothing is left, FAULT_SYSTEM. */
static int
talk_frame(struct talk *t)
{
	const struct engine_driver *d = t->engine->driver;
	buf_clear(&t->out);
	t->sent = 0;
	if (!t->has_begun) {
		t->has_begun = true;
		if (t->job != NULL) {
			d->begin(&t->out);
			return 1;
		}
		d->ask_version(&t->out);
		t->has_ended = true;
		return 1;
	}
	if (t->has_ended)
		return 0;
	const struct item *it = &t->job->asking->items[t->job->item];
	if (t->at == it->size) {
		d->end(&t->out);
		t->has_ended = true;
		return 1;
	}
	uint8_t octets[ENGINE_PIECE_MAX];
	uint64_t left = it->size - t->at;
	ssize_t n = pread(it->fd, octets, left < sizeof octets ? (size_t)left : sizeof octets, (off_t)(it->at + t->at));
	if (n <= 0)
		return FAULT_SYSTEM;
	t->at += (uint64_t)n;
	d->piece(bytes_of(octets, (size_t)n), &t->out);
	must(buf_ok(&t->out));
	return 1;
}

/* Jobs. */

static void engine_probe(struct engine *e);
static void engine_serve(struct engine *e);

static void
job_unqueue(struct job *j)
{
	if (j->previous == NULL)
		return;
	*j->previous = j->next;
	if (j->next != NULL)
		j->next->previous = j->previous;
	else
		j->engine->last = j->previous;
	j->previous = NULL;
	j->engine->stats.waiting--;
}

static void
job_stop(struct job *j)
{
	job_unqueue(j);
	talk_free(j->talk);
	j->talk = NULL;
	(void)event_del(j->deadline);
	j->is_over = true;
}

static void
asking_step(struct engines_asking *a)
{
	if (--a->left == 0)
		event_active(a->finish, 0, 0);
}

static void
job_end(struct job *j, enum engine_status status, struct bytes text)
{
	struct engine *e = j->engine;
	struct engines_asking *a = j->asking;
	keep(j->text, text); /* it may stand in the talk's buffer */
	keep(j->version, bytes_of_cstr(e->version));
	job_stop(j);
	j->row.status = status;
	j->row.version = bytes_of_cstr(j->version);
	j->row.signature = bytes_of_cstr(j->text);
	j->row.is_cached = j->known != 0 && j->asked == 0;
	if (status == ENGINE_FOUND)
		j->row.part = a->items[j->item].part;
	j->row.ms = (uint32_t)((clock_steady_us() - a->began_us) / 1000);
	e->stats.said[status]++;
	e->stats.ms += j->row.ms;
	e->stats.cached += j->row.is_cached;
	asking_step(a);
	/* Of one that is down it was said once. */
	if ((status == ENGINE_LATE || status == ENGINE_ABSENT || status == ENGINE_FAILED) && !e->stats.is_down) {
		log_event(e->all->log, LOG_WARNING, "engine-silent", LOG_TEXT("engine", e->conf->is.name),
		    LOG_CSTR("how", engine_status_names[status]), LOG_CSTR("why", j->text));
		engine_probe(e);
	}
}

static void
job_start(struct job *j)
{
	j->talk = talk_new(j->engine, j);
	if (j->talk == NULL)
		job_end(j, ENGINE_ABSENT, bytes_of_cstr(strerror(errno)));
}

/* The digest of an item, where copies of it may be known. */
static bool
has_digest(struct item *it)
{
	struct buf whole;
	if (it->has_tried_digest || it->size > ENGINE_CACHED_MAX)
		return it->has_digest;
	it->has_tried_digest = true;
	buf_init(&whole, ENGINE_CACHED_MAX + 1);
	uint8_t *to = buf_reserve(&whole, (size_t)it->size + 1);
	it->has_digest = to != NULL && pread(it->fd, to, (size_t)it->size, (off_t)it->at) == (ssize_t)it->size &&
	    EVP_Digest(to, (size_t)it->size, it->digest, NULL, EVP_sha256(), NULL) == 1;
	buf_done(&whole);
	return it->has_digest;
}

static bool
is_given(const struct engine *e, const struct item *it)
{
	return !it->is_unpacked || e->conf->files == ENGINE_GIVES_ALL || (it->was_locked && e->conf->files == ENGINE_GIVES_LOCKED);
}

/* Go on to the item that J's engine must be asked about.  Gives: false when there is none: J has ended. */
static bool
job_advance(struct job *j)
{
	struct engine *e = j->engine;
	struct engines_asking *a = j->asking;
	struct engine_word known;
	for (; j->item < a->item_count; j->item++) {
		struct item *it = &a->items[j->item];
		if (!is_given(e, it))
			continue;
		if (it->size > (uint64_t)e->conf->max_size) {
			j->was_too_large = true;
			continue;
		}
		if (!has_digest(it) || e->cache == NULL || !engine_cache_find(e->cache, it->digest, a->began_us / 1000, &known))
			return true;
		j->known++;
		if (known.status == ENGINE_FOUND) {
			job_end(j, known.status, known.text);
			return false;
		}
	}
	job_end(j, j->was_too_large ? ENGINE_TOO_LARGE : ENGINE_CLEAN, BYTES_NONE);
	return false;
}

static void
on_job_deadline(evutil_socket_t fd, short what, void *arg)
{
	struct job *j = arg;
	struct engine *e = j->engine;
	/* Who never got a connection was kept waiting by others, not by the engine's silence about itself. */
	job_end(j, j->talk != NULL ? ENGINE_LATE : ENGINE_BUSY, BYTES_NONE);
	engine_serve(e);
}

/* Those that wait, as far as there are connections. */
static void
engine_serve(struct engine *e)
{
	while (e->first != NULL && e->stats.open < (uint32_t)e->conf->connections) {
		struct job *j = e->first;
		job_unqueue(j);
		job_start(j);
	}
}

static void
engine_state(struct engine *e, bool is_down, const char *why)
{
	if (is_down && !e->stats.is_down)
		log_event(e->all->log, LOG_WARNING, "engine-down", LOG_TEXT("engine", e->conf->is.name), LOG_CSTR("why", why));
	if (!is_down && e->stats.is_down)
		log_event(e->all->log, LOG_INFO, "engine-up", LOG_TEXT("engine", e->conf->is.name), LOG_CSTR("version", e->version));
	e->stats.is_down = is_down;
	const struct timeval next = in_ms(is_down ? ENGINE_PROBE_DOWN_MS : ENGINE_PROBE_UP_MS);
	must(event_add(e->probe_timer, &next) == 0);
	while (is_down && e->first != NULL)
		job_end(e->first, ENGINE_ABSENT, bytes_of_cstr("it is down"));
}

/* Its version came, or did not. */
static void
probe_end(struct engine *e, struct bytes version, const char *why)
{
	char old[ENGINE_WORDS_MAX];
	memcpy(old, e->version, sizeof old);
	/* Without it nobody knows which signatures would be asked: what is cached is not to be trusted. */
	keep(e->version, version);
	if (strcmp(old, e->version) != 0 && e->cache != NULL)
		engine_cache_clear(e->cache);
	talk_free(e->probe);
	e->probe = NULL;
	(void)event_del(e->probe_deadline);
	engine_state(e, why != NULL, why);
}

static void
engine_probe(struct engine *e)
{
	if (e->probe != NULL)
		return;
	const struct timeval wait = in_ms(e->conf->deadline < ENGINE_PROBE_WAIT_MS ? e->conf->deadline : ENGINE_PROBE_WAIT_MS);
	e->probe = talk_new(e, NULL);
	if (e->probe == NULL)
		probe_end(e, BYTES_NONE, strerror(errno));
	else
		must(event_add(e->probe_deadline, &wait) == 0);
}

static void
on_probe_timer(evutil_socket_t fd, short what, void *arg)
{
	engine_probe(arg);
}

static void
on_probe_deadline(evutil_socket_t fd, short what, void *arg)
{
	probe_end(arg, BYTES_NONE, "it does not answer");
}

/* What a talk came to. */

static void
talk_end(struct talk *t, const struct engine_word *word)
{
	struct engine *e = t->engine;
	struct job *j = t->job;
	if (j == NULL) {
		char why[ENGINE_WORDS_MAX];
		keep(why, word->text);
		if (word->status == ENGINE_CLEAN)
			probe_end(e, word->text, NULL);
		else
			probe_end(e, BYTES_NONE, why);
		return;
	}
	struct item *it = &j->asking->items[j->item];
	if (it->has_digest && e->version[0] != '\0') {
		if (e->cache == NULL)
			e->cache = engine_cache_new();
		engine_cache_add(e->cache, it->digest, clock_steady_us() / 1000, word);
	}
	j->asked++;
	if (word->status == ENGINE_CLEAN || word->status == ENGINE_TOO_LARGE) {
		/* The next takes the place of this connection. */
		j->was_too_large |= word->status == ENGINE_TOO_LARGE;
		talk_free(t);
		j->talk = NULL;
		j->item++;
		if (job_advance(j))
			job_start(j);
	} else {
		job_end(j, word->status, word->text);
	}
	engine_serve(e);
}

static void
talk_fail(struct talk *t, enum engine_status status, const char *why)
{
	talk_end(t, &(struct engine_word){ status, bytes_of_cstr(why) });
}

static void
on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct talk *t = arg;
	uint8_t octets[ENGINE_REPLY_MAX];
	struct engine_word word;
	ssize_t n = recv(fd, octets, sizeof octets, 0);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		bool is_reached = t->in.len != 0 || t->has_begun;
		talk_fail(t, is_reached ? ENGINE_FAILED : ENGINE_ABSENT, n < 0 ? strerror(errno) : "it broke off");
		return;
	}
	buf_add(&t->in, bytes_of(octets, (size_t)n));
	const struct engine_driver *d = t->engine->driver;
	int got = !buf_ok(&t->in) ? FAULT_INPUT : (t->job != NULL ? d->read_verdict : d->read_version)(buf_bytes(&t->in), &word);
	if (got < 0)
		talk_fail(t, ENGINE_FAILED, "it said what no engine says");
	else if (got == 1 && word.status == ENGINE_CLEAN && !t->has_ended)
		talk_fail(t, ENGINE_FAILED, "it answered before it had the message");
	else if (got == 1)
		talk_end(t, &word);
}

static void
on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct talk *t = arg;
	for (;;) {
		if (t->sent == t->out.len) {
			int left = talk_frame(t);
			if (left < 0) {
				talk_fail(t, ENGINE_FAILED, "the message cannot be read");
				return;
			}
			if (left == 0)
				break;
		}
		ssize_t n = send(fd, t->out.at + t->sent, t->out.len - t->sent, MSG_NOSIGNAL);
		if (n < 0 && (errno == EAGAIN || errno == EINTR))
			return;
		/* Whoever says why it takes no more says it on the same connection. */
		if (n < 0 && (errno == EPIPE || errno == ECONNRESET))
			break;
		if (n < 0) {
			talk_fail(t, ENGINE_ABSENT, strerror(errno));
			return;
		}
		t->sent += (size_t)n;
	}
	(void)event_del(t->writable);
}

/* Askings. */

static void
asking_free(struct engines_asking *a)
{
	for (size_t i = 0; i < a->count; i++) {
		if (!a->jobs[i].is_over)
			job_stop(&a->jobs[i]);
		event_free(a->jobs[i].deadline);
	}
	event_free(a->finish);
	free(a);
}

static void
on_finish(evutil_socket_t fd, short what, void *arg)
{
	struct engines_asking *a = arg;
	struct engines_answers answers = { .count = a->count };
	for (size_t i = 0; i < a->count; i++)
		answers.at[i] = a->jobs[i].row;
	a->done(a->arg, &answers);
	asking_free(a);
}

void
engines_cancel(struct engines_asking *a)
{
	struct engines *all = a->all;
	asking_free(a);
	for (size_t i = 0; i < all->count; i++)
		engine_serve(&all->at[i]);
}

static void
ask_one(struct engine *e, struct engines_asking *a)
{
	struct job *j = &a->jobs[a->count++];
	const struct timeval deadline = in_ms(e->conf->deadline);
	*j = (struct job){ .asking = a, .engine = e, .row = { .name = e->conf->is.name } };
	j->deadline = event_new(e->all->base, -1, 0, on_job_deadline, j);
	must(j->deadline != NULL);
	e->stats.asked++;
	a->left++;
	if (!job_advance(j)) {
		return;
	} else if (e->stats.is_down) {
		job_end(j, ENGINE_ABSENT, bytes_of_cstr("it is down"));
	} else if (e->stats.waiting == ENGINE_WAITING_MAX) {
		job_end(j, ENGINE_BUSY, BYTES_NONE);
	} else {
		must(event_add(j->deadline, &deadline) == 0);
		j->previous = e->last;
		*e->last = j;
		e->last = &j->next;
		e->stats.waiting++;
		engine_serve(e);
	}
}

struct engines_asking *
engines_ask(struct engines *e, const struct engines_question *question, engines_done *done, void *arg)
{
	struct stat st;
	bool is_wanted = false;
	for (size_t i = 0; i < engines_count(e); i++)
		is_wanted |= e->at[i].conf->mail == ENGINE_MAIL_ALL || question->has_attachment;
	if (!is_wanted || fstat(blob_fd(question->message), &st) != 0)
		return NULL;
	struct engines_asking *a = xcalloc(1, sizeof *a);
	*a = (struct engines_asking){ .all = e, .items = { { .fd = blob_fd(question->message), .size = (uint64_t)st.st_size } },
		.item_count = 1, .began_us = clock_steady_us(), .done = done, .arg = arg };
	for (size_t i = 0; question->files != NULL && i < question->files->list.count && i < ENGINE_FILES_MAX; i++) {
		const struct engine_file *f = &question->files->list.at[i];
		a->items[a->item_count++] = (struct item){ .fd = question->files->fd, .at = f->at, .size = f->octets,
			.part = f->part, .is_unpacked = true, .was_locked = f->was_locked };
	}
	a->finish = event_new(e->base, -1, 0, on_finish, a);
	must(a->finish != NULL);
	a->left = 1; /* ourselves: the first may have its answer before the second is asked */
	for (size_t i = 0; i < e->count; i++)
		if (e->at[i].conf->mail == ENGINE_MAIL_ALL || question->has_attachment)
			ask_one(&e->at[i], a);
	asking_step(a);
	return a;
}

/* The set. */

int
engines_new(struct event_base *base, const struct conf *conf, const struct log *log, struct engines **out, struct why *why)
{
	*out = NULL;
	if (conf->engines.count == 0)
		return 0;
	struct engines *all = xcalloc(1, sizeof *all + conf->engines.count * sizeof all->at[0]);
	all->base = base;
	all->log = log;
	for (size_t i = 0; i < conf->engines.count; i++) {
		struct engine *e = &all->at[all->count++];
		e->all = all;
		e->conf = &conf->engines.at[i];
		e->driver = drivers[e->conf->kind];
		e->last = &e->first;
		e->probe_timer = event_new(base, -1, 0, on_probe_timer, e);
		e->probe_deadline = event_new(base, -1, 0, on_probe_deadline, e);
		must(e->probe_timer != NULL && e->probe_deadline != NULL);
		if (!conf_address_socket(&e->conf->address, &e->address, &e->address_len)) {
			engines_free(all);
			return why_set(why, FAULT_CONFIG, "[engine %.*s] address is unix:/PATH or ADDRESS:PORT in numbers",
			    BYTES_ARGS(conf->engines.at[i].is.name));
		}
		event_active(e->probe_timer, 0, 0);
	}
	*out = all;
	return 0;
}

void
engines_free(struct engines *all)
{
	if (all == NULL)
		return;
	for (size_t i = 0; i < all->count; i++) {
		struct engine *e = &all->at[i];
		talk_free(e->probe);
		event_free(e->probe_timer);
		event_free(e->probe_deadline);
		engine_cache_free(e->cache);
	}
	free(all);
}

enum engine_files_wanted
engines_want_files(const struct engines *e)
{
	static const enum engine_files_wanted wanted[] = { [ENGINE_GIVES_NONE] = ENGINE_FILES_NONE,
		[ENGINE_GIVES_LOCKED] = ENGINE_FILES_LOCKED, [ENGINE_GIVES_ALL] = ENGINE_FILES_ALL };
	enum engine_files_wanted most = ENGINE_FILES_NONE;
	for (size_t i = 0; i < engines_count(e); i++)
		if (wanted[e->at[i].conf->files] > most)
			most = wanted[e->at[i].conf->files];
	return most;
}

size_t
engines_count(const struct engines *e)
{
	return e != NULL ? e->count : 0;
}

void
engines_stats(const struct engines *e, size_t index, struct bytes *name, struct engine_stats *out)
{
	*name = e->at[index].conf->is.name;
	*out = e->at[index].stats;
}
