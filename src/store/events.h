/* events: the mail log, searchable by anything an incident responder knows. */
#ifndef STORE_EVENTS_H
#define STORE_EVENTS_H

#include "wire/ask.h"
#include "store/store.h"

/**
 * events_add(s, e, why): Append E, inside a transaction of the caller (group commit).
 *
 * Cost:    five index entries and the trigrams of sender, recipients and subject: about 100 us
 */
int events_add(struct store *s, const struct mail_event *e, struct why *why);

/**
 * events_find(s, filter, a, out, why): Newest first.
 *
 * Gives:   0 and out->rows; out->next is set when there may be more
 * Cost:    indexed by id, ip, message id, time, and any text of three characters or more; shorter texts read
 *          the log from its end
 */
int events_find(struct store *s, const struct ask_filter *filter, struct arena *a, struct answer_events *out,
    struct why *why);

/**
 * events_expire(s, before_ms, most, why): Delete at most MOST events older than BEFORE_MS.
 *
 * Gives:   how many, or a fault
 */
int events_expire(struct store *s, int64_t before_ms, uint32_t most, struct why *why);

/* Texts joined by newlines (which no address contains), for a search column. */
void text_join(const struct bytes *texts, size_t count, struct buf *out);

/* Is TEXT long enough (three characters) for the trigram index? */
bool text_is_indexable(struct bytes text);

/* A LIKE pattern that matches TEXT anywhere, for use with ESCAPE '\'. */
void text_like_pattern(struct bytes text, struct buf *out);

#endif
