/* from: the one identity of a message: the domain of RFC 5322 From, or the word that there is none or several.
 *
 * Sender forgery lives from From lines that the checker and the victim's client read differently (espoofer,
 * "Composition Kills", "Weak Links").  So this asks for every reading at once: every way to cut the header into
 * lines, every spelling of the name, every mailbox that some client would show.  Where they do not all agree on
 * one domain, From is ambiguous, and nothing is ever authenticated for it.
 *
 * Ceiling: FROM_DOMAINS_MAX domains are listed as evidence, as many From fields are read, and as many addresses in
 * encoded names are known for names. */
#ifndef IDENTITY_FROM_H
#define IDENTITY_FROM_H

#include "base/arena.h"
#include "base/schema.h"

#define FROM_DOMAINS_MAX 16

enum from_status { FROM_NONE, FROM_ONE, FROM_AMBIGUOUS, FROM_STATUS_COUNT };
extern const char *const from_status_names[FROM_STATUS_COUNT];

struct from_identity {
	enum from_status status;
	struct bytes domain;        /* for FROM_ONE: lower case, A-labels */
	struct bytes local;         /* of the first mailbox; octets */
	struct bytes reason;        /* English, one clause */
	LIST(struct bytes) domains; /* all that some client may show */
};
extern const struct schema from_identity_schema;

/**
 * from_decide(message, arena, out): Find the identity of MESSAGE.
 *
 * Fails:   FAULT_LIMIT at the arena's ceiling; *out is then ambiguous
 * Cost:    linear in the header
 */
int from_decide(struct bytes message, struct arena *arena, struct from_identity *out);

#endif
