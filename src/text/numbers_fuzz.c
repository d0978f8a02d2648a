/* Property: what is found stands in the text in order and does not overlap, IBANs and cards hold their own check, and a
 * value is digits (capitals in an IBAN) that stand in the text in that order. */
#include "base/must.h"
#include "text/numbers.h"

#define ROOM 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = bytes_of(data, size);
	struct number_found found[ROOM];
	size_t count = numbers_find(text, found, ROOM), end = 0;
	must(count <= ROOM);
	for (size_t i = 0; i < count; i++) {
		const struct number_found *f = &found[i];
		struct bytes value = number_value(f);
		must(f->start >= end && f->end > f->start && f->end <= text.len);
		end = f->end;
		must(value.len >= 6 && value.len <= NUMBER_VALUE_MAX);
		if (f->is == NUMBER_IS_IBAN)
			must(iban_holds(value));
		if (f->is == NUMBER_IS_CARD)
			must(luhn_holds(value));
		for (size_t k = 0; k < value.len; k++)
			must(ascii_is_digit(value.at[k]) || (k == 0 && value.at[k] == '+' && f->is == NUMBER_IS_PHONE) ||
			    (f->is == NUMBER_IS_IBAN && value.at[k] >= 'A' && value.at[k] <= 'Z'));
	}
	must(numbers_find(text, found, 1) == (count != 0));
	return 0;
}
