#include <stdlib.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "roles/supervise.h"

int
cli_serve(int argc, char **argv)
{
	const char *conf = NULL, *data = NULL, *inherited = NULL;
	bool check = false;
	char **arguments;
	size_t count;
	const struct cli_option options[] = {
		{ .name = "config", .letter = 'c', .value = "FILE", .text = "the configuration; the defaults without it", .out_value = &conf },
		{ .name = "data", .value = "DIR", .text = "where mail and its index are kept, instead of the configured place", .out_value = &data },
		{ .name = "check", .text = "read the configuration and end", .out_flag = &check },
		{ .name = "inherited", .value = "FD", .text = "for a reload, by the supervisor itself", .out_value = &inherited },
	};
	const struct cli_usage usage = {
		.line = "postern serve [-c FILE] [--data=DIR]",
		.summary = "Run the gateway until SIGTERM or ^C.  SIGHUP reads the configuration again, and runs the program\n"
		           "that is on disk now; sessions that are open are finished by the old one.",
		.options = options,
		.option_count = sizeof options / sizeof options[0],
	};
	/* Reading the options reorders them; a reload calls us with them as they were. */
	char *kept[64] = { (char[]){ "postern" } };
	for (int i = 0; i < argc && i < 60; i++)
		kept[i + 1] = argv[i];
	int status = cli_options(&usage, argc, argv, &arguments, &count);
	if (status >= 0)
		return status;
	unsigned long fd = 0;
	if (inherited != NULL && !cli_number(inherited, "--inherited", 3, 1 << 20, &fd))
		return CLI_USAGE;
	struct supervise_options o = { .conf_path = conf, .data = data, .argv = kept,
		.inherited = inherited != NULL ? (int)fd : -1 };
	return check ? supervise_check(&o) : supervise_run(&o);
}
