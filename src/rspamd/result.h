/* result: a judgement in rspamd's words: the JSON of /checkv2 and /check, and the lines of RSPAMC that Exim reads.
 *
 * Scores.  Ours are log-odds that begin at a prior; here they begin at 0: what the findings add up to.  The thresholds
 * are moved by the same, so that score, required_score and the symbols' scores belong together.  Where an action
 * does not follow from the score (a policy by type, hard evidence), "passthrough_module" says so, as rspamd does.
 *
 * Actions.  deliver is "no action"; tag is "add header", or "rewrite subject" where the policy has a subject_tag;
 * quarantine is "reject" with milter.reject = "quarantine", since a client that knows no quarantine must not deliver;
 * reject is "reject"; cannot be judged is "soft reject".
 *
 * Source: src/libserver/protocol.c of rspamd 3.4 for the names; lib of Exim 4.96 (spam.c) for the lines. */
#ifndef RSPAMD_RESULT_H
#define RSPAMD_RESULT_H

#include "rspamd/symbols.h"

enum result_action { RESULT_REJECT, RESULT_SOFT_REJECT, RESULT_REWRITE_SUBJECT, RESULT_ADD_HEADER, RESULT_GREYLIST, RESULT_NO_ACTION,
	RESULT_ACTION_COUNT };
extern const char *const result_action_names[RESULT_ACTION_COUNT];

struct result {
	const struct gate_answer *answer; /* reasons may be NULL: nobody could judge it */
	const struct conf_policy *policy;
	struct bytes message;             /* the octets that were judged */
	struct bytes authserv_id;
	struct arena *arena;
	double seconds;                   /* since the request came */
	bool has_groups;                  /* Flags: groups */
	bool has_long_urls;               /* Flags: ext_urls */
	bool is_for_milter;               /* values are folded with LF */
	/* result_fill */
	enum result_action action;
	double score, required;
	struct symbols symbols;
};

/* Action, score and symbols from the answer. */
void result_fill(struct result *r);

/* /checkv2; IS_OLD: /check, which wraps it in "default". */
void result_json(const struct result *r, bool is_old, struct buf *out);

/* RSPAMC, whose client speaks VERSION. */
void result_lines(const struct result *r, struct buf *out);

#endif
