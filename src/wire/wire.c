#include "wire/wire.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"
#include "sys/fd.h"

#define HEADER_OCTETS 12
#define FLAG_MEMFD 1u
/* Control memory for more descriptors than any type has, so that we see (and close) a surplus. */
#define FDS_ROOM 16

struct wire {
	uint32_t me;
	uint8_t *frame;    /* WIRE_FRAME_MAX + 1: one more, to see that a datagram is too long */
	struct buf large;  /* payload that came in a memfd */
	struct buf out;
};

struct wire *
wire_new(uint32_t me)
{
	struct wire *w = xcalloc(1, sizeof *w);
	w->me = me;
	w->frame = xmalloc(WIRE_FRAME_MAX + 1);
	buf_init(&w->large, 0);
	buf_init(&w->out, 0);
	return w;
}

void
wire_free(struct wire *w)
{
	if (w == NULL)
		return;
	free(w->frame);
	buf_done(&w->large);
	buf_done(&w->out);
	free(w);
}

static void
put_u32(uint8_t *at, uint32_t value)
{
	for (size_t i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static void
put_header(uint8_t at[HEADER_OCTETS], const struct wire_kind *kind, size_t payload, uint32_t flags)
{
	put_u32(at, WIRE_VERSION | (uint32_t)kind->type << 16);
	put_u32(at + 4, (uint32_t)payload);
	put_u32(at + 8, flags);
}

/* The ancillary data of a message, aligned as the kernel wants it. */
union control {
	struct cmsghdr header;
	uint8_t octets[CMSG_SPACE(FDS_ROOM * sizeof(int))];
};

static int
send_frame(int fd, struct bytes frame, const int *fds, size_t count)
{
	union control control = { 0 };
	struct iovec part = { .iov_base = (void *)(uintptr_t)frame.at, .iov_len = frame.len };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1 };
	if (count > 0) {
		m.msg_control = &control;
		m.msg_controllen = CMSG_SPACE(count * sizeof(int));
		struct cmsghdr *c = CMSG_FIRSTHDR(&m);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN(count * sizeof(int));
		memcpy(CMSG_DATA(c), fds, count * sizeof(int));
	}
	for (;;) {
		ssize_t n = sendmsg(fd, &m, MSG_NOSIGNAL);
		if (n >= 0)
			return 0;
		if (errno != EINTR)
			return errno == EAGAIN ? FAULT_LATER : FAULT_SYSTEM;
	}
}

int
wire_send(struct wire *w, int fd, enum wire_type type, const void *object, const int *fds, size_t count)
{
	const struct wire_kind *kind = wire_kind_find(type);
	must(kind != NULL && count >= kind->fds_min && count <= kind->fds_max && count < WIRE_FDS_MAX);
	static const uint8_t room[HEADER_OCTETS];
	w->out.max = HEADER_OCTETS + (size_t)kind->payload_max;
	buf_clear(&w->out);
	buf_add(&w->out, bytes_of(room, sizeof room));
	schema_write(kind->schema, object, &w->out);
	if (!buf_ok(&w->out))
		return FAULT_LIMIT;
	size_t payload = w->out.len - HEADER_OCTETS;
	if (w->out.len <= WIRE_FRAME_MAX) {
		put_header(w->out.at, kind, payload, 0);
		return send_frame(fd, buf_bytes(&w->out), fds, count);
	}
	int all[WIRE_FDS_MAX];
	OWN_FD int memfd = memfd_of("wire", bytes_from(buf_bytes(&w->out), HEADER_OCTETS));
	if (memfd < 0)
		return FAULT_SYSTEM;
	put_header(w->out.at, kind, payload, FLAG_MEMFD);
	all[0] = memfd;
	if (count > 0)
		memcpy(all + 1, fds, count * sizeof *fds);
	return send_frame(fd, bytes_to(buf_bytes(&w->out), HEADER_OCTETS), all, count + 1);
}

int
wire_check_frame(uint32_t me, struct bytes frame, size_t fd_count, struct wire_message *out, bool *out_in_memfd,
    uint32_t *out_size)
{
	struct reader r = reader_of(frame);
	uint16_t version = reader_u16le(&r);
	uint16_t type = reader_u16le(&r);
	uint32_t size = reader_u32le(&r);
	uint32_t flags = reader_u32le(&r);
	const struct wire_kind *kind = wire_kind_find(type);
	if (!reader_ok(&r) || version != WIRE_VERSION || kind == NULL || (kind->to & me) == 0 ||
	    size > kind->payload_max || (flags & ~FLAG_MEMFD) != 0)
		return FAULT_INPUT;
	bool in_memfd = (flags & FLAG_MEMFD) != 0;
	if (in_memfd ? reader_left(&r) != 0 || fd_count == 0 : reader_left(&r) != size)
		return FAULT_INPUT;
	size_t carried = fd_count - in_memfd;
	if (carried < kind->fds_min || carried > kind->fds_max)
		return FAULT_INPUT;
	out->kind = kind;
	out->type = kind->type;
	out->payload = reader_take(&r, reader_left(&r));
	*out_in_memfd = in_memfd;
	*out_size = size;
	return 0;
}

/* Take the descriptors out of the control data: those that fit into OUT, the others are closed at once. */
static size_t
take_descriptors(struct msghdr *m, struct wire_message *out)
{
	size_t seen = 0;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c != NULL; c = CMSG_NXTHDR(m, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_RIGHTS)
			continue;
		size_t count = (c->cmsg_len - CMSG_LEN(0)) / sizeof(int);
		for (size_t i = 0; i < count; i++, seen++) {
			int fd;
			memcpy(&fd, CMSG_DATA(c) + i * sizeof fd, sizeof fd);
			if (seen < WIRE_FDS_MAX)
				out->fds[seen] = fd;
			else
				fd_close(&fd);
		}
	}
	out->fd_count = seen < WIRE_FDS_MAX ? seen : WIRE_FDS_MAX;
	return seen;
}

static int
take_payload(struct wire *w, struct wire_message *out, uint32_t size)
{
	size_t real;
	OWN_FD int memfd = out->fds[0];
	memmove(out->fds, out->fds + 1, (WIRE_FDS_MAX - 1) * sizeof out->fds[0]);
	out->fds[WIRE_FDS_MAX - 1] = -1;
	out->fd_count--;
	if (memfd_check(memfd, out->kind->payload_max, &real) != 0 || real != size)
		return FAULT_INPUT;
	/* One large answer must not cost this memory for ever. */
	if (w->large.room > (size_t)1 << 20)
		buf_done(&w->large);
	w->large.max = out->kind->payload_max;
	buf_clear(&w->large);
	int fault = fd_read_all(memfd, size, &w->large);
	out->payload = buf_bytes(&w->large);
	return fault == 0 || fault == FAULT_SYSTEM ? fault : FAULT_INPUT;
}

int
wire_recv(struct wire *w, int fd, struct wire_message *out)
{
	union control control;
	struct iovec part = { .iov_base = w->frame, .iov_len = WIRE_FRAME_MAX + 1 };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control,
		.msg_controllen = sizeof control };
	*out = (struct wire_message){ .fds = { -1, -1, -1, -1 } };
	ssize_t n;
	do
		n = recvmsg(fd, &m, MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return errno == EAGAIN ? 0 : errno == ECONNRESET ? FAULT_ABSENT : FAULT_SYSTEM;
	size_t seen = take_descriptors(&m, out);
	if (n == 0 && seen == 0)
		return FAULT_ABSENT;
	bool in_memfd = false;
	uint32_t size = 0;
	int fault = FAULT_INPUT;
	if ((m.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) == 0 && n <= WIRE_FRAME_MAX && seen <= WIRE_FDS_MAX)
		fault = wire_check_frame(w->me, bytes_of(w->frame, (size_t)n), seen, out, &in_memfd, &size);
	if (fault == 0 && in_memfd)
		fault = take_payload(w, out, size);
	if (fault != 0)
		wire_message_done(out);
	return fault != 0 ? fault : 1;
}

void
wire_message_done(struct wire_message *m)
{
	for (size_t i = 0; i < WIRE_FDS_MAX; i++)
		fd_close(&m->fds[i]);
	m->fd_count = 0;
}

int
wire_read(const struct wire_message *m, struct arena *arena, void *out_object)
{
	return schema_read(m->kind->schema, m->payload, arena, out_object);
}
