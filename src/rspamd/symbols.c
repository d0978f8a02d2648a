#include "rspamd/symbols.h"

#include "detect/detector.h"

#define PREFIX "POSTERN_"

/* A detector, and rules of rspamd's and SpamAssassin's that ask the same. */
static const struct {
	const char *detector;
	const char *names;
} same[] = {
	{ "attach_double_extension", "MIME_DOUBLE_BAD_EXTENSION" },
	{ "display_address", "SPOOF_DISPLAY_NAME" },
	{ "fake_reply", "FAKE_REPLY" },
	{ "from_many", "MULTIPLE_FROM" },
	{ "from_missing", "MISSING_FROM" },
	{ "gtube", "GTUBE" },
	{ "html_only", "MIME_HTML_ONLY" },
	{ "link_ip", "HTTP_TO_IP NORMAL_HTTP_TO_IP" },
	{ "link_shown_differs", "HTML_PHISHING PHISHING" },
	{ "reply_to_elsewhere", "FREEMAIL_REPLYTO_NEQ_FROM_DOM" },
	{ "subject_shouting", "SUBJ_ALL_CAPS" },
	{ "to_missing", "MISSING_TO MISSING_HEADERS" },
};

/* What the DNS said, by result. */
struct by_status {
	enum auth_status status;
	const char *names;
};
static const struct by_status spf_names[] = {
	{ AUTH_PASS, "R_SPF_ALLOW SPF_PASS" }, { AUTH_FAIL, "R_SPF_FAIL SPF_FAIL" },
	{ AUTH_SOFTFAIL, "R_SPF_SOFTFAIL SPF_SOFTFAIL" }, { AUTH_NEUTRAL, "R_SPF_NEUTRAL SPF_NEUTRAL" },
	{ AUTH_NONE, "R_SPF_NA SPF_NONE" }, { AUTH_TEMPERROR, "R_SPF_DNSFAIL" }, { AUTH_PERMERROR, "R_SPF_PERMFAIL" },
};
static const struct by_status helo_names[] = {
	{ AUTH_PASS, "SPF_HELO_PASS" }, { AUTH_FAIL, "SPF_HELO_FAIL" }, { AUTH_SOFTFAIL, "SPF_HELO_SOFTFAIL" },
	{ AUTH_NEUTRAL, "SPF_HELO_NEUTRAL" }, { AUTH_NONE, "SPF_HELO_NONE" },
};
static const struct by_status dkim_names[] = {
	{ AUTH_PASS, "R_DKIM_ALLOW DKIM_VALID" }, { AUTH_FAIL, "R_DKIM_REJECT DKIM_INVALID" }, { AUTH_NONE, "R_DKIM_NA" },
	{ AUTH_TEMPERROR, "R_DKIM_TEMPFAIL" }, { AUTH_PERMERROR, "R_DKIM_PERMFAIL" },
};
static const struct by_status dmarc_names[] = {
	{ AUTH_PASS, "DMARC_POLICY_ALLOW DMARC_PASS" }, { AUTH_NONE, "DMARC_NA DMARC_MISSING" },
	{ AUTH_TEMPERROR, "DMARC_DNSFAIL" }, { AUTH_PERMERROR, "DMARC_BAD_POLICY" },
};
static const char *const dmarc_fail_names[AUTH_POLICY_COUNT] = { "DMARC_POLICY_SOFTFAIL DMARC_NONE",
	"DMARC_POLICY_QUARANTINE DMARC_QUAR", "DMARC_POLICY_REJECT DMARC_REJECT" };
static const struct by_status arc_names[] = {
	{ AUTH_PASS, "ARC_ALLOW" }, { AUTH_FAIL, "ARC_REJECT" }, { AUTH_NONE, "ARC_NA" }, { AUTH_TEMPERROR, "ARC_DNSFAIL" },
	{ AUTH_PERMERROR, "ARC_INVALID" },
};

/* Answers of lists: ZONE is the end of what was asked; CLIENT is the sender's address, else a name in a link or header. */
static const struct {
	bool of_client;
	const char *zone;
	const char *answer;
	const char *names;
} listed[] = {
	{ true, "zen.spamhaus.org", "127.0.0.2", "RBL_SPAMHAUS_SBL RCVD_IN_SBL" },
	{ true, "zen.spamhaus.org", "127.0.0.3", "RBL_SPAMHAUS_CSS RCVD_IN_SBL_CSS" },
	{ true, "zen.spamhaus.org", "127.0.0.4", "RBL_SPAMHAUS_XBL RCVD_IN_XBL" },
	{ true, "zen.spamhaus.org", "127.0.0.9", "RBL_SPAMHAUS_DROP" },
	{ true, "zen.spamhaus.org", "127.0.0.10", "RBL_SPAMHAUS_PBL RCVD_IN_PBL" },
	{ true, "zen.spamhaus.org", "127.0.0.11", "RBL_SPAMHAUS_PBL RCVD_IN_PBL" },
	{ true, "bl.spamcop.net", "127.0.0.2", "RCVD_IN_BL_SPAMCOP_NET" },
	{ true, "psbl.surriel.com", "127.0.0.2", "RCVD_IN_PSBL" },
	{ true, "list.dnswl.org", "127.0.*.1", "RCVD_IN_DNSWL_LOW" },
	{ true, "list.dnswl.org", "127.0.*.2", "RCVD_IN_DNSWL_MED" },
	{ true, "list.dnswl.org", "127.0.*.3", "RCVD_IN_DNSWL_HI" },
	{ false, "dbl.spamhaus.org", "127.0.1.2", "DBL_SPAM URIBL_DBL_SPAM" },
	{ false, "dbl.spamhaus.org", "127.0.1.4", "DBL_PHISH URIBL_DBL_PHISH" },
	{ false, "dbl.spamhaus.org", "127.0.1.5", "DBL_MALWARE URIBL_DBL_MALWARE" },
	{ false, "dbl.spamhaus.org", "127.0.1.6", "DBL_BOTNET URIBL_DBL_BOTNETCC" },
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static struct symbol *
find(struct symbols *s, struct bytes name)
{
	for (size_t i = 0; i < s->list.count; i++)
		if (bytes_equal(s->list.at[i].name, name))
			return &s->list.at[i];
	return NULL;
}

static struct symbol *
find_or_add(struct symbols *s, struct bytes name, const char *group)
{
	struct symbol *found = find(s, name);
	if (found != NULL)
		return found;
	found = LIST_ADD(s->arena, &s->list);
	if (found != NULL)
		*found = (struct symbol){ .name = name, .group = bytes_of_cstr(group) };
	return found;
}

static void
add_option(struct symbols *s, struct symbol *to, struct bytes option)
{
	if (to == NULL || option.len == 0 || to->options.count >= SYMBOL_OPTIONS_MAX)
		return;
	struct bytes *slot = LIST_ADD(s->arena, &to->options);
	if (slot != NULL)
		*slot = bytes_to(option, SYMBOL_OPTION_MAX);
}

/* All of the names in NAMES, blanks between them, with OPTION. */
static void
add_names(struct symbols *s, const char *names, const char *group, struct bytes option)
{
	struct bytes rest = bytes_of_cstr(names), name;
	while (bytes_cut(&rest, ' ', &name))
		add_option(s, find_or_add(s, name, group), option);
}

static void
add_status(struct symbols *s, const struct by_status *table, size_t count, enum auth_status status, const char *group,
    struct bytes option)
{
	for (size_t i = 0; i < count; i++)
		if (table[i].status == status)
			add_names(s, table[i].names, group, option);
}

const char *
symbols_other_names(struct bytes detector)
{
	for (size_t i = 0; i < COUNT(same); i++)
		if (bytes_equal(detector, bytes_of_cstr(same[i].detector)))
			return same[i].names;
	return NULL;
}

static struct bytes
symbol_name(struct arena *arena, struct bytes id)
{
	uint8_t *out = arena_get(arena, sizeof PREFIX - 1 + id.len, 1);
	if (out == NULL)
		return BYTES_NONE;
	memcpy(out, PREFIX, sizeof PREFIX - 1);
	for (size_t i = 0; i < id.len; i++)
		out[sizeof PREFIX - 1 + i] = id.at[i] >= 'a' && id.at[i] <= 'z' ? (uint8_t)(id.at[i] - 32) : id.at[i];
	return bytes_of(out, sizeof PREFIX - 1 + id.len);
}

static void
add_finding(struct symbols *s, const struct finding *f)
{
	struct symbol *symbol = find_or_add(s, symbol_name(s->arena, f->id), family_names[f->family]);
	if (symbol == NULL)
		return;
	bool is_stronger = f->weight > symbol->strongest;
	if (f->weight < 0)
		symbol->score += f->weight;
	else
		symbol->score += is_stronger ? f->weight - symbol->strongest * 0.75 : f->weight * 0.25;
	if (is_stronger)
		symbol->strongest = f->weight;
	for (size_t i = 0; i < f->args.count; i++)
		add_option(s, symbol, f->args.at[i]);
	if (symbol->description.len == 0) {
		struct buf text;
		buf_init(&text, 2000);
		finding_sentence(f, LANGUAGE_EN, &text);
		if (!arena_copy(s->arena, buf_bytes(&text), &symbol->description))
			symbol->description = BYTES_NONE;
		buf_done(&text);
	}
}

/* The best of them: a message with one signature that verifies is signed. */
static void
add_dkim(struct symbols *s, const struct casefile_identity *is)
{
	const struct casefile_signature *best = NULL;
	for (size_t i = 0; i < is->signatures.count; i++) {
		const struct casefile_signature *one = &is->signatures.at[i];
		if (best == NULL || (one->status == AUTH_PASS && best->status != AUTH_PASS))
			best = one;
		if (one->status == AUTH_PASS && one->is_aligned)
			add_names(s, "DKIM_VALID_AU", "dkim", one->domain);
	}
	add_status(s, dkim_names, COUNT(dkim_names), best != NULL ? best->status : AUTH_NONE, "dkim",
	    best != NULL ? best->domain : BYTES_NONE);
	if (best != NULL)
		add_names(s, "DKIM_SIGNED", "dkim", BYTES_NONE);
}

static void
add_identity(struct symbols *s, const struct casefile_identity *is)
{
	if (!is->was_asked)
		return;
	if (is->spf_is_helo)
		add_status(s, helo_names, COUNT(helo_names), is->spf, "spf", is->spf_domain);
	add_status(s, spf_names, COUNT(spf_names), is->spf, "spf", is->spf_term.len != 0 ? is->spf_term : is->spf_domain);
	add_dkim(s, is);
	if (is->dmarc == AUTH_FAIL)
		add_names(s, dmarc_fail_names[is->policy < AUTH_POLICY_COUNT ? is->policy : AUTH_POLICY_ACCEPT], "dmarc", is->policy_domain);
	else
		add_status(s, dmarc_names, COUNT(dmarc_names), is->dmarc, "dmarc", is->policy_domain);
	add_status(s, arc_names, COUNT(arc_names), is->arc, "arc", BYTES_NONE);
}

/* "127.0.*.1" fits "127.0.5.1". */
static bool
answer_fits(struct bytes pattern, struct bytes answer)
{
	struct bytes a, b;
	while (bytes_cut(&pattern, '.', &a) && bytes_cut(&answer, '.', &b))
		if (!bytes_equal(a, BYTES("*")) && !bytes_equal(a, b))
			return false;
	return pattern.len == 0 && answer.len == 0;
}

static void
add_listing(struct symbols *s, const struct casefile_listing *l)
{
	for (size_t i = 0; i < COUNT(listed); i++)
		if (listed[i].of_client == (l->of == LISTING_OF_CLIENT) && bytes_ends(l->zone, bytes_of_cstr(listed[i].zone)) &&
		    answer_fits(bytes_of_cstr(listed[i].answer), l->answer))
			add_names(s, listed[i].names, "rbl", l->asked);
}

void
symbols_of(const struct gate_reasons *reasons, struct symbols *out)
{
	const struct casefile *c = reasons->casefile;
	for (size_t i = 0; i < reasons->findings->list.count; i++)
		add_finding(out, &reasons->findings->list.at[i]);
	for (size_t i = 0; i < reasons->findings->list.count; i++) {
		const struct finding *f = &reasons->findings->list.at[i];
		const char *names = symbols_other_names(f->id);
		if (names != NULL)
			add_names(out, names, "other_names", f->args.count != 0 ? f->args.at[0] : BYTES_NONE);
	}
	add_identity(out, &c->asked.identity);
	for (size_t i = 0; i < c->asked.lists.found.count; i++)
		add_listing(out, &c->asked.lists.found.at[i]);
}

static void
list_one(struct buf *out, bool *is_first, struct bytes name, double weight, const char *description)
{
	buf_add_cstr(out, *is_first ? "{\"symbol\":" : ",{\"symbol\":");
	*is_first = false;
	json_text(out, name);
	buf_addf(out, ",\"weight\":%.2f,\"description\":", weight);
	json_text(out, bytes_of_cstr(description));
	buf_add_cstr(out, ",\"frequency\":0.0,\"frequency_stddev\":0.0,\"time\":0.0}");
}

static void
list_family(struct buf *out, enum family family)
{
	struct arena *arena = arena_new(1 << 20);
	bool is_first = true;
	buf_addf(out, "%s{\"group\":\"%s\",\"rules\":[", family == 0 ? "" : ",", family_names[family]);
	for (size_t i = 0; i < detector_count; i++)
		if (detectors[i]->family == family)
			list_one(out, &is_first, symbol_name(arena, bytes_of_cstr(detectors[i]->name)), detectors[i]->weight, detectors[i]->asks);
	buf_add_cstr(out, "]}");
	arena_free(arena);
}

static void
list_names(struct buf *out, bool *is_first, const char *names, const char *description)
{
	struct bytes rest = bytes_of_cstr(names), name;
	while (bytes_cut(&rest, ' ', &name))
		list_one(out, is_first, name, 0, description);
}

void
symbols_list(struct buf *out)
{
	bool is_first = true;
	buf_add_octet(out, '[');
	for (int i = 0; i < FAMILY_COUNT; i++)
		list_family(out, (enum family)i);
	buf_add_cstr(out, ",{\"group\":\"other_names\",\"rules\":[");
	for (size_t i = 0; i < COUNT(same); i++)
		list_names(out, &is_first, same[i].names, same[i].detector);
	for (size_t i = 0; i < COUNT(spf_names); i++)
		list_names(out, &is_first, spf_names[i].names, "SPF");
	for (size_t i = 0; i < COUNT(helo_names); i++)
		list_names(out, &is_first, helo_names[i].names, "SPF of HELO");
	for (size_t i = 0; i < COUNT(dkim_names); i++)
		list_names(out, &is_first, dkim_names[i].names, "DKIM");
	list_names(out, &is_first, "DKIM_SIGNED DKIM_VALID_AU", "DKIM");
	for (size_t i = 0; i < COUNT(dmarc_names); i++)
		list_names(out, &is_first, dmarc_names[i].names, "DMARC");
	for (size_t i = 0; i < COUNT(dmarc_fail_names); i++)
		list_names(out, &is_first, dmarc_fail_names[i], "DMARC");
	for (size_t i = 0; i < COUNT(arc_names); i++)
		list_names(out, &is_first, arc_names[i].names, "ARC");
	for (size_t i = 0; i < COUNT(listed); i++)
		list_names(out, &is_first, listed[i].names, listed[i].zone);
	buf_add_cstr(out, "]}]");
}
