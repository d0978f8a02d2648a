/* casefile: everything known about one message, as plain data without verbs.
 *
 * The dissector fills it inside its jail, the gate reads it back through the schema (which treats it as
 * written by an attacker), detectors look at it and nothing else.  It can be stored and judged again.
 *
 * All texts are UTF-8 (repaired where the mail was not).  A part is named by its IMAP section ("1.2"), what
 * was unpacked from it with slashes ("1.2/3"); "" is the message itself.  Each ceiling below is the most that
 * a message may make us remember; what is beyond it is recorded as a gap with reason "limit". */
#ifndef CASEFILE_CASEFILE_H
#define CASEFILE_CASEFILE_H

#include "base/schema.h"
#include "casefile/barred.h"
#include "casefile/document.h"
#include "casefile/credits.h"
#include "casefile/engine.h"
#include "casefile/identity.h"
#include "casefile/ioc.h"
#include "casefile/listings.h"
#include "casefile/path.h"
#include "casefile/prints.h"
#include "casefile/program.h"
#include "casefile/report.h"
#include "casefile/rule.h"
#include "casefile/script.h"

/* Raised whenever a field changes its meaning; adding fields does not. */
#define CASEFILE_VERSION 1

/* Memory one case file may take, in the dissector and again in the gate. */
#define CASEFILE_ARENA_MAX ((size_t)64 << 20)
/* Octets of its binary form. */
#define CASEFILE_OCTETS_MAX ((size_t)8 << 20)

enum casefile_limits {
	CASEFILE_RECIPIENTS_MAX = 1000, /* as Postfix's smtpd_recipient_limit */
	CASEFILE_DOMAINS_MAX = 64,      /* protected domains told to the detectors */
	CASEFILE_EXECUTIVES_MAX = 64,   /* people worth posing as */
	CASEFILE_HEADERS_MAX = 500,     /* real mail has < 150; the rest only counts */
	CASEFILE_VALUE_MAX = 2000,      /* octets of one decoded header value */
	CASEFILE_ADDRESSES_MAX = 200,   /* per header; the number seen is kept apart */
	CASEFILE_HOPS_MAX = 64,         /* loops are cut at 50 hops */
	CASEFILE_PARTS_MAX = 1000,
	CASEFILE_SPANS_MAX = CASEFILE_PARTS_MAX,
	CASEFILE_NAME_MAX = 512,        /* a file name; the longest any system keeps is 255 characters */
	CASEFILE_TEXTS_MAX = 200,
	CASEFILE_TEXT_MAX = 65536,      /* visible text kept of one part; the facts cover all of it */
	CASEFILE_HIDDEN_MAX = 4096,     /* sample of hidden text */
	CASEFILE_PAGES_MAX = 100,
	CASEFILE_FORMS_MAX = 50,
	CASEFILE_URLS_MAX = 2000,
	CASEFILE_URL_MAX = 2048,        /* octets of one URL */
	CASEFILE_SHOWN_MAX = 300,       /* octets of the text a link shows */
	CASEFILE_LURES_MAX = 400,
	CASEFILE_ARCHIVES_MAX = 100,
	CASEFILE_LEARNED_MAX = 16,
	CASEFILE_CODES_MAX = 100,       /* codes to scan; a page of vouchers has thirty */
	CASEFILE_CODE_MAX = 1024,       /* octets of what stands in one */
	CASEFILE_PDFS_MAX = 50,
	CASEFILE_NUMBERS_MAX = 100,     /* to call or to pay to; the rest of a telephone book says nothing more, and is no gap */
	CASEFILE_NUMBER_MAX = 40,
	CASEFILE_PASSWORDS_MAX = 32,    /* of other mails, see src/keeper/passwords.h */
	CASEFILE_TOLD_MAX = 8,          /* that this mail names */
	CASEFILE_PASSWORD_MAX = 40,
	CASEFILE_AMBIGUITIES_MAX = 200,
	CASEFILE_GAPS_MAX = 200,
	CASEFILE_PROGRAMS_MAX = 100,
	CASEFILE_SCRIPTS_MAX = 100,
	CASEFILE_REPORTS_MAX = 4,       /* a mail carries one; some daily digests a few */
};

enum direction { DIRECTION_INBOUND, DIRECTION_OUTBOUND, DIRECTION_INTERNAL, DIRECTION_COUNT };
extern const char *const direction_names[DIRECTION_COUNT];

/* What of a message its front can send on changed, beyond adding and removing fields of its header. */
enum alteration { ALTER_NOTHING, ALTER_BODY, ALTER_MESSAGE, ALTERATION_COUNT };
extern const char *const alteration_names[ALTERATION_COUNT];

/* What the transport knows; never what the message says of itself. */
struct casefile_envelope {
	struct bytes session;     /* id in the log */
	struct bytes protocol;    /* smtp, file, milter, http, spamd */
	struct bytes listener;    /* its name in the configuration */
	struct bytes tenant;
	enum direction direction;
	struct bytes client_ip;   /* "" when unknown (a file) */
	struct bytes client_name; /* reverse name, "" when unknown */
	struct bytes helo;
	struct bytes mail_from;   /* without brackets; "" is the null sender */
	LIST(struct bytes) recipients;
	struct bytes user;        /* authenticated as */
	bool is_listed_peer;      /* came from a network we relay for or trust */
	struct bytes tls;         /* protocol and cipher, "" for none */
	int64_t received_ms;      /* Unix time in milliseconds; 0 for a file */
	LIST(struct bytes) own_domains; /* protected domains of the tenant */
	LIST(struct bytes) passwords;   /* named in other mails between the same people */
	LIST(struct bytes) executives;  /* whom a fraud would pose as or aim at: "Name <address>" */
	enum alteration may_alter;
	bool wants_words;         /* in pictures, whatever the verdict without them */
};

struct casefile_header {
	struct bytes name;  /* as written */
	struct bytes value; /* unfolded and decoded */
	uint32_t octets;    /* raw, so that a cut value shows */
};

struct casefile_address {
	struct bytes display; /* decoded and normalised */
	struct bytes local;
	struct bytes domain;  /* lower case, A-labels */
	struct bytes base;    /* registrable domain of it */
};

/* One Received line, newest first. */
struct casefile_hop {
	struct bytes helo;
	struct bytes name; /* reverse name as the receiver saw it */
	struct bytes ip;
	struct bytes by;
	struct bytes with;
	int64_t date; /* Unix time, 0 where unreadable */
};

enum part_kind { PART_LEAF, PART_MULTIPART, PART_MESSAGE, PART_KIND_COUNT };
extern const char *const part_kind_names[PART_KIND_COUNT];
enum disposition { DISPOSITION_NONE, DISPOSITION_INLINE, DISPOSITION_ATTACHMENT, DISPOSITION_COUNT };
extern const char *const disposition_names[DISPOSITION_COUNT];

struct casefile_part {
	struct bytes id;
	uint32_t parent;        /* index into parts; its own index for the top */
	uint32_t depth;
	enum part_kind kind;
	uint32_t view;          /* 0: the main reading; else another reading that some client takes */
	struct bytes type;      /* declared, lower case: "text/html" */
	struct bytes detected;  /* by content: "application/zip", "" when it was not looked at or is unknown */
	struct bytes also;      /* by content, what it is at the same time or what stands behind it; "" for nothing */
	struct bytes name;      /* the file name a person sees, decoded; "" for none */
	LIST(struct bytes) other_names; /* where filename, filename* and name differ */
	enum disposition disposition;
	struct bytes encoding;  /* content transfer encoding as read */
	struct bytes charset;   /* as labelled */
	struct bytes content_id;
	uint64_t size;          /* decoded octets */
	struct bytes sha256;    /* of the decoded octets; leaves only */
	struct bytes md5, sha1; /* of the same, where the operator's indicators have such; else "" */
	bool is_encrypted;
	bool is_unpacked;       /* came out of a container */
	bool is_attachment;     /* a person sees it as a file */
};

/* Where an attachment stands in the message: its own header, from the line behind the delimiter, then from BODY to END
 * its content, as encoded.  Only files that are octets of the message itself, in the main reading. */
struct casefile_span {
	uint32_t part;
	uint32_t start, body, end;
};

/* A text that people read: a body part, or one found inside something. */
struct casefile_text {
	uint32_t part;
	bool is_html;
	struct bytes visible;   /* normalised; cut at CASEFILE_TEXT_MAX */
	uint32_t visible_chars; /* all of them */
	struct bytes hidden;    /* a sample */
	uint32_t hidden_chars;
	uint32_t hidden_ways;   /* bits: see hidden_way_names */
	uint32_t zero_width;    /* default-ignorable code points removed */
	uint32_t bidi_controls;
	uint32_t mixed_words;   /* words of several scripts: "pаypal" */
	uint32_t letters_han;
	uint32_t letters_kana;
	uint32_t letters_hangul;
	uint32_t letters_latin;
	uint32_t letters_other;
	bool charset_mismatch;  /* the octets are not what the label says */
	bool is_picture;        /* read in the picture that is its part, with the mistakes of that */
};

/* How text was hidden, as bits of hidden_ways. */
enum hidden_way {
	HIDDEN_DISPLAY,  /* display:none, hidden, visibility */
	HIDDEN_SIZE,     /* font or box of (almost) no size */
	HIDDEN_COLOUR,   /* the colour of its background, or transparent */
	HIDDEN_POSITION, /* outside the window */
	HIDDEN_OTHER,    /* mso-hide, template, opacity... */
	HIDDEN_WAY_COUNT
};
extern const char *const hidden_way_names[HIDDEN_WAY_COUNT];

struct casefile_form {
	struct bytes action; /* resolved; "" posts to the page itself */
	struct bytes host;
	bool has_password;
	uint32_t inputs;
};

/* Counts over one HTML part. */
struct casefile_page {
	uint32_t part;
	struct bytes title;
	LIST(struct casefile_form) forms;
	uint32_t scripts;
	uint32_t script_octets;
	uint32_t script_calls; /* bits: see script_call_names */
	uint32_t event_handlers;
	uint32_t iframes;
	uint32_t objects;
	uint32_t images;
	uint32_t remote_images;
	uint32_t tracking_pixels;
	uint32_t data_uris;
	uint32_t data_uri_octets;
	uint32_t svgs;
	uint32_t tables;
	uint32_t comment_octets;
	uint32_t meta_refreshes;
	uint32_t links;
	uint32_t malformed_tags;
	bool has_base;
	uint32_t blocks;   /* of its layout */
	uint64_t shape;    /* hash of their order */
};

/* Calls that unpack or leave a page, as bits of script_calls. */
enum script_call {
	SCRIPT_EVAL,
	SCRIPT_ATOB,
	SCRIPT_UNESCAPE,
	SCRIPT_FROM_CHAR_CODE,
	SCRIPT_BLOB,
	SCRIPT_SAVE,     /* msSaveBlob, a.download, createObjectURL */
	SCRIPT_WRITE,    /* document.write */
	SCRIPT_LOCATION, /* sets location */
	SCRIPT_FETCH,    /* XMLHttpRequest, fetch, sendBeacon */
	SCRIPT_CALL_COUNT
};
extern const char *const script_call_names[SCRIPT_CALL_COUNT];

enum url_where { URL_HEADER, URL_TEXT, URL_HTML, URL_QR, URL_DOCUMENT, URL_ARCHIVE, URL_WHERE_COUNT };
extern const char *const url_where_names[URL_WHERE_COUNT];

enum url_role {
	URL_LINK,     /* a person clicks it */
	URL_RESOURCE, /* the client loads it: image, style */
	URL_FORM,     /* data goes there */
	URL_REFRESH,  /* the page leaves by itself */
	URL_BASE,
	URL_MAIL,     /* mailto */
	URL_PHONE,
	URL_ROLE_COUNT
};
extern const char *const url_role_names[URL_ROLE_COUNT];

/* Tricks in a URL, as bits of tricks. */
enum url_trick {
	URL_TRICK_USERINFO,    /* trusted.example@evil.example */
	URL_TRICK_IP,          /* the host is an address */
	URL_TRICK_NUMERIC,     /* ... written in decimal, octal, hexadecimal or short */
	URL_TRICK_PUNYCODE,
	URL_TRICK_BACKSLASH,   /* or another oddity of slashes */
	URL_TRICK_PERCENT_HOST,
	URL_TRICK_DEFANGED,    /* hxxp, [.] */
	URL_TRICK_ZERO_WIDTH,
	URL_TRICK_FULL_WIDTH,
	URL_TRICK_MIXED_SCRIPT,
	URL_TRICK_PORT,        /* not the scheme's own */
	URL_TRICK_SHORTENER,
	URL_TRICK_REDIRECT,    /* an open redirector or a parameter that holds a URL */
	URL_TRICK_WRAPPED,     /* another gateway's wrapper was taken off */
	URL_TRICK_FREE_HOST,   /* anybody's page on a shared name: site builder, tunnel, bucket */
	URL_TRICK_RISKY_TLD,
	URL_TRICK_TOO_LONG,
	URL_TRICK_DATA,        /* data: with HTML or script inside */
	URL_TRICK_SCRIPT,      /* javascript:, vbscript: */
	URL_TRICK_LOCAL,       /* file:, UNC path, ms-*:, search-ms: */
	URL_TRICK_COUNT
};
extern const char *const url_trick_names[URL_TRICK_COUNT];

enum url_recipient {
	URL_RECIPIENT_NONE,
	URL_RECIPIENT_PLAIN,
	URL_RECIPIENT_ENCODED, /* percent, base64, hexadecimal */
	URL_RECIPIENT_HASHED,
	URL_RECIPIENT_COUNT
};
extern const char *const url_recipient_names[URL_RECIPIENT_COUNT];

struct casefile_url {
	struct bytes url;    /* normalised */
	struct bytes scheme;
	struct bytes host;
	struct bytes domain; /* registrable; the address itself for an IP host */
	uint32_t port;       /* 0: the scheme's own */
	struct bytes path;   /* path, query and fragment */
	uint32_t part;
	enum url_where where;
	enum url_role role;
	struct bytes shown;        /* visible text of the link, cut */
	struct bytes shown_domain; /* registrable domain that this text claims */
	uint32_t tricks;
	enum url_recipient recipient; /* holds a recipient's address */
	uint32_t inside_of;  /* 1 + index of the URL it was unwrapped from, 0: stood there itself */
	bool is_hidden;      /* nobody sees the link */
	bool is_image;       /* the link is a picture */
	struct bytes brand;        /* a brand its host imitates */
	uint32_t count;      /* how often it stands there */
};

enum lure_where { LURE_SUBJECT, LURE_BODY, LURE_SENDER, LURE_FILE_NAME, LURE_LINK, LURE_ATTACHED, LURE_WHERE_COUNT };
extern const char *const lure_where_names[LURE_WHERE_COUNT];

/* Phrases of one theme of the lexicon found in one kind of place. */
struct casefile_lure {
	struct bytes theme; /* "mailbox_expiry" */
	enum lure_where where;
	uint32_t count;     /* different phrases */
	uint32_t close;     /* of them in the two pages that have most */
	struct bytes sample;
	uint32_t part;
};

/* A container that was opened. */
struct casefile_archive {
	uint32_t part;
	struct bytes format;
	uint32_t entries;
	uint32_t encrypted_entries;
	uint64_t unpacked; /* octets */
	LIST(struct bytes) names;
	struct bytes password; /* of those that the mail names, the one that opened it; "" for none */
	uint32_t tricks;       /* bits: see archive_trick_names */
};

/* How an archive is built so that programs see different things in it, as bits of tricks. */
enum archive_trick {
	ARCHIVE_PREFIXED,     /* something stands before it, and it still opens */
	ARCHIVE_CONCATENATED, /* several archives behind each other: which one is opened depends on the program */
	ARCHIVE_LYING,        /* the directory and the files' own headers name different things */
	ARCHIVE_BOMB,         /* far more comes out than went in */
	ARCHIVE_TRICK_COUNT
};
extern const char *const archive_trick_names[ARCHIVE_TRICK_COUNT];

/* Where a code to scan was. */
enum code_place {
	CODE_PICTURE,
	CODE_DOCUMENT, /* on a page of a document, as it is seen */
	CODE_TABLE,    /* drawn with the cells of a table */
	CODE_BLOCKS,   /* drawn with block characters */
	CODE_MOSAIC,   /* cut into pictures side by side */
	CODE_PLACE_COUNT
};
extern const char *const code_place_names[CODE_PLACE_COUNT];

/* What was done to a code so that readers fail on it, as bits of casefile_code.how. */
enum code_look { CODE_LOOK_INVERTED, CODE_LOOK_SCALED, CODE_LOOK_FAINT, CODE_LOOK_NOISY, CODE_LOOK_COLOUR, CODE_LOOK_COUNT };
extern const char *const code_look_names[CODE_LOOK_COUNT];

struct casefile_code {
	uint32_t part;
	enum code_place place;
	struct bytes text; /* a link in most cases, which then is in urls with where = qr too */
	uint32_t how;
	uint32_t page;     /* of a document, from 1 */
};

/* What a PDF does besides being read, as bits of casefile_pdf.actions. */
enum pdf_action {
	PDF_OPEN,       /* something happens when it is opened (OpenAction, AA) */
	PDF_SCRIPT,     /* JavaScript */
	PDF_LAUNCH,     /* starts a program */
	PDF_SUBMIT,     /* sends a form */
	PDF_REMOTE,     /* opens another file (GoToR, GoToE) */
	PDF_FORM,       /* has fields to fill in */
	PDF_XFA,
	PDF_RICH_MEDIA,
	PDF_ACTION_COUNT
};
extern const char *const pdf_action_names[PDF_ACTION_COUNT];

struct casefile_pdf {
	uint32_t part;
	uint32_t pages;
	uint32_t text_chars;  /* code points of its text */
	uint32_t links;
	uint32_t pictures;    /* on the first pages */
	uint32_t embedded;    /* files inside */
	uint32_t actions;     /* bits: see pdf_action_names */
	uint32_t link_cover;  /* percent of the first page that its largest link covers */
	uint32_t picture_cover; /* ... its largest picture */
	bool is_encrypted;
	bool is_repaired;     /* damaged, and read nevertheless */
	struct bytes password; /* that opened it, "" for none */
	struct bytes producer;
};

/* Whom to call and where to pay, as facts like links. */
enum number_kind {
	NUMBER_PHONE,   /* "+8613800138000"; as it stands where no country is told */
	NUMBER_IBAN,
	NUMBER_CARD,    /* of a bank: a private person's account, in China */
	NUMBER_ACCOUNT, /* behind a word for account, near a word for bank */
	NUMBER_KIND_COUNT
};
extern const char *const number_kind_names[NUMBER_KIND_COUNT];

/* Bits of casefile_number.marks. */
enum number_mark {
	NUMBER_CALLED,    /* a word for calling stands before it */
	NUMBER_FREE,      /* toll free */
	NUMBER_DISGUISED, /* letters stand for digits */
	NUMBER_QUOTED,    /* in what the mail quotes of an earlier one */
	NUMBER_PICTURED,  /* read in a picture */
	NUMBER_MARK_COUNT
};
extern const char *const number_mark_names[NUMBER_MARK_COUNT];

struct casefile_number {
	enum number_kind kind;
	struct bytes value;
	uint32_t part;
	enum lure_where where;
	uint32_t marks;
	uint32_t count; /* how often it stands there */
};

/* What a learner says (learn/model.h). */
struct casefile_learned {
	struct bytes head;   /* the question: "bad", "phishing" */
	double evidence;     /* log likelihood ratio, > 0 for yes; calibrated on sources that were not learned from */
	struct bytes sample; /* the beginning of the passage that says so most */
};

/* A place where mail clients read different things. */
struct casefile_ambiguity {
	struct bytes part;
	struct bytes kind; /* stable name: "duplicate-content-type" */
	struct bytes text;
};

enum gap_reason { GAP_LIMIT, GAP_MALFORMED, GAP_ENCRYPTED, GAP_CRASHED, GAP_UNSUPPORTED, GAP_REASON_COUNT };
extern const char *const gap_reason_names[GAP_REASON_COUNT];

/* Something that was not inspected, so the message cannot be called clean. */
struct casefile_gap {
	struct bytes part;
	enum gap_reason reason;
	struct bytes text; /* English; for the log and the expert */
};

/* What the world says of it: filled by src/ask, empty where nobody was asked.  What a worker writes here is
 * dropped: it has asked nobody. */
struct casefile_asked {
	struct casefile_identity identity;
	struct casefile_listings lists;
	struct casefile_path path;
	struct casefile_credits credits;
	struct casefile_matches prints;
	LIST(struct casefile_engine) engines; /* in the operator's order */
	LIST(struct casefile_ioc) iocs;
	LIST(struct casefile_barred) barred; /* by the policy: filled by src/judge */
};

struct casefile {
	uint32_t version;
	struct casefile_envelope envelope;

	/* the octets */
	uint64_t size;
	struct bytes sha256;
	uint32_t header_octets;
	uint32_t header_count; /* all, also beyond the ceiling */
	uint32_t lines;
	uint32_t longest_line;
	uint32_t bare_lf;
	uint32_t bare_cr;
	uint32_t nul_octets;
	bool has_8bit_header;

	/* the header */
	LIST(struct casefile_header) headers;
	struct bytes subject; /* normalised for reading */
	LIST(struct casefile_address) from;
	LIST(struct casefile_address) sender;
	LIST(struct casefile_address) reply_to;
	LIST(struct casefile_address) to;
	LIST(struct casefile_address) cc;
	uint32_t from_headers; /* how many From lines: RFC 5322 wants one */
	uint32_t to_count;
	uint32_t cc_count;
	int64_t date;          /* Unix time, 0 where there is none that can be read */
	struct bytes date_text;
	uint32_t date_zone;    /* minutes east of UTC plus 1440, 0: unknown */
	struct bytes message_id;
	struct bytes in_reply_to;
	uint32_t references;
	struct bytes mailer;   /* X-Mailer or User-Agent */
	LIST(struct casefile_hop) hops;
	uint32_t hop_count;

	/* the parts and what they say */
	LIST(struct casefile_part) parts;
	LIST(struct casefile_span) spans; /* by place; none overlaps another */
	LIST(struct casefile_text) texts;
	LIST(struct casefile_page) pages;
	LIST(struct casefile_url) urls;
	LIST(struct casefile_lure) lures;
	LIST(struct casefile_archive) archives;
	LIST(struct casefile_document) documents;
	LIST(struct casefile_code) codes;
	LIST(struct casefile_pdf) pdfs;
	LIST(struct casefile_number) numbers;
	LIST(struct bytes) told_passwords; /* words that may be passwords, of a mail that speaks of one */
	LIST(struct casefile_program) programs;
	LIST(struct casefile_script) scripts;
	LIST(struct casefile_rule) rules; /* that matched */

	bool is_unread;    /* two workers ended on it: it has the envelope and a gap, and what it lacks says nothing */
	bool words_unread; /* words in pictures: it is condemned without them */

	LIST(struct casefile_learned) learned;
	LIST(struct casefile_print) prints;
	struct bytes words; /* u32 little-endian: hashes of words and pairs, the smallest, for the lessons of an organisation */

	/* what is uncertain */
	LIST(struct casefile_ambiguity) ambiguities;
	LIST(struct casefile_gap) gaps;

	uint32_t dissect_us; /* CPU time of the dissector and its openers */

	struct casefile_asked asked;

	LIST(struct casefile_report) reports; /* DMARC or TLS, that it carries */
};

extern const struct schema casefile_schema;
extern const struct schema casefile_envelope_schema;

/**
 * casefile_write(c, out): Append C's binary form.  buf_ok(out) tells whether it fitted.
 */
void casefile_write(const struct casefile *c, struct buf *out);

/**
 * casefile_read(in, arena, out): Read a binary form, as if an attacker had written it.
 *
 * Takes:   out  zeroed
 * Gives:   0; texts point into IN, lists live in ARENA; every index into another list is inside that list
 * Fails:   FAULT_INPUT (also for another CASEFILE_VERSION), FAULT_LIMIT
 */
int casefile_read(struct bytes in, struct arena *arena, struct casefile *out);

/**
 * casefile_header(c, name): The first header called NAME (ASCII case ignored).
 *
 * Gives:   it, valid as long as C; NULL where there is none
 */
const struct casefile_header *casefile_header(const struct casefile *c, const char *name);

/**
 * casefile_lure(c, theme, where): Different phrases of THEME found in WHERE; with LURE_WHERE_COUNT, which is
 * casefile_lure_any, in all places.
 */
uint32_t casefile_lure(const struct casefile *c, const char *theme, enum lure_where where);
uint32_t casefile_lure_any(const struct casefile *c, const char *theme);

/* Id of part number PART; empty where there is no such part. */
struct bytes casefile_part_id(const struct casefile *c, uint32_t part);

/**
 * casefile_gap_add(c, a, part, reason, text): Record that PART was not inspected.
 *
 * Takes:   texts that live as long as A, or are copied by the caller
 * Fails:   never; beyond the ceilings the last gap says so
 */
void casefile_gap_add(struct casefile *c, struct arena *a, struct bytes part, enum gap_reason reason,
    struct bytes text);

#endif
