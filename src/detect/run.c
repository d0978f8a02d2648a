#include "detect/detector.h"

#include "base/utf8.h"
#include "detect/common.h"

#include <math.h>

extern const struct detector detect_gap;

/* It has no header, sender or text because nobody read them. */
static void
run_unread(const struct casefile *c, struct findings *out)
{
	out->asked = &detect_gap;
	out->by_asked = 0;
	detect_gap.look(c, out);
	out->asked = NULL;
}

void
detect_run(const struct casefile *c, struct findings *out)
{
	struct grams body;
	if (c->is_unread) {
		run_unread(c, out);
		return;
	}
	grams_of_texts(c, &body);
	out->body = &body;
	for (size_t i = 0; i < detector_count; i++) {
		out->asked = detectors[i];
		out->by_asked = 0;
		detectors[i]->look(c, out);
	}
	out->asked = NULL;
	out->body = NULL;
}

void
finding_add_args(struct findings *out, double strength, struct bytes part, const struct bytes *args,
    size_t count)
{
	const struct detector *d = out->asked;
	if (out->list.count >= FINDINGS_MAX || out->by_asked >= FINDINGS_PER_DETECTOR_MAX)
		return;
	struct finding *f = LIST_ADD(out->arena, &out->list);
	if (f == NULL)
		return;
	out->by_asked++;
	f->id = bytes_of_cstr(d->name);
	f->family = d->family;
	f->type = d->type;
	/* A strength that is no number must not become a verdict that is none. */
	f->weight = d->weight * (strength > 0 ? fmin(strength, 1) : 0);
	f->is_hard = d->is_hard;
	f->says = d->says;
	f->part = part;
	for (size_t i = 0; i < count && i < FINDING_ARGS_MAX; i++) {
		struct bytes *arg = LIST_ADD(out->arena, &f->args);
		if (arg == NULL ||
		    !arena_copy(out->arena, utf8_prefix(args[i], FINDING_ARG_MAX), arg))
			return;
	}
}

const struct detector *
detector_find(struct bytes name)
{
	for (size_t i = 0; i < detector_count; i++)
		if (name.len != 0 && name.at[0] == (uint8_t)detectors[i]->name[0] && bytes_equal(bytes_of_cstr(detectors[i]->name), name))
			return detectors[i];
	return NULL;
}

static void
add_harmless(struct buf *out, struct bytes text)
{
	text = utf8_prefix(text, FINDING_ARG_MAX);
	for (size_t pos = 0; pos < text.len;) {
		uint32_t cp = utf8_next(text, &pos);
		if (!utf8_upsets_line(cp))
			utf8_add(out, cp);
	}
}

void
finding_sentence(const struct finding *f, enum language language, struct buf *out)
{
	const struct detector *d = detector_find(f->id);
	if (d == NULL) {
		/* From a stored case of another release: its name is all that is known. */
		add_harmless(out, f->id);
		return;
	}
	for (const char *at = language == LANGUAGE_ZH ? d->zh : d->en; *at != '\0'; at++) {
		size_t arg = at[0] == '{' && at[1] >= '1' && at[1] <= '4' && at[2] == '}'
		    ? (size_t)(at[1] - '1')
		    : SIZE_MAX;
		if (arg < f->args.count) {
			add_harmless(out, f->args.at[arg]);
			at += 2;
		} else {
			buf_add_octet(out, (uint8_t)*at);
		}
	}
}
