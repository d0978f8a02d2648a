/* The names of types, actions and families, for the schema and for people, and the sentences made
 * of them. */
#include "verdict/verdict.h"

#include <math.h>

const char *const action_names[ACTION_COUNT] = {
	[ACTION_DELIVER] = "deliver",
	[ACTION_TAG] = "tag",
	[ACTION_QUARANTINE] = "quarantine",
	[ACTION_REJECT] = "reject",
	[ACTION_DEFER] = "defer",
};

const char *const subtype_names[SUBTYPE_COUNT] = {
	[SUBTYPE_NONE] = "",
	[SUBTYPE_CEO] = "ceo",
	[SUBTYPE_WHALING] = "whaling",
	[SUBTYPE_SPEAR] = "spear",
	[SUBTYPE_OA] = "oa",
	[SUBTYPE_BEC] = "bec",
	[SUBTYPE_OTHER] = "other",
};

const char *const bec_identity_names[BEC_IDENTITY_COUNT] = {
	[BEC_IDENTITY_NONE] = "",
	[BEC_EXECUTIVE] = "executive",
	[BEC_EMPLOYEE] = "employee",
	[BEC_SUPPLIER] = "supplier",
	[BEC_CLIENT] = "client",
	[BEC_AUTHORITY] = "authority",
	[BEC_UNKNOWN] = "unknown",
};

const char *const bec_deception_names[BEC_DECEPTION_COUNT] = {
	[BEC_DECEPTION_NONE] = "",
	[BEC_IMPERSONATION] = "impersonation",
	[BEC_COMPROMISE] = "compromise",
	[BEC_PLAIN] = "none",
};

const char *const bec_theme_names[BEC_THEME_COUNT] = {
	[BEC_THEME_NONE] = "",
	[BEC_PAYMENT] = "payment",
	[BEC_PAYROLL] = "payroll",
	[BEC_GIFT_CARD] = "gift-card",
	[BEC_TASK] = "task",
	[BEC_DATA] = "data",
};

const char *const bec_class_names[BEC_CLASS_COUNT] = {
	[BEC_CLASS_NONE] = "",
	[BEC_SUPPLIER_INVOICE] = "supplier-invoice",
	[BEC_EXECUTIVE_ORDER] = "executive-order",
	[BEC_PAYROLL_REDIRECT] = "payroll-redirect",
	[BEC_FALSE_CLIENT] = "false-client",
	[BEC_FALSE_AUTHORITY] = "false-authority",
	[BEC_DATA_THEFT] = "data-theft",
	[BEC_GIFT_CARDS] = "gift-cards",
	[BEC_FIRST_TASK] = "first-task",
	[BEC_STOLEN_ACCOUNT] = "stolen-account",
};

#define FAMILY_FIELD(id_, family_, name_)                                                          \
	{                                                                                          \
		.id = (id_), .type = FIELD_DOUBLE, .name = (name_),                                \
		.offset = offsetof(struct verdict, families) + (family_) * sizeof(double)          \
	}

static const struct field verdict_fields[] = {
	FIELD_NAMED(1, struct verdict, type, mail_type_names),
	FIELD_NAMED(2, struct verdict, subtype, subtype_names),
	FIELD(3, FIELD_BOOL, struct verdict, bulk, 0),
	FIELD_NAMED(4, struct verdict, action, action_names),
	FIELD(5, FIELD_DOUBLE, struct verdict, score, 0),
	FIELD(6, FIELD_DOUBLE, struct verdict, relief, 0),
	FIELD(7, FIELD_BOOL, struct verdict, is_hard, 0),
	FIELD(8, FIELD_BOOL, struct verdict, is_unread, 0),
	FIELD(9, FIELD_U32, struct verdict, gaps, 0),
	FIELD_NAMED(10, struct verdict, bec_identity, bec_identity_names),
	FIELD_NAMED(11, struct verdict, bec_deception, bec_deception_names),
	FIELD_NAMED(12, struct verdict, bec_theme, bec_theme_names),
	FAMILY_FIELD(20, FAMILY_IDENTITY, "identity"),
	FAMILY_FIELD(21, FAMILY_REPUTATION, "reputation"),
	FAMILY_FIELD(22, FAMILY_CONTENT, "content"),
	FAMILY_FIELD(23, FAMILY_LINK, "link"),
	FAMILY_FIELD(24, FAMILY_ATTACHMENT, "attachment"),
	FAMILY_FIELD(25, FAMILY_FINGERPRINT, "fingerprint"),
	FAMILY_FIELD(26, FAMILY_RELATION, "relation"),
	FAMILY_FIELD(27, FAMILY_BEHAVIOUR, "behaviour"),
	FAMILY_FIELD(28, FAMILY_LEARNED, "learned"),
};
_Static_assert(FAMILY_COUNT == 9, "a family more needs a field more");
const struct schema verdict_schema = SCHEMA(struct verdict, verdict_fields);

const char *
mail_type_title(enum mail_type type, enum language language)
{
	static const char *const titles[TYPE_COUNT][2] = {
		[TYPE_NORMAL] = { "normal mail", "正常邮件" },
		[TYPE_SPAM] = { "spam", "垃圾邮件" },
		[TYPE_RUMOR] = { "a rumour", "谣言邮件" },
		[TYPE_ILLEGAL] = { "illegal content", "违法内容邮件" },
		[TYPE_PHISHING] = { "phishing", "钓鱼邮件" },
		[TYPE_VIRUS] = { "a virus mail", "病毒邮件" },
	};
	return titles[type][language == LANGUAGE_ZH];
}

const char *
subtype_title(enum subtype subtype, enum language language)
{
	static const char *const titles[SUBTYPE_COUNT][2] = {
		[SUBTYPE_NONE] = { "", "" },
		[SUBTYPE_CEO] = { "poses as an executive", "冒充高管" },
		[SUBTYPE_WHALING] = { "aims at an executive", "针对高管" },
		[SUBTYPE_SPEAR] = { "aimed at few people", "定向钓鱼" },
		[SUBTYPE_OA] = { "poses as the own office or mail system", "冒充内部系统（OA类）" },
		[SUBTYPE_BEC] = { "business mail fraud", "商务邮件诈骗（BEC）" },
		[SUBTYPE_OTHER] = { "other fraud", "其他欺诈" },
	};
	return titles[subtype][language == LANGUAGE_ZH];
}

enum bec_class
bec_class_of(const struct verdict *v)
{
	/* How money is asked for depends on who is posed as; the other wishes name themselves. */
	static const enum bec_class payment[BEC_IDENTITY_COUNT] = {
		[BEC_IDENTITY_NONE] = BEC_SUPPLIER_INVOICE,
		[BEC_EXECUTIVE] = BEC_EXECUTIVE_ORDER,
		[BEC_EMPLOYEE] = BEC_SUPPLIER_INVOICE,
		[BEC_SUPPLIER] = BEC_SUPPLIER_INVOICE,
		[BEC_CLIENT] = BEC_FALSE_CLIENT,
		[BEC_AUTHORITY] = BEC_FALSE_AUTHORITY,
		[BEC_UNKNOWN] = BEC_SUPPLIER_INVOICE,
	};
	static const enum bec_class themes[BEC_THEME_COUNT] = {
		[BEC_THEME_NONE] = BEC_CLASS_NONE,
		[BEC_PAYROLL] = BEC_PAYROLL_REDIRECT,
		[BEC_GIFT_CARD] = BEC_GIFT_CARDS,
		[BEC_TASK] = BEC_FIRST_TASK,
		[BEC_DATA] = BEC_DATA_THEFT,
	};
	if (v->bec_theme == BEC_THEME_NONE)
		return BEC_CLASS_NONE;
	if (v->bec_deception == BEC_COMPROMISE)
		return BEC_STOLEN_ACCOUNT;
	return v->bec_theme == BEC_PAYMENT ? payment[v->bec_identity] : themes[v->bec_theme];
}

const char *
bec_class_title(enum bec_class bec, enum language language)
{
	static const char *const titles[BEC_CLASS_COUNT][2] = {
		[BEC_CLASS_NONE] = { "", "" },
		[BEC_SUPPLIER_INVOICE] = { "a supplier's invoice or account changed",
		    "供应商发票或账户变更" },
		[BEC_EXECUTIVE_ORDER] = { "an executive orders a payment", "高管指令付款" },
		[BEC_PAYROLL_REDIRECT] = { "pay to another account", "工资账户变更" },
		[BEC_FALSE_CLIENT] = { "a false client or order", "冒充客户或虚假订单" },
		[BEC_FALSE_AUTHORITY] = { "a false lawyer or authority", "冒充律师或机关" },
		[BEC_DATA_THEFT] = { "staff or customer data wanted", "索取员工或客户资料" },
		[BEC_GIFT_CARDS] = { "gift cards", "购买礼品卡" },
		[BEC_FIRST_TASK] = { "an empty first request", "无实质内容的初次试探" },
		[BEC_STOLEN_ACCOUNT] = { "a real account in strange hands", "真实账号被盗用" },
	};
	return titles[bec][language == LANGUAGE_ZH];
}

const char *
action_title(enum action action, enum language language)
{
	static const char *const titles[ACTION_COUNT][2] = {
		[ACTION_DELIVER] = { "Delivered", "已投递" },
		[ACTION_TAG] = { "Delivered with a mark", "已标记后投递" },
		[ACTION_QUARANTINE] = { "Quarantined", "已隔离" },
		[ACTION_REJECT] = { "Rejected", "已拒收" },
		[ACTION_DEFER] = { "Deferred", "已暂缓" },
	};
	return titles[action][language == LANGUAGE_ZH];
}

const char *
family_title(enum family family, enum language language)
{
	static const char *const titles[FAMILY_COUNT][2] = {
		[FAMILY_IDENTITY] = { "the sender's identity", "发件人身份" },
		[FAMILY_REPUTATION] = { "reputation", "信誉" },
		[FAMILY_CONTENT] = { "the text", "正文内容" },
		[FAMILY_LINK] = { "links", "链接" },
		[FAMILY_ATTACHMENT] = { "attachments", "附件" },
		[FAMILY_FINGERPRINT] = { "likeness to known mail", "与已知邮件的相似度" },
		[FAMILY_RELATION] = { "the relation between sender and recipient",
		    "收发双方的往来关系" },
		[FAMILY_BEHAVIOUR] = { "the way it was sent", "发信行为" },
		[FAMILY_LEARNED] = { "likeness to mail that was learned from", "与所学邮件的相似度" },
	};
	return titles[family][language == LANGUAGE_ZH];
}

static void
add_signed(struct buf *out, double value)
{
	int tenths = (int)fmin(round(fabs(value) * 10), 99999);
	buf_addf(out, "%s%d.%d", value < 0 ? "-" : "+", tenths / 10, tenths % 10);
}

void
verdict_explain(const struct verdict *v, enum language language, struct buf *out)
{
	bool zh = language == LANGUAGE_ZH;
	buf_addf(out, zh ? "%s：判为%s" : "%s as %s", action_title(v->action, language),
	    mail_type_title(v->type, language));
	if (v->subtype != SUBTYPE_NONE)
		buf_addf(out, zh ? "（%s）" : " (%s)", subtype_title(v->subtype, language));
	enum bec_class bec = bec_class_of(v);
	if (bec != BEC_CLASS_NONE)
		buf_addf(out, zh ? "，手法：%s" : ", by the method: %s", bec_class_title(bec, language));
	buf_add_cstr(out, zh ? "，得分 " : ", score ");
	add_signed(out, v->score);
	buf_add_cstr(out, zh ? "。" : ".");
	if (v->is_hard)
		buf_add_cstr(
		    out, zh ? "确凿证据单独决定了结论。" : " Hard evidence decided it alone.");
	if (v->is_unread)
		buf_add_cstr(out,
		    zh ? "邮件两次使解析进程崩溃，未能检查。"
		       : " It could not be read: it killed its reader twice.");
	else if (v->gaps != 0)
		buf_addf(out, zh ? "有 %u 处未能检查。" : " Not inspected: %u places.", v->gaps);

	bool first = true;
	for (int family = 0; family < FAMILY_COUNT; family++) {
		if (fabs(v->families[family]) < 0.05)
			continue;
		buf_add_cstr(out, first ? zh ? "依据：" : " What weighed: " : zh ? "、" : ", ");
		buf_add_cstr(out, family_title((enum family)family, language));
		buf_add_octet(out, ' ');
		add_signed(out, v->families[family]);
		first = false;
	}
	if (!first)
		buf_add_cstr(out, zh ? "。" : ".");
}
