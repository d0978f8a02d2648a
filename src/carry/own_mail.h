/* own_mail: a mail that we write ourselves, signed where we have a key for its sender, given to the keeper's outbox. */
#ifndef CARRY_OWN_MAIL_H
#define CARRY_OWN_MAIL_H

#include "ask/asker.h"
#include "keyring/keyring.h"

#define OWN_MAIL_MAX ((size_t)16 << 20)

struct own_mail {
	struct bytes id;     /* of the job in the outbox; told twice, it is one mail */
	struct bytes from;   /* an address */
	struct bytes to;     /* an address */
	struct bytes letter; /* the whole, lines ended with CRLF */
};

/**
 * own_mail_send(m, keyring, keeper, done, context): Sign it and have it sent.
 *
 * Takes:   done  called once when the keeper has it, or has not
 * Fails:   FAULT_LIMIT, FAULT_SYSTEM, FAULT_LATER (the keeper is not there); then done is not called
 */
int own_mail_send(const struct own_mail *m, const struct keyring *keyring, struct asker *keeper, asker_done *done,
    void *context);

#endif
