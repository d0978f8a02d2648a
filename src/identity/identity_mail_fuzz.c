/* The input is a message; every key in the DNS is one good key, every policy p=reject.
 *
 * Properties: collecting and judging end, in few rounds; what was collected crosses a border unharmed; whose
 * signature passes has a plain host name; DMARC passes only for the one domain of From and only with an aligned
 * identity; a rewritten sender is a part of what stood there; the field that we write has only printable octets and no line that could be another field. */
#include "identity/auth_results.h"

#include "base/must.h"
#include "dns/name.h"
#include "identity/return_path.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
answer_open(struct dns_book *book)
{
	for (size_t i = 0; i < book->entries.count; i++) {
		const struct dns_question *q = &book->entries.at[i].question;
		struct dns_record record = { .data = BYTES("v=spf1 -all") };
		struct dns_answer a = { .status = DNS_OK };
		if (book->entries.at[i].is_answered)
			continue;
		if (bytes_has(q->name, BYTES("_domainkey")))
			record.data = BYTES("v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
		else if (bytes_starts(q->name, BYTES("_dmarc.")))
			record.data = BYTES("v=DMARC1; p=reject");
		a.records.at = &record;
		a.records.count = 1;
		dns_book_answer(book, i, &a);
	}
}

static struct identity_collected
over_a_border(const struct identity_collected *c, struct arena *arena)
{
	struct identity_collected out = { .signature_count = 0 };
	struct buf b;
	struct bytes copy;
	buf_init(&b, (size_t)4 << 20);
	schema_write(&identity_collected_schema, c, &b);
	must(buf_ok(&b) && arena_copy(arena, buf_bytes(&b), &copy));
	must(schema_read(&identity_collected_schema, copy, arena, &out) == 0);
	must(out.signatures.count == c->signatures.count && out.arc.seals.count == c->arc.seals.count);
	buf_done(&b);
	return out;
}

static void
check_results(const struct identity_results *r)
{
	for (size_t i = 0; i < r->dkim.count; i++)
		must(r->dkim.at[i].status != DKIM_PASS || dns_name_is_host(r->dkim.at[i].domain));
	must(r->dmarc.status != DMARC_PASS ||
	    (r->from.status == FROM_ONE && r->from.domains.count == 1 && r->dmarc.is_dkim_aligned));
	must(r->from.status != FROM_ONE || dns_name_is_host(r->from.domain));
	must(r->arc.status != ARC_PASS || r->arc.sealers.count == r->arc.count);
	must(r->questions <= DNS_BOOK_MAX);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct identity_collected c;
	struct identity_results r;
	struct dns_book book = { .arena = arena };
	struct return_path path;
	return_path_read(bytes_of(data, size), &path);
	must(path.local.len <= size && (path.local.len == 0 || path.local.at + path.local.len <= data + size));
	must(path.kind != RETURN_PATH_SRS || (dns_name_is_host(path.domain) && path.local.len > 0));
	const struct spf_input spf = { .ip = BYTES("192.0.2.7"), .helo = BYTES("a.example"), .now = 1800000000 };
	if (identity_collect(bytes_of(data, size), arena, &c) == 0) {
		int rounds = 0, got;
		struct identity_collected same = over_a_border(&c, arena);
		while ((got = identity_judge(&same, &spf, &book, arena, &r)) == 0) {
			must(++rounds < 10);
			answer_open(&book);
		}
		must(got == 1);
		check_results(&r);
		struct buf field;
		buf_init(&field, (size_t)1 << 20);
		auth_results_write(&r, BYTES("mx.example.com"), bytes_to(bytes_of(data, size), 40), &field);
		must(buf_ok(&field) && !auth_results_is_ours(buf_bytes(&field), BYTES("example.com")));
		for (size_t i = 0; i < field.len; i++)
			must((field.at[i] >= 0x20 && field.at[i] < 0x7f) || field.at[i] == '\t' ||
			    (field.at[i] == '\r' && field.at[i + 1] == '\n' && field.at[i + 2] == '\t') || field.at[i] == '\n');
		buf_done(&field);
	}
	arena_free(arena);
	return 0;
}
