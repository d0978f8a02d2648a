#include "smtp/proxy.h"

#include "base/fault.h"
#include "base/reader.h"

static const struct bytes signature = BYTES_INIT("\r\n\r\n\0\r\nQUIT\n");

static int
read_v1(struct bytes in, size_t *out_used, struct cidr *client, bool *out_is_local)
{
	size_t lf = bytes_find_octet(bytes_to(in, PROXY_V1_MAX), '\n');
	if (lf == BYTES_NOT_FOUND)
		return in.len >= PROXY_V1_MAX ? FAULT_INPUT : 0;
	if (lf == 0 || in.at[lf - 1] != '\r')
		return FAULT_INPUT;
	*out_used = lf + 1;
	struct bytes rest = bytes_slice(in, 6, lf - 1), words[5];
	if (bytes_starts(rest, BYTES("UNKNOWN"))) {
		*out_is_local = true;
		return 1;
	}
	for (size_t i = 0; i < 5; i++)
		if (!bytes_cut(&rest, ' ', &words[i]))
			return FAULT_INPUT;
	bool is_v4 = bytes_equal(words[0], BYTES("TCP4"));
	struct cidr to;
	uint64_t port;
	if ((!is_v4 && !bytes_equal(words[0], BYTES("TCP6"))) || rest.len != 0 || cidr_address(words[1], client) != 0 ||
	    cidr_address(words[2], &to) != 0 || bytes_number(words[3], 65535, &port) != 0 ||
	    bytes_number(words[4], 65535, &port) != 0)
		return FAULT_INPUT;
	bool has_colon = bytes_find_octet(words[1], ':') != BYTES_NOT_FOUND;
	return has_colon == is_v4 ? FAULT_INPUT : 1;
}

static int
read_v2(struct bytes in, size_t *out_used, struct cidr *client, bool *out_is_local)
{
	struct reader r = reader_of(in);
	reader_skip(&r, signature.len);
	uint8_t command = reader_u8(&r), family = reader_u8(&r);
	uint16_t len = reader_u16be(&r);
	if (!reader_ok(&r))
		return 0;
	if (command >> 4 != 2 || (command & 15) > 1 || len > PROXY_V2_MAX)
		return FAULT_INPUT;
	if (in.len < 16 + (size_t)len)
		return 0;
	*out_used = 16 + (size_t)len;
	*out_is_local = (command & 15) == 0;
	*client = (struct cidr){ .address = { [10] = 0xff, [11] = 0xff }, .bits = 128 };
	if (*out_is_local)
		return 1;
	if (family == 0x11 && len >= 12)
		memcpy(client->address + 12, in.at + 16, 4);
	else if (family == 0x21 && len >= 36)
		memcpy(client->address, in.at + 16, 16);
	else
		return FAULT_INPUT;
	return 1;
}

int
proxy_read(struct bytes in, size_t *out_used, struct cidr *client, bool *out_is_local)
{
	*out_is_local = false;
	size_t v1 = in.len < 6 ? in.len : 6, v2 = in.len < signature.len ? in.len : signature.len;
	if (bytes_equal(bytes_to(in, v1), bytes_to(BYTES("PROXY "), v1)))
		return v1 < 6 ? 0 : read_v1(in, out_used, client, out_is_local);
	if (bytes_equal(bytes_to(in, v2), bytes_to(signature, v2)))
		return v2 < signature.len ? 0 : read_v2(in, out_used, client, out_is_local);
	return FAULT_INPUT;
}
