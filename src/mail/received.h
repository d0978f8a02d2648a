/* received: what a Received field claims about one hop.
 *
 * Only the fields that trusted machines added are evidence, the rest is the sender's story; which ones to
 * trust is not decided here.  Everything is a view of the value. */
#ifndef MAIL_RECEIVED_H
#define MAIL_RECEIVED_H

#include "base/arena.h"
#include "mail/date.h"

struct received {
	struct bytes helo; /* behind "from" */
	struct bytes rdns; /* the name in the comment behind it, if it is another word than an address */
	struct bytes ip;   /* of the client: in brackets, without them and without "IPv6:" */
	struct bytes by;
	struct bytes with;
	struct bytes id;
	struct bytes recipient; /* behind "for", without <> */
	struct mail_date date;
	bool has_date;
};

/**
 * received_read(value, arena, out): Read a Received value.
 *
 * Gives:   0; what is absent stays empty
 * Fails:   FAULT_LIMIT at the arena's ceiling
 * Cost:    looks at the first 8 KiB
 * Source:  RFC 5321 4.4, and the forms of Postfix, Exim, sendmail, qmail, Exchange, Coremail
 */
int received_read(struct bytes value, struct arena *arena, struct received *out);

#endif
