/* What a person is mailed about trouble, and what he is not mailed twice. */
#include "carry/alarm.h"

#include <event2/event.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

#include "lib/check.h"

static const struct conf conf = { .alarms = { .to = BYTES_INIT("ops@example.com"), .from = BYTES_INIT("postern@example.com"),
	                              .gather = 60000, .repeat = 3600000 } };

/* LETTER's body, decoded. */
static const char *
body_of(struct bytes letter)
{
	static char out[8192];
	uint8_t packed[8192], plain[8192];
	size_t at = bytes_find(letter, BYTES("\r\n\r\n")) + 4, len = 0;
	for (; at < letter.len; at++)
		if (letter.at[at] > ' ' && len < sizeof packed)
			packed[len++] = letter.at[at];
	int n = EVP_DecodeBlock(plain, packed, (int)len);
	assert_true(n > 0);
	(void)snprintf(out, sizeof out, "%.*s", n, (const char *)plain);
	return out;
}

static void
a_letter_says_it_in_both_languages(void **state)
{
	const struct alarm_options o = { .conf = &conf, .hostname = "mx.example.com" };
	const struct alarm_line lines[] = { { "own-address-listed", " address=192.0.2.1 list=zen", 3 }, { "new-error", " why=\"x\"", 1 } };
	struct buf out;
	buf_init(&out, 65536);
	assert_int_equal(alarm_letter(&o, lines, 2, 7, 1795820000, &out), 0);
	struct bytes letter = buf_bytes(&out);
	assert_true(bytes_starts(letter, BYTES("From: Postern <postern@example.com>\r\nTo: <ops@example.com>\r\n")));
	assert_true(bytes_has(letter, BYTES("Postern on mx.example.com: own-address-listed and more\r\n")));
	assert_true(bytes_has(letter, BYTES("Auto-Submitted: auto-generated\r\n")));
	const char *body = body_of(letter);
	assert_non_null(strstr(body, "others may refuse our mail"));
	assert_non_null(strstr(body, "外发邮件可能被拒收"));
	assert_non_null(strstr(body, "address=192.0.2.1 list=zen"));
	assert_non_null(strstr(body, "3 times"));
	assert_non_null(strstr(body, "new-error"));
	assert_non_null(strstr(body, "7 more"));
	buf_done(&out);
}

static void
the_same_trouble_waits_and_small_talk_is_not_heard(void **state)
{
	struct event_base *base = event_base_new();
	struct alarm *a = alarm_new(&(struct alarm_options){ .base = base, .conf = &conf, .hostname = "mx" });
	const struct log_field one = LOG_CSTR("address", "192.0.2.1"), two = LOG_CSTR("address", "192.0.2.2");
	assert_int_equal(alarm_waiting(a), 0);
	alarm_hear(a, LOG_WARNING, "peer-dropped", &one, 1);
	assert_int_equal(alarm_waiting(a), 0);
	alarm_hear(a, LOG_WARNING, "own-address-listed", &one, 1);
	alarm_hear(a, LOG_WARNING, "own-address-listed", &one, 1);
	assert_int_equal(alarm_waiting(a), 1);
	alarm_hear(a, LOG_WARNING, "own-address-listed", &two, 1);
	alarm_hear(a, LOG_ERROR, "anything", NULL, 0);
	assert_int_equal(alarm_waiting(a), 3);
	for (int i = 0; i < 2000; i++) {
		char text[20];
		(void)snprintf(text, sizeof text, "%d", i);
		const struct log_field f = LOG_CSTR("n", text);
		alarm_hear(a, LOG_ERROR, "storm", &f, 1);
	}
	assert_int_equal(alarm_waiting(a), 2003);
	alarm_hear(NULL, LOG_ERROR, "nobody", NULL, 0);
	alarm_free(a);
	event_base_free(base);
	const struct conf quiet = { .alarms = { .gather = 1 } };
	assert_null(alarm_new(&(struct alarm_options){ .conf = &quiet }));
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_letter_says_it_in_both_languages),
		cmocka_unit_test(the_same_trouble_waits_and_small_talk_is_not_heard),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
