/* name: domain names between their three forms: what people and records write, ours (dns/question.h), and the
 * escaped text that a resolver takes. */
#ifndef DNS_NAME_H
#define DNS_NAME_H

#include "base/buf.h"
#include "dns/question.h"

/**
 * dns_name_read(text, out, out_len): TEXT in our form.
 *
 * Takes:   text  with or without a last dot; out has room for DNS_NAME_MAX octets
 * Fails:   FAULT_INPUT for NUL, an empty label, a label of more than 63 or a name of more than 253 octets, or
 *          the root: no such name can be asked for
 */
int dns_name_read(struct bytes text, uint8_t out[DNS_NAME_MAX], size_t *out_len);

/**
 * dns_name_is_host(name): Is it letters, digits, '-' and '_' in at least two labels, the last not a number?
 *
 * For names that a sender gives us to use as an identity or to make a question of (the d= and s= of a
 * signature, MAIL FROM): one with a NUL, blank, quote or bracket was made to be read in two ways (espoofer A3 to
 * A7).  '_' is no host name but is in use.
 */
bool dns_name_is_host(struct bytes name);

/* The same without the demand for two labels. */
bool dns_name_is_plain(struct bytes name);

/* Is NAME the domain ABOVE, or below it?  ASCII case does not matter. */
bool dns_name_is_within(struct bytes name, struct bytes above);

/**
 * dns_name_escape(name, out): Append NAME with \DDD for everything but letters, digits, '-', '_' and '.'.
 */
void dns_name_escape(struct bytes name, struct buf *out);

#endif
