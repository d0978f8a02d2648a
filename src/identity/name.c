#include "identity/name.h"

#include "dns/name.h"
#include "url/host.h"

struct bytes
name_of(struct bytes raw, struct arena *arena)
{
	struct host h;
	struct bytes out = BYTES_NONE;
	uint8_t name[DNS_NAME_MAX];
	size_t len;
	uint8_t seen = 0;
	for (size_t i = 0; i < raw.len; i++)
		seen |= raw.at[i];
	if ((seen & 0x80) != 0) {
		if (host_read(raw, &h) != 0)
			return out;
		raw = bytes_of(h.ascii, h.len);
	}
	if (!dns_name_is_host(raw) || dns_name_read(raw, name, &len) != 0)
		return out;
	(void)arena_copy(arena, bytes_of(name, len), &out);
	return out;
}
