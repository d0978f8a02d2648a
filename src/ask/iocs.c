/* What of the message stands on the operator's own list.  Nobody is waited for. */
#include "ask/inside.h"

static void
look(struct asking *a, enum ioc_kind kind, struct bytes value, struct bytes shown, uint32_t part)
{
	struct bytes note;
	struct casefile *c = a->casefile;
	if (c->asked.iocs.count >= CASEFILE_IOCS_MAX || !ioc_find(asking_ioc(a), kind, value, &note))
		return;
	shown = bytes_to(shown, IOC_VALUE_MAX);
	for (size_t i = 0; i < c->asked.iocs.count; i++)
		if (c->asked.iocs.at[i].kind == kind && bytes_equal_nocase(c->asked.iocs.at[i].value, shown))
			return;
	struct casefile_ioc *row = LIST_ADD(a->arena, &c->asked.iocs);
	if (row != NULL)
		*row = (struct casefile_ioc){ kind, asking_text(a, shown), asking_text(a, note), part };
}

static void
look_at_address(struct asking *a, struct bytes address)
{
	uint8_t domain[256];
	size_t at = bytes_find_last_octet(address, '@');
	look(a, IOC_ADDRESS, address, address, 0);
	if (at == BYTES_NOT_FOUND || address.len - at > sizeof domain)
		return;
	struct bytes name = bytes_from(address, at + 1);
	bytes_lower(name, domain);
	look(a, IOC_DOMAIN, bytes_of(domain, name.len), name, 0);
}

static void
look_at_people(struct asking *a, const struct casefile_address *at, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct buf whole;
		buf_init(&whole, 600);
		buf_add(&whole, at[i].local);
		buf_add_octet(&whole, '@');
		buf_add(&whole, at[i].domain);
		if (buf_ok(&whole))
			look_at_address(a, buf_bytes(&whole));
		buf_done(&whole);
	}
}

static void
look_at_links(struct asking *a)
{
	const struct casefile *c = a->casefile;
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (u->role == URL_MAIL) {
			/* "mailto:name@domain?subject=..." */
			struct bytes to = bytes_starts(u->url, BYTES("mailto:")) ? bytes_from(u->url, 7) : u->url;
			look_at_address(a, bytes_to(to, bytes_find_octet(to, '?')));
			continue;
		}
		look(a, IOC_URL, u->url, u->url, u->part);
		look(a, IOC_DOMAIN, u->host, u->host, u->part);
		look(a, IOC_IP, u->host, u->host, u->part);
	}
}

static void
look_at_file(struct asking *a, const struct casefile_part *p, uint32_t part)
{
	const struct bytes hashes[] = { p->sha256, p->sha1, p->md5 };
	for (size_t i = 0; i < sizeof hashes / sizeof *hashes; i++)
		if (hashes[i].len != 0)
			look(a, IOC_HASH, hashes[i], p->name, part);
}

static int
run(struct asking *a, void **state)
{
	const struct casefile *c = a->casefile;
	if (asking_ioc(a) == NULL)
		return 1;
	if (!asking_is_settled(a, &ask_path))
		return 0;
	for (size_t i = 0; i < c->parts.count; i++)
		look_at_file(a, &c->parts.at[i], (uint32_t)i);
	look_at_links(a);
	look(a, IOC_IP, c->asked.path.ip, c->asked.path.ip, 0);
	look(a, IOC_IP, c->envelope.client_ip, c->envelope.client_ip, 0);
	look_at_address(a, c->envelope.mail_from);
	look_at_people(a, c->from.at, c->from.count);
	look_at_people(a, c->sender.at, c->sender.count);
	look_at_people(a, c->reply_to.at, c->reply_to.count);
	/* Mail of ours to a listed address is as telling as mail from it. */
	for (size_t i = 0; i < c->envelope.recipients.count; i++)
		look_at_address(a, c->envelope.recipients.at[i]);
	return 1;
}

const struct ask_check ask_iocs = { .name = "iocs", .run = run };
