/* Its time-zone is half a world away from the line that it came in by. Servers stand anywhere,
 * people travel, so only a client without a name, or with the name of a home line, counts, and
 * little: places are hints. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_path *p = &c->asked.path;
	if (!path_is_odd(c, PATH_ZONE_FAR) || is_list(c) || !has_strange_client(c))
		return;
	if (path_is_odd(c, PATH_NAME_DYNAMIC) || p->reverse == NAME_NONE)
		finding_add(out, 1, BYTES_NONE, c->date_text, p->place.country);
}

const struct detector detect_zone_far = {
	.name = "zone_far",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 0.6,
	.asks = "Does its time-zone fit the place it came from?",
	.source = "requirement T7; SNARE (USENIX Security 2009): geography of senders",
	.en = "It is dated {1}, but was sent by a line in {2}, half a world away.",
	.zh = "邮件时区为 {1}，却由位于 {2} 的线路发出，相距半个地球。",
	.look = look,
};
