#include "smtp/dane.h"

#include <stdio.h>

#include "dns/name.h"

bool
dane_record_read(struct bytes data, struct dane_record *out)
{
	static const size_t lengths[] = { 0, 32, 64 };
	if (data.len < 4)
		return false;
	*out = (struct dane_record){ data.at[0], data.at[1], data.at[2], bytes_from(data, 3) };
	if (out->usage < 2 || out->usage > 3 || out->selector > 1 || out->matching > 2)
		return false;
	return out->matching == 0 || out->data.len == lengths[out->matching];
}

/* Are the host's addresses signed?  DANE_NONE: no. */
static enum dane_status
look_addresses(struct bytes host, struct dns_book *book, struct dane *out)
{
	const struct dns_answer *a[2] = { dns_look(book, host, DNS_A), dns_look(book, host, DNS_AAAA) };
	bool is_secure = false;
	if (a[0] == NULL || a[1] == NULL)
		return DANE_OPEN;
	for (int i = 0; i < 2; i++) {
		if (dns_is_temporary(a[i])) {
			out->reason = a[i]->status == DNS_BOGUS ? "dnssec-invalid" : "tlsa-invalid";
			return DANE_LATER;
		}
		is_secure |= a[i]->status == DNS_OK && a[i]->is_secure;
	}
	return is_secure ? DANE_USABLE : DANE_NONE;
}

enum dane_status
dane_look(struct bytes host, uint16_t port, struct dns_book *book, struct arena *arena, struct dane *out)
{
	char name[DNS_NAME_MAX + 32];
	*out = (struct dane){ .reason = "" };
	if (!dns_name_is_plain(host) || host.len > DNS_NAME_MAX)
		return DANE_NONE;
	enum dane_status addresses = look_addresses(host, book, out);
	if (addresses != DANE_USABLE)
		return addresses;
	int len = snprintf(name, sizeof name, "_%u._tcp.%.*s", port, BYTES_ARGS(host));
	const struct dns_answer *tlsa = dns_look(book, bytes_of(name, (size_t)len), DNS_TLSA);
	if (tlsa == NULL)
		return DANE_OPEN;
	if (dns_is_temporary(tlsa)) {
		out->reason = tlsa->status == DNS_BOGUS ? "dnssec-invalid" : "tlsa-invalid";
		return DANE_LATER;
	}
	if (tlsa->status != DNS_OK || !tlsa->is_secure || tlsa->records.count == 0)
		return DANE_NONE;
	for (size_t i = 0; i < tlsa->records.count && out->records.count < DANE_RECORDS_MAX; i++) {
		struct dane_record record, *kept;
		if (!dane_record_read(tlsa->records.at[i].data, &record))
			continue;
		kept = LIST_ADD(arena, &out->records);
		if (kept == NULL) {
			out->reason = "tlsa-invalid";
			return DANE_LATER;
		}
		*kept = record;
	}
	return out->records.count != 0 ? DANE_USABLE : DANE_UNUSABLE;
}
