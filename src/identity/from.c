#include "identity/from.h"

#include "base/fault.h"
#include "dns/question.h"
#include "identity/name.h"
#include "mail/address.h"
#include "mail/header.h"

const char *const from_status_names[FROM_STATUS_COUNT] = { "none", "one", "ambiguous" };

static const struct field fields[] = {
	FIELD_NAMED(1, struct from_identity, status, from_status_names),
	FIELD(2, FIELD_TEXT, struct from_identity, domain, DNS_NAME_MAX),
	FIELD(3, FIELD_OCTETS, struct from_identity, local, 256),
	FIELD(4, FIELD_TEXT, struct from_identity, reason, 200),
	FIELD(5, FIELD_TEXTS, struct from_identity, domains, FROM_DOMAINS_MAX),
};
const struct schema from_identity_schema = SCHEMA(struct from_identity, fields);

/* What makes one mailbox mean different things to different clients. */
static const struct {
	uint32_t flag;
	const char *reason;
} odd[] = {
	{ ADDRESS_TWO_ANGLES, "From has two addresses without a comma" },
	{ ADDRESS_TEXT_BEHIND, "From has text behind its address" },
	{ ADDRESS_ENCODED, "the address in From is encoded" },
	{ ADDRESS_ROUTE, "From has a route" },
	{ ADDRESS_GROUP, "From is a group" },
	{ ADDRESS_MANY_AT, "an address in From has several @" },
	{ ADDRESS_CONTROL, "From holds control octets" },
	{ ADDRESS_UNCLOSED, "a quote or bracket in From never ends" },
	{ ADDRESS_ODD_DOMAIN, "the domain in From holds octets that no domain has" },
	{ ADDRESS_LIMIT, "From has more than 10000 addresses" },
};

static void
ambiguous(struct from_identity *out, const char *reason)
{
	if (out->status != FROM_AMBIGUOUS)
		out->reason = bytes_of_cstr(reason);
	out->status = FROM_AMBIGUOUS;
}

/* An address that a name shows counts when it stands there plainly; in an encoded word it is a name to all. */
static bool
is_only_a_name(const struct mail_address *box, struct bytes value, struct arena *arena)
{
	uint8_t *at;
	if ((box->flags & (ADDRESS_OTHER | ADDRESS_BARE)) != (ADDRESS_OTHER | ADDRESS_BARE) || box->domain.len == 0)
		return false;
	at = arena_get(arena, box->domain.len + 1, 1);
	if (at == NULL || box->domain.len > DNS_NAME_MAX)
		return false;
	at[0] = '@';
	memcpy(at + 1, box->domain.at, box->domain.len);
	return bytes_find_nocase(value, bytes_of(at, box->domain.len + 1)) == BYTES_NOT_FOUND;
}

static void
add_domain(struct from_identity *out, struct bytes domain, struct arena *arena)
{
	for (size_t i = 0; i < out->domains.count; i++)
		if (bytes_equal(out->domains.at[i], domain))
			return;
	if (out->domains.count > 0)
		ambiguous(out, "From names several domains");
	struct bytes *to = out->domains.count < FROM_DOMAINS_MAX ? LIST_ADD(arena, &out->domains) : NULL;
	if (to != NULL)
		*to = domain;
}

static void
take_value(struct bytes value, struct arena *arena, struct from_identity *out)
{
	struct address_list list;
	size_t names = 0;
	if (value.len > HEADER_VALUE_MAX || address_list_read(value, 1000, arena, &list) != 0) {
		ambiguous(out, "From is too long");
		return;
	}
	for (size_t i = 0; i < list.boxes.count; i++) {
		const struct mail_address *box = &list.boxes.at[i];
		struct bytes domain = name_of(box->domain, arena);
		/* each such name is searched for in the whole value, so there may only be some */
		bool plain_name = (box->flags & ADDRESS_OTHER) != 0 && names++ < FROM_DOMAINS_MAX &&
		    is_only_a_name(box, value, arena);
		if (plain_name)
			continue;
		if (domain.len == 0) {
			ambiguous(out, "an address in From has no valid domain");
			continue;
		}
		add_domain(out, domain, arena);
		if (out->local.at == NULL)
			out->local = box->local;
	}
	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
		if ((list.flags & odd[i].flag) != 0)
			ambiguous(out, odd[i].reason);
}

/* A field whose name some client takes for From. */
static bool
is_from(const struct header_field *f)
{
	return bytes_equal_nocase(f->name, BYTES("From"));
}

/* One way to cut the header into lines; gives how many From fields there are. */
static size_t
take_header(struct bytes message, bool cr_breaks, struct arena *arena, struct from_identity *out)
{
	struct header_lines lines = header_lines_of(message, cr_breaks);
	struct header_field f;
	size_t found = 0, junk = 0;
	enum header_line what;
	for (size_t n = 0; (what = header_lines_next(&lines, &f)) != HEADER_LINE_END && what != HEADER_LINE_BLANK; n++) {
		if (what == HEADER_LINE_JUNK) {
			/* the first line of a mailbox file is no harm */
			junk += n > 0 || !bytes_starts(f.value, BYTES("From "));
			continue;
		}
		if (!is_from(&f))
			continue;
		if (++found > FROM_DOMAINS_MAX) {
			ambiguous(out, "there are many From fields");
			break;
		}
		if ((f.flags & (HEADER_NAME_SPACE | HEADER_NAME_DAMAGED | HEADER_NAME_FOLDED | HEADER_FIRST_FOLDED)) != 0)
			ambiguous(out, "the name of a From field is damaged");
		if ((f.flags & (HEADER_NUL | HEADER_BARE_CR)) != 0)
			ambiguous(out, "From holds control octets");
		if (junk > 0)
			ambiguous(out, "a line that is no field stands before From");
		if (lines.blanks != SIZE_MAX)
			ambiguous(out, "a line of blanks stands before From or in it");
		take_value(f.value, arena, out);
	}
	if (found > 1)
		ambiguous(out, "there are several From fields");
	return found;
}

int
from_decide(struct bytes message, struct arena *arena, struct from_identity *out)
{
	*out = (struct from_identity){ .status = FROM_NONE };
	size_t found = take_header(message, false, arena, out);
	if (take_header(message, true, arena, out) != found)
		ambiguous(out, "a bare CR makes another From");
	if (arena_was_full(arena)) {
		ambiguous(out, "From costs too much memory");
		return FAULT_LIMIT;
	}
	if (out->status == FROM_AMBIGUOUS)
		return 0;
	if (out->domains.count == 1) {
		out->status = FROM_ONE;
		out->domain = out->domains.at[0];
		out->reason = BYTES("there is one");
	} else {
		out->reason = found > 0 ? BYTES("From holds no address") : BYTES("there is no From");
	}
	return 0;
}
