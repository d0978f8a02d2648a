#include "cli/report.h"

#include <math.h>

#include "casefile/gap.h"
#include "cli/show.h"
#include "judge/json.h"

void
report_json(const struct report *r, struct buf *out)
{
	buf_add_cstr(out, "{\"path\":");
	json_text(out, bytes_of_cstr(r->path));
	judgement_members(&(struct judgement_told){ r->casefile, r->findings, r->verdict, r->language }, out);
	buf_add_cstr(out, "}\n");
}

/* Index of the heaviest finding that is lighter than the last one told; ties in their order. */
static size_t
next_heaviest(const struct findings *f, double below, size_t after)
{
	size_t best = SIZE_MAX;
	for (size_t i = 0; i < f->list.count; i++) {
		double weight = fabs(f->list.at[i].weight);
		if (weight > below || (weight == below && i <= after))
			continue;
		if (best == SIZE_MAX || weight > fabs(f->list.at[best].weight))
			best = i;
	}
	return best;
}

void
report_reasons(const struct report *r, size_t max, struct buf *out)
{
	struct buf sentence;
	double below = INFINITY;
	size_t at = 0;
	buf_init(&sentence, 4096);
	for (size_t told = 0; told < max; told++) {
		size_t next = next_heaviest(r->findings, below, at);
		if (next == SIZE_MAX)
			break;
		const struct finding *f = &r->findings->list.at[next];
		buf_clear(&sentence);
		finding_sentence(f, r->language, &sentence);
		buf_addf(out, "  %+6.2f  ", f->weight);
		(void)show_text(out, buf_bytes(&sentence), 400);
		if (f->part.len != 0)
			buf_addf(out, "  [%.*s, %.*s]", BYTES_ARGS(f->id), BYTES_ARGS(f->part));
		else
			buf_addf(out, "  [%.*s]", BYTES_ARGS(f->id));
		buf_add_octet(out, '\n');
		below = fabs(f->weight);
		at = next;
	}
	buf_done(&sentence);
}

void
report_text(const struct report *r, struct buf *out)
{
	const struct verdict *v = r->verdict;
	(void)show_text(out, bytes_of_cstr(r->path), 300);
	buf_addf(out, ": %s", mail_type_title(v->type, r->language));
	if (v->subtype != SUBTYPE_NONE)
		buf_addf(out, " (%s)", subtype_title(v->subtype, r->language));
	if (bec_class_of(v) != BEC_CLASS_NONE)
		buf_addf(out, ", %s", bec_class_title(bec_class_of(v), r->language));
	if (v->bulk)
		buf_add_cstr(out, r->language == LANGUAGE_ZH ? "，群发" : ", bulk");
	buf_addf(out, ", %s, %.2f\n", action_title(v->action, r->language), v->score);
	report_reasons(r, 20, out);
	for (size_t i = 0; i < r->casefile->gaps.count && i < 5; i++) {
		const struct casefile_gap *g = &r->casefile->gaps.at[i];
		bool zh = r->language == LANGUAGE_ZH;
		buf_addf(out, zh ? "  （%.*s：" : "  (%.*s: ", BYTES_ARGS(gap_reason_say(g->reason, r->language)));
		(void)show_text(out, gap_say(g, r->language), 200);
		buf_addf(out, zh ? "%s%.*s）\n" : "%s%.*s)\n", g->part.len == 0 ? "" : zh ? "，部件 " : ", part ", BYTES_ARGS(g->part));
	}
	if (r->casefile->words_unread)
		buf_add_cstr(out, r->language == LANGUAGE_ZH ? "  （图片中的文字未读：无论写的什么，处理结果都一样；postern explain 会读）\n"
		                                              : "  (words in its pictures were not read: nothing they say changes what is done with it; postern explain reads them)\n");
}
