/* verdict: from findings to one type, one action and one score.
 *
 * score = prior + the findings, added family by family; each family's sum is capped, so that no
 * kind of evidence quarantines alone, whatever the policy says, except hard evidence.  What speaks
 * for the message is capped too: a page of good words must not buy off a trap.  Pure arithmetic
 * over the case file and its findings; the same input gives the same verdict, so a stored one can
 * be replayed.  Natural log-odds throughout. */
#ifndef VERDICT_VERDICT_H
#define VERDICT_VERDICT_H

#include "casefile/casefile.h"
#include "casefile/finding.h"

enum action {
	ACTION_DELIVER,
	ACTION_TAG, /* delivered, marked */
	ACTION_QUARANTINE,
	ACTION_REJECT, /* 5xx at the end of DATA: the sender is told */
	ACTION_DEFER, /* 4xx: only when Postern itself cannot judge; verdict_decide never says it */
	ACTION_COUNT
};
extern const char *const action_names[ACTION_COUNT];

enum subtype {
	SUBTYPE_NONE,
	SUBTYPE_CEO,
	SUBTYPE_WHALING,
	SUBTYPE_SPEAR,
	SUBTYPE_OA,
	SUBTYPE_BEC,
	SUBTYPE_OTHER,
	SUBTYPE_COUNT
};
extern const char *const subtype_names[SUBTYPE_COUNT];

/* The three axes of a business mail fraud (reference: who is posed as, how, what for). */
enum bec_identity {
	BEC_IDENTITY_NONE,
	BEC_EXECUTIVE,
	BEC_EMPLOYEE,
	BEC_SUPPLIER,
	BEC_CLIENT,
	BEC_AUTHORITY,
	BEC_UNKNOWN,
	BEC_IDENTITY_COUNT
};
enum bec_deception {
	BEC_DECEPTION_NONE,
	BEC_IMPERSONATION,
	BEC_COMPROMISE,
	BEC_PLAIN,
	BEC_DECEPTION_COUNT
};
enum bec_theme {
	BEC_THEME_NONE,
	BEC_PAYMENT,
	BEC_PAYROLL,
	BEC_GIFT_CARD,
	BEC_TASK,
	BEC_DATA,
	BEC_THEME_COUNT
};
/* Nine classes for reports, each of which follows from the axes.  The report that asks for nine names
 * none of them: these names are ours (docs/types.md). */
enum bec_class {
	BEC_CLASS_NONE,
	BEC_SUPPLIER_INVOICE,
	BEC_EXECUTIVE_ORDER,
	BEC_PAYROLL_REDIRECT,
	BEC_FALSE_CLIENT,
	BEC_FALSE_AUTHORITY,
	BEC_DATA_THEFT,
	BEC_GIFT_CARDS,
	BEC_FIRST_TASK,
	BEC_STOLEN_ACCOUNT,
	BEC_CLASS_COUNT
};
extern const char *const bec_class_names[BEC_CLASS_COUNT];
extern const char *const bec_identity_names[BEC_IDENTITY_COUNT];
extern const char *const bec_deception_names[BEC_DECEPTION_COUNT];
extern const char *const bec_theme_names[BEC_THEME_COUNT];

/* What a tenant decides. */
struct policy_view {
	double prior; /* log-odds of bad mail before anything was looked at */
	double tag; /* score from which a message is tagged */
	double quarantine; /* ... and quarantined; prior + one family's cap stays below it */
	bool may_reject;
	double reject; /* ... and rejected, where may_reject */
	double family_cap[FAMILY_COUNT];
	double relief_cap; /* the most that good signs may take off, > 0 */
	enum action on_unread; /* a message that killed its reader twice */
};

/* What a tenant has that says nothing: thresholds from tests/mail and public corpora
 * (docs/detectors.md). */
extern const struct policy_view policy_default;

struct verdict {
	enum mail_type type;
	enum subtype subtype; /* of phishing */
	bool bulk; /* newsletter or notification; a mark, no reproach */
	enum action action;
	double score;
	double families[FAMILY_COUNT]; /* capped sums, relief included */
	double relief; /* what good signs took off, <= 0 */
	bool is_hard; /* a hard finding decided */
	bool is_unread; /* the reader died on it twice */
	uint32_t gaps;
	enum bec_identity bec_identity;
	enum bec_deception bec_deception;
	enum bec_theme bec_theme;
};
extern const struct schema verdict_schema;

/**
 * verdict_decide(c, findings, policy, out): Judge.
 *
 * Takes:   findings  in any order
 * Gives:   *out; a finding more against the message never lowers the score, a finding more for it
 * never raises it Cost:    quadratic in the findings, of which there are at most FINDINGS_MAX
 */
void verdict_decide(const struct casefile *c, const struct findings *findings,
    const struct policy_view *policy, struct verdict *out);

/**
 * verdict_explain(v, language, out): Append one or two sentences for people: what was done, as
 * what, and which kinds of evidence weighed how much.  The findings' own sentences stand beside it
 * (finding_sentence).
 */
void verdict_explain(const struct verdict *v, enum language language, struct buf *out);

/**
 * verdict_header(v, id, out): Append the value of X-Postern-Verdict: "type=spam; action=tag;
 * score=1.25; id=...".
 *
 * Takes:   id  of the event; octets that are no letter, digit, '-', '_' or '.' are left out
 */
void verdict_header(const struct verdict *v, struct bytes id, struct buf *out);

/* The class that a verdict's axes make; BEC_CLASS_NONE where it has none. */
enum bec_class bec_class_of(const struct verdict *v);

/* Their names for people. */
const char *bec_class_title(enum bec_class bec, enum language language);
const char *mail_type_title(enum mail_type type, enum language language);
const char *subtype_title(enum subtype subtype, enum language language);
const char *action_title(enum action action, enum language language);
const char *family_title(enum family family, enum language language);

#endif
