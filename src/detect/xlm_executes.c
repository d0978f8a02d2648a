/* EXEC, CALL, REGISTER, or formulas that write such formulas, on a sheet that starts by itself or
 * hides.  Old workbooks that CALL a library do so when their owner presses a button. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		bool acts = document_has(d, DOCUMENT_XLM_EXECUTES) ||
		    document_has(d, DOCUMENT_SHELL_TEXT) ||
		    (document_has(d, DOCUMENT_XLM_BUILDS) &&
		        document_has(d, DOCUMENT_XLM_OBFUSCATED));
		bool starts = document_has(d, DOCUMENT_XLM_AUTO) ||
		    document_has(d, DOCUMENT_XLM_VERY_HIDDEN);
		if (!document_has(d, DOCUMENT_XLM) || !acts || !starts)
			continue;
		struct bytes sample = BYTES("EXEC");
		for (size_t k = 0; k < d->samples.count; k++)
			if (bytes_find_octet(d->samples.at[k], '(') != BYTES_NOT_FOUND) {
				sample = d->samples.at[k];
				break;
			}
		finding_add(out, 1, casefile_part_id(c, d->part), c->parts.at[d->part].name, sample);
	}
}

const struct detector detect_xlm_executes = {
	.name = "xlm_executes",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 4.5,
	.is_hard = true,
	.asks = "Does an Excel 4.0 macro that starts by itself run programs?",
	.source = "requirement G24; MITRE ATT&CK T1059, T1137",
	.en = "The Excel 4.0 macro in {1} runs programs by itself: {2}",
	.zh = "{1} 中的 Excel 4.0 宏会自动执行程序：{2}",
	.look = look,
};
