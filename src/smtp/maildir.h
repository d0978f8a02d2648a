/* maildir: messages into Maildirs, by a thread of their own, as many together as wait.
 *
 * A message is written under tmp/, synced, renamed into new/, and new/ is synced; then it was delivered.  A disk
 * takes milliseconds for that, which would hold up every session, so a thread waits for it; meanwhile the next
 * batch gathers.  All of a batch are written before the first is synced (the journal then carries most of them at
 * once), and each new/ is synced once.  Names are ours alone.  Where no thread can be had the loop waits itself. */
#ifndef SMTP_MAILDIR_H
#define SMTP_MAILDIR_H

#include <event2/event.h>

#include "base/fault.h"
#include "front/outgoing.h"

enum maildir_limits {
	MAILDIR_BATCH_MAX = 64, /* written together */
	MAILDIR_NAME_MAX = 400,
};

struct maildir_message {
	const char *path;     /* the Maildir; made where it is missing */
	struct bytes envelope; /* header lines in front of it */
	struct outgoing *message;
	int fault;            /* out: 0 when it is on the disk under its name in new/ */
	/* inside */
	int fd, tmp, new;
	bool owns_folders;
	char name[MAILDIR_NAME_MAX];
};

/**
 * maildir_deliver(all, count, hostname): Deliver COUNT messages (at most MAILDIR_BATCH_MAX).
 *
 * Gives:   in each ->fault 0, FAULT_SYSTEM or what durable_directory says; what failed leaves no file behind
 */
void maildir_deliver(struct maildir_message *all, size_t count, const char *hostname);

struct maildir_writer;

/**
 * maildir_writer_new(base, hostname, done, context): A thread that waits for batches; DONE is called from BASE's loop.
 *
 * Takes:   call it when the jail stands: a thread that is older would be outside of it
 */
struct maildir_writer *maildir_writer_new(struct event_base *base, const char *hostname, void (*done)(void *context),
    void *context);

/* Begin a batch, which nobody touches until DONE is called or maildir_writer_wait has returned; one at a time. */
void maildir_writer_begin(struct maildir_writer *w, struct maildir_message *all, size_t count);

/* Wait here until the batch is written. */
void maildir_writer_wait(struct maildir_writer *w);

/* The batch is finished first; DONE does not come any more. */
void maildir_writer_free(struct maildir_writer *w);

#endif
