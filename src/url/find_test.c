#include "url/find.h"


#include "base/fault.h"
#include "lib/check.h"
#include "url/domain.h"

/* The text, and what is found in it, separated by spaces ("@" before a mailbox, "~" before joined lines). */
static const struct {
	const char *text, *want;
} cases[] = {
	{ "see http://example.com/a for more", "http://example.com/a" },
	{ "http://example.com", "http://example.com" },
	{ "see http://example.com.", "http://example.com" },
	{ "see http://example.com/a, http://example.net/b; and more", "http://example.com/a http://example.net/b" },
	{ "http://example.com,http://example.net", "http://example.com http://example.net" },
	{ "(http://example.com/a)", "http://example.com/a" },
	{ "(see http://example.com/a_(b))", "http://example.com/a_(b)" },
	{ "[http://example.com/a]", "http://example.com/a" },
	{ "\"http://example.com/a\"", "http://example.com/a" },
	{ "href='http://example.com/a' x", "http://example.com/a" },
	{ "href='http://example.com' x", "http://example.com" },
	{ "<http://example.com/a>", "http://example.com/a" },
	{ "<http://example.com/a\r\n b/c>", "~http://example.com/ab/c" },
	{ "<http://example.com/a\n  b\n  c> tail", "~http://example.com/abc" },
	{ "<http://example.com/a b\nc>", "http://example.com/a" },
	{ "http://example.com/a?b=c&d=e#f!", "http://example.com/a?b=c&d=e#f" },
	{ "Is it http://example.com?", "http://example.com" },
	{ "HTTPS://EXAMPLE.COM/A", "HTTPS://EXAMPLE.COM/A" },
	{ "ftp://example.com/a", "ftp://example.com/a" },
	{ "http:/example.com/x", "http:/example.com/x" },
	{ "http:\\\\example.com\\x y", "http:\\\\example.com\\x" },
	{ "https:///example.com/x", "https:///example.com/x" },
	{ "http: nothing", "" },
	{ "http:// nothing", "" },
	{ "note: nothing", "" },
	{ "file://server/share/x", "file://server/share/x" },
	{ "mailto:a@example.com?subject=x", "mailto:a@example.com?subject=x" },
	{ "ms-word:ofe|u|x search-ms:query=x", "ms-word:ofe search-ms:query=x" },
	{ "http://user@example.com/x", "http://user@example.com/x" },
	{ "http://bank.com@evil.example/x", "http://bank.com@evil.example/x" },
	{ "http://192.0.2.1/x http://3221225985/", "http://192.0.2.1/x http://3221225985/" },
	{ "http://[2001:db8::1]/x", "http://[2001:db8::1]/x" },
	{ "http://example.com:8080", "http://example.com:8080" },
	{ "http://localhost:8080/x", "http://localhost:8080/x" },
	/* bare names */
	{ "go to www.example.com now", "www.example.com" },
	{ "www.example.com/a?b=c.", "www.example.com/a?b=c" },
	{ "example.com", "example.com" },
	{ "Example.COM/Login", "Example.COM/Login" },
	{ "sub.example.co.uk:8080/x", "sub.example.co.uk:8080/x" },
	{ "example.com.Thanks for reading", "example.com" },
	{ "end.The next", "" },
	{ "it is done.It works", "" },
	{ "e.g. this, i.e. that, U.S. and p.m.", "" },
	{ "report.doc main.c a.out README.md install.sh x.zip lib.so", "" },
	{ "README.md/x", "README.md/x" },
	{ "www.readme.md", "www.readme.md" },
	{ "3.14 1.2.3 10.am 12.30pm v1.2.3.4", "" },
	{ "192.0.2.1 is an address", "" },
	{ "192.0.2.1/login 192.0.2.1:8080", "192.0.2.1/login 192.0.2.1:8080" },
	{ "163.com 126.com", "163.com 126.com" },
	{ "a.example.com/b,c.example.net/d", "a.example.com/b,c.example.net/d" },
	{ "xn--fsqu00a.xn--fiqs8s", "xn--fsqu00a.xn--fiqs8s" },
	{ "\xD0\xB0pple.com", "\xD0\xB0pple.com" },
	{ "...", "" },
	{ "a..b", "" },
	{ ".com", "" },
	/* mailboxes */
	{ "mail alice@example.com now", "@alice@example.com" },
	{ "first.last+tag@example.com.", "@first.last+tag@example.com" },
	{ "<alice@example.com>", "@alice@example.com" },
	{ "alice@localhost", "" },
	{ "@example.com", "" },
	{ "alice@example.com,bob@example.net", "@alice@example.com @bob@example.net" },
	{ "bank.com@evil.com/login", "bank.com@evil.com/login" },
	{ "\xE9\x82\xAE\xE7\xAE\xB1" "alice@example.cn\xE3\x80\x82", "@alice@example.cn" },
	/* Chinese around */
	{ "\xE8\xAF\xB7\xE7\x82\xB9\xE5\x87\xBBhttp://x.cn/a\xE3\x80\x82\xE8\xB0\xA2\xE8\xB0\xA2", "http://x.cn/a" },
	{ "\xE8\xAF\xB7\xE7\x82\xB9\xE5\x87\xBBhttp://x.cn\xE3\x80\x82\xE8\xB0\xA2\xE8\xB0\xA2", "http://x.cn" },
	{ "http://x.cn\xE8\xB0\xA2\xE8\xB0\xA2", "http://x.cn" },
	{ "http://x.cn\xEF\xBC\x8C\xE8\xB0\xA2", "http://x.cn" },
	{ "http://x.cn/a\xE8\xB0\xA2\xE8\xB0\xA2", "http://x.cn/a" },
	{ "\xEF\xBC\x88http://x.cn/a\xEF\xBC\x89", "http://x.cn/a" },
	{ "\xE3\x80\x8Ahttp://x.cn/a\xE3\x80\x8B", "http://x.cn/a" },
	{ "\xE7\xBD\x91\xE5\x9D\x80www.x.cn\xE8\xB0\xA2", "www.x.cn" },
	{ "\xE7\xBD\x91\xE5\x9D\x80www.x.cn\xE3\x80\x82\xE8\xB0\xA2", "www.x.cn" },
	{ "\xE7\xBD\x91\xE5\x9D\x80\xEF\xBC\x9Awww.x.cn/a\xE3\x80\x81www.y.cn", "www.x.cn/a www.y.cn" },
	{ "http://\xE4\xBE\x8B\xE5\xAD\x90.\xE4\xB8\xAD\xE5\x9B\xBD/x", "http://\xE4\xBE\x8B\xE5\xAD\x90.\xE4\xB8\xAD\xE5\x9B\xBD/x" },
	{ "http\xEF\xBC\x9A//x.cn/a", "http\xEF\xBC\x9A//x.cn/a" },
	{ "http\xEF\xBC\x9A\xEF\xBC\x8F\xEF\xBC\x8Fx.cn", "http\xEF\xBC\x9A\xEF\xBC\x8F\xEF\xBC\x8Fx.cn" },
	{ "www\xE3\x80\x82" "example\xE3\x80\x82" "cn", "www\xE3\x80\x82" "example\xE3\x80\x82" "cn" },
	{ "www\xEF\xBC\x8E" "example\xEF\xBC\x8E" "cn/a", "www\xEF\xBC\x8E" "example\xEF\xBC\x8E" "cn/a" },
	{ "\xEF\xBD\x97\xEF\xBD\x97\xEF\xBD\x97\xEF\xBC\x8Ex\xEF\xBC\x8E" "cn", "\xEF\xBD\x97\xEF\xBD\x97\xEF\xBD\x97\xEF\xBC\x8Ex\xEF\xBC\x8E" "cn" },
	{ "\xE4\xBD\xA0\xE5\xA5\xBD\xE3\x80\x82\xE5\x86\x8D\xE8\xA7\x81\xE3\x80\x82", "" },
	{ "\xE5\xAE\x8C\xE6\x88\x90\xE3\x80\x82OK", "" },
	{ "alice\xEF\xBC\xA0" "example.cn", "@alice\xEF\xBC\xA0" "example.cn" },
	/* hidden and defanged */
	{ "www.exam\xE2\x80\x8Bple.com", "www.exam\xE2\x80\x8Bple.com" },
	{ "ht\xE2\x80\x8Btp://example.com", "ht\xE2\x80\x8Btp://example.com" },
	{ "hxxp://example.com/a", "hxxp://example.com/a" },
	{ "hxxps[:]//example[.]com/a b", "hxxps[:]//example[.]com/a" },
	{ "h**p://example.com/a", "h**p://example.com/a" },
	{ "example[.]com and example(dot)net", "example[.]com example(dot)net" },
	{ "192[.]0[.]2[.]1/x", "192[.]0[.]2[.]1/x" },
	{ "array[.] f(.) [dot]", "" },
	{ "linkhttp://example.com/", "http://example.com/" },
	{ "end.http://example.com/", "http://example.com/" },
	{ "http://example.comhttps://example.net/x", "http://example.com https://example.net/x" },
	{ "http://https.example.com/", "http://https.example.com/" },
};

static void
texts_give_their_links(void **state)
{
	struct arena *a = arena_new((size_t)4 << 20);
	bool failed = false;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct url_founds found = { 0 };
		char got[1024] = "";
		assert_int_equal(url_find(bytes_of_cstr(cases[i].text), a, 0, &found), 0);
		for (size_t k = 0; k < found.count; k++) {
			size_t len = strlen(got);
			(void)snprintf(got + len, sizeof got - len, "%s%s%s%.*s", k != 0 ? " " : "",
			    found.at[k].kind == URL_FOUND_MAIL ? "@" : "", found.at[k].is_wrapped ? "~" : "",
			    BYTES_ARGS(found.at[k].raw));
		}
		if (strcmp(got, cases[i].want) != 0) {
			failed = true;
			print_error("%s\n  got  %s\n  want %s\n", cases[i].text, got, cases[i].want);
		}
	}
	arena_free(a);
	if (failed)
		fail();
}

static void
a_flood_of_links_is_cut_at_the_ceiling(void **state)
{
	struct arena *a = arena_new((size_t)8 << 20);
	static char text[(URL_FIND_MAX + 1) * 12];
	for (size_t i = 0; i <= URL_FIND_MAX; i++)
		memcpy(text + i * 12, "http://x.cn ", 12);
	struct url_founds at_limit = { 0 }, over = { 0 };
	assert_int_equal(url_find(bytes_of(text, URL_FIND_MAX * 12), a, 0, &at_limit), 0);
	assert_int_equal(at_limit.count, URL_FIND_MAX);
	assert_int_equal(url_find(bytes_of(text, sizeof text), a, 0, &over), FAULT_LIMIT);
	assert_int_equal(over.count, URL_FIND_MAX);
	arena_free(a);
}

static double
seconds_for(const char *unit, size_t size)
{
	struct arena *a = arena_new((size_t)32 << 20);
	char *text = malloc(size);
	size_t len = strlen(unit);
	for (size_t i = 0; i < size; i++)
		text[i] = unit[i % len];
	struct url_founds found = { 0 };
	double from = check_cpu_seconds();
	(void)url_find(bytes_of(text, size), a, SIZE_MAX, &found);
	double took = check_cpu_seconds() - from;
	free(text);
	arena_free(a);
	return took;
}

static void
hostile_texts_take_linear_time(void **state)
{
	static const char *const units[] = { "a.", "a.b@", "<http://", "http:/", "@", "a@", "http://a", "(.", "x[.]y",
		"\xE3\x80\x82", ("\xEF\xBC\x8E" "a"), "www.", "a.com", "a.com.", "<http://a\n", "((((", "http://x/(",
		"\xE4\xB8\xAD.", "http://\xE4\xB8\xAD", "a:", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"\xE2\x80\x8B", "\xE2\x80\x8B:" };
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		/* 1 MiB within a second is three orders of magnitude from quadratic, and slow machines pass. */
		double took = seconds_for(units[i], (size_t)1 << 20);
		if (took > 3)
			fail_msg("%s: %.2f s", units[i], took);
	}
}

static void
anchors_show_their_host(void **state)
{
	static const struct {
		const char *text, *want;
	} anchors[] = {
		{ "Click here", "" },
		{ "www.Bank.com", "www.bank.com" },
		{ " https://bank.com/login ", "bank.com" },
		{ "Visit bank.com today", "bank.com" },
		{ "alice@bank.com", "" },
		{ "bank.com@evil.com/x", "evil.com" },
		{ "\xE7\x99\xBB\xE5\xBD\x95www.bank.cn\xE3\x80\x82", "www.bank.cn" },
		{ "", "" },
	};
	struct arena *a = arena_new(65536);
	for (size_t i = 0; i < sizeof anchors / sizeof *anchors; i++)
		check_text(url_shown_host(bytes_of_cstr(anchors[i].text), a), anchors[i].want);
	arena_free(a);
}

int
main(void)
{
	domain_preload();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_give_their_links),
		cmocka_unit_test(a_flood_of_links_is_cut_at_the_ceiling),
		cmocka_unit_test(hostile_texts_take_linear_time),
		cmocka_unit_test(anchors_show_their_host),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
