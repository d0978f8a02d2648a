/* asking: questions to the keeper and its answers as wire messages, several in one where several are there.
 *
 * Who asks may have several questions open at once: the serial, his own, comes back with the answer.  After a
 * restart of either side answers to unknown serials are dropped. */
#ifndef WIRE_ASKING_H
#define WIRE_ASKING_H

#include "wire/ask.h"
#include "wire/wire.h"

/* What a question or answer costs in a frame beside its body, and how much of all goes together: one datagram. */
enum asking_limits { ASKING_OVERHEAD = 48, ASKING_TOGETHER_MAX = WIRE_FRAME_MAX - 128 };

/**
 * ask_write(type, kind, object, out): Append the body of a question (WIRE_QUESTION) or an answer (WIRE_ANSWER).
 *
 * Takes:   object  the kind's question or answer; NULL where the kind has no question
 * Fails:   never; buf_ok(out) tells whether it fitted
 */
void ask_write(enum wire_type type, uint32_t kind, const void *object, struct buf *out);

/**
 * ask_send_all(w, fd, type, all, count, fds): Send COUNT of them in one frame.
 *
 * Takes:   all  with their bodies; more than one: at most WIRE_QUESTIONS_MAX, and with ASKING_OVERHEAD for each at most
 *               ASKING_TOGETHER_MAX octets
 *          fds  of the only one; stay the caller's; NULL for none
 * Fails:   as wire_send
 */
int ask_send_all(struct wire *w, int fd, enum wire_type type, const struct wire_question *all, size_t count,
    const struct ask_fds *fds);

/**
 * ask_send(w, fd, type, head, object, fds): Send one.
 *
 * Takes:   head    serial and kind; its body is not used
 *          object  as of ask_write
 *          fds     stay the caller's; NULL for none
 * Fails:   as wire_send
 */
int ask_send(struct wire *w, int fd, enum wire_type type, const struct wire_question *head, const void *object,
    const struct ask_fds *fds);

/**
 * ask_read_all(m, a, out): The questions or answers of a frame; their bodies stand in it.
 *
 * Fails:   FAULT_INPUT: drop the peer
 */
int ask_read_all(const struct wire_message *m, struct arena *a, struct wire_questions *out);

/**
 * ask_read_one(type, head, a, out_object): Decode one of them.
 *
 * Gives:   0; *out_object, the kind's struct in A with everything that it points at (NULL where
 *          the kind has no question); the body may be forgotten
 * Fails:   FAULT_INPUT: drop the peer; FAULT_LIMIT at the arena's ceiling
 */
int ask_read_one(enum wire_type type, const struct wire_question *head, struct arena *a, void **out_object);

/**
 * ask_read(m, a, out_head, out_object): Both, for a frame with one.
 */
int ask_read(const struct wire_message *m, struct arena *a, struct wire_question *out_head, void **out_object);

#endif
