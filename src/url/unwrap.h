/* url/unwrap: the links behind links, as far as they can be known without asking anybody.
 *
 * Mail gateways, search engines and social networks put their own URL before the target, and attackers borrow
 * theirs.  Each layer that can be undone offline is; where only the server knows the target the result says
 * so.  wrappers.txt lists whom we know; a URL that holds another in any parameter, plain, escaped or in base64
 * or hexadecimal, is found without being listed.
 *
 * Ceiling: 5 layers.  Honest mail has at most three (a gateway around a tracker around a redirect); deeper ones
 * are marked and are evidence by themselves. */
#ifndef URL_UNWRAP_H
#define URL_UNWRAP_H

#include "url/parse.h"
#include "url/tables.h"

#define URL_UNWRAP_MAX 5

struct url_layer {
	struct url url;    /* what was inside */
	enum url_wrap how; /* of the layer around it */
	const char *by;    /* its name in wrappers.txt, "" for URL_WRAP_HOLDS */
	bool is_partial;   /* only the target's host is known */
};

struct url_layers {
	struct url_layer at[URL_UNWRAP_MAX]; /* the outermost first */
	size_t count;
	bool is_opaque; /* the innermost is a known wrapper whose target only its server knows */
	bool is_deeper; /* there would be more layers */
};

/**
 * url_unwrap(u, arena, out): Undo the layers of U.
 *
 * Gives:   *out; texts in ARENA; count 0 where U holds nothing
 * Fails:   never
 * Cost:    0.5 us for a URL that holds nothing; linear in the URL for each layer
 */
void url_unwrap(const struct url *u, struct arena *arena, struct url_layers *out);

/* "gateway", "redirect", "view", "holds". */
const char *url_wrap_name(enum url_wrap how);

#endif
