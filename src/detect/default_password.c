/* "VelvetSweatshop" opens without a question, so the lock keeps out nobody but scanners.  Excel
 * itself uses it only for read-only recommendations in old formats. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		if (document_has(d, DOCUMENT_DEFAULT_PASSWORD))
			finding_add(out, 1, casefile_part_id(c, d->part), c->parts.at[d->part].name);
	}
}

const struct detector detect_default_password = {
	.name = "default_password",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 3.4,
	.asks = "Is a document locked with the password that the program tries itself?",
	.source = "requirement G30 (layers of encryption); VelvetSweatshop",
	.en = "The document {1} is encrypted with a password that its program tries by itself: nobody is kept out but checks.",
	.zh = "文档 {1} 使用程序自带的默认密码加密，只为躲避检查。",
	.look = look,
};
