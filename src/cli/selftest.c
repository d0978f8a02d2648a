#include "cli/selftest.h"

#include <errno.h>
#include <fcntl.h>
#include <hs.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/config.h"
#include "cli/options.h"
#include "keeper/keys.h"
#include "sys/clock.h"
#include "sys/durable.h"
#include "sys/fd.h"
#include "text/lexicon.h"

/* 2026-01-01: this program is not older. */
#define BORN_MS INT64_C(1767225600000)
/* As the gate wants them: roles/gate.c. */
#define DESCRIPTORS_MORE 2000

void
selftest_tell(struct selftest *t, enum selftest_result result, const char *what, const char *format, ...)
{
	static const char *const words[] = { "OK", "warning", "FAILED" };
	va_list list;
	(void)printf("%-8s %-14s ", words[result], what);
	va_start(list, format);
	(void)vprintf(format, list);
	va_end(list);
	(void)putchar('\n');
	(void)fflush(stdout);
	t->has_failed |= result == SELFTEST_FAILED;
}

/* The directory that is there already: PATH itself or the nearest one above it. */
static void
existing(const char *path, char *out, size_t room)
{
	(void)snprintf(out, room, "%s", path);
	while (access(out, F_OK) != 0) {
		char *slash = strrchr(out, '/');
		if (slash == NULL || slash == out) {
			(void)snprintf(out, room, "%s", slash == NULL ? "." : "/");
			return;
		}
		*slash = 0;
	}
}

static void
check_data(struct selftest *t)
{
	struct why why = { "" };
	char place[4096];
	existing(t->data, place, sizeof place);
	if (strcmp(place, t->data) != 0) {
		if (access(place, W_OK | X_OK) == 0)
			selftest_tell(t, SELFTEST_OK, "data", "%s does not exist yet; it will be made", t->data);
		else
			selftest_tell(t, SELFTEST_FAILED, "data", "%s cannot be made: %s; start as root, or choose with --data=DIR",
			    t->data, strerror(errno));
		return;
	}
	OWN_FD int fd = open(t->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		selftest_tell(t, SELFTEST_FAILED, "data", "%s: %s; run this as the user of the gateway", t->data, strerror(errno));
		return;
	}
	char name[40];
	(void)snprintf(name, sizeof name, "selftest.%d", (int)getpid());
	int64_t began = clock_steady_us();
	int fault = durable_write(fd, name, BYTES("written and synced"), &why);
	int64_t took = clock_steady_us() - began;
	if (fault == 0)
		fault = durable_remove(fd, name, &why);
	if (fault != 0)
		selftest_tell(t, SELFTEST_FAILED, "data", "%s cannot be written: %s; look at its owner, its mount and its disk",
		    t->data, why.text);
	else
		selftest_tell(t, SELFTEST_OK, "data", "%s: a file was written and synced in %.1f ms", t->data, (double)took / 1000);
}

static void
check_key(struct selftest *t)
{
	struct why why = { "" };
	struct keys *keys = NULL;
	char path[4200];
	struct bytes configured = t->conf.quarantine.key_file;
	if (configured.len != 0)
		(void)snprintf(path, sizeof path, "%.*s", BYTES_ARGS(configured));
	else
		(void)snprintf(path, sizeof path, "%s/quarantine.key", t->data);
	if (configured.len == 0 && access(path, F_OK) != 0) {
		selftest_tell(t, SELFTEST_OK, "key", "%s will be made at the first start", path);
		return;
	}
	if (keys_read(path, &keys, &why) != 0)
		selftest_tell(t, SELFTEST_FAILED, "key", "%s%s", why.text,
		    access(path, F_OK) != 0 ? "; make one: (umask 077; openssl rand -hex 32 > FILE)" : "");
	else
		selftest_tell(t, SELFTEST_OK, "key", "%s: can be used, and nobody else may read it", path);
	keys_free(keys);
}

static void
check_disk(struct selftest *t)
{
	struct statvfs fs;
	char place[4096];
	const double mib = 1024 * 1024;
	existing(t->data, place, sizeof place);
	if (statvfs(place, &fs) != 0) {
		selftest_tell(t, SELFTEST_FAILED, "disk", "%s: %s", place, strerror(errno));
		return;
	}
	double room = (double)fs.f_bavail * (double)fs.f_frsize;
	double least = (double)t->conf.limits.free_disk, most = (double)t->conf.quarantine.max_size;
	if (room < least)
		selftest_tell(t, SELFTEST_FAILED, "disk", "%.0f MiB are free, and below %.0f MiB no mail is taken; make room, or lower "
		    "free_disk in [limits]", room / mib, least / mib);
	else if (room < most + least)
		selftest_tell(t, SELFTEST_WARNING, "disk", "%.0f MiB are free, but the quarantine may grow to %.0f MiB; lower max_size in "
		    "[quarantine]", room / mib, most / mib);
	else if (fs.f_favail != 0 && fs.f_favail < 10000)
		selftest_tell(t, SELFTEST_WARNING, "disk", "only %llu files can be made; a file system with more inodes is needed",
		    (unsigned long long)fs.f_favail);
	else
		selftest_tell(t, SELFTEST_OK, "disk", "%.0f MiB are free", room / mib);
}

static void
check_descriptors(struct selftest *t)
{
	struct rlimit now;
	long long wanted = 2 * (long long)t->conf.limits.sessions + DESCRIPTORS_MORE;
	if (getrlimit(RLIMIT_NOFILE, &now) != 0)
		selftest_tell(t, SELFTEST_FAILED, "descriptors", "getrlimit: %s", strerror(errno));
	else if (now.rlim_max != RLIM_INFINITY && (long long)now.rlim_max < wanted)
		selftest_tell(t, SELFTEST_WARNING, "descriptors", "ulimit -Hn is %llu, and %lld sessions may need %lld; raise it "
		    "(LimitNOFILE= in the systemd unit), or lower sessions in [limits]", (unsigned long long)now.rlim_max,
		    (long long)t->conf.limits.sessions, wanted);
	else
		selftest_tell(t, SELFTEST_OK, "descriptors", "enough for %lld sessions", (long long)t->conf.limits.sessions);
}

static void
check_clock(struct selftest *t)
{
	struct timex state = { .modes = 0 };
	char text[40] = "";
	int64_t now_ms = clock_wall_ms();
	time_t now = (time_t)(now_ms / 1000);
	struct tm tm;
	if (gmtime_r(&now, &tm) != NULL)
		(void)strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &tm);
	if (now_ms < BORN_MS)
		selftest_tell(t, SELFTEST_FAILED, "clock", "it is not %s; set the clock, dates and signatures depend on it", text);
	else if (adjtimex(&state) == TIME_ERROR || (state.status & STA_UNSYNC) != 0)
		selftest_tell(t, SELFTEST_WARNING, "clock", "%s, but nothing keeps it right: timedatectl set-ntp true", text);
	else
		selftest_tell(t, SELFTEST_OK, "clock", "%s, kept right", text);
}

static void
check_processor(struct selftest *t)
{
	if (hs_valid_platform() != HS_SUCCESS)
		selftest_tell(t, SELFTEST_FAILED, "processor", "it lacks what the pattern matcher (vectorscan) needs: SSSE3 or NEON; use "
		    "another machine, or let the virtual one show its processor");
	else
		selftest_tell(t, SELFTEST_OK, "processor", "has what the pattern matcher needs, %ld of them", sysconf(_SC_NPROCESSORS_ONLN));
}

static void
check_phrases(struct selftest *t)
{
	struct why why;
	struct lexicon *l;
	if (lexicon_new(&l, &why) != 0) {
		selftest_tell(t, SELFTEST_FAILED, "phrases", "%s", why.text);
		return;
	}
	if (lexicon_is_made(l))
		selftest_tell(t, SELFTEST_OK, "phrases", "as the build compiled them");
	else
		selftest_tell(t, SELFTEST_WARNING, "phrases", "compiled anew at every start (0.3 s and 16 MiB more): the vectorscan here is not"
		    " the one that Postern was built with; build it again");
	lexicon_free(l);
}

static void
check_service(struct selftest *t)
{
	char path[4200];
	(void)snprintf(path, sizeof path, "%s/serve.lock", t->data);
	OWN_FD int fd = open(path, O_RDWR | O_CLOEXEC);
	t->is_serving = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
	if (t->is_serving)
		selftest_tell(t, SELFTEST_OK, "service", "a gateway runs on %s", t->data);
}

static int
read_conf(struct selftest *t, const char *path, const char *data)
{
	if (!config_read(path, &t->conf)) {
		selftest_tell(t, SELFTEST_FAILED, "configuration", "%s cannot be used; its mistakes are on standard error",
		    path != NULL ? path : "the built-in one");
		return CLI_USAGE;
	}
	(void)snprintf(t->data, sizeof t->data, "%s", data != NULL ? data : (const char *)t->conf.server.data.at);
	t->conf.server.data = bytes_of_cstr(t->data);
	selftest_tell(t, SELFTEST_OK, "configuration", "%s: %zu listeners, %zu domains, %zu next hops",
	    path != NULL ? path : "the defaults", t->conf.listeners.count, t->conf.domains.count, t->conf.next_hops.count);
	return CLI_OK;
}

int
cli_selftest(int argc, char **argv)
{
	static void (*const checks[])(struct selftest *t) = {
		check_service, selftest_jail, selftest_messages, check_data, check_key, check_disk, check_descriptors,
		selftest_listeners, selftest_next_hops, selftest_resolver, check_clock, check_processor, check_phrases,
	};
	const char *path = NULL, *data = NULL;
	bool online = false;
	const struct cli_option options[] = {
		{ "config", 'c', "FILE", "the configuration; the defaults without it", &path, NULL },
		{ "data", 0, "DIR", "the data directory, instead of the configured one", &data, NULL },
		{ "online", 0, NULL, "ask the resolver, too; nothing else leaves this machine and its next hops", NULL, &online },
	};
	const struct cli_usage usage = { "postern selftest [-c FILE] [--data=DIR] [--online]",
		"Say what works on this machine, one line for each check, and what to do where something does not.\n"
		"Takes less than 30 seconds, changes nothing, and may run beside the gateway; run it as the same user.\n"
		"Exit status: 0 it works (warnings can wait), 1 something FAILED, 2 the configuration cannot be used.\n\n"
		"  postern selftest -c /etc/postern/postern.conf",
		options, sizeof options / sizeof *options, 0, 0 };
	struct selftest t = { 0 };
	char **none;
	size_t count;
	int status = cli_options(&usage, argc, argv, &none, &count);
	if (status >= 0)
		return status;
	status = read_conf(&t, path, data);
	t.is_online = online;
	for (size_t i = 0; status == CLI_OK && i < sizeof checks / sizeof *checks; i++)
		checks[i](&t);
	conf_done(&t.conf);
	return status == CLI_OK && t.has_failed ? CLI_UNREAD : status;
}
