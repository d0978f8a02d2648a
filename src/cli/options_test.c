#include "cli/options.h"

#include "lib/check.h"

static void
options_and_arguments_may_be_mixed(void **state)
{
	const char *format = "text", *conf = NULL;
	bool online = false;
	const struct cli_option options[] = {
		{ "format", 0, "FORMAT", "text or json", &format, NULL },
		{ "conf", 'c', "FILE", "the configuration", &conf, NULL },
		{ "online", 0, NULL, "ask", NULL, &online },
	};
	const struct cli_usage usage = { "postern x", "", options, 3, 1, 3 };
	const struct {
		const char *line; /* separated by blanks */
		int status;
		const char *format, *conf;
		bool online;
		const char *arguments;
	} cases[] = {
		{ "x a", -1, "text", NULL, false, "a" },
		{ "x --format=json a -c f b", -1, "json", "f", false, "a b" },
		{ "x --format json --online a", -1, "json", NULL, true, "a" },
		{ "x -- --online", -1, "text", NULL, false, "--online" },
		{ "x -", -1, "text", NULL, false, "-" },
		{ "x", CLI_USAGE, NULL, NULL, false, "" },
		{ "x a b c d", CLI_USAGE, NULL, NULL, false, "" },
		{ "x --onlin a", CLI_USAGE, NULL, NULL, false, "" },
		{ "x --online=yes a", CLI_USAGE, NULL, NULL, false, "" },
		{ "x a --format", CLI_USAGE, NULL, NULL, false, "" },
		{ "x --help", CLI_OK, NULL, NULL, false, "" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char line[100], got[100] = "", *argv[10], **arguments;
		size_t count = 0;
		int argc = 0;
		format = "text", conf = NULL, online = false;
		(void)snprintf(line, sizeof line, "%s", cases[i].line);
		for (char *save, *word = strtok_r(line, " ", &save); word != NULL; word = strtok_r(NULL, " ", &save))
			argv[argc++] = word;
		assert_int_equal(cli_options(&usage, argc, argv, &arguments, &count), cases[i].status);
		if (cases[i].status != -1)
			continue;
		for (size_t k = 0; k < count; k++) {
			if (k != 0)
				strcat(got, " ");
			strcat(got, arguments[k]);
		}
		assert_string_equal(got, cases[i].arguments);
		assert_string_equal(format, cases[i].format);
		assert_string_equal(conf != NULL ? conf : "-", cases[i].conf != NULL ? cases[i].conf : "-");
		assert_int_equal(online, cases[i].online);
	}
}

int
main(void)
{
	const struct CMUnitTest all[] = { cmocka_unit_test(options_and_arguments_may_be_mixed) };
	return cmocka_run_group_tests(all, NULL, NULL);
}
