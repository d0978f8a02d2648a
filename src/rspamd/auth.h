/* auth: who may read and who may change, as rspamd's controller asks for it.
 *
 * Reading needs `password` (or `enable_password`); where none is set, whoever comes from this machine may read.  Changing
 * needs `enable_password`.  Who is in `secure_peers`, or comes by a Unix socket that only its owner and group may use, needs
 * none.  A network's guesses are counted: after AUTH_GUESSES_MAX within AUTH_GUESS_MS it hears 429, whatever it says.
 * Passwords are compared in a time that does not depend on where they differ. */
#ifndef RSPAMD_AUTH_H
#define RSPAMD_AUTH_H

#include "conf/conf.h"
#include "http/http.h"

enum auth_limits {
	AUTH_GUESSES_MAX = 10,
	AUTH_GUESS_MS = 60000,
	AUTH_NETWORKS_MAX = 64, /* the longest silent one is forgotten for a new one */
};

struct auth_guesses {
	struct {
		struct cidr network; /* a v6 client has a /64 to guess from */
		unsigned count;
		int64_t since_ms;
	} of[AUTH_NETWORKS_MAX];
};

enum auth_right { AUTH_READ, AUTH_CHANGE };

/**
 * auth_check(listener, guesses, x, right, now_ms): May this one?
 *
 * Gives:   0; or 401, 403 (nobody may by a password, since none is set), 429
 */
int auth_check(const struct conf_listener *listener, struct auth_guesses *guesses, struct http_exchange *x, enum auth_right right,
    int64_t now_ms);

#endif
