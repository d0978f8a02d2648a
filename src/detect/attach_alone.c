/* Nothing to read, a risky file to open. */
#include "detect/lure.h"

/* What is sealed for its reader has its text inside. */
static bool
has_sealed(const struct casefile *c)
{
	for (size_t i = 0; i < c->gaps.count; i++)
		if (c->gaps.at[i].reason == GAP_ENCRYPTED &&
		    bytes_starts(c->gaps.at[i].text, BYTES("sealed: ")))
			return true;
	return false;
}

static void
look(const struct casefile *c, struct findings *out)
{
	if (body_chars(c) > 40 || is_reply(c) || is_list(c) ||
	    lure_fits(c, out->body, FITS_RISKY_FILE) == 0 || has_sealed(c))
		return;
	for (size_t i = 0; i < c->parts.count; i++) {
		if (c->parts.at[i].is_attachment) {
			finding_add(out, 1, c->parts.at[i].id, c->parts.at[i].name);
			return;
		}
	}
}

const struct detector detect_attach_alone = {
	.name = "attach_alone",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_VIRUS,
	.weight = 1.2,
	.asks = "Is there nothing but a risky file?",
	.source = "mail worms, requirement G26",
	.en = "There is nothing to read, only the file {1} to open.",
	.zh = "没有正文，只有待打开的高风险附件 {1}。",
	.look = look,
};
