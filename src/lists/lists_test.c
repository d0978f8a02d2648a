/* The lists over a book of answers that a table gives. */
#include "lists/check.h"

#include "lib/check.h"
#include "lib/zone.h"

static const char table[] =
    "ip.example\tIP\tip4+ip6\tline\tg1\t127.0.0.2:spam:3 127.0.0.4:exploited:2 127.0.0.10:policy:1 127.255.255.*:refused\thops\n"
    "client.example\tClient\tip4\tline\tg2\t127.0.0.2:spam:2 127.0.0.9:white:-1 127.0.0.8:neutral\t-\n"
    "names.example\tNames\tdomain\tline\tg3\t127.0.0.&1:refused 127.0.0.&2:spam:2 127.0.0.&8:phishing:3\ttest=dbltest.example.com\n"
    "hash.example\tHash\tdomain_blake2\tline\tg4\t127.0.0.2:spam:2\t-\n"
    "box.example\tBox\temail_sha1\tline\tg5\t127.0.0.2:scam:2\t-\n"
    "page.example\tPage\turl_md5\tline\tg6\t127.0.0.2:phishing:2\t-\n"
    "people.example\tPeople\tip4\tlookup\tg7\t127.0.0.2:spam:1\ttest=none\n"
    "$dqs.keyed.example\tKeyed\tip4\tline\tg8\t127.0.0.2:spam:1\ttest=none replaces=client.example\n"
    "old.example\tOld\tip4\tdead\tg9\t127.0.0.2:spam:1\t-\n";

static struct arena *arena;
static struct lists *lists;
static struct zone zone;
static int64_t now = 1000;

static void
lists_start(const char *dqs)
{
	struct why why = { "" };
	const struct lists_keys keys = { .dqs = bytes_of_cstr(dqs) };
	struct buf text;
	/* the world's lists out of the way */
	buf_init(&text, (size_t)1 << 20);
	struct lists_table builtin = { 0 };
	assert_int_equal(lists_table_read(lists_builtin, arena, &builtin, &why), 0);
	for (size_t i = 0; i < builtin.rows.count; i++)
		buf_addf(&text, "%.*s\tx\tip4\tdead\tx\t127.0.0.2:spam\t-\n", BYTES_ARGS(builtin.rows.at[i].zone));
	buf_add_cstr(&text, table);
	assert_int_equal(lists_new(buf_bytes(&text), &keys, &lists, &why), 0);
	buf_done(&text);
}

static int
setup(void **state)
{
	arena = arena_new((size_t)64 << 20);
	zone = (struct zone){ .arena = arena };
	lists_start("");
	return 0;
}

static int
teardown(void **state)
{
	lists_free(lists);
	arena_free(arena);
	return 0;
}

static void
a_record(const char *name, const char *address)
{
	unsigned a[4];
	assert_int_equal(sscanf(address, "%u.%u.%u.%u", &a[0], &a[1], &a[2], &a[3]), 4);
	const uint8_t octets[4] = { (uint8_t)a[0], (uint8_t)a[1], (uint8_t)a[2], (uint8_t)a[3] };
	zone_add(&zone, bytes_of_cstr(name), DNS_A, 0, bytes_of(octets, 4), DNS_OK);
}

static void
good_controls(void)
{
	a_record("2.0.0.127.ip.example", "127.0.0.2");
	a_record("2.0.0.127.client.example", "127.0.0.2");
	a_record("dbltest.example.com.names.example", "127.0.0.2");
	a_record("2.0.0.127.keyed.example", "127.0.0.2");
}

static void
run_probe(void)
{
	struct dns_book book = { .arena = arena };
	while (!lists_probe(lists, (struct lists_range){ .to = SIZE_MAX }, now, &book))
		(void)zone_answer(&zone, &book);
}

static struct lists_results
run_check(const struct lists_subjects *s, bool in_line)
{
	struct dns_book book = { .arena = arena };
	struct lists_results r;
	int done;
	while ((done = lists_check(lists, (struct lists_range){ .to = SIZE_MAX, .in_line = in_line }, s, &book, arena, &r)) == 0)
		assert_int_not_equal(zone_answer(&zone, &book), 0);
	assert_int_equal(done, 1);
	return r;
}

static struct list *
list_of(const char *name)
{
	for (size_t i = 0; i < lists->count; i++)
		if (bytes_equal(lists->all[i].row->zone, bytes_of_cstr(name)))
			return &lists->all[i];
	fail();
	return NULL;
}

static void
nothing_is_believed_before_its_controls_are_seen(void **state)
{
	struct lists_subjects s = { 0 };
	a_record("7.113.0.203.ip.example", "127.0.0.2");
	assert_true(lists_subject_add(&s, arena, LISTS_CLIENT, BYTES("203.0.113.7")));
	struct lists_results r = run_check(&s, true);
	assert_int_equal(r.hits.count, 0);
	assert_int_equal(r.outcomes.count, 2);
	assert_true(r.outcomes.at[0].is_suspended && r.outcomes.at[1].is_suspended);
	good_controls();
	run_probe();
	r = run_check(&s, true);
	assert_int_equal(r.hits.count, 1);
	check_text(r.hits.at[0].list->row->name, "IP");
	assert_int_equal(r.hits.at[0].address[3], 2);
}

static void
a_control_that_is_wrong_suspends(void **state)
{
	static const struct {
		const char *name, *address; /* NULL: fails */
		const char *list;
		enum list_state state;
	} cases[] = {
		{ "1.0.0.127.ip.example", "127.0.0.2", "ip.example", LIST_WILD },
		{ "1.0.0.127.ip.example", "192.0.2.1", "ip.example", LIST_WILD },
		{ "1.0.0.127.client.example", "127.0.0.8", "client.example", LIST_GOOD },
		{ "1.0.0.127.ip.example", "127.255.255.254", "ip.example", LIST_REFUSED },
		{ "invalid.names.example", "127.0.0.1", "names.example", LIST_REFUSED },
		{ "00000000000000000000000000000000.hash.example", "127.0.0.2", "hash.example", LIST_WILD },
		{ "00000000000000000000000000000000.hash.example", NULL, "hash.example", LIST_SILENT },
		{ "1.0.0.127.people.example", "127.0.0.2", "people.example", LIST_WILD },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		zone.records.count = 0;
		good_controls();
		now += LISTS_PROBE_SUSPENDED_MS + 1;
		if (cases[i].address != NULL)
			a_record(cases[i].name, cases[i].address);
		else
			zone_add(&zone, bytes_of_cstr(cases[i].name), DNS_A, 0, BYTES_NONE, DNS_TIMEOUT);
		run_probe();
		if (list_of(cases[i].list)->state != cases[i].state)
			print_error("case %zu: %s\n", i, list_state_names[list_of(cases[i].list)->state]);
		assert_int_equal(list_of(cases[i].list)->state, cases[i].state);
	}
	/* no control entry: it has been emptied */
	zone.records.count = 0;
	now += LISTS_PROBE_SUSPENDED_MS + 1;
	run_probe();
	assert_int_equal(list_of("ip.example")->state, LIST_EMPTY);
	assert_int_equal(list_of("people.example")->state, LIST_GOOD);
	assert_int_equal(list_of("old.example")->state, LIST_IDLE);
}

static void
a_suspension_is_said_once_and_ends_by_itself(void **state)
{
	good_controls();
	run_probe();
	assert_null(lists_changed(lists));
	zone_add(&zone, BYTES("1.0.0.127.ip.example"), DNS_A, 0, BYTES_NONE, DNS_SERVFAIL);
	now += LISTS_PROBE_GOOD_MS;
	run_probe();
	const struct list *l = lists_changed(lists);
	assert_ptr_equal(l, list_of("ip.example"));
	assert_int_equal(l->state, LIST_SILENT);
	assert_null(lists_changed(lists));
	/* soon, then later and later */
	int64_t wait = 0;
	for (int i = 0; i < 12; i++) {
		now = l->probe_at_ms;
		run_probe();
		assert_true(l->probe_at_ms - now >= wait);
		wait = l->probe_at_ms - now;
	}
	assert_int_equal(wait, LISTS_PROBE_SILENT_MAX_MS);
	assert_null(lists_changed(lists));
	zone.records.count = 0;
	good_controls();
	now = l->probe_at_ms;
	run_probe();
	assert_ptr_equal(lists_changed(lists), l);
	assert_int_equal(l->state, LIST_GOOD);
	assert_int_equal(l->probe_at_ms, now + LISTS_PROBE_GOOD_MS);
	assert_true(lists_probe_next(lists, true) <= l->probe_at_ms);
}

static void
answers_count_only_where_they_may(void **state)
{
	static const struct {
		enum lists_kind kind;
		const char *text, *name, *address;
		size_t hits;
	} cases[] = {
		{ LISTS_CLIENT, "203.0.113.7", "7.113.0.203.ip.example", "127.0.0.2", 1 },
		{ LISTS_CLIENT, "203.0.113.7", "7.113.0.203.ip.example", "127.0.0.77", 0 },
		{ LISTS_CLIENT, "203.0.113.7", "7.113.0.203.ip.example", "127.0.0.10", 1 },
		{ LISTS_CLIENT, "203.0.113.7", "7.113.0.203.client.example", "127.0.0.9", 1 },
		{ LISTS_CLIENT, "203.0.113.7", "7.113.0.203.client.example", "127.0.0.8", 0 },
		{ LISTS_CLIENT, "::ffff:203.0.113.7", "7.113.0.203.ip.example", "127.0.0.2", 1 },
		{ LISTS_CLIENT, "2001:db8::1",
		    "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip.example", "127.0.0.2", 1 },
		{ LISTS_HOP, "203.0.113.7", "7.113.0.203.ip.example", "127.0.0.2", 1 },
		{ LISTS_HOP, "203.0.113.7", "7.113.0.203.ip.example", "127.0.0.10", 0 },
		{ LISTS_HOP, "203.0.113.7", "7.113.0.203.client.example", "127.0.0.2", 0 },
		{ LISTS_LINK, "203.0.113.7", "7.113.0.203.ip.example", "127.0.0.2", 1 },
		{ LISTS_LINK, "www.Bad.co.uk", "bad.co.uk.names.example", "127.0.0.8", 1 },
		{ LISTS_LINK, "www.bad.example", "bad.example.names.example", "127.0.0.10", 1 },
		{ LISTS_LINK, "www.bad.example", "bad.example.names.example", "127.0.0.3", 0 },
		{ LISTS_LINK, "www.bad.example", "www.bad.example.names.example", "127.0.0.2", 0 },
		{ LISTS_FROM, "bad.example", "bad.example.names.example", "127.0.0.2", 1 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct lists_subjects s = { 0 };
		zone.records.count = 0;
		good_controls();
		now += LISTS_PROBE_SUSPENDED_MS + 1;
		run_probe();
		a_record(cases[i].name, cases[i].address);
		assert_true(lists_subject_add(&s, arena, cases[i].kind, bytes_of_cstr(cases[i].text)));
		struct lists_results r = run_check(&s, true);
		if (r.hits.count != cases[i].hits)
			print_error("case %zu: %zu\n", i, r.hits.count);
		assert_int_equal(r.hits.count, cases[i].hits);
	}
}

/* The names under which hashes are asked, from other programs: printf %s ... | sha1sum, md5sum, b2sum. */
static void
hashes_are_those_of_the_lists(void **state)
{
	static const struct {
		enum lists_kind kind;
		const char *text, *name;
	} cases[] = {
		{ LISTS_ADDRESS, "Ab+c@example.com", "ae4fe94d31022cb3f9c3246cda410324f45ee2a3.box.example" },
		{ LISTS_ADDRESS, "A.b+C@googlemail.com", "f9dd041bcea08ab0e3f65783dd04990691e2f4a2.box.example" },
		{ LISTS_PAGE, "docs.example.com/forms/d/e", "d91aca8715b90ba0b2b7d315e6fa6fd5.page.example" },
		{ LISTS_FROM, "example.com", "rciuosbadgpq6b5wt436nhgnwzmfh9w9.hash.example" },
	};
	good_controls();
	run_probe();
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct lists_subjects s = { 0 };
		a_record(cases[i].name, "127.0.0.2");
		assert_true(lists_subject_add(&s, arena, cases[i].kind, bytes_of_cstr(cases[i].text)));
		if (run_check(&s, true).hits.count != 1)
			print_error("case %zu\n", i);
		assert_int_equal(run_check(&s, true).hits.count, 1);
	}
}

static void
what_is_nobodys_or_too_much_is_not_asked(void **state)
{
	static const struct {
		enum lists_kind kind;
		const char *text;
	} cases[] = {
		{ LISTS_CLIENT, "127.0.0.1" }, { LISTS_CLIENT, "10.1.2.3" }, { LISTS_CLIENT, "172.31.0.1" },
		{ LISTS_CLIENT, "192.168.1.1" }, { LISTS_CLIENT, "169.254.1.1" }, { LISTS_CLIENT, "100.64.0.1" },
		{ LISTS_CLIENT, "224.0.0.1" }, { LISTS_CLIENT, "0.1.2.3" }, { LISTS_CLIENT, "::1" }, { LISTS_CLIENT, "fe80::1" },
		{ LISTS_CLIENT, "fd00::1" }, { LISTS_CLIENT, "::ffff:10.0.0.1" }, { LISTS_CLIENT, "" }, { LISTS_CLIENT, "mail" },
		{ LISTS_FROM, "com" }, { LISTS_FROM, "a\"b.example" }, { LISTS_FROM, "" }, { LISTS_FROM, "co.uk" },
		{ LISTS_ADDRESS, "@example.com" }, { LISTS_ADDRESS, "a" }, { LISTS_ADDRESS, "a@b c.example" },
		{ LISTS_PAGE, "example.com/" }, { LISTS_PAGE, "example.com" }, { LISTS_PAGE, "/a" },
	};
	struct lists_subjects s = { 0 };
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		bool added = lists_subject_add(&s, arena, cases[i].kind, bytes_of_cstr(cases[i].text));
		if (added)
			print_error("case %zu\n", i);
		assert_false(added);
	}
	for (int i = 0; i < 100; i++) {
		char host[40];
		(void)snprintf(host, sizeof host, "www%d.name%d.example", i, i);
		assert_int_equal(lists_subject_add(&s, arena, LISTS_LINK, bytes_of_cstr(host)), i < LISTS_LINKS_MAX);
		assert_false(lists_subject_add(&s, arena, LISTS_LINK, bytes_of_cstr(host)));
	}
	assert_true(lists_subject_add(&s, arena, LISTS_FROM, BYTES("example.com")));
	/* said already, as another kind */
	assert_false(lists_subject_add(&s, arena, LISTS_HELO, BYTES("mail.example.com")));
}

static void
silence_is_never_a_no_and_stops_the_next_question(void **state)
{
	struct lists_subjects s = { 0 };
	good_controls();
	run_probe();
	zone_add(&zone, BYTES("7.113.0.203.ip.example"), DNS_A, 0, BYTES_NONE, DNS_TIMEOUT);
	a_record("7.113.0.203.client.example", "127.255.0.1");
	assert_true(lists_subject_add(&s, arena, LISTS_CLIENT, BYTES("203.0.113.7")));
	struct lists_results r = run_check(&s, true);
	assert_int_equal(r.outcomes.at[0].late, 1);
	assert_int_equal(r.outcomes.at[0].answered, 0);
	assert_int_equal(r.outcomes.at[1].answered, 1);
	lists_learn(lists, &r, now);
	assert_int_equal(list_of("ip.example")->state, LIST_SILENT);
	assert_int_equal(list_of("client.example")->state, LIST_GOOD);
	assert_int_equal(lists_probe_next(lists, false), now);
	struct dns_book book = { .arena = arena };
	assert_int_equal(lists_check(lists, LISTS_IN_LINE, &s, &book, arena, &r), 0);
	assert_int_equal(book.entries.count, 1);
	assert_true(r.outcomes.at[0].is_suspended);
	/* the probe finds it well again */
	run_probe();
	assert_int_equal(list_of("ip.example")->state, LIST_GOOD);
}

static void
a_refusal_in_a_message_suspends_at_once(void **state)
{
	struct lists_subjects s = { 0 };
	good_controls();
	run_probe();
	a_record("7.113.0.203.ip.example", "127.255.255.254");
	a_record("7.113.0.203.client.example", "192.0.2.1");
	assert_true(lists_subject_add(&s, arena, LISTS_CLIENT, BYTES("203.0.113.7")));
	struct lists_results r = run_check(&s, true);
	assert_int_equal(r.hits.count, 0);
	lists_learn(lists, &r, now);
	assert_int_equal(list_of("ip.example")->state, LIST_REFUSED);
	assert_int_equal(list_of("client.example")->state, LIST_WILD);
}

static void
a_key_brings_its_list_and_takes_the_one_it_replaces(void **state)
{
	assert_int_equal(list_of("$dqs.keyed.example")->state, LIST_IDLE);
	lists_free(lists);
	lists_start("abc");
	check_text(list_of("$dqs.keyed.example")->zone, "abc.keyed.example");
	assert_int_equal(list_of("client.example")->state, LIST_IDLE);
	struct lists *none = NULL;
	struct why why;
	assert_int_equal(lists_new(BYTES_NONE, &(struct lists_keys){ .dqs = BYTES("a.b") }, &none, &why), FAULT_CONFIG);
	assert_int_equal(lists_new(BYTES("nonsense\n"), &(struct lists_keys){ 0 }, &none, &why), FAULT_CONFIG);
}

static void
people_ask_more_lists_than_messages(void **state)
{
	struct lists_subjects s = { 0 };
	good_controls();
	run_probe();
	assert_true(lists_subject_add(&s, arena, LISTS_CLIENT, BYTES("203.0.113.7")));
	assert_int_equal(run_check(&s, true).outcomes.count, 2);
	assert_int_equal(run_check(&s, false).outcomes.count, 3);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test_setup_teardown(nothing_is_believed_before_its_controls_are_seen, setup, teardown),
		cmocka_unit_test_setup_teardown(a_control_that_is_wrong_suspends, setup, teardown),
		cmocka_unit_test_setup_teardown(a_suspension_is_said_once_and_ends_by_itself, setup, teardown),
		cmocka_unit_test_setup_teardown(answers_count_only_where_they_may, setup, teardown),
		cmocka_unit_test_setup_teardown(hashes_are_those_of_the_lists, setup, teardown),
		cmocka_unit_test_setup_teardown(what_is_nobodys_or_too_much_is_not_asked, setup, teardown),
		cmocka_unit_test_setup_teardown(silence_is_never_a_no_and_stops_the_next_question, setup, teardown),
		cmocka_unit_test_setup_teardown(a_refusal_in_a_message_suspends_at_once, setup, teardown),
		cmocka_unit_test_setup_teardown(a_key_brings_its_list_and_takes_the_one_it_replaces, setup, teardown),
		cmocka_unit_test_setup_teardown(people_ask_more_lists_than_messages, setup, teardown),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
