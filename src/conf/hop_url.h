/* hop_url: where mail goes on to, in one word: smtp://HOST[:PORT], smtps://, lmtp://, lmtp+unix:/PATH, maildir:/PATH.
 *
 * Nothing else is understood: no user, no query, no escapes.  An unknown scheme is a mistake, not a file name. */
#ifndef CONF_HOP_URL_H
#define CONF_HOP_URL_H

#include "base/bytes.h"

enum hop_kind { HOP_SMTP, HOP_SMTPS, HOP_LMTP, HOP_LMTP_UNIX, HOP_MAILDIR };

struct hop_url {
	enum hop_kind kind;
	struct bytes host; /* a name or an address, without brackets */
	uint16_t port;
	struct bytes path;
};

/**
 * hop_url_read(text, out): Read one URL.
 *
 * Gives:   0; *out points into TEXT
 * Fails:   FAULT_INPUT
 */
int hop_url_read(struct bytes text, struct hop_url *out);

/* Is TEXT meant as a URL rather than the name of a section? */
bool hop_url_is(struct bytes text);

/**
 * host_port_read(text, default_port, host, port): Read HOST, HOST:PORT, [V6] or [V6]:PORT.
 *
 * Takes:   default_port  0: the port must be written
 * Fails:   FAULT_INPUT, also for a host of odd characters
 */
int host_port_read(struct bytes text, uint16_t default_port, struct bytes *host, uint16_t *port);

#endif
