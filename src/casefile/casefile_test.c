#include "casefile/casefile.h"

#include "casefile/barred.h"
#include "casefile/gap.h"
#include "lib/check.h"

static void
a_case_file_survives_the_border(void **state)
{
	struct arena *a = arena_new(CASEFILE_ARENA_MAX);
	struct casefile c = { .version = CASEFILE_VERSION, .size = 12, .subject = BYTES("s") }, d = { 0 };
	struct buf out;
	buf_init(&out, CASEFILE_OCTETS_MAX);
	*LIST_ADD(a, &c.parts) = (struct casefile_part){ .id = BYTES("1"), .type = BYTES("text/plain") };
	*LIST_ADD(a, &c.urls) = (struct casefile_url){ .url = BYTES("http://example.com/") };
	*LIST_ADD(a, &c.lures) = (struct casefile_lure){ .theme = BYTES("login"), .where = LURE_BODY, .count = 2 };
	*LIST_ADD(a, &c.asked.barred) = (struct casefile_barred){ FILE_DISK_IMAGE, 0, BYTES("strip"), .kept = FILE_KEPT_SIGNED };
	*LIST_ADD(a, &c.asked.engines) = (struct casefile_engine){ .name = BYTES("one"), .status = ENGINE_FOUND, .part = BYTES("1/2") };
	casefile_write(&c, &out);
	assert_int_equal(casefile_read(buf_bytes(&out), a, &d), 0);
	assert_int_equal(d.asked.barred.at[0].is, FILE_DISK_IMAGE);
	assert_int_equal(d.asked.barred.at[0].kept, FILE_KEPT_SIGNED);
	check_text(d.asked.barred.at[0].action, "strip");
	check_text(d.asked.engines.at[0].part, "1/2");
	check_text(d.parts.at[0].type, "text/plain");
	assert_int_equal(casefile_lure(&d, "login", LURE_BODY), 2);
	assert_int_equal(casefile_lure(&d, "login", LURE_SUBJECT), 0);
	buf_done(&out);
	arena_free(a);
}

static void
an_index_outside_its_list_is_refused(void **state)
{
	struct arena *a = arena_new(CASEFILE_ARENA_MAX);
	struct casefile c = { .version = CASEFILE_VERSION }, d = { 0 };
	struct buf out;
	buf_init(&out, CASEFILE_OCTETS_MAX);
	*LIST_ADD(a, &c.parts) = (struct casefile_part){ .id = BYTES("1") };
	*LIST_ADD(a, &c.urls) = (struct casefile_url){ .part = 1 };
	casefile_write(&c, &out);
	assert_int_equal(casefile_read(buf_bytes(&out), a, &d), FAULT_INPUT);
	c.urls.at[0] = (struct casefile_url){ .inside_of = 2 };
	buf_clear(&out);
	d = (struct casefile){ 0 };
	casefile_write(&c, &out);
	assert_int_equal(casefile_read(buf_bytes(&out), a, &d), FAULT_INPUT);
	buf_done(&out);
	arena_free(a);
}

static void
a_span_outside_the_message_or_over_another_is_refused(void **state)
{
	static const struct {
		struct casefile_span a, b;
		int want;
	} cases[] = {
		{ { 1, 10, 20, 30 }, { 2, 30, 30, 100 }, 0 },
		{ { 1, 10, 20, 30 }, { 2, 30, 30, 101 }, FAULT_INPUT },
		{ { 1, 10, 20, 30 }, { 2, 29, 35, 100 }, FAULT_INPUT },
		{ { 1, 10, 9, 30 }, { 2, 30, 35, 100 }, FAULT_INPUT },
		{ { 1, 10, 31, 30 }, { 2, 40, 45, 100 }, FAULT_INPUT },
		{ { 2, 10, 20, 30 }, { 1, 30, 35, 100 }, FAULT_INPUT },
		{ { 1, 10, 20, 30 }, { 1, 30, 35, 100 }, FAULT_INPUT },
		{ { 1, 10, 20, 30 }, { 9, 30, 35, 100 }, FAULT_INPUT },
		{ { 0, 10, 20, 30 }, { 2, 30, 35, 100 }, FAULT_INPUT }, /* no file */
		{ { 1, 10, 20, 30 }, { 3, 30, 35, 100 }, FAULT_INPUT }, /* not in the message itself */
		{ { 1, 10, 20, 30 }, { 4, 30, 35, 100 }, FAULT_INPUT }, /* of another reading */
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct arena *a = arena_new(CASEFILE_ARENA_MAX);
		struct casefile c = { .version = CASEFILE_VERSION, .size = 100 }, d = { 0 };
		struct buf out;
		buf_init(&out, CASEFILE_OCTETS_MAX);
		*LIST_ADD(a, &c.parts) = (struct casefile_part){ .kind = PART_MULTIPART };
		for (int k = 1; k < 5; k++)
			*LIST_ADD(a, &c.parts) = (struct casefile_part){ .is_attachment = true, .is_unpacked = k == 3, .view = k == 4 };
		*LIST_ADD(a, &c.spans) = cases[i].a;
		*LIST_ADD(a, &c.spans) = cases[i].b;
		casefile_write(&c, &out);
		if (casefile_read(buf_bytes(&out), a, &d) != cases[i].want)
			fail_msg("case %zu", i);
		buf_done(&out);
		arena_free(a);
	}
}

static void
gaps_beyond_the_ceiling_are_still_known(void **state)
{
	struct arena *a = arena_new(CASEFILE_ARENA_MAX);
	struct casefile c = { 0 };
	for (int i = 0; i < CASEFILE_GAPS_MAX + 1; i++)
		casefile_gap_add(&c, a, BYTES("1"), GAP_MALFORMED, BYTES("x"));
	assert_int_equal(c.gaps.count, CASEFILE_GAPS_MAX);
	assert_int_equal(c.gaps.at[CASEFILE_GAPS_MAX - 1].reason, GAP_LIMIT);
	arena_free(a);
}

static void
a_gap_is_told_in_the_readers_language(void **state)
{
	const struct casefile_gap known = { BYTES("1"), GAP_LIMIT, BYTES("parts nested too deep") };
	const struct casefile_gap other = { BYTES("1"), GAP_CRASHED, BYTES("something new") };
	check_text(gap_say(&known, LANGUAGE_EN), "parts nested too deep");
	check_text(gap_say(&known, LANGUAGE_ZH), "邮件部件嵌套过深");
	check_text(gap_say(&other, LANGUAGE_EN), "something new");
	check_text(gap_say(&other, LANGUAGE_ZH), "检查程序中断");
}

/* Everything that may be barred, and why it may stay, has words in both languages, and no two the same. */
static void
what_is_barred_is_said_in_both_languages(void **state)
{
	for (int language = 0; language < 2; language++) {
		for (int i = 0; i < FILE_CLASS_COUNT; i++)
			for (int k = 0; k <= i; k++) {
				const char *one = file_class_say((enum file_class)i, (enum language)language);
				assert_true(one != NULL && one[0] != 0);
				assert_true(k == i || strcmp(one, file_class_say((enum file_class)k, (enum language)language)) != 0);
			}
		assert_string_equal(file_kept_say(FILE_NOT_KEPT, (enum language)language), "");
		for (int i = FILE_NOT_KEPT + 1; i < FILE_KEPT_COUNT; i++)
			assert_true(file_kept_say((enum file_kept)i, (enum language)language)[0] != 0);
	}
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_case_file_survives_the_border),
		cmocka_unit_test(an_index_outside_its_list_is_refused),
		cmocka_unit_test(a_span_outside_the_message_or_over_another_is_refused),
		cmocka_unit_test(gaps_beyond_the_ceiling_are_still_known),
		cmocka_unit_test(what_is_barred_is_said_in_both_languages),
		cmocka_unit_test(a_gap_is_told_in_the_readers_language),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
