/* json: what we think of a message, as members of a JSON object: for `postern scan --format=json` and for /v1/scan. */
#ifndef JUDGE_JSON_H
#define JUDGE_JSON_H

#include "detect/detector.h"
#include "verdict/verdict.h"

struct judgement_told {
	const struct casefile *casefile;
	const struct findings *findings;
	const struct verdict *verdict;
	enum language language;
};

/* Append the members of DESIGN s7 from "type" to "cpu_us", each behind a comma. */
void judgement_members(const struct judgement_told *t, struct buf *out);

#endif
