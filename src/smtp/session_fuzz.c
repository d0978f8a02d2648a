/* Octets of a client, through a whole gate to a next hop.  Properties: every line that the client reads is a
 * reply; the next hop has exactly as many messages as the client has read acceptances; nothing there has a bare
 * CR or LF; the session ends when the client does. */
#include "lib/smtp_rig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
open_once(struct rig *r)
{
	if (r->gate != NULL)
		return;
	rig_open(r, "[server]\nnext_hop = smtp://127.0.0.1:%PORT%\n[listener in]\naddress = 127.0.0.1:2525\nbare_cr = space\n"
		    "xclient_peers = ::1\nxforward_peers = ::1\nauth = clear\n[domain example.com]\n");
	struct conf_ceilings *l = &r->conf.limits;
	l->errors_hard = l->junk_commands = 30;
	l->connections_per_minute = l->sessions_per_client = l->sessions_per_network = INT32_MAX;
}

static size_t
check_replies(struct bytes said)
{
	size_t taken = 0;
	while (said.len != 0) {
		size_t lf = bytes_find_octet(said, '\n');
		must(lf != BYTES_NOT_FOUND && lf >= 4 && said.at[lf - 1] == '\r');
		struct bytes line = bytes_to(said, lf - 1);
		must(line.at[0] >= '2' && line.at[0] <= '5' && ascii_is_digit(line.at[1]) && ascii_is_digit(line.at[2]));
		must(line.at[3] == ' ' || line.at[3] == '-');
		must(bytes_find_octet(line, '\r') == BYTES_NOT_FOUND);
		taken += bytes_equal(line, BYTES("250 2.0.0 queued as 1"));
		said = bytes_from(said, lf + 1);
	}
	return taken;
}

static void
turns(struct rig *r, int count)
{
	while (count-- > 0)
		rig_turn(r);
	rig_pull(r);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct rig r;
	static const char *const offers[] = { "PIPELINING 8BITMIME SIZE_1000000 AUTH_PLAIN DSN", "", "CHUNKING PIPELINING", "SMTPUTF8" };
	if (size < 2 || size > 8192)
		return 0;
	open_once(&r);
	r.rules.ehlo = offers[data[0] & 3];
	r.rules.mail = (data[0] & 4) != 0 ? "250 ok" : "250 2.1.0 ok";
	r.rules.end = (data[0] & 24) == 24 ? "554 no" : "250 2.0.0 queued as 1";
	struct bytes rest = bytes_of(data + 1, size - 1);
	rig_connect(&r);
	turns(&r, 2);
	while (rest.len != 0) {
		/* A line at a time, so that replies can come between, or larger pieces. */
		size_t lf = bytes_find_octet(rest, '\n');
		size_t n = (data[0] & 32) != 0 ? (size_t)data[0] * 3 + 1 : lf == BYTES_NOT_FOUND ? rest.len : lf + 1;
		rig_send(&r, bytes_to(rest, n));
		rest = bytes_from(rest, n);
		turns(&r, 4);
	}
	turns(&r, 12);
	(void)shutdown(r.client, SHUT_WR);
	for (int i = 0; i < 5000 && gate_sessions(r.gate) != 0; i++)
		turns(&r, 1);
	must(gate_sessions(r.gate) == 0);
	rig_pull(&r);
	must(check_replies(buf_bytes(&r.client_in)) == r.message_count);
	must(!r.saw_bare);
	rig_forget(&r);
	return 0;
}
