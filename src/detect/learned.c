#include "detect/learned.h"

#include <math.h>

/* The first unit of the sum says that the text is on the bad side, and is worth FIRST; what is beyond it is worth little,
 * for on strange mail a learner is no surer than that.  Measured on sources left out: docs/learner.md. */
#define FIRST 1.8
#define BEYOND 0.35
/* By so much it must read more like one type than like any other to be called that. */
#define MARGIN 4.0

static const struct casefile_learned *
head(const struct casefile *c, const char *name)
{
	for (size_t i = 0; i < c->learned.count; i++)
		if (bytes_equal(c->learned.at[i].head, bytes_of_cstr(name)))
			return &c->learned.at[i];
	return NULL;
}

static double
evidence(const struct casefile *c, const char *name)
{
	const struct casefile_learned *l = head(c, name);
	return l != NULL ? l->evidence : 0;
}

double
learned_sum(const struct casefile *c)
{
	return evidence(c, "text");
}

enum mail_type
learned_type(const struct casefile *c)
{
	const double of[TYPE_COUNT] = { [TYPE_SPAM] = evidence(c, "spam"), [TYPE_RUMOR] = evidence(c, "rumor"),
		[TYPE_ILLEGAL] = evidence(c, "illegal"), [TYPE_PHISHING] = fmax(evidence(c, "phishing"), evidence(c, "bec")) };
	enum mail_type best = TYPE_SPAM;
	double second = 0;
	for (int type = TYPE_SPAM; type <= TYPE_PHISHING; type++)
		if (of[type] > of[best])
			best = (enum mail_type)type;
	for (int type = TYPE_SPAM; type <= TYPE_PHISHING; type++)
		if (type != (int)best)
			second = fmax(second, of[type]);
	return of[best] > second + MARGIN ? best : TYPE_SPAM;
}

void
learned_add(const struct casefile *c, struct findings *out)
{
	/* The heads must say so by themselves: trees alone would hold against a letter that it is short. */
	double sum = learned_sum(c), sure = evidence(c, "bad");
	double weight = FIRST * fmin(fmin(sum, sure), 1) + BEYOND * sum;
	if (sum > 0 && sure > 0 && weight >= LEARNED_LEAST)
		finding_add(out, fmin(weight / out->asked->weight, 1), BYTES_NONE, head(c, "text")->sample);
}
