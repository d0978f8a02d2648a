#include "text/tables.h"

#include <stdlib.h>

#include <unicode/utrans.h>

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

/* One transliteration of all Han characters at once, each on a line of its own, so that ICU's phrase rules
 * cannot join two. */
static int
fill_simplified(struct text_tables *t, struct why *why)
{
	enum { COUNT = HAN_LAST - HAN_FIRST + 1, ROOM = COUNT * 3 };
	UErrorCode status = U_ZERO_ERROR;
	UTransliterator *hans =
	    utrans_openU(u"Traditional-Simplified", -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
	if (U_FAILURE(status))
		return why_set(why, FAULT_SYSTEM, "ICU cannot simplify Chinese: %s", u_errorName(status));
	UChar *lines = xcalloc(ROOM, sizeof *lines);
	int32_t len = 0;
	for (uint32_t cp = HAN_FIRST; cp <= HAN_LAST; cp++) {
		lines[len++] = (UChar)cp;
		lines[len++] = u'\n';
	}
	int32_t limit = len;
	utrans_transUChars(hans, lines, &len, ROOM, 0, &limit, &status);
	utrans_close(hans);
	size_t line = 0;
	for (int32_t i = 0, start = 0; i < len && line < COUNT; i++) {
		if (lines[i] != u'\n')
			continue;
		/* Only one-to-one mappings inside the block: folding keeps one character one. */
		bool single = i - start == 1 && lines[start] >= HAN_FIRST && lines[start] <= HAN_LAST;
		t->simplified[line] = single ? lines[start] : (uint16_t)(HAN_FIRST + line);
		line++;
		start = i + 1;
	}
	free(lines);
	if (U_FAILURE(status) || line != COUNT)
		return why_set(why, FAULT_SYSTEM, "ICU simplified %zu characters: %s", line, u_errorName(status));
	return 0;
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
	int fault = U_FAILURE(status)
	    ? why_set(why, FAULT_SYSTEM, "ICU lacks its data: %s", u_errorName(status))
	    : fill_simplified(t, why);
	if (fault != 0) {
		uspoof_close(t->spoof);
		free(t);
		return fault;
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
