/* ace: what an ACE archive says that it holds.
 *
 * The format is closed and has one free decoder, none in Debian; programs run by hand with it have been attacked through it
 * (CVE-2018-20250).  So names and sizes are listed, and what is stored without compression is given.
 *
 * Ceilings: UNPACK_ENTRIES_MAX entries, and the octets that the request allows. */
#ifndef UNPACK_ACE_H
#define UNPACK_ACE_H

#include "unpack/archive.h"

/* Does it begin as one? */
bool ace_begins(struct bytes container);

/**
 * ace_list(r, arena, out, out_text): As archive_unpack, for an ACE archive.
 *
 * Gives:   UNPACK_DONE when everything in it is stored; UNPACK_PARTLY, with all names, where it is not; UNPACK_ENCRYPTED,
 *          UNPACK_MALFORMED, UNPACK_LIMIT
 * Cost:    linear in the number of headers
 * Source:  the header layout of acefile 0.6.13 (its documentation, "ACE format")
 */
enum unpack_status ace_list(const struct unpack_request *r, struct arena *arena, struct unpacked *out, struct bytes *out_text);

#endif
