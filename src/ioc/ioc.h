/* ioc: the operator's list of indicators of compromise: hashes, URLs, domains, networks, addresses.
 *
 * A plain text: one indicator a line, then, behind a space, what people read about it; '#' begins a comment.  What a line is
 * shows in its form:
 *
 *	9f86d081...0a08                      SHA-256 of a file (64 hexadecimal digits); SHA-1 and MD5 (40, 32) are taken too: old
 *	                                     feeds have nothing else, though files can be made to share them
 *	https://evil.example/login.php       a URL; http and https are the same, evil.example/login.php too
 *	evil.example                         a domain with everything below it
 *	203.0.113.7, 203.0.113.0/24, 2001:db8::/48
 *	ceo@evil.example                     a mail address
 *
 * Defanged ones (hxxp, [.], [@]) are read as they were meant.  A line that is none of these is passed over and told with its
 * number: a slip in a feed must not stop mail, and must not go unseen.
 *
 * Only hashes (seeded) are kept, so that a million entries take 32 MB and about half a second to read; a look-up is one probe,
 * for a host one for each label, for an address one for each width of network that the list has.
 *
 * Ceilings: IOC_ENTRIES_MAX entries, IOC_FILE_MAX octets a file; no network wider than /8 (/19 of IPv6), which is a slip of the
 * pen, and no bare public suffix ("com.cn"), which is too. */
#ifndef IOC_IOC_H
#define IOC_IOC_H

#include "base/arena.h"
#include "base/bytes.h"
#include "base/fault.h"
#include "casefile/finding.h"
#include "casefile/ioc.h"

struct ioc;

#define IOC_FILE_MAX ((size_t)512 << 20)
enum ioc_limits {
	IOC_ENTRIES_MAX = 5000000, /* ten times what public feeds hold together */
	IOC_MISTAKES_MAX = 100,    /* told of one reading */
	IOC_LINE_MAX = 4096,
};

enum ioc_wrong {
	IOC_NO_FILE,
	IOC_FILE_TOO_LARGE,
	IOC_NOT_UTF8,
	IOC_LINE_TOO_LONG,
	IOC_OTHER_HASH,  /* SHA-512 and the like */
	IOC_TOO_WIDE,
	IOC_HOST_BITS,   /* set behind the prefix of a network */
	IOC_SUFFIX,
	IOC_UNKNOWN,
	IOC_TOO_MANY,
	IOC_WRONG_COUNT
};

struct ioc_mistake {
	struct bytes file;
	uint64_t line; /* 0: the file as a whole */
	enum ioc_wrong wrong;
};

struct ioc_report {
	struct ioc_mistake mistakes[IOC_MISTAKES_MAX];
	uint64_t mistake_count; /* all of them */
};

/* What is wrong, as a sentence without a full stop. */
const char *ioc_say(enum ioc_wrong wrong, enum language language);

/* An empty list. */
struct ioc *ioc_new(void);
void ioc_free(struct ioc *list); /* NULL is fine */

/**
 * ioc_read(list, file, text, is_strict, report): Add the lines of TEXT.
 *
 * Takes:   file       its name in mistakes; outlives the report
 *          is_strict  public suffixes are mistakes; costs 2 us a domain.  Without it they are kept and never match
 * Cost:    0.3 us a line
 */
void ioc_read(struct ioc *list, struct bytes file, struct bytes text, bool is_strict, struct ioc_report *report);

/* The same for the file at PATH; one that cannot be read is a mistake. */
void ioc_read_file(struct ioc *list, struct bytes path, bool is_strict, struct ioc_report *report);

/**
 * ioc_find(list, kind, value, out_note): Is it on the list?
 *
 * Takes:   value  a SHA-256, SHA-1 or MD5 as 32, 20 or 16 octets; a URL in url_parse's normal form; a host as it gives it; an address as text; a mail
 *                 address
 * Gives:   true, and what is written beside it, valid as long as the list
 */
bool ioc_find(const struct ioc *list, enum ioc_kind kind, struct bytes value, struct bytes *out_note);

/* Are there hashes that are no SHA-256? */
bool ioc_has_old_hashes(const struct ioc *list);

/* How many entries of KIND. */
uint64_t ioc_count(const struct ioc *list, enum ioc_kind kind);

#endif
