/* zone: a table of DNS records that answers a book, for tests. */
#ifndef TESTS_ZONE_H
#define TESTS_ZONE_H

#include "base/must.h"
#include "dns/book.h"
#include "dns/name.h"

struct zone_record {
	struct bytes name;
	uint16_t type; /* 0: every other question about the name gets STATUS */
	struct dns_record record;
	enum dns_status status; /* DNS_OK: the record; else what the question gets */
};

struct zone {
	struct arena *arena;
	LIST(struct zone_record) records;
};

static inline void
zone_add(struct zone *z, struct bytes name, uint16_t type, uint16_t preference, struct bytes data,
    enum dns_status status)
{
	uint8_t lower[DNS_NAME_MAX];
	size_t len;
	struct zone_record *r = LIST_ADD(z->arena, &z->records);
	must(r != NULL);
	/* a name that nobody can ask for does not matter */
	if (dns_name_read(name, lower, &len) != 0)
		return;
	*r = (struct zone_record){ .type = type, .record = { .preference = preference }, .status = status };
	must(arena_copy(z->arena, bytes_of(lower, len), &r->name) && arena_copy(z->arena, data, &r->record.data));
}

/* A TXT record from C strings. */
static inline void
zone_txt(struct zone *z, const char *name, const char *text)
{
	zone_add(z, bytes_of_cstr(name), DNS_TXT, 0, bytes_of_cstr(text), DNS_OK);
}

static inline struct dns_answer
zone_find(const struct zone *z, struct bytes name, uint16_t type, struct arena *arena)
{
	struct dns_answer a = { .status = DNS_NXDOMAIN, .ttl = 60 };
	for (int hops = 0; hops <= DNS_CHAIN_MAX; hops++) {
		struct bytes alias = BYTES_NONE;
		for (size_t i = 0; i < z->records.count; i++) {
			const struct zone_record *r = &z->records.at[i];
			if (!bytes_equal_nocase(r->name, name))
				continue;
			if (a.status == DNS_NXDOMAIN)
				a.status = DNS_NODATA;
			if (r->type == DNS_CNAME && type != DNS_CNAME)
				alias = r->record.data;
			if (r->type == type && r->status != DNS_OK)
				a.status = r->status;
			if (r->type != type || r->status != DNS_OK)
				continue;
			struct dns_record *to = LIST_ADD(arena, &a.records);
			must(to != NULL);
			*to = r->record;
			a.status = DNS_OK;
		}
		if (a.status == DNS_OK)
			return a;
		for (size_t i = 0; i < z->records.count; i++)
			if (z->records.at[i].type == 0 && bytes_equal_nocase(z->records.at[i].name, name))
				a.status = z->records.at[i].status;
		if (alias.len == 0)
			return a;
		name = alias;
		a.status = DNS_NXDOMAIN;
	}
	a.status = DNS_SERVFAIL;
	return a;
}

/* Answers every open question; gives how many there were. */
static inline size_t
zone_answer(const struct zone *z, struct dns_book *book)
{
	size_t n = 0;
	for (size_t i = 0; i < book->entries.count; i++) {
		const struct dns_question q = book->entries.at[i].question;
		if (book->entries.at[i].is_answered)
			continue;
		struct dns_answer a = zone_find(z, q.name, q.type, z->arena);
		dns_book_answer(book, i, &a);
		n++;
	}
	return n;
}

#endif
