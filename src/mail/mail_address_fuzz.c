/* Properties: at most as many boxes as asked for, names are UTF-8, domains are lower case without blanks. */
#include "base/must.h"
#include "base/utf8.h"
#include "mail/address.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new((size_t)64 << 20);
	struct address_list l;
	if (address_list_read(bytes_of(data, size), 50, arena, &l) == 0) {
		must(l.boxes.count <= 50);
		for (size_t i = 0; i < l.boxes.count; i++) {
			const struct mail_address *a = &l.boxes.at[i];
			must(utf8_valid(a->display));
			must((a->flags & ~l.flags) == 0);
			for (size_t k = 0; k < a->domain.len; k++)
				must(a->domain.at[k] > ' ' &&
				    ascii_lower(a->domain.at[k]) == a->domain.at[k]);
		}
	}
	arena_free(arena);
	return 0;
}
