/* workers: a pipeline for a command-line tool, with nurseries of its own, in the jails of the gateway. */
#ifndef CLI_WORKERS_H
#define CLI_WORKERS_H

#include "pipeline/pipeline.h"

/**
 * workers_start(base, jobs, wants_identity, why): Start the nurseries and a pipeline on BASE.
 *
 * Takes:   jobs  messages read at once; 0: one for each CPU
 *          wants_identity  as in pipeline/pipeline.h
 *          conf  path of the configuration, for its YARA rules; NULL: none
 * Gives:   the pipeline, which workers_stop ends
 * Fails:   NULL and *why: a nursery cannot be started, or its jail not be built
 */
struct pipeline *workers_start(struct event_base *base, uint32_t jobs, bool wants_identity, const char *conf, struct why *why);
void workers_stop(struct pipeline *p);

#endif
