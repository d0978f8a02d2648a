/* packet: the milter protocol, versions 2 to 6, as octets: what the mail server sends, and what we say.
 *
 * A packet is u32 length, one octet that says what it is, and its data; texts end with NUL.  No sockets here: octets
 * in, packets out.  The mail server is no enemy, but it hands through what enemies write, and whoever finds the port
 * open can speak, too: every length is checked, every text must end, and what is surplus is a fault.
 *
 * Source: mfdef.h of Sendmail 8.17, which is all that there is for a standard; Postfix speaks the same. */
#ifndef MILTER_PACKET_H
#define MILTER_PACKET_H

#include "base/buf.h"
#include "base/fault.h"

enum milter_limits {
	/* One packet.  A body comes in chunks of 64K (we ask for no more), a header field is as long as the server lets it
	 * be: 100K by Postfix's default.  A link keeps 256K. */
	MILTER_PACKET_MAX = 200000,
	MILTER_PIECE_MAX = 32768, /* of a new body, in one packet; servers take twice that (MILTER_CHUNK_SIZE) */
	MILTER_VERSION_LEAST = 2,
	MILTER_VERSION = 6,
};

/* What the server sends. */
enum milter_command {
	MILTER_ABORT = 'A',
	MILTER_BODY = 'B',
	MILTER_CONNECT = 'C',
	MILTER_MACROS = 'D',
	MILTER_END = 'E',     /* of the message; may carry the last of its body */
	MILTER_HELO = 'H',
	MILTER_QUIT_NEXT = 'K', /* this client is gone, another connection follows */
	MILTER_HEADER = 'L',
	MILTER_MAIL = 'M',
	MILTER_HEADERS_END = 'N',
	MILTER_OFFER = 'O',
	MILTER_QUIT = 'Q',
	MILTER_RCPT = 'R',
	MILTER_DATA = 'T',
	MILTER_UNKNOWN = 'U',
};

/* What we say. */
enum milter_reply {
	MILTER_ADD_RCPT = '+',
	MILTER_DELETE_RCPT = '-',
	MILTER_ACCEPT = 'a',
	MILTER_CONTINUE = 'c',
	MILTER_DISCARD = 'd',
	MILTER_REPLACE_BODY = 'b', /* a piece of it; all together are the new body */
	MILTER_CHANGE_FROM = 'e',
	MILTER_ADD_HEADER = 'h',
	MILTER_INSERT_HEADER = 'i',
	MILTER_CHANGE_HEADER = 'm',
	MILTER_PROGRESS = 'p',
	MILTER_QUARANTINE = 'q',
	MILTER_TEMPFAIL = 't',
	MILTER_REPLY_CODE = 'y',
};

/* What a filter may do to a message. */
enum milter_action {
	MILTER_MAY_ADD_HEADERS = 0x01,
	MILTER_MAY_REPLACE_BODY = 0x02,
	MILTER_MAY_ADD_RCPT = 0x04,
	MILTER_MAY_DELETE_RCPT = 0x08,
	MILTER_MAY_CHANGE_HEADERS = 0x10,
	MILTER_MAY_QUARANTINE = 0x20,
	MILTER_MAY_CHANGE_FROM = 0x40,
	MILTER_MAY_CHOOSE_MACROS = 0x100,
};

/* What a filter need not be told, or answer; and how headers come. */
enum milter_step {
	MILTER_NO_UNKNOWN = 0x100,
	MILTER_NO_DATA = 0x200,
	MILTER_NO_REPLY_HEADER = 0x80,
	MILTER_NO_REPLY_CONNECT = 0x1000,
	MILTER_NO_REPLY_HELO = 0x2000,
	MILTER_NO_REPLY_MAIL = 0x4000,
	MILTER_NO_REPLY_DATA = 0x10000,
	MILTER_NO_REPLY_UNKNOWN = 0x20000,
	MILTER_NO_REPLY_END = 0x40000, /* of the headers */
	MILTER_NO_REPLY_BODY = 0x80000,
	MILTER_LEADING_SPACE = 0x100000, /* values are as they were, with the space behind the colon */
};

struct milter_terms {
	uint32_t version;
	uint32_t actions;
	uint32_t steps;
};

struct milter_packet {
	enum milter_command command;
	struct bytes name;    /* CONNECT: the client's host name; HEADER: the field's; HELO: as said; MAIL, RCPT: the address */
	struct bytes value;   /* HEADER */
	struct bytes address; /* CONNECT: of family '4', '6' or 'L'; "" where it is unknown ('U') */
	uint8_t family;
	struct bytes rest;    /* MAIL, RCPT: parameters; MACROS: names and values; both for packet_text(). BODY, END: octets */
	uint8_t macros_of;    /* MACROS: the command that they belong to */
	struct milter_terms offer;
};

/**
 * packet_read(in, out, out_used, why): The packet at the front of IN.
 *
 * Gives:   1, *out pointing into IN, and how many octets it took; 0 where more must come
 * Fails:   FAULT_INPUT with *why: what follows cannot be read either, end the connection
 */
int packet_read(struct bytes in, struct milter_packet *out, size_t *out_used, struct why *why);

/* The next of several texts; false at the end. */
bool packet_text(struct bytes *rest, struct bytes *out);

/**
 * packet_agree(offer, wanted, out): What both can do.
 *
 * Takes:   wanted  everything that we would use
 * Fails:   FAULT_INPUT: a version that nobody speaks any more
 */
int packet_agree(const struct milter_terms *offer, const struct milter_terms *wanted, struct milter_terms *out);

/* The answer to OFFER; with MILTER_MAY_CHOOSE_MACROS also which macros we want to be told. */
void packet_terms(struct buf *out, const struct milter_terms *terms);

/* A reply without data. */
void packet_say(struct buf *out, enum milter_reply reply);

/* REPLACE_BODY and a piece of at most MILTER_PIECE_MAX octets. */
void packet_say_body(struct buf *out, struct bytes piece);

/* QUARANTINE and its reason: what stands in the mail server's log and beside the message.  ADD_RCPT, DELETE_RCPT, CHANGE_FROM and
 * an address in <>. */
void packet_say_text(struct buf *out, enum milter_reply reply, struct bytes text);

/* REPLY_CODE: "550 5.7.1 text"; made harmless. */
void packet_say_code(struct buf *out, int code, struct bytes text);

/**
 * packet_say_header(out, reply, index, name, value): ADD_HEADER (without index), INSERT_HEADER or CHANGE_HEADER.
 *
 * Takes:   index  INSERT: 0 is above everything; CHANGE: the how many-th of that name, from 1
 *          value  as it shall stand behind the colon (a leading space where that was agreed), line breaks as LF; "" in
 *                 CHANGE takes the field away
 */
void packet_say_header(struct buf *out, enum milter_reply reply, uint32_t index, struct bytes name, struct bytes value);

#endif
