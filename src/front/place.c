#include "front/place.h"

static bool
sender_is_ours(const struct conf *conf, struct bytes sender)
{
	size_t at = bytes_find_last_octet(sender, '@');
	return at != BYTES_NOT_FOUND && conf_domain(conf, bytes_from(sender, at + 1)) != NULL;
}

static bool
takes_any_domain(const struct conf *conf, const struct place_sender *from)
{
	struct cidr own;
	static const struct cidr v4 = { { [10] = 0xff, [11] = 0xff, [12] = 127 }, 104 }, v6 = { { [15] = 1 }, 128 };
	if (conf->domains.count != 0)
		return false;
	return from->is_own || bytes_starts(from->listener->address.host, BYTES("unix:")) ||
	       (cidr_address(from->listener->address.host, &own) == 0 && (cidr_match(&v4, &own) || cidr_match(&v6, &own)));
}

void
place_find(const struct conf *conf, const struct place_sender *from, struct bytes domain, struct place *out)
{
	const struct conf_listener *l = from->listener;
	const struct conf_domain *d = domain.len != 0 ? conf_domain(conf, domain) : NULL;
	bool is_ours = d != NULL || domain.len == 0 || takes_any_domain(conf, from);
	bool is_trusted = from->is_own || from->is_authenticated;
	*out = (struct place){ .is_ours = is_ours, .tenant = d != NULL ? d->tenant : BYTES("default") };
	if (is_ours)
		out->direction = is_trusted && sender_is_ours(conf, from->address) ? DIRECTION_INTERNAL : DIRECTION_INBOUND;
	else
		out->direction = DIRECTION_OUTBOUND;
	if (l->direction == LISTENER_OUTBOUND && out->direction == DIRECTION_INBOUND)
		out->direction = DIRECTION_OUTBOUND;
	struct bytes policy = l->policy;
	out->next_hop = l->next_hop;
	if (out->next_hop.len == 0)
		out->next_hop = is_ours ? (d != NULL ? d->next_hop : BYTES("")) : conf->network.outbound_next_hop;
	if (policy.len == 0)
		policy = is_ours ? (d != NULL ? d->policy : BYTES("")) : conf->network.outbound_policy;
	if (policy.len == 0)
		policy = conf->server.policy;
	out->policy = conf_policy(conf, policy);
}

void
place_find_taken(const struct conf *conf, const struct place_sender *from, struct bytes recipient, struct place *out)
{
	size_t at = bytes_find_last_octet(recipient, '@');
	place_find(conf, from, at != BYTES_NOT_FOUND ? bytes_from(recipient, at + 1) : BYTES_NONE, out);
	if (!out->is_ours && !from->is_own && !from->is_authenticated)
		out->direction = DIRECTION_INBOUND;
	/* Nobody told us which domains are ours: who has logged in sends. */
	if (from->is_authenticated && conf->domains.count == 0)
		out->direction = DIRECTION_OUTBOUND;
}

bool
place_blocks_client(const struct conf *conf, const struct cidr *client)
{
	return cidr_any(conf->block.clients.at, conf->block.clients.count, client);
}

static bool
in_list(const struct conf_texts *list, struct bytes value)
{
	for (size_t i = 0; i < list->count; i++)
		if (bytes_equal_nocase(list->at[i], value))
			return true;
	return false;
}

static bool
domain_in_list(const struct conf_texts *list, struct bytes domain)
{
	for (size_t i = 0; i < list->count; i++) {
		struct bytes entry = list->at[i];
		if (bytes_starts(entry, BYTES("*.")) ? bytes_ends_nocase(domain, bytes_from(entry, 1))
		                                     : bytes_equal_nocase(domain, entry))
			return true;
	}
	return false;
}

bool
place_blocks_sender(const struct conf *conf, struct bytes sender)
{
	size_t at = bytes_find_last_octet(sender, '@');
	struct bytes domain = at != BYTES_NOT_FOUND ? bytes_from(sender, at + 1) : BYTES_NONE;
	return in_list(&conf->block.senders, sender) || domain_in_list(&conf->block.domains, domain);
}

struct bytes
place_address(struct bytes text)
{
	text = bytes_trim(text);
	if (text.len >= 2 && text.at[0] == '<' && text.at[text.len - 1] == '>')
		text = bytes_slice(text, 1, text.len - 1);
	return bytes_to(text, 1000);
}
