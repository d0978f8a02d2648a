#include "roles/supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/must.h"
#include "learn/model.h"
#include "pipeline/pipeline.h"
#include "roles/supervise_inside.h"
#include "sys/clock.h"
#include "sys/durable.h"
#include "sys/fd.h"
#include "wire/wire.h"

static const char *const kind_names[PROCESS_KINDS] = { "keeper", "dissectors", "openers", "gate", "check" };

/* Tell systemd, without its library: one datagram to the socket that it names.  Source: sd_notify(3). */
static void
notify(const char *text)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = { .sun_family = AF_UNIX };
	if (path == NULL || (path[0] != '/' && path[0] != '@') || strlen(path) >= sizeof to.sun_path)
		return;
	memcpy(to.sun_path, path, strlen(path));
	if (path[0] == '@')
		to.sun_path[0] = 0;
	OWN_FD int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
	if (fd >= 0)
		(void)sendto(fd, text, strlen(text), MSG_NOSIGNAL, (const struct sockaddr *)&to, len);
}

/* -- configuration and data -- */

/* Across a reload the text that was checked is handed on by this name: the file may change at any moment, and a
 * mistake that is saved while we execute ourselves must not end the gateway. */
#define CONF_ENV "POSTERN_CHECKED_CONF"

static const char *
conf_source(const struct supervise_options *options)
{
	const char *checked = options->inherited >= 0 && options->conf_path != NULL ? getenv(CONF_ENV) : NULL;
	return checked != NULL ? checked : options->conf_path;
}

static int
read_conf(const struct supervise_options *options, struct conf *out)
{
	int fault = conf_read(out, conf_source(options));
	if (fault != 0) {
		struct buf text;
		buf_init(&text, (size_t)1 << 20);
		conf_mistakes_print(out, &text);
		(void)fd_write_all(STDERR_FILENO, buf_bytes(&text));
		buf_done(&text);
	}
	return fault;
}

int
supervise_check(const struct supervise_options *options)
{
	struct conf conf;
	int fault = read_conf(options, &conf);
	conf_done(&conf);
	return fault == 0 ? 0 : fault == FAULT_CONFIG ? 2 : 1;
}

/* The text of the configuration as it is now; every role of this generation reads the same. */
static int
keep_conf_text(struct supervisor *s, struct why *why)
{
	struct buf text;
	s->conf_fd = -1;
	if (s->options->conf_path == NULL)
		return 0;
	OWN_FD int fd = open(conf_source(s->options), O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return why_system(why, s->options->conf_path);
	buf_init(&text, CONF_OCTETS_MAX);
	int fault = fd_read_all(fd, CONF_OCTETS_MAX, &text);
	if (fault == 0)
		s->conf_fd = memfd_of("conf", buf_bytes(&text));
	buf_done(&text);
	return fault == 0 && s->conf_fd >= 0 ? 0 : why_system(why, s->options->conf_path);
}

static int
own_directory(struct supervisor *s, const char *name, const struct jail_user *user, struct why *why)
{
	char path[4200];
	(void)snprintf(path, sizeof path, "%s%s%s", s->data, name[0] != 0 ? "/" : "", name);
	OWN_FD int fd = durable_directory(path, 0700, why);
	if (fd < 0)
		return FAULT_CONFIG;
	if (user != NULL && fchown(fd, user->uid, user->gid) != 0)
		return why_system(why, path);
	if (name[0] == 0)
		s->data_fd = fd_take(&fd);
	return 0;
}

static int
open_data(struct supervisor *s, struct why *why)
{
	struct jail_user user;
	const char *data = s->options->data != NULL ? s->options->data : (const char *)s->conf.server.data.at;
	(void)snprintf(s->data, sizeof s->data, "%s", data);
	OWN_FD int made = durable_directory(s->data, 0700, why);
	if (made < 0)
		return FAULT_CONFIG;
	bool is_root = geteuid() == 0;
	if (is_root && jail_user_find(&user, why) != 0)
		return FAULT_CONFIG;
	/* Under /root, say, no other user gets there: roles stay user 0 then, without any capability. */
	if (is_root && fchown(made, user.uid, user.gid) == 0 && !jail_user_reaches(&user, s->data)) {
		s->keeps_user = true;
		if (fchown(made, 0, 0) != 0)
			return why_system(why, s->data);
		log_event(&s->log, LOG_WARNING, "data-out-of-reach", LOG_CSTR("data", s->data),
		    LOG_CSTR("user", user.name), LOG_CSTR("text", "keeper and gate stay user 0, without capabilities"));
	}
	int fault = own_directory(s, "", is_root && !s->keeps_user ? &user : NULL, why);
	return fault == 0 ? own_directory(s, "spool", is_root && !s->keeps_user ? &user : NULL, why) : fault;
}

/* One instance for one data directory.  The lock is a descriptor, so it goes with us through an execve. */
static int
lock_data(struct supervisor *s, struct why *why)
{
	s->lock_fd = openat(s->data_fd, "serve.lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (s->lock_fd < 0)
		return why_system(why, "serve.lock");
	if (flock(s->lock_fd, LOCK_EX | LOCK_NB) != 0)
		return why_set(why, FAULT_CONFIG, "another postern serves %s (it holds serve.lock)", s->data);
	return 0;
}

/* -- processes -- */

static struct process *
process_new(struct supervisor *s, enum process_kind kind)
{
	for (size_t i = 0; i < PROCESSES_MAX; i++)
		if (!s->processes[i].is_used) {
			s->processes[i] = (struct process){ .is_used = true, .kind = kind, .generation = s->generation,
				.control = -1 };
			return &s->processes[i];
		}
	return NULL;
}

static struct process *
process_find(struct supervisor *s, enum process_kind kind, uint32_t generation)
{
	for (size_t i = 0; i < PROCESSES_MAX; i++)
		if (s->processes[i].is_used && s->processes[i].kind == kind && s->processes[i].generation == generation)
			return &s->processes[i];
	return NULL;
}

static void
process_forget(struct process *p)
{
	fd_close(&p->control);
	*p = (struct process){ .control = -1 };
}

static int64_t
in_seconds(int64_t seconds)
{
	return clock_steady_us() + seconds * 1000000;
}

static void
end_process(struct process *p, int64_t grace_s)
{
	if (p->is_ending && p->due_us <= in_seconds(grace_s))
		return;
	p->is_ending = true;
	p->due_us = in_seconds(grace_s);
	if (p->pid != 0)
		(void)kill((pid_t)p->pid, SIGTERM);
}

static void
common_values(const struct supervisor *s, struct role_values *v)
{
	role_add_number(v, s->log.is_json, "log.json");
	role_add_number(v, s->log.with_time, "log.time");
	role_add_number(v, (int)s->log.most, "log.level");
	role_add_number(v, s->keeps_user, "keeps_user");
	if (s->conf_fd >= 0)
		role_add_fd(v, s->conf_fd, "conf");
}

static void
started(struct supervisor *s, struct process *p, int fault, pid_t pid, const struct why *why)
{
	p->since_us = clock_steady_us();
	if (fault != 0) {
		log_event(&s->log, LOG_ERROR, "role-not-started", LOG_CSTR("name", kind_names[p->kind]),
		    LOG_CSTR("why", why->text));
		p->pid = 0;
		p->due_us = in_seconds(1);
		return;
	}
	p->pid = pid;
	p->due_us = 0;
	log_event(&s->log, LOG_INFO, "role-started", LOG_CSTR("name", kind_names[p->kind]),
	    LOG_NUMBER("pid", pid), LOG_NUMBER("generation", p->generation));
}

/* A nursery and its socket, which goes to the gate: with the gate's start, or later as a message. */
static int
start_nursery(struct supervisor *s, struct process *p, struct why *why)
{
	int pair[2];
	pid_t pid = 0;
	struct role_values v = { .count = 0 };
	if (fd_pair(pair) != 0)
		return why_system(why, "socketpair");
	OWN_FD int theirs = pair[1];
	role_add_fd(&v, theirs, "asker");
	if (s->conf_fd >= 0)
		role_add_fd(&v, s->conf_fd, "conf");
	/* They have no files: the model that `postern model use` took is theirs as a descriptor. */
	OWN_FD int model = p->kind == PROCESS_DISSECTORS && s->conf.server.model.len == 0
	                       ? openat(s->data_fd, MODEL_IN_USE, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
	                       : -1;
	if (model >= 0)
		role_add_fd(&v, model, "model");
	role_add_number(&v, s->log.is_json, "log.json");
	role_add_number(&v, s->log.with_time, "log.time");
	role_add_number(&v, (int)s->log.most, "log.level");
	int fault = role_start(kind_names[p->kind], &v, &pid, why);
	if (fault != 0)
		fd_close(&pair[0]);
	started(s, p, fault, pid, why);
	return fault == 0 ? pair[0] : fault;
}

/* Hand TO the socket of a role that has started. */
static void
tell_peer(struct supervisor *s, const struct process *to, enum wire_peer_kind kind, const struct process *peer, int fd)
{
	struct wire_peer say = { .kind = kind, .pid = (uint32_t)peer->pid, .restarts = s->restarts[peer->kind] };
	struct wire *wire = wire_new(0);
	if (to->control < 0 || wire_send(wire, to->control, WIRE_PEER, &say, &fd, 1) != 0)
		log_event(&s->log, LOG_ERROR, "peer-not-told", LOG_CSTR("name", kind_names[to->kind]),
		    LOG_NUMBER("pid", to->pid), LOG_CSTR("peer", wire_peer_kind_names[kind]));
	wire_free(wire);
}

static void
give_nursery(struct supervisor *s, struct process *nursery)
{
	struct why why;
	struct process *gate = process_find(s, PROCESS_GATE, nursery->generation);
	OWN_FD int asker = start_nursery(s, nursery, &why);
	if (asker >= 0 && gate != NULL)
		tell_peer(s, gate, nursery->kind == PROCESS_OPENERS ? WIRE_PEER_OPENERS : WIRE_PEER_DISSECTORS, nursery, asker);
}

/* Every gate has a socket of its own to the keeper, which knows by it that a gate asks. */
static void
introduce(struct supervisor *s, struct process *gate, const struct process *keeper)
{
	int pair[2];
	if (gate != NULL)
		gate->introduced_us = clock_steady_us();
	if (gate == NULL || keeper == NULL || gate->pid == 0 || keeper->pid == 0 || fd_pair(pair) != 0)
		return;
	OWN_FD int of_gate = pair[0];
	OWN_FD int of_keeper = pair[1];
	/* The keeper first: what the gate then asks finds somebody there. */
	tell_peer(s, keeper, WIRE_PEER_GATE, gate, of_keeper);
	tell_peer(s, gate, WIRE_PEER_KEEPER, keeper, of_gate);
}

static struct process *
find_keeper(struct supervisor *s)
{
	for (size_t i = 0; i < PROCESSES_MAX; i++)
		if (s->processes[i].is_used && s->processes[i].kind == PROCESS_KEEPER)
			return &s->processes[i];
	return NULL;
}

static struct process *
find_or_new(struct supervisor *s, enum process_kind kind)
{
	struct process *p = process_find(s, kind, s->generation);
	return p != NULL ? p : process_new(s, kind);
}

/* A gate always comes with new nurseries: what the last one left in the old ones is nobody's. */
static int
start_gate(struct supervisor *s, struct process *p, struct why *why)
{
	int pair[2];
	pid_t pid = 0;
	struct role_values v = { .count = 0 };
	struct process *dissectors = find_or_new(s, PROCESS_DISSECTORS), *openers = find_or_new(s, PROCESS_OPENERS);
	if (dissectors == NULL || openers == NULL)
		return why_set(why, FAULT_LIMIT, "too many processes");
	OWN_FD int dissector_asker = start_nursery(s, dissectors, why);
	OWN_FD int opener_asker = start_nursery(s, openers, why);
	if (dissector_asker < 0 || opener_asker < 0 || fd_pair(pair) != 0)
		return FAULT_SYSTEM;
	OWN_FD int theirs = pair[1];
	fd_close(&p->control);
	p->control = pair[0];
	p->is_ready = false;
	(void)fd_nonblocking(p->control, true);
	common_values(s, &v);
	role_add_fd(&v, theirs, "control");
	role_add_number(&v, (int)s->restarts[PROCESS_GATE], "restarts.gate");
	role_add_number(&v, (int)s->restarts[PROCESS_DISSECTORS], "restarts.dissectors");
	role_add_number(&v, (int)s->restarts[PROCESS_OPENERS], "restarts.openers");
	role_add_fd(&v, dissector_asker, "dissectors");
	role_add_fd(&v, opener_asker, "openers");
	role_add_fd(&v, s->data_fd, "data");
	for (size_t i = 0; i < s->conf.listeners.count; i++)
		if (listener_is_served(&s->conf.listeners.at[i]) && listener_fd(s, &s->conf.listeners.at[i]) >= 0)
			role_add_fd(&v, listener_fd(s, &s->conf.listeners.at[i]), "listen.%zu", i);
	int fault = role_start(kind_names[p->kind], &v, &pid, why);
	started(s, p, fault, pid, why);
	introduce(s, p, find_keeper(s));
	return fault;
}

static int
start_keeper(struct supervisor *s, struct process *p, struct why *why)
{
	int pair[2];
	pid_t pid = 0;
	struct role_values v = { .count = 0 };
	if (fd_pair(pair) != 0)
		return why_system(why, "socketpair");
	OWN_FD int theirs = pair[1];
	fd_close(&p->control);
	p->control = pair[0];
	p->is_ready = true; /* nobody waits for it: questions wait in its sockets */
	(void)fd_nonblocking(p->control, true);
	common_values(s, &v);
	role_add_fd(&v, s->data_fd, "data");
	role_add_fd(&v, theirs, "control");
	int fault = role_start(kind_names[p->kind], &v, &pid, why);
	started(s, p, fault, pid, why);
	for (size_t i = 0; i < PROCESSES_MAX && fault == 0; i++)
		if (s->processes[i].is_used && s->processes[i].kind == PROCESS_GATE)
			introduce(s, &s->processes[i], p);
	return fault;
}

static void
start_process(struct supervisor *s, struct process *p)
{
	struct why why = { "" };
	int fault = 0;
	if (p->kind == PROCESS_KEEPER)
		fault = start_keeper(s, p, &why);
	else if (p->kind == PROCESS_GATE)
		fault = start_gate(s, p, &why);
	else
		give_nursery(s, p);
	if (fault != 0 && p->pid == 0)
		p->due_us = in_seconds(1);
}

static void
start_generation(struct supervisor *s)
{
	s->generation++;
	struct process *keeper = find_keeper(s);
	if (keeper == NULL && (keeper = process_new(s, PROCESS_KEEPER)) != NULL)
		start_process(s, keeper);
	else if (keeper != NULL && keeper->pid != 0)
		/* The data directory has one keeper: the old one ends, and its end starts the new one. */
		(void)kill((pid_t)keeper->pid, SIGTERM);
	struct process *gate = process_new(s, PROCESS_GATE);
	if (gate != NULL)
		start_process(s, gate);
}

/* The gate of this generation serves: the older ones may finish. */
static void
gate_is_ready(struct supervisor *s, struct process *gate)
{
	gate->is_ready = true;
	s->has_served = true;
	log_event(&s->log, LOG_INFO, "serving", LOG_NUMBER("generation", gate->generation), LOG_NUMBER("gate", gate->pid));
	for (size_t i = 0; i < PROCESSES_MAX; i++) {
		struct process *p = &s->processes[i];
		if (p->is_used && p->kind == PROCESS_GATE && p->generation < gate->generation && !p->is_ending)
			end_process(p, SUPERVISE_DRAIN_S);
	}
	listeners_close_unwanted(s);
	notify("READY=1\nSTATUS=serving\n");
}

/* -- the ends of processes -- */

static bool
is_current(const struct supervisor *s, const struct process *p)
{
	return p->kind == PROCESS_KEEPER || p->generation == s->generation;
}

/* A nursery ends with its gate: then it is not missed. */
static bool
is_missed(struct supervisor *s, const struct process *p)
{
	if (p->is_ending || s->is_stopping)
		return false;
	if (p->kind == PROCESS_DISSECTORS || p->kind == PROCESS_OPENERS) {
		const struct process *gate = process_find(s, PROCESS_GATE, p->generation);
		return gate != NULL && gate->pid != 0;
	}
	return is_current(s, p);
}

int64_t
supervise_wait_s(uint32_t failures)
{
	int64_t wait = failures <= 1 ? 0 : (int64_t)1 << (failures < 8 ? failures - 2 : 6);
	return wait < SUPERVISE_BACKOFF_MAX_S ? wait : SUPERVISE_BACKOFF_MAX_S;
}

uint32_t
supervise_failures(uint32_t before, int64_t lived_us)
{
	/* Who worked longer than he was waited for is well: something outside ends him, and waiting does not help. */
	return lived_us > (supervise_wait_s(before) + SUPERVISE_WELL_S) * 1000000 ? 1 : before + 1;
}

static void
schedule_restart(struct process *p)
{
	p->failures = supervise_failures(p->failures, clock_steady_us() - p->since_us);
	p->pid = 0;
	p->is_ready = false;
	p->due_us = in_seconds(supervise_wait_s(p->failures));
	fd_close(&p->control);
}

static void execute_anew(struct supervisor *s);
static void begin_stop(struct supervisor *s);

static void
on_exit_of(struct supervisor *s, struct process *p, int status)
{
	bool is_clean = WIFEXITED(status) && WEXITSTATUS(status) == 0;
	log_event(&s->log, is_clean ? LOG_INFO : LOG_ERROR, "role-ended", LOG_CSTR("name", kind_names[p->kind]),
	    LOG_NUMBER("pid", p->pid), LOG_NUMBER("generation", p->generation),
	    LOG_NUMBER("status", WIFEXITED(status) ? WEXITSTATUS(status) : 0),
	    LOG_NUMBER("signal", WIFSIGNALED(status) ? WTERMSIG(status) : 0));
	if (p->kind == PROCESS_CHECK) {
		process_forget(p);
		if (is_clean && !s->is_stopping)
			execute_anew(s);
		else
			log_event(&s->log, LOG_ERROR, "reload-refused", LOG_CSTR("text", "everything stays as it is"));
	} else if (is_missed(s, p) && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NO_JAIL && !s->has_served) {
		/* Nothing was ever served: better no gateway than one without its walls.  The role has said why. */
		s->is_refused = true;
		begin_stop(s);
		process_forget(p);
	} else if (is_missed(s, p)) {
		/* A nursery that ends because its gate did was not missed. */
		s->restarts[p->kind] += !is_clean;
		schedule_restart(p);
	} else {
		process_forget(p);
	}
}

static void
reap(struct supervisor *s)
{
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (size_t i = 0; i < PROCESSES_MAX; i++)
			if (s->processes[i].is_used && s->processes[i].pid == pid) {
				on_exit_of(s, &s->processes[i], status);
				break;
			}
}

/* -- reload -- */

/* The program on disk, which an upgrade may have replaced under us. */
static bool
program_path(char *out, size_t size)
{
	static const struct bytes gone = BYTES_INIT(" (deleted)");
	ssize_t n = readlink("/proc/self/exe", out, size - 1);
	if (n <= 0)
		return false;
	struct bytes path = bytes_of(out, (size_t)n);
	if (bytes_ends(path, gone))
		path.len -= gone.len;
	out[path.len] = 0;
	return true;
}

/* Our own command line, with one more word at its end. */
static void
execute(const struct supervisor *s, const char *more)
{
	char path[4096];
	char word[64];
	char *argv[64] = { NULL };
	size_t count = 0;
	for (size_t i = 0; i < 60 && s->options->argv[i] != NULL; i++)
		if (strncmp(s->options->argv[i], "--inherited=", 12) != 0) /* of the last time */
			argv[count++] = s->options->argv[i];
	(void)snprintf(word, sizeof word, "%s", more);
	argv[count] = word;
	if (program_path(path, sizeof path))
		(void)execv(path, argv);
}

static void
start_check(struct supervisor *s)
{
	size_t gates = 0;
	struct process *p = process_find(s, PROCESS_CHECK, s->generation);
	for (size_t i = 0; i < PROCESSES_MAX; i++)
		gates += s->processes[i].is_used && s->processes[i].kind == PROCESS_GATE;
	if (p != NULL || gates >= SUPERVISE_GENERATIONS_MAX || (p = process_new(s, PROCESS_CHECK)) == NULL) {
		log_event(&s->log, LOG_ERROR, "reload-refused", LOG_CSTR("text", "earlier reloads are not finished"));
		return;
	}
	notify("RELOADING=1\n");
	pid_t pid = fork();
	if (pid == 0) {
		sigset_t none;
		(void)sigemptyset(&none);
		(void)sigprocmask(SIG_SETMASK, &none, NULL);
		(void)fd_close_others(NULL, 0);
		execute(s, "--check");
		_exit(127);
	}
	if (pid < 0) {
		process_forget(p);
		return;
	}
	p->pid = pid;
	p->is_ending = true; /* its due_us is when it is killed */
	p->due_us = in_seconds(SUPERVISE_CHECK_S);
}

/* Read the file once more and check what was read; that text goes to our next self. */
static bool
hand_on_conf(struct supervisor *s)
{
	struct why why;
	struct conf conf;
	char name[40];
	if (s->options->conf_path == NULL)
		return true;
	(void)unsetenv(CONF_ENV);
	fd_close(&s->conf_fd);
	int fault = keep_conf_text(s, &why);
	if (fault == 0) {
		fault = conf_read_fd(&conf, s->conf_fd, s->options->conf_path);
		conf_done(&conf);
	}
	if (fault != 0 || fd_pass_through_exec(s->conf_fd, true) != 0) {
		log_event(&s->log, LOG_ERROR, "reload-refused", LOG_CSTR("text", "the configuration has changed meanwhile"));
		return false;
	}
	(void)snprintf(name, sizeof name, "/proc/self/fd/%d", s->conf_fd);
	return setenv(CONF_ENV, name, 1) == 0;
}

static void
execute_anew(struct supervisor *s)
{
	struct why why;
	char word[40];
	if (!hand_on_conf(s))
		return;
	OWN_FD int state = inherit_write(s, &why);
	if (state < 0) {
		log_event(&s->log, LOG_ERROR, "reload-refused", LOG_CSTR("why", why.text));
		return;
	}
	(void)snprintf(word, sizeof word, "--inherited=%d", state);
	log_event(&s->log, LOG_INFO, "reloading", LOG_NUMBER("generation", s->generation));
	execute(s, word);
	/* Still here: close-on-exec must be on again, or the next roles would get everything. */
	log_event(&s->log, LOG_ERROR, "reload-refused", LOG_CSTR("why", strerror(errno)));
	for (size_t i = 0; i < s->listening_count; i++)
		(void)fd_pass_through_exec(s->listening[i].fd, false);
	for (size_t i = 0; i < PROCESSES_MAX; i++)
		if (s->processes[i].is_used && s->processes[i].control >= 0)
			(void)fd_pass_through_exec(s->processes[i].control, false);
	(void)fd_pass_through_exec(s->lock_fd, false);
}

/* -- the loop -- */

static void
begin_stop(struct supervisor *s)
{
	if (s->is_stopping)
		return;
	s->is_stopping = true;
	notify("STOPPING=1\n");
	log_event(&s->log, LOG_INFO, "stopping", LOG_NUMBER("generation", s->generation));
	for (size_t i = 0; i < PROCESSES_MAX; i++)
		if (s->processes[i].is_used && s->processes[i].kind == PROCESS_GATE)
			end_process(&s->processes[i], SUPERVISE_STOP_S);
	for (size_t i = 0; i < s->listening_count; i++)
		fd_close(&s->listening[i].fd);
	s->listening_count = 0;
}

/* The keeper ends last: gates may still hand it what they hold. */
static bool
is_stopped(struct supervisor *s)
{
	size_t gates = 0, others = 0;
	struct process *keeper = NULL;
	for (size_t i = 0; i < PROCESSES_MAX; i++) {
		struct process *p = &s->processes[i];
		if (!p->is_used)
			continue;
		if (p->pid == 0) {
			process_forget(p);
			continue;
		}
		gates += p->kind == PROCESS_GATE;
		if (p->kind == PROCESS_KEEPER)
			keeper = p;
		others++;
	}
	if (gates == 0 && keeper != NULL && !keeper->is_ending)
		end_process(keeper, 10);
	return others == 0;
}

static void
on_signals(struct supervisor *s)
{
	struct signalfd_siginfo info;
	while (read(s->signals, &info, sizeof info) == (ssize_t)sizeof info) {
		if (info.ssi_signo == SIGCHLD)
			reap(s);
		else if (info.ssi_signo == SIGHUP && !s->is_stopping)
			start_check(s);
		else if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT)
			begin_stop(s);
	}
}

/* What is due: restarts, and the end of patience.  Gives: milliseconds until the next, -1 for none. */
static int
on_time(struct supervisor *s)
{
	int64_t next = INT64_MAX, now = clock_steady_us();
	for (size_t i = 0; i < PROCESSES_MAX; i++) {
		struct process *p = &s->processes[i];
		if (!p->is_used || p->due_us == 0)
			continue;
		if (p->due_us <= now && p->pid == 0 && !s->is_stopping) {
			start_process(s, p);
		} else if (p->due_us <= now && p->pid != 0 && p->is_ending) {
			log_event(&s->log, LOG_ERROR, "role-killed", LOG_CSTR("name", kind_names[p->kind]), LOG_NUMBER("pid", p->pid));
			(void)kill((pid_t)p->pid, SIGKILL);
			p->due_us = in_seconds(3600);
		}
		if (p->is_used && p->due_us != 0 && p->due_us < next)
			next = p->due_us;
	}
	if (next == INT64_MAX)
		return -1;
	int64_t ms = (next - now) / 1000 + 1;
	return ms < 1 ? 1 : ms > 60000 ? 60000 : (int)ms;
}

/* One octet of a gate: it serves, or it has lost the keeper.  The gate may be an attacker's: not more often than
 * once in a while. */
static void
hear_gate(struct supervisor *s, struct process *gate)
{
	char octet;
	if (recv(gate->control, &octet, 1, MSG_DONTWAIT) != 1)
		fd_close(&gate->control); /* its end will be told by SIGCHLD */
	else if (!gate->is_ready && !s->is_stopping)
		gate_is_ready(s, gate);
	else if (gate->is_ready && octet == SUPERVISE_NO_KEEPER &&
	    clock_steady_us() - gate->introduced_us > (int64_t)SUPERVISE_INTRODUCE_S * 1000000)
		introduce(s, gate, find_keeper(s));
}

static void
loop(struct supervisor *s)
{
	while (!s->is_stopping || !is_stopped(s)) {
		struct pollfd ready[1 + PROCESSES_MAX] = { { .fd = s->signals, .events = POLLIN } };
		struct process *of[1 + PROCESSES_MAX] = { NULL };
		nfds_t count = 1;
		for (size_t i = 0; i < PROCESSES_MAX; i++) {
			struct process *p = &s->processes[i];
			if (!p->is_used || p->control < 0 || p->kind != PROCESS_GATE)
				continue;
			ready[count] = (struct pollfd){ .fd = p->control, .events = POLLIN };
			of[count++] = p;
		}
		if (poll(ready, count, on_time(s)) < 0 && errno != EINTR)
			return;
		for (nfds_t i = 1; i < count; i++)
			if (ready[i].revents != 0)
				hear_gate(s, of[i]);
		on_signals(s);
	}
}

static int
prepare(struct supervisor *s, struct why *why)
{
	sigset_t set;
	(void)sigemptyset(&set);
	(void)sigaddset(&set, SIGCHLD);
	(void)sigaddset(&set, SIGTERM);
	(void)sigaddset(&set, SIGINT);
	(void)sigaddset(&set, SIGHUP);
	(void)signal(SIGPIPE, SIG_IGN);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0 ||
	    (s->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)) < 0)
		return why_system(why, "signalfd");
	int fault = open_data(s, why);
	if (fault == 0 && s->options->inherited >= 0)
		fault = inherit_read(s, s->options->inherited, why);
	else if (fault == 0)
		fault = lock_data(s, why);
	if (fault == 0)
		fault = keep_conf_text(s, why);
	return fault == 0 ? listeners_open(s, why) : fault;
}

int
supervise_run(const struct supervise_options *options)
{
	struct why why = { "" };
	struct supervisor *s = xcalloc(1, sizeof *s);
	*s = (struct supervisor){ .options = options, .lock_fd = -1, .data_fd = -1, .conf_fd = -1 };
	s->log = (struct log){ .fd = STDERR_FILENO, .role = "supervisor", .most = LOG_INFO };
	int fault = read_conf(options, &s->conf);
	if (fault == 0) {
		s->log.most = s->conf.server.log_level;
		s->log.is_json = s->conf.server.log_format == LOG_FORMAT_JSON;
		s->log.with_time = getenv("JOURNAL_STREAM") == NULL;
		fault = prepare(s, &why);
		if (fault != 0)
			(void)fprintf(stderr, "postern: %s\n", why.text);
	}
	if (fault == 0) {
		start_generation(s);
		loop(s);
	}
	if (fault == 0 && s->is_refused)
		fault = FAULT_SYSTEM;
	/* What a mistake found: the children of our former self go on only if somebody looks after them. */
	for (size_t i = 0; i < PROCESSES_MAX; i++)
		if (s->processes[i].is_used && s->processes[i].pid > 0)
			(void)kill((pid_t)s->processes[i].pid, SIGTERM);
	conf_done(&s->conf);
	free(s);
	return fault == 0 ? 0 : fault == FAULT_CONFIG ? 2 : 1;
}
