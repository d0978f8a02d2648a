/* hop: the mail systems behind us, and connections to them.
 *
 * Commands are passed on live and their replies come back in order; a message is sent only when the judge has
 * spoken.  Connections are kept for the next transaction, at most as many as the operator allows; a server
 * that fails is passed over for a while when there is another.  The EHLO after STARTTLS is the one that counts
 * (P4), octets behind the 220 drop the connection (P2), a server without STARTTLS gets nothing when TLS is
 * required (P3), and a reply that nobody asked for ends it (P21).
 *
 * A Maildir is a hop whose replies are ours: it says 250 when file and directory are synced (maildir.h). */
#ifndef SMTP_HOP_H
#define SMTP_HOP_H

#include <event2/dns.h>

#include "conf/hop_url.h"
#include "smtp/ehlo.h"
#include "front/link.h"
#include "front/outgoing.h"
#include "smtp/reply.h"

struct hop_conn;
struct trust;
struct trusts;
struct trusts_options;
struct trust_outcome;

/* What an LMTP server said to one recipient. */
struct hop_fate {
	int code;
	char text[160];
};

/* What comes back to whoever uses a connection. */
struct hop_ops {
	void (*on_ready)(void *owner, struct hop_conn *c);
	void (*on_failed)(void *owner); /* no server answers */
	void (*on_reply)(void *owner, int code, const char *text);
	void (*on_sent)(void *owner, int code, const char *text); /* the fate of the message */
	void (*on_lost)(void *owner);  /* the connection is gone, with whatever was under way */
};

struct hop_request {
	const struct hop_ops *ops;
	void *owner;
	const char *xclient; /* attributes for XCLIENT, or NULL */
	uint64_t serial;     /* set by hop_get */
	struct hop *hop;     /* set while it waits */
	struct hop_request *next;
};

struct hop_server {
	struct hop_url url;
	char host[256];
	char path[4100]; /* of a Maildir */
	int64_t failed_until_us;
	int64_t no_tls_until_us; /* offered STARTTLS and failed in it; only where TLS is not required */
};

struct hop {
	struct hops *all;
	const struct conf_next_hop *conf;
	struct hop_server *servers;
	size_t server_count;
	SSL_CTX *tls;
	char *login; /* "AUTH PLAIN ..." for mail of our own; NULL: none is configured */
	bool knows_ehlo;
	struct ehlo ehlo; /* what it offered last, without what the operator does not believe */
	size_t open;
	struct hop_conn *first_open; /* all of them, in whatever state */
	size_t connecting;
	struct hop_conn *idle;
	struct hop_request *waiting;
	struct hop *next;
};

struct hops {
	struct link_loop *loop;
	const struct conf *conf;
	const char *hostname;
	struct evdns_base *dns;
	struct hop *first;
	struct arena *arena;
	struct trusts *trusts;
	void (*note_tls)(void *context, const struct trust_outcome *outcome); /* may be NULL */
	void *note_context;
	bool is_draining;
	uint64_t next_serial;
	uint32_t generation; /* counts changes of any hop's offers */
	struct maildir_writer *writer; /* made with the first message for a Maildir */
	struct maildir_message *batch;
	size_t batch_count;            /* with the writer now: the first so many of first_storing */
	struct hop_conn *first_storing, **last_storing;
};

enum hop_state {
	HOP_RESOLVING, HOP_CONNECTING, HOP_GREETING, HOP_EHLO, HOP_STARTTLS, HOP_TLS, HOP_XCLIENT, HOP_READY, HOP_DATA, HOP_SENDING,
	HOP_FATE, HOP_RESETTING, HOP_IDLE,
};

struct hop_conn {
	struct link link;
	struct hop *hop;
	enum hop_state state;
	size_t server;
	size_t tried;
	struct evutil_addrinfo *addresses, *address;
	struct evdns_getaddrinfo_request *resolving;
	struct trust *trust; /* where the hop's tls is dane or mta-sts */
	bool is_trust_noted;
	bool had_starttls;
	bool has_link;
	bool is_secure;
	bool is_broken;    /* in no defined state: ended by RST when it comes back */
	bool is_dedicated; /* carries one client's identity: never given to another */
	uint64_t for_serial; /* whose, until it has it; 0: anybody's */
	bool is_lmtp;
	bool is_maildir;
	struct ehlo ehlo;
	struct reply reply;
	size_t pending;    /* replies that are still to come */
	struct hop_request request; /* who uses it; ops NULL: nobody */
	struct outgoing *sending;
	char chunk_text[40]; /* BDAT and its size; what of it has not gone: */
	struct bytes chunk;
	size_t fates;      /* LMTP: one for each recipient */
	int fate_code;
	char fate_text[REPLY_TEXT_MAX + 1];
	struct hop_fate *each; /* LMTP: each recipient's, in their order */
	size_t each_count;     /* that have come */
	struct buf envelope; /* of a Maildir: Return-Path and Delivered-To */
	struct hop_conn *next;
	bool is_storing;
	struct maildir_message *stored; /* its place in the batch; NULL: it waits for the next */
	struct hop_conn *next_storing;
	struct hop_conn *next_open, **previous_open;
};

/**
 * hops_init(h, loop, conf, hostname, why): Every next hop of the configuration.
 *
 * Fails:   FAULT_CONFIG (a certificate that cannot be read)
 */
int hops_init(struct hops *h, struct link_loop *loop, const struct conf *conf, const char *hostname, struct why *why);

/* Who is asked about servers (trust.h), before the first connection and before the jail closes.  Without it dane means "not
 * now".  fetches_policies is set here, from the configuration. */
void hops_trust(struct hops *h, const struct trusts_options *options);

void hops_done(struct hops *h);

/**
 * hop_find(h, value, why): The hop for a setting: the name of a [next_hop], a URL, or "" for the default.
 *
 * Gives:   the same hop for the same value; NULL with *why where it cannot be used
 */
struct hop *hop_find(struct hops *h, struct bytes value, struct why *why);

/* Connect once, to learn what it offers. */
void hop_probe(struct hop *hop);

/**
 * hop_get(hop, request): A connection; on_ready or on_failed comes, perhaps at once.
 * hop_cancel(request): Not wanted any more.
 */
void hop_get(struct hop *hop, struct hop_request *request);
void hop_cancel(struct hop_request *request);

/* Send a command line (without line end); on_reply comes once. */
void hop_command(struct hop_conn *c, struct bytes line);

/**
 * hop_send(c, message, recipients): Send the message after MAIL and RCPT; on_sent comes once.
 *
 * Takes:   recipients  accepted by the server: LMTP gives as many replies, of which on_sent has the worst and
 *                      c->each all, where c->each_count says so
 */
void hop_send(struct hop_conn *c, struct outgoing *message, size_t recipients);

/* Give it back; with NEEDS_RESET a transaction is open.  hop_drop: end it by RST, it is in no defined state. */
void hop_put(struct hop_conn *c, bool needs_reset);
void hop_drop(struct hop_conn *c);

#endif
