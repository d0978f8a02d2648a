#include "dissect/inside.h"
#include "mail/address.h"
#include "mail/date.h"
#include "mail/header.h"
#include "mail/received.h"
#include "url/domain.h"
#include "url/unicode.h"

#define ADDRESS_LOCAL_MAX 256

/* The first field NAME of the message's own header; its raw value. */
static bool
field(const struct mail *m, const char *name, struct bytes *out)
{
	const struct mail_header *h = mail_header_find(m, 0, bytes_of_cstr(name), 0);
	if (h == NULL)
		return false;
	*out = h->value;
	return true;
}

/* The next field NAME from *at on: twenty thousand of them are read once, not once each. */
static bool
next_field(const struct mail *m, struct bytes name, size_t *at, struct bytes *out)
{
	const struct mail_part *top = &m->parts.at[0];
	while (*at < top->header_count) {
		const struct mail_header *h = &m->headers.at[top->header_first + (*at)++];
		if (bytes_equal_nocase(h->name, name)) {
			*out = h->value;
			return true;
		}
	}
	return false;
}

static struct bytes
decoded(struct dissection *d, struct bytes raw)
{
	struct bytes text = BYTES_NONE;
	(void)header_text(raw, d->arena, &text, NULL);
	return text;
}

/* A host's A-labels, so that one name is one string whatever it was typed in. */
static struct bytes
ascii_domain(struct dissection *d, struct bytes domain)
{
	uint8_t ascii[HOST_TEXT_MAX];
	size_t len = 0;
	bool plain = true;
	for (size_t i = 0; i < domain.len; i++)
		plain &= domain.at[i] < 0x80;
	if (plain || domain.len > DOMAIN_MAX || idna_to_ascii(domain, ascii, &len) != 0)
		return domain;
	return dissect_keep(d, bytes_of(ascii, len));
}

static void
addresses(struct dissection *d, const struct mail *m, const char *name, void *list_at, uint32_t *out_count,
    uint32_t *out_fields)
{
	LIST(struct casefile_address) *list = list_at;
	struct bytes raw;
	for (size_t at = 0; next_field(m, bytes_of_cstr(name), &at, &raw);) {
		struct address_list boxes = { 0 };
		if (out_fields != NULL)
			(*out_fields)++;
		int fault = address_list_read(raw, 0, d->arena, &boxes);
		if (fault != 0 || (boxes.flags & ADDRESS_LIMIT) != 0 || raw.len > HEADER_VALUE_MAX)
			dissect_gap(d, UINT32_MAX, GAP_LIMIT, BYTES("an address field with more in it than people read"));
		for (size_t i = 0; i < boxes.boxes.count; i++) {
			const struct mail_address *box = &boxes.boxes.at[i];
			if (out_count != NULL && (box->flags & ADDRESS_OTHER) == 0)
				(*out_count)++;
			struct casefile_address *to = list->count < CASEFILE_ADDRESSES_MAX ? LIST_ADD(d->arena, list) : NULL;
			if (to == NULL)
				continue;
			*to = (struct casefile_address){ .display = dissect_normal(d, box->display),
				.local = bytes_to(box->local, ADDRESS_LOCAL_MAX), .domain = ascii_domain(d, box->domain) };
			to->base = domain_registrable(to->domain);
		}
	}
}

static void
headers(struct dissection *d, const struct mail *m)
{
	struct casefile *c = d->c;
	const struct mail_part *top = &m->parts.at[0];
	c->header_count = top->header_count;
	for (uint32_t i = 0; i < top->header_count && i < CASEFILE_HEADERS_MAX; i++) {
		const struct mail_header *from = &m->headers.at[top->header_first + i];
		struct casefile_header *to = LIST_ADD(d->arena, &c->headers);
		if (to == NULL)
			return;
		/* Decoding more than is kept would be work for the sender's pleasure. */
		struct bytes value = decoded(d, bytes_to(from->value, 4 * CASEFILE_VALUE_MAX));
		*to = (struct casefile_header){ bytes_to(from->name, 200), value, (uint32_t)from->value.len };
	}
	if (top->header_count > CASEFILE_HEADERS_MAX)
		dissect_gap(d, UINT32_MAX, GAP_LIMIT, BYTES("more header fields than a case file lists"));
}

static void
hops(struct dissection *d, const struct mail *m)
{
	struct casefile *c = d->c;
	struct bytes raw;
	for (size_t at = 0; next_field(m, BYTES("received"), &at, &raw);) {
		struct received r = { 0 };
		c->hop_count++;
		if (c->hops.count >= CASEFILE_HOPS_MAX || received_read(raw, d->arena, &r) != 0)
			continue;
		struct casefile_hop *hop = LIST_ADD(d->arena, &c->hops);
		if (hop != NULL)
			*hop = (struct casefile_hop){ .helo = r.helo, .name = r.rdns, .ip = r.ip, .by = r.by, .with = r.with,
				.date = r.has_date ? r.date.unix_time : 0 };
	}
}

/* The first <...> of an identifier field, without the brackets; all of it where there are none. */
static struct bytes
identifier(struct bytes text)
{
	size_t open = bytes_find_octet(text, '<');
	if (open == BYTES_NOT_FOUND)
		return bytes_trim(text);
	struct bytes inside = bytes_from(text, open + 1);
	return bytes_to(inside, bytes_find_octet(inside, '>'));
}

static void
date(struct dissection *d, const struct mail *m)
{
	struct casefile *c = d->c;
	struct mail_date when;
	struct bytes raw;
	if (!field(m, "date", &raw))
		return;
	c->date_text = bytes_to(decoded(d, bytes_to(raw, 256)), 200);
	if (date_read(raw, &when) != 0)
		return;
	c->date = when.unix_time;
	if ((when.flags & DATE_NO_ZONE) == 0 && when.zone_minutes > -1440 && when.zone_minutes < 1440)
		c->date_zone = (uint32_t)(when.zone_minutes + 1440);
}

static void
threads(struct dissection *d, const struct mail *m)
{
	struct casefile *c = d->c;
	struct bytes raw;
	if (field(m, "message-id", &raw))
		c->message_id = identifier(decoded(d, bytes_to(raw, 2000)));
	if (field(m, "in-reply-to", &raw))
		c->in_reply_to = identifier(decoded(d, bytes_to(raw, 2000)));
	if (field(m, "references", &raw))
		for (size_t i = 0; i < raw.len; i++)
			c->references += raw.at[i] == '<';
	if (field(m, "x-mailer", &raw) || field(m, "user-agent", &raw))
		c->mailer = dissect_normal(d, decoded(d, bytes_to(raw, 2000)));
}

static void
octet_counts(struct casefile *c, const struct mail *m)
{
	const struct mail_counts *n = &m->counts;
	c->header_octets = (uint32_t)m->parts.at[0].header.len;
	c->lines = (uint32_t)n->lines;
	c->longest_line = (uint32_t)n->longest_line;
	c->bare_lf = (uint32_t)n->bare_lf;
	c->bare_cr = (uint32_t)n->bare_cr;
	c->nul_octets = (uint32_t)n->nul;
	c->has_8bit_header = n->header_8bit != 0;
}

void
dissect_header(struct dissection *d, const struct mail *m)
{
	struct casefile *c = d->c;
	struct bytes raw;
	octet_counts(c, m);
	headers(d, m);
	addresses(d, m, "from", &c->from, NULL, &c->from_headers);
	addresses(d, m, "sender", &c->sender, NULL, NULL);
	addresses(d, m, "reply-to", &c->reply_to, NULL, NULL);
	addresses(d, m, "to", &c->to, &c->to_count, NULL);
	addresses(d, m, "cc", &c->cc, &c->cc_count, NULL);
	date(d, m);
	threads(d, m);
	hops(d, m);
	if (field(m, "subject", &raw)) {
		struct bytes subject = decoded(d, bytes_to(raw, 8 * CASEFILE_VALUE_MAX));
		struct bytes normal = dissect_normal(d, subject);
		c->subject = bytes_to(normal, 4 * CASEFILE_VALUE_MAX);
		if (raw.len > 8 * CASEFILE_VALUE_MAX || normal.len > 4 * CASEFILE_VALUE_MAX)
			dissect_gap(d, UINT32_MAX, GAP_LIMIT, BYTES("a subject longer than what is read of one"));
		dissect_themes(d, subject, 0, LURE_SUBJECT);
		dissect_links_in_text(d, c->subject, 0, URL_HEADER);
		dissect_numbers(d, c->subject, 0, LURE_SUBJECT, false);
	}
	for (size_t i = 0; i < c->from.count && i < 5; i++) {
		dissect_themes(d, c->from.at[i].display, 0, LURE_SENDER);
		dissect_numbers(d, c->from.at[i].display, 0, LURE_SENDER, false);
	}
}
