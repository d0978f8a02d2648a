/* The input is a TXT record, read as a list of tags, as a key and as a DMARC policy.
 *
 * Properties: tags are views in order without a name twice; a key that is taken keeps to its bounds; a policy keeps
 * to its ranges; base64 that is taken comes back the same. */
#include "identity/dmarc.h"

#include "base/must.h"
#include "identity/tags.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_tags(struct bytes in)
{
	struct tags tags;
	if (tags_read(in, &tags) != 0)
		return;
	must(tags.count > 0 && tags.count <= TAGS_MAX);
	for (size_t i = 0; i < tags.count; i++) {
		const struct tag *t = &tags.at[i];
		must(t->raw_at <= t->raw_end && t->raw_end <= in.len && t->name.len > 0);
		must(bytes_find_octet(t->value, ';') == BYTES_NOT_FOUND);
		must(i == 0 || tags.at[i - 1].raw_end < t->raw_at);
		for (size_t j = 0; j < i; j++)
			must(!bytes_equal(tags.at[j].name, t->name));
	}
}

static void
check_key(struct bytes in, enum signature_algorithm algorithm, struct arena *arena)
{
	struct dns_record record = { .data = in };
	struct dns_answer a = { .status = DNS_OK };
	struct key key;
	const char *reason;
	a.records.at = &record;
	a.records.count = 1;
	if (key_read(&a, algorithm, false, arena, &key, &reason) != KEY_GOOD) {
		must(reason != NULL && key.pkey == NULL);
		return;
	}
	must(key.pkey != NULL && reason == NULL);
	must(algorithm == ED25519_SHA256 ? key.bits == 256 : key.bits >= KEY_BITS_MIN && key.bits <= KEY_BITS_MAX);
	/* nothing verifies by chance */
	must(!key_verify(&key, algorithm, bytes_of("01234567890123456789012345678901", 32), BYTES("no signature")));
	key_done(&key);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = bytes_of(data, size), octets;
	struct arena *arena = arena_new((size_t)4 << 20);
	struct dmarc_record policy;
	check_tags(in);
	check_key(in, RSA_SHA256, arena);
	check_key(in, ED25519_SHA256, arena);
	if (dmarc_record_read(in, &policy) == 0) {
		must(policy.policy < DMARC_POLICY_COUNT && policy.subdomain_policy < DMARC_POLICY_COUNT);
		must(policy.percent <= 100 && policy.psd != 0 && strchr("ynu", policy.psd) != NULL);
	}
	if (size < 4096 && tags_base64(in, arena, &octets) == 0) {
		uint8_t text[8192], stripped[4096];
		size_t n = 0;
		for (size_t i = 0; i < size; i++)
			if (!ascii_is_space(data[i]))
				stripped[n++] = data[i];
		must((size_t)EVP_EncodeBlock(text, octets.at, (int)octets.len) == (octets.len + 2) / 3 * 4);
		/* all but the last unit, whose spare bits may be anything */
		must(n < 4 || octets.len / 3 * 3 == 0 || memcmp(text, stripped, octets.len / 3 * 4) == 0);
	}
	arena_free(arena);
	return 0;
}
