#include "ioc/ioc.h"

#include <unistd.h>

#include "base/must.h"
#include "lib/check.h"
#include "url/parse.h"

struct desk {
	struct ioc *list;
	struct ioc_report report;
};

static void
begin(struct desk *d, const char *text)
{
	*d = (struct desk){ .list = ioc_new() };
	ioc_read(d->list, BYTES("list"), bytes_of_cstr(text), true, &d->report);
}

static bool
has(const struct desk *d, enum ioc_kind kind, const char *value)
{
	struct bytes note;
	return ioc_find(d->list, kind, bytes_of_cstr(value), &note);
}

static bool
has_url(const struct desk *d, const char *url)
{
	struct arena *a = arena_new(1 << 20);
	struct url u;
	struct bytes note;
	url_parse(bytes_of_cstr(url), a, &u);
	bool found = ioc_find(d->list, IOC_URL, u.text, &note);
	arena_free(a);
	return found;
}

static void
each_kind_is_known_by_its_form(void **state)
{
	struct desk d;
	uint8_t digest[32] = { 0x9f, 0x86 };
	struct bytes note;
	begin(&d, "\xef\xbb\xbf# a feed\r\n"
	          "9F86000000000000000000000000000000000000000000000000000000000000 dropper of case 12\r\n"
	          "https://Evil.example/login.php?a=1#x   kit\n"
	          "\n"
	          "bad.example # the whole domain\n"
	          "203.0.113.0/24\n2001:db8::/48\n198.51.100.7\n"
	          "CEO@Fraud.example\n");
	assert_int_equal(d.report.mistake_count, 0);
	assert_true(ioc_find(d.list, IOC_HASH, bytes_of(digest, 32), &note));
	check_text(note, "dropper of case 12");
	digest[31] = 1;
	assert_false(ioc_find(d.list, IOC_HASH, bytes_of(digest, 32), &note));

	assert_true(has_url(&d, "http://evil.example/login.php?a=1"));
	assert_true(has_url(&d, "https://evil.example:443/login.php?a=1#other"));
	assert_false(has_url(&d, "https://evil.example/login.php"));
	assert_false(has_url(&d, "https://evil.example/Login.php?a=1"));

	assert_true(ioc_find(d.list, IOC_DOMAIN, BYTES("www.bad.example"), &note));
	check_text(note, "the whole domain");
	assert_true(has(&d, IOC_DOMAIN, "bad.example"));
	assert_false(has(&d, IOC_DOMAIN, "notbad.example"));
	assert_false(has(&d, IOC_DOMAIN, "example"));

	assert_true(has(&d, IOC_IP, "203.0.113.255"));
	assert_false(has(&d, IOC_IP, "203.0.114.1"));
	assert_true(has(&d, IOC_IP, "198.51.100.7"));
	assert_false(has(&d, IOC_IP, "198.51.100.8"));
	assert_true(has(&d, IOC_IP, "2001:db8::1"));
	assert_true(has(&d, IOC_IP, "[2001:db8:0:1::1]"));
	assert_false(has(&d, IOC_IP, "2001:db8:1::1"));
	assert_false(has(&d, IOC_IP, "bad.example"));

	assert_true(has(&d, IOC_ADDRESS, "ceo@fraud.EXAMPLE"));
	assert_false(has(&d, IOC_ADDRESS, "cfo@fraud.example"));
	/* a kind is never another */
	assert_false(has(&d, IOC_DOMAIN, "fraud.example"));
	ioc_free(d.list);
}

/* By their length alone; and the dissectors are asked for those hashes only where the list has some. */
static void
old_hashes_are_known_too_and_told_of(void **state)
{
	struct desk d;
	uint8_t digest[32] = { 0xd4, 0x1d };
	struct bytes note;
	begin(&d, "9f86000000000000000000000000000000000000000000000000000000000000\n");
	assert_false(ioc_has_old_hashes(d.list));
	ioc_free(d.list);
	begin(&d, "D41d0000000000000000000000000000 an old feed\n9f86000000000000000000000000000000000000\n");
	assert_int_equal(d.report.mistake_count, 0);
	assert_true(ioc_has_old_hashes(d.list));
	assert_true(ioc_find(d.list, IOC_HASH, bytes_of(digest, 16), &note));
	check_text(note, "an old feed");
	assert_false(ioc_find(d.list, IOC_HASH, bytes_of(digest, 20), &note));
	assert_false(ioc_find(d.list, IOC_HASH, bytes_of(digest, 32), &note));
	digest[0] = 0x9f;
	digest[1] = 0x86;
	assert_true(ioc_find(d.list, IOC_HASH, bytes_of(digest, 20), &note));
	ioc_free(d.list);
}

static void
defanged_and_foreign_ones_are_read_as_meant(void **state)
{
	struct desk d;
	begin(&d, "hxxps://evil[.]example/a\nbad[.]example\n*.worse.example\nx[@]y.example\n192[.]0[.]2[.]1\nb\xc3\xbc""cher.example\nEVIL2.example.\n"
	          "kit.example/path\n");
	assert_int_equal(d.report.mistake_count, 0);
	assert_true(has_url(&d, "http://evil.example/a"));
	assert_true(has(&d, IOC_DOMAIN, "bad.example"));
	assert_true(has(&d, IOC_DOMAIN, "a.worse.example"));
	assert_true(has(&d, IOC_ADDRESS, "x@y.example"));
	assert_true(has(&d, IOC_IP, "192.0.2.1"));
	assert_true(has(&d, IOC_DOMAIN, "xn--bcher-kva.example"));
	assert_true(has(&d, IOC_DOMAIN, "evil2.example"));
	assert_true(has_url(&d, "https://kit.example/path"));
	ioc_free(d.list);
}

static void
each_mistake_has_its_line_and_the_rest_is_used(void **state)
{
	static const struct {
		const char *line;
		enum ioc_wrong wrong;
	} cases[] = {
		{ "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f", IOC_OTHER_HASH },
		{ "10.0.0.0/7", IOC_TOO_WIDE },
		{ "2001::/16", IOC_TOO_WIDE },
		{ "10.0.0.1/8", IOC_HOST_BITS },
		{ "com.cn", IOC_SUFFIX },
		{ "word", IOC_UNKNOWN },
		{ "@example.com", IOC_UNKNOWN },
		{ "http://", IOC_UNKNOWN },
		{ "two words\xff", IOC_NOT_UTF8 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct desk d;
		char text[300];
		(void)snprintf(text, sizeof text, "good.example\n%s\nbad.example\n", cases[i].line);
		begin(&d, text);
		if (d.report.mistake_count != 1)
			print_error("%s\n", cases[i].line);
		assert_int_equal(d.report.mistake_count, 1);
		assert_int_equal(d.report.mistakes[0].line, 2);
		assert_int_equal(d.report.mistakes[0].wrong, cases[i].wrong);
		assert_true(has(&d, IOC_DOMAIN, "good.example") && has(&d, IOC_DOMAIN, "bad.example"));
		ioc_free(d.list);
	}
}

static void
every_mistake_has_a_sentence_in_both_languages(void **state)
{
	for (int i = 0; i < IOC_WRONG_COUNT; i++) {
		assert_true(strlen(ioc_say((enum ioc_wrong)i, LANGUAGE_EN)) > 5);
		assert_true((unsigned char)ioc_say((enum ioc_wrong)i, LANGUAGE_ZH)[strlen(ioc_say((enum ioc_wrong)i, LANGUAGE_ZH)) - 1] != 0);
		assert_string_not_equal(ioc_say((enum ioc_wrong)i, LANGUAGE_EN), ioc_say((enum ioc_wrong)i, LANGUAGE_ZH));
	}
}

static void
what_everybody_registers_under_never_matches(void **state)
{
	struct desk d = { .list = ioc_new() };
	ioc_read(d.list, BYTES("list"), BYTES("com.cn\nco.uk\nuk\n"), false, &d.report);
	assert_false(has(&d, IOC_DOMAIN, "somebody.com.cn"));
	assert_false(has(&d, IOC_DOMAIN, "www.somebody.co.uk"));
	ioc_free(d.list);
}

static void
a_file_that_is_missing_is_told(void **state)
{
	struct desk d = { .list = ioc_new() };
	ioc_read_file(d.list, BYTES("/nonexistent/ioc.txt"), false, &d.report);
	assert_int_equal(d.report.mistake_count, 1);
	assert_int_equal(d.report.mistakes[0].line, 0);
	assert_int_equal(d.report.mistakes[0].wrong, IOC_NO_FILE);
	ioc_free(d.list);
}

/* A million of each sort of line: read, found, and nothing found that is not there. */
static void
a_million_entries_are_read_and_found(void **state)
{
	enum { COUNT = 1000000 };
	struct buf text;
	struct desk d = { .list = ioc_new() };
	struct bytes note;
	char name[60];
	buf_init(&text, (size_t)256 << 20);
	for (int i = 0; i < COUNT; i++)
		buf_addf(&text, i % 2 ? "host%d.bad%d.example case %d\n" : "https://h%d.example/p/%d case %d\n", i, i, i);
	double begin_s = check_cpu_seconds();
	ioc_read(d.list, BYTES("list"), buf_bytes(&text), false, &d.report);
	double read_s = check_cpu_seconds() - begin_s;
	assert_int_equal(d.report.mistake_count, 0);
	assert_int_equal(ioc_count(d.list, IOC_DOMAIN) + ioc_count(d.list, IOC_URL), COUNT);
	begin_s = check_cpu_seconds();
	for (int i = 0; i < COUNT; i++) {
		int len = snprintf(name, sizeof name, i % 2 ? "host%d.bad%d.example" : "https://h%d.example/p/%d", i, i);
		if (!ioc_find(d.list, i % 2 ? IOC_DOMAIN : IOC_URL, bytes_of((const uint8_t *)name, (size_t)len), &note))
			fail_msg("%s is not found", name);
	}
	double find_s = check_cpu_seconds() - begin_s;
	for (int i = 0; i < COUNT; i++) {
		int len = snprintf(name, sizeof name, "https://g%d.example/p/%d", i, i);
		if (ioc_find(d.list, IOC_URL, bytes_of((const uint8_t *)name, (size_t)len), &note))
			fail_msg("%s is found", name);
	}
	print_message("%d entries: %.2f s to read, %.2f us to find one\n", COUNT, read_s, find_s * 1e6 / COUNT);
	buf_done(&text);
	ioc_free(d.list);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(each_kind_is_known_by_its_form),
		cmocka_unit_test(old_hashes_are_known_too_and_told_of),
		cmocka_unit_test(defanged_and_foreign_ones_are_read_as_meant),
		cmocka_unit_test(each_mistake_has_its_line_and_the_rest_is_used),
		cmocka_unit_test(every_mistake_has_a_sentence_in_both_languages),
		cmocka_unit_test(what_everybody_registers_under_never_matches),
		cmocka_unit_test(a_file_that_is_missing_is_told),
		cmocka_unit_test(a_million_entries_are_read_and_found),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
