/* U+202E turns the letters behind it around: "annexe\u202Efdp.exe" is shown as "annexeexe.pdf". */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes turns[] = { BYTES_INIT("\xe2\x80\xae"),
		BYTES_INIT("\xe2\x80\xad"), BYTES_INIT("\xe2\x81\xa7"),
		BYTES_INIT("\xe2\x80\xab") };
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		if (WORD_IN(p->name, turns).len != 0)
			finding_add(out, 1, p->id, p->name);
	}
}

const struct detector detect_attach_reversed_name = {
	.name = "attach_reversed_name",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 3.5,
	.asks = "Does a file's name turn its letters around?",
	.source = "MITRE ATT&CK T1036.002 (right-to-left override)",
	.en = "The name of the file {1} holds characters that reverse how it is shown.",
	.zh = "文件名 {1} 含有使显示顺序反转的字符。",
	.look = look,
};
