/* roles: who may do what; the table to read first.
 *
 * One binary; "postern role NAME key=number..." is one role, started by the supervisor (or by "postern scan") with
 * nothing but the descriptors that its command line names.  Whatever parses a message has no network, no file, no
 * database and no exec.  Each role walls itself in before its first octet of input; a wall that cannot be
 * built ends it. */
#ifndef ROLES_ROLES_H
#define ROLES_ROLES_H

#include <sys/types.h>

#include "jail/jail.h"
#include "sys/log.h"

enum role_limits {
	ROLE_VALUES_MAX = 128, /* listeners and the few others */
	ROLE_KEY_MAX = 80,
};

/* What a role is started with: descriptors and numbers by name. */
struct role_value {
	char key[ROLE_KEY_MAX];
	int number;
	bool is_fd;
};
struct role_values {
	struct role_value at[ROLE_VALUES_MAX];
	size_t count;
};

struct role {
	const char *name;
	const char *network;
	const char *files;
	const char *database;
	const char *reads; /* whose octets */
	const char *attacker_has; /* if it is taken over */
	int (*run)(const struct role_values *given, const struct log *log);
};

/* In the order of a message's way; ended by a row without a name. */
extern const struct role roles[];

/**
 * role_add_fd(v, fd, format, ...), role_add_number(v, number, key): Name one more thing that a role gets.
 */
void role_add_fd(struct role_values *v, int fd, const char *format, ...) __attribute__((format(printf, 3, 4)));
void role_add_number(struct role_values *v, int number, const char *key);

/**
 * role_find(v, key, otherwise): The number (descriptor) called KEY, or OTHERWISE.
 */
int role_find(const struct role_values *v, const char *key, int otherwise);

/**
 * role_start(name, v, out_pid, why): Fork and exec ourselves as the role NAME.
 *
 * Takes:   v  descriptors stay the caller's
 * Gives:   0 and *out_pid
 * Fails:   FAULT_SYSTEM
 */
int role_start(const char *name, const struct role_values *v, pid_t *out_pid, struct why *why);

/**
 * role_main(argc, argv): "role NAME key=number...": be that role.
 *
 * Gives:   the exit status
 */
int role_main(int argc, char **argv);

#endif
