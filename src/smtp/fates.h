/* fates: what an LMTP server said to each recipient, remembered for the client's retry.
 *
 * LMTP answers for every recipient (RFC 2033 s4.2), an SMTP client has one reply for all.  Where the answers differ the
 * client reads 451 and sends the message again; then whoever has it is not sent it twice, and whoever was refused is
 * refused at RCPT, where a reply is about one recipient.  An entry says what was answered, and a digest of the message:
 * another message under the same sender, recipient and SIZE is never taken for it.
 *
 * In memory, one table of a fixed size, made when it is first needed: what a restart or a flood pushes out is asked of the
 * server again, at worst a duplicate. */
#ifndef SMTP_FATES_H
#define SMTP_FATES_H

#include "base/bytes.h"

enum fates_limits {
	FATES_MAX = 8192,
	FATES_TEXT_MAX = 120,
	FATES_DAYS = 5, /* as long as clients try (RFC 5321 s4.5.4.1) */
};

struct fate_key {
	uint64_t at[2];
};

struct fate {
	struct fate_key key;
	struct fate_key digest; /* of the message's octets */
	int64_t until_us;       /* 0: free */
	int code;
	char text[FATES_TEXT_MAX + 1];
};

struct fates {
	struct fate *at; /* NULL: nothing was ever noted */
	uint64_t secret;
};

void fates_init(struct fates *f);
void fates_done(struct fates *f);

/* Of one recipient of a message; SIZE is what MAIL said, 0 where it said nothing. */
struct fate_key fates_key(const struct fates *f, struct bytes sender, struct bytes recipient, uint64_t size);
struct fate_key fates_digest(const struct fates *f, struct bytes message);

/**
 * fates_note(f, key, digest, code, text, now_us): Remember; a full table forgets what is oldest among a few.
 */
void fates_note(struct fates *f, const struct fate_key *key, const struct fate_key *digest, int code, const char *text,
    int64_t now_us);

/* NULL where nothing is known; valid until the next note. */
const struct fate *fates_find(const struct fates *f, const struct fate_key *key, int64_t now_us);
void fates_forget(struct fates *f, const struct fate_key *key);

#endif
