/* Time grows with the octets and not with their square, for every shape that has made some mail parser slow.
 *
 * CPU time of four times the input against the input; a quadratic part would show as 16.  The bound leaves
 * room for a noisy machine, the best of several runs counts. */

#include "base/buf.h"
#include "mail/address.h"
#include "mail/charset.h"
#include "mail/header.h"
#include "mail/walk.h"

#include "lib/check.h"

#define TIMES 4
#define MOST_RATIO 9.0
#define SMALL ((size_t)1 << 20)

enum asked { WALK, TEXT, VALUE, ADDRESSES };

static const struct shape_case {
	const char *name;
	enum asked asked;
	const char *before, *unit, *after;
} cases[] = {
	{ "header fields", WALK, "", "A: b\n", "\n" },
	{ "part fields", WALK, "", "Content-Type: a/b; x=y\n", "\n" },
	{ "folded lines", WALK, "A: b\n", " c\n", "\n" },
	{ "bare CRs", WALK, "A: b\n\n", "x\r", "" },
	{ "bare CRs in the header", WALK, "", "A: b\r", "\r\r" },
	{ "CR delimiters", WALK, "Content-Type: multipart/mixed; boundary=x\n\n", "\r--x\rContent-Type: a/b\r\ra", "" },
	{ "one line", WALK, "A: b\n\n", "abcdefgh", "" },
	{ "dashes", WALK, "Content-Type: multipart/mixed; boundary=x\n\n", "--\n", "" },
	{ "parts", WALK, "Content-Type: multipart/mixed; boundary=x\n\n", "--x\n\na\n", "--x--\n" },
	{ "parts of undeclared boundaries", WALK, "A: b\n\n", "--x\nContent-Type: text/plain\n\na\n", "" },
	{ "nested with one boundary", WALK, "Content-Type: multipart/mixed; boundary=x\n\n",
	    "--x\nContent-Type: multipart/mixed; boundary=x\n\n", "" },
	{ "inner multiparts", WALK, "Content-Type: multipart/mixed; boundary=x\n\n",
	    "--x\nContent-Type: multipart/mixed; boundary=y\n\n--y\n\na\n--y--\n", "--x--\n" },
	{ "messages in messages", WALK, "", "Content-Type: message/rfc822\n\n", "A: b\n\nc" },
	{ "fields behind blank lines", WALK, "", "Content-Type: text/plain\n\n", "" },
	{ "junk lines", WALK, "A: b\n", "junk\n", "" },
	{ "blank folds", WALK, "A: b\n", " \n", "" },
	{ "uuencoded files", WALK, "A: b\n\n", "begin 644 a\n#86)C\n`\nend\n", "" },
	{ "uuencoded beginnings", WALK, "A: b\n\n", "begin 644 a\r", "" },
	{ "padding inside", WALK, "Content-Transfer-Encoding: base64\n\n", "YQ==\n", "" },
	{ "quoted-printable", WALK, "Content-Type: a/b\nContent-Transfer-Encoding: quoted-printable\n\n", "=zz= =\r", "" },
	{ "encoded words", TEXT, "", "=?utf-8?q?a?= ", "" },
	{ "words without end", TEXT, "", "=?utf-8?q?a", "" },
	{ "beginnings of words", TEXT, "", "=?", "" },
	{ "questions in a word", TEXT, "=?utf-8?q?", "?", "" },
	{ "raw octets", TEXT, "", "\xc4\xe3", "" },
	{ "parameters", VALUE, "a/b", "; x*1=y", "" },
	{ "comments", VALUE, "a/b", "(", "" },
	{ "addresses", ADDRESSES, "", "a@b.cn,", "" },
	{ "named addresses", ADDRESSES, "", "\"A B\" <a@b.cn>, ", "" },
	{ "quotes", ADDRESSES, "", "\"", "x" },
	{ "open comments", ADDRESSES, "", "(", "" },
	{ "open brackets", ADDRESSES, "", "<", "" },
	{ "many at", ADDRESSES, "", "a@", "" },
	{ "open quotes and at", ADDRESSES, "a\"", "@(", "" },
};

static void
run(enum asked asked, struct bytes in)
{
	struct arena *arena = arena_new((size_t)1 << 30);
	struct mail m;
	struct bytes out;
	struct header_value v;
	struct address_list l;
	switch (asked) {
	case WALK:
		assert_int_equal(mail_walk(in, NULL, arena, &m), 0);
		for (uint32_t i = 0; i < m.parts.count; i++)
			(void)mail_part_body(&m, i, arena, &out);
		break;
	case TEXT:
		assert_int_equal(header_text(in, arena, &out, NULL), 0);
		break;
	case VALUE:
		assert_int_equal(header_value_read(in, arena, &v), 0);
		break;
	case ADDRESSES:
		assert_int_equal(address_list_read(in, 0, arena, &l), 0);
		break;
	}
	arena_free(arena);
}

static double
cpu_seconds(enum asked asked, struct bytes in)
{
	double best = 1e9;
	for (int i = 0; i < 3; i++) {
		double from = check_cpu_seconds();
		run(asked, in);
		double took = check_cpu_seconds() - from;
		best = took < best ? took : best;
	}
	return best;
}

/* Another process on the same core makes one measurement worth nothing; growth that is there is there each time. */
#define ATTEMPTS 4

static void
time_grows_with_the_octets(void **state)
{
	for (size_t i = 0, attempt = 1; i < sizeof cases / sizeof *cases; i++) {
		const struct shape_case *c = &cases[i];
		double took[2];
		for (size_t k = 0; k < 2; k++) {
			struct buf b;
			buf_init(&b, SMALL * TIMES * 2);
			buf_add_cstr(&b, c->before);
			while (b.len < (k == 0 ? SMALL / TIMES : SMALL))
				buf_add_cstr(&b, c->unit);
			buf_add_cstr(&b, c->after);
			took[k] = cpu_seconds(c->asked, buf_bytes(&b));
			buf_done(&b);
		}
		double ratio = took[1] / (took[0] > 1e-4 ? took[0] : 1e-4);
		bool grows = ratio > MOST_RATIO || took[1] > 2.0;
#ifdef POSTERN_SANITIZED
		grows = false; /* the sanitizer's own work is no measure of ours */
#endif
		if (grows && attempt++ < ATTEMPTS) {
			i--;
			continue;
		}
		if (!grows)
			attempt = 1;
		if (grows)
			fail_msg("%s: %.4f s, then %.4f s for %d times the octets", c->name,
			    took[0], took[1], TIMES);
		if (getenv("LINEAR_SHOW") != NULL)
			print_message("%-32s %8.2f ms, %8.2f ms, ratio %.1f\n", c->name,
			    took[0] * 1e3, took[1] * 1e3, ratio);
	}
}

static void
boundaries_open_at_once_cost_nothing(void **state)
{
	/* 100 open boundaries over a body of delimiter-like lines. */
	struct buf b;
	buf_init(&b, (size_t)32 << 20);
	for (int i = 0; i < 100; i++)
		buf_addf(&b, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
	buf_add_cstr(&b, "\n");
	while (b.len < (size_t)4 << 20)
		buf_add_cstr(&b, "--b\n");
	double took = cpu_seconds(WALK, buf_bytes(&b));
	print_message("100 open boundaries over 4 MiB of delimiter-like lines: %.0f ms\n", took * 1e3);
	assert_true(took < 2.0);
	buf_clear(&b);
	buf_add_cstr(&b, "A: b\n\n");
	while (b.len < (size_t)24 << 20)
		buf_add_cstr(&b, "abcdefghijklmnopqrstuvwxyz");
	took = cpu_seconds(WALK, buf_bytes(&b));
	print_message("a line of 24 MiB: %.0f ms\n", took * 1e3);
	assert_true(took < 1.0);
	buf_done(&b);
}

/* What most mail is: 30 fields, a text and its HTML. */
static void
ordinary_mail_takes_microseconds(void **state)
{
	struct buf b;
	buf_init(&b, 1 << 20);
	for (int i = 0; i < 30; i++)
		buf_addf(&b,
		    "X-Header-Field-%d: some value of an ordinary length, as they are; x=%d\r\n", i,
		    i);
	buf_add_cstr(&b,
	    "Subject: =?utf-8?B?5L2g5aW9?=\r\nContent-Type: multipart/alternative; "
	    "boundary=\"--b1\"\r\n\r\n");
	for (int k = 0; k < 2; k++) {
		buf_addf(&b, "----b1\r\nContent-Type: text/%s; charset=utf-8\r\n",
		    k == 0 ? "plain" : "html");
		buf_add_cstr(&b, "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
		for (int i = 0; i < 50; i++)
			buf_add_cstr(&b,
			    "A line of text as it is written in mail, with =C3=A9 and some words "
			    "more.=20\r\n");
	}
	buf_add_cstr(&b, "----b1--\r\n");
	const int rounds = 2000;
	struct arena *arena = arena_new((size_t)1 << 24);
	double from = check_cpu_seconds();
	for (int i = 0; i < rounds; i++) {
		struct mail m;
		assert_int_equal(mail_walk(buf_bytes(&b), NULL, arena, &m), 0);
		assert_int_equal(m.parts.count, 3);
		arena_reset(arena);
	}
	double took = (check_cpu_seconds() - from) / rounds;
	print_message("an ordinary message of %zu octets: %.1f us, %.0f MB/s\n", b.len, took * 1e6,
	    (double)b.len / took / 1e6);
	assert_true(took < 1e-3);
	arena_free(arena);
	buf_done(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(time_grows_with_the_octets),
		cmocka_unit_test(ordinary_mail_takes_microseconds),
		cmocka_unit_test(boundaries_open_at_once_cost_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
