/* A scanner of the operator's choice knows it as phishing.  Such signatures are written for one campaign, but some
 * are heuristics: it decides together with one more sign. */
#include "detect/engine.h"

static void
look(const struct casefile *c, struct findings *out)
{
	engine_find(c, ENGINE_SAYS_PHISHING, out);
}

const struct detector detect_engine_phishing = {
	.name = "engine_phishing",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_PHISHING,
	.weight = 5,
	.asks = "Does another scanner know it as phishing?",
	.source = "requirement: several engines side by side",
	.en = "The scanner {1} calls it phishing: {2}.",
	.zh = "扫描引擎 {1} 判为钓鱼邮件：{2}。",
	.look = look,
};
