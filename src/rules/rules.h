/* rules: the operator's YARA rules, over the message and every part of it.
 *
 * They are compiled in the nursery of openers, before its jail closes; one opener then scans everything of one message, for
 * libyara is third-party code and the octets are hostile.  What is scanned travels as a batch (rules_batch_begin, _add), which the opener
 * reads as if an attacker had written it.
 *
 * Of the case file a rule sees, as external strings: from, from_domain, subject, mail_from, client_ip, direction; and of what it
 * is looking at: part ("" for the message as it came), file_name, file_type (by content), and the boolean is_attachment.
 * "include" is refused: every file stands for itself.
 *
 * meta of a rule: description (shown), weight (1 to 5, log-odds; 3 where it is not said), hard = true (decides by itself).
 *
 * Ceilings: RULES_FILES_MAX files of RULES_FILE_MAX octets, RULES_ITEMS_MAX parts and RULES_OCTETS_MAX octets of a message,
 * RULES_MATCHES_MAX matches, RULES_SECONDS for each part and set; the opener's own 5 s of CPU for all. */
#ifndef RULES_RULES_H
#define RULES_RULES_H

#include "base/fault.h"
#include "unpack/archive.h"

enum rules_limits {
	RULES_FILES_MAX = 64,
	RULES_FILE_MAX = 32 << 20,
	RULES_ITEMS_MAX = 500,
	RULES_MATCHES_MAX = 64,  /* more convince nobody */
	RULES_SECONDS = 2,
	RULES_WEIGHT = 3,
	RULES_WEIGHT_MAX = 5,
	RULES_TEXT_MAX = 200,    /* octets of a name, of a description */
	RULES_HARD = 1 << 8,     /* in unpacked_link.how, beside the weight */
};
#define RULES_OCTETS_MAX ((size_t)64 << 20)

/* A mistake in a rule file; LINE is 0 for the file as a whole. */
typedef void rules_mistake(void *context, const char *file, int line, const char *text);

/**
 * rules_load(path, mistake, context): Compile a file, beside those that were loaded before.
 *
 * Gives:   0
 * Fails:   FAULT_CONFIG after MISTAKE was called for each; none of the file's rules is used then
 */
int rules_load(const char *path, rules_mistake *mistake, void *context);

/* Those of TEXT, for tests; NAME is only told. */
int rules_load_text(const char *text, const char *name, rules_mistake *mistake, void *context);

/* Forget all rules. */
void rules_unload(void);

/* How many files are in use. */
size_t rules_count(void);

/* What of the message the rules may ask about. */
struct rules_about {
	struct bytes from, from_domain, subject, mail_from, client_ip, direction;
};
struct rules_item {
	struct bytes part, file_name, file_type;
	bool is_attachment;
	struct bytes octets;
};
void rules_batch_begin(const struct rules_about *about, struct buf *out);
void rules_batch_add(const struct rules_item *item, struct buf *out);

/**
 * rules_open(r, arena, out, out_text): Scan a batch; an opener's driver, see archive_unpack.
 *
 * Gives:   out->links: for each match "RULE\tDESCRIPTION", page the item's number from 1, how its weight and RULES_HARD
 */
enum unpack_status rules_open(const struct unpack_request *r, struct arena *arena, struct unpacked *out, struct bytes *out_text);

#endif
