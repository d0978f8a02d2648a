/* Its Date has a time-zone that no place on earth keeps: scripts draw numbers. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	if (path_is_odd(c, PATH_ZONE_NOWHERE))
		finding_add(out, 1, BYTES_NONE, c->date_text);
}

const struct detector detect_zone_nowhere = {
	.name = "zone_nowhere",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 1.5,
	.asks = "Is its time-zone kept anywhere?",
	.source = "IANA time zone database; requirement T7",
	.en = "Its date has a time-zone that no place keeps: {1}.",
	.zh = "邮件日期的时区在世界上并不存在：{1}。",
	.look = look,
};
