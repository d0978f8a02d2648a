#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/must.h"
#include "jail/jail.h"
#include "sys/fd.h"

/* One line of a list: the call, and for some the only argument values that are let through. */
struct rule {
	const char *call;
	int error;        /* 0: allowed; else this errno instead of death */
	unsigned arg;     /* which argument the mask and value are about */
	uint64_t mask;    /* 0: any argument */
	uint64_t value;
};

struct rules {
	const struct rule *at;
	size_t count;
};
#define RULES(list) { (list), sizeof(list) / sizeof(list)[0] }

/* Everybody: memory without execution, descriptors that are already open, time, the end. */
static const struct rule common[] = {
	{ "read" }, { "readv" }, { "pread64" }, { "write" }, { "writev" }, { "pwrite64" }, { "lseek" },
	{ "close" }, { "fstat" }, { "recvmsg" }, { "sendmsg" },
	{ "newfstatat", .arg = 3, .mask = AT_EMPTY_PATH, .value = AT_EMPTY_PATH },
	{ "mmap", .arg = 2, .mask = PROT_EXEC }, { "mprotect", .arg = 2, .mask = PROT_EXEC },
	{ "munmap" }, { "mremap" }, { "madvise" }, { "brk" }, { "futex" },
	{ "memfd_create" }, { "ftruncate" }, { "fcntl" },
	{ "clock_gettime" }, { "clock_nanosleep" }, { "nanosleep" }, { "gettimeofday" }, { "getrusage" },
	{ "getrandom" }, { "sysinfo" }, { "getpid" }, { "gettid" },
	{ "rt_sigaction" }, { "rt_sigprocmask" }, { "rt_sigreturn" }, { "sigaltstack" }, { "restart_syscall" },
	{ "exit" }, { "exit_group" },
	/* stdio asks whether it writes to a terminal; abort() signals itself, and ends by other means then. */
	{ "ioctl", .error = ENOTTY }, { "tgkill", .error = EPERM },
};

/* Libraries look for locales, converters and time zones: they are told no, and go on without. */
static const struct rule no_files[] = {
	{ "open", .error = EACCES }, { "openat", .error = EACCES }, { "openat2", .error = EACCES },
	{ "creat", .error = EACCES }, { "stat", .error = EACCES }, { "lstat", .error = EACCES },
	{ "access", .error = EACCES }, { "faccessat", .error = EACCES }, { "faccessat2", .error = EACCES },
	{ "statx", .error = EACCES }, { "readlink", .error = EACCES }, { "readlinkat", .error = EACCES },
	{ "getcwd", .error = EACCES },
};

static const struct rule nursery[] = {
	/* glibc forks with clone and tries nothing else; a flag word that clone3 hides is not looked for. */
	{ "clone" }, { "fork" }, { "vfork" }, { "clone3", .error = ENOSYS }, { "wait4" }, { "waitid" },
	{ "kill" }, { "poll" }, { "ppoll" }, { "set_robust_list" }, { "rseq" }, { "getppid" },
	{ "rt_sigpending" }, { "rt_sigtimedwait" }, { "signalfd4" },
	/* to the nursery that it forks; a pair of connected sockets reaches nobody new */
	{ "socketpair", .arg = 0, .mask = UINT32_MAX, .value = AF_UNIX },
	/* what a worker needs to wall itself in */
	{ "close_range" }, { "prctl" }, { "seccomp" }, { "prlimit64" }, { "setrlimit" }, { "getrlimit" },
	{ "landlock_create_ruleset" }, { "landlock_restrict_self" },
	{ "getuid" }, { "geteuid" }, { "getgid" }, { "getegid" },
};

/* What a dynamically linked program asks for at its start and while it reads one file.  Which files: Landlock.  It makes
 * memory executable for its libraries, so the rules of "common" about that are undone here. */
static const struct rule running[] = {
	{ "execve" }, { "mmap" }, { "mprotect" }, { "open" }, { "openat" }, { "stat" }, { "lstat" }, { "statx" },
	{ "newfstatat" }, { "access" }, { "faccessat" }, { "faccessat2" }, { "readlink" }, { "readlinkat" }, { "getcwd" },
	{ "getdents64" }, { "arch_prctl" }, { "set_tid_address" }, { "set_robust_list" }, { "rseq" }, { "prlimit64" },
	{ "getrlimit" }, { "umask" }, { "dup" }, { "dup2" }, { "dup3" }, { "prctl" }, { "seccomp" }, { "close_range" },
	{ "uname" }, { "getuid" }, { "geteuid" }, { "getgid" }, { "getegid" }, { "getppid" }, { "sched_yield" },
	{ "sched_getaffinity" }, { "poll" }, { "ppoll" }, { "fadvise64" }, };
/* Looked for and done without.  In the nursery too: of two filters the harder answer counts. */
static const struct rule refused[] = {
	{ "chdir", .error = EACCES }, { "mkdir", .error = EACCES }, { "unlink", .error = EACCES },
	{ "utimensat", .error = EACCES }, { "chmod", .error = EACCES }, { "socket", .error = EACCES },
	{ "statfs", .error = EACCES },
};
/* Its workers' Landlock names files. */
static const struct rule named_files[] = { { "landlock_add_rule" } };
static const struct rule starts[] = { { "kill", .error = EPERM }, { "clone" }, { "clone3", .error = ENOSYS }, { "fork" }, { "vfork" }, { "wait4" } };
/* Threads only; a program that is taken over starts no other. */
static const struct rule threads[] = {
	{ "clone", .arg = 0, .mask = 0x00010000 /* CLONE_THREAD */, .value = 0x00010000 },
	{ "kill", .error = EPERM }, { "clone3", .error = ENOSYS }, { "fork", .error = EPERM }, { "vfork", .error = EPERM }, { "wait4", .error = ECHILD },
};

static const struct rule files[] = {
	{ "open" }, { "openat" }, { "openat2" }, { "creat" }, { "stat" }, { "lstat" }, { "statx" }, { "newfstatat" },
	{ "access" }, { "faccessat" }, { "faccessat2" }, { "readlink" }, { "readlinkat" }, { "getcwd" },
	{ "fsync" }, { "fdatasync" }, { "sync_file_range" }, { "fallocate" }, { "fadvise64" }, { "truncate" },
	{ "rename" }, { "renameat" }, { "renameat2" }, { "unlink" }, { "unlinkat" }, { "link" }, { "linkat" },
	{ "mkdir" }, { "mkdirat" }, { "rmdir" }, { "getdents64" }, { "fchmod" }, { "fchmodat" }, { "chmod" },
	{ "utimensat" }, { "umask" }, { "statfs" }, { "fstatfs" }, { "flock" }, { "preadv" }, { "pwritev" },
	{ "fchown" }, { "sendfile" }, { "copy_file_range" },
	{ "getuid" }, { "geteuid" }, { "getgid" }, { "getegid" }, { "uname" },
};

/* An event loop over sockets that are already open. */
static const struct rule loop[] = {
	{ "epoll_create1" }, { "epoll_create" }, { "epoll_ctl" }, { "epoll_wait" }, { "epoll_pwait" },
	{ "epoll_pwait2" }, { "poll" }, { "ppoll" }, { "select" }, { "pselect6" }, { "eventfd2" }, { "pipe" },
	{ "pipe2" }, { "timerfd_create" }, { "timerfd_settime" }, { "signalfd4" }, { "dup" }, { "dup2" },
	{ "dup3" }, { "accept4" }, { "accept" }, { "getsockname" }, { "getpeername" }, { "getsockopt" },
	{ "setsockopt" }, { "shutdown" }, { "recvfrom" }, { "sendto" }, { "recvmmsg" }, { "sendmmsg" },
	{ "listen" }, { "close_range" }, { "sched_yield" }, { "sched_getaffinity" }, { "clock_getres" },
	/* a pair of connected sockets reaches nobody new; workers are wired with them */
	{ "socketpair", .arg = 0, .mask = UINT32_MAX, .value = AF_UNIX },
	/* threads of libraries (resolver), never processes */
	{ "clone", .arg = 0, .mask = 0x00010000 /* CLONE_THREAD */, .value = 0x00010000 },
	{ "clone3", .error = ENOSYS }, { "set_robust_list" }, { "rseq" }, { "prlimit64", .arg = 2, .mask = UINT64_MAX },
	{ "getrlimit" }, { "times" },
};

/* libsodium keeps keys out of the swap. */
static const struct rule secrets[] = { { "mlock" }, { "mlock2" }, { "munlock" } };

static const struct rule network[] = {
	{ "socket", .arg = 0, .mask = UINT32_MAX, .value = AF_INET },
	{ "socket", .arg = 0, .mask = UINT32_MAX, .value = AF_INET6 },
	/* glibc asks which addresses this machine has before it sorts those of a name */
	{ "socket", .arg = 0, .mask = UINT32_MAX, .value = AF_NETLINK },
	{ "connect" }, { "bind" },
};

static const struct rule local[] = { { "socket", .arg = 0, .mask = UINT32_MAX, .value = AF_UNIX } };
/* No death: the C library looks for a name service behind one, and goes on without. */
static const struct rule not_local[] = {
	{ "socket", .error = EACCES, .arg = 0, .mask = UINT32_MAX, .value = AF_UNIX },
};

const char *const jail_profile_names[JAIL_PROFILE_COUNT] = { "worker", "nursery", "gate", "local gate", "program nursery", "program worker",
	"program", "keeper" };

#define LISTS_MAX 6
static const struct rules profiles[JAIL_PROFILE_COUNT][LISTS_MAX] = {
	[JAIL_WORKER] = { RULES(common), RULES(no_files) },
	[JAIL_NURSERY] = { RULES(common), RULES(no_files), RULES(nursery) },
	[JAIL_GATE] = { RULES(common), RULES(files), RULES(loop), RULES(secrets), RULES(network), RULES(not_local) },
	[JAIL_GATE_LOCAL] = { RULES(common), RULES(files), RULES(loop), RULES(secrets), RULES(network), RULES(local) },
	[JAIL_PROGRAM_NURSERY] = { RULES(common), RULES(nursery), RULES(running), RULES(refused), RULES(named_files) },
	[JAIL_PROGRAM] = { RULES(common), RULES(running), RULES(refused), RULES(starts) },
	[JAIL_PROGRAM_CHILD] = { RULES(common), RULES(running), RULES(refused), RULES(threads) },
	[JAIL_KEEPER] = { RULES(common), RULES(files), RULES(loop), RULES(secrets) },
};

struct jail_filter {
	struct sock_filter *at;
	unsigned short count;
};

/* A call that this library or architecture does not know is an allowance that nobody can use; skip it.  An
 * errno rule for such a call is not needed either: the default kills. */
static int
add_rule(scmp_filter_ctx ctx, const struct rule *r)
{
	int number = seccomp_syscall_resolve_name(r->call);
	if (number == __NR_SCMP_ERROR || number < 0)
		return 0;
	uint32_t action = r->error != 0 ? SCMP_ACT_ERRNO((uint32_t)r->error) : SCMP_ACT_ALLOW;
	if (r->mask == 0)
		return seccomp_rule_add(ctx, action, number, 0);
	struct scmp_arg_cmp match = { .arg = r->arg, .op = SCMP_CMP_MASKED_EQ, .datum_a = r->mask,
		.datum_b = r->value };
	return seccomp_rule_add_array(ctx, action, number, 1, &match);
}

static int
add_rules(scmp_filter_ctx ctx, enum jail_profile profile)
{
	for (size_t list = 0; list < LISTS_MAX; list++) {
		const struct rules *rules = &profiles[profile][list];
		for (size_t i = 0; i < rules->count; i++) {
			int error = add_rule(ctx, &rules->at[i]);
			if (error != 0 && error != -EEXIST)
				return error;
		}
	}
	return 0;
}

/* libseccomp gives the program only through a descriptor. */
static int
export(scmp_filter_ctx ctx, struct jail_filter **out)
{
	struct buf program;
	OWN_FD int fd = memfd_open("filter");
	if (fd < 0 || seccomp_export_bpf(ctx, fd) != 0)
		return FAULT_SYSTEM;
	buf_init(&program, (size_t)BPF_MAXINSNS * sizeof(struct sock_filter));
	int fault = fd_read_all(fd, program.max, &program);
	if (fault != 0 || program.len == 0 || program.len % sizeof(struct sock_filter) != 0) {
		buf_done(&program);
		return FAULT_SYSTEM;
	}
	struct jail_filter *f = xcalloc(1, sizeof *f);
	f->at = xmalloc(program.len);
	memcpy(f->at, program.at, program.len);
	f->count = (unsigned short)(program.len / sizeof(struct sock_filter));
	buf_done(&program);
	*out = f;
	return 0;
}

int
jail_filter_new(enum jail_profile profile, struct jail_filter **out, struct why *why)
{
	must(profile < JAIL_PROFILE_COUNT);
	/* The filter of the native architecture refuses all others. */
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (ctx == NULL)
		return why_set(why, FAULT_SYSTEM, "seccomp: no filter for this architecture");
	int error = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (error == 0)
		error = seccomp_attr_set(ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2); /* a binary tree, not a list */
	if (error == 0)
		error = add_rules(ctx, profile);
	if (error == 0)
		error = export(ctx, out);
	seccomp_release(ctx);
	return error == 0 ? 0
	                  : why_set(why, FAULT_SYSTEM, "seccomp: the filter \"%s\" cannot be built (%d)",
	                        jail_profile_names[profile], error);
}

void
jail_filter_free(struct jail_filter *f)
{
	if (f == NULL)
		return;
	free(f->at);
	free(f);
}

int
jail_filter_load(const struct jail_filter *f, struct why *why)
{
	struct sock_fprog program = { .len = f->count, .filter = f->at };
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) != 0)
		return why_system(why, "seccomp");
	return 0;
}
