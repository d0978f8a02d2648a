/* acceptor: takes connections off a listening socket.
 *
 * At most ACCEPTOR_BATCH at one wake-up, so that a flood does not starve the sessions that there are.  Where
 * descriptors are short, those that are left are for messages under way; clients wait in the kernel's queue. */
#ifndef FRONT_ACCEPTOR_H
#define FRONT_ACCEPTOR_H

#include <event2/event.h>
#include <sys/socket.h>

#include "front/link.h"

enum { ACCEPTOR_BATCH = 64 };

struct acceptor_options {
	struct link_loop *loop;
	int reserve;           /* descriptors that are kept free */
	struct bytes sorry;    /* told to the one client that was taken to find out that they are short; "": nothing */
	void (*on_client)(void *owner, int fd, const struct sockaddr *peer); /* FD is the owner's, non-blocking */
	void *owner;
};

struct acceptor {
	struct acceptor_options options;
	struct event *accepting;
	struct event *retry; /* after EMFILE */
	int fd;
	int descriptors_max;
	bool is_going;       /* on_client ended us */
	bool is_accepting;
};

/**
 * acceptor_new(options, fd): Take connections of FD, bound and listening, which is owned from now on.
 */
struct acceptor *acceptor_new(const struct acceptor_options *options, int fd);

/* Take no more, and close; NULL is fine. */
void acceptor_free(struct acceptor *a);

#endif
