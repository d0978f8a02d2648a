/* The organisation's policy takes files of this type out of mail ([policy] files_... = strip), and this one cannot be taken
 * out, so that the whole mail is held: the reason, which weighs nothing. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->asked.barred.count; i++) {
		const struct casefile_barred *b = &c->asked.barred.at[i];
		if (b->kept != FILE_NOT_KEPT && b->part < c->parts.count)
			finding_add(out, 1, c->parts.at[b->part].id, c->parts.at[b->part].name, bytes_of_cstr(file_kept_say(b->kept, LANGUAGE_EN)),
			    bytes_of_cstr(file_kept_say(b->kept, LANGUAGE_ZH)));
	}
}

const struct detector detect_file_kept = {
	.name = "file_kept",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_SPAM,
	.weight = 0,
	.asks = "Is there a file that the policy takes out of mail, and that cannot be?",
	.source = "requirement: signed and encrypted parts are never altered",
	.en = "The file {1} cannot be taken out of the mail, so the whole mail is held: {2}.",
	.zh = "文件 {1} 无法从邮件中移除，整封邮件予以隔离：{3}。",
	.look = look,
};
