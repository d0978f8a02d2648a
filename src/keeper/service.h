/* service: the keeper behind its sockets.
 *
 * Gates and the console are connected when it starts; command-line tools come through DATA/control.sock, which
 * only our own user and root can open, and no gate.  All holds that wait are made durable together: they are written while
 * the sockets are drained, then synced, indexed and answered.  A peer that sends what is not a question, or
 * does not take its answers for KEEPER_SEND_MS, is dropped. */
#ifndef KEEPER_SERVICE_H
#define KEEPER_SERVICE_H

#include "keeper/keeper.h"
#include "sys/log.h"

enum keeper_service_limits {
	KEEPER_PEERS_MAX = 64,
	KEEPER_SEND_MS = 2000,
};

struct keeper_peer {
	int fd;
	bool is_gate; /* may ask only what ask_kinds allows a gate */
};

struct keeper_service {
	struct keeper *keeper;
	const struct keeper_peer *peers; /* connected from the start; closed by the service */
	size_t peer_count;
	int control;                     /* from control_listen, or -1 */
	int stop;                        /* readable: end; or -1 */
	int arrivals;                    /* the supervisor's: gates that start later come over it; 0 for none */
	const struct log *log;           /* may be NULL */
};

/**
 * keeper_serve(service): Answer until `stop` is readable or, where there is no control socket or no supervisor any
 * more, every peer has gone.
 *
 * Gives:   0
 * Fails:   FAULT_SYSTEM: poll failed, or a write to the quarantine did (never acknowledge with a disk that lies:
 *          the supervisor starts a new keeper, which looks at the files again)
 */
int keeper_serve(const struct keeper_service *service);

#endif
