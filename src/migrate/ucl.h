/* ucl: the settings of an rspamd configuration, flat: "name = value", "name: value", "section { ... }", lists, comments.
 *
 * Not the whole language: macros and includes are told as what they are, heredocs are values without their lines. */
#ifndef MIGRATE_UCL_H
#define MIGRATE_UCL_H

#include "base/bytes.h"

enum ucl_limits { UCL_DEPTH_MAX = 16 };

struct ucl_setting {
	const struct bytes *path; /* names of the sections around it */
	size_t depth;
	struct bytes name;        /* "" for an element of a list that stands alone */
	struct bytes value;       /* without quotes; escapes as they stand */
	uint32_t line;
};

/* Each setting in its order; a list gives one for each element; LEAVE is called at the end of a section. */
struct ucl_reader {
	void (*take)(void *context, const struct ucl_setting *s);
	void (*leave)(void *context, const struct bytes *path, size_t depth); /* DEPTH: that of the section that ends, from 1 */
	void *context;
};

/**
 * ucl_read(text, reader): Linear; never fails: what is no setting is passed over, what is nested deeper than
 * UCL_DEPTH_MAX belongs to the sixteenth.
 */
void ucl_read(struct bytes text, const struct ucl_reader *reader);

#endif
