/* ehlo: what a server offers, as bits, and what of it we offer on.
 *
 * We promise a client only what the server behind us keeps (reliability s2.4): an 8-bit or UTF-8 message taken
 * for a server that cannot carry it would have to be changed or bounced.  Keywords that we do not know are not
 * passed on, whatever they are. */
#ifndef SMTP_EHLO_H
#define SMTP_EHLO_H

#include "base/buf.h"
#include "conf/conf.h"

enum cap {
	CAP_PIPELINING = 1 << 0,
	CAP_8BITMIME = 1 << 1,
	CAP_SMTPUTF8 = 1 << 2,
	CAP_DSN = 1 << 3,
	CAP_CHUNKING = 1 << 4,
	CAP_ENHANCEDSTATUSCODES = 1 << 5,
	CAP_STARTTLS = 1 << 6,
	CAP_AUTH = 1 << 7,
	CAP_SIZE = 1 << 8,
	CAP_XCLIENT = 1 << 9,
	CAP_XFORWARD = 1 << 10,
	CAP_DELIVERBY = 1 << 11,
	CAP_FUTURERELEASE = 1 << 12,
	CAP_MT_PRIORITY = 1 << 13,
};
/* Offered to a client only where every server behind has them. */
#define CAPS_PASSED (CAP_8BITMIME | CAP_SMTPUTF8 | CAP_DSN | CAP_CHUNKING | CAP_AUTH | CAP_DELIVERBY | \
	CAP_FUTURERELEASE | CAP_MT_PRIORITY)

struct ehlo {
	uint32_t caps;
	uint64_t size;      /* 0: no limit told */
	char auth[256];     /* mechanisms, of word characters only */
	char xclient[128];  /* attributes */
	char xforward[128];
	char deliverby[64];
	char futurerelease[64];
	char mt_priority[64];
};

/**
 * ehlo_line(e, line): Take one keyword line of a reply ("SIZE 1000"); unknown or overlong ones change nothing.
 */
void ehlo_line(struct ehlo *e, struct bytes line);

/* Forget the keywords in WORDS. */
void ehlo_discard(struct ehlo *e, const struct conf_texts *words);

/* Leave in E what ALSO has too: what can be promised for both. */
void ehlo_intersect(struct ehlo *e, const struct ehlo *also);

/**
 * ehlo_write(e, name, out): Append the whole 250 reply that offers E.
 */
void ehlo_write(const struct ehlo *e, const char *name, struct buf *out);

#endif
