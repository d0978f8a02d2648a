/* A link to a bare address: no company sends its customers there.  Written as one number, in octal
 * or hexadecimal, it has no other purpose than to hide.  Private addresses are what colleagues send
 * each other. */
#include "detect/common.h"

static bool
is_private(struct bytes host)
{
	static const struct bytes inside[] = { BYTES_INIT("10."), BYTES_INIT("127."),
		BYTES_INIT("192.168."), BYTES_INIT("169.254."), BYTES_INIT("172.16."),
		BYTES_INIT("172.17."), BYTES_INIT("172.18."), BYTES_INIT("172.19."),
		BYTES_INIT("172.2"), BYTES_INIT("172.30."), BYTES_INIT("172.31."),
		BYTES_INIT("[fe80"), BYTES_INIT("[fc"), BYTES_INIT("[fd"), BYTES_INIT("[::1"),
		BYTES_INIT("0.0.0.0") };
	for (size_t i = 0; i < sizeof inside / sizeof inside[0]; i++)
		if (bytes_starts(host, inside[i]))
			return true;
	return false;
}

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (u->role != URL_LINK || u->where == URL_HEADER || is_private(u->host))
			continue;
		if (url_has(u, URL_TRICK_NUMERIC))
			finding_add(out, 1, casefile_part_id(c, u->part), u->host);
		else if (url_has(u, URL_TRICK_IP))
			finding_add(out,
			    is_reply(c) || is_list(c) ? 0.2
			        : is_written_out(u)   ? 0.8
			                              : 0.1,
			    casefile_part_id(c, u->part), u->host);
	}
}

const struct detector detect_link_ip = {
	.name = "link_ip",
	.family = FAMILY_LINK,
	.type = TYPE_PHISHING,
	.weight = 2,
	.asks = "Does a link lead to a bare address instead of a name?",
	.source = "phishing kits; RFC 3986 s7.4",
	.en = "A link leads to the bare address {1}.",
	.zh = "链接直接指向 IP 地址 {1}。",
	.look = look,
};
