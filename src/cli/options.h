/* options: the command line of one command, from a table that is also its --help.
 *
 * "--name=value", "--name value", "--flag", "-c value", and "--" before arguments that begin with a dash. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct cli_option {
	const char *name;   /* without the dashes */
	char letter;        /* "-c", or 0 */
	const char *value;  /* what the value is called in --help; NULL for a flag */
	const char *text;   /* one line for --help */
	const char **out_value; /* written when the option is given; one of the two */
	bool *out_flag;
};

struct cli_usage {
	const char *line;    /* "postern scan [options] PATH..." */
	const char *summary; /* what it does, with an example; several lines */
	const struct cli_option *options;
	size_t option_count;
	size_t arguments_min;
	size_t arguments_max;
};

/* Exit statuses of every command (DESIGN s7). */
enum cli_status { CLI_OK = 0, CLI_UNREAD = 1, CLI_USAGE = 2 };

/**
 * cli_options(u, argc, argv, out_arguments, out_count): Read the arguments behind the command's name.
 *
 * Takes:   argv  argv[0] is the command's name
 * Gives:   -1: go on, with the arguments that are no options in (*out_arguments)[0..*out_count), argv reordered
 *          CLI_OK: --help was asked for and printed; exit with it
 *          CLI_USAGE: something was wrong and said on standard error; exit with it
 */
int cli_options(const struct cli_usage *u, int argc, char **argv, char ***out_arguments, size_t *out_count);

/**
 * cli_number(text, what, min, max, out): Read a number that an option was given.
 *
 * Gives:   true; false when it is none or outside the range, which is said on standard error
 */
bool cli_number(const char *text, const char *what, unsigned long min, unsigned long max, unsigned long *out);

/**
 * cli_choice(text, what, names, count, out): Read one of COUNT names, like cli_number.
 */
bool cli_choice(const char *text, const char *what, const char *const *names, size_t count, int *out);

#endif
