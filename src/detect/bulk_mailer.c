/* Programs made for sending to bought lists name themselves.  Newsletters of real senders come from
 * services instead. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes mailers[] = { BYTES_INIT("supmailer"), BYTES_INIT("supermailer"),
		BYTES_INIT("massmail"), BYTES_INIT("mass mailer"), BYTES_INIT("bulk mailer"),
		BYTES_INIT("bulkmailer"), BYTES_INIT("turbo-mailer"), BYTES_INIT("turbomailer"),
		BYTES_INIT("advanced mass sender"), BYTES_INIT("atomic mail sender"),
		BYTES_INIT("dark mailer"), BYTES_INIT("send-safe"), BYTES_INIT("gammadyne"),
		BYTES_INIT("group mail"), BYTES_INIT("leaf phpmailer"), BYTES_INIT("leafmailer"),
		BYTES_INIT("king mailer"), BYTES_INIT("volleymail"),
		BYTES_INIT("yahoomailwebservice/0.8.111"), BYTES_INIT("easymail"),
		BYTES_INIT("爱用邮件群发"), BYTES_INIT("邮件群发"), BYTES_INIT("foxmail 4.2 [cn]"),
		BYTES_INIT("dsmtp"), BYTES_INIT("microsoft cdo for windows 2000") };
	struct bytes mailer = WORD_IN(c->mailer, mailers);
	if (mailer.len != 0)
		finding_add(out, 1, BYTES_NONE, c->mailer);
}

const struct detector detect_bulk_mailer = {
	.name = "bulk_mailer",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 2.5,
	.asks = "Was it sent by a program made for bought lists?",
	.source = "requirement G32 (Supmailer 38.1.2)",
	.en = "It was sent by the mass mailer {1}.",
	.zh = "由群发软件 {1} 发出。",
	.look = look,
};
