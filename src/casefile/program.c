#include "casefile/program.h"

const char *const program_kind_names[PROGRAM_KIND_COUNT] = { "pe", "elf", "mach-o", "java", "android", "shortcut",
	"link" };
const char *const program_sign_names[PROGRAM_SIGN_COUNT] = { "signed", "library", "driver", "dotnet", "packed",
	"writable-code", "entry-odd", "no-imports", "overlay", "overlay-archive", "icon-document", "damaged", "autorun",
	"commands", "log-cleaning", "web", "interpreter", "long-arguments", "blank-arguments", "minimized", "foreign-icon",
	"remote" };
const char *const program_word_names[PROGRAM_WORD_COUNT] = { "autorun", "command", "log", "url", "tool" };

static const struct field section_fields[] = {
	FIELD(1, FIELD_TEXT, struct program_section, name, PROGRAM_TEXT_MAX),
	FIELD(2, FIELD_U64, struct program_section, size, 0),
	FIELD(3, FIELD_U32, struct program_section, entropy, 8000),
	FIELD(4, FIELD_BOOL, struct program_section, is_code, 0),
	FIELD(5, FIELD_BOOL, struct program_section, is_writable, 0),
};
static const struct schema section_schema = SCHEMA(struct program_section, section_fields);

static const struct field string_fields[] = {
	FIELD_NAMED(1, struct program_string, kind, program_word_names),
	FIELD(2, FIELD_TEXT, struct program_string, text, PROGRAM_TEXT_MAX),
};
static const struct schema string_schema = SCHEMA(struct program_string, string_fields);

static const struct field program_fields[] = {
	FIELD(1, FIELD_U32, struct casefile_program, part, 0),
	FIELD_NAMED(2, struct casefile_program, kind, program_kind_names),
	FIELD(3, FIELD_TEXT, struct casefile_program, machine, PROGRAM_TEXT_MAX),
	FIELD(4, FIELD_U32, struct casefile_program, signs, (1u << PROGRAM_SIGN_COUNT) - 1),
	FIELD(5, FIELD_U64, struct casefile_program, overlay, 0),
	FIELD(6, FIELD_U32, struct casefile_program, section_count, 0),
	FIELD_OF(7, FIELD_LIST, struct casefile_program, sections, PROGRAM_SECTIONS_MAX, &section_schema),
	FIELD(8, FIELD_U32, struct casefile_program, entropy, 8000),
	FIELD(9, FIELD_U32, struct casefile_program, import_count, 0),
	FIELD(10, FIELD_OCTETS, struct casefile_program, import_hash, 16),
	FIELD(11, FIELD_TEXTS, struct casefile_program, techniques, PROGRAM_TECHNIQUES_MAX),
	FIELD(12, FIELD_TEXT, struct casefile_program, packer, PROGRAM_TEXT_MAX),
	FIELD(13, FIELD_TEXT, struct casefile_program, company, PROGRAM_TEXT_MAX),
	FIELD(14, FIELD_TEXT, struct casefile_program, product, PROGRAM_TEXT_MAX),
	FIELD(15, FIELD_TEXT, struct casefile_program, description, PROGRAM_TEXT_MAX),
	FIELD(16, FIELD_TEXT, struct casefile_program, original, PROGRAM_TEXT_MAX),
	FIELD_OF(17, FIELD_LIST, struct casefile_program, strings, PROGRAM_STRINGS_MAX, &string_schema),
	FIELD(18, FIELD_TEXT, struct casefile_program, target, PROGRAM_TARGET_MAX),
	FIELD(19, FIELD_TEXT, struct casefile_program, arguments, PROGRAM_TARGET_MAX),
	FIELD(20, FIELD_TEXT, struct casefile_program, icon, PROGRAM_TEXT_MAX),
	FIELD(21, FIELD_TEXT, struct casefile_program, made_on, PROGRAM_TEXT_MAX),
	FIELD(22, FIELD_I64, struct casefile_program, built, 0),
};
const struct schema casefile_program_schema = SCHEMA(struct casefile_program, program_fields);
