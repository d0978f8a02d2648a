#include "identity/auth_results.h"

#include "mail/header.h"

static bool
is_plain(struct bytes value)
{
	size_t ats = 0;
	for (size_t i = 0; i < value.len; i++) {
		uint8_t c = value.at[i];
		ats += c == '@';
		if (!ascii_is_alnum(c) && c != '.' && c != '-' && c != '_' && c != '@')
			return false;
	}
	return value.len > 0 && ats <= 1;
}

/* VALUE as a token or a quoted string; controls and 8-bit octets become '?'. */
static void
add_value(struct bytes value, struct buf *out)
{
	value = bytes_to(value, 320);
	if (is_plain(value)) {
		buf_add(out, value);
		return;
	}
	buf_add_octet(out, '"');
	for (size_t i = 0; i < value.len; i++) {
		uint8_t c = value.at[i];
		if (c == '"' || c == '\\')
			buf_add_octet(out, '\\');
		buf_add_octet(out, c >= 0x20 && c < 0x7f ? c : '?');
	}
	buf_add_octet(out, '"');
}

static void
add_property(const char *name, struct bytes value, struct buf *out)
{
	if (value.len == 0)
		return;
	buf_addf(out, " %s=", name);
	add_value(value, out);
}

static void
add_result(const char *method, const char *status, struct bytes reason, struct buf *out)
{
	buf_addf(out, ";\r\n\t%s=%s", method, status);
	if (reason.len == 0)
		return;
	buf_add_cstr(out, " reason=\"");
	/* reasons are our own words, but they crossed a border */
	for (size_t i = 0; i < reason.len && i < 200; i++)
		if (reason.at[i] >= 0x20 && reason.at[i] < 0x7f && reason.at[i] != '"' && reason.at[i] != '\\')
			buf_add_octet(out, reason.at[i]);
	buf_add_octet(out, '"');
}

static void
add_dkim(const struct dkim_result *d, struct buf *out)
{
	add_result("dkim", dkim_status_names[d->status], d->reason, out);
	add_property("header.d", d->domain, out);
	add_property("header.i", d->identity, out);
	add_property("header.s", d->selector, out);
	add_property("header.a", bytes_of_cstr(signature_algorithm_names[d->algorithm]), out);
}

void
auth_results_write(const struct identity_results *r, struct bytes host, struct bytes mail_from, struct buf *out)
{
	add_value(host, out);
	add_result("spf", spf_status_names[r->spf.status], r->spf.reason, out);
	if (r->spf.is_helo)
		add_property("smtp.helo", r->spf.domain, out);
	else
		add_property("smtp.mailfrom", mail_from, out);
	for (size_t i = 0; i < r->dkim.count; i++)
		add_dkim(&r->dkim.at[i], out);
	if (r->dkim.count == 0)
		add_result("dkim", "none", BYTES("there is no signature"), out);
	add_result("dmarc", dmarc_status_names[r->dmarc.status], r->dmarc.reason, out);
	add_property("header.from", r->dmarc.domain, out);
	if (r->dmarc.status == DMARC_PASS || r->dmarc.status == DMARC_FAIL)
		add_property("policy.published-domain-policy",
		    bytes_of_cstr(dmarc_policy_names[r->dmarc.policy]), out);
	add_result("arc", arc_status_names[r->arc.status], r->arc.reason, out);
	if (r->arc.sealers.count > 0)
		add_property("header.oldest-d", r->arc.sealers.at[0], out);
}

/* Drops blanks, folds and comments at the front. */
static struct bytes
skip_comments(struct bytes b)
{
	for (;;) {
		b = bytes_trim(b);
		if (b.len == 0 || b.at[0] != '(')
			return b;
		b = bytes_from(b, header_comment_end(b, 0));
	}
}

bool
auth_results_is_ours(struct bytes value, struct bytes host)
{
	struct bytes id = skip_comments(value);
	uint8_t name[256];
	size_t len = 0, i = 0;
	bool quoted = id.len > 0 && id.at[0] == '"';
	for (i = quoted; i < id.len && len < sizeof name; i++) {
		uint8_t c = id.at[i];
		if (quoted ? c == '"' : c == ';' || c == '(' || ascii_is_space(c))
			break;
		if (quoted && c == '\\' && i + 1 < id.len)
			c = id.at[++i];
		if (c < 0x20 || c >= 0x7f)
			return true;
		name[len++] = c;
	}
	if (len == 0 || len == sizeof name || (quoted && i == id.len))
		return true;
	if (name[len - 1] == '.')
		len--;
	return bytes_equal_nocase(bytes_of(name, len), host);
}
