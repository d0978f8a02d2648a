/* Properties: every list of an accepted table can be asked (its longest question is a name), read a second time it is
 * the same table, and a yes comes only from an address in 127/8 that a code of the list covers. */
#include "lists/lists.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
answers_hold(const struct lists_row *row, const uint8_t *data, size_t size)
{
	struct dns_record records[4] = { 0 };
	size_t n = 0;
	for (; n < 4 && 4 * (n + 1) <= size; n++)
		records[n].data = bytes_of(data + 4 * n, 4 - (data[4 * n] == 0));
	const struct dns_answer answer = { .status = DNS_OK, .records = { records, n, 4 } };
	struct list_answer a = list_answer(row, &answer);
	must((a.says == LIST_SAYS_YES) == (a.code != NULL));
	if (a.says != LIST_SAYS_YES)
		return;
	must(a.address[0] == 127 && a.code->meaning->kind != LISTS_REFUSED);
	for (size_t i = 0; i < 4; i++)
		must(a.code->low[i] <= a.address[i] && a.address[i] <= a.code->high[i]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)4 << 20);
	struct lists_table once = { 0 }, twice = { 0 };
	struct why why;
	struct bytes text = bytes_of(data, size);
	if (lists_table_read(text, arena, &once, &why) == 0) {
		must(lists_table_read(text, arena, &twice, &why) == 0 && lists_table_read(text, arena, &twice, &why) == 0);
		must(once.rows.count == twice.rows.count);
		for (size_t i = 0; i < once.rows.count; i++) {
			const struct lists_row *r = &once.rows.at[i];
			must(64 + 1 + r->zone.len <= DNS_NAME_MAX && r->asks != 0 && r->codes.count != 0);
			must(bytes_equal(r->name, twice.rows.at[i].name));
			answers_hold(r, data, size);
			answers_hold(r, (const uint8_t *)"\x7f\0\0\2\x7f\0\0\x0a\x7f\xff\xff\xfe", 12);
		}
	}
	arena_free(arena);
	return 0;
}
