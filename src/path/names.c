#include "path/inside.h"

#include "dns/name.h"

/* "7.2.0.192.in-addr.arpa", or 32 nibbles under ip6.arpa (RFC 1035 s3.5, RFC 3596 s2.5). */
static struct bytes
reverse_name(const struct cidr *a, uint8_t out[DNS_NAME_MAX])
{
	struct buf name;
	buf_init(&name, DNS_NAME_MAX);
	if (cidr_is_v4(a))
		for (size_t i = 16; i-- > 12;)
			buf_addf(&name, "%u.", a->address[i]);
	else
		for (size_t i = 16; i-- > 0;)
			buf_addf(&name, "%x.%x.", a->address[i] & 15U, a->address[i] >> 4U);
	buf_add_cstr(&name, cidr_is_v4(a) ? "in-addr.arpa" : "ip6.arpa");
	memcpy(out, name.at, name.len);
	struct bytes text = bytes_of(out, name.len);
	buf_done(&name);
	return text;
}

/* Does NAME lead to A?  false: the answer is missing. */
static bool
leads_to(struct bytes name, const struct cidr *a, struct dns_book *book, enum name_state *out)
{
	size_t from = cidr_is_v4(a) ? 12 : 0;
	const struct dns_answer *answer = dns_look(book, name, from != 0 ? DNS_A : DNS_AAAA);
	if (answer == NULL)
		return false;
	*out = dns_is_temporary(answer) ? NAME_TEMPORARY : answer->records.count == 0 ? NAME_NONE : NAME_UNCONFIRMED;
	for (size_t i = 0; i < answer->records.count && *out != NAME_TEMPORARY; i++)
		if (bytes_equal(answer->records.at[i].data, bytes_of(a->address + from, 16 - from)))
			*out = NAME_CONFIRMED;
	return true;
}

/* A stranger's name for people: one that is no host name shows nothing. */
static void
keep_name(struct bytes name, struct arena *arena, struct casefile_path *out)
{
	out->name = BYTES_NONE;
	if (dns_name_is_plain(name))
		(void)arena_copy(arena, name, &out->name);
}

static bool
check_reverse(const struct cidr *client, struct dns_book *book, struct arena *arena, struct casefile_path *out)
{
	uint8_t room[DNS_NAME_MAX];
	struct bytes names[PATH_NAMES_MAX];
	size_t count = 0, known = 0;
	const struct dns_answer *answer = dns_look(book, reverse_name(client, room), DNS_PTR);
	if (answer == NULL)
		return false;
	if (answer->records.count == 0) {
		out->reverse = dns_is_temporary(answer) ? NAME_TEMPORARY : NAME_NONE;
		/* What our own server wrote down says more than a DNS that is silent now. */
		if (out->reverse == NAME_NONE)
			out->name = BYTES_NONE;
		return true;
	}
	/* The answer may move when the next question is noted. */
	for (; count < answer->records.count && count < PATH_NAMES_MAX; count++)
		if (!arena_copy(arena, answer->records.at[count].data, &names[count]))
			return true;
	enum name_state best = NAME_NONE;
	size_t chosen = 0;
	for (size_t i = 0; i < count; i++) {
		enum name_state state;
		if (!leads_to(names[i], client, book, &state))
			continue;
		known++;
		state = state == NAME_NONE ? NAME_UNCONFIRMED : state;
		/* Confirmed by one is confirmed; not found out for one is not found out. */
		if (best != NAME_CONFIRMED && (state == NAME_CONFIRMED || state == NAME_TEMPORARY || best == NAME_NONE)) {
			best = state;
			chosen = i;
		}
	}
	out->reverse = best;
	keep_name(names[chosen], arena, out);
	return known == count || best == NAME_CONFIRMED;
}

static bool
check_greeting(const struct cidr *client, struct dns_book *book, struct casefile_path *out)
{
	if (!dns_name_is_host(out->helo))
		return true;
	if (out->reverse == NAME_CONFIRMED && bytes_equal_nocase(out->helo, out->name)) {
		out->greeting = NAME_CONFIRMED;
		return true;
	}
	return leads_to(out->helo, client, book, &out->greeting);
}

int
names_check(const struct cidr *client, struct dns_book *book, struct arena *arena, struct casefile_path *out)
{
	bool done = check_reverse(client, book, arena, out);
	/* Both at once: a round saved is a round trip saved. */
	done &= check_greeting(client, book, out);
	return done ? 1 : 0;
}
