/* address: the mailboxes of From, To and the like, in every way a client may read them.
 *
 * Senders forge identity by writing addresses that the checker and the victim's client read differently
 * (espoofer, USENIX Security 2020; "Weak Links" 2021).  So each value gives every plausible mailbox: those of
 * the standard, and marked ADDRESS_OTHER those that some client would show instead; and the flags say why.
 *
 * Ceiling: ADDRESSES_MAX mailboxes of one value (500,000 addresses cost Dovecot 18 minutes, CVE-2024-23184;
 * here it is linear, but nobody needs more). */
#ifndef MAIL_ADDRESS_H
#define MAIL_ADDRESS_H

#include "base/arena.h"
#include "base/schema.h"

#define ADDRESSES_MAX 10000

enum address_flag {
	ADDRESS_OTHER = 1 << 0,        /* not the standard's reading */
	ADDRESS_GROUP = 1 << 1,        /* inside "name: ...;" */
	ADDRESS_ROUTE = 1 << 2,        /* <@a,@b:c@d> */
	ADDRESS_BARE = 1 << 3,         /* without angle brackets */
	ADDRESS_TEXT_BEHIND = 1 << 4,  /* text behind the angle brackets */
	ADDRESS_TWO_ANGLES = 1 << 5,   /* no comma between two addresses */
	ADDRESS_ENCODED = 1 << 6,      /* it stands in an encoded word */
	ADDRESS_IN_NAME = 1 << 7,      /* the name holds an address, which is not the mailbox's own */
	ADDRESS_MANY_AT = 1 << 8,
	ADDRESS_CONTROL = 1 << 9,      /* NUL or control octets */
	ADDRESS_NO_DOMAIN = 1 << 10,
	ADDRESS_QUOTED_LOCAL = 1 << 11,
	ADDRESS_UNCLOSED = 1 << 12,    /* a quote, comment or bracket never ends */
	ADDRESS_ODD_DOMAIN = 1 << 13,  /* cut at an octet that cannot be in a domain */
	ADDRESS_8BIT = 1 << 14,
	ADDRESS_LIMIT = 1 << 15,
};

struct mail_address {
	struct bytes display; /* UTF-8 */
	struct bytes local;   /* octets as they stand, without quotes */
	struct bytes domain;  /* ASCII lower case, no trailing dot; may be 8-bit UTF-8 or a literal [..] */
	struct bytes raw;
	uint32_t flags;
};

struct address_list {
	LIST(struct mail_address) boxes;
	uint32_t flags; /* of all of them */
};

/**
 * address_list_read(raw, most, arena, out): Read a header value that holds addresses.
 *
 * Takes:   raw   with folding
 *          most  0 for ADDRESSES_MAX
 * Gives:   0; boxes in order, an other reading right behind what it is another reading of
 * Fails:   FAULT_LIMIT at the arena's ceiling (what was read so far stays in *out)
 * Cost:    linear
 * Source:  RFC 5322 3.4, 4.4; RFC 6854; RFC 2047
 */
int address_list_read(struct bytes raw, size_t most, struct arena *arena, struct address_list *out);

#endif
