#include "identity/results.h"

static const struct field collected_fields[] = {
	FIELD_OF(1, FIELD_STRUCT, struct identity_collected, from, 0, &from_identity_schema),
	FIELD_OF(2, FIELD_LIST, struct identity_collected, signatures, DKIM_SIGNATURES_MAX, &dkim_signature_schema),
	FIELD(3, FIELD_U32, struct identity_collected, signature_count, 0),
	FIELD_OF(4, FIELD_STRUCT, struct identity_collected, arc, 0, &arc_collected_schema),
};
const struct schema identity_collected_schema = SCHEMA(struct identity_collected, collected_fields);

static const struct field spf_fields[] = {
	FIELD_NAMED(1, struct spf_result, status, spf_status_names),
	FIELD(2, FIELD_BOOL, struct spf_result, is_helo, 0),
	FIELD(3, FIELD_TEXT, struct spf_result, domain, DNS_NAME_MAX),
	FIELD(4, FIELD_TEXT, struct spf_result, term, 200),
	FIELD(5, FIELD_OCTETS, struct spf_result, term_domain, DNS_NAME_MAX),
	FIELD(6, FIELD_TEXT, struct spf_result, explanation, SPF_EXPLANATION_MAX),
	FIELD(7, FIELD_TEXT, struct spf_result, reason, 200),
	FIELD(8, FIELD_U32, struct spf_result, lookups, 0),
	FIELD(9, FIELD_U32, struct spf_result, voids, 0),
};
const struct schema spf_result_schema = SCHEMA(struct spf_result, spf_fields);

static const struct field results_fields[] = {
	FIELD_OF(1, FIELD_STRUCT, struct identity_results, from, 0, &from_identity_schema),
	FIELD_OF(2, FIELD_STRUCT, struct identity_results, spf, 0, &spf_result_schema),
	FIELD_OF(3, FIELD_LIST, struct identity_results, dkim, DKIM_SIGNATURES_MAX, &dkim_result_schema),
	FIELD(4, FIELD_U32, struct identity_results, signature_count, 0),
	FIELD_OF(5, FIELD_STRUCT, struct identity_results, dmarc, 0, &dmarc_result_schema),
	FIELD_OF(6, FIELD_STRUCT, struct identity_results, arc, 0, &arc_result_schema),
	FIELD(7, FIELD_U32, struct identity_results, questions, 0),
};
const struct schema identity_results_schema = SCHEMA(struct identity_results, results_fields);

int
identity_collect(struct bytes message, struct arena *arena, struct identity_collected *out)
{
	struct dkim_collected dkim;
	*out = (struct identity_collected){ .from = { .status = FROM_NONE } };
	int from = from_decide(message, arena, &out->from);
	int r = dkim_collect(message, 0, arena, &dkim);
	out->signatures.at = dkim.signatures.at;
	out->signatures.count = dkim.signatures.count;
	out->signatures.room = dkim.signatures.room;
	out->signature_count = dkim.count;
	if (r == 0)
		r = arc_collect(message, 0, arena, &out->arc);
	return from != 0 ? from : r;
}

int
identity_judge(const struct identity_collected *collected, const struct spf_input *spf, struct dns_book *book,
    struct arena *arena, struct identity_results *out)
{
	*out = (struct identity_results){ .from = collected->from, .signature_count = collected->signature_count };
	/* every check runs as far as it can, so that one round asks for all of them */
	int r = spf_check(spf, book, arena, &out->spf);
	bool open = r == 0;
	for (size_t i = 0; r >= 0 && i < collected->signatures.count; i++) {
		struct dkim_result *to = LIST_ADD(arena, &out->dkim);
		r = to == NULL ? FAULT_LIMIT : dkim_judge(&collected->signatures.at[i], spf->now, 0, book, arena, to);
		open |= r == 0;
	}
	if (r >= 0)
		r = arc_judge(&collected->arc, 0, book, arena, &out->arc);
	open |= r == 0;
	if (r < 0)
		return r;
	const struct dmarc_input dmarc = { .from = &collected->from, .spf = &out->spf, .dkim = out->dkim.at,
		.dkim_count = out->dkim.count };
	r = dmarc_check(&dmarc, book, arena, &out->dmarc);
	out->questions = (uint32_t)book->entries.count;
	return r < 0 ? r : open ? 0 : r;
}
