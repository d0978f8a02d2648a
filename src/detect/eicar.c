/* The agreed test file for virus scanners: harmless, and treated as if it were not. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->parts.count; i++)
		if (bytes_equal(c->parts.at[i].detected, BYTES("application/x-eicar")))
			finding_add(out, 1, c->parts.at[i].id, c->parts.at[i].name);
}

const struct detector detect_eicar = {
	.name = "eicar",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 10,
	.is_hard = true,
	.asks = "Does it carry the agreed test file for virus scanners?",
	.source = "EICAR test file",
	.en = "The file {1} is the standard test file for virus scanners (EICAR).",
	.zh = "文件 {1} 是防病毒软件的标准测试文件（EICAR）。",
	.look = look,
};
