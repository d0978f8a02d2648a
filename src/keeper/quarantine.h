/* quarantine: messages kept as files, data/quarantine/YYYY/MM/DD/ID, with an index made from them.
 *
 * A hold is durable before it is acknowledged: the file is written under tmp/, synced, renamed into its day
 * (never over another), the day synced, then the index committed; several holds share the last steps.  After
 * an error of fsync the kernel may have dropped the pages and would report the next fsync as good (PostgreSQL,
 * 2018), so such a file is abandoned and never synced again.  Days are UTC, so a clock that jumps moves files to
 * another folder and nothing else.  ID.released beside a file: see quarantine_released. */
#ifndef KEEPER_QUARANTINE_H
#define KEEPER_QUARANTINE_H

#include "keeper/hold_file.h"
#include "store/holds.h"

struct quarantine;

enum quarantine_limits {
	HOLDS_BATCH_MAX = 64, /* holds that one commit makes durable */
};

/* One message on its way in. */
struct hold {
	const struct mail_event *event; /* its id names the file, its time the folder; must live until the commit */
	int fd;
	int fault;                 /* 0: durable, after the commit */
	struct why why;
};

struct expiry {
	int64_t now_ms;
	int64_t keep_ms;       /* 0: for ever */
	uint64_t octets;       /* 0: no budget; else the oldest go first */
	uint32_t most;         /* files per call */
};

/**
 * quarantine_open(data_fd, store, keys, out, why): The quarantine below the directory DATA_FD.
 *
 * Takes:   store, keys (NULL: files are not encrypted); both must outlive the quarantine
 * Fails:   FAULT_SYSTEM, FAULT_LATER
 */
int quarantine_open(int data_fd, struct store *store, const struct keys *keys, struct quarantine **out,
    struct why *why);
void quarantine_close(struct quarantine *q);

/**
 * hold_begin(q, hold, event, casefile, message_fd): Write the file of a new hold, unsynced.
 *
 * Gives:   hold->fault 0, or why it was abandoned: FAULT_INPUT a bad id or time, FAULT_LIMIT too large,
 *          FAULT_LATER no space, FAULT_SYSTEM.  hold_commit takes it in either case
 */
void hold_begin(struct quarantine *q, struct hold *hold, const struct mail_event *event, struct bytes casefile,
    int message_fd);

/**
 * hold_commit(q, holds, count): Make them durable and index them, all in one transaction.
 *
 * Gives:   in each hold->fault, 0 only when the message survives whatever happens next
 */
void hold_commit(struct quarantine *q, struct hold *holds, size_t count);

/**
 * quarantine_read(q, id, time_ms, room, out, why): The parts of a file; see hold_file_read.
 *
 * Fails:   FAULT_ABSENT as well: no file
 */
int quarantine_read(struct quarantine *q, struct bytes id, int64_t time_ms, struct buf *room,
    struct hold_parts *out, struct why *why);

/**
 * quarantine_delete(q, id, by, now_ms, why): Remove file and row for good.
 *
 * Gives:   0 when both are gone from the disk
 * Fails:   FAULT_ABSENT, FAULT_SYSTEM, FAULT_LATER; begun but unfinished, it is finished at the next start
 */
int quarantine_delete(struct quarantine *q, struct bytes id, struct bytes by, int64_t now_ms, struct why *why);

/**
 * quarantine_released(q, row, why): Keep beside the file that it was released and everything went out, for an index that has
 * to be made again: until then a lost index shows it as held, and a person releases it once more.
 */
int quarantine_released(struct quarantine *q, const struct hold_row *row, struct why *why);

/**
 * quarantine_scan(q, all, stats, why): Bring index and files together: unfinished files go, files without a row
 * are indexed, rows without a file are marked missing, deletions are finished, damaged files are set aside in
 * damaged/.
 *
 * Takes:   all    make every row again from its file (states that people gave are kept)
 * Gives:   the counts rebuilt, removed and damaged in *stats.  May be interrupted anywhere and repeated
 */
int quarantine_scan(struct quarantine *q, bool all, struct answer_stats *stats, struct why *why);

/**
 * quarantine_expire(q, expiry, why): Delete what is too old or beyond the budget; mail that waits stays.
 *
 * Gives:   how many, or a fault
 */
int quarantine_expire(struct quarantine *q, const struct expiry *expiry, struct why *why);

/* A write or fsync failed since the start: the disk needs a person. */
bool quarantine_is_sick(const struct quarantine *q);

#endif
