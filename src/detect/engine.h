/* engine: what several detectors say of other scanners' answers (casefile/engine.h). */
#ifndef DETECT_ENGINE_H
#define DETECT_ENGINE_H

#include "detect/detector.h"

/* What the name of a signature says of what it found. */
enum engine_says {
	ENGINE_SAYS_VIRUS,    /* everything that is not known to be less */
	ENGINE_SAYS_PHISHING,
	ENGINE_SAYS_DOUBT,    /* unwanted programs, advertising, what might be bad, what could not be scanned */
};

/**
 * engine_find(c, says, out): A finding for each engine whose signature says this; sentences have {1} the engine, {2} its
 * signature.
 */
void engine_find(const struct casefile *c, enum engine_says says, struct findings *out);

#endif
