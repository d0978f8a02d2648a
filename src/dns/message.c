#include "dns/message.h"

#include "base/reader.h"

struct record {
	uint8_t owner[DNS_NAME_MAX];
	size_t owner_len;
	uint16_t type;
	uint32_t ttl;
	size_t data; /* where it begins, so that names in it can be followed */
	size_t data_len;
};

/* Reads the name at R, lower case.  A pointer must go before the place it stands at and before every pointer
 * followed so far, so the way is finite. */
static bool
name_next(struct reader *r, uint8_t out[DNS_NAME_MAX], size_t *out_len)
{
	struct reader at = *r;
	size_t len = 0, floor = r->pos;
	bool jumped = false;
	for (;;) {
		uint8_t n = reader_u8(&at);
		if ((n & 0xc0) == 0xc0) {
			size_t to = (size_t)(n & 0x3f) << 8 | reader_u8(&at);
			if (!reader_ok(&at) || to >= floor)
				return false;
			if (!jumped)
				*r = at;
			jumped = true;
			floor = to;
			reader_seek(&at, to);
			continue;
		}
		if (!reader_ok(&at) || n > DNS_LABEL_MAX)
			return false;
		if (n == 0)
			break;
		struct bytes label = reader_take(&at, n);
		if (!reader_ok(&at) || len + (len > 0) + n > DNS_NAME_MAX)
			return false;
		if (len > 0)
			out[len++] = '.';
		for (size_t i = 0; i < n; i++) {
			/* no name of ours holds these, and joined they could pass for another name */
			if (label.at[i] == 0 || label.at[i] == '.')
				return false;
			out[len++] = ascii_lower(label.at[i]);
		}
	}
	if (!jumped)
		*r = at;
	*out_len = len;
	return true;
}

static bool
record_next(struct reader *r, struct record *out)
{
	if (!name_next(r, out->owner, &out->owner_len))
		return false;
	out->type = reader_u16be(r);
	uint16_t class = reader_u16be(r);
	out->ttl = reader_u32be(r);
	out->data_len = reader_u16be(r);
	out->data = r->pos;
	reader_skip(r, out->data_len);
	if (class != 1)
		out->type = 0;
	return reader_ok(r);
}

static int
txt_read(struct bytes data, struct arena *arena, struct bytes *out)
{
	uint8_t *to = arena_get(arena, data.len, 1);
	struct reader r = reader_of(data);
	size_t len = 0;
	if (to == NULL)
		return FAULT_LIMIT;
	while (reader_left(&r) > 0) {
		struct bytes piece = reader_take(&r, reader_u8(&r));
		if (piece.len > 0)
			memcpy(to + len, piece.at, piece.len);
		len += piece.len;
	}
	if (!reader_ok(&r))
		return FAULT_INPUT;
	*out = bytes_of(to, len);
	return 0;
}

static int
name_read(struct bytes packet, const struct record *record, size_t skip, struct arena *arena, struct bytes *out)
{
	uint8_t name[DNS_NAME_MAX];
	size_t len;
	struct reader r = reader_of(packet);
	reader_seek(&r, record->data + skip);
	if (record->data_len < skip || !name_next(&r, name, &len) || r.pos != record->data + record->data_len)
		return FAULT_INPUT;
	return arena_copy(arena, bytes_of(name, len), out) ? 0 : FAULT_LIMIT;
}

static int
data_read(struct bytes packet, const struct record *record, struct arena *arena, struct dns_record *out)
{
	struct bytes data = bytes_slice(packet, record->data, record->data + record->data_len);
	switch (record->type) {
	case DNS_TXT:
		return txt_read(data, arena, &out->data);
	case DNS_MX:
		if (data.len < 3)
			return FAULT_INPUT;
		out->preference = (uint16_t)(data.at[0] << 8 | data.at[1]);
		return name_read(packet, record, 2, arena, &out->data);
	case DNS_NS:
	case DNS_PTR:
	case DNS_CNAME:
		return name_read(packet, record, 0, arena, &out->data);
	case DNS_A:
	case DNS_AAAA:
		if (data.len != (record->type == DNS_A ? 4 : 16))
			return FAULT_INPUT;
		break;
	}
	return arena_copy(arena, data, &out->data) ? 0 : FAULT_LIMIT;
}

/* Follows one CNAME of NAME.  1: *name changed, 0: there is none. */
static int
chain_next(struct reader answers, uint16_t count, struct bytes packet, uint8_t name[DNS_NAME_MAX], size_t *len,
    uint32_t *ttl)
{
	struct record record;
	for (uint16_t i = 0; i < count; i++) {
		if (!record_next(&answers, &record))
			return FAULT_INPUT;
		if (record.type != DNS_CNAME ||
		    !bytes_equal(bytes_of(record.owner, record.owner_len), bytes_of(name, *len)))
			continue;
		struct reader r = reader_of(packet);
		reader_seek(&r, record.data);
		if (!name_next(&r, name, len))
			return FAULT_INPUT;
		if (record.ttl < *ttl)
			*ttl = record.ttl;
		return 1;
	}
	return 0;
}

/* Takes the records of TYPE that stand at NAME. */
static int
collect(struct reader answers, uint16_t count, struct bytes packet, struct bytes name, uint16_t type,
    struct arena *arena, struct dns_answer *out)
{
	struct record record;
	for (uint16_t i = 0; i < count; i++) {
		if (!record_next(&answers, &record))
			return FAULT_INPUT;
		if (record.type != type || !bytes_equal(bytes_of(record.owner, record.owner_len), name))
			continue;
		if (out->records.count == DNS_RECORDS_MAX) {
			out->is_cut = true;
			break;
		}
		struct dns_record *to = LIST_ADD(arena, &out->records);
		if (to == NULL)
			return FAULT_LIMIT;
		int r = data_read(packet, &record, arena, to);
		if (r != 0)
			return r;
		if (record.ttl < out->ttl)
			out->ttl = record.ttl;
	}
	return 0;
}

/* How long "there is none" may be kept: the SOA that stands behind the ANSWERS says it; 0 without one. */
static uint32_t
negative_ttl(struct reader records, uint16_t answers, uint16_t authorities, struct bytes packet)
{
	struct record record;
	uint8_t name[DNS_NAME_MAX];
	size_t len;
	for (uint32_t i = 0; i < (uint32_t)answers + authorities; i++) {
		if (!record_next(&records, &record))
			return 0;
		if (i < answers || record.type != DNS_SOA)
			continue;
		struct reader r = reader_of(packet);
		reader_seek(&r, record.data);
		if (!name_next(&r, name, &len) || !name_next(&r, name, &len))
			return 0;
		reader_skip(&r, 16);
		uint32_t minimum = reader_u32be(&r);
		if (!reader_ok(&r) || r.pos != record.data + record.data_len)
			return 0;
		return minimum < record.ttl ? minimum : record.ttl;
	}
	return 0;
}

static int
answer_read(struct bytes packet, const struct dns_question *question, struct arena *arena, struct dns_answer *out)
{
	struct reader r = reader_of(packet);
	uint8_t name[DNS_NAME_MAX];
	size_t len;
	reader_skip(&r, 2);
	uint16_t flags = reader_u16be(&r);
	uint16_t questions = reader_u16be(&r), answers = reader_u16be(&r), authorities = reader_u16be(&r);
	reader_skip(&r, 2);
	if (!reader_ok(&r) || packet.len > DNS_MESSAGE_MAX || questions != 1 || !name_next(&r, name, &len) ||
	    (flags & 0x8000) == 0)
		return FAULT_INPUT;
	reader_skip(&r, 4);
	if (!reader_ok(&r) || !bytes_equal(bytes_of(name, len), question->name))
		return FAULT_INPUT;
	unsigned rcode = flags & 0xf;
	out->status = rcode == 3 ? DNS_NXDOMAIN : rcode != 0 || (flags & 0x0200) != 0 ? DNS_SERVFAIL : DNS_OK;
	if (out->status == DNS_NXDOMAIN)
		out->ttl = negative_ttl(r, answers, authorities, packet);
	if (out->status != DNS_OK)
		return 0;
	out->ttl = UINT32_MAX;
	for (unsigned hops = 0; question->type != DNS_CNAME; hops++) {
		int more = chain_next(r, answers, packet, name, &len, &out->ttl);
		if (more < 0)
			return more;
		if (more == 0)
			break;
		if (hops == DNS_CHAIN_MAX) {
			out->status = DNS_SERVFAIL;
			return 0;
		}
	}
	int fault = collect(r, answers, packet, bytes_of(name, len), question->type, arena, out);
	if (fault == 0 && out->records.count == 0) {
		out->status = DNS_NODATA;
		out->ttl = negative_ttl(r, answers, authorities, packet);
	}
	return fault;
}

int
dns_message_read(struct bytes packet, const struct dns_question *question, struct arena *arena,
    struct dns_answer *out)
{
	*out = (struct dns_answer){ .status = DNS_SERVFAIL };
	int r = answer_read(packet, question, arena, out);
	if (r != 0)
		*out = (struct dns_answer){ .status = DNS_SERVFAIL };
	if (out->ttl == UINT32_MAX)
		out->ttl = 0;
	return r;
}

int
dns_message_question(struct bytes packet, uint8_t name[DNS_NAME_MAX], struct dns_question *out)
{
	struct reader r = reader_of(packet);
	size_t len;
	reader_skip(&r, 4);
	uint16_t questions = reader_u16be(&r);
	reader_skip(&r, 6);
	if (!reader_ok(&r) || questions != 1 || !name_next(&r, name, &len))
		return FAULT_INPUT;
	*out = (struct dns_question){ bytes_of(name, len), reader_u16be(&r) };
	return reader_ok(&r) ? 0 : FAULT_INPUT;
}
