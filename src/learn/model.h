/* model: what was learned, as a file whose octets every process that scores shares, read-only.
 *
 * One table of small whole numbers: for each of 2^bits places the weight of each head.  A head answers one question
 * ("is it bad?", "is it phishing rather than good mail?").  The score of a message is the head's bias, the header and
 * the worst passage of its texts, wherever it begins and ends: good words before and behind cannot dilute it
 * (multiple-instance scoring, Jorgensen et al., JMLR 9, 2008), and what speaks for a message is capped at MODEL_RELIEF_MAX.
 *
 * File: "POSTERNM", u32 octets of the head, the head (schema), zeros up to a multiple of 4096, the table, SHA-256 of
 * all before it, and where somebody vouches for it a seal (learn/seal.h).  A file with another digest, size or version
 * or a seal that does not fit is refused: a torn or foreign model must not judge. */
#ifndef LEARN_MODEL_H
#define LEARN_MODEL_H

#include "base/fault.h"
#include "learn/features.h"
#include "learn/seal.h"
#include "learn/trees.h"

/* What is asked; the order is that of the table. */
enum head { HEAD_BAD, HEAD_BULK, HEAD_SPAM, HEAD_PHISHING, HEAD_VIRUS, HEAD_BEC, HEAD_RUMOR, HEAD_ILLEGAL, HEAD_COUNT };
extern const char *const head_names[HEAD_COUNT];

enum model_limits {
	MODEL_VERSION = 2,
	MODEL_BITS_MIN = 10,
	MODEL_BITS_MAX = 21, /* 16 MB of weights */
	MODEL_FILE_MAX = 32 << 20, /* octets: every worker shares them, but a machine may be small */
	MODEL_BITS = 17,     /* 1 MB: loses nothing measurable against 2^20 (docs/learner.md) */
};
/* Log-odds that the good pieces of a passage may take off its score. */
#define MODEL_RELIEF_MAX 8.0

struct model_head {
	double scale; /* of the whole numbers, to log-odds */
	double bias;
	double slope;  /* calibration on sources that were held out: evidence = slope * score + offset */
	double offset;
	uint32_t good; /* messages learned from */
	uint32_t bad;
};

/* What a score must exceed so that SHARE of good mail does at most, in 95 of 100 cases (cli/thresholds.h). */
struct model_threshold {
	double share;
	double score;
	uint32_t good; /* messages of sources that were left out, whose scores it is from */
};

enum { MODEL_THRESHOLDS_MAX = 8 };

struct model_about {
	uint32_t version;
	uint32_t bits;
	struct bytes made;    /* for people: when, from what */
	LIST(struct model_head) heads; /* HEAD_COUNT */
	LIST(struct tree) trees;       /* the second stage; none: only the heads speak */
	LIST(struct model_threshold) thresholds; /* for people; none where they were not looked for */
};

/* The name of what the second stage says, beside those of the heads. */
#define MODEL_TEXT "text"

struct model;

struct model_score {
	double raw[HEAD_COUNT];      /* log-odds as learned; 0 for a head that learned nothing */
	double evidence[HEAD_COUNT]; /* calibrated, 0 where there is none */
	double header[HEAD_COUNT];   /* of the header alone */
	struct bytes worst;          /* the passage with the highest HEAD_BAD */
};

/**
 * model_open(path, out, why): Read the model in the file PATH.
 * model_open_fd(fd, name, out, why): The same from a descriptor, which stays the caller's; NAME is for sentences.
 *
 * The octets are copied into memory that is then read-only: who may write the file cannot change or cut it under a
 * process that has checked it, as it could be with a mapped one.
 *
 * Fails:   FAULT_SYSTEM when it cannot be read, FAULT_LIMIT when it is larger than MODEL_FILE_MAX, FAULT_INPUT when it is
 *          no model of this version, is damaged, or has a seal that does not fit
 * Cost:    one copy of the file, and one pass for its digest
 */
int model_open(const char *path, struct model **out, struct why *why);
int model_open_fd(int fd, const char *name, struct model **out, struct why *why);

/* The one that `postern model use` took, in the data directory. */
#define MODEL_IN_USE "models/in-use.model"

/* Whose seals are believed: public keys as hexadecimal digits (`postern model key`); none: a seal is not asked for. */
struct model_trust {
	const struct bytes *keys;
	size_t count;
};

/* The model that the program carries: data/default.model, whose card is docs/learner.md. */
extern const struct bytes model_builtin;

/**
 * model_load(name, trust, out, why): The model that a person calls NAME.
 *
 * Takes:   name   "none": *out is NULL then; "": the one that the program carries, of which it is a part; else a file
 *          trust  NULL: no seal is asked for
 * Fails:   as model_open and model_check_trust
 */
int model_load(struct bytes name, const struct model_trust *trust, struct model **out, struct why *why);

/**
 * model_check_trust(m, trust, why): Is M sealed by somebody whom TRUST names?
 *
 * Gives:   0; also where TRUST names nobody
 * Fails:   FAULT_INPUT: it is not; FAULT_CONFIG: a key is none
 */
int model_check_trust(const struct model *m, const struct model_trust *trust, struct why *why);

/* The same from memory that outlives it (tests, the trainer). */
int model_of(struct bytes file, struct model **out, struct why *why);
void model_free(struct model *m);

const struct model_about *model_about(const struct model *m);

/* SHA-256 of what was learned, which names it; and the public key of its seal, empty where there is none. */
struct bytes model_digest(const struct model *m);
struct bytes model_signer(const struct model *m);

/**
 * model_sign(file, key, out, why): Append the model FILE with the seal of KEY instead of the one that it may have.
 *
 * Takes:   key  a private key, Ed25519
 * Fails:   as model_of; FAULT_CONFIG: the key is of another kind
 */
int model_sign(struct bytes file, EVP_PKEY *key, struct buf *out, struct why *why);

/**
 * model_score(m, c, work, out): What M says of the message C.
 *
 * Takes:   work  scratch: all zero at first, then as it was left
 * Cost:    linear in the header and at most FEATURES_BLOCKS_MAX blocks
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
