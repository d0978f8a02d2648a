#include "wire/ask.h"

#include "lib/check.h"

static void
names_that_are_safe_file_names_are_ids(void **state)
{
	static const struct {
		const char *id;
		bool ok;
	} cases[] = {
		{ "20261122-abcDEF_0", true }, { "", false }, { "..", false }, { "a/b", false }, { "a.b", false },
		{ "a b", false }, { "\xE4\xB8\xAD", false },
		{ "0123456789012345678901234567890123456789012345678901234567890123", true },
		{ "01234567890123456789012345678901234567890123456789012345678901234", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		if (event_id_ok(bytes_of_cstr(cases[i].id)) != cases[i].ok)
			fail_msg("%s", cases[i].id);
	assert_false(event_id_ok(BYTES("a\0b")));
}

static void
every_kind_has_a_name_and_an_answer(void **state)
{
	for (size_t i = 0; i < ASK_KIND_COUNT; i++) {
		assert_non_null(ask_kinds[i].name);
		assert_non_null(ask_kinds[i].answer);
		/* A caller reads fault and sentence of any answer through struct answer. */
		assert_int_equal(ask_kinds[i].answer->fields[0].offset, offsetof(struct answer, fault));
		assert_int_equal(ask_kinds[i].answer->fields[1].offset, offsetof(struct answer, why));
		assert_true(ask_kinds[i].fds_in <= ASK_FDS_MAX);
	}
}

static void
an_event_comes_back_as_it_went(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct mail_event e = { .id = BYTES("m1"), .time_ms = 1, .outcome = OUTCOME_REFUSED, .type = TYPE_PHISHING,
		.score = -1.5, .subject = BYTES("发票"), .reply = BYTES("550 5.7.1 no") };
	*LIST_ADD(a, &e.recipients) = BYTES("b@example.cn");
	struct finding *f = LIST_ADD(a, &e.findings);
	*f = (struct finding){ .id = BYTES("x"), .family = FAMILY_LINK, .weight = 2 };
	struct buf one, two;
	buf_init(&one, 1 << 16);
	buf_init(&two, 1 << 16);
	schema_write(&event_schema, &e, &one);
	struct mail_event got = { 0 };
	assert_int_equal(schema_read(&event_schema, buf_bytes(&one), a, &got), 0);
	schema_write(&event_schema, &got, &two);
	check_bytes(buf_bytes(&two), buf_bytes(&one));
	assert_int_equal(got.outcome, OUTCOME_REFUSED);
	check_text(got.recipients.at[0], "b@example.cn");
	buf_done(&one);
	buf_done(&two);
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(names_that_are_safe_file_names_are_ids),
		cmocka_unit_test(every_kind_has_a_name_and_an_answer),
		cmocka_unit_test(an_event_comes_back_as_it_went),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
