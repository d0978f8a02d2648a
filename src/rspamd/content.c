/* The message that a request carries: as it is, or packed with zstd, as rspamc and rspamd's proxies send it. */
#include "http/zstd.h"
#include "rspamd/inside.h"

static int
put(void *context, struct bytes run)
{
	struct spool *s = context;
	memcpy(spool_reserve(s, run.len), run.at, run.len);
	return spool_take(s, run.len);
}

/* 0: as it is, 1: zstd, -1: something else. */
static int
coding_of(const struct http_exchange *x)
{
	struct bytes coding = http_field(&x->head, "Content-Encoding");
	if (coding.len == 0)
		coding = http_field(&x->head, "Compression");
	if (coding.len == 0 || bytes_equal_nocase(coding, BYTES("identity")))
		return 0;
	return bytes_equal_nocase(coding, BYTES("zstd")) ? 1 : -1;
}

bool
content_open(struct http_exchange *x, const struct form *form, struct content *out)
{
	const struct rspamd *r = listener_of(x)->rspamd;
	struct bytes packed = form != NULL ? form->message : x->content;
	struct why why = { "" };
	int coding = form != NULL ? form->is_packed : coding_of(x), fault = 0;
	*out = (struct content){ .octets = packed, .whole = x->whole };
	if (coding < 0) {
		say_error(x, 415, "content may be packed with zstd, and nothing else");
		return false;
	}
	if (coding == 0 && packed.len == 0) {
		say_error(x, 400, "Empty body is not permitted");
		return false;
	}
	if (coding == 0 && form == NULL)
		return true;
	spool_init(&out->spool, r->options.room);
	out->has_spool = true;
	fault = coding == 0 ? put(&out->spool, packed)
	    : zstd_decode(packed, (uint64_t)r->options.conf->limits.message_size, put, &out->spool, &why);
	if (fault == 0 && out->spool.size == 0)
		fault = why_set(&why, FAULT_INPUT, "Empty body is not permitted");
	if (fault == 0 && spool_finish(&out->spool, &out->octets) != 0)
		fault = FAULT_SYSTEM;
	out->whole = out->spool.whole;
	if (fault == 0)
		return true;
	content_done(out);
	say_error(x, fault == FAULT_INPUT ? 400 : fault == FAULT_LIMIT ? 413 : 507, fault == FAULT_SYSTEM ? "no room to unpack it" : why.text);
	return false;
}

void
content_done(struct content *c)
{
	if (c->has_spool)
		spool_done(&c->spool);
	c->has_spool = false;
}
