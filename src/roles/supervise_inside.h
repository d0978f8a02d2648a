/* supervise_inside: what supervise.c (signals and processes), listeners.c (sockets) and inherit.c (the state that
 * survives an execve) share. */
#ifndef ROLES_SUPERVISE_INSIDE_H
#define ROLES_SUPERVISE_INSIDE_H

#include <sys/types.h>

#include "roles/roles.h"
#include "roles/supervise.h"

enum process_kind { PROCESS_KEEPER, PROCESS_DISSECTORS, PROCESS_OPENERS, PROCESS_GATE, PROCESS_CHECK, PROCESS_KINDS };

enum { PROCESSES_MAX = 4 + 3 * SUPERVISE_GENERATIONS_MAX + 1 };

/* One child.  Every field is a number, so that it survives an execve as one. */
struct process {
	bool is_used;
	enum process_kind kind;
	uint32_t generation;
	int64_t pid;            /* 0: waits for its restart */
	int control;            /* a gate's: it sends "ready", it is sent nurseries; else -1 */
	bool is_ready;
	bool is_ending;         /* told to end: not started again */
	int64_t since_us;
	int64_t introduced_us;  /* a gate: to the keeper */
	int64_t due_us;         /* when to start it again, or to kill it */
	uint32_t failures;      /* in a row */
};

struct listening {
	char address[300];  /* as in the configuration */
	int fd;
	bool is_wanted;
};

struct supervisor {
	const struct supervise_options *options;
	struct conf conf;
	struct log log;
	char data[4096];
	int data_fd;
	int lock_fd;
	int conf_fd;            /* sealed text of the configuration, or -1 */
	int signals;
	uint32_t generation;
	bool is_stopping;
	bool has_served;        /* a gate was ready once */
	bool is_refused;        /* a role could not build its jail */
	bool keeps_user;
	uint32_t restarts[PROCESS_KINDS]; /* after a death, since this program began */
	struct process processes[PROCESSES_MAX];
	struct listening listening[CONF_LISTENERS_MAX];
	size_t listening_count;
};

/* supervise.c */
/* Seconds to wait after so many deaths in a row; and how many they are with one more, of a process that lived so long. */
int64_t supervise_wait_s(uint32_t failures);
uint32_t supervise_failures(uint32_t before, int64_t lived_us);

/* listeners.c */
/* Bind what the configuration wants, keep what is bound already.  FAULT_CONFIG names the listener. */
int listeners_open(struct supervisor *s, struct why *why);
void listeners_close_unwanted(struct supervisor *s);
bool listener_is_served(const struct conf_listener *l);
int listener_fd(const struct supervisor *s, const struct conf_listener *l);

/* inherit.c */
/* Write everything that our next self needs into a memfd that survives execve; so do the descriptors in it. */
int inherit_write(const struct supervisor *s, struct why *why);
int inherit_read(struct supervisor *s, int fd, struct why *why);

#endif
