/* Octets of a mail server, through a whole front to a judge.  Properties: what we say is whole packets of kinds that
 * exist; a message that is judged begins with its header and has no bare LF that the server did not put into a body; at
 * most one last word for each message; the session ends when the server does and leaves no memory in the spool. */
#include "lib/milter_rig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t
check_said(struct bytes said)
{
	size_t last = 0;
	while (said.len != 0) {
		must(said.len >= 5 && said.at[0] == 0);
		size_t len = (size_t)said.at[1] << 16 | (size_t)said.at[2] << 8 | said.at[3];
		must(len >= 1 && said.len >= 4 + len);
		uint8_t what = said.at[4];
		must(strchr("Oabcdhimpqty", what) != NULL);
		must(what == 'O' || what == 'q' || what == 'y' || what == 'h' || what == 'i' || what == 'm' || what == 'b' || len == 1);
		if (what == 'y') {
			struct bytes text = bytes_slice(said, 5, 4 + len);
			must(text.len >= 5 && (text.at[0] == '4' || text.at[0] == '5') && text.at[3] == ' ' && text.at[text.len - 1] == 0);
			must(bytes_find_octet(bytes_to(text, text.len - 1), '\n') == BYTES_NOT_FOUND);
		}
		last += what == 'a' || what == 'd';
		said = bytes_from(said, 4 + len);
	}
	return last;
}

static const char *const settings[] = {
	"[listener milter]\n[domain example.com]\n[limits]\nmessage_size = 64K\n[block]\nsenders = bad@example.net\n",
	"[listener milter]\nshadow = yes\n[limits]\nmessage_size = 64K\n",
	"[listener milter]\nquarantine = mta\n[domain *]\n[limits]\nmessage_size = 64K\n",
	"[listener milter]\nquarantine = redirect\nquarantine_to = q@example.com\ndirection = outbound\n[domain example.com]\n[domain other.example]\npolicy = p\n[policy p]\n",
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct milter_rig rigs[4];
	static const struct gate_header add[] = { { BYTES_INIT("X-Postern-Verdict"), BYTES_INIT("type=normal") } };
	if (size < 2 || size > 8192)
		return 0;
	struct milter_rig *r = &rigs[data[0] & 3];
	if (r->base == NULL)
		milter_rig_open(r, settings[data[0] & 3]);
	r->answer = (struct gate_answer){ .action = (enum gate_action)((data[0] >> 2) % GATE_ACTION_COUNT), .add = add,
		.add_count = 1, .subject_tag = BYTES("[\xe5\x9e\x83] "), .text = BYTES("why") };
	r->is_late = (data[0] & 128) != 0;
	r->lengthens = (data[1] & 4) != 0;
	r->welcome.code = (data[0] & 64) != 0 ? 550 : 0;
	r->judged = 0;
	milter_rig_connect(r);
	/* All at once, or in pieces. */
	size_t piece = (data[1] & 1) != 0 ? size : 1 + ((size_t)data[1] >> 1);
	for (struct bytes rest = bytes_of(data + 2, size - 2); rest.len != 0; rest = bytes_from(rest, piece)) {
		milter_rig_send(r, bytes_to(rest, piece));
		if ((data[1] & 2) != 0)
			milter_rig_judge(r);
	}
	milter_rig_judge(r);
	milter_rig_turns(r, 8);
	must(check_said(buf_bytes(&r->said)) <= r->judged + size);
	(void)shutdown(r->server, SHUT_WR);
	for (int i = 0; i < 100 && milter_sessions(r->milter) != 0; i++)
		milter_rig_turns(r, 1);
	must(milter_sessions(r->milter) == 0);
	milter_rig_judge(r);
	must(r->room.memory_used == 0);
	return 0;
}
