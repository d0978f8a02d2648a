/* event: one line of the mail log: what came, what was decided, what happened.
 *
 * The gate makes one for every message and for every recipient list refused before DATA; the keeper stores it
 * for search and puts it at the head of a quarantine file, so that the index can be made again from files.
 * It holds no message content beyond the subject.  Every ceiling is what a search result may cost. */
#ifndef WIRE_EVENT_H
#define WIRE_EVENT_H

#include "casefile/casefile.h"
#include "casefile/finding.h"

enum event_limits {
	EVENT_ID_MAX = 64,       /* a file name: letters, digits, '-', '_' */
	EVENT_ADDRESS_MAX = 512, /* RFC 5321 s4.5.3.1.3 allows 256; SMTPUTF8 and sloppy peers get room */
	EVENT_SUBJECT_MAX = 1000,
	EVENT_MARKS_MAX = 2 * CASEFILE_SIGNATURES_MAX,
	EVENT_REPLY_MAX = 1000,  /* a hop's reply of several lines */
};

/* What became of it.  Not the verdict's action: a message to be delivered is deferred when the hop is down. */
enum outcome {
	OUTCOME_DELIVERED,   /* the next hop answered 2xx */
	OUTCOME_TAGGED,      /* the same, marked */
	OUTCOME_QUARANTINED,
	OUTCOME_REJECTED,    /* 5xx after DATA */
	OUTCOME_DEFERRED,    /* 4xx: the sender still has it */
	OUTCOME_REFUSED,     /* turned away before DATA */
	OUTCOME_ADVISED,     /* milter or scan API: another server acts on the verdict */
	OUTCOME_COUNT
};
extern const char *const outcome_names[OUTCOME_COUNT];

struct mail_event {
	struct bytes id;         /* of the message; unique */
	int64_t time_ms;         /* Unix time in milliseconds, UTC */
	struct bytes session;
	struct bytes listener;
	struct bytes tenant;
	enum direction direction;
	struct bytes client_ip;
	struct bytes helo;
	struct bytes user;       /* authenticated as */
	struct bytes mail_from;  /* "" is the null sender */
	LIST(struct bytes) recipients;
	struct bytes from;       /* address of the From header */
	struct bytes subject;
	struct bytes message_id;
	uint64_t size;
	struct bytes sha256;     /* of the raw octets */
	enum outcome outcome;
	enum mail_type type;
	struct bytes subtype;
	bool is_bulk;
	double score;
	LIST(struct finding) findings;
	uint32_t gaps;
	struct bytes reply;      /* what the client was told, or the hop said */
	uint32_t cpu_us;
	LIST(struct bytes) credits; /* keys that its verdict is evidence about (wire/ask.h) */
	bool is_proven;          /* its sender authenticated */
	struct bytes dsn;        /* of a hold: RET and ENVID of its MAIL, as said */
	LIST(struct bytes) recipient_dsn; /* ... and NOTIFY and ORCPT of each of the recipients; or none */
	LIST(struct bytes) marks; /* of its signatures: ask_marks() */
	struct bytes other;      /* what another filter said of it: "rspamd reject 16.1"; "" for none */
	struct bytes advice;     /* OUTCOME_ADVISED: the action that was advised */
};
extern const struct schema event_schema;

/**
 * event_id_ok(id): May ID name a message?  1 to EVENT_ID_MAX of [A-Za-z0-9_-], so that it is a safe file name.
 */
bool event_id_ok(struct bytes id);

#endif
