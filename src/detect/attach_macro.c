/* Documents that hold programs.  Offices send them to each other; inside an archive or from a
 * stranger they are the way of Emotet. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes extensions[] = { BYTES_INIT("docm"), BYTES_INIT("dotm"),
		BYTES_INIT("potm"), BYTES_INIT("ppam"), BYTES_INIT("pptm"), BYTES_INIT("sldm"),
		BYTES_INIT("xlam"), BYTES_INIT("xlsb"), BYTES_INIT("xlsm"), BYTES_INIT("xltm"),
		BYTES_INIT("xlm") };
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		bool is_code = bytes_ends_nocase(p->name, BYTES("vbaProject.bin")) ||
		    bytes_has_nocase(p->name, BYTES("macrosheets/"));
		bool is_macro = is_code || bytes_ends(p->detected, BYTES("-macro")) ||
		    ((p->is_attachment || p->is_unpacked) &&
		        IS_ONE_OF(extension_of(p->name), extensions));
		if (is_macro)
			finding_add(out,
			    (is_code                 ? 0.7
			            : p->is_unpacked ? 1
			                             : 0.6) *
			        (is_reply(c) ? 0.5 : 1),
			    p->id, p->name);
	}
}

const struct detector detect_attach_macro = {
	.name = "attach_macro",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 2.4,
	.asks = "Does a document hold a program?",
	.source = "requirements G24, G25",
	.en = "The document {1} can hold a program (macros).",
	.zh = "文档 {1} 可含宏程序。",
	.look = look,
};
