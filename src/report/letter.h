/* letter: where a report goes, and the mail that it goes in.
 *
 * Addresses come from a stranger's DNS record: only mailto: is followed, at most LETTER_ADDRESSES_MAX, each must be a
 * plain address, since it becomes an envelope recipient and a header. */
#ifndef REPORT_LETTER_H
#define REPORT_LETTER_H

#include "base/arena.h"
#include "casefile/report.h"

enum letter_limits { LETTER_ADDRESSES_MAX = 5, LETTER_ADDRESS_MAX = 254 };

struct letter_address {
	struct bytes address;
	struct bytes domain;
	uint64_t octets_max; /* "!10m"; UINT64_MAX: none said */
};

/**
 * letter_addresses(rua, out): The mailto: addresses of a rua= value.
 *
 * Gives:   how many; views into RUA.  Other schemes, odd characters and what is beyond the ceiling are left out
 * Source:  RFC 7489 s6.2, RFC 8460 s3
 */
size_t letter_addresses(struct bytes rua, struct letter_address out[LETTER_ADDRESSES_MAX]);

/* The rua= value of a TLSRPT record ("v=TLSRPTv1; rua=..."); empty where it is none. */
struct bytes letter_tls_rua(struct bytes record);

struct letter {
	struct bytes from;    /* an address */
	struct bytes to;
	struct bytes host;    /* ours, for Message-ID and file name */
	int64_t now;
};

/**
 * letter_write(l, r, out): Append R as a whole mail with its gzipped attachment, lines ended with CRLF.
 *
 * Fails:   FAULT_LIMIT
 */
int letter_write(const struct letter *l, const struct casefile_report *r, struct buf *out);

/* Append OCTETS in base64, 72 characters a line, each ended with CRLF. */
void letter_base64(struct bytes octets, struct buf *out);

#endif
