#include "jail/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "lib/check.h"
#include "sys/fd.h"

/* The only directory that the gate and the keeper of these tests may use. */
static char place[64];

#define WORKER (1u << JAIL_WORKER)
#define NURSERY (1u << JAIL_NURSERY)
#define GATE (1u << JAIL_GATE)
#define LOCAL (1u << JAIL_GATE_LOCAL)
#define KEEPER (1u << JAIL_KEEPER)
#define ALL (WORKER | NURSERY | GATE | LOCAL | KEEPER)

static int
outcome(long result)
{
	return result < 0 ? errno : 0;
}

static int
open_passwd(void)
{
	return outcome(open("/etc/passwd", O_RDONLY | O_CLOEXEC));
}

static int
open_memory(void)
{
	return outcome(open("/proc/self/mem", O_RDWR | O_CLOEXEC));
}

static int
create_file(void)
{
	return outcome(open("/tmp/postern-escaped", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
}

static int
internet_socket(void)
{
	return outcome(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

static int
unix_socket(void)
{
	return outcome(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
}

static int
packet_socket(void)
{
	return outcome(socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
}

static int
connect_out(void)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) }, .sin_port = 1 };
	return outcome(connect(0, (const struct sockaddr *)&to, sizeof to));
}

static int
run_program(void)
{
	char *const none[] = { NULL };
	return outcome(execve("/bin/true", none, none));
}

static int
run_descriptor(void)
{
	char *const none[] = { NULL };
	return outcome(syscall(SYS_execveat, 0, "", none, none, AT_EMPTY_PATH));
}

static int
fork_process(void)
{
	pid_t pid = (pid_t)syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL);
	if (pid == 0)
		_exit(0);
	return outcome(pid);
}

static int
trace_parent(void)
{
	return outcome(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}

static int
kill_parent(void)
{
	return outcome(syscall(SYS_kill, 1, 0));
}

static int
map_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno : 0;
}

static int
make_code(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return outcome(mprotect(page, 4096, PROT_READ | PROT_EXEC));
}

static int
mount_something(void)
{
	return outcome(mount("none", "/tmp", "tmpfs", 0, NULL));
}

static int
new_namespace(void)
{
	return outcome(unshare(CLONE_NEWUSER));
}

static int
become_root(void)
{
	return outcome(setresuid(0, 0, 0));
}

static int
read_other_process(void)
{
	return outcome(process_vm_readv(getpid(), NULL, 0, NULL, 0, 0));
}

static int
load_bpf(void)
{
	return outcome(syscall(SYS_bpf, 0, NULL, 0));
}

static int
set_up_ring(void)
{
	return outcome(syscall(SYS_io_uring_setup, 1, NULL));
}

static int
raise_limit(void)
{
	struct rlimit most = { RLIM_INFINITY, RLIM_INFINITY };
	return outcome(setrlimit(RLIMIT_AS, &most));
}

static int
make_device(void)
{
	char path[100];
	(void)snprintf(path, sizeof path, "%s/device", place);
	return outcome(mknod(path, S_IFCHR | 0600, 0));
}

static int
a_32_bit_call(void)
{
	int result = 0;
#ifdef __x86_64__
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(20) : "memory"); /* getpid of i386 */
#else
	result = (int)syscall(SYS_mount, NULL, NULL, NULL, 0, NULL);
#endif
	return result < 0 ? -result : 0;
}

/* What no role of the profiles may do; SIGSYS or the errno that it must get instead. */
static const struct forbidden {
	const char *name;
	int (*attempt)(void);
	unsigned profiles;
	int want; /* 0: SIGSYS */
} forbidden[] = {
	{ "open /etc/passwd", open_passwd, ALL, EACCES },
	{ "open its memory", open_memory, ALL, EACCES },
	{ "create a file elsewhere", create_file, ALL, EACCES },
	{ "internet socket", internet_socket, WORKER | NURSERY | KEEPER, 0 },
	{ "unix socket", unix_socket, WORKER | NURSERY | KEEPER, 0 },
	{ "unix socket of a gate", unix_socket, GATE, EACCES },
	{ "packet socket", packet_socket, ALL, 0 },
	{ "connect", connect_out, WORKER | NURSERY | KEEPER, 0 },
	{ "execve", run_program, ALL, 0 },
	{ "execveat", run_descriptor, ALL, 0 },
	{ "fork", fork_process, WORKER | GATE | LOCAL | KEEPER, 0 },
	{ "ptrace", trace_parent, ALL, 0 },
	{ "kill", kill_parent, WORKER | GATE | LOCAL | KEEPER, 0 },
	{ "kill a stranger", kill_parent, NURSERY, EPERM },
	{ "map code", map_code, ALL, 0 },
	{ "make memory executable", make_code, ALL, 0 },
	{ "mount", mount_something, ALL, 0 },
	{ "new namespace", new_namespace, ALL, 0 },
	{ "become root", become_root, ALL, 0 },
	{ "read another process", read_other_process, ALL, 0 },
	{ "bpf", load_bpf, ALL, 0 },
	{ "io_uring", set_up_ring, ALL, 0 },
	{ "raise a limit", raise_limit, WORKER | GATE | LOCAL | KEEPER, 0 },
	{ "raise a limit again", raise_limit, NURSERY, EPERM },
	{ "make a device", make_device, ALL, 0 },
	{ "another architecture's call", a_32_bit_call, ALL, 0 },
};

static int
seal_and_send(void)
{
	OWN_FD int fd = memfd_of("answer", BYTES("case"));
	size_t size;
	if (fd < 0 || memfd_check(fd, 4, &size) != 0)
		return errno;
	free(memset(malloc(1 << 20), 1, 1 << 20));
	return 0;
}

static int
fork_and_reap(void)
{
	int status;
	pid_t pid = fork();
	if (pid == 0)
		_exit(7);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return errno;
	return WIFEXITED(status) && WEXITSTATUS(status) == 7 ? 0 : EIO;
}

static int
fork_a_worker_and_kill_it(void)
{
	static const struct jail inner = { .role = "inner", .profile = JAIL_WORKER, .memory_max = 1 << 28,
		.cpu_seconds_max = 1, .file_octets_max = 1 << 20, .descriptors_max = 8 };
	int status;
	pid_t pid = fork();
	if (pid == 0) {
		if (jail_enter(&inner, NULL, NULL) != 0)
			_exit(1);
		for (;;)
			(void)nanosleep(&(struct timespec){ .tv_sec = 1 }, NULL);
	}
	if (kill(pid, SIGKILL) != 0 || waitpid(pid, &status, 0) != pid)
		return errno;
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL ? 0 : EIO;
}

static int
write_in_its_place(void)
{
	char from[100], to[100];
	(void)snprintf(from, sizeof from, "%s/new", place);
	(void)snprintf(to, sizeof to, "%s/kept", place);
	OWN_FD int fd = open(from, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, "x", 1) != 1 || fsync(fd) != 0 || rename(from, to) != 0 || unlink(to) != 0)
		return errno;
	return 0;
}

static int
spool_in_its_place(void)
{
	OWN_FD int directory = open(place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	OWN_FD int in = -1;
	OWN_FD int out = -1;
	return directory >= 0 && spool_open(directory, &in, &out) == 0 ? 0 : errno;
}

static int
listen_and_connect(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof at;
	OWN_FD int server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	OWN_FD int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(server, (struct sockaddr *)&at, sizeof at) != 0 || listen(server, 1) != 0 ||
	    getsockname(server, (struct sockaddr *)&at, &len) != 0 ||
	    connect(client, (struct sockaddr *)&at, sizeof at) != 0)
		return errno;
	return 0;
}

/* What a role must still be able to do; a jail that keeps it from working is no jail but a wall. */
static const struct allowed {
	const char *name;
	int (*attempt)(void);
	unsigned profiles;
} allowed[] = {
	{ "seal an answer", seal_and_send, ALL },
	{ "fork and reap", fork_and_reap, NURSERY },
	{ "fork a jailed worker and kill it", fork_a_worker_and_kill_it, NURSERY },
	{ "write in its directory", write_in_its_place, GATE | LOCAL | KEEPER },
	{ "spool in its directory", spool_in_its_place, GATE | LOCAL },
	{ "listen and connect", listen_and_connect, GATE | LOCAL },
	{ "a next hop behind a unix socket", unix_socket, LOCAL },
};

static struct jail
jail_of(enum jail_profile profile, struct jail_path *path)
{
	*path = (struct jail_path){ .path = place, .may_write = true };
	return (struct jail){
		.role = "test",
		.profile = profile,
		.memory_max = 1 << 29,
		.cpu_seconds_max = 5,
		.file_octets_max = 1 << 20,
		.descriptors_max = 32,
		.paths = profile >= JAIL_GATE ? path : NULL,
		.path_count = profile >= JAIL_GATE,
	};
}

/* In a child: enter, attempt.  Gives the errno (0: it worked), 200 when the jail failed, 256 + a signal. */
static int
attempt_in_jail(const struct jail *j, int (*attempt)(void))
{
	int status;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct why why;
		if (jail_enter(j, NULL, &why) != 0) {
			print_error("%s\n", why.text);
			_exit(200);
		}
		_exit(attempt());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? 256 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void
what_is_forbidden_fails_or_kills(void **state)
{
	if (!jail_is_complete())
		skip();
	int failures = 0;
	for (int profile = 0; profile < JAIL_PROFILE_COUNT; profile++)
		for (size_t i = 0; i < sizeof forbidden / sizeof forbidden[0]; i++) {
			const struct forbidden *f = &forbidden[i];
			struct jail_path path;
			struct jail j = jail_of((enum jail_profile)profile, &path);
			if ((f->profiles & 1u << profile) == 0)
				continue;
			int got = attempt_in_jail(&j, f->attempt), want = f->want != 0 ? f->want : 256 + SIGSYS;
			if (got != want) {
				print_error("%s: %s: got %d want %d\n", jail_profile_names[profile], f->name, got, want);
				failures++;
			}
		}
	assert_int_equal(failures, 0);
}

static void
what_is_needed_works(void **state)
{
	int failures = 0;
	for (int profile = 0; profile < JAIL_PROFILE_COUNT; profile++)
		for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
			struct jail_path path;
			struct jail j = jail_of((enum jail_profile)profile, &path);
			if ((allowed[i].profiles & 1u << profile) == 0)
				continue;
			int got = attempt_in_jail(&j, allowed[i].attempt);
			if (got != 0) {
				print_error("%s: %s: got %d\n", jail_profile_names[profile], allowed[i].name, got);
				failures++;
			}
		}
	assert_int_equal(failures, 0);
}

static int
use_memory(void)
{
	return mmap(NULL, 1 << 28, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? errno : 0;
}

static int
use_cpu(void)
{
	volatile bool forever = true;
	while (forever)
		;
	return 0;
}

static int
write_at_limit(void)
{
	OWN_FD int fd = memfd_open("x");
	return outcome(pwrite(fd, "x", 1, 4095));
}

static int
write_behind_limit(void)
{
	OWN_FD int fd = memfd_open("x");
	return outcome(pwrite(fd, "x", 1, 4096));
}

static int
use_descriptors(void)
{
	for (int i = 0; i < 32; i++)
		if (memfd_create("x", MFD_CLOEXEC) < 0)
			return errno;
	return 0;
}

static void
every_limit_holds(void **state)
{
	if (!jail_is_complete())
		skip();
	struct jail_path path;
	struct jail j = jail_of(JAIL_WORKER, &path);
	j.memory_max = 1 << 28;
	j.cpu_seconds_max = 1;
	j.file_octets_max = 4096;
	j.descriptors_max = 16;
	assert_int_equal(attempt_in_jail(&j, use_memory), ENOMEM);
	assert_int_equal(attempt_in_jail(&j, use_cpu), 256 + SIGXCPU);
	assert_int_equal(attempt_in_jail(&j, write_at_limit), 0);
	assert_int_equal(attempt_in_jail(&j, write_behind_limit), 256 + SIGXFSZ);
	assert_int_equal(attempt_in_jail(&j, use_descriptors), EMFILE);
}

/* One wall after the other cannot be built: the kernel says no to the call it needs. */
static const struct sabotage {
	const char *call;
	bool needs_root;
} sabotages[] = {
	{ "setrlimit", false },
	{ "setgroups", true },
	{ "setresgid", true },
	{ "setresuid", true },
	{ "prctl", false },
	{ "landlock_create_ruleset", false },
	{ "landlock_add_rule", false },
	{ "landlock_restrict_self", false },
	{ "seccomp", false },
};

static void
install_refusal(const char *call)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
	int number = seccomp_syscall_resolve_name(call);
	bool ok = ctx != NULL && seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), number, 0) == 0;
	/* glibc sets limits with prlimit64 on every architecture. */
	if (strcmp(call, "setrlimit") == 0)
		ok = ok && seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(prlimit64), 1,
		               SCMP_A2(SCMP_CMP_NE, 0)) == 0;
	ok = ok && seccomp_load(ctx) == 0;
	seccomp_release(ctx);
	if (!ok)
		_exit(201);
}

static void
a_sabotaged_jail_is_refused(void **state)
{
	if (!jail_is_complete())
		skip();
	for (size_t i = 0; i < sizeof sabotages / sizeof sabotages[0]; i++) {
		int status;
		if (sabotages[i].needs_root && geteuid() != 0)
			continue;
		pid_t pid = fork();
		assert_true(pid >= 0);
		if (pid == 0) {
			struct why why = { "" };
			struct jail_path path;
			struct jail j = jail_of(JAIL_KEEPER, &path);
			install_refusal(sabotages[i].call);
			int fault = jail_enter(&j, NULL, &why);
			_exit(fault == FAULT_SYSTEM && why.text[0] != 0 ? 42 : 1);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 42)
			fail_msg("without %s: the jail was not refused (status %x)", sabotages[i].call, (unsigned)status);
	}
}

static int
enter_a_closed_directory(void)
{
	return outcome(open("/tmp/postern-jail-closed", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

static void
root_without_capabilities_is_no_root(void **state)
{
	struct jail_user nobody;
	if (geteuid() != 0 || !jail_is_complete())
		skip();
	/* A directory of somebody else that only capabilities would open. */
	static const char closed[] = "/tmp/postern-jail-closed";
	assert_int_equal(jail_user_find(&nobody, NULL), 0);
	(void)rmdir(closed);
	assert_int_equal(mkdir(closed, 0700), 0);
	assert_false(jail_user_reaches(&nobody, closed));
	assert_true(jail_user_reaches(&nobody, "/tmp"));
	assert_int_equal(chown(closed, nobody.uid, nobody.gid), 0);
	struct jail_path paths[2] = { { .path = place, .may_write = true }, { .path = closed } };
	struct jail_path unused;
	struct jail j = jail_of(JAIL_KEEPER, &unused);
	j.paths = paths;
	j.path_count = 2;
	assert_int_equal(attempt_in_jail(&j, enter_a_closed_directory), 0);
	assert_int_equal(chown(closed, 12345, 12345), 0);
	paths[1].path = "/tmp";
	j.keeps_user = true;
	assert_int_equal(attempt_in_jail(&j, enter_a_closed_directory), EACCES);
	assert_int_equal(attempt_in_jail(&j, create_file), EACCES);
	assert_int_equal(rmdir(closed), 0);
}

static void
a_listed_directory_must_exist(void **state)
{
	int status;
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		struct jail_path path;
		struct jail j = jail_of(JAIL_KEEPER, &path);
		path = (struct jail_path){ .path = "/nonexistent/postern" };
		_exit(jail_enter(&j, NULL, NULL) == FAULT_SYSTEM ? 42 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 42);
}

static int
make_place(void **state)
{
	struct jail_user user;
	(void)snprintf(place, sizeof place, "/tmp/postern-jail-XXXXXX");
	if (mkdtemp(place) == NULL)
		return -1;
	if (geteuid() == 0 && jail_user_find(&user, NULL) == 0)
		return chown(place, user.uid, user.gid);
	return 0;
}

static int
remove_place(void **state)
{
	return rmdir(place);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_forbidden_fails_or_kills),
		cmocka_unit_test(what_is_needed_works),
		cmocka_unit_test(every_limit_holds),
		cmocka_unit_test(a_sabotaged_jail_is_refused),
		cmocka_unit_test(root_without_capabilities_is_no_root),
		cmocka_unit_test(a_listed_directory_must_exist),
	};
	return cmocka_run_group_tests(tests, make_place, remove_place);
}
