/* teach: what a front hands on that somebody says of a message: read in a dissector, then told to the keeper.
 *
 * A lesson is no mail: nothing is judged, held or delivered.  Lessons under way wait in the pipeline's queue and in the
 * asker's, which have the ceilings. */
#ifndef CARRY_TEACH_H
#define CARRY_TEACH_H

#include "ask/asker.h"
#include "front/front.h"
#include "pipeline/pipeline.h"

struct teach;

struct teach_options {
	const struct conf *conf;
	struct pipeline *pipeline;
	struct asker *keeper;
};

struct teach *teach_new(const struct teach_options *options);

/* Free the pipeline and the asker first; what has no answer yet hears FAULT_LATER.  NULL is fine. */
void teach_free(struct teach *t);

/* For struct gate_callbacks; the context is the struct teach. */
gate_teacher teach_lesson;

#endif
