/* address: an address of the configuration as the kernel takes it. */
#ifndef CONF_ADDRESS_H
#define CONF_ADDRESS_H

#include <sys/socket.h>

#include "conf/conf.h"

/**
 * conf_address_socket(from, out, out_len): FROM, which must be unix:/PATH or an address in numbers, as *OUT.
 *
 * Gives:   false where it is a name, or the path is too long for a socket
 */
bool conf_address_socket(const struct conf_address *from, struct sockaddr_storage *out, socklen_t *out_len);

#endif
