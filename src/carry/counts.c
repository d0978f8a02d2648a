#include "carry/counts.h"

static const char *const stage_names[STAGE_COUNT] = { "read", "ask", "judge", "whole", "next_hop" };

void
counts_event(struct counts *c, const struct mail_event *e)
{
	bool has[FAMILY_COUNT] = { false };
	c->outcomes[e->outcome][e->type]++;
	c->gaps += e->gaps;
	c->octets += e->size;
	c->cpu_us += e->cpu_us;
	c->findings += e->findings.count;
	for (size_t i = 0; i < e->findings.count; i++)
		if (e->findings.at[i].weight > 0)
			has[e->findings.at[i].family] = true;
	for (int i = 0; i < FAMILY_COUNT; i++)
		c->families[i] += has[i];
}

void
counts_write(const struct counts *c, struct buf *out)
{
	static const char messages[] = "postern_messages_total", families[] = "postern_family_messages_total",
	    cpu[] = "postern_message_cpu_seconds_total", stages[] = "postern_stage_seconds";
	metrics_family(out, messages, METRIC_COUNTER, "Messages and refusals by what became of them, and what they were taken for.");
	for (int i = 0; i < OUTCOME_COUNT; i++) {
		for (int k = 0; k < TYPE_COUNT; k++) {
			metrics_begin(out, messages);
			metrics_label(out, "outcome", bytes_of_cstr(outcome_names[i]));
			metrics_label(out, "type", bytes_of_cstr(mail_type_names[k]));
			metrics_end(out, c->outcomes[i][k]);
		}
	}
	metrics_family(out, families, METRIC_COUNTER, "Messages that a kind of evidence spoke against.");
	for (int i = 0; i < FAMILY_COUNT; i++) {
		metrics_begin(out, families);
		metrics_label(out, "family", bytes_of_cstr(family_names[i]));
		metrics_end(out, c->families[i]);
	}
	metrics_one(out, "postern_findings_total", METRIC_COUNTER, "Findings in messages.", c->findings);
	metrics_one(out, "postern_gaps_total", METRIC_COUNTER, "Parts of messages that could not be read.", c->gaps);
	metrics_one(out, "postern_message_octets_total", METRIC_COUNTER, "Octets of messages.", c->octets);
	metrics_one(out, "postern_not_judged_total", METRIC_COUNTER, "Messages that could not be judged when they came.", c->not_judged);
	metrics_family(out, cpu, METRIC_COUNTER, "CPU of those who read messages.");
	metrics_begin(out, cpu);
	metrics_end_seconds(out, c->cpu_us);
	metrics_family(out, stages, METRIC_HISTOGRAM, "How long each step of a message took: reading it, asking about it, judging, all of that, the next hop.");
	for (int i = 0; i < STAGE_COUNT; i++)
		metrics_histogram(out, stages, "stage", bytes_of_cstr(stage_names[i]), &c->stages[i]);
}
