/* proxy: the PROXY protocol's header, versions 1 and 2: who the client of a load balancer is.
 *
 * Taken only from listed peers.  Anything but a whole, well-formed header ends the connection; its ceilings are
 * the protocol's own (107 octets, and 16 + PROXY_V2_MAX for version 2 with its extensions, which are skipped). */
#ifndef SMTP_PROXY_H
#define SMTP_PROXY_H

#include "conf/cidr.h"

enum { PROXY_V1_MAX = 107, PROXY_V2_MAX = 4096 };

/**
 * proxy_read(in, out_used, client, out_is_local): Read a header at the start of IN.
 *
 * Gives:   1  it is whole: *out_used octets; *client, unless *out_is_local (the balancer's own health check)
 *          0  more octets are needed
 * Fails:   FAULT_INPUT
 */
int proxy_read(struct bytes in, size_t *out_used, struct cidr *client, bool *out_is_local);

#endif
