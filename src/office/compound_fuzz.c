/* Property: see lib/office_fuzz.h, for compound files and all that is read out of them. */
#include "office/compound.h"

#include "lib/office_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return office_property(compound_read, data, size);
}
