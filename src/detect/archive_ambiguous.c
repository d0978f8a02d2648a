/* An archive that shows one thing to a filter and another to the reader: two archives in one file, a directory that
 * names other files than are there.  Programs that write archives never make such. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->archives.count; i++) {
		const struct casefile_archive *a = &c->archives.at[i];
		for (uint32_t trick = 0; trick < ARCHIVE_TRICK_COUNT; trick++)
			if (trick != ARCHIVE_BOMB && (a->tricks >> trick & 1) != 0) {
				/* Self-extracting archives have a program before them, which is found by itself. */
				finding_add(out, trick == ARCHIVE_PREFIXED ? 0.5 : 1, casefile_part_id(c, a->part),
				    bytes_of_cstr(archive_trick_names[trick]));
				break;
			}
	}
}

const struct detector detect_archive_ambiguous = {
	.name = "archive_ambiguous",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 3.2,
	.asks = "Does an archive show different files to different programs?",
	.source = "concatenated and lying zips (Perception Point 2024; APPNOTE s4.3)",
	.en = "The archive shows different things to different programs ({1}).",
	.zh = "压缩包结构异常，不同软件会看到不同内容（{1}）。",
	.look = look,
};
