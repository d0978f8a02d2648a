#include "metrics/text.h"

#include "base/utf8.h"

static const struct {
	int64_t us;
	const char *le;
} bounds[METRICS_BUCKETS] = {
	{ 1000, "0.001" }, { 2500, "0.0025" }, { 5000, "0.005" }, { 10000, "0.01" }, { 25000, "0.025" }, { 50000, "0.05" },
	{ 100000, "0.1" }, { 250000, "0.25" }, { 500000, "0.5" }, { 1000000, "1" }, { 2500000, "2.5" }, { 10000000, "10" },
	{ 30000000, "30" },
};

static const char *const kind_names[] = { "counter", "gauge", "histogram" };

void
metrics_family(struct buf *out, const char *name, enum metric_kind kind, const char *help)
{
	buf_addf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind_names[kind]);
}

void
metrics_begin(struct buf *out, const char *name)
{
	buf_add_cstr(out, name);
}

void
metrics_label(struct buf *out, const char *label, struct bytes value)
{
	bool is_first = out->len == 0 || out->at[out->len - 1] != '"';
	value = utf8_prefix(value, METRICS_LABEL_MAX);
	buf_addf(out, "%c%s=\"", is_first ? '{' : ',', label);
	for (size_t i = 0; i < value.len; i++) {
		uint8_t c = value.at[i];
		if (c == '\n')
			buf_add_cstr(out, "\\n");
		else if (c == '"' || c == '\\')
			buf_addf(out, "\\%c", c);
		else
			buf_add_octet(out, c);
	}
	buf_add_octet(out, '"');
}

/* Closes the labels, if there are any. */
static void
close_labels(struct buf *out)
{
	buf_add_cstr(out, out->len != 0 && out->at[out->len - 1] == '"' ? "} " : " ");
}

void
metrics_end(struct buf *out, uint64_t value)
{
	close_labels(out);
	buf_addf(out, "%llu\n", (unsigned long long)value);
}

void
metrics_end_seconds(struct buf *out, uint64_t us)
{
	close_labels(out);
	buf_addf(out, "%llu.%06llu\n", (unsigned long long)(us / 1000000), (unsigned long long)(us % 1000000));
}

void
metrics_one(struct buf *out, const char *name, enum metric_kind kind, const char *help, uint64_t value)
{
	metrics_family(out, name, kind, help);
	metrics_begin(out, name);
	metrics_end(out, value);
}

void
metrics_took(struct metrics_times *t, int64_t us)
{
	if (us < 0)
		return;
	t->count++;
	t->us += (uint64_t)us;
	for (int i = 0; i < METRICS_BUCKETS; i++) {
		if (us <= bounds[i].us) {
			t->within[i]++;
			return;
		}
	}
}

static void
add_bucket(struct buf *out, const char *name, const char *label, struct bytes value, const char *le, uint64_t count)
{
	buf_addf(out, "%s_bucket", name);
	metrics_label(out, label, value);
	metrics_label(out, "le", bytes_of_cstr(le));
	metrics_end(out, count);
}

void
metrics_histogram(struct buf *out, const char *name, const char *label, struct bytes value, const struct metrics_times *t)
{
	uint64_t below = 0;
	for (int i = 0; i < METRICS_BUCKETS; i++) {
		below += t->within[i];
		add_bucket(out, name, label, value, bounds[i].le, below);
	}
	add_bucket(out, name, label, value, "+Inf", t->count);
	buf_addf(out, "%s_sum", name);
	metrics_label(out, label, value);
	metrics_end_seconds(out, t->us);
	buf_addf(out, "%s_count", name);
	metrics_label(out, label, value);
	metrics_end(out, t->count);
}
