/* A program as an attachment, by what it is and by what it is called: mail clients go by the name,
 * thieves lie about either.  What came out of an archive is asked about by archive_program. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		if (p->is_unpacked || p->kind != PART_LEAF)
			continue;
		bool named = is_program_extension(extension_of(p->name)),
		     is = is_program_type(p->detected);
		/* Scripts shown in the text of developers' mail have names too, but are no files to
		 * open. */
		if (is || (named && p->is_attachment))
			finding_add(out,
			    is && named ? 1
			        : is    ? 0.9
			                : 0.7,
			    p->id, p->name, is ? p->detected : p->type);
	}
}

const struct detector detect_attach_program = {
	.name = "attach_program",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 4.5,
	.asks = "Does it carry a program?",
	.source = "requirements G28, G30",
	.en = "The attachment {1} is a program ({2}).",
	.zh = "附件 {1} 是可执行程序（{2}）。",
	.look = look,
};
