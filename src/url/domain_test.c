#include "url/domain.h"

#include "lib/check.h"

/* Between single quotes, from *AT on; NULL for the word null. */
static char *
argument(char **at)
{
	char *p = *at + strspn(*at, "( ,");
	if (*p != '\'') {
		*at = p + strcspn(p, ",)");
		return NULL;
	}
	char *end = strchr(p + 1, '\'');
	assert_non_null(end);
	*end = '\0';
	*at = end + 1;
	return p + 1;
}

static void
the_public_suffix_suite_passes(void **state)
{
	const char *shared = getenv("POSTERN_SHARED");
	char path[4096], line[512];
	(void)snprintf(path, sizeof path, "%s/suites/psl/test_psl.txt", shared != NULL ? shared : "../shared");
	FILE *f = fopen(path, "r");
	if (f == NULL) {
		print_message("skipped: %s is not there\n", path);
		skip();
	}
	size_t count = 0;
	while (fgets(line, sizeof line, f) != NULL) {
		if (strncmp(line, "checkPublicSuffix(", 18) != 0)
			continue;
		char *at = line + 17;
		char *host = argument(&at), *want = argument(&at);
		struct bytes got = domain_registrable(bytes_of_cstr(host));
		if (!bytes_equal_nocase(got, bytes_of_cstr(want)))
			fail_msg("%s: got %.*s, want %s", host, BYTES_ARGS(got), want != NULL ? want : "null");
		count++;
	}
	(void)fclose(f);
	assert_true(count > 70);
}

static void
owners_are_found(void **state)
{
	static const struct {
		const char *host, *own, *suffix;
		bool listed;
	} cases[] = {
		{ "www.example.com", "example.com", "com", true },
		{ "WWW.Example.COM", "Example.COM", "COM", true },
		{ "a.b.example.com.cn", "example.com.cn", "com.cn", true },
		{ "user.github.io", "user.github.io", "github.io", true },
		{ "mail.xn--fiqs8s", "mail.xn--fiqs8s", "xn--fiqs8s", true },
		{ "com.cn", "", "com.cn", false },
		{ "report.doc", "report.doc", "doc", false },
		{ "localhost", "", "localhost", false },
		{ "192.0.2.1", "", "", false },
		{ "[2001:db8::1]", "", "", false },
		{ "", "", "", false },
		{ ".example.com", "", "", false },
		{ "a..example.com", "", "", false },
	};
	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
			struct bytes host = bytes_of_cstr(cases[i].host);
			check_text(domain_registrable(host), cases[i].own);
			check_text(domain_suffix(host), cases[i].suffix);
			assert_int_equal(domain_is_listed(host), cases[i].listed);
		}
	check_text(domain_label(BYTES("www.example.co.uk")), "example");
	assert_true(domain_is_tld(BYTES("com")));
	assert_true(domain_is_tld(BYTES("CN")));
	assert_false(domain_is_tld(BYTES("doc")));
	assert_false(domain_is_tld(BYTES("co.uk")));
}

static void
a_name_of_253_octets_has_an_owner_and_254_has_none(void **state)
{
	char host[255];
	memset(host, 'a', sizeof host);
	memcpy(host + 253 - 8, ".abc.com", 8);
	assert_int_equal(domain_registrable(bytes_of(host, 253)).len, 7);
	memset(host, 'a', sizeof host);
	memcpy(host + 254 - 8, ".abc.com", 8);
	assert_int_equal(domain_registrable(bytes_of(host, 254)).len, 0);
}

static void
addresses_are_no_names(void **state)
{
	assert_true(domain_is_ip(BYTES("192.0.2.1")));
	assert_true(domain_is_ip(BYTES("[::1]")));
	assert_false(domain_is_ip(BYTES("192.0.2.1.example")));
	assert_false(domain_is_ip(BYTES("192.0.2.256")));
	assert_false(domain_is_ip(BYTES("::1")));
	assert_false(domain_is_ip(BYTES("[192.0.2.1]")));
	assert_false(domain_is_ip(BYTES("")));
}

int
main(void)
{
	domain_preload();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_public_suffix_suite_passes),
		cmocka_unit_test(owners_are_found),
		cmocka_unit_test(a_name_of_253_octets_has_an_owner_and_254_has_none),
		cmocka_unit_test(addresses_are_no_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
