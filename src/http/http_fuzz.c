/* Octets of a client, to a whole server.  Properties: what it says is whole replies whose content is as long as they say;
 * however the octets are cut, the same requests are served with the same content (two readers see the same); every one that
 * is served is answered once; the connection ends when the client does and leaves no memory in the spool. */
#include "lib/http_rig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t
check_said(struct bytes said)
{
	size_t count = 0, end;
	while (said.len != 0) {
		if (bytes_starts(said, BYTES("RSPAMD/1.3 0 EX_OK\r\n"))) {
			must(said.len == 20);
			return count;
		}
		must(bytes_starts(said, BYTES("HTTP/1.1 ")) && (end = bytes_find(said, BYTES("\r\n\r\n"))) != BYTES_NOT_FOUND);
		struct bytes head = bytes_to(said, end);
		said = bytes_from(said, end + 4);
		if (bytes_starts(head, BYTES("HTTP/1.1 100")))
			continue;
		count++;
		size_t at = bytes_find(head, BYTES("Content-Length: "));
		must(at != BYTES_NOT_FOUND);
		/* a reply to HEAD has none; no other begins as one ends */
		uint64_t len = strtoull((const char *)head.at + at + 16, NULL, 10);
		if (len == 2 && !bytes_starts(said, BYTES("ok")))
			len = 0;
		must(said.len >= len);
		said = bytes_from(said, (size_t)len);
	}
	return count;
}

/* In pieces of STEP; a hash of what was served. */
static uint64_t
run(struct http_rig *r, struct bytes octets, size_t step)
{
	uint64_t hash = 0;
	size_t served = r->served;
	http_rig_connect(r);
	for (; octets.len != 0; octets = bytes_from(octets, step)) {
		http_rig_send(r, bytes_to(octets, step));
		while (r->waiting != NULL || r->served != served) {
			for (size_t i = 0; i < r->content.len; i++)
				hash = hash * 31 + r->content.at[i];
			hash = hash * 31 + 1;
			served = r->served;
			http_rig_answer(r);
			http_rig_turns(r, 4);
		}
	}
	(void)check_said(buf_bytes(&r->said));
	(void)shutdown(r->client, SHUT_WR);
	for (int i = 0; i < 100 && http_connections(r->http) != 0; i++)
		http_rig_turns(r, 1);
	must(http_connections(r->http) == 0 && r->waiting == NULL && r->room.memory_used == 0);
	return hash;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct http_rig r;
	if (size < 1 || size > 8192)
		return 0;
	if (r.base == NULL) {
		http_rig_open(&r);
		r.is_late = true;
	}
	r.refuses = (data[0] & 1) != 0;
	struct bytes octets = bytes_of(data + 1, size - 1);
	uint64_t whole = run(&r, octets, octets.len != 0 ? octets.len : 1);
	must(run(&r, octets, 1 + (data[0] >> 1)) == whole);
	return 0;
}
