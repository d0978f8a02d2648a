/* Properties: a header is found at the same place whatever follows it; every shorter piece of it asks for more;
 * its length keeps the protocol's ceilings. */
#include "smtp/proxy.h"

#include <string.h>

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = bytes_of(data, size);
	struct cidr client = { .bits = 1 }, again = { .bits = 1 };
	size_t used = 0, same = 0;
	bool is_local, was_local;
	if (size > 5000)
		return 0;
	int result = proxy_read(in, &used, &client, &is_local);
	must(result <= 1);
	if (result == 0)
		must(in.len < 16 + PROXY_V2_MAX);
	if (result != 1)
		return 0;
	must(used > 0 && used <= in.len && used <= 16 + PROXY_V2_MAX);
	must(is_local || client.bits == 128);
	for (size_t len = 0; len < used; len++)
		must(proxy_read(bytes_to(in, len), &same, &again, &was_local) == 0);
	must(proxy_read(bytes_to(in, used), &same, &again, &was_local) == 1 && same == used && was_local == is_local);
	must(is_local || memcmp(&client, &again, sizeof client) == 0);
	return 0;
}
