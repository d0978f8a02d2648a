/* A macro sheet whose strings, put together, name a web address: that is where the next stage lies. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->documents.count; i++) {
		const struct casefile_document *d = &c->documents.at[i];
		if (!document_has(d, DOCUMENT_XLM))
			continue;
		for (size_t k = 0; k < d->samples.count; k++)
			if (bytes_has_nocase(d->samples.at[k], BYTES("http"))) {
				finding_add(out, 1, casefile_part_id(c, d->part),
				    c->parts.at[d->part].name, d->samples.at[k]);
				break;
			}
	}
}

const struct detector detect_xlm_fetches = {
	.name = "xlm_fetches",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 3.2,
	.asks = "Does an Excel 4.0 macro name an address on the web?",
	.source = "requirement G24 (Emotet downloads)",
	.en = "A macro sheet of {1} names the address {2}.",
	.zh = "{1} 的宏表中写有网址 {2}。",
	.look = look,
};
