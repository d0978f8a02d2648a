#include "ask/inside.h"

/* "<local@domain>", "<>" or the bare address of a Return-Path line. */
static bool
read_return_path(const struct casefile *c, struct bytes *out)
{
	const struct casefile_header *h = casefile_header(c, "Return-Path");
	if (h == NULL)
		return false;
	struct bytes value = bytes_trim(h->value);
	if (value.len >= 2 && value.at[0] == '<' && value.at[value.len - 1] == '>')
		value = bytes_slice(value, 1, value.len - 1);
	*out = value;
	return true;
}

void
asking_client(const struct casefile *c, struct asking_client *out)
{
	const struct casefile_envelope *e = &c->envelope;
	bool is_file = e->client_ip.len == 0;
	*out = (struct asking_client){ .ip = e->client_ip, .helo = e->helo, .sender = e->mail_from, .has_sender = !is_file,
		.when = e->received_ms / 1000 };
	if (is_file && e->mail_from.len != 0)
		out->has_sender = true;
	else if (is_file)
		out->has_sender = read_return_path(c, &out->sender);
	/* Whom a relay of ours had it from, where there was one. */
	const struct casefile_path *p = &c->asked.path;
	out->ip = p->source == PATH_INSIDE ? BYTES_NONE : p->ip;
	out->helo = p->helo;
	if (out->when == 0 && p->trusted != 0 && p->trusted <= c->hops.count)
		out->when = c->hops.at[p->trusted - 1].date;
}
