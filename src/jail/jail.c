#include "jail/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/landlock.h>
#include <pwd.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/must.h"
#include "sys/fd.h"

#ifdef POSTERN_SANITIZED
static const bool is_sanitized = true;
#else
static const bool is_sanitized = false;
#endif

bool
jail_is_complete(void)
{
	return !is_sanitized;
}

int
jail_user_find(struct jail_user *out, struct why *why)
{
	static const char *const names[] = { "postern", "nobody" };
	for (size_t i = 0; i < 2; i++) {
		const struct passwd *p = getpwnam(names[i]);
		if (p != NULL && p->pw_uid != 0) {
			*out = (struct jail_user){ names[i], p->pw_uid, p->pw_gid };
			return 0;
		}
	}
	return why_set(why, FAULT_CONFIG, "neither a user \"postern\" nor \"nobody\": roles must not stay root");
}

bool
jail_user_reaches(const struct jail_user *user, const char *path)
{
	gid_t group = getegid();
	if (setegid(user->gid) != 0 || seteuid(user->uid) != 0)
		return false;
	OWN_FD int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	must(seteuid(0) == 0 && setegid(group) == 0);
	return fd >= 0;
}

static int
set_limit(__rlimit_resource_t what, uint64_t soft, uint64_t hard, const char *name, struct why *why)
{
	struct rlimit old, wanted = { .rlim_cur = soft, .rlim_max = hard };
	if (soft == JAIL_NO_LIMIT)
		return 0;
	/* A limit that is already tighter stays: an unprivileged process may not raise it. */
	if (getrlimit(what, &old) != 0)
		return why_system(why, name);
	if (wanted.rlim_max > old.rlim_max)
		wanted.rlim_max = old.rlim_max;
	if (wanted.rlim_cur > wanted.rlim_max)
		wanted.rlim_cur = wanted.rlim_max;
	return setrlimit(what, &wanted) == 0 ? 0 : why_system(why, name);
}

static int
limit(const struct jail *j, struct why *why)
{
	/* One second between the limits: SIGXCPU is a limit, SIGKILL after it a stubborn one. */
	uint64_t cpu_hard = j->cpu_seconds_max == JAIL_NO_LIMIT ? JAIL_NO_LIMIT : j->cpu_seconds_max + 1;
	uint64_t memory = is_sanitized ? JAIL_NO_LIMIT : j->memory_max;
	uint64_t processes = j->profile == JAIL_WORKER ? 0 : JAIL_NO_LIMIT;
	int fault = set_limit(RLIMIT_CORE, 0, 0, "RLIMIT_CORE", why);
	if (fault == 0)
		fault = set_limit(RLIMIT_AS, memory, memory, "RLIMIT_AS", why);
	if (fault == 0)
		fault = set_limit(RLIMIT_CPU, j->cpu_seconds_max, cpu_hard, "RLIMIT_CPU", why);
	if (fault == 0)
		fault = set_limit(RLIMIT_FSIZE, j->file_octets_max, j->file_octets_max, "RLIMIT_FSIZE", why);
	if (fault == 0)
		fault = set_limit(RLIMIT_NOFILE, j->descriptors_max, j->descriptors_max, "RLIMIT_NOFILE", why);
	if (fault == 0)
		fault = set_limit(RLIMIT_NPROC, processes, processes, "RLIMIT_NPROC", why);
	return fault;
}

/* Root by number only: without capabilities it owns its files and nothing else. */
static int
drop_capabilities(struct why *why)
{
	struct __user_cap_header_struct header = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2] = { { 0 }, { 0 } }, now[2];
	if (syscall(SYS_capset, &header, none) != 0 || syscall(SYS_capget, &header, now) != 0)
		return why_system(why, "dropping capabilities");
	if ((now[0].permitted | now[1].permitted | now[0].effective | now[1].effective) != 0)
		return why_set(why, FAULT_SYSTEM, "capabilities are left after dropping them");
	return 0;
}

/* Root becomes somebody else and must not find the way back; anybody else stays who he is. */
static int
change_user(const struct jail *j, struct why *why)
{
	struct jail_user user;
	if (geteuid() != 0)
		return 0;
	if (j->keeps_user)
		return drop_capabilities(why);
	int fault = jail_user_find(&user, why);
	if (fault != 0)
		return fault;
	if (setgroups(0, NULL) != 0 || setresgid(user.gid, user.gid, user.gid) != 0 ||
	    setresuid(user.uid, user.uid, user.uid) != 0)
		return why_system(why, "becoming an ordinary user");
	if (getuid() != user.uid || geteuid() != user.uid || setresuid(0, 0, 0) == 0)
		return why_set(why, FAULT_SYSTEM, "still root after leaving it");
	return 0;
}

static int
give_up_privileges(struct why *why)
{
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) != 0)
		return why_system(why, "PR_SET_DUMPABLE");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1)
		return why_system(why, "PR_SET_NO_NEW_PRIVS");
	return 0;
}

/* Landlock as newer kernels know it; Debian 12's header stops at ABI 2, the kernel may know more. */
struct ruleset {
	uint64_t files;
	uint64_t network; /* from ABI 4: TCP bind and connect */
	uint64_t scope;   /* from ABI 6: abstract sockets and signals of processes outside */
};
#define ACCESS_TRUNCATE (1ULL << 14)  /* ABI 3 */
#define ACCESS_IOCTL_DEV (1ULL << 15) /* ABI 5 */
#define NETWORK_TCP 3ULL
#define SCOPE_ALL 3ULL

#define ACCESS_READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define ACCESS_WRITE \
	(ACCESS_READ | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | \
	    LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG | \
	    LANDLOCK_ACCESS_FS_REFER | ACCESS_TRUNCATE)
/* Rights that a rule on a single file may name. */
#define ACCESS_OF_FILE \
	(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_EXECUTE | ACCESS_TRUNCATE)

static int
allow_path(int rules, const struct jail_path *path, uint64_t handled, struct why *why)
{
	struct stat st;
	OWN_FD int fd = open(path->path, O_PATH | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT && path->may_be_absent)
		return 0;
	if (fd < 0 || fstat(fd, &st) != 0)
		return why_system(why, path->path);
	struct landlock_path_beneath_attr rule = {
		.allowed_access = ((path->may_write ? ACCESS_WRITE : ACCESS_READ) |
		                   (path->may_run ? (uint64_t)LANDLOCK_ACCESS_FS_EXECUTE : 0)) & handled,
		.parent_fd = fd,
	};
	if (!S_ISDIR(st.st_mode))
		rule.allowed_access &= ACCESS_OF_FILE;
	if (syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0)
		return why_system(why, path->path);
	return 0;
}

static int
lock_land(const struct jail *j, struct why *why)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (abi < 1)
		return why_system(why, "Landlock (needs Linux 5.13 with it switched on)");
	struct ruleset set = { .files = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1 };
	size_t size = 8;
	set.files |= abi >= 2 ? LANDLOCK_ACCESS_FS_REFER : 0;
	set.files |= abi >= 3 ? ACCESS_TRUNCATE : 0;
	set.files |= abi >= 5 ? ACCESS_IOCTL_DEV : 0;
	if (abi >= 4) {
		size = 16;
		set.network = j->profile == JAIL_GATE || j->profile == JAIL_GATE_LOCAL ? 0 : NETWORK_TCP;
	}
	if (abi >= 6) {
		size = 24;
		set.scope = SCOPE_ALL;
	}
	OWN_FD int rules = (int)syscall(SYS_landlock_create_ruleset, &set, size, 0);
	if (rules < 0)
		return why_system(why, "Landlock");
	for (size_t i = 0; i < j->path_count; i++) {
		int fault = allow_path(rules, &j->paths[i], set.files, why);
		if (fault != 0)
			return fault;
	}
	return syscall(SYS_landlock_restrict_self, rules, 0) == 0 ? 0 : why_system(why, "Landlock");
}

static int
filter_calls(const struct jail *j, const struct jail_filter *filter, struct why *why)
{
	if (is_sanitized)
		return 0;
	if (filter != NULL)
		return jail_filter_load(filter, why);
	struct jail_filter *own = NULL;
	int fault = jail_filter_new(j->profile, &own, why);
	if (fault == 0)
		fault = jail_filter_load(own, why);
	jail_filter_free(own);
	return fault;
}

int
jail_enter(const struct jail *j, const struct jail_filter *filter, struct why *why)
{
	must(j->memory_max > 0 && j->cpu_seconds_max > 0 && j->descriptors_max > 0);
	int fault = limit(j, why);
	if (fault == 0)
		fault = change_user(j, why);
	if (fault == 0)
		fault = give_up_privileges(why);
	if (fault == 0)
		fault = lock_land(j, why);
	if (fault == 0)
		fault = filter_calls(j, filter, why);
	return fault;
}
