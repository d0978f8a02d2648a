#include "url/domain.h"

#include <arpa/inet.h>
#include <libpsl.h>
#include <pthread.h>
#include <xxhash.h>

#include "base/must.h"
#include "url/digest.h"
#include "url/unicode.h"

/* Set once, by the first who asks. */
static pthread_once_t list_once = PTHREAD_ONCE_INIT;
static psl_ctx_t *list;

static void
list_open(void)
{
	list = psl_latest(NULL);
	must(list != NULL);
}

static const psl_ctx_t *
suffixes(void)
{
	(void)pthread_once(&list_once, list_open);
	return list;
}

void
domain_preload(void)
{
	(void)suffixes();
	unicode_preload();
	digest_preload();
}

/* Where things begin in one host; LEN 0 is an empty slot. */
struct answer {
	uint64_t key;
	uint8_t len;
	uint8_t suffix;
	uint8_t registrable; /* == len: none */
	bool is_listed, is_listed_known; /* few ask */
	char host[DOMAIN_MAX + 1];
};

#define CACHE_SIZE 256

static _Thread_local struct answer cache[CACHE_SIZE];

static bool
is_name(struct bytes host)
{
	if (host.len == 0 || host.len > DOMAIN_MAX || host.at[0] == '.' || host.at[host.len - 1] == '.')
		return false;
	for (size_t i = 1; i < host.len; i++)
		if (host.at[i] == '.' && host.at[i - 1] == '.')
			return false;
	return memchr(host.at, '\0', host.len) == NULL && !domain_is_ip(host);
}

static void
ask(struct answer *a)
{
	const char *end = a->host + a->len;
	const char *suffix = psl_unregistrable_domain(suffixes(), a->host);
	/* The label before the suffix; asking for it looks at every label once more. */
	const char *dot = suffix == NULL || suffix - a->host < 2 ? NULL : memrchr(a->host, '.', (size_t)(suffix - a->host) - 1);
	const char *own = suffix == NULL ? psl_registrable_domain(suffixes(), a->host)
	    : suffix == a->host ? NULL : dot != NULL ? dot + 1 : a->host;
	a->suffix = (uint8_t)((suffix != NULL ? suffix : end) - a->host);
	a->registrable = (uint8_t)((own != NULL ? own : end) - a->host);
	a->is_listed_known = false;
}

static bool
is_listed(struct answer *a)
{
	const char *tld = memrchr(a->host, '.', a->len);
	if (!a->is_listed_known)
		a->is_listed = a->registrable != a->len && tld != NULL &&
		    psl_is_public_suffix2(suffixes(), tld + 1, PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE);
	a->is_listed_known = true;
	return a->is_listed;
}

static struct answer *
answer_of(struct bytes host)
{
	if (!is_name(host))
		return NULL;
	uint8_t lower[DOMAIN_MAX];
	bytes_lower(host, lower);
	uint64_t key = XXH3_64bits(lower, host.len);
	struct answer *a = &cache[key % CACHE_SIZE];
	if (a->len == host.len && a->key == key && memcmp(a->host, lower, host.len) == 0)
		return a;
	memcpy(a->host, lower, host.len);
	a->host[host.len] = '\0';
	a->len = (uint8_t)host.len;
	a->key = key;
	ask(a);
	return a;
}

struct bytes
domain_registrable(struct bytes host)
{
	const struct answer *a = answer_of(host);
	return a != NULL ? bytes_from(host, a->registrable) : BYTES_NONE;
}

struct bytes
domain_suffix(struct bytes host)
{
	const struct answer *a = answer_of(host);
	return a != NULL ? bytes_from(host, a->suffix) : BYTES_NONE;
}

bool
domain_is_listed(struct bytes host)
{
	struct answer *a = answer_of(host);
	return a != NULL && is_listed(a);
}

bool
domain_is_tld(struct bytes tld)
{
	/* Asked through the cache, as the name of a host under it. */
	uint8_t host[DOMAIN_MAX];
	if (tld.len == 0 || tld.len > 63 || bytes_find_octet(tld, '.') != BYTES_NOT_FOUND)
		return false;
	memcpy(host, "x.x.", 4);
	memcpy(host + 4, tld.at, tld.len);
	return domain_is_listed(bytes_of(host, tld.len + 4));
}

bool
domain_is_ip(struct bytes host)
{
	char text[INET6_ADDRSTRLEN];
	struct in6_addr into;
	bool six = host.len > 2 && host.at[0] == '[' && host.at[host.len - 1] == ']';
	if (six)
		host = bytes_slice(host, 1, host.len - 1);
	else if (host.len < 7 || !ascii_is_digit(host.at[0]) || !ascii_is_digit(host.at[host.len - 1]))
		return false;
	if (host.len >= sizeof text || memchr(host.at, '\0', host.len) != NULL)
		return false;
	memcpy(text, host.at, host.len);
	text[host.len] = '\0';
	return inet_pton(six ? AF_INET6 : AF_INET, text, &into) == 1;
}

struct bytes
domain_label(struct bytes host)
{
	struct bytes own = domain_registrable(host);
	return bytes_to(own, bytes_find_octet(own, '.'));
}
