#include "smtp/sts.h"

#include "dns/name.h"
#include "smtp/tls.h"

const char *const sts_mode_names[STS_MODE_COUNT] = { "none", "testing", "enforce" };

#define VERSION "STSv1"

/* "v=STSv1; id=20160831085700Z;" */
static int
read_record(struct bytes text, char out_id[STS_ID_MAX + 1])
{
	struct bytes rest = text, pair;
	int fault = FAULT_INPUT;
	(void)bytes_cut(&rest, ';', &pair); /* the version */
	while (bytes_cut(&rest, ';', &pair)) {
		pair = bytes_trim(pair);
		if (!bytes_starts(pair, BYTES("id=")) || fault == 0)
			continue;
		struct bytes id = bytes_from(pair, 3);
		if (id.len == 0 || id.len > STS_ID_MAX)
			return FAULT_INPUT;
		for (size_t i = 0; i < id.len; i++)
			if (!ascii_is_alnum(id.at[i]))
				return FAULT_INPUT;
		memcpy(out_id, id.at, id.len);
		out_id[id.len] = '\0';
		fault = 0;
	}
	return fault;
}

int
sts_record_read(const struct dns_answer *answer, char out_id[STS_ID_MAX + 1])
{
	struct bytes found = BYTES_NONE;
	size_t count = 0;
	for (size_t i = 0; i < answer->records.count; i++) {
		struct bytes text = answer->records.at[i].data, version = bytes_trim(bytes_to(text, bytes_find_octet(text, ';')));
		if (!bytes_equal(version, BYTES("v=" VERSION)))
			continue;
		found = text;
		count++;
	}
	return count == 1 ? read_record(found, out_id) : FAULT_ABSENT;
}

/* A host name, perhaps with one "*." in front, in lower case. */
static int
add_mx(struct bytes value, struct arena *arena, struct sts_policy *out)
{
	uint8_t name[DNS_NAME_MAX];
	size_t len;
	bool is_wild = bytes_starts(value, BYTES("*."));
	if (dns_name_read(bytes_from(value, is_wild ? 2 : 0), name, &len) != 0 || !dns_name_is_host(bytes_of(name, len)))
		return FAULT_INPUT;
	if (out->mx.count == STS_MX_MAX)
		return FAULT_LIMIT;
	struct bytes *mx = LIST_ADD(arena, &out->mx);
	uint8_t *text = arena_get(arena, len + 2, 1);
	if (mx == NULL || text == NULL)
		return FAULT_LIMIT;
	memcpy(text, "*.", 2);
	memcpy(text + 2, name, len);
	*mx = is_wild ? bytes_of(text, len + 2) : bytes_of(text + 2, len);
	return 0;
}

struct seen {
	bool version, mode, age;
};

static int
take(struct bytes key, struct bytes value, struct seen *seen, struct arena *arena, struct sts_policy *out)
{
	uint64_t age;
	if (bytes_equal(key, BYTES("version")) && !seen->version) {
		seen->version = true;
		return bytes_equal(value, BYTES(VERSION)) ? 0 : FAULT_INPUT;
	}
	if (bytes_equal(key, BYTES("mode")) && !seen->mode) {
		seen->mode = true;
		for (int i = 0; i < STS_MODE_COUNT; i++) {
			if (bytes_equal(value, bytes_of_cstr(sts_mode_names[i]))) {
				out->mode = (enum sts_mode)i;
				return 0;
			}
		}
		return FAULT_INPUT;
	}
	if (bytes_equal(key, BYTES("max_age")) && !seen->age) {
		seen->age = true;
		if (value.len > 10 || bytes_number(value, UINT64_MAX, &age) != 0)
			return FAULT_INPUT;
		out->max_age = age < STS_AGE_MAX ? (uint32_t)age : STS_AGE_MAX;
		return 0;
	}
	return bytes_equal(key, BYTES("mx")) ? add_mx(value, arena, out) : 0;
}

int
sts_policy_read(struct bytes text, struct arena *arena, struct sts_policy *out)
{
	struct seen seen = { false, false, false };
	struct bytes line;
	*out = (struct sts_policy){ 0 };
	if (text.len > STS_POLICY_MAX)
		return FAULT_LIMIT;
	while (bytes_cut(&text, '\n', &line)) {
		line = bytes_trim(line);
		if (line.len == 0)
			continue;
		size_t colon = bytes_find_octet(line, ':');
		if (colon == BYTES_NOT_FOUND || colon == 0)
			return FAULT_INPUT;
		int fault = take(bytes_to(line, colon), bytes_trim(bytes_from(line, colon + 1)), &seen, arena, out);
		if (fault != 0)
			return fault;
	}
	bool is_whole = seen.version && seen.mode && seen.age && (out->mode == STS_NONE || out->mx.count != 0);
	return is_whole ? 0 : FAULT_INPUT;
}

bool
sts_has_mx(const struct sts_policy *p, struct bytes host)
{
	if (bytes_ends(host, BYTES(".")))
		host = bytes_to(host, host.len - 1);
	for (size_t i = 0; i < p->mx.count; i++)
		if (tls_name_fits(p->mx.at[i], host))
			return true;
	return false;
}
