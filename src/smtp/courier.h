/* courier: a mail of ours on its way to a next hop, without a client.
 *
 * What was released from quarantine goes out by the same connections as live mail, and is not judged again.  The
 * original is kept but for forged lines of ours (X-Postern-Verdict, X-Postern-Released, Authentication-Results in
 * our name); a Received and an X-Postern-Released stand at its top.  All recipients or none: a refused one fails
 * the job before DATA.  Addresses are checked again as if a client had said them, so that nothing that was
 * stored can become a command.  A next hop with `user` and `password_file` is logged in to first: a client's own AUTH ended
 * with its session. */
#ifndef SMTP_COURIER_H
#define SMTP_COURIER_H

#include "smtp/gate.h"

struct gate_job {
	struct bytes id;       /* unique for ever */
	struct bytes mail_from;
	const struct bytes *recipients;
	size_t recipient_count;
	struct bytes hop;      /* a name or URL; "": as mail to the first recipient goes */
	struct bytes listener; /* where it came in; its next_hop is followed, "": none is known */
	struct bytes dsn;      /* as in struct gate_question; passed to a server that offers DSN */
	const struct bytes *recipient_dsn;
	bool is_own;           /* ours, not a released one: nothing is said about a release */
	int message;           /* a sealed memfd or a file nobody changes */
};

/* CODE is the SMTP reply, 0 when no server could be asked or the connection broke. */
typedef void gate_sent(void *context, int code, const char *text);

/**
 * gate_send(gate, job, done, context): Deliver JOB.
 *
 * Takes:   job   is copied; the descriptor stays the caller's
 * Gives:   DONE is called once, during this call or later; never when gate_free ends it
 */
void gate_send(struct gate *gate, const struct gate_job *job, gate_sent *done, void *context);

#endif
