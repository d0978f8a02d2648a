#include "path/inside.h"

/* Does ID have the form PATTERN?  '#' is digits, '%' hexadecimal digits, one or more of them and as many as there
 * are; '*' is any rest; every other octet is itself. */
static bool
fits(struct bytes id, const char *pattern)
{
	size_t i = 0;
	for (; *pattern != '\0' && *pattern != '*'; pattern++) {
		size_t from = i;
		if (*pattern == '#' || *pattern == '%') {
			while (i < id.len && (*pattern == '#' ? ascii_is_digit(id.at[i]) : ascii_hex(id.at[i]) >= 0))
				i++;
			if (i == from)
				return false;
		} else if (i == id.len || id.at[i++] != (uint8_t)*pattern) {
			return false;
		}
	}
	return *pattern == '*' || i == id.len;
}

/* Programs whose Message-IDs have had few forms in all their versions. */
static const struct program {
	struct bytes starts;
	const char *forms[3];
	bool has_index; /* it writes Thread-Index too: with that, another server may have replaced the id */
} programs[] = {
	{ BYTES_INIT("Microsoft Outlook 1"), { "%$%$%*" }, true },
	{ BYTES_INIT("Microsoft Office Outlook"), { "%$%$%*" }, true },
	{ BYTES_INIT("The Bat! ("), { "#.#@*" }, false },
	{ BYTES_INIT("QUALCOMM Windows Eudora"), { "#.#.#.*", "p*" }, false },
	{ BYTES_INIT("Internet Mail Service ("), { "%@*" }, false },
	{ BYTES_INIT("Mozilla"), { "%.%@*", "%-%-%-%-%@*" }, false },
	{ BYTES_INIT("Apple Mail ("), { "%-%-%-%-%@*" }, false },
	{ BYTES_INIT("iPhone Mail ("), { "%-%-%-%-%@*" }, false },
	{ BYTES_INIT("iPad Mail ("), { "%-%-%-%-%@*" }, false },
	{ BYTES_INIT("QQMail "), { "tencent_%@*" }, false },
	{ BYTES_INIT("Coremail Webmail"), { "%.%.%.Coremail.*" }, false },
	{ BYTES_INIT("Foxmail "), { "#@*" }, false },
};

/* Did a server write it, for a message that came without: twelve or more digits of a date, a dot, the queue's id? */
static bool
is_by_server(struct bytes id)
{
	size_t digits = 0;
	while (digits < id.len && ascii_is_digit(id.at[digits]))
		digits++;
	return digits >= 12 && digits < id.len && id.at[digits] == '.';
}

static void
check_shape(const struct casefile *c, struct casefile_path *out)
{
	struct bytes id = c->message_id;
	if (c->mailer.len == 0 || id.len == 0 || is_by_server(id) || provider_of_id(id).len != 0)
		return;
	/* What came by a newsgroup has the news server's id. */
	if (casefile_header(c, "Newsgroups") != NULL || casefile_header(c, "NNTP-Posting-Host") != NULL ||
	    casefile_header(c, "X-Complaints-To") != NULL)
		return;
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++) {
		const struct program *p = &programs[i];
		if (!bytes_starts(c->mailer, p->starts))
			continue;
		bool good = p->has_index && casefile_header(c, "Thread-Index") != NULL;
		for (size_t k = 0; k < 3 && p->forms[k] != NULL; k++)
			good |= fits(id, p->forms[k]);
		if (!good) {
			path_odd(out, PATH_ID_SHAPE);
			out->claim = bytes_to(c->mailer, 100);
		}
		return;
	}
}

static bool
passed(const struct casefile *c, struct bytes provider, const struct casefile_path *out)
{
	if (provider_owns(provider, out->name) || provider_owns(provider, out->helo))
		return true;
	for (size_t i = 0; i < c->hops.count; i++) {
		const struct casefile_hop *h = &c->hops.at[i];
		if (provider_owns(provider, h->by) || provider_owns(provider, h->name) || provider_owns(provider, h->helo))
			return true;
	}
	return false;
}

/* Real ids of that form exist only in mail that the provider's servers took in, which say so in a line. */
static void
check_provider(const struct casefile *c, struct casefile_path *out)
{
	struct bytes provider = provider_of_id(c->message_id);
	/* Gmail keeps the id of what it hands to another server of the account, and says so there. */
	if (provider.len == 0 || casefile_header(c, "X-Gmail-Original-Message-ID") != NULL || (c->hops.count == 0 && out->source != PATH_TRANSPORT) ||
	    c->hop_count > c->hops.count || passed(c, provider, out))
		return;
	path_odd(out, PATH_ID_PROVIDER);
	if (out->claim.len == 0)
		out->claim = provider;
}

/* Offsets that no place keeps or, since programs write zones, has kept (IANA tz). */
static bool
is_kept_somewhere(int minutes)
{
	static const int odd[] = { -570, -270, -210, -150, 210, 270, 330, 345, 390, 450, 510, 525, 570, 630, 690, 765, 825 };
	if (minutes % 60 == 0)
		return minutes >= -12 * 60 && minutes <= 14 * 60;
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		if (odd[i] == minutes)
			return true;
	return false;
}

/* Where most of a country's clocks stand, summer included, in hours; only countries that are plain in this. */
static bool
is_far_from(struct bytes country, int minutes)
{
	static const struct {
		char country[3];
		int8_t from, to;
	} zones[] = { { "CN", 8, 8 }, { "HK", 8, 8 }, { "TW", 8, 8 }, { "SG", 8, 8 }, { "MY", 8, 8 }, { "PH", 8, 8 },
		{ "JP", 9, 9 }, { "KR", 9, 9 }, { "VN", 7, 7 }, { "TH", 7, 7 }, { "ID", 7, 9 }, { "IN", 5, 6 }, { "PK", 5, 5 },
		{ "BD", 6, 6 }, { "IR", 3, 5 }, { "TR", 2, 3 }, { "UA", 2, 3 }, { "RU", 2, 12 }, { "DE", 1, 2 }, { "FR", 1, 2 },
		{ "NL", 1, 2 }, { "PL", 1, 2 }, { "IT", 1, 2 }, { "ES", 0, 2 }, { "GB", 0, 1 }, { "RO", 2, 3 }, { "US", -10, -4 },
		{ "CA", -8, -2 }, { "MX", -8, -5 }, { "BR", -5, -2 }, { "AR", -3, -3 }, { "CO", -5, -5 }, { "CL", -4, -3 },
		{ "ZA", 2, 2 }, { "NG", 1, 1 }, { "EG", 2, 3 }, { "AU", 8, 11 }, { "NZ", 12, 13 } };
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
		if (bytes_equal(country, bytes_of(zones[i].country, 2)))
			return minutes < zones[i].from * 60 - 300 || minutes > zones[i].to * 60 + 300;
	return false;
}

void
mailer_check(const struct casefile *c, struct casefile_path *out)
{
	check_shape(c, out);
	check_provider(c, out);
	if (c->date_zone == 0 || c->date_zone > 2 * 1440)
		return;
	int minutes = (int)c->date_zone - 1440;
	if (!is_kept_somewhere(minutes))
		path_odd(out, PATH_ZONE_NOWHERE);
	/* UTC is what servers and careful programs write anywhere. */
	else if (minutes != 0 && is_far_from(out->place.country, minutes))
		path_odd(out, PATH_ZONE_FAR);
}
