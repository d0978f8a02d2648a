#include "wire/ask.h"

const char *const hold_state_names[HOLD_STATE_COUNT] = {
	[HOLD_HELD] = "held", [HOLD_RELEASED] = "released", [HOLD_MISSING] = "missing",
};

static const struct field hold_row_fields[] = {
	FIELD(1, FIELD_TEXT, struct hold_row, id, EVENT_ID_MAX),
	FIELD(2, FIELD_I64, struct hold_row, time_ms, 0),
	FIELD_NAMED(3, struct hold_row, state, hold_state_names),
	FIELD(4, FIELD_TEXT, struct hold_row, mail_from, EVENT_ADDRESS_MAX),
	FIELD(5, FIELD_TEXTS, struct hold_row, recipients, 20),
	FIELD(6, FIELD_U32, struct hold_row, recipient_count, 0),
	FIELD(7, FIELD_TEXT, struct hold_row, subject, EVENT_SUBJECT_MAX),
	FIELD(8, FIELD_U64, struct hold_row, size, 0),
	FIELD_NAMED(9, struct hold_row, type, mail_type_names),
	FIELD(10, FIELD_TEXT, struct hold_row, subtype, 64),
	FIELD(11, FIELD_DOUBLE, struct hold_row, score, 0),
	FIELD(12, FIELD_TEXT, struct hold_row, tenant, 64),
	FIELD(13, FIELD_TEXT, struct hold_row, duplicate_of, EVENT_ID_MAX),
	FIELD(14, FIELD_TEXT, struct hold_row, state_by, 128),
	FIELD(15, FIELD_I64, struct hold_row, state_ms, 0),
};
const struct schema hold_row_schema = SCHEMA(struct hold_row, hold_row_fields);

static const struct field filter_fields[] = {
	FIELD(1, FIELD_I64, struct ask_filter, since_ms, 0),
	FIELD(2, FIELD_I64, struct ask_filter, until_ms, 0),
	FIELD(3, FIELD_TEXT, struct ask_filter, id, EVENT_ID_MAX),
	FIELD(4, FIELD_TEXT, struct ask_filter, sender, 256),
	FIELD(5, FIELD_TEXT, struct ask_filter, recipient, 256),
	FIELD(6, FIELD_TEXT, struct ask_filter, subject, 256),
	FIELD(7, FIELD_TEXT, struct ask_filter, text, 256),
	FIELD(8, FIELD_TEXT, struct ask_filter, ip, 64),
	FIELD(9, FIELD_TEXT, struct ask_filter, message_id, 1000),
	FIELD(10, FIELD_TEXT, struct ask_filter, tenant, 64),
	FIELD(11, FIELD_TEXT, struct ask_filter, outcome, 32),
	FIELD(12, FIELD_TEXT, struct ask_filter, type, 32),
	FIELD(13, FIELD_U32, struct ask_filter, limit, ASK_ROWS_MAX),
	FIELD(14, FIELD_U64, struct ask_filter, before, 0),
	FIELD(15, FIELD_BOOL, struct ask_filter, with_duplicates, 0),
	FIELD(16, FIELD_I64, struct ask_filter, before_ms, 0),
};
static const struct schema filter_schema = SCHEMA(struct ask_filter, filter_fields);

static const struct field id_fields[] = {
	FIELD(1, FIELD_TEXT, struct ask_id, id, EVENT_ID_MAX),
	FIELD(2, FIELD_TEXT, struct ask_id, by, 128),
	FIELD(3, FIELD_TEXTS, struct ask_id, recipients, CASEFILE_RECIPIENTS_MAX),
};
static const struct schema id_schema = SCHEMA(struct ask_id, id_fields);

static const struct field keys_fields[] = {
	FIELD(1, FIELD_TEXTS, struct ask_keys, keys, ASK_KEYS_MAX),
};
static const struct schema keys_schema = SCHEMA(struct ask_keys, keys_fields);

static const struct field reply_fields[] = {
	FIELD(1, FIELD_U64, struct ask_reply, job, 0),
	FIELD(2, FIELD_U32, struct ask_reply, code, 599),
	FIELD(3, FIELD_TEXT, struct ask_reply, text, EVENT_REPLY_MAX),
};
static const struct schema reply_schema = SCHEMA(struct ask_reply, reply_fields);

#define ANSWER(struct_) \
	FIELD(1, FIELD_U32, struct_, fault, 6), FIELD(2, FIELD_TEXT, struct_, why, WHY_MAX)

static const struct field answer_fields[] = { ANSWER(struct answer) };
static const struct schema answer_schema = SCHEMA(struct answer, answer_fields);

static const struct field list_fields[] = {
	ANSWER(struct answer_list),
	FIELD_OF(3, FIELD_LIST, struct answer_list, rows, ASK_ROWS_MAX, &hold_row_schema),
	FIELD(4, FIELD_U64, struct answer_list, next, 0),
	FIELD(5, FIELD_I64, struct answer_list, next_ms, 0),
};
static const struct schema list_schema = SCHEMA(struct answer_list, list_fields);

static const struct field show_fields[] = {
	ANSWER(struct answer_show),
	FIELD_OF(3, FIELD_STRUCT, struct answer_show, row, 0, &hold_row_schema),
	FIELD_OF(4, FIELD_STRUCT, struct answer_show, event, 0, &event_schema),
};
static const struct schema show_schema = SCHEMA(struct answer_show, show_fields);

static const struct field events_fields[] = {
	ANSWER(struct answer_events),
	FIELD_OF(3, FIELD_LIST, struct answer_events, rows, ASK_ROWS_MAX, &event_schema),
	FIELD(4, FIELD_U64, struct answer_events, next, 0),
};
static const struct schema events_schema = SCHEMA(struct answer_events, events_fields);

static const struct field stats_fields[] = {
	ANSWER(struct answer_stats),
	FIELD(3, FIELD_U64, struct answer_stats, events, 0),
	FIELD(4, FIELD_U64, struct answer_stats, held, 0),
	FIELD(5, FIELD_U64, struct answer_stats, held_octets, 0),
	FIELD(6, FIELD_U64, struct answer_stats, released, 0),
	FIELD(7, FIELD_U64, struct answer_stats, missing, 0),
	FIELD(8, FIELD_U64, struct answer_stats, outbox_waiting, 0),
	FIELD(9, FIELD_U64, struct answer_stats, outbox_failed, 0),
	FIELD(10, FIELD_U64, struct answer_stats, rebuilt, 0),
	FIELD(11, FIELD_U64, struct answer_stats, removed, 0),
	FIELD(12, FIELD_U64, struct answer_stats, damaged, 0),
	FIELD(13, FIELD_U64, struct answer_stats, locked, 0),
	FIELD(14, FIELD_U64, struct answer_stats, events_lost, 0),
	FIELD(15, FIELD_BOOL, struct answer_stats, is_encrypted, 0),
	FIELD(16, FIELD_BOOL, struct answer_stats, is_sick, 0),
};
static const struct schema stats_schema = SCHEMA(struct answer_stats, stats_fields);

static const struct field history_fields[] = {
	FIELD(1, FIELD_TEXT, struct history, key, 1024),
	FIELD(2, FIELD_I64, struct history, first_ms, 0),
	FIELD(3, FIELD_I64, struct history, last_ms, 0),
	FIELD(4, FIELD_U64, struct history, good, 0),
	FIELD(5, FIELD_U64, struct history, bad, 0),
};
static const struct schema history_schema = SCHEMA(struct history, history_fields);

static const struct field answer_history_fields[] = {
	ANSWER(struct answer_history),
	FIELD_OF(3, FIELD_LIST, struct answer_history, rows, ASK_KEYS_MAX, &history_schema),
};
static const struct schema answer_history_schema = SCHEMA(struct answer_history, answer_history_fields);

static const struct field ask_credits_fields[] = {
	FIELD(1, FIELD_TEXTS, struct ask_credits, keys, ASK_KEYS_MAX),
	FIELD(2, FIELD_TEXT, struct ask_credits, sender, EVENT_ADDRESS_MAX),
	FIELD(3, FIELD_BOOL, struct ask_credits, with_days, 0),
};
static const struct schema ask_credits_schema = SCHEMA(struct ask_credits, ask_credits_fields);

static const struct field credit_day_fields[] = {
	FIELD(1, FIELD_I64, struct credit_day, day, 0),
	FIELD(2, FIELD_U32, struct credit_day, good, 0),
	FIELD(3, FIELD_U32, struct credit_day, bad, 0),
	FIELD(4, FIELD_U32, struct credit_day, seen, 0),
};
static const struct schema credit_day_schema = SCHEMA(struct credit_day, credit_day_fields);

static const struct field credit_fields[] = {
	FIELD(1, FIELD_TEXT, struct credit, key, 1024),
	FIELD(2, FIELD_I64, struct credit, first_ms, 0),
	FIELD(3, FIELD_I64, struct credit, last_ms, 0),
	FIELD(4, FIELD_U64, struct credit, seen, 0),
	FIELD(5, FIELD_DOUBLE, struct credit, good, 0),
	FIELD(6, FIELD_DOUBLE, struct credit, bad, 0),
	FIELD(7, FIELD_DOUBLE, struct credit, odds, 0),
	FIELD(8, FIELD_DOUBLE, struct credit, error, 0),
	FIELD(9, FIELD_U32, struct credit, score, 100),
	FIELD(10, FIELD_DOUBLE, struct credit, surge, 0),
	FIELD_OF(11, FIELD_LIST, struct credit, days, 31, &credit_day_schema),
};
const struct schema credit_schema = SCHEMA(struct credit, credit_fields);

static const struct field answer_credits_fields[] = {
	ANSWER(struct answer_credits),
	FIELD(3, FIELD_I64, struct answer_credits, since_ms, 0),
	FIELD(4, FIELD_U64, struct answer_credits, sender_seen, 0),
	FIELD_OF(5, FIELD_LIST, struct answer_credits, rows, ASK_KEYS_MAX, &credit_schema),
};
static const struct schema answer_credits_schema = SCHEMA(struct answer_credits, answer_credits_fields);

static const struct field ask_worst_fields[] = {
	FIELD(1, FIELD_U32, struct ask_worst, score, 100),
	FIELD(2, FIELD_TEXT, struct ask_worst, after, 1024),
};
static const struct schema ask_worst_schema = SCHEMA(struct ask_worst, ask_worst_fields);

static const struct field answer_worst_fields[] = {
	ANSWER(struct answer_worst),
	FIELD_OF(3, FIELD_LIST, struct answer_worst, rows, ASK_WORST_READ, &credit_schema),
	FIELD(4, FIELD_TEXT, struct answer_worst, next, 1024),
};
static const struct schema answer_worst_schema = SCHEMA(struct answer_worst, answer_worst_fields);

static const struct field job_fields[] = {
	ANSWER(struct answer_job),
	FIELD(3, FIELD_U64, struct answer_job, job, 0),
	FIELD(4, FIELD_TEXT, struct answer_job, id, 128),
	FIELD(5, FIELD_TEXT, struct answer_job, mail_from, EVENT_ADDRESS_MAX),
	FIELD(6, FIELD_TEXTS, struct answer_job, recipients, CASEFILE_RECIPIENTS_MAX),
	FIELD(7, FIELD_TEXT, struct answer_job, hop, 255),
	FIELD(8, FIELD_U32, struct answer_job, tries, 0),
	FIELD(9, FIELD_TEXT, struct answer_job, listener, 255),
	FIELD(10, FIELD_TEXT, struct answer_job, dsn, 256),
	FIELD(11, FIELD_TEXTS, struct answer_job, recipient_dsn, CASEFILE_RECIPIENTS_MAX),
	FIELD(12, FIELD_BOOL, struct answer_job, is_own, 0),
};
static const struct schema job_schema = SCHEMA(struct answer_job, job_fields);

static const struct field triplet_fields[] = {
	FIELD(1, FIELD_TEXT, struct ask_triplet, network, 64),
	FIELD(2, FIELD_TEXT, struct ask_triplet, sender, EVENT_ADDRESS_MAX),
	FIELD(3, FIELD_TEXT, struct ask_triplet, recipient, EVENT_ADDRESS_MAX),
	FIELD(4, FIELD_U32, struct ask_triplet, delay_ms, 0),
};
static const struct schema triplet_schema = SCHEMA(struct ask_triplet, triplet_fields);

static const struct field wait_fields[] = {
	ANSWER(struct answer_triplet),
	FIELD(3, FIELD_I64, struct answer_triplet, wait_ms, 0),
};
static const struct schema wait_schema = SCHEMA(struct answer_triplet, wait_fields);
static const struct field mail_fields[] = {
	FIELD(1, FIELD_TEXT, struct ask_mail, id, 128),
	FIELD(2, FIELD_TEXT, struct ask_mail, mail_from, EVENT_ADDRESS_MAX),
	FIELD(3, FIELD_TEXTS, struct ask_mail, recipients, CASEFILE_RECIPIENTS_MAX),
	FIELD(4, FIELD_TEXT, struct ask_mail, hop, 255),
};
static const struct schema mail_schema = SCHEMA(struct ask_mail, mail_fields);

static const struct field reported_fields[] = {
	FIELD_NAMED(1, struct ask_reported, kind, report_kind_names),
	FIELD(2, FIELD_I64, struct ask_reported, day, 0),
	FIELD(3, FIELD_TEXT, struct ask_reported, domain, REPORT_TEXT_MAX),
	FIELD(4, FIELD_TEXT, struct ask_reported, state, 16),
	FIELD(5, FIELD_TEXT, struct ask_reported, detail, 200),
	FIELD(6, FIELD_U64, struct ask_reported, rows, 0),
	FIELD(7, FIELD_U64, struct ask_reported, lost, 0),
};
static const struct schema reported_schema = SCHEMA(struct ask_reported, reported_fields);

static const struct field answer_report_fields[] = {
	ANSWER(struct answer_report),
	FIELD(3, FIELD_I64, struct answer_report, day, 0),
	FIELD_OF(4, FIELD_STRUCT, struct answer_report, report, 0, &casefile_report_schema),
};
static const struct schema answer_report_schema = SCHEMA(struct answer_report, answer_report_fields);

static const struct field answer_reports_fields[] = {
	ANSWER(struct answer_reports),
	FIELD_OF(3, FIELD_LIST, struct answer_reports, rows, ASK_ROWS_MAX, &reported_schema),
};
static const struct schema answer_reports_schema = SCHEMA(struct answer_reports, answer_reports_fields);

static const struct field ask_passwords_fields[] = {
	FIELD(1, FIELD_TEXT, struct ask_passwords, tenant, 64),
	FIELD(2, FIELD_TEXT, struct ask_passwords, sender, EVENT_ADDRESS_MAX),
	FIELD(3, FIELD_TEXTS, struct ask_passwords, recipients, ASK_PAIRS_MAX),
	FIELD_NAMED(4, struct ask_passwords, direction, direction_names),
	FIELD(5, FIELD_TEXTS, struct ask_passwords, told, ASK_TOLD_MAX),
	FIELD(6, FIELD_BOOL, struct ask_passwords, is_locked, 0),
};
static const struct schema ask_passwords_schema = SCHEMA(struct ask_passwords, ask_passwords_fields);

static const struct field answer_passwords_fields[] = {
	ANSWER(struct answer_passwords),
	FIELD(3, FIELD_TEXTS, struct answer_passwords, passwords, ASK_PASSWORDS_MAX),
	FIELD_OF(4, FIELD_STRUCT, struct answer_passwords, waiting, 0, &event_schema),
};
static const struct schema answer_passwords_schema = SCHEMA(struct answer_passwords, answer_passwords_fields);

static const struct field ask_opened_fields[] = {
	FIELD(1, FIELD_TEXT, struct ask_opened, id, EVENT_ID_MAX),
	FIELD(2, FIELD_TEXT, struct ask_opened, by, EVENT_ID_MAX),
	FIELD(3, FIELD_BOOL, struct ask_opened, is_good, 0),
};
static const struct schema ask_opened_schema = SCHEMA(struct ask_opened, ask_opened_fields);

const struct ask_kind_info ask_kinds[ASK_KIND_COUNT] = {
	[ASK_NONE] = { "none", NULL, &answer_schema, 0, false },
	[ASK_HOLD] = { "hold", &event_schema, &answer_schema, 2, true },
	[ASK_EVENT] = { "event", &event_schema, &answer_schema, 0, true },
	[ASK_LIST] = { "list", &filter_schema, &list_schema, 0, false },
	[ASK_SHOW] = { "show", &id_schema, &show_schema, 0, false },
	[ASK_RELEASE] = { "release", &id_schema, &answer_schema, 0, false },
	[ASK_DELETE] = { "delete", &id_schema, &answer_schema, 0, false },
	[ASK_SEARCH] = { "search", &filter_schema, &events_schema, 0, false },
	[ASK_STATS] = { "stats", NULL, &stats_schema, 0, true },
	[ASK_REBUILD] = { "rebuild", NULL, &stats_schema, 0, false },
	[ASK_HISTORY] = { "history", &keys_schema, &answer_history_schema, 0, true },
	[ASK_JOB] = { "job", NULL, &job_schema, 0, true },
	[ASK_DELIVERED] = { "delivered", &reply_schema, &answer_schema, 0, true },
	[ASK_CREDITS] = { "credits", &ask_credits_schema, &answer_credits_schema, 0, true },
	[ASK_WORST] = { "worst", &ask_worst_schema, &answer_worst_schema, 0, false },
	[ASK_TRIPLET] = { "triplet", &triplet_schema, &wait_schema, 0, true },
	[ASK_MAIL] = { "mail", &mail_schema, &answer_schema, 1, true },
	[ASK_TALLY] = { "tally", &casefile_report_schema, &answer_schema, 0, true },
	[ASK_REPORT] = { "report", NULL, &answer_report_schema, 0, true },
	[ASK_REPORTED] = { "reported", &reported_schema, &answer_schema, 0, true },
	[ASK_REPORTS] = { "reports", NULL, &answer_reports_schema, 0, false },
	[ASK_HURRY] = { "hurry", NULL, &answer_schema, 0, false },
	[ASK_PRINTS] = { "prints", &ask_prints_schema, &answer_prints_schema, 0, true },
	[ASK_LESSON] = { "lesson", &ask_lesson_schema, &answer_lesson_schema, 0, true },
	[ASK_FORGET] = { "forget", &ask_forget_schema, &answer_schema, 0, true },
	[ASK_PASSWORDS] = { "passwords", &ask_passwords_schema, &answer_passwords_schema, 0, true },
	[ASK_OPENED] = { "opened", &ask_opened_schema, &answer_schema, 0, true },
	[ASK_LESSONS] = { "lessons", &ask_lessons_schema, &answer_lessons_schema, 0, false },
};
