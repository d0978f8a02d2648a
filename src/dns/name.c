#include "dns/name.h"

const char *const dns_status_names[DNS_STATUS_COUNT] = {
	"ok", "nxdomain", "nodata", "servfail", "timeout", "bogus", "limit",
};

int
dns_name_read(struct bytes text, uint8_t out[DNS_NAME_MAX], size_t *out_len)
{
	size_t label = 0;
	if (text.len > 0 && text.at[text.len - 1] == '.')
		text.len--;
	if (text.len == 0 || text.len > DNS_NAME_MAX)
		return FAULT_INPUT;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];
		label = c == '.' ? 0 : label + 1;
		if (c == 0 || label > DNS_LABEL_MAX || (label == 0 && (i == 0 || text.at[i - 1] == '.')))
			return FAULT_INPUT;
	}
	if (label == 0)
		return FAULT_INPUT;
	for (size_t i = 0; i < text.len; i++)
		out[i] = ascii_lower(text.at[i]);
	*out_len = text.len;
	return 0;
}

bool
dns_name_is_plain(struct bytes name)
{
	uint8_t read[DNS_NAME_MAX];
	size_t len;
	if (dns_name_read(name, read, &len) != 0)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!ascii_is_alnum(read[i]) && read[i] != '-' && read[i] != '_' && read[i] != '.')
			return false;
	return true;
}

bool
dns_name_is_host(struct bytes name)
{
	if (!dns_name_is_plain(name))
		return false;
	if (name.at[name.len - 1] == '.')
		name.len--;
	size_t dot = bytes_find_last_octet(name, '.');
	if (dot == BYTES_NOT_FOUND)
		return false;
	for (size_t i = dot + 1; i < name.len; i++)
		if (!ascii_is_digit(name.at[i]))
			return true;
	return false;
}

bool
dns_name_is_within(struct bytes name, struct bytes above)
{
	if (above.len == 0 || !bytes_ends_nocase(name, above))
		return false;
	return name.len == above.len || name.at[name.len - above.len - 1] == '.';
}

void
dns_name_escape(struct bytes name, struct buf *out)
{
	for (size_t i = 0; i < name.len; i++) {
		uint8_t c = name.at[i];
		if (ascii_is_alnum(c) || c == '-' || c == '_' || c == '.')
			buf_add_octet(out, c);
		else
			buf_addf(out, "\\%03u", c);
	}
}
