/* url/unicode: what ICU knows about names: IDNA and confusable characters.
 *
 * IDNA is done as browsers do it (UTS #46, non-transitional, with ICU), because what matters is the host that
 * the victim's browser will ask for; IDNA2008's stricter rules would leave emoji names unread. */
#ifndef URL_UNICODE_H
#define URL_UNICODE_H

#include "base/bytes.h"

/* Room for a host in UTF-8: 253 octets of A-labels are at most this much. */
#define HOST_TEXT_MAX 1024

/* Open ICU's data (see domain_preload). */
void unicode_preload(void);

/**
 * idna_to_ascii(host, out, out_len): HOST's A-label form into OUT[HOST_TEXT_MAX].
 *
 * Takes:   host  UTF-8, at most HOST_TEXT_MAX octets
 * Fails:   FAULT_INPUT where a browser would refuse the name
 */
int idna_to_ascii(struct bytes host, uint8_t *out, size_t *out_len);

/* The other way: U-labels for people; FAULT_INPUT where an A-label is broken. */
int idna_to_unicode(struct bytes host, uint8_t *out, size_t *out_len);

/**
 * unicode_skeleton(text, out, out_len): The UTS #39 skeleton of UTF-8 TEXT: texts that look alike have one.
 *
 * Takes:   out  room for HOST_TEXT_MAX octets; text at most 253 octets
 * Fails:   FAULT_INPUT for malformed or overlong text
 */
int unicode_skeleton(struct bytes text, uint8_t *out, size_t *out_len);

/* Does UTF-8 TEXT (one label) mix scripts in a way that no language does (UTS #39, above "highly restrictive")? */
bool unicode_is_mixed(struct bytes text);

/**
 * unicode_is_invisible(cp): Does CP print nothing (zero width, joiners, bidi controls, soft hyphen, tags)?
 */
bool unicode_is_invisible(uint32_t cp);

/* CP's ASCII form where CP is a full-width letter, digit or sign, or one of the dots that IDNA takes for a dot
 * (U+3002, U+FF0E, U+FF61); otherwise CP. */
uint32_t unicode_narrow(uint32_t cp);

#endif
