#include "text/tables.h"

#include <stdlib.h>

#include "base/must.h"
#include "text/normalise.h"

/* The one global of this folder: set once before the first text is read, never changed afterwards.  Forked
 * workers share its pages. */
static struct text_tables *tables;

const struct text_tables *
text_tables(void)
{
	must(tables != NULL);
	return tables;
}

int
text_preload(struct why *why)
{
	if (tables != NULL)
		return 0;
	struct text_tables *t = xcalloc(1, sizeof *t);
	UErrorCode status = U_ZERO_ERROR;
	t->nfkc = unorm2_getNFKCInstance(&status);
	t->spoof = uspoof_open(&status);
	if (U_FAILURE(status)) {
		uspoof_close(t->spoof);
		free(t);
		return why_set(why, FAULT_SYSTEM, "ICU lacks its data: %s", u_errorName(status));
	}
	tables = t;
	/* ICU loads some tables at their first use: have that happen now. */
	struct buf warm;
	buf_init(&warm, 256);
	text_normalise(BYTES("\xE2\x91\xA0" "e\xCC\x81 \xD0\xB0" "b"), &warm, NULL);
	text_skeleton(BYTES("\xD0\xB0m"), &warm);
	buf_done(&warm);
	return 0;
}
