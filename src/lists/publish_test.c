#include "lists/publish.h"

#include "lib/check.h"

static struct arena *arena;
static struct buf out;

static int
setup(void **state)
{
	arena = arena_new((size_t)64 << 20);
	buf_init(&out, (size_t)64 << 20);
	return 0;
}

static int
teardown(void **state)
{
	arena_free(arena);
	buf_done(&out);
	return 0;
}

static int
export(const char *text, enum publish_form form, struct why *why)
{
	struct published p = { 0 };
	struct cidr never;
	const struct publish_options options = { form, BYTES("bl.example.com"), BYTES("ns.example.com"), 7, 60 };
	assert_int_equal(cidr_read(BYTES("198.51.100.0/24"), &never), 0);
	buf_clear(&out);
	int fault = publish_read(bytes_of_cstr(text), &never, 1, arena, &p, why);
	return fault != 0 ? fault : publish_write(&p, &options, &out, why);
}

static void
says(const char *line)
{
	char wanted[300];
	(void)snprintf(wanted, sizeof wanted, "\n%s\n", line);
	if (!bytes_has(buf_bytes(&out), bytes_of_cstr(wanted)))
		print_error("no \"%s\" in\n%.*s\n", line, BYTES_ARGS(buf_bytes(&out)));
	assert_true(bytes_has(buf_bytes(&out), bytes_of_cstr(wanted)));
}

static void
a_zone_has_every_entry_and_its_controls(void **state)
{
	static const char text[] = "# ours\n203.0.113.7 spam trap\n192.0.2.0/30\n203.0.113.0/24 # all\nBad.example  said \"so\" $\n"
	                           "2001:db8::1\n2001:db8:1000::/36\n";
	assert_int_equal(export(text, PUBLISH_ZONE, NULL), 0);
	says("2.0.0.127 A 127.0.0.2");
	says("test A 127.0.0.2");
	says("7.113.0.203 A 127.0.0.2");
	says("7.113.0.203 TXT \"spam trap\"");
	for (int i = 0; i < 4; i++) {
		char line[40];
		(void)snprintf(line, sizeof line, "%d.2.0.192 A 127.0.0.2", i);
		says(line);
	}
	assert_false(bytes_has(buf_bytes(&out), BYTES("\n4.2.0.192 ")));
	says("*.113.0.203 A 127.0.0.2");
	says("bad.example A 127.0.0.2");
	says("*.bad.example TXT \"said _so_ _\"");
	says("1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2 A 127.0.0.2");
	says("*.1.8.b.d.0.1.0.0.2 A 127.0.0.2");
	assert_false(bytes_has(buf_bytes(&out), BYTES("1.0.0.127")));
}

static void
rbldnsd_gets_what_its_set_can_hold(void **state)
{
	static const char text[] = "203.0.113.7 trap\n203.0.113.0/24\nbad.example why\n2001:db8::/32\n";
	assert_int_equal(export(text, PUBLISH_RBLDNSD_IP4, NULL), 0);
	says("127.0.0.2 :2:test entry");
	says("203.0.113.7 :2:trap");
	says("203.0.113.0/24 :2:listed");
	assert_false(bytes_has(buf_bytes(&out), BYTES("bad.example")));
	assert_false(bytes_has(buf_bytes(&out), BYTES("2001")));
	assert_int_equal(export(text, PUBLISH_RBLDNSD_DOMAIN, NULL), 0);
	says(".bad.example :2:why");
	assert_false(bytes_has(buf_bytes(&out), BYTES("203.0")));
	assert_int_equal(export(text, PUBLISH_RBLDNSD_IP6, NULL), 0);
	says("2001:db8::/32 :2:listed");
}

static void
what_must_not_be_listed_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *line;
		bool is_good;
	} cases[] = {
		{ "203.0.113.7", true }, { "10.0.0.1", false }, { "127.0.0.2", false }, { "192.168.0.0/24", false }, { "0.0.0.0/0", false },
		{ "11.0.0.0/8", true }, { "4.0.0.0/7", false }, { "198.51.100.9", false }, { "198.51.0.0/16", false }, { "fe80::1", false },
		{ "::1", false }, { "2001::/18", false }, { "2001:2000::/19", true }, { "bad.example", true }, { "com", false },
		{ "a\"b.example", false }, { "203.0.113.7/24", false }, { "x.example (a) reason", true }, { "\xff.example", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char text[100];
		struct why why = { "" };
		(void)snprintf(text, sizeof text, "# one\n%s\n", cases[i].line);
		int fault = export(text, PUBLISH_ZONE, &why);
		if ((fault == 0) != cases[i].is_good)
			print_error("case %zu: %s\n", i, why.text);
		assert_int_equal(fault == 0, cases[i].is_good);
		if (fault != 0)
			assert_non_null(strstr(why.text, "line 2"));
	}
}

static void
entries_that_no_person_wrote_are_left_out_where_they_may_not_be(void **state)
{
	static const struct {
		const char *what;
		int gives;
	} cases[] = { { "203.0.113.7", 1 }, { "bad.example", 1 }, { "Bad.Example", 1 }, { "10.0.0.1", 0 }, { "198.51.100.9", 0 }, { "com", 0 },
		{ "2001:db8::1", 1 }, { "203.0.113.7", 1 }, { "203.0.113.0/24", 1 } };
	struct cidr own;
	struct published p = { 0 };
	assert_int_equal(cidr_read(BYTES("198.51.100.0/24"), &own), 0);
	assert_int_equal(publish_read(BYTES("bad.example a trap\n"), &own, 1, arena, &p, NULL), 0);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(publish_add(bytes_of_cstr(cases[i].what), BYTES("credit 9 of 100"), &own, 1, arena, &p), cases[i].gives);
	publish_unique(&p);
	assert_int_equal(p.entries.count, 4);
	for (size_t i = 0; i < p.entries.count; i++)
		if (p.entries.at[i].domain.len != 0)
			assert_true(bytes_equal(p.entries.at[i].reason, BYTES("a trap")));
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test_setup_teardown(a_zone_has_every_entry_and_its_controls, setup, teardown),
		cmocka_unit_test_setup_teardown(rbldnsd_gets_what_its_set_can_hold, setup, teardown),
		cmocka_unit_test_setup_teardown(entries_that_no_person_wrote_are_left_out_where_they_may_not_be, setup, teardown),
		cmocka_unit_test_setup_teardown(what_must_not_be_listed_is_refused_with_its_line, setup, teardown),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
