/* name: a domain that a message claims, in the one form by which domains are compared and asked for.
 * Inside identity/ only. */
#ifndef IDENTITY_NAME_H
#define IDENTITY_NAME_H

#include "base/arena.h"

/**
 * name_of(raw, arena): RAW in lower case, U-labels as A-labels (RFC 6531, RFC 8616), without a last dot.
 *
 * Gives:   octets in ARENA; nothing where RAW is no host name of two labels (dns_name_is_host), or at the ceiling
 */
struct bytes name_of(struct bytes raw, struct arena *arena);

#endif
