/* The lock that a password in the same mail opens keeps nobody out but filters. */
#include "detect/common.h"

/* Sent apart from the lock, as people do who mean it. */
static bool
is_of_other_mail(const struct casefile *c, struct bytes password)
{
	for (size_t i = 0; i < c->envelope.passwords.count; i++)
		if (bytes_equal(c->envelope.passwords.at[i], password))
			return true;
	return false;
}

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->archives.count; i++) {
		const struct casefile_archive *a = &c->archives.at[i];
		if (a->password.len != 0 && a->encrypted_entries == 0 && !is_of_other_mail(c, a->password))
			finding_add(out, is_reply(c) ? 0.5 : 1, casefile_part_id(c, a->part), a->password);
	}
	for (size_t i = 0; i < c->pdfs.count; i++)
		if (c->pdfs.at[i].password.len != 0 && !is_of_other_mail(c, c->pdfs.at[i].password))
			finding_add(out, 0.5, casefile_part_id(c, c->pdfs.at[i].part), c->pdfs.at[i].password);
}

const struct detector detect_archive_opened = {
	.name = "archive_opened",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 2,
	.asks = "Did a password that the mail itself gives away open a locked file?",
	.source = "requirement G12 (Emotet 2021)",
	.en = "The locked file opened with \"{1}\", which the mail gives away or everybody tries first.",
	.zh = "加密附件用“{1}”即可打开：该密码写在邮件中或是常用密码。",
	.look = look,
};
