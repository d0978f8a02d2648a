/* The operator's rules over the message as it came and over each part as it was decoded: one opener for all of them. */
#include "dissect/inside.h"

#include "rules/rules.h"

void
dissect_hold_rules(struct dissection *d, uint32_t index, struct bytes content)
{
	if (d->services == NULL || !d->services->has_rules)
		return;
	struct ruled_part *p = d->ruled.count < RULES_ITEMS_MAX - 1 ? LIST_ADD(d->arena, &d->ruled) : NULL;
	if (p == NULL || content.len > RULES_OCTETS_MAX - d->ruled_octets) {
		d->ruled_is_full = true;
		return;
	}
	d->ruled_octets += content.len;
	*p = (struct ruled_part){ index, content };
}

static void
note(struct dissection *d, const struct unpacked_link *link)
{
	struct casefile *c = d->c;
	size_t tab = bytes_find_octet(link->text, '\t');
	bool is_message = link->page == 1;
	if (link->page == 0 || link->page > d->ruled.count + 1 || tab == BYTES_NOT_FOUND)
		return;
	struct casefile_rule *r = c->rules.count < CASEFILE_RULES_MAX ? LIST_ADD(d->arena, &c->rules) : NULL;
	uint32_t weight = link->how & (RULES_HARD - 1);
	if (r != NULL)
		*r = (struct casefile_rule){ .name = dissect_name(d, bytes_to(link->text, tab)),
			.description = dissect_name(d, bytes_from(link->text, tab + 1)),
			.part = is_message ? 0 : d->ruled.at[link->page - 2].part, .weight = weight < RULE_WEIGHT_MAX ? weight : RULE_WEIGHT_MAX,
			.is_hard = (link->how & RULES_HARD) != 0 };
}

void
dissect_rules(struct dissection *d, struct bytes message)
{
	const struct casefile *c = d->c;
	struct dissect_opened o;
	struct buf batch, from;
	if (d->services == NULL || !d->services->has_rules)
		return;
	buf_init(&batch, 2 * RULES_OCTETS_MAX + ((size_t)4 << 20));
	buf_init(&from, 1024);
	struct rules_about about = { .subject = c->subject, .mail_from = c->envelope.mail_from, .client_ip = c->envelope.client_ip,
		.direction = bytes_of_cstr(direction_names[c->envelope.direction]) };
	if (c->from.count != 0) {
		buf_add(&from, c->from.at[0].local);
		buf_add_octet(&from, '@');
		buf_add(&from, c->from.at[0].domain);
		about.from = buf_bytes(&from);
		about.from_domain = c->from.at[0].domain;
	}
	rules_batch_begin(&about, &batch);
	d->ruled_is_full |= message.len > RULES_OCTETS_MAX;
	rules_batch_add(&(struct rules_item){ .octets = bytes_to(message, RULES_OCTETS_MAX) }, &batch);
	for (size_t i = 0; i < d->ruled.count; i++) {
		const struct casefile_part *p = &c->parts.at[d->ruled.at[i].part];
		rules_batch_add(&(struct rules_item){ p->id, p->name, p->detected.len != 0 ? p->detected : p->type, p->is_attachment,
			d->ruled.at[i].octets }, &batch);
	}
	if (d->ruled_is_full || !buf_ok(&batch))
		dissect_gap(d, 0, GAP_LIMIT, BYTES("more than the rules are asked about"));
	if (buf_ok(&batch) && c->parts.count != 0 && dissect_ask(d, 0, "rules", buf_bytes(&batch), &o)) {
		dissect_gap_of(d, 0, &o);
		for (size_t i = 0; i < o.links.count; i++)
			note(d, &o.links.at[i]);
	}
	buf_done(&batch);
	buf_done(&from);
}
