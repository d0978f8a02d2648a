/* Octets of a client, through a whole gate to a next hop.  Properties: every line that the client reads is a
 * reply; the next hop has exactly as many messages as the client has read acceptances; nothing there has a bare
 * CR or LF; the session ends when the client does. */
#include "lib/smtp_rig.h"
#include "smtp/inside.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Strangers meet a doorkeeper: he answers at once or a turn later, by the recipient's first letter. */
static struct gate_visit *waiting;
static bool answers_late;
static struct gate_welcome welcome;

static void
answer_waiting(void)
{
	struct gate_visit *visit = waiting;
	waiting = NULL;
	if (visit != NULL)
		gate_visit_answer(visit, &welcome);
}

static void
keep_door(void *context, const struct gate_visitor *v, struct gate_visit *visit)
{
	uint8_t first = v->recipient.len != 0 ? v->recipient.at[0] : 0;
	answer_waiting();
	welcome = (struct gate_welcome){ .code = first % 5 == 0 ? 451 : first % 7 == 0 ? 550 : 0, .text = "5.7.1 no",
		.is_for_session = (first & 16) != 0 };
	if (answers_late)
		waiting = visit;
	else
		gate_visit_answer(visit, &welcome);
}

static void
open_once(struct rig *r)
{
	if (r->gate != NULL)
		return;
	rig_open(r, "[server]\nnext_hop = smtp://127.0.0.1:%PORT%\n[listener in]\naddress = 127.0.0.1:2525\nbare_cr = space\n"
		    "xclient_peers = ::1\nxforward_peers = ::1\nauth = clear\n[domain example.com]\n[network]\nown = ::1\n"
		    "[door]\ngreet_delay = 0s\n");
	r->gate->options.behind.doorkeeper = keep_door;
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
	while (count-- > 0) {
		rig_turn(r);
		answer_waiting();
	}
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
	/* Listed peers are no strangers; XCLIENT makes one of them. */
	r.conf.network.own.count = (data[0] & 64) != 0 ? 0 : 1;
	answers_late = (data[0] & 128) != 0;
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
