#include "detect/common.h"

#include "base/utf8.h"

#include "lib/check.h"

extern const struct detector detect_template;

struct fixture {
	struct arena *arena;
	struct casefile c;
	struct findings findings;
};

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	f->arena = arena_new(CASEFILE_ARENA_MAX);
	f->findings.arena = f->arena;
	*LIST_ADD(f->arena, &f->c.parts) =
	    (struct casefile_part){ .id = BYTES("1"), .type = BYTES("text/html") };
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	arena_free(f->arena);
	free(f);
	return 0;
}

static void
ask_one(struct fixture *f, const struct detector *d)
{
	f->findings.list.count = 0;
	f->findings.asked = d;
	f->findings.by_asked = 0;
	d->look(&f->c, &f->findings);
}

/* The placeholders of a sentence, as bits. */
static unsigned
placeholders(const char *text)
{
	unsigned bits = 0;
	for (; (text = strchr(text, '{')) != NULL; text++) {
		assert_true(text[1] >= '1' && text[1] <= '4' && text[2] == '}');
		bits |= 1u << (text[1] - '1');
	}
	return bits;
}

static void
every_detector_says_what_it_asks_and_why_in_two_languages(void **state)
{
	assert_true(detector_count >= 15);
	for (size_t i = 0; i < detector_count; i++) {
		const struct detector *d = detectors[i];
		assert_true(
		    d->asks != NULL && d->asks[0] != '\0' && d->asks[strlen(d->asks) - 1] == '?');
		assert_true(d->source != NULL && d->source[0] != '\0');
		assert_true(d->en != NULL && d->zh != NULL && d->look != NULL);
		/* an argument that is a word of ours comes once in each language */
		assert_int_equal(__builtin_popcount(placeholders(d->en)), __builtin_popcount(placeholders(d->zh)));
		assert_true(utf8_valid(bytes_of_cstr(d->zh)) && strcmp(d->en, d->zh) != 0);
		/* the reason of a policy weighs nothing: it says what was done, not what the message is */
		assert_true(d->weight != 0 || strcmp(d->name, "file_policy") == 0 || strcmp(d->name, "file_kept") == 0);
		assert_true(d->family < FAMILY_COUNT && d->type < TYPE_COUNT);
		assert_true((d->weight < 0) == (d->type == TYPE_NORMAL));
		assert_true(detector_find(bytes_of_cstr(d->name)) == d);
	}
	assert_null(detector_find(BYTES("template")));
}

static void
the_template_finds_what_it_asks_about(void **state)
{
	struct fixture *f = *state;
	*LIST_ADD(f->arena, &f->c.urls) =
	    (struct casefile_url){ .host = BYTES("good.example"), .is_hidden = true };
	ask_one(f, &detect_template);
	assert_int_equal(f->findings.list.count, 1);
	check_text(f->findings.list.at[0].part, "1");
	check_text(f->findings.list.at[0].args.at[0], "good.example");
	f->c.urls.at[0].is_hidden = false;
	ask_one(f, &detect_template);
	assert_int_equal(f->findings.list.count, 0);
}

static void
one_detector_adds_at_most_so_many_findings(void **state)
{
	struct fixture *f = *state;
	for (int i = 0; i < FINDINGS_PER_DETECTOR_MAX + 1; i++)
		*LIST_ADD(f->arena, &f->c.urls) = (struct casefile_url){ .is_hidden = true };
	ask_one(f, &detect_template);
	assert_int_equal(f->findings.list.count, FINDINGS_PER_DETECTOR_MAX);
}

static void
findings_beyond_the_ceiling_are_not_added(void **state)
{
	struct fixture *f = *state;
	for (int i = 0; i < FINDINGS_MAX + 1; i++) {
		f->findings.asked = &detect_template;
		f->findings.by_asked = 0;
		finding_add(&f->findings, 1, BYTES_NONE, BYTES("x"));
	}
	assert_int_equal(f->findings.list.count, FINDINGS_MAX);
}

static void
strengths_outside_0_to_1_cannot_raise_or_turn_a_weight(void **state)
{
	static const struct {
		double strength, want;
	} cases[] = { { 0.5, 0.5 }, { 1, 1 }, { 7, 1 }, { -1, 0 }, { 0.0 / 1, 0 },
		{ __builtin_nan(""), 0 } };
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		f->findings = (struct findings){ .arena = f->arena, .asked = &detect_template };
		finding_add(&f->findings, cases[i].strength, BYTES_NONE, BYTES("x"));
		assert_true(f->findings.list.at[0].weight == cases[i].want);
	}
}

static void
sentences_show_their_arguments_made_harmless(void **state)
{
	struct fixture *f = *state;
	f->findings.asked = detector_find(BYTES("display_address"));
	finding_add(&f->findings, 1, BYTES_NONE, BYTES("a@b.example\r\n\x1b[2J\xe2\x80\xae{2}"),
	    BYTES("c@d.example"));
	struct buf out;
	buf_init(&out, 1000);
	finding_sentence(&f->findings.list.at[0], LANGUAGE_EN, &out);
	check_text(buf_bytes(&out),
	    "The sender's name shows a@b.example[2J{2}, but the mail is from c@d.example.");
	buf_clear(&out);
	f->findings.list.at[0].id = BYTES("gone\n");
	finding_sentence(&f->findings.list.at[0], LANGUAGE_EN, &out);
	check_text(buf_bytes(&out), "gone");
	buf_done(&out);
}

static void
an_argument_is_cut_at_its_ceiling_between_characters(void **state)
{
	struct fixture *f = *state;
	char text[FINDING_ARG_MAX + 3];
	memset(text, 'a', sizeof text);
	memcpy(text + FINDING_ARG_MAX - 1, "\xe4\xb8\xad", 3);
	f->findings.asked = &detect_template;
	finding_add(&f->findings, 1, BYTES_NONE, bytes_of(text, FINDING_ARG_MAX + 2));
	assert_int_equal(f->findings.list.at[0].args.at[0].len, FINDING_ARG_MAX - 1);
}

static void
an_empty_case_file_harms_no_detector(void **state)
{
	struct fixture *f = *state;
	f->c = (struct casefile){ 0 };
	detect_run(&f->c, &f->findings);
	assert_null(f->findings.asked);
	for (size_t i = 0; i < f->findings.list.count; i++)
		assert_true(f->findings.list.at[i].family < FAMILY_COUNT);
}

static void
names_and_domains_are_compared_as_people_mean_them(void **state)
{
	static const struct bytes words[] = { BYTES_INIT("财务"), BYTES_INIT("it support") };
	check_text(extension_of(BYTES("a.b.EXE. .")), "EXE");
	check_text(extension_of(BYTES("none")), "");
	check_text(WORD_IN(BYTES("集团财务部"), words), "财务");
	check_text(WORD_IN(BYTES("xit support"), words), "");
	check_text(WORD_IN(BYTES("xit support; IT Support"), words), "it support");
	assert_true(domains_related(BYTES("mail.example.com"), BYTES("EXAMPLE.com")));
	assert_false(domains_related(BYTES("badexample.com"), BYTES("example.com")));
	assert_false(domains_related(BYTES(""), BYTES("example.com")));
}

static void
the_set_of_runs_loses_no_word(void **state)
{
	static const char *const texts[] = { "", "a", "Your REWARD waits", "xqq群 加微信", "re\ncall us now", "ab",
		"the quick brown fox; CLAIM-NOW!", "xxxxxxxcall usyyyyyyyy", "abcd" };
	static const struct bytes words[] = { BYTES_INIT("your reward"), BYTES_INIT("qq群"), BYTES_INIT("加微信"),
		BYTES_INIT("call us"), BYTES_INIT("a"), BYTES_INIT("ab"), BYTES_INIT("claim-now"), BYTES_INIT("fox jumps") };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct casefile_part part = { .id = BYTES("1") };
		struct casefile_text text = { .visible = bytes_of_cstr(texts[i]) };
		struct casefile c = { .parts = { &part, 1, 1 }, .texts = { &text, 1, 1 } };
		struct grams body;
		grams_of_texts(&c, &body);
		for (size_t k = 0; k < sizeof words / sizeof *words; k++)
			assert_true(bytes_equal(body_says(&c, &body, &words[k], 1), body_says(&c, NULL, &words[k], 1)));
		assert_true(bytes_equal(BODY_SAYS(&c, &body, words), BODY_SAYS(&c, NULL, words)));
	}
	/* wherever the word stands, across the middle too */
	for (size_t at = 0; at < 40; at++) {
		char said[] = "........................................call us........................................";
		struct casefile_part part = { .id = BYTES("1") };
		struct casefile_text text = { .visible = bytes_of(said + at, sizeof said - 1 - 40) };
		struct casefile c = { .parts = { &part, 1, 1 }, .texts = { &text, 1, 1 } };
		struct grams body;
		grams_of_texts(&c, &body);
		assert_true(bytes_equal(BODY_SAYS(&c, &body, words), BYTES("call us")));
	}
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(every_detector_says_what_it_asks_and_why_in_two_languages),
		cmocka_unit_test_setup_teardown(
		    the_template_finds_what_it_asks_about, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    one_detector_adds_at_most_so_many_findings, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    findings_beyond_the_ceiling_are_not_added, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    strengths_outside_0_to_1_cannot_raise_or_turn_a_weight, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    sentences_show_their_arguments_made_harmless, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    an_argument_is_cut_at_its_ceiling_between_characters, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    an_empty_case_file_harms_no_detector, set_up, tear_down),
		cmocka_unit_test(the_set_of_runs_loses_no_word),
		cmocka_unit_test(names_and_domains_are_compared_as_people_mean_them),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
