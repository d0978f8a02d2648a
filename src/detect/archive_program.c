/* A program inside an archive: the usual wrapper, since most systems refuse the bare program. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		struct bytes extension = extension_of(p->name);
		if (p->is_unpacked &&
		    (is_program_type(p->detected) || is_program_extension(extension) ||
		        bytes_equal_nocase(extension, BYTES("lnk"))))
			finding_add(out, is_program_type(p->detected) ? 1 : 0.8, p->id, p->name);
	}
	/* What could not be unpacked still has its names. */
	for (size_t i = 0; i < c->archives.count; i++)
		for (size_t n = 0;
		     n < c->archives.at[i].names.count && c->archives.at[i].encrypted_entries != 0;
		     n++)
			if (is_program_extension(extension_of(c->archives.at[i].names.at[n])))
				finding_add(out, 1, casefile_part_id(c, c->archives.at[i].part),
				    c->archives.at[i].names.at[n]);
}

const struct detector detect_archive_program = {
	.name = "archive_program",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 4.2,
	.asks = "Is there a program inside an archive?",
	.source = "requirements G12, G30; Emotet 2021",
	.en = "The archive holds a program: {1}.",
	.zh = "压缩包内含可执行程序：{1}。",
	.look = look,
};
