#include "base/must.h"
#include "dns/book.h"
#include "dns/name.h"

static const struct dns_answer unaskable = { .status = DNS_NXDOMAIN };
static const struct dns_answer too_many = { .status = DNS_LIMIT };

const struct dns_answer *
dns_look(struct dns_book *book, struct bytes name, uint16_t type)
{
	uint8_t read[DNS_NAME_MAX];
	size_t len;
	if (dns_name_read(name, read, &len) != 0)
		return &unaskable;
	for (size_t i = 0; i < book->entries.count; i++) {
		struct dns_entry *e = &book->entries.at[i];
		if (e->question.type == type && bytes_equal(e->question.name, bytes_of(read, len)))
			return e->is_answered ? &e->answer : NULL;
	}
	struct bytes copy;
	if (book->entries.count == DNS_BOOK_MAX || !arena_copy(book->arena, bytes_of(read, len), &copy))
		return &too_many;
	struct dns_entry *e = LIST_ADD(book->arena, &book->entries);
	if (e == NULL)
		return &too_many;
	e->question = (struct dns_question){ copy, type };
	return NULL;
}

void
dns_book_answer(struct dns_book *book, size_t index, const struct dns_answer *answer)
{
	must(index < book->entries.count);
	struct dns_entry *e = &book->entries.at[index];
	e->is_answered = true;
	e->answer = *answer;
	e->answer.records.at = arena_get(book->arena, answer->records.count, sizeof *answer->records.at);
	e->answer.records.room = answer->records.count;
	bool fits = e->answer.records.at != NULL;
	for (size_t i = 0; fits && i < answer->records.count; i++) {
		e->answer.records.at[i].preference = answer->records.at[i].preference;
		fits = arena_copy(book->arena, answer->records.at[i].data, &e->answer.records.at[i].data);
	}
	if (!fits)
		e->answer = too_many;
}

size_t
dns_book_open(const struct dns_book *book)
{
	size_t n = 0;
	for (size_t i = 0; i < book->entries.count; i++)
		n += !book->entries.at[i].is_answered;
	return n;
}
