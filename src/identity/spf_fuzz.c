/* The first line is the sender, the second HELO; the rest are texts, given as the record of whatever is asked for.
 *
 * Properties: a check ends after few rounds and questions; what it asks for can be asked; a result that holds words
 * of the domain holds only printable ones; a record that breaks the grammar never passes. */
#include "identity/spf.h"

#include "base/must.h"
#include "base/utf8.h"
#include "dns/name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
answer_open(struct dns_book *book, struct bytes *texts)
{
	const uint8_t ip[4] = { 192, 0, 2, 7 };
	for (size_t i = 0; i < book->entries.count; i++) {
		struct dns_entry *e = &book->entries.at[i];
		struct dns_record record = { .data = bytes_of(ip, 4) };
		struct dns_answer a = { .status = DNS_OK };
		uint8_t name[DNS_NAME_MAX];
		size_t len;
		must(dns_name_read(e->question.name, name, &len) == 0);
		if (e->is_answered)
			continue;
		a.records.at = &record;
		a.records.count = 1;
		if (e->question.type == DNS_TXT && !bytes_cut(texts, '\n', &record.data))
			a.status = DNS_NXDOMAIN;
		else if (e->question.type == DNS_MX || e->question.type == DNS_PTR)
			record.data = BYTES("mail.example.com");
		else if (e->question.type == DNS_AAAA || i % 3 == 2)
			a.status = DNS_NODATA;
		if (a.status != DNS_OK)
			a.records.count = 0;
		dns_book_answer(book, i, &a);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes rest = bytes_of(data, size);
	struct spf_input in = { .ip = BYTES("192.0.2.7"), .now = 1 };
	struct arena *arena = arena_new((size_t)8 << 20);
	struct dns_book book = { .arena = arena };
	struct spf_result out;
	int r, rounds = 0;
	(void)bytes_cut(&rest, '\n', &in.mail_from);
	(void)bytes_cut(&rest, '\n', &in.helo);
	while ((r = spf_check(&in, &book, arena, &out)) == 0) {
		must(dns_book_open(&book) > 0);
		must(++rounds < 60);
		answer_open(&book, &rest);
	}
	must(r == 1 || r == FAULT_LIMIT);
	must(book.entries.count <= 150);
	must(out.status < SPF_STATUS_COUNT && utf8_valid(out.reason));
	must(out.status != SPF_PASS || (out.lookups <= SPF_LOOKUPS_MAX && out.voids <= SPF_VOIDS_MAX));
	for (size_t i = 0; i < out.explanation.len; i++)
		must(out.explanation.at[i] >= 0x20 && out.explanation.at[i] < 0x7f);
	arena_free(arena);
	return 0;
}
