#include "identity/sign.h"

#include <inttypes.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "base/must.h"
#include "dns/name.h"
#include "identity/arc_sets.h"

/* Signed where they stand; the first ones also once more than they stand there. */
static const struct {
	const char *name;
	bool seal;
} names[] = {
	{ "From", true }, { "Sender", true }, { "Reply-To", true }, { "To", true }, { "Cc", true }, { "Subject", true },
	{ "Date", true }, { "Message-ID", true }, { "In-Reply-To", true }, { "References", true },
	{ "MIME-Version", true }, { "Content-Type", true }, { "Content-Transfer-Encoding", true },
	{ "Content-Disposition", false }, { "Resent-Date", false }, { "Resent-From", false }, { "Resent-To", false },
	{ "List-Id", false }, { "List-Unsubscribe", false }, { "List-Unsubscribe-Post", false },
};

EVP_PKEY *
sign_key_read(struct bytes pem)
{
	BIO *in = pem.len <= (64 << 10) ? BIO_new_mem_buf(pem.at, (int)pem.len) : NULL;
	/* an empty pass phrase, so that OpenSSL never asks for one on the terminal */
	static char none[] = "";
	EVP_PKEY *key = in != NULL ? PEM_read_bio_PrivateKey(in, NULL, NULL, none) : NULL;
	BIO_free(in);
	ERR_clear_error();
	if (key == NULL)
		return NULL;
	int bits = EVP_PKEY_get_bits(key);
	if (EVP_PKEY_is_a(key, "ED25519") || (EVP_PKEY_is_a(key, "RSA") && bits >= KEY_BITS_MIN && bits <= KEY_BITS_MAX))
		return key;
	EVP_PKEY_free(key);
	return NULL;
}

void
sign_key_free(EVP_PKEY *key)
{
	EVP_PKEY_free(key);
}

/* Appends base64 of OCTETS, folded every 72 octets unless FOLD is false. */
static void
add_base64(struct bytes octets, bool fold, struct arena *arena, struct buf *out)
{
	size_t len = (octets.len + 2) / 3 * 4;
	uint8_t *text = arena_get(arena, len + 1, 1);
	if (text == NULL)
		return;
	EVP_EncodeBlock(text, octets.at, (int)octets.len);
	for (size_t i = 0; i < len; i += 72) {
		if (fold)
			buf_add_cstr(out, "\r\n\t");
		buf_add(out, bytes_slice(bytes_of(text, len), i, i + 72));
	}
}

int
sign_key_record(EVP_PKEY *key, struct arena *arena, struct bytes *out)
{
	struct buf text;
	uint8_t *der = NULL, raw[32];
	size_t raw_len = sizeof raw;
	bool ed25519 = EVP_PKEY_is_a(key, "ED25519");
	buf_init(&text, 4096);
	buf_addf(&text, "v=DKIM1; k=%s; p=", ed25519 ? "ed25519" : "rsa");
	if (ed25519) {
		must(EVP_PKEY_get_raw_public_key(key, raw, &raw_len) == 1);
		add_base64(bytes_of(raw, raw_len), false, arena, &text);
	} else {
		int len = i2d_PUBKEY(key, &der);
		must(len > 0);
		add_base64(bytes_of(der, (size_t)len), false, arena, &text);
		OPENSSL_free(der);
	}
	bool fits = arena_copy(arena, buf_bytes(&text), out);
	buf_done(&text);
	return fits && !arena_was_full(arena) ? 0 : FAULT_LIMIT;
}

/* Appends HASH's signature as the value of b=. */
static int
add_signature(const struct signer *s, struct bytes hash, struct arena *arena, struct buf *out)
{
	uint8_t signature[KEY_BITS_MAX / 8];
	size_t len = sizeof signature;
	bool good;
	if (EVP_PKEY_is_a(s->key, "ED25519")) {
		EVP_MD_CTX *ctx = EVP_MD_CTX_new();
		must(ctx != NULL);
		good = EVP_DigestSignInit(ctx, NULL, NULL, NULL, s->key) == 1 &&
		    EVP_DigestSign(ctx, signature, &len, hash.at, hash.len) == 1;
		EVP_MD_CTX_free(ctx);
	} else {
		EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(s->key, NULL);
		must(ctx != NULL);
		good = EVP_PKEY_sign_init(ctx) == 1 && EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1 &&
		    EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()) == 1 &&
		    EVP_PKEY_sign(ctx, signature, &len, hash.at, hash.len) == 1;
		EVP_PKEY_CTX_free(ctx);
	}
	ERR_clear_error();
	if (!good)
		return FAULT_INPUT;
	add_base64(bytes_of(signature, len), true, arena, out);
	buf_add_cstr(out, "\r\n");
	return buf_ok(out) && !arena_was_full(arena) ? 0 : FAULT_LIMIT;
}

static const char *
algorithm_of(const struct signer *s)
{
	return signature_algorithm_names[EVP_PKEY_is_a(s->key, "ED25519") ? ED25519_SHA256 : RSA_SHA256];
}

static void
add_names(const struct fields *fields, struct buf *out)
{
	const char *colon = "";
	size_t on_line = 0;
	buf_add_cstr(out, ";\r\n\th=");
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		size_t first, n = fields_find(fields, bytes_of_cstr(names[i].name), &first);
		if (n > 20)
			n = 20; /* nobody sends twenty; the signature stays readable */
		for (size_t j = 0; j < n + names[i].seal; j++) {
			buf_addf(out, "%s%s", colon, ++on_line % 6 == 0 ? "\r\n\t " : "");
			buf_add_cstr(out, names[i].name);
			colon = ":";
		}
	}
}

static void
hash_body(const struct fields *fields, uint8_t out[32])
{
	struct body_hash body = { .relaxed = true };
	must(body_want(&body, BODY_ALL) == 0);
	body_run(&body, fields->body, fields->lf);
	memcpy(out, body.wants[0].hash, 32);
}

int
sign_body(struct bytes message, struct arena *arena, uint8_t out[32])
{
	struct fields fields;
	int r = fields_read(message, arena, &fields);
	if (r == 0)
		hash_body(&fields, out);
	return r;
}

/* Everything of a message signature up to "b=". */
static void
add_message_tags(const struct fields *fields, const struct signer *s, struct arena *arena, struct buf *out)
{
	uint8_t hash[32];
	if (s->body_hash == NULL)
		hash_body(fields, hash);
	buf_addf(out, " a=%s; c=relaxed/relaxed; d=%.*s;\r\n\ts=%.*s; t=%" PRId64, algorithm_of(s),
	    BYTES_ARGS(s->domain), BYTES_ARGS(s->selector), s->now);
	if (s->lifetime_s > 0)
		buf_addf(out, "; x=%" PRId64, s->now + s->lifetime_s);
	add_names(fields, out);
	buf_add_cstr(out, ";\r\n\tbh=");
	add_base64(bytes_of(s->body_hash != NULL ? s->body_hash : hash, 32), false, arena, out);
	buf_add_cstr(out, ";\r\n\tb=");
}

/* TEXT, which begins at a field of ours, as that field. */
static struct field_raw
own_field(struct bytes text)
{
	size_t colon = bytes_find_octet(text, ':');
	if (bytes_ends(text, BYTES("\r\n")))
		text.len -= 2;
	return (struct field_raw){ .name = bytes_to(text, colon), .raw = text, .value = bytes_from(text, colon + 1) };
}

/* Signs the field that begins at START of OUT and ends with an empty b=. */
static int
sign_message_field(const struct fields *fields, const struct signer *signer, enum signature_sort sort, size_t start,
    struct arena *arena, struct buf *out)
{
	struct dkim_signature to = { .algorithm = RSA_SHA256 };
	struct signing s = { .sort = sort, .fields = fields, .index = UINT32_MAX, .to = &to };
	if (!buf_ok(out))
		return FAULT_LIMIT;
	s.field = own_field(bytes_from(buf_bytes(out), start));
	must(tags_read(s.field.value, &s.tags) == 0);
	s.signed_names = tags_value(&s.tags, "h");
	int r = signature_header_hash(&s, arena);
	return r != 0 ? r : add_signature(signer, to.header_hash, arena, out);
}

static int
check_signer(const struct fields *fields, const struct signer *s)
{
	size_t first;
	if (!dns_name_is_host(s->domain) || !dns_name_is_plain(s->selector) || s->key == NULL || fields->is_cut)
		return FAULT_INPUT;
	return fields_find(fields, BYTES("From"), &first) > 0 ? 0 : FAULT_INPUT;
}

int
sign_dkim(struct bytes message, const struct signer *signer, struct arena *arena, struct buf *out)
{
	struct fields fields;
	size_t start = out->len;
	int r = fields_read(message, arena, &fields);
	if (r == 0)
		r = check_signer(&fields, signer);
	if (r != 0)
		return r;
	buf_add_cstr(out, "DKIM-Signature: v=1;");
	add_message_tags(&fields, signer, arena, out);
	return sign_message_field(&fields, signer, SIGNATURE_DKIM, start, arena, out);
}

/* The seal over the sets that are there, or over ours alone where the chain is broken (RFC 8617 s5.1.2). */
static int
add_seal(const struct fields *fields, const struct arc_sets *sets, const struct signer *signer, enum arc_status chain,
    const size_t starts[2], struct arena *arena, struct buf *out)
{
	static const char *const cv[ARC_STATUS_COUNT] = { "none", "pass", "fail", "fail" };
	uint8_t hash[32];
	size_t start = out->len;
	EVP_MD_CTX *running = EVP_MD_CTX_new();
	must(running != NULL && EVP_DigestInit_ex(running, EVP_sha256(), NULL) == 1);
	for (uint32_t i = 1; chain == ARC_PASS && i <= sets->count; i++) {
		struct signing s = { .sort = SIGNATURE_SEAL, .fields = fields,
			.field = arc_sets_field(fields, sets, i, ARC_SEAL) };
		const struct field_raw before[2] = { arc_sets_field(fields, sets, i, ARC_RESULTS),
			arc_sets_field(fields, sets, i, ARC_SIGNATURE) };
		must(tags_read(s.field.value, &s.tags) == 0); /* a chain that passed is well-formed */
		arc_seal_hash(running, &s, before, hash);
	}
	buf_addf(out, "ARC-Seal: i=%u; a=%s; cv=%s; d=%.*s;\r\n\ts=%.*s; t=%" PRId64 ";\r\n\tb=", sets->count + 1,
	    algorithm_of(signer), cv[chain], BYTES_ARGS(signer->domain), BYTES_ARGS(signer->selector), signer->now);
	int r = FAULT_LIMIT;
	if (buf_ok(out)) {
		struct bytes all = buf_bytes(out);
		struct signing s = { .sort = SIGNATURE_SEAL, .fields = fields, .field = own_field(bytes_from(all, start)) };
		const struct field_raw before[2] = { own_field(bytes_slice(all, starts[0], starts[1])),
			own_field(bytes_slice(all, starts[1], start)) };
		must(tags_read(s.field.value, &s.tags) == 0);
		arc_seal_hash(running, &s, before, hash);
		r = add_signature(signer, bytes_of(hash, sizeof hash), arena, out);
	}
	EVP_MD_CTX_free(running);
	return r;
}

int
sign_arc(struct bytes message, const struct signer *signer, enum arc_status chain, struct bytes results,
    struct arena *arena, struct buf *out)
{
	struct fields fields;
	struct arc_sets sets;
	size_t starts[2] = { out->len, 0 };
	int r = fields_read(message, arena, &fields);
	if (r == 0)
		r = check_signer(&fields, signer);
	if (r != 0)
		return r;
	const char *fault = arc_sets_read(&fields, &sets);
	if (chain == ARC_TEMPERROR || sets.count >= ARC_SETS_MAX || (fault != NULL && chain != ARC_FAIL) ||
	    (chain == ARC_NONE) != (sets.count == 0))
		return FAULT_INPUT;
	if (sets.count > 0 && sets.index[sets.count][ARC_SEAL] != 0) {
		struct tags tags;
		if (tags_read(arc_sets_field(&fields, &sets, sets.count, ARC_SEAL).value, &tags) == 0 &&
		    bytes_equal_nocase(tags_value(&tags, "cv"), BYTES("fail")))
			return FAULT_INPUT;
	}
	buf_addf(out, "ARC-Authentication-Results: i=%u; ", sets.count + 1);
	buf_add(out, results);
	buf_add_cstr(out, "\r\n");
	starts[1] = out->len;
	buf_addf(out, "ARC-Message-Signature: i=%u;", sets.count + 1);
	add_message_tags(&fields, signer, arena, out);
	r = sign_message_field(&fields, signer, SIGNATURE_AMS, starts[1], arena, out);
	return r != 0 ? r : add_seal(&fields, &sets, signer, chain, starts, arena, out);
}
