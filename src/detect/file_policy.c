/* The organisation's policy bars files of this type ([policy] files_...): nothing is said about the message, and nothing is
 * added to its score; what is done with it follows from the policy alone, and this is the reason. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->asked.barred.count; i++) {
		const struct casefile_barred *b = &c->asked.barred.at[i];
		bool is_strip = bytes_equal(b->action, BYTES("strip"));
		struct bytes action = !b->is_unconverted ? b->action
		    : is_strip ? BYTES("convert, which cannot be, so strip") : BYTES("convert, which cannot be, so quarantine");
		if (b->part < c->parts.count)
			finding_add(out, 1, c->parts.at[b->part].id, bytes_of_cstr(file_class_say(b->is, LANGUAGE_EN)), c->parts.at[b->part].name,
			    action, bytes_of_cstr(file_class_say(b->is, LANGUAGE_ZH)));
	}
}

const struct detector detect_file_policy = {
	.name = "file_policy",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_SPAM,
	.weight = 0,
	.asks = "Does the policy bar files of a type that it carries?",
	.source = "requirement: a policy of dangerous types for each organisation and direction",
	.en = "It carries {1}, {2}, and your policy for those is: {3}.",
	.zh = "邮件携带{4} {2}，按本单位策略处理：{3}。",
	.look = look,
};
