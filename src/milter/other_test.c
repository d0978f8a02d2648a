#include "lib/check.h"
#include "milter/other.h"

static void
what_filters_write_is_read(void **state)
{
	static const struct {
		const char *fields[6];
		const char *want;
	} cases[] = {
		{ { "Subject", "x" }, "" },
		{ { "X-Spam-Status", " Yes, score=7.1 required=5.0 tests=A,B" }, "spamassassin spam 7.1" },
		{ { "x-spam-status", " No, score=-1.9 required=5.0" }, "spamassassin ham -1.9" },
		{ { "X-Spam-Flag", "YES" }, "filter spam" },
		{ { "X-Spam", "Yes" }, "filter spam" },
		{ { "X-Spamd-Result", " default: False [5.20 / 15.00];\n\tR_SPF_ALLOW(-0.20)[+a]" }, "rspamd ham 5.2" },
		{ { "X-Spamd-Result", "default: True [16.1 / 15.00]; A(1.0)[]", "X-Rspamd-Action", "reject" }, "rspamd spam reject 16.1" },
		{ { "X-Rspamd-Action", "no action", "X-Spam-Status", "No, score=0.10" }, "rspamd ham no-action 0.1" },
		{ { "X-Rspamd-Action", "add header" }, "rspamd spam add-header" },
		{ { "X-Rspamd-Action", "greylist" }, "rspamd ham greylist" },
		/* the sender's own word, then the filter's */
		{ { "X-Spam-Status", "No, score=-9 required=5", "X-Spam-Status", "Yes, score=8.0 required=5" }, "spamassassin spam 8.0" },
		{ { "X-Spam-Status", "Yes, score=1e99 required=5" }, "spamassassin spam 1.0" },
		{ { "X-Spam-Status", "Yes, score=99999999999999999999999999 required=5" }, "spamassassin spam" },
		{ { "X-Rspamd-Action", " a\nb\"cdefghijklmnopqrstuvwxyz" }, "rspamd spam a-b-cdefghijklmnopqrstu" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct other o = { 0 };
		struct buf out;
		for (size_t k = 0; k < 6 && cases[i].fields[k] != NULL; k += 2)
			other_field(&o, bytes_of_cstr(cases[i].fields[k]), bytes_of_cstr(cases[i].fields[k + 1]));
		buf_init(&out, 64);
		other_write(&o, &out);
		assert_true(buf_ok(&out));
		check_text(buf_bytes(&out), cases[i].want);
		buf_done(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(what_filters_write_is_read) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
