#include "office/lock.h"

#include "base/reader.h"
#include "office/cipher.h"
#include "office/lock_inside.h"

/* The passwords that programs try themselves. */
static const struct bytes defaults[] = { BYTES_INIT("VelvetSweatshop"), BYTES_INIT("/01Hannes Ruescher/01") };
#define DEFAULT_COUNT (sizeof defaults / sizeof *defaults)

bool
lock_next(struct office *o, struct lock_try *t)
{
	if (t->number >= DEFAULT_COUNT + o->password_count)
		return false;
	t->is_default = t->number < DEFAULT_COUNT;
	t->text = t->is_default ? defaults[t->number] : o->passwords[t->number - DEFAULT_COUNT];
	t->wide_len = cipher_wide(t->text, t->wide, sizeof t->wide);
	t->number++;
	return true;
}

void
lock_opened(struct office *o, const struct lock_try *t)
{
	office_sign(o, DOCUMENT_ENCRYPTED);
	if (t->is_default)
		office_sign(o, DOCUMENT_DEFAULT_PASSWORD);
	(void)arena_copy(o->arena, t->text, &o->facts.password);
}

void
lock_not_opened(struct office *o)
{
	office_sign(o, DOCUMENT_ENCRYPTED);
	office_gap(o, GAP_ENCRYPTED, BYTES("the document is encrypted and no password in the mail opens it"));
}

int
lock_preload(struct why *why)
{
	return cipher_preload(why);
}

/* RC4, which OpenSSL keeps in a module of its own that a jail cannot load. */
struct rc4 {
	uint8_t s[256];
	uint8_t i, j;
};

static void
rc4_init(struct rc4 *r, const uint8_t *key, size_t len)
{
	uint8_t j = 0;
	r->i = r->j = 0;
	for (int i = 0; i < 256; i++)
		r->s[i] = (uint8_t)i;
	for (int i = 0; i < 256; i++) {
		uint8_t keep = r->s[i];
		j = (uint8_t)(j + keep + key[(size_t)i % len]);
		r->s[i] = r->s[j];
		r->s[j] = keep;
	}
}

static void
rc4_run(struct rc4 *r, const uint8_t *in, size_t len, uint8_t *out)
{
	for (size_t k = 0; k < len; k++) {
		r->i++;
		uint8_t a = r->s[r->i];
		r->j = (uint8_t)(r->j + a);
		r->s[r->i] = r->s[r->j];
		r->s[r->j] = a;
		out[k] = in[k] ^ r->s[(uint8_t)(r->s[r->i] + a)];
	}
}

static void
block_key(const struct lock *lock, uint32_t block, struct rc4 *out)
{
	uint8_t key[CIPHER_MAX] = { 0 };
	const uint8_t number[4] = { (uint8_t)block, (uint8_t)(block >> 8), (uint8_t)(block >> 16), (uint8_t)(block >> 24) };
	if (lock->kind == LOCK_RC4) {
		(void)cipher_two(CIPHER_MD5, bytes_of(lock->base, 5), bytes_of(number, 4), key);
		rc4_init(out, key, 16);
		return;
	}
	(void)cipher_two(CIPHER_SHA1, bytes_of(lock->base, 20), bytes_of(number, 4), key);
	/* Forty bits stand in a key of sixteen octets, the rest zero. */
	if (lock->key_octets == 5)
		memset(key + 5, 0, 11);
	rc4_init(out, key, lock->key_octets == 5 ? 16 : lock->key_octets);
}

void
lock_decrypt(const struct lock *lock, struct bytes in, size_t block_octets, uint32_t first, uint8_t *out)
{
	for (size_t at = 0; at < in.len; at += block_octets) {
		struct rc4 r;
		block_key(lock, first++, &r);
		rc4_run(&r, in.at + at, in.len - at < block_octets ? in.len - at : block_octets, out + at);
	}
}

static bool
rc4_fits(struct lock *lock, struct bytes verifier, struct bytes hash, enum cipher_hash kind)
{
	uint8_t clear[16 + 32], want[CIPHER_MAX];
	struct rc4 r;
	block_key(lock, 0, &r);
	rc4_run(&r, verifier.at, 16, clear);
	rc4_run(&r, hash.at, hash.len, clear + 16);
	size_t len = cipher_two(kind, bytes_of(clear, 16), BYTES_NONE, want);
	return len == hash.len && memcmp(want, clear + 16, len) == 0;
}

static void
rc4_base(struct bytes wide, struct bytes salt, uint8_t base[CIPHER_MAX])
{
	uint8_t hash[CIPHER_MAX], all[16 * 21];
	(void)cipher_two(CIPHER_MD5, wide, BYTES_NONE, hash);
	for (size_t i = 0; i < 16; i++) {
		memcpy(all + i * 21, hash, 5);
		memcpy(all + i * 21 + 5, salt.at, 16);
	}
	(void)cipher_two(CIPHER_MD5, bytes_of(all, sizeof all), BYTES_NONE, hash);
	memcpy(base, hash, 16);
}

bool
lock_read_standard(struct reader *r, size_t hash_octets, struct lock_standard *s)
{
	reader_skip(r, 4);
	uint32_t length = reader_u32le(r);
	struct reader h = reader_of(reader_take(r, length < reader_left(r) ? length : reader_left(r)));
	reader_skip(&h, 16);
	s->key_bits = reader_u32le(&h);
	uint32_t salt = reader_u32le(r);
	s->salt = reader_take(r, 16);
	s->verifier = reader_take(r, 16);
	reader_skip(r, 4);
	s->hash = reader_take(r, hash_octets);
	return reader_ok(r) && reader_ok(&h) && salt == 16;
}

bool
lock_open(struct office *o, struct bytes header, struct lock *out)
{
	struct reader r = reader_of(header);
	uint16_t major = reader_u16le(&r), minor = reader_u16le(&r);
	struct lock_standard s = { 0 };
	struct lock_try try = { 0 };
	*out = (struct lock){ .kind = major == 1 && minor == 1 ? LOCK_RC4 : LOCK_CRYPTO_API };
	bool ok;
	if (out->kind == LOCK_RC4) {
		s.salt = reader_take(&r, 16);
		s.verifier = reader_take(&r, 16);
		s.hash = reader_take(&r, 16);
		ok = reader_ok(&r);
	} else {
		ok = minor == 2 && lock_read_standard(&r, 20, &s) && s.key_bits <= 128;
		out->key_octets = s.key_bits == 0 ? 5 : s.key_bits / 8;
		ok = ok && out->key_octets != 0;
	}
	while (ok && lock_next(o, &try) && office_work(o, 4 * LOCK_HASH_WORK)) {
		struct bytes wide = bytes_of(try.wide, try.wide_len);
		uint8_t hash[CIPHER_MAX];
		if (out->kind == LOCK_RC4)
			rc4_base(wide, s.salt, hash);
		else
			(void)cipher_two(CIPHER_SHA1, s.salt, wide, hash);
		memcpy(out->base, hash, sizeof out->base);
		if (rc4_fits(out, s.verifier, s.hash, out->kind == LOCK_RC4 ? CIPHER_MD5 : CIPHER_SHA1)) {
			lock_opened(o, &try);
			return true;
		}
	}
	lock_not_opened(o);
	return false;
}

static const uint16_t xor_initial[15] = { 0xE1F0, 0x1D0F, 0xCC9C, 0x84C0, 0x110C, 0x0E10, 0xF1CE, 0x313E, 0x1872, 0xE139,
	0xD40F, 0x84F9, 0x280C, 0xA96A, 0x4EC3 };
static const uint16_t xor_matrix[105] = {
	0xAEFC, 0x4DD9, 0x9BB2, 0x2745, 0x4E8A, 0x9D14, 0x2A09, 0x7B61, 0xF6C2, 0xFDA5, 0xEB6B, 0xC6F7, 0x9DCF, 0x2BBF, 0x4563,
	0x8AC6, 0x05AD, 0x0B5A, 0x16B4, 0x2D68, 0x5AD0, 0x0375, 0x06EA, 0x0DD4, 0x1BA8, 0x3750, 0x6EA0, 0xDD40, 0xD849, 0xA0B3,
	0x5147, 0xA28E, 0x553D, 0xAA7A, 0x44D5, 0x6F45, 0xDE8A, 0xAD35, 0x4A4B, 0x9496, 0x390D, 0x721A, 0xEB23, 0xC667, 0x9CEF,
	0x29FF, 0x53FE, 0xA7FC, 0x5FD9, 0x47D3, 0x8FA6, 0x0F6D, 0x1EDA, 0x3DB4, 0x7B68, 0xF6D0, 0xB861, 0x60E3, 0xC1C6, 0x93AD,
	0x377B, 0x6EF6, 0xDDEC, 0x45A0, 0x8B40, 0x06A1, 0x0D42, 0x1A84, 0x3508, 0x6A10, 0xAA51, 0x4483, 0x8906, 0x022D, 0x045A,
	0x08B4, 0x1168, 0x76B4, 0xED68, 0xCAF1, 0x85C3, 0x1BA7, 0x374E, 0x6E9C, 0x3730, 0x6E60, 0xDCC0, 0xA9A1, 0x4363, 0x86C6,
	0x1DAD, 0x3331, 0x6662, 0xCCC4, 0x89A9, 0x0373, 0x06E6, 0x0DCC, 0x1021, 0x2042, 0x4084, 0x8108, 0x1231, 0x2462, 0x48C4,
};
static const uint8_t xor_pad[16] = { 0xBB, 0xFF, 0xFF, 0xBA, 0xFF, 0xFF, 0xB9, 0x80, 0x00, 0xBE, 0x0F, 0x00, 0xBF, 0x0F, 0x00 };

static uint8_t
turned(uint8_t octet, unsigned right)
{
	return (uint8_t)(octet >> right | octet << (8 - right));
}

static uint16_t
xor_verifier(struct bytes password)
{
	uint16_t v = 0;
	for (size_t i = password.len + 1; i-- > 0;) {
		uint8_t c = i == 0 ? (uint8_t)password.len : password.at[i - 1];
		v = (uint16_t)(((v >> 14 & 1) | (v << 1 & 0x7FFF)) ^ c);
	}
	return v ^ 0xCE4B;
}

static uint16_t
xor_key(struct bytes password)
{
	uint16_t key = xor_initial[password.len - 1];
	size_t element = 104;
	for (size_t i = password.len; i-- > 0;) {
		uint8_t c = password.at[i];
		for (int bit = 0; bit < 7; bit++, c = (uint8_t)(c << 1), element--)
			if ((c & 0x40) != 0)
				key ^= xor_matrix[element];
	}
	return key;
}

/* The password with padding behind it, each octet mixed with one half of the key: even places with the lower. */
static void
xor_fill(struct bytes password, uint16_t key, uint8_t array[16])
{
	for (size_t i = 0; i < 16; i++) {
		uint8_t c = i < password.len ? password.at[i] : xor_pad[i - password.len];
		array[i] = turned((uint8_t)(c ^ (i % 2 == 0 ? key & 0xFF : key >> 8)), 1);
	}
}

bool
lock_open_xor(struct office *o, uint16_t key, uint16_t verifier, struct lock *out)
{
	struct lock_try try = { 0 };
	*out = (struct lock){ .kind = LOCK_XOR };
	while (lock_next(o, &try)) {
		struct bytes password = bytes_to(try.text, 15);
		if (password.len == 0 || xor_verifier(password) != verifier || xor_key(password) != key)
			continue;
		xor_fill(password, key, out->xor_array);
		lock_opened(o, &try);
		return true;
	}
	lock_not_opened(o);
	return false;
}

uint8_t
lock_xor(const struct lock *lock, uint8_t octet, size_t index)
{
	return turned(octet ^ lock->xor_array[index % 16], 5);
}
