#include "conf/conf.h"
#include "lib/check.h"
#include "migrate/migrate.h"
#include "migrate/ucl.h"

static struct buf written;

/* What was read, written; and a configuration. */
static struct bytes
finish(struct migration *m)
{
	struct conf conf;
	buf_done(&written);
	buf_init(&written, 1 << 20);
	migration_write(m, &written);
	assert_true(buf_ok(&written));
	assert_int_equal(conf_read_text(&conf, buf_bytes(&written), "migrated"), 0);
	conf_done(&conf);
	migration_done(m);
	return buf_bytes(&written);
}

static struct bytes
of_spamassassin(const char *text)
{
	struct migration m;
	migration_init(&m);
	migrate_spamassassin(&m, "local.cf", bytes_of_cstr(text));
	return finish(&m);
}

static bool
give_map(void *context, struct bytes path, struct bytes *out)
{
	if (bytes_ends(path, BYTES("bad.map")))
		*out = BYTES("# people\nspam.example\n@worse.example  # all of it\nx@y.example\n/regex/i\n");
	else if (bytes_ends(path, BYTES("ip.map")))
		*out = BYTES("192.0.2.0/24\n2001:db8::1 # one\n");
	else
		return false;
	return true;
}

static struct bytes
of_rspamd(const char *file, const char *text)
{
	struct migration m;
	migration_init(&m);
	migrate_rspamd(&m, file, bytes_of_cstr(text), give_map, NULL);
	return finish(&m);
}

static void
lists_of_spamassassin_become_ours(void **state)
{
	check_bytes(of_spamassassin("# my own\n"
	                            "whitelist_from  friend@example.com *@partner.example\n"
	                            "  welcomelist_from_rcvd boss@example.org mail.example.org\n"
	                            "whitelist_auth *@*.bank.example # proven\n"
	                            "blacklist_from *@spam.example a?b@x.example\n"
	                            "trusted_networks 192.0.2/24 192.0.2.0/24 !192.0.2.7 2001:db8::/32\n"
	                            "rewrite_header Subject [SPAM \"x\"]\n"
	                            "rewrite_header From x\n"
	                            "required_score 4.5\nscore URIBL_BLACK 0\nuse_bayes 1\nheader MY_RULE Subject =~ /x/\n"),
	    BYTES("[network]\nrelays = 192.0.2.0/24\nrelays = 2001:db8::/32\n"
	          "\n[allow]\nsenders = friend@example.com\nsenders = boss@example.org\ndomains = partner.example\ndomains = *.bank.example\n"
	          "\n[block]\ndomains = spam.example\n"
	          "\n[policy default]\nsubject_tag = \"[SPAM ?x?] \"\n"
	          "\n# Not taken over:\n"
	          "# local.cf:5: a?b@x.example - a pattern of names inside a domain has no counterpart\n"
	          "# local.cf:6: 192.0.2/24 - no network as we write it: 192.0.2.0/24, 2001:db8::/32\n"
	          "# local.cf:6: !192.0.2.7 - no network as we write it: 192.0.2.0/24, 2001:db8::/32\n"
	          "# local.cf:9: required_score 4.5 - scores of SpamAssassin and of Postern are not the same measure: [policy] tag_at, quarantine_at\n"
	          "# local.cf:10: score URIBL_BLACK 0 - a score belongs to its rule; where ours is wrong for you, tell us with a message\n"
	          "# local.cf:12: header MY_RULE Subject =~ /x/ - a rule of your own\n"));
}

static void
maps_of_rspamd_become_ours(void **state)
{
	struct bytes got = of_rspamd("/etc/rspamd/local.d/multimap.conf",
	    "BAD_SENDERS {\n  type = \"from\"; # whose\n  filter = 'email:domain';\n  map = \"$LOCAL_CONFDIR/local.d/bad.map\";\n"
	    "  score = 12.0;\n}\nGOOD_IP { type: ip, map: [ \"/etc/rspamd/ip.map\" ], action: \"accept\" }\n"
	    "LITTLE { type = \"from\"; map = \"x.map\"; score = -2.5; }\nRCPT { type = \"rcpt\"; map = \"y.map\"; action = \"reject\"; }\n"
	    "GONE { type = \"from\"; map = \"http://x/z.map\"; score = -20; }\n");
	check_bytes(got, BYTES("[allow]\nclients = 192.0.2.0/24\nclients = 2001:db8::1\n"
	                       "\n[block]\nsenders = x@y.example\ndomains = spam.example\ndomains = worse.example\n"
	                       "\n# Not taken over:\n"
	                       "# $LOCAL_CONFDIR/local.d/bad.map:5: /regex/i - no address or domain; patterns of another kind have no counterpart\n"
	                       "# /etc/rspamd/local.d/multimap.conf:8: LITTLE - its score alone does not decide\n"
	                       "# /etc/rspamd/local.d/multimap.conf:9: RCPT - a map of this type has no counterpart\n"
	                       "# /etc/rspamd/local.d/multimap.conf:10: http://x/z.map - this map cannot be read here\n"));
	check_bytes(of_rspamd("local.d/options.inc", "local_addrs = [192.168.0.0/16, \"10.0.0.0/8\"];\ndns { timeout = 1s; }\n"),
	    BYTES("[network]\nown = 192.168.0.0/16\nown = 10.0.0.0/8\n"));
	check_bytes(of_rspamd("local.d/actions.conf", "subject = \"***\xe5\x9e\x83*** %s\";\nreject = null;\n"),
	    BYTES("[policy default]\nsubject_tag = \"***\xe5\x9e\x83*** \"\n\n# Not taken over:\n# local.d/actions.conf:2: reject - "
	          "scores of rspamd and of Postern are not the same measure: [policy] tag_at, quarantine_at, reject_at\n"));
	check_bytes(of_rspamd("groups.conf", "group \"x\" { symbols = { \"SYM\" { weight = 3.0; } } }"),
	    BYTES("\n# Not taken over:\n# groups.conf:1: SYM - a score belongs to its rule; where ours is wrong for you, tell us with a message\n"));
}

static void
whatever_is_read_can_be_written(void **state)
{
	check_bytes(of_rspamd("multimap.conf", "{{{{{{{{{{{{{{{{{{{{{ map = x; }}}}}}}}}}}}}}}}}}}}}}}}}} ] ] = = : \"unclosed"), BYTES("\n# Not taken over:\n"
	    "# multimap.conf:1: x - a map of this type has no counterpart\n"));
	check_bytes(of_spamassassin("whitelist_from a\"b@c.example ;@d.example x@[1.2.3.4] @ * \x01@e.example\n"),
	    BYTES("\n# Not taken over:\n# local.cf:1: a\"b@c.example - a pattern of names inside a domain has no counterpart\n"
	          "# local.cf:1: ;@d.example - a pattern of names inside a domain has no counterpart\n"
	          "# local.cf:1: x@[1.2.3.4] - no address or domain; patterns of another kind have no counterpart\n"
	          "# local.cf:1: @ - no address or domain; patterns of another kind have no counterpart\n"
	          "# local.cf:1: * - no address or domain; patterns of another kind have no counterpart\n"
	          "# local.cf:1: ?@e.example - a pattern of names inside a domain has no counterpart\n"));
	struct migration m;
	struct migrate_place where = { "x", 1 };
	migration_init(&m);
	for (int i = 0; i < MIGRATE_NOTES_MAX + 5; i++)
		migrate_note(&m, &where, BYTES("y"), "z");
	assert_true(bytes_ends(finish(&m), BYTES("# and 5 more\n")));
	migration_init(&m);
	for (int i = 0; i <= CONF_LIST_MAX; i++)
		migrate_person(&m, BYTES("a@b.example"), true, &where);
	assert_true(bytes_has(finish(&m), BYTES("more than a list may hold")));
	buf_done(&written);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lists_of_spamassassin_become_ours),
		cmocka_unit_test(maps_of_rspamd_become_ours),
		cmocka_unit_test(whatever_is_read_can_be_written),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
