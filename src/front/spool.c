#include "front/spool.h"

#include <sys/statvfs.h>
#include <unistd.h>

#include "base/must.h"
#include "sys/fd.h"

/* Octets gathered for one write to the file. */
#define SPOOL_WRITE 131072

static bool
disk_is_free(const struct spool_room *room)
{
	struct statvfs fs;
	return room->free_disk == 0 || fstatvfs(room->directory, &fs) != 0 ||
	    (uint64_t)fs.f_bavail * fs.f_frsize >= room->free_disk;
}

bool
spool_has_room(const struct spool_room *room, uint64_t size)
{
	bool fits = size <= room->memory_all && room->memory_used <= room->memory_all - size;
	return room->directory < 0 || fits || disk_is_free(room);
}

void
spool_init(struct spool *s, struct spool_room *room)
{
	*s = (struct spool){ .room = room, .write_fd = -1, .read_fd = -1 };
	buf_init(&s->held, SIZE_MAX / 4);
}

void
spool_done(struct spool *s)
{
	if (s->room == NULL)
		return;
	s->room->memory_used -= s->counted;
	blob_drop(s->whole);
	buf_done(&s->held);
	fd_close(&s->write_fd);
	fd_close(&s->read_fd);
	*s = (struct spool){ .write_fd = -1, .read_fd = -1 };
}

uint8_t *
spool_reserve(struct spool *s, size_t len)
{
	uint8_t *p = buf_reserve(&s->held, len);
	must(p != NULL);
	return p;
}

static void
count(struct spool *s)
{
	s->room->memory_used += s->held.len - s->counted;
	s->counted = s->held.len;
}

static int
write_out(struct spool *s)
{
	if (s->write_fd < 0 && spool_open(s->room->directory, &s->write_fd, &s->read_fd) != 0)
		return FAULT_SYSTEM;
	if (fd_write_all(s->write_fd, buf_bytes(&s->held)) != 0)
		return FAULT_SYSTEM;
	buf_clear(&s->held);
	count(s);
	return 0;
}

int
spool_take(struct spool *s, size_t len)
{
	s->held.len += len;
	s->size += len;
	count(s);
	if (s->room->directory < 0)
		return 0;
	if (s->write_fd >= 0)
		return s->held.len >= SPOOL_WRITE ? write_out(s) : 0;
	bool is_over = s->room->memory_used > s->room->memory_all;
	if (!is_over && (s->held.len <= s->room->memory_each || s->held.len < s->asked_at))
		return 0;
	if (disk_is_free(s->room)) {
		if (write_out(s) == 0)
			return 0;
		/* Everything is still held; the disk is full beyond what was asked of it. */
		fd_close(&s->write_fd);
		fd_close(&s->read_fd);
	}
	/* The disk is not asked again for every piece. */
	s->asked_at = s->held.len + SPOOL_WRITE;
	return is_over ? FAULT_SYSTEM : 0;
}

int
spool_finish(struct spool *s, struct bytes *out)
{
	if (s->write_fd < 0) {
		s->whole = blob_of_memory(&s->held);
		return blob_octets(s->whole, out);
	}
	if (write_out(s) != 0)
		return FAULT_SYSTEM;
	buf_done(&s->held);
	fd_close(&s->write_fd);
	s->whole = blob_of_file(fd_take(&s->read_fd));
	return blob_octets(s->whole, out);
}
