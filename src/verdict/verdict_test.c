#include "verdict/verdict.h"

#include "lib/check.h"

struct fixture {
	struct arena *arena;
	struct casefile c;
	struct findings findings;
	struct verdict v;
};

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof *f);
	f->arena = arena_new(CASEFILE_ARENA_MAX);
	f->findings.arena = f->arena;
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

static struct finding *
add(struct fixture *f, enum family family, enum mail_type type, double weight)
{
	struct finding *finding = LIST_ADD(f->arena, &f->findings.list);
	static const char ids[] = "abcdefghijklmnopqrstuvwxyz";
	struct bytes id = bytes_of(ids + f->findings.list.count % 26, 1);
	*finding = (struct finding){ .id = id, .family = family, .type = type, .weight = weight };
	return finding;
}

static double
decide(struct fixture *f)
{
	verdict_decide(&f->c, &f->findings, &policy_default, &f->v);
	return f->v.score;
}

static void
a_message_without_findings_is_delivered(void **state)
{
	struct fixture *f = *state;
	assert_true(decide(f) == policy_default.prior);
	assert_int_equal(f->v.action, ACTION_DELIVER);
	assert_int_equal(f->v.type, TYPE_NORMAL);
}

static void
no_family_alone_quarantines_whatever_the_caps(void **state)
{
	struct fixture *f = *state;
	struct policy_view generous = policy_default;
	for (int family = 0; family < FAMILY_COUNT; family++)
		generous.family_cap[family] = 1000;
	for (int family = 0; family < FAMILY_COUNT; family++) {
		f->findings.list.count = 0;
		for (int i = 0; i < 50; i++)
			add(f, (enum family)family, TYPE_VIRUS, 10);
		decide(f);
		assert_true(f->v.action < ACTION_QUARANTINE);
		verdict_decide(&f->c, &f->findings, &generous, &f->v);
		assert_true(f->v.action < ACTION_QUARANTINE);
	}
}

static void
more_of_the_same_trick_adds_little(void **state)
{
	struct fixture *f = *state;
	add(f, FAMILY_LINK, TYPE_PHISHING, 1)->id = BYTES("link");
	double one = decide(f);
	add(f, FAMILY_LINK, TYPE_PHISHING, 2)->id = BYTES("link");
	double two = decide(f);
	add(f, FAMILY_LINK, TYPE_PHISHING, 2)->id = BYTES("link");
	assert_true(two == one + 1.25);
	assert_true(decide(f) == two + 0.5);
}

static void
two_families_quarantine(void **state)
{
	struct fixture *f = *state;
	add(f, FAMILY_LINK, TYPE_PHISHING, 3.5);
	add(f, FAMILY_CONTENT, TYPE_PHISHING, 3);
	decide(f);
	assert_int_equal(f->v.action, ACTION_QUARANTINE);
	assert_int_equal(f->v.type, TYPE_PHISHING);
}

/* A small generator of our own: the same cases in every run. */
static uint32_t
draw(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void
a_bad_sign_more_never_lowers_and_a_good_one_never_raises_the_score(void **state)
{
	struct fixture *f = *state;
	uint32_t seed = 7;
	for (int round = 0; round < 2000; round++) {
		f->findings.list.count = 0;
		for (uint32_t n = draw(&seed) % 12; n > 0; n--)
			add(f, draw(&seed) % FAMILY_COUNT, draw(&seed) % TYPE_COUNT,
			    draw(&seed) % 600 / 100.0 - 2)
			    ->is_hard = draw(&seed) % 40 == 0;
		double before = decide(f);
		struct finding *more =
		    add(f, draw(&seed) % FAMILY_COUNT, TYPE_SPAM, draw(&seed) % 500 / 100.0);
		assert_true(decide(f) >= before);
		more->weight = -more->weight;
		assert_true(decide(f) <= before);
	}
}

static void
padding_with_good_signs_is_bounded(void **state)
{
	struct fixture *f = *state;
	add(f, FAMILY_LINK, TYPE_PHISHING, 4);
	add(f, FAMILY_IDENTITY, TYPE_PHISHING, 4);
	double before = decide(f);
	for (int i = 0; i < FINDINGS_MAX - 2; i++)
		add(f, (enum family)(i % FAMILY_COUNT), TYPE_NORMAL, -3);
	assert_true(decide(f) >= before - policy_default.relief_cap - 1e-9);
}

static void
hard_evidence_decides_alone_and_cannot_be_bought_off(void **state)
{
	struct fixture *f = *state;
	add(f, FAMILY_ATTACHMENT, TYPE_VIRUS, 1)->is_hard = true;
	for (int i = 0; i < 100; i++)
		add(f, FAMILY_CONTENT, TYPE_NORMAL, -3);
	decide(f);
	assert_int_equal(f->v.action, ACTION_QUARANTINE);
	assert_int_equal(f->v.type, TYPE_VIRUS);
	assert_true(f->v.score >= policy_default.quarantine);
}

static void
the_type_follows_precedence_only_with_evidence_of_its_own(void **state)
{
	static const struct {
		double virus, phishing, illegal, rumor, spam;
		enum mail_type want;
	} cases[] = {
		{ 3, 3, 0, 0, 1, TYPE_VIRUS },
		{ 0.5, 3, 0, 0, 3, TYPE_PHISHING }, /* too little for a virus */
		{ 0, 1.6, 0, 0, 6, TYPE_SPAM }, /* a trace beside an obvious advertisement */
		{ 0, 0, 2, 0, 4, TYPE_ILLEGAL }, { 0, 0, 0, 2, 3, TYPE_RUMOR },
		{ 1, 1, 1, 1, 1, TYPE_SPAM }, /* nothing has a name of its own */
	};
	struct fixture *f = *state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		f->findings.list.count = 0;
		add(f, FAMILY_ATTACHMENT, TYPE_VIRUS, cases[i].virus);
		add(f, FAMILY_LINK, TYPE_PHISHING, cases[i].phishing);
		add(f, FAMILY_CONTENT, TYPE_ILLEGAL, cases[i].illegal);
		add(f, FAMILY_REPUTATION, TYPE_RUMOR, cases[i].rumor);
		add(f, FAMILY_IDENTITY, TYPE_SPAM, cases[i].spam);
		add(f, FAMILY_FINGERPRINT, TYPE_NORMAL, 0);
		struct policy_view tag_all = policy_default;
		tag_all.tag = -10;
		verdict_decide(&f->c, &f->findings, &tag_all, &f->v);
		assert_int_equal(f->v.type, cases[i].want);
	}
}

static void
the_subtype_follows_the_conflict_rule(void **state)
{
	static const struct {
		uint32_t says;
		bool aims_at_executive;
		enum subtype want;
		enum bec_theme theme;
	} cases[] = {
		{ SAYS_EXECUTIVE | SAYS_GIFT_CARD, true, SUBTYPE_CEO, BEC_GIFT_CARD },
		{ SAYS_INTERNAL | SAYS_CREDENTIALS, true, SUBTYPE_WHALING, BEC_THEME_NONE },
		{ SAYS_SUPPLIER | SAYS_PAYMENT, false, SUBTYPE_BEC, BEC_PAYMENT },
		{ SAYS_INTERNAL | SAYS_CREDENTIALS, false, SUBTYPE_OA, BEC_THEME_NONE },
		{ SAYS_IMPERSONATES, false, SUBTYPE_SPEAR, BEC_THEME_NONE },
		{ SAYS_CREDENTIALS, false, SUBTYPE_OTHER, BEC_THEME_NONE },
	};
	struct fixture *f = *state;
	*LIST_ADD(f->arena, &f->c.envelope.executives) = BYTES("Li Lei <li.lei@example.cn>");
	*LIST_ADD(f->arena, &f->c.envelope.recipients) = BYTES("li.lei@example.cn");
	f->c.to_count = 1;
	add(f, FAMILY_LINK, TYPE_PHISHING, 4);
	add(f, FAMILY_CONTENT, TYPE_PHISHING, 4);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		f->findings.list.at[0].says = cases[i].says;
		f->c.envelope.recipients.at[0] =
		    cases[i].aims_at_executive ? BYTES("LI.LEI@example.cn") : BYTES("a@example.cn");
		decide(f);
		assert_int_equal(f->v.subtype, cases[i].want);
		assert_int_equal(f->v.bec_theme, cases[i].theme);
	}
}

static void
a_message_that_killed_its_reader_twice_is_quarantined(void **state)
{
	struct fixture *f = *state;
	/* Of two files that ended their openers the rest was read. */
	casefile_gap_add(&f->c, f->arena, BYTES("1"), GAP_CRASHED, BYTES("the opener ended"));
	casefile_gap_add(&f->c, f->arena, BYTES("2"), GAP_CRASHED, BYTES("the opener ended"));
	decide(f);
	assert_int_equal(f->v.action, ACTION_DELIVER);
	assert_false(f->v.is_unread);
	f->c.is_unread = true;
	decide(f);
	assert_int_equal(f->v.action, ACTION_QUARANTINE);
	assert_true(f->v.is_unread);
	struct policy_view lenient = policy_default;
	lenient.on_unread = ACTION_TAG;
	verdict_decide(&f->c, &f->findings, &lenient, &f->v);
	assert_int_equal(f->v.action, ACTION_TAG);
}

static void
bulk_is_a_mark_and_changes_nothing_else(void **state)
{
	struct fixture *f = *state;
	double before = decide(f);
	assert_false(f->v.bulk);
	*LIST_ADD(f->arena, &f->c.headers) =
	    (struct casefile_header){ .name = BYTES("Precedence"), .value = BYTES(" bulk") };
	assert_true(decide(f) == before);
	assert_true(f->v.bulk);
	assert_int_equal(f->v.action, ACTION_DELIVER);
}

static void
bulk_is_told_by_what_the_sender_does(void **state)
{
	static const struct {
		struct bytes header, value, local, mail_from;
		bool is_answer, want;
	} cases[] = {
		{ BYTES_INIT("Auto-Submitted"), BYTES_INIT(" auto-generated"), BYTES_INIT("shop"), BYTES_INIT("shop@a.example"), false, true },
		{ BYTES_INIT("Auto-Submitted"), BYTES_INIT(" auto-replied"), BYTES_INIT("li"), BYTES_INIT("li@a.example"), false, false },
		{ BYTES_INIT("X-A"), BYTES_INIT(""), BYTES_INIT("no-reply"), BYTES_INIT("x@a.example"), false, true },
		{ BYTES_INIT("X-A"), BYTES_INIT(""), BYTES_INIT("no-reply"), BYTES_INIT("x@a.example"), true, false },
		{ BYTES_INIT("X-A"), BYTES_INIT(""), BYTES_INIT("shop"), BYTES_INIT("bounce-77@a.example"), false, true },
		{ BYTES_INIT("X-A"), BYTES_INIT(""), BYTES_INIT("shop"), BYTES_INIT("b+li=b.example@a.example"), false, true },
		{ BYTES_INIT("X-A"), BYTES_INIT(""), BYTES_INIT("li"), BYTES_INIT("SRS0=k=b.example=li@a.example"), false, false },
		{ BYTES_INIT("X-A"), BYTES_INIT(""), BYTES_INIT("li"), BYTES_INIT("prvs=1=li@a.example"), false, false },
		{ BYTES_INIT("X-A"), BYTES_INIT(""), BYTES_INIT("li"), BYTES_INIT("li@a.example"), false, false },
	};
	struct fixture *f = *state;
	struct casefile_header *header = LIST_ADD(f->arena, &f->c.headers);
	struct casefile_address *from = LIST_ADD(f->arena, &f->c.from);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		*header = (struct casefile_header){ .name = cases[i].header, .value = cases[i].value };
		*from = (struct casefile_address){ .local = cases[i].local };
		f->c.envelope.mail_from = cases[i].mail_from;
		f->c.references = cases[i].is_answer;
		decide(f);
		assert_int_equal(f->v.bulk, cases[i].want);
	}
}

static void
technique_alone_makes_no_phishing_of_a_casino(void **state)
{
	struct fixture *f = *state;
	add(f, FAMILY_CONTENT, TYPE_ILLEGAL, 3);
	add(f, FAMILY_LINK, TYPE_PHISHING, 3)->says = SAYS_CREDENTIALS;
	decide(f);
	assert_int_equal(f->v.type, TYPE_ILLEGAL);
	add(f, FAMILY_IDENTITY, TYPE_PHISHING, 2)->says = SAYS_BRAND | SAYS_IMPERSONATES;
	decide(f);
	assert_int_equal(f->v.type, TYPE_PHISHING);
	f->findings.list.at[0].type = TYPE_SPAM;
	f->findings.list.at[2].weight = 0;
	decide(f);
	assert_int_equal(f->v.type, TYPE_SPAM);
	f->findings.list.at[0].family = FAMILY_BEHAVIOUR; /* no text says what it is */
	decide(f);
	assert_int_equal(f->v.type, TYPE_PHISHING);
}

static void
nine_classes_follow_from_the_axes(void **state)
{
	(void)state;
	bool seen[BEC_CLASS_COUNT] = { false };
	for (int identity = 0; identity < BEC_IDENTITY_COUNT; identity++)
		for (int deception = 0; deception < BEC_DECEPTION_COUNT; deception++)
			for (int theme = 0; theme < BEC_THEME_COUNT; theme++) {
				struct verdict v = { .bec_identity = (enum bec_identity)identity,
					.bec_deception = (enum bec_deception)deception,
					.bec_theme = (enum bec_theme)theme };
				enum bec_class bec = bec_class_of(&v);
				assert_int_equal(bec == BEC_CLASS_NONE, theme == BEC_THEME_NONE);
				seen[bec] = true;
			}
	for (int bec = 0; bec < BEC_CLASS_COUNT; bec++)
		assert_true(seen[bec]);
	struct verdict ceo = { .bec_identity = BEC_EXECUTIVE, .bec_deception = BEC_IMPERSONATION, .bec_theme = BEC_PAYMENT };
	assert_int_equal(bec_class_of(&ceo), BEC_EXECUTIVE_ORDER);
	ceo.bec_deception = BEC_COMPROMISE;
	assert_int_equal(bec_class_of(&ceo), BEC_STOLEN_ACCOUNT);
}

static void
the_header_holds_what_was_decided_and_no_foreign_octets(void **state)
{
	struct verdict v = { .type = TYPE_PHISHING, .action = ACTION_TAG, .score = -0.126 };
	struct buf out;
	buf_init(&out, 1000);
	verdict_header(&v, BYTES("a1-2\r\nBcc: x;"), &out);
	check_text(buf_bytes(&out), "type=phishing; action=tag; score=-0.13; id=a1-2Bccx");
	buf_clear(&out);
	v.score = 1e300;
	verdict_header(&v, BYTES(""), &out);
	check_text(buf_bytes(&out), "type=phishing; action=tag; score=999.99; id=");
	buf_done(&out);
}

static void
the_explanation_names_type_score_and_weights_in_both_languages(void **state)
{
	struct verdict v = { .type = TYPE_PHISHING,
		.subtype = SUBTYPE_OA,
		.action = ACTION_QUARANTINE,
		.score = 2.31,
		.families = { [FAMILY_LINK] = 3.25, [FAMILY_RELATION] = -0.5 },
		.gaps = 2 };
	struct buf out;
	buf_init(&out, 1000);
	verdict_explain(&v, LANGUAGE_EN, &out);
	check_text(buf_bytes(&out),
	    "Quarantined as phishing (poses as the own office or mail system), score +2.3. "
	    "Not inspected: 2 places. What weighed: links +3.3, the relation between sender and recipient -0.5.");
	buf_clear(&out);
	verdict_explain(&v, LANGUAGE_ZH, &out);
	check_text(buf_bytes(&out),
	    "已隔离：判为钓鱼邮件（冒充内部系统（OA类）），得分 +2.3。有 2 处未能检查。"
	    "依据：链接 +3.3、收发双方的往来关系 -0.5。");
	buf_done(&out);
}

static void
a_verdict_survives_storage(void **state)
{
	struct fixture *f = *state;
	add(f, FAMILY_LINK, TYPE_PHISHING, 4)->says = SAYS_PAYMENT;
	add(f, FAMILY_BEHAVIOUR, TYPE_SPAM, 2);
	decide(f);
	struct buf out;
	buf_init(&out, 1000);
	schema_write(&verdict_schema, &f->v, &out);
	struct verdict again = { 0 };
	assert_int_equal(schema_read(&verdict_schema, buf_bytes(&out), f->arena, &again), 0);
	assert_int_equal(again.subtype, SUBTYPE_BEC);
	assert_true(again.score == f->v.score);
	assert_true(again.families[FAMILY_BEHAVIOUR] == 2);
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test_setup_teardown(
		    a_message_without_findings_is_delivered, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    no_family_alone_quarantines_whatever_the_caps, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    more_of_the_same_trick_adds_little, set_up, tear_down),
		cmocka_unit_test_setup_teardown(two_families_quarantine, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_bad_sign_more_never_lowers_and_a_good_one_never_raises_the_score, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(
		    padding_with_good_signs_is_bounded, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    hard_evidence_decides_alone_and_cannot_be_bought_off, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    the_type_follows_precedence_only_with_evidence_of_its_own, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    the_subtype_follows_the_conflict_rule, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_message_that_killed_its_reader_twice_is_quarantined, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    bulk_is_a_mark_and_changes_nothing_else, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    bulk_is_told_by_what_the_sender_does, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    technique_alone_makes_no_phishing_of_a_casino, set_up, tear_down),
		cmocka_unit_test(nine_classes_follow_from_the_axes),
		cmocka_unit_test_setup_teardown(
		    the_header_holds_what_was_decided_and_no_foreign_octets, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    the_explanation_names_type_score_and_weights_in_both_languages, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(a_verdict_survives_storage, set_up, tear_down),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
