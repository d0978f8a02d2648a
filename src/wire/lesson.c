#include "wire/lesson.h"

#include "wire/event.h"

const char *const lesson_as_names[LESSON_AS_COUNT] = { "spam", "phishing", "virus", "ham" };
const char *const teacher_names[TEACHER_COUNT] = { "user", "service", "operator" };

#define ANSWER(struct_) FIELD(1, FIELD_U32, struct_, fault, 6), FIELD(2, FIELD_TEXT, struct_, why, WHY_MAX)

static const struct field ask_lesson_fields[] = {
	FIELD(1, FIELD_TEXT, struct ask_lesson, by, LESSON_BY_MAX),
	FIELD_NAMED(2, struct ask_lesson, teacher, teacher_names),
	FIELD_NAMED(3, struct ask_lesson, as, lesson_as_names),
	FIELD(4, FIELD_TEXT, struct ask_lesson, tenant, 64),
	FIELD(5, FIELD_OCTETS, struct ask_lesson, sha256, 32),
	FIELD(6, FIELD_TEXT, struct ask_lesson, message_id, 1000),
	FIELD(7, FIELD_TEXT, struct ask_lesson, from, EVENT_ADDRESS_MAX),
	FIELD(8, FIELD_TEXT, struct ask_lesson, subject, EVENT_SUBJECT_MAX),
	FIELD(9, FIELD_TEXT, struct ask_lesson, hold, EVENT_ID_MAX),
	FIELD(10, FIELD_DOUBLE, struct ask_lesson, base, 0),
	FIELD_OF(11, FIELD_LIST, struct ask_lesson, prints, CASEFILE_PRINTS_MAX, &casefile_print_schema),
	FIELD(12, FIELD_OCTETS, struct ask_lesson, words, 4 * CASEFILE_WORDS_MAX),
};
const struct schema ask_lesson_schema = SCHEMA(struct ask_lesson, ask_lesson_fields);

static const struct field answer_lesson_fields[] = {
	ANSWER(struct answer_lesson),
	FIELD(3, FIELD_TEXT, struct answer_lesson, id, 32),
	FIELD(4, FIELD_BOOL, struct answer_lesson, is_old, 0),
	FIELD(5, FIELD_U32, struct answer_lesson, prints, 0),
	FIELD(6, FIELD_U32, struct answer_lesson, credits, 0),
	FIELD(7, FIELD_BOOL, struct answer_lesson, is_learned, 0),
};
const struct schema answer_lesson_schema = SCHEMA(struct answer_lesson, answer_lesson_fields);

static const struct field ask_forget_fields[] = {
	FIELD(1, FIELD_TEXT, struct ask_forget, id, 32),
	FIELD(2, FIELD_OCTETS, struct ask_forget, sha256, 32),
	FIELD(3, FIELD_TEXT, struct ask_forget, by, LESSON_BY_MAX),
};
const struct schema ask_forget_schema = SCHEMA(struct ask_forget, ask_forget_fields);

static const struct field ask_lessons_fields[] = {
	FIELD(1, FIELD_U64, struct ask_lessons, before, 0),
	FIELD(2, FIELD_U32, struct ask_lessons, limit, LESSON_ROWS_MAX),
	FIELD(3, FIELD_TEXT, struct ask_lessons, by, LESSON_BY_MAX),
	FIELD(4, FIELD_TEXT, struct ask_lessons, tenant, 64),
};
const struct schema ask_lessons_schema = SCHEMA(struct ask_lessons, ask_lessons_fields);

static const struct field lesson_row_fields[] = {
	FIELD(1, FIELD_TEXT, struct lesson_row, id, 32),
	FIELD(2, FIELD_I64, struct lesson_row, time_ms, 0),
	FIELD(3, FIELD_TEXT, struct lesson_row, by, LESSON_BY_MAX),
	FIELD_NAMED(4, struct lesson_row, teacher, teacher_names),
	FIELD_NAMED(5, struct lesson_row, as, lesson_as_names),
	FIELD(6, FIELD_TEXT, struct lesson_row, tenant, 64),
	FIELD(7, FIELD_TEXT, struct lesson_row, message_id, 1000),
	FIELD(8, FIELD_TEXT, struct lesson_row, from, EVENT_ADDRESS_MAX),
	FIELD(9, FIELD_TEXT, struct lesson_row, subject, EVENT_SUBJECT_MAX),
	FIELD(10, FIELD_U32, struct lesson_row, prints, 0),
	FIELD(11, FIELD_U32, struct lesson_row, credits, 0),
	FIELD(12, FIELD_BOOL, struct lesson_row, is_learned, 0),
	FIELD(13, FIELD_I64, struct lesson_row, undone_ms, 0),
	FIELD(14, FIELD_TEXT, struct lesson_row, undone_by, LESSON_BY_MAX),
};
const struct schema lesson_row_schema = SCHEMA(struct lesson_row, lesson_row_fields);

static const struct field answer_lessons_fields[] = {
	ANSWER(struct answer_lessons),
	FIELD_OF(3, FIELD_LIST, struct answer_lessons, rows, LESSON_ROWS_MAX, &lesson_row_schema),
	FIELD(4, FIELD_U64, struct answer_lessons, next, 0),
};
const struct schema answer_lessons_schema = SCHEMA(struct answer_lessons, answer_lessons_fields);

static const struct field ask_prints_fields[] = {
	FIELD(1, FIELD_TEXT, struct ask_prints, tenant, 64),
	FIELD(2, FIELD_BOOL, struct ask_prints, is_counted, 0),
	FIELD_OF(3, FIELD_LIST, struct ask_prints, prints, CASEFILE_PRINTS_MAX, &casefile_print_schema),
	FIELD(4, FIELD_OCTETS, struct ask_prints, words, 4 * CASEFILE_WORDS_MAX),
};
const struct schema ask_prints_schema = SCHEMA(struct ask_prints, ask_prints_fields);

static const struct field answer_prints_fields[] = {
	ANSWER(struct answer_prints),
	FIELD_OF(3, FIELD_STRUCT, struct answer_prints, matches, 0, &casefile_matches_schema),
};
const struct schema answer_prints_schema = SCHEMA(struct answer_prints, answer_prints_fields);

/* "local@domain" of the first From, in lower case. */
static struct bytes
sender_of(const struct casefile *c, struct arena *a)
{
	struct bytes text = BYTES_NONE;
	struct buf joined;
	if (c->from.count == 0)
		return text;
	buf_init(&joined, EVENT_ADDRESS_MAX);
	buf_add(&joined, c->from.at[0].local);
	buf_add_octet(&joined, '@');
	buf_add(&joined, c->from.at[0].domain);
	if (buf_ok(&joined))
		(void)arena_copy(a, buf_bytes(&joined), &text);
	buf_done(&joined);
	return text;
}

void
lesson_of(const struct casefile *c, struct arena *a, struct ask_lesson *out)
{
	*out = (struct ask_lesson){ .sha256 = c->sha256, .message_id = c->message_id, .from = sender_of(c, a),
		.subject = c->subject, .tenant = c->envelope.tenant, .words = c->words };
	out->prints.at = c->prints.at;
	out->prints.count = c->prints.count;
	for (size_t i = 0; i < c->learned.count; i++)
		if (bytes_equal(c->learned.at[i].head, BYTES("bad")))
			out->base = c->learned.at[i].evidence;
}
