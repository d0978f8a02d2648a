#include "roles/metrics.h"

#include "engine/engine.h"
#include "lists/lists.h"
#include "metrics/text.h"

static void
labelled(struct buf *out, const char *name, const char *label, struct bytes value, uint64_t number)
{
	metrics_begin(out, name);
	metrics_label(out, label, value);
	metrics_end(out, number);
}

static void
write_workers(const struct pipeline *p, struct buf *out)
{
	struct pipeline_stats s;
	static const char ended[] = "postern_workers_ended_total", there[] = "postern_workers";
	pipeline_stats(p, &s);
	metrics_one(out, "postern_read_total", METRIC_COUNTER, "Messages given to dissectors.", s.messages);
	metrics_one(out, "postern_read_again_total", METRIC_COUNTER, "Messages whose first reader died.", s.retries);
	metrics_one(out, "postern_unread_total", METRIC_COUNTER, "Messages that nobody could read.", s.failures);
	metrics_one(out, "postern_killers_total", METRIC_COUNTER, "... since a copy of them had killed before.", s.killers);
	metrics_family(out, ended, METRIC_COUNTER, "Workers that did not end well: died by themselves, killed for being slow, or lied.");
	labelled(out, ended, "how", BYTES("died"), s.workers_died);
	labelled(out, ended, "how", BYTES("killed"), s.workers_killed);
	labelled(out, ended, "how", BYTES("lied"), s.workers_lied);
	labelled(out, ended, "how", BYTES("opener_died"), s.openers_died);
	metrics_family(out, there, METRIC_GAUGE, "Workers that there are.");
	labelled(out, there, "kind", BYTES("dissector"), s.dissectors);
	labelled(out, there, "kind", BYTES("opener"), s.openers);
	metrics_one(out, "postern_workers_started_total", METRIC_COUNTER, "Dissectors that were started.", s.workers_started);
	metrics_one(out, "postern_openers_started_total", METRIC_COUNTER, "Openers that were started.", s.openers_started);
	metrics_one(out, "postern_openers_spared_total", METRIC_COUNTER,
	    "Openers that were not needed: a copy of the container had been opened before.", s.openers_spared);
}

static void
write_queues(const struct metrics_sources *s, struct buf *out)
{
	static const char queues[] = "postern_queue", sessions[] = "postern_sessions";
	struct pipeline_stats p;
	size_t waiting, open;
	pipeline_stats(s->pipeline, &p);
	asker_queues(s->keeper, &waiting, &open);
	metrics_family(out, queues, METRIC_GAUGE, "What waits for each role.");
	labelled(out, queues, "for", BYTES("dissector"), p.queued);
	labelled(out, queues, "for", BYTES("keeper"), waiting);
	labelled(out, queues, "for", BYTES("keeper_answer"), open);
	metrics_one(out, "postern_keeper_up", METRIC_GAUGE, "Is there a keeper?", asker_is_connected(s->keeper));
	metrics_one(out, "postern_events_lost_total", METRIC_COUNTER, "Events that no keeper took.", asker_lost(s->keeper));
	metrics_family(out, sessions, METRIC_GAUGE, "Connections of clients.");
	labelled(out, sessions, "front", BYTES("smtp"), gate_sessions(s->gate));
	labelled(out, sessions, "front", BYTES("milter"), milter_sessions(s->milter));
	labelled(out, sessions, "front", BYTES("http"), http_connections(s->http));
	labelled(out, sessions, "front", BYTES("spamd"), spamd_sessions(s->spamd));
}

static void
on_stats(void *context, int fault, const void *answer, const struct ask_fds *fds)
{
	struct metrics_keeper *k = context;
	k->is_asked = false;
	k->is_known = fault == 0 && ((const struct answer_stats *)answer)->fault == 0;
	if (k->is_known)
		k->stats = *(const struct answer_stats *)answer;
	k->stats.why = BYTES_NONE; /* the answer's own */
}

static void
write_keeper(struct metrics_keeper *k, struct buf *out)
{
	static const char held[] = "postern_quarantine_messages", outbox[] = "postern_outbox_messages";
	if (k->is_known) {
		metrics_family(out, held, METRIC_GAUGE, "Copies in the quarantine, when these figures were last read.");
		labelled(out, held, "state", BYTES("held"), k->stats.held);
		labelled(out, held, "state", BYTES("released"), k->stats.released);
		labelled(out, held, "state", BYTES("missing"), k->stats.missing);
		metrics_one(out, "postern_quarantine_octets", METRIC_GAUGE, "Octets of them.", k->stats.held_octets);
		metrics_family(out, outbox, METRIC_GAUGE, "Mail of ours, and released mail.");
		labelled(out, outbox, "state", BYTES("waiting"), k->stats.outbox_waiting);
		labelled(out, outbox, "state", BYTES("failed"), k->stats.outbox_failed);
		metrics_one(out, "postern_keeper_sick", METRIC_GAUGE, "Did a write to its disk fail?", k->stats.is_sick);
	}
	if (!k->is_asked)
		k->is_asked = asker_ask(k->keeper, ASK_STATS, NULL, NULL, on_stats, k) == 0;
}

static void
write_restarts(const struct metrics_sources *s, struct buf *out)
{
	static const char restarts[] = "postern_role_restarts_total";
	metrics_family(out, restarts, METRIC_COUNTER, "How often each role was started again after it had died.");
	for (int i = 0; i < WIRE_PEER_KIND_COUNT; i++)
		labelled(out, restarts, "role", bytes_of_cstr(wire_peer_kind_names[i]), s->restarts[i]);
}

/* Those that are asked about every message. */
static void
write_lists(const struct lists *lists, struct buf *out)
{
	static const char up[] = "postern_list_up";
	if (lists == NULL)
		return;
	metrics_family(out, up, METRIC_GAUGE, "Does the DNS list answer as it should?  0: it is suspended, and the log says why.");
	for (size_t i = 0; i < lists->count; i++) {
		const struct list *l = &lists->all[i];
		if (!list_is_in_line(l))
			continue;
		/* As the table has it: the zone that is asked may hold the operator's key. */
		labelled(out, up, "list", l->row->zone, l->state == LIST_GOOD);
	}
}

static void
write_engines(const struct engines *engines, struct buf *out)
{
	static const char up[] = "postern_engine_up", said[] = "postern_engine_answers_total", took[] = "postern_engine_seconds_total",
	    waiting[] = "postern_engine_waiting";
	struct engine_stats s;
	struct bytes name;
	size_t count = engines != NULL ? engines_count(engines) : 0;
	if (count == 0)
		return;
	metrics_family(out, up, METRIC_GAUGE, "Does the engine answer?");
	for (size_t i = 0; i < count; i++) {
		engines_stats(engines, i, &name, &s);
		labelled(out, up, "engine", name, !s.is_down);
	}
	metrics_family(out, said, METRIC_COUNTER, "What the engine said of messages.");
	for (size_t i = 0; i < count; i++) {
		engines_stats(engines, i, &name, &s);
		for (int k = 0; k < ENGINE_STATUS_COUNT; k++) {
			metrics_begin(out, said);
			metrics_label(out, "engine", name);
			metrics_label(out, "status", bytes_of_cstr(engine_status_names[k]));
			metrics_end(out, s.said[k]);
		}
	}
	metrics_family(out, took, METRIC_COUNTER, "Time of all its answers.");
	for (size_t i = 0; i < count; i++) {
		engines_stats(engines, i, &name, &s);
		metrics_begin(out, took);
		metrics_label(out, "engine", name);
		metrics_end_seconds(out, s.ms * 1000);
	}
	metrics_family(out, waiting, METRIC_GAUGE, "Messages that wait for it.");
	for (size_t i = 0; i < count; i++) {
		engines_stats(engines, i, &name, &s);
		labelled(out, waiting, "engine", name, s.waiting);
	}
}

static void
write_syslogs(const struct syslog *syslog, struct buf *out)
{
	static const struct { const char *name, *help; enum metric_kind kind; } families[] = {
		{ "postern_syslog_up", "Does the log server take events?", METRIC_GAUGE },
		{ "postern_syslog_sent_total", "Events that were sent to it.", METRIC_COUNTER },
		{ "postern_syslog_dropped_total", "Events that it did not take in time.", METRIC_COUNTER },
		{ "postern_syslog_waiting_octets", "Events that wait for it.", METRIC_GAUGE },
	};
	size_t count = syslog_count(syslog);
	for (size_t k = 0; k < 4 && count != 0; k++) {
		metrics_family(out, families[k].name, families[k].kind, families[k].help);
		for (size_t i = 0; i < count; i++) {
			struct syslog_stats s;
			struct bytes name;
			syslog_stats(syslog, i, &name, &s);
			const uint64_t values[] = { s.is_up, s.sent, s.dropped, s.waiting };
			labelled(out, families[k].name, "syslog", name, values[k]);
		}
	}
}

void
metrics_write(void *context, struct buf *out)
{
	const struct metrics_sources *s = context;
	metrics_family(out, "postern_build_info", METRIC_GAUGE, "The version.");
	labelled(out, "postern_build_info", "version", BYTES(POSTERN_VERSION), 1);
	metrics_one(out, "postern_start_time_seconds", METRIC_GAUGE, "When this gate started, since 1970.", (uint64_t)s->started_ms / 1000);
	carry_metrics(s->carry, out);
	write_workers(s->pipeline, out);
	write_queues(s, out);
	write_restarts(s, out);
	write_keeper(s->kept, out);
	write_lists(ask_dns_lists(s->ask), out);
	write_engines(ask_engines(s->ask), out);
	write_syslogs(s->syslog, out);
}
