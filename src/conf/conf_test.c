#include "conf/conf.h"

#include <math.h>

#include "conf/hop_url.h"
#include "conf/table.h"
#include "base/fault.h"

#include "lib/check.h"

static void
defaults_are_those_of_the_contract(void **state)
{
	struct conf c;
	assert_int_equal(conf_read(&c, NULL), 0);
	check_text(c.server.data, "./var");
	check_text(c.server.next_hop, "");
	static const struct {
		const char *name;
		enum listener_kind kind;
		uint16_t port;
	} want[] = {
		{ "smtp", LISTENER_SMTP, 2525 }, { "console", LISTENER_CONSOLE, 8025 },
		{ "milter", LISTENER_MILTER, 11332 }, { "scan", LISTENER_SCAN, 11333 },
		{ "controller", LISTENER_CONTROLLER, 11334 }, { "spamd", LISTENER_SPAMD, 783 },
	};
	assert_int_equal(c.listeners.count, 6);
	for (size_t i = 0; i < 6; i++) {
		const struct conf_listener *l = conf_listener(&c, bytes_of_cstr(want[i].name));
		assert_non_null(l);
		assert_int_equal(l->kind, want[i].kind);
		assert_int_equal(l->address.port, want[i].port);
		check_text(l->address.host, "127.0.0.1");
		assert_true(l->enabled);
	}
	assert_int_equal(c.limits.min_data_rate, 500);
	assert_int_equal(c.limits.message_size, 50 << 20);
	assert_int_equal(c.limits.judge_timeout, 60000);
	assert_true(isnan(conf_policy(&c, BYTES(""))->tag_at));
	conf_done(&c);
}

static void
a_file_is_read_as_it_stands(void **state)
{
	static const char text[] =
	    "\xef\xbb\xbf# before any section: [server]\r\n"
	    "next_hop = smtp://mail.example.com:25 # there\n"
	    "[ listener SMTP ]\n"
	    "address = [::1]:25\n"
	    "xclient_peers = 192.0.2.0/24, 2001:db8::/32\n"
	    "xclient_peers = 198.51.100.7\n"
	    "[domain Example.CN]\n"
	    "next_hop=coremail\n"
	    "policy = strict\n"
	    "[domain *.example.cn]\n"
	    "[domain b.example.cn]\n"
	    "[next_hop coremail]\n"
	    "urls = smtp://[2001:db8::1], lmtp+unix:///run/lmtp maildir:/tmp/x\n"
	    "connect_timeout = 1500ms\n"
	    "[policy strict]\n"
	    "tag_at = -0.5\n"
	    "phishing = reject\n"
	    "subject_tag = \"[疑似垃圾; #1] \"  ; quoted\n";
	struct conf c;
	int fault = conf_read_text(&c, bytes_of_cstr(text), "x.conf");
	struct buf out;
	buf_init(&out, 10000);
	conf_mistakes_print(&c, &out);
	check_text(buf_bytes(&out), "");
	assert_int_equal(fault, 0);
	check_text(c.server.next_hop, "smtp://mail.example.com:25");
	const struct conf_listener *l = conf_listener(&c, BYTES("smtp"));
	assert_int_equal(c.listeners.count, 6);
	check_text(l->address.host, "::1");
	assert_int_equal(l->xclient_peers.count, 3);
	check_text(conf_domain(&c, BYTES("EXAMPLE.cn"))->next_hop, "coremail");
	check_text(conf_domain(&c, BYTES("a.example.cn"))->is.name, "*.example.cn");
	check_text(conf_domain(&c, BYTES("x.a.example.cn"))->is.name, "*.example.cn");
	check_text(conf_domain(&c, BYTES("b.example.cn"))->is.name, "b.example.cn");
	assert_null(conf_domain(&c, BYTES("example.com")));
	assert_null(conf_domain(&c, BYTES("xexample.cn")));
	assert_null(conf_domain(&c, BYTES("")));
	const struct conf_next_hop *h = conf_next_hop(&c, BYTES("coremail"));
	assert_int_equal(h->urls.count, 3);
	assert_int_equal(h->connect_timeout, 1500);
	const struct conf_policy *p = conf_policy(&c, BYTES("strict"));
	assert_true(p->tag_at == -0.5);
	assert_int_equal(p->phishing, POLICY_REJECT);
	assert_int_equal(p->spam, POLICY_QUARANTINE);
	check_text(p->subject_tag, "[疑似垃圾; #1] ");
	buf_done(&out);
	conf_done(&c);
}

static void
every_mistake_is_named_with_its_line(void **state)
{
	static const char text[] =
	    "datta = x\n"                       /* 1 */
	    "[listner smtp]\n"                  /* 2 */
	    "address = nonsense, passed over\n" /* 3 */
	    "[limits]\n"                        /* 4 */
	    "message_size = 10X\n"              /* 5 */
	    "recipients = 99\n"                 /* 6 */
	    "recipients = 1001\n"               /* 7 */
	    "command_timeout = 5\n"             /* 8 */
	    "min_data_rate = -1\n"              /* 9 */
	    "retention = 5\n"                   /* 10 */
	    "[listener smtp]\n"                 /* 11 */
	    "tls = starttls\n"                  /* 12 */
	    "kind = stmp\n"                     /* 13 */
	    "address = 127.0.0.1\n"             /* 14 */
	    "proxy_peers = 10.0.0.1/8\n"        /* 15 */
	    "[limits]\n"                        /* 16 */
	    "[domain]\n"                        /* 17 */
	    "[domain example.com]\n"            /* 18 */
	    "next_hop = nowhere\n"              /* 19 */
	    "policy = lost\n"                   /* 20 */
	    "[domain example.com]\n"            /* 21 */
	    "a line without sense\n"            /* 22 */
	    "[policy p\n"                       /* 23 */
	    "[next_hop none]\n"                 /* 24 */
	    "[policy q]\n"                      /* 25 */
	    "tag_at = warm\n"                   /* 26 */
	    "min_data_rate = 3\n"               /* 27 */
	    "[next_hop in]\n"                   /* 28 */
	    "urls = smtp://127.0.0.1:25\n"      /* 29 */
	    "user = u\n"                        /* 30 */
	    "[dns]\n"                           /* 31 */
	    "enabled = no\n"                    /* 32 */
	    "[door]\n"                          /* 33 */
	    "greylist = grey\n";                /* 34 */
	struct conf c;
	assert_int_equal(conf_read_text(&c, bytes_of_cstr(text), "x.conf"), FAULT_CONFIG);
	struct buf out;
	buf_init(&out, 100000);
	conf_mistakes_print(&c, &out);
	static const char *const want[] = {
		"x.conf:1: [server] has no \"datta\"; did you mean \"data\"?\n",
		"x.conf:2: no section is called \"listner\"; did you mean \"listener\"?\n",
		"x.conf:5: \"10X\" is no size (like 10M)\n",
		"x.conf:6: recipients must be 100 to 1000\n",
		"x.conf:7: recipients stands here a second time\n",
		"x.conf:8: \"5\" is no duration (like 30s, 5m, 30d)\n",
		"x.conf:9: \"-1\" is no whole number\n",
		"x.conf:10: [limits] has no \"retention\"\n",
		"x.conf:11: [listener smtp] needs a [certificate NAME] for its tls\n",
		"x.conf:13: kind is one of smtp, lmtp, milter, scan, controller, spamd, console; not \"stmp\"\n",
		"x.conf:14: \"127.0.0.1\" is no HOST:PORT, [IPV6]:PORT or unix:/PATH\n",
		"x.conf:15: \"10.0.0.1/8\" is no network",
		"x.conf:16: [limits] stands here a second time\n",
		"x.conf:17: [domain NAME] needs a name",
		"x.conf:18: next_hop \"nowhere\" is neither",
		"x.conf:18: there is no [policy lost]\n",
		"x.conf:21: [domain example.com] stands here a second time (first in line 18)\n",
		"x.conf:22: this is no \"key = value\"\n",
		"x.conf:23: a section ends with \"]\"\n",
		"x.conf:24: [next_hop none] needs urls\n",
		"x.conf:26: \"warm\" is no number\n",
		"x.conf:27: [policy] has no \"min_data_rate\"; [limits] has\n",
		"x.conf:28: [next_hop in] needs user and password_file, or neither\n",
		"[door] greylist = grey needs [dns] enabled = yes",
	};
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		if (!bytes_has(buf_bytes(&out), bytes_of_cstr(want[i])))
			fail_msg("missing: %s in\n%s", want[i], buf_cstr(&out));
	assert_int_equal(c.mistakes.count, sizeof want / sizeof *want);
	assert_false(bytes_has(buf_bytes(&out), BYTES("x.conf:3:")));
	buf_done(&out);
	conf_done(&c);
}

static void
ceilings_of_the_file_are_kept(void **state)
{
	struct buf text;
	struct conf c;
	buf_init(&text, 3 * CONF_OCTETS_MAX);
	for (int i = 0; i < CONF_MISTAKES_MAX + 1; i++)
		buf_add_cstr(&text, "nonsense\n");
	assert_int_equal(conf_read_text(&c, buf_bytes(&text), "x"), FAULT_CONFIG);
	assert_int_equal(c.mistakes.count, CONF_MISTAKES_MAX);
	conf_done(&c);
	for (int over = 0; over < 2; over++) {
		buf_clear(&text);
		buf_add_octet(&text, '#');
		while (text.len < (size_t)CONF_LINE_MAX + (size_t)over)
			buf_add_octet(&text, 'x');
		assert_int_equal(conf_read_text(&c, buf_bytes(&text), "x"), over ? FAULT_CONFIG : 0);
		conf_done(&c);
		while (text.len < (size_t)CONF_OCTETS_MAX + (size_t)over)
			buf_add_octet(&text, '\n');
		assert_int_equal(conf_read_text(&c, buf_bytes(&text), "x"), over ? FAULT_CONFIG : 0);
		conf_done(&c);
	}
	for (int over = 0; over < 2; over++) {
		buf_clear(&text);
		for (int i = 0; i < CONF_NAMED_MAX + over; i++)
			buf_addf(&text, "[domain d%d.example]\n", i);
		assert_int_equal(conf_read_text(&c, buf_bytes(&text), "x"), over ? FAULT_CONFIG : 0);
		assert_non_null(conf_domain(&c, BYTES("d9999.example")));
		conf_done(&c);
	}
	buf_done(&text);
	assert_int_equal(conf_read(&c, "/nowhere/postern.conf"), FAULT_CONFIG);
	assert_int_equal(c.mistakes.count, 1);
	conf_done(&c);
}

static void
a_file_turns_on_what_it_names(void **state)
{
	struct conf c;
	assert_int_equal(conf_read_text(&c, BYTES("[listener milter]\naddress = unix:/run/m\nsocket_mode = 0660\nsocket_group = mail\n"
	    "[listener scan]\nenabled = no\n"), "x"), 0);
	assert_true(conf_listener(&c, BYTES("smtp"))->enabled);
	assert_true(conf_listener(&c, BYTES("milter"))->enabled);
	assert_int_equal(conf_socket_mode(conf_listener(&c, BYTES("milter"))), 0660);
	assert_false(conf_listener(&c, BYTES("scan"))->enabled);
	assert_false(conf_listener(&c, BYTES("spamd"))->enabled);
	conf_done(&c);
	static const char *const modes[] = { "0888", "660", "07777", "rwx" };
	for (size_t i = 0; i < 4; i++) {
		char text[100];
		(void)snprintf(text, sizeof text, "[listener milter]\nsocket_mode = %s\n", modes[i]);
		assert_int_equal(conf_read_text(&c, bytes_of_cstr(text), "x"), FAULT_CONFIG);
		assert_int_equal(c.mistakes.count, 1);
		conf_done(&c);
	}
}

static void
the_printed_file_reads_back_and_is_the_one_in_etc(void **state)
{
	struct conf c, again;
	struct buf printed, twice;
	buf_init(&printed, CONF_OCTETS_MAX);
	buf_init(&twice, CONF_OCTETS_MAX);
	assert_int_equal(conf_read_text(&c, BYTES_NONE, "empty"), 0);
	conf_print(&c, &printed);
	assert_int_equal(conf_read_text(&again, buf_bytes(&printed), "printed"), 0);
	conf_print(&again, &twice);
	check_bytes(buf_bytes(&twice), buf_bytes(&printed));
	conf_done(&again);
	conf_done(&c);

	/* POSTERN_BLESS=1 writes it. */
	FILE *f = fopen("etc/postern.conf", getenv("POSTERN_BLESS") != NULL ? "w+" : "r");
	assert_non_null(f);
	if (getenv("POSTERN_BLESS") != NULL) {
		assert_int_equal(fwrite(printed.at, 1, printed.len, f), printed.len);
		rewind(f);
	}
	buf_clear(&twice);
	uint8_t *p = buf_reserve(&twice, 1 << 20);
	twice.len = fread(p, 1, 1 << 20, f);
	(void)fclose(f);
	check_bytes(buf_bytes(&twice), buf_bytes(&printed));
	buf_done(&printed);
	buf_done(&twice);
}

static void
tables_hold_what_they_promise(void **state)
{
	assert_true(conf_section_count <= 32);
	for (size_t i = 0; i < conf_section_count; i++) {
		assert_true(conf_sections[i].count <= 64);
		for (size_t j = 0; j < conf_sections[i].count; j++) {
			const struct setting *s = &conf_sections[i].settings[j];
			assert_true(strlen(s->help) > 10);
			for (size_t k = 0; k < j; k++)
				assert_string_not_equal(s->key, conf_sections[i].settings[k].key);
		}
	}
}

static void
next_hops_are_urls_of_known_schemes(void **state)
{
	struct hop_url u;
	assert_int_equal(hop_url_read(BYTES("smtp://Mail.example.com"), &u), 0);
	assert_int_equal(u.port, 25);
	assert_int_equal(hop_url_read(BYTES("smtp://[::1]:2526/"), &u), 0);
	check_text(u.host, "::1");
	assert_int_equal(u.port, 2526);
	assert_int_equal(hop_url_read(BYTES("lmtp+unix:///run/x"), &u), 0);
	check_text(u.path, "/run/x");
	assert_int_equal(hop_url_read(BYTES("maildir:var/in"), &u), 0);
	check_text(u.path, "var/in");
	static const char *const bad[] = { "", "smtp:", "smtp://", "http://x", "smtp://a:0", "smtp://a:65536", "smtp://a b",
		"smtp://user@a", "maildir:", "smtp://-x", "smtp://[::1", "smtp://a:25:25" };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (hop_url_read(bytes_of_cstr(bad[i]), &u) == 0)
			fail_msg("took %s", bad[i]);
}

static void
a_quoted_word_of_a_list_may_hold_blanks_and_commas(void **state)
{
	struct conf c;
	assert_int_equal(conf_read_text(&c, BYTES("[domain example.com]\n"
	    "executives = \"Li, Lei <li@example.com>\", \"Bo <bo@example.com>\"\n"), "test"), 0);
	assert_int_equal(c.domains.at[0].executives.count, 2);
	check_text(c.domains.at[0].executives.at[0], "Li, Lei <li@example.com>");
	conf_done(&c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_are_those_of_the_contract),
		cmocka_unit_test(a_file_is_read_as_it_stands),
		cmocka_unit_test(every_mistake_is_named_with_its_line),
		cmocka_unit_test(ceilings_of_the_file_are_kept),
		cmocka_unit_test(a_file_turns_on_what_it_names),
		cmocka_unit_test(the_printed_file_reads_back_and_is_the_one_in_etc),
		cmocka_unit_test(tables_hold_what_they_promise),
		cmocka_unit_test(next_hops_are_urls_of_known_schemes),
		cmocka_unit_test(a_quoted_word_of_a_list_may_hold_blanks_and_commas),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
