/* Numbers and random letters at the end of the subject, or the reader's own address in it: every
 * copy differs, so that no digest matches.  Tickets carry a number in brackets or behind a word,
 * and close to it. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_header *h = casefile_header(c, "Subject");
	if (h == NULL || is_reply(c) || is_list(c))
		return;
	struct bytes subject = bytes_trim(h->value);
	for (size_t i = 0; i < c->to.count && i < 5; i++) {
		const struct casefile_address *to = &c->to.at[i];
		size_t at = to->local.len != 0 ? bytes_find_octet(subject, '@') : BYTES_NOT_FOUND;
		if (at != BYTES_NOT_FOUND && bytes_has_nocase(subject, to->local) &&
		    bytes_has_nocase(subject, to->domain)) {
			finding_add(out, 0.8, BYTES_NONE, subject);
			return;
		}
	}
	size_t gap = bytes_find(subject, BYTES("    "));
	if (gap == BYTES_NOT_FOUND)
		gap = bytes_find(subject, BYTES("----"));
	struct bytes tail = gap == BYTES_NOT_FOUND ? subject : bytes_from(subject, gap);
	size_t digits = 0;
	for (size_t i = 0; i < tail.len; i++)
		digits += ascii_is_digit(tail.at[i]);
	bool is_number = gap == BYTES_NOT_FOUND && digits >= 12 && digits == subject.len;
	if (is_number || (gap != BYTES_NOT_FOUND && gap != 0 && tail.len <= 40 && tail.len > 6))
		finding_add(out, 1, BYTES_NONE, subject);
}

const struct detector detect_subject_token = {
	.name = "subject_token",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 1.6,
	.asks = "Does the subject carry a random tail or the reader's address?",
	.source = "hash busters of mass mailers",
	.en = "The subject carries a random tail or the reader's address: {1}.",
	.zh = "主题带有随机串或收件人地址：{1}。",
	.look = look,
};
