/* Octets of a client, through a whole front to a judge and a teacher.  Properties: what we say is one answer of a form
 * that exists, with as many octets behind its header as it announces; nobody is asked twice; the session ends when the
 * client does and leaves no memory in the spool. */
#include "lib/spamd_rig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_said(struct bytes said)
{
	struct bytes rest = said, line;
	if (said.len == 0)
		return;
	must(bytes_starts(said, BYTES("SPAMD/1.")));
	/* to a client of 1.0 the message itself follows */
	if (bytes_starts(said, BYTES("SPAMD/1.0 0 EX_OK\r\n")))
		return;
	struct bytes length = BYTES_NONE;
	while (bytes_cut(&rest, '\n', &line) && !bytes_equal(line, BYTES("\r"))) {
		must(bytes_ends(line, BYTES("\r")));
		if (bytes_starts(line, BYTES("Content-length: ")))
			length = bytes_slice(line, 16, line.len - 1);
	}
	uint64_t n = 0;
	if (length.at != NULL) {
		must(bytes_number(length, UINT64_MAX, &n) == 0);
		must(n == rest.len);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct spamd_rig r;
	static const struct gate_header add[] = { { BYTES_INIT("X-Postern-Verdict"), BYTES_INIT("type=normal") } };
	if (size < 2 || size > 8192)
		return 0;
	if (r.base == NULL)
		spamd_rig_open(&r, "[listener spamd]\nallow_tell = yes\n[domain example.com]\n[limits]\nmessage_size = 64K\n");
	r.answer = (struct gate_answer){ .action = (enum gate_action)(data[0] % GATE_ACTION_COUNT), .add = add,
		.add_count = 1, .subject_tag = BYTES("[\xe5\x9e\x83] ") };
	r.learned.fault = (data[0] & 64) != 0 ? FAULT_LATER : 0;
	r.learned.is_old = (data[0] & 32) != 0;
	r.is_late = (data[0] & 128) != 0;
	r.judged = r.lessons = 0;
	spamd_rig_connect(&r);
	size_t piece = (data[1] & 1) != 0 ? size : 1 + ((size_t)data[1] >> 1);
	for (struct bytes rest = bytes_of(data + 2, size - 2); rest.len != 0; rest = bytes_from(rest, piece))
		spamd_rig_send(&r, bytes_to(rest, piece));
	(void)shutdown(r.client, SHUT_WR);
	spamd_rig_turns(&r, 4);
	spamd_rig_judge(&r);
	for (int i = 0; i < 100 && spamd_sessions(r.spamd) != 0; i++)
		spamd_rig_turns(&r, 1);
	must(spamd_sessions(r.spamd) == 0);
	spamd_rig_turns(&r, 4);
	check_said(buf_bytes(&r.said));
	must(r.judged + r.lessons <= 1 && r.room.memory_used == 0);
	return 0;
}
