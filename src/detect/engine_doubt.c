/* A scanner finds something unwanted, or something that it does not like without knowing it: advertising, an
 * adware installer, a macro, an archive that it could not open. */
#include "detect/engine.h"

static void
look(const struct casefile *c, struct findings *out)
{
	engine_find(c, ENGINE_SAYS_DOUBT, out);
}

const struct detector detect_engine_doubt = {
	.name = "engine_doubt",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_SPAM,
	.weight = 2,
	.asks = "Does another scanner doubt it?",
	.source = "requirement: several engines side by side",
	.en = "The scanner {1} doubts it: {2}.",
	.zh = "扫描引擎 {1} 存疑：{2}。",
	.look = look,
};
