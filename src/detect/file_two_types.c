/* file_two_types: one file that is two things at once, an archive behind a picture, a page inside a GIF, a PDF behind a zip: the
 * gateway looks at one, the reader's program opens the other.  Programs with an archive behind them unpack themselves; servers
 * that end a PDF with a page of their own are sloppy, so that is worth less. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		if (p->also.len == 0 || is_program_type(p->detected) || bytes_equal(p->also, p->detected))
			continue;
		bool is_sloppy = bytes_equal(p->detected, BYTES("application/pdf")) && bytes_starts(p->also, BYTES("text/"));
		finding_add(out, is_sloppy ? 0.3 : 1, p->id, p->name, p->detected, p->also);
	}
}

const struct detector detect_file_two_types = {
	.name = "file_two_types",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 2.8,
	.asks = "Is a file two things at the same time?",
	.source = "polyglots (MITRE ATT&CK T1027, T1036.008; Proofpoint UNK_CraftyCamel 2025)",
	.en = "The file {1} is two things at the same time: {2} and {3}.",
	.zh = "文件 {1} 同时是两种类型：{2} 和 {3}。",
	.look = look,
};
