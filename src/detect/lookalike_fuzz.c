/* Property: likeness is between 0 and 1, nothing is a look-alike of itself, and a skeleton fits its
 * room. */
#include "detect/lookalike.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes rest = bytes_of(data, size), suspect = BYTES_NONE;
	uint8_t out[LOOKALIKE_ROOM];
	(void)bytes_cut(&rest, '\n', &suspect);
	double strength = lookalike_strength(suspect, rest);
	must(strength >= 0 && strength <= 1);
	must(lookalike_strength(suspect, suspect) == 0);
	must(lookalike_skeleton(suspect, out) <= LOOKALIKE_ROOM);
	return 0;
}
