#include "casefile/rule.h"

static const struct field rule_fields[] = {
	FIELD(1, FIELD_TEXT, struct casefile_rule, name, RULE_TEXT_MAX),
	FIELD(2, FIELD_TEXT, struct casefile_rule, description, RULE_TEXT_MAX),
	FIELD(3, FIELD_U32, struct casefile_rule, part, 0),
	FIELD(4, FIELD_U32, struct casefile_rule, weight, RULE_WEIGHT_MAX),
	FIELD(5, FIELD_BOOL, struct casefile_rule, is_hard, 0),
};
const struct schema casefile_rule_schema = SCHEMA(struct casefile_rule, rule_fields);
