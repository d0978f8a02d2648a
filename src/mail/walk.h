/* walk: a message's parts, in every way that a mail client may read them.
 *
 * RFC 2045-2049 leave damaged mail open, and clients fill the gaps differently; an attachment that only the
 * victim's client sees passes a filter that reads like another client.  So the walk takes the reading of the
 * standards as view 0 and adds, as further views, the parts that appear in every other plausible reading;
 * what made readings differ is recorded as an ambiguity, which is evidence by itself.  Nothing is refused:
 * what was not read is recorded as a gap.
 *
 * Everything is plain data: views into the message, or memory of the arena.  It opens no files and keeps no
 * state.  Threat model: every octet is hostile; time is linear in the message (delimiter lines are indexed
 * once, by hash; further readings share a budget), memory is the arena's ceiling.  docs/mime.md tells more. */
#ifndef MAIL_WALK_H
#define MAIL_WALK_H

#include "base/arena.h"
#include "base/schema.h"
#include "mail/decode.h"

#define MAIL_NO_PART UINT32_MAX

enum mail_kind { MAIL_LEAF, MAIL_MULTIPART, MAIL_MESSAGE };

enum mail_disposition { MAIL_UNSTATED, MAIL_INLINE, MAIL_ATTACHMENT, MAIL_OTHER_DISPOSITION };

/* Why something was not read; the names are those of every gap in Postern. */
enum mail_gap_reason { MAIL_GAP_LIMIT, MAIL_GAP_MALFORMED, MAIL_GAP_ENCRYPTED, MAIL_GAP_UNSUPPORTED };

/* Where mail clients disagree.  Names (mail_ambiguity_name) are stable, numbers are not. */
enum mail_ambiguity_kind {
	MAIL_TYPE_TWICE,
	MAIL_TYPE_ODD,
	MAIL_ENCODING_TWICE,
	MAIL_ENCODING_ODD,
	MAIL_ENCODING_UNKNOWN,
	MAIL_DISPOSITION_TWICE,
	MAIL_NAME_CONFLICT,
	MAIL_NAME_ODD,
	MAIL_BOUNDARY_TWICE,
	MAIL_BOUNDARY_ODD,
	MAIL_BOUNDARY_MISSING,
	MAIL_BOUNDARY_UNUSED,
	MAIL_BOUNDARY_ON_LEAF,
	MAIL_DELIMITER_ODD,
	MAIL_CLOSE_MISSING,
	MAIL_PART_AFTER_CLOSE,
	MAIL_PART_IN_PREAMBLE,
	MAIL_PART_IN_EPILOGUE,
	MAIL_PART_IN_LEAF,
	MAIL_MULTIPART_EMPTY,
	MAIL_MULTIPART_ENCODED,
	MAIL_MESSAGE_ENCODED,
	MAIL_HEADER_NAME_ODD,
	MAIL_HEADER_NAME_FOLDED,
	MAIL_HEADER_FIRST_FOLDED,
	MAIL_HEADER_JUNK,
	MAIL_HEADER_CR,
	MAIL_HEADER_NUL,
	MAIL_HEADER_IN_BODY,
	MAIL_SEPARATOR_MISSING,
	MAIL_SEPARATOR_ODD,
	MAIL_BASE64_ODD,
	MAIL_QP_ODD,
	MAIL_AMBIGUITIES, /* how many there are */
};

struct mail_ambiguity {
	enum mail_ambiguity_kind kind;
	uint32_t part;     /* index */
	struct bytes text; /* the octets that it is about, at most 80, as they stand */
};

struct mail_gap {
	uint32_t part; /* index, or MAIL_NO_PART for the message */
	enum mail_gap_reason reason;
	struct bytes text; /* our words */
};

struct mail_header {
	struct bytes name;  /* as it stands, without blanks and controls around it */
	struct bytes value; /* raw: with folding, encoded words and outer blanks */
	uint32_t part;
	uint32_t flags; /* enum header_flag */
};

struct mail_part {
	uint32_t parent; /* index, MAIL_NO_PART for the top (and for other readings of it) */
	uint16_t depth;
	uint16_t view; /* 0: the main reading */
	enum mail_kind kind;
	enum decode_kind encoding;
	enum mail_disposition disposition;
	bool inside_body;  /* found in a text body (uuencode, yEnc): the text part has the same octets */
	struct bytes id;   /* as IMAP numbers it; "TEXT" or "2.TEXT" for the multipart of a message itself */
	struct bytes type; /* "text/plain" */
	LIST(struct bytes) types; /* every type some field gives it */
	struct bytes charset;     /* the label as it stands, may be empty */
	struct bytes filename;    /* best guess, UTF-8 */
	LIST(struct bytes) names; /* every name some client may show, UTF-8 */
	struct bytes content_id;  /* without <> */
	struct bytes header;      /* raw header block */
	struct bytes body;        /* raw body */
	uint32_t header_first;    /* into mail->headers */
	uint32_t header_count;
	bool decoded_known;
	struct bytes decoded;   /* after mail_part_body */
	uint32_t decode_flags; /* enum decode_flag, after mail_part_body */
};

/* Ceilings; 0 means the default. */
struct mail_limits {
	uint32_t depth;         /* 100, as Postfix: deeper nesting is only met as an attack on parsers */
	uint32_t parts;         /* 10,000, as Dovecot: a digest of a busy list has hundreds */
	uint32_t headers;       /* 20,000 fields in all: real messages have under 300 */
	uint32_t header_octets; /* 4 MiB in all: Postfix takes 100 KiB per field and large mail has under 1 MiB */
	uint32_t delimiters;    /* 262,144 lines that start with "--": what is indexed must fit in memory */
	uint32_t readings;      /* 1,000 parts of other views: a message made to have more is caught by its gap */
	size_t decoded_octets;  /* 256 MiB in all, handed out by mail_part_body */
};

struct mail_counts {
	size_t lines, longest_line, bare_lf, bare_cr, nul, header_octets, header_8bit;
};

struct mail {
	struct bytes message;
	LIST(struct mail_part) parts;
	LIST(struct mail_header) headers; /* those of one part stand together, in order */
	LIST(struct mail_ambiguity) ambiguities;
	LIST(struct mail_gap) gaps;
	struct mail_counts counts;
	uint64_t ambiguity_set; /* 1 << kind for each kind met, also when the list is full */
	uint32_t views;         /* the highest view */
	size_t decoded_octets;  /* handed out so far */
	struct mail_limits limits;
};

/**
 * mail_walk(message, limits, arena, out): Read MESSAGE.
 *
 * Takes:   message  must outlive OUT; less than 4 GiB
 *          limits   NULL for the defaults
 * Gives:   0 and *out; parts.at[0] is the message itself.  What was not read is in out->gaps
 * Fails:   FAULT_LIMIT when not even the top part fits in the arena, or the message is too large
 * Cost:    linear; about 5 us for an ordinary 10 KiB message
 * Source:  RFC 5322, 2045, 2046, 2231, 3501 6.4.5; clients as described in docs/mime.md
 */
int mail_walk(struct bytes message, const struct mail_limits *limits, struct arena *arena,
    struct mail *out);

/**
 * mail_part_body(mail, part, arena, out): PART's body, decoded.
 *
 * Takes:   arena  must live as long as MAIL: the result is kept for the next call
 * Gives:   0 and *out: a view where the octets need no decoding; for multiparts and messages, the raw body
 * Fails:   FAULT_LIMIT past the ceiling of decoded octets or the arena's; a gap is added once per part
 */
int mail_part_body(struct mail *mail, uint32_t part, struct arena *arena, struct bytes *out);

/**
 * mail_header_find(mail, part, name, nth): The NTH (from 0) field NAME of PART, or NULL.
 */
const struct mail_header *
mail_header_find(const struct mail *mail, uint32_t part, struct bytes name, size_t nth);

/* Stable lower-case names: "type_twice", "limit", "attachment". */
const char *mail_ambiguity_name(enum mail_ambiguity_kind kind);
const char *mail_gap_reason_name(enum mail_gap_reason reason);
const char *mail_disposition_name(enum mail_disposition disposition);

#endif
