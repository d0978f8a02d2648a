#include "base/buf.h"
#include "lib/check.h"
#include "spamd/request.h"

/* Whole, and octet by octet: the same. */
static int
read_head(const char *text, struct request *out, size_t *used, struct why *why)
{
	struct bytes all = bytes_of_cstr(text);
	size_t scanned = 0, piece_used = 0, piece_scanned = 0;
	struct request piece;
	struct why piece_why = { "" };
	why->text[0] = '\0';
	int got = request_read(all, &scanned, out, used, why);
	int piece_got = 0;
	for (size_t len = 1; len <= all.len && piece_got == 0; len++)
		piece_got = request_read(bytes_to(all, len), &piece_scanned, &piece, &piece_used, &piece_why);
	assert_int_equal(got, piece_got);
	if (got == 1)
		assert_int_equal(*used, piece_used);
	assert_string_equal(why->text, piece_why.text);
	return got;
}

static void
what_clients_send_is_understood(void **state)
{
	struct request r;
	size_t used;
	struct why why;
	assert_int_equal(read_head("CHECK SPAMC/1.5\r\nUser: joe\r\nContent-length: 12\r\nX-Other: yes\r\n\r\nFrom: a", &r, &used, &why), 1);
	assert_int_equal(r.verb, VERB_CHECK);
	assert_int_equal(r.version, 105);
	assert_true(r.has_length && r.length == 12 && !r.is_compressed);
	check_text(r.user, "joe");
	assert_int_equal(used, strlen("CHECK SPAMC/1.5\r\nUser: joe\r\nContent-length: 12\r\nX-Other: yes\r\n\r\n"));
	assert_int_equal(read_head("PROCESS SPAMC/1.5\nContent-Length:7\ncompress: zlib\n\n", &r, &used, &why), 1);
	assert_true(r.is_compressed && r.length == 7);
	assert_int_equal(read_head("REPORT SPAMC/1.2\r\n\r\n", &r, &used, &why), 1);
	assert_true(!r.has_length && r.version == 102);
	/* no header: the message begins at once */
	assert_int_equal(read_head("CHECK SPAMC/1.0\r\nFrom: a\r\n", &r, &used, &why), 1);
	assert_int_equal(used, 17);
	assert_int_equal(read_head("PING SPAMC/1.2\r\n", &r, &used, &why), 1);
	assert_true(!request_has_message(&r));
	assert_int_equal(read_head("PING SPAMC/1.5\r\n", &r, &used, &why), 0);
	assert_int_equal(read_head("PING SPAMC/1.5\r\n\r\n", &r, &used, &why), 1);
	assert_int_equal(read_head("SKIP SPAMC/1.2\r\n", &r, &used, &why), 1);
	assert_int_equal(read_head("TELL SPAMC/1.5\r\nMessage-class: spam\r\nSet: local, remote\r\nContent-length: 3\r\n\r\n", &r, &used, &why), 1);
	assert_true(r.class == CLASS_SPAM && r.set == (BASE_LOCAL | BASE_REMOTE) && r.remove == 0);
	assert_int_equal(read_head("TELL SPAMC/1.5\r\nMessage-class: HAM\r\nSet: local\r\nRemove: remote\r\n\r\n", &r, &used, &why), 1);
	assert_true(r.class == CLASS_HAM && r.set == BASE_LOCAL && r.remove == BASE_REMOTE);
}

static void
what_cannot_be_read_is_named(void **state)
{
	static const struct {
		const char *text;
		int fault;
		const char *why;
	} cases[] = {
		{ "GET / HTTP/1.1\r\n", FAULT_INPUT, "GET / HTTP/1.1" },
		{ "\r\n", FAULT_INPUT, "" },
		{ "   \n", FAULT_INPUT, "   " },
		{ "CHECK SPAMC/\r\n", FAULT_INPUT, "CHECK SPAMC/" },
		{ "CHECK SPAMC/x.1\r\n", FAULT_INPUT, "CHECK SPAMC/x.1" },
		{ "check SPAMC/1.5\r\n", FAULT_INPUT, "check SPAMC/1.5" },
		{ "CHECK SPAMC/1.5\r\nnonsense\r\n\r\n", FAULT_INPUT, "(header not in 'Name: value' format)" },
		{ "CHECK SPAMC/1.5\r\nContent-length: 5x\r\n\r\n", FAULT_INPUT, "(Content-Length contains non-numeric bytes)" },
		{ "CHECK SPAMC/1.5\r\nContent-length: -5\r\n\r\n", FAULT_INPUT, "(Content-Length contains non-numeric bytes)" },
		{ "CHECK SPAMC/1.5\r\nContent-length: 99999999999999999999\r\n\r\n", FAULT_INPUT, "(Content-Length contains non-numeric bytes)" },
		{ "CHECK SPAMC/1.5\r\nContent-length: 5\r\nContent-length: 6\r\n\r\n", FAULT_INPUT, "(Content-Length twice)" },
		{ "CHECK SPAMC/1.5\r\nUser: a\x01\r\n\r\n", FAULT_INPUT, "(User header contains control chars)" },
		{ "CHECK SPAMC/1.5\r\nCompress: zstd\r\n\r\n", FAULT_INPUT, "(compression type not supported: zstd)" },
		{ "CHECK SPAMC/1.5\r\nCompress: zlib\r\n\r\n", FAULT_ABSENT, "Compress requires Content-length header" },
		{ "TELL SPAMC/1.5\r\nMessage-class: eggs\r\n\r\n", FAULT_INPUT, "(Message-class header contains invalid class)" },
		{ "TELL SPAMC/1.5\r\nSet: local\r\n\r\n", FAULT_INPUT, "(Set without Message-class)" },
		{ "TELL SPAMC/1.5\r\nMessage-class: ham\r\nSet: local\r\nRemove: local\r\n\r\n", FAULT_INPUT,
		    "Unable to set local and remove local in the same operation." },
	};
	struct request r;
	size_t used;
	struct why why;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(read_head(cases[i].text, &r, &used, &why), cases[i].fault);
		assert_string_equal(why.text, cases[i].why);
	}
}

static void
a_head_has_its_ceilings(void **state)
{
	struct buf text;
	struct request r;
	size_t used, scanned = 0;
	struct why why;
	buf_init(&text, 1 << 20);
	for (int fields = REQUEST_FIELDS_MAX; fields <= REQUEST_FIELDS_MAX + 1; fields++) {
		buf_clear(&text);
		buf_add_cstr(&text, "CHECK SPAMC/1.5\r\n");
		for (int i = 0; i < fields; i++)
			buf_add_cstr(&text, "X: y\r\n");
		buf_add_cstr(&text, "\r\n");
		scanned = 0;
		assert_int_equal(request_read(buf_bytes(&text), &scanned, &r, &used, &why), fields <= REQUEST_FIELDS_MAX ? 1 : FAULT_INPUT);
	}
	/* no end to be seen */
	buf_clear(&text);
	buf_add_cstr(&text, "CHECK SPAMC/1.5\r\nX: ");
	while (text.len < REQUEST_HEAD_MAX)
		buf_add_octet(&text, 'y');
	scanned = 0;
	assert_int_equal(request_read(bytes_to(buf_bytes(&text), REQUEST_HEAD_MAX - 1), &scanned, &r, &used, &why), 0);
	assert_int_equal(request_read(buf_bytes(&text), &scanned, &r, &used, &why), FAULT_INPUT);
	buf_clear(&text);
	while (text.len < REQUEST_HEAD_MAX)
		buf_add_octet(&text, 'C');
	scanned = 0;
	assert_int_equal(request_read(buf_bytes(&text), &scanned, &r, &used, &why), FAULT_INPUT);
	buf_done(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_clients_send_is_understood),
		cmocka_unit_test(what_cannot_be_read_is_named),
		cmocka_unit_test(a_head_has_its_ceilings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
