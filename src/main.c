/* postern: the command line. */
#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "roles/roles.h"

static const struct command {
	const char *name;
	const char *summary; /* NULL: not for people */
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "serve", "run the gateway", cli_serve },
	{ "scan", "judge messages, mboxes, Maildirs and folders, and say why", cli_scan },
	{ "explain", "print everything that is seen in a message", cli_explain },
	{ "quarantine", "list, show, release and delete what is held", cli_quarantine },
	{ "feedback", "say what messages were: spam, phishing, malware or good", cli_feedback },
	{ "keys", "make, publish, change and retire the keys that sign our mail", cli_keys },
	{ "events", "search the log of messages", cli_events },
	{ "shadow", "where a shadow milter and the filter in place differ", cli_shadow },
	{ "train", "learn what bad mail reads like", cli_train },
	{ "model", "sign what was learned, take it into use, and go back", cli_model },
	{ "eval", "measure how much bad mail is caught and how much good mail is not", cli_eval },
	{ "reports", "read DMARC and TLS reports that were sent to us; show and send our own", cli_reports },
	{ "reputation", "say what our own history knows of a sender", cli_reputation },
	{ "lists", "show the DNS lists that are known; write one of our own for DNS servers", cli_lists },
	{ "lookup", "ask what DNS lists and the DNS say of an address, a domain or a page", cli_lookup },
	{ "geo", "make and ask files of places and networks", cli_geo },
	{ "check-config", "say what is wrong with a configuration, line by line", cli_check_config },
	{ "migrate", "settings from the configuration of rspamd or SpamAssassin", cli_migrate },
	{ "selftest", "say what works on this machine, and what to do about the rest", cli_selftest },
	{ "role", NULL, role_main },
};

static void
print_help(FILE *to)
{
	(void)fprintf(to, "Postern " POSTERN_VERSION ", an email security gateway\n\nUsage: postern COMMAND [options]\n\n");
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (commands[i].summary != NULL)
			(void)fprintf(to, "  %-14s %s\n", commands[i].name, commands[i].summary);
	(void)fprintf(to, "\n\"postern COMMAND --help\" says more. Try: postern scan message.eml\n");
}

int
main(int argc, char **argv)
{
	const char *name = argc > 1 ? argv[1] : "";
	/* Every message takes and gives back some hundred kilobytes: without this glibc returns them to the kernel
	 * each time and pays for the pages anew, a tenth of the cost of a message. */
	(void)mallopt(M_TRIM_THRESHOLD, 16 << 20);
	(void)mallopt(M_TOP_PAD, 1 << 20);
	(void)mallopt(M_MMAP_THRESHOLD, 4 << 20);
	if (strcmp(name, "--help") == 0 || strcmp(name, "help") == 0 || strcmp(name, "-h") == 0) {
		print_help(stdout);
		return CLI_OK;
	}
	if (strcmp(name, "--version") == 0) {
		(void)printf("postern " POSTERN_VERSION "\n");
		return CLI_OK;
	}
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
		if (strcmp(name, commands[i].name) == 0)
			return commands[i].run(argc - 1, argv + 1);
	if (argc > 1)
		(void)fprintf(stderr, "postern: no command \"%s\"\n\n", name);
	print_help(stderr);
	return CLI_USAGE;
}
