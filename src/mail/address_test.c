#include "mail/address.h"

#include "base/buf.h"
#include "mail/date.h"
#include "mail/received.h"

#include "lib/check.h"

static struct arena *arena;

/* "local@domain|name" of each box, those of other readings behind a '~'. */
static struct bytes
boxes(const char *in, uint32_t *flags)
{
	struct address_list l;
	struct buf b;
	struct bytes out;
	buf_init(&b, 1 << 16);
	assert_int_equal(address_list_read(bytes_of_cstr(in), 0, arena, &l), 0);
	for (size_t i = 0; i < l.boxes.count; i++) {
		const struct mail_address *a = &l.boxes.at[i];
		buf_addf(&b, "%s%s%.*s@%.*s", i != 0 ? " " : "",
		    (a->flags & ADDRESS_OTHER) != 0 ? "~" : "", BYTES_ARGS(a->local),
		    BYTES_ARGS(a->domain));
		if (a->display.len != 0)
			buf_addf(&b, "|%.*s", BYTES_ARGS(a->display));
	}
	assert_true(arena_copy(arena, buf_bytes(&b), &out));
	buf_done(&b);
	*flags = l.flags;
	return out;
}

static const struct {
	const char *in, *want;
	uint32_t flags;
} ordinary[] = {
	{ " a@Example.COM", "a@example.com", ADDRESS_BARE },
	{ "A B <a@b.cn>", "a@b.cn|A B", 0 },
	{ "\"B, A\" <a@b.cn>, c@d.cn (C)", "a@b.cn|B, A c@d.cn|C", ADDRESS_BARE },
	{ "=?gb2312?B?xOO6ww==?= <a@b.cn>", "a@b.cn|\xe4\xbd\xa0\xe5\xa5\xbd", 0 },
	{ "\"=?utf-8?B?5L2g5aW9?=\" <a@b.cn>", "a@b.cn|\xe4\xbd\xa0\xe5\xa5\xbd", 0 },
	{ "G: a@b.cn, C <c@d.cn>;, e@f.cn", "a@b.cn c@d.cn|C e@f.cn", ADDRESS_GROUP | ADDRESS_BARE },
	{ "undisclosed recipients:;", "", ADDRESS_GROUP },
	{ "\"a b\"@c.cn", "a b@c.cn", ADDRESS_BARE | ADDRESS_QUOTED_LOCAL },
	{ "<a@[192.0.2.1]>", "a@[192.0.2.1]", 0 },
	{ "<a (x) @ (y) b . cn (z)>", "a (x)@b.cn", 0 },
	{ "<>", "@", ADDRESS_NO_DOMAIN },
	{ "", "", 0 },
	{ "postmaster", "postmaster@", ADDRESS_BARE | ADDRESS_NO_DOMAIN },
};

/* The sender-identity attacks of espoofer and its kin: every mailbox that anybody may see must appear. */
static const struct {
	const char *name, *in;
	const char *see[3];
	uint32_t flags;
} attacks[] = {
	{ "a2", "<(any@legitimate.com>", { "any@legitimate.com" }, 0 },
	{ "a6", "<any@legitimate.com'@any.attack.com>", { "any@legitimate.com'@any.attack.com", "any@legitimate.com" },
	    ADDRESS_MANY_AT },
	{ "a7", "<@legitimate.com,@any.com:'any@attack.com>", { "'any@attack.com" }, ADDRESS_ROUTE },
	{ "a14", "<first@attack.com>, <admin@legitimate.com>", { "first@attack.com", "admin@legitimate.com" }, 0 },
	{ "a15", "=?utf-8?B?PGFkbWluQGxlZ2l0aW1hdGUuY29tPg==?=,<second@attack.com>",
	    { "admin@legitimate.com", "second@attack.com" }, ADDRESS_ENCODED },
	{ "a16", "<@attack.com,@any.com:admin@legitimate.com>", { "admin@legitimate.com" }, ADDRESS_ROUTE },
	{ "a17", "<admin@legitimate.com>\\,<second@attack.com>", { "admin@legitimate.com", "second@attack.com" },
	    ADDRESS_TWO_ANGLES },
	{ "a18", "admin@legitimate.com,<second@attack.com>", { "admin@legitimate.com", "second@attack.com" },
	    ADDRESS_BARE },
	{ "a18 without comma", "admin@legitimate.com <second@attack.com>",
	    { "admin@legitimate.com", "second@attack.com" }, ADDRESS_IN_NAME },
	{ "a19", "<any@attack.com>admin@legitimate.com", { "any@attack.com", "admin@legitimate.com" },
	    ADDRESS_TEXT_BEHIND },
	{ "comment and route", "(comm\r\nent),<@example.com:@b.com:hr@sina.com>(comm\r\nent)", { "hr@sina.com" },
	    ADDRESS_ROUTE },
	{ "brace", "<a@b.com}c@d.com>", { "a@b.com" }, ADDRESS_MANY_AT },
	{ "name", "\"admin@legitimate.com\" <x@attack.com>", { "x@attack.com" }, ADDRESS_IN_NAME },
	{ "encoded name", "=?utf-8?Q?admin=40legitimate.com?= <x@attack.com>", { "x@attack.com" }, ADDRESS_IN_NAME },
	{ "unclosed", "\"x <a@b.com>", { "b.com" }, ADDRESS_UNCLOSED },
};

static void
ordinary_lists_are_read(void **state)
{
	for (size_t i = 0; i < sizeof ordinary / sizeof *ordinary; i++) {
		uint32_t flags;
		check_text(boxes(ordinary[i].in, &flags), ordinary[i].want);
		if (flags != ordinary[i].flags)
			fail_msg("%s: flags %x, want %x", ordinary[i].in, flags, ordinary[i].flags);
	}
}

static void
every_address_that_a_client_may_show_is_given(void **state)
{
	for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
		uint32_t flags;
		struct bytes got = boxes(attacks[i].in, &flags);
		for (size_t k = 0; k < 3 && attacks[i].see[k] != NULL; k++)
			if (!bytes_has(got, bytes_of_cstr(attacks[i].see[k])))
				fail_msg("%s: no %s in %.*s", attacks[i].name, attacks[i].see[k],
				    BYTES_ARGS(got));
		if ((flags & attacks[i].flags) != attacks[i].flags)
			fail_msg("%s: flags %x, want %x; %.*s", attacks[i].name, flags,
			    attacks[i].flags, BYTES_ARGS(got));
	}
	/* NUL: what stands before it, flagged. */
	struct address_list l;
	assert_int_equal(address_list_read(BYTES("<Alice@a.com\0attack.com>"), 0, arena, &l), 0);
	check_text(l.boxes.at[0].domain, "a.com");
	assert_true((l.flags & ADDRESS_CONTROL) != 0 && (l.flags & ADDRESS_ODD_DOMAIN) != 0);
}

static void
addresses_have_a_ceiling(void **state)
{
	struct address_list l;
	assert_int_equal(address_list_read(BYTES("a@b,c@d,e@f"), 3, arena, &l), 0);
	assert_int_equal(l.flags & ADDRESS_LIMIT, 0);
	assert_int_equal(address_list_read(BYTES("a@b,c@d,e@f,g@h"), 3, arena, &l), 0);
	assert_int_equal(l.boxes.count, 3);
	assert_true((l.flags & ADDRESS_LIMIT) != 0);
}

static const struct {
	const char *in;
	int64_t unix_time;
	int32_t zone;
	uint32_t flags;
} dates[] = {
	{ " Sun, 22 Nov 2026 10:20:30 +0800", 1795314030, 480, 0 },
	{ "22 Nov 2026 02:20 GMT (x)", 1795314000, 0, 0 },
	{ "Mon, 22 Nov 2026 02:20:00 -0000", 1795314000, 0, DATE_BAD_WEEKDAY },
	{ "Sun, 22 Nov 26 02:20:00 Z", 1795314000, 0, DATE_SHORT_YEAR },
	{ "2026-11-22 02:20:00", 1795314000, 0, DATE_NO_ZONE | DATE_ODD_FORM },
	{ "2026-11-22T02:20:00Z", 1795314000, 0, DATE_ODD_FORM },
	{ "Nov 22 2026 02:20:00 +0000", 1795314000, 0, DATE_ODD_FORM },
	{ "Thu, 1 Jan 1970 00:00:00 +0000", 0, 0, 0 },
	{ "Thu, 29 Feb 2024", 1709164800, 0, DATE_NO_ZONE | DATE_NO_TIME },
	{ "Sun, 22 Nov 2026 10:20:30 +9900", 1794986430, 5940, DATE_BAD_ZONE },
};

static void
dates_are_read_with_what_is_odd_about_them(void **state)
{
	struct mail_date d;
	for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
		assert_int_equal(date_read(bytes_of_cstr(dates[i].in), &d), 0);
		if (d.unix_time != dates[i].unix_time || d.zone_minutes != dates[i].zone ||
		    d.flags != dates[i].flags)
			fail_msg("%s: %lld %d %x", dates[i].in, (long long)d.unix_time,
			    d.zone_minutes, d.flags);
	}
	const char *const bad[] = { "", "yesterday", "32 Nov 2026", "22 Nov 1969 00:00 GMT",
		"22 Foo 2026" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_true(date_read(bytes_of_cstr(bad[i]), &d) < 0);
}

static const struct {
	const char *in, *helo, *rdns, *ip, *by, *with, *id, *recipient;
	bool date;
} hops[] = {
	{ " from mail.example.com (host.example.net [192.0.2.1])\r\n\tby mx.example.org (Postfix) with ESMTPS id 4ABC\r\n"
	  "\tfor <b@example.org>; Sun, 22 Nov 2026 10:20:30 +0800",
	    "mail.example.com", "host.example.net", "192.0.2.1", "mx.example.org", "ESMTPS", "4ABC", "b@example.org", true },
	{ "from unknown (HELO pc.example.com) (192.0.2.7) by mx.example.org with SMTP; 22 Nov 2026 02:20:00 -0000",
	    "pc.example.com", "unknown", "192.0.2.7", "mx.example.org", "SMTP", "", "", true },
	{ "from x.example.com ([IPv6:2001:db8::1]:25) by y.example.com with HTTP", "x.example.com", "", "2001:db8::1",
	    "y.example.com", "HTTP", "", "", false },
	{ "by 10.0.0.1 with SMTP id q1; Sun, 22 Nov 2026 10:20:30 +0800", "", "", "", "10.0.0.1", "SMTP", "q1", "", true },
};

static void
hops_are_read(void **state)
{
	for (size_t i = 0; i < sizeof hops / sizeof *hops; i++) {
		struct received r;
		assert_int_equal(received_read(bytes_of_cstr(hops[i].in), arena, &r), 0);
		check_text(r.helo, hops[i].helo);
		check_text(r.rdns, hops[i].rdns);
		check_text(r.ip, hops[i].ip);
		check_text(r.by, hops[i].by);
		check_text(r.with, hops[i].with);
		check_text(r.id, hops[i].id);
		check_text(r.recipient, hops[i].recipient);
		assert_int_equal(r.has_date, hops[i].date);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ordinary_lists_are_read),
		cmocka_unit_test(every_address_that_a_client_may_show_is_given),
		cmocka_unit_test(addresses_have_a_ceiling),
		cmocka_unit_test(dates_are_read_with_what_is_odd_about_them),
		cmocka_unit_test(hops_are_read),
	};
	arena = arena_new((size_t)16 << 20);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	arena_free(arena);
	return failed;
}
