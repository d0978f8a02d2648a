#include "url/tables.h"

static const char *const names[HOST_KIND_COUNT] = { "shortener", "hosting", "builder", "form", "storage", "tunnel", "ipfs",
	"worker", "risky-tld" };

const char *
host_kind_name(unsigned bit)
{
	return bit < HOST_KIND_COUNT ? names[bit] : "unknown";
}

static uint32_t
kinds_of(struct bytes host)
{
	size_t low = 0, high = host_table_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = bytes_compare(host_table[middle].host, host);
		if (order == 0)
			return host_table[middle].kinds;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}

uint32_t
host_kinds(struct bytes host)
{
	uint32_t kinds = 0;
	size_t start = host.len;
	for (int labels = 0; labels < 8 && start > 0; labels++) {
		size_t dot = bytes_find_last_octet(bytes_to(host, start), '.');
		kinds |= kinds_of(bytes_from(host, dot == BYTES_NOT_FOUND ? 0 : dot + 1));
		start = dot == BYTES_NOT_FOUND ? 0 : dot;
	}
	return kinds;
}
