/* lexicon: what a text is about, by phrases that people and swindlers really write.
 *
 * lexicon.txt lists phrases by theme, in twelve languages (docs/lexicon.md); the build turns it into a table and
 * checks that its themes are exactly the ones below.  One theme alone is no verdict: detectors combine them (a
 * mailbox that expires, and a link to click, and a deadline).
 *
 * Ceiling: 4,096 hits per text, far above what a letter holds; a text that repeats a phrase more often is cut
 * there, which changes no theme's presence but those that come later; `full` says so. */
#ifndef TEXT_LEXICON_H
#define TEXT_LEXICON_H

#include "base/bytes.h"
#include "base/fault.h"
#include "text/match.h"

/* Numbers are stored in case files: never reused, new ones at the end. */
enum theme {
	THEME_NONE = 0,
	THEME_SUBSIDY = 1,
	THEME_EINVOICE = 2,
	THEME_MAILBOX_EXPIRY = 3,
	THEME_MAILBOX_QUOTA = 4,
	THEME_PASSWORD_EXPIRY = 5,
	THEME_ACCOUNT_SUSPENDED = 6,
	THEME_VERIFY_ACCOUNT = 7,
	THEME_OA_NOTICE = 8,
	THEME_PAYMENT_CHANGE = 9,
	THEME_DELIVERY = 10,
	THEME_TAX_REFUND = 11,
	THEME_CUSTOMS = 12,
	THEME_PRIZE = 13,
	THEME_INHERITANCE = 14,
	THEME_LOAN = 15,
	THEME_INVESTMENT = 16,
	THEME_CRYPTO = 17,
	THEME_EXTORTION = 18,
	THEME_GIFT_CARD = 19,
	THEME_URGENT = 20,
	THEME_SECRECY = 21,
	THEME_DEADLINE_FORFEIT = 22,
	THEME_AUTHORITY = 23,
	THEME_SCAN_QR = 24,
	THEME_CLICK_LINK = 25,
	THEME_LOGIN = 26,
	THEME_ENABLE_MACRO = 27,
	THEME_ARCHIVE_PASSWORD = 28,
	THEME_SALARY = 29,
	THEME_HR_NOTICE = 30,
	THEME_FINANCE_DEPARTMENT = 31,
	THEME_IT_SUPPORT = 32,
	THEME_EXECUTIVE_ORDER = 33,
	THEME_TASK_REQUEST = 34,
	THEME_UNSUBSCRIBE = 35,
	THEME_GAMBLING = 36,
	THEME_PORN = 37,
	THEME_DATING = 38,
	THEME_DRUGS = 39,
	THEME_SEO_SPAM = 40,
	THEME_INVOICE_AGENCY = 41,
	THEME_RUMOR = 42,
	THEME_FAKE_REPLY = 43,
	THEME_ORDER_RECEIPT = 44,
	THEME_MEETING = 45,
	THEME_NEWSLETTER_SIGNS = 46,
	THEME_ATTACHMENT_LURE = 47,
	THEME_PAYROLL_CHANGE = 48,
	THEME_DATA_REQUEST = 49,
	THEME_PASSWORD_TOLD = 50,
	THEME_BRAND = 51, /* names of detect/brands.txt */
	THEME_SHARED_NOTICE = 52,
	THEME_ARREARS = 53,
	THEME_SUMMONS = 54,
	THEME_COUNT,
};

struct theme_hits {
	uint32_t count;    /* hits, repeated ones too */
	uint32_t distinct; /* different phrases */
	uint32_t close;    /* different phrases within LEXICON_CLOSE octets: what is added before and behind takes none away */
	uint32_t start;    /* the first hit, in octets of the folded text */
	uint32_t end;
	uint32_t phrase;   /* what it is a hit of: an index of lexicon_phrases */
};

/* About two pages. */
#define LEXICON_CLOSE 6000

struct lexicon_hits {
	struct theme_hits themes[THEME_COUNT];
	bool full;
};

struct lexicon;

/* One line of the built-in table.  No pointer: each would be a relocation at every start of every process. */
struct lexicon_phrase {
	uint32_t theme : 8; /* enum theme */
	uint32_t text : 24; /* where it begins in lexicon_texts */
};

/**
 * lexicon_new(out_lexicon, why): The built-in lexicon; call it before forking.
 *
 * Fails:   as match_new
 * Owns:    the caller frees it with lexicon_free
 * Cost:    as match_of; as match_new where what the build compiled is refused, or nothing was (lexicon_is_made)
 */
int lexicon_new(struct lexicon **out_lexicon, struct why *why);

/* The same with phrases compiled before, which outlive it. */
int lexicon_new_of(const struct match_made *made, struct lexicon **out_lexicon, struct why *why);
void lexicon_free(struct lexicon *l);

/* Did it take what was compiled before? */
bool lexicon_is_made(const struct lexicon *l);

/* L for lexicon_new_of: as match_save. */
int lexicon_save(const struct lexicon *l, struct buf *database, struct match_made *out, struct why *why);

/**
 * lexicon_scan(l, folded, out): The themes of FOLDED (text_normalise, then text_fold).
 *
 * Gives:   *out, written whole
 * Cost:    as match_scan
 */
void lexicon_scan(struct lexicon *l, struct bytes folded, struct lexicon_hits *out);

/* The theme's name as in lexicon.txt ("mailbox_expiry"); "none" for what is no theme. */
const char *theme_name(enum theme theme);

/* The built-in table, for tests and for printing. */
extern const struct lexicon_phrase lexicon_phrases[];
extern const size_t lexicon_phrases_count;
extern const char lexicon_texts[];

static inline const char *
lexicon_text(size_t phrase)
{
	return lexicon_texts + lexicon_phrases[phrase].text;
}

/* The phrases compiled by the build; no database where it could not run programs for this architecture. */
extern const struct match_made lexicon_made;
extern const char *const lexicon_theme_names[THEME_COUNT];

#endif
