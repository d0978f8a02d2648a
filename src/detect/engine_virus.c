/* A scanner of the operator's choice knows it as malware. */
#include "detect/engine.h"

static void
look(const struct casefile *c, struct findings *out)
{
	engine_find(c, ENGINE_SAYS_VIRUS, out);
}

const struct detector detect_engine_virus = {
	.name = "engine_virus",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 10,
	.is_hard = true,
	.asks = "Does another scanner know malware in it?",
	.source = "requirement: several engines side by side",
	.en = "The scanner {1} found malware: {2}.",
	.zh = "扫描引擎 {1} 发现病毒：{2}。",
	.look = look,
};
