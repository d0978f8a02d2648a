/* The key beside the lock: the password of the archive stands in the mail.  People who mean it send
 * the two apart; many offices in Japan do not ("PPAP"). */
#include "detect/lure.h"

/* Could what is inside be read?  Then what it is says more than the lock. */
static bool
was_opened(const struct casefile *c, size_t part)
{
	for (size_t i = 0; i < c->archives.count; i++)
		if (c->archives.at[i].part == part && c->archives.at[i].password.len != 0 &&
		    c->archives.at[i].encrypted_entries == 0)
			return true;
	return false;
}

static void
look(const struct casefile *c, struct findings *out)
{
	struct bytes sample;
	if (lure_spoken(c, "archive_password", &sample) <= 0)
		return;
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		if (p->is_encrypted && p->is_attachment) {
			finding_add(out, (is_reply(c) ? 0.6 : 1) * (was_opened(c, i) ? 0.4 : 1), p->id,
			    p->name, sample);
			return;
		}
	}
}

const struct detector detect_attach_password = {
	.name = "attach_password",
	.family = FAMILY_CONTENT,
	.type = TYPE_VIRUS,
	.weight = 2.8,
	.asks = "Does the password of a locked file stand in the mail?",
	.source = "requirement G12 (Emotet 2021); Sublime body_encrypted_zip_password",
	.en = "The password of the locked file {1} stands in the mail (\"{2}\").",
	.zh = "加密附件 {1} 的密码就写在邮件里（“{2}”）。",
	.look = look,
};
