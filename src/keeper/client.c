#include "keeper/client.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"
#include "keeper/control.h"
#include "sys/fd.h"
#include "wire/asking.h"

struct client {
	struct keeper *keeper; /* we are it, or: */
	int fd;
	struct wire *wire;
	uint64_t serial;
};

int
client_open(const struct keeper_options *options, struct client **out, struct why *why)
{
	struct client *c = xcalloc(1, sizeof *c);
	c->fd = -1;
	int fault = 0;
	if (access(options->data, F_OK) != 0)
		fault = why_set(why, FAULT_ABSENT, "%s: no data directory", options->data);
	else
		fault = keeper_open(options, &c->keeper, why);
	/* A keeper that has just started has the lock before it listens. */
	for (int i = 0; fault == FAULT_LATER && c->fd < 0; i++) {
		c->fd = control_connect(options->data, why);
		if (c->fd >= 0)
			fault = 0;
		else if (i == CLIENT_TRIES)
			fault = c->fd;
		else
			(void)poll(NULL, 0, CLIENT_TRY_MS);
	}
	if (fault == 0 && c->fd >= 0) {
		const struct timeval wait = { .tv_sec = CLIENT_WAIT_S };
		c->wire = wire_new(WIRE_TO_CONSOLE);
		must(setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait) == 0);
	}
	if (fault != 0) {
		client_close(c);
		return fault;
	}
	*out = c;
	return 0;
}

void
client_close(struct client *c)
{
	if (c == NULL)
		return;
	keeper_close(c->keeper);
	wire_free(c->wire);
	fd_close(&c->fd);
	free(c);
}

static int
ask_over_socket(struct client *c, enum ask_kind kind, const void *question, struct ask_fds *fds, struct arena *a,
    void **out_answer)
{
	struct wire_question head = { .serial = ++c->serial, .kind = kind }, got;
	struct wire_message m;
	int fault = ask_send(c->wire, c->fd, WIRE_QUESTION, &head, question, fds);
	if (fds != NULL)
		fds->count = 0;
	if (fault != 0 || kind == ASK_EVENT)
		return fault;
	int received = wire_recv(c->wire, c->fd, &m);
	if (received <= 0)
		return received == 0 ? FAULT_LATER : received;
	fault = ask_read(&m, a, &got, out_answer);
	if (fault == 0 && (m.type != WIRE_ANSWER || got.serial != head.serial || got.kind != head.kind))
		fault = FAULT_INPUT;
	for (size_t i = 0; fault == 0 && fds != NULL && i < m.fd_count; i++)
		fds->at[fds->count++] = fd_take(&m.fds[i]);
	wire_message_done(&m);
	return fault;
}

int
client_ask(struct client *c, enum ask_kind kind, const void *question, struct ask_fds *fds, struct arena *a,
    void **out_answer, struct why *why)
{
	struct ask_fds none = { .count = 0 };
	if (fds != NULL && ask_kinds[kind].fds_in == 0)
		fds->count = 0;
	*out_answer = arena_get(a, 1, ask_kinds[kind].answer->size);
	if (*out_answer == NULL)
		return why_set(why, FAULT_LIMIT, "no room for the answer");
	if (c->keeper != NULL) {
		keeper_answer(c->keeper, kind, question, fds != NULL ? fds : &none, a, *out_answer);
		for (size_t i = 0; fds == NULL && i < none.count; i++)
			fd_close(&none.at[i]);
	} else {
		int fault = ask_over_socket(c, kind, question, fds, a, out_answer);
		if (fault != 0)
			return why_set(why, fault, "the keeper did not answer (%s)", fault_name(fault));
	}
	const struct answer *head = *out_answer;
	return head->fault == 0 ? 0 : why_set(why, -(int)head->fault, "%.*s", BYTES_ARGS(head->why));
}
