#include "keeper/hold_file.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/must.h"
#include "base/reader.h"
#include "keeper/folder.h"
#include "sys/fd.h"

enum {
	CIPHER_NONE,
	CIPHER_SECRETSTREAM,
	CHUNK = 65536,
	SEAL = crypto_secretstream_xchacha20poly1305_ABYTES,
	STREAM_HEADER = crypto_secretstream_xchacha20poly1305_HEADERBYTES,
	HASH = 32,
	END_OCTETS = 8 + HASH,
	KEY_ID_AT = 16,
	STREAM_HEADER_AT = 24,
};

static const uint8_t magic[8] = { 'P', 'S', 'T', 'H', 'O', 'L', 'D', '\n' };

static void
put_le(uint8_t *at, uint64_t value, size_t octets)
{
	for (size_t i = 0; i < octets; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

/* Where the file is being written: plain octets gather in CHUNK and leave it sealed or as they are. */
struct sink {
	int fd;
	bool is_sealed;
	crypto_secretstream_xchacha20poly1305_state stream;
	crypto_generichash_state hash;
	uint64_t octets; /* plain, hashed */
	size_t len;
	uint8_t chunk[CHUNK];
	uint8_t out[4 + CHUNK + SEAL];
};

static int
write_all(int fd, const uint8_t *at, size_t len, struct why *why)
{
	return fd_write_all(fd, bytes_of(at, len)) == 0 ? 0 : disk_fault(why, "quarantine: write");
}

static int
sink_flush(struct sink *s, bool is_last, struct why *why)
{
	const uint8_t *at = s->chunk;
	size_t len = s->len;
	if (s->is_sealed) {
		uint8_t tag = is_last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0;
		crypto_secretstream_xchacha20poly1305_push(&s->stream, s->out + 4, NULL, s->chunk, s->len, NULL, 0, tag);
		len = s->len + SEAL;
		put_le(s->out, len, 4);
		len += 4;
		at = s->out;
	}
	s->len = 0;
	return write_all(s->fd, at, len, why);
}

static int
sink_add(struct sink *s, struct bytes more, struct why *why)
{
	crypto_generichash_update(&s->hash, more.at, more.len);
	s->octets += more.len;
	while (more.len != 0) {
		if (s->len == CHUNK) {
			int fault = sink_flush(s, false, why);
			if (fault != 0)
				return fault;
		}
		size_t n = more.len < CHUNK - s->len ? more.len : CHUNK - s->len;
		memcpy(s->chunk + s->len, more.at, n);
		s->len += n;
		more = bytes_from(more, n);
	}
	return 0;
}

static int
sink_begin(struct sink *s, int fd, const struct keys *keys, struct why *why)
{
	uint8_t header[HOLD_HEADER_OCTETS] = { 0 };
	memcpy(header, magic, sizeof magic);
	put_le(header + 8, HOLD_VERSION, 2);
	s->fd = fd;
	s->is_sealed = keys != NULL;
	s->octets = 0;
	s->len = 0;
	if (keys != NULL) {
		const uint8_t *id, *secret = keys_current(keys, &id);
		put_le(header + 10, CIPHER_SECRETSTREAM, 2);
		memcpy(header + KEY_ID_AT, id, KEY_ID_OCTETS);
		crypto_secretstream_xchacha20poly1305_init_push(&s->stream, header + STREAM_HEADER_AT, secret);
	}
	crypto_generichash_init(&s->hash, NULL, 0, HASH);
	crypto_generichash_update(&s->hash, header, sizeof header);
	s->octets = sizeof header;
	return write_all(fd, header, sizeof header, why);
}

static int
sink_record(struct sink *s, uint8_t tag, uint64_t len, struct bytes octets, struct why *why)
{
	uint8_t head[5] = { tag };
	put_le(head + 1, len, 4);
	int fault = sink_add(s, bytes_of(head, sizeof head), why);
	return fault != 0 ? fault : sink_add(s, octets, why);
}

static int
sink_copy(struct sink *s, int from, uint64_t size, struct why *why)
{
	uint8_t block[16384];
	uint64_t at = 0;
	while (at < size) {
		size_t want = size - at < sizeof block ? (size_t)(size - at) : sizeof block;
		ssize_t n = pread(from, block, want, (off_t)at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? why_system(why, "quarantine: reading the message")
			             : why_set(why, FAULT_INPUT, "the message became shorter");
		int fault = sink_add(s, bytes_of(block, (size_t)n), why);
		if (fault != 0)
			return fault;
		at += (uint64_t)n;
	}
	return 0;
}

static int
sink_end(struct sink *s, struct why *why)
{
	uint8_t end[END_OCTETS];
	crypto_generichash_state hash = s->hash;
	put_le(end, s->octets, 8);
	crypto_generichash_final(&hash, end + 8, HASH);
	int fault = sink_record(s, 'Z', sizeof end, bytes_of(end, sizeof end), why);
	return fault != 0 ? fault : sink_flush(s, true, why);
}

int
hold_file_write(int fd, const struct keys *keys, const struct hold_parts *parts, int message_fd, struct why *why)
{
	must(sodium_init() >= 0);
	struct stat st = { .st_size = (off_t)parts->message.len };
	if (message_fd >= 0 && fstat(message_fd, &st) != 0)
		return why_system(why, "quarantine: the message");
	/* A pipe or device from a gate that has been taken over could keep us waiting for ever. */
	if (message_fd >= 0 && !S_ISREG(st.st_mode))
		return why_set(why, FAULT_INPUT, "the message is no file");
	uint64_t size = (uint64_t)st.st_size;
	if (size > HOLD_MESSAGE_MAX || parts->event.len > HOLD_EVENT_MAX || parts->casefile.len > HOLD_CASEFILE_MAX)
		return why_set(why, FAULT_LIMIT, "the message is too large for quarantine");
	struct sink *s = xmalloc(sizeof *s);
	int fault = sink_begin(s, fd, keys, why);
	if (fault == 0)
		fault = sink_record(s, 'E', parts->event.len, parts->event, why);
	if (fault == 0)
		fault = sink_record(s, 'C', parts->casefile.len, parts->casefile, why);
	if (fault == 0)
		fault = sink_record(s, 'M', size, message_fd < 0 ? parts->message : BYTES_NONE, why);
	if (fault == 0 && message_fd >= 0)
		fault = sink_copy(s, message_fd, size, why);
	if (fault == 0)
		fault = sink_end(s, why);
	sodium_memzero(s, sizeof *s);
	free(s);
	return fault;
}

static struct bytes
take_record(struct reader *r, uint8_t tag, uint64_t max)
{
	uint8_t got = reader_u8(r);
	uint32_t len = reader_u32le(r);
	if (got != tag || len > max)
		r->bad = true;
	return reader_take(r, len);
}

/* Everything in the header that does not depend on keys. */
static bool
header_ok(struct bytes header, uint16_t *out_cipher)
{
	struct reader r = reader_of(header);
	struct bytes name = reader_take(&r, sizeof magic);
	uint16_t version = reader_u16le(&r);
	*out_cipher = reader_u16le(&r);
	uint32_t zero = reader_u32le(&r);
	struct bytes rest = reader_take(&r, KEY_ID_OCTETS + STREAM_HEADER);
	if (!reader_ok(&r) || !bytes_equal(name, bytes_of(magic, sizeof magic)) || version != HOLD_VERSION || zero != 0)
		return false;
	return *out_cipher == CIPHER_NONE ? sodium_is_zero(rest.at, rest.len) == 1 : *out_cipher == CIPHER_SECRETSTREAM;
}

int
hold_file_parse(struct bytes plain, struct hold_parts *out)
{
	uint16_t cipher;
	if (!header_ok(bytes_to(plain, HOLD_HEADER_OCTETS), &cipher))
		return FAULT_INPUT;
	struct reader r = reader_of(plain);
	reader_skip(&r, HOLD_HEADER_OCTETS);
	struct hold_parts parts;
	parts.event = take_record(&r, 'E', HOLD_EVENT_MAX);
	parts.casefile = take_record(&r, 'C', HOLD_CASEFILE_MAX);
	parts.message = take_record(&r, 'M', HOLD_MESSAGE_MAX);
	struct bytes before = bytes_to(plain, r.pos);
	struct bytes end = take_record(&r, 'Z', END_OCTETS);
	if (!reader_at_end(&r) || end.len != END_OCTETS)
		return FAULT_INPUT;
	struct reader e = reader_of(end);
	uint8_t hash[HASH];
	if (reader_u64le(&e) != before.len)
		return FAULT_INPUT;
	crypto_generichash(hash, sizeof hash, before.at, before.len, NULL, 0);
	if (memcmp(hash, end.at + 8, HASH) != 0)
		return FAULT_INPUT;
	*out = parts;
	return 0;
}

static int
open_sealed(struct bytes file, const uint8_t *secret, struct buf *out)
{
	crypto_secretstream_xchacha20poly1305_state stream;
	struct reader r = reader_of(file);
	struct bytes header = reader_take(&r, HOLD_HEADER_OCTETS);
	if (crypto_secretstream_xchacha20poly1305_init_pull(&stream, header.at + STREAM_HEADER_AT, secret) != 0)
		return FAULT_INPUT;
	buf_add(out, header);
	uint8_t tag = 0;
	while (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
		uint32_t len = reader_u32le(&r);
		struct bytes sealed = reader_take(&r, len);
		if (!reader_ok(&r) || len < SEAL || len > CHUNK + SEAL)
			return FAULT_INPUT;
		uint8_t *room = buf_reserve(out, len - SEAL);
		if (room == NULL)
			return FAULT_INPUT;
		if (crypto_secretstream_xchacha20poly1305_pull(&stream, room, NULL, &tag, sealed.at, len, NULL, 0) != 0)
			return FAULT_INPUT;
		out->len += len - SEAL;
		/* The writer fills every chunk but the last, and rekeys nowhere. */
		if (tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL && (tag != 0 || len != CHUNK + SEAL))
			return FAULT_INPUT;
	}
	return reader_at_end(&r) ? 0 : FAULT_INPUT;
}

int
hold_file_read(int fd, const struct keys *keys, struct buf *room, struct hold_parts *out, struct why *why)
{
	must(sodium_init() >= 0);
	uint16_t cipher;
	buf_clear(room);
	int fault = fd_read_all(fd, HOLD_OCTETS_MAX, room);
	if (fault != 0)
		return fault == FAULT_SYSTEM ? why_system(why, "quarantine: read")
		                             : why_set(why, FAULT_INPUT, "no quarantine file");
	if (!header_ok(bytes_to(buf_bytes(room), HOLD_HEADER_OCTETS), &cipher))
		return why_set(why, FAULT_INPUT, "no quarantine file, or of another version");
	if (cipher == CIPHER_SECRETSTREAM) {
		const uint8_t *secret = keys_find(keys, room->at + KEY_ID_AT);
		if (secret == NULL)
			return why_set(why, FAULT_CONFIG, "the key that this file was encrypted with is not in the key file");
		struct buf plain;
		buf_init(&plain, HOLD_OCTETS_MAX);
		fault = open_sealed(buf_bytes(room), secret, &plain);
		buf_done(room);
		*room = plain;
	}
	if (fault == 0)
		fault = hold_file_parse(buf_bytes(room), out);
	return fault == 0 ? 0 : why_set(why, fault, "the file is damaged");
}
