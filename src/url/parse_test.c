#include "url/parse.h"

#include "base/arena.h"
#include "lib/check.h"

static const struct {
	const char *raw;
	const char *want; /* the normal form; NULL: unparsable */
	enum url_kind kind;
	uint32_t flags;
} cases[] = {
#include "url/parse_cases.h"
};

static void
every_trick_is_undone_and_named(void **state)
{
	struct arena *a = arena_new((size_t)4 << 20);
	bool failed = false;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct url u, again;
		url_parse(bytes_of_cstr(cases[i].raw), a, &u);
		struct bytes want = bytes_of_cstr(cases[i].want);
		if (!bytes_equal(u.text, want) || u.kind != cases[i].kind || u.flags != cases[i].flags) {
			failed = true;
			print_error("%s\n  got  %.*s (%s", cases[i].raw, BYTES_ARGS(u.text), url_kind_name(u.kind));
			for (unsigned bit = 0; bit < URL_FLAG_COUNT; bit++)
				if ((u.flags >> bit & 1) != 0)
					print_error(" %s", url_flag_name(bit));
			print_error(")\n  want %s (%s", cases[i].want, url_kind_name(cases[i].kind));
			for (unsigned bit = 0; bit < URL_FLAG_COUNT; bit++)
				if ((cases[i].flags >> bit & 1) != 0)
					print_error(" %s", url_flag_name(bit));
			print_error(")\n");
		}
		if (u.kind == URL_UNPARSABLE || u.kind == URL_RELATIVE)
			continue;
		url_parse(u.text, a, &again);
		check_bytes(again.text, u.text);
	}
	arena_free(a);
	if (failed)
		fail();
}

static void
the_parts_are_views_of_the_normal_form(void **state)
{
	struct arena *a = arena_new(65536);
	struct url u;
	url_parse(BYTES("HTTPS://Me:Pass@M\xC3\xBCnchen.Example.COM:8443/a/./b?c=d#e"), a, &u);
	check_text(u.text, "https://Me:Pass@xn--mnchen-3ya.example.com:8443/a/b?c=d#e");
	check_text(u.scheme, "https");
	check_text(u.user, "Me:Pass");
	check_text(u.host, "xn--mnchen-3ya.example.com");
	check_text(u.host_shown, "m\xC3\xBCnchen.example.com");
	assert_int_equal(u.port, 8443);
	check_text(u.path, "/a/b");
	check_text(u.query, "c=d");
	check_text(u.fragment, "e");
	url_parse(BYTES("mailto:a@example.com?subject=x"), a, &u);
	check_text(u.path, "a@example.com");
	check_text(u.query, "subject=x");
	assert_false(url_has_host(&u));
	arena_free(a);
}

static void
parts_are_cut_at_their_ceilings_and_not_before(void **state)
{
	static const struct {
		const char *before;
		size_t max;
	} parts[] = { { "http://example.com/", 1663 }, { "http://example.com/?", 1792 }, { "http://example.com/#", 256 },
		{ "mailto:", 1664 } };
	struct arena *a = arena_new((size_t)1 << 20);
	char raw[URL_INPUT_MAX + 2];
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		size_t len = strlen(parts[i].before);
		struct url u;
		memset(raw, 'a', sizeof raw);
		memcpy(raw, parts[i].before, len);
		url_parse(bytes_of(raw, len + parts[i].max), a, &u);
		assert_int_equal(u.flags & URL_CUT, 0);
		assert_int_equal(u.text.len, len + parts[i].max);
		url_parse(bytes_of(raw, len + parts[i].max + 1), a, &u);
		assert_int_equal(u.flags & URL_CUT, URL_CUT);
		assert_int_equal(u.text.len, len + parts[i].max);
	}
	memset(raw, ' ', sizeof raw);
	memcpy(raw, "cid:x", 5);
	struct url u;
	url_parse(bytes_of(raw, URL_INPUT_MAX), a, &u);
	assert_int_equal(u.flags & URL_CUT, 0);
	url_parse(bytes_of(raw, URL_INPUT_MAX + 1), a, &u);
	assert_int_equal(u.flags & URL_CUT, URL_CUT);
	arena_free(a);
}

static void
padding_does_not_push_the_host_out_of_sight(void **state)
{
	struct arena *a = arena_new(65536);
	char raw[8192];
	memset(raw, 'a', sizeof raw);
	memcpy(raw, "https://bank.example.com", 24);
	memcpy(raw + 8000, "@evil.example.net/x", 19);
	struct url u;
	url_parse(bytes_of(raw, 8019), a, &u);
	check_text(u.host, "evil.example.net");
	assert_int_equal(u.flags, URL_CUT | URL_USER);
	arena_free(a);
}

static void
an_arena_at_its_ceiling_gives_no_url(void **state)
{
	struct arena *a = arena_new(16);
	struct url u;
	url_parse(BYTES("http://example.com/long/enough/to/fail"), a, &u);
	assert_int_equal(u.kind, URL_UNPARSABLE);
	assert_int_equal(u.flags, URL_CUT);
	arena_free(a);
}

static void
references_are_read_on_their_page(void **state)
{
	static const struct {
		const char *reference, *want;
	} joins[] = {
		{ "x.html", "http://example.com/a/x.html" },
		{ "/x", "http://example.com/x" },
		{ "../x", "http://example.com/x" },
		{ "?q", "http://example.com/a/b?q" },
		{ "#f", "http://example.com/a/b?c#f" },
		{ "", "http://example.com/a/b?c" },
		{ "//example.net/y", "http://example.net/y" },
		{ "https://example.net/y", "https://example.net/y" },
		{ "www.example.net/y", "http://example.com/a/www.example.net/y" },
		{ "javascript:alert(1)", "javascript:alert(1)" },
	};
	struct arena *a = arena_new(65536);
	struct url base, u;
	url_parse(BYTES("http://example.com/a/b?c"), a, &base);
	for (size_t i = 0; i < sizeof joins / sizeof *joins; i++) {
		url_join(&base, bytes_of_cstr(joins[i].reference), a, &u);
		check_text(u.text, joins[i].want);
	}
	struct url none = { 0 };
	url_join(&none, BYTES("www.example.net/y"), a, &u);
	check_text(u.text, "http://www.example.net/y");
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_trick_is_undone_and_named),
		cmocka_unit_test(the_parts_are_views_of_the_normal_form),
		cmocka_unit_test(parts_are_cut_at_their_ceilings_and_not_before),
		cmocka_unit_test(padding_does_not_push_the_host_out_of_sight),
		cmocka_unit_test(an_arena_at_its_ceiling_gives_no_url),
		cmocka_unit_test(references_are_read_on_their_page),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
