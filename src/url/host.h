/* url/host: the host of a URL, in the one form by which it is compared.
 *
 * Internal to url_parse: takes the octets between the user name and the port. */
#ifndef URL_HOST_H
#define URL_HOST_H

#include "base/bytes.h"
#include "url/unicode.h"

struct host {
	uint8_t ascii[HOST_TEXT_MAX];
	size_t len;
	uint8_t shown[HOST_TEXT_MAX];
	size_t shown_len; /* 0: as ascii */
	uint32_t flags;   /* enum url_flag */
};

/**
 * host_read(raw, out): RAW's normal form.
 *
 * Gives:   0; out->ascii holds letters, digits, '-', '_', '.', escapes of anything else, or [IPv6]
 * Fails:   FAULT_INPUT where nothing is left or it is longer than 253 octets; the flags are set all the same
 */
int host_read(struct bytes raw, struct host *out);

#endif
