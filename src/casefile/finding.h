/* finding: a detector's answer, with its weight and the evidence that a sentence is made from. */
#ifndef CASEFILE_FINDING_H
#define CASEFILE_FINDING_H

#include "base/schema.h"

/* Independent kinds of evidence.  Each is capped, so that no kind alone decides (DESIGN s5). */
enum family {
	FAMILY_IDENTITY,
	FAMILY_REPUTATION,
	FAMILY_CONTENT,
	FAMILY_LINK,
	FAMILY_ATTACHMENT,
	FAMILY_FINGERPRINT,
	FAMILY_RELATION,
	FAMILY_BEHAVIOUR,
	FAMILY_LEARNED, /* what a learner says of the text; its words are FAMILY_CONTENT */
	FAMILY_COUNT
};
extern const char *const family_names[FAMILY_COUNT];

/* What people read about it in. */
enum language { LANGUAGE_EN, LANGUAGE_ZH };

/* What a message is; the order is the precedence, the highest wins. */
enum mail_type { TYPE_NORMAL, TYPE_SPAM, TYPE_RUMOR, TYPE_ILLEGAL, TYPE_PHISHING, TYPE_VIRUS, TYPE_COUNT };
extern const char *const mail_type_names[TYPE_COUNT];

/* What a finding tells about the kind of fraud, as bits of says: who the sender poses as, how, and what is asked
 * for.  The verdict reads the phishing subtype and the axes of a BEC from them. */
enum says {
	SAYS_EXECUTIVE = 1 << 0,   /* poses as a boss */
	SAYS_INTERNAL = 1 << 1,    /* poses as the recipient's own office, mail system or administration */
	SAYS_SUPPLIER = 1 << 2,
	SAYS_CLIENT = 1 << 3,
	SAYS_AUTHORITY = 1 << 4,   /* the state, a court, a lawyer */
	SAYS_BRAND = 1 << 5,       /* a well-known company */
	SAYS_IMPERSONATES = 1 << 6, /* by a false name, address or domain */
	SAYS_COMPROMISED = 1 << 7, /* by a real account in strange hands */
	SAYS_PAYMENT = 1 << 8,     /* wants money sent, or sent elsewhere */
	SAYS_PAYROLL = 1 << 9,
	SAYS_GIFT_CARD = 1 << 10,
	SAYS_TASK = 1 << 11,       /* an empty first request */
	SAYS_DATA = 1 << 12,
	SAYS_CREDENTIALS = 1 << 13,
	SAYS_ADVANCE_FEE = 1 << 14,
	SAYS_EXTORTION = 1 << 15,
};

enum finding_limits {
	FINDINGS_MAX = 200,
	FINDINGS_PER_DETECTOR_MAX = 5, /* a sixth example of the same thing convinces nobody */
	FINDING_ARGS_MAX = 4,
	FINDING_ARG_MAX = 200,
};

struct finding {
	struct bytes id; /* the detector's name */
	enum family family;
	enum mail_type type; /* what it speaks for; TYPE_NORMAL for relief */
	double weight;       /* log-odds: > 0 against the message, < 0 for it */
	bool is_hard;        /* decides without another family: a known-bad hash, an AV hit, an IOC */
	uint32_t says;       /* bits of enum says */
	struct bytes part;
	LIST(struct bytes) args; /* what the sentence's {1}..{4} stand for */
};
extern const struct schema finding_schema;

struct grams;

struct findings {
	LIST(struct finding) list;
	struct arena *arena;          /* of the findings; may be the case file's */
	const struct detector *asked; /* whose turn it is: set by detect_run */
	const struct grams *body;     /* what its texts can hold: set by detect_run; NULL: anything */
	uint32_t by_asked;
};

#endif
