#include "program/techniques.h"

#include "program/inside.h"

static size_t
number_of(struct bytes name)
{
	size_t low = 0, high = technique_name_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = bytes_compare(technique_names[middle], name);
		if (order == 0)
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return SIZE_MAX;
}

void
techniques_note(struct techniques *t, struct bytes function)
{
	size_t number = number_of(function);
	/* Windows names its two forms CreateProcessA and CreateProcessW. */
	if (number == SIZE_MAX && function.len > 1 &&
	    (function.at[function.len - 1] == 'A' || function.at[function.len - 1] == 'W'))
		number = number_of(bytes_to(function, function.len - 1));
	if (number != SIZE_MAX)
		t->seen[number / 64] |= (uint64_t)1 << number % 64;
}

void
techniques_tell(const struct techniques *t, struct arena *arena, struct casefile_program *p)
{
	struct bytes last = BYTES_NONE;
	for (size_t i = 0; i < technique_count && p->techniques.count < PROGRAM_TECHNIQUES_MAX; i++) {
		bool all = true;
		for (size_t n = 0; n < techniques[i].count && all; n++)
			all = (t->seen[techniques[i].names[n] / 64] >> techniques[i].names[n] % 64 & 1) != 0;
		/* Several sets of one technique stand together in the table. */
		if (!all || bytes_equal(last, techniques[i].title))
			continue;
		last = techniques[i].title;
		struct bytes *slot = LIST_ADD(arena, &p->techniques);
		if (slot != NULL)
			*slot = last;
	}
}
