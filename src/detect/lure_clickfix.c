/* "Press Windows+R, then Ctrl+V, then Enter": the reader runs the thief's command himself
 * (ClickFix).  No honest letter outside a help desk asks for those three keys. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes opens[] = { BYTES_INIT("win+r"), BYTES_INIT("win + r"),
		BYTES_INIT("windows+r"), BYTES_INIT("windows + r"), BYTES_INIT("windows key + r"),
		BYTES_INIT("windows键+r"), BYTES_INIT("win键+r"), BYTES_INIT("⊞ + r"),
		BYTES_INIT("打开运行窗口"), BYTES_INIT("ファイル名を指定して実行") };
	static const struct bytes pastes[] = { BYTES_INIT("ctrl+v"), BYTES_INIT("ctrl + v"),
		BYTES_INIT("powershell"), BYTES_INIT("mshta"), BYTES_INIT("cmd.exe"),
		BYTES_INIT("粘贴") };
	bool opened = false, pasted = false;
	if (!texts_may_say(out->body, opens, sizeof opens / sizeof opens[0]))
		return;
	/* In what is attached as well: the page of the trap is often a file. */
	for (size_t i = 0; i < c->texts.count && !opened; i++)
		opened = WORD_IN(bytes_to(c->texts.at[i].visible, 16384), opens).len != 0;
	for (size_t i = 0; i < c->texts.count && opened && !pasted; i++)
		pasted = WORD_IN(bytes_to(c->texts.at[i].visible, 16384), pastes).len != 0;
	if (opened && pasted)
		finding_add(out, is_reply(c) || is_list(c) ? 0.3 : 1, BYTES_NONE, BYTES("Win+R"));
}

const struct detector detect_lure_clickfix = {
	.name = "lure_clickfix",
	.family = FAMILY_CONTENT,
	.type = TYPE_VIRUS,
	.weight = 3.2,
	.asks = "Does it have the reader run a command?",
	.source = "ClickFix since 2024 (MITRE ATT&CK T1204.004)",
	.en = "It has the reader open a command window and paste ({1}).",
	.zh = "诱导读者打开运行窗口并粘贴命令（{1}）。",
	.look = look,
};
