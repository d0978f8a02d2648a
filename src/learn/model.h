/* model: what was learned, as a file that is mapped read-only and shared by every process that scores.
 *
 * One table of small whole numbers: for each of 2^bits places the weight of each head.  A head answers one question
 * ("is it bad?", "is it phishing rather than good mail?").  The score of a message is the head's bias, the header and
 * the worst window of its texts: good words elsewhere cannot dilute one bad passage (multiple-instance scoring,
 * Jorgensen et al., JMLR 9, 2008), and what speaks for a message within one window is capped at MODEL_RELIEF_MAX.
 *
 * File: "POSTERNM", u32 octets of the head, the head (schema), zeros up to a multiple of 4096, the table, SHA-256 of
 * all before it.  A file with another digest, size or version is refused: a torn or foreign model must not judge. */
#ifndef LEARN_MODEL_H
#define LEARN_MODEL_H

#include "base/fault.h"
#include "learn/features.h"
#include "learn/trees.h"

/* What is asked; the order is that of the table. */
enum head { HEAD_BAD, HEAD_BULK, HEAD_SPAM, HEAD_PHISHING, HEAD_VIRUS, HEAD_BEC, HEAD_RUMOR, HEAD_ILLEGAL, HEAD_COUNT };
extern const char *const head_names[HEAD_COUNT];

enum model_limits {
	MODEL_VERSION = 2,
	MODEL_BITS_MIN = 10,
	MODEL_BITS_MAX = 22, /* 32 MB */
	MODEL_BITS = 17,     /* 1 MB: loses nothing measurable against 2^20 (docs/learner.md) */
};
/* Log-odds that the good pieces of one window may take off its score. */
#define MODEL_RELIEF_MAX 8.0

struct model_head {
	double scale; /* of the whole numbers, to log-odds */
	double bias;
	double slope;  /* calibration on sources that were held out: evidence = slope * score + offset */
	double offset;
	uint32_t good; /* messages learned from */
	uint32_t bad;
};

struct model_about {
	uint32_t version;
	uint32_t bits;
	struct bytes made;    /* for people: when, from what */
	LIST(struct model_head) heads; /* HEAD_COUNT */
	LIST(struct tree) trees;       /* the second stage; none: only the heads speak */
};

/* The name of what the second stage says, beside those of the heads. */
#define MODEL_TEXT "text"

struct model;

struct model_score {
	double raw[HEAD_COUNT];      /* log-odds as learned; 0 for a head that learned nothing */
	double evidence[HEAD_COUNT]; /* calibrated, 0 where there is none */
	double header[HEAD_COUNT];   /* of the header alone */
	double mean[HEAD_COUNT];     /* of all windows, mixed */
	struct bytes worst;          /* the window with the highest HEAD_BAD */
};

/**
 * model_open(path, out, why): Map the model in the file PATH.
 *
 * Fails:   FAULT_SYSTEM when it cannot be read, FAULT_INPUT when it is no model of this version or damaged
 * Cost:    one pass over the file for its digest
 */
int model_open(const char *path, struct model **out, struct why *why);

/* The model that the program carries: data/default.model, whose card is docs/learner.md. */
extern const struct bytes model_builtin;

/**
 * model_load(name, out, why): The model that a person calls NAME.
 *
 * Takes:   name  "none": *out is NULL then; "": the one that the program carries; else a file
 * Fails:   as model_open
 */
int model_load(struct bytes name, struct model **out, struct why *why);

/* The same from memory that outlives it (tests, the trainer). */
int model_of(struct bytes file, struct model **out, struct why *why);
void model_free(struct model *m);

const struct model_about *model_about(const struct model *m);

/**
 * model_score(m, c, work, out): What M says of the message C.
 *
 * Takes:   work  scratch: all zero at first, then as it was left
 * Cost:    linear in the header and at most FEATURES_WINDOWS_MAX windows
 */
void model_score(const struct model *m, const struct casefile *c, struct features *work, struct model_score *out);

/**
 * model_tell(m, c, arena, work): Write what M says into C (c->learned): head by head, and what the second stage makes of it.
 */
void model_tell(const struct model *m, struct casefile *c, struct arena *arena, struct features *work);

/* Put what the heads say into D. */
void model_dense(const struct model_score *score, struct dense *d);

/**
 * model_note(score, trees, count, arena, c): Write SCORE into C, and what TREES say of both.
 */
void model_note(const struct model_score *score, const struct tree *trees, size_t count, struct arena *arena, struct casefile *c);

/**
 * model_write(about, table, out): Append the file.
 *
 * Takes:   table  (1 << about->bits) * HEAD_COUNT weights
 */
void model_write(const struct model_about *about, const int8_t *table, struct buf *out);

#endif
