#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"
#include "cli/commands.h"
#include "cli/config.h"
#include "cli/options.h"
#include "conf/conf.h"
#include "ioc/ioc.h"
#include "learn/model.h"
#include "rules/rules.h"

/* Every line of the lists that is wrong.  Gives: may they be used as they are? */
static bool
check_ioc(const struct conf *conf)
{
	struct ioc_report *report = xcalloc(1, sizeof *report);
	struct ioc *list = ioc_new();
	for (size_t i = 0; i < conf->ioc.files.count; i++)
		ioc_read_file(list, conf->ioc.files.at[i], true, report);
	for (uint64_t i = 0; i < report->mistake_count && i < IOC_MISTAKES_MAX; i++) {
		const struct ioc_mistake *m = &report->mistakes[i];
		(void)fprintf(stderr, "%.*s:%llu: %s / %s\n", BYTES_ARGS(m->file), (unsigned long long)m->line, ioc_say(m->wrong, LANGUAGE_EN),
		    ioc_say(m->wrong, LANGUAGE_ZH));
	}
	if (report->mistake_count > IOC_MISTAKES_MAX)
		(void)fprintf(stderr, "%llu more lines are wrong / 另有 %llu 行有误\n", (unsigned long long)(report->mistake_count - IOC_MISTAKES_MAX),
		    (unsigned long long)(report->mistake_count - IOC_MISTAKES_MAX));
	bool is_good = report->mistake_count == 0;
	for (int kind = 0; conf->ioc.files.count != 0 && is_good && kind < IOC_KIND_COUNT; kind++)
		(void)printf("[ioc] %s: %llu\n", ioc_kind_names[kind], (unsigned long long)ioc_count(list, (enum ioc_kind)kind));
	ioc_free(list);
	free(report);
	return is_good;
}

static void
on_mistake(void *context, const char *file, int line, const char *text)
{
	(void)fprintf(stderr, "%s:%d: %s / YARA 规则有误\n", file, line, text);
}

static bool
check_model(const struct conf *conf)
{
	struct why why;
	struct model *model = NULL;
	const struct model_trust trust = { conf->server.model_keys.at, conf->server.model_keys.count };
	if (model_load(conf->server.model, &trust, &model, &why) != 0) {
		(void)fprintf(stderr, "[server] model: %s\n", why.text);
		return false;
	}
	model_free(model);
	return true;
}

static bool
check_rules(const struct conf *conf)
{
	bool is_good = true;
	for (size_t i = 0; i < conf->yara.files.count; i++)
		is_good &= rules_load((const char *)conf->yara.files.at[i].at, on_mistake, NULL) == 0;
	if (rules_count() != 0 && is_good)
		(void)printf("[yara] files: %zu\n", rules_count());
	rules_unload();
	return is_good;
}

int
cli_check_config(int argc, char **argv)
{
	const char *path = NULL;
	bool print = false;
	const struct cli_option options[] = {
		{ "conf", 'c', "FILE", "the configuration; without it the defaults are checked", &path, NULL },
		{ "print", 0, NULL, "print the whole configuration with every setting and its explanation", NULL, &print },
	};
	const struct cli_usage usage = { "postern check-config [-c FILE] [--print]",
		"Read the configuration and say what is wrong with it: every mistake with its line, and what was meant.\n"
		"Exit status: 0 it can be used, 2 it cannot.\n\n"
		"  postern check-config -c /etc/postern/postern.conf\n"
		"  postern check-config --print > postern.conf        a file to start from",
		options, sizeof options / sizeof *options, 0, 0 };
	char **none;
	size_t count;
	struct conf conf;
	struct buf text;
	int status = cli_options(&usage, argc, argv, &none, &count);
	if (status >= 0)
		return status;
	buf_init(&text, (size_t)16 << 20);
	/* What is printed to start from is an empty file, filled in: only what one turns on listens. */
	if (path == NULL && print)
		status = conf_read_text(&conf, BYTES_NONE, "defaults") == 0 ? CLI_OK : CLI_USAGE;
	else
		status = config_read(path, &conf) ? CLI_OK : CLI_USAGE;
	if (status == CLI_OK && !print) {
		bool is_good = check_ioc(&conf);
		is_good &= check_rules(&conf);
		is_good &= check_model(&conf);
		status = is_good ? CLI_OK : CLI_USAGE;
	}
	if (status == CLI_OK && print) {
		conf_print(&conf, &text);
		(void)fputs(buf_cstr(&text), stdout);
	} else if (status == CLI_OK) {
		(void)printf("%s: %zu listeners, %zu domains, %zu next hops: it can be used\n",
		    path != NULL ? path : "the defaults", conf.listeners.count, conf.domains.count, conf.next_hops.count);
	}
	buf_done(&text);
	conf_done(&conf);
	return status;
}
