/* Two names for one file: the gateway checks one, the mail program shows the other. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		for (size_t n = 0; n < p->other_names.count; n++) {
			struct bytes other = p->other_names.at[n];
			struct bytes one = extension_of(p->name), two = extension_of(other);
			/* Encodings of one name differ a little in many programs, and signatures
			 * come with and without ".asc"; another extension is another file, and one
			 * that runs is never an accident. */
			bool runs = is_program_extension(one) != is_program_extension(two) ||
			    is_launcher_extension(one) != is_launcher_extension(two);
			if (runs || (one.len != 0 && two.len != 0 && !bytes_equal_nocase(one, two)))
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
