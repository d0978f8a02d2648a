#include "keeper/keeper_inside.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/check.h"
#include "lib/scratch.h"
#include "sys/clock.h"
#include "sys/fd.h"

/* 2026-11-22T03:00:00Z */
#define NIGHT_MS ((int64_t)1795316400000)

struct world {
	char data[64];
	struct keeper *keeper;
	struct arena *arena;
};

static void
open_keeper(struct world *w)
{
	struct why why = { "" };
	struct keeper_options options = { .data = w->data, .key_file = "" };
	if (keeper_open(&options, &w->keeper, &why) != 0)
		fail_msg("%s", why.text);
}

static void
reopen(struct world *w)
{
	keeper_close(w->keeper);
	open_keeper(w);
}

static int
begin(void **state)
{
	struct world *w = test_calloc(1, sizeof *w);
	strcpy(w->data, "/tmp/postern-keeper-XXXXXX");
	assert_non_null(mkdtemp(w->data));
	w->arena = arena_new((size_t)64 << 20);
	open_keeper(w);
	*state = w;
	return 0;
}

static int
end(void **state)
{
	struct world *w = *state;
	keeper_close(w->keeper);
	arena_free(w->arena);
	scratch_remove(w->data);
	test_free(w);
	return 0;
}

static struct mail_event
event_of(struct world *w, const char *id)
{
	struct mail_event e = { .id = bytes_of_cstr(id), .time_ms = NIGHT_MS, .mail_from = BYTES("a@example.com"),
		.subject = BYTES("hello"), .outcome = OUTCOME_QUARANTINED, .type = TYPE_PHISHING, .size = 20 };
	*LIST_ADD(w->arena, &e.recipients) = BYTES("b@example.cn");
	*LIST_ADD(w->arena, &e.recipients) = BYTES("c@example.cn");
	return e;
}

static uint32_t
ask(struct world *w, enum ask_kind kind, const void *question, struct ask_fds *fds, void *out)
{
	struct ask_fds none = { .count = 0 };
	keeper_answer(w->keeper, kind, question, fds != NULL ? fds : &none, w->arena, out);
	struct answer *head = out;
	return head->fault;
}

static uint32_t
hold(struct world *w, const struct mail_event *e, const char *message)
{
	struct answer out = { 0 };
	struct ask_fds fds = { .count = 2 };
	fds.at[0] = memfd_of("m", bytes_of_cstr(message));
	fds.at[1] = memfd_of("c", BYTES("case"));
	int mine[2] = { fds.at[0], fds.at[1] };
	uint32_t fault = ask(w, ASK_HOLD, e, &fds, &out);
	close(mine[0]);
	close(mine[1]);
	return fault;
}

static size_t
listed(struct world *w)
{
	struct ask_filter all = { .with_duplicates = true };
	struct answer_list out = { 0 };
	assert_int_equal(ask(w, ASK_LIST, &all, NULL, &out), 0);
	return out.rows.count;
}

static void
check_message(struct world *w, const char *id, const char *want)
{
	struct ask_id question = { .id = bytes_of_cstr(id) };
	struct answer_show out = { 0 };
	struct ask_fds fds = { .count = 0 };
	struct buf got;
	if (ask(w, ASK_SHOW, &question, &fds, &out) != 0)
		fail_msg("%.*s", BYTES_ARGS(out.why));
	assert_int_equal(fds.count, 2);
	buf_init(&got, 1 << 20);
	assert_int_equal(fd_read_all(fds.at[0], 1 << 20, &got), 0);
	check_text(buf_bytes(&got), want);
	check_bytes(out.event.id, question.id);
	assert_int_equal(out.event.recipients.count, 2);
	buf_done(&got);
	close(fds.at[0]);
	close(fds.at[1]);
}

static void
a_held_message_is_listed_and_readable_after_a_restart(void **state)
{
	struct world *w = *state;
	struct mail_event e = event_of(w, "m1");
	assert_int_equal(hold(w, &e, "Subject: x\r\n\r\n"), 0);
	assert_int_equal(hold(w, &e, "the same id"), -FAULT_INPUT);
	assert_int_equal(listed(w), 1);
	check_message(w, "m1", "Subject: x\r\n\r\n");
	reopen(w);
	assert_int_equal(listed(w), 1);
	check_message(w, "m1", "Subject: x\r\n\r\n");
}

static void
ids_and_times_that_are_no_names_are_refused(void **state)
{
	struct world *w = *state;
	static const char *const ids[] = { "", "..", "a/b", "/etc/passwd" };
	struct mail_event e;
	for (size_t i = 0; i < 4; i++) {
		e = event_of(w, ids[i]);
		assert_int_equal(hold(w, &e, "x"), -FAULT_INPUT);
	}
	e = event_of(w, "m1");
	e.time_ms = -1;
	assert_int_equal(hold(w, &e, "x"), -FAULT_INPUT);
	e.time_ms = 253402300800000;
	assert_int_equal(hold(w, &e, "x"), -FAULT_INPUT);
	e.time_ms--;
	assert_int_equal(hold(w, &e, "x"), 0);
	assert_int_equal(listed(w), 1);
}

static void
a_batch_is_durable_together_and_a_bad_one_does_not_spoil_it(void **state)
{
	struct world *w = *state;
	struct mail_event e[3] = { event_of(w, "m1"), event_of(w, "m2"), event_of(w, "m3") };
	struct hold holds[3];
	e[1].id = BYTES("..");
	e[2].time_ms += (int64_t)86400 * 1000;
	for (size_t i = 0; i < 3; i++) {
		struct ask_fds fds = { .at = { memfd_of("m", BYTES("body")) }, .count = 1 };
		keeper_hold(w->keeper, &holds[i], &e[i], &fds);
		close(fds.at[0]);
	}
	hold_commit(keeper_quarantine(w->keeper), holds, 3);
	assert_int_equal(holds[0].fault, 0);
	assert_int_equal(holds[1].fault, FAULT_INPUT);
	assert_int_equal(holds[2].fault, 0);
	assert_int_equal(listed(w), 2);
	check_message(w, "m3", "body");
}

static void
the_index_grows_again_from_the_files(void **state)
{
	struct world *w = *state;
	char path[128];
	struct mail_event e;
	struct answer_stats stats = { 0 };
	static const char *const ids[] = { "m0", "m1", "m2" };
	for (int i = 0; i < 3; i++) {
		e = event_of(w, ids[i]);
		assert_int_equal(hold(w, &e, "body"), 0);
	}
	static const char *const names[] = { "keeper.db", "keeper.db-wal", "keeper.db-shm" };
	keeper_close(w->keeper);
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/%s", w->data, names[i]);
		unlink(path);
	}
	open_keeper(w);
	assert_int_equal(listed(w), 3);
	/* A damaged database is set aside. */
	keeper_close(w->keeper);
	snprintf(path, sizeof path, "%s/keeper.db", w->data);
	int fd = open(path, O_WRONLY | O_TRUNC);
	assert_int_equal(write(fd, "garbage garbage garbage", 23), 23);
	close(fd);
	open_keeper(w);
	assert_int_equal(listed(w), 3);
	/* On request, and again. */
	for (int i = 0; i < 2; i++) {
		assert_int_equal(ask(w, ASK_REBUILD, NULL, NULL, &stats), 0);
		assert_int_equal(stats.rebuilt, 3);
		assert_int_equal(stats.held, 3);
	}
	check_message(w, "m2", "body");
}

static void
unfinished_damaged_and_missing_files_are_told_apart(void **state)
{
	struct world *w = *state;
	struct mail_event e[3] = { event_of(w, "m1"), event_of(w, "m2"), event_of(w, "m3") };
	struct answer_stats stats = { 0 };
	char path[128];
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(hold(w, &e[i], "body"), 0);
	snprintf(path, sizeof path, "%s/quarantine/tmp/m9", w->data);
	close(open(path, O_WRONLY | O_CREAT, 0600));
	snprintf(path, sizeof path, "%s/quarantine/2026/11/22/m1", w->data);
	assert_int_equal(unlink(path), 0);
	snprintf(path, sizeof path, "%s/quarantine/2026/11/22/m2", w->data);
	assert_int_equal(truncate(path, 100), 0);
	reopen(w);
	assert_int_equal(ask(w, ASK_STATS, NULL, NULL, &stats), 0);
	assert_int_equal(stats.removed, 1);
	assert_int_equal(stats.missing, 1);
	assert_int_equal(stats.held, 2);
	/* A rebuild reads every file; the damaged one is set aside, the message in it is no longer offered. */
	assert_int_equal(ask(w, ASK_REBUILD, NULL, NULL, &stats), 0);
	assert_int_equal(stats.damaged, 1);
	assert_int_equal(stats.held, 1);
	snprintf(path, sizeof path, "%s/quarantine/damaged/m2", w->data);
	assert_int_equal(access(path, F_OK), 0);
	check_message(w, "m3", "body");
}

static void
a_file_under_another_name_is_not_taken(void **state)
{
	struct world *w = *state;
	struct mail_event e = event_of(w, "m1");
	struct answer_stats stats = { 0 };
	char from[128], to[128];
	assert_int_equal(hold(w, &e, "body"), 0);
	snprintf(from, sizeof from, "%s/quarantine/2026/11/22/m1", w->data);
	snprintf(to, sizeof to, "%s/quarantine/2026/11/22/m2", w->data);
	assert_int_equal(rename(from, to), 0);
	assert_int_equal(ask(w, ASK_REBUILD, NULL, NULL, &stats), 0);
	assert_int_equal(stats.damaged, 1);
	assert_int_equal(listed(w), 0);
}

static void
a_release_is_queued_once_for_each_recipient(void **state)
{
	struct world *w = *state;
	struct mail_event e = event_of(w, "m1");
	struct ask_id release = { .id = BYTES("m1"), .by = BYTES("admin") };
	struct answer out = { 0 };
	assert_int_equal(hold(w, &e, "body"), 0);
	assert_int_equal(ask(w, ASK_RELEASE, &release, NULL, &out), 0);
	assert_int_equal(ask(w, ASK_RELEASE, &release, NULL, &out), -FAULT_LIMIT);
	assert_int_equal(ask(w, ASK_DELETE, &release, NULL, &out), -FAULT_LATER);
	reopen(w);
	for (int i = 0; i < 2; i++) {
		struct answer_job job = { 0 };
		struct ask_fds fds = { .count = 0 };
		assert_int_equal(ask(w, ASK_JOB, NULL, &fds, &job), 0);
		assert_int_equal(fds.count, 1);
		close(fds.at[0]);
		check_text(job.id, i == 0 ? "m1.1" : "m1.2");
		check_text(job.mail_from, "a@example.com");
		check_text(job.recipients.at[0], i == 0 ? "b@example.cn" : "c@example.cn");
		struct ask_reply reply = { .job = job.job, .code = 250, .text = BYTES("2.0.0 ok") };
		assert_int_equal(ask(w, ASK_DELIVERED, &reply, NULL, &out), 0);
	}
	struct answer_job job = { 0 };
	struct answer_stats stats = { 0 };
	assert_int_equal(ask(w, ASK_JOB, NULL, NULL, &job), -FAULT_ABSENT);
	reopen(w);
	assert_int_equal(ask(w, ASK_JOB, NULL, NULL, &job), -FAULT_ABSENT);
	assert_int_equal(ask(w, ASK_STATS, NULL, NULL, &stats), 0);
	assert_int_equal(stats.released, 1);
	assert_int_equal(stats.outbox_waiting, 0);
	/* To somebody else it goes out again, under a new name. */
	*LIST_ADD(w->arena, &release.recipients) = BYTES("d@example.cn");
	assert_int_equal(ask(w, ASK_RELEASE, &release, NULL, &out), 0);
	struct answer_job third = { 0 };
	struct ask_fds fds = { .count = 0 };
	assert_int_equal(ask(w, ASK_JOB, NULL, &fds, &third), 0);
	check_text(third.id, "m1.3");
	close(fds.at[0]);
}

/* The index is lost: what went out is known as released, what did not is held again. */
static void
a_release_that_went_out_survives_the_index(void **state)
{
	struct world *w = *state;
	struct answer out = { 0 };
	static const char *const ids[] = { "sent", "half", "kept" };
	for (size_t i = 0; i < 3; i++) {
		struct mail_event e = event_of(w, ids[i]);
		assert_int_equal(hold(w, &e, ids[i]), 0);
		struct ask_id id = { .id = bytes_of_cstr(ids[i]), .by = BYTES("\xe5\xbc\xa0 admin") };
		if (i < 2)
			assert_int_equal(ask(w, ASK_RELEASE, &id, NULL, &out), 0);
		for (size_t n = 0; n < 2 - i && i < 2; n++) {
			struct ask_fds fds = { .count = 0 };
			struct answer_job job = { 0 };
			assert_int_equal(ask(w, ASK_JOB, NULL, &fds, &job), 0);
			close(fds.at[0]);
			struct ask_reply reply = { .job = job.job, .code = 250, .text = BYTES("ok") };
			assert_int_equal(ask(w, ASK_DELIVERED, &reply, NULL, &out), 0);
		}
	}
	keeper_close(w->keeper);
	char path[120];
	static const char *const files[] = { "keeper.db", "keeper.db-wal", "keeper.db-shm" };
	for (size_t i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/%s", w->data, files[i]);
		(void)unlink(path);
	}
	open_keeper(w);
	static const enum hold_state want[] = { HOLD_RELEASED, HOLD_HELD, HOLD_HELD };
	for (size_t i = 0; i < 3; i++) {
		struct ask_id id = { .id = bytes_of_cstr(ids[i]) };
		struct ask_fds fds = { .count = 0 };
		struct answer_show show = { 0 };
		assert_int_equal(ask(w, ASK_SHOW, &id, &fds, &show), 0);
		assert_int_equal(show.row.state, want[i]);
		check_text(show.row.state_by, i == 0 ? "\xe5\xbc\xa0 admin" : "");
		assert_int_equal(show.row.state_ms != 0, i == 0);
		for (size_t n = 0; n < fds.count; n++)
			close(fds.at[n]);
	}
	/* Deleted, nothing of it stays behind; a note without its message goes. */
	struct ask_id id = { .id = BYTES("sent"), .by = BYTES("admin") };
	assert_int_equal(ask(w, ASK_DELETE, &id, NULL, &out), 0);
	snprintf(path, sizeof path, "%s/quarantine/2026/11/22/sent.released", w->data);
	assert_int_equal(access(path, F_OK), -1);
	snprintf(path, sizeof path, "%s/quarantine/2026/11/22/gone.released", w->data);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	close(fd);
	reopen(w);
	assert_int_equal(access(path, F_OK), -1);
	assert_int_equal(listed(w), 2);
}

static void
a_released_mail_keeps_what_its_sender_wanted_to_be_told(void **state)
{
	struct world *w = *state;
	struct mail_event e = event_of(w, "m1");
	struct answer out = { 0 };
	e.dsn = BYTES("RET=HDRS ENVID=7");
	*LIST_ADD(w->arena, &e.recipient_dsn) = BYTES("NOTIFY=NEVER");
	*LIST_ADD(w->arena, &e.recipient_dsn) = BYTES("");
	assert_int_equal(hold(w, &e, "mail"), 0);
	struct ask_id id = { .id = BYTES("m1"), .by = BYTES("admin") };
	*LIST_ADD(w->arena, &id.recipients) = BYTES("b@example.cn");
	*LIST_ADD(w->arena, &id.recipients) = BYTES("else@example.cn");
	assert_int_equal(ask(w, ASK_RELEASE, &id, NULL, &out), 0);
	static const char *const want[] = { "NOTIFY=NEVER", "" };
	for (size_t i = 0; i < 2; i++) {
		struct ask_fds fds = { .count = 0 };
		struct answer_job job = { 0 };
		assert_int_equal(ask(w, ASK_JOB, NULL, &fds, &job), 0);
		close(fds.at[0]);
		check_text(job.dsn, "RET=HDRS ENVID=7");
		assert_int_equal(job.recipient_dsn.count, 1);
		check_text(job.recipient_dsn.at[0], want[i]);
	}
}

static int64_t
wait_of(struct world *w, const char *sender, int64_t now_ms)
{
	struct ask_triplet t = { .network = BYTES("192.0.2.0/24"), .sender = bytes_of_cstr(sender), .recipient = BYTES("b@example.cn"),
		.delay_ms = 60000 };
	int64_t wait = -1;
	assert_int_equal(keeper_triplet(w->keeper, &t, now_ms, &wait, NULL), 0);
	return wait;
}

static void
a_triplet_waits_once_and_then_comes_in(void **state)
{
	struct world *w = *state;
	const int64_t day = (int64_t)24 * 3600 * 1000;
	assert_int_equal(wait_of(w, "a@example.com", NIGHT_MS), 60000);
	assert_int_equal(wait_of(w, "A@EXAMPLE.com", NIGHT_MS + 1000), 59000);
	reopen(w);
	assert_int_equal(wait_of(w, "a@example.com", NIGHT_MS + 2000), 58000);
	assert_int_equal(wait_of(w, "other@example.com", NIGHT_MS + 2000), 60000);
	assert_int_equal(wait_of(w, "a@example.com", NIGHT_MS + 60000), 0);
	reopen(w);
	assert_int_equal(wait_of(w, "a@example.com", NIGHT_MS + 30 * day), 0);
	reopen(w);
	assert_int_equal(wait_of(w, "a@example.com", NIGHT_MS + 60 * day), 0);
	reopen(w);
	assert_int_equal(wait_of(w, "a@example.com", NIGHT_MS + 97 * day), 60000);
	/* Who does not come again in time begins anew; a clock that was set back keeps nobody out for long. */
	assert_int_equal(wait_of(w, "late@example.com", NIGHT_MS), 60000);
	reopen(w);
	assert_int_equal(wait_of(w, "late@example.com", NIGHT_MS + 3 * day), 60000);
	reopen(w);
	assert_int_equal(wait_of(w, "late@example.com", NIGHT_MS), 60000);
	reopen(w);
	assert_int_equal(wait_of(w, "late@example.com", NIGHT_MS + 60000), 0);
}

static void
what_is_deleted_stays_deleted(void **state)
{
	struct world *w = *state;
	struct mail_event e = event_of(w, "m1");
	struct ask_id question = { .id = BYTES("m1"), .by = BYTES("admin") };
	struct answer out = { 0 };
	struct answer_stats stats = { 0 };
	assert_int_equal(hold(w, &e, "body"), 0);
	assert_int_equal(ask(w, ASK_DELETE, &question, NULL, &out), 0);
	assert_int_equal(listed(w), 0);
	assert_int_equal(ask(w, ASK_DELETE, &question, NULL, &out), -FAULT_ABSENT);
	assert_int_equal(ask(w, ASK_REBUILD, NULL, NULL, &stats), 0);
	assert_int_equal(listed(w), 0);
}

static void
old_and_surplus_messages_expire_but_not_those_on_their_way(void **state)
{
	struct world *w = *state;
	const int64_t day_ms = (int64_t)86400 * 1000;
	char id[8];
	struct answer out = { 0 };
	for (int i = 0; i < 6; i++) {
		snprintf(id, sizeof id, "m%d", i);
		struct mail_event e = event_of(w, id);
		e.time_ms += i * day_ms;
		e.size = 100;
		assert_int_equal(hold(w, &e, "body"), 0);
	}
	struct ask_id release = { .id = BYTES("m1") };
	assert_int_equal(ask(w, ASK_RELEASE, &release, NULL, &out), 0);
	struct quarantine *q = keeper_quarantine(w->keeper);
	struct expiry by_days = { .now_ms = NIGHT_MS + 12 * day_ms, .keep_ms = 10 * day_ms, .most = 100 };
	assert_int_equal(quarantine_expire(q, &by_days, NULL), 1); /* m0; m1 waits; m2 is ten days old */
	struct expiry by_room = { .now_ms = NIGHT_MS, .octets = 250, .most = 1 };
	assert_int_equal(quarantine_expire(q, &by_room, NULL), 1);
	by_room.most = 100;
	assert_int_equal(quarantine_expire(q, &by_room, NULL), 1);
	assert_int_equal(quarantine_expire(q, &by_room, NULL), 0);
	assert_int_equal(listed(w), 3); /* m1, m4, m5 */
}

static void
events_are_found_at_once_and_after_a_restart(void **state)
{
	struct world *w = *state;
	struct mail_event e = event_of(w, "e1");
	struct answer none = { 0 };
	struct ask_filter filter = { .recipient = BYTES("c@example") };
	for (int i = 0; i < 2; i++) {
		struct answer_events out = { 0 };
		if (i == 0)
			assert_int_equal(ask(w, ASK_EVENT, &e, NULL, &none), 0);
		else
			reopen(w);
		assert_int_equal(ask(w, ASK_SEARCH, &filter, NULL, &out), 0);
		assert_int_equal(out.rows.count, 1);
		check_text(out.rows.at[0].id, "e1");
		assert_int_equal(out.rows.at[0].type, TYPE_PHISHING);
	}
}

static void
events_are_written_within_a_tenth_of_a_second(void **state)
{
	struct world *w = *state;
	struct mail_event e = event_of(w, "e1");
	struct answer none = { 0 };
	int64_t now_ms = clock_steady_us() / 1000;
	keeper_tick(w->keeper, now_ms);
	assert_int_equal(ask(w, ASK_EVENT, &e, NULL, &none), 0);
	assert_true(keeper_tick(w->keeper, now_ms) <= KEEPER_FLUSH_MS);
	assert_true(keeper_tick(w->keeper, clock_steady_us() / 1000 + KEEPER_FLUSH_MS) > KEEPER_FLUSH_MS);
}

static void
a_second_keeper_is_refused(void **state)
{
	struct world *w = *state;
	struct keeper *second;
	struct keeper_options options = { .data = w->data, .key_file = "" };
	assert_int_equal(keeper_open(&options, &second, NULL), FAULT_LATER);
}

static void
without_the_key_messages_wait_for_it(void **state)
{
	struct world *w = *state;
	struct mail_event e = event_of(w, "m1");
	struct answer_stats stats = { 0 };
	char key[128], kept[128];
	assert_int_equal(hold(w, &e, "body"), 0);
	snprintf(key, sizeof key, "%s/quarantine.key", w->data);
	snprintf(kept, sizeof kept, "%s/kept.key", w->data);
	keeper_close(w->keeper);
	assert_int_equal(rename(key, kept), 0);
	open_keeper(w);
	assert_int_equal(ask(w, ASK_REBUILD, NULL, NULL, &stats), 0);
	assert_int_equal(stats.locked, 1);
	assert_int_equal(stats.damaged, 0);
	keeper_close(w->keeper);
	assert_int_equal(rename(kept, key), 0);
	open_keeper(w);
	check_message(w, "m1", "body");
}

int
main(void)
{
#define IN_A_WORLD(test) cmocka_unit_test_setup_teardown(test, begin, end)
	const struct CMUnitTest all[] = {
		IN_A_WORLD(a_held_message_is_listed_and_readable_after_a_restart),
		IN_A_WORLD(ids_and_times_that_are_no_names_are_refused),
		IN_A_WORLD(a_batch_is_durable_together_and_a_bad_one_does_not_spoil_it),
		IN_A_WORLD(the_index_grows_again_from_the_files),
		IN_A_WORLD(unfinished_damaged_and_missing_files_are_told_apart),
		IN_A_WORLD(a_file_under_another_name_is_not_taken),
		IN_A_WORLD(a_release_is_queued_once_for_each_recipient),
		IN_A_WORLD(a_release_that_went_out_survives_the_index),
		IN_A_WORLD(a_released_mail_keeps_what_its_sender_wanted_to_be_told),
		IN_A_WORLD(a_triplet_waits_once_and_then_comes_in),
		IN_A_WORLD(what_is_deleted_stays_deleted),
		IN_A_WORLD(old_and_surplus_messages_expire_but_not_those_on_their_way),
		IN_A_WORLD(events_are_found_at_once_and_after_a_restart),
		IN_A_WORLD(events_are_written_within_a_tenth_of_a_second),
		IN_A_WORLD(a_second_keeper_is_refused),
		IN_A_WORLD(without_the_key_messages_wait_for_it),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
