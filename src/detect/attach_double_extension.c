/* "invoice.pdf.exe", "photo.jpg        .scr": Windows hides the last extension, or the spaces push
 * it out of sight. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		struct bytes last = extension_of(p->name);
		if (!is_program_extension(last) && !is_launcher_extension(last))
			continue;
		struct bytes stem = bytes_to(p->name, (size_t)(last.at - p->name.at) - 1);
		if (is_document_extension(extension_of(stem)) || bytes_has(p->name, BYTES("     ")))
			finding_add(out, 1, p->id, p->name);
	}
}

const struct detector detect_attach_double_extension = {
	.name = "attach_double_extension",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 3,
	.asks = "Does a file's name hide that it runs?",
	.source = "requirement G30; MITRE ATT&CK T1036.007",
	.en = "The file {1} looks like a document by its name, but would run.",
	.zh = "文件 {1} 看似文档，打开却会运行程序。",
	.look = look,
};
