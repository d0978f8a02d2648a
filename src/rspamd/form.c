/* The request of rspamd 4's /checkv3: multipart/form-data (RFC 7578), a part "metadata" in JSON and a part "message".
 *
 * The metadata become the fields that /checkv2 has, so that everything behind reads one form.  A control in a text is a space
 * here (json_unescape).  Two parts of one name are refused: two readers could take different ones. */
#include "report/json.h"
#include "rspamd/inside.h"

enum form_limits { FORM_PARTS_MAX = 8, FORM_HEAD_MAX = 8192, FORM_METADATA_MAX = 256 << 10, FORM_BOUNDARY_MAX = 70 /* RFC 2046 */ };

/* What each member of the metadata is called in a header. */
static const struct {
	const char *key, *field;
} fields[] = {
	{ "from", "From" }, { "rcpt", "Rcpt" }, { "ip", "IP" }, { "helo", "Helo" }, { "hostname", "Hostname" }, { "user", "User" },
	{ "queue_id", "Queue-Id" }, { "deliver_to", "Deliver-To" }, { "settings_id", "Settings-ID" }, { "flags", "Flags" },
	{ "subject", "Subject" },
};

/* The value of PARAMETER in a field like "form-data; name=x": plain or quoted. */
static struct bytes
parameter(struct bytes value, const char *name)
{
	struct bytes one;
	while (bytes_cut(&value, ';', &one)) {
		one = bytes_trim(one);
		size_t equals = bytes_find_octet(one, '=');
		if (equals == BYTES_NOT_FOUND || !bytes_equal_nocase(bytes_to(one, equals), bytes_of_cstr(name)))
			continue;
		one = bytes_from(one, equals + 1);
		if (one.len >= 2 && one.at[0] == '"' && one.at[one.len - 1] == '"')
			one = bytes_slice(one, 1, one.len - 1);
		return one;
	}
	return BYTES_NONE;
}

/* -- metadata -- */

static bool
add_field(struct http_exchange *x, struct http_head *head, const char *name, struct bytes raw, bool is_text)
{
	struct buf text;
	struct bytes value;
	struct http_field *f = head->fields.count < HTTP_FIELDS_MAX ? LIST_ADD(x->arena, &head->fields) : NULL;
	buf_init(&text, FORM_METADATA_MAX);
	if (is_text)
		json_unescape(raw, &text);
	else
		buf_add(&text, raw);
	bool ok = f != NULL && buf_ok(&text) && arena_copy(x->arena, buf_bytes(&text), &value);
	if (ok)
		*f = (struct http_field){ bytes_of_cstr(name), value };
	buf_done(&text);
	return ok;
}

static const char *
field_of(struct bytes key)
{
	for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
		if (bytes_equal(key, bytes_of_cstr(fields[i].key)))
			return fields[i].field;
	return NULL;
}

/* Members of the outermost object, and texts of arrays in it; whatever is deeper is read over. */
static int
read_metadata(struct http_exchange *x, struct bytes document, struct http_head *head, struct why *why)
{
	struct json j = json_of(document);
	struct bytes key, value, array_of = BYTES_NONE;
	int depth = 0;
	for (;;) {
		enum json_kind kind = json_next(&j, &key, &value);
		if (kind == JSON_BAD)
			return why_set(why, 400, "the metadata are no JSON");
		if (kind == JSON_END)
			return depth == 0 ? 0 : why_set(why, 400, "the metadata do not end");
		if (kind == JSON_OBJECT || kind == JSON_ARRAY) {
			if (depth == 0 && kind == JSON_ARRAY)
				return why_set(why, 400, "the metadata are no object");
			array_of = depth == 1 && kind == JSON_ARRAY ? key : depth == 0 ? BYTES_NONE : array_of;
			depth++;
			if (depth > 2)
				array_of = BYTES_NONE;
			continue;
		}
		if (kind == JSON_OBJECT_END || kind == JSON_ARRAY_END) {
			depth--;
			array_of = BYTES_NONE;
			continue;
		}
		const char *name = depth == 1 ? field_of(key) : depth == 2 && array_of.len != 0 ? field_of(array_of) : NULL;
		if (name != NULL && (kind == JSON_TEXT || kind == JSON_NUMBER) && !add_field(x, head, name, value, kind == JSON_TEXT))
			return why_set(why, 400, "the metadata hold more than a request may");
	}
}

/* -- parts -- */

struct part {
	struct bytes name, type, coding, content;
};

/* The next part at the front of *REST, which stands behind a boundary.  1, 0: that was the last, or 400. */
static int
next_part(struct bytes *rest, struct bytes delimiter, struct part *out, struct why *why)
{
	if (bytes_starts(*rest, BYTES("--")))
		return 0;
	if (!bytes_starts(*rest, BYTES("\r\n")))
		return why_set(why, 400, "octets behind a boundary");
	*rest = bytes_from(*rest, 2);
	*out = (struct part){ .name = BYTES_NONE };
	for (struct bytes head = bytes_to(*rest, FORM_HEAD_MAX);;) {
		size_t end = bytes_find(head, BYTES("\r\n"));
		if (end == BYTES_NOT_FOUND)
			return why_set(why, 400, "a part whose header does not end");
		struct bytes line = bytes_to(head, end);
		head = bytes_from(head, end + 2);
		*rest = bytes_from(*rest, end + 2);
		size_t colon = bytes_find_octet(line, ':');
		if (line.len == 0)
			break;
		if (colon == BYTES_NOT_FOUND)
			return why_set(why, 400, "a part whose header is none");
		struct bytes name = bytes_to(line, colon), value = bytes_trim(bytes_from(line, colon + 1));
		if (bytes_equal_nocase(name, BYTES("Content-Disposition")))
			out->name = parameter(value, "name");
		else if (bytes_equal_nocase(name, BYTES("Content-Type")))
			out->type = value;
		else if (bytes_equal_nocase(name, BYTES("Content-Encoding")))
			out->coding = value;
	}
	size_t end = bytes_find(*rest, delimiter);
	if (end == BYTES_NOT_FOUND)
		return why_set(why, 400, "a part that does not end");
	out->content = bytes_to(*rest, end);
	*rest = bytes_from(*rest, end + delimiter.len);
	return 1;
}

static int
take_part(struct http_exchange *x, const struct part *p, struct http_head *head, bool seen[2], struct form *out, struct why *why)
{
	bool is_message = bytes_equal(p->name, BYTES("message"));
	if (!is_message && !bytes_equal(p->name, BYTES("metadata")))
		return 0;
	if (seen[is_message])
		return why_set(why, 400, "two parts of one name");
	seen[is_message] = true;
	if (is_message) {
		out->message = p->content;
		out->is_packed = bytes_equal_nocase(p->coding, BYTES("zstd"));
		return p->coding.len == 0 || out->is_packed ? 0 : why_set(why, 415, "a part may be packed with zstd, and nothing else");
	}
	if (p->coding.len != 0 || bytes_has_nocase(p->type, BYTES("msgpack")))
		return why_set(why, 415, "metadata are read as plain JSON");
	if (p->content.len > FORM_METADATA_MAX)
		return why_set(why, 400, "metadata that are too long");
	return read_metadata(x, p->content, head, why);
}

int
form_read(struct http_exchange *x, struct form *out, struct why *why)
{
	struct bytes type = http_field(&x->head, "Content-Type"), boundary = parameter(type, "boundary"), rest = x->content;
	struct http_head head = x->head;
	struct part part = { 0 };
	bool seen[2] = { false, false };
	uint8_t delimiter[4 + FORM_BOUNDARY_MAX] = "\r\n--";
	*out = (struct form){ 0 };
	if (!bytes_starts_nocase(type, BYTES("multipart/form-data")) || boundary.len == 0 || boundary.len > FORM_BOUNDARY_MAX)
		return why_set(why, 415, "multipart/form-data with a boundary is wanted");
	memcpy(delimiter + 4, boundary.at, boundary.len);
	struct bytes between = bytes_of(delimiter, 4 + boundary.len);
	/* The first one may stand at the very beginning. */
	if (bytes_starts(rest, bytes_from(between, 2))) {
		rest = bytes_from(rest, between.len - 2);
	} else {
		size_t at = bytes_find(rest, between);
		if (at == BYTES_NOT_FOUND)
			return why_set(why, 400, "no part");
		rest = bytes_from(rest, at + between.len);
	}
	head.fields.at = NULL;
	head.fields.count = head.fields.room = 0;
	int got = 1;
	for (size_t count = 0; got == 1; count++) {
		if (count > FORM_PARTS_MAX)
			return why_set(why, 400, "more parts than anybody sends");
		got = next_part(&rest, between, &part, why);
		int status = got == 1 ? take_part(x, &part, &head, seen, out, why) : 0;
		if (status != 0)
			return status;
	}
	if (got != 0)
		return got;
	if (!seen[1])
		return why_set(why, 400, "no part \"message\"");
	x->head.fields = head.fields;
	x->head.query = BYTES_NONE;
	return 0;
}
