/* control: the socket in the data directory that command-line tools ask the running keeper through. */
#ifndef KEEPER_CONTROL_H
#define KEEPER_CONTROL_H

#include "base/fault.h"

/**
 * control_listen(data, why): Listen on DATA/control.sock (mode 0600), replacing one that a crash left.
 *
 * Takes:   data  our own data directory, whose lock is held
 * Gives:   a descriptor
 * Fails:   FAULT_SYSTEM
 */
int control_listen(const char *data, struct why *why);

/**
 * control_connect(data, why): Connect to it.
 *
 * Fails:   FAULT_ABSENT: nobody listens; FAULT_SYSTEM (not our data directory, for one)
 */
int control_connect(const char *data, struct why *why);

#endif
