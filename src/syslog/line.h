/* line: one event of the mail log as one line for a log server: a frame, and in it CEF or JSON.
 *
 * Frames are those of RFC 5424 s6 (time in UTC, no structured data, no byte order mark: readers look for "CEF:" at the start of the
 * message) and of RFC 3164 s4.1 (local time; to a local socket without a host, as the C library writes).  CEF is the Common Event
 * Format, version 0; keys and their lengths are those of its dictionary (ArcSight CEF Implementation Standard, rev. 25).
 *
 * Subjects, addresses and replies come from outside: what is no UTF-8 becomes U+FFFD, CEF's "\" and "=" are escaped, line ends
 * become "\n" and "\r", every other control character a space; JSON escapes all of them.  So a line is one line, is UTF-8, and has
 * one reading.  A value is cut at the length of its key, and one for which there is no more room in the line is left out whole. */
#ifndef SYSLOG_LINE_H
#define SYSLOG_LINE_H

#include "conf/conf.h"
#include "wire/event.h"

enum syslog_line_limits {
	SYSLOG_LINE_MAX = 8000,      /* servers take 8 KiB (rsyslog) or more; RFC 5424 s6.1 asks for 2048 */
	SYSLOG_LIST_MAX = 3000,      /* octets of recipients, and of findings */
};

struct syslog_form {
	enum syslog_format format;
	enum syslog_frame frame;
	int facility;
	bool is_local;        /* the receiver is on this machine: RFC 3164 names no host */
	const char *hostname; /* what a frame cannot hold becomes "-" */
	uint32_t process;
};

/**
 * syslog_line(form, e, out): E as a line, without a line end.
 *
 * Takes:   out  empty, at least SYSLOG_LINE_MAX large
 * Cost:    one allocation
 */
void syslog_line(const struct syslog_form *form, const struct mail_event *e, struct buf *out);

/* How bad E is, from 0 to 10, as CEF counts. */
int syslog_severity(const struct mail_event *e);

#endif
