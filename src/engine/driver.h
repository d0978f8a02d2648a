/* driver: how one kind of engine is spoken to.  Pure: octets to be sent, octets that came; engine.c owns the socket, the
 * time and the queue.
 *
 * One connection carries one question: the version, or one message.  A new kind is one file with a
 * `const struct engine_driver`, one word in conf's engine_kinds and one row of the table in engine.c. */
#ifndef ENGINE_DRIVER_H
#define ENGINE_DRIVER_H

#include "base/buf.h"
#include "casefile/engine.h"

enum engine_driver_limits {
	ENGINE_REPLY_MAX = 4096,    /* octets of an answer; clamd's have under 300 */
	ENGINE_PIECE_MAX = 1 << 16, /* octets of the message framed at once */
	ENGINE_FRAME_MAX = 64,      /* octets that a driver writes around a piece, or before and after all of them */
};

/* What an answer says. */
struct engine_word {
	enum engine_status status; /* clean, found, failed or too large */
	struct bytes text;         /* the version, the signature, or why it failed; inside the answer */
};

struct engine_driver {
	void (*ask_version)(struct buf *out);
	void (*begin)(struct buf *out);                     /* before the message */
	void (*piece)(struct bytes octets, struct buf *out); /* of it, not empty */
	void (*end)(struct buf *out);
	/**
	 * read_version(in, out), read_verdict(in, out): Read an answer of which IN has come.
	 *
	 * Gives:   1 and *out; 0: more must come
	 * Fails:   FAULT_INPUT: no engine of this kind says that
	 */
	int (*read_version)(struct bytes in, struct engine_word *out);
	int (*read_verdict)(struct bytes in, struct engine_word *out);
};

#endif
