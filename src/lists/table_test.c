#include "lists/table.h"

#include "lib/check.h"

static struct arena *arena;

static int
setup(void **state)
{
	arena = arena_new((size_t)4 << 20);
	return 0;
}

static int
teardown(void **state)
{
	arena_free(arena);
	return 0;
}

static void
the_table_that_is_built_in_is_sound(void **state)
{
	struct lists_table t = { 0 };
	struct why why = { "" };
	size_t line = 0, lines = 0;
	struct bytes rest = lists_builtin, text;
	assert_int_equal(lists_table_read(lists_builtin, arena, &t, &why), 0);
	while (bytes_cut(&rest, '\n', &text))
		lines += text.len != 0 && text.at[0] != '#';
	/* no zone twice */
	assert_int_equal(t.rows.count, lines);
	for (size_t i = 0; i < t.rows.count; i++) {
		const struct lists_row *r = &t.rows.at[i];
		line += r->use == LISTS_LINE;
		if (r->replaces.len != 0)
			assert_non_null(lists_table_find(&t, r->replaces));
	}
	assert_in_range(line, 15, 30);
	const struct lists_row *zen = lists_table_find(&t, BYTES("zen.spamhaus.org")),
	                       *cbl = lists_table_find(&t, BYTES("cbl.abuseat.org"));
	assert_non_null(zen);
	assert_non_null(cbl);
	check_bytes(zen->group, cbl->group);
	assert_int_equal(cbl->use, LISTS_SUPERSEDED);
	assert_true(zen->is_for_hops);
	assert_int_equal(zen->asks, LISTS_IP4 | LISTS_IP6);
}

static void
a_good_line_is_read_and_a_bad_one_is_named(void **state)
{
	static const struct {
		const char *text;
		bool is_good;
	} cases[] = {
		{ "# nothing\n\n", true },
		{ "l.example\tL\tip4\tline\tg\t127.0.0.2:spam:1.5\t-\n", true },
		{ "l.example\tL\tip4\tline\tg\t127.0.0.2:spam:1.5\t-", true },
		{ "l.example\tL\tip4\tline\tg\t127.0.0.2:spam:1.5\t-\r\n", true },
		{ "$dqs.l.example\tL\tip4+ip6+domain\tlookup\tg\t127.0.*.&8:phishing:3 127.0.0.2-9:policy\thops test=none\n", true },
		{ "l.example\tL\tip4\tline\tg\t127.0.0.2:white:-1\treplaces=other.example\n", true },
		{ "l.example\tL\tip4\tline\tg\t127.0.0.2:white:1\t-\n", false },
		{ "l.example\tL\tip4\tline\tg\t127.0.0.2:spam:-1\t-\n", false },
		{ "l.example\tL\tip4\tline\tg\t127.0.0.2:spam:20\t-\n", true },
		{ "l.example\tL\tip4\tline\tg\t127.0.0.2:spam:21\t-\n", false },
		{ "l.example\tL\tip4\tline\tg\t127.0.0.2:spam:1.234\t-\n", false },
		{ "l.example\tL\tip4\tline\tg\t128.0.0.2:spam\t-\n", false },
		{ "l.example\tL\tip4\tline\tg\t*.0.0.2:spam\t-\n", false },
		{ "l.example\tL\tip4\tline\tg\t127.0.0.256:spam\t-\n", false },
		{ "l.example\tL\tip4\tline\tg\t127.0.0.9-2:spam\t-\n", false },
		{ "l.example\tL\tip4\tline\tg\t127.0.0:spam\t-\n", false },
		{ "l.example\tL\tip4\tline\tg\t127.0.0.1.2:spam\t-\n", false },
		{ "l.example\tL\tip4\tline\tg\t127.0.0.&0:spam\t-\n", false },
		{ "l.example\tL\tip4\tline\tg\t127.0.0.2:what\t-\n", false },
		{ "l.example\tL\tip4\tline\tg\t\t-\n", false },
		{ "l.example\tL\tip5\tline\tg\t127.0.0.2:spam\t-\n", false },
		{ "l.example\tL\tip4\tsometimes\tg\t127.0.0.2:spam\t-\n", false },
		{ "l.example\tL\tip4\tline\tg\t127.0.0.2:spam\tmaybe\n", false },
		{ "l.example\tL\tip4\tline\tg\t127.0.0.2:spam\n", false },
		{ "l example\tL\tip4\tline\tg\t127.0.0.2:spam\t-\n", false },
		{ "$key.l.example\tL\tip4\tline\tg\t127.0.0.2:spam\t-\n", false },
		{ "\tL\tip4\tline\tg\t127.0.0.2:spam\t-\n", false },
		{ "l.example\t\tip4\tline\tg\t127.0.0.2:spam\t-\n", false },
		{ "l.example\t\xff\tip4\tline\tg\t127.0.0.2:spam\t-\n", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct lists_table t = { 0 };
		struct why why = { "" };
		int fault = lists_table_read(bytes_of_cstr(cases[i].text), arena, &t, &why);
		if ((fault == 0) != cases[i].is_good)
			print_error("case %zu: %s\n", i, why.text);
		assert_int_equal(fault == 0, cases[i].is_good);
		if (fault != 0)
			assert_non_null(strstr(why.text, "line 1"));
	}
}

static void
a_second_line_for_a_zone_replaces_the_first(void **state)
{
	struct lists_table t = { 0 };
	assert_int_equal(lists_table_read(BYTES("l.example\tOld\tip4\tline\tg\t127.0.0.2:spam:1.5\t-\n"
	                                        "m.example\tM\tip4\tline\tg\t127.0.0.2:spam:1.5\t-\n"), arena, &t, NULL), 0);
	assert_int_equal(lists_table_read(BYTES("L.example\tNew\tip4\tdead\tg\t127.0.0.2:spam:1.5\t-\n"), arena, &t, NULL), 0);
	assert_int_equal(t.rows.count, 2);
	check_text(t.rows.at[0].name, "New");
}

static void
one_list_more_than_the_ceiling_is_refused(void **state)
{
	for (int over = 0; over < 2; over++) {
		struct lists_table t = { 0 };
		struct buf text;
		buf_init(&text, (size_t)1 << 20);
		for (int i = 0; i < LISTS_ROWS_MAX + over; i++)
			buf_addf(&text, "l%d.example\tL\tip4\tline\tg\t127.0.0.2:spam:1.5\t-\n", i);
		assert_int_equal(lists_table_read(buf_bytes(&text), arena, &t, NULL), over ? FAULT_LIMIT : 0);
		assert_int_equal(t.rows.count, LISTS_ROWS_MAX);
		buf_done(&text);
	}
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test_setup_teardown(the_table_that_is_built_in_is_sound, setup, teardown),
		cmocka_unit_test_setup_teardown(a_good_line_is_read_and_a_bad_one_is_named, setup, teardown),
		cmocka_unit_test_setup_teardown(a_second_line_for_a_zone_replaces_the_first, setup, teardown),
		cmocka_unit_test_setup_teardown(one_list_more_than_the_ceiling_is_refused, setup, teardown),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
