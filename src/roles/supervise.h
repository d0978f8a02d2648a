/* supervise: start the roles, wire them, restart what dies, reload and upgrade by executing ourselves anew.
 *
 * Reads nothing but signals, the configuration and octets of a gate ("ready", "no keeper").  Holds the listening sockets, so
 * that neither a dead gate nor a reload refuses a connection.
 *
 *   SIGTERM, SIGINT  stop: gates finish their sessions, then the keeper writes its last; SUPERVISE_DRAIN_S at most
 *   SIGHUP           the program on disk checks the configuration; if that is fine we execute it, with sockets and
 *                    children kept, it starts a new generation of gate and nurseries, and the old gate is told to
 *                    finish its sessions.  If anything is wrong everything stays as it is
 *
 * A role that dies is started again, at once first, then after 1, 2, 4 ... SUPERVISE_BACKOFF_MAX_S seconds; one that
 * lived longer than it was waited for, and SUPERVISE_WELL_S more, at once. */
#ifndef ROLES_SUPERVISE_H
#define ROLES_SUPERVISE_H

#include "conf/conf.h"
#include "sys/log.h"

enum supervise_limits {
	SUPERVISE_DRAIN_S = 300,     /* a session's last message: RFC 5321 s4.5.3.2 gives the end of DATA 600 s */
	SUPERVISE_STOP_S = 30,       /* as init systems give us */
	SUPERVISE_BACKOFF_MAX_S = 30,
	SUPERVISE_WELL_S = 1,        /* a role that cannot start at all ends sooner */
	SUPERVISE_INTRODUCE_S = 1,   /* between two introductions that one gate asks for */
	SUPERVISE_NO_KEEPER = 'k',   /* the octet that asks for one */
	SUPERVISE_CHECK_S = 20,      /* for the new program to look at the configuration */
	SUPERVISE_GENERATIONS_MAX = 8, /* gates that still drain; more reloads are refused until then */
};

struct supervise_options {
	const char *conf_path; /* NULL: the defaults */
	const char *data;      /* NULL: the configuration's */
	int inherited;         /* state of our former self, from the command line, or -1 */
	char *const *argv;     /* how we were called, to be called so again */
};

/**
 * supervise_run(options): Be the supervisor until told to stop.
 *
 * Gives:   the exit status: 0; 1 when a role cannot be run at all; 2 for a mistake in the configuration or when
 *          another instance has the data directory, said on standard error
 */
int supervise_run(const struct supervise_options *options);

/**
 * supervise_check(options): Could it run with this configuration?  For a reload: the new program looks first.
 *
 * Gives:   0 or 2
 */
int supervise_check(const struct supervise_options *options);

#endif
