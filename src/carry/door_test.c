/* Who comes in, who is refused, and who is asked to come again: decided from facts alone. */
#include "carry/door.h"

#include <math.h>

#include "lib/check.h"

static const struct conf_door off = { .refuse_at = 6, .greylist = DOOR_GREYLIST_OFF, .grey_at = 1 };
static const struct conf_door grey = { .refuse_at = 6, .greylist = DOOR_GREYLIST_GREY, .grey_at = 1 };

#define NAMED .reverse = NAME_CONFIRMED, .name = BYTES_INIT("mail.example.net")

static void
lists_that_agree_refuse_and_one_alone_does_not(void **state)
{
	static const struct { struct door_facts facts; enum door_says off, grey; } cases[] = {
		{ { NAMED }, DOOR_COME_IN, DOOR_COME_IN },
		{ { .listed = 3.8, NAMED }, DOOR_COME_IN, DOOR_COME_AGAIN },
		{ { .listed = 6, NAMED }, DOOR_REFUSE, DOOR_REFUSE },
		{ { .listed = 5.9, NAMED }, DOOR_COME_IN, DOOR_COME_AGAIN },
		{ { .listed = 0.9, NAMED }, DOOR_COME_IN, DOOR_COME_IN },
		/* Our own history speaks for and against. */
		{ { .listed = 4, .credit = 2, .seen = 40, NAMED }, DOOR_REFUSE, DOOR_REFUSE },
		{ { .listed = 4, .seen = 2, NAMED }, DOOR_COME_IN, DOOR_COME_IN }, /* it has come again before */
		{ { .listed = 6, .credit = -3, .seen = 40, NAMED }, DOOR_COME_IN, DOOR_COME_IN },
		{ { .credit = 3, .seen = 100000, NAMED }, DOOR_COME_IN, DOOR_COME_IN },
		/* Without a name: grey, the first time. */
		{ { .reverse = NAME_NONE }, DOOR_COME_IN, DOOR_COME_AGAIN },
		{ { .reverse = NAME_UNCONFIRMED, .name = BYTES_INIT("x.example.net") }, DOOR_COME_IN, DOOR_COME_AGAIN },
		{ { .reverse = NAME_NONE, .seen = 1 }, DOOR_COME_IN, DOOR_COME_IN },
		/* What could not be found out turns nobody away. */
		{ { .reverse = NAME_TEMPORARY }, DOOR_COME_IN, DOOR_COME_IN },
		{ { .reverse = NAME_UNASKED }, DOOR_COME_IN, DOOR_COME_IN },
		/* A great provider is not made to wait, listed or not. */
		{ { .listed = 1.8, .reverse = NAME_CONFIRMED, .name = BYTES_INIT("mail-wr1-f41.google.com") }, DOOR_COME_IN, DOOR_COME_IN },
		{ { .listed = 1.8, .reverse = NAME_CONFIRMED, .name = BYTES_INIT("out203-205-221-1.mail.QQ.com") }, DOOR_COME_IN, DOOR_COME_IN },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (door_decide(&off, &cases[i].facts) != cases[i].off || door_decide(&grey, &cases[i].facts) != cases[i].grey)
			fail_msg("case %zu: %d %d", i, door_decide(&off, &cases[i].facts), door_decide(&grey, &cases[i].facts));
	}
}

static void
a_pool_is_known_by_the_domain_of_its_hosts(void **state)
{
	static const char *const in[] = { "google.com", "a.b.google.com", "smtp.163.com", "m15-1.126.com", "mail-ob.outlook.com",
		"eurprd01.prod.outlook.com", "a1.amazonses.com" };
	static const char *const out[] = { "", "com", "notgoogle.com", "google.com.evil.example", "qq.com.example.net", "xqq.com" };
	for (size_t i = 0; i < sizeof in / sizeof *in; i++)
		assert_true(pool_has(bytes_of_cstr(in[i])));
	for (size_t i = 0; i < sizeof out / sizeof *out; i++)
		assert_false(pool_has(bytes_of_cstr(out[i])));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_that_agree_refuse_and_one_alone_does_not),
		cmocka_unit_test(a_pool_is_known_by_the_domain_of_its_hosts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
