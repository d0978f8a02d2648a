#include "wire/event.h"

const char *const outcome_names[OUTCOME_COUNT] = {
	[OUTCOME_DELIVERED] = "delivered", [OUTCOME_TAGGED] = "tagged",
	[OUTCOME_QUARANTINED] = "quarantined", [OUTCOME_REJECTED] = "rejected",
	[OUTCOME_DEFERRED] = "deferred", [OUTCOME_REFUSED] = "refused", [OUTCOME_ADVISED] = "advised",
};

static const struct field event_fields[] = {
	FIELD(1, FIELD_TEXT, struct mail_event, id, EVENT_ID_MAX),
	FIELD(2, FIELD_I64, struct mail_event, time_ms, 0),
	FIELD(3, FIELD_TEXT, struct mail_event, session, 64),
	FIELD(4, FIELD_TEXT, struct mail_event, listener, 64),
	FIELD(5, FIELD_TEXT, struct mail_event, tenant, 64),
	FIELD_NAMED(6, struct mail_event, direction, direction_names),
	FIELD(7, FIELD_TEXT, struct mail_event, client_ip, 64),
	FIELD(8, FIELD_TEXT, struct mail_event, helo, 255),
	FIELD(9, FIELD_TEXT, struct mail_event, user, EVENT_ADDRESS_MAX),
	FIELD(10, FIELD_TEXT, struct mail_event, mail_from, EVENT_ADDRESS_MAX),
	FIELD(11, FIELD_TEXTS, struct mail_event, recipients, CASEFILE_RECIPIENTS_MAX),
	FIELD(12, FIELD_TEXT, struct mail_event, from, EVENT_ADDRESS_MAX),
	FIELD(13, FIELD_TEXT, struct mail_event, subject, EVENT_SUBJECT_MAX),
	FIELD(14, FIELD_TEXT, struct mail_event, message_id, 1000),
	FIELD(15, FIELD_U64, struct mail_event, size, 0),
	FIELD(16, FIELD_OCTETS, struct mail_event, sha256, 32),
	FIELD_NAMED(17, struct mail_event, outcome, outcome_names),
	FIELD_NAMED(18, struct mail_event, type, mail_type_names),
	FIELD(19, FIELD_TEXT, struct mail_event, subtype, 64),
	FIELD(20, FIELD_BOOL, struct mail_event, is_bulk, 0),
	FIELD(21, FIELD_DOUBLE, struct mail_event, score, 0),
	FIELD_OF(22, FIELD_LIST, struct mail_event, findings, FINDINGS_MAX, &finding_schema),
	FIELD(23, FIELD_U32, struct mail_event, gaps, 0),
	FIELD(24, FIELD_TEXT, struct mail_event, reply, EVENT_REPLY_MAX),
	FIELD(25, FIELD_U32, struct mail_event, cpu_us, 0),
	FIELD(26, FIELD_TEXT, struct mail_event, dsn, 256),
	FIELD(27, FIELD_TEXTS, struct mail_event, recipient_dsn, CASEFILE_RECIPIENTS_MAX),
	FIELD(40, FIELD_TEXTS, struct mail_event, credits, CASEFILE_CREDITS_MAX),
	FIELD(41, FIELD_BOOL, struct mail_event, is_proven, 0),
	FIELD(42, FIELD_TEXTS, struct mail_event, marks, EVENT_MARKS_MAX),
	FIELD(43, FIELD_TEXT, struct mail_event, other, 64),
	FIELD(44, FIELD_TEXT, struct mail_event, advice, 16),
};
const struct schema event_schema = SCHEMA(struct mail_event, event_fields);

bool
event_id_ok(struct bytes id)
{
	if (id.len == 0 || id.len > EVENT_ID_MAX)
		return false;
	for (size_t i = 0; i < id.len; i++)
		if (!ascii_is_alnum(id.at[i]) && id.at[i] != '-' && id.at[i] != '_')
			return false;
	return true;
}
