/* Octets of a client, through a whole front to a judge and a teacher.  Properties: every 200 of a path that says JSON is one
 * JSON value; nobody teaches without the password; no more recipients than are allowed; the connection ends when the client
 * does and leaves no memory in the spool. */
#include "lib/rspamd_rig.h"
#include "report/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_json(struct bytes content)
{
	struct bytes key, value;
	struct json j = json_of(content);
	enum json_kind kind;
	do
		kind = json_next(&j, &key, &value);
	while (kind != JSON_END && kind != JSON_BAD);
	must(kind == JSON_END);
}

static void
check_said(struct bytes said)
{
	while (bytes_starts(said, BYTES("HTTP/1.1 "))) {
		size_t end = bytes_find(said, BYTES("\r\n\r\n"));
		if (end == BYTES_NOT_FOUND)
			break;
		struct bytes head = bytes_to(said, end);
		said = bytes_from(said, end + 4);
		size_t at = bytes_find(head, BYTES("Content-Length: "));
		uint64_t len = at != BYTES_NOT_FOUND ? strtoull((const char *)head.at + at + 16, NULL, 10) : 0;
		/* of HEAD, or still on its way */
		if (len > said.len || len == 0 || bytes_starts(said, BYTES("HTTP/1.1 ")))
			continue;
		if (bytes_has(head, BYTES("application/json")))
			check_json(bytes_to(said, (size_t)len));
		said = bytes_from(said, (size_t)len);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct rspamd_rig r;
	static const struct gate_header add[] = { { BYTES_INIT("X-Postern-Verdict"), BYTES_INIT("type=normal") } };
	if (size < 2 || size > 8192)
		return 0;
	if (r.base == NULL) {
		rspamd_rig_open(&r, "[listener scan]\n[listener controller]\nenable_password = 0f3a9c117be24d5586aa\n[limits]\nmessage_size = 64K\nrecipients = 100\n"
		                    "[domain example.com]\n[policy p]\nsubject_tag = x\n");
	}
	r.answer = (struct gate_answer){ .action = (enum gate_action)((data[0] >> 1) % GATE_ACTION_COUNT), .add = add, .add_count = 1,
		.subject_tag = (data[0] & 64) != 0 ? BYTES("[\xe5\x9e\x83] ") : BYTES(""), .text = BYTES("why"),
		.reasons = (data[0] & 32) != 0 ? NULL : &r.reasons };
	r.is_late = (data[0] & 128) != 0;
	rspamd_rig_connect(&r, (data[0] & 1) != 0 ? r.controller : r.scan, NULL);
	size_t piece = (data[1] & 1) != 0 ? size : 1 + ((size_t)data[1] >> 1);
	for (struct bytes rest = bytes_of(data + 2, size - 2); rest.len != 0; rest = bytes_from(rest, piece)) {
		rspamd_rig_send(&r, bytes_to(rest, piece));
		if ((data[1] & 2) != 0)
			rspamd_rig_judge(&r);
	}
	rspamd_rig_judge(&r);
	rspamd_rig_turns(&r, 8);
	check_said(buf_bytes(&r.said));
	must(r.recipients <= 100 && r.lessons == 0);
	(void)shutdown(r.client, SHUT_WR);
	for (int i = 0; i < 100 && http_connections(r.http) != 0; i++)
		rspamd_rig_turns(&r, 1);
	rspamd_rig_judge(&r);
	rspamd_rig_turns(&r, 4);
	must(http_connections(r.http) == 0);
	must(r.room.memory_used == 0);
	return 0;
}
