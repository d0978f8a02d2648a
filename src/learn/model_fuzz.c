/* A model file of somebody else's making: it is refused, or what it says of any text is a number that a case file holds.
 *
 * The input is a model's head; table and digest are put behind it here, or nothing would pass the digest.  Taken as a whole
 * file it must be refused, or be one. */
#include <math.h>
#include <openssl/sha.h>
#include <stdlib.h>

#include "base/must.h"
#include "learn/model.h"

#define PAGE 4096
#define PLACES ((size_t)1 << MODEL_BITS_MIN)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const struct model *m)
{
	static struct features work;
	struct arena *arena = arena_new(1 << 20);
	struct casefile c = { .version = CASEFILE_VERSION, .subject = BYTES("an offer for you") };
	struct casefile_text *t = LIST_ADD(arena, &c.texts);
	t->visible = BYTES("claim your lottery prize now, click and win big 恭喜您中奖");
	model_tell(m, &c, arena, &work);
	must(c.learned.count <= HEAD_COUNT + 1);
	for (size_t i = 0; i < c.learned.count; i++)
		must(isfinite(c.learned.at[i].evidence));
	arena_free(arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf file;
	struct model *m;
	uint8_t digest[SHA256_DIGEST_LENGTH];
	if (model_of(bytes_of(data, size), &m, NULL) == 0) {
		check(m);
		model_free(m);
	}
	buf_init(&file, 1 << 20);
	buf_add_cstr(&file, "POSTERNM");
	for (int shift = 0; shift < 32; shift += 8)
		buf_add_octet(&file, (uint8_t)(size >> shift));
	buf_add(&file, bytes_of(data, size));
	while (buf_ok(&file) && file.len % PAGE != 0)
		buf_add_octet(&file, 0);
	for (size_t i = 0; i < PLACES * HEAD_COUNT; i++)
		buf_add_octet(&file, (uint8_t)(i * 37));
	if (buf_ok(&file)) {
		SHA256(file.at, file.len, digest);
		buf_add(&file, bytes_of(digest, sizeof digest));
	}
	if (buf_ok(&file) && model_of(buf_bytes(&file), &m, NULL) == 0) {
		check(m);
		model_free(m);
	}
	buf_done(&file);
	return 0;
}
