#include "carry/own_mail.h"

#include "base/arena.h"
#include "sys/clock.h"
#include "sys/fd.h"

/* The letter with our signatures above it. */
static int
sign(const struct own_mail *m, const struct keyring *keyring, struct buf *out)
{
	const struct keyring_key *keys[KEYRING_SIGNERS_MAX];
	size_t count = keyring_for(keyring, bytes_from(m->from, bytes_find_octet(m->from, '@') + 1), keys);
	struct arena *scratch = arena_new((size_t)8 << 20);
	for (size_t i = 0; i < count; i++) {
		const struct signer s = { .domain = keys[i]->domain, .selector = keys[i]->selector, .key = keys[i]->key,
			.now = clock_wall_ms() / 1000 };
		(void)sign_dkim(m->letter, &s, scratch, out);
		arena_reset(scratch);
	}
	arena_free(scratch);
	buf_add(out, m->letter);
	return buf_ok(out) ? 0 : FAULT_LIMIT;
}

int
own_mail_send(const struct own_mail *m, const struct keyring *keyring, struct asker *keeper, asker_done *done, void *context)
{
	struct buf whole;
	struct bytes to = m->to;
	buf_init(&whole, OWN_MAIL_MAX);
	int fault = sign(m, keyring, &whole);
	OWN_FD int fd = fault == 0 ? memfd_of("mail", buf_bytes(&whole)) : -1;
	if (fd >= 0) {
		struct ask_mail mail = { .id = m->id, .mail_from = m->from };
		mail.recipients.at = &to;
		mail.recipients.count = 1;
		const struct ask_fds fds = { { fd, -1 }, 1 };
		fault = asker_ask(keeper, ASK_MAIL, &mail, &fds, done, context);
	} else if (fault == 0) {
		fault = FAULT_SYSTEM;
	}
	buf_done(&whole);
	return fault;
}
