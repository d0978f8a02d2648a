/* inside: what the files of this front share. */
#ifndef RSPAMD_INSIDE_H
#define RSPAMD_INSIDE_H

#include "front/place.h"
#include "front/ticket.h"
#include "rspamd/auth.h"
#include "rspamd/figures.h"
#include "rspamd/rspamd.h"

struct rspamd_listener {
	struct rspamd *rspamd;
	const struct conf_listener *conf;
	struct http_service service;
	struct http_route *routes; /* a copy of the table, with our ceiling for messages */
	struct rspamd_listener *next;
};

struct rspamd {
	struct rspamd_options options;
	struct bytes authserv_id;
	struct rspamd_listener *listeners;
	struct figures figures;
	struct auth_guesses guesses;
	uint32_t instance;
};

static inline struct rspamd_listener *
listener_of(const struct http_exchange *x)
{
	return x->service->context;
}

/* {"error":"..."}, as every error is told. */
void say_error(struct http_exchange *x, int status, const char *text);

/* form.c: the parts of /checkv3. */
struct form {
	struct bytes message;
	bool is_packed;    /* with zstd */
};

/**
 * form_read(x, out, why): Read the metadata and find the message.
 *
 * Gives:   0 and *out; the fields of x->head are those that the metadata stand for, and a Password
 * Fails:   400, 415 with *why
 */
int form_read(struct http_exchange *x, struct form *out, struct why *why);

/* content.c: the message that came, unpacked where it was packed. */
struct content {
	struct bytes octets;
	struct blob *whole;
	struct spool spool;
	bool has_spool;
};
/* Gives: true; else the error is said.  FORM: of /checkv3, else NULL. */
bool content_open(struct http_exchange *x, const struct form *form, struct content *out);
void content_done(struct content *c);

/* scan.c */
void scan_form(struct http_exchange *x);  /* /checkv3 */
void scan_new(struct http_exchange *x);   /* /checkv2 */
void scan_old(struct http_exchange *x);   /* /check and its other names */
void scan_lines(struct http_exchange *x); /* RSPAMC */

/* teach.c */
bool teach_begin(struct http_exchange *x);
void teach_spam(struct http_exchange *x);
void teach_ham(struct http_exchange *x);
void teach_class(struct http_exchange *x);
void fuzzy_add(struct http_exchange *x);
void fuzzy_del(struct http_exchange *x);

#endif
