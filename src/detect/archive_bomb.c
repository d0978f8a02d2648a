/* Far more comes out than went in: made to exhaust whoever looks inside. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->archives.count; i++)
		if ((c->archives.at[i].tricks >> ARCHIVE_BOMB & 1) != 0)
			finding_add(out, 1, casefile_part_id(c, c->archives.at[i].part), c->archives.at[i].format);
}

const struct detector detect_archive_bomb = {
	.name = "archive_bomb",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 3.4,
	.asks = "Is an archive a bomb?",
	.source = "42.zip and its kin (Fifield, WOOT 2019)",
	.en = "The archive ({1}) unpacks to far more than it may.",
	.zh = "压缩包（{1}）解压后体积异常膨胀，疑为压缩炸弹。",
	.look = look,
};
