/* Property: whatever is accepted is written in a form that reads as the same network, and holds itself. */
#include "conf/cidr.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct cidr c, again;
	if (cidr_read(bytes_of(data, size), &c) != 0)
		return 0;
	struct buf out;
	buf_init(&out, 100);
	cidr_write(&c, &out);
	must(cidr_read(buf_bytes(&out), &again) == 0);
	must(memcmp(&c, &again, sizeof c) == 0);
	must(cidr_match(&c, &again));
	buf_done(&out);
	return 0;
}
