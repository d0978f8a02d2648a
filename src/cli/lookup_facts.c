#include "cli/lookup.h"

#include <arpa/inet.h>

#include "base/utf8.h"
#include "dns/name.h"
#include "url/parse.h"

#define LOOKUP_NAMES_MAX 5
#define LOOKUP_RECORDS_MAX 20

/* -- what is meant -- */

static bool
is_public_ip(struct bytes text, struct arena *arena, struct lookup_target *out)
{
	if (!lists_subject_add(&out->subjects, arena, LISTS_CLIENT, text))
		return false;
	out->subjects.at[0].kind = LISTS_OWN;
	out->ip = text;
	return true;
}

static int
page_add(const struct url *u, struct arena *arena, struct lookup_target *out)
{
	struct buf text;
	struct bytes page;
	buf_init(&text, 4096);
	buf_add(&text, u->host);
	buf_add(&text, u->path);
	if (u->path.len > 1 && arena_copy(arena, buf_bytes(&text), &page))
		(void)lists_subject_add(&out->subjects, arena, LISTS_PAGE, page);
	buf_done(&text);
	return 0;
}

int
lookup_target_read(struct bytes text, struct arena *arena, struct lookup_target *out)
{
	struct buf url;
	struct url u;
	size_t at = bytes_find_last_octet(text, '@');
	*out = (struct lookup_target){ .text = text };
	if (is_public_ip(text, arena, out))
		return 0;
	bool has_scheme = bytes_has(text, BYTES("://")), is_mailbox = !has_scheme && at != BYTES_NOT_FOUND;
	buf_init(&url, 16384);
	buf_add_cstr(&url, has_scheme ? "" : "http://");
	buf_add(&url, is_mailbox ? bytes_from(text, at + 1) : text);
	url_parse(buf_bytes(&url), arena, &u);
	buf_done(&url);
	if (u.kind == URL_UNPARSABLE || u.host.len == 0 || (u.flags & URL_BAD_HOST) != 0)
		return FAULT_INPUT;
	if (!lists_subject_add(&out->subjects, arena, LISTS_OWN, u.host))
		return FAULT_INPUT;
	if ((u.flags & URL_IP) != 0)
		out->ip = u.host;
	else
		out->host = u.host;
	if (is_mailbox)
		(void)lists_subject_add(&out->subjects, arena, LISTS_ADDRESS, text);
	return page_add(&u, arena, out);
}

/* -- questions -- */

struct facts {
	struct dns_book *book;
	struct arena *arena;
	struct lookup_result *out;
	bool is_open;
};

/* NULL where nothing is known (yet); what stays unknown is noted. */
static const struct dns_answer *
fact(struct facts *f, struct bytes name, uint16_t type, const char *what)
{
	const struct dns_answer *a = dns_look(f->book, name, type);
	f->is_open |= a == NULL;
	if (a == NULL || !dns_is_temporary(a))
		return a;
	struct buf text;
	struct bytes copy, *slot;
	buf_init(&text, 300);
	buf_addf(&text, "%s of %.*s", what, BYTES_ARGS(name));
	if (arena_copy(f->arena, buf_bytes(&text), &copy) && (slot = LIST_ADD(f->arena, &f->out->unknown)) != NULL)
		*slot = copy;
	buf_done(&text);
	return NULL;
}

static void
text_add(struct facts *f, void *list, struct bytes octets)
{
	LIST(struct bytes) *to = list;
	struct buf text;
	struct bytes copy, *slot;
	buf_init(&text, 4096);
	for (size_t pos = 0; pos < octets.len && text.len < 1000;)
		utf8_add(&text, octets.at[pos] == 0 ? (pos++, UTF8_REPLACEMENT) : utf8_next(octets, &pos));
	if (to->count < LOOKUP_RECORDS_MAX && arena_copy(f->arena, buf_bytes(&text), &copy) &&
	    (slot = LIST_ADD(f->arena, to)) != NULL)
		*slot = copy;
	buf_done(&text);
}

static void
records_add(struct facts *f, struct bytes name, uint16_t type, const char *what, void *list)
{
	const struct dns_answer *a = fact(f, name, type, what);
	for (size_t i = 0; a != NULL && i < a->records.count; i++) {
		struct bytes data = a->records.at[i].data;
		char ip[INET6_ADDRSTRLEN] = "";
		if (type == DNS_A || type == DNS_AAAA) {
			(void)inet_ntop(type == DNS_A ? AF_INET : AF_INET6, data.at, ip, sizeof ip);
			data = bytes_of_cstr(ip);
		}
		text_add(f, list, data);
	}
}

/* The first TXT that begins with MARK. */
static struct bytes
policy_of(struct facts *f, struct bytes name, struct bytes mark, const char *what)
{
	const struct dns_answer *a = fact(f, name, DNS_TXT, what);
	LIST(struct bytes) found = { 0 };
	for (size_t i = 0; a != NULL && i < a->records.count && found.count == 0; i++)
		if (bytes_starts_nocase(a->records.at[i].data, mark))
			text_add(f, &found, a->records.at[i].data);
	return found.count != 0 ? found.at[0] : BYTES_NONE;
}

static void
name_facts(struct facts *f, struct bytes host)
{
	uint8_t dmarc[DNS_NAME_MAX];
	records_add(f, host, DNS_A, "A", &f->out->addresses);
	records_add(f, host, DNS_AAAA, "AAAA", &f->out->addresses);
	records_add(f, host, DNS_MX, "MX", &f->out->mail_servers);
	records_add(f, host, DNS_NS, "NS", &f->out->name_servers);
	f->out->spf = policy_of(f, host, BYTES("v=spf1"), "SPF");
	if (host.len + 7 > sizeof dmarc)
		return;
	memcpy(dmarc, "_dmarc.", 7);
	memcpy(dmarc + 7, host.at, host.len);
	f->out->dmarc = policy_of(f, bytes_of(dmarc, host.len + 7), BYTES("v=DMARC1"), "DMARC");
}

static void
address_facts(struct facts *f, const struct lists_subject *ip)
{
	struct buf reverse;
	bool is_four = ip->asks == LISTS_IP4;
	buf_init(&reverse, DNS_NAME_MAX);
	buf_add(&reverse, ip->first);
	buf_add_cstr(&reverse, is_four ? ".in-addr.arpa" : ".ip6.arpa");
	const struct dns_answer *names = fact(f, buf_bytes(&reverse), DNS_PTR, "PTR");
	for (size_t i = 0; names != NULL && i < names->records.count && i < LOOKUP_NAMES_MAX; i++) {
		struct lookup_result back = { 0 };
		struct facts g = { f->book, f->arena, &back, false };
		records_add(&g, names->records.at[i].data, is_four ? DNS_A : DNS_AAAA, is_four ? "A" : "AAAA", &back.addresses);
		f->is_open |= g.is_open;
		for (size_t k = 0; k < back.addresses.count; k++) {
			struct lists_subjects same = { 0 };
			f->out->is_confirmed |= lists_subject_add(&same, f->arena, LISTS_CLIENT, back.addresses.at[k]) &&
			                        bytes_equal(same.at[0].first, ip->first);
		}
		text_add(f, &f->out->names, names->records.at[i].data);
	}
	buf_done(&reverse);
}

int
lookup_facts(const struct lookup_target *target, struct dns_book *book, struct arena *arena, struct lookup_result *out)
{
	struct facts f = { book, arena, out, false };
	*out = (struct lookup_result){ .asked = target->text };
	if (target->ip.len != 0)
		address_facts(&f, &target->subjects.at[0]);
	if (target->host.len != 0)
		name_facts(&f, target->host);
	return !f.is_open;
}
