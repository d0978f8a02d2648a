/* client: a command-line tool's way to the keeper.
 *
 * While the service runs it has the data directory, and the tool asks through its control socket; else the tool
 * is the keeper for a moment. */
#ifndef KEEPER_CLIENT_H
#define KEEPER_CLIENT_H

#include "keeper/keeper.h"

struct client;

enum client_limits {
	CLIENT_WAIT_S = 600, /* a rebuild of a large quarantine */
	CLIENT_TRIES = 50,   /* to reach a keeper that starts */
	CLIENT_TRY_MS = 100,
};

/**
 * client_open(options, out, why): Reach the keeper of options->data.
 *
 * Fails:   FAULT_ABSENT  there is no such directory (it is not made), or nobody answers in it
 *          else as keeper_open
 */
int client_open(const struct keeper_options *options, struct client **out, struct why *why);
void client_close(struct client *c);

/**
 * client_ask(c, kind, question, fds, a, out_answer, why): Ask and wait.
 *
 * Takes:   fds  in: with ASK_HOLD; out: the answer's descriptors, which the caller closes
 * Gives:   0 and *out_answer, the kind's answer in A
 * Fails:   the answer's own fault, its sentence in *why
 */
int client_ask(struct client *c, enum ask_kind kind, const void *question, struct ask_fds *fds, struct arena *a,
    void **out_answer, struct why *why);

#endif
