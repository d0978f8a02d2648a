#include "keeper/hold_file.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/check.h"
#include "sys/fd.h"
#include "wire/event.h"

static const char key_a[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
static const char key_b[] = "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f # new\n";

static struct keys *
keys_of(const char *first, const char *second)
{
	char path[] = "/tmp/postern-keys-XXXXXX";
	struct keys *k = NULL;
	struct why why = { "" };
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_true(write(fd, first, strlen(first)) > 0);
	if (second != NULL)
		assert_true(write(fd, second, strlen(second)) > 0);
	close(fd);
	if (keys_read(path, &k, &why) != 0)
		fail_msg("%s", why.text);
	unlink(path);
	return k;
}

static void
write_file(int fd, const struct keys *keys, const struct hold_parts *parts)
{
	struct why why = { "" };
	if (hold_file_write(fd, keys, parts, -1, &why) != 0)
		fail_msg("%s", why.text);
}

static const struct hold_parts sample = { BYTES_INIT("event"), BYTES_INIT("case file"),
	BYTES_INIT("Subject: x\r\n\r\nbody\r\n") };

static void
check_parts(const struct hold_parts *got, const struct hold_parts *want)
{
	check_bytes(got->event, want->event);
	check_bytes(got->casefile, want->casefile);
	check_bytes(got->message, want->message);
}

static void
what_is_written_is_read(void **state)
{
	/* Sizes around the chunk: 48 octets of header do not count, 15 + 5 + ... of records do. */
	static const size_t sizes[] = { 0, 1, 65400, 65470, 65471, 65472, 65473, 65474, 65475, 65536, 200000 };
	struct keys *keys = keys_of(key_a, NULL);
	uint8_t *octets = test_calloc(1, 200000);
	randombytes_buf(octets, 200000);
	for (size_t i = 0; i < 2 * sizeof sizes / sizeof sizes[0]; i++) {
		const struct keys *with = i % 2 != 0 ? keys : NULL;
		struct hold_parts parts = sample, got;
		parts.message = bytes_of(octets, sizes[i / 2]);
		int fd = memfd_open("hold");
		write_file(fd, with, &parts);
		struct buf room;
		buf_init(&room, HOLD_OCTETS_MAX);
		assert_int_equal(hold_file_read(fd, with, &room, &got, NULL), 0);
		check_parts(&got, &parts);
		/* The octets on the disk hide the message exactly when there is a key. */
		struct buf raw;
		buf_init(&raw, HOLD_OCTETS_MAX);
		assert_int_equal(fd_read_all(fd, HOLD_OCTETS_MAX, &raw), 0);
		assert_int_equal(bytes_has(buf_bytes(&raw), BYTES("case file")), with == NULL);
		buf_done(&raw);
		buf_done(&room);
		close(fd);
	}
	test_free(octets);
	keys_free(keys);
}

static void
a_message_comes_from_a_descriptor_too(void **state)
{
	int fd = memfd_open("hold"), message = memfd_of("message", sample.message);
	struct hold_parts parts = sample, got;
	struct buf room;
	parts.message = BYTES_NONE;
	assert_int_equal(lseek(message, 5, SEEK_SET), 5); /* its position is not used */
	assert_int_equal(hold_file_write(fd, NULL, &parts, message, NULL), 0);
	buf_init(&room, HOLD_OCTETS_MAX);
	assert_int_equal(hold_file_read(fd, NULL, &room, &got, NULL), 0);
	check_parts(&got, &sample);
	buf_done(&room);
	close(fd);
	close(message);
}

static void
a_file_cut_or_changed_anywhere_does_not_exist(void **state)
{
	struct keys *keys = keys_of(key_a, NULL);
	for (int encrypted = 0; encrypted < 2; encrypted++) {
		int fd = memfd_open("hold");
		struct buf whole, room;
		struct hold_parts got;
		buf_init(&whole, 4096);
		buf_init(&room, HOLD_OCTETS_MAX);
		write_file(fd, encrypted ? keys : NULL, &sample);
		assert_int_equal(fd_read_all(fd, 4096, &whole), 0);
		for (size_t len = 0; len < whole.len; len++) {
			assert_int_equal(ftruncate(fd, 0), 0);
			assert_int_equal(pwrite(fd, whole.at, len, 0), len);
			if (hold_file_read(fd, keys, &room, &got, NULL) != FAULT_INPUT)
				fail_msg("cut at %zu is accepted", len);
		}
		for (size_t at = 0; at < whole.len * 8; at++) {
			whole.at[at / 8] ^= (uint8_t)(1 << at % 8);
			assert_int_equal(pwrite(fd, whole.at, whole.len, 0), whole.len);
			int fault = hold_file_read(fd, keys, &room, &got, NULL);
			/* A changed key name is a key that we do not have. */
			if (fault != FAULT_INPUT && fault != FAULT_CONFIG)
				fail_msg("a change at bit %zu is accepted", at);
			whole.at[at / 8] ^= (uint8_t)(1 << at % 8);
		}
		assert_int_equal(pwrite(fd, "x", 1, (off_t)whole.len), 1);
		assert_int_equal(pwrite(fd, whole.at, whole.len, 0), whole.len);
		assert_int_equal(hold_file_read(fd, keys, &room, &got, NULL), FAULT_INPUT);
		buf_done(&whole);
		buf_done(&room);
		close(fd);
	}
	keys_free(keys);
}

static void
old_keys_read_and_the_first_writes(void **state)
{
	struct keys *old = keys_of(key_a, NULL), *both = keys_of(key_b, key_a), *new = keys_of(key_b, NULL);
	struct hold_parts got;
	struct buf room;
	buf_init(&room, HOLD_OCTETS_MAX);
	int fd = memfd_open("old"), fresh = memfd_open("new");
	write_file(fd, old, &sample);
	write_file(fresh, both, &sample);
	assert_int_equal(hold_file_read(fd, both, &room, &got, NULL), 0);
	check_parts(&got, &sample);
	assert_int_equal(hold_file_read(fresh, new, &room, &got, NULL), 0);
	assert_int_equal(hold_file_read(fresh, old, &room, &got, NULL), FAULT_CONFIG);
	assert_int_equal(hold_file_read(fresh, NULL, &room, &got, NULL), FAULT_CONFIG);
	buf_done(&room);
	close(fd);
	close(fresh);
	keys_free(old);
	keys_free(both);
	keys_free(new);
}

static void
a_key_file_that_others_read_is_refused(void **state)
{
	static const struct {
		const char *text;
		mode_t mode;
		int fault;
	} cases[] = {
		{ key_a, 0600, 0 }, { key_a, 0400, 0 }, { key_a, 0640, FAULT_CONFIG }, { key_a, 0604, FAULT_CONFIG },
		{ "", 0600, FAULT_CONFIG }, { "# only\n", 0600, FAULT_CONFIG }, { "00\n", 0600, FAULT_CONFIG },
		{ "g00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n", 0600, FAULT_CONFIG },
		{ "\n# old\n000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F\r\n", 0600, 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char path[] = "/tmp/postern-keys-XXXXXX";
		int fd = mkstemp(path);
		struct keys *k = NULL;
		assert_true(write(fd, cases[i].text, strlen(cases[i].text)) >= 0);
		assert_int_equal(fchmod(fd, cases[i].mode), 0);
		close(fd);
		if (keys_read(path, &k, NULL) != cases[i].fault)
			fail_msg("case %zu", i);
		unlink(path);
		keys_free(k);
	}
	struct keys *none;
	assert_int_equal(keys_read("/nonexistent/key", &none, NULL), FAULT_CONFIG);
	assert_int_equal(keys_read("/dev/null", &none, NULL), FAULT_CONFIG);
}

static void
ceilings_hold_at_limit_and_one_more(void **state)
{
	int fd = memfd_open("hold");
	uint8_t *octets = test_calloc(1, HOLD_CASEFILE_MAX + 1);
	struct hold_parts parts = sample, got;
	struct buf room;
	buf_init(&room, HOLD_OCTETS_MAX);
	parts.casefile = bytes_of(octets, HOLD_CASEFILE_MAX);
	parts.event = bytes_of(octets, HOLD_EVENT_MAX);
	write_file(fd, NULL, &parts);
	assert_int_equal(hold_file_read(fd, NULL, &room, &got, NULL), 0);
	parts.casefile.len++;
	assert_int_equal(hold_file_write(fd, NULL, &parts, -1, NULL), FAULT_LIMIT);
	parts = sample;
	parts.event = bytes_of(octets, HOLD_EVENT_MAX + 1);
	assert_int_equal(hold_file_write(fd, NULL, &parts, -1, NULL), FAULT_LIMIT);
	int huge = memfd_open("message");
	assert_int_equal(ftruncate(huge, (off_t)HOLD_MESSAGE_MAX + 1), 0);
	assert_int_equal(hold_file_write(fd, NULL, &sample, huge, NULL), FAULT_LIMIT);
	close(huge);
	test_free(octets);
	buf_done(&room);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(a_message_comes_from_a_descriptor_too),
		cmocka_unit_test(a_file_cut_or_changed_anywhere_does_not_exist),
		cmocka_unit_test(old_keys_read_and_the_first_writes),
		cmocka_unit_test(a_key_file_that_others_read_is_refused),
		cmocka_unit_test(ceilings_hold_at_limit_and_one_more),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
