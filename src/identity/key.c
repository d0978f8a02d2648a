#include "identity/key.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include "base/buf.h"
#include "base/must.h"
#include "base/reader.h"
#include "identity/tags.h"

const char *const signature_algorithm_names[SIGNATURE_ALGORITHM_COUNT] = {
	"rsa-sha256", "ed25519-sha256", "rsa-sha1",
};

/* One DER element of TYPE: a view of its content. */
static struct bytes
der_take(struct reader *r, uint8_t type)
{
	if (reader_u8(r) != type) {
		r->bad = true;
		return BYTES_NONE;
	}
	size_t len = reader_u8(r);
	if (len == 0x81)
		len = reader_u8(r);
	else if (len == 0x82)
		len = reader_u16be(r);
	else if (len > 0x82 || len == 0x80)
		r->bad = true;
	return reader_take(r, len);
}

/* RSAPublicKey, alone or inside a SubjectPublicKeyInfo: both are published. */
static bool
rsa_numbers(struct bytes der, struct bytes *n, struct bytes *e)
{
	static const uint8_t rsa_oid[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1 };
	struct reader outer = reader_of(der);
	struct reader in = reader_of(der_take(&outer, 0x30));
	if (!reader_at_end(&outer))
		return false;
	if (in.all.len > 0 && in.all.at[0] == 0x30) {
		struct reader algorithm = reader_of(der_take(&in, 0x30));
		if (!bytes_equal(der_take(&algorithm, 6), bytes_of(rsa_oid, sizeof rsa_oid)))
			return false;
		struct reader bits = reader_of(der_take(&in, 3));
		if (!reader_at_end(&in) || reader_u8(&bits) != 0)
			return false;
		in = reader_of(der_take(&bits, 0x30));
		if (!reader_at_end(&bits))
			return false;
	}
	*n = der_take(&in, 2);
	*e = der_take(&in, 2);
	return reader_at_end(&in) && n->len > 0 && e->len > 0;
}

static struct bytes
without_zeros(struct bytes number)
{
	while (number.len > 0 && number.at[0] == 0)
		number = bytes_from(number, 1);
	return number;
}

static EVP_PKEY *
rsa_key(struct bytes n, struct bytes e)
{
	EVP_PKEY *key = NULL;
	BIGNUM *big_n = BN_bin2bn(n.at, (int)n.len, NULL), *big_e = BN_bin2bn(e.at, (int)e.len, NULL);
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	must(big_n != NULL && big_e != NULL && build != NULL);
	must(OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, big_n) == 1 &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, big_e) == 1);
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	must(params != NULL && ctx != NULL);
	if (EVP_PKEY_fromdata_init(ctx) != 1 || EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(build);
	BN_free(big_n);
	BN_free(big_e);
	ERR_clear_error();
	return key;
}

static const char *
rsa_read(struct bytes p, bool allow_short, struct key *out)
{
	struct bytes n, e;
	if (!rsa_numbers(p, &n, &e))
		return "the key is no RSA key";
	if ((n.at[0] & 0x80) != 0 || (e.at[0] & 0x80) != 0)
		return "the key has a negative number";
	n = without_zeros(n);
	e = without_zeros(e);
	if (n.len == 0 || (n.at[n.len - 1] & 1) == 0 || e.len == 0 || (e.at[e.len - 1] & 1) == 0)
		return "the key is no RSA key";
	out->bits = (uint32_t)n.len * 8;
	for (uint8_t top = n.at[0]; (top & 0x80) == 0; top = (uint8_t)(top << 1))
		out->bits--;
	if (out->bits > KEY_BITS_MAX)
		return "the key is longer than 4096 bits";
	if (out->bits < (allow_short ? 256 : KEY_BITS_MIN))
		return "the key is shorter than 1024 bits";
	if (e.len > 8)
		return "the key's exponent is longer than 64 bits";
	out->pkey = rsa_key(n, e);
	return out->pkey != NULL ? NULL : "the key is no RSA key";
}

static const char *
ed25519_read(struct bytes p, struct key *out)
{
	if (p.len != 32)
		return "the key is no Ed25519 key";
	out->bits = 256;
	out->pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, p.at, p.len);
	ERR_clear_error();
	return out->pkey != NULL ? NULL : "the key is no Ed25519 key";
}

/* Is one of WORDS (divided by colons) among the two given? */
static bool
names(struct bytes words, const char *one, const char *other)
{
	struct bytes word;
	while (tags_word(&words, ':', &word))
		if (bytes_equal_nocase(word, bytes_of_cstr(one)) || bytes_equal_nocase(word, bytes_of_cstr(other)))
			return true;
	return false;
}

static const char *
record_read(struct bytes text, enum signature_algorithm algorithm, bool allow_short, struct arena *arena,
    struct key *out)
{
	struct tags tags;
	struct bytes p;
	bool ed25519 = algorithm == ED25519_SHA256;
	if (tags_read(text, &tags) != 0 || tags_find(&tags, "p") == NULL)
		return "the key record is malformed";
	const struct tag *v = tags_find(&tags, "v"), *k = tags_find(&tags, "k"), *h = tags_find(&tags, "h"),
			 *s = tags_find(&tags, "s");
	if (v != NULL && (v != tags.at || !bytes_equal(v->value, BYTES("DKIM1"))))
		return "the key record is of another version";
	if (h != NULL && !names(h->value, algorithm == RSA_SHA1 ? "sha1" : "sha256", ""))
		return "the key does not allow this hash";
	if (s != NULL && !names(s->value, "email", "*"))
		return "the key is not for mail";
	if (k != NULL ? !bytes_equal_nocase(k->value, ed25519 ? BYTES("ed25519") : BYTES("rsa")) : ed25519)
		return "the key is of another type";
	if (tags_value(&tags, "p").len == 0)
		return "the key was revoked";
	if (tags_value(&tags, "p").len > 2 * KEY_OCTETS_MAX)
		return "the key is longer than 4096 bits";
	if (tags_base64(tags_value(&tags, "p"), arena, &p) != 0)
		return "the key is not base64";
	out->is_testing = names(tags_value(&tags, "t"), "y", "y");
	out->is_strict = names(tags_value(&tags, "t"), "s", "s");
	return ed25519 ? ed25519_read(p, out) : rsa_read(p, allow_short, out);
}

enum key_found
key_read(const struct dns_answer *answer, enum signature_algorithm algorithm, bool allow_short, struct arena *arena,
    struct key *out, const char **out_reason)
{
	*out = (struct key){ .pkey = NULL };
	*out_reason = NULL;
	if (dns_is_temporary(answer)) {
		*out_reason = "the DNS did not answer for the key";
		return KEY_TEMPERROR;
	}
	for (size_t i = 0; i < answer->records.count; i++) {
		struct key key = { .pkey = NULL };
		const char *reason =
		    record_read(answer->records.at[i].data, algorithm, allow_short, arena, &key);
		if (reason == NULL) {
			*out = key;
			return KEY_GOOD;
		}
		if (*out_reason == NULL) {
			*out_reason = reason;
			out->bits = key.bits;
		}
	}
	if (*out_reason == NULL)
		*out_reason = "there is no key";
	return KEY_PERMERROR;
}

void
key_done(struct key *key)
{
	EVP_PKEY_free(key->pkey);
	key->pkey = NULL;
}

const struct dns_answer *
key_look(struct dns_book *book, struct bytes selector, struct bytes domain)
{
	struct buf name;
	buf_init(&name, 1024);
	buf_add(&name, selector);
	buf_add_cstr(&name, "._domainkey.");
	buf_add(&name, domain);
	const struct dns_answer *answer = dns_look(book, buf_bytes(&name), DNS_TXT);
	buf_done(&name);
	return answer;
}

static bool
rsa_verify(const struct key *key, const EVP_MD *md, struct bytes hash, struct bytes signature)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key->pkey, NULL);
	must(ctx != NULL);
	bool good = EVP_PKEY_verify_init(ctx) == 1 && EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1 &&
	    EVP_PKEY_CTX_set_signature_md(ctx, md) == 1 &&
	    EVP_PKEY_verify(ctx, signature.at, signature.len, hash.at, hash.len) == 1;
	EVP_PKEY_CTX_free(ctx);
	return good;
}

bool
key_verify(const struct key *key, enum signature_algorithm algorithm, struct bytes hash, struct bytes signature)
{
	bool good;
	if (signature.len == 0)
		return false;
	if (algorithm == ED25519_SHA256) {
		EVP_MD_CTX *ctx = EVP_MD_CTX_new();
		must(ctx != NULL);
		good = EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, key->pkey) == 1 &&
		    EVP_DigestVerify(ctx, signature.at, signature.len, hash.at, hash.len) == 1;
		EVP_MD_CTX_free(ctx);
	} else {
		good = rsa_verify(key, algorithm == RSA_SHA1 ? EVP_sha1() : EVP_sha256(), hash, signature);
	}
	ERR_clear_error();
	return good;
}
