/* A page or script that holds a program, an archive or a document in encoded form: it is put
 * together behind the gateway, on the reader's desk.  Pictures in pages are no such thing. */
#include "detect/script.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->scripts.count; i++) {
		const struct casefile_script *s = &c->scripts.at[i];
		if (script_has(s, SCRIPT_CARRIES))
			finding_add(out, is_list(c) ? 0.5 : 1, casefile_part_id(c, s->part),
			    c->parts.at[s->part].name);
	}
}

const struct detector detect_script_smuggles = {
	.name = "script_smuggles",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 4.5,
	.asks = "Does a page or script hold a file to be put together on the reader's desk?",
	.source = "HTML smuggling, MITRE ATT&CK T1027.006",
	.en = "The file {1} holds another file, encoded, that it puts together when opened.",
	.zh = "文件 {1} 内藏编码文件，打开时在本地还原（HTML 走私）。",
	.look = look,
};
