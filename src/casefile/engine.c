#include "casefile/engine.h"

const char *const engine_status_names[ENGINE_STATUS_COUNT] = { [ENGINE_CLEAN] = "clean", [ENGINE_FOUND] = "found",
	[ENGINE_LATE] = "late", [ENGINE_ABSENT] = "absent", [ENGINE_FAILED] = "failed", [ENGINE_TOO_LARGE] = "too large",
	[ENGINE_BUSY] = "busy" };

const char *const engine_files_wanted_names[ENGINE_FILES_WANTED_COUNT] = { [ENGINE_FILES_NONE] = "none",
	[ENGINE_FILES_LOCKED] = "locked", [ENGINE_FILES_ALL] = "all" };

/* Octets of a part's number; eight containers in each other. */
#define ENGINE_PART_MAX 300

static const struct field file_fields[] = {
	FIELD(1, FIELD_TEXT, struct engine_file, part, ENGINE_PART_MAX),
	FIELD(2, FIELD_U64, struct engine_file, at, ENGINE_FILES_OCTETS_MAX),
	FIELD(3, FIELD_U64, struct engine_file, octets, ENGINE_FILES_OCTETS_MAX),
	FIELD(4, FIELD_BOOL, struct engine_file, was_locked, 0),
};
const struct schema engine_file_schema = SCHEMA(struct engine_file, file_fields);

static const struct field engine_fields[] = {
	FIELD(1, FIELD_TEXT, struct casefile_engine, name, ENGINE_NAME_MAX),
	FIELD(2, FIELD_TEXT, struct casefile_engine, version, ENGINE_WORDS_MAX),
	FIELD_NAMED(3, struct casefile_engine, status, engine_status_names),
	FIELD(4, FIELD_TEXT, struct casefile_engine, signature, ENGINE_WORDS_MAX),
	FIELD(5, FIELD_U32, struct casefile_engine, ms, 0),
	FIELD(6, FIELD_BOOL, struct casefile_engine, is_cached, 0),
	FIELD(7, FIELD_TEXT, struct casefile_engine, part, ENGINE_PART_MAX),
};
const struct schema casefile_engine_schema = SCHEMA(struct casefile_engine, engine_fields);
