/* keeper: the role around keeper_serve(): its directory, its sockets, its jail. */
#ifndef ROLES_KEEPER_H
#define ROLES_KEEPER_H

#include "conf/conf.h"
#include "roles/roles.h"

/**
 * keeper_run(given, log): Be the keeper until SIGTERM.
 *
 * Takes:   given  "data", "control" (the supervisor's socket), "conf" (or the defaults), "keeps_user"
 * Gives:   0
 * Fails:   FAULT_SYSTEM, FAULT_CONFIG: no jail or no store; FAULT_LATER: a tool has the data directory
 */
int keeper_run(const struct role_values *given, const struct log *log);

/**
 * role_conf(given, out, why): The configuration that the supervisor gave.
 *
 * Owns:    the caller ends *out with conf_done, after a failure too
 */
int role_conf(const struct role_values *given, struct conf *out, struct why *why);

/**
 * role_enter_data(given, why): Make the data directory the working directory, so that it is "." from now on: a
 * role may not be able to walk the path to it.
 */
int role_enter_data(const struct role_values *given, struct why *why);

#endif
