/* publish: our own list of bad addresses and domains, in the forms that DNS servers take.
 *
 * Input: lines "ADDRESS or NETWORK or DOMAIN [reason]", '#' begins a comment; and single entries from whoever keeps credit.
 * Output: for rbldnsd an ip4set (or ip6trie) and a dnset; or one plain zone (RFC 1035) for nsd and others, with
 * the control entries of RFC 5782 s5, so that whoever asks us can probe us.
 *
 * Refused: a network wider than /8 or /19 (a slip of the pen lists a continent), private addresses, our own ones when
 * given as `never`, a line that is none of these; each with its line number, and nothing is written then.
 * Ceilings: PUBLISH_ENTRIES_MAX entries; in a plain zone a network is written out by the octet (up to 255 wildcards),
 * an IPv6 network by the nibble. */
#ifndef LISTS_PUBLISH_H
#define LISTS_PUBLISH_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/fault.h"
#include "conf/cidr.h"
#include "dns/question.h"

enum publish_limits {
	PUBLISH_ENTRIES_MAX = 500000, /* as many as spam hosts are seen in a month by a large site */
	PUBLISH_REASON_MAX = 120,     /* rbldnsd cuts a text at 255 octets */
	PUBLISH_BITS_V4 = 8,
	PUBLISH_BITS_V6 = 19,         /* the widest block that a registry gives out */
};

enum publish_form { PUBLISH_RBLDNSD_IP4, PUBLISH_RBLDNSD_IP6, PUBLISH_RBLDNSD_DOMAIN, PUBLISH_ZONE, PUBLISH_FORM_COUNT };
extern const char *const publish_form_names[PUBLISH_FORM_COUNT + 1];

struct publish_entry {
	struct cidr network;  /* where domain is "" */
	struct bytes domain;
	struct bytes reason;
	size_t order;         /* as it was added */
};

struct published {
	LIST(struct publish_entry) entries;
};

struct publish_options {
	enum publish_form form;
	struct bytes zone;    /* "bl.example.com" */
	struct bytes server;  /* name of the server, for SOA and NS */
	uint32_t serial;
	uint32_t ttl;
};

/**
 * publish_read(text, never, never_count, arena, out, why): Read the lines of TEXT.
 *
 * Takes:   never  networks that no entry may touch: ourselves
 * Fails:   FAULT_INPUT with the line and what is wrong with it, FAULT_LIMIT at a ceiling
 */
int publish_read(struct bytes text, const struct cidr *never, size_t never_count, struct arena *arena,
    struct published *out, struct why *why);

/**
 * publish_add(what, reason, never, never_count, arena, out): Add one entry that no person wrote.
 *
 * Gives:   1; 0 where it may not be listed: nobody is there to correct it
 * Fails:   FAULT_LIMIT
 */
int publish_add(struct bytes what, struct bytes reason, const struct cidr *never, size_t never_count,
    struct arena *arena, struct published *out);

/* Leave one entry of each address, network and domain: the one that was there first. */
void publish_unique(struct published *p);

/**
 * publish_write(p, options, out): Append P's entries of the form's kind (PUBLISH_ZONE: all).
 *
 * Gives:   0; buf_ok(out) tells whether it fitted
 * Fails:   FAULT_CONFIG for a zone or server that is no host name
 */
int publish_write(const struct published *p, const struct publish_options *options, struct buf *out, struct why *why);

#endif
