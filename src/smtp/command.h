/* command: one command line of a client, taken apart and checked (RFC 5321 s4.1, RFC 3461, RFC 6531).
 *
 * What is taken is passed on as it was written, so nothing is taken that another server might read otherwise:
 * no control characters, no source routes, no parameter that we do not know, no xtext that hides a line end
 * (CVE-2020-28026).  Refusals are whole reply lines, ready to be sent. */
#ifndef SMTP_COMMAND_H
#define SMTP_COMMAND_H

#include "base/arena.h"
#include "base/bytes.h"

enum verb {
	VERB_UNKNOWN, VERB_HELO, VERB_EHLO, VERB_LHLO, VERB_MAIL, VERB_RCPT, VERB_DATA, VERB_BDAT, VERB_RSET, VERB_NOOP,
	VERB_QUIT, VERB_VRFY, VERB_EXPN, VERB_ETRN, VERB_HELP, VERB_STARTTLS, VERB_AUTH, VERB_XCLIENT, VERB_XFORWARD,
	VERB_COUNT
};

enum command_limits {
	COMMAND_ADDRESS_MAX = 512, /* local part 255, "@", domain 255: twice what RFC 5321 asks for */
	COMMAND_PARAMS_MAX = 16,
};

struct command {
	enum verb verb;
	struct bytes argument;
};

/**
 * command_read(line, out): The verb of LINE (without its line end).
 *
 * Gives:   0; VERB_UNKNOWN for words that we do not know
 * Fails:   FAULT_INPUT for control characters (a bare CR and NUL too)
 */
int command_read(struct bytes line, struct command *out);

struct address {
	struct bytes text;   /* as written between the brackets; empty: the null sender */
	struct bytes local;
	struct bytes domain; /* empty for "postmaster" */
	bool is_utf8;
	bool has_routing;    /* the local part holds @, % or !: asks a server to send it elsewhere */
};

struct mail_command {
	struct address address;
	struct bytes params;  /* as written */
	uint32_t needs;       /* bits of enum cap that the parameters need */
	bool has_size;
	uint64_t size;
	bool is_8bit;
	bool is_smtputf8;
	struct bytes auth;    /* AUTH= of MAIL */
};

/**
 * command_mail(argument, is_rcpt, out): Take "FROM:<...> params" or "TO:<...> params" apart.
 *
 * Gives:   NULL and *out, which points into ARGUMENT
 * Fails:   the reply to send, without its line end
 */
const char *command_mail(struct bytes argument, bool is_rcpt, struct mail_command *out);

/**
 * command_dsn(line, arena): The parameters of a MAIL or RCPT line that are about delivery notifications (RFC 3461), as
 * written, blanks between them.
 */
struct bytes command_dsn(struct bytes line, struct arena *arena);

/* Is TEXT what command_dsn gives of a line that command_mail has taken? */
bool command_dsn_ok(struct bytes text, bool is_rcpt);

/**
 * command_bdat(argument, out_size, out_is_last): Take "N" or "N LAST" apart.
 *
 * Fails:   FAULT_INPUT for anything else; then nobody knows where the chunk ends
 */
int command_bdat(struct bytes argument, uint64_t *out_size, bool *out_is_last);

/* Is TEXT well-formed xtext (RFC 3461 s4) without hidden control characters? */
bool command_is_xtext(struct bytes text);

/* Is TEXT a domain name or an address literal, without any trick? */
bool command_is_domain(struct bytes text, bool with_utf8);

#endif
