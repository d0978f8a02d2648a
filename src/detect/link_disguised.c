/* A host written so that people or filters read another: backslashes, percent signs, full-width or
 * invisible characters.  Browsers repair each of them silently. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct {
		enum url_trick trick;
		double strength;
	} disguises[] = { { URL_TRICK_PERCENT_HOST, 1 }, { URL_TRICK_BACKSLASH, 0.9 },
		{ URL_TRICK_ZERO_WIDTH, 1 }, { URL_TRICK_FULL_WIDTH, 0.7 } };
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		for (size_t k = 0; k < sizeof disguises / sizeof disguises[0]; k++) {
			if (u->where != URL_HEADER && u->role == URL_LINK &&
			    url_has(u, disguises[k].trick)) {
				/* In plain text of a conversation it is code, a path or a slip. */
				double strength = disguises[k].strength *
				    (u->where == URL_TEXT ? is_reply(c) || is_list(c) ? 0.1 : 0.5
				                          : 1);
				finding_add(out, strength, casefile_part_id(c, u->part), u->url,
				    bytes_of_cstr(url_trick_names[disguises[k].trick]));
				break;
			}
		}
	}
}

const struct detector detect_link_disguised = {
	.name = "link_disguised",
	.family = FAMILY_LINK,
	.type = TYPE_PHISHING,
	.weight = 2.2,
	.asks = "Is a link written so that filters and people misread it?",
	.source = "WHATWG URL; slash and encoding tricks (Sublime)",
	.en = "The link {1} is written in disguise ({2}).",
	.zh = "链接 {1} 经过伪装书写（{2}）。",
	.look = look,
};
