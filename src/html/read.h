/* read: what a reader sees of an HTML page, kept apart from what is hidden from him, and every link.
 *
 * Spam pads itself with text that only filters read, and phishing splits words with it; so each piece of text is
 * judged by the style that applies to it (style attributes, simple style sheet rules, old attributes).  There is no
 * tree: one stack of open elements, which follows the HTML standard in what matters for text and links (implied
 * ends, misnested formatting, foster content of svg), and a pass over the tokens.
 *
 * Refuses nothing.  Ceilings (struct html_limits) end only what they name; the rest of the page is still read and
 * `cut` tells which were met: a page that was cut is not wholly inspected. */
#ifndef HTML_READ_H
#define HTML_READ_H

#include "base/arena.h"
#include "base/fault.h"
#include "base/schema.h"

/* Why text is hidden, as bits 1 << reason; docs/html.md has the rules. */
enum html_hidden {
	HTML_HIDDEN_DISPLAY,     /* display: none */
	HTML_HIDDEN_VISIBILITY,  /* visibility: hidden or collapse */
	HTML_HIDDEN_OPACITY,     /* opacity below a tenth */
	HTML_HIDDEN_FONT,        /* a font of at most one pixel */
	HTML_HIDDEN_BOX,         /* a box of no size that cuts what does not fit */
	HTML_HIDDEN_OFFSCREEN,   /* moved off the page */
	HTML_HIDDEN_CLIP,        /* clipped to nothing */
	HTML_HIDDEN_COLOUR,      /* nearly the colour of its background */
	HTML_HIDDEN_TRANSPARENT, /* a colour that is (almost) transparent */
	HTML_HIDDEN_MSO,         /* mso-hide: all (Outlook) */
	HTML_HIDDEN_ATTRIBUTE,   /* the hidden attribute */
	HTML_HIDDEN_NOSCRIPT,    /* noscript, noembed, noframes */
	HTML_HIDDEN_TEMPLATE,
	HTML_HIDDEN_CONDITIONAL, /* inside <!--[if ...]>: seen in old Outlook only */
	HTML_HIDDEN_COUNT,
};

enum html_link_kind {
	HTML_LINK_HREF,
	HTML_LINK_SRC,
	HTML_LINK_ACTION,
	HTML_LINK_FORMACTION,
	HTML_LINK_BACKGROUND,
	HTML_LINK_SRCSET,
	HTML_LINK_XLINK,
	HTML_LINK_POSTER,
	HTML_LINK_CSS, /* url() or @import */
	HTML_LINK_REFRESH,
	HTML_LINK_BASE,
	HTML_LINK_DATA,  /* object's data */
	HTML_LINK_OTHER, /* ping, longdesc, cite, lowsrc, dynsrc */
	HTML_LINK_KINDS,
};

struct html_link {
	enum html_link_kind kind;
	const char *element;  /* "a", "img"...; "" for an unknown element and for CSS */
	struct bytes raw;     /* as in the source, references decoded */
	struct bytes url;     /* without tabs and line breaks, made absolute by the base element if there is one */
	struct bytes text;    /* what is seen of its content, images by their alt; only for a */
	bool is_image;        /* its content holds an image */
	bool is_hidden;       /* nothing of it is seen */
	bool is_conditional;  /* inside a conditional comment */
	bool is_cut;          /* the URL is longer than the ceiling */
	uint32_t at;          /* offset of its tag in the page */
};

struct html_form {
	struct bytes action; /* as html_link.url; empty where there is none */
	struct bytes names;  /* of its fields, separated by spaces, cut at 256 octets */
	uint32_t inputs;     /* that a reader fills in */
	bool is_post;
	bool has_password;
	bool has_file;
	bool has_script; /* it has an event handler: it may be sent anywhere */
};

/* What a script does, as bits, by the names it uses. */
enum html_script_sign {
	HTML_SCRIPT_ATOB = 1,
	HTML_SCRIPT_UNESCAPE = 2, /* unescape, decodeURIComponent */
	HTML_SCRIPT_CHARCODE = 4, /* fromCharCode, charCodeAt, fromCodePoint */
	HTML_SCRIPT_EVAL = 8,     /* eval, Function, execScript */
	HTML_SCRIPT_BLOB = 16,    /* Blob, File, Uint8Array */
	HTML_SCRIPT_OBJECT_URL = 32,
	HTML_SCRIPT_SAVE = 64,      /* msSaveBlob, msSaveOrOpenBlob */
	HTML_SCRIPT_DOWNLOAD = 128, /* the download property or attribute */
	HTML_SCRIPT_WRITE = 256,    /* document.write, innerHTML, outerHTML, insertAdjacentHTML */
	HTML_SCRIPT_LOCATION = 512,
	HTML_SCRIPT_ACTIVEX = 1024, /* ActiveXObject, WScript */
	HTML_SCRIPT_REQUEST = 2048, /* fetch, XMLHttpRequest, sendBeacon, WebSocket */
	HTML_SCRIPT_CRYPTO = 4096,  /* CryptoJS, AES, subtle */
};

/* What was not read, as bits. */
enum html_cut {
	HTML_CUT_VISIBLE = 1,
	HTML_CUT_HIDDEN = 2,
	HTML_CUT_LINKS = 4,
	HTML_CUT_FORMS = 8,
	HTML_CUT_DEPTH = 16, /* elements too deep were read as their parent's siblings, as browsers do */
	HTML_CUT_STYLE = 32,
	HTML_CUT_URL = 64,
	HTML_CUT_MEMORY = 128, /* the arena's ceiling */
};

struct html_counts {
	uint32_t tokens;
	uint32_t malformed; /* mistakes that browsers repair, surplus end tags included */
	uint32_t unclosed;  /* elements open at the end that should not be */
	uint32_t references; /* character references in text */
	uint32_t scripts;
	uint32_t event_handlers;
	uint32_t iframes; /* and frames */
	uint32_t objects; /* object, embed, applet */
	uint32_t images;
	uint32_t remote_images;
	uint32_t tracking_pixels; /* remote images of at most one pixel */
	uint32_t data_uris;
	uint32_t inline_svg;
	uint32_t tables;
	uint32_t refreshes; /* meta refresh */
	uint32_t passwords; /* password fields anywhere */
	uint32_t comments;
	uint64_t comment_octets;
	uint64_t script_octets;
	uint64_t style_octets;
	uint64_t data_uri_octets;
	uint32_t blocks; /* that make up its layout, runs of the same one once */
};

/* 0 means the default. */
struct html_limits {
	size_t visible;   /* octets of visible text: 1 MiB */
	size_t hidden;    /* of hidden text: 256 KiB */
	size_t script;    /* of script kept: 16 KiB */
	size_t url;       /* of one URL: 16 KiB */
	uint32_t links;   /* 4,096 */
	uint32_t forms;   /* 64 */
	uint32_t depth;   /* open elements: 512, as in browsers; at most 512 */
};

struct html_page {
	struct bytes visible; /* well-formed UTF-8; blocks on lines of their own; invisible characters still in it */
	struct bytes hidden;  /* a line per piece */
	struct bytes title;
	struct bytes script; /* the beginnings of scripts and event handlers, a line each */
	struct bytes base;   /* the base element's URL */
	LIST(struct html_link) links;
	LIST(struct html_form) forms;
	uint32_t hidden_reasons;
	uint64_t hidden_octets[HTML_HIDDEN_COUNT]; /* by reason; a piece may have several */
	uint64_t visible_total;                    /* octets, those behind the ceiling too */
	uint64_t hidden_total;
	uint32_t script_signs;
	uint64_t shape; /* hash of the order of its blocks: copies of a page have the same */
	uint32_t cut;
	struct html_counts n;
};

/**
 * html_read(in, limits, arena, out): Read one page.
 *
 * Takes:   in      UTF-8, malformed octets allowed (they become U+FFFD)
 *          limits  may be NULL
 *          out     is written whole
 * Gives:   0
 * Fails:   FAULT_LIMIT when out->cut is not 0; *out is what was read nevertheless
 * Owns:    everything in *out is in ARENA or a view of IN, which must both outlive it
 * Cost:    linear in the input: two passes where there is a style element, else one
 * Source:  WHATWG HTML s13.2.6, CSS 2.1
 */
int html_read(struct bytes in, const struct html_limits *limits, struct arena *arena, struct html_page *out);

/* "display", "href": for tables and sentences. */
const char *html_hidden_name(enum html_hidden reason);
const char *html_link_name(enum html_link_kind kind);

#endif
