/* It names a mail program whose other marks are missing.  Outlook Express always wrote X-MimeOLE
 * and ids with two dollar signs; lists and gateways may rewrite, so those are left out. */
#include "detect/common.h"

static size_t
count_of(struct bytes text, uint8_t octet)
{
	size_t count = 0;
	for (size_t i = 0; i < text.len; i++)
		count += text.at[i] == octet;
	return count;
}

static void
look(const struct casefile *c, struct findings *out)
{
	if (is_list(c) || c->mailer.len == 0)
		return;
	bool is_express = bytes_starts_nocase(c->mailer, BYTES("Microsoft Outlook Express"));
	bool is_thebat = bytes_starts_nocase(c->mailer, BYTES("The Bat!"));
	bool is_apple = bytes_starts_nocase(c->mailer, BYTES("iPhone Mail")) ||
	    bytes_starts_nocase(c->mailer, BYTES("Apple Mail"));
	if (is_express &&
	    (casefile_header(c, "X-MimeOLE") == NULL || count_of(c->message_id, '$') != 2))
		finding_add(
		    out, casefile_header(c, "X-MimeOLE") == NULL ? 1 : 0.6, BYTES_NONE, c->mailer);
	else if (is_thebat && casefile_header(c, "X-Priority") == NULL)
		finding_add(out, 0.6, BYTES_NONE, c->mailer);
	else if (is_apple && casefile_header(c, "Mime-Version") == NULL)
		finding_add(out, 0.8, BYTES_NONE, c->mailer);
}

const struct detector detect_mailer_forged = {
	.name = "mailer_forged",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 2,
	.asks = "Does it lack the marks of the program it names?",
	.source = "forged mail programs (SpamAssassin FORGED_MUA kin)",
	.en = "It names the program {1}, but lacks its marks.",
	.zh = "自称由 {1} 发出，却缺少该软件的特征。",
	.look = look,
};
