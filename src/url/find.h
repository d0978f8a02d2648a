/* url/find: the URLs in plain text.
 *
 * Finds what a mail program would make a link of, and what a person would copy by hand: URLs with a scheme
 * (also "hxxp"), "www." and bare names under a listed top level, addresses of mailboxes, defanged forms, URLs
 * in angle brackets that were wrapped over lines (RFC 3986 appendix C).  Knows that Chinese text puts no space
 * around a link and ends sentences with U+3002, which IDNA also takes for a dot.  Names of files ("main.md")
 * and missing spaces after a full stop ("done.It") are left alone.
 *
 * Ceilings: 2000 finds in one text (a longer list is a flood; the caller records a gap), 16 KiB in one URL.
 * Linear in the text: a trigger that leads nowhere is not looked at again. */
#ifndef URL_FIND_H
#define URL_FIND_H

#include "base/schema.h"

#define URL_FIND_MAX 2000

enum url_found_kind { URL_FOUND_LINK, URL_FOUND_MAIL };

struct url_found {
	enum url_found_kind kind;
	size_t start; /* octets of the text, without brackets and quotes */
	size_t end;
	struct bytes raw; /* for url_parse: a view into the text, or the joined lines */
	bool is_bare;     /* had no scheme */
	bool is_wrapped;  /* joined from several lines */
};

struct url_founds {
	struct url_found *at;
	size_t count;
	size_t room;
};

/**
 * url_find(text, arena, max, out): Append what TEXT holds to OUT, in order, never overlapping.
 *
 * Takes:   text  UTF-8 (malformed octets end a URL)
 *          max   ceiling of out->count, 0 for URL_FIND_MAX
 * Gives:   0
 * Fails:   FAULT_LIMIT at MAX or the arena's ceiling; what was found before is in OUT
 * Cost:    about 1 ns per octet without URLs
 */
int url_find(struct bytes text, struct arena *arena, size_t max, struct url_founds *out);

/**
 * url_shown_host(anchor_text, arena): The host that a link's text shows to the reader.
 *
 * Takes:   anchor_text  its first 1024 octets are read
 * Gives:   the first URL's host in normal form, empty where the text shows none
 */
struct bytes url_shown_host(struct bytes anchor_text, struct arena *arena);

#endif
