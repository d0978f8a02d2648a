/* ValiMail's ARC validation cases, when $POSTERN_SHARED holds them; names that stand twice are two cases. */
#include "base/buf.h"
#include "identity/arc.h"

#include "lib/check.h"
#include "lib/suite.h"
#include "lib/zone.h"

/* The suite's messages have LF; mail has CRLF. */
static struct bytes
with_crlf(struct bytes in, struct arena *arena)
{
	struct buf b;
	struct bytes out;
	buf_init(&b, (size_t)1 << 20);
	for (size_t i = 0; i < in.len; i++) {
		if (in.at[i] == '\n')
			buf_add_octet(&b, '\r');
		buf_add_octet(&b, in.at[i]);
	}
	assert_true(arena_copy(arena, buf_bytes(&b), &out));
	buf_done(&b);
	return out;
}

static bool
run_case(const struct zone *z, const struct suite_line *l)
{
	struct arena *arena = arena_new((size_t)16 << 20);
	struct dns_book book = { .arena = arena };
	struct arc_collected c;
	struct arc_result got;
	/* three cases whose seal says cv=fail have no answer in the suite; RFC 8617 s5.2 step 2 has one */
	struct bytes want = l->field[1].len > 0 ? l->field[1] : BYTES("Fail");
	assert_int_equal(arc_collect(with_crlf(l->field[2], arena), 0, arena, &c), 0);
	while (arc_judge(&c, 0, &book, arena, &got) == 0)
		assert_true(zone_answer(z, &book) > 0);
	bool same = bytes_equal_nocase(want, bytes_of_cstr(arc_status_names[got.status]));
	if (!same)
		print_error("%.*s: %s (%.*s), not %.*s\n", BYTES_ARGS(l->field[0]), arc_status_names[got.status],
		    BYTES_ARGS(got.reason), BYTES_ARGS(want));
	arena_free(arena);
	return same;
}

static void
the_validation_suite_passes_whole(void **state)
{
	FILE *f = suite_open("arc", "arc/arc-draft-validation-tests.yml");
	struct suite_line l;
	size_t cases = 0, passed = 0;
	if (f == NULL) {
		print_message("no ARC suite or no python3-yaml here\n");
		skip();
	}
	struct arena *arena = arena_new((size_t)64 << 20);
	struct zone z = { .arena = arena };
	while (suite_next(f, arena, &l)) {
		if (bytes_equal(l.kind, BYTES("rr")))
			zone_add(&z, l.field[0], DNS_TXT, 0, l.field[2], DNS_OK);
		else if (bytes_equal(l.kind, BYTES("suite")))
			z = (struct zone){ .arena = arena };
		else if (++cases > 0)
			passed += run_case(&z, &l);
	}
	assert_int_equal(pclose(f), 0);
	arena_free(arena);
	print_message("ARC suite: %zu of %zu\n", passed, cases);
	assert_int_equal(cases, 175);
	assert_int_equal(passed, cases);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_validation_suite_passes_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
