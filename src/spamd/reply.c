#include "spamd/reply.h"

#include <stdio.h>

/* A line of X-Spam-Status is folded behind the comma that comes after so many octets. */
#define NAMES_COLUMN 60

static struct bytes
words_of(enum request_status status)
{
	switch (status) {
	case STATUS_PROTOCOL: return BYTES("Bad header line: ");
	case STATUS_TIMEOUT: return BYTES("Timeout: ");
	case STATUS_DATA: return BYTES("Data Error: ");
	case STATUS_LATER: return BYTES("Temporary Failure: ");
	default: return BYTES("Service Unavailable: ");
	}
}

/* On one line, ASCII, whatever it was. */
static void
add_plain(struct buf *out, struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		buf_add_octet(out, text.at[i] < ' ' || text.at[i] >= 0x7f ? '?' : text.at[i]);
}

void
reply_fault(struct buf *out, enum request_status status, struct bytes text)
{
	buf_addf(out, "SPAMD/1.0 %d ", (int)status);
	buf_add(out, words_of(status));
	add_plain(out, text);
	buf_add_cstr(out, "\r\n");
}

void
reply_pong(struct buf *out)
{
	buf_add_cstr(out, "SPAMD/1.5 0 PONG\r\n");
}

static void
add_bases(struct buf *out, const char *name, unsigned bases)
{
	if (bases != 0)
		buf_addf(out, "%s: %s%s%s\r\n", name, (bases & BASE_LOCAL) != 0 ? "local" : "",
		    bases == (BASE_LOCAL | BASE_REMOTE) ? "," : "", (bases & BASE_REMOTE) != 0 ? "remote" : "");
}

void
reply_told(struct buf *out, unsigned set, unsigned removed)
{
	buf_add_cstr(out, "SPAMD/1.1 0 EX_OK\r\n");
	add_bases(out, "DidSet", set);
	add_bases(out, "DidRemove", removed);
	buf_add_cstr(out, "\r\n\r\n");
}

void
reply_names(const struct reply *r, struct buf *out)
{
	for (size_t i = 0; i < r->rule_count; i++) {
		if (i != 0)
			buf_add_octet(out, ',');
		add_plain(out, r->rules[i].name);
	}
}

static void
add_rules(const struct reply *r, const char *begin, const char *end, struct buf *out)
{
	for (size_t i = 0; i < r->rule_count; i++) {
		const struct reply_rule *rule = &r->rules[i];
		if (rule->text.len == 0 && rule->score == 0)
			continue;
		buf_addf(out, "%s%4.1f ", begin, rule->score);
		add_plain(out, rule->name);
		for (size_t k = rule->name.len; k < 22; k++)
			buf_add_octet(out, ' ');
		buf_add_octet(out, ' ');
		add_plain(out, bytes_to(rule->text, 300));
		buf_add_cstr(out, end);
	}
}

void
reply_report(const struct reply *r, struct buf *out)
{
	buf_addf(out, "Postern on %s takes this message for: ", r->hostname);
	add_plain(out, r->type);
	buf_addf(out, "\n\nContent analysis details:   (%.1f points, %.1f required)\n\n"
	    " pts rule name              description\n"
	    "---- ---------------------- --------------------------------------------------\n", r->score, r->required);
	add_rules(r, "", "\n", out);
	buf_add_octet(out, '\n');
}

/* "Spam: True ; 7.1 / 4.0" */
static void
add_spam_line(const struct reply *r, const struct request *asked, struct buf *out)
{
	const char *word = asked->verb == VERB_REPORT_IFSPAM ? (r->is_spam ? "Yes" : "No") : r->is_spam ? "True" : "False";
	buf_addf(out, "Spam: %s ; %.1f / %2.1f\r\n", word, r->score, r->required);
}

void
reply_begin(const struct reply *r, const struct request *asked, uint64_t length, struct buf *out)
{
	bool has_message = asked->verb == VERB_PROCESS || asked->verb == VERB_HEADERS;
	/* Content-length came with 1.2 for messages and with 1.3 for reports; Spam beside a message with 1.3. */
	if (has_message && asked->version < 102) {
		buf_add_cstr(out, "SPAMD/1.0 0 EX_OK\r\n");
		return;
	}
	buf_add_cstr(out, "SPAMD/1.1 0 EX_OK\r\n");
	if (has_message || (asked->verb != VERB_CHECK && asked->version >= 103))
		buf_addf(out, "Content-length: %llu\r\n", (unsigned long long)length);
	if (!has_message || asked->version >= 103)
		add_spam_line(r, asked, out);
	buf_add_cstr(out, "\r\n");
}

void
reply_body(const struct reply *r, const struct request *asked, struct buf *out)
{
	if (asked->verb == VERB_REPORT || (asked->verb == VERB_REPORT_IFSPAM && r->is_spam))
		reply_report(r, out);
	if (asked->verb != VERB_SYMBOLS)
		return;
	reply_names(r, out);
	if (asked->version < 103)
		buf_add_cstr(out, "\r\n");
}

/* With a blank where a long line may be folded. */
static void
add_status(const struct reply *r, struct buf *out)
{
	buf_addf(out, "%s, score=%.1f required=%.1f tests=", r->is_spam ? "Yes" : "No", r->score, r->required);
	size_t column = 0;
	for (size_t i = 0; i < r->rule_count; i++) {
		add_plain(out, r->rules[i].name);
		column += r->rules[i].name.len + 1;
		if (i + 1 == r->rule_count)
			break;
		buf_add_octet(out, ',');
		if (column > NAMES_COLUMN) {
			buf_add_octet(out, ' ');
			column = 0;
		}
	}
	buf_addf(out, "%s autolearn=no autolearn_force=no version=" POSTERN_VERSION, r->rule_count == 0 ? "none" : "");
}

void
reply_fields(const struct reply *r, struct outgoing *out)
{
	struct buf value;
	buf_init(&value, OUTGOING_HEAD_MAX / 2);
	buf_addf(&value, "Postern " POSTERN_VERSION " on %s", r->hostname);
	outgoing_header(out, BYTES("X-Spam-Checker-Version"), buf_bytes(&value));
	if (r->is_spam)
		outgoing_header(out, BYTES("X-Spam-Flag"), BYTES("YES"));
	buf_clear(&value);
	for (int i = 1; i <= r->score && i <= REPLY_LEVEL_MAX; i++)
		buf_add_octet(&value, '*');
	outgoing_header(out, BYTES("X-Spam-Level"), buf_bytes(&value));
	buf_clear(&value);
	add_status(r, &value);
	outgoing_header(out, BYTES("X-Spam-Status"), buf_bytes(&value));
	if (r->is_spam) {
		buf_add_cstr(&out->head, "X-Spam-Report:\r\n");
		add_rules(r, "\t* ", "\r\n", &out->head);
		buf_addf(&out->head, "\t* type: ");
		add_plain(&out->head, r->type);
		buf_add_cstr(&out->head, "\r\n");
	}
	buf_done(&value);
}
