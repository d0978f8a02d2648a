/* Property: see lib/office_fuzz.h, for the workbook stream of Excel 97 and 5. */
#include "office/biff.h"

#include "lib/office_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);


int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return office_property(biff_read, data, size);
}
