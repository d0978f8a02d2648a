/* Properties: what was read without complaint is found again by what a message would hold; what is counted is what was added;
 * reading twice adds nothing; a mistake names a line that is there. */
#include "ioc/ioc.h"

#include <stdlib.h>

#include "base/must.h"
#include "url/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint64_t
total(const struct ioc *list)
{
	uint64_t n = 0;
	for (int kind = 0; kind < IOC_KIND_COUNT; kind++)
		n += ioc_count(list, (enum ioc_kind)kind);
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = bytes_of(data, size), rest = text, line, note;
	struct ioc_report *report = xcalloc(1, sizeof *report);
	struct ioc *list = ioc_new();
	uint64_t lines = 0;
	for (bool more = bytes_cut(&rest, '\n', &line); more; more = bytes_cut(&rest, '\n', &line))
		lines++;
	ioc_read(list, BYTES("file"), text, true, report);
	uint64_t count = total(list);
	must(count + report->mistake_count <= lines);
	for (uint64_t i = 0; i < report->mistake_count && i < IOC_MISTAKES_MAX; i++) {
		must(report->mistakes[i].line >= 1 && report->mistakes[i].line <= lines);
		must(ioc_say(report->mistakes[i].wrong, LANGUAGE_EN) != NULL && ioc_say(report->mistakes[i].wrong, LANGUAGE_ZH) != NULL);
	}
	ioc_read(list, BYTES("file"), text, false, report);
	must(total(list) >= count);
	/* any value may be looked up */
	for (int kind = 0; kind < IOC_KIND_COUNT; kind++)
		if (ioc_find(list, (enum ioc_kind)kind, text, &note))
			must(note.len <= IOC_NOTE_MAX);
	/* a link that stands alone on a line is found as a message would hold it */
	if (lines == 1 && report->mistake_count == 0 && ioc_count(list, IOC_URL) == 1) {
		struct arena *arena = arena_new((size_t)1 << 20);
		struct url u;
		size_t end = 0;
		line = bytes_trim(bytes_starts(text, BYTES("\xef\xbb\xbf")) ? bytes_from(text, 3) : text);
		while (end < line.len && !ascii_is_space(line.at[end]))
			end++;
		/* url_parse knows defanged dots, but not [@] and [:]; without a scheme it reads a path */
		if (bytes_has(bytes_to(line, end), BYTES("://")) && bytes_find_octet(bytes_to(line, end), '[') == BYTES_NOT_FOUND && bytes_find_octet(bytes_to(line, end), '(') == BYTES_NOT_FOUND) {
			url_parse(bytes_to(line, end), arena, &u);
			must(ioc_find(list, IOC_URL, u.text, &note));
		}
		arena_free(arena);
	}
	ioc_free(list);
	free(report);
	return 0;
}
