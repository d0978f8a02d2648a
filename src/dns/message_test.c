#include "dns/book.h"
#include "dns/message.h"
#include "dns/name.h"

#include "base/buf.h"

#include "lib/check.h"

static struct arena *arena;
static struct buf packet;

static int
setup(void **state)
{
	arena = arena_new((size_t)4 << 20);
	buf_init(&packet, DNS_MESSAGE_MAX);
	return 0;
}

static int
teardown(void **state)
{
	buf_done(&packet);
	arena_free(arena);
	return 0;
}

static void
add_u16(unsigned n)
{
	buf_add_octet(&packet, (uint8_t)(n >> 8));
	buf_add_octet(&packet, (uint8_t)n);
}

static void
add_name(const char *text)
{
	struct bytes rest = bytes_of_cstr(text), label;
	while (bytes_cut(&rest, '.', &label)) {
		buf_add_octet(&packet, (uint8_t)label.len);
		buf_add(&packet, label);
	}
	buf_add_octet(&packet, 0);
}

static void
begin(unsigned flags, unsigned answers, const char *name, unsigned type)
{
	buf_clear(&packet);
	add_u16(1);
	add_u16(flags);
	add_u16(1);
	add_u16(answers);
	add_u16(0);
	add_u16(0);
	add_name(name);
	add_u16(type);
	add_u16(1);
}

/* A record at NAME, or at the question's name. */
static void
add_record(const char *name, unsigned type, struct bytes data)
{
	if (name != NULL)
		add_name(name);
	else
		add_u16(0xc00c);
	add_u16(type);
	add_u16(1);
	add_u16(0);
	add_u16(300);
	add_u16((unsigned)data.len);
	buf_add(&packet, data);
}

static struct dns_answer
read_it(const char *name, uint16_t type, int want)
{
	struct dns_answer a;
	const struct dns_question q = { bytes_of_cstr(name), type };
	assert_true(buf_ok(&packet));
	assert_int_equal(dns_message_read(buf_bytes(&packet), &q, arena, &a), want);
	return a;
}

static void
records_come_out_in_our_form(void **state)
{
	begin(0x8180, 2, "Example.COM", DNS_TXT);
	add_record(NULL, DNS_TXT, BYTES("\3v=s\5pf1 a"));
	add_record(NULL, DNS_TXT, BYTES("\0"));
	struct dns_answer a = read_it("example.com", DNS_TXT, 0);
	assert_int_equal(a.status, DNS_OK);
	assert_int_equal(a.records.count, 2);
	check_text(a.records.at[0].data, "v=spf1 a");
	assert_int_equal(a.records.at[1].data.len, 0);
	assert_int_equal(a.ttl, 300);
	begin(0x8180, 1, "example.com", DNS_MX);
	add_record(NULL, DNS_MX, BYTES("\0\12\2MX\xc0\x0c"));
	a = read_it("example.com", DNS_MX, 0);
	assert_int_equal(a.records.at[0].preference, 10);
	check_text(a.records.at[0].data, "mx.example.com");
}

static void
absence_and_failure_are_told_apart(void **state)
{
	begin(0x8183, 0, "example.com", DNS_A);
	assert_int_equal(read_it("example.com", DNS_A, 0).status, DNS_NXDOMAIN);
	begin(0x8180, 0, "example.com", DNS_A);
	assert_int_equal(read_it("example.com", DNS_A, 0).status, DNS_NODATA);
	begin(0x8182, 0, "example.com", DNS_A);
	assert_int_equal(read_it("example.com", DNS_A, 0).status, DNS_SERVFAIL);
	begin(0x8380, 0, "example.com", DNS_A); /* truncated */
	assert_int_equal(read_it("example.com", DNS_A, 0).status, DNS_SERVFAIL);
	begin(0x8180, 0, "example.org", DNS_A); /* the answer to another question */
	assert_int_equal(read_it("example.com", DNS_A, FAULT_INPUT).status, DNS_SERVFAIL);
}

static void
aliases_are_followed_and_their_loops_fail(void **state)
{
	begin(0x8180, 2, "a.example", DNS_A);
	add_record("b.example", DNS_A, BYTES("\xc0\0\2\1"));
	add_record(NULL, DNS_CNAME, BYTES("\1b\7example\0"));
	struct dns_answer a = read_it("a.example", DNS_A, 0);
	assert_int_equal(a.records.count, 1);
	check_bytes(a.records.at[0].data, BYTES("\xc0\0\2\1"));
	begin(0x8180, 1, "a.example", DNS_A);
	add_record(NULL, DNS_CNAME, BYTES("\1a\7example\0"));
	assert_int_equal(read_it("a.example", DNS_A, 0).status, DNS_SERVFAIL);
}

static void
a_stranger_s_address_is_not_taken(void **state)
{
	begin(0x8180, 1, "a.example", DNS_A);
	add_record("b.example", DNS_A, BYTES("\xc0\0\2\1"));
	assert_int_equal(read_it("a.example", DNS_A, 0).status, DNS_NODATA);
}

static void
records_beyond_the_ceiling_are_left_out_and_flagged(void **state)
{
	for (unsigned n = DNS_RECORDS_MAX; n <= DNS_RECORDS_MAX + 1; n++) {
		begin(0x8180, n, "a.example", DNS_A);
		for (unsigned i = 0; i < n; i++)
			add_record(NULL, DNS_A, BYTES("\xc0\0\2\1"));
		struct dns_answer a = read_it("a.example", DNS_A, 0);
		assert_int_equal(a.records.count, DNS_RECORDS_MAX);
		assert_int_equal(a.is_cut, n > DNS_RECORDS_MAX);
	}
	begin(0x8180, 4000, "a.example", DNS_A);
	for (unsigned i = 0; i < 4000; i++)
		add_record(NULL, DNS_A, BYTES("\xc0\0\2\1"));
	assert_int_equal(read_it("a.example", DNS_A, 0).records.count, DNS_RECORDS_MAX);
}

static void
damaged_packets_are_refused(void **state)
{
	static const struct bytes wrong[] = {
		BYTES_INIT("\300\014"),                   /* MX without a preference */
		BYTES_INIT("\0\12\xc0\x3f"),              /* a pointer forward */
		BYTES_INIT("\0\12\1a"),                   /* a name without end */
		BYTES_INIT("\0\12\1\0\0"),                /* NUL in a label */
		BYTES_INIT("\0\12\3a.b\0"),               /* a dot in a label */
		BYTES_INIT("\0\12\0junk"),
		BYTES_INIT("\0\12\100"),
	};
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		begin(0x8180, 1, "a.example", DNS_MX);
		add_record(NULL, DNS_MX, wrong[i]);
		(void)read_it("a.example", DNS_MX, FAULT_INPUT);
	}
	begin(0x8180, 1, "a.example", DNS_TXT);
	add_record(NULL, DNS_TXT, BYTES("\5abc"));
	(void)read_it("a.example", DNS_TXT, FAULT_INPUT);
	/* cut anywhere */
	begin(0x8180, 1, "a.example", DNS_TXT);
	add_record(NULL, DNS_TXT, BYTES("\3abc"));
	for (size_t whole = packet.len; packet.len-- > 0 && packet.len < whole;)
		(void)read_it("a.example", DNS_TXT, FAULT_INPUT);
}

static void
names_are_judged_before_they_are_asked(void **state)
{
	static const struct {
		struct bytes text;
		bool can_ask, is_host;
	} cases[] = {
		{ BYTES_INIT("Example.com"), true, true },
		{ BYTES_INIT("example.com."), true, true },
		{ BYTES_INIT("_dmarc.example.com"), true, true },
		{ BYTES_INIT("com"), true, false },
		{ BYTES_INIT("192.0.2.1"), true, false },
		{ BYTES_INIT("a b.example"), true, false },
		{ BYTES_INIT("example.com'a.attack.example"), true, false },
		{ BYTES_INIT("a\0.example"), false, false },
		{ BYTES_INIT(""), false, false },
		{ BYTES_INIT("."), false, false },
		{ BYTES_INIT("a..b"), false, false },
		{ BYTES_INIT(".a.b"), false, false },
	};
	uint8_t out[DNS_NAME_MAX];
	size_t len;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(dns_name_read(cases[i].text, out, &len) == 0, cases[i].can_ask);
		assert_int_equal(dns_name_is_host(cases[i].text), cases[i].is_host);
	}
	uint8_t longest[DNS_NAME_MAX + 1];
	for (size_t i = 0; i < sizeof longest; i++)
		longest[i] = i % 64 == 63 ? '.' : 'a';
	assert_int_equal(dns_name_read(bytes_of(longest, DNS_NAME_MAX), out, &len), 0);
	assert_int_equal(dns_name_read(bytes_of(longest, DNS_NAME_MAX + 1), out, &len), FAULT_INPUT);
	longest[63] = 'a';
	assert_int_equal(dns_name_read(bytes_of(longest, 63), out, &len), 0);
	assert_int_equal(dns_name_read(bytes_of(longest, 64), out, &len), FAULT_INPUT);
	assert_true(dns_name_is_within(BYTES("a.example.com"), BYTES("Example.com")));
	assert_false(dns_name_is_within(BYTES("badexample.com"), BYTES("example.com")));
}

static void
a_book_asks_once_and_has_a_last_page(void **state)
{
	struct dns_book book = { .arena = arena };
	char name[32];
	assert_null(dns_look(&book, BYTES("a.example"), DNS_A));
	assert_null(dns_look(&book, BYTES("A.example."), DNS_A));
	assert_int_equal(book.entries.count, 1);
	assert_int_equal(dns_look(&book, BYTES("a..example"), DNS_A)->status, DNS_NXDOMAIN);
	dns_book_answer(&book, 0, &(struct dns_answer){ .status = DNS_TIMEOUT });
	assert_int_equal(dns_look(&book, BYTES("a.example"), DNS_A)->status, DNS_TIMEOUT);
	while (book.entries.count < DNS_BOOK_MAX) {
		(void)snprintf(name, sizeof name, "n%zu.example", book.entries.count);
		assert_null(dns_look(&book, bytes_of_cstr(name), DNS_A));
	}
	assert_int_equal(dns_look(&book, BYTES("more.example"), DNS_A)->status, DNS_LIMIT);
	assert_int_equal(dns_book_open(&book), DNS_BOOK_MAX - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(records_come_out_in_our_form, setup, teardown),
		cmocka_unit_test_setup_teardown(absence_and_failure_are_told_apart, setup, teardown),
		cmocka_unit_test_setup_teardown(aliases_are_followed_and_their_loops_fail, setup, teardown),
		cmocka_unit_test_setup_teardown(a_stranger_s_address_is_not_taken, setup, teardown),
		cmocka_unit_test_setup_teardown(records_beyond_the_ceiling_are_left_out_and_flagged, setup, teardown),
		cmocka_unit_test_setup_teardown(damaged_packets_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(names_are_judged_before_they_are_asked, setup, teardown),
		cmocka_unit_test_setup_teardown(a_book_asks_once_and_has_a_last_page, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
