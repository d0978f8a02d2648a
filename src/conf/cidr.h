/* cidr: networks written as 192.0.2.0/24 or 2001:db8::/32, and whether an address lies in one.
 *
 * An address is 16 octets; IPv4 stands in the mapped range ::ffff:0:0/96, so that "::ffff:192.0.2.1" and
 * "192.0.2.1" are the same client and no list can be passed by writing an address the other way.  A network
 * whose host bits are set ("10.0.0.1/8") is refused: it is a slip of the pen more often than intention.
 * Comparison is on masked octets only (an IPv4 compare that was not transitive let strangers through
 * Postfix's lists in 2026). */
#ifndef CONF_CIDR_H
#define CONF_CIDR_H

#include "base/buf.h"
#include "base/bytes.h"

struct sockaddr;

struct cidr {
	uint8_t address[16];
	uint8_t bits; /* 0..128, of the 16 octets */
};

/**
 * cidr_address(text, out): Read one address, IPv4 or IPv6 (also in brackets).
 *
 * Gives:   0 and *out with all 128 bits
 * Fails:   FAULT_INPUT
 */
int cidr_address(struct bytes text, struct cidr *out);

/**
 * cidr_read(text, out): Read an address or a network.
 *
 * Fails:   FAULT_INPUT for anything else, also for set bits behind the prefix
 */
int cidr_read(struct bytes text, struct cidr *out);

/**
 * cidr_of_sockaddr(address, out): The address of a socket; anything but IP (a Unix socket) becomes ::1.
 */
void cidr_of_sockaddr(const struct sockaddr *address, struct cidr *out);

/* Does ADDRESS lie in NETWORK?  Of two networks: is the first inside the second? */
bool cidr_match(const struct cidr *network, const struct cidr *address);

/* Does ADDRESS lie in one of the COUNT networks? */
bool cidr_any(const struct cidr *networks, size_t count, const struct cidr *address);

/* The network of BITS bits (of 32 for IPv4, of 128 for IPv6) that ADDRESS lies in. */
struct cidr cidr_prefix(const struct cidr *address, unsigned bits_v4, unsigned bits_v6);

static inline bool
cidr_is_v4(const struct cidr *c)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	return c->bits >= 96 && memcmp(c->address, mapped, sizeof mapped) == 0;
}

/* Append the text that cidr_read() takes; a full address has no "/". */
void cidr_write(const struct cidr *c, struct buf *out);

#endif
