/* Properties: our lines stand first, whole; the body is there, octet for octet; nothing that had to go is left in
 * the header; what is sent with dots is the same message, and ends once; written in any pieces it is the same. */
#include "front/outgoing.h"

#include "base/must.h"
#include "front/dot.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define OURS "Received: from a by b;\r\n\tc\r\nX-Postern-Verdict: ours\r\n"

static void
write_all(struct outgoing *o, bool stuffs, size_t most, struct buf *out)
{
	outgoing_start(o, stuffs);
	for (int count; (count = outgoing_next(o)) != 0;) {
		size_t left = most;
		size_t before = out->len;
		for (int i = 0; i < count && left != 0; i++) {
			size_t n = o->vec[i].iov_len < left ? o->vec[i].iov_len : left;
			buf_add(out, bytes_of(o->vec[i].iov_base, n));
			left -= n;
		}
		must(out->len > before);
		outgoing_sent(o, out->len - before);
	}
}

/* As it comes out of a session: whole lines that end in CRLF. */
static void
normalise(struct bytes in, struct buf *out)
{
	struct dot d = { .is_chunked = true };
	size_t len, used;
	uint8_t *p = buf_reserve(out, DOT_ROOM(in.len));
	(void)dot_feed(&d, in, p, &len, &used);
	out->len += len;
	p = buf_reserve(out, 4);
	out->len += dot_finish(&d, p);
}

static void
check(struct bytes message, struct bytes sent, bool has_tag)
{
	struct bytes head = sent;
	struct header_line h;
	size_t verdicts = 0;
	if (!has_tag)
		must(bytes_starts(sent, BYTES(OURS)));
	must(bytes_starts(sent, BYTES("Received: from a by b;\r\n\tc\r\n")));
	while (header_next(&head, &h)) {
		verdicts += bytes_equal_nocase(h.name, BYTES("X-Postern-Verdict"));
		must(!bytes_equal_nocase(h.name, BYTES("X-Remove")));
	}
	must(verdicts == 1);
	size_t empty = bytes_starts(message, BYTES("\r\n")) ? 0 : bytes_find(message, BYTES("\r\n\r\n"));
	if (empty != BYTES_NOT_FOUND)
		must(bytes_ends(sent, bytes_from(message, empty)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct bytes remove[] = { BYTES_INIT("X-Postern-Verdict"), BYTES_INIT("X-Remove") };
	if (size < 2 || size > 8192)
		return 0;
	struct buf message, plain, pieces, dotted, back;
	struct outgoing o;
	const struct outgoing_edit edit = { .remove = remove, .remove_count = 2, .authserv_id = BYTES("gate.example.com"),
		.subject_tag = (data[0] & 1) != 0 ? BYTES("[\xe5\x9e\x83] ") : BYTES_NONE };
	buf_init(&message, 1 << 20);
	buf_init(&plain, 1 << 20);
	buf_init(&pieces, 1 << 20);
	buf_init(&dotted, 1 << 20);
	buf_init(&back, 1 << 20);
	normalise(bytes_of(data + 1, size - 1), &message);
	outgoing_init(&o);
	buf_add_cstr(&o.head, OURS);
	if (outgoing_message(&o, buf_bytes(&message), &edit) == 0) {
		write_all(&o, false, SIZE_MAX, &plain);
		write_all(&o, false, (size_t)data[0] % 17 + 1, &pieces);
		write_all(&o, true, (size_t)data[0] % 13 + 1, &dotted);
		must(buf_ok(&plain) && plain.len == o.size && bytes_equal(buf_bytes(&plain), buf_bytes(&pieces)));
		check(buf_bytes(&message), buf_bytes(&plain), edit.subject_tag.len != 0);
		struct dot d = { 0 };
		size_t len, used;
		uint8_t *p = buf_reserve(&back, DOT_ROOM(dotted.len));
		must(dot_feed(&d, buf_bytes(&dotted), p, &len, &used) && used == dotted.len);
		must(bytes_equal(bytes_of(p, len), buf_bytes(&plain)) && d.bare_lf == 0 && d.bare_cr == 0);
	}
	outgoing_done(&o);
	buf_done(&message);
	buf_done(&plain);
	buf_done(&pieces);
	buf_done(&dotted);
	buf_done(&back);
	return 0;
}
