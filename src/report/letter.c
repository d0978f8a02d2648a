#include "report/letter.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <time.h>
#include <zlib.h>

#include "base/must.h"
#include "report/dmarc.h"
#include "report/tls.h"

/* Octets of a report before it is packed; 5000 rows take 4 MB. */
#define PLAIN_MAX ((size_t)16 << 20)

static bool
is_plain(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!ascii_is_alnum(text.at[i]) && (text.at[i] == 0 || strchr(".-_+=@", text.at[i]) == NULL))
			return false;
	return text.len != 0;
}

/* "10m" and its like; false for anything else. */
static bool
read_size(struct bytes text, uint64_t *out)
{
	static const char units[] = "kmgt";
	unsigned shift = 0;
	if (text.len != 0) {
		const char *unit = strchr(units, ascii_lower(text.at[text.len - 1]));
		if (unit != NULL && *unit != '\0') {
			shift = 10 * (unsigned)(unit - units + 1);
			text = bytes_to(text, text.len - 1);
		}
	}
	if (bytes_number(text, UINT64_MAX >> 40, out) != 0)
		return false;
	*out <<= shift;
	return true;
}

size_t
letter_addresses(struct bytes rua, struct letter_address out[LETTER_ADDRESSES_MAX])
{
	struct bytes one;
	size_t count = 0;
	while (count < LETTER_ADDRESSES_MAX && bytes_cut(&rua, ',', &one)) {
		struct letter_address a = { .octets_max = UINT64_MAX };
		one = bytes_trim(one);
		if (!bytes_starts_nocase(one, BYTES("mailto:")))
			continue;
		one = bytes_from(one, 7);
		size_t mark = bytes_find_octet(one, '!');
		if (mark != BYTES_NOT_FOUND && !read_size(bytes_from(one, mark + 1), &a.octets_max))
			continue;
		a.address = bytes_to(one, mark);
		size_t at = bytes_find_octet(a.address, '@');
		a.domain = bytes_from(a.address, at == BYTES_NOT_FOUND ? a.address.len : at + 1);
		if (!is_plain(a.address) || a.address.len > LETTER_ADDRESS_MAX || at == 0 || a.domain.len == 0 ||
		    bytes_find_octet(a.domain, '@') != BYTES_NOT_FOUND)
			continue;
		out[count++] = a;
	}
	return count;
}

struct bytes
letter_tls_rua(struct bytes record)
{
	struct bytes tag;
	if (!bytes_cut(&record, ';', &tag) || !bytes_equal(bytes_trim(tag), BYTES("v=TLSRPTv1")))
		return BYTES_NONE;
	while (bytes_cut(&record, ';', &tag)) {
		tag = bytes_trim(tag);
		if (bytes_starts(tag, BYTES("rua=")))
			return bytes_from(tag, 4);
	}
	return BYTES_NONE;
}

static int
pack(struct bytes plain, struct buf *out)
{
	z_stream z = { 0 };
	/* 16: with gzip's own head and end */
	must(deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	uLong most = deflateBound(&z, (uLong)plain.len);
	uint8_t *at = buf_reserve(out, most);
	int fault = FAULT_LIMIT;
	if (at != NULL) {
		z.next_in = (Bytef *)(uintptr_t)plain.at;
		z.avail_in = (uInt)plain.len;
		z.next_out = at;
		z.avail_out = (uInt)most;
		must(deflate(&z, Z_FINISH) == Z_STREAM_END);
		out->len += most - z.avail_out;
		fault = 0;
	}
	(void)deflateEnd(&z);
	return fault;
}

void
letter_base64(struct bytes octets, struct buf *out)
{
	uint8_t line[80];
	for (size_t i = 0; i < octets.len; i += 54) {
		struct bytes piece = bytes_slice(octets, i, i + 54);
		int len = EVP_EncodeBlock(line, piece.at, (int)piece.len);
		buf_add(out, bytes_of(line, (size_t)len));
		buf_add_cstr(out, "\r\n");
	}
}

static void
add_head(const struct letter *l, const struct casefile_report *r, struct buf *out)
{
	char date[64];
	struct tm tm;
	time_t now = (time_t)l->now;
	bool is_tls = r->kind == REPORT_TLS;
	(void)gmtime_r(&now, &tm);
	(void)strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S +0000", &tm);
	buf_addf(out, "From: <%.*s>\r\nTo: <%.*s>\r\nDate: %s\r\n", BYTES_ARGS(l->from), BYTES_ARGS(l->to), date);
	/* RFC 7489 s7.2.1.1, RFC 8460 s5.3 */
	buf_addf(out, "Subject: Report Domain: %.*s\r\n Submitter: %.*s\r\n Report-ID: <%.*s>\r\n", BYTES_ARGS(r->domain),
	    BYTES_ARGS(l->host), BYTES_ARGS(r->id));
	buf_addf(out, "Message-ID: <%.*s@%.*s>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n", BYTES_ARGS(r->id),
	    BYTES_ARGS(l->host));
	if (is_tls)
		buf_addf(out, "TLS-Report-Domain: %.*s\r\nTLS-Report-Submitter: %.*s\r\n"
		              "Content-Type: multipart/report; report-type=\"tlsrpt\"; boundary=\"=_report\"\r\n",
		    BYTES_ARGS(r->domain), BYTES_ARGS(l->host));
	else
		buf_add_cstr(out, "Content-Type: multipart/mixed; boundary=\"=_report\"\r\n");
	buf_addf(out, "\r\n--=_report\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n"
	              "This is the daily %s report about %.*s.\r\nIt is meant for a program; the attachment has it.\r\n\r\n"
	              "--=_report\r\n",
	    is_tls ? "SMTP TLS" : "DMARC aggregate", BYTES_ARGS(r->domain));
	buf_addf(out, "Content-Type: %s\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n"
	              " filename=\"%.*s!%.*s!%" PRId64 "!%" PRId64 ".%s.gz\"\r\n\r\n",
	    is_tls ? "application/tlsrpt+gzip" : "application/gzip", BYTES_ARGS(l->host), BYTES_ARGS(r->domain), r->begin, r->end,
	    is_tls ? "json" : "xml");
}

int
letter_write(const struct letter *l, const struct casefile_report *r, struct buf *out)
{
	struct buf plain, packed;
	buf_init(&plain, PLAIN_MAX);
	buf_init(&packed, PLAIN_MAX);
	if (r->kind == REPORT_TLS)
		report_tls_write(r, &plain);
	else
		report_dmarc_write(r, &plain);
	int fault = buf_ok(&plain) ? pack(buf_bytes(&plain), &packed) : FAULT_LIMIT;
	if (fault == 0) {
		add_head(l, r, out);
		letter_base64(buf_bytes(&packed), out);
		buf_add_cstr(out, "--=_report--\r\n");
	}
	buf_done(&plain);
	buf_done(&packed);
	return fault == 0 && buf_ok(out) ? 0 : FAULT_LIMIT;
}
