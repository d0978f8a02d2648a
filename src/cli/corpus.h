/* corpus: labelled mail, dissected once and kept as case files, for train and eval.
 *
 * A corpus is DIR/<source>/<label>/: sources are where mail comes from, and what is measured is how well a source does
 * that was not learned from.  Messages go through the same pipeline and jails as live mail; their case files lie in one
 * file without a name in TMPDIR, about 5 KB a message, so that several models can be tried without reading again. */
#ifndef CLI_CORPUS_H
#define CLI_CORPUS_H

#include "casefile/casefile.h"

struct corpus;

enum corpus_label { LABEL_HAM, LABEL_BULK, LABEL_SPAM, LABEL_PHISHING, LABEL_VIRUS, LABEL_BEC, LABEL_RUMOR, LABEL_ILLEGAL,
	LABEL_COUNT };
extern const char *const label_names[LABEL_COUNT];

static inline bool
label_is_good(enum corpus_label label)
{
	return label == LABEL_HAM || label == LABEL_BULK;
}

struct corpus_message {
	char *path;
	size_t source;
	enum corpus_label label;
	uint64_t offset;
	uint32_t octets;
	uint32_t cpu_us;
	/* Of cli/campaigns.h; false and 0 at first: */
	size_t order; /* by date, in the whole corpus */
	bool is_copy; /* a near-equal one of its source and side is older */
	bool is_not_learned, is_not_counted;
};

/**
 * corpus_read(dirs, count, jobs, asks_model, conf, out): Dissect everything below DIRS, with a progress line on a terminal.
 *
 * Takes:   asks_model  the case files say what the model that is built in says
 *          conf        path of the configuration, for its YARA rules and indicators; NULL: none
 * Gives:   an exit status: CLI_OK; CLI_UNREAD when some message could not be read (named on standard error, the others
 *          are there); CLI_USAGE when there is nothing to read, said as well, *out is then NULL
 * Owns:    the caller ends with corpus_free
 */
int corpus_read(char *const *dirs, size_t count, unsigned long jobs, bool asks_model, const char *conf, struct corpus **out);
void corpus_free(struct corpus *corpus);

size_t corpus_count(const struct corpus *corpus);
const struct corpus_message *corpus_message(const struct corpus *corpus, size_t i);
struct corpus_message *corpus_change(struct corpus *corpus, size_t i);
size_t corpus_sources(const struct corpus *corpus);
const char *corpus_source(const struct corpus *corpus, size_t source);

/**
 * corpus_casefile(corpus, i, arena, out): Message I's case file.
 *
 * Takes:   arena  everything lives in it
 */
void corpus_casefile(const struct corpus *corpus, size_t i, struct arena *arena, struct casefile *out);

#endif
