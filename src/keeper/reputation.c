#include "keeper/reputation.h"

#include <math.h>
#include <sodium.h>
#include <stdlib.h>
#include <xxhash.h>

#include "base/must.h"
#include "conf/cidr.h"
#include "store/history.h"
#include "sys/clock.h"

#define SLOTS (2 * REPUTATION_ROWS) /* a power of two, never more than half full */
#define ARENA_MAX ((size_t)48 << 20)
#define DAY_MS INT64_C(86400000)

/* How much evidence outweighs what is known of the parent. */
#define ALPHA 5.0
/* A parent may not condemn, nor clear, what has done nothing itself. */
#define PRIOR_LEAST 0.15
#define PRIOR_MOST 0.85

/* What one message is worth, be it good or bad: a channel that carries both, as a list or a forwarder does, must not be
 * judged by its bad mail alone.  Ten judged messages say as much as a person. */
#define BY_VERDICT 0.3
#define BAD_BY_HARD 1.0
#define BY_PERSON 3.0
/* Messages of a day that count whole; the n-th behind them DAY_FULL / n: thousands of one day, sent to earn credit or
 * taken for bad by one mistake of ours, say little more than a hundred. */
#define DAY_FULL 20.0
/* Scores, without what reputation added, from which a verdict is evidence (verdict/verdict.h: 0 marks a message). */
#define BAD_FROM 0.0
#define GOOD_TO (-2.0)

/* All mail of this site: what is usual here is held against nobody.  A flood of bad mail moves it no further than a
 * parent may be moved, and good mail lowers it for nobody. */
#define SITE BYTES("all mail")
/* ... and more than a few hundred messages must have come. */
#define SITE_ALPHA 100.0

/* Words of people on keys that are remembered for a day, to hear each of them less: a power of two.  A forgotten one
 * is heard once more. */
#define WORDS 65536

/* What is told to others: evidence of its own, as of ten verdicts or a person, and odds as a detector wants them
 * (detect/credit_bad.c). */
#define TELL_EVIDENCE 3.0
#define TELL_ODDS 0.2

/* Decay of the two message counts, whose ratio shows a surge. */
#define FAST_MS (3600.0 * 1000)
#define SLOW_MS (7.0 * DAY_MS)
#define SURGE_AGE_MS (2 * DAY_MS)
#define SURGE_LEAST 20.0 /* fewer in an hour are no surge, whatever was usual */

struct slot {
	uint64_t hash;
	struct bytes key;
	bool is_changed;
	int64_t stored_day; /* of the row on disk; 0: there is none */
	struct credits_row row;
};

/* How often somebody spoke of a key, for or against, on a day. */
struct word {
	uint64_t hash;
	uint32_t day;
	uint32_t count;
};

struct reputation {
	struct store *store;
	struct arena *arena;
	struct slot *slots[SLOTS];
	size_t count;
	size_t changed;
	int64_t changed_ms; /* the first of them; steady */
	int64_t since_ms;
	uint64_t seed; /* or a reporter could choose keys that push his words out of the table */
	struct word words[WORDS];
};

struct reputation *
reputation_new(struct store *store)
{
	struct reputation *r = xcalloc(1, sizeof *r);
	r->store = store;
	r->arena = arena_new(ARENA_MAX);
	randombytes_buf(&r->seed, sizeof r->seed);
	return r;
}

void
reputation_free(struct reputation *r)
{
	if (r == NULL)
		return;
	arena_free(r->arena);
	free(r);
}

/* Days until evidence is worth half (detection by address ages fast, by domain slowly); 0: no kind of ours. */
static double
half_life_ms(struct bytes key)
{
	static const struct {
		const char *kind;
		int days;
	} lives[] = { { "ip", 3 }, { "net", 7 }, { "asn", 14 }, { "helo", 14 }, { "dkim", 30 }, { "spf", 30 },
		{ "from", 30 }, { "url", 14 }, { "all", 14 } };
	for (size_t i = 0; i < sizeof lives / sizeof *lives; i++)
		if (credit_is(key, lives[i].kind))
			return (double)lives[i].days * DAY_MS;
	return 0;
}

static double
faded(double amount, int64_t from_ms, int64_t to_ms, double half_life)
{
	/* A clock that was set back must not make evidence grow. */
	return to_ms <= from_ms ? amount : amount * exp2(-(double)(to_ms - from_ms) / half_life);
}

/* ROW as of NOW. */
static struct credits_row
aged(const struct credits_row *row, struct bytes key, int64_t now_ms)
{
	struct credits_row out = *row;
	double life = half_life_ms(key);
	if (row->last_ms == 0)
		return out;
	out.good = faded(row->good, row->last_ms, now_ms, life);
	out.bad = faded(row->bad, row->last_ms, now_ms, life);
	out.fast = faded(row->fast, row->last_ms, now_ms, FAST_MS);
	out.slow = faded(row->slow, row->last_ms, now_ms, SLOW_MS);
	return out;
}

static void
forget_all(struct reputation *r)
{
	arena_reset(r->arena);
	memset(r->slots, 0, sizeof r->slots);
	r->count = r->changed = 0;
}

/* KEY's row in memory, read from disk where it is not there; NULL where the disk does not give it. */
static struct slot *
slot_of(struct reputation *r, struct bytes key, struct why *why)
{
	uint64_t hash = XXH3_64bits(key.at, key.len);
	size_t at = hash & (SLOTS - 1);
	for (; r->slots[at] != NULL; at = (at + 1) & (SLOTS - 1))
		if (r->slots[at]->hash == hash && bytes_equal(r->slots[at]->key, key))
			return r->slots[at];
	if (r->count >= REPUTATION_ROWS) {
		/* What cannot be written now is lost with the rest: evidence, never mail. */
		(void)reputation_write(r, NULL);
		forget_all(r);
		at = hash & (SLOTS - 1);
	}
	struct slot *slot = arena_get(r->arena, 1, sizeof *slot);
	if (slot == NULL || !arena_copy(r->arena, key, &slot->key) ||
	    credits_read(r->store, key, &slot->row, why) != 0)
		return NULL;
	slot->hash = hash;
	slot->stored_day = slot->row.day;
	r->slots[at] = slot;
	r->count++;
	return slot;
}

static void
count(uint16_t *at, bool more)
{
	*at = more && *at != UINT16_MAX ? (uint16_t)(*at + 1) : *at;
}

static void
turn_to(struct credits_row *row, int64_t day)
{
	if (row->day == 0 || day - row->day >= CREDITS_DAYS) {
		memset(row->days, 0, sizeof row->days);
		row->day = day;
	}
	/* A day before the newest (a clock set back) is counted as the newest. */
	for (; row->day < day; row->day++) {
		memmove(row->days + 1, row->days, sizeof row->days - sizeof *row->days);
		row->days[0] = (struct credits_day){ 0 };
	}
}

struct evidence {
	double good;
	double bad;
	bool is_message; /* a new one, not another word on an old one */
};

/* Gives what was added: a row holds no less than nothing. */
static struct evidence
add(struct reputation *r, struct bytes key, const struct evidence *e, int64_t now_ms)
{
	struct slot *slot = half_life_ms(key) != 0 ? slot_of(r, key, NULL) : NULL;
	if (slot == NULL)
		return (struct evidence){ 0 };
	slot->row = aged(&slot->row, key, now_ms);
	struct credits_row *row = &slot->row;
	turn_to(row, now_ms / DAY_MS);
	const struct evidence before = { row->good, row->bad, false };
	row->good = fmax(row->good + e->good, 0);
	row->bad = fmax(row->bad + e->bad, 0);
	row->last_ms = now_ms > row->last_ms ? now_ms : row->last_ms;
	if (row->first_ms == 0)
		row->first_ms = now_ms;
	if (e->is_message) {
		row->seen++;
		row->fast++;
		row->slow++;
		count(&row->days[0].seen, true);
	}
	count(&row->days[0].good, e->good > 0);
	count(&row->days[0].bad, e->bad > 0);
	if (r->changed == 0)
		r->changed_ms = clock_steady_us() / 1000;
	r->changed += !slot->is_changed;
	slot->is_changed = true;
	return (struct evidence){ row->good - before.good, row->bad - before.bad, false };
}

/* The share of bad mail that is to be expected of what we know nothing of itself. */
static double
share_of(const struct credits_row *row, double prior)
{
	double share = (row->bad + ALPHA * prior) / (row->bad + row->good + ALPHA);
	return fmin(fmax(share, PRIOR_LEAST), PRIOR_MOST);
}

/* What our own history said, or would confirm itself: credit_bad, credit_link and relief_credit. */
static bool
is_own_word(const struct finding *f)
{
	return bytes_equal(f->id, BYTES("credit_bad")) || bytes_equal(f->id, BYTES("credit_link")) ||
	    bytes_equal(f->id, BYTES("relief_credit"));
}

/* What the verdict is worth: by its score without reputation's share.  What our own history alone kept out is good
 * mail all the same, or who is in bad credit could never leave it; what others list is not. */
static struct evidence
evidence_of(const struct mail_event *e)
{
	struct evidence out = { .is_message = true };
	double independent = e->score;
	bool is_hard = false, is_listed = false;
	for (size_t i = 0; i < e->findings.count; i++) {
		const struct finding *f = &e->findings.at[i];
		if (f->family == FAMILY_REPUTATION) {
			independent -= f->weight;
			is_listed |= f->weight > 0 && !is_own_word(f);
		}
		is_hard |= f->is_hard && f->weight > 0;
	}
	if (is_hard)
		out.bad = BAD_BY_HARD;
	else if (independent >= BAD_FROM && e->type != TYPE_NORMAL)
		out.bad = BY_VERDICT;
	else if (independent <= GOOD_TO && !is_listed)
		out.good = BY_VERDICT;
	return out;
}

/* EVIDENCE as KEY's next message of the day. */
static struct evidence
braked(struct reputation *r, struct bytes key, struct evidence evidence, int64_t now_ms)
{
	const struct slot *slot = slot_of(r, key, NULL);
	double number = slot != NULL && slot->row.day == now_ms / DAY_MS ? slot->row.days[0].seen + 1.0 : 1;
	if (number > DAY_FULL && !bytes_equal(key, SITE)) {
		evidence.good *= DAY_FULL / number;
		evidence.bad *= DAY_FULL / number;
	}
	return evidence;
}

void
reputation_note(struct reputation *r, const struct mail_event *e)
{
	if (e->outcome == OUTCOME_REFUSED || e->outcome == OUTCOME_DEFERRED || e->direction != DIRECTION_INBOUND)
		return;
	const struct evidence evidence = evidence_of(e);
	(void)add(r, SITE, &evidence, e->time_ms);
	for (size_t i = 0; i < e->credits.count; i++) {
		const struct evidence own = braked(r, e->credits.at[i], evidence, e->time_ms);
		(void)add(r, e->credits.at[i], &own, e->time_ms);
	}
}

/* How much BY is heard of KEY: his n-th word of a day on the same side 1 / n^2, so that all of them are worth less
 * than two. */
static double
heard(struct reputation *r, struct bytes by, struct bytes key, bool is_good, int64_t now_ms)
{
	uint64_t hash = XXH3_64bits_withSeed(key.at, key.len, r->seed ^ XXH3_64bits_withSeed(by.at, by.len, r->seed + is_good));
	struct word *w = &r->words[hash & (WORDS - 1)];
	uint32_t day = (uint32_t)(now_ms / DAY_MS);
	if (w->hash != hash || w->day != day)
		*w = (struct word){ .hash = hash, .day = day };
	w->count++;
	return 1 / ((double)w->count * w->count);
}

/* The share of a report's blame that falls on KEY: all on who is not known to be good.  Bad mail that came through a
 * list is its author's doing: the good mail that the list brought as well, says so. */
static double
blame(struct reputation *r, struct bytes key, int64_t now_ms)
{
	const struct slot *slot = half_life_ms(key) != 0 ? slot_of(r, key, NULL) : NULL;
	if (slot == NULL)
		return 0;
	const struct credits_row row = aged(&slot->row, key, now_ms);
	return fmin(2 * share_of(&row, 0.5), 1);
}

void
reputation_teach(struct reputation *r, const struct mail_event *e, struct bytes by, bool is_good, double weight, int64_t now_ms,
    struct arena *a, struct lesson_credits *out_given)
{
	const struct evidence before = evidence_of(e);
	for (size_t i = 0; i < e->credits.count; i++) {
		struct bytes key = e->credits.at[i];
		double share = weight * heard(r, by, key, is_good, now_ms) * (is_good ? 1 : blame(r, key, now_ms));
		const struct evidence evidence = { .good = share * (is_good ? BY_PERSON : -before.good),
			.bad = share * (is_good ? -before.bad : BY_PERSON) };
		const struct evidence given = add(r, key, &evidence, now_ms);
		struct lesson_credit *row = out_given != NULL && (given.good != 0 || given.bad != 0) &&
		        out_given->keys.count < LESSON_CREDITS_MAX
		    ? LIST_ADD(a, &out_given->keys) : NULL;
		if (row != NULL)
			*row = (struct lesson_credit){ key, given.good, given.bad };
	}
}

void
reputation_take_back(struct reputation *r, const struct lesson_credits *given, int64_t then_ms, int64_t now_ms)
{
	for (size_t i = 0; i < given->keys.count; i++) {
		const struct lesson_credit *g = &given->keys.at[i];
		double life = half_life_ms(g->key);
		const struct evidence back = { .good = life == 0 ? 0 : -faded(g->good, then_ms, now_ms, life),
			.bad = life == 0 ? 0 : -faded(g->bad, then_ms, now_ms, life) };
		(void)add(r, g->key, &back, now_ms);
	}
}

/* The share of bad mail that is usual here, from one half up. */
static double
usual(struct reputation *r, int64_t now_ms)
{
	const struct slot *slot = slot_of(r, SITE, NULL);
	if (slot == NULL)
		return 0.5;
	const struct credits_row row = aged(&slot->row, SITE, now_ms);
	return fmin(fmax((row.bad + SITE_ALPHA * 0.5) / (row.bad + row.good + SITE_ALPHA), 0.5), PRIOR_MOST);
}

static double
surge_of(const struct credits_row *row, int64_t now_ms)
{
	double age = (double)(now_ms - row->first_ms);
	if (row->first_ms == 0 || age < (double)SURGE_AGE_MS || row->fast < SURGE_LEAST)
		return 0;
	/* Both counts as messages an hour, had they come evenly. */
	double fast = row->fast * M_LN2;
	double slow = row->slow * M_LN2 / (SLOW_MS / FAST_MS) / (1 - exp2(-age / SLOW_MS));
	return slow > 0 ? fast / slow : 0;
}

/* The parent is asked about in the same question: the network behind the address, the AS behind the network. */
static bool
find_parent(struct reputation *r, const struct ask_credits *q, size_t index, int64_t now_ms, struct credits_row *out)
{
	static const char *const parents[][2] = { { "ip", "net" }, { "net", "asn" }, { "helo", "asn" } };
	for (size_t k = 0; k < sizeof parents / sizeof *parents; k++) {
		if (!credit_is(q->keys.at[index], parents[k][0]))
			continue;
		for (size_t i = 0; i < q->keys.count; i++) {
			struct slot *slot = credit_is(q->keys.at[i], parents[k][1]) ? slot_of(r, q->keys.at[i], NULL) : NULL;
			if (slot != NULL) {
				*out = aged(&slot->row, q->keys.at[i], now_ms);
				return true;
			}
		}
	}
	return false;
}

static void
tell_days(const struct credits_row *row, struct arena *a, struct credit *out)
{
	for (size_t i = 0; i < CREDITS_DAYS; i++) {
		struct credit_day *day = row->days[i].seen + row->days[i].good + row->days[i].bad != 0 ? LIST_ADD(a, &out->days)
		                                                                                     : NULL;
		if (day != NULL)
			*day = (struct credit_day){ row->day - (int64_t)i, row->days[i].good, row->days[i].bad, row->days[i].seen };
	}
}

static void
tell(const struct credits_row *row, const struct credits_row *parent, double usual, int64_t now_ms, struct credit *out)
{
	double prior = parent == NULL ? usual : share_of(parent, usual);
	double bad = row->bad + ALPHA * prior, good = row->good + ALPHA * (1 - prior);
	out->first_ms = row->first_ms;
	out->last_ms = row->last_ms;
	out->seen = row->seen;
	out->good = row->good;
	out->bad = row->bad;
	out->odds = log(bad / good) - log(usual / (1 - usual));
	out->error = sqrt(1 / (row->bad + ALPHA) + 1 / (row->good + ALPHA));
	out->score = (uint32_t)lround(100 / (1 + exp(out->odds)));
	out->surge = surge_of(row, now_ms);
}

/* How often the sender's address was seen: from the history of addresses. */
static int
find_sender(struct reputation *r, struct bytes sender, struct arena *a, struct answer_credits *out, struct why *why)
{
	struct answer_history history = { 0 };
	struct ask_keys question = { 0 };
	struct buf key;
	if (sender.len == 0)
		return 0;
	buf_init(&key, 2 * EVENT_ADDRESS_MAX);
	buf_add_cstr(&key, "from ");
	for (size_t i = 0; i < sender.len; i++)
		buf_add_octet(&key, ascii_lower(sender.at[i]));
	struct bytes text = buf_bytes(&key);
	question.keys.at = &text;
	question.keys.count = 1;
	int fault = history_find(r->store, &question, a, &history, why);
	if (fault == 0 && history.rows.count == 1)
		out->sender_seen = history.rows.at[0].good + history.rows.at[0].bad;
	buf_done(&key);
	return fault;
}

int
reputation_find(struct reputation *r, const struct ask_credits *q, int64_t now_ms, struct arena *a,
    struct answer_credits *out, struct why *why)
{
	if (r->since_ms == 0)
		r->since_ms = credits_since(r->store);
	out->since_ms = r->since_ms;
	const double base = usual(r, now_ms);
	for (size_t i = 0; i < q->keys.count; i++) {
		struct credit *row = LIST_ADD(a, &out->rows);
		struct credits_row parent, own = { 0 };
		if (row == NULL)
			return why_set(why, FAULT_LIMIT, "too many keys");
		row->key = q->keys.at[i];
		if (half_life_ms(row->key) != 0) {
			bool has_parent = find_parent(r, q, i, now_ms, &parent);
			struct slot *slot = slot_of(r, row->key, why);
			if (slot == NULL)
				return FAULT_LATER;
			own = aged(&slot->row, row->key, now_ms);
			tell(&own, has_parent ? &parent : NULL, base, now_ms, row);
		}
		if (q->with_days)
			tell_days(&own, a, row);
	}
	return find_sender(r, q->sender, a, out, why);
}

/* The row of the network that an address lies in. */
static void
network_of(struct reputation *r, struct bytes key, int64_t now_ms, struct credits_row *out)
{
	struct cidr ip;
	struct buf net;
	*out = (struct credits_row){ 0 };
	if (!credit_is(key, "ip") || cidr_address(bytes_from(key, 3), &ip) != 0)
		return;
	struct cidr prefix = cidr_prefix(&ip, 24, 48);
	buf_init(&net, 100);
	buf_add_cstr(&net, "net ");
	cidr_write(&prefix, &net);
	if (credits_read(r->store, buf_bytes(&net), out, NULL) == 0)
		*out = aged(out, buf_bytes(&net), now_ms);
	buf_done(&net);
}

/* Fills OUT where KEY is to be told. */
static int
judge_one(struct reputation *r, const struct ask_worst *q, struct bytes key, int64_t now_ms, struct credit *out,
    struct why *why)
{
	struct credits_row row, parent;
	*out = (struct credit){ .key = key };
	if (half_life_ms(key) == 0 || credit_is(key, "net") || credit_is(key, "asn") || credit_is(key, "all"))
		return 0;
	int fault = credits_read(r->store, key, &row, why);
	if (fault != 0)
		return fault;
	row = aged(&row, key, now_ms);
	if (row.bad < TELL_EVIDENCE)
		return 0;
	network_of(r, key, now_ms, &parent);
	tell(&row, parent.last_ms != 0 ? &parent : NULL, usual(r, now_ms), now_ms, out);
	return out->score <= q->score && out->odds - out->error > TELL_ODDS;
}

int
reputation_worst(struct reputation *r, const struct ask_worst *q, int64_t now_ms, struct arena *a,
    struct answer_worst *out, struct why *why)
{
	struct credits_keys page = { 0 };
	int fault = reputation_write(r, why);
	if (fault == 0)
		fault = credits_after(r->store, q->after, ASK_WORST_READ, a, &page, why);
	for (size_t i = 0; i < page.keys.count && fault == 0; i++) {
		struct credit credit;
		int is_told = judge_one(r, q, page.keys.at[i], now_ms, &credit, why);
		struct credit *slot = is_told == 1 ? LIST_ADD(a, &out->rows) : NULL;
		if (slot != NULL)
			*slot = credit;
		fault = is_told < 0 ? is_told : is_told == 1 && slot == NULL ? why_set(why, FAULT_LIMIT, "too many keys") : 0;
	}
	if (fault == 0 && page.keys.count == ASK_WORST_READ)
		out->next = page.keys.at[page.keys.count - 1];
	return fault;
}

int
reputation_write(struct reputation *r, struct why *why)
{
	if (r->changed == 0)
		return 0;
	int fault = store_begin(r->store, why);
	for (size_t i = 0; i < SLOTS && fault == 0; i++)
		if (r->slots[i] != NULL && r->slots[i]->is_changed)
			fault = credits_write(r->store, r->slots[i]->key, &r->slots[i]->row, r->slots[i]->stored_day, why);
	if (fault == 0)
		fault = store_commit(r->store, why);
	if (fault != 0) {
		store_rollback(r->store);
		r->changed_ms = clock_steady_us() / 1000;
		return fault;
	}
	for (size_t i = 0; i < SLOTS; i++)
		if (r->slots[i] != NULL && r->slots[i]->is_changed) {
			r->slots[i]->is_changed = false;
			r->slots[i]->stored_day = r->slots[i]->row.day;
		}
	r->changed = 0;
	return 0;
}

int
reputation_due(const struct reputation *r, int64_t steady_ms)
{
	if (r->changed == 0)
		return INT32_MAX;
	int64_t left = r->changed_ms + REPUTATION_WRITE_MS - steady_ms;
	return left <= 0 ? 0 : (int)left;
}
