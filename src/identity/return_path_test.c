#include "identity/return_path.h"

#include "lib/check.h"

static void
rewritten_senders_show_who_stood_there_before(void **state)
{
	static const struct {
		const char *in;
		enum return_path_kind kind;
		const char *local, *domain;
	} cases[] = {
		{ "", RETURN_PATH_NULL, "", "" },
		{ "a@example.com", RETURN_PATH_PLAIN, "a", "example.com" },
		{ "SRS0=HHH=TT=example.com=a@forward.example", RETURN_PATH_SRS, "a", "example.com" },
		{ "srs0+HHH=TT=example.com=a=b@forward.example", RETURN_PATH_SRS, "a=b", "example.com" },
		{ "SRS1=HHH=one.example==HHH=TT=example.com=a@two.example", RETURN_PATH_SRS, "a", "example.com" },
		{ "SRS1=HHH=one.example=-HHH=TT=example.com=a@two.example", RETURN_PATH_SRS, "a", "example.com" },
		{ "prvs=0123abcdef=a@example.com", RETURN_PATH_BATV, "a", "example.com" },
		/* not quite */
		{ "SRS0=HHH=TT=example.com@forward.example", RETURN_PATH_PLAIN, "SRS0=HHH=TT=example.com", "forward.example" },
		{ "SRS0=HHH=TT=exa mple.com=a@f.example", RETURN_PATH_PLAIN, "SRS0=HHH=TT=exa mple.com=a", "f.example" },
		{ "SRS1=HHH=one.example=@f.example", RETURN_PATH_PLAIN, "SRS1=HHH=one.example=", "f.example" },
		{ "SRS0@f.example", RETURN_PATH_PLAIN, "SRS0", "f.example" },
		{ "prvs=0123abcde=a@example.com", RETURN_PATH_PLAIN, "prvs=0123abcde=a", "example.com" },
		{ "prvs=0123abcdeg=a@example.com", RETURN_PATH_PLAIN, "prvs=0123abcdeg=a", "example.com" },
		{ "prvs=0123abcdef=@example.com", RETURN_PATH_PLAIN, "prvs=0123abcdef=", "example.com" },
		{ "postmaster", RETURN_PATH_PLAIN, "postmaster", "" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct return_path r;
		return_path_read(bytes_of_cstr(cases[i].in), &r);
		if (r.kind != cases[i].kind)
			fail_msg("%s: kind %d", cases[i].in, (int)r.kind);
		check_text(r.local, cases[i].local);
		check_text(r.domain, cases[i].domain);
	}
}

static void
bounces_go_to_who_wrote_it(void **state)
{
	struct return_path r;
	return_path_read(BYTES("SRS0=HHH=TT=example.com=a@forward.example"), &r);
	check_text(r.by, "forward.example");
	return_path_read(BYTES("SRS0\0HHH=TT=example.com=a@forward.example"), &r);
	assert_int_equal(r.kind, RETURN_PATH_PLAIN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rewritten_senders_show_who_stood_there_before),
		cmocka_unit_test(bounces_go_to_who_wrote_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
