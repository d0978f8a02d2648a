/* place: whose a message is, by who gives it and to whom it goes: direction, tenant, policy.
 *
 * The same for every front; whether a front relays what is not ours is its own decision. */
#ifndef FRONT_PLACE_H
#define FRONT_PLACE_H

#include "casefile/casefile.h"
#include "conf/conf.h"

struct place_sender {
	const struct conf_listener *listener;
	struct bytes address;  /* of MAIL; "" is the null sender */
	bool is_own;           /* from one of our networks */
	bool is_authenticated;
};

struct place {
	bool is_ours;                     /* the recipient's domain */
	enum direction direction;
	struct bytes tenant;
	struct bytes next_hop;            /* as configured: a name, a URL, or "" */
	const struct conf_policy *policy; /* NULL: the one that is named does not exist */
};

/**
 * place_find(conf, from, domain, out): Where mail to DOMAIN belongs.
 *
 * Takes:   domain  of the recipient; "" is postmaster's, which is ours by definition (RFC 5321 s4.5.1)
 *
 * A first run has no [domain]: then every domain is ours, for who can only come from this machine.
 */
void place_find(const struct conf *conf, const struct place_sender *from, struct bytes domain, struct place *out);

/**
 * place_find_taken(conf, from, recipient, out): The same for RECIPIENT, whom another mail server has taken: from a
 * stranger it is for here, whatever we know of the domain.
 */
void place_find_taken(const struct conf *conf, const struct place_sender *from, struct bytes recipient, struct place *out);

/* Does [block] stop this client, or this sender?  Who has shown who he is is not asked. */
bool place_blocks_client(const struct conf *conf, const struct cidr *client);
bool place_blocks_sender(const struct conf *conf, struct bytes sender);

/* The address in TEXT, without the brackets round it and blanks outside; of a longer one its first 1000 octets. */
struct bytes place_address(struct bytes text);

#endif
