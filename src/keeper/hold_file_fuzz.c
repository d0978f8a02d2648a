/* What the reader of quarantine files accepts, the writer writes again octet for octet. */
#include <sodium.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/must.h"
#include "keeper/hold_file.h"
#include "sys/fd.h"
#include "wire/event.h"

/* The last record whole. */
#define END_OCTETS ((size_t)45)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_same(struct bytes plain, const struct hold_parts *parts)
{
	struct buf again;
	int fd = memfd_open("again");
	must(fd >= 0);
	must(hold_file_write(fd, NULL, parts, -1, NULL) == 0);
	buf_init(&again, HOLD_OCTETS_MAX);
	must(fd_read_all(fd, HOLD_OCTETS_MAX, &again) == 0);
	/* A decrypted file has a header of its own, and with it another hash. */
	bool is_decrypted = plain.at[10] != 0;
	size_t from = is_decrypted ? HOLD_HEADER_OCTETS : 0, tail = is_decrypted ? END_OCTETS : 0;
	must(again.len == plain.len);
	must(bytes_equal(bytes_slice(buf_bytes(&again), from, again.len - tail), bytes_slice(plain, from, plain.len - tail)));
	buf_done(&again);
	close(fd);
}

/* An event that was read is written in a form that reads and writes the same. */
static void
check_event(struct bytes form)
{
	struct arena *a = arena_new((size_t)16 << 20);
	struct mail_event one = { 0 }, two = { 0 };
	struct buf first, second;
	buf_init(&first, HOLD_EVENT_MAX);
	buf_init(&second, HOLD_EVENT_MAX);
	if (schema_read(&event_schema, form, a, &one) == 0) {
		schema_write(&event_schema, &one, &first);
		must(schema_read(&event_schema, buf_bytes(&first), a, &two) == 0);
		schema_write(&event_schema, &two, &second);
		must(bytes_equal(buf_bytes(&first), buf_bytes(&second)));
	}
	buf_done(&first);
	buf_done(&second);
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = bytes_of(data, size);
	struct hold_parts parts;
	if (hold_file_parse(in, &parts) == 0) {
		check_same(in, &parts);
		check_event(parts.event);
	}
	/* The same with an end that fits, since nobody guesses a hash. */
	struct buf whole;
	uint8_t hash[32], count[8];
	buf_init(&whole, HOLD_OCTETS_MAX);
	buf_add(&whole, in);
	for (size_t i = 0; i < 8; i++)
		count[i] = (uint8_t)((uint64_t)size >> 8 * i);
	crypto_generichash(hash, sizeof hash, data, size, NULL, 0);
	buf_add(&whole, BYTES("Z\x28\0\0\0"));
	buf_add(&whole, bytes_of(count, sizeof count));
	buf_add(&whole, bytes_of(hash, sizeof hash));
	if (hold_file_parse(buf_bytes(&whole), &parts) == 0) {
		check_same(buf_bytes(&whole), &parts);
		check_event(parts.event);
	}
	buf_done(&whole);
	return 0;
}
