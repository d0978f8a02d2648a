/* match: where any of thousands of phrases stand in a text, in one pass.
 *
 * Phrases and text are compared after text_normalise and text_fold.  A phrase that begins or ends with a letter
 * or digit of an alphabet must stand at a word's border there; Chinese, Japanese and Korean have none.
 * Built on Vectorscan's literal matcher, which keeps no state that depends on the text and never backtracks.  For hundreds of
 * phrases and more: with two or three, version 5.4.9 misses some hits (match_fuzz.c).
 *
 * Ceilings: 65,536 phrases of at most 512 octets; hits per scan as the caller says, then the scan ends and says so.
 * One matcher serves one thread (it holds the scratch memory); forked processes each have their own copy. */
#ifndef TEXT_MATCH_H
#define TEXT_MATCH_H

#include "base/buf.h"
#include "base/bytes.h"
#include "base/fault.h"

#define MATCH_PHRASES_MAX 65536u
#define MATCH_PHRASE_OCTETS_MAX 512u

struct match_phrase {
	uint32_t id; /* several phrases may share one */
	struct bytes phrase;
};

struct match_hit {
	uint32_t id;
	uint32_t phrase; /* its index in the array given to match_new */
	uint32_t start;  /* octets in the text scanned */
	uint32_t end;
};

struct match_hits {
	struct match_hit *at; /* the caller's array */
	size_t room;
	size_t count;
	bool full; /* there was at least one hit more */
};

/* What is kept of each phrase. */
struct match_entry {
	uint32_t id;
	uint16_t len;
	bool word_start; /* a word must begin (end) with the phrase */
	bool word_end;
};

/* Compiled phrases as plain data, which the build puts into the program (gen_matcher.c). */
struct match_made {
	struct bytes database; /* Vectorscan's serialised form: of one version of it and one architecture */
	const struct match_entry *entries;
	size_t count;
};

struct matcher;

/**
 * match_new(phrases, count, out_matcher, why): Compile PHRASES.
 *
 * Takes:   phrases  as people write them, UTF-8; they are normalised and folded here, and not used afterwards
 * Gives:   0 and *out_matcher
 * Fails:   FAULT_CONFIG for no phrase, one that is empty after folding, too many or too long ones;
 *          FAULT_SYSTEM where the processor lacks what Vectorscan needs (SSE4.2 on amd64)
 * Owns:    the caller frees it with match_free
 * Cost:    about 20 ms and 300 KiB for 1,500 phrases, 0.2 s for 13,000, and a heap of 30 MB in between
 */
int match_new(const struct match_phrase *phrases, size_t count, struct matcher **out_matcher, struct why *why);

/**
 * match_of(made, out_matcher, why): The matcher that was saved as MADE.
 *
 * Takes:   made  our own, not a stranger's: the library checks its version, the processor and a CRC32, no more; the
 *          entries outlive the matcher, the database is copied
 * Fails:   FAULT_SYSTEM where the library or the processor refuses it: the caller compiles with match_new
 * Owns:    the caller frees it with match_free
 * Cost:    0.3 ms and 1.4 MB for 13,000 phrases
 */
int match_of(const struct match_made *made, struct matcher **out_matcher, struct why *why);

/**
 * match_save(m, database, out, why): M as plain data.
 *
 * Gives:   *out, whose database lies in DATABASE and whose entries lie in M
 * Fails:   FAULT_LIMIT: DATABASE has no room; FAULT_SYSTEM
 */
int match_save(const struct matcher *m, struct buf *database, struct match_made *out, struct why *why);

/* Release M; NULL is fine. */
void match_free(struct matcher *m);

/**
 * match_scan(m, text, hits): Find the phrases in TEXT, which is normalised and folded.
 *
 * Takes:   hits  at and room set; count and full are written
 * Gives:   hits in the order of their ends; phrases may overlap and repeat
 * Fails:   never; text behind its first 2^31 octets is not scanned (hits->full is then set)
 * Cost:    linear in the text, about 1 ns per octet
 */
void match_scan(struct matcher *m, struct bytes text, struct match_hits *hits);

#endif
