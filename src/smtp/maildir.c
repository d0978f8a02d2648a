#include "smtp/maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/must.h"
#include "sys/clock.h"
#include "sys/durable.h"
#include "sys/fd.h"

static int
folder(const char *path, const char *name)
{
	char whole[4200];
	(void)snprintf(whole, sizeof whole, "%s/%s", path, name);
	return durable_directory(whole, 0700, NULL);
}

/* Of the message before it that goes to the same place, or its own. */
static int
open_folders(struct maildir_message *all, struct maildir_message *m)
{
	for (struct maildir_message *other = all; other != m; other++) {
		if (other->owns_folders && strcmp(other->path, m->path) == 0) {
			m->tmp = other->tmp;
			m->new = other->new;
			return 0;
		}
	}
	m->owns_folders = true;
	m->tmp = folder(m->path, "tmp");
	m->new = folder(m->path, "new");
	OWN_FD int cur = folder(m->path, "cur");
	return m->tmp < 0 ? m->tmp : m->new < 0 ? m->new : cur < 0 ? cur : 0;
}

static int
write_message(struct maildir_message *m, const char *hostname)
{
	uint64_t unique[2];
	if (getrandom(unique, sizeof unique, 0) != sizeof unique)
		return FAULT_SYSTEM;
	(void)snprintf(m->name, sizeof m->name, "%lld.%016llx%016llx.%.200s", (long long)(clock_wall_ms() / 1000),
	    (unsigned long long)unique[0], (unsigned long long)unique[1], hostname);
	m->fd = openat(m->tmp, m->name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (m->fd < 0 || fd_write_all(m->fd, m->envelope) != 0)
		return FAULT_SYSTEM;
	outgoing_start(m->message, false);
	for (int count; (count = outgoing_next(m->message)) != 0;) {
		ssize_t n = writev(m->fd, m->message->vec, count);
		if (n < 0 && errno != EINTR)
			return FAULT_SYSTEM;
		outgoing_sent(m->message, n > 0 ? (size_t)n : 0);
	}
	(void)sync_file_range(m->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	return 0;
}

/* Without the last step the names may be lost with the power; then nothing was delivered (DESIGN s1.1). */
static void
sync_names(struct maildir_message *all, size_t count, const struct maildir_message *owner)
{
	if (fsync(owner->new) == 0)
		return;
	for (size_t i = 0; i < count; i++) {
		if (all[i].new != owner->new || all[i].fault != 0)
			continue;
		(void)unlinkat(all[i].new, all[i].name, 0);
		all[i].fault = FAULT_SYSTEM;
	}
}

void
maildir_deliver(struct maildir_message *all, size_t count, const char *hostname)
{
	must(count <= MAILDIR_BATCH_MAX);
	for (size_t i = 0; i < count; i++) {
		struct maildir_message *m = &all[i];
		m->fd = m->tmp = m->new = -1;
		m->owns_folders = false;
		m->fault = open_folders(all, m);
		if (m->fault == 0)
			m->fault = write_message(m, hostname);
	}
	for (size_t i = 0; i < count; i++) {
		struct maildir_message *m = &all[i];
		if (m->fault == 0 && (fsync(m->fd) != 0 || renameat(m->tmp, m->name, m->new, m->name) != 0))
			m->fault = FAULT_SYSTEM;
		if (m->fault != 0 && m->fd >= 0)
			(void)unlinkat(m->tmp, m->name, 0);
		fd_close(&m->fd);
	}
	for (size_t i = 0; i < count; i++)
		if (all[i].owns_folders && all[i].new >= 0)
			sync_names(all, count, &all[i]);
	for (size_t i = 0; i < count; i++) {
		if (!all[i].owns_folders)
			continue;
		fd_close(&all[i].tmp);
		fd_close(&all[i].new);
	}
}

/* -- the thread -- */

struct maildir_writer {
	const char *hostname;
	void (*done)(void *context);
	void *context;
	struct event *told;
	int tells;
	pthread_t thread;
	bool has_thread;
	pthread_mutex_t lock;
	pthread_cond_t turn;
	/* under the lock */
	struct maildir_message *all;
	size_t count; /* 0: nothing to do */
	bool is_ending;
};

static void *
work(void *arg)
{
	struct maildir_writer *w = arg;
	(void)pthread_mutex_lock(&w->lock);
	for (;;) {
		while (w->count == 0 && !w->is_ending)
			(void)pthread_cond_wait(&w->turn, &w->lock);
		if (w->count == 0)
			break;
		struct maildir_message *all = w->all;
		size_t count = w->count;
		(void)pthread_mutex_unlock(&w->lock);
		maildir_deliver(all, count, w->hostname);
		(void)pthread_mutex_lock(&w->lock);
		w->count = 0;
		(void)pthread_cond_broadcast(&w->turn);
		(void)eventfd_write(w->tells, 1);
	}
	(void)pthread_mutex_unlock(&w->lock);
	return NULL;
}

static void
on_told(evutil_socket_t fd, short what, void *arg)
{
	struct maildir_writer *w = arg;
	eventfd_t times;
	if (eventfd_read(w->tells, &times) == 0)
		w->done(w->context);
}

struct maildir_writer *
maildir_writer_new(struct event_base *base, const char *hostname, void (*done)(void *context), void *context)
{
	struct maildir_writer *w = xcalloc(1, sizeof *w);
	sigset_t all, before;
	*w = (struct maildir_writer){ .hostname = hostname, .done = done, .context = context };
	w->tells = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	must(w->tells >= 0);
	w->told = event_new(base, w->tells, EV_READ | EV_PERSIST, on_told, w);
	must(w->told != NULL && event_add(w->told, NULL) == 0);
	must(pthread_mutex_init(&w->lock, NULL) == 0 && pthread_cond_init(&w->turn, NULL) == 0);
	/* Signals are the loop's. */
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	w->has_thread = pthread_create(&w->thread, NULL, work, w) == 0;
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return w;
}

void
maildir_writer_begin(struct maildir_writer *w, struct maildir_message *all, size_t count)
{
	if (!w->has_thread) {
		maildir_deliver(all, count, w->hostname);
		(void)eventfd_write(w->tells, 1);
		return;
	}
	(void)pthread_mutex_lock(&w->lock);
	must(w->count == 0);
	w->all = all;
	w->count = count;
	(void)pthread_cond_broadcast(&w->turn);
	(void)pthread_mutex_unlock(&w->lock);
}

void
maildir_writer_wait(struct maildir_writer *w)
{
	(void)pthread_mutex_lock(&w->lock);
	while (w->count != 0)
		(void)pthread_cond_wait(&w->turn, &w->lock);
	(void)pthread_mutex_unlock(&w->lock);
}

void
maildir_writer_free(struct maildir_writer *w)
{
	if (w == NULL)
		return;
	(void)pthread_mutex_lock(&w->lock);
	w->is_ending = true;
	(void)pthread_cond_broadcast(&w->turn);
	(void)pthread_mutex_unlock(&w->lock);
	if (w->has_thread)
		(void)pthread_join(w->thread, NULL);
	(void)pthread_mutex_destroy(&w->lock);
	(void)pthread_cond_destroy(&w->turn);
	event_free(w->told);
	(void)close(w->tells);
	free(w);
}
