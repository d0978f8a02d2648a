/* asking: questions to the keeper and its answers as wire messages.
 *
 * Who asks may have several questions open at once: the serial, his own, comes back with the answer.  After a
 * restart of either side answers to unknown serials are dropped. */
#ifndef WIRE_ASKING_H
#define WIRE_ASKING_H

#include "wire/ask.h"
#include "wire/wire.h"

/**
 * ask_send(w, fd, type, head, object, fds): Send a question (WIRE_QUESTION) or an answer (WIRE_ANSWER).
 *
 * Takes:   head    serial and kind; its body is not used
 *          object  the kind's question or answer; NULL where the kind has no question
 *          fds     stay the caller's; NULL for none
 * Fails:   as wire_send
 */
int ask_send(struct wire *w, int fd, enum wire_type type, const struct wire_question *head, const void *object,
    const struct ask_fds *fds);

/**
 * ask_read(m, a, out_head, out_object): Decode a received question or answer.
 *
 * Gives:   0; *out_head, and *out_object, the kind's struct in A with everything that it points at (NULL where
 *          the kind has no question); the body may be forgotten
 * Fails:   FAULT_INPUT: drop the peer; FAULT_LIMIT at the arena's ceiling
 */
int ask_read(const struct wire_message *m, struct arena *a, struct wire_question *out_head, void **out_object);

#endif
