/* walk_inside: what the files of the walk share.  Inside mail/ only. */
#ifndef MAIL_WALK_INSIDE_H
#define MAIL_WALK_INSIDE_H

#include "mail/header.h"
#include "mail/walk.h"

/* RFC 2046 allows 70 characters, mailers exceed it; Postfix compares 2048, and so do we: a longer boundary
 * is compared by its beginning, which can only find more delimiters, never fewer. */
#define BOUNDARY_MAX 2048

/* How often a reading of a reading of a reading is followed. */
#define GENERATIONS 3

enum delimiter_flag {
	DELIMITER_INDENTED = 1 << 0, /* blanks before the dashes */
	DELIMITER_AFTER_CR = 1 << 1, /* the line begins behind a bare CR */
	DELIMITER_CUT = 1 << 2,      /* the line ends at a bare CR */
};

/* A line that begins with "--". */
struct delimiter {
	uint64_t hash;        /* of content */
	struct bytes content; /* behind the dashes, without trailing blanks */
	uint32_t line;        /* offset of the line; any line break before it is part of the delimiter */
	uint32_t next;        /* offset of what follows */
	uint32_t flags;
};

/* A run of octets with its delimiter lines: the message, or what was decoded to be read as one. */
struct source {
	struct bytes octets;
	LIST(struct delimiter) delimiters; /* by position */
	uint32_t *by_hash;                 /* indices, by hash and then position; made when first needed */
	bool cut;                          /* more lines than the ceiling */
};

/**
 * source_read(octets, limits, counts, arena): Index OCTETS.
 *
 * Takes:   counts  may be NULL
 * Fails:   NULL at the arena's ceiling
 */
struct source *source_read(struct bytes octets, const struct mail_limits *limits,
    struct mail_counts *counts, struct arena *arena);

/**
 * source_find(s, content, from, to, arena, out, count): Delimiters with CONTENT whose line is in [from, to).
 *
 * Gives:   their indices, ascending, through by_hash: *out and *count (other contents of the same hash may be
 *          among them); false at the arena's ceiling
 */
bool source_find(struct source *s, struct bytes content, size_t from, size_t to, struct arena *arena,
    const uint32_t **out, size_t *count);

/* The first delimiter at or behind FROM. */
size_t source_lower(const struct source *s, size_t from);

/* Something still to be read as header block and body. */
struct item {
	struct source *source;
	struct bytes raw;
	uint32_t parent;
	uint32_t ordinal;
	uint16_t depth;
	uint16_t view;
	uint8_t generation;
	bool cr_breaks;
	bool root;     /* the message itself, or that inside a message/rfc822 */
	bool digest;   /* the default type is message/rfc822 */
	size_t stop_at; /* the header block ends here, whatever stands there; SIZE_MAX: where it ends */
};

struct seen {
	const uint8_t *at;
	size_t len;
	uint64_t what;
};

struct walk {
	struct mail *mail;
	struct arena *arena;
	LIST(struct item) stack; /* of the reading at hand, the next one last */
	LIST(struct item) later; /* other readings, in order */
	LIST(uint32_t) matches;
	size_t later_done;
	struct seen *seen;
	size_t seen_room, seen_count;
	size_t readings; /* parts of other views so far */
	size_t budget;   /* octets that other readings may still look at */
	bool out_of_memory, parts_full, readings_full;
};

#define BOUNDARIES_MAX 8

/* What a header block says about its part. */
struct shape {
	struct bytes header, body;
	struct header_value type;
	LIST(struct bytes) types;
	LIST(struct bytes) names;
	struct bytes filename, content_id;
	struct bytes boundaries[BOUNDARIES_MAX];
	size_t boundary_count;
	uint32_t type_fields, encoding_fields, disposition_fields;
	uint32_t encodings; /* 1 << kind */
	enum decode_kind encoding;
	enum mail_disposition disposition;
	enum mail_kind kind;
	bool maybe_multipart, maybe_message, maybe_leaf;
	uint64_t ambiguities;
	struct bytes evidence[MAIL_AMBIGUITIES];
	size_t stops[2]; /* where else the block may end; offsets in the raw item */
	size_t stop_count;
	bool try_cr;
	uint32_t header_first, header_count;
};

/**
 * shape_read(w, it, s): Read IT's header block into S and append its fields to the mail.
 */
void shape_read(struct walk *w, const struct item *it, struct shape *s);

/* Is there a field at LINE that describes a part (Content-T..., Content-D...), damage allowed for? */
bool shape_is_part_field(struct bytes line);

/* Record; both are capped and never fail. */
void walk_ambiguity(struct walk *w, uint32_t part, enum mail_ambiguity_kind kind, struct bytes text);
void walk_gap(struct walk *w, uint32_t part, enum mail_gap_reason reason, const char *text);

/* Was (AT, LEN, WHAT) met before?  It is from now on. */
bool walk_seen(struct walk *w, struct bytes span, uint64_t what);

/* Put IT on the stack, or for later if its view differs from the reading at hand (OTHER). */
void walk_push(struct walk *w, const struct item *it, bool other);

/* A new part of S read from IT, or MAIL_NO_PART at a ceiling. */
uint32_t walk_part(struct walk *w, const struct item *it, const struct shape *s);

/* PART once more with another decoder, or other octets of its body, as a further view. */
uint32_t walk_copy(struct walk *w, uint32_t part, enum decode_kind encoding, struct bytes body);

/* A new view, or the last one when numbers run out. */
uint16_t walk_view(struct walk *w);

/* Cut PART's body (or the part of it that AREA is) at BOUNDARY; children go on the stack or for later. */
void body_split(struct walk *w, const struct item *it, uint32_t part, struct bytes area,
    struct bytes boundary, bool other);

/* Look in AREA, which holds no parts in the reading at hand, for what other readings would find there. */
void body_hidden(struct walk *w, const struct item *it, uint32_t part, struct bytes area,
    enum mail_ambiguity_kind kind);

/* Other decoders for a leaf, and files inside its text. */
void body_leaf(struct walk *w, const struct item *it, uint32_t part, const struct shape *s);

#endif
