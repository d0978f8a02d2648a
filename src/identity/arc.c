#include "identity/arc.h"

#include "base/must.h"
#include "dns/name.h"
#include "identity/arc_sets.h"

const char *const arc_status_names[ARC_STATUS_COUNT] = { "none", "pass", "fail", "temperror" };

static const struct field collected_fields[] = {
	FIELD(1, FIELD_U32, struct arc_collected, count, 0),
	FIELD(2, FIELD_TEXT, struct arc_collected, fault, 200),
	FIELD_OF(3, FIELD_STRUCT, struct arc_collected, message, 0, &dkim_signature_schema),
	FIELD_OF(4, FIELD_LIST, struct arc_collected, seals, ARC_SETS_MAX, &dkim_signature_schema),
};
const struct schema arc_collected_schema = SCHEMA(struct arc_collected, collected_fields);

static const struct field result_fields[] = {
	FIELD_NAMED(1, struct arc_result, status, arc_status_names),
	FIELD(2, FIELD_U32, struct arc_result, count, 0),
	FIELD(3, FIELD_TEXT, struct arc_result, reason, 200),
	FIELD(4, FIELD_TEXTS, struct arc_result, sealers, ARC_SETS_MAX),
};
const struct schema arc_result_schema = SCHEMA(struct arc_result, result_fields);

/* i= of a field: AAR is no list of tags, but begins with that one. */
static uint32_t
instance_of(const struct field_raw *field, bool only_first)
{
	struct tags tags;
	struct bytes text = field->value;
	uint64_t number;
	if (text.len > DKIM_VALUE_MAX)
		return 0;
	if (only_first)
		text = bytes_to(text, bytes_find_octet(text, ';'));
	if (tags_read(text, &tags) != 0 || bytes_number(tags_value(&tags, "i"), ARC_SETS_MAX, &number) != 0)
		return 0;
	return (uint32_t)number;
}

static const struct bytes field_names[ARC_FIELD_COUNT] = {
	BYTES_INIT("ARC-Authentication-Results"), BYTES_INIT("ARC-Message-Signature"), BYTES_INIT("ARC-Seal"),
};

const char *
arc_sets_read(const struct fields *fields, struct arc_sets *out)
{
	size_t first, total = 0;
	*out = (struct arc_sets){ .count = 0 };
	for (int kind = 0; kind < ARC_FIELD_COUNT; kind++) {
		size_t n = fields_find(fields, field_names[kind], &first);
		total += n;
		if (n > ARC_SETS_MAX)
			return "there are more than 50 sets";
		for (size_t i = 0; i < n; i++) {
			uint32_t index = fields->by_name[first + i];
			uint32_t instance = instance_of(&fields->list.at[index], kind == ARC_RESULTS);
			if (instance == 0)
				return "a field's i= is malformed";
			if (out->index[instance][kind] != 0)
				return "an instance stands there twice";
			out->index[instance][kind] = index + 1;
			if (instance > out->count)
				out->count = instance;
		}
	}
	if (total != (size_t)out->count * ARC_FIELD_COUNT)
		return "a set is not complete";
	return NULL;
}

struct field_raw
arc_sets_field(const struct fields *fields, const struct arc_sets *sets, uint32_t instance, int kind)
{
	return fields->list.at[sets->index[instance][kind] - 1];
}

/* What a seal says of the chain before it (s5.2, step 3.C and 3.D). */
static const char *
cv_fault(const struct signing *seal, uint32_t instance, uint32_t count)
{
	struct bytes cv = tags_value(&seal->tags, "cv");
	if (instance == count && bytes_equal_nocase(cv, BYTES("fail")))
		return "the last sealer found the chain broken";
	if (!bytes_equal_nocase(cv, instance == 1 ? BYTES("none") : BYTES("pass")))
		return "a seal's cv= does not fit its place";
	return tags_find(&seal->tags, "h") != NULL ? "a seal has h=" : NULL;
}

void
arc_seal_hash(EVP_MD_CTX *chain, const struct signing *seal, const struct field_raw *before, uint8_t hash[32])
{
	static const size_t whole[2] = { 0, 0 };
	struct buf line;
	EVP_MD_CTX *copy = EVP_MD_CTX_new();
	buf_init(&line, (size_t)1 << 30);
	for (int i = 0; i < 2; i++) {
		fields_canonical(seal->fields, &before[i], true, whole, &line);
		buf_add_cstr(&line, "\r\n");
	}
	must(EVP_DigestUpdate(chain, line.at, line.len) == 1);
	buf_clear(&line);
	signature_own(seal, true, &line);
	must(buf_ok(&line) && copy != NULL && EVP_MD_CTX_copy_ex(copy, chain) == 1);
	must(EVP_DigestUpdate(copy, line.at, line.len) == 1 && EVP_DigestFinal_ex(copy, hash, NULL) == 1);
	EVP_MD_CTX_free(copy);
	buf_clear(&line);
	fields_canonical(seal->fields, &seal->field, true, whole, &line);
	buf_add_cstr(&line, "\r\n");
	must(EVP_DigestUpdate(chain, line.at, line.len) == 1);
	buf_done(&line);
}

/* Each seal signs all sets up to its own (s5.1.1), so the hashes share one pass. */
static const char *
collect_seals(const struct fields *fields, const struct arc_sets *sets, uint32_t options, struct arena *arena,
    struct arc_collected *out)
{
	struct bodies none = { .hash = { { .count = 0 } } };
	const char *fault = NULL;
	EVP_MD_CTX *chain = EVP_MD_CTX_new();
	must(chain != NULL && EVP_DigestInit_ex(chain, EVP_sha256(), NULL) == 1);
	for (uint32_t i = 1; i <= sets->count && fault == NULL; i++) {
		struct signing seal = { .sort = SIGNATURE_SEAL, .fields = fields, .index = sets->index[i][ARC_SEAL] - 1,
			.field = arc_sets_field(fields, sets, i, ARC_SEAL), .options = options & ~(uint32_t)DKIM_OLD,
			.to = LIST_ADD(arena, &out->seals) };
		const struct field_raw before[2] = { arc_sets_field(fields, sets, i, ARC_RESULTS),
			arc_sets_field(fields, sets, i, ARC_SIGNATURE) };
		uint8_t hash[32];
		if (seal.to == NULL || signature_read(&seal, arena, &none) != 0) {
			fault = "no memory left";
			break;
		}
		fault = seal.to->fault != DKIM_NONE ? "a seal is malformed" : cv_fault(&seal, i, sets->count);
		if (fault != NULL)
			break;
		arc_seal_hash(chain, &seal, before, hash);
		if (!arena_copy(arena, bytes_of(hash, sizeof hash), &seal.to->header_hash))
			fault = "no memory left";
		seal.to->is_body_good = true;
	}
	EVP_MD_CTX_free(chain);
	return fault;
}

static const char *
collect_message(const struct fields *fields, const struct arc_sets *sets, uint32_t options, struct arena *arena,
    struct arc_collected *out)
{
	struct bodies *bodies = xcalloc(1, sizeof *bodies);
	const char *fault = NULL;
	for (uint32_t i = sets->count; i >= 1 && fault == NULL; i--) {
		/* the older ones need not verify any more (s5.2), but must be what they claim to be */
		struct dkim_signature older = { .fault = DKIM_NONE };
		struct signing s = { .sort = SIGNATURE_AMS, .fields = fields, .index = sets->index[i][ARC_SIGNATURE] - 1,
			.field = arc_sets_field(fields, sets, i, ARC_SIGNATURE),
			.options = options & ~(uint32_t)DKIM_OLD, .to = i == sets->count ? &out->message : &older };
		struct bodies unused = { .hash = { { .count = 0 } } };
		if (signature_read(&s, arena, i == sets->count ? bodies : &unused) != 0)
			fault = "no memory left";
		else if (s.to->fault != DKIM_NONE)
			fault = "a message signature of the chain is malformed";
		if (fault != NULL || i < sets->count)
			continue;
		bodies_run(bodies, fields);
		signature_body(&s, bodies);
		if (signature_header_hash(&s, arena) != 0)
			fault = "no memory left";
	}
	free(bodies);
	return fault;
}

int
arc_collect(struct bytes message, uint32_t options, struct arena *arena, struct arc_collected *out)
{
	struct fields fields;
	struct arc_sets sets;
	*out = (struct arc_collected){ .count = 0 };
	int r = fields_read(message, arena, &fields);
	if (r != 0)
		return r;
	const char *fault = arc_sets_read(&fields, &sets);
	out->count = sets.count;
	if (fault == NULL && fields.is_cut && sets.count > 0)
		fault = "the message has more than 10000 header fields";
	if (fault == NULL)
		fault = collect_seals(&fields, &sets, options, arena, out);
	if (fault == NULL)
		fault = collect_message(&fields, &sets, options, arena, out);
	if (fault != NULL) {
		out->fault = bytes_of_cstr(fault);
		if (out->count == 0)
			out->count = 1;
	}
	return arena_was_full(arena) ? FAULT_LIMIT : 0;
}

static int
ends(struct arc_result *out, enum arc_status status, const char *reason)
{
	out->status = status;
	out->reason = bytes_of_cstr(reason);
	return 1;
}

int
arc_judge(const struct arc_collected *c, uint32_t options, struct dns_book *book, struct arena *arena,
    struct arc_result *out)
{
	struct dkim_result one;
	bool open = false, unknown = false, bad_message = false, bad_seal = false;
	*out = (struct arc_result){ .count = c->count };
	for (size_t i = 0; i < c->seals.count; i++) {
		struct bytes *sealer = LIST_ADD(arena, &out->sealers);
		if (sealer == NULL)
			return FAULT_LIMIT;
		*sealer = c->seals.at[i].domain;
	}
	if (c->count == 0)
		return ends(out, ARC_NONE, "there is no chain");
	if (c->fault.len > 0 || c->seals.count != c->count) {
		out->status = ARC_FAIL;
		out->reason = c->fault.len > 0 ? c->fault : BYTES("a set is not complete");
		return 1;
	}
	for (size_t i = 0; i <= c->seals.count; i++) {
		const struct dkim_signature *s = i == 0 ? &c->message : &c->seals.at[c->seals.count - i];
		if (s->fault != DKIM_NONE)
			return ends(out, ARC_FAIL, "a signature of the chain is malformed");
		if (dkim_verify(s, options & ~(uint32_t)DKIM_OLD, book, arena, &one) == 0) {
			open = true;
			continue;
		}
		unknown |= one.status == DKIM_TEMPERROR;
		bad_message |= i == 0 && one.status != DKIM_PASS && one.status != DKIM_TEMPERROR;
		bad_seal |= i > 0 && one.status != DKIM_PASS && one.status != DKIM_TEMPERROR;
	}
	if (open)
		return 0;
	if (bad_message)
		return ends(out, ARC_FAIL, "the newest message signature does not verify");
	if (bad_seal)
		return ends(out, ARC_FAIL, "a seal does not verify");
	if (unknown)
		return ends(out, ARC_TEMPERROR, "the DNS did not answer for a key");
	return ends(out, ARC_PASS, "all seals verify");
}
