#include "rspamd/auth.h"

#include <openssl/crypto.h>
#include <sys/stat.h>

static bool
same(struct bytes configured, struct bytes said)
{
	return configured.len != 0 && said.len == configured.len && CRYPTO_memcmp(said.at, configured.at, said.len) == 0;
}

static bool
is_trusted(const struct conf_listener *l, const struct http_peer *peer)
{
	if (peer->is_unix)
		return (conf_socket_mode(l) & S_IWOTH) == 0;
	return cidr_any(l->secure_peers.at, l->secure_peers.count, &peer->address);
}

/* The row of this peer, or the oldest. */
static size_t
row_of(struct auth_guesses *g, const struct cidr *network, int64_t now_ms)
{
	size_t oldest = 0;
	for (size_t i = 0; i < AUTH_NETWORKS_MAX; i++) {
		if (g->of[i].count != 0 && memcmp(&g->of[i].network, network, sizeof *network) == 0) {
			oldest = i;
			break;
		}
		if (g->of[i].since_ms < g->of[oldest].since_ms)
			oldest = i;
	}
	bool is_same = memcmp(&g->of[oldest].network, network, sizeof *network) == 0;
	if (!is_same || now_ms - g->of[oldest].since_ms > AUTH_GUESS_MS) {
		g->of[oldest].network = *network;
		g->of[oldest].count = 0;
		g->of[oldest].since_ms = now_ms;
	}
	return oldest;
}

int
auth_check(const struct conf_listener *l, struct auth_guesses *guesses, struct http_exchange *x, enum auth_right right, int64_t now_ms)
{
	if (is_trusted(l, &x->peer))
		return 0;
	bool is_local = x->peer.is_unix || x->peer.is_loopback;
	if (right == AUTH_READ && is_local && l->password.len == 0)
		return 0;
	if (l->enable_password.len == 0 && (right == AUTH_CHANGE || l->password.len == 0))
		return 403;
	struct bytes said = http_argument(x, "Password"), bearer = http_field(&x->head, "Authorization");
	if (said.at == NULL && bytes_starts_nocase(bearer, BYTES("Bearer ")))
		said = bytes_trim(bytes_from(bearer, 7));
	struct cidr network = cidr_prefix(&x->peer.address, 32, 64);
	size_t row = row_of(guesses, &network, now_ms);
	if (guesses->of[row].count >= AUTH_GUESSES_MAX)
		return 429;
	if (same(l->enable_password, said) || (right == AUTH_READ && same(l->password, said)))
		return 0;
	guesses->of[row].count += said.len != 0;
	return 401;
}
