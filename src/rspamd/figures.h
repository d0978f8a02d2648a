/* figures: what was scanned and said, for /stat, /graph and /history: of this front, since it started.
 *
 * Ceilings: HISTORY_ROWS of at most HISTORY_ROW_MAX octets; counts of a week in steps of five minutes. */
#ifndef RSPAMD_FIGURES_H
#define RSPAMD_FIGURES_H

#include "rspamd/result.h"

enum figures_limits {
	HISTORY_ROWS = 200,      /* as rspamd keeps by default */
	HISTORY_ROW_MAX = 8192,
	GRAPH_STEP_S = 300,
	GRAPH_STEPS = 7 * 24 * 12,
	TIMES_MAX = 31,          /* of the last scans, as rspamd tells them */
};

struct figures {
	int64_t since_ms;
	uint64_t scanned, learned;
	uint64_t actions[RESULT_ACTION_COUNT];
	double times[TIMES_MAX];
	struct {
		int64_t step;    /* since 1970; another one: the counts are of another week */
		uint32_t actions[RESULT_ACTION_COUNT];
	} graph[GRAPH_STEPS];
	struct bytes history[HISTORY_ROWS]; /* JSON objects, owned */
	size_t history_next;
};

/* Of one scan, for its row. */
struct figures_scan {
	struct bytes sender, ip, user, queue_id;
	const struct bytes *recipients;
	size_t recipient_count;
	uint64_t size;
};

void figures_init(struct figures *f, int64_t now_ms);
void figures_done(struct figures *f);

/* A scan is over. */
void figures_note(struct figures *f, const struct result *r, const struct figures_scan *scan, int64_t now_ms);

/* Forget counts; the history and the graph stay. */
void figures_reset(struct figures *f);

void figures_stat(const struct figures *f, size_t connections, int64_t now_ms, struct buf *out);
void figures_auth(const struct figures *f, int64_t now_ms, struct buf *out);
/**
 * figures_graph(f, type, now_ms, out): One series for each action: [[{"x":time,"y":a second}, ...], ...].
 *
 * Takes:   type  hourly, day, week (also daily, weekly); month and year are a week, for no more is kept
 * Gives:   false for any other type
 */
bool figures_graph(const struct figures *f, struct bytes type, int64_t now_ms, struct buf *out);
void figures_history(const struct figures *f, struct buf *out);
void figures_history_clear(struct figures *f);

#endif
