#include "http/reply.h"

#include <time.h>

#include "sys/clock.h"

const char *
http_reason(int status)
{
	static const struct {
		int status;
		const char *words;
	} usual[] = {
		{ 200, "OK" }, { 201, "Created" }, { 202, "Accepted" }, { 204, "No Content" }, { 208, "Already Reported" },
		{ 400, "Bad Request" }, { 401, "Unauthorized" }, { 403, "Forbidden" }, { 404, "Not Found" },
		{ 405, "Method Not Allowed" }, { 408, "Request Timeout" }, { 409, "Conflict" }, { 411, "Length Required" },
		{ 413, "Content Too Large" }, { 415, "Unsupported Media Type" }, { 417, "Expectation Failed" },
		{ 422, "Unprocessable Content" }, { 429, "Too Many Requests" }, { 431, "Request Header Fields Too Large" },
		{ 500, "Internal Server Error" }, { 501, "Not Implemented" }, { 503, "Service Unavailable" },
		{ 505, "HTTP Version Not Supported" }, { 507, "Insufficient Storage" },
	};
	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
		if (usual[i].status == status)
			return usual[i].words;
	return "Unknown";
}

/* RFC 9110 s5.6.7; not strftime, whose names are the locale's. */
static void
add_date(struct buf *out)
{
	static const char days[] = "SunMonTueWedThuFriSat", months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t now = (time_t)(clock_wall_ms() / 1000);
	struct tm t;
	if (gmtime_r(&now, &t) != NULL)
		buf_addf(out, "Date: %.3s, %02d %.3s %d %02d:%02d:%02d GMT\r\n", days + t.tm_wday * 3, t.tm_mday, months + t.tm_mon * 3,
		    t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

/* No octet that could end the line. */
static void
add_harmless(struct buf *out, struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		buf_add_octet(out, (text.at[i] < ' ' && text.at[i] != '\t') || text.at[i] == 0x7f ? ' ' : text.at[i]);
}

void
http_reply_write(const struct http_reply *r, const char *server, bool keeps_open, bool is_head, struct buf *out)
{
	buf_addf(out, "HTTP/1.1 %d ", r->status);
	add_harmless(out, bytes_of_cstr(r->reason != NULL ? r->reason : http_reason(r->status)));
	buf_addf(out, "\r\nConnection: %s\r\n", keeps_open ? "keep-alive" : "close");
	if (server != NULL)
		buf_addf(out, "Server: %s\r\n", server);
	add_date(out);
	/* RFC 9110 s15.3.5: this one has none. */
	if (r->status != 204)
		buf_addf(out, "Content-Length: %zu\r\nContent-Type: %s\r\n", r->content.len, r->type != NULL ? r->type : "text/plain");
	for (size_t i = 0; i < r->field_count; i++) {
		add_harmless(out, r->fields[i].name);
		buf_add_cstr(out, ": ");
		add_harmless(out, r->fields[i].value);
		buf_add_cstr(out, "\r\n");
	}
	buf_add_cstr(out, "\r\n");
	if (!is_head && r->status != 204)
		buf_add(out, r->content);
}
