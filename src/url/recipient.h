/* url/recipient: is a mailbox's address hidden in a URL?
 *
 * Phishing links name their victim, so that the page can fill in the address and the kit can tell who clicked:
 * as it is, escaped, in base64 or hexadecimal, hashed, or cut in two.  Newsletters do so, too (mostly hashed
 * or as an opaque number), so this is evidence for a look, not a verdict. */
#ifndef URL_RECIPIENT_H
#define URL_RECIPIENT_H

#include "url/parse.h"

enum recipient_form {
	RECIPIENT_NONE,
	RECIPIENT_PLAIN,
	RECIPIENT_ESCAPED,
	RECIPIENT_BASE64,
	RECIPIENT_HEX,
	RECIPIENT_REVERSED,
	RECIPIENT_MD5,
	RECIPIENT_SHA1,
	RECIPIENT_SHA256,
	RECIPIENT_SPLIT, /* local part and domain in different parameters or segments */
	RECIPIENT_FORM_COUNT,
};

/**
 * url_recipient_in(u, address): How ADDRESS stands in the path, query, fragment or user name of U.
 *
 * Takes:   address  "local@domain", at most 254 octets (RFC 5321 s4.5.3.1.3), compared without ASCII case
 * Gives:   the first form found
 * Cost:    linear in the URL; a hash is computed only where digits of its length stand in the URL
 */
enum recipient_form url_recipient_in(const struct url *u, struct bytes address);

const char *recipient_form_name(enum recipient_form form);

#endif
