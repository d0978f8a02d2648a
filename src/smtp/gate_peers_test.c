/* Who the client is, and what stands behind: TLS, PROXY, XCLIENT, XFORWARD, AUTH, LMTP, Maildir, limits. */
#include <dirent.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include "lib/check.h"
#include "lib/smtp_rig.h"

#define CONFIG(more) \
	"[server]\nnext_hop = smtp://127.0.0.1:%PORT%\n" \
	"[listener in]\naddress = 127.0.0.1:2525\n" more "\n[domain example.com]\n"
#define TEXT "=Subject: t\r\n\r\nhello\r\n.\r\n"

#define HELLO "<220 ", "EHLO client.example.net", "<250"
#define ENVELOPE "MAIL FROM:<a@example.net>", "<250", "RCPT TO:<b@example.com>", "<250"
#define MESSAGE ENVELOPE, "DATA", "<354", TEXT

/* Until the gate has learned what its next hop offers. */
static void
wait_for_offer(struct rig *r, const char *word)
{
	for (int i = 0; i < 100; i++) {
		rig_connect(r);
		PLAY(r, HELLO);
		if (strstr(r->reply, word) != NULL)
			return;
		rig_turns(r, 20);
	}
	fail();
}

/* -- TLS -- */

static char folder[64];

static void
make_certificate(void)
{
	char path[128];
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *x = X509_new();
	must(key != NULL && x != NULL && ASN1_INTEGER_set(X509_get_serialNumber(x), 1) == 1);
	(void)X509_gmtime_adj(X509_getm_notBefore(x), 0);
	(void)X509_gmtime_adj(X509_getm_notAfter(x), 86400);
	must(X509_set_pubkey(x, key) == 1);
	X509_NAME *name = X509_get_subject_name(x);
	must(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"gate.example.com", -1, -1, 0) == 1 &&
	     X509_set_issuer_name(x, name) == 1 && X509_sign(x, key, EVP_sha256()) > 0);
	(void)snprintf(path, sizeof path, "%s/cert.pem", folder);
	FILE *f = fopen(path, "w");
	must(f != NULL && PEM_write_X509(f, x) == 1 && PEM_write_PrivateKey(f, key, NULL, NULL, 0, NULL, NULL) == 1 && fclose(f) == 0);
	X509_free(x);
	EVP_PKEY_free(key);
}

static void
open_tls(struct rig *r, const char *more)
{
	char config[1000];
	(void)snprintf(config, sizeof config,
	    "[server]\nnext_hop = smtp://127.0.0.1:%%PORT%%\n[certificate own]\nchain = %s/cert.pem\nkey = %s/cert.pem\n"
	    "[listener in]\naddress = 127.0.0.1:2525\ncertificate = own\n%s\n[domain example.com]\n", folder, folder, more);
	rig_open(r, config);
}

/* A TLS client on the rig's socket. */
static SSL *
secure(struct rig *r, SSL_CTX *ctx)
{
	SSL *ssl = SSL_new(ctx);
	must(ssl != NULL && SSL_set_fd(ssl, r->client) == 1);
	for (int i = 0; i < 5000; i++) {
		int n = SSL_connect(ssl);
		if (n == 1)
			return ssl;
		int error = SSL_get_error(ssl, n);
		if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE)
			break;
		rig_turns(r, 1);
	}
	ERR_clear_error();
	SSL_free(ssl);
	return NULL;
}

static void
ask(struct rig *r, SSL *ssl, const char *line, const char *want)
{
	char got[4096] = "";
	size_t len = 0;
	if (line[0] != 0)
		assert_int_equal(SSL_write(ssl, line, (int)strlen(line)), (int)strlen(line));
	for (int i = 0; i < 20000; i++) {
		int n = SSL_read(ssl, got + len, (int)(sizeof got - 1 - len));
		len += n > 0 ? (size_t)n : 0;
		got[len] = 0;
		const char *last = strstr(got, " ");
		if (n > 0 && len > 4 && got[len - 1] == '\n' && last != NULL && last - got == 3)
			break;
		if (n > 0 && got[3] == '-' && got[len - 1] == '\n') {
			const char *at = got;
			for (const char *p = got; (p = strchr(p, '\n')) != NULL && p[1] != 0; p++)
				at = p + 1;
			if (at[3] == ' ')
				break;
		}
		rig_turns(r, 1);
	}
	if (strncmp(got, want, strlen(want)) != 0)
		print_error("asked \"%s\", wanted %s, got \"%s\"\n", line, want, got);
	assert_int_equal(strncmp(got, want, strlen(want)), 0);
}

static void
what_stands_behind_starttls_is_never_executed(void **state)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	struct rig r;
	open_tls(&r, "tls = starttls");
	rig_connect(&r);
	/* In one segment, and cut, so that the gate keeps a part: nothing of it is answered inside TLS. */
	static const char *const tails[] = { "", "EHLO evil\r\n", "RSET\r\nMAIL FROM:<evil@example.net>\r\n" };
	for (size_t i = 0; i < 3; i++) {
		for (int cut = 0; cut < 2; cut++) {
			rig_connect(&r);
			PLAY(&r, HELLO, cut ? "=STARTT" : "=", "=");
			rig_turns(&r, 4);
			char line[200];
			(void)snprintf(line, sizeof line, "=%sLS\r\n%s", cut ? "" : "STARTT", tails[i]);
			PLAY(&r, line, "<220 2.0.0");
			SSL *ssl = secure(&r, ctx);
			assert_non_null(ssl);
			/* As at the start: EHLO again, and no second STARTTLS. */
			ask(&r, ssl, "MAIL FROM:<a@example.net>\r\n", "503");
			ask(&r, ssl, "EHLO x\r\n", "250");
			ask(&r, ssl, "STARTTLS\r\n", "502");
			ask(&r, ssl, "MAIL FROM:<a@example.net>\r\n", "250");
			assert_false(bytes_has(buf_bytes(&r.commands), BYTES("evil")));
			SSL_free(ssl);
		}
	}
	rig_close(&r);
	/* Cleartext in place of the handshake, later. */
	open_tls(&r, "tls = required");
	rig_connect(&r);
	PLAY(&r, HELLO, "MAIL FROM:<a@example.net>", "<530", "AUTH PLAIN x", "<530", "STARTTLS x", "<501", "STARTTLS", "<220");
	PLAY(&r, "=EHLO evil\r\n");
	rig_turns(&r, 30);
	assert_int_equal(gate_sessions(r.gate), 0);
	rig_connect(&r);
	PLAY(&r, HELLO, "=BDAT 6\r\nNOOP\r\n", "<530", "<");
	rig_close(&r);
	SSL_CTX_free(ctx);
}

static void
a_message_goes_through_tls(void **state)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
	struct rig r;
	open_tls(&r, "tls = implicit");
	rig_connect(&r);
	SSL *ssl = secure(&r, ctx);
	assert_non_null(ssl);
	ask(&r, ssl, "", "220");
	ask(&r, ssl, "EHLO x\r\n", "250");
	ask(&r, ssl, "MAIL FROM:<a@example.net>\r\n", "250");
	ask(&r, ssl, "RCPT TO:<b@example.com>\r\n", "250");
	ask(&r, ssl, "DATA\r\n", "354");
	/* Each octet in a record of its own. */
	static const char text[] = "A: b\r\n\r\nx\r\n.\r\n";
	for (size_t i = 0; i + 1 < sizeof text - 1; i++) {
		assert_int_equal(SSL_write(ssl, text + i, 1), 1);
		rig_turns(&r, 1);
	}
	ask(&r, ssl, "\n", "250");
	assert_int_equal(r.message_count, 1);
	assert_true(bytes_has(buf_bytes(&r.messages[0].body), BYTES("with ESMTPS id")));
	SSL_free(ssl);
	rig_close(&r);
	/* Behind a PROXY header, in one segment with the client's first octets. */
	open_tls(&r, "tls = implicit\nproxy_peers = ::1");
	rig_connect(&r);
	PLAY(&r, "=PROXY TCP4 192.0.2.9 192.0.2.1 1234 465\r\n");
	ssl = secure(&r, ctx);
	assert_non_null(ssl);
	ask(&r, ssl, "", "220");
	SSL_free(ssl);
	rig_close(&r);
	SSL_CTX_free(ctx);
}

/* -- who the client is -- */

static void
proxy_headers_are_taken_from_listed_peers_only(void **state)
{
	struct rig r;
	rig_open(&r, CONFIG("proxy_peers = ::1"));
	rig_connect(&r);
	PLAY(&r, "=PROXY TCP4 192.0.2.9 192.0.2.1 1234 25\r\n", HELLO, MESSAGE, "<250");
	assert_true(bytes_has(buf_bytes(&r.messages[0].body), BYTES("[192.0.2.9]")));
	rig_connect(&r);
	rig_send(&r, bytes_of("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0e\xc0\0\2\x07\xc0\0\2\1\1\2\0\x19\0\0", 30));
	PLAY(&r, HELLO, MESSAGE, "<250");
	assert_true(bytes_has(buf_bytes(&r.messages[1].body), BYTES("[192.0.2.7]")));
	rig_connect(&r);
	rig_send(&r, bytes_of("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0", 16)); /* LOCAL */
	PLAY(&r, "<220");
	static const char *const wrong[] = { "=EHLO x\r\n", "=PROXY TCP4 nonsense\r\n", "=PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n",
		"=PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n", "=\r\n\r\n\r\n" };
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		rig_connect(&r);
		PLAY(&r, wrong[i], "<");
	}
	rig_close(&r);
	rig_open(&r, CONFIG("proxy_peers = 203.0.113.1"));
	rig_connect(&r);
	PLAY(&r, "<220", "PROXY TCP4 192.0.2.9 192.0.2.1 1234 25", "<500", "EHLO x", "<250", MESSAGE, "<250");
	assert_false(bytes_has(buf_bytes(&r.messages[0].body), BYTES("192.0.2.9")));
	rig_close(&r);
}

static void
xclient_makes_a_new_client_and_xforward_changes_nothing(void **state)
{
	struct rig r;
	rig_open(&r, CONFIG("xclient_peers = ::1\nxforward_peers = ::1"));
	r.conf.limits.errors_hard = 100;
	rig_connect(&r);
	PLAY(&r, "<220", "XCLIENT ADDR=192.0.2.9", "<550", "EHLO x", "<250");
	assert_non_null(strstr(r.reply, "XCLIENT NAME ADDR"));
	/* Half of what is wrong is not taken, and nothing is counted twice (a session more would be one too many). */
	for (int i = 0; i < 3; i++)
		PLAY(&r, "XCLIENT ADDR=192.0.2.9 ADDR=bad", "<501", "XCLIENT ADDR=192.0.2.8 ADDR=192.0.2.9", "<220", "EHLO y", "<250",
		    "XCLIENT NAME=client.example.org", "<220", "EHLO z", "<250", "XCLIENT ADDR=192.0.2.9 NAME=a+0Ab", "<501",
		    "XCLIENT FOO", "<501", "XCLIENT", "<501");
	PLAY(&r, "XFORWARD NAME=spoof.example ADDR=192.0.2.77 HELO=h", "<250", "MAIL FROM:<a@example.net>", "<250",
	    "XCLIENT ADDR=192.0.2.1", "<503", "RCPT TO:<b@example.com>", "<250", "DATA", "<354", TEXT, "<250");
	assert_true(bytes_has(buf_bytes(&r.messages[0].body), BYTES("[192.0.2.9]")));
	assert_false(bytes_has(buf_bytes(&r.messages[0].body), BYTES("192.0.2.77")));
	rig_close(&r);
}

static void
authentication_is_the_next_hops(void **state)
{
	struct rig r;
	rig_open(&r, CONFIG("auth = clear\ndirection = outbound"));
	r.conf.network.own.count = 0;
	r.rules.ehlo = "PIPELINING AUTH_PLAIN_LOGIN SIZE_1000000";
	wait_for_offer(&r, "AUTH PLAIN LOGIN");
	PLAY(&r, "MAIL FROM:<a@example.com>", "<530");
	char token[3100];
	memset(token, 'A', sizeof token);
	memcpy(token, "AUTH PLAIN ", 11);
	token[sizeof token - 1] = 0;
	r.rules.auth = "535 5.7.8 wrong";
	PLAY(&r, token, "<535 5.7.8");
	assert_true(bytes_has(buf_bytes(&r.commands), bytes_of_cstr(token)));
	r.rules.auth = "334 ";
	r.rules.auth_end = "535 5.7.8 wrong";
	PLAY(&r, "AUTH", "<501", "AUTH LOGIN", "<334", "dXNlcg==", "<535 5.7.8", "MAIL FROM:<a@example.com>", "<530");
	r.rules.auth_end = "235 2.7.0 welcome";
	PLAY(&r, "AUTH LOGIN", "<334", "dXNlcg==", "<235 2.7.0 welcome", "AUTH LOGIN", "<503", "MAIL FROM:<a@example.com>", "<250",
	    "RCPT TO:<x@stranger.example>", "<250", "RSET", "<250", "MAIL FROM:<a@example.com>", "<250",
	    "RCPT TO:<x@stranger.example>", "<250", "DATA", "<354", TEXT, "<250", "MAIL FROM:<a@example.com>", "<250",
	    "RCPT TO:<y@stranger.example>", "<250", "DATA", "<354", TEXT, "<250");
	assert_int_equal(r.message_count, 2);
	assert_true(bytes_has(buf_bytes(&r.messages[1].body), BYTES("with ESMTPA id")));
	/* The connection speaks for this client alone. */
	PLAY(&r, "QUIT", "<221", "<");
	size_t before = r.connection_count;
	wait_for_offer(&r, "AUTH");
	PLAY(&r, "AUTH LOGIN", "<334");
	assert_int_equal(r.connection_count, before + 1);
	/* What might be a line end there does not pass. */
	PLAY(&r, "=ab\rRSET\r\n", "<500", "<");
	assert_false(bytes_has(buf_bytes(&r.commands), BYTES("ab\r")));
	rig_close(&r);
}

/* -- what stands behind -- */

static void
an_lmtp_client_has_a_reply_for_each_recipient(void **state)
{
	struct rig r;
	rig_open(&r, CONFIG("kind = lmtp"));
	rig_connect(&r);
	PLAY(&r, "<220", "EHLO x", "<500", "LHLO x", "<250", ENVELOPE, "RCPT TO:<bad@example.com>", "<550",
	    "RCPT TO:<c@example.com>", "<250", "DATA", "<354", TEXT, "<250", "<250");
	assert_true(rig_is_silent(&r));
	r.rules.end = "554 no";
	PLAY(&r, ENVELOPE, "RCPT TO:<c@example.com>", "<250", "DATA", "<354", TEXT, "<554", "<554");
	assert_true(rig_is_silent(&r));
	rig_close(&r);
}

static void
a_maildir_has_the_message_when_we_say_so(void **state)
{
	struct rig r;
	char config[400], path[200];
	(void)snprintf(config, sizeof config,
	    "[server]\nnext_hop = maildir:%s/box\n[listener in]\naddress = 127.0.0.1:2525\n[domain example.com]\n", folder);
	rig_open(&r, config);
	rig_connect(&r);
	PLAY(&r, HELLO, MESSAGE, "<250 2.0.0", "=MAIL FROM:<>\r\nRCPT TO:<b@example.com>\r\nRCPT TO:<c@example.com>\r\nDATA\r\n",
	    "<250", "<250", "<250", "<354", TEXT, "<250 2.0.0");
	(void)snprintf(path, sizeof path, "%s/box/new", folder);
	DIR *d = opendir(path);
	assert_non_null(d);
	int files = 0;
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		files += e->d_name[0] != '.';
	(void)closedir(d);
	assert_int_equal(files, 2);
	rig_close(&r);
}

/* -- limits -- */

static void
one_client_has_so_many_sessions_and_no_more(void **state)
{
	struct rig r;
	rig_open(&r, CONFIG("proxy_peers = ::1"));
	r.conf.limits.sessions_per_client = 2;
	r.conf.limits.sessions_per_network = 3;
	int held[8];
	static const struct { const char *from, *want; } cases[] = {
		{ "192.0.2.1", "220" }, { "192.0.2.1", "220" }, { "192.0.2.1", "421" }, { "192.0.2.2", "220" },
		{ "192.0.2.3", "421" }, { "198.51.100.1", "220" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char line[100];
		rig_connect(&r);
		(void)snprintf(line, sizeof line, "=PROXY TCP4 %s 192.0.2.1 1 25\r\n", cases[i].from);
		PLAY(&r, line);
		assert_true(rig_reply(&r) > 0);
		assert_int_equal(strncmp(r.reply, cases[i].want, 3), 0);
		held[i] = r.client; /* stays open */
		r.client = -1;
	}
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		(void)close(held[i]);
	rig_turns(&r, 30);
	assert_int_equal(gate_sessions(r.gate), 0);
	/* All of them are gone: there is room again. */
	rig_connect(&r);
	PLAY(&r, "=PROXY TCP4 192.0.2.1 192.0.2.1 1 25\r\n", "<220");
	r.conf.limits.connections_per_minute = 3;
	rig_connect(&r);
	PLAY(&r, "=PROXY TCP4 192.0.2.1 192.0.2.1 1 25\r\n", "<421");
	rig_close(&r);
}

static int
make_folder(void **state)
{
	(void)snprintf(folder, sizeof folder, "/tmp/postern-gate-XXXXXX");
	must(mkdtemp(folder) != NULL);
	make_certificate();
	return 0;
}

static int
remove_folder(void **state)
{
	char command[200];
	(void)snprintf(command, sizeof command, "rm -rf -- %s", folder);
	return system(command);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_stands_behind_starttls_is_never_executed),
		cmocka_unit_test(a_message_goes_through_tls),
		cmocka_unit_test(proxy_headers_are_taken_from_listed_peers_only),
		cmocka_unit_test(xclient_makes_a_new_client_and_xforward_changes_nothing),
		cmocka_unit_test(authentication_is_the_next_hops),
		cmocka_unit_test(an_lmtp_client_has_a_reply_for_each_recipient),
		cmocka_unit_test(a_maildir_has_the_message_when_we_say_so),
		cmocka_unit_test(one_client_has_so_many_sessions_and_no_more),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
