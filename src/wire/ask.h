/* ask: the questions that roles and command-line tools put to the keeper, and its answers, as plain data.
 *
 * One kind, one question schema, one answer schema; ask_kinds is the whole protocol.  The keeper takes a
 * question as written by an attacker (the gate may be one): the schema bounds every field.  Octets that are
 * too large for a frame (a message, a case file) go as descriptors beside it. */
#ifndef WIRE_ASK_H
#define WIRE_ASK_H

#include "wire/event.h"
#include "wire/lesson.h"

enum ask_limits {
	ASK_ROWS_MAX = 500,      /* rows of one answer; ask again with `before` for more */
	ASK_KEYS_MAX = 64,       /* history keys of one question */
	ASK_FDS_MAX = 2,
	ASK_JOBS_MAX = 8,        /* jobs that one gate has at a time */
	ASK_PASSWORDS_MAX = 32,  /* of one pair of people, for one locked file */
	ASK_PASSWORD_MAX = 40,
	ASK_TOLD_MAX = 8,        /* words of one mail */
	ASK_PAIRS_MAX = 20,      /* recipients of one mail that are asked about */
	ASK_WORST_READ = 1000,   /* rows of credit read for one answer: some 4 ms in which mail waits */
};
/* Octets of one question or answer; memory that answering may cost. */
#define ASK_OCTETS_MAX ((size_t)4 << 20)
#define ASK_ARENA_MAX ((size_t)16 << 20)

/* Descriptors with a question or an answer. */
struct ask_fds {
	int at[ASK_FDS_MAX];
	size_t count;
};

enum ask_kind {
	ASK_NONE,
	ASK_HOLD,      /* event + message and case file descriptors -> stored durably */
	ASK_EVENT,     /* event -> noted within 100 ms; lost if the keeper dies before */
	ASK_LIST,      /* filter -> what is in quarantine */
	ASK_SHOW,      /* id -> everything, with message and case file descriptors */
	ASK_RELEASE,   /* id -> queued for the next hop */
	ASK_DELETE,    /* id -> gone */
	ASK_SEARCH,    /* filter -> events */
	ASK_STATS,     /* -> counters */
	ASK_REBUILD,   /* -> index made again from the files */
	ASK_HISTORY,   /* keys -> what we know of them */
	ASK_JOB,       /* -> a mail of ours to deliver, with its descriptor; FAULT_ABSENT when there is none due */
	ASK_DELIVERED, /* what the hop said to a job */
	ASK_CREDITS,   /* keys -> the credit of each */
	ASK_WORST,     /* a score -> the keys whose credit is not better, page by page */
	ASK_TRIPLET,   /* network, sender, recipient -> how long they must wait (greylisting) */
	ASK_MAIL,      /* a mail of our own + its octets -> queued for the next hop */
	ASK_TALLY,     /* rows for a report -> counted within 100 ms; lost if the keeper dies before */
	ASK_REPORT,    /* -> the report that is due, with what was counted; FAULT_ABSENT: none */
	ASK_REPORTED,  /* what became of it */
	ASK_REPORTS,   /* -> what is counted and what was sent */
	ASK_HURRY,     /* -> all that is counted is due at once */
	ASK_PRINTS,    /* fingerprints and words of a message -> what people said of its like */
	ASK_LESSON,    /* what somebody says of a message -> learned, with an audit row */
	ASK_FORGET,    /* a lesson -> all of it taken back */
	ASK_LESSONS,   /* -> what was taught, by whom */
	ASK_PASSWORDS, /* words that may be passwords -> those of the same people, and a held mail that waits for one */
	ASK_OPENED,    /* what became of that mail */
	ASK_KIND_COUNT
};

enum hold_state {
	HOLD_HELD,
	HOLD_RELEASED, /* queued or delivered; the copy stays until it expires */
	HOLD_MISSING,  /* its file is gone: disk trouble, or somebody removed it */
	HOLD_STATE_COUNT
};
extern const char *const hold_state_names[HOLD_STATE_COUNT];

/* One line of the quarantine's list. */
struct hold_row {
	struct bytes id;
	int64_t time_ms;
	enum hold_state state;
	struct bytes mail_from;
	LIST(struct bytes) recipients; /* the first 20 */
	uint32_t recipient_count;
	struct bytes subject;
	uint64_t size;
	enum mail_type type;
	struct bytes subtype;
	double score;
	struct bytes tenant;
	struct bytes duplicate_of; /* the same message came within the hour before: hidden from lists */
	struct bytes state_by;     /* who released it */
	int64_t state_ms;
};

/* Empty fields do not filter.  Texts match anywhere, ignoring case, except ip, id and tenant: exactly. */
struct ask_filter {
	int64_t since_ms;
	int64_t until_ms;     /* 0: now */
	struct bytes id;
	struct bytes sender;
	struct bytes recipient;
	struct bytes subject;
	struct bytes text;    /* in sender, recipients or subject */
	struct bytes ip;
	struct bytes message_id;
	struct bytes tenant;
	struct bytes outcome; /* its name */
	struct bytes type;
	uint32_t limit;       /* 0: 100 */
	uint64_t before;      /* continue: `next` and (of a list) `next_ms` of the last answer */
	int64_t before_ms;
	bool with_duplicates;
};

struct ask_id {
	struct bytes id;
	struct bytes by;      /* who asks, for the audit log */
	LIST(struct bytes) recipients; /* release to these instead; empty: as it was */
};

struct ask_keys {
	/* "mark HEX" and "selector S DOMAIN" of signatures (ask_marks), and "ip 192.0.2.1", "from a@example.com", "domain example.com", "pair a@example.com b@example.cn": address
	   and domain are those of the From header, in lower case. */
	LIST(struct bytes) keys;
};

struct ask_credits {
	/* "ip 192.0.2.1", "net 192.0.2.0/24", "asn 64500", and "helo", "dkim", "spf", "from", "url" with a domain */
	LIST(struct bytes) keys;
	struct bytes sender;  /* address of From; "" does not ask */
	bool with_days;
};

struct ask_worst {
	uint32_t score;       /* at most */
	struct bytes after;   /* `next` of the last answer */
};

struct ask_triplet {
	struct bytes network;
	struct bytes sender;
	struct bytes recipient;
	uint32_t delay_ms;
};

struct ask_reply {
	uint64_t job;
	uint32_t code;        /* SMTP reply; 0: no connection */
	struct bytes text;
};

/* Every answer begins with these two: 0 or minus an enum fault, and a sentence. */
struct answer {
	uint32_t fault;
	struct bytes why;
};

struct answer_list {
	uint32_t fault;
	struct bytes why;
	LIST(struct hold_row) rows; /* newest first */
	uint64_t next;        /* 0: that was all */
	int64_t next_ms;
};

struct answer_show {
	uint32_t fault;
	struct bytes why;
	struct hold_row row;
	struct mail_event event;
};

struct answer_events {
	uint32_t fault;
	struct bytes why;
	LIST(struct mail_event) rows; /* newest first; recipients and findings are complete */
	uint64_t next;
};

struct answer_stats {
	uint32_t fault;
	struct bytes why;
	uint64_t events;
	uint64_t held;
	uint64_t held_octets;
	uint64_t released;
	uint64_t missing;
	uint64_t outbox_waiting;
	uint64_t outbox_failed;
	uint64_t rebuilt;      /* files read by the last rebuild or start-up scan */
	uint64_t removed;      /* unfinished files it removed */
	uint64_t damaged;      /* files without a valid end that it set aside */
	uint64_t locked;       /* files whose key we do not have */
	uint64_t events_lost;  /* not written because the disk was full or sick */
	bool is_encrypted;
	bool is_sick;          /* a write failed: see the log */
};

struct history {
	struct bytes key;
	int64_t first_ms;      /* 0: never seen */
	int64_t last_ms;
	uint64_t good;         /* messages delivered as normal */
	uint64_t bad;          /* judged otherwise */
};

struct answer_history {
	uint32_t fault;
	struct bytes why;
	LIST(struct history) rows; /* as many as keys, in their order */
};

struct credit_day {
	int64_t day;          /* since 1970 */
	uint32_t good;        /* messages that spoke for it, and against */
	uint32_t bad;
	uint32_t seen;
};

struct credit {
	struct bytes key;
	int64_t first_ms;     /* 0: never seen */
	int64_t last_ms;
	uint64_t seen;
	double good;          /* evidence, aged */
	double bad;
	double odds;          /* log-odds that its mail is bad */
	double error;         /* of odds */
	uint32_t score;       /* 0 (bad) to 100 */
	double surge;         /* the last hour against its usual rate; 0: too new to say */
	LIST(struct credit_day) days; /* newest first, those with mail */
};

struct answer_credits {
	uint32_t fault;
	struct bytes why;
	int64_t since_ms;     /* how far the log reaches back */
	uint64_t sender_seen;
	LIST(struct credit) rows; /* as many as keys, in their order */
};

struct answer_worst {
	uint32_t fault;
	struct bytes why;
	LIST(struct credit) rows; /* in the order of their keys, without days; may be none before the end */
	struct bytes next;    /* "": that was the end */
};

struct answer_job {
	uint32_t fault;
	struct bytes why;
	uint64_t job;
	struct bytes id;       /* unique for ever; the Message-ID of our own mail, a header on released mail */
	struct bytes mail_from;
	LIST(struct bytes) recipients;
	struct bytes hop;      /* "": the default one */
	uint32_t tries;
	struct bytes listener; /* where it came in */
	struct bytes dsn;      /* as in the event */
	LIST(struct bytes) recipient_dsn;
	bool is_own;           /* a mail of ours, not a released one */
};

/* A mail of our own: a report, a digest. */
struct ask_mail {
	struct bytes id;       /* unique for ever */
	struct bytes mail_from;
	LIST(struct bytes) recipients;
	struct bytes hop;
};

/* One policy domain's day; the question of ASK_REPORTED, a row of ASK_REPORTS. */
struct ask_reported {
	enum report_kind kind;
	int64_t day;           /* since 1970, UTC */
	struct bytes domain;
	struct bytes state;    /* "sent", "none" (nobody wants it), "failed"; "open" */
	struct bytes detail;
	uint64_t rows;
	uint64_t lost;
};

struct answer_report {
	uint32_t fault;
	struct bytes why;
	int64_t day;
	struct casefile_report report; /* kind, domain, begin, end and rows */
};

struct answer_reports {
	uint32_t fault;
	struct bytes why;
	LIST(struct ask_reported) rows; /* newest first */
};

struct ask_passwords {
	struct bytes tenant;
	struct bytes sender;   /* address of From */
	LIST(struct bytes) recipients;
	enum direction direction;
	LIST(struct bytes) told; /* that this mail names */
	bool is_locked;        /* it holds a locked file: the words of others are wanted */
};

struct answer_passwords {
	uint32_t fault;
	struct bytes why;
	LIST(struct bytes) passwords;
	struct mail_event waiting; /* id "": none waits; else the message and its case file come as descriptors */
};

struct ask_opened {
	struct bytes id;       /* of the mail that waited */
	struct bytes by;       /* of the mail that named the password */
	bool is_good;          /* release it; else it is held again, under an id of its own */
};

struct answer_triplet {
	uint32_t fault;
	struct bytes why;
	int64_t wait_ms;       /* 0: it may come in */
};

struct ask_kind_info {
	const char *name;
	const struct schema *question; /* NULL: none */
	const struct schema *answer;
	uint32_t fds_in;  /* most descriptors that may come with the question */
	bool is_for_gate; /* the gate may ask it */
};

/* The protocol: entry ASK_x describes kind x. */
extern const struct ask_kind_info ask_kinds[ASK_KIND_COUNT];

extern const struct schema hold_row_schema;
extern const struct schema credit_schema;

#endif
