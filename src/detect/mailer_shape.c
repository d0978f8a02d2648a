/* It names a mail program whose Message-IDs have another form in all its versions. Ids that a
 * server added, and programs that hand their mail to a server which writes its own, are left
 * out. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	if (path_is_odd(c, PATH_ID_SHAPE) && !is_list(c))
		finding_add(out, 1, BYTES_NONE, c->asked.path.claim, c->message_id);
}

const struct detector detect_mailer_shape = {
	.name = "mailer_shape",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 1.8,
	.asks = "Is its Message-ID as its mail program writes it?",
	.source = "forged mail programs (SpamAssassin FORGED_MUA kin); requirement T7",
	.en = "It names the program {1}, which does not write such a Message-ID: {2}.",
	.zh = "自称由 {1} 发出，但该软件不会生成这样的 Message-ID：{2}。",
	.look = look,
};
