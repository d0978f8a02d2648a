#include "casefile/engine.h"

const char *const engine_status_names[ENGINE_STATUS_COUNT] = { [ENGINE_CLEAN] = "clean", [ENGINE_FOUND] = "found",
	[ENGINE_LATE] = "late", [ENGINE_ABSENT] = "absent", [ENGINE_FAILED] = "failed", [ENGINE_TOO_LARGE] = "too large",
	[ENGINE_BUSY] = "busy" };

static const struct field engine_fields[] = {
	FIELD(1, FIELD_TEXT, struct casefile_engine, name, ENGINE_NAME_MAX),
	FIELD(2, FIELD_TEXT, struct casefile_engine, version, ENGINE_WORDS_MAX),
	FIELD_NAMED(3, struct casefile_engine, status, engine_status_names),
	FIELD(4, FIELD_TEXT, struct casefile_engine, signature, ENGINE_WORDS_MAX),
	FIELD(5, FIELD_U32, struct casefile_engine, ms, 0),
	FIELD(6, FIELD_BOOL, struct casefile_engine, is_cached, 0),
};
const struct schema casefile_engine_schema = SCHEMA(struct casefile_engine, engine_fields);
