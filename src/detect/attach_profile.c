/* attach_profile: a configuration profile for telephones and computers of Apple's: it installs certificates, mail accounts,
 * tunnels and icons, and a stranger's makes him the master of all connections.  Firms hand theirs out by other ways. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		struct bytes extension = extension_of(p->name);
		bool is_profile = bytes_equal_nocase(extension, BYTES("mobileconfig")) ||
		    bytes_equal(p->type, BYTES("application/x-apple-aspen-config"));
		if (p->kind == PART_LEAF && is_profile)
			finding_add(out, is_foreign_arrival(c) ? 1 : 0.3, p->id, p->name);
	}
}

const struct detector detect_attach_profile = {
	.name = "attach_profile",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_PHISHING,
	.weight = 3,
	.asks = "Is a configuration profile for telephones attached?",
	.source = "malicious profiles (MITRE ATT&CK Mobile T1478)",
	.en = "The attached file {1} would change the settings of a telephone or computer.",
	.zh = "附件 {1} 是设备配置描述文件，会更改手机或电脑设置。",
	.look = look,
};
