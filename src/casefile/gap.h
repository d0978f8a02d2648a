/* gap: what a person reads about a part that was not inspected, in their language.
 *
 * A gap travels and is stored with its English sentence, which is one of a few dozen; the Chinese one is looked up where it
 * is shown. */
#ifndef CASEFILE_GAP_H
#define CASEFILE_GAP_H

#include "casefile/casefile.h"
#include "casefile/finding.h"

/* "limit", "malformed"...; in Chinese in words. */
struct bytes gap_reason_say(enum gap_reason reason, enum language language);

/**
 * gap_say(g, language): The gap's sentence, without a full stop.
 *
 * Gives:   a view of constant text, or of G's own where there is no translation; in Chinese then the reason's words
 */
struct bytes gap_say(const struct casefile_gap *g, enum language language);

/* The sentence about an engine that was silent in this way (constant text), and whether a gap is one of those: it says nothing
 * about the message, and is weighed by the policy alone. */
struct bytes gap_of_engine(enum engine_status status);
/* ... and the files that were unpacked are more than one is given. */
struct bytes gap_of_engine_files(void);
bool gap_is_of_engine(const struct casefile_gap *g);

#endif
