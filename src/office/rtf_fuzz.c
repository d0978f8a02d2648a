/* Property: see lib/office_fuzz.h, for Rich Text. */
#include "office/rtf.h"

#include "lib/office_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return office_property(rtf_read, data, size);
}
