/* reporter: sends what the keeper has counted: DMARC aggregate reports and TLS reports, a day after it ended.
 *
 * Every few seconds it asks for one that is due, asks the DNS where it goes (the record as it is now), and gives the mail, signed
 * where we have a key, to the keeper's outbox.  A DMARC report goes to a stranger's address only if that stranger's
 * domain says that it wants it (RFC 7489 s7.1): else anybody could have us flood anybody. */
#ifndef CARRY_REPORTER_H
#define CARRY_REPORTER_H

#include <event2/event.h>

#include "ask/asker.h"
#include "casefile/casefile.h"
#include "conf/conf.h"
#include "dns/book.h"
#include "report/letter.h"

struct reporter;
struct dns_resolver;
struct keyring;

enum reporter_limits { REPORTER_TICK_S = 10, REPORTER_DNS_MS = 20000 };

struct reporter_options {
	struct event_base *base;
	const struct conf *conf;
	struct asker *keeper;
	struct dns_resolver *resolver; /* NULL: nothing is sent */
	const struct keyring *keyring;
	const char *hostname;
	const struct log *log;
	int64_t tick_ms;               /* 0: REPORTER_TICK_S */
};

/**
 * reporter_new(options): Begin; NULL where nothing is to be sent.
 */
struct reporter *reporter_new(const struct reporter_options *options);

/* After the keeper's asker; NULL is fine. */
void reporter_free(struct reporter *r);

/**
 * reporter_where(report, book, out, out_count): Where REPORT goes, by the answers of BOOK.
 *
 * Gives:   1 and the addresses, and for DMARC the policy as published in *report; 0: the book must get answers first
 * Fails:   FAULT_ABSENT: nobody wants it; FAULT_LATER: not found out
 */
int reporter_where(struct casefile_report *report, struct dns_book *book,
    struct letter_address out[LETTER_ADDRESSES_MAX], size_t *out_count);

#endif
