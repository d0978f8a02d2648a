#include "milter/milter.h"

#include <stdlib.h>
#include <sys/random.h>

#include "base/must.h"
#include "milter/inside.h"
#include "sys/fd.h"

struct milter *
milter_new(const struct front_options *options)
{
	struct milter *m = xcalloc(1, sizeof *m);
	m->options = *options;
	m->conf = options->conf;
	m->authserv_id = m->conf->identity.authserv_id;
	if (m->authserv_id.len == 0)
		m->authserv_id = bytes_of_cstr(options->hostname);
	must(getrandom(&m->instance, sizeof m->instance, 0) == (ssize_t)sizeof m->instance);
	link_loop_init(&m->loop, options->base);
	return m;
}

static struct milter_listener *
listener_of(struct milter *m, const struct conf_listener *conf)
{
	for (struct milter_listener *l = m->listeners; l != NULL; l = l->next)
		if (l->conf == conf)
			return l;
	struct milter_listener *l = xcalloc(1, sizeof *l);
	*l = (struct milter_listener){ .milter = m, .conf = conf, .next = m->listeners };
	m->listeners = l;
	return l;
}

static void
on_client(void *owner, int fd, const struct sockaddr *peer)
{
	milter_session_new(owner, fd);
}

void
milter_listen(struct milter *m, const struct conf_listener *conf, int fd)
{
	struct milter_listener *l = listener_of(m, conf);
	const struct acceptor_options options = { .loop = &m->loop, .reserve = (int)m->conf->limits.reserve_descriptors,
		.on_client = on_client, .owner = l };
	l->acceptor = acceptor_new(&options, fd);
}

void
milter_serve(struct milter *m, const struct conf_listener *conf, int fd)
{
	must(fd_nonblocking(fd, true) == 0);
	milter_session_new(listener_of(m, conf), fd);
	link_loop_settle(&m->loop);
}

size_t
milter_sessions(const struct milter *m)
{
	return m->drain.count;
}

void
milter_drain(struct milter *m, void (*done)(void *context), void *context)
{
	drain_begin(&m->drain, done, context);
	for (struct milter_listener *l = m->listeners; l != NULL; l = l->next) {
		acceptor_free(l->acceptor);
		l->acceptor = NULL;
	}
	for (struct milter_session *s = m->sessions, *next; s != NULL; s = next) {
		next = s->next;
		if (s->state == MILTER_NEW || (s->state == MILTER_IDLE && !s->has_client))
			milter_session_end(s);
		else if (s->state != MILTER_JUDGE)
			link_deadline(&s->link, MILTER_DRAIN_MS);
	}
	link_loop_settle(&m->loop);
	drain_check(&m->drain);
}

void
milter_free(struct milter *m)
{
	if (m == NULL)
		return;
	m->drain.done = NULL;
	while (m->sessions != NULL)
		milter_session_end(m->sessions);
	link_loop_settle(&m->loop);
	while (m->listeners != NULL) {
		struct milter_listener *l = m->listeners;
		m->listeners = l->next;
		acceptor_free(l->acceptor);
		free(l);
	}
	link_loop_done(&m->loop);
	free(m);
}
