#include "lists/check.h"

#include <arpa/inet.h>
#include <sodium.h>

#include "base/must.h"
#include "dns/name.h"
#include "url/digest.h"
#include "url/domain.h"

const char *const lists_kind_names[LISTS_KIND_COUNT] = { "client", "hop", "from", "mail_from", "reply_to", "signer", "helo",
	"link", "page", "address", "own" };

static const uint8_t kind_max[LISTS_KIND_COUNT] = { 1, LISTS_HOPS_MAX, 2, 1, 2, 3, 1, LISTS_LINKS_MAX, LISTS_PAGES_MAX,
	LISTS_ADDRESSES_MAX, LISTS_OWN_MAX };

/* -- subjects -- */

static bool
ip4_is_public(const uint8_t a[4])
{
	return !(a[0] == 0 || a[0] == 10 || a[0] == 127 || a[0] >= 224 || (a[0] == 100 && (a[1] & 0xc0) == 64) ||
	         (a[0] == 169 && a[1] == 254) || (a[0] == 172 && (a[1] & 0xf0) == 16) || (a[0] == 192 && a[1] == 168));
}

/* "4.3.2.1", or 32 nibbles (RFC 5782 s2.1, s2.4). */
static bool
ip_reverse(struct bytes text, struct arena *arena, struct lists_subject *out)
{
	char cstr[INET6_ADDRSTRLEN + 1];
	uint8_t a[16], *at;
	if (text.len >= 2 && text.at[0] == '[' && text.at[text.len - 1] == ']')
		text = bytes_slice(text, 1, text.len - 1);
	if (text.len == 0 || text.len >= sizeof cstr || memchr(text.at, 0, text.len) != NULL)
		return false;
	memcpy(cstr, text.at, text.len);
	cstr[text.len] = 0;
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	const uint8_t *four = a;
	bool is_four = inet_pton(AF_INET, cstr, a) == 1;
	if (!is_four) {
		if (inet_pton(AF_INET6, cstr, a) != 1)
			return false;
		is_four = memcmp(a, mapped, sizeof mapped) == 0;
		four = a + 12;
	}
	if (is_four) {
		if (!ip4_is_public(four) || (at = arena_get(arena, 16, 1)) == NULL)
			return false;
		int n = snprintf((char *)at, 16, "%u.%u.%u.%u", four[3], four[2], four[1], four[0]);
		out->first = bytes_of(at, (size_t)n);
		out->asks = LISTS_IP4;
		return true;
	}
	/* 2000::/3 is all that is given out; the rest is local, multicast or nobody's */
	if ((a[0] & 0xe0) != 0x20 || (at = arena_get(arena, 63, 1)) == NULL)
		return false;
	for (size_t i = 0; i < 32; i++) {
		uint8_t octet = a[15 - i / 2];
		at[2 * i] = (uint8_t)"0123456789abcdef"[i % 2 == 0 ? octet & 15 : octet >> 4];
		if (i < 31)
			at[2 * i + 1] = '.';
	}
	out->first = bytes_of(at, 63);
	out->asks = LISTS_IP6;
	return true;
}

static bool
lower(struct bytes text, struct arena *arena, struct bytes *out)
{
	uint8_t *at = arena_get(arena, text.len, 1);
	if (at == NULL)
		return false;
	for (size_t i = 0; i < text.len; i++)
		at[i] = ascii_lower(text.at[i]);
	*out = bytes_of(at, text.len);
	return true;
}

static bool
domain_subject(struct bytes host, struct arena *arena, struct lists_subject *out)
{
	if (host.len > 0 && host.at[host.len - 1] == '.')
		host.len--;
	if (!dns_name_is_host(host) || !lower(host, arena, &host))
		return false;
	out->text = out->first = domain_registrable(host);
	out->asks = LISTS_DOMAIN | LISTS_DOMAIN_BLAKE2;
	return out->text.len != 0;
}

static bool
address_subject(struct bytes text, struct arena *arena, struct lists_subject *out)
{
	size_t at = bytes_find_last_octet(text, '@');
	out->asks = LISTS_EMAIL_SHA1 | LISTS_EMAIL_BLAKE2;
	return at != BYTES_NOT_FOUND && at > 0 && text.len <= 254 && dns_name_is_host(bytes_from(text, at + 1)) &&
	       lower(text, arena, &out->text);
}

static bool
page_subject(struct bytes text, struct lists_subject *out)
{
	size_t slash = bytes_find_octet(text, '/');
	out->text = text;
	out->asks = LISTS_URL_MD5;
	return slash != BYTES_NOT_FOUND && slash > 0 && slash + 1 < text.len;
}

bool
lists_subject_add(struct lists_subjects *out, struct arena *arena, enum lists_kind kind, struct bytes text)
{
	struct lists_subject s = { .kind = kind, .text = text };
	size_t same = 0;
	bool is_sound;
	if (kind == LISTS_CLIENT || kind == LISTS_HOP)
		is_sound = ip_reverse(text, arena, &s);
	else if (kind == LISTS_PAGE)
		is_sound = page_subject(text, &s);
	else if (kind == LISTS_ADDRESS)
		is_sound = address_subject(text, arena, &s);
	else
		is_sound = ((kind == LISTS_LINK || kind == LISTS_OWN) && ip_reverse(text, arena, &s)) || domain_subject(text, arena, &s);
	if (!is_sound || out->count == LISTS_SUBJECTS_MAX)
		return false;
	for (size_t i = 0; i < out->count; i++) {
		same += out->at[i].kind == kind;
		if (out->at[i].asks == s.asks && bytes_equal(out->at[i].text, s.text))
			return false;
	}
	if (same >= kind_max[kind])
		return false;
	out->at[out->count++] = s;
	return true;
}

/* -- names -- */

/* z-base-32 with the low bits first, as rspamd's lists want it. */
static size_t
base32(const uint8_t *in, size_t len, uint8_t *out, size_t room)
{
	uint32_t bits = 0, held = 0;
	size_t n = 0;
	for (size_t i = 0; i < len; i++) {
		held |= (uint32_t)in[i] << bits;
		for (bits += 8; bits >= 5 && n < room; bits -= 5, held >>= 5)
			out[n++] = (uint8_t)"ybndrfg8ejkmcpqxot1uwisza345h769"[held & 31];
		if (n == room)
			break;
	}
	return n;
}

static size_t
blake2(struct bytes text, uint8_t out[32])
{
	uint8_t digest[64];
	if (crypto_generichash(digest, sizeof digest, text.at, text.len, NULL, 0) != 0)
		return 0;
	return base32(digest, sizeof digest, out, 32);
}

/* Gmail reads a.b+c@ as ab@: one mailbox has one hash (MSBL's rule). */
static size_t
mailbox_sha1(struct bytes text, uint8_t *out)
{
	uint8_t plain[256];
	size_t n = 0, at = bytes_find_last_octet(text, '@');
	struct bytes local = bytes_to(text, at), domain = bytes_from(text, at + 1);
	bool is_gmail = bytes_equal(domain, BYTES("gmail.com")) || bytes_equal(domain, BYTES("googlemail.com"));
	if (is_gmail && bytes_find_octet(local, '+') != BYTES_NOT_FOUND)
		local = bytes_to(local, bytes_find_octet(local, '+'));
	for (size_t i = 0; i < local.len; i++)
		if (!is_gmail || local.at[i] != '.')
			plain[n++] = local.at[i];
	plain[n++] = '@';
	if (is_gmail)
		domain = BYTES("gmail.com");
	memcpy(plain + n, domain.at, domain.len);
	return digest_hex(DIGEST_SHA1, bytes_of(plain, n + domain.len), out);
}

/* What stands before ROW's zone for S; empty where the list does not list such things. */
static struct bytes
first_of(const struct lists_row *row, const struct lists_subject *s, uint8_t out[DIGEST_HEX_MAX])
{
	uint32_t asks = row->asks & s->asks;
	if (asks & (LISTS_IP4 | LISTS_IP6 | LISTS_DOMAIN))
		return s->first;
	if (asks & (LISTS_DOMAIN_BLAKE2 | LISTS_EMAIL_BLAKE2))
		return bytes_of(out, blake2(s->text, out));
	if (asks & LISTS_EMAIL_SHA1)
		return bytes_of(out, mailbox_sha1(s->text, out));
	if (asks & LISTS_URL_MD5)
		return bytes_of(out, digest_hex(DIGEST_MD5, s->text, out));
	return BYTES_NONE;
}

/* -- the check -- */

/* A hop or a link's address says nothing where the list only says what the client should not be, or what is good:
 * anybody can write a Received line. */
static bool
may_ask(const struct lists_row *row, const struct lists_subject *s)
{
	bool is_address = (s->asks & (LISTS_IP4 | LISTS_IP6)) != 0;
	return (row->asks & s->asks) != 0 && (!is_address || s->kind == LISTS_CLIENT || s->kind == LISTS_OWN || row->is_for_hops);
}

static bool
counts(const struct lists_code *code, enum lists_kind kind)
{
	enum lists_class c = code->meaning->kind;
	return c != LISTS_NOTHING && (kind == LISTS_CLIENT || kind == LISTS_OWN || (c != LISTS_POLICY && c != LISTS_WHITE) ||
	                                 (c == LISTS_POLICY && kind != LISTS_HOP && kind != LISTS_LINK));
}

/* Gives 1, 0 where the answer is missing, or a fault. */
static int
ask(const struct lists_subject *s, struct bytes first, struct dns_book *book, struct arena *arena,
    struct lists_outcome *o, struct lists_results *out)
{
	uint8_t name[DNS_NAME_MAX];
	const struct list *l = o->list;
	if (first.len == 0 || first.len + 1 + l->zone.len > DNS_NAME_MAX)
		return 1;
	memcpy(name, first.at, first.len);
	name[first.len] = '.';
	memcpy(name + first.len + 1, l->zone.at, l->zone.len);
	o->asked++;
	const struct dns_answer *answer = dns_look(book, bytes_of(name, first.len + 1 + l->zone.len), DNS_A);
	if (answer == NULL)
		return 0;
	struct list_answer a = list_answer(l->row, answer);
	/* our own ceiling is no failure of the list, but no answer either */
	o->late += a.says == LIST_SAYS_LATER;
	o->is_refused |= a.says == LIST_SAYS_REFUSED;
	o->is_nonsense |= a.says == LIST_SAYS_NONSENSE;
	o->answered += a.says == LIST_SAYS_NO || a.says == LIST_SAYS_YES;
	if (a.says != LIST_SAYS_YES || !counts(a.code, s->kind) || out->hits.count == LISTS_HITS_MAX)
		return 1;
	struct lists_hit *hit = LIST_ADD(arena, &out->hits);
	if (hit == NULL)
		return FAULT_LIMIT;
	*hit = (struct lists_hit){ .list = l, .subject = s, .code = a.code };
	memcpy(hit->address, a.address, sizeof hit->address);
	o->hits++;
	return 1;
}

int
lists_check(const struct lists *lists, struct lists_range range, const struct lists_subjects *subjects,
    struct dns_book *book, struct arena *arena, struct lists_results *out)
{
	bool is_open = false;
	*out = (struct lists_results){ 0 };
	for (size_t i = range.from; i < range.to && i < lists->count; i++) {
		struct list *l = &lists->all[i];
		struct lists_outcome *o = NULL;
		if (!lists_range_has(lists, range, i))
			continue;
		for (size_t k = 0; k < subjects->count; k++) {
			const struct lists_subject *s = &subjects->at[k];
			uint8_t hash[DIGEST_HEX_MAX];
			if (!may_ask(l->row, s))
				continue;
			if (o == NULL && (o = LIST_ADD(arena, &out->outcomes)) == NULL)
				return FAULT_LIMIT;
			o->list = l;
			o->is_suspended = l->state != LIST_GOOD && !(range.is_eager && l->state == LIST_UNTESTED);
			if (o->is_suspended)
				break;
			int r = ask(s, first_of(l->row, s, hash), book, arena, o, out);
			if (r < 0)
				return r;
			is_open |= r == 0;
		}
	}
	return !is_open;
}

void
lists_learn(struct lists *lists, const struct lists_results *results, int64_t now_ms)
{
	for (size_t i = 0; i < results->outcomes.count; i++) {
		const struct lists_outcome *o = &results->outcomes.at[i];
		struct list *l = o->list;
		must(l >= lists->all && l < lists->all + lists->count);
		if (o->is_suspended || l->state != LIST_GOOD)
			continue;
		if (o->is_refused || o->is_nonsense) {
			l->state = o->is_refused ? LIST_REFUSED : LIST_WILD;
			l->probe_at_ms = now_ms + LISTS_PROBE_GOOD_MS;
		} else if (o->late > 0 && o->answered == 0) {
			l->state = LIST_SILENT;
			l->probe_at_ms = now_ms;
		}
	}
}
