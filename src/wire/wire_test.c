#include "wire/wire.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/must.h"
#include "lib/check.h"
#include "sys/fd.h"

struct line {
	struct wire *wire;
	struct arena *arena;
	int fd[2];
};

static int
make_line(void **state)
{
	struct line *l = xcalloc(1, sizeof *l);
	l->wire = wire_new(WIRE_TO_GATE);
	l->arena = arena_new(CASEFILE_ARENA_MAX);
	assert_int_equal(fd_pair(l->fd), 0);
	*state = l;
	return 0;
}

static int
free_line(void **state)
{
	struct line *l = *state;
	wire_free(l->wire);
	arena_free(l->arena);
	fd_close(&l->fd[0]);
	fd_close(&l->fd[1]);
	free(l);
	return 0;
}

static int
descriptors_open(void)
{
	int count = 0;
	for (int fd = 0; fd < 64; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static void
a_message_arrives_with_its_descriptor(void **state)
{
	struct line *l = *state;
	struct wire_open sent = { .job = 7, .kind = OPEN_ARCHIVE, .part = BYTES("1.2"), .name = BYTES("a.zip") };
	struct wire_open got = { 0 };
	struct wire_message m;
	OWN_FD int container = memfd_of("c", BYTES("PK"));
	assert_int_equal(wire_send(l->wire, l->fd[0], WIRE_OPEN, &sent, &container, 1), 0);
	assert_int_equal(wire_recv(l->wire, l->fd[1], &m), 1);
	assert_int_equal(m.type, WIRE_OPEN);
	assert_int_equal(m.fd_count, 1);
	assert_int_equal(fcntl(m.fds[0], F_GETFD), FD_CLOEXEC);
	assert_int_equal(wire_read(&m, l->arena, &got), 0);
	assert_int_equal(got.job, 7);
	check_text(got.part, "1.2");
	wire_message_done(&m);
	assert_int_equal(m.fds[0], -1);
}

static void
a_large_payload_travels_sealed(void **state)
{
	struct line *l = *state;
	static const size_t sizes[] = { WIRE_FRAME_MAX - 200, WIRE_FRAME_MAX, CASEFILE_OCTETS_MAX };
	uint8_t *octets = xcalloc(CASEFILE_OCTETS_MAX + 1, 1);
	memset(octets, 'x', CASEFILE_OCTETS_MAX + 1);
	int before = descriptors_open();
	for (size_t i = 0; i < 3; i++) {
		struct wire_case sent = { .job = 1, .casefile = bytes_of(octets, sizes[i]) }, got = { 0 };
		struct wire_message m;
		assert_int_equal(wire_send(l->wire, l->fd[0], WIRE_CASE, &sent, NULL, 0), 0);
		assert_int_equal(wire_recv(l->wire, l->fd[1], &m), 1);
		assert_int_equal(m.fd_count, 0);
		assert_int_equal(wire_read(&m, l->arena, &got), 0);
		assert_true(bytes_equal(got.casefile, sent.casefile));
	}
	assert_int_equal(descriptors_open(), before);
	free(octets);
}

static void
the_longest_lists_of_a_type_fit(void **state)
{
	struct line *l = *state;
	struct wire_open sent = { .job = 7 };
	static char text[1025];
	memset(text, 'p', 1024);
	for (int i = 0; i < WIRE_PASSWORDS_MAX; i++)
		*(struct bytes *)LIST_ADD(l->arena, &sent.passwords) = bytes_of_cstr(text);
	OWN_FD int container = memfd_of("c", BYTES(""));
	assert_int_equal(wire_send(l->wire, l->fd[0], WIRE_OPEN, &sent, &container, 1), 0);
	struct wire_dissect large = { .job = 1 };
	for (int i = 0; i < CASEFILE_RECIPIENTS_MAX; i++)
		*(struct bytes *)LIST_ADD(l->arena, &large.envelope.recipients) = bytes_of(text, 1024);
	assert_int_equal(wire_send(l->wire, l->fd[0], WIRE_DISSECT, &large, &container, 1), 0);
}

static void
a_full_socket_says_later_and_an_empty_one_nothing(void **state)
{
	struct line *l = *state;
	struct wire_message m;
	struct wire_exited sent = { .worker = 1 };
	assert_int_equal(fd_nonblocking(l->fd[0], true), 0);
	assert_int_equal(fd_nonblocking(l->fd[1], true), 0);
	assert_int_equal(wire_recv(l->wire, l->fd[1], &m), 0);
	int fault = 0, count = 0;
	while ((fault = wire_send(l->wire, l->fd[0], WIRE_EXITED, &sent, NULL, 0)) == 0)
		count++;
	assert_int_equal(fault, FAULT_LATER);
	for (int i = 0; i < count; i++)
		assert_int_equal(wire_recv(l->wire, l->fd[1], &m), 1);
	assert_int_equal(wire_recv(l->wire, l->fd[1], &m), 0);
}

static void
a_closed_peer_is_absent(void **state)
{
	struct line *l = *state;
	struct wire_message m;
	struct wire_exited sent = { .worker = 1 };
	fd_close(&l->fd[0]);
	assert_int_equal(wire_recv(l->wire, l->fd[1], &m), FAULT_ABSENT);
	assert_int_equal(wire_send(l->wire, l->fd[1], WIRE_EXITED, &sent, NULL, 0), FAULT_SYSTEM);
}

/* What a taken-over worker may put on its socket: none of it is taken, none of its descriptors stays. */
struct lie {
	const char *name;
	const char *octets;
	size_t len;
	int fds;
	int want;
};
#define FRAME(version, type, size, flags, rest) version "\0" type "\0" size "\0\0\0" flags "\0\0\0" rest
#define LIE(name, octets, fds, want) { name, octets, sizeof(octets) - 1, fds, want }

/* EXITED with field 1 = 5: u16 count, u16 id, u32 length, u64. */
#define EXITED_5 "\1\0" "\1\0" "\x08\0\0\0" "\5\0\0\0\0\0\0\0"

static const struct lie lies[] = {
	LIE("the truth", FRAME("\1", "\x14", "\x10", "\0", EXITED_5), 0, 1),
	LIE("no frame", "x", 0, FAULT_INPUT),
	LIE("another version", FRAME("\2", "\x14", "\x10", "\0", EXITED_5), 0, FAULT_INPUT),
	LIE("an unknown type", FRAME("\1", "\x59", "\x10", "\0", EXITED_5), 0, FAULT_INPUT),
	LIE("not for us", FRAME("\1", "\x02", "\x10", "\0", EXITED_5), 0, FAULT_INPUT),
	LIE("too short", FRAME("\1", "\x14", "\x11", "\0", EXITED_5), 0, FAULT_INPUT),
	LIE("surplus", FRAME("\1", "\x14", "\x10", "\0", EXITED_5 "x"), 0, FAULT_INPUT),
	LIE("an unknown flag", FRAME("\1", "\x14", "\x10", "\2", EXITED_5), 0, FAULT_INPUT),
	LIE("a descriptor too many", FRAME("\1", "\x14", "\x10", "\0", EXITED_5), 1, FAULT_INPUT),
	LIE("six descriptors", FRAME("\1", "\x14", "\x10", "\0", EXITED_5), 6, FAULT_INPUT),
	LIE("more than we have room for", FRAME("\1", "\x14", "\x10", "\0", EXITED_5), 40, FAULT_INPUT),
	LIE("no descriptor where one must be", FRAME("\1", "\x16", "\2", "\0", "\0\0"), 0, FAULT_INPUT),
	LIE("a memfd announced, none there", FRAME("\1", "\x14", "\x10", "\1", ""), 0, FAULT_INPUT),
	LIE("a pipe for a memfd", FRAME("\1", "\x14", "\x10", "\1", ""), 1, FAULT_INPUT),
	LIE("only descriptors", "", 1, FAULT_INPUT),
};

static void
send_raw(int fd, const struct lie *lie, int passed)
{
	union {
		struct cmsghdr header;
		uint8_t octets[CMSG_SPACE(64 * sizeof(int))];
	} control = { 0 };
	struct iovec part = { .iov_base = (void *)(uintptr_t)lie->octets, .iov_len = lie->len };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1 };
	if (lie->fds > 0) {
		m.msg_control = &control;
		m.msg_controllen = CMSG_SPACE((size_t)lie->fds * sizeof(int));
		struct cmsghdr *c = CMSG_FIRSTHDR(&m);
		c->cmsg_level = SOL_SOCKET;
		c->cmsg_type = SCM_RIGHTS;
		c->cmsg_len = CMSG_LEN((size_t)lie->fds * sizeof(int));
		for (int i = 0; i < lie->fds; i++)
			memcpy(CMSG_DATA(c) + (size_t)i * sizeof(int), &passed, sizeof passed);
	}
	assert_int_equal(sendmsg(fd, &m, 0), lie->len);
}

static void
a_lying_peer_is_refused_and_leaves_nothing_open(void **state)
{
	struct line *l = *state;
	int pipes[2];
	assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
	int before = descriptors_open();
	for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
		struct wire_message m;
		send_raw(l->fd[0], &lies[i], pipes[0]);
		int got = wire_recv(l->wire, l->fd[1], &m);
		if (got != lies[i].want)
			fail_msg("%s: got %d want %d", lies[i].name, got, lies[i].want);
		if (descriptors_open() != before)
			fail_msg("%s: a descriptor stayed open", lies[i].name);
	}
	close(pipes[0]);
	close(pipes[1]);
}

static void
a_payload_that_can_still_change_is_refused(void **state)
{
	struct line *l = *state;
	static const struct lie open_memfd =
	    LIE("", FRAME("\1", "\x14", "\x10", "\1", ""), 1, FAULT_INPUT);
	struct wire_message m;
	OWN_FD int fd = memfd_open("test");
	assert_int_equal(fd_write_all(fd, bytes_of(EXITED_5, 16)), 0);
	send_raw(l->fd[0], &open_memfd, fd);
	assert_int_equal(wire_recv(l->wire, l->fd[1], &m), FAULT_INPUT);
	assert_int_equal(memfd_seal(fd), 0);
	send_raw(l->fd[0], &open_memfd, fd);
	assert_int_equal(wire_recv(l->wire, l->fd[1], &m), 1);
	struct wire_exited got = { 0 };
	assert_int_equal(wire_read(&m, l->arena, &got), 0);
	assert_int_equal(got.worker, 5);
	/* The announced size must be the real one. */
	static const struct lie other_size =
	    LIE("", FRAME("\1", "\x14", "\x0f", "\1", ""), 1, FAULT_INPUT);
	send_raw(l->fd[0], &other_size, fd);
	assert_int_equal(wire_recv(l->wire, l->fd[1], &m), FAULT_INPUT);
}

static void
a_datagram_longer_than_a_frame_is_refused(void **state)
{
	struct line *l = *state;
	struct wire_message m;
	uint8_t *octets = xcalloc(WIRE_FRAME_MAX + 100, 1);
	memcpy(octets, FRAME("\1", "\x15", "\x10", "\0", ""), 12);
	for (size_t size = WIRE_FRAME_MAX - 1; size < WIRE_FRAME_MAX + 100; size += 50) {
		assert_int_equal(send(l->fd[0], octets, size, 0), size);
		assert_int_equal(wire_recv(l->wire, l->fd[1], &m), FAULT_INPUT);
	}
	free(octets);
}

static void
every_type_is_in_the_table(void **state)
{
	size_t known = 0;
	for (uint32_t type = 0; type < WIRE_TYPE_END; type++) {
		const struct wire_kind *k = wire_kind_find(type);
		if (k == NULL)
			continue;
		known++;
		assert_int_equal(k->type, type);
		assert_true(k->fds_max < WIRE_FDS_MAX && k->fds_min <= k->fds_max && k->to != 0);
	}
	assert_true(known >= 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_message_arrives_with_its_descriptor, make_line, free_line),
		cmocka_unit_test_setup_teardown(a_large_payload_travels_sealed, make_line, free_line),
		cmocka_unit_test_setup_teardown(the_longest_lists_of_a_type_fit, make_line, free_line),
		cmocka_unit_test_setup_teardown(a_full_socket_says_later_and_an_empty_one_nothing, make_line, free_line),
		cmocka_unit_test_setup_teardown(a_closed_peer_is_absent, make_line, free_line),
		cmocka_unit_test_setup_teardown(a_lying_peer_is_refused_and_leaves_nothing_open, make_line, free_line),
		cmocka_unit_test_setup_teardown(a_payload_that_can_still_change_is_refused, make_line, free_line),
		cmocka_unit_test_setup_teardown(a_datagram_longer_than_a_frame_is_refused, make_line, free_line),
		cmocka_unit_test(every_type_is_in_the_table),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
