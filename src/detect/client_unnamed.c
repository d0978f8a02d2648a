/* Mail servers have a reverse name; stolen computers have none, or one made of their address. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	struct bytes ip = c->envelope.client_ip, name = c->envelope.client_name;
	if (ip.len == 0 || c->envelope.is_listed_peer || !is_foreign_arrival(c) ||
	    bytes_find_octet(ip, ':') != BYTES_NOT_FOUND)
		return;
	if (name.len == 0 || bytes_equal_nocase(name, BYTES("unknown"))) {
		finding_add(out, 0.6, BYTES_NONE, ip, BYTES("-"));
		return;
	}
	/* Are all four numbers of the address in the name? */
	size_t found = 0, numbers = 0;
	struct bytes rest = ip, number;
	while (bytes_cut(&rest, '.', &number)) {
		numbers++;
		found += bytes_has(name, number);
	}
	static const struct bytes lines[] = { BYTES_INIT("dyn"), BYTES_INIT("dsl"),
		BYTES_INIT("ppp"), BYTES_INIT("pool"), BYTES_INIT("dhcp"), BYTES_INIT("cable"),
		BYTES_INIT("broadband"), BYTES_INIT("dialup"), BYTES_INIT("customer") };
	bool is_line = false;
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		is_line |= bytes_has_nocase(name, lines[i]);
	if (numbers == 4 && found == 4)
		finding_add(out, is_line ? 1 : 0.6, BYTES_NONE, ip, name);
}

const struct detector detect_client_unnamed = {
	.name = "client_unnamed",
	.family = FAMILY_REPUTATION,
	.type = TYPE_SPAM,
	.weight = 1.6,
	.asks = "Has the client the name of a mail server?",
	.source = "RFC 1912 s2.1; botnet hosts",
	.en = "The client {1} has no name of a mail server ({2}).",
	.zh = "发信主机 {1} 没有邮件服务器应有的反向域名（{2}）。",
	.look = look,
};
