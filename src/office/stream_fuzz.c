/* Property: see lib/office_fuzz.h, for the readers of single streams: OneNote, pictures, compressed source and Rich Text,
 * Word's text, the parts of .xlsb; and children are views of what they came from or of the arena, never empty pictures. */
#include "office/letter.h"
#include "office/note.h"
#include "office/pictures.h"
#include "office/sheet12.h"
#include "office/vba.h"
#include "office/word.h"

#include "lib/office_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
read_streams(struct office *o, struct bytes content)
{
	struct buf out;
	pictures_find(o, content);
	for (size_t i = 0; i < o->children.count; i++)
		must(o->children.at[i].content.len != 0 && o->children.at[i].content.at >= content.at &&
		     o->children.at[i].content.at + o->children.at[i].content.len <= content.at + content.len);
	note_read(o, content);
	buf_init(&out, VBA_SOURCE_MAX);
	(void)vba_decompress(o, content, &out);
	must(out.len <= VBA_SOURCE_MAX);
	buf_clear(&out);
	(void)letter_rtf(o, content, &out);
	buf_done(&out);
	word_read(o, content, content);
	(void)sheet12_read(o, content, true, NULL, 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return office_property(read_streams, data, size);
}
