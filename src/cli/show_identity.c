#include "cli/show.h"

#include "cli/show_identity.h"

/* A word in both languages. */
struct word {
	const char *en, *zh;
};

static const struct word statuses[AUTH_STATUS_COUNT] = {
	{ "none", "无" }, { "pass", "通过" }, { "fail", "失败" }, { "softfail", "软失败" }, { "neutral", "中立" },
	{ "not accepted", "不予采信" }, { "not found out", "暂时未知" }, { "broken", "永久错误" } };
static const struct word policies[AUTH_POLICY_COUNT] = {
	{ "none", "不处理" }, { "quarantine", "隔离" }, { "reject", "拒收" } };

static const char *
say(struct word w, enum language language)
{
	return language == LANGUAGE_ZH ? w.zh : w.en;
}

/* "  SPF       pass: " and whatever follows. */
static void
result(struct buf *out, const char *method, enum auth_status status, enum language language, struct bytes domain,
    struct bytes reason)
{
	buf_addf(out, "  %-14s %s", method, say(statuses[status], language));
	if (domain.len != 0) {
		buf_add_cstr(out, language == LANGUAGE_ZH ? "，域名 " : " for ");
		(void)show_text(out, domain, 80);
	}
	if (reason.len != 0) {
		buf_add_cstr(out, language == LANGUAGE_ZH ? "：" : ": ");
		(void)show_text(out, reason, 100);
	}
}

static void
show_from(const struct casefile_identity *id, enum language language, struct buf *out)
{
	static const struct word proven = { "proven sender", "已证实的发件域名" },
		nobody = { "nobody is proven to have sent it", "没有任何域名得到证实" },
		ambiguous = { "From is ambiguous", "发件人（From）有歧义" };
	if (id->domain.len != 0) {
		buf_addf(out, "  %s: ", say(proven, language));
		(void)show_text(out, id->domain, 80);
	} else {
		buf_addf(out, "  %s", say(nobody, language));
	}
	buf_add_octet(out, '\n');
	if (id->from != AUTH_FROM_AMBIGUOUS)
		return;
	buf_addf(out, "  %s: ", say(ambiguous, language));
	(void)show_text(out, id->from_reason, 100);
	for (size_t i = 0; i < id->from_domains.count; i++) {
		buf_add_cstr(out, i == 0 ? " (" : ", ");
		(void)show_text(out, id->from_domains.at[i], 60);
	}
	buf_add_cstr(out, id->from_domains.count != 0 ? ")\n" : "\n");
}

static void
show_spf(const struct casefile_identity *id, enum language language, struct buf *out)
{
	result(out, id->spf_is_helo ? "SPF (HELO)" : "SPF", id->spf, language, id->spf_domain, id->spf_reason);
	if (id->spf_term.len != 0) {
		buf_add_cstr(out, ", ");
		(void)show_text(out, id->spf_term, 60);
	}
	if (id->client_ip.len != 0) {
		buf_add_cstr(out, ", ");
		(void)show_text(out, id->client_ip, 60);
	}
	buf_add_octet(out, '\n');
}

static void
show_signature(const struct casefile_signature *s, enum language language, struct buf *out)
{
	static const struct word marks[] = { { "of the sender's domain", "与发件域名一致" },
		{ "of another domain", "与发件域名不一致" }, { "testing", "测试" },
		{ "%llu octets of the body are not signed", "正文有 %llu 字节未签名" }, { "expired", "已过期" },
		{ "not oversigned", "未加固签名的字段" } };
	result(out, "DKIM", s->status, language, s->domain, s->reason);
	buf_add_cstr(out, language == LANGUAGE_ZH ? "；选择器 " : "; selector ");
	(void)show_text(out, s->selector, 60);
	buf_addf(out, ", %.*s", BYTES_ARGS(s->algorithm));
	if (s->key_bits != 0)
		buf_addf(out, " %u", s->key_bits);
	buf_addf(out, ", %s", say(marks[s->is_aligned ? 0 : 1], language));
	if (s->is_testing)
		buf_addf(out, ", %s", say(marks[2], language));
	if (s->is_partial) {
		buf_add_cstr(out, ", ");
		buf_addf(out, say(marks[3], language), (unsigned long long)s->unsigned_octets);
	}
	if (s->is_expired)
		buf_addf(out, ", %s", say(marks[4], language));
	if (s->unsigned_fields.len != 0) {
		buf_addf(out, ", %s: ", say(marks[5], language));
		(void)show_text(out, s->unsigned_fields, 80);
	}
	buf_add_octet(out, '\n');
}

static void
show_dmarc(const struct casefile_identity *id, enum language language, struct buf *out)
{
	static const struct word published = { "; published policy of %.*s: %s", "；%.*s 公布的策略：%s" },
		percent = { " (for %u %%)", "（%u%% 的邮件）" }, applied = { ", here: %s", "，此处：%s" },
		override = { ", not followed: ", "，未执行，原因：" };
	result(out, "DMARC", id->dmarc, language, id->from_domain, id->dmarc_reason);
	if (id->policy_domain.len != 0)
		buf_addf(out, say(published, language), BYTES_ARGS(id->policy_domain), say(policies[id->policy], language));
	if (id->policy_domain.len != 0 && id->percent < 100)
		buf_addf(out, say(percent, language), id->percent);
	if (id->dmarc == AUTH_FAIL && id->override.len == 0)
		buf_addf(out, say(applied, language), say(policies[id->applied], language));
	if (id->override.len != 0) {
		buf_add_cstr(out, say(override, language));
		(void)show_text(out, id->override, 80);
	}
	buf_add_octet(out, '\n');
}

static void
show_arc(const struct casefile_identity *id, enum language language, struct buf *out)
{
	static const struct word sealed = { "; sealed by", "；封签者" }, trusted = { " (trusted)", "（受信任）" };
	if (id->arc == AUTH_NONE)
		return;
	result(out, "ARC", id->arc, language, BYTES_NONE, id->arc_reason);
	for (size_t i = 0; i < id->sealers.count; i++) {
		buf_addf(out, "%s ", i == 0 ? say(sealed, language) : ",");
		(void)show_text(out, id->sealers.at[i], 60);
	}
	buf_addf(out, "%s\n", id->trusted_sealer.len != 0 ? say(trusted, language) : "");
}

void
show_identity(const struct casefile *c, enum language language, struct buf *out)
{
	const struct casefile_identity *id = &c->asked.identity;
	static const struct word title = { "Who sent it", "发件人身份" },
		more = { "  %u signatures; those not shown were not examined\n", "  共 %u 个签名，其余未检查\n" },
		questions = { "  %u questions to the DNS, %u without an answer\n", "  向 DNS 提问 %u 次，%u 次没有得到回答\n" };
	if (!id->was_asked)
		return;
	buf_addf(out, "\n%s\n", say(title, language));
	show_from(id, language, out);
	show_spf(id, language, out);
	for (size_t i = 0; i < id->signatures.count; i++)
		show_signature(&id->signatures.at[i], language, out);
	if (id->signature_count > id->signatures.count)
		buf_addf(out, say(more, language), id->signature_count);
	if (id->signatures.count == 0)
		buf_addf(out, "  %-14s %s\n", "DKIM", say(statuses[AUTH_NONE], language));
	show_dmarc(id, language, out);
	show_arc(id, language, out);
	buf_addf(out, say(questions, language), id->questions, id->unanswered);
}
