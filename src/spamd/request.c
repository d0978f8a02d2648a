#include "spamd/request.h"

const char *const request_verb_names[VERB_COUNT] = { "CHECK", "SYMBOLS", "REPORT", "REPORT_IFSPAM", "PROCESS", "HEADERS", "PING",
	"SKIP", "TELL" };

bool
request_has_message(const struct request *r)
{
	return r->verb != VERB_PING && r->verb != VERB_SKIP;
}

/* The next line of *REST without its end; false where it has no end yet. */
static bool
next_line(struct bytes *rest, struct bytes *out)
{
	size_t lf = bytes_find_octet(*rest, '\n');
	if (lf == BYTES_NOT_FOUND)
		return false;
	*out = bytes_to(*rest, lf);
	if (bytes_ends(*out, BYTES("\r")))
		*out = bytes_to(*out, lf - 1);
	*rest = bytes_from(*rest, lf + 1);
	return true;
}

/* "1.3" is 103.  Two digits at most: the protocol has been at 1.5 since 2009. */
static bool
read_version(struct bytes text, unsigned *out)
{
	uint64_t major = 0, minor = 0;
	struct bytes part;
	if (!bytes_cut(&text, '.', &part) || part.len > 2 || bytes_number(part, 99, &major) != 0)
		return false;
	if (text.len != 0 && (text.len > 2 || bytes_number(text, 99, &minor) != 0))
		return false;
	*out = (unsigned)(major * 100 + minor);
	return true;
}

static int
read_first_line(struct bytes line, struct request *out, struct why *why)
{
	struct bytes rest = bytes_trim(line), word = BYTES_NONE;
	(void)bytes_cut(&rest, ' ', &word);
	rest = bytes_trim(rest);
	for (out->verb = 0; out->verb < VERB_COUNT; out->verb++)
		if (bytes_equal(word, bytes_of_cstr(request_verb_names[out->verb])))
			break;
	bool is_known = out->verb < VERB_COUNT && bytes_starts(rest, BYTES("SPAMC/"));
	if (!is_known || !read_version(bytes_from(rest, 6), &out->version))
		return why_set(why, FAULT_INPUT, "%.*s", BYTES_ARGS(bytes_to(line, 100)));
	return 0;
}

/* Those who speak 1.0 send the message at once; a ping has a header since 1.5. */
static bool
has_header(const struct request *r)
{
	return request_has_message(r) ? r->version > 100 || r->verb == VERB_TELL : r->version >= 105;
}

static unsigned
read_bases(struct bytes value)
{
	return (bytes_has_nocase(value, BYTES("local")) ? BASE_LOCAL : 0) | (bytes_has_nocase(value, BYTES("remote")) ? BASE_REMOTE : 0);
}

static int
read_length(struct bytes value, struct request *out, struct why *why)
{
	uint64_t length;
	if (bytes_number(value, INT64_MAX, &length) != 0)
		return why_set(why, FAULT_INPUT, "(Content-Length contains non-numeric bytes)");
	if (out->has_length && out->length != length)
		return why_set(why, FAULT_INPUT, "(Content-Length twice)");
	out->has_length = true;
	out->length = length;
	return 0;
}

static int
read_user(struct bytes value, struct request *out, struct why *why)
{
	for (size_t i = 0; i < value.len; i++)
		if (value.at[i] < ' ' || value.at[i] == 0x7f)
			return why_set(why, FAULT_INPUT, "(User header contains control chars)");
	if (value.len > REQUEST_USER_MAX)
		return why_set(why, FAULT_INPUT, "(User header is too long)");
	out->user = value;
	return 0;
}

static int
read_class(struct bytes value, struct request *out, struct why *why)
{
	if (bytes_equal_nocase(value, BYTES("spam")))
		out->class = CLASS_SPAM;
	else if (bytes_equal_nocase(value, BYTES("ham")))
		out->class = CLASS_HAM;
	else
		return why_set(why, FAULT_INPUT, "(Message-class header contains invalid class)");
	return 0;
}

static int
read_field(struct bytes line, struct request *out, struct why *why)
{
	size_t colon = bytes_find_octet(line, ':');
	if (colon == BYTES_NOT_FOUND)
		return why_set(why, FAULT_INPUT, "(header not in 'Name: value' format)");
	struct bytes name = bytes_to(line, colon), value = bytes_trim(bytes_from(line, colon + 1));
	if (bytes_equal_nocase(name, BYTES("Content-length")))
		return read_length(value, out, why);
	if (bytes_equal_nocase(name, BYTES("User")))
		return read_user(value, out, why);
	if (bytes_equal_nocase(name, BYTES("Message-class")))
		return read_class(value, out, why);
	if (bytes_equal_nocase(name, BYTES("Set")))
		out->set = read_bases(value);
	else if (bytes_equal_nocase(name, BYTES("Remove")))
		out->remove = read_bases(value);
	else if (bytes_equal_nocase(name, BYTES("Compress"))) {
		if (!bytes_has_nocase(value, BYTES("zlib")))
			return why_set(why, FAULT_INPUT, "(compression type not supported: %.*s)", BYTES_ARGS(bytes_to(value, 60)));
		out->is_compressed = true;
	}
	return 0;
}

/* What no field says alone. */
static int
check_whole(const struct request *r, struct why *why)
{
	if (r->is_compressed && !r->has_length)
		return why_set(why, FAULT_ABSENT, "Compress requires Content-length header");
	if (r->verb != VERB_TELL)
		return 0;
	if ((r->set & r->remove & BASE_LOCAL) != 0)
		return why_set(why, FAULT_INPUT, "Unable to set local and remove local in the same operation.");
	if ((r->set & r->remove & BASE_REMOTE) != 0)
		return why_set(why, FAULT_INPUT, "Unable to set remote and remove remote in the same operation.");
	if (r->set != 0 && r->class == CLASS_NONE)
		return why_set(why, FAULT_INPUT, "(Set without Message-class)");
	return 0;
}

/* Where the header ends; 0: not yet. */
static size_t
find_end(struct bytes in, size_t *scanned)
{
	size_t at = *scanned;
	for (size_t lf; (lf = bytes_find_octet(bytes_from(in, at), '\n')) != BYTES_NOT_FOUND;) {
		struct bytes rest = bytes_from(in, at + lf + 1);
		size_t empty = bytes_starts(rest, BYTES("\n")) ? 1 : bytes_starts(rest, BYTES("\r\n")) ? 2 : 0;
		if (empty != 0)
			return at + lf + 1 + empty;
		/* What may yet become the empty line is looked at again. */
		if (rest.len < 2) {
			*scanned = at + lf;
			return 0;
		}
		at += lf + 1;
	}
	*scanned = in.len;
	return 0;
}

int
request_read(struct bytes in, size_t *scanned, struct request *out, size_t *out_used, struct why *why)
{
	struct bytes rest = bytes_to(in, REQUEST_HEAD_MAX), line;
	*out = (struct request){ .verb = VERB_COUNT };
	if (!next_line(&rest, &line))
		return in.len < REQUEST_HEAD_MAX ? 0 : why_set(why, FAULT_INPUT, "(no request)");
	int fault = read_first_line(line, out, why);
	if (fault != 0)
		return fault;
	*out_used = (size_t)(rest.at - in.at);
	if (!has_header(out))
		return 1;
	size_t end = find_end(bytes_to(in, REQUEST_HEAD_MAX), scanned);
	if (end == 0)
		return in.len < REQUEST_HEAD_MAX ? 0 : why_set(why, FAULT_INPUT, "(too many headers)");
	rest = bytes_slice(in, *out_used, end);
	*out_used = end;
	size_t fields = 0;
	while (next_line(&rest, &line) && line.len != 0) {
		if (++fields > REQUEST_FIELDS_MAX)
			return why_set(why, FAULT_INPUT, "(too many headers)");
		fault = read_field(line, out, why);
		if (fault != 0)
			return fault;
	}
	fault = check_whole(out, why);
	return fault != 0 ? fault : 1;
}
