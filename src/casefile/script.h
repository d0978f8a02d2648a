/* script: what a script file, or the scripts of an attached page, would do, read without running it.
 *
 * Part of the case file (casefile/casefile.h).  Every text is the outside's: UTF-8 repaired, controls gone. */
#ifndef CASEFILE_SCRIPT_H
#define CASEFILE_SCRIPT_H

#include "base/schema.h"

enum script_ceilings {
	SCRIPT_WORDS_MAX = 24,  /* different calls that are named; the bits are of all */
	SCRIPT_SAMPLE_MAX = 300,
};

/* Bits of signs. */
enum script_sign {
	SCRIPT_RUNS,      /* starts programs */
	SCRIPT_FETCHES,   /* from the network */
	SCRIPT_WRITES,    /* files */
	SCRIPT_EVALUATES, /* text as code */
	SCRIPT_DECODES,   /* base64, escapes, -EncodedCommand */
	SCRIPT_TOOL,      /* mshta, regsvr32, certutil...: tools of the system that fetch or run */
	SCRIPT_STAYS,     /* Run keys, tasks, the startup folder */
	SCRIPT_DISARMS,   /* turns protection off or its window away */
	SCRIPT_LEAVES,    /* sends the reader elsewhere */
	SCRIPT_SAVES,     /* hands the reader a file built in the page */
	SCRIPT_FOLDED,    /* its texts are cut in pieces or spelled by numbers */
	SCRIPT_VEILED,    /* a call above came to light only when texts were put together or decoded */
	SCRIPT_CARRIES,   /* a program or archive is written in it */
	SCRIPT_SIGN_COUNT
};
extern const char *const script_sign_names[SCRIPT_SIGN_COUNT];

struct casefile_script {
	uint32_t part;
	uint32_t signs;
	uint32_t pieces;  /* texts put together, characters by number */
	uint32_t layers;  /* of encodings in each other */
	LIST(struct bytes) words; /* the calls */
	struct bytes sample; /* around the call that shows most */
};

static inline bool
script_has(const struct casefile_script *s, enum script_sign sign)
{
	return (s->signs >> sign & 1) != 0;
}

extern const struct schema casefile_script_schema;

#endif
