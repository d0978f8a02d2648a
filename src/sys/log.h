/* log: one line per event, key=value or JSON, to the descriptor that the supervisor gave (stderr, journal).
 *
 * Libraries never log; roles do.  Values come from outside: control characters, quotes and whatever is no
 * UTF-8 are escaped, a value is cut at LOG_VALUE_MAX, so that no mail can forge or flood a line.  Message
 * content is never logged. */
#ifndef SYS_LOG_H
#define SYS_LOG_H

#include "base/buf.h"

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

enum log_limits {
	LOG_VALUE_MAX = 300,  /* octets of one value before escaping */
	LOG_LINE_MAX = 4000,  /* one write(2), below PIPE_BUF, so that lines of several roles do not mix */
};

struct log_field;

/* Hears every line of LOG_WARNING and worse, also where the log itself leaves it out. */
struct log_listener {
	void (*hear)(void *context, enum log_level level, const char *event, const struct log_field *fields, size_t count);
	void *context;
};

struct log {
	int fd;
	bool is_json;
	bool with_time;      /* the journal stamps lines itself */
	enum log_level most; /* finer levels are left out */
	const char *role;
	struct log_listener *listener; /* NULL: nobody listens */
};

struct log_field {
	const char *key;
	struct bytes text;
	int64_t number;
	bool is_number;
};

#define LOG_TEXT(key_, text_) ((struct log_field){ .key = (key_), .text = (text_) })
#define LOG_CSTR(key_, text_) ((struct log_field){ .key = (key_), .text = bytes_of_cstr(text_) })
#define LOG_NUMBER(key_, n_) ((struct log_field){ .key = (key_), .number = (int64_t)(n_), .is_number = true })

/**
 * log_event(log, level, event, field...): Write one line: level, role, event, the fields in their order.
 *
 * Takes:   log    NULL: nothing is written (libraries under test)
 *          event  our word for what happened: "message-held"; ids come first among the fields
 * Fails:   never; a log that cannot be written is nobody's reason to stop mail
 */
void log_write(const struct log *log, enum log_level level, const char *event, const struct log_field *fields,
    size_t count);
#define log_event(log_, level_, event_, ...) \
	log_write((log_), (level_), (event_), (const struct log_field[]){ __VA_ARGS__ }, \
	    sizeof((const struct log_field[]){ __VA_ARGS__ }) / sizeof(struct log_field))

/* Append the fields as a line has them: " key=value" each; one that does not fit is left out. */
void log_fields(const struct log_field *fields, size_t count, struct buf *out);

#endif
