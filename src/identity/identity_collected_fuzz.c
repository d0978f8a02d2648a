/* What a worker says of a message's signatures, as if an attacker had written it (he may have the worker), judged over a
 * DNS that knows no keys and no policies.
 *
 * Properties: reading and judging end after few rounds; every question can be asked; without a key nothing verifies;
 * without a policy DMARC does not pass; the results fit their own schema. */
#include "base/must.h"
#include "dns/name.h"
#include "identity/results.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct spf_input spf = { .ip = BYTES("192.0.2.7"), .helo = BYTES("mail.example.com"),
		.mail_from = BYTES("a@example.com"), .now = 1800000000 };
	/* what a bit of the input says of each answer: there is none, or nobody knows */
	const struct dns_answer answers[] = { { .status = DNS_NXDOMAIN }, { .status = DNS_NODATA }, { .status = DNS_TIMEOUT } };
	struct arena *arena = arena_new((size_t)16 << 20);
	struct identity_collected collected = { 0 };
	struct identity_results r;
	struct dns_book book = { .arena = arena };
	int done, rounds = 0;
	if (schema_read(&identity_collected_schema, bytes_of(data, size), arena, &collected) != 0) {
		arena_free(arena);
		return 0;
	}
	while ((done = identity_judge(&collected, &spf, &book, arena, &r)) == 0) {
		must(dns_book_open(&book) > 0 && ++rounds < 60);
		for (size_t i = 0; i < book.entries.count; i++) {
			const struct dns_entry *e = &book.entries.at[i];
			uint8_t name[DNS_NAME_MAX];
			size_t len;
			must(dns_name_read(e->question.name, name, &len) == 0);
			if (!e->is_answered)
				dns_book_answer(&book, i, &answers[(i + size) % 3]);
		}
	}
	must(done == 1 || done == FAULT_LIMIT);
	if (done == 1) {
		struct buf form;
		struct identity_results again = { 0 };
		for (size_t i = 0; i < r.dkim.count; i++)
			must(r.dkim.at[i].status != DKIM_PASS);
		must(r.dmarc.status != DMARC_PASS && r.arc.status != ARC_PASS);
		buf_init(&form, (size_t)4 << 20);
		schema_write(&identity_results_schema, &r, &form);
		must(buf_ok(&form) && schema_read(&identity_results_schema, buf_bytes(&form), arena, &again) == 0);
		buf_done(&form);
	}
	arena_free(arena);
	return 0;
}
