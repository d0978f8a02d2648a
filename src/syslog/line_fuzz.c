/* Properties, for any octets in any field, in each format and frame: the line is UTF-8 without a control character, within its
 * length; CEF taken apart again has each key once and the values that were put in; JSON has as many brackets as it opens, outside
 * of its texts. */
#include "syslog/line.h"

#include <stdlib.h>

#include "base/must.h"
#include "base/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a reader is to see of TEXT, cut at MAX: written apart from line.c on purpose. */
static void
seen(struct bytes text, size_t max, struct buf *out)
{
	text = utf8_prefix(text, max);
	for (size_t pos = 0; pos < text.len;) {
		uint32_t cp = utf8_next(text, &pos);
		bool is_control = (cp < 0x20 && cp != '\n' && cp != '\r') || (cp >= 0x7F && cp < 0xA0) || cp == 0x2028 || cp == 0x2029;
		utf8_add(out, is_control ? ' ' : cp);
	}
}

/* The value of KEY in the extension, unescaped as a reader does: a key is a word before "=", a value ends before the next. */
static bool
value_of(struct bytes extension, struct bytes key, struct buf *out)
{
	size_t at = 0, found = 0;
	while (at < extension.len) {
		size_t end = at;
		while (end < extension.len && extension.at[end] != '=')
			end++;
		must(end < extension.len && end > at);
		struct bytes name = bytes_slice(extension, at, end);
		for (size_t i = 0; i < name.len; i++)
			must(ascii_is_alnum(name.at[i]));
		bool is_it = bytes_equal(name, key);
		found += is_it;
		size_t next = ++end; /* the next key's place: behind the last space before the next bare "=" */
		for (size_t i = end; i < extension.len && extension.at[i] != '='; i++) {
			if (extension.at[i] == '\\') {
				must(i + 1 < extension.len);
				i++;
			} else if (extension.at[i] == ' ') {
				next = i + 1;
			}
		}
		bool is_last = true;
		for (size_t i = end; i < extension.len && is_last; i++) {
			if (extension.at[i] == '\\')
				i++;
			else if (extension.at[i] == '=')
				is_last = false;
		}
		size_t stop = is_last ? extension.len : next - 1;
		for (size_t i = end; is_it && i < stop; i++) {
			uint8_t c = extension.at[i];
			if (c == '\\') {
				c = extension.at[++i];
				must(c == '\\' || c == '=' || c == 'n' || c == 'r');
				c = c == 'n' ? '\n' : c == 'r' ? '\r' : c;
			}
			buf_add_octet(out, c);
		}
		at = is_last ? extension.len : next;
	}
	must(found <= 1);
	return found == 1;
}

static void
check_value(struct bytes extension, const char *key, struct bytes text, size_t max)
{
	struct buf want, got;
	buf_init(&want, 1 << 16);
	buf_init(&got, 1 << 16);
	seen(text, max, &want);
	/* absent: empty, or there was no room for it */
	if (value_of(extension, bytes_of_cstr(key), &got))
		must(bytes_equal(buf_bytes(&got), buf_bytes(&want)));
	buf_done(&want);
	buf_done(&got);
}

static void
check_cef(struct bytes line, const struct mail_event *e)
{
	struct bytes rest = bytes_from(line, bytes_find(line, BYTES("CEF:0|"))), part;
	for (int i = 0; i < 7; i++)
		must(bytes_cut(&rest, '|', &part));
	check_value(rest, "suser", e->mail_from, 1023);
	check_value(rest, "msg", e->subject, 1023);
	check_value(rest, "shost", e->helo, 1023);
	check_value(rest, "reason", e->reply, 1023);
	check_value(rest, "cs2", e->message_id, 4000);
	struct buf act;
	buf_init(&act, 64);
	must(value_of(rest, BYTES("act"), &act) && bytes_equal(buf_bytes(&act), bytes_of_cstr(outcome_names[e->outcome])));
	buf_done(&act);
}

static void
check_json(struct bytes line)
{
	size_t depth = 0, at = bytes_find_octet(line, '{');
	bool is_text = false;
	must(at != BYTES_NOT_FOUND);
	for (; at < line.len; at++) {
		uint8_t c = line.at[at];
		if (is_text && c == '\\')
			at++;
		else if (c == '"')
			is_text = !is_text;
		else if (!is_text && (c == '{' || c == '['))
			depth++;
		else if (!is_text && (c == '}' || c == ']'))
			must(depth-- > 0 && (depth != 0 || at + 1 == line.len));
	}
	must(depth == 0 && !is_text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes rest = bytes_of(data, size), piece, field[8] = { { 0 } };
	struct finding findings[4] = { { .weight = 1 }, { .weight = -1 } };
	if (size < 2)
		return 0;
	struct mail_event e = { .outcome = (enum outcome)(data[0] % OUTCOME_COUNT), .type = (enum mail_type)(data[1] % TYPE_COUNT),
		.direction = (enum direction)(data[1] / 8 % DIRECTION_COUNT), .time_ms = INT64_C(1795873200123) };
	rest = bytes_from(rest, 2);
	for (size_t i = 0; i < 8 && bytes_cut(&rest, 0xFE, &piece); i++)
		field[i] = bytes_to(piece, 1000);
	e.mail_from = field[0];
	e.subject = field[1];
	e.helo = field[2];
	e.reply = field[3];
	e.message_id = field[4];
	e.client_ip = bytes_to(field[5], 64);
	e.recipients.at = field;
	e.recipients.count = 8;
	for (size_t i = 0; i < 4; i++)
		findings[i].id = bytes_to(field[i], 64);
	e.findings.at = findings;
	e.findings.count = 4;
	for (int k = 0; k < 8; k++) {
		const struct syslog_form form = { k & 1 ? SYSLOG_JSON : SYSLOG_CEF, k & 2 ? SYSLOG_RFC3164 : SYSLOG_RFC5424, 2, (k & 4) != 0,
			"gw.example.com", 77 };
		struct buf out;
		buf_init(&out, SYSLOG_LINE_MAX);
		syslog_line(&form, &e, &out);
		struct bytes line = buf_bytes(&out);
		must(buf_ok(&out) && line.len <= SYSLOG_LINE_MAX && utf8_valid(line));
		for (size_t i = 0; i < line.len; i++)
			must(line.at[i] >= ' ' && line.at[i] != 0x7F);
		if (k & 1)
			check_json(line);
		else
			check_cef(line, &e);
		buf_done(&out);
	}
	return 0;
}
