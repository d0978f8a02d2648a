/* Not inspected is never clean: what was too much, broken, locked or deadly for the reader counts
 * against the message, the more the more it looks like intent. */
#include "casefile/gap.h"
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const double strengths[GAP_REASON_COUNT] = { [GAP_LIMIT] = 0.3,
		[GAP_MALFORMED] = 0.2,
		[GAP_ENCRYPTED] = 0.3,
		[GAP_CRASHED] = 1,
		[GAP_UNSUPPORTED] = 0.1 };
	bool told[GAP_REASON_COUNT] = { false };
	for (size_t i = 0; i < c->gaps.count; i++) {
		const struct casefile_gap *g = &c->gaps.at[i];
		/* Sealed for its reader is a gap for the log; people have a right to it. */
		if (told[g->reason] || gap_is_of_engine(g) || bytes_starts(g->text, BYTES("sealed: ")) ||
		    bytes_starts(g->text, BYTES("an encrypted message (")))
			continue;
		told[g->reason] = true;
		finding_add(out, strengths[g->reason], g->part, g->text, gap_reason_say(g->reason, LANGUAGE_EN),
		    gap_say(g, LANGUAGE_ZH), gap_reason_say(g->reason, LANGUAGE_ZH));
	}
}

const struct detector detect_gap = {
	.name = "gap",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_SPAM,
	.weight = 2,
	.asks = "Is there something that could not be inspected?",
	.source = "promise 3: not inspected is never clean",
	.en = "Part of it could not be inspected: {1} ({2}).",
	.zh = "有内容未能检查：{3}（{4}）。",
	.look = look,
};
