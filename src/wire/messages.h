/* messages: everything that one role can say to another.
 *
 * One enum, grouped by who receives it; one table row and one schema per type.  A message that its receiver
 * does not take, or that carries another number of descriptors than its row allows, is a fault of the
 * sender, who is then dropped.  Raise WIRE_VERSION when a message changes its meaning: roles of two
 * generations never talk to each other, but a core file should say what it is. */
#ifndef WIRE_MESSAGES_H
#define WIRE_MESSAGES_H

#include "base/schema.h"
#include "casefile/casefile.h"

#define WIRE_VERSION 1

/* Who may receive a type; bits, since an opener's request passes through the gate. */
enum wire_role {
	WIRE_TO_NURSERY = 1,
	WIRE_TO_DISSECTOR = 2,
	WIRE_TO_OPENER = 4,
	WIRE_TO_GATE = 8, /* the gate, or any other process that owns a pipeline ("postern scan") */
	WIRE_TO_KEEPER = 16,
	WIRE_TO_CONSOLE = 32,
};

enum wire_type {
	/* to a nursery */
	WIRE_SPAWN = 1,  /* fork a worker that serves on the descriptor */
	WIRE_KILL = 2,   /* end one */
	/* to a dissector */
	WIRE_DISSECT = 10, /* + the message, read-only, where it does not go along */
	WIRE_OPENED = 11,  /* also to the gate, from an opener; + the result where there is one */
	/* to the gate */
	WIRE_EXITED = 20, /* a worker has ended */
	WIRE_CASE = 21, /* + the files that were wanted */
	WIRE_OPEN = 22, /* also to an opener; + the container, sealed */
	WIRE_PEER = 23, /* also to the keeper, from the supervisor: + the socket to a role that has (re)started */
	/* to the keeper, and back: the kinds of question are in wire/ask.h */
	WIRE_QUESTION = 30,
	WIRE_ANSWER = 60,
	WIRE_TYPE_END = 90
};

enum wire_limits {
	WIRE_FRAME_MAX = 65536, /* one datagram with its header; what is larger travels in a sealed memfd */
	WIRE_FDS_MAX = 4,
	WIRE_MESSAGE_MAX = 48 << 10, /* of a message that goes along in the question: with a usual envelope it fits a frame, and
	                              * two such frames fit the 208 KB that a socket holds by default */
	WIRE_QUESTIONS_MAX = 64, /* of one frame */
	WIRE_COLLECTED_MAX = 256 << 10, /* 8 signatures and 51 seals of at most 4 KB each */
	WIRE_WORKERS_MAX = 1024, /* of one nursery */
	WIRE_PASSWORDS_MAX = 50, /* tried on one container; the slow formats try fewer */
};

/* What a type is: its schema, its largest payload, how many descriptors it carries, who takes it. */
struct wire_kind {
	enum wire_type type;
	const char *name;
	const struct schema *schema;
	uint32_t payload_max;
	uint32_t fds_min;
	uint32_t fds_max;
	uint32_t to; /* bits of enum wire_role */
};

/**
 * wire_kind_find(type): The row of TYPE, or NULL.
 */
const struct wire_kind *wire_kind_find(uint32_t type);

/* SPAWN, KILL: worker is chosen by the asker and never used twice. */
struct wire_spawn {
	uint64_t worker;
	bool runs_programs; /* an opener for OPEN_PROGRAM */
	bool reads_words;   /* an opener for OPEN_OCR, which loads models first */
};

/* Whose socket it is. */
enum wire_peer_kind { WIRE_PEER_DISSECTORS, WIRE_PEER_OPENERS, WIRE_PEER_KEEPER, WIRE_PEER_GATE, WIRE_PEER_KIND_COUNT };
extern const char *const wire_peer_kind_names[WIRE_PEER_KIND_COUNT];

struct wire_peer {
	enum wire_peer_kind kind;
	uint32_t pid; /* a gate's, told to the keeper */
	uint32_t restarts; /* how often it was started again, told to the gate for /metrics */
};

struct wire_exited {
	uint64_t worker;
	uint32_t status; /* exit status; 0 when a signal ended it */
	uint32_t signal;
	uint64_t cpu_us; /* user and system time of its whole life */
};

struct wire_dissect {
	uint64_t job;
	bool is_careful; /* second attempt: no openers, no signatures */
	bool wants_identity;
	enum engine_files_wanted files; /* to be told beside the case file */
	bool wants_old_hashes; /* MD5 and SHA-1 of files */
	double settled_from; /* judge_settled_from() */
	struct casefile_envelope envelope;
	struct bytes message;  /* a small one; where there is a descriptor it is there instead */
};

struct wire_case {
	uint64_t job;
	struct bytes casefile; /* binary form; casefile_read() checks what it points at */
	struct bytes collected; /* binary form of identity_collected, "" where it was not wanted */
	LIST(struct engine_file) files; /* in the descriptor, sealed, which is there if any is */
	uint64_t cpu_us;
};

/* A kind of third-party decoder.  PROGRAM is one that is executed, in a jail of its own. */
enum open_kind { OPEN_ARCHIVE, OPEN_PDF, OPEN_PICTURES, OPEN_PROGRAM, OPEN_OCR, OPEN_RULES, OPEN_KIND_COUNT };
extern const char *const open_kind_names[OPEN_KIND_COUNT];

struct wire_open {
	uint64_t job;
	enum open_kind kind;
	struct bytes part;
	struct bytes name; /* of the container, a hint */
	LIST(struct bytes) passwords;
};

enum open_status {
	OPEN_DONE,        /* everything is in the result */
	OPEN_PARTLY,      /* some of it: the result says which entries lack */
	OPEN_LIMIT,       /* too large, too many, too slow */
	OPEN_MALFORMED,
	OPEN_ENCRYPTED,
	OPEN_UNSUPPORTED,
	OPEN_CRASHED,
	OPEN_REFUSED,     /* no opener can be had now */
	OPEN_STATUS_COUNT
};
extern const char *const open_status_names[OPEN_STATUS_COUNT];

struct wire_opened {
	uint64_t job;
	enum open_status status;
	struct bytes text; /* English, for the gap */
	uint64_t cpu_us;
};

/* To the keeper, and its answer: a kind of wire/ask.h, its struct in binary form, and the asker's own number. */
struct wire_question {
	uint64_t serial;
	uint32_t kind;
	struct bytes body;
};

/* What a frame carries: as many as are there to be said at once; one alone has descriptors. */
struct wire_questions {
	LIST(struct wire_question) all;
};

#endif
