/* barred: files that the organisation's policy does not let through whatever they do; part of the case file
 * (casefile/casefile.h).  What a file is, is told by its content; its name is the sender's word. */
#ifndef CASEFILE_BARRED_H
#define CASEFILE_BARRED_H

#include "base/schema.h"
#include "casefile/finding.h"

enum file_class {
	FILE_PROGRAM,    /* of Windows, Linux, macOS, Android, Java; an installer */
	FILE_SCRIPT,     /* that a double click runs: VBScript, HTA, batch */
	FILE_SHORTCUT,   /* lnk, url: starts something else */
	FILE_MACRO,      /* a document with code: VBA, Excel 4.0 */
	FILE_LOCKED,     /* nobody but who has the password sees what is inside */
	FILE_DISK_IMAGE, /* iso, udf, vhd, wim: what is inside loses the mark of the web */
	FILE_PAGE,       /* HTML or SVG as a file */
	FILE_DOCUMENT,   /* of an office program */
	FILE_CLASS_COUNT
};
extern const char *const file_class_names[FILE_CLASS_COUNT];

/* Why a file that the policy takes out of the mail cannot be, so that the whole mail is held. */
enum file_kept {
	FILE_NOT_KEPT,
	FILE_KEPT_SIGNED,    /* it is signed or sealed, or stands in what is */
	FILE_KEPT_AMBIGUOUS, /* mail clients read the mail in several ways: what one does not see, another opens */
	FILE_KEPT_IN_TEXT,   /* it stands in the letter itself: uuencoded, data: */
	FILE_KEPT_UNREAD,    /* the mail was not read to its end */
	FILE_KEPT_TOO_MANY,  /* more than CASEFILE_BARRED_MAX */
	FILE_KEPT_WHOLE,     /* it is all of the mail, and the front can change bodies only */
	FILE_KEPT_BY_FRONT,  /* the front that asks cannot change mail */
	FILE_KEPT_COUNT
};
extern const char *const file_kept_names[FILE_KEPT_COUNT];

enum casefile_barred_limits { CASEFILE_BARRED_MAX = 16 };

struct casefile_barred {
	enum file_class is;
	uint32_t part;
	struct bytes action; /* that the policy wants */
	bool is_unconverted; /* it wants a conversion, which cannot be; ACTION is what happens instead */
	uint32_t taken;      /* strip, convert: the part of the message that goes with it */
	enum file_kept kept; /* strip, convert: why it cannot go */
};

extern const struct schema casefile_barred_schema;

/* "a program", "可执行程序": for sentences. */
const char *file_class_say(enum file_class is, enum language language);
/* "it is signed or encrypted, ...": the same; "" for FILE_NOT_KEPT. */
const char *file_kept_say(enum file_kept kept, enum language language);

#endif
