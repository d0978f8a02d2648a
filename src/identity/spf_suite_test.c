/* The RFC 7208 test suite of openspf.org, when $POSTERN_SHARED holds it. */
#include "identity/spf.h"

#include "lib/check.h"
#include "lib/suite.h"
#include "lib/zone.h"

static uint16_t
type_of(struct bytes name)
{
	static const struct {
		const char *name;
		uint16_t type;
	} types[] = { { "A", DNS_A }, { "AAAA", DNS_AAAA }, { "MX", DNS_MX }, { "PTR", DNS_PTR }, { "TXT", DNS_TXT },
		{ "CNAME", DNS_CNAME }, { "ELSE", 0 }, { "NAME", UINT16_MAX } };
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
		if (bytes_equal(name, bytes_of_cstr(types[i].name)))
			return types[i].type;
	fail_msg("%.*s", BYTES_ARGS(name));
	return 0;
}

static void
add_record(struct zone *z, const struct suite_line *l)
{
	uint16_t type = type_of(l->field[1]);
	struct bytes data = l->field[2];
	if ((type == DNS_PTR || type == DNS_CNAME || type == DNS_MX) && bytes_ends(data, BYTES(".")))
		data.len--;
	zone_add(z, l->field[0], type, 0, data, type == 0 ? DNS_TIMEOUT : DNS_OK);
}

static bool
is_word_of(struct bytes words, const char *word)
{
	struct bytes one;
	while (bytes_cut(&words, ' ', &one))
		if (bytes_equal(one, bytes_of_cstr(word)))
			return true;
	return false;
}

static bool
run_case(struct zone *z, const struct suite_line *l)
{
	const struct spf_input in = { .ip = l->field[1], .helo = l->field[2], .mail_from = l->field[3],
		.receiver = BYTES("receiver.example.com"), .now = 1000000000 };
	struct arena *arena = arena_new((size_t)4 << 20);
	struct dns_book book = { .arena = arena };
	struct spf_result got;
	int rounds = 0;
	while (spf_check(&in, &book, arena, &got) == 0) {
		assert_true(zone_answer(z, &book) > 0);
		assert_true(++rounds < 60);
	}
	struct bytes want = l->field[5];
	bool same = is_word_of(l->field[4], spf_status_names[got.status]);
	if (want.len > 0)
		same &= bytes_equal(got.explanation, bytes_equal(want, BYTES("DEFAULT")) ? BYTES_NONE : want);
	if (!same)
		print_error("%.*s: %s \"%.*s\" (%.*s), not %.*s \"%.*s\"\n", BYTES_ARGS(l->field[0]),
		    spf_status_names[got.status], BYTES_ARGS(got.explanation), BYTES_ARGS(got.reason),
		    BYTES_ARGS(l->field[4]), BYTES_ARGS(want));
	arena_free(arena);
	return same;
}

static void
the_public_suite_passes_whole(void **state)
{
	FILE *f = suite_open("spf", "spf/rfc7208-tests.yml");
	struct arena *arena = arena_new((size_t)16 << 20);
	struct zone z = { .arena = arena };
	struct suite_line l;
	size_t cases = 0, passed = 0;
	if (f == NULL) {
		arena_free(arena);
		print_message("no SPF suite or no python3-yaml here\n");
		skip();
	}
	while (suite_next(f, arena, &l)) {
		if (bytes_equal(l.kind, BYTES("suite"))) {
			z = (struct zone){ .arena = arena };
		} else if (bytes_equal(l.kind, BYTES("rr"))) {
			add_record(&z, &l);
		} else {
			cases++;
			passed += run_case(&z, &l);
		}
	}
	assert_int_equal(pclose(f), 0);
	arena_free(arena);
	print_message("SPF suite: %zu of %zu\n", passed, cases);
	assert_int_equal(cases, 203);
	assert_int_equal(passed, cases);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_public_suite_passes_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
