#include "casefile/script.h"

const char *const script_sign_names[SCRIPT_SIGN_COUNT] = { "runs", "fetches", "writes", "evaluates", "decodes", "tool",
	"stays", "disarms", "leaves", "saves", "folded", "veiled", "carries" };

static const struct field script_fields[] = {
	FIELD(1, FIELD_U32, struct casefile_script, part, 0),
	FIELD(2, FIELD_U32, struct casefile_script, signs, (1u << SCRIPT_SIGN_COUNT) - 1),
	FIELD(3, FIELD_U32, struct casefile_script, pieces, 0),
	FIELD(4, FIELD_U32, struct casefile_script, layers, 0),
	FIELD(5, FIELD_TEXTS, struct casefile_script, words, SCRIPT_WORDS_MAX),
	FIELD(6, FIELD_TEXT, struct casefile_script, sample, SCRIPT_SAMPLE_MAX),
};
const struct schema casefile_script_schema = SCHEMA(struct casefile_script, script_fields);
