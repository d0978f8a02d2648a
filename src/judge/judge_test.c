#include "judge/judge.h"

#include "casefile/gap.h"
#include "lib/check.h"

/* A header that GTUBE's detector takes: hard evidence for spam. */
static void
gtube(struct casefile *c, struct arena *a)
{
	*LIST_ADD(a, &c->parts) = (struct casefile_part){ .id = BYTES("1"), .type = BYTES("text/plain") };
	*LIST_ADD(a, &c->texts) = (struct casefile_text){
		.visible = BYTES("XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X"), .visible_chars = 68 };
}

static void
the_policy_says_what_is_done_with_a_type(void **state)
{
	const struct {
		const char *conf;
		enum action want;
	} cases[] = {
		{ "[policy default]\nspam = tag\n", ACTION_TAG },
		{ "[policy default]\nspam = reject\n", ACTION_REJECT },
		{ "[policy default]\nspam = deliver\n", ACTION_DELIVER },
		{ "[policy default]\nphishing = reject\n", ACTION_QUARANTINE },
		{ "[policy default]\nquarantine_at = 50\n", ACTION_QUARANTINE }, /* hard evidence needs no score */
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *a = arena_new(CASEFILE_ARENA_MAX);
		struct casefile c = { .version = CASEFILE_VERSION };
		struct judgement j;
		struct conf conf;
		gtube(&c, a);
		assert_int_equal(conf_read_text(&conf, bytes_of_cstr(cases[i].conf), "test"), 0);
		judge(&c, conf_policy(&conf, BYTES_NONE), a, &j);
		assert_int_equal(j.verdict.type, TYPE_SPAM);
		assert_int_equal(j.verdict.action, cases[i].want);
		conf_done(&conf);
		arena_free(a);
	}
}

static void
what_was_not_inspected_follows_the_policy(void **state)
{
	struct arena *a = arena_new(CASEFILE_ARENA_MAX);
	struct casefile c = { .version = CASEFILE_VERSION, .message_id = BYTES_INIT("1@example.com"), .to_count = 1 };
	struct judgement j;
	struct conf conf;
	casefile_gap_add(&c, a, BYTES("1"), GAP_ENCRYPTED, BYTES("sealed"));
	assert_int_equal(conf_read_text(&conf, BYTES("[policy default]\nnot_inspected = quarantine\n"), "test"), 0);
	judge(&c, conf_policy(&conf, BYTES_NONE), a, &j);
	assert_int_equal(j.verdict.action, ACTION_QUARANTINE);
	judge(&c, NULL, a, &j);
	assert_true(j.verdict.action < ACTION_QUARANTINE);
	conf_done(&conf);
	arena_free(a);
}

static void
what_ended_two_workers_follows_the_policy_and_nothing_else_is_said_of_it(void **state)
{
	struct arena *a = arena_new(CASEFILE_ARENA_MAX);
	struct casefile c = { .version = CASEFILE_VERSION, .is_unread = true };
	struct judgement j;
	struct conf conf;
	casefile_gap_add(&c, a, BYTES_NONE, GAP_CRASHED, BYTES("the worker crashed"));
	judge(&c, NULL, a, &j);
	assert_int_equal(j.verdict.action, ACTION_QUARANTINE);
	assert_int_equal(j.findings.list.count, 1);
	check_text(j.findings.list.at[0].id, "gap");
	assert_int_equal(conf_read_text(&conf, BYTES("[policy default]\nkills_workers = reject\n"), "test"), 0);
	judge(&c, conf_policy(&conf, BYTES_NONE), a, &j);
	assert_int_equal(j.verdict.action, ACTION_REJECT);
	conf_done(&conf);
	arena_free(a);
}

static void
a_silent_engine_follows_the_policy(void **state)
{
	const struct {
		const char *conf;
		enum engine_status status;
		bool is_bad;
		enum action want;
	} cases[] = {
		{ "", ENGINE_ABSENT, false, ACTION_DELIVER },
		{ "engine_silent = quarantine", ENGINE_ABSENT, false, ACTION_QUARANTINE },
		{ "engine_silent = defer", ENGINE_LATE, false, ACTION_DEFER },
		{ "engine_silent = defer", ENGINE_CLEAN, false, ACTION_DELIVER },
		/* held is held: it need not come again */
		{ "engine_silent = defer", ENGINE_LATE, true, ACTION_QUARANTINE },
		/* what an engine does not say is no gap of the message */
		{ "not_inspected = reject", ENGINE_FAILED, false, ACTION_DELIVER },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *a = arena_new(CASEFILE_ARENA_MAX);
		struct casefile c = { .version = CASEFILE_VERSION, .from_headers = 1 };
		struct judgement j;
		struct conf conf;
		char text[100];
		(void)snprintf(text, sizeof text, "[policy default]\ntag_at = 50\n%s\n", cases[i].conf);
		if (cases[i].is_bad)
			gtube(&c, a);
		*LIST_ADD(a, &c.asked.engines) = (struct casefile_engine){ .name = BYTES("one"), .status = cases[i].status };
		if (cases[i].status != ENGINE_CLEAN)
			casefile_gap_add(&c, a, BYTES_NONE, GAP_LIMIT, gap_of_engine(cases[i].status));
		assert_int_equal(conf_read_text(&conf, bytes_of_cstr(text), "test"), 0);
		judge(&c, conf_policy(&conf, BYTES_NONE), a, &j);
		assert_int_equal(j.verdict.action, cases[i].want);
		conf_done(&conf);
		arena_free(a);
	}
}

static void
files_are_barred_by_content_and_the_reason_is_kept(void **state)
{
	const struct {
		const char *conf, *detected, *name;
		bool is_file;
		enum action want;
	} cases[] = {
		{ "", "application/x-dosexec", "invoice.pdf", true, ACTION_QUARANTINE },
		{ "", "application/x-ms-shortcut", "a", true, ACTION_QUARANTINE },
		{ "", "application/pdf", "invoice.exe", true, ACTION_DELIVER },
		{ "", "application/x-shellscript", "a.sh", true, ACTION_DELIVER },
		{ "", "text/html", "", false, ACTION_DELIVER }, /* the letter itself is no file */
		{ "files_page = tag", "text/html", "a", true, ACTION_TAG },
		{ "files_program = reject", "application/x-elf", "a", true, ACTION_REJECT },
		{ "files_program = deliver", "application/x-dosexec", "a", true, ACTION_DELIVER },
		{ "files_disk_image = reject", "application/x-iso9660", "a", true, ACTION_REJECT },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena *a = arena_new(CASEFILE_ARENA_MAX);
		struct casefile c = { .version = CASEFILE_VERSION, .from_headers = 1 };
		struct judgement j;
		struct conf conf;
		char text[100];
		(void)snprintf(text, sizeof text, "[policy default]\ntag_at = 50\nquarantine_at = 60\n%s\n", cases[i].conf);
		*LIST_ADD(a, &c.parts) = (struct casefile_part){ .id = BYTES("1"), .detected = bytes_of_cstr(cases[i].detected),
			.name = bytes_of_cstr(cases[i].name), .is_attachment = cases[i].is_file };
		assert_int_equal(conf_read_text(&conf, bytes_of_cstr(text), "test"), 0);
		/* twice: a case file that was stored is judged again */
		judge(&c, conf_policy(&conf, BYTES_NONE), a, &j);
		judge(&c, conf_policy(&conf, BYTES_NONE), a, &j);
		if (j.verdict.action != cases[i].want)
			print_error("case %zu\n", i);
		assert_int_equal(j.verdict.action, cases[i].want);
		assert_int_equal(c.asked.barred.count, cases[i].want != ACTION_DELIVER);
		bool is_told = false;
		for (size_t k = 0; k < j.findings.list.count; k++)
			is_told |= bytes_equal(j.findings.list.at[k].id, BYTES("file_policy"));
		assert_int_equal(is_told, cases[i].want != ACTION_DELIVER);
		conf_done(&conf);
		arena_free(a);
	}
}

static void
documents_with_code_and_locked_files_have_policies_of_their_own(void **state)
{
	struct arena *a = arena_new(CASEFILE_ARENA_MAX);
	struct casefile c = { .version = CASEFILE_VERSION };
	struct judgement j;
	struct conf conf;
	*LIST_ADD(a, &c.parts) = (struct casefile_part){ .id = BYTES("1"), .is_attachment = true, .is_encrypted = true };
	*LIST_ADD(a, &c.documents) = (struct casefile_document){ .part = 0, .signs = 1U << DOCUMENT_VBA };
	assert_int_equal(conf_read_text(&conf, BYTES("[policy default]\nfiles_macro = tag\nfiles_locked = reject\n"), "test"), 0);
	judge(&c, conf_policy(&conf, BYTES_NONE), a, &j);
	assert_int_equal(j.verdict.action, ACTION_REJECT);
	assert_int_equal(c.asked.barred.count, 2);
	/* what a password opened was looked into */
	c.documents.at[0].password = BYTES("1234");
	judge(&c, conf_policy(&conf, BYTES_NONE), a, &j);
	assert_int_equal(j.verdict.action, ACTION_TAG);
	conf_done(&conf);
	arena_free(a);
}

/* A program at PART 1 of a mail, told to be taken out. */
static void
strip_scene(struct arena *a, struct casefile *c)
{
	*c = (struct casefile){ .version = CASEFILE_VERSION, .from_headers = 1, .size = 100, .envelope.may_alter = ALTER_MESSAGE };
	*LIST_ADD(a, &c->parts) = (struct casefile_part){ .id = BYTES("TEXT"), .kind = PART_MULTIPART, .type = BYTES("multipart/mixed") };
	*LIST_ADD(a, &c->parts) = (struct casefile_part){ .id = BYTES("1"), .detected = BYTES("application/x-elf"),
		.name = BYTES("tool"), .is_attachment = true };
	*LIST_ADD(a, &c->spans) = (struct casefile_span){ 1, 10, 20, 30 };
}

static void
a_file_is_taken_out_or_the_whole_mail_is_held(void **state)
{
	struct arena *a = arena_new(CASEFILE_ARENA_MAX);
	struct casefile c;
	struct judgement j;
	struct conf conf;
	assert_int_equal(conf_read_text(&conf, BYTES("[policy default]\ntag_at = 50\nquarantine_at = 60\nfiles_program = strip\n"
	    "files_page = strip\nfiles_disk_image = reject\n"), "test"), 0);
	const struct conf_policy *policy = conf_policy(&conf, BYTES_NONE);
	strip_scene(a, &c);
	judge(&c, policy, a, &j);
	assert_int_equal(j.verdict.action, ACTION_DELIVER);
	assert_true(j.strips);
	assert_int_equal(c.asked.barred.count, 1);
	assert_int_equal(c.asked.barred.at[0].taken, 1);
	/* signed */
	c.parts.at[0].type = BYTES("multipart/signed");
	judge(&c, policy, a, &j);
	assert_int_equal(j.verdict.action, ACTION_QUARANTINE);
	assert_false(j.strips);
	assert_int_equal(c.asked.barred.at[0].kept, FILE_KEPT_SIGNED);
	/* one goes, another holds: all is held */
	strip_scene(a, &c);
	*LIST_ADD(a, &c.parts) = (struct casefile_part){ .id = BYTES("2"), .detected = BYTES("text/html"), .is_attachment = true };
	judge(&c, policy, a, &j);
	assert_int_equal(j.verdict.action, ACTION_QUARANTINE);
	assert_false(j.strips);
	/* one goes, another refuses the mail */
	c.parts.at[2].detected = BYTES("application/x-udf");
	judge(&c, policy, a, &j);
	assert_int_equal(j.verdict.action, ACTION_REJECT);
	assert_false(j.strips);
	/* more than are listed */
	strip_scene(a, &c);
	for (int i = 0; i < CASEFILE_BARRED_MAX; i++)
		*LIST_ADD(a, &c.parts) = (struct casefile_part){ .parent = 1, .detected = BYTES("application/x-elf"), .is_attachment = true,
			.is_unpacked = true };
	judge(&c, policy, a, &j);
	assert_int_equal(j.verdict.action, ACTION_QUARANTINE);
	assert_false(j.strips);
	conf_done(&conf);
	arena_free(a);
}

static void
a_document_is_converted_or_what_the_policy_says_instead(void **state)
{
	struct arena *a = arena_new(CASEFILE_ARENA_MAX);
	struct casefile c;
	struct judgement j;
	struct conf conf, holds;
	const char *text = "[policy default]\ntag_at = 50\nquarantine_at = 60\nfiles_program = deliver\nfiles_document = convert\n";
	struct buf more;
	buf_init(&more, 1000);
	buf_addf(&more, "%sconvert_else = quarantine\n", text);
	assert_int_equal(conf_read_text(&conf, bytes_of_cstr(text), "test"), 0);
	assert_int_equal(conf_read_text(&holds, buf_bytes(&more), "test"), 0);
	const struct conf_policy *policy = conf_policy(&conf, BYTES_NONE);
	strip_scene(a, &c);
	*LIST_ADD(a, &c.documents) = (struct casefile_document){ .part = 1, .format = BYTES("docx") };
	*LIST_ADD(a, &c.texts) = (struct casefile_text){ .part = 1, .visible = BYTES("words") };
	judge(&c, policy, a, &j);
	assert_true(j.strips);
	check_text(c.asked.barred.at[0].action, "convert");
	assert_int_equal(c.asked.barred.at[0].taken, 1);
	/* not all of it was read */
	casefile_gap_add(&c, a, BYTES("1"), GAP_MALFORMED, BYTES("damaged"));
	judge(&c, policy, a, &j);
	assert_true(j.strips && c.asked.barred.at[0].is_unconverted);
	check_text(c.asked.barred.at[0].action, "strip");
	judge(&c, conf_policy(&holds, BYTES_NONE), a, &j);
	assert_false(j.strips);
	assert_int_equal(j.verdict.action, ACTION_QUARANTINE);
	check_text(c.asked.barred.at[0].action, "quarantine");
	/* signed: nothing is altered, whatever comes instead */
	c.gaps.count = 0;
	c.parts.at[0].type = BYTES("multipart/signed");
	judge(&c, policy, a, &j);
	assert_int_equal(j.verdict.action, ACTION_QUARANTINE);
	assert_int_equal(c.asked.barred.at[0].kept, FILE_KEPT_SIGNED);
	/* what a mail program packs, and a table of plain text, are no office documents */
	c.documents.at[0].format = BYTES("tnef");
	judge(&c, policy, a, &j);
	assert_int_equal(c.asked.barred.count, 0);
	conf_done(&conf);
	conf_done(&holds);
	buf_done(&more);
	arena_free(a);
}

static void
the_envelope_names_the_tenants_domains_and_executives(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct casefile_envelope e = { 0 };
	struct conf conf;
	assert_int_equal(conf_read_text(&conf, BYTES("[domain *]\n[domain *.example.cn]\n[domain example.com]\n"
	    "executives = \"Li Lei <li@example.com>\"\n[domain example.org]\ntenant = other\n"), "test"), 0);
	*LIST_ADD(a, &e.recipients) = BYTES("bo@example.com");
	judge_envelope(&conf, BYTES("default"), a, &e);
	assert_int_equal(e.own_domains.count, 2);
	check_text(e.own_domains.at[0], "example.com");
	check_text(e.own_domains.at[1], "example.cn");
	assert_int_equal(e.executives.count, 1);
	check_text(e.executives.at[0], "Li Lei <li@example.com>");
	conf_done(&conf);
	arena_free(a);
}

static void
a_tenant_with_more_domains_than_a_case_file_lists_is_cut(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct casefile_envelope e = { 0 };
	struct conf conf;
	struct buf text;
	buf_init(&text, 1 << 16);
	for (int i = 0; i < CASEFILE_DOMAINS_MAX + 1; i++)
		buf_addf(&text, "[domain d%d.example]\n", i);
	assert_int_equal(conf_read_text(&conf, buf_bytes(&text), "test"), 0);
	judge_envelope(&conf, BYTES("default"), a, &e);
	assert_int_equal(e.own_domains.count, CASEFILE_DOMAINS_MAX);
	conf_done(&conf);
	buf_done(&text);
	arena_free(a);
}

static void
a_verdict_is_settled_above_every_policys_threshold(void **state)
{
	const struct {
		const char *conf;
		double want;
	} cases[] = {
		{ "", 0.75 },
		{ "[policy strict]\nquarantine_at = 0.5\n", 0.75 },
		{ "[policy lax]\nquarantine_at = 5\n", 5 },
		{ "[policy strict]\nreject_at = 8\n", 8 },
		{ "[policy strict]\nphishing = reject\n", 0 },
		{ "[policy strict]\nnot_inspected = reject\n", 0 },
		{ "[policy all]\nspam = reject\nrumor = reject\nillegal = reject\nphishing = reject\nnot_inspected = reject\n", 0.75 },
		{ "[dissect]\npicture_words = always\n", 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct conf conf;
		double want = cases[i].want;
		assert_int_equal(conf_read_text(&conf, bytes_of_cstr(cases[i].conf), "test"), 0);
		assert_true(judge_settled_from(&conf) == want);
		conf_done(&conf);
	}
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(the_policy_says_what_is_done_with_a_type),
		cmocka_unit_test(what_was_not_inspected_follows_the_policy),
		cmocka_unit_test(what_ended_two_workers_follows_the_policy_and_nothing_else_is_said_of_it),
		cmocka_unit_test(a_silent_engine_follows_the_policy),
		cmocka_unit_test(files_are_barred_by_content_and_the_reason_is_kept),
		cmocka_unit_test(documents_with_code_and_locked_files_have_policies_of_their_own),
		cmocka_unit_test(a_file_is_taken_out_or_the_whole_mail_is_held),
		cmocka_unit_test(a_document_is_converted_or_what_the_policy_says_instead),
		cmocka_unit_test(a_verdict_is_settled_above_every_policys_threshold),
		cmocka_unit_test(the_envelope_names_the_tenants_domains_and_executives),
		cmocka_unit_test(a_tenant_with_more_domains_than_a_case_file_lists_is_cut),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
