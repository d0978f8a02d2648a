/* Source: perldoc Mail::SpamAssassin::Conf.  "whitelist" and "blacklist" are the names before 4.0. */
#include "migrate/migrate.h"

enum kind { ALLOW, ALLOW_FIRST, BLOCK, NETWORKS, SUBJECT, SCORE, NOTE };

static const struct {
	const char *name;
	enum kind kind;
	const char *why; /* NOTE */
} settings[] = {
	{ "welcomelist_from", ALLOW, NULL }, { "whitelist_from", ALLOW, NULL }, { "welcomelist_auth", ALLOW, NULL },
	{ "whitelist_auth", ALLOW, NULL }, { "welcomelist_from_spf", ALLOW, NULL }, { "whitelist_from_spf", ALLOW, NULL },
	/* a signing domain, or a relay, stands behind the address */
	{ "welcomelist_from_dkim", ALLOW_FIRST, NULL }, { "whitelist_from_dkim", ALLOW_FIRST, NULL },
	{ "welcomelist_from_rcvd", ALLOW_FIRST, NULL }, { "whitelist_from_rcvd", ALLOW_FIRST, NULL },
	{ "blocklist_from", BLOCK, NULL }, { "blacklist_from", BLOCK, NULL },
	{ "trusted_networks", NETWORKS, NULL }, { "internal_networks", NETWORKS, NULL }, { "msa_networks", NETWORKS, NULL },
	{ "score", SCORE, NULL },
	{ "required_score", NOTE, "scores of SpamAssassin and of Postern are not the same measure: [policy] tag_at, quarantine_at" },
	{ "required_hits", NOTE, "scores of SpamAssassin and of Postern are not the same measure: [policy] tag_at, quarantine_at" },
	{ "welcomelist_to", NOTE, "give that recipient's domain a [policy] of its own" },
	{ "whitelist_to", NOTE, "give that recipient's domain a [policy] of its own" },
	{ "more_spam_to", NOTE, "give that recipient's domain a [policy] of its own" },
	{ "all_spam_to", NOTE, "give that recipient's domain a [policy] of its own" },
	{ "blocklist_to", NOTE, "nobody can be blocked by the recipient" }, { "blacklist_to", NOTE, "nobody can be blocked by the recipient" },
	{ "unwelcomelist_from", NOTE, "take it out of [allow] by hand" }, { "unwhitelist_from", NOTE, "take it out of [allow] by hand" },
	{ "unblocklist_from", NOTE, "take it out of [block] by hand" }, { "unblacklist_from", NOTE, "take it out of [block] by hand" },
	{ "welcomelist_uri_host", NOTE, "links have no list of their own" }, { "blocklist_uri_host", NOTE, "links have no list of their own" },
	{ "header", NOTE, "a rule of your own" }, { "body", NOTE, "a rule of your own" }, { "rawbody", NOTE, "a rule of your own" },
	{ "uri", NOTE, "a rule of your own" }, { "meta", NOTE, "a rule of your own" }, { "full", NOTE, "a rule of your own" },
	{ "shortcircuit", NOTE, "nothing is cut short" }, { "dns_server", NOTE, "[dns] servers" },
	{ "include", NOTE, "name that file, too" },
};

static bool
next_word(struct bytes *rest, struct bytes *out)
{
	*rest = bytes_trim(*rest);
	size_t end = 0;
	while (end < rest->len && !ascii_is_space(rest->at[end]))
		end++;
	*out = bytes_to(*rest, end);
	*rest = bytes_from(*rest, end);
	return out->len != 0;
}

static void
take(struct migration *m, size_t setting, struct bytes line, struct bytes rest, const struct migrate_place *where)
{
	struct bytes word;
	switch (settings[setting].kind) {
	case ALLOW:
	case ALLOW_FIRST:
	case BLOCK:
		while (next_word(&rest, &word)) {
			migrate_person(m, word, settings[setting].kind == BLOCK, where);
			if (settings[setting].kind == ALLOW_FIRST)
				break;
		}
		break;
	case NETWORKS:
		while (next_word(&rest, &word))
			migrate_network(m, MIGRATE_RELAYS, word, where);
		break;
	case SCORE:
		migrate_note(m, where, line, "a score belongs to its rule; where ours is wrong for you, tell us with a message");
		break;
	default:
		migrate_note(m, where, line, settings[setting].why);
		break;
	}
}

/* A comment begins with "#", unless that is written "\#". */
static struct bytes
without_comment(struct bytes line)
{
	for (size_t i = 0; i < line.len; i++)
		if (line.at[i] == '#' && (i == 0 || line.at[i - 1] != '\\'))
			return bytes_to(line, i);
	return line;
}

void
migrate_spamassassin(struct migration *m, const char *file, struct bytes text)
{
	struct migrate_place where = { file, 0 };
	struct bytes line, name;
	while (bytes_cut(&text, '\n', &line)) {
		where.line++;
		line = bytes_trim(without_comment(bytes_to(line, MIGRATE_LINE_MAX)));
		struct bytes rest = line;
		if (!next_word(&rest, &name))
			continue;
		if (bytes_equal_nocase(name, BYTES("rewrite_header"))) {
			struct bytes field;
			if (next_word(&rest, &field) && bytes_equal_nocase(field, BYTES("subject")))
				migrate_subject(m, rest);
			continue;
		}
		for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
			if (bytes_equal_nocase(name, bytes_of_cstr(settings[i].name)))
				take(m, i, line, rest, &where);
	}
}
