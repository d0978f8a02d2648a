/* symbols: what our findings and results are called where rspamd's and SpamAssassin's names are expected.
 *
 * Every detector is POSTERN_ and its name in capitals, for ever.  Where something means the same as a rule of theirs it
 * stands under that name, too, with a score of 0, so that conditions in Sieve, Exim and scripts keep working and no
 * score counts twice.  The table is symbols.c; docs/rspamd.md prints it. */
#ifndef RSPAMD_SYMBOLS_H
#define RSPAMD_SYMBOLS_H

#include "front/front.h"

enum symbol_limits { SYMBOL_OPTIONS_MAX = 8, SYMBOL_OPTION_MAX = 200 };

struct symbol {
	struct bytes name;
	double score;
	double strongest; /* of its findings; the others of one kind count a quarter, as in the verdict */
	struct bytes description;
	struct bytes group;
	LIST(struct bytes) options;
};

struct symbols {
	LIST(struct symbol) list;
	struct arena *arena;
};

/**
 * symbols_of(reasons, out): The symbols of a judged message; findings first, then other names for them and for what
 * the DNS said.
 *
 * Takes:   out->arena set, the rest zero; what OUT points to lives there, or as long as REASONS
 * Cost:    linear in the findings
 */
void symbols_of(const struct gate_reasons *reasons, struct symbols *out);

/* Append the whole table of names as rspamd's controller lists symbols: groups with rules, their weight and meaning. */
void symbols_list(struct buf *out);

/* The names of theirs that a detector has: "GTUBE MIME_HTML_ONLY"; at NULL for none.  For the test that compares the page. */
const char *symbols_other_names(struct bytes detector);

#endif
