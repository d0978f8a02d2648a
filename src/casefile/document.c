#include "casefile/document.h"

const char *const document_sign_names[DOCUMENT_SIGN_COUNT] = {
	[DOCUMENT_VBA] = "vba", [DOCUMENT_VBA_AUTO] = "vba-auto", [DOCUMENT_VBA_WRITES] = "vba-writes",
	[DOCUMENT_VBA_EXECUTES] = "vba-executes", [DOCUMENT_VBA_DOWNLOADS] = "vba-downloads",
	[DOCUMENT_VBA_OBFUSCATED] = "vba-obfuscated", [DOCUMENT_VBA_STOMPED] = "vba-stomped",
	[DOCUMENT_VBA_UNLISTED] = "vba-unlisted", [DOCUMENT_XLM] = "xlm", [DOCUMENT_XLM_AUTO] = "xlm-auto",
	[DOCUMENT_XLM_EXECUTES] = "xlm-executes", [DOCUMENT_XLM_BUILDS] = "xlm-builds",
	[DOCUMENT_XLM_OBFUSCATED] = "xlm-obfuscated", [DOCUMENT_XLM_HIDDEN] = "xlm-hidden",
	[DOCUMENT_XLM_VERY_HIDDEN] = "xlm-very-hidden", [DOCUMENT_DDE] = "dde",
	[DOCUMENT_REMOTE_TEMPLATE] = "remote-template", [DOCUMENT_EXTERNAL_OBJECT] = "external-object",
	[DOCUMENT_EXTERNAL_FRAME] = "external-frame", [DOCUMENT_OBJECT] = "object", [DOCUMENT_PACKAGE] = "package",
	[DOCUMENT_EQUATION] = "equation", [DOCUMENT_ACTIVEX] = "activex", [DOCUMENT_LINK_OBJECT] = "link-object",
	[DOCUMENT_AUTO_OBJECT] = "auto-object", [DOCUMENT_HEX_NOISE] = "hex-noise",
	[DOCUMENT_EXPLOIT_TEXT] = "exploit-text", [DOCUMENT_ENCRYPTED] = "encrypted",
	[DOCUMENT_DEFAULT_PASSWORD] = "default-password", [DOCUMENT_SHELL_TEXT] = "shell-text", [DOCUMENT_EXPLOIT_SHAPE] = "exploit-shape",
};

static const struct field casefile_relation_fields[] = {
	FIELD(1, FIELD_TEXT, struct casefile_relation, kind, 64),
	FIELD(2, FIELD_TEXT, struct casefile_relation, target, DOCUMENT_SAMPLE_MAX),
};
static const struct schema casefile_relation_schema = SCHEMA(struct casefile_relation, casefile_relation_fields);

static const struct field casefile_document_fields[] = {
	FIELD(1, FIELD_U32, struct casefile_document, part, 0),
	FIELD(2, FIELD_TEXT, struct casefile_document, format, 32),
	FIELD(3, FIELD_U64, struct casefile_document, signs, 0),
	FIELD(4, FIELD_TEXT, struct casefile_document, password, DOCUMENT_SAMPLE_MAX),
	FIELD(5, FIELD_U32, struct casefile_document, modules, 0),
	FIELD(6, FIELD_U32, struct casefile_document, macro_octets, 0),
	FIELD(7, FIELD_U32, struct casefile_document, macro_sheets, 0),
	FIELD(8, FIELD_U32, struct casefile_document, formulas, 0),
	FIELD(9, FIELD_U32, struct casefile_document, objects, 0),
	FIELD(10, FIELD_TEXTS, struct casefile_document, samples, DOCUMENT_SAMPLES_MAX),
	FIELD_OF(11, FIELD_LIST, struct casefile_document, relations, DOCUMENT_RELATIONS_MAX, &casefile_relation_schema),
};
const struct schema casefile_document_schema = SCHEMA(struct casefile_document, casefile_document_fields);
