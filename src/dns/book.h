/* book: the questions that judging one message raises, and the answers so far.
 *
 * A check (SPF, DKIM, DMARC, ARC) is a function of its input and a book: it looks answers up, and where one is
 * missing the question is noted and the check stops there.  Whoever holds the book gets the noted questions
 * answered and calls the check again, which runs from its start over the answers it has.  So checks have no
 * state of their own, never wait, run in any process, and are tested with a table of answers.  Running again
 * costs little: no check needs more than DNS_BOOK_MAX answers.
 *
 * Ceiling: DNS_BOOK_MAX questions per message; beyond it every answer is DNS_LIMIT, which is temporary. */
#ifndef DNS_BOOK_H
#define DNS_BOOK_H

#include "dns/question.h"

/* SPF may ask 10 times 10 addresses and a little, DKIM 8 keys, ARC 51, DMARC 9 names three times over. */
#define DNS_BOOK_MAX 300

struct dns_entry {
	struct dns_question question;
	bool is_sent;     /* for the holder's own use */
	bool is_answered;
	struct dns_answer answer;
};

struct dns_book {
	/* Asked to see who is alive: no circuit breaker holds it back, and silence says nothing of the network. */
	bool is_probe;
	struct arena *arena;
	LIST(struct dns_entry) entries;
};

/**
 * dns_look(book, name, type): The answer to a question.
 *
 * Takes:   name  in any case, with or without a last dot; it is copied
 * Gives:   the answer, valid until the next look; NULL where it is not known yet, and the question is noted.
 *          A name that cannot be asked for (dns_name_read) does not exist: DNS_NXDOMAIN at once.
 * Cost:    O(questions noted)
 */
const struct dns_answer *dns_look(struct dns_book *book, struct bytes name, uint16_t type);

/**
 * dns_book_answer(book, index, answer): Write down the answer to question INDEX.
 *
 * Takes:   answer  copied; where the arena has no room for it, it becomes DNS_LIMIT
 */
void dns_book_answer(struct dns_book *book, size_t index, const struct dns_answer *answer);

/* Questions without an answer. */
size_t dns_book_open(const struct dns_book *book);

#endif
