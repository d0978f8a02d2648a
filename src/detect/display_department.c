/* The name is an office of the recipient's own organisation, the address is a stranger's.  Real
 * suppliers do have an "accounts" mailbox, so a company address alone is a weak sign; a free
 * mailbox is a strong one. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes offices[] = { BYTES_INIT("财务"), BYTES_INIT("人事部"),
		BYTES_INIT("人事处"), BYTES_INIT("人力资源"), BYTES_INIT("行政部"),
		BYTES_INIT("行政办"), BYTES_INIT("综合办公室"), BYTES_INIT("薪资"),
		BYTES_INIT("工资"), BYTES_INIT("社保"), BYTES_INIT("补贴"), BYTES_INIT("信息中心"),
		BYTES_INIT("网络中心"), BYTES_INIT("网管"), BYTES_INIT("邮件中心"),
		BYTES_INIT("邮箱管理"), BYTES_INIT("邮件管理"), BYTES_INIT("邮件系统"),
		BYTES_INIT("系统管理员"), BYTES_INIT("管理员"), BYTES_INIT("it部"),
		BYTES_INIT("oa系统"), BYTES_INIT("技术支持"), BYTES_INIT("help desk"),
		BYTES_INIT("helpdesk"), BYTES_INIT("service desk"), BYTES_INIT("it support"),
		BYTES_INIT("it department"), BYTES_INIT("it team"), BYTES_INIT("hr department"),
		BYTES_INIT("hr team"), BYTES_INIT("human resources"), BYTES_INIT("human resource"),
		BYTES_INIT("finance department"), BYTES_INIT("accounts payable"),
		BYTES_INIT("accounting department"), BYTES_INIT("payroll"), BYTES_INIT("webmail"),
		BYTES_INIT("mail admin"), BYTES_INIT("mail administrator"),
		BYTES_INIT("email admin"), BYTES_INIT("mailbox"), BYTES_INIT("mail server"),
		BYTES_INIT("email support"), BYTES_INIT("mail support"),
		BYTES_INIT("mail delivery"), BYTES_INIT("email security"),
		BYTES_INIT("mail security"), BYTES_INIT("system administrator"),
		BYTES_INIT("system admin"), BYTES_INIT("account team"),
		BYTES_INIT("security team") };
	const struct casefile_address *from = from_address(c);
	if (from == NULL || !is_foreign_arrival(c) || is_report(c) || is_reply(c))
		return;
	for (size_t i = 0; i < c->to.count; i++)
		if (addresses_related(from, &c->to.at[i]) && !is_free_mail(from->base))
			return;
	struct bytes office = WORD_IN(from->display, offices);
	if (office.len != 0 && !domain_is_own(c, from->domain))
		finding_add(out,
		    is_free_mail(from->base) ? 1
		        : is_list(c)         ? 0.3
		                             : 0.6,
		    BYTES_NONE, from->display, text_address(out, from));
}

const struct detector detect_display_department = {
	.name = "display_department",
	.family = FAMILY_IDENTITY,
	.type = TYPE_PHISHING,
	.weight = 2,
	.says = SAYS_INTERNAL | SAYS_IMPERSONATES,
	.asks = "Does a stranger call itself an office of ours?",
	.source = "requirement G34; MailSec Lab 2023-07",
	.en = "The sender calls itself \"{1}\", but writes from outside: {2}.",
	.zh = "发件人自称“{1}”，实际却来自外部地址 {2}。",
	.look = look,
};
