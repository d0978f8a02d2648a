#include "keyring/keyring.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/must.h"
#include "dns/name.h"
#include "sys/durable.h"
#include "sys/fd.h"

const char *const keyring_state_names[KEYRING_STATE_COUNT] = { "new", "active", "old" };

#define KEYRING_MEMORY ((size_t)32 << 20)

/* Owned by us or root, and closed to everybody else. */
static int
check_private(int fd, bool is_directory, const char *name, struct why *why)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return why_system(why, name);
	if (is_directory ? !S_ISDIR(st.st_mode) : !S_ISREG(st.st_mode))
		return why_set(why, FAULT_CONFIG, "%s: not a plain %s", name, is_directory ? "directory" : "file");
	if (st.st_uid != 0 && st.st_uid != geteuid())
		return why_set(why, FAULT_CONFIG, "%s: belongs to somebody else", name);
	if ((st.st_mode & 077) != 0)
		return why_set(why, FAULT_CONFIG, "%s: others may open it; chmod go= it", name);
	return 0;
}

static int
read_key(int fd, EVP_PKEY **out, const char *name, struct why *why)
{
	struct buf pem;
	buf_init(&pem, KEYRING_FILE_MAX);
	int fault = fd_read_all(fd, KEYRING_FILE_MAX, &pem);
	*out = fault == 0 ? sign_key_read(buf_bytes(&pem)) : NULL;
	if (pem.at != NULL)
		explicit_bzero(pem.at, pem.room);
	buf_done(&pem);
	return *out != NULL ? 0 : why_set(why, FAULT_CONFIG, "%s: no RSA or Ed25519 key", name);
}

/* Divides "p20261122r.active". */
static bool
read_name(const char *file, struct bytes *out_selector, enum keyring_state *out_state)
{
	struct bytes name = bytes_of_cstr(file);
	size_t dot = bytes_find_octet(name, '.');
	*out_selector = bytes_to(name, dot);
	for (int i = 0; dot != BYTES_NOT_FOUND && i < KEYRING_STATE_COUNT; i++) {
		if (bytes_equal(bytes_from(name, dot + 1), bytes_of_cstr(keyring_state_names[i]))) {
			*out_state = (enum keyring_state)i;
			return dns_name_is_plain(*out_selector) && out_selector->len <= DNS_LABEL_MAX;
		}
	}
	return false;
}

static int
add_key(struct keyring *r, int domain_fd, struct bytes domain, const char *file, struct why *why)
{
	char name[600];
	struct stat st;
	struct keyring_key k = { .domain = domain };
	(void)snprintf(name, sizeof name, "%.*s/%s", BYTES_ARGS(domain), file);
	if (!read_name(file, &k.selector, &k.state))
		return why_set(why, FAULT_CONFIG, "%s: keys are called SELECTOR.new, .active or .old", name);
	OWN_FD int fd = openat(domain_fd, file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st) != 0)
		return why_system(why, name);
	int fault = check_private(fd, false, name, why);
	if (fault == 0)
		fault = read_key(fd, &k.key, name, why);
	if (fault != 0)
		return fault;
	k.since = st.st_ctim.tv_sec;
	struct keyring_key *slot =
	    r->keys.count < KEYRING_KEYS_MAX && arena_copy(r->arena, k.selector, &k.selector) ? LIST_ADD(r->arena, &r->keys) : NULL;
	if (slot == NULL) {
		sign_key_free(k.key);
		return why_set(why, FAULT_LIMIT, "more than %d keys", KEYRING_KEYS_MAX);
	}
	*slot = k;
	return 0;
}

/* Calls EACH for every entry of the directory FD (closed here) that is not hidden: "." is, and so is the unfinished
 * file of a writer that died. */
static int
each_entry(int fd, int (*each)(struct keyring *r, int fd, struct bytes domain, const char *name, struct why *why),
    struct keyring *r, struct bytes domain, struct why *why)
{
	DIR *d = fdopendir(fd);
	struct dirent *e;
	int fault = 0;
	must(d != NULL);
	while (fault == 0 && (e = readdir(d)) != NULL)
		if (e->d_name[0] != '.')
			fault = each(r, dirfd(d), domain, e->d_name, why);
	(void)closedir(d);
	return fault;
}

static int
add_domain(struct keyring *r, int dir, struct bytes unused, const char *name, struct why *why)
{
	struct bytes domain = bytes_of_cstr(name);
	if (!dns_name_is_host(domain))
		return why_set(why, FAULT_CONFIG, "%s: a directory of keys is called like its domain", name);
	if (!arena_copy(r->arena, domain, &domain))
		return why_set(why, FAULT_LIMIT, "more than %d keys", KEYRING_KEYS_MAX);
	int fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return why_system(why, name);
	int fault = check_private(fd, true, name, why);
	if (fault == 0)
		return each_entry(fd, add_key, r, domain, why);
	(void)close(fd);
	return fault;
}

static int
by_name(const void *a, const void *b)
{
	const struct keyring_key *x = a, *y = b;
	int order = bytes_compare(x->domain, y->domain);
	return order != 0 ? order : bytes_compare(x->selector, y->selector);
}

int
keyring_open(const char *dir, struct keyring *out, struct why *why)
{
	*out = (struct keyring){ .arena = arena_new(KEYRING_MEMORY) };
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? 0 : why_system(why, dir);
	int fault = check_private(fd, true, dir, why);
	if (fault != 0)
		(void)close(fd);
	else
		fault = each_entry(fd, add_domain, out, BYTES_NONE, why);
	if (out->keys.count > 1)
		qsort(out->keys.at, out->keys.count, sizeof *out->keys.at, by_name);
	return fault;
}

void
keyring_done(struct keyring *r)
{
	for (size_t i = 0; i < r->keys.count; i++)
		sign_key_free(r->keys.at[i].key);
	arena_free(r->arena);
	*r = (struct keyring){ 0 };
}

/* The first key of DOMAIN or behind it. */
static size_t
lower_bound(const struct keyring *r, struct bytes domain)
{
	size_t from = 0, to = r->keys.count;
	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (bytes_compare(r->keys.at[middle].domain, domain) < 0)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

size_t
keyring_for(const struct keyring *r, struct bytes from, const struct keyring_key *out[KEYRING_SIGNERS_MAX])
{
	uint8_t text[DNS_NAME_MAX];
	struct bytes name = bytes_of(text, 0);
	size_t count = 0;
	if (r == NULL || r->keys.count == 0 || dns_name_read(from, text, &name.len) != 0)
		return 0;
	while (count == 0 && dns_name_is_host(name)) {
		for (size_t i = lower_bound(r, name); i < r->keys.count && bytes_equal(r->keys.at[i].domain, name); i++)
			if (r->keys.at[i].state == KEYRING_ACTIVE && count < KEYRING_SIGNERS_MAX)
				out[count++] = &r->keys.at[i];
		size_t dot = bytes_find_octet(name, '.');
		name = dot == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(name, dot + 1);
	}
	return count;
}

/* Writes a fresh key of that kind as PEM; its octets are wiped wherever we had them. */
static int
write_key(int dir, const char *file, bool is_ed25519, struct why *why)
{
	EVP_PKEY *key = is_ed25519 ? EVP_PKEY_Q_keygen(NULL, NULL, "ED25519") : EVP_RSA_gen(KEYRING_RSA_BITS);
	BIO *pem = BIO_new(BIO_s_secmem());
	char *at = NULL;
	must(key != NULL && pem != NULL && PEM_write_bio_PrivateKey(pem, key, NULL, NULL, 0, NULL, NULL) == 1);
	long len = BIO_get_mem_data(pem, &at);
	must(len > 0);
	int fault = durable_write(dir, file, bytes_of(at, (size_t)len), why);
	explicit_bzero(at, (size_t)len);
	BIO_free(pem);
	EVP_PKEY_free(key);
	return fault;
}

static bool
is_taken(int dir, const char *selector)
{
	char file[100];
	for (int i = 0; i < KEYRING_STATE_COUNT; i++) {
		(void)snprintf(file, sizeof file, "%s.%s", selector, keyring_state_names[i]);
		if (faccessat(dir, file, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
			return true;
	}
	return false;
}

/* DIR/DOMAIN, made where it is missing; or a fault. */
static int
open_domain(const char *dir, struct bytes domain, struct why *why)
{
	char path[4400];
	OWN_FD int top = durable_directory(dir, 0700, why);
	if (top < 0)
		return top;
	int fault = check_private(top, true, dir, why);
	(void)snprintf(path, sizeof path, "%s/%.*s", dir, BYTES_ARGS(domain));
	return fault != 0 ? fault : durable_directory(path, 0700, why);
}

int
keyring_make(const char *dir, struct bytes domain, bool is_ed25519, int64_t now, char out_selector[64],
    struct why *why)
{
	uint8_t name[DNS_NAME_MAX];
	size_t len;
	struct tm tm;
	char file[100];
	time_t day = (time_t)now;
	if (dns_name_read(domain, name, &len) != 0 || !dns_name_is_host(bytes_of(name, len)))
		return why_set(why, FAULT_INPUT, "\"%.*s\" is no domain", BYTES_ARGS(domain));
	OWN_FD int fd = open_domain(dir, bytes_of(name, len), why);
	if (fd < 0)
		return fd;
	(void)gmtime_r(&day, &tm);
	for (int i = 1; i <= 10; i++) {
		size_t at = strftime(out_selector, 32, "p%Y%m%d", &tm);
		out_selector[at] = is_ed25519 ? 'e' : 'r';
		out_selector[at + 1] = '\0';
		if (i > 1)
			(void)snprintf(out_selector + at + 1, 16, "%d", i);
		if (is_taken(fd, out_selector))
			continue;
		(void)snprintf(file, sizeof file, "%s.new", out_selector);
		return write_key(fd, file, is_ed25519, why);
	}
	return why_set(why, FAULT_LIMIT, "ten keys were made for it today");
}

static void
file_name(const struct keyring_key *key, enum keyring_state state, char out[100])
{
	(void)snprintf(out, 100, "%.*s.%s", BYTES_ARGS(key->selector), keyring_state_names[state]);
}

int
keyring_move(const char *dir, const struct keyring_key *key, enum keyring_state state, struct why *why)
{
	char from[100], to[100];
	OWN_FD int fd = open_domain(dir, key->domain, why);
	if (fd < 0)
		return fd;
	file_name(key, key->state, from);
	file_name(key, state, to);
	return renameat(fd, from, fd, to) == 0 && fsync(fd) == 0 ? 0 : why_system(why, from);
}

int
keyring_remove(const char *dir, const struct keyring_key *key, struct why *why)
{
	char name[100];
	OWN_FD int fd = open_domain(dir, key->domain, why);
	if (fd < 0)
		return fd;
	file_name(key, key->state, name);
	return durable_remove(fd, name, why);
}

bool
keyring_is_published(const struct keyring_key *key, const struct dns_answer *answer)
{
	struct key published;
	struct dns_answer one = *answer;
	const char *reason;
	struct arena *arena = arena_new(65536);
	enum signature_algorithm a = EVP_PKEY_is_a(key->key, "ED25519") ? ED25519_SHA256 : RSA_SHA256;
	bool is_ours = false;
	if (answer->status == DNS_OK && answer->records.count == 1 &&
	    key_read(&one, a, false, arena, &published, &reason) == KEY_GOOD) {
		is_ours = EVP_PKEY_eq(published.pkey, key->key) == 1;
		key_done(&published);
	}
	arena_free(arena);
	return is_ours;
}
