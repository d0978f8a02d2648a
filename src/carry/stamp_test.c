/* What goes out signed, what does not, and that verifiers which are not ours agree. */
#include "carry/stamp.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/must.h"
#include "lib/check.h"
#include "lib/zone.h"
#include "front/outgoing.h"
#include "sys/blob.h"

#define HEAD \
	"Received: from a.example by b.example; Sun, 22 Nov 2026 04:00:00 +0000\r\nFrom: \"A, B\" <a@example.com>\r\n" \
	"To: b@example.net,\r\n\tc@example.net\r\nSubject:  one\r\n  two \r\nDate: Sun, 22 Nov 2026 04:00:00 +0000\r\n" \
	"Message-ID: <1@example.com>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n" \
	"Content-Transfer-Encoding: 8bit\r\n"
#define BODY "\r\n.Hello \t  b,\r\n\r\nbye \r\n.\xe4\xbd\xa0\xe5\xa5\xbd\r\n\r\n\r\n"

static char dir[64];
static struct keyring ring;
static struct arena *arena;
static struct zone zone;
static struct why why;

static int
begin(void **state)
{
	char selector[64];
	(void)snprintf(dir, sizeof dir, "/tmp/postern-stamp-XXXXXX");
	assert_non_null(mkdtemp(dir));
	arena = arena_new((size_t)64 << 20);
	zone = (struct zone){ .arena = arena };
	char keys[80];
	(void)snprintf(keys, sizeof keys, "%s/keys", dir);
	for (int i = 0; i < 2; i++)
		assert_int_equal(keyring_make(keys, BYTES("example.com"), i == 1, 1795305600, selector, &why), 0);
	assert_int_equal(keyring_open(keys, &ring, &why), 0);
	for (size_t i = 0; i < ring.keys.count; i++) {
		struct buf name;
		struct bytes record;
		ring.keys.at[i].state = KEYRING_ACTIVE;
		buf_init(&name, 300);
		buf_addf(&name, "%.*s._domainkey.example.com", BYTES_ARGS(ring.keys.at[i].selector));
		assert_int_equal(sign_key_record(ring.keys.at[i].key, arena, &record), 0);
		zone_add(&zone, buf_bytes(&name), DNS_TXT, 0, record, DNS_OK);
		buf_done(&name);
	}
	return 0;
}

static int
end(void **state)
{
	char command[100];
	keyring_done(&ring);
	arena_free(arena);
	(void)snprintf(command, sizeof command, "rm -rf %s", dir);
	return system(command);
}

struct sending {
	enum direction direction;
	const char *domains[3];
	uint32_t from_headers;
	const char *text;
	const char *tag;
};

/* The message as it leaves; *OUT_COUNT signatures. */
static struct bytes
send_it(const struct sending *s, size_t *out_count)
{
	struct casefile c = { .from_headers = s->from_headers, .envelope.direction = s->direction };
	struct gate_header stamps[STAMPS_MAX];
	struct bytes text = bytes_of_cstr(s->text), tag = bytes_of_cstr(s->tag), out;
	for (int i = 0; i < 3 && s->domains[i] != NULL; i++) {
		struct casefile_address *a = LIST_ADD(arena, &c.from);
		a->domain = bytes_of_cstr(s->domains[i]);
	}
	struct blob *message = blob_of(text);
	*out_count = stamp_dkim(&ring, &c, message, tag, arena, stamps);
	blob_drop(message);
	struct outgoing o;
	struct buf all;
	outgoing_init(&o);
	outgoing_header(&o, BYTES("Received"), BYTES("by us"));
	for (size_t i = 0; i < *out_count; i++)
		outgoing_header(&o, stamps[i].name, stamps[i].value);
	assert_int_equal(outgoing_message(&o, text, &(struct outgoing_edit){ .subject_tag = tag }), 0);
	buf_init(&all, (size_t)8 << 20);
	buf_add(&all, buf_bytes(&o.head));
	for (size_t i = 0; i < o.count; i++)
		buf_add(&all, o.parts[i]);
	assert_true(buf_ok(&all));
	assert_true(arena_copy(arena, buf_bytes(&all), &out));
	buf_done(&all);
	outgoing_done(&o);
	return out;
}

static void
write_file(const char *name, struct bytes text, char out_path[200])
{
	(void)snprintf(out_path, 200, "%s/%s", dir, name);
	FILE *f = fopen(out_path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(text.at, 1, text.len, f), text.len);
	assert_int_equal(fclose(f), 0);
}

/* Exit status of dkimpy over TEXT; KIND is dkim or arc. */
static int
ask_about(const char *kind, struct bytes text)
{
	char message[200], records[200], command[600];
	struct buf lines;
	buf_init(&lines, 65536);
	for (size_t i = 0; i < zone.records.count; i++)
		buf_addf(&lines, "%.*s. %.*s\n", BYTES_ARGS(zone.records.at[i].name), BYTES_ARGS(zone.records.at[i].record.data));
	write_file("zone", buf_bytes(&lines), records);
	write_file("message", text, message);
	buf_done(&lines);
	(void)snprintf(command, sizeof command, "/usr/bin/python3 tests/lib/dkim_verify.py %s %s %s", kind, message, records);
	int status = system(command);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int
ask_dkimpy(struct bytes text)
{
	return ask_about("dkim", text);
}

/* Signatures of TEXT that we ourselves find good. */
static size_t
count_passes(struct bytes text)
{
	struct dkim_collected c;
	struct dkim_result r;
	struct dns_book book = { .arena = arena };
	size_t passes = 0;
	assert_int_equal(dkim_collect(text, 0, arena, &c), 0);
	for (size_t i = 0; i < c.signatures.count; i++) {
		while (dkim_judge(&c.signatures.at[i], 0, 0, &book, arena, &r) == 0)
			assert_true(zone_answer(&zone, &book) > 0);
		passes += r.status == DKIM_PASS;
	}
	return passes;
}

static void
mail_of_ours_goes_out_with_two_good_signatures(void **state)
{
	static const char *const texts[] = { HEAD BODY, "From root Sun Nov 22 04:00:00 2026\r\n" HEAD BODY, HEAD "\r\n", HEAD };
	static const char *const tags[] = { "", "[EXT]", "[\xe5\xa4\x96\xe9\x83\xa8]" };
	size_t count;
	for (size_t i = 0; i < 4; i++) {
		for (size_t k = 0; k < (i == 0 ? 3 : 1); k++) {
			const struct sending s = { DIRECTION_OUTBOUND, { "example.com" }, 1, texts[i], tags[k] };
			struct bytes sent = send_it(&s, &count);
			assert_int_equal(count, 2);
			assert_int_equal(count_passes(sent), 2);
			int status = ask_dkimpy(sent);
			if (status == 77) {
				print_message("dkimpy is not installed\n");
				skip();
			}
			assert_int_equal(status, 0);
		}
	}
}

static void
a_field_more_or_a_word_less_breaks_it(void **state)
{
	size_t count;
	const struct sending s = { DIRECTION_OUTBOUND, { "example.com" }, 1, HEAD BODY, "" };
	struct bytes sent = send_it(&s, &count), bad;
	static const char *const more[] = { "Subject: another\r\n", "From: b@example.com\r\n", "Content-Type: text/html\r\n",
		"Reply-To: e@example.net\r\n" };
	for (size_t i = 0; i < 4; i++) {
		struct buf all;
		buf_init(&all, 65536);
		buf_add_cstr(&all, more[i]);
		buf_add(&all, sent);
		assert_true(arena_copy(arena, buf_bytes(&all), &bad));
		buf_done(&all);
		int status = ask_dkimpy(bad);
		if (status == 77)
			skip();
		assert_int_equal(status, 1);
	}
	assert_int_equal(ask_dkimpy(bytes_to(sent, sent.len - 12)), 1);
}

static void
nobody_elses_mail_is_signed(void **state)
{
	static const struct sending cases[] = {
		{ DIRECTION_INBOUND, { "example.com" }, 1, HEAD BODY, "" },
		{ DIRECTION_INTERNAL, { "example.com" }, 1, HEAD BODY, "" },
		{ DIRECTION_OUTBOUND, { "example.net" }, 1, HEAD BODY, "" },
		{ DIRECTION_OUTBOUND, { NULL }, 1, HEAD BODY, "" },
		{ DIRECTION_OUTBOUND, { NULL }, 0, HEAD BODY, "" },
		{ DIRECTION_OUTBOUND, { "example.com" }, 2, HEAD BODY, "" },
		{ DIRECTION_OUTBOUND, { "example.com", "example.net" }, 1, HEAD BODY, "" },
		{ DIRECTION_OUTBOUND, { "example.com" }, 1, "Subject: no From\r\n\r\nx\r\n", "" },
	};
	size_t count;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		(void)send_it(&cases[i], &count);
		if (count != 0)
			fail_msg("case %zu was signed", i);
	}
	const struct sending two = { DIRECTION_OUTBOUND, { "example.com", "EXAMPLE.com" }, 1, HEAD BODY, "" };
	(void)send_it(&two, &count);
	assert_int_equal(count, 2);
	struct casefile c = { .from_headers = 1 };
	struct gate_header stamps[STAMPS_MAX];
	assert_int_equal(stamp_dkim(NULL, &c, NULL, BYTES_NONE, arena, stamps), 0);
	assert_int_equal(stamp_dkim(&ring, NULL, NULL, BYTES_NONE, arena, stamps), 0);
}

#define RESULTS \
	"mx.example.com; spf=pass smtp.mailfrom=a@example.net;\r\n\tdkim=none; dmarc=fail header.from=example.net;\r\n\tarc=none"

/* TEXT with one more seal, as it is sent on; *OUT_COUNT fields. */
static struct bytes
seal_it(struct bytes text, enum auth_status chain, const char *domain, const char *tag, size_t *out_count)
{
	struct casefile c = { .envelope.direction = DIRECTION_INBOUND, .asked.identity = { .was_asked = true, .arc = chain,
		.results = BYTES(RESULTS) } };
	struct gate_header stamps[STAMP_ARC_FIELDS];
	struct bytes out;
	struct outgoing o;
	struct buf all;
	struct blob *message = blob_of(text);
	*out_count = stamp_arc(&ring, bytes_of_cstr(domain), &c, message, bytes_of_cstr(tag), arena, stamps);
	blob_drop(message);
	outgoing_init(&o);
	for (size_t i = 0; i < *out_count; i++)
		outgoing_header(&o, stamps[i].name, stamps[i].value);
	assert_int_equal(outgoing_message(&o, text, &(struct outgoing_edit){ .subject_tag = bytes_of_cstr(tag) }), 0);
	buf_init(&all, (size_t)8 << 20);
	buf_add(&all, buf_bytes(&o.head));
	for (size_t i = 0; i < o.count; i++)
		buf_add(&all, o.parts[i]);
	assert_true(buf_ok(&all));
	assert_true(arena_copy(arena, buf_bytes(&all), &out));
	buf_done(&all);
	outgoing_done(&o);
	return out;
}

static enum arc_status
our_chain(struct bytes text)
{
	struct arc_collected c;
	struct arc_result r;
	struct dns_book book = { .arena = arena };
	assert_int_equal(arc_collect(text, 0, arena, &c), 0);
	while (arc_judge(&c, 0, &book, arena, &r) == 0)
		assert_true(zone_answer(&zone, &book) > 0);
	return r.status;
}

static void
what_passes_is_sealed_once_and_again(void **state)
{
	static const char *const tags[] = { "", "[\xe5\xa4\x96\xe9\x83\xa8]", "" };
	struct bytes text = BYTES(HEAD BODY);
	size_t count;
	for (int i = 0; i < 3; i++) {
		text = seal_it(text, i == 0 ? AUTH_NONE : AUTH_PASS, "example.com", i == 1 ? "" : tags[i], &count);
		assert_int_equal(count, STAMP_ARC_FIELDS);
		assert_int_equal(our_chain(text), ARC_PASS);
		int status = ask_about("arc", text);
		if (status != 77)
			assert_int_equal(status, 0);
	}
	/* a changed subject is what is signed */
	text = seal_it(BYTES(HEAD BODY), AUTH_NONE, "example.com", tags[1], &count);
	assert_int_equal(our_chain(text), ARC_PASS);
}

static void
what_was_not_found_out_is_not_sealed(void **state)
{
	size_t count;
	static const enum auth_status unknown[] = { AUTH_TEMPERROR, AUTH_PERMERROR, AUTH_NEUTRAL };
	for (size_t i = 0; i < 3; i++) {
		(void)seal_it(BYTES(HEAD BODY), unknown[i], "example.com", "", &count);
		assert_int_equal(count, 0);
	}
	(void)seal_it(BYTES(HEAD BODY), AUTH_NONE, "example.net", "", &count);
	assert_int_equal(count, 0);
	(void)seal_it(BYTES(HEAD BODY), AUTH_NONE, "", "", &count);
	assert_int_equal(count, 0);
	/* it says that there is a chain, and there is none */
	(void)seal_it(BYTES(HEAD BODY), AUTH_PASS, "example.com", "", &count);
	assert_int_equal(count, 0);
}

static void
a_field_becomes_one_line_that_means_the_same(void **state)
{
	static const struct {
		const char *field, *name, *value;
	} cases[] = { { "A: b\r\n", "A", "b" }, { "A-B: c;\r\n\td=e\r\n  f\r\n", "A-B", "c; d=e  f" }, { "A:\r\n", "A", "" },
		{ "A", "A", "" } };
	struct gate_header h;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(stamp_field(bytes_of_cstr(cases[i].field), arena, &h), 0);
		check_text(h.name, cases[i].name);
		check_text(h.value, cases[i].value);
	}
	struct arena *tiny = arena_new(64);
	assert_int_equal(stamp_field(BYTES("A: 0123456789012345678901234567890123456789012345678901234567890123"), tiny, &h),
	    FAULT_LIMIT);
	arena_free(tiny);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(mail_of_ours_goes_out_with_two_good_signatures),
		cmocka_unit_test(a_field_more_or_a_word_less_breaks_it),
		cmocka_unit_test(nobody_elses_mail_is_signed),
		cmocka_unit_test(what_passes_is_sealed_once_and_again),
		cmocka_unit_test(what_was_not_found_out_is_not_sealed),
		cmocka_unit_test(a_field_becomes_one_line_that_means_the_same),
	};
	return cmocka_run_group_tests(all, begin, end);
}
