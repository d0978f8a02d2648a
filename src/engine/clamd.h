/* clamd: ClamAV's daemon, by its socket (clamd(8), COMMANDS): zVERSION and zINSTREAM.  The message is streamed: clamd needs
 * no right to our files, and may run on another machine. */
#ifndef ENGINE_CLAMD_H
#define ENGINE_CLAMD_H

#include "engine/driver.h"

extern const struct engine_driver clamd_driver;

#endif
