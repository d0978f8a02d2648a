#include "casefile/finding.h"

const char *const family_names[FAMILY_COUNT] = {
	[FAMILY_IDENTITY] = "identity", [FAMILY_REPUTATION] = "reputation", [FAMILY_CONTENT] = "content",
	[FAMILY_LINK] = "link", [FAMILY_ATTACHMENT] = "attachment", [FAMILY_FINGERPRINT] = "fingerprint",
	[FAMILY_RELATION] = "relation", [FAMILY_BEHAVIOUR] = "behaviour",
	[FAMILY_LEARNED] = "learned",
};

const char *const mail_type_names[TYPE_COUNT] = {
	[TYPE_NORMAL] = "normal", [TYPE_SPAM] = "spam", [TYPE_RUMOR] = "rumor", [TYPE_ILLEGAL] = "illegal",
	[TYPE_PHISHING] = "phishing", [TYPE_VIRUS] = "virus",
};

static const struct field finding_fields[] = {
	FIELD(1, FIELD_TEXT, struct finding, id, 64),
	FIELD_NAMED(2, struct finding, family, family_names),
	FIELD_NAMED(3, struct finding, type, mail_type_names),
	FIELD(4, FIELD_DOUBLE, struct finding, weight, 0),
	FIELD(5, FIELD_BOOL, struct finding, is_hard, 0),
	FIELD(6, FIELD_TEXT, struct finding, part, 256),
	FIELD(7, FIELD_TEXTS, struct finding, args, FINDING_ARGS_MAX),
	FIELD(8, FIELD_U32, struct finding, says, 0),
};
const struct schema finding_schema = SCHEMA(struct finding, finding_fields);
