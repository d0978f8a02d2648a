#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "base/utf8.h"
#include "keeper/quarantine_inside.h"
#include "sys/fd.h"

enum { BATCH = 500 }; /* rows that one transaction makes again */

struct scan {
	struct quarantine *q;
	struct answer_stats *stats;
	char path[64]; /* the folder being walked */
	struct buf room;
	struct arena *arena;
	uint32_t in_batch;
};

static int
remove_unfinished(void *context, const char *name, struct why *why)
{
	struct scan *s = context;
	if (unlinkat(s->q->tmp, name, 0) != 0 && errno != ENOENT)
		return why_system(why, name);
	s->stats->removed++;
	return 0;
}

/* Never deleted: a person may find out what happened to it. */
static int
set_aside(struct scan *s, const char *name, struct why *why)
{
	char from[sizeof s->path + NAME_MAX + 2];
	snprintf(from, sizeof from, "%s/%s", s->path, name);
	int damaged = folder_open(s->q->root, "damaged", why);
	if (damaged < 0)
		return damaged;
	int fault = renameat(s->q->root, from, damaged, name) == 0 || errno == ENOENT ? 0 : why_system(why, from);
	close(damaged);
	s->stats->damaged++;
	return fault;
}

/* Is the file what its name and folder say? */
static bool
fits(const struct scan *s, const struct mail_event *e, struct bytes id)
{
	char day[DAY_OCTETS];
	return bytes_equal(e->id, id) && folder_day(e->time_ms, day) == 0 && strcmp(day, s->path) == 0;
}

/* What a person did with it, where that is kept beside the file. */
static int
restore_state(struct scan *s, struct bytes id, struct why *why)
{
	char path[sizeof s->path + EVENT_ID_MAX + sizeof RELEASED_SUFFIX + 2];
	(void)snprintf(path, sizeof path, "%s/%.*s" RELEASED_SUFFIX, s->path, BYTES_ARGS(id));
	OWN_FD int fd = openat(s->q->root, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct buf line;
	struct bytes when;
	uint64_t ms;
	int fault = 0;
	if (fd < 0)
		return 0;
	buf_init(&line, RELEASED_OCTETS_MAX);
	struct bytes by = fd_read_all(fd, RELEASED_OCTETS_MAX, &line) == 0 ? buf_bytes(&line) : BYTES_NONE;
	if (bytes_cut(&by, ' ', &when) && bytes_number(when, INT64_MAX, &ms) == 0 && utf8_valid(by))
		fault = holds_set_state(s->q->store, id, HOLD_RELEASED, by, (int64_t)ms, why);
	buf_done(&line);
	return fault;
}

/* ID.released without its message, or half of one that was being written. */
static int
see_note(struct scan *s, const char *name, struct bytes id, struct why *why)
{
	char path[sizeof s->path + NAME_MAX + 2];
	(void)snprintf(path, sizeof path, "%s/%.*s", s->path, BYTES_ARGS(id));
	if (id.len != 0 && (faccessat(s->q->root, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT))
		return 0;
	(void)snprintf(path, sizeof path, "%s/%s", s->path, name);
	return unlinkat(s->q->root, path, 0) == 0 || errno == ENOENT ? 0 : why_system(why, path);
}

static int
index_one(struct scan *s, const struct mail_event *e, struct why *why)
{
	int fault = s->in_batch == 0 ? store_begin(s->q->store, why) : 0;
	if (fault == 0)
		fault = holds_add(s->q->store, e, why);
	if (fault == 0)
		fault = restore_state(s, e->id, why);
	if (fault == 0 && ++s->in_batch == BATCH) {
		s->in_batch = 0;
		fault = store_commit(s->q->store, why);
	}
	s->stats->rebuilt += fault == 0;
	return fault;
}

static int
see_file(void *context, const char *name, struct why *why)
{
	struct scan *s = context;
	struct bytes id = bytes_of_cstr(name);
	if (bytes_ends(id, BYTES(RELEASED_SUFFIX)) && event_id_ok(bytes_to(id, id.len - sizeof RELEASED_SUFFIX + 1)))
		return see_note(s, name, bytes_to(id, id.len - sizeof RELEASED_SUFFIX + 1), why);
	if (bytes_starts(id, BYTES(".")) && bytes_ends(id, BYTES(RELEASED_SUFFIX ".new")))
		return see_note(s, name, BYTES_NONE, why);
	if (!event_id_ok(id))
		return set_aside(s, name, why);
	int known = holds_has(s->q->store, id, why);
	if (known != 0)
		return known < 0 ? known : 0;
	char path[sizeof s->path + EVENT_ID_MAX + 2];
	snprintf(path, sizeof path, "%s/%s", s->path, name);
	int fd = openat(s->q->root, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT ? 0 : errno == ELOOP ? set_aside(s, name, why) : why_system(why, path);
	struct hold_parts parts;
	struct mail_event event = { 0 };
	int fault = hold_file_read(fd, s->q->keys, &s->room, &parts, why);
	close(fd);
	arena_reset(s->arena);
	if (fault == 0 && (schema_read(&event_schema, parts.event, s->arena, &event) != 0 || !fits(s, &event, id)))
		fault = FAULT_INPUT;
	if (fault == FAULT_CONFIG) {
		/* Whole, but locked: it appears when its key comes back. */
		s->stats->locked++;
		return 0;
	}
	if (fault == FAULT_INPUT)
		return set_aside(s, name, why);
	return fault != 0 ? fault : index_one(s, &event, why);
}

static int
see_folder(void *context, const char *name, struct why *why)
{
	struct scan *s = context;
	struct bytes number = bytes_of_cstr(name);
	size_t depth_at = strlen(s->path);
	uint64_t value;
	bool is_year = depth_at == 0;
	if (number.len != (is_year ? 4 : 2) || bytes_number(number, 9999, &value) != 0)
		return 0; /* tmp, damaged, or a stranger's */
	snprintf(s->path + depth_at, sizeof s->path - depth_at, "%s%s", is_year ? "" : "/", name);
	bool is_day = strlen(s->path) == DAY_OCTETS - 1;
	int fault = folder_each(s->q->root, s->path, is_day ? see_file : see_folder, s, why);
	s->path[depth_at] = '\0';
	return fault;
}

static bool
pick_any(void *context, struct bytes id, int64_t time_ms, uint64_t size)
{
	picked_add(context, id, time_ms);
	return buf_ok(context);
}

static int
finish_deletions(struct scan *s, struct why *why)
{
	struct buf picked;
	buf_init(&picked, (size_t)256 << 20);
	int fault = holds_each(s->q->store, HOLDS_DOOMED, pick_any, &picked, why);
	struct bytes rest = buf_bytes(&picked), id;
	int64_t time_ms;
	while (fault == 0 && picked_next(&rest, &id, &time_ms)) {
		fault = quarantine_remove(s->q, id, time_ms, why);
		if (fault == 0)
			fault = quarantine_forget(s->q, id, why);
	}
	buf_done(&picked);
	return fault;
}

static bool
is_there(const struct quarantine *q, struct bytes id, int64_t time_ms)
{
	char day[DAY_OCTETS], path[DAY_OCTETS + 1 + EVENT_ID_MAX + 1];
	if (!event_id_ok(id) || folder_day(time_ms, day) != 0)
		return false;
	snprintf(path, sizeof path, "%s/%.*s", day, BYTES_ARGS(id));
	/* Only a certain absence counts: after an input/output error the file may well be there. */
	return faccessat(q->root, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0 || errno != ENOENT;
}

static int
mark_missing(struct scan *s, struct why *why)
{
	struct buf picked;
	buf_init(&picked, (size_t)256 << 20);
	int fault = holds_each(s->q->store, HOLDS_ALL, pick_any, &picked, why);
	struct bytes rest = buf_bytes(&picked), id;
	int64_t time_ms;
	while (fault == 0 && picked_next(&rest, &id, &time_ms)) {
		if (is_there(s->q, id, time_ms))
			continue;
		fault = store_begin(s->q->store, why);
		if (fault == 0)
			fault = holds_set_state(s->q->store, id, HOLD_MISSING, BYTES_NONE, 0, why);
		if (fault == 0)
			fault = store_commit(s->q->store, why);
	}
	buf_done(&picked);
	return fault;
}

static int
forget_rows(struct quarantine *q, struct why *why)
{
	int fault = store_begin(q->store, why);
	if (fault == 0)
		fault = holds_clear(q->store, why);
	return fault != 0 ? fault : store_commit(q->store, why);
}

int
quarantine_scan(struct quarantine *q, bool all, struct answer_stats *stats, struct why *why)
{
	struct scan s = { .q = q, .stats = stats };
	stats->rebuilt = stats->removed = stats->damaged = stats->locked = 0;
	s.arena = arena_new(ASK_ARENA_MAX);
	buf_init(&s.room, HOLD_OCTETS_MAX);
	int fault = folder_each(q->root, "tmp", remove_unfinished, &s, why);
	if (fault == 0)
		fault = finish_deletions(&s, why);
	if (fault == 0 && all)
		fault = forget_rows(q, why);
	if (fault == 0)
		fault = folder_each(q->root, ".", see_folder, &s, why);
	if (fault == 0 && s.in_batch != 0)
		fault = store_commit(q->store, why);
	if (fault == 0)
		fault = mark_missing(&s, why);
	if (fault != 0)
		store_rollback(q->store);
	buf_done(&s.room);
	arena_free(s.arena);
	return fault;
}
