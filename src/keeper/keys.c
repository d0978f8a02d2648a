#include "keeper/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/must.h"

enum { FILE_MAX = 8192 }; /* sixteen lines and their comments */

struct keys {
	uint8_t secret[KEYS_MAX][KEY_OCTETS];
	uint8_t id[KEYS_MAX][KEY_ID_OCTETS];
	size_t count;
};

static int
check_file(int fd, const char *path, struct why *why)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return why_system(why, path);
	if (!S_ISREG(st.st_mode))
		return why_set(why, FAULT_CONFIG, "%s: not a plain file", path);
	if (st.st_uid != geteuid() && st.st_uid != 0 && geteuid() != 0)
		return why_set(why, FAULT_CONFIG, "%s: belongs to another user", path);
	if ((st.st_mode & 077) != 0)
		return why_set(why, FAULT_CONFIG, "%s: others may read it; chmod 600 it", path);
	return 0;
}

static bool
read_key(struct keys *k, struct bytes line)
{
	if (line.len != 2 * (size_t)KEY_OCTETS || k->count == KEYS_MAX)
		return false;
	uint8_t *secret = k->secret[k->count];
	for (size_t i = 0; i < KEY_OCTETS; i++) {
		int high = ascii_hex(line.at[2 * i]), low = ascii_hex(line.at[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		secret[i] = (uint8_t)(high << 4 | low);
	}
	/* The name must say nothing of the key: a hash with a purpose of its own. */
	static const char purpose[] = "postern quarantine key id";
	uint8_t hash[crypto_generichash_BYTES_MIN];
	crypto_generichash(hash, sizeof hash, (const uint8_t *)purpose, sizeof purpose, secret, KEY_OCTETS);
	memcpy(k->id[k->count++], hash, KEY_ID_OCTETS);
	return true;
}

static int
read_lines(struct keys *k, struct bytes rest, const char *path, struct why *why)
{
	struct bytes line;
	for (unsigned number = 1; bytes_cut(&rest, '\n', &line); number++) {
		line = bytes_trim(bytes_to(line, bytes_find_octet(line, '#')));
		if (line.len != 0 && !read_key(k, line))
			return why_set(why, FAULT_CONFIG, "%s:%u: not a key of 64 hexadecimal digits", path, number);
	}
	return k->count != 0 ? 0 : why_set(why, FAULT_CONFIG, "%s: has no key", path);
}

int
keys_read(const char *path, struct keys **out, struct why *why)
{
	must(sodium_init() >= 0);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	if (fd < 0)
		return why_set(why, FAULT_CONFIG, "%s: %s", path, strerror(errno));
	uint8_t *text = sodium_malloc(FILE_MAX);
	struct keys *k = sodium_malloc(sizeof *k);
	must(text != NULL && k != NULL);
	sodium_memzero(k, sizeof *k);
	int fault = check_file(fd, path, why);
	ssize_t len = fault == 0 ? read(fd, text, FILE_MAX) : 0;
	if (fault == 0 && (len < 0 || len == FILE_MAX))
		fault = why_set(why, FAULT_CONFIG, "%s: cannot be read, or is no key file", path);
	if (fault == 0)
		fault = read_lines(k, bytes_of(text, (size_t)len), path, why);
	close(fd);
	sodium_free(text);
	if (fault != 0) {
		keys_free(k);
		return fault;
	}
	sodium_mprotect_readonly(k);
	*out = k;
	return 0;
}

void
keys_free(struct keys *k)
{
	if (k != NULL)
		sodium_free(k);
}

const uint8_t *
keys_current(const struct keys *k, const uint8_t **out_id)
{
	*out_id = k->id[0];
	return k->secret[0];
}

const uint8_t *
keys_find(const struct keys *k, const uint8_t id[KEY_ID_OCTETS])
{
	for (size_t i = 0; k != NULL && i < k->count; i++)
		if (memcmp(k->id[i], id, KEY_ID_OCTETS) == 0)
			return k->secret[i];
	return NULL;
}
