#include <xxhash.h>

#include "base/utf8.h"
#include "dissect/inside.h"
#include "url/domain.h"
#include "url/find.h"
#include "url/lookalike.h"
#include "url/recipient.h"
#include "url/tables.h"
#include "url/unwrap.h"

/* Recipients whose address is looked for in each link. */
#define RECIPIENTS_TRIED 20
/* Links whose text is compared with a URL found in the text of a page. */
#define SHOWN_TRIED 200
/* A brand's name inside a host's name is an imitation from this likeness on. */
#define BRAND_STRENGTH 60

static uint32_t
tricks_of(const struct url *u)
{
	static const struct {
		uint32_t flags;
		enum url_trick trick;
	} map[] = {
		{ URL_USER_IS_HOST, URL_TRICK_USERINFO }, { URL_IP, URL_TRICK_IP }, { URL_IP_ODD, URL_TRICK_NUMERIC },
		{ URL_IDN, URL_TRICK_PUNYCODE }, { URL_BACKSLASH | URL_SLASHES, URL_TRICK_BACKSLASH },
		{ URL_HOST_ESCAPED, URL_TRICK_PERCENT_HOST }, { URL_DEFANGED, URL_TRICK_DEFANGED },
		{ URL_INVISIBLE, URL_TRICK_ZERO_WIDTH }, { URL_WIDE | URL_COMPATIBLE, URL_TRICK_FULL_WIDTH },
		{ URL_MIXED_SCRIPTS, URL_TRICK_MIXED_SCRIPT }, { URL_PORT, URL_TRICK_PORT }, { URL_CUT, URL_TRICK_TOO_LONG },
	};
	uint32_t bits = 0;
	for (size_t i = 0; i < sizeof map / sizeof *map; i++)
		if ((u->flags & map[i].flags) != 0)
			bits |= 1u << map[i].trick;
	if (u->kind == URL_DATA)
		bits |= 1u << URL_TRICK_DATA;
	if (u->kind == URL_JAVASCRIPT)
		bits |= 1u << URL_TRICK_SCRIPT;
	if (u->kind == URL_FILE || u->kind == URL_MS || u->kind == URL_SEARCH_MS)
		bits |= 1u << URL_TRICK_LOCAL;
	uint32_t kinds = u->host.len != 0 ? host_kinds(u->host) : 0;
	if ((kinds & HOST_SHORTENER) != 0)
		bits |= 1u << URL_TRICK_SHORTENER;
	if ((kinds & HOST_RISKY_TLD) != 0)
		bits |= 1u << URL_TRICK_RISKY_TLD;
	if ((kinds & HOST_FREE) != 0)
		bits |= 1u << URL_TRICK_FREE_HOST;
	return bits;
}

static enum url_recipient
recipient_of(const struct casefile *c, const struct url *u)
{
	enum url_recipient found = URL_RECIPIENT_NONE;
	for (size_t i = 0; i < c->envelope.recipients.count + c->to.count && i < RECIPIENTS_TRIED; i++) {
		uint8_t joined[320];
		struct bytes address;
		if (i < c->envelope.recipients.count) {
			address = c->envelope.recipients.at[i];
		} else {
			const struct casefile_address *to = &c->to.at[i - c->envelope.recipients.count];
			if (to->local.len == 0 || to->domain.len == 0 || to->local.len + to->domain.len + 1 > 254)
				continue;
			memcpy(joined, to->local.at, to->local.len);
			joined[to->local.len] = '@';
			memcpy(joined + to->local.len + 1, to->domain.at, to->domain.len);
			address = bytes_of(joined, to->local.len + 1 + to->domain.len);
		}
		switch (url_recipient_in(u, address)) {
		case RECIPIENT_NONE:
			break;
		case RECIPIENT_PLAIN:
		case RECIPIENT_SPLIT:
			return URL_RECIPIENT_PLAIN;
		case RECIPIENT_MD5:
		case RECIPIENT_SHA1:
		case RECIPIENT_SHA256:
			found = URL_RECIPIENT_HASHED;
			break;
		default:
			found = URL_RECIPIENT_ENCODED;
			break;
		}
	}
	return found;
}

static enum url_role
role_by_kind(const struct url *u, enum url_role role)
{
	if (u->kind == URL_MAILTO)
		return URL_MAIL;
	return u->kind == URL_TEL ? URL_PHONE : role;
}

/* The slot of this link; 0 in it when it is new. Linear probing over at most CASEFILE_URLS_MAX of LINK_SLOTS. */
static uint16_t *
slot_of(struct dissection *d, const struct casefile_url *u)
{
	uint64_t hash = XXH3_64bits(u->url.at, u->url.len) + (uint64_t)u->where * 31 + (uint64_t)u->role * 131;
	hash ^= XXH3_64bits(u->shown.at != NULL ? u->shown.at : (const uint8_t *)"", u->shown.len);
	for (size_t i = hash % LINK_SLOTS;; i = (i + 1) % LINK_SLOTS) {
		uint16_t *slot = &d->link_slots[i];
		if (*slot == 0)
			return slot;
		const struct casefile_url *known = &d->c->urls.at[*slot - 1];
		if (known->where == u->where && known->role == u->role && known->is_hidden == u->is_hidden &&
		    known->inside_of == u->inside_of && bytes_equal(known->url, u->url) && bytes_equal(known->shown, u->shown))
			return slot;
	}
}

/* Gives 1 + the index of the link in the case file, 0 when it was not added or stands there already. */
static uint32_t
add(struct dissection *d, const struct link_seen *link, const struct url *u, struct bytes shown, uint32_t inside_of,
    uint32_t more_tricks)
{
	struct casefile *c = d->c;
	const struct brand *brand = NULL;
	struct casefile_url entry = { .url = bytes_to(u->text, CASEFILE_URL_MAX), .scheme = u->scheme, .host = u->host,
		.port = u->port, .part = link->part, .where = link->where, .role = role_by_kind(u, link->role),
		.shown = shown, .tricks = tricks_of(u) | more_tricks, .inside_of = inside_of,
		.is_hidden = link->is_hidden, .is_image = link->is_image, .count = 1 };
	uint16_t *slot = slot_of(d, &entry);
	if (*slot != 0) {
		c->urls.at[*slot - 1].count++;
		return 0;
	}
	if (c->urls.count >= CASEFILE_URLS_MAX) {
		if (!d->links_full)
			dissect_gap(d, link->part, GAP_LIMIT, BYTES("more links than a case file lists"));
		d->links_full = true;
		return 0;
	}
	entry.domain = domain_is_ip(u->host) ? u->host : domain_registrable(u->host);
	entry.path = bytes_to(bytes_from(u->text, u->path.at != NULL ? (size_t)(u->path.at - u->text.at) : u->text.len),
	    CASEFILE_URL_MAX);
	entry.recipient = recipient_of(c, u);
	if (shown.len != 0 && u->host.len != 0)
		entry.shown_domain = domain_registrable(url_shown_host(shown, d->arena));
	if (u->host.len != 0 && lookalike_brand(u->host, &brand).strength >= BRAND_STRENGTH)
		entry.brand = brand->name;
	struct casefile_url *added = LIST_ADD(d->arena, &c->urls);
	if (added == NULL)
		return 0;
	*added = entry;
	if (entry.role == URL_PHONE)
		dissect_numbers(d, entry.url, link->part, LURE_LINK, false);
	*slot = (uint16_t)c->urls.count;
	return (uint32_t)c->urls.count;
}

void
dissect_link(struct dissection *d, const struct link_seen *link)
{
	struct url u;
	struct url_layers layers;
	if (link->raw.len == 0 || arena_was_full(d->arena))
		return;
	url_parse(link->raw, d->arena, &u);
	/* Relative links lead nowhere from a mail, cid: is a part that is looked at itself. */
	if (u.kind == URL_RELATIVE || u.kind == URL_CID || u.kind == URL_UNPARSABLE)
		return;
	struct bytes shown = utf8_prefix(dissect_normal(d, bytes_to(link->shown, 4 * CASEFILE_SHOWN_MAX)), CASEFILE_SHOWN_MAX);
	url_unwrap(&u, d->arena, &layers);
	uint32_t more = 0;
	if (layers.count != 0)
		more = 1u << (layers.at[0].how == URL_WRAP_GATEWAY ? URL_TRICK_WRAPPED : URL_TRICK_REDIRECT);
	uint32_t outer = add(d, link, &u, shown, 0, more);
	for (size_t i = 0; i < layers.count && outer != 0; i++)
		outer = add(d, link, &layers.at[i].url, shown, outer, 0);
	if (shown.len != 0 && link->role == URL_LINK && outer != 0)
		dissect_themes(d, shown, link->part, LURE_LINK);
}

/* A page's link shows RAW as its text: the reader clicks that link, RAW itself is none. */
static bool
is_shown_by_link(const struct casefile *c, struct bytes raw, uint32_t part)
{
	for (size_t i = 0; i < c->urls.count && i < SHOWN_TRIED; i++)
		if (c->urls.at[i].part == part && c->urls.at[i].shown.len >= raw.len && bytes_has(c->urls.at[i].shown, raw))
			return true;
	return false;
}

void
dissect_links_in_text(struct dissection *d, struct bytes text, uint32_t part, enum url_where where)
{
	struct url_founds found = { 0 };
	if (url_find(text, d->arena, 0, &found) != 0)
		dissect_gap(d, part, GAP_LIMIT, BYTES("more links in a text than are looked at"));
	for (size_t i = 0; i < found.count; i++) {
		const struct url_found *f = &found.at[i];
		/* Mailboxes in text are no links; their owners stand in the header. */
		if (f->kind == URL_FOUND_LINK && !(where != URL_TEXT && is_shown_by_link(d->c, f->raw, part)))
			dissect_link(d, &(struct link_seen){ .raw = f->raw, .part = part, .where = where, .role = URL_LINK });
	}
}
