#include "identity/return_path.h"

#include "dns/name.h"

/* SRS takes '=', '+' and '-' right behind the tag. */
static bool
srs_tag(struct bytes *local, struct bytes tag)
{
	if (!bytes_starts_nocase(*local, tag) || local->len <= tag.len || !bytes_has(BYTES("=+-"), bytes_slice(*local, tag.len, tag.len + 1)) ||
	    local->at[tag.len] == 0)
		return false;
	*local = bytes_from(*local, tag.len + 1);
	return true;
}

/* hash=time=domain=local */
static bool
srs_inner(struct bytes text, struct return_path *out)
{
	struct bytes hash, time, domain;
	if (!bytes_cut(&text, '=', &hash) || !bytes_cut(&text, '=', &time) || !bytes_cut(&text, '=', &domain))
		return false;
	if (hash.len == 0 || time.len == 0 || text.len == 0 || !dns_name_is_host(domain))
		return false;
	out->domain = domain;
	out->local = text;
	return true;
}

static bool
srs_read(struct bytes local, struct return_path *out)
{
	struct bytes hash, first;
	if (srs_tag(&local, BYTES("SRS0")))
		return srs_inner(local, out);
	/* hash=first forwarder=, then what that one wrote behind SRS0, with its separator */
	if (!srs_tag(&local, BYTES("SRS1")) || !bytes_cut(&local, '=', &hash) || !bytes_cut(&local, '=', &first))
		return false;
	if (hash.len == 0 || !dns_name_is_host(first) || local.len == 0 || !bytes_has(BYTES("=+-"), bytes_to(local, 1)))
		return false;
	return local.at[0] != 0 && srs_inner(bytes_from(local, 1), out);
}

/* prvs=KDDDSSSSSS=local: a key's number, a day, and three octets of a hash. */
static bool
batv_read(struct bytes local, struct return_path *out)
{
	struct bytes tag;
	if (!bytes_starts_nocase(local, BYTES("prvs=")))
		return false;
	local = bytes_from(local, 5);
	if (!bytes_cut(&local, '=', &tag) || tag.len != 10 || local.len == 0)
		return false;
	for (size_t i = 0; i < tag.len; i++)
		if (i < 4 ? !ascii_is_digit(tag.at[i]) : ascii_hex(tag.at[i]) < 0)
			return false;
	out->local = local;
	return true;
}

void
return_path_read(struct bytes mail_from, struct return_path *out)
{
	size_t at = bytes_find_last_octet(mail_from, '@');
	*out = (struct return_path){ .kind = mail_from.len == 0 ? RETURN_PATH_NULL : RETURN_PATH_PLAIN };
	out->local = bytes_to(mail_from, at);
	if (at != BYTES_NOT_FOUND)
		out->by = out->domain = bytes_from(mail_from, at + 1);
	if (srs_read(out->local, out))
		out->kind = RETURN_PATH_SRS;
	else if (batv_read(out->local, out))
		out->kind = RETURN_PATH_BATV;
}
