/* request: what a client of SpamAssassin's daemon asks, as octets: the line "CHECK SPAMC/1.5", header fields, an empty
 * line.  No sockets here.
 *
 * Lines may end with LF alone, as the daemon allows.  What has two meanings is refused: Content-length twice, a class
 * that is neither spam nor ham, the same set and removed at once.  Unknown fields are passed over.
 *
 * Ceilings: REQUEST_HEAD_MAX octets and REQUEST_FIELDS_MAX fields, as the daemon's.
 *
 * Source: spamd/PROTOCOL of SpamAssassin 4.0 and what spamd 4.0.1 does, which differ. */
#ifndef SPAMD_REQUEST_H
#define SPAMD_REQUEST_H

#include "base/bytes.h"
#include "base/fault.h"

enum request_limits {
	REQUEST_HEAD_MAX = 65536,
	REQUEST_FIELDS_MAX = 255,
	REQUEST_USER_MAX = 500,
};

enum request_verb { VERB_CHECK, VERB_SYMBOLS, VERB_REPORT, VERB_REPORT_IFSPAM, VERB_PROCESS, VERB_HEADERS, VERB_PING,
	VERB_SKIP, VERB_TELL, VERB_COUNT };
extern const char *const request_verb_names[VERB_COUNT];

/* Which base of knowledge TELL is about. */
enum request_base { BASE_LOCAL = 1, BASE_REMOTE = 2 };

enum request_class { CLASS_NONE, CLASS_SPAM, CLASS_HAM };

/* What a fault is to the client (sysexits.h, as the daemon uses it). */
enum request_status { STATUS_OK = 0, STATUS_DATA = 65, STATUS_UNAVAILABLE = 69, STATUS_LATER = 75, STATUS_PROTOCOL = 76,
	STATUS_TIMEOUT = 79 };

struct request {
	enum request_verb verb;
	unsigned version;       /* 1.3 is 103 */
	bool has_length;
	uint64_t length;        /* of what follows: compressed, where it is */
	bool is_compressed;
	struct bytes user;      /* "" where none was said */
	enum request_class class;
	unsigned set, remove;   /* bits of enum request_base */
};

/**
 * request_read(in, scanned, out, out_used, why): The request at the front of IN, up to what follows it.
 *
 * Takes:   scanned  0 at first; what was already looked at, when more of the same comes
 * Gives:   1, *out pointing into IN, and how many octets it took; 0 where more must come
 * Fails:   FAULT_INPUT with *why, the words behind "Bad header line: "; FAULT_ABSENT where it asks for what nobody can
 *          do, the words behind "Service Unavailable: "
 * Cost:    linear in what is new, then linear in the head
 */
int request_read(struct bytes in, size_t *scanned, struct request *out, size_t *out_used, struct why *why);

/* Does a message follow? */
bool request_has_message(const struct request *r);

#endif
