/* alarm: tells a person by mail what the log says of trouble, in English and Chinese.
 *
 * It listens to the gate's log (struct log_listener): every error, and the warnings of its table.  What happens within
 * [alarms] gather goes into one mail; the same trouble (event and first field) is not mailed again for [alarms] repeat, only
 * counted.  At most ALARM_LINES_MAX troubles a mail, and ALARM_KNOWN_MAX are remembered: a storm costs one mail, not a mailbox.
 * The mail waits in the keeper's outbox like every mail of ours; without a keeper it is tried again with the next trouble.
 */
#ifndef CARRY_ALARM_H
#define CARRY_ALARM_H

#include "ask/asker.h"
#include "conf/conf.h"
#include "keyring/keyring.h"
#include "sys/log.h"

struct event_base;
struct alarm;

enum alarm_limits { ALARM_LINES_MAX = 50, ALARM_KNOWN_MAX = 500 };

struct alarm_options {
	struct event_base *base;
	const struct conf *conf;
	struct asker *keeper;
	const struct keyring *keyring;
	const char *hostname;
};

/**
 * alarm_new(options): Ready to hear; NULL where nobody is to be told.
 */
struct alarm *alarm_new(const struct alarm_options *options);

/* After the keeper's asker; NULL is fine. */
void alarm_free(struct alarm *a);

/* A log's listener (sys/log.h); CONTEXT is the alarm, or NULL. */
void alarm_hear(void *context, enum log_level level, const char *event, const struct log_field *fields, size_t count);

/* Troubles that the next mail will tell of. */
size_t alarm_waiting(const struct alarm *a);

struct alarm_line {
	char event[48];
	char text[600];
	uint32_t count;    /* since it was last mailed, this one too */
};

/**
 * alarm_letter(o, lines, count, more, now, out): Append the mail about LINES (at least one), which are as the log has them, and
 * MORE that are not told.
 *
 * Fails:   FAULT_LIMIT
 */
int alarm_letter(const struct alarm_options *o, const struct alarm_line *lines, size_t count, size_t more, int64_t now,
    struct buf *out);

#endif
