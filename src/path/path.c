#include "path/inside.h"

#include "dns/name.h"

static bool
is_word(struct bytes b, const char *word)
{
	return bytes_starts_nocase(b, bytes_of_cstr(word));
}

/* One of our own servers, by address; the name counts only where a server of ours wrote it down. */
static bool
is_ours(const struct path_input *in, struct bytes ip, struct bytes name, bool is_file)
{
	struct cidr a;
	for (size_t i = 0; i < in->name_count && name.len != 0; i++)
		if (dns_name_is_within(name, in->names[i]))
			return true;
	if (cidr_address(ip, &a) != 0)
		return false;
	static const struct cidr loopback = { { [10] = 0xff, [11] = 0xff, [12] = 127 }, 104 };
	static const struct cidr loopback6 = { { [15] = 1 }, 128 };
	/* Behind a gate private addresses must be configured: with source NAT, every stranger has one. */
	return cidr_match(&loopback, &a) || cidr_match(&loopback6, &a) || cidr_any(in->networks[0].at, in->networks[0].count, &a) ||
	       cidr_any(in->networks[1].at, in->networks[1].count, &a) || (is_file && address_is_private(&a));
}

/* Servers write "unknown" where they found no name. */
static struct bytes
name_of(struct bytes name)
{
	return bytes_equal_nocase(name, BYTES("unknown")) ? BYTES_NONE : name;
}

static void
take_client(const struct casefile_hop *h, struct casefile_path *out)
{
	out->source = PATH_RECEIVED;
	out->ip = h->ip;
	out->helo = h->helo;
	out->name = name_of(h->name);
}

/* Is the line below H ours too, H being ours? */
static bool
goes_on(const struct path_input *in, const struct casefile_hop *h, bool is_file)
{
	/* Fetched from our own mailbox, or handed over inside one machine. */
	if (is_word(h->with, "POP3") || is_word(h->with, "IMAP") || (h->ip.len == 0 && h->helo.len == 0))
		return true;
	return is_ours(in, h->ip, h->name, is_file);
}

/* The lines that servers of ours wrote, and the client of the last of them. */
static void
walk(const struct path_input *in, struct casefile_path *out)
{
	const struct casefile *c = in->c;
	const struct casefile_envelope *e = &c->envelope;
	bool is_file = e->client_ip.len == 0;
	out->source = is_file ? PATH_UNKNOWN : PATH_TRANSPORT;
	out->ip = e->client_ip;
	out->helo = e->helo;
	out->name = name_of(e->client_name);
	/* Our own people hand their mail in; whoever stands in front of us hands on that of others. */
	bool is_handed_in = e->direction != DIRECTION_INBOUND || e->user.len != 0;
	if (is_handed_in || (!is_file && !is_ours(in, e->client_ip, e->client_name, false)))
		return;
	for (size_t i = 0; i < c->hops.count; i++) {
		const struct casefile_hop *h = &c->hops.at[i];
		out->trusted++;
		if (i < out->steps.count)
			out->steps.at[i].is_ours = true;
		/* A line without a client (delivered locally) leaves the one that we had. */
		if (h->ip.len != 0 || h->helo.len != 0)
			take_client(h, out);
		if (!goes_on(in, h, is_file))
			return;
	}
	if (!is_file || c->hops.count != 0)
		out->source = PATH_INSIDE;
}

static bool
names_us(const struct path_input *in, struct bytes host)
{
	const struct casefile_envelope *e = &in->c->envelope;
	for (size_t i = 0; i < e->own_domains.count; i++)
		if (dns_name_is_within(host, e->own_domains.at[i]))
			return true;
	for (size_t i = 0; i < in->name_count; i++)
		if (dns_name_is_within(host, in->names[i]))
			return true;
	return false;
}

/* When it reached us, by our own clocks; 0: nobody knows. */
static int64_t
arrival(const struct casefile *c, const struct casefile_path *out)
{
	if (out->trusted != 0 && c->hops.at[out->trusted - 1].date > 0)
		return c->hops.at[out->trusted - 1].date;
	return c->envelope.received_ms / 1000;
}

static void
odd_line(struct casefile_path *out, enum path_oddity which, size_t index)
{
	path_odd(out, which);
	if (out->odd_hop == 0)
		out->odd_hop = (uint32_t)index + 1;
}

/* The sender's story: what in it cannot be. */
static void
doubt(const struct path_input *in, struct casefile_path *out)
{
	const struct casefile *c = in->c;
	int64_t arrived = arrival(c, out);
	for (size_t i = out->trusted; i < c->hops.count; i++) {
		const struct casefile_hop *h = &c->hops.at[i];
		if (address_is_impossible(h->ip))
			odd_line(out, PATH_BAD_ADDRESS, i);
		/* Dates come from outside: no difference may overflow. */
		if (arrived > 0 && arrived < INT64_MAX / 2 && h->date > arrived + PATH_AHEAD_S)
			odd_line(out, PATH_TIME_AHEAD, i);
		if (names_us(in, h->by))
			odd_line(out, PATH_FORGED_OURS, i);
	}
}

static void
judge_greeting(struct casefile_path *out)
{
	struct bytes provider = provider_of_host(out->helo);
	if (provider.len == 0 || out->name.len == 0 || provider_owns(provider, out->name))
		return;
	/* A name that the DNS denies or does not tell now proves nothing. */
	if (out->reverse == NAME_UNASKED || out->reverse == NAME_CONFIRMED) {
		path_odd(out, PATH_HELO_PROVIDER);
		out->claim = provider;
	}
}

static void
find_places(const struct path_input *in, const struct cidr *client, struct arena *arena, struct casefile_path *out)
{
	if (in->geo == NULL)
		return;
	geo_find(in->geo, client, arena, &out->place);
	for (size_t i = 0; i < out->steps.count; i++) {
		struct cidr a;
		if (cidr_address(in->c->hops.at[i].ip, &a) == 0)
			geo_find(in->geo, &a, arena, &out->steps.at[i].place);
	}
	geo_attributions(in->geo, arena, out);
}

int
path_check(const struct path_input *in, struct dns_book *book, struct arena *arena, struct casefile_path *out)
{
	const struct casefile *c = in->c;
	struct cidr client;
	*out = (struct casefile_path){ 0 };
	if (c->hops.count != 0) {
		out->steps.at = arena_get(arena, c->hops.count, sizeof *out->steps.at);
		if (out->steps.at == NULL)
			return FAULT_LIMIT;
		out->steps.count = out->steps.room = c->hops.count;
	}
	walk(in, out);
	bool has_client = cidr_address(out->ip, &client) == 0;
	if (!has_client)
		out->ip = BYTES_NONE;
	/* A client of our own nets has whatever name it likes; the world's DNS has nothing to say of it. */
	if (has_client && book != NULL && !address_is_private(&client) && names_check(&client, book, arena, out) == 0)
		return 0;
	if (has_client) {
		find_places(in, &client, arena, out);
		if (out->name.len != 0 && address_makes_name(&client, out->name))
			path_odd(out, PATH_NAME_DYNAMIC);
	}
	if (c->envelope.direction != DIRECTION_INBOUND || c->envelope.user.len != 0)
		return 1;
	doubt(in, out);
	judge_greeting(out);
	mailer_check(c, out);
	return arena_was_full(arena) ? FAULT_LIMIT : 1;
}
