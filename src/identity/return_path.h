/* return_path: envelope senders that somebody rewrote: SRS of forwarders, BATV of senders who sign their own.
 *
 * The same person behind a new tag every day must not look like somebody new every day, and what a forwarder
 * rewrote still names the domain that sent.  Nothing is verified here: only the writer has the secret, so the inner
 * address is a claim and earns nobody credit.  SRS inside SRS is read once; more is left as it stands. */
#ifndef IDENTITY_RETURN_PATH_H
#define IDENTITY_RETURN_PATH_H

#include "base/bytes.h"

enum return_path_kind { RETURN_PATH_NULL, RETURN_PATH_PLAIN, RETURN_PATH_SRS, RETURN_PATH_BATV, RETURN_PATH_KIND_COUNT };

struct return_path {
	enum return_path_kind kind;
	struct bytes local;  /* of the address before it was rewritten */
	struct bytes domain;
	struct bytes by;     /* whose mail server bounces go to: the domain as it stands */
};

/**
 * return_path_read(mail_from, out): Read an envelope sender.
 *
 * Takes:   mail_from  without brackets; "" is the null sender, which a bounce must have
 * Gives:   views into mail_from; what looks rewritten but breaks the form is RETURN_PATH_PLAIN
 * Source:  "The Sender Rewriting Scheme", Wong 2004 (SRS0, SRS1); draft-levine-smtp-batv-01 (prvs)
 */
void return_path_read(struct bytes mail_from, struct return_path *out);

#endif
