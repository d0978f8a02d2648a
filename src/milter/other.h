/* other: what another filter said of a message, by the fields that it wrote into its header.
 *
 * For the shadow mode, where we stand behind a filter and want to know where we differ.  A sender can write such
 * fields, too; filters take out what is not theirs, and where one does not, the last field counts, for it was added last. */
#ifndef MILTER_OTHER_H
#define MILTER_OTHER_H

#include "base/buf.h"

enum other_filter { OTHER_NONE, OTHER_UNNAMED, OTHER_SPAMASSASSIN, OTHER_RSPAMD };

struct other {
	enum other_filter filter;
	bool is_spam;
	bool has_score;
	bool has_action;
	double score;
	char action[24];
};

/* A field of the header; most are none of another filter's and cost a comparison. */
void other_field(struct other *o, struct bytes name, struct bytes value);

/**
 * other_write(o, out): Append "rspamd spam reject 16.1", "spamassassin ham 1.2", "filter spam"; nothing where none spoke.
 */
void other_write(const struct other *o, struct buf *out);

#endif
