#include "roles/keeper.h"

#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keeper/control.h"
#include "keeper/service.h"
#include "sys/fd.h"

/* A command-line tool has the directory for a moment: how long we wait for it. */
#define TRIES 100
#define TRY_MS 100

int
role_conf(const struct role_values *given, struct conf *out, struct why *why)
{
	int fd = role_find(given, "conf", -1);
	int fault = fd >= 0 ? conf_read_fd(out, fd, "the configuration") : conf_read(out, NULL);
	return fault == 0 ? 0 : why_set(why, FAULT_CONFIG, "the configuration cannot be read");
}

int
role_enter_data(const struct role_values *given, struct why *why)
{
	(void)umask(077);
	return fchdir(role_find(given, "data", -1)) == 0 ? 0 : why_system(why, "the data directory");
}

static int
enter_jail(const struct role_values *given, const struct conf *conf, struct why *why)
{
	const struct jail_path paths[] = {
		{ .path = ".", .may_write = true },
		{ .path = "/dev/urandom" }, /* SQLite asks there */
		{ .path = (const char *)conf->quarantine.key_file.at, .may_write = true },
	};
	const struct jail jail = {
		.role = "keeper",
		.profile = JAIL_KEEPER,
		.memory_max = ((uint64_t)2 << 30) + (uint64_t)conf->fingerprints.memory,
		.cpu_seconds_max = JAIL_NO_LIMIT,
		.file_octets_max = JAIL_NO_LIMIT,
		.descriptors_max = 512,
		.paths = paths,
		.path_count = conf->quarantine.key_file.len > 0 ? 3 : 2,
		.keeps_user = role_find(given, "keeps_user", 0) != 0,
	};
	return jail_enter(&jail, NULL, why);
}

static int
open_keeper(const struct conf *conf, struct keeper **out, struct why *why)
{
	const struct keeper_options options = {
		.data = ".",
		.key_file = conf->quarantine.key_file.len > 0 ? (const char *)conf->quarantine.key_file.at : "",
		.hold_ms = conf->quarantine.keep_for,
		.event_ms = conf->quarantine.events_for,
		.hold_octets = (uint64_t)conf->quarantine.max_size,
		.prints_octets = (uint64_t)conf->fingerprints.memory,
	};
	int fault = FAULT_LATER;
	for (int i = 0; i < TRIES && fault == FAULT_LATER; i++) {
		if (i > 0)
			(void)poll(NULL, 0, TRY_MS);
		fault = keeper_open(&options, out, why);
	}
	return fault;
}

static int
prepare(const struct role_values *given, struct conf *conf, struct keeper_service *out, struct why *why)
{
	sigset_t ends;
	int fault = role_conf(given, conf, why);
	if (fault == 0)
		fault = role_enter_data(given, why);
	if (fault != 0)
		return fault;
	(void)sigemptyset(&ends);
	(void)sigaddset(&ends, SIGTERM);
	(void)signal(SIGHUP, SIG_IGN);
	if (sigprocmask(SIG_BLOCK, &ends, NULL) != 0 || (out->stop = signalfd(-1, &ends, SFD_CLOEXEC)) < 0)
		return why_system(why, "signalfd");
	/* A question need not stop the gate in the middle of its turn: the keeper runs when a CPU is free, and finds more of them
	 * at once.  Where it may not be set, it runs as others do. */
	(void)sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){ 0 });
	out->arrivals = role_find(given, "control", 0);
	/* Before the jail, which makes no sockets. */
	out->control = control_listen(".", why);
	fault = out->control < 0 ? out->control : enter_jail(given, conf, why);
	return fault == 0 ? open_keeper(conf, &out->keeper, why) : fault;
}

int
keeper_run(const struct role_values *given, const struct log *log)
{
	struct conf conf = { 0 };
	struct why why = { "" };
	struct keeper_service service = { .control = -1, .stop = -1, .log = log };
	int fault = prepare(given, &conf, &service, &why);
	if (fault != 0)
		log_event(log, LOG_ERROR, "keeper-failed", LOG_CSTR("why", why.text));
	else
		fault = keeper_serve(&service);
	keeper_close(service.keeper);
	fd_close(&service.control);
	fd_close(&service.stop);
	conf_done(&conf);
	return fault;
}
