#include "base/reader.h"
#include "office/cipher.h"
#include "office/lock.h"
#include "office/lock_inside.h"
#include "office/markup.h"

#define SEGMENT 4096
#define STANDARD_SPINS 50000
#define SALT_MAX 64
#define BLOCK_OCTETS 16 /* of AES, the only cipher that Office writes */

/* One element of agile encryption: the package's key data, or the password's. */
struct agile {
	enum cipher_hash hash;
	uint32_t key_octets;
	uint32_t spins;
	uint8_t salt[SALT_MAX];
	size_t salt_len;
	uint8_t input[64], value[64], key[64]; /* encrypted: verifier, its hash, the package's key */
	size_t input_len, value_len, key_len;
};

static size_t
base64(struct bytes text, uint8_t *out, size_t max)
{
	uint32_t bits = 0, have = 0;
	size_t len = 0;
	for (size_t i = 0; i < text.len && len < max; i++) {
		uint8_t c = text.at[i];
		int value = c >= 'A' && c <= 'Z' ? c - 'A' : c >= 'a' && c <= 'z' ? c - 'a' + 26
		          : ascii_is_digit(c) ? c - '0' + 52 : c == '+' ? 62 : c == '/' ? 63 : -1;
		if (value < 0)
			continue;
		bits = (bits << 6 | (uint32_t)value) & 0xFFFFFF;
		have += 6;
		if (have >= 8) {
			have -= 8;
			out[len++] = (uint8_t)(bits >> have);
		}
	}
	return len;
}

static uint32_t
number_of(const struct markup *x, const char *name)
{
	uint64_t value;
	return bytes_number(markup_attribute(x, bytes_of_cstr(name)), UINT32_MAX, &value) == 0 ? (uint32_t)value : 0;
}

static bool
read_element(const struct markup *x, struct agile *a)
{
	a->hash = cipher_named(markup_attribute(x, BYTES("hashAlgorithm")));
	a->key_octets = number_of(x, "keyBits") / 8;
	a->spins = number_of(x, "spinCount");
	a->salt_len = base64(markup_attribute(x, BYTES("saltValue")), a->salt, sizeof a->salt);
	a->input_len = base64(markup_attribute(x, BYTES("encryptedVerifierHashInput")), a->input, sizeof a->input);
	a->value_len = base64(markup_attribute(x, BYTES("encryptedVerifierHashValue")), a->value, sizeof a->value);
	a->key_len = base64(markup_attribute(x, BYTES("encryptedKeyValue")), a->key, sizeof a->key);
	return a->hash != CIPHER_COUNT && (a->key_octets == 16 || a->key_octets == 24 || a->key_octets == 32) &&
	       number_of(x, "blockSize") == BLOCK_OCTETS && a->salt_len >= BLOCK_OCTETS &&
	       bytes_equal_nocase(markup_attribute(x, BYTES("cipherAlgorithm")), BYTES("AES"));
}

/* A key or vector of LEN octets out of a hash, which is cut or filled up. */
static void
fit(uint8_t hash[CIPHER_MAX], size_t have, size_t len)
{
	if (have < len)
		memset(hash + have, 0x36, len - have);
}

/* What IN, encrypted under the password's hash H and PURPOSE, is in clear. */
static bool
unlock(const struct agile *a, const uint8_t *h, size_t h_len, const char *purpose, struct bytes in, uint8_t out[64])
{
	uint8_t key[CIPHER_MAX];
	size_t have = cipher_two(a->hash, bytes_of(h, h_len), bytes_of(purpose, 8), key);
	fit(key, have, a->key_octets);
	return in.len != 0 && cipher_aes(bytes_of(key, a->key_octets), a->salt, in, out);
}

static bool
agile_key(struct office *o, const struct agile *a, struct bytes wide, uint8_t out[64])
{
	static const char input_key[] = "\xFE\xA7\xD2\x76\x3B\x4B\x9E\x79", value_key[] = "\xD7\xAA\x0F\x6D\x30\x61\x34\x4E",
	                  key_key[] = "\x14\x6E\x0B\xE7\xAB\xAC\xD0\xD6";
	uint8_t h[CIPHER_MAX], input[64], value[64], want[CIPHER_MAX];
	if (!office_work(o, ((uint64_t)a->spins + 8) * LOCK_HASH_WORK))
		return false;
	size_t len = cipher_two(a->hash, bytes_of(a->salt, a->salt_len), wide, h);
	cipher_spin(a->hash, h, a->spins);
	if (!unlock(a, h, len, input_key, bytes_of(a->input, a->input_len), input) ||
	    !unlock(a, h, len, value_key, bytes_of(a->value, a->value_len), value))
		return false;
	(void)cipher_two(a->hash, bytes_of(input, a->input_len), BYTES_NONE, want);
	return a->value_len >= len && memcmp(want, value, len) == 0 &&
	       unlock(a, h, len, key_key, bytes_of(a->key, a->key_len), out);
}

/* The package in segments, each with a vector of its own. */
static bool
agile_content(const struct agile *data, const uint8_t key[64], struct bytes in, uint8_t *out)
{
	uint32_t segment = 0;
	for (size_t at = 0; at + BLOCK_OCTETS <= in.len; at += SEGMENT, segment++) {
		uint8_t iv[CIPHER_MAX];
		const uint8_t number[4] = { (uint8_t)segment, (uint8_t)(segment >> 8), (uint8_t)(segment >> 16),
			(uint8_t)(segment >> 24) };
		size_t have = cipher_two(data->hash, bytes_of(data->salt, data->salt_len), bytes_of(number, 4), iv);
		size_t len = in.len - at < SEGMENT ? (in.len - at) & ~(size_t)15 : SEGMENT;
		fit(iv, have, BLOCK_OCTETS);
		if (!cipher_aes(bytes_of(key, data->key_octets), iv, bytes_slice(in, at, at + len), out + at))
			return false;
	}
	return true;
}

static bool
open_agile(struct office *o, struct bytes info, struct bytes in, uint8_t *out)
{
	struct agile data = { 0 }, password = { 0 };
	struct markup x = markup_of(info);
	bool has_data = false, has_password = false;
	for (enum markup_event e = markup_next(&x); e != MARKUP_NOTHING; e = markup_next(&x)) {
		if (e == MARKUP_OPEN && bytes_equal(x.name, BYTES("keyData")))
			has_data = read_element(&x, &data);
		else if (e == MARKUP_OPEN && bytes_equal(x.name, BYTES("encryptedKey")) && !has_password)
			has_password = read_element(&x, &password);
	}
	if (!has_data || !has_password)
		return false;
	struct lock_try try = { 0 };
	while (lock_next(o, &try)) {
		uint8_t key[64];
		if (agile_key(o, &password, bytes_of(try.wide, try.wide_len), key)) {
			lock_opened(o, &try);
			return agile_content(&data, key, in, out);
		}
	}
	return false;
}

static void
standard_key(struct bytes wide, const struct lock_standard *s, uint8_t key[CIPHER_MAX * 2])
{
	uint8_t h[CIPHER_MAX], pad[64];
	static const uint8_t zero[4];
	(void)cipher_two(CIPHER_SHA1, s->salt, wide, h);
	cipher_spin(CIPHER_SHA1, h, STANDARD_SPINS);
	(void)cipher_two(CIPHER_SHA1, bytes_of(h, 20), bytes_of(zero, 4), h);
	for (int half = 0; half < 2; half++) {
		memset(pad, half == 0 ? 0x36 : 0x5C, sizeof pad);
		for (size_t i = 0; i < 20; i++)
			pad[i] ^= h[i];
		(void)cipher_two(CIPHER_SHA1, bytes_of(pad, sizeof pad), BYTES_NONE, key + 20 * half);
	}
}

static bool
open_standard(struct office *o, struct reader *r, struct bytes in, uint8_t *out)
{
	struct lock_standard s;
	if (!lock_read_standard(r, 32, &s) || (s.key_bits != 128 && s.key_bits != 192 && s.key_bits != 256))
		return false;
	struct lock_try try = { 0 };
	while (lock_next(o, &try) && office_work(o, (uint64_t)STANDARD_SPINS * LOCK_HASH_WORK)) {
		uint8_t key[CIPHER_MAX * 2], input[16], value[32], want[CIPHER_MAX];
		struct bytes k = bytes_of(key, s.key_bits / 8);
		standard_key(bytes_of(try.wide, try.wide_len), &s, key);
		if (!cipher_aes(k, NULL, s.verifier, input) || !cipher_aes(k, NULL, s.hash, value))
			return false;
		(void)cipher_two(CIPHER_SHA1, bytes_of(input, 16), BYTES_NONE, want);
		if (memcmp(want, value, 20) == 0) {
			lock_opened(o, &try);
			return cipher_aes(k, NULL, bytes_to(in, in.len & ~(size_t)15), out);
		}
	}
	return false;
}

bool
lock_package(struct office *o, struct cfb *c)
{
	uint32_t info_at = cfb_find(c, BYTES("EncryptionInfo")), package_at = cfb_find(c, BYTES("EncryptedPackage"));
	if (package_at == CFB_NONE)
		return false;
	struct bytes info = cfb_stream(c, info_at), package = cfb_stream(c, package_at);
	struct reader r = reader_of(info), size = reader_of(package);
	uint64_t length = reader_u64le(&size);
	struct bytes in = bytes_from(package, 8);
	uint16_t major = reader_u16le(&r), minor = reader_u16le(&r);
	uint8_t *out = reader_ok(&size) && office_work(o, in.len) ? arena_get(o->arena, in.len + BLOCK_OCTETS, 1) : NULL;
	bool ok = out != NULL && (minor == 4 && major == 4 ? open_agile(o, bytes_from(info, 8), in, out)
	                          : minor == 2             ? open_standard(o, &r, in, out)
	                                                   : false);
	if (ok)
		o->package = bytes_of(out, length < in.len ? (size_t)length : in.len);
	else
		lock_not_opened(o);
	return true;
}
