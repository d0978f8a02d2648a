/* url/domain: who owns a host name.
 *
 * The public suffix list (libpsl, the newer of its built-in copy and Debian's file) says where the registrable
 * domain of a host begins.  Hosts come in the form that url_parse gives: lower-case ASCII, A-labels, no
 * trailing dot.  Nothing here asks the network.  A host longer than 253 octets (RFC 1035 s2.3.4) has no
 * domain.
 *
 * A lookup costs libpsl about 2 us, and one message names the same few hosts again and again, so the last
 * answers are kept per thread; the cache never changes an answer. */
#ifndef URL_DOMAIN_H
#define URL_DOMAIN_H

#include "base/bytes.h"

#define DOMAIN_MAX 253

/**
 * domain_preload(): Read everything that the url folder opens late: the suffix list, ICU's IDNA and
 * confusables data, OpenSSL's digests.
 *
 * To be called before a jail closes; without it the first use opens files.  May be called again.
 */
void domain_preload(void);

/**
 * domain_registrable(host): The part of HOST that somebody registered ("example.co.uk" of "a.example.co.uk").
 *
 * Takes:   host  normalised; upper case is accepted
 * Gives:   a view into host; empty for an IP address, a bare suffix, an empty label or an overlong name.
 *          Under an unlisted top level it is the last two labels (the list's "*" rule).
 * Cost:    about 50 ns when asked before, 2 us when not
 * Source:  publicsuffix.org, "Format" and "Algorithm"
 */
struct bytes domain_registrable(struct bytes host);

/**
 * domain_suffix(host): HOST's public suffix ("co.uk"), a view; empty as for domain_registrable, but not for a
 * bare suffix.
 */
struct bytes domain_suffix(struct bytes host);

/* Does HOST end in a suffix that the list names, with something before it? */
bool domain_is_listed(struct bytes host);

/* Is TLD (one label, no dot) a listed top level? */
bool domain_is_tld(struct bytes tld);

/* Is HOST an IPv4 address in four decimal parts or an IPv6 address in brackets? */
bool domain_is_ip(struct bytes host);

/* The registrable domain's first label: "example" of "www.example.co.uk". */
struct bytes domain_label(struct bytes host);

#endif
