/* url/parse: one hostile URL, read as the victim's browser would read it.
 *
 * Takes whatever stands in an href, in a text or behind a QR code: white space inside, backslashes, missing and
 * surplus slashes, full-width letters and dots, zero-width characters, escapes in the host, IDN, IPv4 written
 * in octal or as one number, user names that look like hosts, defanged forms.  It gives one normal form, so
 * that two spellings of the same target are equal, and a flag for every trick that was needed.  It follows the
 * WHATWG URL standard where that says what a browser opens, and is more lenient where a person would still
 * read a target ("hxxp", "[.]").  It never fails: what is no URL has kind URL_UNPARSABLE.
 *
 * Ceilings: 16 KiB of input are read, the normal form has at most 4096 octets (user 64, path 1664, query 1792,
 * fragment 256, each cut where it is longer, with URL_CUT); a browser's target is decided by the host, and
 * padding must not push it out of sight.  Reading the normal form gives it again. */
#ifndef URL_PARSE_H
#define URL_PARSE_H

#include "base/arena.h"
#include "base/bytes.h"

#define URL_INPUT_MAX 16384
#define URL_TEXT_MAX 4096

enum url_kind {
	URL_UNPARSABLE,
	URL_RELATIVE, /* no scheme and no host: means something only with a base */
	URL_HTTP,
	URL_HTTPS,
	URL_FTP,
	URL_MAILTO,
	URL_TEL, /* tel, sms, callto, facetime */
	URL_DATA,
	URL_JAVASCRIPT, /* and vbscript */
	URL_FILE,       /* file: and \\server\share */
	URL_MS,         /* ms-word:, ms-msdt:, ms-appinstaller:: they start a program */
	URL_SEARCH_MS,  /* search-ms:, search: with a remote location */
	URL_BLOB,
	URL_CID, /* cid:, mid: another part of this message */
	URL_OTHER,
	URL_KIND_COUNT,
};

/* What had to be undone.  The names say what the author wrote, not what it was for. */
enum url_flag {
	URL_SPACE = 1u << 0,           /* white space or control characters inside */
	URL_BACKSLASH = 1u << 1,       /* backslashes for slashes */
	URL_SLASHES = 1u << 2,         /* missing or surplus slashes before the host */
	URL_HOST_ESCAPED = 1u << 3,    /* percent escapes in the host */
	URL_IDN = 1u << 4,             /* the host has a non-ASCII label */
	URL_WIDE = 1u << 5,            /* full-width letters, dots or signs before the path */
	URL_INVISIBLE = 1u << 6,       /* zero-width or bidi characters before the path */
	URL_IP = 1u << 7,              /* the host is an address */
	URL_IP_ODD = 1u << 8,          /* an IPv4 address not in four decimal parts */
	URL_TRAILING_DOT = 1u << 9,    /* "example.com." */
	URL_PORT = 1u << 10,           /* a port other than the scheme's own */
	URL_DEFANGED = 1u << 11,       /* hxxp, [.], (dot) */
	URL_TWICE_ESCAPED = 1u << 12,  /* escapes within escapes */
	URL_USER = 1u << 13,           /* a user name before the host */
	URL_USER_IS_HOST = 1u << 14,   /* that looks like a host: http://bank.example@evil.example */
	URL_NO_SCHEME = 1u << 15,      /* "www.example.com", "//example.com" */
	URL_CUT = 1u << 16,            /* longer than a ceiling: the rest was not read */
	URL_BAD_HOST = 1u << 17,       /* a host that no browser would open, or only some */
	URL_BAD_PORT = 1u << 18,       /* no number up to 65535 */
	URL_BAD_UTF8 = 1u << 19,       /* malformed before the path */
	URL_MIXED_SCRIPTS = 1u << 20,  /* one label in scripts that no language mixes */
	URL_UNC = 1u << 21,            /* a file on somebody's server: leaks the reader's login when opened */
	URL_DOT_SEGMENTS = 1u << 22,   /* /../ in the path */
	URL_COMPATIBLE = 1u << 23,     /* the host became ASCII only by compatibility mapping (circled letters) */
	URL_SLASH_LIKE = 1u << 24,     /* a character in the host that looks like a slash */
	URL_FLAG_COUNT = 25,
};

struct url {
	enum url_kind kind;
	uint32_t flags;      /* enum url_flag */
	uint16_t port;       /* 0: the scheme's own */
	struct bytes text;   /* the normal form; what follows are views into it, except host_shown */
	struct bytes scheme; /* lower case, without the colon */
	struct bytes user;   /* escaped, with the password */
	struct bytes host;   /* lower-case ASCII, A-labels; IPv6 in brackets; empty where the kind has none */
	struct bytes host_shown; /* with U-labels, for people */
	struct bytes path;   /* with its slash; everything after the colon for kinds without a host */
	struct bytes query;  /* without its question mark */
	struct bytes fragment; /* without its hash sign */
};

/**
 * url_parse(raw, arena, out): Read RAW.
 *
 * Takes:   raw  any octets, UTF-8 where they are text; entities of HTML already resolved
 * Gives:   *out, whose texts live in ARENA
 * Fails:   never; at the arena's ceiling the kind is URL_UNPARSABLE with URL_CUT
 * Cost:    linear; 0.3 us for an ordinary URL
 * Source:  WHATWG URL (basic URL parser, host parser); RFC 3986; UTS #46
 */
void url_parse(struct bytes raw, struct arena *arena, struct url *out);

/**
 * url_join(base, reference, arena, out): Read REFERENCE as a browser does on the page BASE.
 *
 * Takes:   base  the page's <base>; one without a host changes nothing
 */
void url_join(const struct url *base, struct bytes reference, struct arena *arena, struct url *out);

/* Does the kind name a server (host is not empty)? */
bool url_has_host(const struct url *u);

/* "http", "search-ms" …, and the flag's name in lower case, for the case file. */
const char *url_kind_name(enum url_kind kind);
const char *url_flag_name(unsigned bit);

#endif
