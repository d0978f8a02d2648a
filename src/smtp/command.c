#include "smtp/command.h"

#include "base/buf.h"
#include "base/fault.h"
#include "base/utf8.h"
#include "conf/cidr.h"
#include "smtp/ehlo.h"

static const struct bytes verbs[VERB_COUNT] = {
	[VERB_HELO] = BYTES_INIT("HELO"), [VERB_EHLO] = BYTES_INIT("EHLO"), [VERB_LHLO] = BYTES_INIT("LHLO"),
	[VERB_MAIL] = BYTES_INIT("MAIL"), [VERB_RCPT] = BYTES_INIT("RCPT"), [VERB_DATA] = BYTES_INIT("DATA"),
	[VERB_BDAT] = BYTES_INIT("BDAT"), [VERB_RSET] = BYTES_INIT("RSET"), [VERB_NOOP] = BYTES_INIT("NOOP"),
	[VERB_QUIT] = BYTES_INIT("QUIT"), [VERB_VRFY] = BYTES_INIT("VRFY"), [VERB_EXPN] = BYTES_INIT("EXPN"),
	[VERB_ETRN] = BYTES_INIT("ETRN"), [VERB_HELP] = BYTES_INIT("HELP"), [VERB_STARTTLS] = BYTES_INIT("STARTTLS"),
	[VERB_AUTH] = BYTES_INIT("AUTH"), [VERB_XCLIENT] = BYTES_INIT("XCLIENT"),
	[VERB_XFORWARD] = BYTES_INIT("XFORWARD"),
};

int
command_read(struct bytes line, struct command *out)
{
	for (size_t i = 0; i < line.len; i++)
		if ((line.at[i] < ' ' && line.at[i] != '\t') || line.at[i] == 0x7f)
			return FAULT_INPUT;
	size_t end = 0;
	while (end < line.len && line.at[end] != ' ' && line.at[end] != '\t')
		end++;
	*out = (struct command){ .argument = bytes_trim(bytes_from(line, end)) };
	for (int v = VERB_UNKNOWN + 1; v < VERB_COUNT; v++)
		if (bytes_equal_nocase(bytes_to(line, end), verbs[v]))
			out->verb = (enum verb)v;
	return 0;
}

static bool
is_literal(struct bytes text)
{
	struct cidr ignored;
	struct bytes inside = bytes_slice(text, 1, text.len - 1);
	if (bytes_starts_nocase(inside, BYTES("IPv6:")))
		return cidr_address(bytes_from(inside, 5), &ignored) == 0;
	return bytes_find_octet(inside, ':') == BYTES_NOT_FOUND && bytes_find_octet(inside, '[') == BYTES_NOT_FOUND &&
	    cidr_address(inside, &ignored) == 0;
}

bool
command_is_domain(struct bytes text, bool with_utf8)
{
	if (text.len == 0 || text.len > 255)
		return false;
	if (text.at[0] == '[')
		return text.len > 2 && text.at[text.len - 1] == ']' && is_literal(text);
	bool at_label = true;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];
		if (c == '.' ? at_label : !(ascii_is_alnum(c) || c == '_' || (c == '-' && !at_label) || (c >= 0x80 && with_utf8)))
			return false;
		at_label = c == '.';
	}
	return !at_label && (!with_utf8 || utf8_valid(text));
}

/* The end of the local part that TEXT begins with; BYTES_NOT_FOUND where it is none. */
static size_t
local_end(struct bytes text, struct address *a)
{
	size_t i = 0;
	bool quoted = text.len != 0 && text.at[0] == '"';
	for (i = quoted; i < text.len; i++) {
		uint8_t c = text.at[i];
		if (quoted && c == '"')
			return i + 1;
		if (quoted && c == '\\' && ++i < text.len)
			c = text.at[i];
		a->is_utf8 |= c >= 0x80;
		if (c < ' ' || c == 0x7f)
			return BYTES_NOT_FOUND;
		if (!quoted && c == '@')
			return i;
		if (!quoted && memchr(" ()<>[]:;,\\\"", c, 12) != NULL)
			return BYTES_NOT_FOUND;
		a->has_routing |= c == '@' || c == '%' || c == '!';
	}
	return quoted ? BYTES_NOT_FOUND : text.len;
}

/* The address at the start of TEXT, "<...>"; what is behind it goes to *REST. */
static bool
path_read(struct bytes text, bool is_rcpt, struct address *a, struct bytes *rest)
{
	*a = (struct address){ 0 };
	if (text.len < 2 || text.at[0] != '<')
		return false;
	struct bytes inside = bytes_from(text, 1);
	if (inside.at[0] == '>') {
		*rest = bytes_from(inside, 1);
		return !is_rcpt;
	}
	size_t end = local_end(inside, a);
	if (end == BYTES_NOT_FOUND || end == 0 || end > 255)
		return false;
	if (end < inside.len && inside.at[end] == '@') {
		size_t close = bytes_find_octet(bytes_from(inside, end), '>');
		if (close == BYTES_NOT_FOUND)
			return false;
		a->domain = bytes_slice(inside, end + 1, end + close);
		a->local = bytes_to(inside, end);
		a->text = bytes_to(inside, end + close);
		*rest = bytes_from(inside, end + close + 1);
		for (size_t i = 0; i < a->domain.len; i++)
			a->is_utf8 |= a->domain.at[i] >= 0x80;
		return command_is_domain(a->domain, true) && utf8_valid(a->text);
	}
	/* <postmaster> alone needs no domain (RFC 5321 s4.5.1). */
	size_t close = bytes_find_octet(inside, '>');
	if (close == BYTES_NOT_FOUND || !bytes_equal_nocase(bytes_to(inside, close), BYTES("postmaster")))
		return false;
	a->local = a->text = bytes_to(inside, close);
	*rest = bytes_from(inside, close + 1);
	return true;
}

bool
command_is_xtext(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];
		if (c < 33 || c > 126 || c == '=')
			return false;
		if (c != '+')
			continue;
		if (i + 2 >= text.len)
			return false;
		int high = ascii_hex(text.at[i + 1]), low = ascii_hex(text.at[i + 2]);
		/* RFC 3461 wants upper case. */
		if (high < 0 || low < 0 || text.at[i + 1] > 'F' || text.at[i + 2] > 'F')
			return false;
		int value = high * 16 + low;
		if (value < 32 || value == 127)
			return false;
		i += 2;
	}
	return true;
}

static bool
is_notify(struct bytes value)
{
	struct bytes word;
	unsigned seen = 0;
	if (bytes_equal_nocase(value, BYTES("NEVER")))
		return true;
	if (value.len == 0 || value.at[value.len - 1] == ',')
		return false;
	while (bytes_cut(&value, ',', &word)) {
		unsigned bit = bytes_equal_nocase(word, BYTES("SUCCESS")) ? 1
		    : bytes_equal_nocase(word, BYTES("FAILURE"))          ? 2
		    : bytes_equal_nocase(word, BYTES("DELAY"))            ? 4
									  : 0;
		if (bit == 0 || (seen & bit) != 0)
			return false;
		seen |= bit;
	}
	return true;
}

static bool
is_orcpt(struct bytes value)
{
	size_t semicolon = bytes_find_octet(value, ';');
	if (semicolon == BYTES_NOT_FOUND || semicolon == 0 || value.len > 500)
		return false;
	for (size_t i = 0; i < semicolon; i++)
		if (!ascii_is_alnum(value.at[i]) && value.at[i] != '-')
			return false;
	return value.len > semicolon + 1 && command_is_xtext(bytes_from(value, semicolon + 1));
}

/* Digits, signs and letters of DELIVERBY, FUTURERELEASE and MT-PRIORITY: "120;R", "2026-01-01T00:00:00Z", "-4". */
static bool
is_simple(struct bytes value)
{
	for (size_t i = 0; i < value.len; i++)
		if (!ascii_is_alnum(value.at[i]) && memchr(";:-+.", value.at[i], 5) == NULL)
			return false;
	return value.len != 0 && value.len <= 40;
}

enum param { PARAM_SIZE, PARAM_BODY, PARAM_SMTPUTF8, PARAM_RET, PARAM_ENVID, PARAM_AUTH, PARAM_BY, PARAM_HOLDFOR,
	PARAM_HOLDUNTIL, PARAM_PRIORITY, PARAM_NOTIFY, PARAM_ORCPT, PARAM_COUNT };
static const struct {
	struct bytes name;
	bool of_rcpt;
	uint32_t needs;
} params[PARAM_COUNT] = {
	[PARAM_SIZE] = { BYTES_INIT("SIZE"), false, 0 },
	[PARAM_BODY] = { BYTES_INIT("BODY"), false, 0 },
	[PARAM_SMTPUTF8] = { BYTES_INIT("SMTPUTF8"), false, CAP_SMTPUTF8 },
	[PARAM_RET] = { BYTES_INIT("RET"), false, CAP_DSN },
	[PARAM_ENVID] = { BYTES_INIT("ENVID"), false, CAP_DSN },
	[PARAM_AUTH] = { BYTES_INIT("AUTH"), false, CAP_AUTH },
	[PARAM_BY] = { BYTES_INIT("BY"), false, CAP_DELIVERBY },
	[PARAM_HOLDFOR] = { BYTES_INIT("HOLDFOR"), false, CAP_FUTURERELEASE },
	[PARAM_HOLDUNTIL] = { BYTES_INIT("HOLDUNTIL"), false, CAP_FUTURERELEASE },
	[PARAM_PRIORITY] = { BYTES_INIT("MT-PRIORITY"), false, CAP_MT_PRIORITY },
	[PARAM_NOTIFY] = { BYTES_INIT("NOTIFY"), true, CAP_DSN },
	[PARAM_ORCPT] = { BYTES_INIT("ORCPT"), true, CAP_DSN },
};

static bool
param_take(enum param p, struct bytes value, struct mail_command *out)
{
	switch (p) {
	case PARAM_SIZE:
		out->has_size = true;
		return bytes_number(value, UINT64_MAX / 4, &out->size) == 0;
	case PARAM_BODY:
		out->is_8bit = bytes_equal_nocase(value, BYTES("8BITMIME"));
		out->needs |= out->is_8bit ? CAP_8BITMIME : 0;
		return out->is_8bit || bytes_equal_nocase(value, BYTES("7BIT"));
	case PARAM_SMTPUTF8: out->is_smtputf8 = true; return value.len == 0;
	case PARAM_RET: return bytes_equal_nocase(value, BYTES("FULL")) || bytes_equal_nocase(value, BYTES("HDRS"));
	case PARAM_ENVID: return value.len != 0 && value.len <= 100 && command_is_xtext(value);
	case PARAM_AUTH:
		out->auth = value;
		return value.len != 0 && value.len <= 500 && command_is_xtext(value);
	case PARAM_BY:
	case PARAM_HOLDFOR:
	case PARAM_HOLDUNTIL:
	case PARAM_PRIORITY: return is_simple(value);
	case PARAM_NOTIFY: return is_notify(value);
	case PARAM_ORCPT: return is_orcpt(value);
	case PARAM_COUNT: break;
	}
	return false;
}

static const char *
params_read(struct bytes text, bool is_rcpt, struct mail_command *out)
{
	uint32_t seen = 0;
	struct bytes word;
	out->params = bytes_trim(text);
	if (text.len != 0 && text.at[0] != ' ')
		return "501 5.5.4 Syntax error behind the address";
	while (bytes_cut(&text, ' ', &word)) {
		size_t equals = bytes_find_octet(word, '=');
		struct bytes name = bytes_to(word, equals);
		struct bytes value = equals == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(word, equals + 1);
		if (word.len == 0)
			continue;
		enum param p = 0;
		while (p < PARAM_COUNT && !(params[p].of_rcpt == is_rcpt && bytes_equal_nocase(name, params[p].name)))
			p++;
		if (p == PARAM_COUNT)
			return "555 5.5.4 Unsupported parameter";
		if ((seen >> p & 1) != 0 || (p == PARAM_SMTPUTF8 && equals != BYTES_NOT_FOUND) || !param_take(p, value, out))
			return "501 5.5.4 Bad parameter";
		seen |= UINT32_C(1) << p;
		out->needs |= params[p].needs;
	}
	return NULL;
}

const char *
command_mail(struct bytes argument, bool is_rcpt, struct mail_command *out)
{
	struct bytes word = is_rcpt ? BYTES("TO:") : BYTES("FROM:"), rest;
	*out = (struct mail_command){ 0 };
	if (!bytes_starts_nocase(argument, word))
		return is_rcpt ? "501 5.5.4 Syntax: RCPT TO:<address>" : "501 5.5.4 Syntax: MAIL FROM:<address>";
	if (!path_read(bytes_trim(bytes_from(argument, word.len)), is_rcpt, &out->address, &rest))
		return is_rcpt ? "501 5.1.3 Bad recipient address syntax" : "501 5.1.7 Bad sender address syntax";
	return params_read(rest, is_rcpt, out);
}

struct bytes
command_dsn(struct bytes line, struct arena *arena)
{
	struct bytes word, kept = BYTES_NONE;
	struct buf out;
	size_t close = bytes_find_last_octet(line, '>');
	buf_init(&out, 1024);
	for (struct bytes rest = bytes_from(line, close); bytes_cut(&rest, ' ', &word);) {
		struct bytes name = bytes_to(word, bytes_find_octet(word, '='));
		for (enum param p = 0; p < PARAM_COUNT; p++)
			if (params[p].needs == CAP_DSN && bytes_equal_nocase(name, params[p].name))
				buf_addf(&out, "%s%.*s", out.len != 0 ? " " : "", BYTES_ARGS(word));
	}
	if (!buf_ok(&out) || !arena_copy(arena, buf_bytes(&out), &kept))
		kept = BYTES_NONE;
	buf_done(&out);
	return kept;
}

bool
command_dsn_ok(struct bytes text, bool is_rcpt)
{
	struct mail_command m;
	struct buf line;
	buf_init(&line, 1200);
	buf_addf(&line, "%s %.*s", is_rcpt ? "TO:<a@b>" : "FROM:<>", BYTES_ARGS(text));
	bool ok = buf_ok(&line) && command_mail(buf_bytes(&line), is_rcpt, &m) == NULL && m.needs == CAP_DSN && !m.has_size;
	for (size_t i = 0; i < text.len; i++)
		ok &= text.at[i] >= ' ' && text.at[i] < 0x7f;
	buf_done(&line);
	return ok;
}

int
command_bdat(struct bytes argument, uint64_t *out_size, bool *out_is_last)
{
	size_t space = bytes_find_octet(argument, ' ');
	struct bytes word = bytes_trim(bytes_from(argument, space));
	*out_is_last = bytes_equal_nocase(word, BYTES("LAST"));
	if (word.len != 0 && !*out_is_last)
		return FAULT_INPUT;
	return bytes_number(bytes_to(argument, space), UINT64_MAX / 4, out_size);
}
