#include "identity/body.h"

#include "base/fault.h"
#include "base/must.h"

struct run {
	struct body_hash *h;
	EVP_MD_CTX *ctx;
	size_t used;
	uint8_t chunk[4096];
};

int
body_want(struct body_hash *h, uint64_t length)
{
	for (size_t i = 0; i < h->count; i++)
		if (h->wants[i].length == length)
			return (int)i;
	if (h->count == BODY_WANTS_MAX)
		return FAULT_LIMIT;
	h->wants[h->count].length = length;
	return (int)h->count++;
}

/* The hash as it stands now. */
static void
snapshot(const struct run *r, struct body_want *w)
{
	EVP_MD_CTX *copy = EVP_MD_CTX_new();
	must(copy != NULL && EVP_MD_CTX_copy_ex(copy, r->ctx) == 1 && EVP_DigestFinal_ex(copy, w->hash, NULL) == 1);
	EVP_MD_CTX_free(copy);
	w->is_done = true;
}

/* The nearest length that was asked for and not reached. */
static struct body_want *
nearest(const struct run *r)
{
	struct body_want *best = NULL;
	for (size_t i = 0; i < r->h->count; i++) {
		struct body_want *w = &r->h->wants[i];
		if (!w->is_done && w->length != BODY_ALL && (best == NULL || w->length < best->length))
			best = w;
	}
	return best;
}

static void
flush(struct run *r)
{
	for (size_t at = 0;;) {
		struct body_want *w = nearest(r);
		size_t n = r->used - at;
		if (w != NULL && w->length - r->h->length <= n)
			n = (size_t)(w->length - r->h->length);
		else
			w = NULL;
		must(EVP_DigestUpdate(r->ctx, r->chunk + at, n) == 1);
		r->h->length += n;
		at += n;
		if (w == NULL)
			break;
		snapshot(r, w);
	}
	r->used = 0;
}

static void
add(struct run *r, const uint8_t *at, size_t len)
{
	while (len > 0) {
		if (r->used == sizeof r->chunk)
			flush(r);
		size_t n = sizeof r->chunk - r->used < len ? sizeof r->chunk - r->used : len;
		memcpy(r->chunk + r->used, at, n);
		r->used += n;
		at += n;
		len -= n;
	}
}

/* LINE without its break, blanks at its end and runs of blanks. */
static void
add_line_relaxed(struct run *r, struct bytes line)
{
	for (size_t i = 0; i < line.len;) {
		size_t start = i;
		while (i < line.len && line.at[i] != ' ' && line.at[i] != '\t')
			i++;
		add(r, line.at + start, i - start);
		size_t blanks = i;
		while (i < line.len && (line.at[i] == ' ' || line.at[i] == '\t'))
			i++;
		if (i > blanks && i < line.len)
			add(r, (const uint8_t *)" ", 1);
	}
}

static bool
is_empty_line(struct bytes line, bool relaxed)
{
	size_t i = 0;
	while (relaxed && i < line.len && (line.at[i] == ' ' || line.at[i] == '\t'))
		i++;
	return i == line.len;
}

/* The line at *POS without its break; *POS goes behind the break. */
static struct bytes
line_next(struct bytes body, size_t *pos, bool lf)
{
	size_t start = *pos, at = start;
	while (at < body.len) {
		const uint8_t *found = memchr(body.at + at, '\n', body.len - at);
		if (found == NULL)
			break;
		size_t i = (size_t)(found - body.at);
		bool cr = i > start && body.at[i - 1] == '\r';
		at = i + 1;
		if (lf || cr) {
			*pos = at;
			return bytes_slice(body, start, cr ? i - 1 : i);
		}
	}
	*pos = body.len;
	return bytes_from(body, start);
}

void
body_run(struct body_hash *h, struct bytes body, bool lf)
{
	struct run r = { .h = h, .ctx = EVP_MD_CTX_new() };
	size_t empty = 0;
	h->length = 0;
	must(r.ctx != NULL && EVP_DigestInit_ex(r.ctx, h->sha1 ? EVP_sha1() : EVP_sha256(), NULL) == 1);
	for (size_t pos = 0; pos < body.len;) {
		struct bytes line = line_next(body, &pos, lf);
		if (is_empty_line(line, h->relaxed)) {
			empty++;
			continue;
		}
		for (; empty > 0; empty--)
			add(&r, (const uint8_t *)"\r\n", 2);
		if (h->relaxed)
			add_line_relaxed(&r, line);
		else
			add(&r, line.at, line.len);
		add(&r, (const uint8_t *)"\r\n", 2);
	}
	if (!h->relaxed && h->length == 0 && r.used == 0)
		add(&r, (const uint8_t *)"\r\n", 2);
	flush(&r);
	for (size_t i = 0; i < h->count; i++)
		if (h->wants[i].length == BODY_ALL)
			snapshot(&r, &h->wants[i]);
	EVP_MD_CTX_free(r.ctx);
}
