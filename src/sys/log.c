#include "sys/log.h"

#include <stdio.h>
#include <unistd.h>

#include "base/schema.h"
#include "base/utf8.h"
#include "sys/clock.h"

static const char *const level_names[] = { "error", "warning", "info", "debug" };

/* A word stands alone; anything else is quoted as in JSON, so that a line has one reading only. */
static bool
is_word(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!ascii_is_alnum(text.at[i]) && memchr("._-:/@+<>[],", text.at[i], 12) == NULL)
			return false;
	return text.len > 0;
}

static void
put_value(struct buf *line, const struct log_field *f, bool is_json)
{
	struct bytes cut = utf8_prefix(f->text, LOG_VALUE_MAX);
	if (f->is_number)
		buf_addf(line, "%lld", (long long)f->number);
	else if (!is_json && is_word(cut))
		buf_add(line, cut);
	else
		json_text(line, cut);
}

static void
put_field(struct buf *line, const struct log_field *f, bool is_json)
{
	size_t start = line->len;
	buf_addf(line, is_json ? ",\"%s\":" : " %s=", f->key);
	put_value(line, f, is_json);
	if (!buf_ok(line)) {
		line->len = start; /* a field that does not fit is left out whole */
		line->full = false;
	}
}

void
log_fields(const struct log_field *fields, size_t count, struct buf *out)
{
	for (size_t i = 0; i < count; i++)
		put_field(out, &fields[i], false);
}

void
log_write(const struct log *log, enum log_level level, const char *event, const struct log_field *fields,
    size_t count)
{
	if (log != NULL && log->listener != NULL && level <= LOG_WARNING)
		log->listener->hear(log->listener->context, level, event, fields, count);
	if (log == NULL || level > log->most)
		return;
	struct buf line;
	buf_init(&line, LOG_LINE_MAX - 2);
	const char *role = log->role != NULL ? log->role : "-";
	if (log->is_json)
		buf_addf(&line, "{\"time_ms\":%lld,\"level\":\"%s\",\"role\":\"%s\",\"event\":\"%s\"",
		    (long long)clock_wall_ms(), level_names[level], role, event);
	else if (log->with_time)
		buf_addf(&line, "time_ms=%lld level=%s role=%s event=%s", (long long)clock_wall_ms(),
		    level_names[level], role, event);
	else
		buf_addf(&line, "level=%s role=%s event=%s", level_names[level], role, event);
	for (size_t i = 0; i < count; i++)
		put_field(&line, &fields[i], log->is_json);
	line.max += 2;
	buf_add_cstr(&line, log->is_json ? "}\n" : "\n");
	(void)!write(log->fd, line.at, line.len);
	buf_done(&line);
}
