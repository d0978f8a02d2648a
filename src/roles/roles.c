#include "roles/roles.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/must.h"
#include "pipeline/pipeline.h"
#include "roles/gate.h"
#include "roles/keeper.h"
#include "roles/nursery.h"
#include "learn/model.h"
#include "rules/rules.h"
#include "sys/fd.h"

/* The one that the configuration names; or that `postern model use` took, if it is signed by somebody whom the
 * configuration names: who can write into the data directory is not yet who says what is bad. */
static int
find_model(const struct role_values *given, const struct conf *conf, struct model **out, struct why *why)
{
	const struct model_trust trust = { conf->server.model_keys.at, conf->server.model_keys.count };
	int fd = role_find(given, "model", -1);
	if (fd < 0)
		return model_load(conf->server.model, &trust, out, why);
	if (trust.count == 0)
		return why_set(why, FAULT_CONFIG, MODEL_IN_USE ": [server] model_keys does not say who may sign it");
	int fault = model_open_fd(fd, MODEL_IN_USE, out, why);
	(void)close(fd);
	if (fault == 0 && (fault = model_check_trust(*out, &trust, why)) != 0) {
		model_free(*out);
		*out = NULL;
	}
	return fault;
}

/* A model that is refused is an error in the log, and the one that Postern brings along is asked instead. */
static struct model *
load_model(const struct role_values *given, const struct log *log)
{
	struct conf conf;
	struct why why;
	struct model *model = NULL;
	if (role_find(given, "asks-model", 1) == 0)
		return NULL;
	int fault = role_conf(given, &conf, &why);
	if (fault == 0)
		fault = find_model(given, &conf, &model, &why);
	conf_done(&conf);
	if (fault != 0) {
		log_event(log, LOG_ERROR, "model", LOG_CSTR("why", why.text));
		must(model_load(BYTES_NONE, NULL, &model, NULL) == 0);
	}
	if (model != NULL) {
		struct buf digest;
		buf_init(&digest, 64);
		buf_add_hex(&digest, bytes_to(model_digest(model), 8));
		log_event(log, LOG_INFO, "model", LOG_TEXT("digest", buf_bytes(&digest)), LOG_TEXT("made", model_about(model)->made));
		buf_done(&digest);
	}
	return model;
}

static int
run_dissectors(const struct role_values *given, const struct log *log)
{
	struct conf conf;
	struct why why;
	dissector_has_rules = role_conf(given, &conf, &why) == 0 && conf.yara.files.count != 0;
	conf_done(&conf);
	dissector_model = load_model(given, log);
	return nursery_run(role_find(given, "asker", -1), &brood_dissectors, log);
}

static void
on_mistake(void *context, const char *file, int line, const char *text)
{
	log_event(context, LOG_ERROR, "yara-rule", LOG_CSTR("file", file), LOG_NUMBER("line", line), LOG_CSTR("why", text));
}

/* Before any jail closes.  A file with a mistake is not used, and the log says so: it must not stop mail. */
static void
load_rules(const struct role_values *given, const struct log *log)
{
	struct conf conf;
	struct why why;
	if (role_conf(given, &conf, &why) == 0)
		for (size_t i = 0; i < conf.yara.files.count; i++)
			(void)rules_load((const char *)conf.yara.files.at[i].at, on_mistake, (void *)(uintptr_t)log);
	conf_done(&conf);
	if (rules_count() != 0)
		log_event(log, LOG_INFO, "yara", LOG_NUMBER("files", rules_count()));
}

static int
run_openers(const struct role_values *given, const struct log *log)
{
	load_rules(given, log);
	return nursery_run(role_find(given, "asker", -1), &brood_openers, log);
}

/* The supervisor (supervise.c) has no row: it reads nothing but signals. */
const struct role roles[] = {
	{
	    .name = "gate",
	    .network = "accepts clients, connects to next hops",
	    .files = "the spool, a Maildir that is a next hop",
	    .database = "none",
	    .reads = "SMTP lines, replies of next hops, answers of workers",
	    .attacker_has = "the sessions of one process; it can put mail into the quarantine, not read it",
	    .run = gate_run,
	},
	{
	    .name = "dissectors",
	    .network = "none",
	    .files = "none",
	    .database = "none",
	    .reads = "each worker: one message at a time, from a read-only descriptor",
	    .attacker_has = "one message and CPU time; it can lie about that message only",
	    .run = run_dissectors,
	},
	{
	    .name = "openers",
	    .network = "none",
	    .files = "none",
	    .database = "none",
	    .reads = "each worker: one container, sealed, with third-party decoders",
	    .attacker_has = "the container, 5 s of CPU, 768 MB; it can lie about what was inside",
	    .run = run_openers,
	},
	{
	    .name = "keeper",
	    .network = "none: it answers on sockets that it was given",
	    .files = "the data directory",
	    .database = "yes",
	    .reads = "typed questions; files that it wrote itself",
	    .attacker_has = "stored mail and the log",
	    .run = keeper_run,
	},
	{ .name = NULL },
};

static struct role_value *
add_value(struct role_values *v, int number, bool is_fd)
{
	must(v->count < ROLE_VALUES_MAX);
	struct role_value *value = &v->at[v->count++];
	value->number = number;
	value->is_fd = is_fd;
	return value;
}

void
role_add_fd(struct role_values *v, int fd, const char *format, ...)
{
	va_list args;
	struct role_value *value = add_value(v, fd, true);
	va_start(args, format);
	int len = vsnprintf(value->key, sizeof value->key, format, args);
	va_end(args);
	must(len > 0 && len < (int)sizeof value->key && strchr(value->key, '=') == NULL);
}

void
role_add_number(struct role_values *v, int number, const char *key)
{
	(void)snprintf(add_value(v, number, false)->key, ROLE_KEY_MAX, "%s", key);
}

int
role_find(const struct role_values *v, const char *key, int otherwise)
{
	for (size_t i = 0; i < v->count; i++)
		if (strcmp(v->at[i].key, key) == 0)
			return v->at[i].number;
	return otherwise;
}

/* "key=number" of our own parent, so a mistake is ours. */
static void
read_value(const char *text, struct role_values *out)
{
	uint64_t number;
	const char *equals = strrchr(text, '=');
	must(equals != NULL && bytes_number(bytes_of_cstr(equals + 1), INT32_MAX, &number) == 0);
	struct role_value *value = add_value(out, (int)number, true);
	must((size_t)(equals - text) < sizeof value->key);
	memcpy(value->key, text, (size_t)(equals - text));
}

int
role_main(int argc, char **argv)
{
	const struct role *role = roles;
	struct role_values given = { .count = 0 };
	if (argc < 2) {
		(void)fprintf(stderr, "postern: \"role\" is for the supervisor\n");
		return 2;
	}
	while (role->name != NULL && strcmp(role->name, argv[1]) != 0)
		role++;
	if (role->name == NULL) {
		(void)fprintf(stderr, "postern: no role \"%s\"\n", argv[1]);
		return 2;
	}
	for (int i = 2; i < argc; i++)
		read_value(argv[i], &given);
	/* Close-on-exec was off for the way here. */
	for (size_t i = 0; i < given.count; i++)
		if (given.at[i].number > 2)
			(void)fcntl(given.at[i].number, F_SETFD, FD_CLOEXEC);
	(void)prctl(PR_SET_NAME, role->name);
	const struct log log = {
		.fd = STDERR_FILENO,
		.role = role->name,
		.is_json = role_find(&given, "log.json", 0) != 0,
		.with_time = role_find(&given, "log.time", 0) != 0,
		.most = (enum log_level)role_find(&given, "log.level", LOG_WARNING),
	};
	int fault = role->run(&given, &log);
	return fault == 0 ? 0 : fault == FAULT_CONFIG || fault == FAULT_SYSTEM ? EXIT_NO_JAIL : 1;
}
