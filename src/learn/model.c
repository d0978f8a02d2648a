#include "learn/model.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/must.h"
#include "base/utf8.h"

#define MAGIC "POSTERNM"
#define PAGE 4096
#define ABOUT_MAX ((size_t)128 << 10)
/* Octets of the passage that are shown. */
#define SAMPLE_MAX 120
/* What was learned is a thousand times smaller; sums and products of it stay finite, as the case file must be. */
#define NUMBER_MAX 1e6
/* A message of fewer pieces, some fifteen letters, says nothing of itself. */
#define PIECES_MIN 24

const char *const head_names[HEAD_COUNT] = { "bad", "bulk", "spam", "phishing", "virus", "bec", "rumor", "illegal" };

struct model {
	struct model_about about;
	struct arena *arena;
	const int8_t *table;
	unsigned shift;
	double bias[HEAD_COUNT];
	struct bytes digest, signer; /* in the file */
	struct bytes copied; /* to be unmapped */
};

static const struct field head_fields[] = {
	FIELD(1, FIELD_DOUBLE, struct model_head, scale, 0),
	FIELD(2, FIELD_DOUBLE, struct model_head, bias, 0),
	FIELD(3, FIELD_DOUBLE, struct model_head, slope, 0),
	FIELD(4, FIELD_DOUBLE, struct model_head, offset, 0),
	FIELD(5, FIELD_U32, struct model_head, good, 0),
	FIELD(6, FIELD_U32, struct model_head, bad, 0),
};
static const struct schema head_schema = SCHEMA(struct model_head, head_fields);

static const struct field threshold_fields[] = {
	FIELD(1, FIELD_DOUBLE, struct model_threshold, share, 0),
	FIELD(2, FIELD_DOUBLE, struct model_threshold, score, 0),
	FIELD(3, FIELD_U32, struct model_threshold, good, 0),
};
static const struct schema threshold_schema = SCHEMA(struct model_threshold, threshold_fields);

static const struct field about_fields[] = {
	FIELD(1, FIELD_U32, struct model_about, version, 0),
	FIELD(2, FIELD_U32, struct model_about, bits, MODEL_BITS_MAX),
	FIELD(3, FIELD_TEXT, struct model_about, made, 4096),
	FIELD_OF(4, FIELD_LIST, struct model_about, heads, HEAD_COUNT, &head_schema),
	FIELD_OF(5, FIELD_LIST, struct model_about, trees, TREES_MAX, &tree_schema),
	FIELD_OF(6, FIELD_LIST, struct model_about, thresholds, MODEL_THRESHOLDS_MAX, &threshold_schema),
};
static const struct schema about_schema = SCHEMA(struct model_about, about_fields);

static size_t
table_octets(uint32_t bits)
{
	return ((size_t)1 << bits) * HEAD_COUNT;
}

static bool
are_numbers(const struct model_about *about)
{
	double most = 0;
	for (size_t i = 0; i < about->heads.count; i++) {
		const struct model_head *h = &about->heads.at[i];
		most = fmax(fmax(most, fmax(fabs(h->scale), fabs(h->bias))), fmax(fabs(h->slope), fabs(h->offset)));
	}
	for (size_t i = 0; i < about->trees.count; i++) {
		const struct tree *t = &about->trees.at[i];
		most = fmax(fmax(most, fmax(fabs(t->leaf1), fabs(t->leaf2))), fmax(fabs(t->leaf3), fabs(t->leaf4)));
	}
	return most <= NUMBER_MAX;
}

static int
read_file(struct model *m, struct bytes file, struct why *why)
{
	struct reader r = reader_of(file);
	bool is_ours = bytes_equal(reader_take(&r, strlen(MAGIC)), BYTES(MAGIC));
	uint32_t about_len = reader_u32le(&r);
	if (!is_ours)
		return why_set(why, FAULT_INPUT, "it is no model of Postern");
	if (about_len > ABOUT_MAX || schema_read(&about_schema, reader_take(&r, about_len), m->arena, &m->about) != 0)
		return why_set(why, FAULT_INPUT, "its head is damaged");
	if (m->about.version != MODEL_VERSION)
		return why_set(why, FAULT_INPUT, "it has version %u, this Postern reads %d", m->about.version, MODEL_VERSION);
	size_t begin = (strlen(MAGIC) + 4 + about_len + PAGE - 1) / PAGE * PAGE;
	size_t learned = begin + table_octets(m->about.bits), whole = learned + SHA256_DIGEST_LENGTH;
	if (m->about.bits < MODEL_BITS_MIN || m->about.heads.count != HEAD_COUNT ||
	    (file.len != whole && file.len != whole + SEAL_OCTETS))
		return why_set(why, FAULT_INPUT, "its size is not what its head says; was it cut?");
	uint8_t digest[SHA256_DIGEST_LENGTH];
	SHA256(file.at, learned, digest);
	m->digest = bytes_slice(file, learned, whole);
	if (!bytes_equal(m->digest, bytes_of(digest, sizeof digest)))
		return why_set(why, FAULT_INPUT, "its digest is wrong; copy it again");
	if (file.len != whole && !seal_read(bytes_from(file, whole), m->digest, &m->signer))
		return why_set(why, FAULT_INPUT, "its signature is wrong: it was changed after it was signed, or the signature was");
	if (!are_numbers(&m->about))
		return why_set(why, FAULT_INPUT, "it holds numbers that no learning gives");
	m->table = (const int8_t *)file.at + begin;
	m->shift = 32 - m->about.bits;
	return 0;
}

int
model_of(struct bytes file, struct model **out, struct why *why)
{
	struct model *m = xcalloc(1, sizeof *m);
	m->arena = arena_new(1 << 20);
	int fault = read_file(m, file, why);
	if (fault != 0) {
		model_free(m);
		return fault;
	}
	*out = m;
	return 0;
}

/* All of FD into memory that is read-only from then on. */
static int
copy_file(int fd, const char *name, struct bytes *out, struct why *why)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return why_system(why, name);
	if (!S_ISREG(st.st_mode) || st.st_size == 0)
		return why_set(why, FAULT_INPUT, "%s: it is no model of Postern", name);
	if (st.st_size > MODEL_FILE_MAX)
		return why_set(why, FAULT_LIMIT, "%s: larger than %d octets", name, MODEL_FILE_MAX);
	size_t len = (size_t)st.st_size, done = 0;
	int fault = 0;
	uint8_t *at = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	must(at != MAP_FAILED);
	while (fault == 0 && done < len) {
		ssize_t n = pread(fd, at + done, len - done, (off_t)done);
		if (n == 0)
			fault = why_set(why, FAULT_INPUT, "%s: it became shorter", name);
		else if (n < 0 && errno != EINTR)
			fault = why_system(why, name);
		done += n > 0 ? (size_t)n : 0;
	}
	if (fault == 0 && mprotect(at, len, PROT_READ) != 0)
		fault = why_system(why, name);
	*out = bytes_of(at, len);
	if (fault != 0)
		(void)munmap(at, len);
	return fault;
}

int
model_open_fd(int fd, const char *name, struct model **out, struct why *why)
{
	struct bytes file;
	struct why inner;
	int fault = copy_file(fd, name, &file, why);
	if (fault != 0)
		return fault;
	fault = model_of(file, out, &inner);
	if (fault != 0) {
		(void)munmap((void *)(uintptr_t)file.at, file.len);
		return why_set(why, fault, "%s: %s", name, inner.text);
	}
	(*out)->copied = file;
	return 0;
}

int
model_open(const char *path, struct model **out, struct why *why)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return why_system(why, path);
	int fault = model_open_fd(fd, path, out, why);
	(void)close(fd);
	return fault;
}

int
model_check_trust(const struct model *m, const struct model_trust *trust, struct why *why)
{
	bool is_known = false;
	for (size_t i = 0; i < trust->count; i++) {
		bool is_key;
		is_known |= seal_key_is(trust->keys[i], m->signer, &is_key);
		if (!is_key)
			return why_set(why, FAULT_CONFIG, "[server] model_keys: \"%.*s\" is no key; `postern model key` prints one",
			    BYTES_ARGS(trust->keys[i]));
	}
	if (is_known || trust->count == 0)
		return 0;
	return why_set(why, FAULT_INPUT, m->signer.len == 0 ? "it is not signed, and [server] model_keys asks for it"
	                                                    : "it is signed by a key that [server] model_keys does not name");
}

int
model_load(struct bytes name, const struct model_trust *trust, struct model **out, struct why *why)
{
	char path[4096];
	struct why inner;
	*out = NULL;
	if (bytes_equal(name, BYTES("none")))
		return 0;
	if (name.len == 0)
		return model_of(model_builtin, out, why);
	if (name.len >= sizeof path)
		return why_set(why, FAULT_INPUT, "the name of the model is too long");
	memcpy(path, name.at, name.len);
	path[name.len] = '\0';
	int fault = model_open(path, out, why);
	if (fault != 0 || trust == NULL)
		return fault;
	fault = model_check_trust(*out, trust, &inner);
	if (fault != 0) {
		model_free(*out);
		*out = NULL;
		return why_set(why, fault, "%s: %s", path, inner.text);
	}
	return 0;
}

void
model_free(struct model *m)
{
	if (m == NULL)
		return;
	if (m->copied.at != NULL)
		(void)munmap((void *)(uintptr_t)m->copied.at, m->copied.len);
	arena_free(m->arena);
	free(m);
}

const struct model_about *
model_about(const struct model *m)
{
	return &m->about;
}

struct bytes
model_digest(const struct model *m)
{
	return m->digest;
}

struct bytes
model_signer(const struct model *m)
{
	return m->signer;
}

int
model_sign(struct bytes file, EVP_PKEY *key, struct buf *out, struct why *why)
{
	struct model *m;
	int fault = model_of(file, &m, why);
	if (fault != 0)
		return fault;
	buf_add(out, bytes_to(file, (size_t)(m->digest.at - file.at) + m->digest.len));
	if (!seal_make(key, m->digest, out))
		fault = why_set(why, FAULT_CONFIG, "the key is no private Ed25519 key; `postern model key` makes one");
	model_free(m);
	return fault;
}

/* The weights of one place, and sums of them, a head beside the other: one load and one addition for all heads. */
typedef int8_t place_weights __attribute__((vector_size(HEAD_COUNT)));
typedef int16_t place_sums __attribute__((vector_size(2 * HEAD_COUNT)));
_Static_assert(HEAD_COUNT == 8, "a vector has as many elements as there are heads");
#define SUMS_MAX 256 /* weights of -128 that 16 bits hold the sum of */
#define PLACES_AHEAD 32 /* that are asked of memory before they are needed: the table is larger than the first cache */

/* Add the weights of the pieces FROM to TO of F to SUMS. */
static void
add_up(const struct model *m, const struct features *f, size_t from, size_t to, int32_t sums[HEAD_COUNT])
{
	for (size_t i = from; i < to;) {
		place_sums part = { 0 };
		for (size_t end = i + SUMS_MAX < to ? i + SUMS_MAX : to; i < end; i++) {
			place_weights w;
			if (i + PLACES_AHEAD < f->count)
				__builtin_prefetch(m->table + (size_t)(f->at[i + PLACES_AHEAD] >> m->shift) * HEAD_COUNT);
			memcpy(&w, m->table + (size_t)(f->at[i] >> m->shift) * HEAD_COUNT, sizeof w);
			part += __builtin_convertvector(w, place_sums);
		}
		for (int h = 0; h < HEAD_COUNT; h++)
			sums[h] += part[h];
	}
}

/* What PIECES whose weights add up to TO - FROM are worth: more of them do not say more. */
static inline void
worth(const int32_t from[HEAD_COUNT], const int32_t to[HEAD_COUNT], size_t pieces, float out[HEAD_COUNT])
{
	float unit = pieces == 0 ? 0 : 1 / sqrtf((float)pieces);
	for (int h = 0; h < HEAD_COUNT; h++)
		out[h] = (float)(to[h] - from[h]) * unit;
}

/* What the worst passage is worth, head by head. */
static void
score_passages(const struct model *m, const struct features *f, const struct features_block *blocks, size_t count,
    float best[HEAD_COUNT], struct bytes *out_worst)
{
	int32_t sums[FEATURES_BLOCKS_MAX + 1][HEAD_COUNT]; /* of all before the block */
	memset(sums[0], 0, sizeof sums[0]);
	for (int h = 0; h < HEAD_COUNT; h++)
		best[h] = count == 0 ? 0 : -INFINITY;
	for (size_t end = 0; end < count; end++) {
		const struct features_passages p = features_passages(blocks, count, end);
		memcpy(sums[end + 1], sums[end], sizeof sums[end]);
		add_up(m, f, features_before(blocks, end), blocks[end].end, sums[end + 1]);
		for (size_t from = p.from; from <= p.last; from++) {
			float w[HEAD_COUNT];
			worth(sums[from], sums[end + 1], blocks[end].end - features_before(blocks, from), w);
			if (w[HEAD_BAD] > best[HEAD_BAD])
				*out_worst = bytes_of(blocks[from].text.at,
				    (size_t)(blocks[end].text.at - blocks[from].text.at) + blocks[end].text.len);
			for (int h = 0; h < HEAD_COUNT; h++)
				best[h] = w[h] > best[h] ? w[h] : best[h];
		}
	}
}

void
model_score(const struct model *m, const struct casefile *c, struct features *work, struct model_score *out)
{
	struct features_block blocks[FEATURES_BLOCKS_MAX];
	int32_t none[HEAD_COUNT] = { 0 }, in_header[HEAD_COUNT] = { 0 };
	float header[HEAD_COUNT], body[HEAD_COUNT];
	*out = (struct model_score){ 0 };
	features_clear(work);
	features_header(work, c);
	add_up(m, work, 0, work->count, in_header);
	worth(none, in_header, work->count, header);
	size_t pieces = work->count;
	features_clear(work);
	size_t count = features_blocks(work, c, blocks);
	if (pieces + work->count < PIECES_MIN)
		return;
	score_passages(m, work, blocks, count, body, &out->worst);
	for (int h = 0; h < HEAD_COUNT; h++) {
		const struct model_head *about = &m->about.heads.at[h];
		if (about->good == 0 || about->bad == 0)
			continue;
		out->header[h] = fmax((double)header[h] * about->scale, -MODEL_RELIEF_MAX);
		out->raw[h] = about->bias + out->header[h] + fmax((double)body[h] * about->scale, -MODEL_RELIEF_MAX);
		out->evidence[h] = about->slope * out->raw[h] + about->offset;
	}
}

void
model_dense(const struct model_score *score, struct dense *d)
{
	d->at[DENSE_WORST] = (float)score->raw[HEAD_BAD];
	d->at[DENSE_HEADER] = (float)score->header[HEAD_BAD];
	d->at[DENSE_PHISHING] = (float)score->raw[HEAD_PHISHING];
	d->at[DENSE_SPAM] = (float)score->raw[HEAD_SPAM];
	d->at[DENSE_BEC] = (float)score->raw[HEAD_BEC];
	d->at[DENSE_ILLEGAL] = (float)score->raw[HEAD_ILLEGAL];
}

void
model_note(const struct model_score *score, const struct tree *trees, size_t count, struct arena *arena, struct casefile *c)
{
	struct dense d;
	c->learned.count = 0;
	for (int h = 0; h < HEAD_COUNT; h++) {
		struct casefile_learned *l = score->raw[h] == 0 ? NULL : LIST_ADD(arena, &c->learned);
		if (l != NULL)
			*l = (struct casefile_learned){ bytes_of_cstr(head_names[h]), score->evidence[h],
				utf8_prefix(score->worst, SAMPLE_MAX) };
	}
	if (count == 0 || c->learned.count == 0)
		return;
	dense_of(c, &d);
	model_dense(score, &d);
	struct casefile_learned *l = LIST_ADD(arena, &c->learned);
	if (l != NULL)
		*l = (struct casefile_learned){ BYTES(MODEL_TEXT), trees_sum(trees, count, &d), utf8_prefix(score->worst, SAMPLE_MAX) };
}

void
model_tell(const struct model *m, struct casefile *c, struct arena *arena, struct features *work)
{
	struct model_score s;
	model_score(m, c, work, &s);
	model_note(&s, m->about.trees.at, m->about.trees.count, arena, c);
}

void
model_write(const struct model_about *about, const int8_t *table, struct buf *out)
{
	struct buf head;
	buf_init(&head, ABOUT_MAX);
	schema_write(&about_schema, about, &head);
	must(buf_ok(&head));
	size_t from = out->len;
	buf_add(out, BYTES(MAGIC));
	for (int shift = 0; shift < 32; shift += 8)
		buf_add_octet(out, (uint8_t)(head.len >> shift));
	buf_add(out, buf_bytes(&head));
	while ((out->len - from) % PAGE != 0)
		buf_add_octet(out, 0);
	buf_add(out, bytes_of(table, table_octets(about->bits)));
	if (buf_ok(out)) {
		uint8_t digest[SHA256_DIGEST_LENGTH];
		SHA256(out->at + from, out->len - from, digest);
		buf_add(out, bytes_of(digest, sizeof digest));
	}
	buf_done(&head);
}
