/* date: RFC 5322 dates as senders write them.
 *
 * A date that is absurd, has no zone or names the wrong weekday tells about the sender, so reading is
 * tolerant and says what was odd.  Years 1970..9999; what lies outside is refused. */
#ifndef MAIL_DATE_H
#define MAIL_DATE_H

#include "base/bytes.h"

enum date_flag {
	DATE_NO_ZONE = 1 << 0, /* none, or a name that says nothing; read as UTC */
	DATE_NO_TIME = 1 << 1,
	DATE_BAD_WEEKDAY = 1 << 2, /* it was another day */
	DATE_SHORT_YEAR = 1 << 3,  /* two or three digits (RFC 5322 4.3) */
	DATE_ODD_FORM = 1 << 4,    /* readable, but not as the RFC writes it */
	DATE_BAD_ZONE = 1 << 5,    /* a zone beyond +-14 hours; read as it stands */
};

struct mail_date {
	int64_t unix_time;
	int32_t zone_minutes;
	uint32_t flags;
};

/**
 * date_read(value, out): Read a Date value (folded or not, comments allowed).
 *
 * Fails:   FAULT_INPUT where no day, month and year can be made out; *out is then untouched
 * Cost:    looks at the first 256 octets
 * Source:  RFC 5322 3.3 and 4.3
 */
int date_read(struct bytes value, struct mail_date *out);

#endif
