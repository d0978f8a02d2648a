#include "store/events.h"

#include "base/utf8.h"

enum {
	PARAMETERS_MAX = 16,
	/* One answer must fit its frame: rows stop being added beyond this. */
	ANSWER_ROOM = ASK_OCTETS_MAX / 2,
};

void
text_join(const struct bytes *texts, size_t count, struct buf *out)
{
	for (size_t i = 0; i < count; i++) {
		if (i != 0)
			buf_add_octet(out, '\n');
		buf_add(out, texts[i]);
	}
}

void
text_like_pattern(struct bytes text, struct buf *out)
{
	buf_add_octet(out, '%');
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '%' || text.at[i] == '_' || text.at[i] == '\\')
			buf_add_octet(out, '\\');
		buf_add_octet(out, text.at[i]);
	}
	buf_add_octet(out, '%');
}

/* The trigram index knows nothing shorter than three characters; Chinese words are often two. */
bool
text_is_indexable(struct bytes text)
{
	size_t characters = 0;
	for (size_t pos = 0; pos < text.len; characters++)
		utf8_next(text, &pos);
	return characters >= 3;
}

static void
put_event(struct query *q, const struct mail_event *e, struct bytes sender, struct bytes recipients, struct bytes octets)
{
	query_put_text(q, e->id);
	query_put_int(q, e->time_ms);
	query_put_text(q, bytes_of_cstr(outcome_names[e->outcome]));
	query_put_text(q, bytes_of_cstr(mail_type_names[e->type]));
	query_put_text(q, e->tenant);
	query_put_text(q, e->client_ip);
	query_put_text(q, e->message_id);
	query_put_text(q, sender);
	query_put_text(q, recipients);
	query_put_text(q, e->subject);
	query_put_octets(q, octets);
}

int
events_add(struct store *s, const struct mail_event *e, struct why *why)
{
	struct buf octets, sender, recipients;
	buf_init(&octets, ASK_OCTETS_MAX);
	buf_init(&sender, 4096);
	buf_init(&recipients, ASK_OCTETS_MAX);
	schema_write(&event_schema, e, &octets);
	text_join((const struct bytes[]){ e->mail_from, e->from }, bytes_equal(e->mail_from, e->from) ? 1 : 2,
	    &sender);
	text_join(e->recipients.at, e->recipients.count, &recipients);
	struct query *q = query_of(s, "INSERT INTO events (id, time_ms, outcome, type, tenant, client_ip, message_id,"
	                              " sender, recipients, subject, octets) VALUES (?,?,?,?,?,?,?,?,?,?,?)");
	put_event(q, e, buf_bytes(&sender), buf_bytes(&recipients), buf_bytes(&octets));
	int fault = query_run(q, why);
	if (fault == 0) {
		q = query_of(s, "INSERT INTO events_text (rowid, sender, recipients, subject) VALUES (?,?,?,?)");
		query_put_int(q, (int64_t)store_last_id(s));
		query_put_text(q, buf_bytes(&sender));
		query_put_text(q, buf_bytes(&recipients));
		query_put_text(q, e->subject);
		fault = query_run(q, why);
	}
	buf_done(&octets);
	buf_done(&sender);
	buf_done(&recipients);
	return fault;
}

/* The WHERE clause as it grows, with the values for its parameters. */
struct where {
	struct buf sql;
	struct buf text; /* patterns; parameters are slices of it */
	struct {
		bool is_text;
		int64_t number;
		size_t start, end;
	} parameters[PARAMETERS_MAX];
	size_t count;
};

static void
where_number(struct where *w, const char *condition, int64_t number)
{
	buf_add_cstr(&w->sql, condition);
	w->parameters[w->count].is_text = false;
	w->parameters[w->count++].number = number;
}

static void
where_text_end(struct where *w, size_t start)
{
	w->parameters[w->count].is_text = true;
	w->parameters[w->count].start = start;
	w->parameters[w->count++].end = w->text.len;
}

static void
where_equal(struct where *w, const char *column, struct bytes text)
{
	if (text.len == 0)
		return;
	buf_addf(&w->sql, " AND %s = ?", column);
	size_t start = w->text.len;
	buf_add(&w->text, text);
	where_text_end(w, start);
}

static void
where_contains(struct where *w, const char *columns, const char *expression, struct bytes text)
{
	if (text.len == 0)
		return;
	size_t start = w->text.len;
	if (text_is_indexable(text)) {
		/* The text is one FTS5 string: its quotes doubled, nothing in it is syntax. */
		buf_add_cstr(&w->sql, " AND n IN (SELECT rowid FROM events_text WHERE events_text MATCH ?)");
		buf_addf(&w->text, "{%s} : \"", columns);
		for (size_t i = 0; i < text.len; i++) {
			if (text.at[i] == '"')
				buf_add_octet(&w->text, '"');
			buf_add_octet(&w->text, text.at[i]);
		}
		buf_add_octet(&w->text, '"');
	} else {
		buf_addf(&w->sql, " AND %s LIKE ? ESCAPE '\\'", expression);
		text_like_pattern(text, &w->text);
	}
	where_text_end(w, start);
}

static void
where_of(struct where *w, const struct ask_filter *f)
{
	buf_init(&w->sql, 4096);
	buf_init(&w->text, 16384);
	w->count = 0;
	buf_add_cstr(&w->sql, "SELECT n, octets FROM events WHERE 1");
	where_equal(w, "id", f->id);
	where_equal(w, "client_ip", f->ip);
	where_equal(w, "message_id", f->message_id);
	where_equal(w, "tenant", f->tenant);
	where_equal(w, "outcome", f->outcome);
	where_equal(w, "type", f->type);
	where_contains(w, "sender", "sender", f->sender);
	where_contains(w, "recipients", "recipients", f->recipient);
	where_contains(w, "subject", "subject", f->subject);
	where_contains(w, "sender recipients subject", "sender || char(10) || recipients || char(10) || subject",
	    f->text);
	if (f->since_ms != 0)
		where_number(w, " AND time_ms >= ?", f->since_ms);
	if (f->until_ms != 0)
		where_number(w, " AND time_ms < ?", f->until_ms);
	if (f->before != 0)
		where_number(w, " AND n < ?", (int64_t)f->before);
	where_number(w, " ORDER BY n DESC LIMIT ?", f->limit != 0 ? f->limit : 100);
}

static int
read_rows(struct query *q, uint32_t limit, struct arena *a, struct answer_events *out, struct why *why)
{
	size_t octets = 0;
	int got;
	while ((got = query_next(q, why)) == 1) {
		uint64_t n = (uint64_t)query_get_int(q);
		struct bytes form = query_get_copy(q, a);
		octets += form.len;
		struct mail_event *e = octets <= ANSWER_ROOM ? LIST_ADD(a, &out->rows) : NULL;
		if (e == NULL) {
			query_done(q);
			return 0; /* next is already set */
		}
		if (schema_read(&event_schema, form, a, e) != 0)
			*e = (struct mail_event){ .id = BYTES("unreadable") };
		out->next = n;
	}
	if (got == 0 && out->rows.count < limit)
		out->next = 0;
	return got;
}

int
events_find(struct store *s, const struct ask_filter *filter, struct arena *a, struct answer_events *out,
    struct why *why)
{
	struct where w;
	where_of(&w, filter);
	struct query *q = query_of(s, buf_cstr(&w.sql));
	struct bytes text = buf_bytes(&w.text);
	for (size_t i = 0; i < w.count; i++) {
		if (w.parameters[i].is_text)
			query_put_text(q, bytes_slice(text, w.parameters[i].start, w.parameters[i].end));
		else
			query_put_int(q, w.parameters[i].number);
	}
	int fault = read_rows(q, filter->limit != 0 ? filter->limit : 100, a, out, why);
	buf_done(&w.sql);
	buf_done(&w.text);
	return fault;
}

int
events_expire(struct store *s, int64_t before_ms, uint32_t most, struct why *why)
{
	/* A contentless index forgets a row only when it is told what the row said. */
	static const char *const steps[] = {
		"INSERT INTO events_text (events_text, rowid, sender, recipients, subject)"
		" SELECT 'delete', n, sender, recipients, subject FROM events WHERE time_ms < ?"
		" ORDER BY time_ms, n LIMIT ?",
		"DELETE FROM events WHERE n IN (SELECT n FROM events WHERE time_ms < ? ORDER BY time_ms, n LIMIT ?)",
	};
	int fault = store_begin(s, why);
	for (size_t i = 0; i < 2 && fault == 0; i++) {
		struct query *q = query_of(s, steps[i]);
		query_put_int(q, before_ms);
		query_put_int(q, most);
		fault = query_run(q, why);
	}
	uint64_t removed = store_changes(s);
	if (fault == 0)
		fault = store_commit(s, why);
	if (fault != 0)
		store_rollback(s);
	return fault != 0 ? fault : (int)removed;
}
