#include "text/match.h"

#include <stdlib.h>

#include <hs.h>
#include <unicode/uchar.h>

#include "base/must.h"
#include "base/utf8.h"
#include "text/normalise.h"
#include "text/tables.h"

struct matcher {
	hs_database_t *database;
	hs_scratch_t *scratch;
	const struct match_entry *entries;
	struct match_entry *own; /* where match_new made them */
	size_t count;
};

/* A letter or digit of a script that sets spaces between words. */
static bool
is_word(uint32_t cp)
{
	if (cp < 0x80)
		return ascii_is_alnum((uint8_t)cp);
	return cp < 0x2E80 && u_isalnum((UChar32)cp);
}

static uint32_t
before(struct bytes text, size_t pos)
{
	size_t start = pos - 1;
	while (start > 0 && pos - start < 4 && (text.at[start] & 0xC0) == 0x80)
		start--;
	return utf8_next(bytes_to(text, pos), &start);
}

static uint32_t
after(struct bytes text, size_t pos)
{
	return utf8_next(text, &pos);
}

/* The folded phrases, one behind the other, as hs_compile_lit_multi wants them. */
struct compile {
	const char **texts;
	size_t *lens;
	unsigned *flags;
	unsigned *ids;
};

static int
fold_phrase(struct matcher *m, struct compile *c, const struct match_phrase *p, size_t i, struct why *why)
{
	struct buf clean, folded;
	buf_init(&clean, 4 * MATCH_PHRASE_OCTETS_MAX);
	buf_init(&folded, MATCH_PHRASE_OCTETS_MAX);
	text_normalise(p->phrase, &clean, NULL);
	(void)text_fold(buf_bytes(&clean), &folded);
	struct bytes made = buf_bytes(&folded);
	int fault = 0;
	if (made.len == 0 || !buf_ok(&clean) || !buf_ok(&folded)) {
		fault = why_set(why, FAULT_CONFIG, "phrase %zu (\"%.*s\") is empty or longer than %u octets", i + 1,
		    BYTES_ARGS(bytes_to(p->phrase, 60)), MATCH_PHRASE_OCTETS_MAX);
	} else {
		char *copy = xmalloc(made.len);
		memcpy(copy, made.at, made.len);
		c->texts[i] = copy;
		c->lens[i] = made.len;
		c->ids[i] = (unsigned)i;
		m->own[i] = (struct match_entry){ .id = p->id, .len = (uint16_t)made.len,
			.word_start = is_word(after(made, 0)), .word_end = is_word(before(made, made.len)) };
	}
	buf_done(&clean);
	buf_done(&folded);
	return fault;
}

static int
check_processor(struct why *why)
{
	if (hs_valid_platform() != HS_SUCCESS)
		return why_set(why, FAULT_SYSTEM, "this processor lacks what phrase matching needs (SSE4.2 on amd64)");
	return 0;
}

static int
make_scratch(struct matcher *m, struct why *why)
{
	if (hs_alloc_scratch(m->database, &m->scratch) != HS_SUCCESS)
		return why_set(why, FAULT_SYSTEM, "phrase matching has no scratch memory");
	return 0;
}

static int
compile(struct matcher *m, const struct compile *c, struct why *why)
{
	hs_compile_error_t *error = NULL;
	/* For any processor of this architecture: thousands of literals become the same tables for all of them, and the
	 * library chooses the code that reads them where it runs. */
	static const hs_platform_info_t any = { 0 };
	int invalid = check_processor(why);
	if (invalid != 0)
		return invalid;
	if (hs_compile_lit_multi(c->texts, c->flags, c->ids, c->lens, (unsigned)m->count, HS_MODE_BLOCK, &any,
	        &m->database, &error) != HS_SUCCESS) {
		int fault = why_set(why, FAULT_CONFIG, "phrases do not compile: %s",
		    error != NULL ? error->message : "unknown");
		(void)hs_free_compile_error(error);
		return fault;
	}
	return make_scratch(m, why);
}

int
match_new(const struct match_phrase *phrases, size_t count, struct matcher **out_matcher, struct why *why)
{
	if (count == 0 || count > MATCH_PHRASES_MAX)
		return why_set(why, FAULT_CONFIG, "%zu phrases: 1 to %u can be matched", count, MATCH_PHRASES_MAX);
	struct matcher *m = xcalloc(1, sizeof *m);
	struct compile c = { xcalloc(count, sizeof *c.texts), xcalloc(count, sizeof *c.lens),
		xcalloc(count, sizeof *c.flags), xcalloc(count, sizeof *c.ids) };
	m->entries = m->own = xcalloc(count, sizeof *m->own);
	m->count = count;
	int fault = 0;
	for (size_t i = 0; i < count && fault == 0; i++)
		fault = fold_phrase(m, &c, &phrases[i], i, why);
	if (fault == 0)
		fault = compile(m, &c, why);
	for (size_t i = 0; i < count; i++)
		free((void *)(uintptr_t)c.texts[i]);
	free(c.texts);
	free(c.lens);
	free(c.flags);
	free(c.ids);
	if (fault != 0) {
		match_free(m);
		return fault;
	}
	*out_matcher = m;
	return 0;
}

int
match_of(const struct match_made *made, struct matcher **out_matcher, struct why *why)
{
	int fault = check_processor(why);
	if (fault != 0)
		return fault;
	struct matcher *m = xcalloc(1, sizeof *m);
	m->entries = made->entries;
	m->count = made->count;
	if (hs_deserialize_database((const char *)made->database.at, made->database.len, &m->database) != HS_SUCCESS)
		fault = why_set(why, FAULT_SYSTEM, "phrases were compiled by another version of Vectorscan");
	else
		fault = make_scratch(m, why);
	if (fault != 0) {
		match_free(m);
		return fault;
	}
	*out_matcher = m;
	return 0;
}

int
match_save(const struct matcher *m, struct buf *database, struct match_made *out, struct why *why)
{
	char *octets = NULL;
	size_t len = 0;
	if (hs_serialize_database(m->database, &octets, &len) != HS_SUCCESS)
		return why_set(why, FAULT_SYSTEM, "phrases cannot be written");
	buf_add(database, bytes_of(octets, len));
	free(octets);
	*out = (struct match_made){ buf_bytes(database), m->entries, m->count };
	return buf_ok(database) ? 0 : why_set(why, FAULT_LIMIT, "phrases take more than %zu octets", database->max);
}

void
match_free(struct matcher *m)
{
	if (m == NULL)
		return;
	(void)hs_free_scratch(m->scratch);
	(void)hs_free_database(m->database);
	free(m->own);
	free(m);
}

struct scan {
	const struct matcher *m;
	struct bytes text;
	struct match_hits *hits;
};

static int
on_match(unsigned index, unsigned long long from, unsigned long long to, unsigned flags, void *context)
{
	struct scan *s = context;
	const struct match_entry *e = &s->m->entries[index];
	size_t end = (size_t)to, start = end - e->len;
	if (e->word_start && start > 0 && is_word(before(s->text, start)))
		return 0;
	if (e->word_end && end < s->text.len && is_word(after(s->text, end)))
		return 0;
	struct match_hits *hits = s->hits;
	if (hits->count == hits->room) {
		hits->full = true;
		return 1;
	}
	hits->at[hits->count++] = (struct match_hit){ e->id, index, (uint32_t)start, (uint32_t)end };
	return 0;
}

void
match_scan(struct matcher *m, struct bytes text, struct match_hits *hits)
{
	const size_t max = (size_t)1 << 31;
	hits->count = 0;
	hits->full = text.len > max;
	text = bytes_to(text, max);
	if (text.len == 0)
		return;
	struct scan s = { m, text, hits };
	hs_error_t e = hs_scan(m->database, (const char *)text.at, (unsigned)text.len, 0, m->scratch, on_match, &s);
	must(e == HS_SUCCESS || e == HS_SCAN_TERMINATED);
}
