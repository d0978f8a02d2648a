/* auth_results: the Authentication-Results field (RFC 8601), written and recognised.
 *
 * Every value that came from outside is written as a quoted string unless it is plain letters, digits, '.', '-',
 * '_' and one '@', and what no quoted string may hold is left out: a domain like "a.example'b.example" or
 * "c(d.example" must not become another result for whoever reads the field (espoofer A4 to A7). */
#ifndef IDENTITY_AUTH_RESULTS_H
#define IDENTITY_AUTH_RESULTS_H

#include "identity/results.h"

/**
 * auth_results_write(results, host, mail_from, out): Append the field's value ("mx.example.com; spf=pass ...").
 *
 * Takes:   host       our authserv-id, a host name
 *          mail_from  the envelope sender
 * Gives:   no line break at the end; lines between the results are folded with CRLF and a tab
 */
void auth_results_write(const struct identity_results *results, struct bytes host, struct bytes mail_from,
    struct buf *out);

/**
 * auth_results_is_ours(value, host): Does a field that arrived claim to be written by HOST?
 *
 * Such a field is forged, or came round, and must be removed at the border (RFC 8601 s5).  Comments, quotes,
 * case and folds are seen through; what cannot be read is ours, to be safe.
 */
bool auth_results_is_ours(struct bytes value, struct bytes host);

#endif
