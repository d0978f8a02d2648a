/* fields: a message as signatures see it (RFC 6376 s2, s3.4): raw header fields, and the body, and both in their
 * canonical forms.
 *
 * Lines end with CRLF.  A message whose first line ends with a bare LF is a file that lost its CRs; there every LF
 * counts as CRLF.  In any other message a bare CR or LF is an octet like others: what clients make of it is for
 * identity/from.h and the walk to find.
 *
 * Ceiling: FIELDS_MAX header fields; with more, no signature is examined. */
#ifndef IDENTITY_FIELDS_H
#define IDENTITY_FIELDS_H

#include "base/buf.h"
#include "base/schema.h"

#define FIELDS_MAX 10000

struct field_raw {
	struct bytes name; /* as written, without blanks before the colon; empty for what is no field */
	struct bytes raw;  /* name, colon, value with folds; not the last line break */
	struct bytes value;
};

struct fields {
	LIST(struct field_raw) list;
	uint32_t *by_name; /* indexes of list, ordered by lower-case name, then place */
	struct bytes body;
	bool lf;     /* bare LF ends lines */
	bool is_cut; /* there were more than FIELDS_MAX */
};

/**
 * fields_read(message, arena, out): Divide MESSAGE.
 *
 * Gives:   0; views into MESSAGE
 * Fails:   FAULT_LIMIT at the arena's ceiling
 * Cost:    O(header * log(fields))
 */
int fields_read(struct bytes message, struct arena *arena, struct fields *out);

/* Fields called NAME: *first is the place of the topmost one in by_name; gives how many. */
size_t fields_find(const struct fields *f, struct bytes name, size_t *first);

/**
 * fields_canonical(f, field, relaxed, cut, out): Append FIELD's canonical form, without a line break at its end.
 *
 * Takes:   cut  from and to, octets of field->raw that are left out (the value of b=); 0, 0 for none
 */
void fields_canonical(const struct fields *f, const struct field_raw *field, bool relaxed, const size_t cut[2],
    struct buf *out);

#endif
