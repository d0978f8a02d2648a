#include "detect/learned.h"

#include <math.h>

/* The first unit of the sum says that the text is on the bad side, and is worth FIRST; what is beyond it is worth little,
 * for on strange mail a learner is no surer than that.  Measured on sources left out: docs/learner.md. */
#define FIRST 1.5
#define BEYOND 0.3

static const struct casefile_learned *
head(const struct casefile *c, const char *name)
{
	for (size_t i = 0; i < c->learned.count; i++)
		if (bytes_equal(c->learned.at[i].head, bytes_of_cstr(name)))
			return &c->learned.at[i];
	return NULL;
}

double
learned_sum(const struct casefile *c)
{
	const struct casefile_learned *l = head(c, "text");
	return l != NULL ? l->evidence : 0;
}

bool
learned_is_lure(const struct casefile *c)
{
	const struct casefile_learned *phishing = head(c, "phishing"), *bec = head(c, "bec"), *spam = head(c, "spam");
	double lure = fmax(phishing != NULL ? phishing->evidence : 0, bec != NULL ? bec->evidence : 0);
	return lure > 0 && lure > (spam != NULL ? spam->evidence : 0);
}

uint32_t
learned_lures(const struct casefile *c)
{
	uint32_t count = 0;
	for (size_t i = 0; i < c->lures.count; i++)
		if (c->lures.at[i].where == LURE_BODY || c->lures.at[i].where == LURE_SUBJECT)
			count += c->lures.at[i].count;
	return count;
}

void
learned_add(const struct casefile *c, struct findings *out)
{
	/* The heads must say so by themselves: trees alone would hold against a letter that it is short. */
	const struct casefile_learned *bad = head(c, "bad");
	double sum = learned_sum(c), sure = bad != NULL ? bad->evidence : 0;
	double weight = FIRST * fmin(fmin(sum, sure), 1) + BEYOND * sum;
	if (sum > 0 && sure > 0 && weight >= LEARNED_LEAST)
		finding_add(out, fmin(weight / out->asked->weight, 1), BYTES_NONE, head(c, "text")->sample);
}
