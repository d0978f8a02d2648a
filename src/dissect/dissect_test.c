#include "dissect/dissect.h"
#include "dissect/inside.h"

#include "lib/check.h"

static int
preload(void **state)
{
	struct why why = { "" };
	int fault = dissect_preload(&why);
	if (fault != 0)
		print_error("%s\n", why.text);
	return fault;
}

struct result {
	struct arena *arena;
	struct casefile c;
};

static struct result
dissected(const struct dissect_services *services, const char *message)
{
	struct result r = { .arena = arena_new(DISSECT_ARENA_MAX) };
	const struct casefile_envelope envelope = { .protocol = BYTES("file") };
	dissect_message(services, &envelope, bytes_of_cstr(message), r.arena, &r.c);
	/* Whatever was found crosses the border to the gate. */
	struct buf out;
	struct casefile again = { 0 };
	buf_init(&out, CASEFILE_OCTETS_MAX);
	casefile_write(&r.c, &out);
	assert_true(buf_ok(&out));
	assert_int_equal(casefile_read(buf_bytes(&out), r.arena, &again), 0);
	buf_done(&out);
	return r;
}

static void
the_header_is_read(void **state)
{
	struct result r = dissected(NULL,
	    "Received: from mail.sender.example (mail.sender.example [192.0.2.7])\r\n"
	    "\tby mx.example.com with ESMTPS id 1; Mon, 6 Jan 2025 10:00:00 +0800\r\n"
	    "From: =?utf-8?B?6LSi5Yqh6YOo?= <Boss@Pay.Example.CO.UK>\r\n"
	    "To: a@example.com, \"B, C\" <b@example.com>\r\n"
	    "Subject: =?gb2312?B?t6LGsQ==?=\r\n"
	    "Date: Mon, 6 Jan 2025 10:00:00 +0800\r\n"
	    "Message-ID: <1@pay.example>\r\n"
	    "\r\n"
	    "hello\r\n");
	check_text(r.c.from.at[0].display, "\xE8\xB4\xA2\xE5\x8A\xA1\xE9\x83\xA8");
	check_text(r.c.from.at[0].local, "Boss");
	check_text(r.c.from.at[0].domain, "pay.example.co.uk");
	check_text(r.c.from.at[0].base, "example.co.uk");
	assert_int_equal(r.c.from_headers, 1);
	assert_int_equal(r.c.to_count, 2);
	check_text(r.c.subject, "\xE5\x8F\x91\xE7\xA5\xA8");
	check_text(r.c.message_id, "1@pay.example");
	assert_int_equal(r.c.date, 1736128800);
	assert_int_equal(r.c.date_zone, 1440 + 480);
	assert_int_equal(r.c.hops.count, 1);
	check_text(r.c.hops.at[0].ip, "192.0.2.7");
	assert_int_equal(r.c.parts.count, 1);
	check_text(r.c.parts.at[0].id, "1");
	check_text(r.c.texts.at[0].visible, "hello");
	arena_free(r.arena);
}

static void
links_are_found_where_people_see_them(void **state)
{
	struct result r = dissected(NULL,
	    "From: a@example.com\r\nTo: victim@example.org\r\nMIME-Version: 1.0\r\n"
	    "Content-Type: text/html; charset=utf-8\r\n\r\n"
	    "<p>See <a href=\"http://evil.example:81/x?u=victim@example.org\">www.mybank.example.com</a>"
	    "<a href='http://192.0.2.1/'>here</a><img src='https://img.example/p.gif'>"
	    "<span style='display:none'>hidden words</span> or http://plain.example/a</p>\r\n");
	const struct casefile *c = &r.c;
	assert_int_equal(c->urls.count, 4);
	check_text(c->urls.at[0].host, "evil.example");
	assert_int_equal(c->urls.at[0].port, 81);
	check_text(c->urls.at[0].shown, "www.mybank.example.com");
	check_text(c->urls.at[0].shown_domain, "example.com");
	assert_int_equal(c->urls.at[0].recipient, URL_RECIPIENT_PLAIN);
	assert_true((c->urls.at[0].tricks >> URL_TRICK_PORT & 1) != 0);
	assert_true((c->urls.at[1].tricks >> URL_TRICK_IP & 1) != 0);
	assert_int_equal(c->urls.at[2].role, URL_RESOURCE);
	check_text(c->urls.at[3].host, "plain.example");
	assert_int_equal(c->pages.at[0].images, 1);
	assert_int_equal(c->texts.at[0].hidden_chars, 12);
	check_text(c->texts.at[0].hidden, "hidden words");
	arena_free(r.arena);
}

static void
attachments_are_typed_by_content_and_hashed(void **state)
{
	struct result r = dissected(NULL,
	    "From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
	    "--b\r\nContent-Type: text/plain\r\n\r\nplease open\r\n"
	    "--b\r\nContent-Type: application/pdf; name=\"=?utf-8?B?5Y+R56WoLnBkZg==?=\"\r\n"
	    "Content-Disposition: attachment\r\n\r\n@echo off\r\ndir\r\n"
	    "--b--\r\n");
	const struct casefile_part *p = &r.c.parts.at[2];
	assert_int_equal(r.c.parts.count, 3);
	check_text(p->id, "2");
	check_text(p->name, "\xE5\x8F\x91\xE7\xA5\xA8.pdf");
	check_text(p->detected, "application/x-msdos-batch");
	assert_true(p->is_attachment);
	assert_int_equal(p->sha256.len, 32);
	assert_int_equal(p->size, 14);
	arena_free(r.arena);
}

/* A container service that unpacks "zip" octets to a page and to another container, for ever. */
static void
open_nested(void *context, const struct dissect_request *request, struct arena *arena, struct dissect_opened *out)
{
	unsigned *asked = context;
	(*asked)++;
	out->status = DISSECT_OPENED;
	out->format = BYTES("zip");
	const struct dissect_entry entries[] = {
		{ .name = BYTES("a.html"), .content = BYTES("<a href='http://inside.example/'>x</a>") },
		{ .name = BYTES("b.zip"), .content = request->content },
		{ .name = BYTES("c.exe"), .is_encrypted = true, .size = 9 },
	};
	for (size_t i = 0; i < 3; i++) {
		struct dissect_entry *e = LIST_ADD(arena, &out->entries);
		if (e != NULL)
			*e = entries[i];
	}
}

static const char zipped[] =
    "From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: application/zip; name=a.zip\r\n"
    "Content-Transfer-Encoding: base64\r\n\r\nUEsDBAAAAAAAAA==\r\n";

static void
children_of_containers_are_looked_into_up_to_a_depth(void **state)
{
	unsigned asked = 0;
	const struct dissect_services services = { open_nested, &asked };
	struct result r = dissected(&services, zipped);
	assert_int_equal(asked, DISSECT_DEPTH_MAX);
	assert_int_equal(r.c.archives.count, DISSECT_DEPTH_MAX);
	assert_int_equal(r.c.parts.count, 1 + 3 * DISSECT_DEPTH_MAX);
	check_text(r.c.parts.at[1].id, "1/1");
	check_text(r.c.parts.at[3].id, "1/2/1");
	assert_int_equal(r.c.archives.at[0].encrypted_entries, 1);
	check_text(r.c.urls.at[0].host, "inside.example");
	bool limited = false;
	for (size_t i = 0; i < r.c.gaps.count; i++)
		limited |= r.c.gaps.at[i].reason == GAP_LIMIT;
	assert_true(limited);
	arena_free(r.arena);
}

struct costly {
	unsigned asked;
	uint32_t width; /* containers in a container */
	uint64_t cpu_us;
};

static void
open_wide(void *context, const struct dissect_request *request, struct arena *arena, struct dissect_opened *out)
{
	struct costly *costly = context;
	costly->asked++;
	out->status = DISSECT_OPENED;
	out->cpu_us = costly->cpu_us;
	for (uint32_t i = 0; i < costly->width; i++) {
		struct dissect_entry *e = LIST_ADD(arena, &out->entries);
		if (e != NULL)
			*e = (struct dissect_entry){ .name = BYTES("b.zip"), .content = request->content };
	}
}

static void
what_opening_costs_one_message_is_bounded(void **state)
{
	static const struct { uint32_t width; uint64_t cpu_us; unsigned want; } cases[] = {
		{ 3, 0, DISSECT_CONTAINERS_MAX },
		{ 16, 1000000, DISSECT_OPENING_S_MAX },
		{ 16, 999999, DISSECT_OPENING_S_MAX + 1 },
		{ 1, 500000, DISSECT_DEPTH_MAX },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct costly costly = { .width = cases[i].width, .cpu_us = cases[i].cpu_us };
		const struct dissect_services services = { open_wide, &costly };
		struct result r = dissected(&services, zipped);
		assert_int_equal(costly.asked, cases[i].want);
		assert_true(r.c.gaps.count != 0);
		arena_free(r.arena);
	}
}

/* HEAD, COUNT times MIDDLE, TAIL: how many gaps are there? */
static size_t
gaps_of(const char *head, const char *middle, size_t count, const char *tail)
{
	struct buf text;
	buf_init(&text, (size_t)16 << 20);
	buf_add_cstr(&text, head);
	for (size_t i = 0; i < count; i++)
		buf_add_cstr(&text, middle);
	buf_add_cstr(&text, tail);
	struct result r = dissected(NULL, buf_cstr(&text));
	size_t gaps = r.c.gaps.count;
	arena_free(r.arena);
	buf_done(&text);
	return gaps;
}

static void
what_is_not_read_of_a_header_or_of_broken_base64_is_a_gap(void **state)
{
	static const char base64[] = "From: a@example.com\r\nMIME-Version: 1.0\r\nContent-Type: application/x-any\r\n"
				     "Content-Transfer-Encoding: base64\r\n\r\n";
	assert_int_equal(gaps_of("From: a@example.com\r\nSubject: ", "word ", 100, "\r\n\r\nx\r\n"), 0);
	assert_int_equal(gaps_of("From: a@example.com\r\nSubject: ", "word ", 200000, "\r\n\r\nx\r\n"), 1);
	assert_int_equal(gaps_of("From: a@example.com\r\nTo: b@example.com ", "(", 10, "\r\n\r\nx\r\n"), 0);
	assert_int_equal(gaps_of("From: a@example.com\r\nTo: b@example.com ", "(", 2000000, "\r\n\r\nx\r\n"), 1);
	assert_int_equal(gaps_of(base64, "QUJD\r\n", 100, ""), 0);
	assert_int_equal(gaps_of(base64, "QUJD\r\n", 100, "--\r\nlist@example.com: a footer\r\n"), 0);
	assert_int_equal(gaps_of(base64, "$%&!*#QUJD<>;:\r\n", 100, ""), 1);
}

static void
a_container_that_is_not_opened_is_a_gap(void **state)
{
	struct result r = dissected(NULL, zipped);
	assert_int_equal(r.c.gaps.count, 1);
	assert_int_equal(r.c.gaps.at[0].reason, GAP_UNSUPPORTED);
	check_text(r.c.gaps.at[0].part, "1");
	arena_free(r.arena);
}

static void
a_small_arena_leaves_gaps_and_not_ruins(void **state)
{
	for (size_t ceiling = 1000; ceiling < 200000; ceiling += 3001) {
		struct arena *a = arena_new(ceiling);
		struct casefile c = { 0 };
		const struct casefile_envelope envelope = { .protocol = BYTES("file") };
		unsigned asked = 0;
		const struct dissect_services services = { open_nested, &asked };
		dissect_message(&services, &envelope, bytes_of_cstr(zipped), a, &c);
		assert_int_equal(c.version, CASEFILE_VERSION);
		/* Enough or not, what was not looked at is said. */
		assert_true(c.gaps.count != 0);
		arena_free(a);
	}
}

static void
a_report_is_data_wherever_it_is_attached(void **state)
{
	static const char xml[] = "<feedback><policy_published><domain>example.com</domain></policy_published><record><row>"
	                          "<source_ip>192.0.2.1</source_ip><count>3</count></row></record></feedback>";
	char mail[2000];
	(void)snprintf(mail, sizeof mail,
	    "From: r@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
	    "--b\r\nContent-Type: text/plain\r\n\r\n%s\r\n"
	    "--b\r\nContent-Type: text/xml\r\nContent-Disposition: attachment; filename=r.xml\r\n\r\n%s\r\n"
	    "--b\r\nContent-Type: application/tlsrpt+json\r\n\r\n{\"report-id\":\"x\",\"policies\":[]}\r\n"
	    "--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment\r\n\r\n<p>feedback <feedback>\r\n--b--\r\n",
	    xml, xml);
	struct result r = dissected(NULL, mail);
	/* the letter that quotes one carries none */
	assert_int_equal(r.c.reports.count, 2);
	assert_int_equal(r.c.reports.at[0].kind, REPORT_DMARC);
	assert_int_equal(r.c.reports.at[0].dmarc.at[0].count, 3);
	assert_int_equal(r.c.reports.at[1].kind, REPORT_TLS);
	arena_free(r.arena);
}

/* The same tile again and again: one picture, and so many more places of it are remembered. */
static void
equal_pictures_are_remembered_up_to_a_ceiling(void **state)
{
	for (size_t more = PICTURE_TWINS_MAX; more <= PICTURE_TWINS_MAX + 1; more++) {
		struct buf mail;
		size_t limits = 0;
		buf_init(&mail, 1 << 20);
		buf_add(&mail, BYTES("From: a@example.com\r\nMIME-Version: 1.0\r\n"
		                     "Content-Type: multipart/mixed; boundary=b\r\n"));
		for (size_t i = 0; i < 1 + more; i++) {
			/* Two pages: of one not so many are listed. */
			if (i % (PICTURE_TWINS_MAX / 2 + 1) == 0)
				buf_add(&mail, BYTES("\r\n--b\r\nContent-Type: text/html\r\n\r\n"));
			buf_add(&mail, BYTES("<img src=\"data:image/x-portable-graymap;base64,UDUgMjEgMjEgMjU1Cg==\">\r\n"));
		}
		buf_add_octet(&mail, 0);
		struct result r = dissected(NULL, (const char *)mail.at);
		for (size_t i = 0; i < r.c.gaps.count; i++)
			limits += r.c.gaps.at[i].reason == GAP_LIMIT;
		assert_int_equal(limits, more > PICTURE_TWINS_MAX);
		arena_free(r.arena);
		buf_done(&mail);
	}
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(the_header_is_read),
		cmocka_unit_test(links_are_found_where_people_see_them),
		cmocka_unit_test(attachments_are_typed_by_content_and_hashed),
		cmocka_unit_test(children_of_containers_are_looked_into_up_to_a_depth),
		cmocka_unit_test(what_opening_costs_one_message_is_bounded),
		cmocka_unit_test(what_is_not_read_of_a_header_or_of_broken_base64_is_a_gap),
		cmocka_unit_test(a_container_that_is_not_opened_is_a_gap),
		cmocka_unit_test(a_small_arena_leaves_gaps_and_not_ruins),
		cmocka_unit_test(a_report_is_data_wherever_it_is_attached),
		cmocka_unit_test(equal_pictures_are_remembered_up_to_a_ceiling),
	};
	return cmocka_run_group_tests(all, preload, NULL);
}
