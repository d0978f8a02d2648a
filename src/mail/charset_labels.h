/* charset_labels: which encoding a label means.  Inside mail/ only. */
#ifndef MAIL_CHARSET_LABELS_H
#define MAIL_CHARSET_LABELS_H

#include "base/bytes.h"

enum charset_way {
	CHARSET_WAY_UTF8,
	CHARSET_WAY_TABLE,    /* ICU; ASCII octets mean themselves */
	CHARSET_WAY_SHIFTING, /* ICU; ASCII octets may mean something else */
	CHARSET_WAY_USER,     /* x-user-defined: 0x80.. are U+F780.. */
};

struct charset {
	const char *name;
	const char *icu;
	enum charset_way way;
};

/* All of them; charset_find gives NULL for an unknown label. */
extern const struct charset charset_table[];
extern const size_t charset_count;
const struct charset *charset_find(struct bytes label);

/* For the test that the labels are in order. */
const char *charset_label_at(size_t index);

#endif
