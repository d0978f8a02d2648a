#include "dissect/dissect.h"

#include <openssl/evp.h>

#include "base/must.h"
#include "base/utf8.h"
#include "dissect/inside.h"
#include "mail/charset.h"
#include "office/office.h"
#include "prints/prints.h"
#include "text/normalise.h"
#include "url/domain.h"

/* Scratch for one text; longer ones are cut, which is a gap. */
#define SCRATCH_MAX ((size_t)64 << 20)

/* Loaded once, only read afterwards, shared by every worker that is forked later. */
static struct lexicon *the_lexicon;
static EVP_MD *the_sha256;

int
dissect_preload(struct why *why)
{
	if (the_lexicon != NULL)
		return 0;
	int fault = text_preload(why);
	if (fault != 0)
		return fault;
	if (charset_preload() != 0)
		return why_set(why, FAULT_SYSTEM, "ICU lacks some character sets; is libicu72 complete?");
	domain_preload();
	the_sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	if (the_sha256 == NULL)
		return why_set(why, FAULT_SYSTEM, "OpenSSL offers no SHA-256");
	fault = office_preload(why);
	return fault != 0 ? fault : lexicon_new(&the_lexicon, why);
}

void
dissect_gap(struct dissection *d, uint32_t index, enum gap_reason reason, struct bytes text)
{
	struct bytes part = casefile_part_id(d->c, index);
	casefile_gap_add(d->c, d->arena, part, reason, text);
}

struct bytes
dissect_keep(struct dissection *d, struct bytes b)
{
	struct bytes copy;
	(void)arena_copy(d->arena, b, &copy);
	return copy;
}

struct bytes
dissect_normal(struct dissection *d, struct bytes text)
{
	buf_clear(&d->normal);
	text_normalise(text, &d->normal, NULL);
	return dissect_keep(d, buf_bytes(&d->normal));
}

struct bytes
dissect_name(struct dissection *d, struct bytes text)
{
	buf_clear(&d->normal);
	for (size_t pos = 0; pos < text.len && d->normal.len < CASEFILE_NAME_MAX;) {
		uint32_t cp = utf8_next(text, &pos);
		if (cp >= 0x20 && cp != 0x7f)
			utf8_add(&d->normal, cp);
	}
	return dissect_keep(d, utf8_prefix(buf_bytes(&d->normal), CASEFILE_NAME_MAX));
}

static struct bytes
digest(struct dissection *d, struct bytes b, const EVP_MD *how)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;
	must(EVP_Digest(b.at != NULL ? b.at : (const uint8_t *)"", b.len, digest, &len, how, NULL) == 1);
	return dissect_keep(d, bytes_of(digest, len));
}

void
dissect_digests(struct dissection *d, struct bytes content, struct casefile_part *p)
{
	p->sha256 = digest(d, content, the_sha256);
	if (d->services == NULL || !d->services->wants_old_hashes)
		return;
	p->md5 = digest(d, content, EVP_md5());
	p->sha1 = digest(d, content, EVP_sha1());
}

void
dissect_message(const struct dissect_services *services, const struct casefile_envelope *envelope,
    struct bytes message, struct arena *arena, struct casefile *out)
{
	struct dissection d = { .services = services, .arena = arena, .c = out, .lexicon = the_lexicon };
	must(the_lexicon != NULL);
	buf_init(&d.normal, SCRATCH_MAX);
	buf_init(&d.folded, SCRATCH_MAX);
	out->version = CASEFILE_VERSION;
	out->envelope = *envelope;
	out->size = message.len;
	/* Room for gaps comes first: when memory is at its ceiling that must still be said. */
	if (LIST_ADD(arena, &out->gaps) != NULL)
		out->gaps.count = 0;
	out->sha256 = digest(&d, message, the_sha256);
	if (message.len > DISSECT_MESSAGE_MAX) {
		dissect_gap(&d, UINT32_MAX, GAP_LIMIT, BYTES("the message is larger than what is read"));
		message = bytes_to(message, DISSECT_MESSAGE_MAX);
	}
	dissect_mail(&d, message, BYTES_NONE, 0, 0, 0);
	dissect_pictures(&d);
	dissect_ocr(&d);
	if (d.locked.count != 0) {
		/* What is in them may have pictures of its own. */
		dissect_drop_pictures(&d);
		dissect_locked(&d);
		dissect_pictures(&d);
	}
	dissect_tell_passwords(&d);
	dissect_rules(&d, message);
	prints_make(out, arena);
	if (arena_was_full(arena))
		dissect_gap(&d, UINT32_MAX, GAP_LIMIT, BYTES("the message needs more memory than one may have"));
	buf_done(&d.normal);
	buf_done(&d.folded);
}
