/* A locked archive is not inspected, and so never clean. */
#include "detect/common.h"

/* A lock that a password in the mail opened is for attach_password. */
static bool
was_opened(const struct casefile *c, size_t part)
{
	for (size_t i = 0; i < c->archives.count; i++)
		if (c->archives.at[i].part == part)
			return c->archives.at[i].entries != 0 &&
			    c->archives.at[i].encrypted_entries == 0;
	for (size_t i = 0; i < c->pdfs.count; i++)
		if (c->pdfs.at[i].part == part)
			return c->pdfs.at[i].password.len != 0;
	for (size_t i = 0; i < c->documents.count; i++)
		if (c->documents.at[i].part == part)
			return c->documents.at[i].password.len != 0;
	return false;
}

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes sealed[] = { BYTES_INIT("application/pgp-encrypted"),
		BYTES_INIT("application/pkcs7-encrypted"), BYTES_INIT("application/pkcs7-signed"),
		BYTES_INIT("application/x-microsoft-rpmsg-message") };
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		/* S/MIME, PGP and rights-managed mail is not locked against us but for its reader. */
		if (IS_ONE_OF(p->detected, sealed))
			continue;
		if (p->is_encrypted && p->kind == PART_LEAF && p->is_attachment && !was_opened(c, i))
			finding_add(out, is_reply(c) ? 0.5 : 1, p->id, p->name);
	}
}

const struct detector detect_attach_encrypted = {
	.name = "attach_encrypted",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 1.5,
	.asks = "Is an attachment locked?",
	.source = "requirement G12",
	.en = "The attachment {1} is locked and could not be inspected.",
	.zh = "附件 {1} 已加密，未能检查。",
	.look = look,
};
