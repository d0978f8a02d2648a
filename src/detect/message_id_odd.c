/* Programs give every message an id at a domain; hasty scripts leave it out or break it. Submission
 * servers add one, so its absence means a direct sender. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	struct bytes id = bytes_trim(c->message_id);
	if (bytes_starts(id, BYTES("<")) && bytes_ends(id, BYTES(">")) && id.len >= 2)
		id = bytes_slice(id, 1, id.len - 1);
	size_t at = bytes_find_octet(id, '@');
	if (id.len == 0)
		finding_add(out, 1, BYTES_NONE, BYTES("-"));
	else if (at == BYTES_NOT_FOUND || at == 0 || at + 1 == id.len)
		finding_add(out, 0.7, BYTES_NONE, id);
	else if (bytes_find_octet(id, ' ') != BYTES_NOT_FOUND ||
	    bytes_starts_nocase(bytes_from(id, at + 1), BYTES("127.0.0.1")))
		finding_add(out, 0.4, BYTES_NONE, id);
}

const struct detector detect_message_id_odd = {
	.name = "message_id_odd",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 1.8,
	.asks = "Does it have a Message-ID as mail programs write it?",
	.source = "RFC 5322 s3.6.4",
	.en = "Its Message-ID is missing or malformed: {1}.",
	.zh = "邮件的 Message-ID 缺失或不规范：{1}。",
	.look = look,
};
