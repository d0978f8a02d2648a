#include "cli/show_hold.h"

#include "base/must.h"
#include "cli/keeping.h"
#include "cli/show.h"
#include "verdict/verdict.h"

enum {
	LINE = 100,
	EXCERPT = 800,   /* columns of text */
	RAW_LINES = 30,  /* of a message without a readable case file */
	ATTACHMENTS = 20,
};

enum label { LABEL_MESSAGE, LABEL_STATE, LABEL_TIME, LABEL_CLIENT, LABEL_SENDER, LABEL_RECIPIENTS, LABEL_SIZE,
	LABEL_VERDICT, LABEL_WHY, LABEL_HEADER, LABEL_TEXT, LABEL_ATTACHMENTS, LABEL_ID, LABEL_TYPE, LABEL_SCORE,
	LABEL_SUBJECT, LABEL_DUPLICATE, LABEL_COUNT };
static const char *const labels[LABEL_COUNT][2] = {
	[LABEL_MESSAGE] = { "Message", "\xE9\x82\xAE\xE4\xBB\xB6" },
	[LABEL_STATE] = { "State", "\xE7\x8A\xB6\xE6\x80\x81" },
	[LABEL_TIME] = { "Time", "\xE6\x97\xB6\xE9\x97\xB4" },
	[LABEL_CLIENT] = { "Client", "\xE6\x9D\xA5\xE6\xBA\x90" },
	[LABEL_SENDER] = { "Sender", "\xE5\x8F\x91\xE4\xBB\xB6\xE4\xBA\xBA" },
	[LABEL_RECIPIENTS] = { "Recipients", "\xE6\x94\xB6\xE4\xBB\xB6\xE4\xBA\xBA" },
	[LABEL_SIZE] = { "Size", "\xE5\xA4\xA7\xE5\xB0\x8F" },
	[LABEL_VERDICT] = { "Verdict", "\xE5\x88\xA4\xE5\xAE\x9A" },
	[LABEL_WHY] = { "Reasons", "\xE7\x90\x86\xE7\x94\xB1" },
	[LABEL_HEADER] = { "Header", "\xE9\x82\xAE\xE4\xBB\xB6\xE5\xA4\xB4" },
	[LABEL_TEXT] = { "Text", "\xE6\xAD\xA3\xE6\x96\x87" },
	[LABEL_ATTACHMENTS] = { "Attachments", "\xE9\x99\x84\xE4\xBB\xB6" },
	[LABEL_ID] = { "ID", "\xE7\xBC\x96\xE5\x8F\xB7" },
	[LABEL_TYPE] = { "Type", "\xE7\xB1\xBB\xE5\x9E\x8B" },
	[LABEL_SCORE] = { "Score", "\xE5\x88\x86\xE6\x95\xB0" },
	[LABEL_SUBJECT] = { "Subject", "\xE4\xB8\xBB\xE9\xA2\x98" },
	[LABEL_DUPLICATE] = { "Duplicate of", "\xE9\x87\x8D\xE5\xA4\x8D\xE4\xBA\x8E" },
};
static const char *const states[HOLD_STATE_COUNT][2] = {
	[HOLD_HELD] = { "held", "\xE5\xB7\xB2\xE9\x9A\x94\xE7\xA6\xBB" },
	[HOLD_RELEASED] = { "released", "\xE5\xB7\xB2\xE6\x94\xBE\xE8\xA1\x8C" },
	[HOLD_MISSING] = { "missing", "\xE6\x96\x87\xE4\xBB\xB6\xE7\xBC\xBA\xE5\xA4\xB1" },
};

static struct bytes
label(enum label l, enum language language)
{
	return bytes_of_cstr(labels[l][language == LANGUAGE_ZH]);
}

static void
name(struct buf *out, enum label l, enum language language)
{
	show_column(out, label(l, language), 14);
}

static void
heading(struct buf *out, enum label l, enum language language)
{
	buf_add_octet(out, '\n');
	buf_add(out, label(l, language));
	buf_add_octet(out, '\n');
}

static void
show_state(const struct hold_row *row, enum language language, struct buf *out)
{
	must(row->state < HOLD_STATE_COUNT);
	name(out, LABEL_STATE, language);
	buf_add_cstr(out, states[row->state][language == LANGUAGE_ZH]);
	if (row->state == HOLD_RELEASED) {
		buf_add_cstr(out, ", ");
		show_text(out, row->state_by, 60);
		buf_add_octet(out, ' ');
		keeping_show_time(out, row->state_ms);
	}
	buf_add_octet(out, '\n');
	if (row->duplicate_of.len != 0) {
		name(out, LABEL_DUPLICATE, language);
		show_text(out, row->duplicate_of, LINE);
		buf_add_octet(out, '\n');
	}
}

static void
show_envelope(const struct mail_event *e, enum language language, struct buf *out)
{
	name(out, LABEL_TIME, language);
	keeping_show_time(out, e->time_ms);
	buf_add_octet(out, '\n');
	if (e->client_ip.len != 0) {
		name(out, LABEL_CLIENT, language);
		show_text(out, e->client_ip, 50);
		buf_add_cstr(out, " (");
		show_text(out, e->helo, 60);
		buf_add_cstr(out, ")\n");
	}
	name(out, LABEL_SENDER, language);
	show_text(out, e->mail_from.len != 0 ? e->mail_from : BYTES("<>"), LINE);
	buf_add_octet(out, '\n');
	for (size_t i = 0; i < e->recipients.count; i++) {
		if (i == 0)
			name(out, LABEL_RECIPIENTS, language);
		else
			show_column(out, BYTES_NONE, 14);
		if (i == 20) {
			buf_addf(out, "... +%zu\n", e->recipients.count - i);
			break;
		}
		show_text(out, e->recipients.at[i], LINE);
		buf_add_octet(out, '\n');
	}
	name(out, LABEL_SIZE, language);
	keeping_show_size(out, e->size);
	buf_add_octet(out, '\n');
}

static void
show_verdict(const struct mail_event *e, enum language language, struct buf *out)
{
	name(out, LABEL_VERDICT, language);
	buf_add_cstr(out, mail_type_title(e->type, language));
	if (e->subtype.len != 0) {
		buf_add_cstr(out, " / ");
		show_text(out, e->subtype, 40);
	}
	buf_addf(out, "  (%.1f)\n", e->score);
	if (e->findings.count == 0)
		return;
	heading(out, LABEL_WHY, language);
	for (size_t i = 0; i < e->findings.count; i++) {
		struct buf sentence;
		buf_init(&sentence, 4096);
		finding_sentence(&e->findings.at[i], language, &sentence);
		buf_addf(out, "  %+5.1f  ", e->findings.at[i].weight);
		show_text(out, buf_bytes(&sentence), 160);
		buf_add_octet(out, '\n');
		buf_done(&sentence);
	}
}

static void
show_content(const struct casefile *c, enum language language, struct buf *out)
{
	static const char *const names[] = { "From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID" };
	heading(out, LABEL_HEADER, language);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const struct casefile_header *h = casefile_header(c, names[i]);
		if (h == NULL)
			continue;
		buf_addf(out, "  %-12s", names[i]);
		show_text(out, h->value, 120);
		buf_add_octet(out, '\n');
	}
	for (size_t i = 0; i < c->texts.count; i++)
		if (c->texts.at[i].visible.len != 0) {
			heading(out, LABEL_TEXT, language);
			buf_add_cstr(out, "  ");
			show_text(out, c->texts.at[i].visible, EXCERPT);
			buf_add_octet(out, '\n');
			break;
		}
	size_t shown = 0;
	for (size_t i = 0; i < c->parts.count && shown < ATTACHMENTS; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		if (!p->is_attachment)
			continue;
		if (shown++ == 0)
			heading(out, LABEL_ATTACHMENTS, language);
		buf_add_cstr(out, "  ");
		show_column(out, p->name.len != 0 ? p->name : p->id, 40);
		buf_add_cstr(out, "  ");
		show_column(out, p->detected.len != 0 ? p->detected : p->type, 40);
		keeping_show_size(out, p->size);
		buf_add_octet(out, '\n');
	}
}

static void
show_raw(struct bytes message, enum language language, struct buf *out)
{
	struct bytes line;
	heading(out, LABEL_TEXT, language);
	for (size_t i = 0; i < RAW_LINES && bytes_cut(&message, '\n', &line); i++) {
		buf_add_cstr(out, "  ");
		show_text(out, line, LINE);
		buf_add_octet(out, '\n');
	}
}

void
show_hold(const struct answer_show *answer, struct bytes casefile, struct bytes message, enum language language,
    struct buf *out)
{
	struct arena *a = arena_new(CASEFILE_ARENA_MAX);
	struct casefile c = { 0 };
	name(out, LABEL_MESSAGE, language);
	show_text(out, answer->event.id, LINE);
	buf_add_octet(out, '\n');
	show_state(&answer->row, language, out);
	show_envelope(&answer->event, language, out);
	show_verdict(&answer->event, language, out);
	if (casefile.len != 0 && casefile_read(casefile, a, &c) == 0)
		show_content(&c, language, out);
	else
		show_raw(message, language, out);
	arena_free(a);
}

void
show_hold_heading(enum language language, struct buf *out)
{
	show_column(out, label(LABEL_TIME, language), 21);
	show_column(out, label(LABEL_TYPE, language), 13);
	show_column(out, label(LABEL_SCORE, language), 8);
	show_column(out, label(LABEL_STATE, language), 10);
	show_column(out, label(LABEL_SENDER, language), 28);
	show_column(out, label(LABEL_RECIPIENTS, language), 28);
	show_column(out, label(LABEL_SUBJECT, language), 42);
	buf_add(out, label(LABEL_ID, language));
	buf_add_octet(out, '\n');
}

void
show_hold_row(const struct hold_row *row, enum language language, struct buf *out)
{
	must(row->state < HOLD_STATE_COUNT);
	keeping_show_time(out, row->time_ms);
	buf_add_cstr(out, "  ");
	show_column(out, bytes_of_cstr(mail_type_title(row->type, language)), 13);
	buf_addf(out, "%5.1f   ", row->score);
	show_column(out, bytes_of_cstr(states[row->state][language == LANGUAGE_ZH]), 10);
	show_column(out, row->mail_from.len != 0 ? row->mail_from : BYTES("<>"), 26);
	buf_add_cstr(out, "  ");
	show_column(out, row->recipients.count != 0 ? row->recipients.at[0] : BYTES_NONE,
	    row->recipient_count > 1 ? 21 : 26);
	if (row->recipient_count > 1)
		buf_addf(out, " +%-3u", row->recipient_count - 1);
	buf_add_cstr(out, "  ");
	show_column(out, row->subject, 40);
	buf_add_cstr(out, "  ");
	show_text(out, row->id, EVENT_ID_MAX);
	buf_add_octet(out, '\n');
}
