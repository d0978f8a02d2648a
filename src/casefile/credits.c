#include "casefile/credits.h"

static const struct field casefile_credit_fields[] = {
	FIELD(1, FIELD_TEXT, struct casefile_credit, key, 300),
	FIELD(2, FIELD_DOUBLE, struct casefile_credit, odds, 0),
	FIELD(3, FIELD_DOUBLE, struct casefile_credit, error, 0),
	FIELD(4, FIELD_U32, struct casefile_credit, score, 100),
	FIELD(5, FIELD_U64, struct casefile_credit, seen, 0),
	FIELD(6, FIELD_I64, struct casefile_credit, first_ms, 0),
	FIELD(7, FIELD_DOUBLE, struct casefile_credit, surge, 0),
};
static const struct schema casefile_credit_schema = SCHEMA(struct casefile_credit, casefile_credit_fields);

static const struct field casefile_credits_fields[] = {
	FIELD(1, FIELD_BOOL, struct casefile_credits, was_asked, 0),
	FIELD(2, FIELD_BOOL, struct casefile_credits, is_proven, 0),
	FIELD(3, FIELD_I64, struct casefile_credits, since_ms, 0),
	FIELD(4, FIELD_U64, struct casefile_credits, sender_seen, 0),
	FIELD_OF(5, FIELD_LIST, struct casefile_credits, rows, CASEFILE_CREDITS_MAX, &casefile_credit_schema),
};
const struct schema casefile_credits_schema = SCHEMA(struct casefile_credits, casefile_credits_fields);
