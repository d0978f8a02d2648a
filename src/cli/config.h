/* config: the configuration of a command, and what is wrong with it. */
#ifndef CLI_CONFIG_H
#define CLI_CONFIG_H

#include "conf/conf.h"

/**
 * config_read(path, out): Read the configuration file PATH (NULL: the defaults).
 *
 * Gives:   true; false when it has mistakes, which are said on standard error.  Either way *out is ended with conf_done
 */
bool config_read(const char *path, struct conf *out);

#endif
