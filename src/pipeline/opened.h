/* opened: what openers found, for the next copy of the same container.
 *
 * A campaign brings one attachment a thousand times.  Only complete good results are kept; whatever killed, ended at a
 * limit or stayed locked is opened anew each time.  The key is our own SHA-256 over kind, passwords and content, since an
 * opener that was taken over may lie about its container, and must lie about no other.  A result is a sealed memfd: the
 * dissectors that read it cannot change it.  In memory only, of one process. */
#ifndef PIPELINE_OPENED_H
#define PIPELINE_OPENED_H

#include "pipeline/digest.h"
#include "wire/messages.h"

enum opened_limits {
	OPENED_ROWS = 128,            /* a descriptor each */
	OPENED_CONTAINER_MAX = 4 << 20, /* hashed in the gate's loop: 3 ms with the processor's help, 10 without */
	OPENED_RESULT_MAX = 16 << 20, /* one bomb must not push out everything else */
	OPENED_AGE_S = 600,
};

struct opened_row {
	uint8_t key[DIGEST_OCTETS];
	int fd; /* 0: empty; a result is never standard input */
	size_t octets;
	int64_t until_us; /* steady clock */
};

struct opened {
	struct opened_row at[OPENED_ROWS];
	uint32_t next;     /* the oldest; a ring */
	size_t octets;
	size_t octets_max; /* 0: nothing is kept */
};

/**
 * opened_key(o, ask, container, out): What ASK about CONTAINER is known by.
 *
 * Gives:   false where its result would not be kept: nothing is kept at all, the container is large, not sealed or
 *          cannot be read, or it is of a kind whose answer depends on the message around it (rules)
 * Cost:    reads the container once
 */
bool opened_key(const struct opened *o, const struct wire_open *ask, int container, uint8_t out[DIGEST_OCTETS]);

/**
 * opened_find(o, key, now_us): The result of the same question before.
 *
 * Gives:   its descriptor, which stays ours, or -1
 */
int opened_find(struct opened *o, const uint8_t key[DIGEST_OCTETS], int64_t now_us);

/**
 * opened_add(o, key, fd, now_us): Keep the result in FD, if it is sealed and there is room for such a one.
 *
 * Owns:    FD in any case
 */
void opened_add(struct opened *o, const uint8_t key[DIGEST_OCTETS], int fd, int64_t now_us);

/* Forget all. */
void opened_done(struct opened *o);

#endif
