/* locked_stranger: a stranger sends a locked file and a password with it, and the file does not open with it: the word stands in
 * a way that only people read, or the lock is of a kind that only one program opens.  Nobody here knows him, nothing was
 * inspected, and the reader is to open it himself. */
#include "detect/common.h"

static bool
is_locked(const struct casefile *c, struct bytes *part)
{
	for (size_t i = 0; i < c->gaps.count; i++) {
		const struct casefile_gap *g = &c->gaps.at[i];
		if (g->reason != GAP_ENCRYPTED || bytes_starts(g->text, BYTES("sealed: ")) ||
		    bytes_starts(g->text, BYTES("an encrypted message (")))
			continue;
		*part = g->part;
		return true;
	}
	return false;
}

static void
look(const struct casefile *c, struct findings *out)
{
	struct bytes part = BYTES_NONE;
	const struct casefile_credits *credits = &c->asked.credits;
	bool is_known = credits->was_asked && credits->sender_seen != 0;
	bool names = c->told_passwords.count != 0 || casefile_lure(c, "archive_password", LURE_BODY) != 0 ||
	    casefile_lure(c, "archive_password", LURE_SUBJECT) != 0;
	if (is_known || !names || is_reply(c) || is_list(c) || !is_foreign_arrival(c) || !is_locked(c, &part))
		return;
	/* Where nobody was asked, nobody said that he is a stranger. */
	finding_add(out, credits->was_asked ? 1 : 0.6, part, part,
	    c->told_passwords.count != 0 ? c->told_passwords.at[0] : BYTES("..."));
}

const struct detector detect_locked_stranger = {
	.name = "locked_stranger",
	.family = FAMILY_RELATION,
	.type = TYPE_VIRUS,
	.weight = 2.2,
	.asks = "Does a stranger send a locked file with a password that does not open it?",
	.source = "requirement G12 (Emotet 2021)",
	.en = "A sender nobody here knows sent a locked file (part {1}) with a password (\"{2}\"), and it could not be opened.",
	.zh = "陌生发件人寄来加密文件（部件 {1}）和密码（“{2}”），但无法打开检查。",
	.look = look,
};
