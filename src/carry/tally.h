/* tally: one message, or one attempt at TLS, as a row of the report that its policy's owner may want.
 *
 * Rows go to the keeper, which counts equal ones; nothing is counted where [reports] says so. */
#ifndef CARRY_TALLY_H
#define CARRY_TALLY_H

#include "casefile/casefile.h"

/**
 * tally_dmarc(c, applied, arena, out): The row for the message C, with what was really done with it.
 *
 * Gives:   true and *out, kind and domain included; false where the domain of From has no policy, or where it was not
 *          found out who sent it
 */
bool tally_dmarc(const struct casefile *c, enum auth_policy applied, struct arena *arena, struct casefile_report *out);

#endif
