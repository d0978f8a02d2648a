#include "url/tables.h"

static const char *const names[HOST_KIND_COUNT] = { "shortener", "hosting", "builder", "form", "storage", "tunnel", "ipfs",
	"worker", "risky-tld", "wraps", "brand" };

const char *
host_kind_name(unsigned bit)
{
	return bit < HOST_KIND_COUNT ? names[bit] : "unknown";
}

static uint32_t
kinds_of(struct bytes host, uint32_t hash)
{
	for (size_t i = hash % host_slots_count; host_slots[i] != 0; i = (i + 1) % host_slots_count)
		if (bytes_equal(host_table[host_slots[i] - 1].host, host))
			return host_table[host_slots[i] - 1].kinds;
	return 0;
}

uint32_t
host_kinds(struct bytes host)
{
	uint32_t kinds = 0, hash = 0x811C9DC5; /* FNV-1a, of the octets from the last to the first */
	for (size_t i = host.len; i-- > 0;) {
		hash = (hash ^ host.at[i]) * 0x01000193u;
		if (i == 0 || host.at[i - 1] == '.')
			kinds |= kinds_of(bytes_from(host, i), hash);
	}
	return kinds;
}
