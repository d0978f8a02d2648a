#include "keeper/quarantine.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/must.h"
#include "keeper/quarantine_inside.h"
#include "sys/durable.h"

int
quarantine_open(int data_fd, struct store *store, const struct keys *keys, struct quarantine **out,
    struct why *why)
{
	struct quarantine *q = xcalloc(1, sizeof *q);
	q->store = store;
	q->keys = keys;
	q->root = q->tmp = q->day_fd = -1;
	int fault = q->root = folder_open(data_fd, "quarantine", why);
	if (q->root >= 0)
		fault = q->tmp = folder_open(q->root, "tmp", why);
	if (fault < 0) {
		quarantine_close(q);
		return fault;
	}
	*out = q;
	return 0;
}

void
quarantine_close(struct quarantine *q)
{
	if (q == NULL)
		return;
	int fds[] = { q->root, q->tmp, q->day_fd };
	for (size_t i = 0; i < 3; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	free(q);
}

bool
quarantine_is_sick(const struct quarantine *q)
{
	return q->is_sick;
}

/* The id as a file name. */
struct name {
	char text[EVENT_ID_MAX + 1];
};

static struct name
name_of(struct bytes id)
{
	struct name n;
	must(event_id_ok(id));
	memcpy(n.text, id.at, id.len);
	n.text[id.len] = '\0';
	return n;
}

/* The folder of a day; it stays open, and stays ours. */
static int
day_folder(struct quarantine *q, int64_t time_ms, struct why *why)
{
	char day[DAY_OCTETS];
	if (folder_day(time_ms, day) != 0)
		return why_set(why, FAULT_INPUT, "a time outside the calendar");
	if (q->day_fd >= 0 && strcmp(day, q->day) == 0)
		return q->day_fd;
	int fd = folder_open(q->root, day, why);
	if (fd < 0)
		return fd;
	if (q->day_fd >= 0)
		close(q->day_fd);
	q->day_fd = fd;
	memcpy(q->day, day, sizeof day);
	return fd;
}

static void
abandon(struct quarantine *q, struct hold *h, int fault)
{
	if (fault == FAULT_SYSTEM)
		q->is_sick = true;
	h->fault = fault;
	if (h->fd >= 0)
		close(h->fd);
	h->fd = -1;
	if (event_id_ok(h->event->id))
		unlinkat(q->tmp, name_of(h->event->id).text, 0);
}

static int
write_file(struct quarantine *q, struct hold *h, struct bytes casefile, int message_fd)
{
	char day[DAY_OCTETS];
	if (!event_id_ok(h->event->id) || folder_day(h->event->time_ms, day) != 0)
		return why_set(&h->why, FAULT_INPUT, "no id for a message, or no time");
	h->fd = openat(q->tmp, name_of(h->event->id).text, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (h->fd < 0)
		return disk_fault(&h->why, "quarantine: create");
	struct buf event;
	buf_init(&event, HOLD_EVENT_MAX);
	schema_write(&event_schema, h->event, &event);
	struct hold_parts parts = { .event = buf_bytes(&event), .casefile = casefile };
	int fault = buf_ok(&event) ? hold_file_write(h->fd, q->keys, &parts, message_fd, &h->why)
	                           : why_set(&h->why, FAULT_LIMIT, "the envelope is too large");
	buf_done(&event);
	if (fault == 0)
		sync_file_range(h->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
	return fault;
}

void
hold_begin(struct quarantine *q, struct hold *hold, const struct mail_event *event, struct bytes casefile,
    int message_fd)
{
	*hold = (struct hold){ .event = event, .fd = -1 };
	int fault = write_file(q, hold, casefile, message_fd);
	if (fault != 0)
		abandon(q, hold, fault);
}

/* Octets on the disk under their final name; the name itself is not synced yet. */
static int
settle(struct quarantine *q, struct hold *h)
{
	if (fsync(h->fd) != 0)
		return disk_fault(&h->why, "quarantine: fsync");
	int closed = close(h->fd);
	h->fd = -1;
	if (closed != 0)
		return disk_fault(&h->why, "quarantine: close");
	int day = day_folder(q, h->event->time_ms, &h->why);
	if (day < 0)
		return day;
	struct name name = name_of(h->event->id);
	if (renameat2(q->tmp, name.text, day, name.text, RENAME_NOREPLACE) != 0)
		return errno == EEXIST ? why_set(&h->why, FAULT_INPUT, "the id %s was used before", name.text)
		                       : disk_fault(&h->why, "quarantine: rename");
	return 0;
}

/* Undo a rename whose hold cannot be acknowledged; if this fails too, the next start indexes the file. */
static void
withdraw(struct quarantine *q, struct hold *h, int fault)
{
	int day = day_folder(q, h->event->time_ms, NULL);
	if (day >= 0)
		unlinkat(day, name_of(h->event->id).text, 0);
	abandon(q, h, fault);
}

/* Sync the folders that the holds were renamed into, each once. */
static void
sync_days(struct quarantine *q, struct hold *holds, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (holds[i].fault != 0)
			continue;
		char day[DAY_OCTETS], before[DAY_OCTETS];
		must(folder_day(holds[i].event->time_ms, day) == 0);
		size_t j = 0;
		while (j < i && (holds[j].fault != 0 || folder_day(holds[j].event->time_ms, before) != 0 ||
		                    strcmp(before, day) != 0))
			j++;
		if (j < i)
			continue; /* done with hold j */
		int fd = day_folder(q, holds[i].event->time_ms, &holds[i].why);
		int fault = fd < 0 ? fd : fsync(fd) == 0 ? 0 : disk_fault(&holds[i].why, "quarantine: fsync of the folder");
		for (j = i; fault != 0 && j < count; j++)
			if (holds[j].fault == 0 && folder_day(holds[j].event->time_ms, before) == 0 &&
			    strcmp(before, day) == 0) {
				holds[j].why = holds[i].why;
				withdraw(q, &holds[j], fault);
			}
	}
}

static int
index_all(struct quarantine *q, const struct hold *holds, size_t count, struct why *why)
{
	int fault = store_begin(q->store, why);
	for (size_t i = 0; i < count && fault == 0; i++)
		if (holds[i].fault == 0)
			fault = holds_add(q->store, holds[i].event, why);
	if (fault == 0)
		fault = store_commit(q->store, why);
	if (fault != 0)
		store_rollback(q->store);
	return fault;
}

void
hold_commit(struct quarantine *q, struct hold *holds, size_t count)
{
	size_t good = 0;
	for (size_t i = 0; i < count; i++) {
		if (holds[i].fault != 0)
			continue;
		int fault = settle(q, &holds[i]);
		if (fault != 0)
			abandon(q, &holds[i], fault);
	}
	sync_days(q, holds, count);
	for (size_t i = 0; i < count; i++)
		good += holds[i].fault == 0;
	if (good == 0)
		return;
	struct why why;
	int fault = index_all(q, holds, count, &why);
	for (size_t i = 0; i < count && fault != 0; i++)
		if (holds[i].fault == 0) {
			holds[i].why = why;
			withdraw(q, &holds[i], fault);
		}
}

int
quarantine_read(struct quarantine *q, struct bytes id, int64_t time_ms, struct buf *room, struct hold_parts *out,
    struct why *why)
{
	char day[DAY_OCTETS], path[DAY_OCTETS + 1 + EVENT_ID_MAX + 1];
	if (!event_id_ok(id) || folder_day(time_ms, day) != 0)
		return why_set(why, FAULT_ABSENT, "no such message");
	snprintf(path, sizeof path, "%s/%s", day, name_of(id).text);
	int fd = openat(q->root, path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT ? why_set(why, FAULT_ABSENT, "the file of message %s is missing", name_of(id).text)
		                       : why_system(why, path);
	int fault = hold_file_read(fd, q->keys, room, out, why);
	close(fd);
	return fault;
}

int
quarantine_released(struct quarantine *q, const struct hold_row *row, struct why *why)
{
	struct buf line;
	char name[EVENT_ID_MAX + sizeof RELEASED_SUFFIX];
	int day = day_folder(q, row->time_ms, why);
	if (day < 0)
		return day;
	(void)snprintf(name, sizeof name, "%s" RELEASED_SUFFIX, name_of(row->id).text);
	buf_init(&line, RELEASED_OCTETS_MAX);
	buf_addf(&line, "%lld %.*s", (long long)row->state_ms, BYTES_ARGS(row->state_by));
	int fault = durable_write(day, name, buf_bytes(&line), why);
	buf_done(&line);
	return fault;
}

int
quarantine_remove(struct quarantine *q, struct bytes id, int64_t time_ms, struct why *why)
{
	char day[DAY_OCTETS];
	if (!event_id_ok(id) || folder_day(time_ms, day) != 0)
		return 0;
	int fd = openat(q->root, day, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT ? 0 : why_system(why, day);
	int fault = 0;
	char released[EVENT_ID_MAX + sizeof RELEASED_SUFFIX];
	(void)snprintf(released, sizeof released, "%s" RELEASED_SUFFIX, name_of(id).text);
	if ((unlinkat(fd, name_of(id).text, 0) != 0 && errno != ENOENT) ||
	    (unlinkat(fd, released, 0) != 0 && errno != ENOENT) || fsync(fd) != 0)
		fault = disk_fault(why, "quarantine: delete");
	close(fd);
	return fault;
}

int
quarantine_forget(struct quarantine *q, struct bytes id, struct why *why)
{
	int fault = store_begin(q->store, why);
	if (fault == 0)
		fault = holds_forget(q->store, id, why);
	if (fault == 0)
		fault = store_commit(q->store, why);
	if (fault != 0)
		store_rollback(q->store);
	return fault;
}

static int
doom(struct quarantine *q, struct bytes id, struct bytes by, const char *what, int64_t now_ms, struct why *why)
{
	int fault = store_begin(q->store, why);
	if (fault == 0)
		fault = holds_doom(q->store, id, why);
	if (fault == 0)
		fault = audit_add(q->store, now_ms, by, what, id, BYTES_NONE, why);
	if (fault == 0)
		fault = store_commit(q->store, why);
	if (fault != 0)
		store_rollback(q->store);
	return fault;
}

/* The row is doomed first: a crash before the file is gone must not bring the message back. */
static int
delete_one(struct quarantine *q, struct bytes id, int64_t time_ms, struct bytes by, const char *what, int64_t now_ms,
    struct why *why)
{
	int fault = doom(q, id, by, what, now_ms, why);
	if (fault == 0)
		fault = quarantine_remove(q, id, time_ms, why);
	return fault != 0 ? fault : quarantine_forget(q, id, why);
}

int
quarantine_delete(struct quarantine *q, struct bytes id, struct bytes by, int64_t now_ms, struct why *why)
{
	struct arena *a = arena_new((size_t)1 << 20);
	struct hold_row row;
	int fault = holds_get(q->store, id, a, &row, why);
	if (fault == 0)
		fault = delete_one(q, id, row.time_ms, by, "delete", now_ms, why);
	arena_free(a);
	return fault;
}

void
picked_add(struct buf *picked, struct bytes id, int64_t time_ms)
{
	buf_add(picked, id);
	buf_add_octet(picked, 0);
	buf_add(picked, bytes_of(&time_ms, sizeof time_ms));
}

bool
picked_next(struct bytes *rest, struct bytes *out_id, int64_t *out_time_ms)
{
	if (!bytes_cut(rest, 0, out_id) || rest->len < sizeof *out_time_ms)
		return false;
	memcpy(out_time_ms, rest->at, sizeof *out_time_ms);
	*rest = bytes_from(*rest, sizeof *out_time_ms);
	return true;
}

struct expiring {
	struct buf ids;
	int64_t before_ms;
	uint64_t surplus; /* octets to get rid of */
	uint32_t most;
	uint64_t total;
};

static bool
weigh(void *context, struct bytes id, int64_t time_ms, uint64_t size)
{
	struct expiring *p = context;
	p->total += size;
	return true;
}

static bool
pick(void *context, struct bytes id, int64_t time_ms, uint64_t size)
{
	struct expiring *p = context;
	if (p->most == 0 || (time_ms >= p->before_ms && p->surplus == 0))
		return false;
	p->most--;
	p->surplus -= size < p->surplus ? size : p->surplus;
	picked_add(&p->ids, id, time_ms);
	return true;
}

int
quarantine_expire(struct quarantine *q, const struct expiry *expiry, struct why *why)
{
	struct expiring p = { .most = expiry->most, .before_ms = INT64_MIN };
	int fault = 0, removed = 0;
	if (expiry->keep_ms != 0)
		p.before_ms = expiry->now_ms - expiry->keep_ms;
	if (expiry->octets != 0)
		fault = holds_each(q->store, HOLDS_EXPIRABLE, weigh, &p, why);
	p.surplus = expiry->octets != 0 && p.total > expiry->octets ? p.total - expiry->octets : 0;
	buf_init(&p.ids, (size_t)64 << 20);
	if (fault == 0)
		fault = holds_each(q->store, HOLDS_EXPIRABLE, pick, &p, why);
	struct bytes rest = buf_bytes(&p.ids), id;
	int64_t time_ms;
	while (fault == 0 && picked_next(&rest, &id, &time_ms)) {
		fault = delete_one(q, id, time_ms, BYTES("postern"), "expire", expiry->now_ms, why);
		removed += fault == 0;
	}
	buf_done(&p.ids);
	return fault != 0 ? fault : removed;
}
