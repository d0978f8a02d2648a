/* Next hops as an administrator may write them. */
#include "conf/hop_url.h"

#include "base/fault.h"
#include "lib/check.h"

static void
urls_are_taken_apart(void **state)
{
	static const struct { const char *text; enum hop_kind kind; const char *host, *path; unsigned port; } cases[] = {
		{ "smtp://mail.example.com", HOP_SMTP, "mail.example.com", "", 25 },
		{ "SMTP://192.0.2.1:2525/", HOP_SMTP, "192.0.2.1", "", 2525 },
		{ "smtp://[2001:db8::1]:26", HOP_SMTP, "2001:db8::1", "", 26 },
		{ "smtps://mail.example.com:465", HOP_SMTPS, "mail.example.com", "", 465 },
		{ "lmtp://127.0.0.1:24", HOP_LMTP, "127.0.0.1", "", 24 },
		{ "lmtp+unix:/run/dovecot/lmtp", HOP_LMTP_UNIX, "", "/run/dovecot/lmtp", 0 },
		{ "lmtp+unix:///run/dovecot/lmtp", HOP_LMTP_UNIX, "", "/run/dovecot/lmtp", 0 },
		{ "maildir:/var/mail/all", HOP_MAILDIR, "", "/var/mail/all", 0 },
		{ "maildir:relative", HOP_MAILDIR, "", "relative", 0 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct hop_url u;
		assert_true(hop_url_is(bytes_of_cstr(cases[i].text)));
		if (hop_url_read(bytes_of_cstr(cases[i].text), &u) != 0)
			fail_msg("%s", cases[i].text);
		assert_int_equal(u.kind, cases[i].kind);
		check_text(u.host, cases[i].host);
		check_text(u.path, cases[i].path);
		assert_int_equal(u.port, cases[i].port);
	}
}

static void
what_is_no_next_hop_is_refused(void **state)
{
	static const char *const wrong[] = { "", "mail.example.com", "http://mail.example.com", "smtp:mail.example.com", "smtp://",
		"smtp://:25", "smtp://host:0", "smtp://host:65536", "smtp://host:25x", "smtp://host:", "smtp://ho st", "smtp://host/path",
		"smtp://[2001:db8::1", "smtp://[host]:25", "smtp://2001:db8::1", "smtp://user@host", "maildir:", "lmtp+unix:", "smtp://a\nb" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct hop_url u;
		if (hop_url_read(bytes_of_cstr(wrong[i]), &u) != FAULT_INPUT)
			fail_msg("\"%s\" was taken", wrong[i]);
	}
	struct hop_url u;
	assert_int_equal(hop_url_read(bytes_of("maildir:/a\0b", 12), &u), FAULT_INPUT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(urls_are_taken_apart),
		cmocka_unit_test(what_is_no_next_hop_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
