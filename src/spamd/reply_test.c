#include "lib/check.h"
#include "spamd/reply.h"

static const struct reply_rule rules[] = { { BYTES_INIT("POSTERN_GTUBE"), 5.5, BYTES_INIT("Holds the \"test\" string\r\nof all filters \xe2\x9c\x93") },
	{ BYTES_INIT("GTUBE"), 0, BYTES_INIT("") }, { BYTES_INIT("POSTERN_RELIEF"), -0.5, BYTES_INIT("Known.") } };
static const struct reply spam = { true, 5.04, 4, rules, 3, BYTES_INIT("spam"), "gw.example" };
static const struct reply ham = { false, -1.96, 4, rules + 2, 1, BYTES_INIT("normal"), "gw.example" };

static void
each_version_reads_what_it_knows(void **state)
{
	static const struct {
		enum request_verb verb;
		unsigned version;
		const struct reply *reply;
		const char *want;
	} cases[] = {
		{ VERB_CHECK, 105, &spam, "SPAMD/1.1 0 EX_OK\r\nSpam: True ; 5.0 / 4.0\r\n\r\n" },
		{ VERB_CHECK, 102, &ham, "SPAMD/1.1 0 EX_OK\r\nSpam: False ; -2.0 / 4.0\r\n\r\n" },
		{ VERB_SYMBOLS, 103, &spam,
		    "SPAMD/1.1 0 EX_OK\r\nContent-length: 34\r\nSpam: True ; 5.0 / 4.0\r\n\r\nPOSTERN_GTUBE,GTUBE,POSTERN_RELIEF" },
		{ VERB_SYMBOLS, 102, &spam, "SPAMD/1.1 0 EX_OK\r\nSpam: True ; 5.0 / 4.0\r\n\r\nPOSTERN_GTUBE,GTUBE,POSTERN_RELIEF\r\n" },
		{ VERB_REPORT_IFSPAM, 105, &ham, "SPAMD/1.1 0 EX_OK\r\nContent-length: 0\r\nSpam: No ; -2.0 / 4.0\r\n\r\n" },
		{ VERB_REPORT_IFSPAM, 102, &ham, "SPAMD/1.1 0 EX_OK\r\nSpam: No ; -2.0 / 4.0\r\n\r\n" },
		{ VERB_PROCESS, 103, &spam, "SPAMD/1.1 0 EX_OK\r\nContent-length: 7\r\nSpam: True ; 5.0 / 4.0\r\n\r\n" },
		{ VERB_HEADERS, 105, &ham, "SPAMD/1.1 0 EX_OK\r\nContent-length: 7\r\nSpam: False ; -2.0 / 4.0\r\n\r\n" },
		{ VERB_PROCESS, 102, &spam, "SPAMD/1.1 0 EX_OK\r\nContent-length: 7\r\n\r\n" },
		{ VERB_PROCESS, 101, &spam, "SPAMD/1.0 0 EX_OK\r\n" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const struct request asked = { .verb = cases[i].verb, .version = cases[i].version };
		struct buf out, body;
		buf_init(&out, 4096);
		buf_init(&body, 4096);
		reply_body(cases[i].reply, &asked, &body);
		reply_begin(cases[i].reply, &asked, body.len != 0 || asked.verb == VERB_REPORT_IFSPAM ? body.len : 7, &out);
		buf_add(&out, buf_bytes(&body));
		check_text(buf_bytes(&out), cases[i].want);
		buf_done(&out);
		buf_done(&body);
	}
}

static void
a_report_is_a_table_that_no_mail_can_break(void **state)
{
	struct buf out;
	buf_init(&out, 4096);
	reply_report(&spam, &out);
	check_text(buf_bytes(&out),
	    "Postern on gw.example takes this message for: spam\n\nContent analysis details:   (5.0 points, 4.0 required)\n\n"
	    " pts rule name              description\n---- ---------------------- --------------------------------------------------\n"
	    " 5.5 POSTERN_GTUBE          Holds the \"test\" string??of all filters ???\n-0.5 POSTERN_RELIEF         Known.\n\n");
	buf_done(&out);
}

static void
the_fields_are_those_that_scripts_look_for(void **state)
{
	struct outgoing out;
	outgoing_init(&out);
	reply_fields(&spam, &out);
	check_text(buf_bytes(&out.head),
	    "X-Spam-Checker-Version: Postern " POSTERN_VERSION " on gw.example\r\nX-Spam-Flag: YES\r\nX-Spam-Level: *****\r\n"
	    "X-Spam-Status: Yes, score=5.0 required=4.0\r\n\ttests=POSTERN_GTUBE,GTUBE,POSTERN_RELIEF autolearn=no\r\n"
	    "\tautolearn_force=no version=" POSTERN_VERSION "\r\n"
	    "X-Spam-Report:\r\n\t*  5.5 POSTERN_GTUBE          Holds the \"test\" string??of all filters ???\r\n"
	    "\t* -0.5 POSTERN_RELIEF         Known.\r\n\t* type: spam\r\n");
	outgoing_done(&out);
	outgoing_init(&out);
	const struct reply none = { .required = 4, .hostname = "gw.example" };
	reply_fields(&none, &out);
	check_text(buf_bytes(&out.head),
	    "X-Spam-Checker-Version: Postern " POSTERN_VERSION " on gw.example\r\nX-Spam-Level:\r\n"
	    "X-Spam-Status: No, score=0.0 required=4.0 tests=none autolearn=no\r\n\tautolearn_force=no version=" POSTERN_VERSION "\r\n");
	outgoing_done(&out);
}

static void
faults_and_lessons_have_their_lines(void **state)
{
	struct buf out;
	buf_init(&out, 4096);
	reply_fault(&out, STATUS_PROTOCOL, BYTES("(EOF during\r\nheaders)"));
	reply_fault(&out, STATUS_UNAVAILABLE, BYTES("x"));
	reply_pong(&out);
	reply_told(&out, BASE_LOCAL | BASE_REMOTE, 0);
	reply_told(&out, BASE_LOCAL, BASE_REMOTE);
	reply_told(&out, 0, 0);
	check_text(buf_bytes(&out),
	    "SPAMD/1.0 76 Bad header line: (EOF during??headers)\r\nSPAMD/1.0 69 Service Unavailable: x\r\nSPAMD/1.5 0 PONG\r\n"
	    "SPAMD/1.1 0 EX_OK\r\nDidSet: local,remote\r\n\r\n\r\nSPAMD/1.1 0 EX_OK\r\nDidSet: local\r\nDidRemove: remote\r\n\r\n\r\n"
	    "SPAMD/1.1 0 EX_OK\r\n\r\n\r\n");
	buf_done(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_version_reads_what_it_knows),
		cmocka_unit_test(a_report_is_a_table_that_no_mail_can_break),
		cmocka_unit_test(the_fields_are_those_that_scripts_look_for),
		cmocka_unit_test(faults_and_lessons_have_their_lines),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
