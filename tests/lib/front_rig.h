/* front_rig: what the rigs of all fronts share: a client on a socketpair, on one event loop with the front, and a judge
 * whose answer waits until the test lets it go. */
#ifndef TESTS_FRONT_RIG_H
#define TESTS_FRONT_RIG_H

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/must.h"
#include "front/ticket.h"
#include "sys/blob.h"

static inline void
front_rig_copy(char *to, size_t room, struct bytes text)
{
	(void)snprintf(to, room, "%.*s", BYTES_ARGS(bytes_to(text, room - 1)));
}

/* All of MESSAGE. */
static inline void
front_rig_read(struct blob *message, struct buf *out)
{
	struct bytes octets;
	must(blob_octets(message, &octets) == 0);
	buf_clear(out);
	buf_add(out, octets);
	must(buf_ok(out));
}

/* The judge answers whom he lets wait; nobody may wait. */
static inline void
front_rig_judge(struct gate_ticket **waiting, const struct gate_answer *answer)
{
	struct gate_ticket *ticket = *waiting;
	*waiting = NULL;
	if (ticket != NULL)
		gate_answer(ticket, answer);
}

/* The judge is asked; gives way to one whom nobody waits for any more. */
static inline void
front_rig_wait(struct gate_ticket **waiting, struct gate_ticket *ticket, const struct gate_answer *answer, bool is_late)
{
	front_rig_judge(waiting, answer);
	*waiting = ticket;
	if (!is_late)
		front_rig_judge(waiting, answer);
}

/* A new connection in the place of *CLIENT; gives the front's side. */
static inline int
front_rig_pair(int *client, struct buf *said)
{
	int pair[2];
	if (*client >= 0)
		(void)close(*client);
	must(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) == 0);
	*client = pair[0];
	buf_clear(said);
	return pair[1];
}

/* COUNT turns of the loop, and what is heard in them.  Gives: the front has hung up. */
static inline bool
front_rig_turns(struct event_base *base, int client, struct buf *said, int count)
{
	bool has_ended = false;
	for (; count > 0; count--) {
		(void)event_base_loop(base, EVLOOP_NONBLOCK);
		uint8_t *room = buf_reserve(said, 65536);
		ssize_t n = room != NULL ? recv(client, room, 65536, MSG_DONTWAIT) : -1;
		said->len += n > 0 ? (size_t)n : 0;
		has_ended |= n == 0;
	}
	return has_ended;
}

/* Send some of *OCTETS; false: it hung up, or nobody reads and MAY_STALL. */
static inline bool
front_rig_send(int client, struct bytes *octets, bool may_stall)
{
	ssize_t n = send(client, octets->at, octets->len, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n <= 0 && (errno == EPIPE || errno == ECONNRESET || may_stall))
		return false;
	*octets = bytes_from(*octets, n > 0 ? (size_t)n : 0);
	return true;
}

#endif
