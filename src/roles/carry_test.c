/* A message's whole way: client, gate, a real dissector, the judgement, and a keeper that does what the test wants. */
#include "carry/carry.h"

#include <signal.h>
#include <sys/wait.h>

#include "lib/check.h"
#include "lib/smtp_rig.h"
#include "roles/nursery.h"

#define CONFIG \
	"[server]\nnext_hop = smtp://127.0.0.1:%PORT%\n[listener in]\naddress = 127.0.0.1:2525\n[domain example.com]\n"
#define GTUBE \
	"From: a@example.net\r\nTo: b@example.com\r\nSubject: t\r\nDate: Sat, 01 Nov 2025 10:00:00 +0000\r\n" \
	"Message-ID: <1@example.net>\r\n\r\nXJS*C4JDBQADN1.NSBN3*2IDNEN*" "GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X\r\n"
#define GOOD \
	"From: a@example.net\r\nTo: b@example.com\r\nSubject: lunch\r\nDate: Sat, 01 Nov 2025 10:00:00 +0000\r\n" \
	"Message-ID: <2@example.net>\r\n\r\nShall we have lunch?\r\n"

struct office {
	struct rig rig;
	struct pipeline *pipeline;
	struct asker *asker;
	struct carry *carry;
	int keeper; /* our end: the test is the keeper */
	const char *sent;
	pid_t nursery;
};

static const struct log quiet = { .fd = 2, .role = "test", .most = LOG_ERROR };

static pid_t
start_nursery(int *out)
{
	int pair[2];
	must(fd_pair(pair) == 0);
	pid_t pid = fork();
	must(pid >= 0);
	if (pid == 0) {
		int keep = pair[1];
		for (int s = 1; s < 32; s++)
			(void)signal(s, SIG_DFL);
		(void)fd_close_others(&keep, 1);
		_exit(nursery_run(pair[1], &brood_dissectors, &quiet) == 0 ? 0 : 1);
	}
	(void)close(pair[1]);
	*out = pair[0];
	return pid;
}

static void
open_office(struct office *o, bool has_workers, uint32_t queue_max)
{
	struct pipeline_options options = { .nurseries = { -1, -1 }, .dissectors = 1, .queue_max = queue_max, .log = &quiet };
	int keeper[2];
	*o = (struct office){ 0 };
	if (has_workers)
		o->nursery = start_nursery(&options.nurseries[PIPELINE_DISSECTORS]);
	must(fd_pair(keeper) == 0);
	rig_open(&o->rig, CONFIG);
	o->pipeline = pipeline_new(o->rig.base, &options);
	o->asker = asker_new(o->rig.base, keeper[0]);
	o->keeper = keeper[1];
	o->carry = carry_new(&(struct carry_options){ .conf = &o->rig.conf, .pipeline = o->pipeline, .keeper = o->asker });
	o->rig.judge = carry_judge;
	o->rig.judge_context = o->carry;
	o->rig.eventer = carry_event;
	o->rig.event_context = o->carry;
}

static void
close_office(struct office *o)
{
	gate_free(o->rig.gate);
	o->rig.gate = NULL;
	pipeline_free(o->pipeline);
	asker_free(o->asker);
	carry_free(o->carry);
	rig_close(&o->rig);
	fd_close(&o->keeper);
	if (o->nursery > 0)
		(void)waitpid(o->nursery, NULL, 0);
}

static void
expect(struct office *o, const char *want)
{
	int code = rig_reply(&o->rig);
	if (code <= 0 || strncmp(o->rig.reply, want, strlen(want)) != 0) {
		print_error("wanted %s, got %d \"%s\"\n", want, code, code > 0 ? o->rig.reply : "");
		fail();
	}
}

static void
send_mail(struct office *o, const char *mail)
{
	o->sent = mail;
	rig_connect(&o->rig);
	expect(o, "220");
	rig_send(&o->rig, BYTES("EHLO client.example.net\r\n"));
	expect(o, "250");
	rig_send(&o->rig, BYTES("MAIL FROM:<a@example.net>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n"));
	expect(o, "250");
	expect(o, "250");
	expect(o, "354");
	rig_send(&o->rig, bytes_of_cstr(mail));
	rig_send(&o->rig, BYTES(".\r\n"));
}

/* Turn until the keeper has a question; false when none comes. */
static bool
wait_for_question(struct office *o)
{
	int64_t end = clock_steady_us() + RIG_PATIENCE_S * INT64_C(1000000);
	char octet;
	while (clock_steady_us() < end) {
		if (recv(o->keeper, &octet, 1, MSG_PEEK | MSG_DONTWAIT) == 1)
			return true;
		rig_turns(&o->rig, 8);
	}
	return false;
}

/* The next question: its kind; its event is copied to *OUT, in ARENA. */
static enum ask_kind
read_question(struct office *o, struct arena *arena, struct mail_event *out, struct wire_question *out_head)
{
	struct wire *w = wire_new(WIRE_TO_KEEPER);
	struct wire_message m;
	void *question;
	assert_true(wait_for_question(o));
	assert_int_equal(wire_recv(w, o->keeper, &m), 1);
	assert_int_equal(ask_read(&m, arena, out_head, &question), 0);
	assert_true(out_head->kind == ASK_HOLD || out_head->kind == ASK_EVENT);
	*out = *(const struct mail_event *)question;
	if (out_head->kind == ASK_HOLD) {
		struct buf octets;
		buf_init(&octets, 1 << 20);
		assert_int_equal(m.fd_count, 2);
		assert_int_equal(fd_read_all(m.fds[0], 1 << 20, &octets), 0);
		check_text(buf_bytes(&octets), o->sent); /* whole, as it came */
		buf_done(&octets);
	}
	wire_message_done(&m);
	wire_free(w);
	return (enum ask_kind)out_head->kind;
}

static void
answer_hold(struct office *o, const struct wire_question *head, uint32_t fault)
{
	struct wire *w = wire_new(WIRE_TO_KEEPER);
	const struct answer answer = { .fault = fault };
	assert_int_equal(ask_send(w, o->keeper, WIRE_ANSWER, head, &answer, NULL), 0);
	wire_free(w);
}

static void
expect_event(struct office *o, enum outcome outcome)
{
	struct arena *a = arena_new(ASK_ARENA_MAX);
	struct mail_event e;
	struct wire_question head;
	assert_int_equal(read_question(o, a, &e, &head), ASK_EVENT);
	assert_int_equal(e.outcome, outcome);
	assert_true(e.id.len != 0);
	check_text(e.mail_from, "a@example.net");
	arena_free(a);
}

static void
good_mail_is_delivered_with_its_verdict_and_noted(void **state)
{
	struct office o;
	open_office(&o, true, 0);
	send_mail(&o, GOOD);
	expect(&o, "250 2.0.0 queued");
	assert_int_equal(o.rig.message_count, 1);
	struct bytes body = buf_bytes(&o.rig.messages[0].body);
	assert_true(bytes_has(body, BYTES("\r\nX-Postern-Verdict: type=normal; action=deliver; score=")));
	assert_true(bytes_ends(body, BYTES(GOOD)));
	expect_event(&o, OUTCOME_DELIVERED);
	/* What is refused is noted, too. */
	rig_send(&o.rig, BYTES("MAIL FROM:<a@example.net>\r\nRCPT TO:<x@stranger.example>\r\n"));
	expect(&o, "250");
	expect(&o, "550");
	expect_event(&o, OUTCOME_REFUSED);
	close_office(&o);
}

static void
quarantine_is_said_only_when_the_keeper_has_it(void **state)
{
	struct office o;
	struct arena *a = arena_new(ASK_ARENA_MAX);
	struct mail_event e;
	struct wire_question head;
	open_office(&o, true, 0);
	send_mail(&o, GTUBE);
	assert_int_equal(read_question(&o, a, &e, &head), ASK_HOLD);
	assert_true(event_id_ok(e.id));
	assert_int_equal(e.type, TYPE_SPAM);
	assert_true(rig_is_silent(&o.rig));
	answer_hold(&o, &head, 0);
	expect(&o, "250 2.0.0 Ok: ");
	assert_true(bytes_has(bytes_of_cstr(o.rig.reply), e.id));
	expect_event(&o, OUTCOME_QUARANTINED);
	assert_int_equal(o.rig.body_count, 0);
	arena_free(a);
	close_office(&o);
}

static void
what_cannot_be_held_stays_with_its_sender(void **state)
{
	struct office o;
	struct arena *a = arena_new(ASK_ARENA_MAX);
	struct mail_event e;
	struct wire_question head;
	open_office(&o, true, 0);
	send_mail(&o, GTUBE);
	assert_int_equal(read_question(&o, a, &e, &head), ASK_HOLD);
	answer_hold(&o, &head, (uint32_t)-FAULT_SYSTEM);
	expect(&o, "451");
	expect_event(&o, OUTCOME_DEFERRED);
	/* The keeper dies with the question. */
	send_mail(&o, GTUBE);
	assert_int_equal(read_question(&o, a, &e, &head), ASK_HOLD);
	fd_close(&o.keeper);
	expect(&o, "451");
	/* Without one, mail waits for the next. */
	send_mail(&o, GTUBE);
	assert_true(rig_is_silent(&o.rig));
	int pair[2];
	must(fd_pair(pair) == 0);
	o.keeper = pair[1];
	asker_connect(o.asker, pair[0]);
	enum ask_kind kind;
	while ((kind = read_question(&o, a, &e, &head)) == ASK_EVENT)
		assert_int_equal(e.outcome, OUTCOME_DEFERRED); /* of the one before */
	assert_int_equal(kind, ASK_HOLD);
	answer_hold(&o, &head, 0);
	expect(&o, "250 2.0.0 Ok: ");
	assert_int_equal(o.rig.body_count, 0);
	arena_free(a);
	close_office(&o);
}

static void
set_policy(struct office *o, enum policy_action spam, enum policy_fail fails, int64_t after)
{
	for (size_t i = 0; i < o->rig.conf.policies.count; i++) {
		o->rig.conf.policies.at[i].spam = spam;
		o->rig.conf.policies.at[i].fail = fails;
		o->rig.conf.policies.at[i].fail_open_after = after;
	}
}

#define SHORTCUT "[InternetShortcut]\r\nURL=http://files.example.net/"
#define WITH_SHORTCUT "From: a@example.net\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" \
                      "--b\r\n\r\nThe minutes are in the usual place.\r\n" \
                      "--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=minutes.url\r\n\r\n" \
                      SHORTCUT "\r\n--b--\r\n"

static void
the_rest_of_a_mail_goes_when_all_of_it_is_held(void **state)
{
	struct office o;
	struct arena *a = arena_new(ASK_ARENA_MAX);
	struct mail_event e;
	struct wire_question head;
	open_office(&o, true, 0);
	for (size_t i = 0; i < o.rig.conf.policies.count; i++) {
		o.rig.conf.policies.at[i].files_shortcut = FILES_STRIP;
		o.rig.conf.policies.at[i].tag_at = o.rig.conf.policies.at[i].quarantine_at = 50;
	}
	send_mail(&o, WITH_SHORTCUT);
	assert_int_equal(read_question(&o, a, &e, &head), ASK_HOLD);
	assert_true(rig_is_silent(&o.rig));
	assert_int_equal(o.rig.body_count, 0);
	answer_hold(&o, &head, 0);
	expect(&o, "250 2.0.0 queued");
	assert_int_equal(o.rig.message_count, 1);
	struct bytes body = buf_bytes(&o.rig.messages[0].body);
	assert_true(bytes_has(body, BYTES("The minutes are in the usual place.\r\n--b\r\nContent-Type: text/plain;")));
	assert_true(bytes_has(body, e.id) && bytes_has(body, BYTES("minutes.url")));
	assert_false(bytes_has(body, BYTES("InternetShortcut")));
	assert_true(bytes_ends(body, BYTES("\r\n--b--\r\n")));
	expect_event(&o, OUTCOME_DELIVERED);
	/* Where it cannot be held, nothing goes. */
	send_mail(&o, WITH_SHORTCUT);
	assert_int_equal(read_question(&o, a, &e, &head), ASK_HOLD);
	answer_hold(&o, &head, (uint32_t)-FAULT_SYSTEM);
	expect(&o, "451");
	expect_event(&o, OUTCOME_DEFERRED);
	assert_int_equal(o.rig.message_count, 1);
	arena_free(a);
	close_office(&o);
}

static void
a_policy_may_reject_or_tag(void **state)
{
	struct office o;
	open_office(&o, true, 0);
	set_policy(&o, POLICY_REJECT, POLICY_FAIL_DEFER, 0);
	send_mail(&o, GTUBE);
	expect(&o, "550 5.7.1 ");
	expect_event(&o, OUTCOME_REJECTED);
	assert_int_equal(o.rig.body_count, 0);
	set_policy(&o, POLICY_TAG, POLICY_FAIL_DEFER, 0);
	send_mail(&o, GTUBE);
	expect(&o, "250 2.0.0 queued");
	expect_event(&o, OUTCOME_TAGGED);
	assert_true(bytes_has(buf_bytes(&o.rig.messages[0].body), BYTES("action=tag")));
	close_office(&o);
}

static void
what_cannot_be_judged_is_put_off_unless_the_policy_has_waited(void **state)
{
	struct office o;
	open_office(&o, false, 1);
	set_policy(&o, POLICY_QUARANTINE, POLICY_FAIL_DEFER, 0);
	send_mail(&o, GOOD); /* fills the queue of one */
	rig_turns(&o.rig, 40);
	int held = o.rig.client;
	o.rig.client = -1;
	send_mail(&o, GOOD);
	expect(&o, "451");
	expect_event(&o, OUTCOME_DEFERRED);
	set_policy(&o, POLICY_QUARANTINE, POLICY_FAIL_DELIVER, 3600000);
	send_mail(&o, GOOD);
	expect(&o, "451");
	expect_event(&o, OUTCOME_DEFERRED);
	assert_int_equal(o.rig.body_count, 0);
	set_policy(&o, POLICY_QUARANTINE, POLICY_FAIL_DELIVER, 0);
	send_mail(&o, GOOD);
	expect(&o, "250 2.0.0 queued");
	expect_event(&o, OUTCOME_DELIVERED);
	assert_true(bytes_has(buf_bytes(&o.rig.messages[0].body), BYTES("\r\nX-Postern-Verdict: type=unknown; action=deliver; not judged")));
	(void)close(held);
	close_office(&o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_mail_is_delivered_with_its_verdict_and_noted),
		cmocka_unit_test(quarantine_is_said_only_when_the_keeper_has_it),
		cmocka_unit_test(what_cannot_be_held_stays_with_its_sender),
		cmocka_unit_test(the_rest_of_a_mail_goes_when_all_of_it_is_held),
		cmocka_unit_test(a_policy_may_reject_or_tag),
		cmocka_unit_test(what_cannot_be_judged_is_put_off_unless_the_policy_has_waited),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
