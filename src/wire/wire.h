/* wire: typed frames between roles, over SOCK_SEQPACKET socketpairs.
 *
 * One datagram is one message: a header of 12 octets (u16 version, u16 type, u32 payload octets, u32 flags), the
 * payload in the schema's binary form, descriptors as SCM_RIGHTS.  A payload that does not fit into
 * WIRE_FRAME_MAX travels in a sealed memfd, which is then the first descriptor; the receiver checks the seals
 * and the size and copies it, so the sender can change nothing afterwards.
 *
 * Who receives treats the sender as an attacker: version, type, receiver, length, number of descriptors and
 * every field are checked; surplus descriptors are closed.  FAULT_INPUT from here means: drop this peer.
 * Works on blocking and non-blocking sockets. */
#ifndef WIRE_WIRE_H
#define WIRE_WIRE_H

#include "wire/messages.h"

/* Scratch memory of one process for all its sockets, and who it is. */
struct wire;

/* A message that was received.  It owns its descriptors until they are taken with fd_take(&m.fds[i]). */
struct wire_message {
	const struct wire_kind *kind;
	enum wire_type type;
	struct bytes payload; /* valid until the next wire_recv on the same struct wire */
	int fds[WIRE_FDS_MAX]; /* -1 where there is none */
	size_t fd_count;
};

/**
 * wire_new(me): Scratch memory for a process that receives what is meant for ME.
 *
 * Takes:   me  bits of enum wire_role
 * Owns:    the caller frees it with wire_free
 */
struct wire *wire_new(uint32_t me);
void wire_free(struct wire *w);

/**
 * wire_send(w, fd, type, object, fds, count): Send one message.
 *
 * Takes:   object  the struct of TYPE
 *          fds     descriptors to pass, which stay the caller's; their number must fit TYPE
 * Gives:   0: the kernel has all of it (a message is never sent in part)
 * Fails:   FAULT_LATER  the socket is non-blocking and full: try again when it is writable
 *          FAULT_LIMIT  the object is larger than its type allows
 *          FAULT_SYSTEM the peer is gone, or the kernel refuses (errno)
 * Cost:    one copy of the payload, one system call (five when it goes into a memfd)
 */
int wire_send(struct wire *w, int fd, enum wire_type type, const void *object, const int *fds, size_t count);

/**
 * wire_recv(w, fd, out): Receive one message.
 *
 * Gives:   1: *out holds it; wire_message_done(out) closes what was not taken
 *          0: nothing there (non-blocking socket)
 * Fails:   FAULT_ABSENT the peer has closed
 *          FAULT_INPUT  not a message, or not one that we take: drop the peer; its descriptors are closed
 *          FAULT_SYSTEM
 */
int wire_recv(struct wire *w, int fd, struct wire_message *out);

/**
 * wire_message_done(m): Close the descriptors that nobody took.
 */
void wire_message_done(struct wire_message *m);

/**
 * wire_read(m, arena, out_object): Decode the payload into the struct of m->type.
 *
 * Takes:   out_object  zeroed
 * Gives:   0; texts point into the payload (see struct wire_message), lists live in ARENA
 * Fails:   FAULT_INPUT: drop the peer; FAULT_LIMIT at the arena's ceiling
 */
int wire_read(const struct wire_message *m, struct arena *arena, void *out_object);

/* The octets that a socket carries, for the fuzz target: the checks of wire_recv without a socket. */
int wire_check_frame(uint32_t me, struct bytes frame, size_t fd_count, struct wire_message *out, bool *out_in_memfd,
    uint32_t *out_size);

#endif
