/* A click that downloads a program, or an archive from a place that nobody knows.  Developers link
 * their releases: lists and answers are weak. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	/* ".com" is no sign at the end of a path, and ".js" is a page's. */
	static const struct bytes not_here[] = { BYTES_INIT("com"), BYTES_INIT("js"),
		BYTES_INIT("inf"), BYTES_INIT("reg") };
	/* What Windows opens by itself; .gz and .xz are the world of those who build software. */
	static const struct bytes packed[] = { BYTES_INIT("zip"), BYTES_INIT("rar"),
		BYTES_INIT("7z"), BYTES_INIT("cab") };
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		size_t end = bytes_find_octet(u->path, '?');
		struct bytes path = end == BYTES_NOT_FOUND ? u->path : bytes_to(u->path, end);
		struct bytes extension = extension_of(path);
		if (!is_web_link(u) || extension.len == 0 || extension.len > 5)
			continue;
		bool is_strange = url_has(u, URL_TRICK_IP) || url_has(u, URL_TRICK_FREE_HOST) ||
		    url_has(u, URL_TRICK_PORT) || url_has(u, URL_TRICK_RISKY_TLD);
		double strength = 0;
		if ((is_program_extension(extension) || is_launcher_extension(extension)) &&
		    !IS_ONE_OF(extension, not_here))
			strength = is_strange ? 1 : 0.7;
		else if (IS_ONE_OF(extension, packed) && is_strange)
			strength = 0.6;
		if (strength > 0)
			finding_add(out, strength * link_damping(c), casefile_part_id(c, u->part), u->url);
	}
}

const struct detector detect_link_download = {
	.name = "link_download",
	.family = FAMILY_LINK,
	.type = TYPE_VIRUS,
	.weight = 2.6,
	.asks = "Does a link download a program?",
	.source = "requirement G29",
	.en = "The link {1} downloads a program or archive.",
	.zh = "链接 {1} 会下载程序或压缩包。",
	.look = look,
};
