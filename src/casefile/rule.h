/* rule: what the operator's YARA rules matched (rules/rules.h); part of the case file (casefile/casefile.h). */
#ifndef CASEFILE_RULE_H
#define CASEFILE_RULE_H

#include "base/schema.h"

enum casefile_rule_limits { CASEFILE_RULES_MAX = 64, RULE_TEXT_MAX = 200, RULE_WEIGHT_MAX = 5 };

struct casefile_rule {
	struct bytes name;
	struct bytes description; /* "" where the rule has none */
	uint32_t part;            /* 0, too, where the message as a whole was meant */
	uint32_t weight;          /* log-odds */
	bool is_hard;             /* the operator says that it decides by itself */
};

extern const struct schema casefile_rule_schema;

#endif
