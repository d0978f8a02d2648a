#include "milter/packet.h"

#include "base/must.h"
#include "base/reader.h"

bool
packet_text(struct bytes *rest, struct bytes *out)
{
	size_t end = bytes_find_octet(*rest, 0);
	if (end == BYTES_NOT_FOUND)
		return false;
	*out = bytes_to(*rest, end);
	*rest = bytes_from(*rest, end + 1);
	return true;
}

/* Texts that each end with NUL, a multiple of EACH. */
static bool
take_texts(struct bytes data, size_t each, struct bytes *out)
{
	size_t count = 0;
	if (data.len != 0 && data.at[data.len - 1] != 0)
		return false;
	for (size_t i = 0; i < data.len; i++)
		count += data.at[i] == 0;
	*out = data;
	return count % each == 0;
}

static bool
take_connect(struct bytes data, struct milter_packet *out)
{
	size_t end = bytes_find_octet(data, 0);
	if (end == BYTES_NOT_FOUND || end + 1 >= data.len)
		return false;
	out->name = bytes_to(data, end);
	out->family = data.at[end + 1];
	struct bytes rest = bytes_from(data, end + 2);
	if (out->family == 'U')
		return rest.len == 0;
	if ((out->family != '4' && out->family != '6' && out->family != 'L') || rest.len < 3 || rest.at[rest.len - 1] != 0)
		return false;
	out->address = bytes_slice(rest, 2, rest.len - 1); /* behind the port */
	return bytes_find_octet(out->address, 0) == BYTES_NOT_FOUND;
}

/* TEXT NUL, and nothing behind it. */
static bool
take_one(struct bytes data, struct bytes *out)
{
	return packet_text(&data, out) && data.len == 0;
}

static bool
take_data(struct bytes data, struct milter_packet *out)
{
	struct reader r = { .all = data };
	switch (out->command) {
	case MILTER_ABORT:
	case MILTER_QUIT:
	case MILTER_QUIT_NEXT:
	case MILTER_HEADERS_END:
	case MILTER_DATA:
		return data.len == 0;
	case MILTER_BODY:
	case MILTER_END:
		out->rest = data;
		return true;
	case MILTER_CONNECT:
		return take_connect(data, out);
	case MILTER_MACROS:
		out->macros_of = reader_u8(&r);
		return reader_ok(&r) && take_texts(bytes_from(data, 1), 2, &out->rest);
	case MILTER_HELO:
	case MILTER_UNKNOWN:
		return take_one(data, &out->name);
	case MILTER_HEADER:
		return packet_text(&data, &out->name) && take_one(data, &out->value);
	case MILTER_MAIL:
	case MILTER_RCPT:
		return packet_text(&data, &out->name) && take_texts(data, 1, &out->rest);
	case MILTER_OFFER:
		out->offer.version = reader_u32be(&r);
		out->offer.actions = reader_u32be(&r);
		out->offer.steps = reader_u32be(&r);
		return reader_at_end(&r);
	}
	return false;
}

int
packet_read(struct bytes in, struct milter_packet *out, size_t *out_used, struct why *why)
{
	struct reader r = { .all = in };
	uint32_t len = reader_u32be(&r);
	if (!reader_ok(&r))
		return 0;
	if (len == 0 || len > MILTER_PACKET_MAX)
		return why_set(why, FAULT_INPUT, "a packet of %u octets", len);
	if (in.len - 4 < len)
		return 0;
	*out = (struct milter_packet){ .command = (enum milter_command)in.at[4] };
	*out_used = 4 + (size_t)len;
	if (!take_data(bytes_slice(in, 5, *out_used), out))
		return why_set(why, FAULT_INPUT, "a packet '%c' (%u) of %u octets that cannot be read",
		    in.at[4] > ' ' && in.at[4] < 0x7f ? in.at[4] : '?', in.at[4], len);
	return 1;
}

int
packet_agree(const struct milter_terms *offer, const struct milter_terms *wanted, struct milter_terms *out)
{
	if (offer->version < MILTER_VERSION_LEAST)
		return FAULT_INPUT;
	*out = (struct milter_terms){ offer->version < wanted->version ? offer->version : wanted->version,
		offer->actions & wanted->actions, offer->steps & wanted->steps };
	return 0;
}

/* -- what we say -- */

static void
add_u32(struct buf *out, uint32_t value)
{
	const uint8_t octets[4] = { (uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value };
	buf_add(out, bytes_of(octets, 4));
}

static void
begin(struct buf *out, uint8_t what, size_t data)
{
	add_u32(out, (uint32_t)(1 + data));
	buf_add_octet(out, what);
}

static void
add_text(struct buf *out, struct bytes text)
{
	buf_add(out, text);
	buf_add_octet(out, 0);
}

void
packet_terms(struct buf *out, const struct milter_terms *terms)
{
	/* By stage: connection, HELO, MAIL, RCPT, DATA, end of message. */
	static const struct {
		uint32_t stage;
		const char *macros;
	} lists[] = {
		{ 0, "j {daemon_name} {client_addr} {client_name}" },
		{ 1, "{tls_version} {cipher}" },
		{ 2, "i {auth_authen} {tls_version} {cipher}" },
		{ 3, "i {auth_authen}" },
		{ 4, "i" },
		{ 5, "i" },
	};
	struct buf data;
	buf_init(&data, 1024);
	add_u32(&data, terms->version);
	add_u32(&data, terms->actions);
	add_u32(&data, terms->steps);
	for (size_t i = 0; (terms->actions & MILTER_MAY_CHOOSE_MACROS) != 0 && i < sizeof lists / sizeof *lists; i++) {
		add_u32(&data, lists[i].stage);
		add_text(&data, bytes_of_cstr(lists[i].macros));
	}
	begin(out, MILTER_OFFER, data.len);
	buf_add(out, buf_bytes(&data));
	buf_done(&data);
}

void
packet_say(struct buf *out, enum milter_reply reply)
{
	begin(out, (uint8_t)reply, 0);
}

/* Nothing that would end a text or a line. */
static void
add_plain(struct buf *out, struct bytes text, bool doubles_percent)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];
		buf_add_octet(out, c < ' ' || c == 0x7f ? ' ' : c);
		/* Sendmail reads the text as a format. */
		if (doubles_percent && c == '%')
			buf_add_octet(out, c);
	}
}

void
packet_say_body(struct buf *out, struct bytes piece)
{
	must(piece.len <= MILTER_PIECE_MAX);
	begin(out, MILTER_REPLACE_BODY, piece.len);
	buf_add(out, piece);
}

void
packet_say_text(struct buf *out, enum milter_reply reply, struct bytes text)
{
	text = bytes_to(text, 500);
	begin(out, (uint8_t)reply, text.len + 1);
	add_plain(out, text, false);
	buf_add_octet(out, 0);
}

void
packet_say_code(struct buf *out, int code, struct bytes text)
{
	struct buf line;
	buf_init(&line, 1200);
	buf_addf(&line, "%03d ", code);
	add_plain(&line, bytes_to(text, 500), true);
	begin(out, MILTER_REPLY_CODE, line.len + 1);
	add_text(out, buf_bytes(&line));
	buf_done(&line);
}

void
packet_say_header(struct buf *out, enum milter_reply reply, uint32_t index, struct bytes name, struct bytes value)
{
	bool has_index = reply != MILTER_ADD_HEADER;
	must(bytes_find_octet(name, 0) == BYTES_NOT_FOUND && bytes_find_octet(value, 0) == BYTES_NOT_FOUND);
	begin(out, (uint8_t)reply, (has_index ? 4 : 0) + name.len + 1 + value.len + 1);
	if (has_index)
		add_u32(out, index);
	add_text(out, name);
	add_text(out, value);
}
