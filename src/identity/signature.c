#include "identity/signature.h"

#include "base/must.h"
#include "dns/name.h"
#include "identity/name.h"
#include "mail/decode.h"

#include <openssl/evp.h>

/* The fields whose absence from h= lets somebody else change what people see. */
static const struct bytes watched[DKIM_FIELD_COUNT] = {
	BYTES_INIT("from"), BYTES_INIT("sender"), BYTES_INIT("reply-to"), BYTES_INIT("to"), BYTES_INIT("cc"),
	BYTES_INIT("subject"), BYTES_INIT("date"), BYTES_INIT("content-type"), BYTES_INIT("content-transfer-encoding"),
};

void
signature_fault(struct dkim_signature *to, enum dkim_status status, const char *reason)
{
	if (to->fault != DKIM_NONE)
		return;
	to->fault = status;
	to->reason = bytes_of_cstr(reason);
}

/* What every sort of signature has: a=, b=, d=, s=, t=.  Gives a reason where it cannot be used. */
static const char *
common_read(struct signing *s, struct arena *arena)
{
	struct dkim_signature *to = s->to;
	struct bytes a = tags_value(&s->tags, "a"), b = tags_value(&s->tags, "b"), d = tags_value(&s->tags, "d"),
		     selector = tags_value(&s->tags, "s");
	const struct tag *t = tags_find(&s->tags, "t");
	uint64_t number = 0;
	size_t i = 0;
	/* names first, so that even a broken signature says whose it pretends to be */
	struct bytes domain = name_of(d, arena);
	if (domain.len > 0 && dns_name_is_plain(selector)) {
		to->domain = domain;
		to->selector = selector;
	}
	if (b.len == 0 || d.len == 0 || selector.len == 0 || a.len == 0)
		return "a tag that must be there is missing";
	if (to->domain.len == 0)
		return "its domain or selector holds octets that no host name has";
	if (to->domain.len + selector.len + sizeof "._domainkey." > DNS_NAME_MAX)
		return "its domain and selector are too long";
	while (i < SIGNATURE_ALGORITHM_COUNT && !bytes_equal_nocase(a, bytes_of_cstr(signature_algorithm_names[i])))
		i++;
	if (i == SIGNATURE_ALGORITHM_COUNT)
		return "its algorithm is unknown";
	to->algorithm = (enum signature_algorithm)i;
	if (to->algorithm == RSA_SHA1 && (s->options & DKIM_OLD) == 0)
		return "rsa-sha1 proves nothing any more";
	if (b.len > 2 * KEY_OCTETS_MAX || tags_base64(b, arena, &to->signature) != 0)
		return "its b= is not base64";
	if (t != NULL && bytes_number(t->value, INT64_MAX, &number) != 0)
		return "its t= is not a time";
	to->signed_at = (int64_t)number;
	return NULL;
}

/* i= is quoted-printable of its own kind (s2.11): only =XX and white space mean something. */
static const char *
identity_read(struct signing *s, struct arena *arena)
{
	const struct tag *i = tags_find(&s->tags, "i");
	struct bytes decoded;
	if (i == NULL)
		return NULL;
	if (decode_all(DECODE_QP, i->value, arena, &decoded, NULL) != 0)
		return "no memory left";
	size_t at = bytes_find_last_octet(decoded, '@');
	struct bytes domain = name_of(at == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(decoded, at + 1), arena);
	if (!dns_name_is_within(domain, s->to->domain))
		return "its i= is not in its domain";
	s->to->is_subdomain = domain.len != s->to->domain.len;
	s->to->identity = decoded;
	return NULL;
}

/* c=; without it DKIM means simple (RFC 6376 s3.5), while ARC's own suite and signers mean relaxed. */
static const char *
canon_read(const struct signing *s, bool *relaxed_header, bool *relaxed_body)
{
	static const struct bytes simple = BYTES_INIT("simple"), relaxed = BYTES_INIT("relaxed");
	const struct tag *tag = tags_find(&s->tags, "c");
	struct bytes header = BYTES_NONE, body = BYTES_NONE;
	struct bytes c = tag != NULL ? tag->value
	    : s->sort == SIGNATURE_AMS ? BYTES("relaxed/relaxed")
				       : BYTES("simple/simple");
	if (!tags_word(&c, '/', &header))
		header = simple;
	if (!tags_word(&c, '/', &body))
		body = simple;
	*relaxed_header = bytes_equal_nocase(header, relaxed);
	*relaxed_body = bytes_equal_nocase(body, relaxed);
	bool good = (*relaxed_header || bytes_equal_nocase(header, simple)) &&
	    (*relaxed_body || bytes_equal_nocase(body, simple)) && c.len == 0;
	return good ? NULL : "its canonical form is unknown";
}

/* h=: in DKIM, From must be in it (s5.4); and what else is there. */
static const char *
names_read(struct signing *s)
{
	static const struct bytes seal = BYTES_INIT("arc-seal");
	struct bytes rest = s->signed_names, name;
	uint32_t times[DKIM_FIELD_COUNT] = { 0 };
	size_t names = 0, first;
	while (tags_word(&rest, ':', &name)) {
		if (++names > DKIM_NAMES_MAX)
			return "it names more than 1000 fields";
		if (name.len == 0 && s->sort == SIGNATURE_DKIM)
			return "its h= is malformed";
		if (s->sort == SIGNATURE_AMS && bytes_equal_nocase(name, seal))
			return "it signs a seal, which comes after it";
		for (size_t i = 0; i < DKIM_FIELD_COUNT; i++)
			times[i] += bytes_equal_nocase(name, watched[i]);
	}
	for (size_t i = 0; i < DKIM_FIELD_COUNT; i++)
		if (fields_find(s->fields, watched[i], &first) > times[i])
			s->to->unsigned_fields |= 1u << i;
	return times[DKIM_FROM] > 0 || s->sort == SIGNATURE_AMS ? NULL : "it does not sign From";
}

static const char *
query_read(const struct tags *tags)
{
	const struct tag *q = tags_find(tags, "q");
	struct bytes rest = q != NULL ? q->value : BYTES_NONE, method;
	while (tags_word(&rest, ':', &method))
		if (bytes_equal_nocase(method, BYTES("dns/txt")) || bytes_equal_nocase(method, BYTES("dns")))
			return NULL;
	return q == NULL ? NULL : "its key is not in the DNS";
}

static const char *
times_read(struct signing *s)
{
	const struct tag *x = tags_find(&s->tags, "x");
	uint64_t number = 0;
	if (x != NULL && (bytes_number(x->value, INT64_MAX, &number) != 0 || (int64_t)number < s->to->signed_at))
		return "its x= is not a time after t=";
	s->to->expires_at = (int64_t)number;
	return NULL;
}

/* l=, bh=: asks for the body's hash. */
static const char *
body_read(struct signing *s, bool relaxed, struct arena *arena, struct bodies *bodies)
{
	const struct tag *l = tags_find(&s->tags, "l");
	uint64_t length = BODY_ALL;
	if (l != NULL && bytes_number(l->value, INT64_MAX, &length) != 0)
		return "its l= is not a number";
	if (tags_base64(tags_value(&s->tags, "bh"), arena, &s->body_claimed) != 0 || s->body_claimed.len == 0)
		return "its bh= is not base64";
	s->body_want = body_want(&bodies->hash[relaxed * 2 + (s->to->algorithm == RSA_SHA1)], length);
	must(s->body_want >= 0);
	return NULL;
}

static bool
version_is_good(const struct signing *s)
{
	const struct tag *v = tags_find(&s->tags, "v");
	if (s->sort != SIGNATURE_DKIM)
		return v == NULL;
	if ((s->options & DKIM_OLD) != 0 && (v == NULL || bytes_equal(v->value, BYTES("0.5"))))
		return true;
	return v != NULL && bytes_equal(v->value, BYTES("1"));
}

int
signature_read(struct signing *s, struct arena *arena, struct bodies *bodies)
{
	const struct field_raw *field = &s->field;
	bool relaxed_header, relaxed_body;
	const char *reason;
	s->body_want = -1;
	if (field->value.len > DKIM_VALUE_MAX || tags_read(field->value, &s->tags) != 0) {
		signature_fault(s->to, DKIM_NEUTRAL, "the signature cannot be read");
		return 0;
	}
	reason = common_read(s, arena);
	if (reason == NULL && !version_is_good(s))
		reason = "it is of another version";
	if (reason == NULL && s->sort != SIGNATURE_SEAL) {
		s->signed_names = tags_value(&s->tags, "h");
		reason = s->sort == SIGNATURE_DKIM ? identity_read(s, arena) : NULL;
		if (reason == NULL)
			reason = canon_read(s, &relaxed_header, &relaxed_body);
		if (reason == NULL)
			reason = names_read(s);
		if (reason == NULL)
			reason = query_read(&s->tags);
		if (reason == NULL)
			reason = times_read(s);
		if (reason == NULL)
			reason = body_read(s, relaxed_body, arena, bodies);
	}
	if (reason != NULL)
		signature_fault(s->to, DKIM_PERMERROR, reason);
	return arena_was_full(arena) ? FAULT_LIMIT : 0;
}

void
signature_body(struct signing *s, const struct bodies *bodies)
{
	bool relaxed_header, relaxed_body;
	if (s->body_want < 0)
		return;
	(void)canon_read(s, &relaxed_header, &relaxed_body);
	bool sha1 = s->to->algorithm == RSA_SHA1;
	const struct body_hash *h = &bodies->hash[relaxed_body * 2 + sha1];
	const struct body_want *w = &h->wants[s->body_want];
	if (!w->is_done) {
		signature_fault(s->to, DKIM_PERMERROR, "its l= is more than the body has");
		return;
	}
	s->to->is_body_good = bytes_equal(s->body_claimed, bytes_of(w->hash, sha1 ? 20 : 32));
	s->to->is_partial = w->length < h->length;
	s->to->unsigned_octets = s->to->is_partial ? h->length - w->length : 0;
}

void
bodies_run(struct bodies *bodies, const struct fields *fields)
{
	for (int i = 0; i < 4; i++) {
		bodies->hash[i].relaxed = (i & 2) != 0;
		bodies->hash[i].sha1 = (i & 1) != 0;
		if (bodies->hash[i].count > 0)
			body_run(&bodies->hash[i], fields->body, fields->lf);
	}
}

void
signature_own(const struct signing *s, bool relaxed, struct buf *out)
{
	const struct field_raw *field = &s->field;
	const struct tag *b = tags_find(&s->tags, "b");
	size_t value = (size_t)(field->value.at - field->raw.at);
	const size_t cut[2] = { value + b->raw_at, value + b->raw_end };
	fields_canonical(s->fields, field, relaxed, cut, out);
}

/* Adds the field that NAME means this time: each time the one above (s5.4.2), never the signature itself. */
static void
add_named(const struct signing *s, struct bytes name, uint32_t *taken, bool relaxed, struct buf *out)
{
	static const size_t whole[2] = { 0, 0 };
	size_t first, n = fields_find(s->fields, name, &first);
	while (n > 0 && taken[first] < n) {
		uint32_t index = s->fields->by_name[first + n - 1 - taken[first]++];
		if (index == s->index)
			continue;
		fields_canonical(s->fields, &s->fields->list.at[index], relaxed, whole, out);
		buf_add_cstr(out, "\r\n");
		return;
	}
}

int
signature_header_hash(struct signing *s, struct arena *arena)
{
	bool relaxed, relaxed_body;
	struct bytes rest = s->signed_names, name;
	struct buf line;
	uint8_t hash[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	uint32_t *taken = xcalloc(s->fields->list.count, sizeof *taken);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	must(ctx != NULL && EVP_DigestInit_ex(ctx, s->to->algorithm == RSA_SHA1 ? EVP_sha1() : EVP_sha256(), NULL) == 1);
	(void)canon_read(s, &relaxed, &relaxed_body);
	buf_init(&line, (size_t)1 << 30);
	while (tags_word(&rest, ':', &name)) {
		buf_clear(&line);
		add_named(s, name, taken, relaxed, &line);
		if (line.len > 0)
			must(EVP_DigestUpdate(ctx, line.at, line.len) == 1);
	}
	buf_clear(&line);
	signature_own(s, relaxed, &line);
	must(buf_ok(&line) && EVP_DigestUpdate(ctx, line.at, line.len) == 1 && EVP_DigestFinal_ex(ctx, hash, &len) == 1);
	buf_done(&line);
	EVP_MD_CTX_free(ctx);
	free(taken);
	return arena_copy(arena, bytes_of(hash, len), &s->to->header_hash) ? 0 : FAULT_LIMIT;
}
