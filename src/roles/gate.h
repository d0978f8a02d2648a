/* gate: the role that speaks SMTP; carries a message from its arrival to its reply and never parses it. */
#ifndef ROLES_GATE_H
#define ROLES_GATE_H

#include "roles/roles.h"

/**
 * gate_run(given, log): Serve until the supervisor says to finish (SIGTERM), then end the sessions there are.
 *
 * Takes:   given  "data", "control" (the supervisor's socket: "ready" goes there, sockets to other roles come),
 *                 "dissectors", "openers" (nurseries), "listen.N" for listener N of the configuration, "conf" (or
 *                 the defaults), "keeps_user"
 * Fails:   FAULT_CONFIG, FAULT_SYSTEM: it is logged
 */
int gate_run(const struct role_values *given, const struct log *log);

#endif
