/* card_carries: an archive, a program or a page inside an invitation or a visiting card: calendars show it as a file of the
 * meeting, and few filters look there.  Programs for calendars attach agendas and pictures. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i], *in = p->parent < c->parts.count ? &c->parts.at[p->parent] : p;
		if (!p->is_unpacked || !(bytes_equal(in->detected, BYTES("text/calendar")) || bytes_equal(in->detected, BYTES("text/vcard"))))
			continue;
		struct bytes extension = extension_of(p->name);
		if (is_archive_type(p->detected) || is_program_type(p->detected) || bytes_equal(p->detected, BYTES("text/html")) ||
		    is_program_extension(extension) || is_launcher_extension(extension))
			finding_add(out, 1, p->id, p->name, in->detected);
	}
}

const struct detector detect_card_carries = {
	.name = "card_carries",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 2.2,
	.asks = "Does an invitation or visiting card hold a file that runs or unpacks?",
	.source = "calendar phishing and files in ICS (Cofense 2024)",
	.en = "The {2} holds the file {1}, which runs or unpacks.",
	.zh = "日历邀请或名片（{2}）中夹带可执行或压缩文件 {1}。",
	.look = look,
};
