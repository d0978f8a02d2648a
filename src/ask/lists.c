#include "ask/inside.h"

#include "dns/name.h"
#include "lists/check.h"
#include "sys/clock.h"
#include "url/lookalike.h"

struct lists_state {
	struct lists_subjects subjects;
};

/* -- what is asked about -- */

/* The names of great providers and brands, and our own, are on no list that is worth asking. */
static bool
is_known(const struct casefile *c, struct bytes host)
{
	for (size_t i = 0; i < c->envelope.own_domains.count; i++)
		if (dns_name_is_within(host, c->envelope.own_domains.at[i]))
			return true;
	return brand_of(host) != NULL;
}

static void
add_domain(struct asking *a, struct lists_state *s, enum lists_kind kind, struct bytes host)
{
	if (host.len != 0 && !is_known(a->casefile, host))
		(void)lists_subject_add(&s->subjects, a->scratch, kind, host);
}

static void
add_mailbox(struct asking *a, struct lists_state *s, struct bytes local, struct bytes domain)
{
	struct buf text;
	struct bytes copy;
	for (size_t i = 0; i < a->casefile->envelope.own_domains.count; i++)
		if (dns_name_is_within(domain, a->casefile->envelope.own_domains.at[i]))
			return;
	buf_init(&text, 1000);
	buf_add(&text, local);
	buf_add_octet(&text, '@');
	buf_add(&text, domain);
	if (buf_ok(&text) && arena_copy(a->scratch, buf_bytes(&text), &copy))
		(void)lists_subject_add(&s->subjects, a->scratch, LISTS_ADDRESS, copy);
	buf_done(&text);
}

static struct bytes
domain_part(struct bytes mailbox)
{
	size_t at = bytes_find_last_octet(mailbox, '@');
	return at == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(mailbox, at + 1);
}

/* d= of a DKIM-Signature; what it claims is enough here, since it can only speak against itself. */
struct bytes
asking_signer(struct bytes value)
{
	struct bytes tag;
	while (bytes_cut(&value, ';', &tag)) {
		tag = bytes_trim(tag);
		if (bytes_starts(tag, BYTES("d=")))
			return bytes_trim(bytes_from(tag, 2));
	}
	return BYTES_NONE;
}

/* Those of our networks are no strangers, even where a sender says that it came past them. */
static void
add_hop(struct asking *a, struct lists_state *s, struct bytes address)
{
	const struct conf_network *ours = &a->conf->network;
	struct cidr ip;
	if (cidr_address(address, &ip) == 0 && !cidr_any(ours->own.at, ours->own.count, &ip) &&
	    !cidr_any(ours->relays.at, ours->relays.count, &ip))
		(void)lists_subject_add(&s->subjects, a->scratch, LISTS_HOP, address);
}

static void
add_senders(struct asking *a, struct lists_state *s)
{
	const struct casefile *c = a->casefile;
	struct asking_client client;
	struct cidr ip;
	asking_client(c, &client);
	if (cidr_address(client.ip, &ip) != 0 ||
	    !cidr_any(a->conf->network.own.at, a->conf->network.own.count, &ip))
		(void)lists_subject_add(&s->subjects, a->scratch, LISTS_CLIENT, client.ip);
	/* Above them stand servers of ours, and the client. */
	for (size_t i = c->asked.path.trusted; i < c->hops.count; i++)
		add_hop(a, s, c->hops.at[i].ip);
	for (size_t i = 0; i < c->from.count; i++)
		add_domain(a, s, LISTS_FROM, c->from.at[i].domain);
	add_domain(a, s, LISTS_MAIL_FROM, domain_part(client.sender));
	for (size_t i = 0; i < c->reply_to.count; i++)
		add_domain(a, s, LISTS_REPLY_TO, c->reply_to.at[i].domain);
	for (size_t i = 0; i < c->headers.count; i++)
		if (bytes_equal_nocase(c->headers.at[i].name, BYTES("DKIM-Signature")))
			add_domain(a, s, LISTS_SIGNER, asking_signer(c->headers.at[i].value));
	add_domain(a, s, LISTS_HELO, client.helo);
	for (size_t i = 0; i < c->from.count; i++)
		add_mailbox(a, s, c->from.at[i].local, c->from.at[i].domain);
	for (size_t i = 0; i < c->reply_to.count; i++)
		add_mailbox(a, s, c->reply_to.at[i].local, c->reply_to.at[i].domain);
}

/* A page under a name that many share is known by its path only. */
static void
add_page(struct asking *a, struct lists_state *s, const struct casefile_url *u)
{
	const uint32_t shared = 1u << URL_TRICK_SHORTENER | 1u << URL_TRICK_FREE_HOST;
	struct bytes path = u->path;
	struct buf text;
	struct bytes copy;
	if ((u->tricks & shared) == 0)
		return;
	for (size_t i = 0; i < path.len; i++)
		if (path.at[i] == '?' || path.at[i] == '#')
			path.len = i;
	buf_init(&text, 3000);
	buf_add(&text, u->host);
	buf_add(&text, path);
	if (buf_ok(&text) && arena_copy(a->scratch, buf_bytes(&text), &copy))
		(void)lists_subject_add(&s->subjects, a->scratch, LISTS_PAGE, copy);
	buf_done(&text);
}

static void
add_links(struct asking *a, struct lists_state *s, bool resources)
{
	const struct casefile *c = a->casefile;
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (u->role == URL_MAIL && !resources) {
			struct bytes mailbox = u->path.len != 0 ? u->path : u->url;
			size_t colon = bytes_find_octet(mailbox, ':'), question = bytes_find_octet(mailbox, '?');
			mailbox = bytes_slice(mailbox, colon == BYTES_NOT_FOUND ? 0 : colon + 1, question);
			struct bytes domain = domain_part(mailbox);
			if (domain.len != 0)
				add_mailbox(a, s, bytes_to(mailbox, mailbox.len - domain.len - 1), domain);
		}
		if (u->host.len == 0 || (u->role == URL_RESOURCE) != resources || u->role >= URL_BASE)
			continue;
		add_domain(a, s, LISTS_LINK, u->host);
		add_page(a, s, u);
	}
}

/* -- what comes of it -- */

static enum listing_class
class_of(enum lists_class kind)
{
	switch (kind) {
	case LISTS_POLICY: return LISTING_POLICY;
	case LISTS_NEW: return LISTING_NEW;
	case LISTS_PHISHING: return LISTING_PHISHING;
	case LISTS_MALWARE: return LISTING_MALWARE;
	case LISTS_WHITE: return LISTING_WHITE;
	default: return LISTING_SPAM;
	}
}

static void
note_hit(struct asking *a, const struct lists_hit *hit, struct casefile_listing *out)
{
	const struct lists_row *row = hit->list->row;
	char answer[16];
	(void)snprintf(answer, sizeof answer, "%u.%u.%u.%u", hit->address[0], hit->address[1], hit->address[2], hit->address[3]);
	*out = (struct casefile_listing){
		.list = asking_text(a, row->name),
		.zone = asking_text(a, row->zone),
		.group = asking_text(a, row->group),
		.of = (enum listing_of)hit->subject->kind,
		.asked = asking_text(a, hit->subject->text),
		.answer = asking_text(a, bytes_of_cstr(answer)),
		.kind = class_of(hit->code->meaning->kind),
		.weight = hit->code->weight,
		.meaning = asking_text(a, hit->code->meaning->en),
		.meaning_zh = asking_text(a, hit->code->meaning->zh),
	};
}

static void
note(struct asking *a, const struct lists_results *r)
{
	struct casefile_listings *out = &a->casefile->asked.lists;
	*out = (struct casefile_listings){ .was_asked = true };
	_Static_assert((int)LISTS_ADDRESS == (int)LISTING_OF_ADDRESS && (int)LISTING_OF_ADDRESS + 1 == (int)LISTING_OF_COUNT,
	    "the same order in both");
	for (size_t i = 0; i < r->hits.count; i++) {
		struct casefile_listing *slot = LIST_ADD(a->arena, &out->found);
		if (slot != NULL)
			note_hit(a, &r->hits.at[i], slot);
	}
	for (size_t i = 0; i < r->outcomes.count; i++) {
		const struct lists_outcome *o = &r->outcomes.at[i];
		out->lists++;
		if (!o->is_suspended && o->answered == o->asked) {
			out->answered++;
			continue;
		}
		struct bytes *name = out->silent.count < CASEFILE_SILENT_MAX ? LIST_ADD(a->arena, &out->silent) : NULL;
		if (name != NULL)
			*name = asking_text(a, o->list->row->name);
	}
}

static int
run(struct asking *a, void **state)
{
	struct lists_state *s = *state;
	const struct casefile_envelope *e = &a->casefile->envelope;
	struct lists_results results;
	if (a->watch == NULL || e->direction != DIRECTION_INBOUND || e->user.len != 0)
		return 1;
	if (s == NULL) {
		*state = s = arena_get(a->scratch, 1, sizeof *s);
		if (s == NULL)
			return FAULT_LIMIT;
		add_senders(a, s);
		add_links(a, s, false);
		add_links(a, s, true);
	}
	struct lists *lists = watch_lists(a->watch);
	int64_t now = clock_steady_us() / 1000;
	/* right after the start, the first messages bring the control questions along */
	struct lists_range range = LISTS_IN_LINE;
	range.is_eager = range.is_untested = true;
	int r = lists_check(lists, range, &s->subjects, &a->book, a->scratch, &results);
	if (lists_probe(lists, range, now, &a->book) != 1 || r == 0)
		return 0;
	r = lists_check(lists, LISTS_IN_LINE, &s->subjects, &a->book, a->scratch, &results);
	if (r != 1)
		return r;
	note(a, &results);
	lists_learn(lists, &results, now);
	watch_look(a->watch);
	return 1;
}

const struct ask_check ask_lists = { .name = "lists", .needs_dns = true, .run = run };
