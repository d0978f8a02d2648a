/* message: DNS answers as they come over the wire (RFC 1035 s4).
 *
 * The resolver that asked is ours and checked the answer's origin, but every octet was written by a stranger.
 * Compressed names may only point backwards, so they cannot loop; CNAMEs are followed inside the message, at
 * most DNS_CHAIN_MAX of them; records beyond DNS_RECORDS_MAX are left out and flagged. */
#ifndef DNS_MESSAGE_H
#define DNS_MESSAGE_H

#include "base/arena.h"
#include "dns/question.h"

/**
 * dns_message_read(packet, question, arena, out): What PACKET answers to QUESTION.
 *
 * Takes:   question  in our form
 * Gives:   0; *out with status ok, nxdomain, nodata or servfail (any other response code, a CNAME loop, a
 *          truncated message), its octets copied into ARENA; ttl of nxdomain and nodata is how long that may be
 *          believed, 0 where no SOA says it
 * Fails:   FAULT_INPUT for a malformed packet, FAULT_LIMIT at the arena's ceiling; *out is then servfail
 * Cost:    O(packet), times the CNAMEs followed
 * Source:  RFC 1035 s4, RFC 2308 s2 and s5 (nxdomain and nodata)
 */
int dns_message_read(struct bytes packet, const struct dns_question *question, struct arena *arena,
    struct dns_answer *out);

/**
 * dns_message_question(packet, name, out): What PACKET asks, or answers.
 *
 * Takes:   name  room for the name of *out
 * Fails:   FAULT_INPUT where it does not begin like a message with one question
 */
int dns_message_question(struct bytes packet, uint8_t name[DNS_NAME_MAX], struct dns_question *out);

#endif
