/* syslog: every event of the mail log to the servers of [syslog], as lines of syslog/line.h.
 *
 * A Unix socket gets a datagram a line, so does UDP; TCP gets lines with their octets counted (RFC 6587 s3.4.1).
 *
 * Nothing here delays mail: sockets never block, and what a server that is slow or away has not taken waits in at most [syslog]
 * wait_size of memory.  What comes then is dropped, counted, and told in the log once a minute.  A server that is away is asked
 * again after a second, then after twice as long each time, at most SYSLOG_RETRY_MAX_MS.  A line that was cut by the end of a connection is
 * sent again whole on the next.  What the kernel took and the server never read is lost, and nobody can count it: syslog knows
 * no receipts. */
#ifndef SYSLOG_SYSLOG_H
#define SYSLOG_SYSLOG_H

#include "conf/conf.h"
#include "sys/log.h"
#include "wire/event.h"

struct event_base;
struct syslog;

enum syslog_limits {
	SYSLOG_RETRY_MS = 1000,
	SYSLOG_RETRY_MAX_MS = 60000,
	SYSLOG_SILENCE_MS = 30000, /* a connection whose other end confirms nothing for so long is given up */
	SYSLOG_TELL_MS = 60000,    /* what was dropped is told in the log at most so often */
	SYSLOG_LEAVE_MS = 500,     /* at the end, for all servers together */
	SYSLOG_BURST = 64,         /* lines in a turn of the event loop */
};

struct syslog_stats {
	uint64_t sent;    /* lines that the kernel took */
	uint64_t dropped; /* lines that had no room, or were too long for a datagram */
	uint64_t waiting; /* octets */
	bool is_up;
};

/**
 * syslog_new(base, conf, log, out, why): Ready; connects when BASE runs.
 *
 * Gives:   0 and *out, NULL where there is no [syslog]
 * Fails:   FAULT_CONFIG: an address that is none
 */
int syslog_new(struct event_base *base, const struct conf *conf, const struct log *log, struct syslog **out, struct why *why);

/**
 * syslog_free(s): Give what waits a last SYSLOG_LEAVE_MS, and end; NULL is fine.
 */
void syslog_free(struct syslog *s);

/* Tell of E; NULL is fine. */
void syslog_event(struct syslog *s, const struct mail_event *e);

size_t syslog_count(const struct syslog *s);
void syslog_stats(const struct syslog *s, size_t index, struct bytes *name, struct syslog_stats *out);

#endif
