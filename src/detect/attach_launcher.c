/* Files that start something else: shortcuts, disk images, notebooks, help files, remote desktops.
 * They took the place of macros when those were blocked. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes types[] = { BYTES_INIT("application/x-ms-shortcut"),
		BYTES_INIT("application/x-url"), BYTES_INIT("application/x-iso9660"),
		BYTES_INIT("application/x-udf"), BYTES_INIT("application/x-vhd"),
		BYTES_INIT("application/x-vhdx"), BYTES_INIT("application/x-raw-disk-image"), BYTES_INIT("application/x-chm"),
		BYTES_INIT("application/x-onenote") };
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		bool named = p->is_attachment && is_launcher_extension(extension_of(p->name));
		if (named || IS_ONE_OF(p->detected, types))
			finding_add(out, is_reply(c) ? 0.6 : 1, p->id, p->name);
	}
}

const struct detector detect_attach_launcher = {
	.name = "attach_launcher",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 3,
	.asks = "Does it carry a shortcut, a disk image or the like?",
	.source = "MITRE ATT&CK T1553.005 (mark of the web), T1204.002",
	.en = "The file {1} is of a kind that starts or carries programs.",
	.zh = "文件 {1} 属于可启动或夹带程序的类型。",
	.look = look,
};
