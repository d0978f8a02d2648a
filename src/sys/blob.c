#include "sys/blob.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "base/must.h"
#include "sys/fd.h"

struct blob {
	size_t shares;
	struct buf memory;
	struct bytes octets; /* valid when has_octets */
	bool has_octets;
	uint8_t *map;        /* a file's */
	int fd;              /* -1: nobody has wanted it yet */
};

struct blob *
blob_of_memory(struct buf *held)
{
	struct blob *m = xcalloc(1, sizeof *m);
	*m = (struct blob){ .shares = 1, .memory = *held, .octets = buf_bytes(held), .has_octets = true, .fd = -1 };
	buf_init(held, held->max);
	return m;
}

struct blob *
blob_of(struct bytes octets)
{
	struct buf held;
	buf_init(&held, octets.len);
	buf_add(&held, octets);
	return blob_of_memory(&held);
}

struct blob *
blob_of_file(int fd)
{
	struct blob *m = xcalloc(1, sizeof *m);
	*m = (struct blob){ .shares = 1, .fd = fd };
	return m;
}

struct blob *
blob_share(struct blob *m)
{
	m->shares++;
	return m;
}

void
blob_drop(struct blob *m)
{
	if (m == NULL || --m->shares != 0)
		return;
	if (m->map != NULL)
		(void)munmap(m->map, m->octets.len);
	buf_done(&m->memory);
	fd_close(&m->fd);
	free(m);
}

int
blob_octets(struct blob *m, struct bytes *out)
{
	struct stat st;
	if (!m->has_octets) {
		if (fstat(m->fd, &st) != 0 || !S_ISREG(st.st_mode))
			return FAULT_SYSTEM;
		if (st.st_size > 0) {
			void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, m->fd, 0);
			if (map == MAP_FAILED)
				return FAULT_SYSTEM;
			m->map = map;
			m->octets = bytes_of(map, (size_t)st.st_size);
		}
		m->has_octets = true;
	}
	*out = m->octets;
	return 0;
}

bool
blob_held(const struct blob *m, size_t max, struct bytes *out)
{
	if (!m->has_octets || m->octets.len > max)
		return false;
	*out = m->octets;
	return true;
}

int
blob_fd(struct blob *m)
{
	if (m->fd < 0)
		m->fd = memfd_of("message", m->octets);
	return m->fd < 0 ? -1 : m->fd;
}
