/* workers: a pipeline for a command-line tool, with nurseries of its own, in the jails of the gateway. */
#ifndef CLI_WORKERS_H
#define CLI_WORKERS_H

#include "pipeline/pipeline.h"

struct workers {
	uint32_t jobs;       /* messages read at once; 0: one for each CPU */
	bool wants_identity; /* as in pipeline/pipeline.h */
	enum engine_files_wanted files; /* as there */
	bool wants_old_hashes; /* as there */
	double settled_from; /* as there */
	bool asks_no_model;  /* who asks a model himself, or several, does not pay for one whose answer he drops */
	const char *conf;    /* path of the configuration, for its YARA rules and its model; NULL: none */
};

/**
 * workers_start(base, how, why): Start the nursery of dissectors and a pipeline on BASE; that of openers is started by the
 * first message that needs one, and where it cannot be the program ends with a sentence.
 *
 * Takes:   how  until workers_stop
 * Gives:   the pipeline, which workers_stop ends
 * Fails:   NULL and *why: a nursery cannot be started, or its jail not be built
 */
struct pipeline *workers_start(struct event_base *base, const struct workers *how, struct why *why);
void workers_stop(struct pipeline *p);

#endif
