#include "lists/lists.h"

#include <math.h>
#include <stdlib.h>

#include "base/must.h"
#include "dns/name.h"

const char *const list_state_names[LIST_STATE_COUNT] = {
	"has not been tested yet",
	"answers as it should",
	"does not answer",
	"refuses our questions: it wants a key, a registration, or a resolver of our own",
	"lists what must not be listed, or answers nonsense",
	"does not list its own control entry",
	"is not asked",
};

/* ZONE with the key in the place of its "$word." */
static bool
keyed(struct lists *lists, struct bytes zone, const struct lists_keys *keys, struct bytes *out)
{
	bool is_dqs = bytes_starts(zone, BYTES("$dqs.")), is_abusix = bytes_starts(zone, BYTES("$abusix."));
	if (!is_dqs && !is_abusix)
		return arena_copy(lists->arena, zone, out);
	struct bytes key = is_dqs ? keys->dqs : keys->abusix;
	struct bytes rest = bytes_from(zone, is_dqs ? 4 : 7);
	*out = BYTES_NONE;
	if (key.len == 0)
		return true;
	uint8_t *at = arena_get(lists->arena, key.len + rest.len, 1);
	if (at == NULL)
		return false;
	memcpy(at, key.at, key.len);
	memcpy(at + key.len, rest.at, rest.len);
	*out = bytes_of(at, key.len + rest.len);
	return true;
}

static int
fill(struct lists *lists, const struct lists_keys *keys)
{
	lists->count = lists->table.rows.count;
	lists->all = arena_get(lists->arena, lists->count, sizeof *lists->all);
	if (lists->all == NULL)
		return FAULT_LIMIT;
	for (size_t i = 0; i < lists->count; i++) {
		struct list *l = &lists->all[i];
		l->row = &lists->table.rows.at[i];
		if (!keyed(lists, l->row->zone, keys, &l->zone))
			return FAULT_LIMIT;
		if (l->zone.len == 0 || l->row->use == LISTS_SUPERSEDED || l->row->use == LISTS_DEAD)
			l->state = LIST_IDLE;
	}
	for (size_t i = 0; i < lists->count; i++)
		for (size_t k = 0; k < lists->count; k++)
			if (lists->all[k].state != LIST_IDLE && lists->all[k].row->replaces.len != 0 &&
			    bytes_equal_nocase(lists->all[i].row->zone, lists->all[k].row->replaces))
				lists->all[i].state = LIST_IDLE;
	for (size_t i = 0; i < lists->count; i++)
		lists->all[i].said = lists->all[i].state;
	return 0;
}

static bool
key_is_sound(struct bytes key)
{
	return key.len == 0 ||
	       (key.len <= DNS_LABEL_MAX && dns_name_is_plain(key) && bytes_find_octet(key, '.') == BYTES_NOT_FOUND);
}

int
lists_new(struct bytes extra, const struct lists_keys *keys, struct lists **out, struct why *why)
{
	struct lists *lists = xcalloc(1, sizeof *lists);
	struct bytes copy;
	int fault = 0;
	/* 4 MB of the operator's text, and the rows made of it */
	lists->arena = arena_new((size_t)16 << 20);
	if (!key_is_sound(keys->dqs) || !key_is_sound(keys->abusix))
		fault = why_set(why, FAULT_CONFIG, "a key for DNS lists is letters, digits and '-', at most 63");
	else if (!arena_copy(lists->arena, extra, &copy))
		fault = why_set(why, FAULT_CONFIG, "the table of DNS lists is too large");
	if (fault == 0)
		fault = lists_table_read(lists_builtin, lists->arena, &lists->table, why);
	if (fault == 0)
		fault = lists_table_read(copy, lists->arena, &lists->table, why);
	if (fault == 0 && fill(lists, keys) != 0)
		fault = why_set(why, FAULT_LIMIT, "the table of DNS lists is too large");
	if (fault != 0) {
		lists_free(lists);
		return FAULT_CONFIG;
	}
	*out = lists;
	return 0;
}

void
lists_free(struct lists *lists)
{
	if (lists == NULL)
		return;
	arena_free(lists->arena);
	free(lists);
}

/* -- answers -- */

static bool
fits(const struct lists_code *code, const uint8_t *address)
{
	for (size_t i = 0; i < 4; i++)
		if (address[i] < code->low[i] || address[i] > code->high[i])
			return false;
	return (address[3] & code->mask) == code->mask;
}

/* Evidence against before evidence for, the heavier before the lighter. */
static bool
is_stronger(const struct lists_code *a, const struct lists_code *b)
{
	if (b == NULL || (a->meaning->kind == LISTS_WHITE) != (b->meaning->kind == LISTS_WHITE))
		return b == NULL || b->meaning->kind == LISTS_WHITE;
	return fabs(a->weight) > fabs(b->weight);
}

struct list_answer
list_answer(const struct lists_row *row, const struct dns_answer *answer)
{
	struct list_answer out = { .says = LIST_SAYS_NO };
	if (dns_is_temporary(answer))
		return (struct list_answer){ .says = LIST_SAYS_LATER };
	for (size_t i = 0; i < answer->records.count; i++) {
		struct bytes a = answer->records.at[i].data;
		if (a.len != 4 || a.at[0] != 127)
			return (struct list_answer){ .says = LIST_SAYS_NONSENSE };
		for (size_t k = 0; k < row->codes.count; k++) {
			const struct lists_code *code = &row->codes.at[k];
			if (!fits(code, a.at))
				continue;
			if (code->meaning->kind == LISTS_REFUSED)
				return (struct list_answer){ .says = LIST_SAYS_REFUSED };
			if (!is_stronger(code, out.code))
				continue;
			out.says = LIST_SAYS_YES;
			out.code = code;
			memcpy(out.address, a.at, 4);
		}
	}
	return out;
}

/* -- probes -- */

static const struct dns_answer *
look(struct list *l, struct bytes first, struct dns_book *book)
{
	uint8_t name[DNS_NAME_MAX + 1];
	if (first.len + 1 + l->zone.len > DNS_NAME_MAX)
		return dns_look(book, BYTES_NONE, DNS_A);
	memcpy(name, first.at, first.len);
	name[first.len] = '.';
	memcpy(name + first.len + 1, l->zone.at, l->zone.len);
	return dns_look(book, bytes_of(name, first.len + 1 + l->zone.len), DNS_A);
}

/* RFC 5782 s5.1 and s5.2: an IPv4 list has 127.0.0.2 and not 127.0.0.1, an IPv6 list ::FFFF:7F00:2 and not
 * ::FFFF:7F00:1, a list of names TEST and not INVALID.  A hash of nothing is in no list of hashes. */
static void
controls_of(const struct lists_row *row, struct bytes *listed, struct bytes *clean)
{
	if (row->asks & LISTS_IP4) {
		*listed = BYTES("2.0.0.127");
		*clean = BYTES("1.0.0.127");
	} else if (row->asks & LISTS_IP6) {
		*listed = BYTES("2.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0");
		*clean = BYTES("1.0.0.0.0.0.f.7.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0");
	} else if (row->asks & LISTS_DOMAIN) {
		*listed = BYTES("test");
		*clean = BYTES("invalid");
	} else {
		*listed = BYTES_NONE;
		*clean = BYTES("00000000000000000000000000000000");
	}
	if (row->test.len != 0)
		*listed = row->test;
}

/* Gives LIST_UNTESTED while an answer is missing. */
static enum list_state
probe(struct list *l, struct dns_book *book)
{
	struct bytes listed, clean;
	controls_of(l->row, &listed, &clean);
	bool has_listed = l->row->has_test && listed.len != 0;
	const struct dns_answer *no = look(l, clean, book), *yes = has_listed ? look(l, listed, book) : no;
	if (no == NULL || yes == NULL)
		return LIST_UNTESTED;
	struct list_answer a = list_answer(l->row, no), b = list_answer(l->row, yes);
	if (a.says == LIST_SAYS_REFUSED || (has_listed && b.says == LIST_SAYS_REFUSED))
		return LIST_REFUSED;
	if (a.says == LIST_SAYS_LATER || b.says == LIST_SAYS_LATER)
		return LIST_SILENT;
	/* "neither good nor bad" is what lists of reputations say of strangers */
	if (a.says == LIST_SAYS_NONSENSE || b.says == LIST_SAYS_NONSENSE ||
	    (a.says == LIST_SAYS_YES && a.code->meaning->kind != LISTS_NOTHING))
		return LIST_WILD;
	/* the control's own code may be none of those that count */
	return has_listed && dns_is_void(yes) ? LIST_EMPTY : LIST_GOOD;
}

bool
lists_range_has(const struct lists *lists, struct lists_range range, size_t index)
{
	const struct list *l = &lists->all[index];
	return index >= range.from && index < range.to && l->state != LIST_IDLE && (!range.in_line || list_is_in_line(l)) &&
	       (!range.is_untested || l->state == LIST_UNTESTED) && (range.asks == 0 || (range.asks & l->row->asks) != 0);
}

int
lists_probe(struct lists *lists, struct lists_range range, int64_t now_ms, struct dns_book *book)
{
	bool is_open = false;
	for (size_t i = range.from; i < range.to && i < lists->count; i++) {
		struct list *l = &lists->all[i];
		if (!lists_range_has(lists, range, i) || l->probe_at_ms > now_ms)
			continue;
		enum list_state now = probe(l, book);
		if (now == LIST_UNTESTED) {
			is_open = true;
			continue;
		}
		int64_t wait = now == LIST_GOOD ? LISTS_PROBE_GOOD_MS : LISTS_PROBE_SUSPENDED_MS;
		if (now == LIST_SILENT)
			wait = l->failures < 7 ? (int64_t)LISTS_PROBE_SILENT_MS << l->failures : LISTS_PROBE_SILENT_MAX_MS;
		l->failures = now == LIST_SILENT ? l->failures + 1 : 0;
		l->probe_at_ms = now_ms + wait;
		l->state = now;
	}
	return !is_open;
}

int64_t
lists_probe_next(const struct lists *lists, bool any)
{
	int64_t next = INT64_MAX;
	for (size_t i = 0; i < lists->count; i++) {
		const struct list *l = &lists->all[i];
		if (l->state != LIST_IDLE && (any || list_is_in_line(l)) && l->probe_at_ms < next)
			next = l->probe_at_ms;
	}
	return next;
}

const struct list *
lists_changed(struct lists *lists)
{
	for (size_t i = 0; i < lists->count; i++) {
		struct list *l = &lists->all[i];
		if (l->state == l->said || l->state == LIST_UNTESTED)
			continue;
		bool is_news = l->said != LIST_UNTESTED || l->state != LIST_GOOD;
		l->said = l->state;
		if (is_news)
			return l;
	}
	return NULL;
}
