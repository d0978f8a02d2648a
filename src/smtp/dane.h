/* dane: what the DNS says about a server's certificate (RFC 7672), as a question to a book of answers.
 *
 * Only answers that DNSSEC has validated count.  What cannot be found out means that the server is not spoken to:
 * an attacker who can swallow answers must not be able to turn DANE off. */
#ifndef SMTP_DANE_H
#define SMTP_DANE_H

#include "dns/book.h"

enum dane_limits { DANE_RECORDS_MAX = 32 };

enum dane_status {
	DANE_OPEN,     /* the book must get answers first */
	DANE_NONE,     /* no DANE here: the names or the answer are not signed, or there are no records */
	DANE_USABLE,   /* the certificate must fit one of the records */
	DANE_UNUSABLE, /* there are records, none of which we can use: encrypted, and nobody checked (s2.2) */
	DANE_LATER,    /* not found out (s2.1.1) */
};

struct dane_record {
	uint8_t usage;    /* 2 DANE-TA, 3 DANE-EE */
	uint8_t selector; /* 0 the certificate, 1 its key */
	uint8_t matching; /* 0 whole, 1 SHA-256, 2 SHA-512 */
	struct bytes data;
};

struct dane {
	LIST(struct dane_record) records;
	const char *reason; /* of DANE_LATER: its name in RFC 8460 s4.3 */
};

/**
 * dane_look(host, port, book, arena, out): What HOST demands.
 *
 * Takes:   host  a name; an address literal has no DANE
 * Gives:   the status; *out with DANE_USABLE, its records views into the book
 *
 * CNAMEs: the records are looked for at HOST itself (s2.2.2's second choice): the book does not tell names on the way.
 */
enum dane_status dane_look(struct bytes host, uint16_t port, struct dns_book *book, struct arena *arena, struct dane *out);

/* Reads one TLSA record; false where it is malformed or not for SMTP (usages 0 and 1: s3.1.3). */
bool dane_record_read(struct bytes data, struct dane_record *out);

#endif
