#include "front/acceptor.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/must.h"
#include "sys/fd.h"

static void
on_retry(evutil_socket_t fd, short what, void *arg)
{
	struct acceptor *a = arg;
	(void)event_add(a->accepting, NULL);
}

static void
release(struct acceptor *a)
{
	event_free(a->accepting);
	event_free(a->retry);
	fd_close(&a->fd);
	free(a);
}

/* One client, or none; false: enough for now. */
static bool
take_one(struct acceptor *a)
{
	static const struct timeval pause = { .tv_usec = 200000 };
	const struct acceptor_options *o = &a->options;
	struct sockaddr_storage peer = { 0 };
	socklen_t len = sizeof peer;
	int client = accept4(a->fd, (struct sockaddr *)&peer, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (client < 0 && (errno == EINTR || errno == ECONNABORTED))
		return true;
	bool is_short = client < 0 ? errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS
	                           : client > a->descriptors_max - o->reserve;
	if (is_short) {
		if (client >= 0 && o->sorry.len != 0)
			(void)send(client, o->sorry.at, o->sorry.len, MSG_NOSIGNAL | MSG_DONTWAIT);
		if (client >= 0)
			(void)close(client);
		(void)event_del(a->accepting);
		(void)event_add(a->retry, &pause);
		return false;
	}
	if (client < 0)
		return false;
	o->on_client(o->owner, client, (const struct sockaddr *)&peer);
	return true;
}

static void
on_accept(evutil_socket_t fd, short what, void *arg)
{
	struct acceptor *a = arg;
	struct link_loop *loop = a->options.loop;
	a->is_accepting = true;
	for (int i = 0; i < ACCEPTOR_BATCH && !a->is_going && take_one(a); i++)
		;
	a->is_accepting = false;
	if (a->is_going)
		release(a);
	link_loop_settle(loop);
}

struct acceptor *
acceptor_new(const struct acceptor_options *options, int fd)
{
	struct acceptor *a = xcalloc(1, sizeof *a);
	struct rlimit descriptors;
	must(getrlimit(RLIMIT_NOFILE, &descriptors) == 0);
	*a = (struct acceptor){ .options = *options, .fd = fd,
		.descriptors_max = descriptors.rlim_cur > INT32_MAX ? INT32_MAX : (int)descriptors.rlim_cur };
	must(fd_nonblocking(fd, true) == 0);
	a->accepting = event_new(options->loop->base, fd, EV_READ | EV_PERSIST, on_accept, a);
	a->retry = evtimer_new(options->loop->base, on_retry, a);
	must(a->accepting != NULL && a->retry != NULL && event_add(a->accepting, NULL) == 0);
	return a;
}

void
acceptor_free(struct acceptor *a)
{
	if (a == NULL)
		return;
	a->is_going = true;
	if (!a->is_accepting)
		release(a);
}
