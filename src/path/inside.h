/* inside: what the files of this folder share; nobody else includes it. */
#ifndef PATH_INSIDE_H
#define PATH_INSIDE_H

#include "path/path.h"

/* address.c */

/* Addresses that stand on many private nets at once: RFC 1918, 6598, 3927, 4193, loopback. */
bool address_is_private(const struct cidr *a);
/* Is TEXT an IPv4 address that no host can send from: 0/8, multicast, reserved, or with a number above 255? */
bool address_is_impossible(struct bytes text);
/* Is NAME one that a provider gives to a line of its customers: made of the address's four numbers, of all of it in
 * hexadecimal, or of any number and a word like "dyn" or "pool"?  IPv4 only: nobody names all of a /64. */
bool address_makes_name(const struct cidr *a, struct bytes name);

/* names.c: the DNS's word on the client's name and on its HELO.  1, or 0 where answers are missing. */
int names_check(const struct cidr *client, struct dns_book *book, struct arena *arena, struct casefile_path *out);

/* mailer.c: Message-ID, mail programs, time-zone. */
void mailer_check(const struct casefile *c, struct casefile_path *out);

/* providers.c: the great mail providers. */

/* The provider whose host NAME is, as its registrable domain; empty for any other name. */
struct bytes provider_of_host(struct bytes name);
/* The provider that writes such a Message-ID, by a form that nobody writes by accident; empty for none. */
struct bytes provider_of_id(struct bytes id);
/* May NAME be a host of PROVIDER?  Great providers have more than one domain. */
bool provider_owns(struct bytes provider, struct bytes name);

static inline void
path_odd(struct casefile_path *out, enum path_oddity which)
{
	out->oddities |= 1U << which;
}

#endif
