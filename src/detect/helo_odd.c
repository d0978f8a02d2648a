/* A client that greets with a bare address, with our own name or without a domain is no mail
 * server. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	/* The client's, not that of a relay of ours in front of us. */
	struct bytes helo = c->asked.path.helo;
	if (helo.len == 0 || !has_strange_client(c))
		return;
	bool is_address = true;
	for (size_t i = 0; i < helo.len; i++)
		is_address = is_address && (ascii_is_digit(helo.at[i]) || helo.at[i] == '.');
	if (domain_is_own(c, helo))
		finding_add(out, 1, BYTES_NONE, helo);
	else if (is_address)
		finding_add(out, 0.8, BYTES_NONE, helo);
	else if (bytes_find_octet(helo, '.') == BYTES_NOT_FOUND && !bytes_starts(helo, BYTES("[")))
		finding_add(out, 0.5, BYTES_NONE, helo);
}

const struct detector detect_helo_odd = {
	.name = "helo_odd",
	.family = FAMILY_REPUTATION,
	.type = TYPE_SPAM,
	.weight = 1.8,
	.asks = "Did the client introduce itself as a mail server does?",
	.source = "RFC 5321 s4.1.1.1, s4.1.3",
	.en =
	    "The client introduced itself as \"{1}\", which is no name of a mail server of its own.",
	.zh = "对方以“{1}”自报家门，不是正常的邮件服务器名称。",
	.look = look,
};
