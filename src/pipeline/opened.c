#include "pipeline/opened.h"

#include <string.h>

#include "base/buf.h"
#include "sys/fd.h"

/* All passwords of a question with their lengths. */
#define QUESTION_MAX WIRE_FRAME_MAX

bool
opened_key(const struct opened *o, const struct wire_open *ask, int container, uint8_t out[DIGEST_OCTETS])
{
	size_t size;
	struct buf question;
	if (o->octets_max == 0 || ask->kind == OPEN_RULES || memfd_check(container, OPENED_CONTAINER_MAX, &size) != 0)
		return false;
	buf_init(&question, QUESTION_MAX);
	buf_addf(&question, "%s %zu", open_kind_names[ask->kind], ask->passwords.count);
	for (size_t i = 0; i < ask->passwords.count; i++) {
		buf_addf(&question, " %zu ", ask->passwords.at[i].len);
		buf_add(&question, ask->passwords.at[i]);
	}
	bool ok = buf_ok(&question) && digest_of(buf_bytes(&question), container, out);
	buf_done(&question);
	return ok;
}

static void
forget(struct opened *o, struct opened_row *r)
{
	o->octets -= r->octets;
	fd_close(&r->fd);
	*r = (struct opened_row){ 0 };
}

int
opened_find(struct opened *o, const uint8_t key[DIGEST_OCTETS], int64_t now_us)
{
	for (size_t i = 0; i < OPENED_ROWS; i++) {
		struct opened_row *r = &o->at[i];
		if (r->fd > 0 && now_us >= r->until_us)
			forget(o, r);
		else if (r->fd > 0 && memcmp(r->key, key, DIGEST_OCTETS) == 0)
			return r->fd;
	}
	return -1;
}

void
opened_add(struct opened *o, const uint8_t key[DIGEST_OCTETS], int fd, int64_t now_us)
{
	size_t size;
	OWN_FD int mine = fd;
	if (memfd_check(mine, OPENED_RESULT_MAX, &size) != 0 || size > o->octets_max || mine == 0 ||
	    opened_find(o, key, now_us) >= 0)
		return;
	/* The oldest make room: the one whose place is next, and as many behind it as the octets need. */
	for (size_t i = 0; i < OPENED_ROWS; i++) {
		struct opened_row *r = &o->at[(o->next + i) % OPENED_ROWS];
		if (r->fd > 0 && (i == 0 || size > o->octets_max - o->octets))
			forget(o, r);
	}
	struct opened_row *r = &o->at[o->next];
	*r = (struct opened_row){ .fd = fd_take(&mine), .octets = size, .until_us = now_us + (int64_t)OPENED_AGE_S * 1000000 };
	memcpy(r->key, key, DIGEST_OCTETS);
	o->octets += size;
	o->next = (o->next + 1) % OPENED_ROWS;
}

void
opened_done(struct opened *o)
{
	for (size_t i = 0; i < OPENED_ROWS; i++)
		if (o->at[i].fd > 0)
			forget(o, &o->at[i]);
}
