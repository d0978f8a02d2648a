/* The first octet is the type asked for, the rest an answer to "a.example".
 *
 * Properties: what is read keeps to the ceilings and forms of dns/question.h, and "ok" has records. */
#include "dns/message.h"

#include "base/must.h"
#include "dns/name.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)1 << 20);
	const struct dns_question q = { BYTES("a.example"), size > 0 ? data[0] : 0 };
	struct dns_answer a;
	uint8_t name[DNS_NAME_MAX];
	size_t len;
	int r = dns_message_read(bytes_from(bytes_of(data, size), 1), &q, arena, &a);
	must(r == 0 || (a.status == DNS_SERVFAIL && a.records.count == 0));
	must((a.status == DNS_OK) == (a.records.count > 0) && a.records.count <= DNS_RECORDS_MAX);
	for (size_t i = 0; i < a.records.count; i++) {
		struct bytes d = a.records.at[i].data;
		must(q.type != DNS_A || d.len == 4);
		must(q.type != DNS_AAAA || d.len == 16);
		if (q.type == DNS_MX || q.type == DNS_PTR || q.type == DNS_CNAME)
			must(d.len == 0 || dns_name_read(d, name, &len) == 0);
	}
	arena_free(arena);
	return 0;
}
