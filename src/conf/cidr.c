#include "conf/cidr.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/fault.h"

static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

int
cidr_address(struct bytes text, struct cidr *out)
{
	char plain[INET6_ADDRSTRLEN + 1];
	if (text.len >= 2 && text.at[0] == '[' && text.at[text.len - 1] == ']')
		text = bytes_slice(text, 1, text.len - 1);
	if (text.len == 0 || text.len >= sizeof plain || bytes_find_octet(text, 0) != BYTES_NOT_FOUND)
		return FAULT_INPUT;
	memcpy(plain, text.at, text.len);
	plain[text.len] = 0;
	*out = (struct cidr){ .bits = 128 };
	if (inet_pton(AF_INET6, plain, out->address) == 1)
		return 0;
	memcpy(out->address, mapped, sizeof mapped);
	return inet_pton(AF_INET, plain, out->address + 12) == 1 ? 0 : FAULT_INPUT;
}

/* Keep the first BITS bits, clear the others; true where one of the others was set. */
static bool
clear_behind(uint8_t address[16], unsigned bits)
{
	bool was_set = false;
	for (unsigned i = 0; i < 16; i++) {
		unsigned keep = bits >= (i + 1) * 8 ? 8 : bits > i * 8 ? bits - i * 8 : 0;
		uint8_t mask = (uint8_t)(0xff00u >> keep);
		was_set = was_set || (address[i] & (uint8_t)~mask) != 0;
		address[i] &= mask;
	}
	return was_set;
}

int
cidr_read(struct bytes text, struct cidr *out)
{
	size_t slash = bytes_find_octet(text, '/');
	if (slash == BYTES_NOT_FOUND)
		return cidr_address(text, out);
	struct bytes address = bytes_to(text, slash);
	bool is_v4 = bytes_find_octet(address, ':') == BYTES_NOT_FOUND;
	uint64_t bits;
	if (cidr_address(address, out) != 0 ||
	    bytes_number(bytes_from(text, slash + 1), is_v4 ? 32 : 128, &bits) != 0)
		return FAULT_INPUT;
	out->bits = (uint8_t)(bits + (is_v4 ? 96 : 0));
	return clear_behind(out->address, out->bits) ? FAULT_INPUT : 0;
}

void
cidr_of_sockaddr(const struct sockaddr *address, struct cidr *out)
{
	*out = (struct cidr){ .bits = 128 };
	if (address->sa_family == AF_INET) {
		struct sockaddr_in in;
		memcpy(&in, address, sizeof in);
		memcpy(out->address, mapped, sizeof mapped);
		memcpy(out->address + 12, &in.sin_addr, 4);
	} else if (address->sa_family == AF_INET6) {
		struct sockaddr_in6 in6;
		memcpy(&in6, address, sizeof in6);
		memcpy(out->address, &in6.sin6_addr, 16);
	} else {
		out->address[15] = 1;
	}
}

bool
cidr_match(const struct cidr *network, const struct cidr *address)
{
	if (address->bits < network->bits)
		return false;
	unsigned whole = network->bits / 8, rest = network->bits % 8;
	if (memcmp(network->address, address->address, whole) != 0)
		return false;
	if (rest == 0)
		return true;
	uint8_t mask = (uint8_t)(0xff00u >> rest);
	return ((network->address[whole] ^ address->address[whole]) & mask) == 0;
}

bool
cidr_any(const struct cidr *networks, size_t count, const struct cidr *address)
{
	for (size_t i = 0; i < count; i++)
		if (cidr_match(&networks[i], address))
			return true;
	return false;
}

struct cidr
cidr_prefix(const struct cidr *address, unsigned bits_v4, unsigned bits_v6)
{
	struct cidr c = *address;
	unsigned bits = cidr_is_v4(address) ? 96 + bits_v4 : bits_v6;
	c.bits = (uint8_t)(bits < address->bits ? bits : address->bits);
	(void)clear_behind(c.address, c.bits);
	return c;
}

void
cidr_write(const struct cidr *c, struct buf *out)
{
	char text[INET6_ADDRSTRLEN];
	bool is_v4 = cidr_is_v4(c);
	if (inet_ntop(is_v4 ? AF_INET : AF_INET6, c->address + (is_v4 ? 12 : 0), text, sizeof text) == NULL)
		return;
	buf_add_cstr(out, text);
	if (c->bits != 128)
		buf_addf(out, "/%d", is_v4 ? c->bits - 96 : c->bits);
}
