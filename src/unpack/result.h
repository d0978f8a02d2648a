/* result: what an opener found in a container, as one file that crosses two process borders.
 *
 * The contents stand one behind the other from the start, as they came out; behind them the table (schema form),
 * and at the end 12 octets: u64 where the table begins, u32 its length.  The dissector reads it as if an
 * attacker had written it, since an opener is where third-party decoders meet hostile octets. */
#ifndef UNPACK_RESULT_H
#define UNPACK_RESULT_H

#include "base/schema.h"

enum unpack_limits {
	UNPACK_ENTRIES_MAX = 10000,    /* listed; real mail has tens */
	UNPACK_NAME_MAX = 1024,        /* octets of a path inside */
	UNPACK_TABLE_MAX = 16 << 20,   /* 10,000 entries with the longest names */
	UNPACK_RATIO_MAX = 100,        /* octets out for one in; zip bombs have 1000 and more */
	UNPACK_LINKS_MAX = 2000,       /* as many as a case file lists */
	UNPACK_LINK_MAX = 4096,        /* octets of one; the largest QR code has 2953 */
};
/* Octets out of one container, however large it is; and for a small one, where the ratio says nothing. */
#define UNPACK_OCTETS_MAX ((uint64_t)200 << 20)
#define UNPACK_OCTETS_FREE ((uint64_t)16 << 20)

/* What an entry is to the reader of the mail. */
enum unpacked_role {
	UNPACKED_FILE,
	UNPACKED_TEXT,   /* the text of the document itself, UTF-8 */
	UNPACKED_SCRIPT, /* a script of the document */
	UNPACKED_PAGE,   /* a page as it is drawn, since it has no text: PGM, its name the page's number */
	UNPACKED_ROLES
};

struct unpacked_entry {
	struct bytes name; /* path inside, UTF-8 as far as it could be told */
	uint64_t size;     /* as the container says */
	bool is_folder;
	bool is_encrypted; /* and no password opened it: there is no content */
	bool is_cut;       /* there is more content than that */
	enum unpacked_role role;
	uint64_t at;       /* where its content begins */
	uint64_t octets;   /* its content */
};

/* What stands on a page or in a picture and leads somewhere. */
enum unpacked_link_kind { UNPACKED_LINK, UNPACKED_CODE, UNPACKED_SUBMIT, UNPACKED_LOOKS, UNPACKED_STROKES, UNPACKED_LINK_KINDS };

struct unpacked_link {
	enum unpacked_link_kind kind;
	struct bytes text; /* a URL; of a code whatever stands in it; of looks the hash of a picture, 16 hexadecimal digits */
	uint32_t page;     /* from 1; 0: of no page */
	uint32_t how;      /* of a code: bits of enum code_how; of strokes their number, see picture_strokes */
};

/* Of a document; see struct casefile_pdf. */
struct unpacked_facts {
	uint32_t pages;
	uint32_t pictures;
	uint32_t embedded;
	uint32_t actions;
	uint32_t link_cover;
	uint32_t picture_cover;
	bool is_encrypted;
	bool is_repaired;
	struct bytes producer;
};

struct unpacked {
	struct bytes format;   /* "zip" */
	struct bytes password; /* that opened it, "" for none */
	uint32_t tricks;       /* bits of enum archive_trick in the case file */
	LIST(struct unpacked_entry) entries;
	LIST(struct unpacked_link) links;
	struct unpacked_facts facts;
};

/**
 * result_table_write(u, contents, out): Append the table and the end to OUT.
 *
 * Takes:   contents  octets that stand before the table
 * Fails:   never; buf_ok(out) tells whether it fitted (UNPACK_TABLE_MAX + 12)
 */
void result_table_write(const struct unpacked *u, uint64_t contents, struct buf *out);

/**
 * result_read(file, arena, out): Read a whole result.
 *
 * Takes:   out  zeroed
 * Gives:   0; texts point into FILE; each entry's octets stand before the table: see result_content
 * Fails:   FAULT_INPUT, FAULT_LIMIT
 */
int result_read(struct bytes file, struct arena *arena, struct unpacked *out);

/* The content of an entry that result_read gave. */
static inline struct bytes
result_content(struct bytes file, const struct unpacked_entry *e)
{
	return bytes_slice(file, (size_t)e->at, (size_t)(e->at + e->octets));
}

#endif
