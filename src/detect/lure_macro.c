/* "Enable content to see this document": no honest document asks for it. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	struct bytes sample;
	double spoken = lure_spoken(c, "enable_macro", &sample);
	if (spoken <= 0)
		return;
	bool inside = casefile_lure(c, "enable_macro", LURE_ATTACHED) != 0;
	if (inside || has_attachment(c))
		finding_add(out, inside ? 1 : 0.6 * lure_damping(c), BYTES_NONE, sample);
}

const struct detector detect_lure_macro = {
	.name = "lure_macro",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 3,
	.asks = "Does it ask to switch on macros?",
	.source = "requirement G24 (Emotet)",
	.en = "It asks the reader to switch on macros (\"{1}\").",
	.zh = "诱导启用宏（“{1}”）。",
	.look = look,
};
