/* path: from the Received lines and the transport to the host that gave us the message.
 *
 * Anybody can write Received lines; only those that our own servers put on top are evidence.  So the chain is read
 * from the top: the first line is ours where the transport's client is ours (or where there was no transport: a
 * file, whose first line the reader's own server wrote), and each further line is ours where the one above, itself
 * ours, took the message from one of our servers.  Which servers are ours is configured, never learned: a sender can
 * repeat anything that a program could learn.  The client is whoever gave the message to the innermost of them; what
 * stands below is the sender's story and is only looked at for contradictions.
 *
 * Pure: a function of its input and a book of DNS answers, called again when answers came (dns/book.h).  At most
 * PATH_QUESTIONS_MAX questions.  Linear in the lines, of which a case file keeps 64. */
#ifndef PATH_PATH_H
#define PATH_PATH_H

#include "casefile/casefile.h"
#include "conf/cidr.h"
#include "dns/book.h"
#include "path/geo.h"

enum path_limits {
	PATH_NAMES_MAX = 4,      /* reverse names that are followed; SPF's own limit is 10, real hosts have 1 or 2 */
	PATH_QUESTIONS_MAX = 6,  /* PTR, one address for each of them, one for HELO */
	PATH_AHEAD_S = 86400,    /* clocks are set wrong by hours and zones, hardly by a day */
};

struct path_input {
	const struct casefile *c;     /* envelope, hops, mailer, Message-ID, date */
	struct {
		const struct cidr *at;
		size_t count;
	} networks[2];                /* of our own servers: two lists, so that nobody must join them */
	const struct bytes *names;    /* their names; what is below one counts too */
	size_t name_count;
	const struct geo *geo;        /* NULL: no places */
};

/**
 * path_check(in, book, arena, out): Read the path.
 *
 * Takes:   book  NULL: the DNS is not asked, names are what our own server wrote down
 * Gives:   1 and *out, texts pointing into the case file or living in ARENA; 0 where the book must get answers first
 * Fails:   FAULT_LIMIT at the arena's ceiling
 * Cost:    O(lines); with places, a look-up for each line
 * Source:  RFC 5321 s4.4; RFC 8601 s4.1 (trust boundary); RFC 1912 s2.1, RFC 8499 (forward-confirmed reverse DNS)
 */
int path_check(const struct path_input *in, struct dns_book *book, struct arena *arena, struct casefile_path *out);

#endif
