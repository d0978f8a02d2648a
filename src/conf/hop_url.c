#include "conf/hop_url.h"

#include "base/fault.h"
#include "conf/cidr.h"

static const struct {
	struct bytes prefix;
	enum hop_kind kind;
	uint16_t port;
} schemes[] = {
	{ BYTES_INIT("smtp://"), HOP_SMTP, 25 },
	{ BYTES_INIT("smtps://"), HOP_SMTPS, 465 },
	{ BYTES_INIT("lmtp://"), HOP_LMTP, 24 },
	{ BYTES_INIT("lmtp+unix:"), HOP_LMTP_UNIX, 0 },
	{ BYTES_INIT("maildir:"), HOP_MAILDIR, 0 },
};

static bool
is_host(struct bytes host)
{
	if (host.len == 0 || host.len > 255 || host.at[0] == '-')
		return false;
	for (size_t i = 0; i < host.len; i++)
		if (!ascii_is_alnum(host.at[i]) && host.at[i] != '.' && host.at[i] != '-' && host.at[i] != '_')
			return false;
	return true;
}

int
host_port_read(struct bytes text, uint16_t default_port, struct bytes *host, uint16_t *port)
{
	struct bytes rest;
	if (text.len != 0 && text.at[0] == '[') {
		size_t end = bytes_find_octet(text, ']');
		struct cidr ignored;
		if (end == BYTES_NOT_FOUND || cidr_address(bytes_to(text, end + 1), &ignored) != 0)
			return FAULT_INPUT;
		*host = bytes_slice(text, 1, end);
		rest = bytes_from(text, end + 1);
	} else {
		size_t end = bytes_find_octet(text, ':');
		*host = bytes_to(text, end);
		rest = bytes_from(text, end);
		if (!is_host(*host))
			return FAULT_INPUT;
	}
	*port = default_port;
	if (rest.len == 0)
		return default_port != 0 ? 0 : FAULT_INPUT;
	uint64_t n;
	if (rest.at[0] != ':' || bytes_number(bytes_from(rest, 1), 65535, &n) != 0 || n == 0)
		return FAULT_INPUT;
	*port = (uint16_t)n;
	return 0;
}

bool
hop_url_is(struct bytes text)
{
	return bytes_find_octet(text, ':') != BYTES_NOT_FOUND;
}

int
hop_url_read(struct bytes text, struct hop_url *out)
{
	for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		if (!bytes_starts_nocase(text, schemes[i].prefix))
			continue;
		struct bytes rest = bytes_from(text, schemes[i].prefix.len);
		*out = (struct hop_url){ .kind = schemes[i].kind };
		if (schemes[i].port != 0) {
			if (rest.len != 0 && rest.at[rest.len - 1] == '/')
				rest.len--;
			return host_port_read(rest, schemes[i].port, &out->host, &out->port);
		}
		/* lmtp+unix:///run/x is written as often as lmtp+unix:/run/x. */
		if (bytes_starts(rest, BYTES("///")))
			rest = bytes_from(rest, 2);
		out->path = rest;
		return rest.len == 0 || bytes_find_octet(rest, 0) != BYTES_NOT_FOUND ? FAULT_INPUT : 0;
	}
	return FAULT_INPUT;
}
