#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/check.h"
#include "sys/blob.h"
#include "sys/clock.h"
#include "sys/durable.h"
#include "sys/fd.h"
#include "sys/log.h"

struct place {
	char path[64];
	int fd;
};

static int
make_place(void **state)
{
	struct place *p = calloc(1, sizeof *p);
	snprintf(p->path, sizeof p->path, "/tmp/postern-sys-XXXXXX");
	assert_non_null(mkdtemp(p->path));
	p->fd = open(p->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*state = p;
	return 0;
}

static int
remove_place(void **state)
{
	struct place *p = *state;
	rmdir(p->path);
	close(p->fd);
	free(p);
	return 0;
}

static void
only_the_named_descriptors_stay_open(void **state)
{
	int keep[3];
	for (int i = 0; i < 3; i++)
		keep[i] = fcntl(0, F_DUPFD_CLOEXEC, 20 + 7 * (2 - i));
	int lost = fcntl(0, F_DUPFD_CLOEXEC, 30);
	int first = fcntl(0, F_DUPFD_CLOEXEC, 4);
	assert_int_equal(fd_close_others(keep, 3), 0);
	for (int i = 0; i < 3; i++)
		assert_int_not_equal(fcntl(keep[i], F_GETFD), -1);
	assert_int_equal(fcntl(lost, F_GETFD), -1);
	assert_int_equal(fcntl(first, F_GETFD), -1);
	assert_int_not_equal(fcntl(2, F_GETFD), -1);
	assert_int_equal(fd_close_others(NULL, 0), 0);
	assert_int_equal(fcntl(keep[0], F_GETFD), -1);
}

static void
a_sealed_memfd_cannot_change(void **state)
{
	size_t size = 0;
	OWN_FD int fd = memfd_of("test", BYTES("octets"));
	assert_true(fd >= 0);
	assert_int_equal(memfd_check(fd, 6, &size), 0);
	assert_int_equal(size, 6);
	assert_int_equal(memfd_check(fd, 5, &size), FAULT_LIMIT);
	assert_int_equal(pwrite(fd, "x", 1, 0), -1);
	assert_int_equal(ftruncate(fd, 0), -1);
	OWN_FD int open_one = memfd_open("test");
	assert_int_equal(memfd_check(open_one, 6, &size), FAULT_INPUT);
	OWN_FD int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	assert_int_equal(memfd_check(file, 6, &size), FAULT_INPUT);
}

static void
a_file_is_read_up_to_its_ceiling(void **state)
{
	struct buf out;
	OWN_FD int fd = memfd_of("test", BYTES("12345"));
	buf_init(&out, 8);
	assert_int_equal(fd_read_all(fd, 5, &out), 0);
	check_text(buf_bytes(&out), "12345");
	assert_int_equal(fd_read_all(fd, 4, &out), FAULT_LIMIT);
	buf_clear(&out);
	int pipes[2];
	assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
	assert_int_equal(fd_read_all(pipes[0], 5, &out), FAULT_INPUT);
	close(pipes[0]);
	close(pipes[1]);
	buf_done(&out);
}

static void
the_read_side_of_a_spool_file_cannot_write(void **state)
{
	struct place *p = *state;
	OWN_FD int in = -1;
	OWN_FD int out = -1;
	assert_int_equal(spool_open(p->fd, &in, &out), 0);
	assert_int_equal(fd_write_all(in, BYTES("mail")), 0);
	char got[8];
	assert_int_equal(pread(out, got, sizeof got, 0), 4);
	assert_int_equal(write(out, "x", 1), -1);
	assert_int_equal(errno, EBADF);
	assert_int_equal(fcntl(out, F_GETFL) & O_ACCMODE, O_RDONLY);
}

static void
a_blob_is_shared_and_has_a_descriptor_when_somebody_asks(void **state)
{
	struct bytes octets;
	size_t size;
	struct buf held, got;
	buf_init(&held, 100);
	buf_init(&got, 100);
	buf_add_cstr(&held, "mail");
	struct blob *b = blob_of_memory(&held);
	assert_int_equal(held.len, 0);
	assert_true(blob_held(b, 4, &octets));
	check_bytes(octets, BYTES("mail"));
	assert_false(blob_held(b, 3, &octets));
	assert_ptr_equal(blob_share(b), b);
	blob_drop(b);
	int fd = blob_fd(b);
	assert_int_equal(memfd_check(fd, 4, &size), 0);
	assert_int_equal(blob_fd(b), fd);
	assert_int_equal(fd_read_all(fd, 4, &got), 0);
	check_bytes(buf_bytes(&got), BYTES("mail"));
	blob_drop(b);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	buf_done(&got);
	blob_drop(NULL);
}

static void
a_blob_of_a_file_is_mapped_when_somebody_reads_it(void **state)
{
	struct bytes octets;
	struct blob *b = blob_of_file(memfd_of("m", BYTES("mail")));
	assert_false(blob_held(b, SIZE_MAX, &octets));
	assert_int_equal(blob_octets(b, &octets), 0);
	check_bytes(octets, BYTES("mail"));
	assert_true(blob_held(b, SIZE_MAX, &octets));
	blob_drop(b);
	b = blob_of_file(memfd_of("m", BYTES_NONE));
	assert_int_equal(blob_octets(b, &octets), 0);
	assert_int_equal(octets.len, 0);
	blob_drop(b);
	int pipes[2];
	assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
	b = blob_of_file(pipes[0]);
	assert_int_equal(blob_octets(b, &octets), FAULT_SYSTEM);
	blob_drop(b);
	close(pipes[1]);
}

static void
a_durable_file_is_whole_or_absent(void **state)
{
	struct place *p = *state;
	struct why why;
	struct buf got;
	buf_init(&got, 100);
	assert_int_equal(durable_write(p->fd, "a", BYTES("first"), &why), 0);
	assert_int_equal(durable_write(p->fd, "a", BYTES("second"), &why), 0);
	OWN_FD int a = openat(p->fd, "a", O_RDONLY | O_CLOEXEC);
	assert_int_equal(fd_read_all(a, 100, &got), 0);
	check_text(buf_bytes(&got), "second");

	/* Larger than allowed: the old content stays and nothing is left behind. */
	assert_int_equal(durable_copy(p->fd, "a", a, 5, &why), FAULT_LIMIT);
	assert_int_equal(faccessat(p->fd, ".a.new", F_OK, 0), -1);
	assert_int_equal(durable_copy(p->fd, "b", a, 6, &why), 0);
	buf_clear(&got);
	OWN_FD int b = openat(p->fd, "b", O_RDONLY | O_CLOEXEC);
	assert_int_equal(fd_read_all(b, 100, &got), 0);
	check_text(buf_bytes(&got), "second");
	assert_int_equal(durable_write(p->fd, "x/y", BYTES(""), &why), FAULT_SYSTEM);
	assert_int_equal(durable_remove(p->fd, "a", &why), 0);
	assert_int_equal(durable_remove(p->fd, "a", &why), FAULT_ABSENT);
	assert_int_equal(durable_remove(p->fd, "b", &why), 0);
	buf_done(&got);
}

/* Stands in front of the C library's in this program: which directories were synced. */
static ino_t synced[16];
static size_t synced_count;

int
fsync(int fd)
{
	struct stat st;
	if (fstat(fd, &st) == 0 && synced_count < 16)
		synced[synced_count++] = st.st_ino;
	return (int)syscall(SYS_fsync, fd);
}

static void
a_data_directory_is_made_with_its_parents(void **state)
{
	struct place *p = *state;
	char path[100], parent[100];
	struct stat st;
	snprintf(path, sizeof path, "%s/x/y", p->path);
	snprintf(parent, sizeof parent, "%s/x", p->path);
	synced_count = 0;
	OWN_FD int fd = durable_directory(path, 0700, NULL);
	assert_true(fd >= 0);
	/* A name that is made is synced where it stands: x in the place, y in x; what was there is left alone. */
	assert_int_equal(synced_count, 2);
	assert_int_equal(fstat(p->fd, &st), 0);
	assert_int_equal(synced[0], st.st_ino);
	assert_int_equal(stat(parent, &st), 0);
	assert_int_equal(synced[1], st.st_ino);
	assert_int_equal(fstat(fd, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0700);
	OWN_FD int again = durable_directory(path, 0700, NULL);
	assert_true(again >= 0);
	assert_int_equal(synced_count, 2);
	assert_int_equal(unlinkat(p->fd, "x/y", AT_REMOVEDIR), 0);
	assert_int_equal(unlinkat(p->fd, "x", AT_REMOVEDIR), 0);
	assert_true(durable_directory("", 0700, NULL) < 0);
}

/* What one call of log_write wrote. */
static struct bytes
logged(const struct log *form, struct bytes value, char *room, size_t size)
{
	int pipes[2];
	assert_int_equal(pipe2(pipes, O_CLOEXEC), 0);
	struct log log = *form;
	log.fd = pipes[1];
	log_event(&log, LOG_WARNING, "message-held", LOG_TEXT("message", value), LOG_NUMBER("size", 7));
	close(pipes[1]);
	ssize_t n = read(pipes[0], room, size);
	close(pipes[0]);
	return bytes_of(room, n > 0 ? (size_t)n : 0);
}

static void
a_log_line_cannot_be_forged(void **state)
{
	static const struct log plain = { .role = "gate", .most = LOG_INFO };
	static const struct log json = { .role = "gate", .most = LOG_INFO, .is_json = true };
	static const struct log quiet = { .role = "gate", .most = LOG_ERROR };
	char room[LOG_LINE_MAX + 1];
	check_text(logged(&plain, BYTES("a@example.com"), room, sizeof room),
	    "level=warning role=gate event=message-held message=a@example.com size=7\n");
	check_text(logged(&plain, BYTES("x\nlevel=error\0\"'\x1b[2J\xff"), room, sizeof room),
	    "level=warning role=gate event=message-held "
	    "message=\"x\\nlevel=error\\u0000\\\"'\\u001b[2J\xef\xbf\xbd\" size=7\n");
	struct bytes line = logged(&json, BYTES("a b"), room, sizeof room);
	assert_true(bytes_ends(line, BYTES("\"event\":\"message-held\",\"message\":\"a b\",\"size\":7}\n")));
	assert_int_equal(logged(&quiet, BYTES("a"), room, sizeof room).len, 0);
}

static void
a_long_log_value_is_cut(void **state)
{
	static const struct log plain = { .role = "gate", .most = LOG_INFO };
	char room[LOG_LINE_MAX + 1], value[2 * LOG_VALUE_MAX];
	memset(value, 'a', sizeof value);
	struct bytes line = logged(&plain, bytes_of(value, LOG_VALUE_MAX), room, sizeof room);
	size_t at_limit = line.len;
	line = logged(&plain, bytes_of(value, LOG_VALUE_MAX + 1), room, sizeof room);
	assert_int_equal(line.len, at_limit);
}

static void
clocks_go_forward(void **state)
{
	int64_t steady = clock_steady_us(), cpu = clock_cpu_us();
	assert_true(clock_wall_ms() > 1600000000000);
	assert_true(clock_steady_us() >= steady);
	assert_true(clock_cpu_us() >= cpu);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_the_named_descriptors_stay_open),
		cmocka_unit_test(a_sealed_memfd_cannot_change),
		cmocka_unit_test(a_file_is_read_up_to_its_ceiling),
		cmocka_unit_test(a_blob_is_shared_and_has_a_descriptor_when_somebody_asks),
		cmocka_unit_test(a_blob_of_a_file_is_mapped_when_somebody_reads_it),
		cmocka_unit_test_setup_teardown(the_read_side_of_a_spool_file_cannot_write, make_place, remove_place),
		cmocka_unit_test_setup_teardown(a_durable_file_is_whole_or_absent, make_place, remove_place),
		cmocka_unit_test_setup_teardown(a_data_directory_is_made_with_its_parents, make_place, remove_place),
		cmocka_unit_test(a_log_line_cannot_be_forged),
		cmocka_unit_test(a_long_log_value_is_cut),
		cmocka_unit_test(clocks_go_forward),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
