/* spf_macro: RFC 7208 s7, the macro language.  Inside identity/ only. */
#ifndef IDENTITY_SPF_MACRO_H
#define IDENTITY_SPF_MACRO_H

#include "base/buf.h"

struct spf_macros {
	struct bytes sender;        /* local@domain */
	struct bytes local;
	struct bytes sender_domain;
	struct bytes domain;        /* the current one */
	struct bytes helo;
	struct bytes receiver;
	uint8_t ip[16];             /* IPv4: the first four */
	bool v6;
	int64_t now;
	struct bytes validated;     /* %{p}, found out beforehand */
};

/* Does TEXT hold %{p}, for which the DNS must be asked first? */
bool spf_macro_wants_validated(struct bytes text);

/**
 * spf_macro_expand(m, text, out): Append TEXT, which keeps to the grammar, with its macros replaced.
 */
void spf_macro_expand(const struct spf_macros *m, struct bytes text, struct buf *out);

#endif
