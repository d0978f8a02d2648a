/* A document that does something when it is opened: starts a program, runs a script, sends a form.  Fillable forms have
 * scripts too, but nothing that runs by itself. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->pdfs.count; i++) {
		const struct casefile_pdf *p = &c->pdfs.at[i];
		bool opens = (p->actions >> PDF_OPEN & 1) != 0, script = (p->actions >> PDF_SCRIPT & 1) != 0;
		bool launch = (p->actions >> PDF_LAUNCH & 1) != 0, submit = (p->actions >> PDF_SUBMIT & 1) != 0;
		double strength = launch ? 1 : opens && script ? 0.6 : submit ? 0.4 : 0;
		if (strength > 0)
			finding_add(out, strength, casefile_part_id(c, p->part),
			    launch             ? BYTES("launch")
			        : opens && script ? BYTES("script")
			                          : BYTES("submit"));
	}
}

const struct detector detect_pdf_acts = {
	.name = "pdf_acts",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 3.2,
	.asks = "Does a PDF do something by itself?",
	.source = "PDF 1.7 s12.6; MITRE ATT&CK T1204.002",
	.en = "The PDF does something by itself ({1}).",
	.zh = "PDF 打开后会自动执行动作（{1}）。",
	.look = look,
};
