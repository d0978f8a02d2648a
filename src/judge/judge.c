#include "judge/judge.h"

#include <math.h>

#include "casefile/gap.h"
#include "judge/files.h"

static const enum action actions[POLICY_COUNT] = { [POLICY_DELIVER] = ACTION_DELIVER, [POLICY_TAG] = ACTION_TAG,
	[POLICY_QUARANTINE] = ACTION_QUARANTINE, [POLICY_REJECT] = ACTION_REJECT, [POLICY_DEFER] = ACTION_DEFER };

/* No message scores that, and the configuration says "never" by it. */
#define REJECTS_NEVER 100

struct policy_view
judge_policy(const struct conf_policy *p)
{
	struct policy_view view = policy_default;
	if (p == NULL)
		return view;
	if (!isnan(p->tag_at))
		view.tag = p->tag_at;
	if (!isnan(p->quarantine_at))
		view.quarantine = p->quarantine_at;
	if (!isnan(p->reject_at)) {
		view.may_reject = true;
		view.reject = p->reject_at;
	}
	view.on_unread = actions[p->kills_workers];
	return view;
}

static enum action
action_of_type(const struct conf_policy *p, enum mail_type type)
{
	switch (type) {
	case TYPE_VIRUS:
		return actions[p->virus];
	case TYPE_PHISHING:
		return actions[p->phishing];
	case TYPE_ILLEGAL:
		return actions[p->illegal];
	case TYPE_RUMOR:
		return actions[p->rumor];
	default:
		return actions[p->spam];
	}
}

/* Add the domain of section D, "*.example.com" as example.com; "*" names none. */
static void
add_domain(const struct conf_domain *d, struct arena *arena, struct casefile_envelope *e)
{
	struct bytes name = d->is.name;
	if (bytes_starts(name, BYTES("*.")))
		name = bytes_from(name, 2);
	if (bytes_equal(name, BYTES("*")) || e->own_domains.count >= CASEFILE_DOMAINS_MAX)
		return;
	for (size_t i = 0; i < e->own_domains.count; i++)
		if (bytes_equal(e->own_domains.at[i], name))
			return;
	struct bytes *slot = LIST_ADD(arena, &e->own_domains);
	if (slot != NULL)
		(void)arena_copy(arena, name, slot);
	for (size_t i = 0; i < d->executives.count && e->executives.count < CASEFILE_EXECUTIVES_MAX; i++) {
		slot = LIST_ADD(arena, &e->executives);
		if (slot != NULL)
			(void)arena_copy(arena, d->executives.at[i], slot);
	}
}

void
judge_envelope(const struct conf *conf, struct bytes tenant, struct arena *arena, struct casefile_envelope *e)
{
	for (size_t i = 0; i < e->recipients.count; i++) {
		struct bytes address = e->recipients.at[i];
		size_t at = bytes_find_last_octet(address, '@');
		const struct conf_domain *d = at == BYTES_NOT_FOUND ? NULL : conf_domain(conf, bytes_from(address, at + 1));
		if (d != NULL && bytes_equal(d->tenant, tenant))
			add_domain(d, arena, e);
	}
	for (size_t i = 0; i < conf->domains.count && e->own_domains.count < CASEFILE_DOMAINS_MAX; i++)
		if (bytes_equal(conf->domains.at[i].tenant, tenant))
			add_domain(&conf->domains.at[i], arena, e);
}

/* Does P do the same with a message above its threshold, whatever else it turns out to be? */
static bool
is_even(const struct conf_policy *p)
{
	return p->rumor == p->spam && p->illegal == p->spam && p->phishing == p->spam && actions[p->not_inspected] <= actions[p->spam];
}

double
judge_settled_from(const struct conf *conf)
{
	double most = 0;
	for (size_t i = 0; i < conf->policies.count; i++) {
		const struct conf_policy *p = &conf->policies.at[i];
		const struct policy_view view = judge_policy(p);
		if (!is_even(p))
			return 0;
		most = fmax(most, view.may_reject && view.reject < REJECTS_NEVER ? view.reject : view.quarantine);
	}
	return conf->dissect.picture_words == WORDS_ALWAYS ? 0 : most;
}

bool
judge_wants_words(const struct casefile *c, const struct verdict *v, double settled_from)
{
	return c->words_unread && !c->envelope.wants_words && v->score < settled_from;
}

/* Something of the message itself was not read. */
static bool
has_gap(const struct casefile *c)
{
	for (size_t i = 0; i < c->gaps.count; i++)
		if (!gap_is_of_engine(&c->gaps.at[i]))
			return true;
	return false;
}

static bool
has_silent_engine(const struct casefile *c)
{
	for (size_t i = 0; i < c->asked.engines.count; i++)
		if (engine_was_silent(&c->asked.engines.at[i]))
			return true;
	return false;
}

void
judge(struct casefile *c, const struct conf_policy *policy, struct arena *arena, struct judgement *out)
{
	*out = (struct judgement){ .findings = { .arena = arena } };
	struct files_barred barred = { .least = ACTION_DELIVER };
	if (policy != NULL)
		files_bar(c, policy, arena, &barred);
	detect_run(c, &out->findings);
	if (policy == NULL) {
		verdict_decide(c, &out->findings, &policy_default, &out->verdict);
		return;
	}
	struct policy_view view = judge_policy(policy);
	struct verdict *v = &out->verdict;
	verdict_decide(c, &out->findings, &view, v);
	/* The score says how bad; what is done about it, each tenant says by type. */
	if (v->action == ACTION_QUARANTINE && !v->is_unread)
		v->action = action_of_type(policy, v->type);
	if (has_gap(c) && actions[policy->not_inspected] > v->action)
		v->action = actions[policy->not_inspected];
	if (barred.least > v->action)
		v->action = barred.least;
	/* Who is put off comes again; who is refused or held anyway does not wait for an engine. */
	if (has_silent_engine(c) && (actions[policy->engine_silent] != ACTION_DEFER || v->action < ACTION_QUARANTINE) &&
	    actions[policy->engine_silent] > v->action)
		v->action = actions[policy->engine_silent];
	out->strips = barred.strips && v->action <= ACTION_TAG;
}
