#include "carry/tally.h"

static bool
add_auth(struct report_dmarc_row *row, struct arena *arena, bool is_spf, struct bytes domain, struct bytes selector,
    enum auth_status status)
{
	struct report_auth *a = LIST_ADD(arena, &row->auth);
	if (a == NULL)
		return false;
	*a = (struct report_auth){ is_spf, domain, selector, bytes_of_cstr(auth_status_names[status]) };
	return true;
}

bool
tally_dmarc(const struct casefile *c, enum auth_policy applied, struct arena *arena, struct casefile_report *out)
{
	const struct casefile_identity *i = &c->asked.identity;
	bool is_known = i->dmarc == AUTH_PASS || i->dmarc == AUTH_FAIL;
	if (!i->was_asked || !is_known || i->policy_domain.len == 0 || c->envelope.direction != DIRECTION_INBOUND)
		return false;
	*out = (struct casefile_report){ .kind = REPORT_DMARC, .domain = i->policy_domain };
	struct report_dmarc_row *row = LIST_ADD(arena, &out->dmarc);
	if (row == NULL)
		return false;
	size_t at = bytes_find_last_octet(c->envelope.mail_from, '@');
	*row = (struct report_dmarc_row){ .count = 1, .source_ip = i->client_ip, .disposition = applied,
		.is_dkim_aligned = i->is_dkim_aligned, .is_spf_aligned = i->is_spf_aligned, .header_from = i->from_domain,
		.envelope_from = at == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(c->envelope.mail_from, at + 1) };
	if (i->dmarc == AUTH_FAIL && applied != i->policy)
		row->reason = i->override.len != 0 ? BYTES("local_policy") : i->percent < 100 ? BYTES("sampled_out")
		                                                                          : BYTES("local_policy");
	bool fits = true;
	for (size_t k = 0; k < i->signatures.count && fits; k++) {
		const struct casefile_signature *s = &i->signatures.at[k];
		fits = add_auth(row, arena, false, s->domain, s->selector, s->status);
	}
	if (fits && i->spf_domain.len != 0)
		fits = add_auth(row, arena, true, i->spf_domain, BYTES_NONE, i->spf);
	return fits;
}
