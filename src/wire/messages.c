#include "wire/messages.h"

#include "wire/ask.h"

/* A case file and what stands around it. */
#define CASE_PAYLOAD_MAX (CASEFILE_OCTETS_MAX + 16384)
/* 1000 recipients of 1024 octets and their envelope; RFC 5321 s4.5.3.1 allows 256 each. */
#define ENVELOPE_PAYLOAD_MAX ((uint32_t)2 << 20)

const char *const open_kind_names[OPEN_KIND_COUNT] = { "archive", "pdf", "pictures", "program", "ocr", "rules" };
const char *const wire_peer_kind_names[WIRE_PEER_KIND_COUNT] = { "dissectors", "openers", "keeper", "gate" };
const char *const open_status_names[OPEN_STATUS_COUNT] = {
	"done", "partly", "limit", "malformed", "encrypted", "unsupported", "crashed", "refused",
};

static const struct field spawn_fields[] = {
	FIELD(1, FIELD_U64, struct wire_spawn, worker, 0),
	FIELD(2, FIELD_BOOL, struct wire_spawn, runs_programs, 0),
	FIELD(3, FIELD_BOOL, struct wire_spawn, reads_words, 0),
};
static const struct schema spawn_schema = SCHEMA(struct wire_spawn, spawn_fields);

static const struct field peer_fields[] = {
	FIELD_NAMED(1, struct wire_peer, kind, wire_peer_kind_names),
	FIELD(2, FIELD_U32, struct wire_peer, pid, 0),
	FIELD(3, FIELD_U32, struct wire_peer, restarts, 0),
};
static const struct schema peer_schema = SCHEMA(struct wire_peer, peer_fields);

static const struct field exited_fields[] = {
	FIELD(1, FIELD_U64, struct wire_exited, worker, 0),
	FIELD(2, FIELD_U32, struct wire_exited, status, 255),
	FIELD(3, FIELD_U32, struct wire_exited, signal, 64),
	FIELD(4, FIELD_U64, struct wire_exited, cpu_us, 0),
};
static const struct schema exited_schema = SCHEMA(struct wire_exited, exited_fields);

static const struct field dissect_fields[] = {
	FIELD(1, FIELD_U64, struct wire_dissect, job, 0),
	FIELD(2, FIELD_BOOL, struct wire_dissect, is_careful, 0),
	FIELD_OF(3, FIELD_STRUCT, struct wire_dissect, envelope, 0, &casefile_envelope_schema),
	FIELD(4, FIELD_BOOL, struct wire_dissect, wants_identity, 0),
	FIELD_NAMED(5, struct wire_dissect, files, engine_files_wanted_names),
	FIELD(6, FIELD_BOOL, struct wire_dissect, wants_old_hashes, 0),
	FIELD(7, FIELD_DOUBLE, struct wire_dissect, settled_from, 0),
	FIELD(8, FIELD_OCTETS, struct wire_dissect, message, WIRE_MESSAGE_MAX),
};
static const struct schema dissect_schema = SCHEMA(struct wire_dissect, dissect_fields);

static const struct field case_fields[] = {
	FIELD(1, FIELD_U64, struct wire_case, job, 0),
	FIELD(2, FIELD_OCTETS, struct wire_case, casefile, CASEFILE_OCTETS_MAX),
	FIELD(3, FIELD_U64, struct wire_case, cpu_us, 0),
	FIELD(4, FIELD_OCTETS, struct wire_case, collected, WIRE_COLLECTED_MAX),
	FIELD_OF(5, FIELD_LIST, struct wire_case, files, ENGINE_FILES_MAX, &engine_file_schema),
};
static const struct schema case_schema = SCHEMA(struct wire_case, case_fields);

static const struct field open_fields[] = {
	FIELD(1, FIELD_U64, struct wire_open, job, 0),
	FIELD_NAMED(2, struct wire_open, kind, open_kind_names),
	FIELD(3, FIELD_TEXT, struct wire_open, part, 200),
	FIELD(4, FIELD_TEXT, struct wire_open, name, CASEFILE_NAME_MAX),
	FIELD(5, FIELD_TEXTS, struct wire_open, passwords, WIRE_PASSWORDS_MAX),
};
static const struct schema open_schema = SCHEMA(struct wire_open, open_fields);

static const struct field opened_fields[] = {
	FIELD(1, FIELD_U64, struct wire_opened, job, 0),
	FIELD_NAMED(2, struct wire_opened, status, open_status_names),
	FIELD(3, FIELD_TEXT, struct wire_opened, text, 200),
	FIELD(4, FIELD_U64, struct wire_opened, cpu_us, 0),
};
static const struct schema opened_schema = SCHEMA(struct wire_opened, opened_fields);

static const struct field question_fields[] = {
	FIELD(1, FIELD_U64, struct wire_question, serial, 0),
	FIELD(2, FIELD_U32, struct wire_question, kind, ASK_KIND_COUNT - 1),
	FIELD(3, FIELD_OCTETS, struct wire_question, body, ASK_OCTETS_MAX),
};
static const struct schema question_schema = SCHEMA(struct wire_question, question_fields);
static const struct field questions_fields[] = {
	FIELD_OF(1, FIELD_LIST, struct wire_questions, all, WIRE_QUESTIONS_MAX, &question_schema),
};
static const struct schema questions_schema = SCHEMA(struct wire_questions, questions_fields);
#define QUESTIONS_PAYLOAD_MAX (ASK_OCTETS_MAX + 128)

/* Ascending by type. */
static const struct wire_kind kinds[] = {
	{ WIRE_SPAWN, "spawn", &spawn_schema, 256, 1, 1, WIRE_TO_NURSERY },
	{ WIRE_KILL, "kill", &spawn_schema, 256, 0, 0, WIRE_TO_NURSERY },
	{ WIRE_DISSECT, "dissect", &dissect_schema, ENVELOPE_PAYLOAD_MAX + WIRE_MESSAGE_MAX, 0, 1, WIRE_TO_DISSECTOR },
	{ WIRE_OPENED, "opened", &opened_schema, 1024, 0, 1, WIRE_TO_DISSECTOR | WIRE_TO_GATE },
	{ WIRE_EXITED, "exited", &exited_schema, 256, 0, 0, WIRE_TO_GATE },
	{ WIRE_CASE, "case", &case_schema, CASE_PAYLOAD_MAX, 0, 1, WIRE_TO_GATE },
	{ WIRE_OPEN, "open", &open_schema, 60000, 1, 1, WIRE_TO_GATE | WIRE_TO_OPENER },
	{ WIRE_PEER, "peer", &peer_schema, 256, 1, 1, WIRE_TO_GATE | WIRE_TO_KEEPER },
	{ WIRE_QUESTION, "question", &questions_schema, QUESTIONS_PAYLOAD_MAX, 0, ASK_FDS_MAX, WIRE_TO_KEEPER },
	{ WIRE_ANSWER, "answer", &questions_schema, QUESTIONS_PAYLOAD_MAX, 0, ASK_FDS_MAX,
	    WIRE_TO_GATE | WIRE_TO_CONSOLE },
};

const struct wire_kind *
wire_kind_find(uint32_t type)
{
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
		if (kinds[i].type == type)
			return &kinds[i];
	return NULL;
}
