/* Two names for one file: the gateway checks one, the mail program shows the other. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		for (size_t n = 0; n < p->other_names.count; n++) {
			struct bytes other = p->other_names.at[n];
			bool is_other_kind = !bytes_equal_nocase(extension_of(other), extension_of(p->name));
			/* Encodings of one name differ a little in many programs; another extension is another file. */
			if (is_other_kind)
				finding_add(out, 1, p->id, p->name, other);
		}
	}
}

const struct detector detect_attach_names_differ = {
	.name = "attach_names_differ",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 2.2,
	.asks = "Has a file two names of different kinds?",
	.source = "RFC 2231 s3; MIME ambiguity",
	.en = "A file is called {1} and {2} at once.",
	.zh = "同一附件同时叫 {1} 和 {2}。",
	.look = look,
};
