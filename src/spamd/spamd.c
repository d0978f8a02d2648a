#include "spamd/spamd.h"

#include <stdlib.h>
#include <sys/random.h>

#include "base/must.h"
#include "spamd/inside.h"
#include "sys/fd.h"

struct spamd *
spamd_new(const struct front_options *options)
{
	struct spamd *s = xcalloc(1, sizeof *s);
	s->options = *options;
	s->conf = options->conf;
	s->authserv_id = s->conf->identity.authserv_id;
	if (s->authserv_id.len == 0)
		s->authserv_id = bytes_of_cstr(options->hostname);
	must(getrandom(&s->instance, sizeof s->instance, 0) == (ssize_t)sizeof s->instance);
	link_loop_init(&s->loop, options->base);
	return s;
}

static struct spamd_listener *
listener_of(struct spamd *s, const struct conf_listener *conf)
{
	for (struct spamd_listener *l = s->listeners; l != NULL; l = l->next)
		if (l->conf == conf)
			return l;
	struct spamd_listener *l = xcalloc(1, sizeof *l);
	*l = (struct spamd_listener){ .spamd = s, .conf = conf, .next = s->listeners };
	s->listeners = l;
	return l;
}

static void
on_client(void *owner, int fd, const struct sockaddr *peer)
{
	spamd_session_new(owner, fd);
}

void
spamd_listen(struct spamd *s, const struct conf_listener *conf, int fd, SSL_CTX *tls)
{
	struct spamd_listener *l = listener_of(s, conf);
	const struct acceptor_options options = { .loop = &s->loop, .reserve = (int)s->conf->limits.reserve_descriptors,
		.on_client = on_client, .owner = l };
	l->tls = tls;
	l->acceptor = acceptor_new(&options, fd);
}

void
spamd_serve(struct spamd *s, const struct conf_listener *conf, int fd)
{
	must(fd_nonblocking(fd, true) == 0);
	spamd_session_new(listener_of(s, conf), fd);
	link_loop_settle(&s->loop);
}

size_t
spamd_sessions(const struct spamd *s)
{
	return s->drain.count;
}

void
spamd_drain(struct spamd *s, void (*done)(void *context), void *context)
{
	drain_begin(&s->drain, done, context);
	for (struct spamd_listener *l = s->listeners; l != NULL; l = l->next) {
		acceptor_free(l->acceptor);
		l->acceptor = NULL;
	}
	drain_check(&s->drain);
}

void
spamd_free(struct spamd *s)
{
	if (s == NULL)
		return;
	s->drain.done = NULL;
	while (s->sessions != NULL)
		spamd_session_end(s->sessions);
	link_loop_settle(&s->loop);
	while (s->listeners != NULL) {
		struct spamd_listener *l = s->listeners;
		s->listeners = l->next;
		acceptor_free(l->acceptor);
		SSL_CTX_free(l->tls);
		free(l);
	}
	link_loop_done(&s->loop);
	free(s);
}
