#include "cli/commands.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/keeping.h"
#include "lib/check.h"
#include "lib/scratch.h"
#include "sys/fd.h"

struct world {
	char data[64];
	char option[80];
	struct buf out;
	struct buf err;
};

static void
hold(struct keeper *k, const struct mail_event *e, struct bytes message)
{
	struct arena *a = arena_new(1 << 20);
	struct answer answer = { 0 };
	struct ask_fds fds = { .at = { memfd_of("m", message) }, .count = 1 };
	int mine = fds.at[0];
	keeper_answer(k, ASK_HOLD, e, &fds, a, &answer);
	assert_int_equal(answer.fault, 0);
	keeper_answer(k, ASK_EVENT, e, &fds, a, &answer);
	assert_int_equal(answer.fault, 0);
	close(mine);
	arena_free(a);
}

static int
begin(void **state)
{
	struct world *w = test_calloc(1, sizeof *w);
	struct keeper *k;
	struct keeper_options options = { .data = w->data, .key_file = "" };
	struct arena *a = arena_new(1 << 20);
	strcpy(w->data, "/tmp/postern-cli-XXXXXX");
	assert_non_null(mkdtemp(w->data));
	snprintf(w->option, sizeof w->option, "--data=%s", w->data);
	buf_init(&w->out, 1 << 20);
	buf_init(&w->err, 1 << 20);
	assert_int_equal(keeper_open(&options, &k, NULL), 0);
	struct mail_event e = { .id = BYTES("m1"), .time_ms = 1795316400000, .mail_from = BYTES("a@example.com"),
		.subject = BYTES("\xE5\x8F\x91\xE7\xA5\xA8 \x1b[31mred"), .outcome = OUTCOME_QUARANTINED,
		.type = TYPE_PHISHING, .score = 7.25, .size = 2048, .sha256 = BYTES("0123456789abcdef0123456789abcdef") };
	*LIST_ADD(a, &e.recipients) = BYTES("b@example.cn");
	*LIST_ADD(a, &e.recipients) = BYTES("c@example.cn");
	hold(k, &e, BYTES("Subject: x\x1b]0;title\x07\r\n\r\nbody\r\n"));
	e.id = BYTES("m2");
	hold(k, &e, BYTES("the same"));
	e.id = BYTES("m3");
	e.sha256 = BYTES_NONE;
	e.type = TYPE_SPAM;
	hold(k, &e, BYTES("other"));
	keeper_close(k);
	arena_free(a);
	*state = w;
	return 0;
}

static int
end(void **state)
{
	struct world *w = *state;
	buf_done(&w->out);
	buf_done(&w->err);
	scratch_remove(w->data);
	test_free(w);
	return 0;
}

/* Run a command with its output caught. */
static int
run(struct world *w, int (*command)(int, char **), const char *first, const char *second, const char *third)
{
	char texts[5][128];
	char *argv[6];
	const char *const words[5] = { "command", first, second, third, w->option };
	int argc = 0, caught[2] = { memfd_open("out"), memfd_open("err") }, kept[2] = { dup(1), dup(2) };
	for (size_t i = 0; i < 5; i++)
		if (words[i] != NULL) {
			snprintf(texts[argc], sizeof texts[0], "%s", words[i]);
			argv[argc] = texts[argc];
			argc++;
		}
	argv[argc] = NULL;
	fflush(stdout);
	fflush(stderr);
	dup2(caught[0], 1);
	dup2(caught[1], 2);
	int status = command(argc, argv);
	fflush(stdout);
	fflush(stderr);
	for (int i = 0; i < 2; i++) {
		struct buf *to = i == 0 ? &w->out : &w->err;
		dup2(kept[i], i + 1);
		buf_clear(to);
		assert_int_equal(fd_read_all(caught[i], 1 << 20, to), 0);
		close(kept[i]);
		close(caught[i]);
	}
	return status;
}

static size_t
lines(const struct buf *b)
{
	size_t count = 0;
	for (size_t i = 0; i < b->len; i++)
		count += b->at[i] == '\n';
	return count;
}

static void
commands_do_what_they_say(void **state)
{
	static const struct {
		int (*command)(int, char **);
		const char *first, *second, *third;
		int status;
		size_t lines;        /* of output */
		const char *has;     /* in the output */
		const char *complains;
	} cases[] = {
		{ cli_quarantine, "list", NULL, NULL, CLI_OK, 3, "a@example.com", NULL },
		{ cli_quarantine, "list", "--duplicates", NULL, CLI_OK, 4, "m2", NULL },
		{ cli_quarantine, "list", "--format=json", NULL, CLI_OK, 3, "\"duplicate_of\":\"m1\"", NULL },
		{ cli_quarantine, "list", "--format=json", "--limit=1", CLI_OK, 1, "\"id\":\"m3\"", NULL },
		{ cli_quarantine, "list", "--type=spam", "--lang=zh", CLI_OK, 2, "m3", NULL },
		{ cli_quarantine, "list", "--subject=\xE5\x8F\x91\xE7\xA5\xA8", NULL, CLI_OK, 3, "m1", NULL },
		{ cli_quarantine, "list", "--sender=nobody", NULL, CLI_OK, 0, NULL, "Nothing" },
		{ cli_quarantine, "list", "--sender=nobody", "--lang=zh", CLI_OK, 0, NULL, "没有符合条件" },
		{ cli_quarantine, "list", "--type=ham", NULL, CLI_USAGE, 0, NULL, "--type" },
		{ cli_quarantine, "list", "--since=yesterday", NULL, CLI_USAGE, 0, NULL, "no time" },
		{ cli_quarantine, "list", "m1", NULL, CLI_USAGE, 0, NULL, "takes no ID" },
		{ cli_quarantine, NULL, NULL, NULL, CLI_USAGE, 0, NULL, "Usage" },
		{ cli_quarantine, "lst", NULL, NULL, CLI_USAGE, 0, NULL, "\"lst\"" },
		{ cli_quarantine, "show", NULL, NULL, CLI_USAGE, 0, NULL, "which?" },
		{ cli_quarantine, "show", "m1", NULL, CLI_OK, 13, "c@example.cn", NULL },
		{ cli_quarantine, "show", "m1", "--format=json", CLI_OK, 1, "\"score\":7.25", NULL },
		{ cli_quarantine, "show", "nothing", NULL, CLI_UNREAD, 0, NULL, "no message nothing" },
		{ cli_quarantine, "show", "../m1", NULL, CLI_USAGE, 0, NULL, "no ID" },
		{ cli_quarantine, "raw", "m1", NULL, CLI_OK, 3, "\x1b]0;title\x07\r\n\r\nbody\r\n", NULL },
		{ cli_quarantine, "rebuild", NULL, NULL, CLI_OK, 1, "3 files read", NULL },
		{ cli_events, NULL, NULL, NULL, CLI_OK, 4, "quarantined ", NULL },
		{ cli_events, "--lang=zh", NULL, NULL, CLI_OK, 4, "已隔离", NULL },
		{ cli_events, "--recipient=c@example", "--format=json", NULL, CLI_OK, 3, "\"outcome\":\"quarantined\"", NULL },
		{ cli_events, "--text=\xE7\xA5\xA8", "--limit=2", NULL, CLI_OK, 3, "m3", "There is more" },
		{ cli_events, "--outcome=refused", NULL, NULL, CLI_OK, 0, NULL, "Nothing" },
		{ cli_events, "--data=/nonexistent", NULL, NULL, CLI_OK, 4, "m2", NULL }, /* the last one counts */
		{ cli_quarantine, "release", "m1", NULL, CLI_OK, 1, "released", NULL },
		{ cli_quarantine, "release", "m1", NULL, CLI_UNREAD, 0, NULL, "was released before" },
		{ cli_quarantine, "delete", "m1", NULL, CLI_UNREAD, 0, NULL, "on its way" },
		{ cli_quarantine, "delete", "m3", "--format=json", CLI_OK, 1, "\"done\":\"delete\"", NULL },
		{ cli_quarantine, "list", NULL, NULL, CLI_OK, 2, "released", NULL },
	};
	struct world *w = *state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int status = run(w, cases[i].command, cases[i].first, cases[i].second, cases[i].third);
		if (status != cases[i].status || lines(&w->out) != cases[i].lines ||
		    (cases[i].has != NULL && !bytes_has(buf_bytes(&w->out), bytes_of_cstr(cases[i].has))) ||
		    (cases[i].complains != NULL) != (w->err.len != 0) ||
		    (cases[i].complains != NULL && !bytes_has(buf_bytes(&w->err), bytes_of_cstr(cases[i].complains))))
			fail_msg("case %zu: status %d, %zu lines\n%s\n%s", i, status, lines(&w->out), buf_cstr(&w->out),
			    buf_cstr(&w->err));
	}
}

static void
nothing_hostile_reaches_the_terminal(void **state)
{
	static const char *const words[][2] = { { "list", NULL }, { "show", "m1" }, { "list", "--format=json" },
		{ "show", "m3" } };
	struct world *w = *state;
	for (size_t i = 0; i < 5; i++) {
		if (i < 4)
			run(w, cli_quarantine, words[i][0], words[i][1], NULL);
		else
			run(w, cli_events, NULL, NULL, NULL);
		assert_true(w->out.len > 0);
		for (size_t at = 0; at < w->out.len; at++)
			if ((w->out.at[at] < 0x20 && w->out.at[at] != '\n') || w->out.at[at] == 0x7F)
				fail_msg("output %zu has octet %02x", i, w->out.at[at]);
	}
}

static void
times_are_read_as_people_write_them(void **state)
{
	static const struct {
		const char *text;
		int64_t ms; /* -1: refused */
	} cases[] = {
		{ "30m", 100000000 - 1800000 }, { "2h", 100000000 - 7200000 }, { "1d", 100000000 - 86400000 },
		{ "1970-01-02", 86400000 }, { "1970-01-02T01:30", 91800000 }, { "1970-01-02 01:30:05", 91805000 },
		{ "2026-02-30", -1 }, { "2026-13-01", -1 }, { "2026-1-1", -1 }, { "", -1 }, { "m", -1 }, { "-1d", -1 },
		{ "100001d", -1 }, { "2026-11-22X10:00", -1 }, { "2026-11-22T24:00", -1 }, { "1969-12-31", -1 },
	};
	setenv("TZ", "UTC", 1);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int64_t got = -1;
		int fault = keeping_time(bytes_of_cstr(cases[i].text), 100000000, &got);
		if (fault != (cases[i].ms < 0 ? FAULT_INPUT : 0) || (fault == 0 && got != cases[i].ms))
			fail_msg("%s: %lld", cases[i].text, (long long)got);
	}
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test_setup_teardown(commands_do_what_they_say, begin, end),
		cmocka_unit_test_setup_teardown(nothing_hostile_reaches_the_terminal, begin, end),
		cmocka_unit_test(times_are_read_as_people_write_them),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
