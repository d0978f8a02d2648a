/* detector: one question about a case file, one file, one word in src/detect/meson.build.
 *
 * A detector is pure: it looks at the case file and adds findings; no I/O, no clock, no state.  So
 * any stored case file can be put to today's detectors.  It runs in the gate, on data that the
 * schema has checked, and must be linear in that data.  template.c is the one to copy;
 * tools/new-detector does. */
#ifndef DETECT_DETECTOR_H
#define DETECT_DETECTOR_H

#include "casefile/casefile.h"
#include "casefile/finding.h"

struct detector {
	const char *name; /* the finding's id; the file's name */
	enum family family;
	enum mail_type type;
	double weight; /* log-odds of the finding at full strength, negative for relief */
	bool is_hard; /* see struct finding */
	uint32_t says; /* bits of enum says */
	const char *asks; /* the question, for people */
	const char *source; /* why we ask: incident, paper, RFC, seed requirement */
	const char *en; /* the sentence, with {1}..{4} for the arguments */
	const char *zh;
	void (*look)(const struct casefile *c, struct findings *out);
};

/* Every detector, in the order of meson.build; generated. */
extern const struct detector *const detectors[];
extern const size_t detector_count;

/**
 * detect_run(c, out): Ask every detector about C.
 *
 * Takes:   out->arena set, the rest zero
 * Gives:   the findings in *out, in the order of the detectors; texts point into C or the arena
 * Cost:    linear in the case file for each detector
 */
void detect_run(const struct casefile *c, struct findings *out);

/**
 * finding_add(out, strength, part, ...): Say yes, from inside look().
 *
 * Takes:   strength  0 < strength <= 1, multiplies the detector's weight
 *          part      where it stands, "" for the message; lives as long as the case file
 *          args      up to FINDING_ARGS_MAX texts for the sentence, copied (the macro counts them)
 * Fails:   never; beyond FINDINGS_PER_DETECTOR_MAX or FINDINGS_MAX nothing is added
 */
void finding_add_args(struct findings *out, double strength, struct bytes part,
    const struct bytes *args, size_t count);
#define finding_add(out, strength, part, ...)                                                      \
	finding_add_args((out), (strength), (part), (const struct bytes[]){ __VA_ARGS__ },         \
	    sizeof((const struct bytes[]){ __VA_ARGS__ }) / sizeof(struct bytes))

/**
 * finding_sentence(f, language, out): Append F's sentence for people, its arguments made harmless
 * to show (control, bidi and invisible characters gone, cut at FINDING_ARG_MAX).
 *
 * Gives:   the sentence, UTF-8, not escaped for HTML; F's id where no detector has that name any
 * more; a placeholder without its argument stays as it is
 */
void finding_sentence(const struct finding *f, enum language language, struct buf *out);

/* The detector called NAME, or NULL.  Linear in their number, which is small. */
const struct detector *detector_find(struct bytes name);

#endif
