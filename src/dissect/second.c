/* What else a file is.  An archive behind a picture, a page inside a GIF, a second archive behind the first: the filter reads
 * one of them, and the reader's program, after a change of name or by itself, the other.  What stands behind becomes a part of
 * its own ("1.2/0"), and both types are known. */
#include "dissect/inside.h"
#include "dissect/magic.h"
#include "unpack/zip.h"

/* Where a page is looked for in a picture: browsers look no further for a page's first tag. */
#define PAGE_WINDOW ((size_t)64 << 10)
/* A tail that can be something; linkers and editors leave less. */
#define TAIL_MIN 32

/* Signatures that are long enough to mean something anywhere. */
static const struct bytes signatures[] = { BYTES_INIT("7z\xBC\xAF\x27\x1C"), BYTES_INIT("Rar!\x1A\x07"),
	BYTES_INIT("MSCF\0\0\0\0"), BYTES_INIT("%PDF-1.") };
enum { ARCHIVES = 2 }; /* the first of them */

static size_t
find_signature(struct bytes content, size_t from, size_t count)
{
	size_t first = BYTES_NOT_FOUND;
	for (size_t i = 0; i < count; i++) {
		struct bytes window = bytes_slice(content, from, first);
		size_t at = bytes_find(window, signatures[i]);
		if (at != BYTES_NOT_FOUND)
			first = from + at;
	}
	return first;
}

/* The first "<html", "<script" or "<!doctype html". */
static size_t
find_page(struct bytes content)
{
	struct bytes window = bytes_to(content, PAGE_WINDOW);
	for (size_t at = 0;; at++) {
		size_t open = bytes_find_octet(bytes_from(window, at), '<');
		if (open == BYTES_NOT_FOUND)
			return BYTES_NOT_FOUND;
		at += open;
		struct bytes rest = bytes_from(window, at);
		if (bytes_starts_nocase(rest, BYTES("<html")) || bytes_starts_nocase(rest, BYTES("<script")) ||
		    bytes_starts_nocase(rest, BYTES("<!doctype html")))
			return at;
	}
}

static size_t
behind_picture(struct bytes content)
{
	size_t page = find_page(content);
	if (page == BYTES_NOT_FOUND && content.len > PAGE_WINDOW) {
		size_t last = content.len - PAGE_WINDOW;
		page = find_page(bytes_from(content, last));
		page = page == BYTES_NOT_FOUND ? page : last + page;
	}
	size_t other = find_signature(content, 0, sizeof signatures / sizeof *signatures);
	return page < other ? page : other;
}

/* The last place where NEEDLE stands; what it finds before is passed over once. */
static size_t
find_last(struct bytes content, struct bytes needle)
{
	size_t last = BYTES_NOT_FOUND;
	for (size_t from = 0;;) {
		size_t at = bytes_find(bytes_from(content, from), needle);
		if (at == BYTES_NOT_FOUND)
			return last;
		last = from + at;
		from = last + needle.len;
	}
}

/* From END on, when something is recognised there, or a signature stands a little further. */
static size_t
tail(struct bytes content, size_t end)
{
	while (end < content.len && (ascii_is_space(content.at[end]) || content.at[end] == 0))
		end++;
	struct bytes rest = bytes_from(content, end);
	if (rest.len < TAIL_MIN)
		return BYTES_NOT_FOUND;
	return magic_of(rest).type.len != 0 ? end : find_signature(content, end, sizeof signatures / sizeof *signatures);
}

static uint64_t
number_at(struct bytes content, size_t at, size_t octets)
{
	uint64_t n = 0;
	for (size_t i = octets; i-- > 0;)
		n = n << 8 | (at + i < content.len ? content.at[at + i] : 0);
	return n;
}

static size_t
behind(struct magic magic, struct bytes content)
{
	if (magic.class == MAGIC_PICTURE && !bytes_equal(magic.type, BYTES("image/svg+xml")))
		return behind_picture(content);
	if (bytes_equal(magic.type, BYTES("application/pdf"))) {
		size_t end = find_last(content, BYTES("%%EOF"));
		return end != BYTES_NOT_FOUND ? tail(content, end + 5) : BYTES_NOT_FOUND;
	}
	if (bytes_equal(magic.type, BYTES("application/zip"))) {
		size_t end = find_last(content, BYTES("PK\x05\x06"));
		return end != BYTES_NOT_FOUND ? tail(content, end + 22 + (size_t)number_at(content, end + 20, 2)) : BYTES_NOT_FOUND;
	}
	if (bytes_equal(magic.type, BYTES("application/x-7z"))) {
		uint64_t at = number_at(content, 12, 8), size = number_at(content, 20, 8);
		return at < content.len && size < content.len ? tail(content, (size_t)(32 + at + size)) : BYTES_NOT_FOUND;
	}
	/* A self-extracting archive. */
	if (bytes_equal(magic.type, BYTES("application/x-dosexec")))
		return find_signature(content, 0, ARCHIVES);
	return BYTES_NOT_FOUND;
}

void
dissect_second(struct dissection *d, uint32_t index, struct magic magic, struct bytes content, uint32_t containers)
{
	/* Readers of PDF look for it in the first kilobyte, whatever stands before. */
	bool is_pdf = bytes_equal(magic.type, BYTES("application/pdf"));
	if (is_pdf && !bytes_starts(bytes_trim(content), BYTES("%PDF-"))) {
		struct bytes before = bytes_to(content, bytes_find(content, BYTES("%PDF-")));
		d->c->parts.at[index].also = magic_of(before).type;
	}
	size_t at = containers < DISSECT_DEPTH_MAX ? behind(magic, content) : BYTES_NOT_FOUND;
	/* A zip at the end was opened as the file itself; a document may be one from its beginning. */
	bool is_zip = magic.class != MAGIC_ARCHIVE && magic.class != MAGIC_DISK && !bytes_starts(content, BYTES("PK")) && zip_ends(content);
	if (at == BYTES_NOT_FOUND || at == 0 || (is_zip && bytes_starts(bytes_from(content, at), BYTES("PK")))) {
		if (is_zip)
			d->c->parts.at[index].also = BYTES("application/zip");
		return;
	}
	const struct dissect_entry rest = { .name = BYTES("behind"), .content = bytes_from(content, at), .size = content.len - at };
	d->c->parts.at[index].also = magic_of(rest.content).type;
	dissect_child(d, index, 0, &rest, containers + 1);
}
