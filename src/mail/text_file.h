/* text_file: files that stand in a text as lines of letters: uuencode (POSIX) and yEnc.
 *
 * Clients offer them as attachments, and decoders take them out of any file. */
#ifndef MAIL_TEXT_FILE_H
#define MAIL_TEXT_FILE_H

#include "mail/decode.h"

struct text_file {
	struct bytes name;  /* as it stands there, not decoded; views */
	struct bytes lines; /* to be decoded */
};

/**
 * text_file_next(text, kind, pos, out): The next file of KIND (DECODE_UU, DECODE_YENC) in TEXT behind *pos.
 *
 * Gives:   true, *out, and *pos behind it; false when there is none
 * Cost:    linear in TEXT over all calls
 */
bool text_file_next(struct bytes text, enum decode_kind kind, size_t *pos, struct text_file *out);

#endif
