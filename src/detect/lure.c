#include "detect/lure.h"

#include <math.h>

/* Two pages, about what the lexicon calls close (text/lexicon.h). */
#define PAGES 6000
/* Phrases of one theme that an article in a newsletter does not have. */
#define TOGETHER 4

/* A subject, a name or a file name is chosen; a long text mentions many things. */
static bool
is_chosen(const struct casefile_lure *l)
{
	return l->where == LURE_SUBJECT || l->where == LURE_SENDER || l->where == LURE_FILE_NAME;
}

/* How much so many phrases say in a short text and in a long one. */
static double
strength_of(uint32_t phrases, bool is_long)
{
	static const struct {
		uint32_t phrases;
		double of_short, of_long;
	} steps[] = { { 8, 0.95, 0.5 }, { 6, 0.8, 0.45 }, { 4, 0.65, 0.35 }, { 2, 0.45, 0.2 }, { 1, 0.2, 0.05 } };
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
		if (phrases >= steps[i].phrases)
			return is_long ? steps[i].of_long : steps[i].of_short;
	return 0;
}

double
lure_spoken(const struct casefile *c, const char *theme, struct bytes *sample)
{
	struct bytes wanted = bytes_of_cstr(theme);
	uint32_t phrases = 0, close = 0;
	*sample = BYTES_NONE;
	for (size_t i = 0; i < c->lures.count; i++) {
		const struct casefile_lure *l = &c->lures.at[i];
		if (!bytes_equal(l->theme, wanted))
			continue;
		uint32_t times = is_chosen(l) ? 2 : 1;
		phrases += times * (l->count > 8 ? 8 : l->count);
		close += times * (l->close > 8 ? 8 : l->close);
		if (sample->len == 0 || is_chosen(l))
			*sample = l->sample;
	}
	if (reading_length(c) <= PAGES)
		return strength_of(phrases, false);
	/* In a text of pages a phrase or two are a mention, and so are many that stand far apart; several that stand together
	 * are what they are in a short one, or it would help to write pages around them. */
	return fmax(strength_of(phrases, true), close >= TOGETHER ? strength_of(close, false) : 0);
}

static bool
has_risky_file(const struct casefile *c)
{
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		struct bytes extension = extension_of(p->name);
		if (!p->is_attachment || p->is_unpacked)
			continue;
		if (p->is_encrypted || is_archive_extension(extension) ||
		    is_archive_type(p->detected) || is_program_extension(extension) ||
		    is_launcher_extension(extension) || is_program_type(p->detected) ||
		    bytes_equal_nocase(extension, BYTES("html")) ||
		    bytes_equal_nocase(extension, BYTES("htm")) ||
		    bytes_equal_nocase(extension, BYTES("shtml")) ||
		    bytes_equal_nocase(extension, BYTES("svg")))
			return true;
	}
	return false;
}

static bool
is_stranger(const struct casefile *c)
{
	const struct casefile_address *from = from_address(c);
	if (from == NULL || !is_foreign_arrival(c))
		return from == NULL;
	for (size_t i = 0; i < c->reply_to.count; i++)
		if (is_free_mail(c->reply_to.at[i].base) &&
		    !addresses_related(from, &c->reply_to.at[i]))
			return true;
	return is_free_mail(from->base);
}

static bool
has_picture(const struct casefile *c)
{
	for (size_t i = 0; i < c->parts.count; i++)
		if (bytes_starts(c->parts.at[i].type, BYTES("image/")))
			return true;
	return false;
}

static bool
offers_contact(const struct casefile *c, const struct grams *body)
{
	static const struct bytes ways[] = { BYTES_INIT("微信"), BYTES_INIT("加v"),
		BYTES_INIT("qq:"), BYTES_INIT("qq："), BYTES_INIT("q q"), BYTES_INIT("扣扣"),
		BYTES_INIT("电话"), BYTES_INIT("手机"), BYTES_INIT("联系人"),
		BYTES_INIT("whatsapp"), BYTES_INIT("telegram"), BYTES_INIT("skype"),
		BYTES_INIT("contact me"), BYTES_INIT("reply to this email"), BYTES_INIT("call us"),
		BYTES_INIT("private email") };
	return BODY_SAYS(c, body, ways).len != 0;
}

static bool
has_pressure(const struct casefile *c)
{
	return casefile_lure_any(c, "urgent") + casefile_lure_any(c, "secrecy") +
	    casefile_lure_any(c, "deadline_forfeit") !=
	    0;
}

static bool
asks_to_scan(const struct casefile *c)
{
	return has_qr(c) || (casefile_lure_any(c, "scan_qr") != 0 && has_picture(c));
}

uint32_t
lure_fits(const struct casefile *c, const struct grams *body, uint32_t wanted)
{
	static const struct {
		enum lure_fit fit;
		bool (*has)(const struct casefile *c);
	} structures[] = { { FITS_LINK, has_web_link }, { FITS_TRICKY_LINK, has_tricky_link },
		{ FITS_QR, asks_to_scan }, { FITS_FILE, has_attachment },
		{ FITS_RISKY_FILE, has_risky_file }, { FITS_STRANGER, is_stranger },
		{ FITS_PRESSURE, has_pressure } };
	uint32_t fits = 0;
	for (size_t i = 0; i < sizeof structures / sizeof structures[0]; i++)
		if ((wanted & structures[i].fit) != 0 && structures[i].has(c))
			fits |= structures[i].fit;
	if ((wanted & FITS_CONTACT) != 0 && offers_contact(c, body))
		fits |= FITS_CONTACT;
	return fits;
}

/* Do the reader's own house write, and all that can be clicked, opened or answered belong to it?  Then there is
 * nothing for a stranger to gain; a forged sender is own_domain_forged's question. */
static bool
leads_home(const struct casefile *c)
{
	const struct casefile_address *from = from_address(c);
	if (from == NULL || from->base.len == 0 || is_free_mail(from->base) || has_attachment(c) || has_qr(c) || c->to.count == 0)
		return false;
	for (size_t i = 0; i < c->to.count; i++)
		if (!bytes_equal(c->to.at[i].base, from->base))
			return false;
	for (size_t i = 0; i < c->reply_to.count; i++)
		if (!bytes_equal(c->reply_to.at[i].base, from->base))
			return false;
	bool any = false;
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (u->where == URL_HEADER || (u->role != URL_LINK && u->role != URL_FORM))
			continue;
		if (!bytes_equal(u->domain, from->base))
			return false;
		any = true;
	}
	return any;
}

bool
lure_leads_elsewhere(const struct casefile *c)
{
	const struct casefile_address *from = from_address(c);
	bool any = false;
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (!is_web_link(u) || u->inside_of != 0 || !is_body_part(c, u->part))
			continue;
		if (from != NULL && domains_related(u->domain, from->base))
			return false;
		any = true;
	}
	return any;
}

double
lure_damping(const struct casefile *c)
{
	if (leads_home(c))
		return 0.4;
	if (casefile_header(c, "List-Post") != NULL || casefile_header(c, "List-Id") != NULL)
		return 0.4;
	if (is_reply(c))
		return 0.4;
	return 1;
}

void
lure_look(const struct casefile *c, struct findings *out, const struct lure *lure)
{
	struct bytes sample = BYTES_NONE;
	double spoken = 0;
	for (size_t i = 0;
	     i < sizeof lure->themes / sizeof lure->themes[0] && lure->themes[i] != NULL; i++) {
		struct bytes phrase;
		double strength = lure_spoken(c, lure->themes[i], &phrase);
		if (strength > spoken)
			sample = phrase;
		/* Two themes of one story say more than either, but not twice as much. */
		spoken = fmax(spoken, strength) + 0.25 * fmin(spoken, strength);
	}
	if (spoken <= 0)
		return;
	static const double worth[] = { 0.1, 0.15, 0.25, 0.1, 0.2, 0.15, 0.15, 0.15 };
	uint32_t fits = lure_fits(c, out->body, lure->fits);
	double structure = 0;
	for (size_t i = 0; i < sizeof worth / sizeof worth[0]; i++)
		structure += (fits >> i & 1) != 0 ? worth[i] : 0;
	/* A word in passing does not become a lure by the links around it. */
	structure = fmin(structure, spoken);
	finding_add(out, (spoken + structure) * lure_damping(c), BYTES_NONE, sample);
}
