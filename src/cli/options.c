#include "cli/options.h"

#include <string.h>

#include "base/bytes.h"

static void
print_help(const struct cli_usage *u)
{
	(void)printf("Usage: %s\n\n%s\n", u->line, u->summary);
	if (u->option_count != 0)
		(void)printf("\nOptions:\n");
	for (size_t i = 0; i < u->option_count; i++) {
		const struct cli_option *o = &u->options[i];
		char form[64];
		(void)snprintf(form, sizeof form, "%s%c%s--%s%s%s", o->letter != 0 ? "-" : "  ",
		    o->letter != 0 ? o->letter : ' ', o->letter != 0 ? ", " : " ", o->name,
		    o->value != NULL ? "=" : "", o->value != NULL ? o->value : "");
		(void)printf("  %-24s %s\n", form, o->text);
	}
	(void)printf("  %-24s %s\n", "    --help", "this text");
}

static int
wrong(const struct cli_usage *u, const char *what, const char *argument)
{
	(void)fprintf(stderr, "%s: %s\nUsage: %s\n--help says more.\n", argument, what, u->line);
	return CLI_USAGE;
}

static const struct cli_option *
option_find(const struct cli_usage *u, struct bytes name, char letter)
{
	for (size_t i = 0; i < u->option_count; i++) {
		const struct cli_option *o = &u->options[i];
		if (letter != 0 ? o->letter == letter : bytes_equal(bytes_of_cstr(o->name), name))
			return o;
	}
	return NULL;
}

/* One option at argv[*i]; -1 when it was taken. */
static int
take_option(const struct cli_usage *u, int argc, char **argv, int *i)
{
	const char *argument = argv[*i];
	bool is_long = argument[1] == '-';
	struct bytes name = bytes_of_cstr(argument + (is_long ? 2 : 1));
	size_t equals = is_long ? bytes_find_octet(name, '=') : BYTES_NOT_FOUND;
	if (is_long && bytes_equal(name, BYTES("help"))) {
		print_help(u);
		return CLI_OK;
	}
	const struct cli_option *o = is_long ? option_find(u, bytes_to(name, equals), 0)
	                             : name.len == 1 ? option_find(u, name, argument[1]) : NULL;
	if (o == NULL)
		return wrong(u, "there is no such option", argument);
	if (o->value == NULL) {
		if (equals != BYTES_NOT_FOUND)
			return wrong(u, "takes no value", argument);
		*o->out_flag = true;
		return -1;
	}
	if (equals != BYTES_NOT_FOUND)
		*o->out_value = argument + 2 + equals + 1;
	else if (*i + 1 < argc)
		*o->out_value = argv[++*i];
	else
		return wrong(u, "needs a value", argument);
	return -1;
}

int
cli_options(const struct cli_usage *u, int argc, char **argv, char ***out_arguments, size_t *out_count)
{
	size_t count = 0;
	bool options_end = false;
	for (int i = 1; i < argc; i++) {
		if (!options_end && strcmp(argv[i], "--") == 0) {
			options_end = true;
		} else if (options_end || argv[i][0] != '-' || argv[i][1] == '\0') {
			argv[1 + count++] = argv[i];
		} else {
			int status = take_option(u, argc, argv, &i);
			if (status >= 0)
				return status;
		}
	}
	if (count < u->arguments_min)
		return wrong(u, "something is missing", argv[0]);
	if (count > u->arguments_max)
		return wrong(u, "one argument too many", argv[1 + u->arguments_max]);
	*out_arguments = argv + 1;
	*out_count = count;
	return -1;
}

bool
cli_number(const char *text, const char *what, unsigned long min, unsigned long max, unsigned long *out)
{
	uint64_t value;
	if (bytes_number(bytes_of_cstr(text), max, &value) != 0 || value < min) {
		(void)fprintf(stderr, "%s: %s must be a number from %lu to %lu\n", text, what, min, max);
		return false;
	}
	*out = value;
	return true;
}

bool
cli_choice(const char *text, const char *what, const char *const *names, size_t count, int *out)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(text, names[i]) == 0) {
			*out = (int)i;
			return true;
		}
	(void)fprintf(stderr, "%s: %s must be", text, what);
	for (size_t i = 0; i < count; i++)
		(void)fprintf(stderr, "%s %s", i == 0 ? "" : i + 1 == count ? " or" : ",", names[i]);
	(void)fprintf(stderr, "\n");
	return false;
}
