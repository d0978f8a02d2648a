/* link: one connection, plain or TLS, without a thread and almost without memory while it is idle.
 *
 * Octets are read into one scratch buffer of the loop; what the owner does not take is kept (at most
 * LINK_KEEP_MAX), what is paused is not read, so the sender waits and not our memory.  Output is gathered and
 * written once, when the event has been dealt with.  An owner that ends inside one of its own callbacks is
 * freed after the event (link_bury), never under somebody's feet.
 *
 * STARTTLS: link_secure() throws away what was received before the handshake (CVE-2011-0411). */
#ifndef FRONT_LINK_H
#define FRONT_LINK_H

#include <event2/event.h>
#include <event2/event_struct.h>
#include <openssl/ssl.h>
#include <sys/uio.h>

#include "base/buf.h"

enum link_limits {
	LINK_SCRATCH = 65536,
	LINK_KEEP_MAX = 4 * LINK_SCRATCH,
	LINK_OUT_MAX = 1 << 20, /* replies only; bodies go by link_writev */
};

struct link;

struct link_ops {
	/* Take octets off the front of DATA; how many were taken. */
	size_t (*on_input)(void *owner, struct bytes data);
	void (*on_writable)(void *owner); /* after link_want_write: everything gathered is out */
	void (*on_secure)(void *owner);   /* the TLS handshake is done */
	void (*on_timeout)(void *owner);
	void (*on_closed)(void *owner);   /* the other side is gone, or the connection is broken */
	/* It says no more, but may still listen (plain connections only); NULL: that is the end, too. */
	void (*on_end)(void *owner);
};

struct link_loop {
	struct event_base *base;
	uint8_t *scratch;
	struct link *dirty;
	struct link *buried;
	unsigned depth; /* callbacks of links on the stack */
};

struct link {
	struct link_loop *loop;
	const struct link_ops *ops;
	void *owner;
	int fd;
	SSL *ssl;
	SSL *starting; /* the handshake waits for the output to be gone */
	struct event reading;
	struct event writing;
	struct event timer;
	int64_t deadline_us; /* 0: none */
	int64_t timer_us;    /* when the timer is set to ring, 0: it is not */
	struct buf in;
	struct buf out;
	bool paused;
	bool is_deaf;    /* paused, and the read event is not set */
	bool handshaking;
	bool wants_write;
	bool is_dirty;
	bool is_closed;
	bool is_writing; /* the write event is set */
	bool in_input;
	bool peeks;      /* what on_input leaves stays in the kernel, for TLS to read; while it takes nothing, all is kept */
	struct link *next_dirty;
	struct link *next_buried;
	void (*free_owner)(void *owner);
};

void link_loop_init(struct link_loop *loop, struct event_base *base);
void link_loop_done(struct link_loop *loop);

/**
 * link_loop_settle(loop): Write what was gathered and free what was buried; at the end of everything that is
 * not called by a link (timers, answers of the judge).
 */
void link_loop_settle(struct link_loop *loop);

/**
 * link_open(l, loop, fd, ops, owner): Take over the connected, non-blocking socket FD.
 */
void link_open(struct link *l, struct link_loop *loop, int fd, const struct link_ops *ops, void *owner);

/* End the connection now; with IS_ABORT by RST, so that the other side sees no regular end.  No callback comes. */
void link_close(struct link *l, bool is_abort);

/* We shall say nothing more; what the other side still says is read.  All that was gathered must be out. */
void link_finish(struct link *l);

/* Free the owner after this event. */
void link_bury(struct link *l, void (*free_owner)(void *owner));

/* Gather output; it is written when the event is over. */
void link_send(struct link *l, struct bytes b);
void link_sendf(struct link *l, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Write what was gathered; true when nothing is left. */
bool link_flush(struct link *l);

/**
 * link_writev(l, parts, count): Write without gathering.
 *
 * Gives:   octets written, 0 when the other side must first take more (on_writable comes)
 * Fails:   -1: broken
 */
ssize_t link_writev(struct link *l, const struct iovec *parts, int count);

/* Ask for on_writable. */
void link_want_write(struct link *l);

/* Stop and go on with input. */
void link_pause(struct link *l);
void link_resume(struct link *l);

/* Is there input that nobody has taken, kept or still in the kernel? */
bool link_has_input(struct link *l);

/**
 * link_secure(l, ctx, is_server, name): Begin TLS; kept input is thrown away.
 *
 * Takes:   name  of the server that a client asks for, may be NULL
 */
void link_secure(struct link *l, SSL_CTX *ctx, bool is_server, const char *name);

/* on_timeout comes MS from now; 0: never. */
void link_deadline(struct link *l, int64_t ms);

#endif
