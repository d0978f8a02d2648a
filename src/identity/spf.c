#include "identity/spf.h"

#include <arpa/inet.h>

#include "base/utf8.h"
#include "dns/name.h"
#include "identity/name.h"
#include "identity/spf_macro.h"
#include "identity/spf_record.h"

const char *const spf_status_names[SPF_STATUS_COUNT] = {
	"none", "neutral", "pass", "fail", "softfail", "temperror", "permerror",
};

/* One run of the check. */
struct spf {
	struct spf_macros macros;
	struct dns_book *book;
	struct arena *arena;
	struct spf_result *out;
	bool pending;   /* an answer is missing: unwind, whatever the status */
	struct buf text;
};

/* What an address is compared with. */
enum match { NO_MATCH, MATCH, UNKNOWN, BROKEN };

static enum spf_status
ends(struct spf *s, enum spf_status status, const char *reason)
{
	s->out->reason = bytes_of_cstr(reason);
	return status;
}

static const struct dns_answer *
look(struct spf *s, struct bytes name, uint16_t type)
{
	const struct dns_answer *a = dns_look(s->book, name, type);
	if (a == NULL)
		s->pending = true;
	return a;
}

static uint16_t
address_type(const struct spf *s)
{
	return s->macros.v6 ? DNS_AAAA : DNS_A;
}

static bool
ip_matches(const struct spf *s, struct bytes address, const struct spf_term *t)
{
	unsigned bits = s->macros.v6 ? t->bits6 : t->bits4;
	if (address.len != (s->macros.v6 ? 16 : 4))
		return false;
	if (memcmp(address.at, s->macros.ip, bits / 8) != 0)
		return false;
	return bits % 8 == 0 || ((address.at[bits / 8] ^ s->macros.ip[bits / 8]) >> (8 - bits % 8)) == 0;
}

static bool
any_matches(const struct spf *s, const struct dns_answer *a, const struct spf_term *t)
{
	for (size_t i = 0; i < a->records.count; i++)
		if (ip_matches(s, a->records.at[i].data, t))
			return true;
	return false;
}

static const struct spf_term exact = { .bits4 = 32, .bits6 = 128 };

/* The client's reverse names whose addresses hold the client's (s5.5).  Names are tried in their order, at
 * most SPF_NAMES_MAX; TARGET asks for one at or below it (empty: for the best %{p}).  Gives its name, or
 * nothing; errors only skip a name. */
static struct bytes
validated_name(struct spf *s, struct bytes target)
{
	static const char *const suffixes[] = { ".in-addr.arpa", ".ip6.arpa" };
	struct buf name;
	struct bytes best = BYTES_NONE;
	int best_rank = 0;
	buf_init(&name, 128);
	spf_macro_expand(&s->macros, BYTES("%{ir}"), &name);
	buf_add_cstr(&name, suffixes[s->macros.v6]);
	const struct dns_answer *names = look(s, buf_bytes(&name), DNS_PTR);
	buf_done(&name);
	if (names == NULL || names->status != DNS_OK)
		return best;
	bool open = false;
	for (size_t i = 0; i < names->records.count && i < SPF_NAMES_MAX; i++) {
		struct bytes candidate = names->records.at[i].data;
		int rank = 1 + dns_name_is_within(candidate, s->macros.domain) +
		    bytes_equal_nocase(candidate, s->macros.domain);
		if (target.len > 0)
			rank = dns_name_is_within(candidate, target) ? 1 : 0;
		if (rank <= best_rank)
			continue;
		const struct dns_answer *a = look(s, candidate, address_type(s));
		open |= a == NULL;
		if (a == NULL || open || a->status != DNS_OK || !any_matches(s, a, &exact))
			continue;
		best = candidate;
		best_rank = rank;
	}
	return best;
}

/* TEXT's macros replaced, as a name to ask for: the left labels of a name that is too long are cut off (s7.3).
 * The name lies in s->text.  False: not now, or never. */
static bool
expand_name(struct spf *s, struct bytes text, struct bytes *out)
{
	if (spf_macro_wants_validated(text) && s->macros.validated.len == 0) {
		struct bytes name = validated_name(s, BYTES_NONE);
		if (s->pending)
			return false;
		s->macros.validated = name.len > 0 ? name : BYTES("unknown");
	}
	buf_clear(&s->text);
	spf_macro_expand(&s->macros, text, &s->text);
	if (!buf_ok(&s->text))
		return false;
	struct bytes name = buf_bytes(&s->text);
	if (name.len > 0 && name.at[name.len - 1] == '.')
		name.len--;
	while (name.len > DNS_NAME_MAX) {
		size_t dot = bytes_find_octet(name, '.');
		if (dot == BYTES_NOT_FOUND)
			break;
		name = bytes_from(name, dot + 1);
	}
	*out = name;
	return true;
}

static enum match
void_counted(struct spf *s, const struct dns_answer *a)
{
	if (dns_is_temporary(a)) {
		ends(s, SPF_TEMPERROR, "the DNS did not answer for a name in the record");
		return UNKNOWN;
	}
	if (dns_is_void(a) && ++s->out->voids > SPF_VOIDS_MAX) {
		ends(s, SPF_PERMERROR, "more than 2 names in the record do not exist");
		return BROKEN;
	}
	return NO_MATCH;
}

static enum match
match_mx(struct spf *s, struct bytes name, const struct spf_term *t)
{
	const struct dns_answer *mx = look(s, name, DNS_MX);
	if (mx == NULL)
		return UNKNOWN;
	enum match m = void_counted(s, mx);
	if (m != NO_MATCH)
		return m;
	if (mx->records.count > SPF_NAMES_MAX) {
		ends(s, SPF_PERMERROR, "a domain in the record has more than 10 mail exchangers");
		return BROKEN;
	}
	const struct dns_answer *of[SPF_NAMES_MAX] = { NULL };
	for (size_t i = 0; i < mx->records.count; i++)
		if (mx->records.at[i].data.len > 0) /* "." is the null MX of RFC 7505 */
			of[i] = look(s, mx->records.at[i].data, address_type(s));
	if (s->pending)
		return UNKNOWN;
	for (size_t i = 0; i < mx->records.count; i++)
		if (of[i] != NULL && any_matches(s, of[i], t))
			return MATCH;
	for (size_t i = 0; i < mx->records.count; i++)
		if (of[i] != NULL && dns_is_temporary(of[i]))
			return void_counted(s, of[i]);
	return NO_MATCH;
}

static enum match
match_a(struct spf *s, struct bytes name, uint16_t type, const struct spf_term *t)
{
	const struct dns_answer *a = look(s, name, type);
	if (a == NULL)
		return UNKNOWN;
	enum match m = void_counted(s, a);
	if (m == NO_MATCH && a->status == DNS_OK && (t->kind == SPF_EXISTS || any_matches(s, a, t)))
		return MATCH;
	return m;
}

static enum spf_status check_host(struct spf *s, struct bytes domain, bool included);

static enum match
match_include(struct spf *s, struct bytes name)
{
	struct bytes before = s->macros.domain;
	uint8_t kept[DNS_NAME_MAX];
	size_t len;
	if (dns_name_read(name, kept, &len) != 0) {
		ends(s, SPF_PERMERROR, "an included domain is no domain");
		return BROKEN;
	}
	enum spf_status status = check_host(s, bytes_of(kept, len), true);
	s->macros.domain = before;
	s->macros.validated = BYTES_NONE;
	switch (status) {
	case SPF_PASS:
		return MATCH;
	case SPF_TEMPERROR:
		return UNKNOWN;
	case SPF_NONE:
		ends(s, SPF_PERMERROR, "an included domain has no SPF record");
		return BROKEN;
	case SPF_PERMERROR:
		return BROKEN;
	default:
		return NO_MATCH;
	}
}

static enum match
match_ip(const struct spf *s, const struct spf_term *t)
{
	bool v6 = t->kind == SPF_IP6;
	return v6 == s->macros.v6 && ip_matches(s, bytes_of(t->ip, v6 ? 16 : 4), t) ? MATCH : NO_MATCH;
}

static enum match
match_term(struct spf *s, const struct spf_term *t)
{
	struct bytes name = s->macros.domain;
	if (t->kind == SPF_ALL)
		return MATCH;
	if (t->kind == SPF_IP4 || t->kind == SPF_IP6)
		return match_ip(s, t);
	if (++s->out->lookups > SPF_LOOKUPS_MAX) {
		ends(s, SPF_PERMERROR, "the record asks for more than 10 lookups");
		return BROKEN;
	}
	if (t->domain.len > 0 && !expand_name(s, t->domain, &name)) {
		ends(s, SPF_PERMERROR, "the macros of the record make too long a name");
		return s->pending ? UNKNOWN : BROKEN;
	}
	switch (t->kind) {
	case SPF_INCLUDE:
		return match_include(s, name);
	case SPF_A:
		return match_a(s, name, address_type(s), t);
	case SPF_EXISTS:
		return match_a(s, name, DNS_A, t);
	case SPF_MX:
		return match_mx(s, name, t);
	default: {
		struct bytes found = validated_name(s, name);
		return s->pending ? UNKNOWN : found.len > 0 ? MATCH : NO_MATCH;
	}
	}
}

/* The words of the domain for a fail; whatever goes wrong with them, there are none (s6.2). */
static void
explain(struct spf *s, struct bytes spec)
{
	struct bytes name;
	if (!expand_name(s, spec, &name))
		return;
	const struct dns_answer *a = look(s, name, DNS_TXT);
	if (a == NULL || a->status != DNS_OK || a->records.count != 1)
		return;
	struct bytes text = a->records.at[0].data;
	if (!spf_macro_string_is_good(text, true))
		return;
	if (spf_macro_wants_validated(text) && !expand_name(s, BYTES("%{p}"), &name))
		return;
	struct buf words;
	buf_init(&words, SPF_EXPLANATION_MAX);
	spf_macro_expand(&s->macros, text, &words);
	/* macros may bring in any octets of HELO and the sender */
	bool plain = buf_ok(&words);
	for (size_t i = 0; i < words.len; i++)
		plain &= words.at[i] >= 0x20 && words.at[i] < 0x7f;
	if (plain)
		(void)arena_copy(s->arena, buf_bytes(&words), &s->out->explanation);
	buf_done(&words);
}

static enum spf_status
qualified(char qualifier)
{
	return qualifier == '+' ? SPF_PASS : qualifier == '-' ? SPF_FAIL : qualifier == '~' ? SPF_SOFTFAIL : SPF_NEUTRAL;
}

/* Is the whole record well-formed?  Finds its two modifiers on the way. */
static bool
record_is_good(struct bytes rest, struct bytes *redirect, struct bytes *exp)
{
	struct spf_term t;
	int r;
	while ((r = spf_term_next(&rest, &t)) > 0) {
		struct bytes *modifier = t.kind == SPF_REDIRECT ? redirect : t.kind == SPF_EXP ? exp : NULL;
		if (modifier == NULL)
			continue;
		if (modifier->len > 0)
			return false;
		*modifier = t.domain;
	}
	return r == 0;
}

static enum spf_status
redirected(struct spf *s, struct bytes spec, bool included)
{
	struct bytes name;
	uint8_t kept[DNS_NAME_MAX];
	size_t len;
	if (++s->out->lookups > SPF_LOOKUPS_MAX)
		return ends(s, SPF_PERMERROR, "the record asks for more than 10 lookups");
	if (!expand_name(s, spec, &name) || dns_name_read(name, kept, &len) != 0)
		return ends(s, SPF_PERMERROR, "redirect= names no domain");
	enum spf_status status = check_host(s, bytes_of(kept, len), included);
	return status == SPF_NONE ? ends(s, SPF_PERMERROR, "redirect= leads to a domain without SPF record") : status;
}

static void
decided_by(struct spf *s, const struct spf_term *t)
{
	(void)arena_copy(s->arena, utf8_prefix(t->text, 200), &s->out->term);
	(void)arena_copy(s->arena, s->macros.domain, &s->out->term_domain);
	ends(s, SPF_PASS, "a term of the record matched");
}

static enum spf_status
evaluate(struct spf *s, struct bytes record, bool included)
{
	struct bytes redirect = BYTES_NONE, exp = BYTES_NONE, rest = bytes_from(record, 6);
	struct spf_term t;
	if (!record_is_good(rest, &redirect, &exp))
		return ends(s, SPF_PERMERROR, "the SPF record breaks the grammar");
	while (spf_term_next(&rest, &t) > 0) {
		if (t.kind >= SPF_REDIRECT)
			continue;
		switch (match_term(s, &t)) {
		case NO_MATCH:
			continue;
		case UNKNOWN:
			return SPF_TEMPERROR;
		case BROKEN:
			return SPF_PERMERROR;
		case MATCH:
			if (!included)
				decided_by(s, &t);
			if (!included && t.qualifier == '-' && exp.len > 0)
				explain(s, exp);
			return qualified(t.qualifier);
		}
	}
	if (redirect.len > 0)
		return redirected(s, redirect, included);
	return ends(s, SPF_NEUTRAL, "no term of the record matched");
}

/* s4: DOMAIN's record, and what it says. */
static enum spf_status
check_host(struct spf *s, struct bytes domain, bool included)
{
	struct bytes record = BYTES_NONE;
	size_t records = 0;
	s->macros.domain = domain;
	s->macros.validated = BYTES_NONE; /* the best name depends on the domain */
	const struct dns_answer *a = look(s, domain, DNS_TXT);
	if (a == NULL)
		return SPF_TEMPERROR;
	if (dns_is_temporary(a))
		return ends(s, SPF_TEMPERROR, "the DNS did not answer for the SPF record");
	for (size_t i = 0; i < a->records.count; i++)
		if (spf_record_is(a->records.at[i].data)) {
			record = a->records.at[i].data;
			records++;
		}
	if (records == 0)
		return ends(s, SPF_NONE,
		    a->is_cut ? "among 100 texts there is no SPF record" : "the domain has no SPF record");
	if (records > 1)
		return ends(s, SPF_PERMERROR, "the domain has several SPF records");
	return evaluate(s, record, included);
}

static bool
ip_read(struct bytes text, struct spf_macros *m)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	char copy[INET6_ADDRSTRLEN];
	if (text.len >= sizeof copy || bytes_find_octet(text, 0) != BYTES_NOT_FOUND)
		return false;
	(void)memcpy(copy, text.len > 0 ? text.at : (const uint8_t *)"", text.len);
	copy[text.len] = '\0';
	if (inet_pton(AF_INET, copy, m->ip) == 1)
		return true;
	if (inet_pton(AF_INET6, copy, m->ip) != 1)
		return false;
	m->v6 = memcmp(m->ip, mapped, sizeof mapped) != 0;
	if (!m->v6)
		memmove(m->ip, m->ip + 12, 4);
	return true;
}

/* Fills in whom the check is about.  False: nobody that SPF speaks of. */
static bool
sender_read(struct spf *s, const struct spf_input *in)
{
	struct spf_macros *m = &s->macros;
	size_t at = bytes_find_last_octet(in->mail_from, '@');
	s->out->is_helo = in->mail_from.len == 0;
	m->helo = in->helo;
	m->receiver = in->receiver;
	m->now = in->now;
	if (s->out->is_helo) {
		m->sender_domain = in->helo;
	} else if (at == BYTES_NOT_FOUND) {
		m->sender_domain = in->mail_from;
	} else {
		m->local = bytes_to(in->mail_from, at);
		m->sender_domain = bytes_from(in->mail_from, at + 1);
	}
	if (m->local.len == 0)
		m->local = BYTES("postmaster");
	s->out->domain = name_of(m->sender_domain, s->arena);
	if (s->out->domain.len == 0) {
		ends(s, SPF_NONE, s->out->is_helo ? "HELO is no domain" : "the sender has no valid domain");
		return false;
	}
	if (!ip_read(in->ip, m)) {
		ends(s, SPF_NONE, "the client's address is not known");
		return false;
	}
	m->sender_domain = s->out->domain;
	return true;
}

int
spf_check(const struct spf_input *in, struct dns_book *book, struct arena *arena, struct spf_result *out)
{
	struct spf s = { .book = book, .arena = arena, .out = out };
	struct buf sender;
	*out = (struct spf_result){ .status = SPF_NONE };
	if (!sender_read(&s, in))
		return arena_was_full(arena) ? FAULT_LIMIT : 1;
	buf_init(&s.text, SPF_EXPANSION_MAX);
	buf_init(&sender, 4096);
	buf_add(&sender, s.macros.local);
	buf_add_octet(&sender, '@');
	buf_add(&sender, s.macros.sender_domain);
	s.macros.sender = buf_bytes(&sender);
	out->status = check_host(&s, out->domain, false);
	buf_done(&sender);
	buf_done(&s.text);
	if (arena_was_full(arena))
		return FAULT_LIMIT;
	return s.pending ? 0 : 1;
}
