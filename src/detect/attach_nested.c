/* An archive inside an archive: people do not pack twice, droppers do. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		bool is_archive =
		    is_archive_type(p->detected) || is_archive_extension(extension_of(p->name));
		bool is_inside = p->is_unpacked && p->parent < c->parts.count &&
		    (is_archive_type(c->parts.at[p->parent].detected) ||
		        is_archive_extension(extension_of(c->parts.at[p->parent].name)));
		/* "x.tar.gz" is one archive in two layers. */
		if (is_archive && is_inside && !bytes_ends_nocase(p->name, BYTES(".tar"))) {
			finding_add(out, is_reply(c) ? 0.4 : 1, p->id, p->name);
			return;
		}
	}
}

const struct detector detect_attach_nested = {
	.name = "attach_nested",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 1.4,
	.asks = "Is an archive packed inside an archive?",
	.source = "nested droppers; SANS ISC",
	.en = "An archive holds another archive, {1}.",
	.zh = "压缩包中套着压缩包 {1}。",
	.look = look,
};
