#include "office/compound.h"

#include "office/biff.h"
#include "office/cfb.h"
#include "office/letter.h"
#include "office/lock.h"
#include "office/objects.h"
#include "office/pictures.h"
#include "office/ppt.h"
#include "office/vba.h"
#include "office/word.h"

static bool
read_book(struct office *o, struct cfb *c)
{
	static const struct bytes names[] = { BYTES_INIT("Workbook"), BYTES_INIT("Book") };
	bool found = false;
	for (uint32_t i = 1; i < c->count; i++)
		for (size_t k = 0; k < 2; k++)
			if (c->entries[i].type == CFB_STREAM && bytes_equal_nocase(c->entries[i].name, names[k])) {
				biff_read(o, cfb_stream(c, i));
				found = true;
			}
	return found;
}

/* A Word stream in clear.  Its head always is, and says which key the rest has; keys change every 512 octets. */
static struct bytes
word_clear(struct office *o, const struct lock *lock, struct bytes stream, size_t plain)
{
	uint8_t *out = office_work(o, stream.len) ? arena_get(o->arena, stream.len, 1) : NULL;
	if (out == NULL)
		return BYTES_NONE;
	lock_decrypt(lock, stream, 512, 0, out);
	if (plain != 0 && plain <= stream.len)
		memcpy(out, stream.at, plain);
	return bytes_of(out, stream.len);
}

static void
read_one_word(struct office *o, struct cfb *c, uint32_t index)
{
	struct word_head head;
	struct lock lock;
	struct bytes document = cfb_stream(c, index);
	word_head(document, &head);
	if (!head.is_word)
		return;
	struct bytes table =
	    cfb_stream(c, cfb_child(c, c->entries[index].parent, head.has_table_1 ? BYTES("1Table") : BYTES("0Table")));
	if (head.is_encrypted) {
		if (head.is_xored || head.is_old) {
			office_sign(o, DOCUMENT_ENCRYPTED);
			office_gap(o, GAP_ENCRYPTED, BYTES("the document is obfuscated in a way that is not read"));
			return;
		}
		if (!lock_open(o, bytes_to(table, head.key_octets), &lock))
			return;
		document = word_clear(o, &lock, document, 68);
		table = word_clear(o, &lock, table, 0);
	}
	word_read(o, document, table);
}

static bool
read_word(struct office *o, struct cfb *c)
{
	bool found = false;
	for (uint32_t i = 1; i < c->count; i++)
		if (c->entries[i].type == CFB_STREAM && bytes_equal_nocase(c->entries[i].name, BYTES("WordDocument"))) {
			read_one_word(o, c, i);
			found = true;
		}
	return found;
}

static void
set_format(struct office *o, bool found, const char *format)
{
	if (found && o->facts.format.len == 0)
		o->facts.format = bytes_of_cstr(format);
}

void
compound_read(struct office *o, struct bytes content)
{
	struct cfb c;
	if (o->depth >= OFFICE_DEPTH_MAX) {
		office_gap(o, GAP_LIMIT, BYTES("more documents in each other than are opened"));
		return;
	}
	int fault = cfb_open(content, o->arena, &c);
	if (fault != 0) {
		office_gap(o, fault == FAULT_INPUT ? GAP_MALFORMED : GAP_LIMIT, BYTES("the compound file cannot be read"));
		return;
	}
	o->depth++;
	set_format(o, lock_package(o, &c), "encrypted");
	set_format(o, read_word(o, &c), "doc");
	set_format(o, read_book(o, &c), "xls");
	set_format(o, ppt_read(o, &c), "ppt");
	set_format(o, letter_read_message(o, &c), "msg");
	set_format(o, objects_read(o, &c), "ole");
	set_format(o, vba_read(o, &c), "vba");
	set_format(o, true, "compound");
	pictures_read(o, &c);
	if (c.is_full)
		office_gap(o, GAP_LIMIT, BYTES("the compound file holds more than is read"));
	else if (c.is_damaged)
		office_gap(o, GAP_MALFORMED, BYTES("the compound file is damaged"));
	o->depth--;
}
