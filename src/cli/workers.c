#include "cli/workers.h"

#include <event2/event.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "roles/roles.h"
#include "sys/fd.h"

static const char *const nursery_names[PIPELINE_NURSERIES] = {
	[PIPELINE_DISSECTORS] = "dissectors",
	[PIPELINE_OPENERS] = "openers",
};

/* A nursery that cannot start says why on standard error; without it nothing can be judged. */
static void
on_lost(void *arg, enum pipeline_nursery which)
{
	(void)fprintf(stderr, "postern: the process that starts %s has ended; nothing more can be read\n",
	    nursery_names[which]);
	_exit(2);
}

static int
nursery_start(const char *name, const struct workers *how, int *out_fd, struct why *why)
{
	OWN_FD int theirs = -1;
	OWN_FD int conf_fd = how->conf != NULL ? open(how->conf, O_RDONLY | O_CLOEXEC) : -1;
	int pair[2];
	pid_t pid;
	struct role_values values = { .count = 0 };
	if (fd_pair(pair) != 0)
		return why_system(why, "socketpair");
	theirs = pair[1];
	role_add_fd(&values, theirs, "asker");
	if (conf_fd >= 0)
		role_add_fd(&values, conf_fd, "conf");
	role_add_number(&values, !how->asks_no_model, "asks-model");
	int fault = role_start(name, &values, &pid, why);
	if (fault != 0)
		(void)close(pair[0]);
	else
		*out_fd = pair[0];
	return fault;
}

/* Most messages need no opener, and its nursery is a third of what reading one of them costs. */
static int
on_wanted(void *arg, enum pipeline_nursery which)
{
	struct why why;
	int fd = -1;
	if (nursery_start(nursery_names[which], arg, &fd, &why) != 0) {
		(void)fprintf(stderr, "postern: %s\n", why.text);
		_exit(2);
	}
	return fd;
}

struct pipeline *
workers_start(struct event_base *base, const struct workers *how, struct why *why)
{
	struct pipeline_options options = { .nurseries = { -1, -1 }, .dissectors = how->jobs, .queue_max = 100000,
		.wants_identity = how->wants_identity, .files = how->files,
		.wants_old_hashes = how->wants_old_hashes, .settled_from = how->settled_from, .lost = on_lost, .wanted = on_wanted, .arg = (void *)(uintptr_t)how };
	const enum pipeline_nursery first = PIPELINE_DISSECTORS;
	if (nursery_start(nursery_names[first], how, &options.nurseries[first], why) != 0)
		return NULL;
	return pipeline_new(base, &options);
}

void
workers_stop(struct pipeline *p)
{
	pipeline_free(p);
	/* The nurseries end when their socket closes, and take their workers with them. */
	while (wait(NULL) > 0)
		;
}
