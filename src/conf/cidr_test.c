#include "conf/cidr.h"

#include "base/fault.h"

#include "lib/check.h"

static void
networks_hold_their_addresses_only(void **state)
{
	static const struct {
		const char *network, *address;
		bool want;
	} cases[] = {
		{ "192.0.2.0/24", "192.0.2.255", true },
		{ "192.0.2.0/24", "192.0.3.0", false },
		{ "192.0.2.0/24", "::ffff:192.0.2.7", true },
		{ "0.0.0.0/0", "255.255.255.255", true },
		{ "0.0.0.0/0", "::1", false },
		{ "::/0", "192.0.2.1", true },
		{ "2001:db8::/33", "2001:db8:7fff::1", true },
		{ "2001:db8::/33", "2001:db8:8000::1", false },
		{ "192.0.2.1", "192.0.2.1", true },
		{ "192.0.2.1", "192.0.2.2", false },
		{ "10.128.0.0/9", "10.127.255.255", false },
		{ "[::1]", "::1", true },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cidr n, a;
		assert_int_equal(cidr_read(bytes_of_cstr(cases[i].network), &n), 0);
		assert_int_equal(cidr_address(bytes_of_cstr(cases[i].address), &a), 0);
		if (cidr_match(&n, &a) != cases[i].want)
			fail_msg("%s in %s", cases[i].address, cases[i].network);
	}
}

static void
slips_of_the_pen_are_refused(void **state)
{
	static const char *const bad[] = { "", "10.0.0.1/8", "10.0.0.0/33", "2001:db8::1/32", "::/129", "1.2.3", "1.2.3.4/",
		"1.2.3.4/-1", "1.2.3.4/+8", "1.2.3.4 ", "example.com", "1.2.3.4/8/8", "01.2.3.4.5", "[::1", "::1%lo" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct cidr c;
		if (cidr_read(bytes_of_cstr(bad[i]), &c) != FAULT_INPUT)
			fail_msg("took %s", bad[i]);
	}
}

/* Over random networks: inside is transitive, and a match says the same as a compare bit by bit. */
static void
inside_is_transitive_and_bit_for_bit(void **state)
{
	uint32_t seed = 1;
	struct cidr c[3];
	for (int round = 0; round < 200000; round++) {
		for (int i = 0; i < 3; i++) {
			for (int k = 0; k < 16; k++) {
				seed = seed * 1664525 + 1013904223;
				c[i].address[k] = (seed >> 24) < 200 ? 0 : (uint8_t)(seed >> 16);
			}
			seed = seed * 1664525 + 1013904223;
			c[i].bits = 128;
			c[i] = cidr_prefix(&c[i], 32, (seed >> 16) % 129);
		}
		if (cidr_match(&c[0], &c[1]) && cidr_match(&c[1], &c[2]))
			assert_true(cidr_match(&c[0], &c[2]));
		bool same = c[1].bits >= c[0].bits;
		for (unsigned bit = 0; same && bit < c[0].bits; bit++)
			same = ((c[0].address[bit / 8] ^ c[1].address[bit / 8]) >> (7 - bit % 8) & 1) == 0;
		assert_int_equal(cidr_match(&c[0], &c[1]), same);
	}
}

static void
prefixes_are_of_each_family(void **state)
{
	struct cidr a, p;
	struct buf out;
	buf_init(&out, 100);
	assert_int_equal(cidr_address(BYTES("192.0.2.77"), &a), 0);
	p = cidr_prefix(&a, 24, 64);
	cidr_write(&p, &out);
	check_text(buf_bytes(&out), "192.0.2.0/24");
	buf_clear(&out);
	assert_int_equal(cidr_address(BYTES("2001:db8:1:2:3::4"), &a), 0);
	p = cidr_prefix(&a, 24, 64);
	cidr_write(&p, &out);
	check_text(buf_bytes(&out), "2001:db8:1:2::/64");
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(networks_hold_their_addresses_only),
		cmocka_unit_test(slips_of_the_pen_are_refused),
		cmocka_unit_test(inside_is_transitive_and_bit_for_bit),
		cmocka_unit_test(prefixes_are_of_each_family),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
