/* Property: no name is like itself or what it stands above; a likeness has a strength up to 100; doubling a letter
 * of a long label is always seen; distance does not depend on the order. */
#include "url/lookalike.h"

#include "base/must.h"
#include "url/domain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
is_sound(struct lookalike l)
{
	must((unsigned)l.kind < LOOKALIKE_KIND_COUNT && l.strength <= 100);
	must((l.kind == LOOKALIKE_NONE) == (l.strength == 0));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = bytes_of(data, size);
	size_t line = bytes_find_octet(in, '\n');
	struct bytes one = bytes_to(in, line), two = line == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(in, line + 1);
	const struct brand *brand;
	is_sound(lookalike_compare(one, two));
	is_sound(lookalike_brand(one, &brand));
	must(label_distance(one, two) == label_distance(two, one));
	must(label_distance(one, one) == 0);
	must(lookalike_compare(one, domain_registrable(one)).kind == LOOKALIKE_NONE);
	uint8_t label[64], doubled[64];
	size_t len = 0;
	for (size_t i = 0; i < one.len && len < 20; i++)
		if (one.at[i] >= 'a' && one.at[i] <= 'z')
			label[len++] = one.at[i];
	if (len >= 6) {
		memcpy(label + len, ".com", 4);
		memcpy(doubled, label, len);
		doubled[len] = label[len - 1];
		memcpy(doubled + len + 1, ".com", 4);
		must(lookalike_compare(bytes_of(doubled, len + 5), bytes_of(label, len + 4)).kind != LOOKALIKE_NONE);
	}
	return 0;
}
