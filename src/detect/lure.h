/* lure: how strongly a message says what swindlers say, given what stands around the words.
 *
 * Words alone are weak: banks, offices and newsletters use them too.  A theme reaches full strength
 * only together with the structure that makes it a trap (somewhere to click, scan, open or answer), or
 * where most of a short text is made of it,
 * and an answer in a running conversation or a list counts less.  So a lure detector is little more
 * than a theme and what fits it. */
#ifndef DETECT_LURE_H
#define DETECT_LURE_H

#include "detect/common.h"

/* What makes a theme a trap; each adds to the strength. */
enum lure_fit {
	FITS_LINK = 1 << 0, /* somewhere to click */
	FITS_TRICKY_LINK = 1 << 1, /* ... that hides where it leads */
	FITS_QR = 1 << 2, /* a code to scan, or words that ask to scan beside a picture */
	FITS_FILE = 1 << 3, /* a file to open */
	FITS_RISKY_FILE = 1 << 4, /* an archive, a page or a program */
	FITS_STRANGER = 1 << 5, /* the sender is a free mailbox, or hides behind another */
	FITS_PRESSURE = 1 << 6, /* urgency, secrecy, a deadline */
	FITS_CONTACT = 1 << 7, /* a messenger, telephone or mailbox to turn to instead */
};

struct lure {
	const char *themes[4]; /* any of these speaks */
	uint32_t fits; /* bits of enum lure_fit */
};

/**
 * lure_look(c, out, lure): Add a finding where one of LURE's themes stands in C.
 *
 * Gives:   nothing, or one finding whose first argument is a phrase from the message
 */
void lure_look(const struct casefile *c, struct findings *out, const struct lure *lure);

/* Which of the WANTED structures C has (some cost a walk through the text; BODY as for body_says); and how strongly a theme is
 * spoken, 0 to 0.95 (*sample: a phrase of it). */
uint32_t lure_fits(const struct casefile *c, const struct grams *body, uint32_t wanted);
double lure_spoken(const struct casefile *c, const char *theme, struct bytes *sample);

/* Is there a web link in the letter itself, and does none of them lead to the sender's own domain? */
bool lure_leads_elsewhere(const struct casefile *c);

/* What a lure is worth less for: an answer in a conversation, a list, a notice of the own house that leads nowhere else. */
double lure_damping(const struct casefile *c);

#endif
