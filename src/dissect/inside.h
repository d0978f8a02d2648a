/* inside: what the files of this folder share while one message is dissected. */
#ifndef DISSECT_INSIDE_H
#define DISSECT_INSIDE_H

#include "dissect/dissect.h"
#include "dissect/magic.h"
#include "html/drawn.h"
#include "mail/walk.h"
#include "picture/batch.h"
#include "text/lexicon.h"

/* Links by their octets, so that the same link a thousand times costs one look each. */
#define LINK_SLOTS 4096

/* Octets of a report that is read; 5000 rows take 4 MB. */
#define DISSECT_REPORT_MAX ((size_t)16 << 20)

/* A picture that is looked into when all of the mail was read. */
struct held_picture {
	uint32_t part;
	enum batch_kind kind;
	enum code_place place;
	struct bytes octets;
	struct bytes source; /* the attribute that it was written in; empty for a part */
	uint32_t strokes;    /* that were seen in it, see picture_strokes */
};

/* A picture that is held already, seen once more: it is not looked into again, but may be another tile of a mosaic. */
struct picture_twin {
	uint32_t part;
	struct bytes source; /* like a held picture's */
	uint32_t item;       /* which it is */
};
#define PICTURE_TWINS_MAX 256 /* four mosaics of nothing else */

/* A picture that is too small for a code, unless others lie beside and below it. */
struct small_picture {
	uint32_t part;
	uint32_t width, height;
	struct bytes octets;
	struct bytes source; /* like a held picture's */
};
#define SMALL_PICTURES_MAX 256

/* A page of a document that is nothing but a picture: words may stand on it. */
struct drawn_page {
	uint32_t part;
	struct bytes octets; /* PGM */
};

struct office;

/* Pages whose pictures may lie side by side. */
#define PAGES_WITH_IMAGES_MAX 16
struct page_images {
	uint32_t part;
	LIST(struct drawn_image) images;
};

/* A file that no password opened yet: the words of a picture may. */
enum locked_kind { LOCKED_ARCHIVE, LOCKED_PDF, LOCKED_DOCUMENT };
struct locked_file {
	enum locked_kind kind;
	uint32_t part;
	uint32_t containers;
	struct bytes content;
	const char *opener;
	struct dissect_opened opened; /* what came of the first try */
	struct office *office;        /* of a document */
};

/* A part that the operator's rules are asked about when all of the mail was read. */
struct ruled_part {
	uint32_t part;
	struct bytes octets;
};

struct dissection {
	const struct dissect_services *services;
	struct arena *arena;
	struct casefile *c;
	struct lexicon *lexicon;
	struct buf normal; /* scratch */
	struct buf folded; /* scratch */
	uint32_t containers; /* opened */
	uint32_t children; /* looked into, of containers */
	size_t unpacked;   /* octets of them */
	uint64_t opened_us;
	uint64_t document_work; /* drawn by documents, see office.h */
	struct bytes passwords[DISSECT_PASSWORDS_MAX];
	size_t password_count;
	LIST(struct locked_file) locked;
	bool is_last_try;  /* what is locked now stays so */
	size_t password_state; /* what was there to read when they were harvested */
	struct held_picture pictures[BATCH_ITEMS_MAX];
	size_t picture_count;
	size_t picture_octets;
	bool pictures_full;
	bool files_are_full; /* no more are given to other scanners */
	LIST(struct ruled_part) ruled;
	size_t ruled_octets;
	bool ruled_is_full;
	LIST(struct drawn_page) drawn_pages;
	LIST(struct small_picture) small_pictures;
	struct picture_twin twins[PICTURE_TWINS_MAX];
	size_t twin_count;
	struct page_images pages[PAGES_WITH_IMAGES_MAX];
	size_t page_count;
	uint16_t link_slots[LINK_SLOTS]; /* 1 + index into c->urls */
	bool links_full;
};

/* header.c: the fields of the message's own header. */
void dissect_header(struct dissection *d, const struct mail *m);

/* parts.c: the parts of a mail, to which ID is the prefix ("" for the message itself) and PARENT the part that
 * held it; CONTAINERS counts those around it. */
void dissect_mail(struct dissection *d, struct bytes octets, struct bytes id, uint32_t parent, uint32_t depth,
    uint32_t containers);

/* parts.c: the content of part INDEX, whatever it is. */
void dissect_content(struct dissection *d, uint32_t index, struct bytes content, uint32_t containers);

/* open.c: part INDEX is a container of KIND; have it opened, and look into its children. */
void dissect_open(struct dissection *d, uint32_t index, const char *kind, struct bytes content,
    uint32_t containers);

/* file.c: is CONTENT a program or a shortcut?  Then what it shows goes into the case file.  After a container was
 * opened: a JAR or APK is known by its files. */
void dissect_program(struct dissection *d, uint32_t index, struct bytes content);
/* sealed.c: the text inside an opaque S/MIME signature; false where there is none. */
bool dissect_signed_text(struct dissection *d, struct bytes content, struct bytes *out);

/* sealed.c: how part P is sealed for its recipient, as the text of its gap; "" where it is not. */
struct bytes dissect_sealed(struct casefile_part *p, struct magic magic, struct bytes content);

/* second.c: what else the file CONTENT is, or what stands behind it, becomes a part and is told in `also`. */
void dissect_second(struct dissection *d, uint32_t index, struct magic magic, struct bytes content, uint32_t containers);

/* cards.c: an invitation or visiting card, and the files in it; several mails in one file. */
void dissect_card(struct dissection *d, uint32_t index, struct bytes content, uint32_t containers);
void dissect_text_files(struct dissection *d, uint32_t index, struct bytes content, uint32_t containers);
void dissect_mailbox(struct dissection *d, uint32_t index, struct bytes content, uint32_t containers);

/* file.c: where a shortcut that is a text (.url, .desktop, .rdp, .library-ms, .iqy) leads, also to file shares. */
void dissect_shortcut(struct dissection *d, uint32_t index, struct bytes text);

/* file.c: what the script or page TEXT would do; what stands in it encoded becomes parts. */
void dissect_script(struct dissection *d, uint32_t index, struct bytes text, uint32_t containers);
void dissect_program_members(struct dissection *d, uint32_t index);

/* report.c: does CONTENT report about DMARC or TLS?  Then what it says goes into the case file. */
void dissect_report(struct dissection *d, uint32_t index, struct bytes content);

/* open.c: part INDEX, whose CONTENT was inside a container or was locked itself, is given to other scanners if they want
 * such. */
void dissect_give_file(struct dissection *d, uint32_t index, struct bytes content, bool was_locked);

/* locked.c: FILE waits for a password that is read later.  Gives: false where it does not, because none will come. */
bool dissect_hold_locked(struct dissection *d, const struct locked_file *file);
/* locked.c: all of the mail was read: try those that wait once more where there is a new password, or record them as
 * they are. */
void dissect_locked(struct dissection *d);
/* open.c, document.c: record what came of the first try. */
void dissect_opened_archive(struct dissection *d, uint32_t index, const struct dissect_opened *o, uint32_t containers);
void dissect_opened_pdf(struct dissection *d, uint32_t index, const struct dissect_opened *o, uint32_t containers);
void dissect_read_document(struct dissection *d, struct office *o, uint32_t containers);

/* ocr.c: the words of the largest pictures, where the mail says little itself or holds a locked file. */
void dissect_ocr(struct dissection *d);
/* rules.c: keep CONTENT of part INDEX for the operator's rules; ask them about all of it and the MESSAGE as it came. */
void dissect_hold_rules(struct dissection *d, uint32_t index, struct bytes content);
void dissect_rules(struct dissection *d, struct bytes message);
/* texts.c: words that were read in a picture, which is part INDEX or stands in it. */
void dissect_words(struct dissection *d, uint32_t index, struct bytes text);

/* open.c: the same for a PDF. */
void dissect_pdf(struct dissection *d, uint32_t index, struct bytes content, uint32_t containers);

/* open.c: ask an opener about CONTENT of part INDEX, within what a message may ask.  Gives: false, and the gap is
 * recorded, when it was not asked; the gap of what it answered is dissect_gap_of's. */
bool dissect_ask(struct dissection *d, uint32_t index, const char *kind, struct bytes content,
    struct dissect_opened *out);
void dissect_gap_of(struct dissection *d, uint32_t index, const struct dissect_opened *o);

/* open.c: E, the NUMBERth thing inside part PARENT, becomes a part of its own and is looked into. */
void dissect_child(struct dissection *d, uint32_t parent, size_t number, const struct dissect_entry *e,
    uint32_t containers);

/* document.c: is part P, with a content of that type, an office document that we read? */
bool dissect_is_document(const struct casefile_part *p, struct magic magic, struct bytes content);

/* document.c: read it. */
void dissect_document(struct dissection *d, uint32_t index, struct bytes content, uint32_t containers);

/* texts.c: a text in UTF-8 that stands inside a document. */
void dissect_document_text(struct dissection *d, uint32_t index, struct bytes text);

/* passwords.c: what may open a locked file, best first; a view that is valid until more of the mail is read. */
size_t dissect_passwords(struct dissection *d, const struct bytes **out);

/* passwords.c: the words of a mail that speaks of a password, for other mails of the same people. */
void dissect_tell_passwords(struct dissection *d);

/* pictures.c: the picture that is part INDEX, or stands in it; OCTETS must live as long as the case file. */
void dissect_picture(struct dissection *d, uint32_t index, struct bytes content);
/* pictures.c: what the page SOURCE draws with tables, holds as data: and lays side by side. */
void dissect_page_pictures(struct dissection *d, uint32_t index, struct bytes source);
/* pictures.c: what TEXT draws with block characters. */
void dissect_blocks(struct dissection *d, uint32_t index, struct bytes text);
/* pictures.c: look into all that are held, and let them go with dissect_drop_pictures. */
void dissect_pictures(struct dissection *d);
void dissect_drop_pictures(struct dissection *d);
/* pictures.c: a code to scan that an opener read. */
void dissect_code(struct dissection *d, uint32_t index, enum code_place place, const struct unpacked_link *code);

/* texts.c: a text that people read, in its own character set. */
void dissect_plain(struct dissection *d, uint32_t index, struct bytes content, bool is_attached);
void dissect_page(struct dissection *d, uint32_t index, struct bytes content, bool is_attached);

/* texts.c: the themes of TEXT (UTF-8 as it was written), counted for PLACE. */
void dissect_themes(struct dissection *d, struct bytes text, uint32_t part, enum lure_where where);

/* numbers.c: the telephone numbers and bank accounts of normalised TEXT. */
void dissect_numbers(struct dissection *d, struct bytes text, uint32_t part, enum lure_where where, bool is_pictured);

/* links.c: one link as it stands there. */
struct link_seen {
	struct bytes raw;
	uint32_t part;
	enum url_where where;
	enum url_role role;
	struct bytes shown;
	bool is_hidden;
	bool is_image;
};
void dissect_link(struct dissection *d, const struct link_seen *link);

/* links.c: the links that stand in TEXT (UTF-8) itself. */
void dissect_links_in_text(struct dissection *d, struct bytes text, uint32_t part, enum url_where where);

/* A gap of part INDEX; TEXT must be static or live in the arena. */
void dissect_gap(struct dissection *d, uint32_t index, enum gap_reason reason, struct bytes text);

/* Copy of B in the arena; empty at its ceiling, which dissect_message records. */
struct bytes dissect_keep(struct dissection *d, struct bytes b);

/* TEXT normalised (text_normalise), in the arena. */
struct bytes dissect_normal(struct dissection *d, struct bytes text);
/* A file name as it is, for its tricks are in what normalising takes away; controls are left out, UTF-8 is repaired. */
struct bytes dissect_name(struct dissection *d, struct bytes text);

/* What the file CONTENT, which is part P, is known by: into P. */
void dissect_digests(struct dissection *d, struct bytes content, struct casefile_part *p);

#endif
