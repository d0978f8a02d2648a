#include "rspamd/figures.h"

#include <stdlib.h>

#include "base/must.h"

void
figures_init(struct figures *f, int64_t now_ms)
{
	*f = (struct figures){ .since_ms = now_ms };
}

void
figures_history_clear(struct figures *f)
{
	for (size_t i = 0; i < HISTORY_ROWS; i++) {
		free((void *)(uintptr_t)f->history[i].at);
		f->history[i] = BYTES_NONE;
	}
}

void
figures_done(struct figures *f)
{
	figures_history_clear(f);
}

void
figures_reset(struct figures *f)
{
	f->scanned = f->learned = 0;
	memset(f->actions, 0, sizeof f->actions);
}

static void
member(struct buf *out, const char *name, struct bytes text)
{
	buf_addf(out, ",\"%s\":", name);
	json_text(out, bytes_to(text, 500));
}

static void
write_row(const struct result *r, const struct figures_scan *scan, int64_t now_ms, struct buf *out)
{
	const struct gate_reasons *why = r->answer->reasons;
	buf_addf(out, "{\"unix_time\":%.3f,\"time_real\":%.6f,\"score\":%.3f,\"required_score\":%.3f,\"action\":\"%s\",\"size\":%llu,"
	    "\"is_skipped\":false", (double)now_ms / 1000, r->seconds, r->score, r->required, result_action_names[r->action],
	    (unsigned long long)scan->size);
	member(out, "message-id", why != NULL ? why->casefile->message_id : BYTES_NONE);
	member(out, "subject", why != NULL ? why->casefile->subject : BYTES_NONE);
	member(out, "sender_smtp", scan->sender);
	member(out, "ip", scan->ip);
	member(out, "user", scan->user);
	member(out, "queue_id", scan->queue_id);
	buf_add_cstr(out, ",\"rcpt_smtp\":[");
	for (size_t i = 0; i < scan->recipient_count && i < 10; i++) {
		buf_add_cstr(out, i != 0 ? "," : "");
		json_text(out, bytes_to(scan->recipients[i], 300));
	}
	buf_add_cstr(out, "],\"symbols\":{");
	for (size_t i = 0; i < r->symbols.list.count && out->len < HISTORY_ROW_MAX - 600; i++) {
		const struct symbol *s = &r->symbols.list.at[i];
		buf_add_cstr(out, i != 0 ? "," : "");
		json_text(out, s->name);
		buf_addf(out, ":{\"score\":%.3f,\"metric_score\":%.3f,\"name\":", s->score, s->score);
		json_text(out, s->name);
		buf_add_octet(out, '}');
	}
	buf_add_cstr(out, "}}");
}

void
figures_note(struct figures *f, const struct result *r, const struct figures_scan *scan, int64_t now_ms)
{
	struct buf row;
	int64_t step = now_ms / 1000 / GRAPH_STEP_S;
	size_t at = (size_t)step % GRAPH_STEPS;
	f->times[f->scanned % TIMES_MAX] = r->seconds;
	f->scanned++;
	f->actions[r->action]++;
	if (f->graph[at].step != step)
		memset(&f->graph[at], 0, sizeof f->graph[at]);
	f->graph[at].step = step;
	f->graph[at].actions[r->action]++;
	buf_init(&row, HISTORY_ROW_MAX);
	write_row(r, scan, now_ms, &row);
	struct bytes *slot = &f->history[f->history_next++ % HISTORY_ROWS];
	free((void *)(uintptr_t)slot->at);
	*slot = buf_ok(&row) ? buf_bytes(&row) : BYTES_NONE;
	if (!buf_ok(&row))
		buf_done(&row);
}

void
figures_stat(const struct figures *f, size_t connections, int64_t now_ms, struct buf *out)
{
	uint64_t spam = 0;
	buf_addf(out, "{\"version\":\"" POSTERN_VERSION "\",\"config_id\":\"postern\",\"uptime\":%lld,\"read_only\":false,\"scanned\":%llu,"
	    "\"learned\":%llu,\"actions\":{", (long long)(now_ms - f->since_ms) / 1000, (unsigned long long)f->scanned,
	    (unsigned long long)f->learned);
	for (int i = 0; i < RESULT_ACTION_COUNT; i++) {
		buf_addf(out, "%s\"%s\":%llu", i != 0 ? "," : "", result_action_names[i], (unsigned long long)f->actions[i]);
		spam += i < RESULT_GREYLIST ? f->actions[i] : 0;
	}
	buf_add_cstr(out, "},\"scan_times\":[");
	for (size_t i = 0; i < TIMES_MAX; i++) {
		buf_add_cstr(out, i != 0 ? "," : "");
		if (i < f->scanned)
			buf_addf(out, "%.6f", f->times[i]);
		else
			buf_add_cstr(out, "null");
	}
	/* What follows the connections are the allocator's figures in rspamd: it has memory pools, and we have none to count. */
	buf_addf(out, "],\"spam_count\":%llu,\"ham_count\":%llu,\"connections\":%zu,\"control_connections\":%zu,\"pools_allocated\":0,"
	    "\"pools_freed\":0,\"bytes_allocated\":0,\"chunks_allocated\":0,\"shared_chunks_allocated\":0,\"chunks_freed\":0,"
	    "\"chunks_oversized\":0,\"fragmented\":0,\"total_learns\":%llu,\"statfiles\":[],\"fuzzy_hashes\":{}}",
	    (unsigned long long)spam, (unsigned long long)(f->scanned - spam), connections, connections, (unsigned long long)f->learned);
}

void
figures_auth(const struct figures *f, int64_t now_ms, struct buf *out)
{
	const uint64_t *a = f->actions;
	buf_addf(out, "{\"version\":\"" POSTERN_VERSION "\",\"auth\":\"ok\",\"uptime\":%lld,\"clean\":%llu,\"probable\":%llu,\"greylist\":%llu,"
	    "\"reject\":%llu,\"soft_reject\":%llu,\"scanned\":%llu,\"learned\":%llu,\"read_only\":false,\"config_id\":\"postern\"}",
	    (long long)(now_ms - f->since_ms) / 1000, (unsigned long long)a[RESULT_NO_ACTION],
	    (unsigned long long)(a[RESULT_ADD_HEADER] + a[RESULT_REWRITE_SUBJECT]), (unsigned long long)a[RESULT_GREYLIST],
	    (unsigned long long)a[RESULT_REJECT], (unsigned long long)a[RESULT_SOFT_REJECT], (unsigned long long)f->scanned,
	    (unsigned long long)f->learned);
}

bool
figures_graph(const struct figures *f, struct bytes type, int64_t now_ms, struct buf *out)
{
	static const struct {
		const char *name;
		int64_t steps;
	} types[] = { { "hourly", 12 }, { "day", 24 * 12 }, { "daily", 24 * 12 }, { "week", GRAPH_STEPS }, { "weekly", GRAPH_STEPS },
		{ "month", GRAPH_STEPS }, { "monthly", GRAPH_STEPS }, { "year", GRAPH_STEPS } };
	int64_t last = now_ms / 1000 / GRAPH_STEP_S, steps = 0;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (bytes_equal(type, bytes_of_cstr(types[i].name)))
			steps = types[i].steps;
	if (steps == 0)
		return false;
	buf_add_octet(out, '[');
	for (int action = 0; action < RESULT_ACTION_COUNT; action++) {
		buf_add_cstr(out, action != 0 ? ",[" : "[");
		for (int64_t step = last - steps + 1; step <= last; step++) {
			size_t at = (size_t)step % GRAPH_STEPS;
			uint32_t count = f->graph[at].step == step ? f->graph[at].actions[action] : 0;
			buf_addf(out, "%s{\"x\":%lld,\"y\":%.5f}", step != last - steps + 1 ? "," : "", (long long)step * GRAPH_STEP_S,
			    count / (double)GRAPH_STEP_S);
		}
		buf_add_octet(out, ']');
	}
	buf_add_octet(out, ']');
	return true;
}

void
figures_history(const struct figures *f, struct buf *out)
{
	bool is_first = true;
	buf_add_cstr(out, "{\"version\":2,\"rows\":[");
	for (size_t i = 1; i <= HISTORY_ROWS && i <= f->history_next; i++) {
		struct bytes row = f->history[(f->history_next - i) % HISTORY_ROWS];
		if (row.len == 0)
			continue;
		buf_add_cstr(out, is_first ? "" : ",");
		buf_add(out, row);
		is_first = false;
	}
	buf_add_cstr(out, "]}");
}
