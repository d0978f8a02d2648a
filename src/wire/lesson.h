/* lesson: what a person says of a message, so that copies of it are known and its kind is learned.
 *
 * Whoever takes such reports (a command, later spamd's TELL, rspamd's /learnspam and /fuzzyadd) has the message
 * dissected, makes the question with lesson_of(), and puts it to the keeper as ASK_LESSON.  The answer's id names
 * it in the audit log; ASK_FORGET takes all of it back, by that id or by the message's octets. */
#ifndef WIRE_LESSON_H
#define WIRE_LESSON_H

#include "casefile/casefile.h"

enum lesson_limits {
	LESSON_BY_MAX = 128,
	LESSON_ROWS_MAX = 500, /* of one answer */
	LESSON_CREDITS_MAX = 32,
};

enum lesson_as { LESSON_SPAM, LESSON_PHISHING, LESSON_VIRUS, LESSON_HAM, LESSON_AS_COUNT };
extern const char *const lesson_as_names[LESSON_AS_COUNT];

/* Who teaches, which is how much his word counts (docs/feedback.md). */
enum teacher {
	TEACHER_USER,     /* somebody who reads mail */
	TEACHER_SERVICE,  /* a program that knew a password or came from a trusted address: what a gate may say at most */
	TEACHER_OPERATOR, /* at the command line of this machine */
	TEACHER_COUNT
};
extern const char *const teacher_names[TEACHER_COUNT];

/* The question of ASK_LESSON. */
struct ask_lesson {
	struct bytes by;         /* a name: a mailbox, a user of the system; not "" */
	enum teacher teacher;
	enum lesson_as as;
	struct bytes tenant;     /* "" is "default" */
	struct bytes sha256;     /* of the message's octets */
	struct bytes message_id; /* with it our own event is found, and so who sent it */
	struct bytes from;       /* address */
	struct bytes subject;    /* for the audit log */
	struct bytes hold;       /* its id in quarantine, "" where it is not there */
	double base;             /* what the shipped model says of it, 0: nothing */
	LIST(struct casefile_print) prints;
	struct bytes words;      /* as in the case file */
};

struct answer_lesson {
	uint32_t fault;
	struct bytes why;
	struct bytes id;         /* "L" and a number */
	bool is_old;             /* he had said the same of it before: nothing has changed */
	uint32_t prints;         /* fingerprints that carry his word now */
	uint32_t credits;        /* keys of its sender that it is evidence about */
	bool is_learned;         /* the organisation's own layer learned from it */
};

/* The question of ASK_FORGET: by ID; or, where that is "", the last that BY said of the message SHA256. */
struct ask_forget {
	struct bytes id;
	struct bytes sha256;
	struct bytes by;
	bool is_by_gate; /* the keeper's own knowledge, not sent: then what an operator said stays */
};

/* The question of ASK_LESSONS. */
struct ask_lessons {
	uint64_t before; /* continue: `next` of the last answer */
	uint32_t limit;  /* 0: 100 */
	struct bytes by; /* "": anybody */
	struct bytes tenant;
};

struct lesson_row {
	struct bytes id;
	int64_t time_ms;
	struct bytes by;
	enum teacher teacher;
	enum lesson_as as;
	struct bytes tenant;
	struct bytes message_id;
	struct bytes from;
	struct bytes subject;
	uint32_t prints;
	uint32_t credits;
	bool is_learned;
	int64_t undone_ms; /* 0: it stands */
	struct bytes undone_by;
};

struct answer_lessons {
	uint32_t fault;
	struct bytes why;
	LIST(struct lesson_row) rows; /* newest first */
	uint64_t next;                /* 0: that was all */
};

/* The question of ASK_PRINTS; its answer is a struct casefile_matches. */
struct ask_prints {
	struct bytes tenant;
	bool is_counted; /* a message that came, not one that is looked at again */
	LIST(struct casefile_print) prints;
	struct bytes words;
};

struct answer_prints {
	uint32_t fault;
	struct bytes why;
	struct casefile_matches matches;
};

extern const struct schema ask_lesson_schema, answer_lesson_schema, ask_forget_schema, ask_lessons_schema,
    answer_lessons_schema, lesson_row_schema, ask_prints_schema, answer_prints_schema;

/**
 * lesson_of(c, a, out): The question about the message C: all but who says what.
 *
 * Takes:   c  lives as long as the question
 * Gives:   *out with everything that C knows; by, teacher, as, tenant and hold are the caller's to fill in
 */
void lesson_of(const struct casefile *c, struct arena *a, struct ask_lesson *out);

#endif
