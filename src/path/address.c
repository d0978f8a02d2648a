#include "path/inside.h"

/* Networks as octets of a mapped address. */
struct net {
	uint8_t bits;
	uint8_t at[16];
};
#define V4(length, a, b) { 96 + (length), { [10] = 0xff, [11] = 0xff, [12] = (a), [13] = (b) } }

static bool
is_in(const struct cidr *a, const struct net *nets, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct cidr network = { .bits = nets[i].bits };
		memcpy(network.address, nets[i].at, sizeof network.address);
		if (cidr_match(&network, a))
			return true;
	}
	return false;
}

bool
address_is_private(const struct cidr *a)
{
	static const struct net nets[] = { V4(8, 10, 0), V4(8, 127, 0), V4(12, 172, 16), V4(16, 192, 168),
		V4(16, 169, 254), V4(10, 100, 64), { 128, { [15] = 1 } }, { 7, { 0xfc } }, { 10, { 0xfe, 0x80 } } };
	return is_in(a, nets, sizeof nets / sizeof *nets);
}

/* 0.0.0.0 and 255.255.255.255 are what real servers write where they know nothing. */
static bool
is_filler(const struct cidr *a)
{
	static const uint8_t all[4] = { 255, 255, 255, 255 }, none[4] = { 0 };
	return memcmp(a->address + 12, all, 4) == 0 || memcmp(a->address + 12, none, 4) == 0;
}

bool
address_is_impossible(struct bytes text)
{
	static const struct net nets[] = { V4(8, 0, 0), V4(3, 224, 0) };
	struct cidr a;
	struct bytes number;
	size_t dots = 0;
	if (cidr_address(text, &a) == 0)
		return cidr_is_v4(&a) && is_in(&a, nets, sizeof nets / sizeof *nets) && !is_filler(&a);
	/* Four decimal numbers, one of them too large; other texts are times and ports, misread. */
	for (size_t i = 0; i < text.len; i++) {
		dots += text.at[i] == '.';
		if (text.at[i] != '.' && !ascii_is_digit(text.at[i]))
			return false;
	}
	bool is_large = false;
	while (bytes_cut(&text, '.', &number)) {
		uint64_t value;
		is_large |= number.len >= 3 && (bytes_number(number, 255, &value) != 0);
	}
	return dots == 3 && is_large;
}

/* Does NAME hold the four numbers, in any order? */
static bool
holds_numbers(const uint8_t octets[4], struct bytes name)
{
	unsigned found = 0;
	for (size_t i = 0; i < name.len;) {
		unsigned value = 0;
		size_t digits = 0;
		for (; i < name.len && ascii_is_digit(name.at[i]); i++, digits++)
			value = digits < 3 ? value * 10 + (unsigned)(name.at[i] - '0') : 1000;
		if (digits == 0) {
			i++;
			continue;
		}
		for (unsigned k = 0; k < 4; k++)
			if (octets[k] == value && (found >> k & 1) == 0) {
				found |= 1U << k;
				break;
			}
	}
	return found == 15;
}

static bool
holds_hex(const uint8_t octets[4], struct bytes name)
{
	static const char digits[] = "0123456789abcdef";
	uint8_t hex[8];
	for (size_t i = 0; i < 8; i++)
		hex[i] = (uint8_t)digits[i % 2 == 0 ? octets[i / 2] >> 4 : octets[i / 2] & 15];
	return bytes_has_nocase(name, bytes_of(hex, sizeof hex));
}

bool
address_makes_name(const struct cidr *a, struct bytes name)
{
	/* Hosts that are meant to send mail are called so, whatever else is in their names. */
	static const struct bytes servers[] = { BYTES_INIT("mail"), BYTES_INIT("smtp"), BYTES_INIT("mta"), BYTES_INIT("mx"),
		BYTES_INIT("relay"), BYTES_INIT("outbound"), BYTES_INIT("static"), BYTES_INIT("server") };
	static const struct bytes lines[] = { BYTES_INIT("dyn"), BYTES_INIT("dsl"), BYTES_INIT("ppp"), BYTES_INIT("pool"),
		BYTES_INIT("dhcp"), BYTES_INIT("cable"), BYTES_INIT("broadband"), BYTES_INIT("dialup"), BYTES_INIT("dial-up"),
		BYTES_INIT("mobile"), BYTES_INIT("wimax"), BYTES_INIT("fibre"), BYTES_INIT("ftth") };
	name = bytes_to(name, DNS_NAME_MAX);
	for (size_t i = 0; i < sizeof servers / sizeof *servers; i++)
		if (bytes_has_nocase(name, servers[i]))
			return false;
	if (!cidr_is_v4(a))
		return false;
	const uint8_t *octets = a->address + 12;
	if (holds_numbers(octets, name) || holds_hex(octets, name))
		return true;
	/* "cpe3f77.dyn.isp.example": a word for lines, and any number */
	bool is_line = false, has_number = false;
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
		is_line |= bytes_has_nocase(name, lines[i]);
	for (size_t i = 0; i < name.len; i++)
		has_number |= ascii_is_digit(name.at[i]);
	return is_line && has_number;
}
