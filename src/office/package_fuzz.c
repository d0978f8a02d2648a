/* Property: see lib/office_fuzz.h, for the members of a package, flat XML, SYLK and CSV. */
#include "office/lines.h"
#include "office/package.h"

#include "lib/office_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_all(struct office *o, struct bytes content)
{
	/* One member with each name that changes how it is read; flat forms by the first octet. */
	const struct package_member members[] = { { BYTES("xl/_rels/workbook.xml.rels"), content },
		{ BYTES("word/document.xml"), content }, { BYTES("xl/macrosheets/sheet1.bin"), content },
		{ BYTES("word/vbaProject.bin"), content } };
	package_read(o, members, sizeof members / sizeof *members);
	(void)package_read_xml(o, content);
	lines_read_sylk(o, content);
	lines_read_csv(o, content);
}
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return office_property(read_all, data, size);
}
