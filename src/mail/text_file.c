#include "mail/text_file.h"

/* Octets of a first line; longer names are cut. */
#define LINE_MAX_OCTETS 1024

static struct bytes
line_of(struct bytes b, size_t at, size_t *next)
{
	struct bytes rest = bytes_slice(b, at, at + LINE_MAX_OCTETS);
	size_t lf = bytes_find_octet(rest, '\n');
	*next = lf == BYTES_NOT_FOUND ? at + rest.len : at + lf + 1;
	return bytes_to(rest, lf);
}

/* "begin 644 name" (POSIX uuencode); the mode is what tells it from prose. */
static bool
is_uu_begin(struct bytes line, struct bytes *name)
{
	size_t i = 6, digits = 0;
	if (!bytes_starts(line, BYTES("begin ")))
		return false;
	while (i < line.len && line.at[i] == ' ')
		i++;
	while (i < line.len && line.at[i] >= '0' && line.at[i] <= '7')
		i++, digits++;
	*name = bytes_from(line, i);
	return digits >= 3 && digits <= 6 && name->len >= 2 && name->at[0] == ' ';
}

static bool
is_yenc_begin(struct bytes line, struct bytes *name)
{
	if (!bytes_starts(line, BYTES("=ybegin ")))
		return false;
	size_t at = bytes_find(line, BYTES("name="));
	*name = at == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(line, at + 5);
	return true;
}

bool
text_file_next(struct bytes text, enum decode_kind kind, size_t *pos, struct text_file *out)
{
	bool uu = kind == DECODE_UU;
	struct bytes mark = uu ? BYTES("begin ") : BYTES("=ybegin "), end_mark = uu ? BYTES("\nend") : BYTES("\n=yend");
	while (*pos < text.len) {
		size_t at = bytes_find(bytes_from(text, *pos), mark), next;
		if (at == BYTES_NOT_FOUND)
			break;
		at += *pos;
		*pos = at + mark.len;
		if (at != 0 && text.at[at - 1] != '\n' && text.at[at - 1] != '\r')
			continue;
		struct bytes line = line_of(text, at, &next);
		if (!(uu ? is_uu_begin(line, &out->name) : is_yenc_begin(line, &out->name)))
			continue;
		if (!uu && bytes_starts(bytes_from(text, next), BYTES("=ypart ")))
			(void)line_of(text, next, &next);
		size_t end = bytes_find(bytes_from(text, next), end_mark);
		end = end == BYTES_NOT_FOUND ? text.len : next + end;
		out->lines = bytes_slice(text, next, end);
		*pos = end;
		return true;
	}
	return false;
}
