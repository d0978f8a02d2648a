/* tags: "name=value; name=value" lists, as DKIM, DMARC and ARC write them (RFC 6376 s3.2).
 *
 * A name that stands twice spoils the list (s3.2: MUST NOT).  Ceiling: TAGS_MAX, since all known lists have fewer
 * than fifteen names. */
#ifndef IDENTITY_TAGS_H
#define IDENTITY_TAGS_H

#include "base/arena.h"

#define TAGS_MAX 40

struct tag {
	struct bytes name;
	struct bytes value; /* without outer blanks and folds; may hold inner ones */
	size_t raw_at;      /* where the value begins and ends in the text, with its blanks */
	size_t raw_end;
};

struct tags {
	struct tag at[TAGS_MAX];
	size_t count;
};

/**
 * tags_read(text, out): Read the whole of TEXT.
 *
 * Fails:   FAULT_INPUT for anything but such a list, FAULT_LIMIT for more than TAGS_MAX
 */
int tags_read(struct bytes text, struct tags *out);

/* The tag NAME (case matters, as the RFC says), or NULL. */
const struct tag *tags_find(const struct tags *tags, const char *name);

/* Its value; empty where there is none. */
struct bytes tags_value(const struct tags *tags, const char *name);

/* Take the next word of a list that SEPARATOR divides, without blanks and folds around it. */
bool tags_word(struct bytes *rest, uint8_t separator, struct bytes *out);

/**
 * tags_base64(text, arena, out): Decode base64 that may be folded.
 *
 * Fails:   FAULT_INPUT for anything else inside, FAULT_LIMIT
 */
int tags_base64(struct bytes text, struct arena *arena, struct bytes *out);

#endif
