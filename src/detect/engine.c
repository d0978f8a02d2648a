#include "detect/engine.h"

#include "detect/common.h"

/* ClamAV writes Platform.Category.Name; the unofficial databases Sanesecurity.Category, winnow.category and the like
 * (docs.clamav.net, "Signature names"; sanesecurity.com, "Signature databases"). */
static enum engine_says
says_of(struct bytes signature)
{
	/* A heuristic names what might be: a macro, an encrypted archive, a limit that was reached. */
	static const struct bytes doubts[] = { BYTES_INIT("PUA."), BYTES_INIT("PUA-"), BYTES_INIT("Heuristics."),
		BYTES_INIT("Sanesecurity.Junk."), BYTES_INIT("Sanesecurity.Spam"), BYTES_INIT("Sanesecurity.Jurlbl"),
		BYTES_INIT("Sanesecurity.Rogue"), BYTES_INIT("Sanesecurity.Casino"), BYTES_INIT("Sanesecurity.Loan"),
		BYTES_INIT("winnow.spam") };
	if (bytes_has_nocase(signature, BYTES("phish")))
		return ENGINE_SAYS_PHISHING;
	for (size_t i = 0; i < sizeof doubts / sizeof doubts[0]; i++)
		if (bytes_starts_nocase(signature, doubts[i]))
			return ENGINE_SAYS_DOUBT;
	return ENGINE_SAYS_VIRUS;
}

void
engine_find(const struct casefile *c, enum engine_says says, struct findings *out)
{
	for (size_t i = 0; i < c->asked.engines.count; i++) {
		const struct casefile_engine *e = &c->asked.engines.at[i];
		if (e->status == ENGINE_FOUND && says_of(e->signature) == says)
			finding_add(out, 1, e->part, e->name, e->signature);
	}
}
