/* common: what several detectors ask of a case file.
 *
 * Pure helpers over data that the schema has bounded; each is linear in it.  A helper stands here
 * when a second detector needs it; a detector never includes another. */
#ifndef DETECT_COMMON_H
#define DETECT_COMMON_H

#include "detect/detector.h"

/* Who it says it is from. */

/* The address a person sees as the sender: the first of From, or NULL. */
const struct casefile_address *from_address(const struct casefile *c);

/* Was it written outside?  Not outbound, not internal, not authenticated.  A trusted peer that hands
 * on foreign mail is a forwarder, and does not make its senders known. */
bool is_foreign_arrival(const struct casefile *c);

/* Is DOMAIN one of the tenant's own, or below one? */
bool domain_is_own(const struct casefile *c, struct bytes domain);

/* Are A and B the same domain, or one below the other? */
bool domains_related(struct bytes a, struct bytes b);

/* Do these two addresses belong to the same registrable domain? */
bool addresses_related(const struct casefile_address *a, const struct casefile_address *b);

/* May anybody open a mailbox at DOMAIN (registrable)?  The large public mail providers. */
bool is_free_mail(struct bytes domain);

/**
 * envelope_sender(c, out): The reverse path: of the envelope, else of the Return-Path line.
 *
 * Gives:   true and *out ("" for the null sender) where it is known
 */
bool envelope_sender(const struct casefile *c, struct bytes *out);

/* The domain of "local@domain", "" where there is none. */
struct bytes domain_of(struct bytes address);

/* How it was sent. */

/* Does it carry the lines of a mailing list (List-Id, List-Post) or of a mass mailing
 * (List-Unsubscribe)? */
bool is_list(const struct casefile *c);

/* Is it a list's, and signed by somebody whose signature holds?  Lists change what their members wrote
 * and break its signature; the good ones sign again. */
bool is_signed_list(const struct casefile *c);

/* Does it answer something (In-Reply-To or References)? */
bool is_reply(const struct casefile *c);

/* Is it a report about another message (RFC 3464, RFC 3834)? */
bool is_report(const struct casefile *c);

/* Was this odd about its path? */
static inline bool
path_is_odd(const struct casefile *c, enum path_oddity which)
{
	return (c->asked.path.oddities >> which & 1) != 0;
}

/* Did somebody outside of our nets give it to us, and do we know who? */
static inline bool
has_strange_client(const struct casefile *c)
{
	return (c->asked.path.source == PATH_TRANSPORT || c->asked.path.source == PATH_RECEIVED) &&
	    is_foreign_arrival(c);
}

/* What it says. */

/* Code points of visible text in the parts that are the message itself, not what was found inside
 * files. */
uint32_t body_chars(const struct casefile *c);

/* How long that is to read: a Chinese character says about as much as three letters. */
uint64_t reading_length(const struct casefile *c);

/* The text T belongs to the message itself: its part is neither a file nor unpacked. */
bool is_body_text(const struct casefile *c, const struct casefile_text *t);
bool is_body_part(const struct casefile *c, uint32_t part);

/* Where it leads. */

/* May a person click it and reach a web page?  http(s), role link, seen. */
bool is_web_link(const struct casefile_url *u);
bool has_web_link(const struct casefile *c);

/* Was it meant as a link?  In plain text "csr.work" may be a word of a programmer: there it needs a
 * path or "www.". */
bool is_written_out(const struct casefile_url *u);

/* What one odd link is worth: less in a conversation or a list, and in a long letter with many
 * links, where a reader of the web points at all kinds of places. */
double link_damping(const struct casefile *c);

/* A link whose own form gives it away: an address, a disguise, a shortener, a free host... */
bool has_tricky_link(const struct casefile *c);

/* Is it a QR code's, or a picture's? */
bool has_qr(const struct casefile *c);

static inline bool
url_has(const struct casefile_url *u, enum url_trick trick)
{
	return (u->tricks >> trick & 1) != 0;
}

/* What it carries. */

/* Does the message carry a file that a person can open? */
bool has_attachment(const struct casefile *c);

/* "exe" of "a.b.EXE", in the case it was written; "" for none.  Trailing dots and spaces, which
 * Windows drops, are ignored. */
struct bytes extension_of(struct bytes name);

/* Is EXTENSION one that runs, or one that carries something that runs past the mark of the web? */
bool is_program_extension(struct bytes extension);
bool is_launcher_extension(struct bytes extension);
bool is_archive_extension(struct bytes extension);
bool is_document_extension(struct bytes extension);

/* Is TYPE, found by content, a program or a script? */
bool is_program_type(struct bytes type);
bool is_archive_type(struct bytes type);

/* Words. */

/* Is B one of the COUNT words?  ASCII case ignored. */
bool is_one_of(struct bytes b, const struct bytes *words, size_t count);
#define IS_ONE_OF(b, table) is_one_of((b), (table), sizeof(table) / sizeof(table)[0])

/* The first of the words that stands in B: as a whole word where it begins and ends with an ASCII
 * letter or digit, anywhere otherwise (Chinese has no spaces).  ASCII case ignored.  Empty where
 * none does. */
struct bytes word_in(struct bytes b, const struct bytes *words, size_t count);
#define WORD_IN(b, table) word_in((b), (table), sizeof(table) / sizeof(table)[0])

/* The first of the words that stands in the text of the message itself; only its first 16 KiB are
 * read, where people and lures speak. */
struct bytes body_says(const struct casefile *c, const struct grams *body,
    const struct bytes *words, size_t count);
#define BODY_SAYS(c, body, table)                                                                  \
	body_says((c), (body), (table), sizeof(table) / sizeof(table)[0])

/* Every run of three octets in the first 16 KiB of each text, ASCII case ignored, as a set of hashes: detectors ask
 * for two hundred words, and nearly all of them hold a run that the text does not. */
struct grams {
	uint8_t has[8192]; /* octets, not bits: a text that says the same again would wait for each bit that it sets */
};

void grams_of_texts(const struct casefile *c, struct grams *out);

/* May one of the words stand in the first 16 KiB of any text? */
bool texts_may_say(const struct grams *texts, const struct bytes *words, size_t count);

/* Arguments for sentences, in the findings' arena; empty at its ceiling. */
struct bytes text_number(struct findings *out, uint64_t n);
struct bytes text_address(struct findings *out, const struct casefile_address *a);

#endif
