/* reply: what the daemon of SpamAssassin would say, octet for octet where clients read so, by the client's version.
 *
 * Our findings stand where its rules do, as NAME and points.  Texts are ours; their form (the line of points, the table
 * of rules, the X-Spam fields) is what scripts look for.  Whatever was taken from the message is made harmless. */
#ifndef SPAMD_REPLY_H
#define SPAMD_REPLY_H

#include "front/outgoing.h"
#include "spamd/request.h"

enum reply_limits {
	REPLY_RULES_MAX = 1000,
	REPLY_TEXT_MAX = 1 << 20,
	REPLY_LEVEL_MAX = 50,  /* stars, as SpamAssassin's */
};

struct reply_rule {
	struct bytes name;
	double score;
	struct bytes text; /* "" for a name that says the same as another */
};

struct reply {
	bool is_spam;
	double score, required;
	const struct reply_rule *rules;
	size_t rule_count;
	struct bytes type;     /* normal, spam, phishing, ... */
	const char *hostname;
};

/* A fault: "SPAMD/1.0 76 Bad header line: (...)". */
void reply_fault(struct buf *out, enum request_status status, struct bytes text);

/* To PING. */
void reply_pong(struct buf *out);

/* To TELL: bits of enum request_base. */
void reply_told(struct buf *out, unsigned set, unsigned removed);

/* The list of names: "A,B". */
void reply_names(const struct reply *r, struct buf *out);

/* The report that people read. */
void reply_report(const struct reply *r, struct buf *out);

/**
 * reply_begin(r, asked, length, out): Everything before the LENGTH octets of the answer's body.
 */
void reply_begin(const struct reply *r, const struct request *asked, uint64_t length, struct buf *out);

/**
 * reply_body(r, asked, out): The body of the answer to CHECK, SYMBOLS, REPORT and REPORT_IFSPAM.
 */
void reply_body(const struct reply *r, const struct request *asked, struct buf *out);

/**
 * reply_fields(r, out): The X-Spam fields, for the top of a message.
 */
void reply_fields(const struct reply *r, struct outgoing *out);

#endif
