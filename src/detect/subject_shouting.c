/* A subject in capitals, or full of exclamation marks and money. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	size_t upper = 0, lower = 0, marks = 0;
	for (size_t i = 0; i < c->subject.len; i++) {
		uint8_t o = c->subject.at[i];
		upper += o >= 'A' && o <= 'Z';
		lower += o >= 'a' && o <= 'z';
		marks += o == '!' || o == '$';
	}
	bool is_loud = upper >= 12 && upper > 4 * lower &&
	    bytes_find_octet(c->subject, ' ') != BYTES_NOT_FOUND;
	if (is_reply(c) || (!is_loud && marks < 3))
		return;
	finding_add(out, is_loud && marks != 0 ? 1 : 0.7, BYTES_NONE, c->subject);
}

const struct detector detect_subject_shouting = {
	.name = "subject_shouting",
	.family = FAMILY_CONTENT,
	.type = TYPE_SPAM,
	.weight = 1.8,
	.asks = "Does the subject shout?",
	.source = "spam corpora",
	.en = "The subject shouts: {1}.",
	.zh = "主题夸张醒目：{1}。",
	.look = look,
};
