#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include "base/must.h"
#include "roles/roles.h"
#include "sys/fd.h"

/* Where a role's descriptors begin in its own table, and where they wait while they are moved there. */
#define FIRST_FD 3
#define WAITING_FD 200

/* Move the descriptors to 3, 4, 5...; returns false where the kernel says no. */
static bool
place_descriptors(struct role_values *v)
{
	int next = FIRST_FD;
	for (size_t i = 0; i < v->count; i++)
		if (v->at[i].is_fd && (v->at[i].number = fcntl(v->at[i].number, F_DUPFD_CLOEXEC, WAITING_FD)) < 0)
			return false;
	for (size_t i = 0; i < v->count; i++) {
		if (!v->at[i].is_fd)
			continue;
		/* dup2 leaves close-on-exec off, which is what the role needs. */
		if (dup2(v->at[i].number, next) < 0)
			return false;
		v->at[i].number = next++;
	}
	return true;
}

static _Noreturn void
become(const char *name, const struct role_values *given)
{
	struct role_values v = *given;
	char words[ROLE_VALUES_MAX][ROLE_KEY_MAX + 16];
	char *argv[ROLE_VALUES_MAX + 4] = { NULL };
	/* Nothing of the environment reaches a role: no locale, no library path, no malloc tuning. */
	char *env[] = { NULL };
	sigset_t none;
	size_t argc = 0;
	int keep[ROLE_VALUES_MAX];
	size_t kept = 0;
	if (!place_descriptors(&v))
		_exit(127);
	for (size_t i = 0; i < v.count; i++)
		if (v.at[i].is_fd)
			keep[kept++] = v.at[i].number;
	if (fd_close_others(keep, kept) != 0)
		_exit(127);
	/* A ^C in the terminal is for our parent: roles end when it tells them, or when its sockets close. */
	(void)setpgid(0, 0);
	(void)sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	for (int s = 1; s < 32; s++)
		(void)signal(s, SIG_DFL);
	argv[argc++] = (char[]){ "postern" };
	argv[argc++] = (char[]){ "role" };
	argv[argc++] = (char *)(uintptr_t)name;
	for (size_t i = 0; i < v.count; i++) {
		(void)snprintf(words[i], sizeof words[i], "%s=%d", v.at[i].key, v.at[i].number);
		argv[argc++] = words[i];
	}
	(void)execve("/proc/self/exe", argv, env);
	_exit(127);
}

int
role_start(const char *name, const struct role_values *v, pid_t *out_pid, struct why *why)
{
	pid_t pid = fork();
	if (pid < 0)
		return why_system(why, "fork");
	if (pid == 0)
		become(name, v);
	*out_pid = pid;
	return 0;
}
