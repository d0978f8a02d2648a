/* stamp: the signatures that we put on mail that passes: DKIM on what our own people send out, ARC on what the world
 * sends us, so that a system behind us that judges senders again knows what we saw (RFC 8617).
 *
 * A message is signed for the domain of its one From, when it goes out and we hold an active key of that domain or
 * of its nearest parent (keyring/keyring.h); the gate lets nobody send out whom the configuration does not
 * know.  Two From lines or authors of two domains get no signature: nobody shall answer for what can be read in two
 * ways.  What is signed is what is sent: a changed subject too. */
#ifndef CARRY_STAMP_H
#define CARRY_STAMP_H

#include "casefile/casefile.h"
#include "keyring/keyring.h"
#include "smtp/gate.h"

/* Each algorithm once, while keys change twice. */
enum stamp_limits { STAMPS_MAX = KEYRING_SIGNERS_MAX, STAMP_ARC_FIELDS = 3 };

/**
 * stamp_dkim(ring, c, message, subject_tag, arena, out): The DKIM-Signature lines for the message C describes.
 *
 * Takes:   ring     may be NULL: no keys
 *          message  the octets that arrived
 * Gives:   how many; 0 where nothing is to be signed or a limit was reached (then the mail goes unsigned: it is no
 *          worse than before)
 * Cost:    the body is hashed once, 2.6 ms a megabyte; one private-key operation for each key
 */
size_t stamp_dkim(const struct keyring *ring, const struct casefile *c, struct blob *message, struct bytes subject_tag,
    struct arena *arena, struct gate_header out[STAMPS_MAX]);

/**
 * stamp_arc(ring, domain, c, message, subject_tag, arena, out): The next ARC set for an inbound message.
 *
 * Takes:   domain  that seals, by its RSA key where it has one (few verifiers know another); empty: none
 * Gives:   STAMP_ARC_FIELDS, or 0: nothing to seal with, nobody was asked who sent it, its chain could not be judged, is
 *          full, or was sealed as broken
 */
size_t stamp_arc(const struct keyring *ring, struct bytes domain, const struct casefile *c, struct blob *message,
    struct bytes subject_tag, struct arena *arena, struct gate_header out[STAMP_ARC_FIELDS]);

/**
 * stamp_field(field, arena, out): A field with its line breaks as name and value on one line.
 *
 * Everything that is signed here is signed in the relaxed form, which does not know where lines were folded.
 *
 * Fails:   FAULT_LIMIT
 */
int stamp_field(struct bytes field, struct arena *arena, struct gate_header *out);

#endif
