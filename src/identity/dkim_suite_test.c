/* The messages of Mail::DKIM's test corpus, when $POSTERN_SHARED holds them, named after what they must give. */
#include <dirent.h>

#include "base/buf.h"
#include "identity/dkim.h"

#include "lib/check.h"
#include "lib/suite.h"
#include "lib/zone.h"

/* What the names demand and RFC 6376 forbids: docs/identity.md argues each. */
static const char *const otherwise[] = {
	/* no bh=, which RFC 6376 s3.5 demands: drafts of 2006 hashed the body together with the header */
	"good_ietf00_1.txt", "good_ietf00_2.txt", "good_ietf00_3.txt", "good_ietf00_4.txt", "good_ietf00_5.txt",
	/* g= of RFC 4871 is gone (RFC 6376 appendix E), and s3.6.1 has unknown tags ignored */
	"badkey_8.txt", "badkey_9.txt", "badkey_12.txt", "badkey_13.txt",
	NULL,
};

static void
load_zone(struct zone *z, const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t room = 0;
	assert_non_null(f);
	for (ssize_t n; (n = getline(&line, &room, f)) > 0;) {
		struct bytes rest = bytes_trim(bytes_of(line, (size_t)n)), name;
		if (rest.len == 0 || rest.at[0] == '#' || !bytes_cut(&rest, ' ', &name))
			continue;
		rest = bytes_trim(rest);
		if (bytes_starts(rest, BYTES("NXDOMAIN")))
			continue;
		enum dns_status status = bytes_has(rest, BYTES("timed out")) ? DNS_TIMEOUT
		    : bytes_has(rest, BYTES("SERVFAIL"))                     ? DNS_SERVFAIL
									       : DNS_OK;
		zone_add(z, name, status == DNS_OK ? DNS_TXT : 0, 0,
		    bytes_equal(rest, BYTES("\"\"")) ? BYTES_NONE : rest, status);
	}
	free(line);
	(void)fclose(f);
}

static struct bytes
load(const char *path, struct arena *arena)
{
	struct buf b;
	struct bytes out;
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	buf_init(&b, (size_t)1 << 20);
	for (size_t n; (n = fread(buf_reserve(&b, 4096), 1, 4096, f)) != 0;)
		b.len += n;
	(void)fclose(f);
	assert_true(arena_copy(arena, buf_bytes(&b), &out));
	buf_done(&b);
	return out;
}

/* The best of the message's signatures. */
static enum dkim_status
judge(struct bytes message, const struct zone *z, uint32_t options, struct arena *arena, struct bytes *out_reason)
{
	struct dkim_collected c;
	struct dns_book book = { .arena = arena };
	struct dkim_result r;
	enum dkim_status best = DKIM_NONE;
	assert_int_equal(dkim_collect(message, options, arena, &c), 0);
	for (size_t i = 0; i < c.signatures.count; i++) {
		while (dkim_judge(&c.signatures.at[i], 1700000000, options, &book, arena, &r) == 0)
			assert_true(zone_answer(z, &book) > 0);
		if (best != DKIM_PASS) {
			best = r.status;
			*out_reason = r.reason;
		}
	}
	return best;
}

static bool
is_good(const char *name, enum dkim_status got)
{
	if (strstr(name, "_dk_") != NULL || strncmp(name, "dk_", 3) == 0)
		return got == DKIM_NONE; /* DomainKeys */
	if (strcmp(name, "badkey_14.txt") == 0 || strcmp(name, "badkey_15.txt") == 0)
		return got == DKIM_TEMPERROR;
	if (strncmp(name, "bad", 3) == 0 || strncmp(name, "ignore", 6) == 0)
		return got != DKIM_PASS && got != DKIM_NONE && got != DKIM_TEMPERROR;
	return got == DKIM_PASS;
}

static void
the_corpus_gives_what_its_names_say(void **state)
{
	char path[512], file[900];
	size_t total = 0, same = 0, argued = 0, passed_now = 0;
	if (suite_path("dkim/corpus", path) == NULL) {
		print_message("no DKIM corpus here\n");
		skip();
	}
	struct arena *arena = arena_new((size_t)64 << 20);
	struct zone z = { .arena = arena };
	(void)snprintf(file, sizeof file, "%s/../FAKE_DNS.dat", path);
	load_zone(&z, file);
	DIR *d = opendir(path);
	assert_non_null(d);
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		if (e->d_name[0] == '.')
			continue;
		struct bytes reason = BYTES_NONE;
		(void)snprintf(file, sizeof file, "%s/%s", path, e->d_name);
		struct bytes message = load(file, arena);
		enum dkim_status got = judge(message, &z, DKIM_OLD, arena, &reason);
		bool good = is_good(e->d_name, got), differs = false;
		for (size_t i = 0; otherwise[i] != NULL; i++)
			differs |= strcmp(otherwise[i], e->d_name) == 0;
		if (!good && !differs)
			print_error("%s: %s (%.*s)\n", e->d_name, dkim_status_names[got], BYTES_ARGS(reason));
		total++;
		same += good;
		argued += differs && !good;
		passed_now += judge(message, &z, 0, arena, &reason) == DKIM_PASS;
	}
	(void)closedir(d);
	arena_free(arena);
	print_message("DKIM corpus: %zu of %zu as named, %zu otherwise for reasons; %zu pass today\n", same, total,
	    argued, passed_now);
	assert_int_equal(same + argued, total);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_corpus_gives_what_its_names_say),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
