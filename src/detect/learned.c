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

void
learned_add(const struct casefile *c, struct findings *out)
{
	double sum = learned_sum(c), weight = FIRST * fmin(sum, 1) + BEYOND * sum;
	if (sum >= LEARNED_LEAST)
		finding_add(out, fmin(weight / out->asked->weight, 1), BYTES_NONE, head(c, "text")->sample);
}
