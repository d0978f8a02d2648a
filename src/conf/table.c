#include "conf/table.h"

#define MS_SECOND INT64_C(1000)
#define MS_MINUTE (60 * MS_SECOND)
#define MS_HOUR (60 * MS_MINUTE)
#define MS_DAY (24 * MS_HOUR)
#define KIB INT64_C(1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)

#define BOOL(struct_, member, normal_, help_) \
	{ #member, SETTING_BOOL, offsetof(struct struct_, member), normal_, 0, 1, NULL, help_ }
#define INTEGER(struct_, member, normal_, min_, max_, help_) \
	{ #member, SETTING_INTEGER, offsetof(struct struct_, member), normal_, min_, max_, NULL, help_ }
#define SIZE(struct_, member, normal_, min_, max_, help_) \
	{ #member, SETTING_SIZE, offsetof(struct struct_, member), normal_, min_, max_, NULL, help_ }
#define DURATION(struct_, member, normal_, min_, max_, help_) \
	{ #member, SETTING_DURATION, offsetof(struct struct_, member), normal_, min_, max_, NULL, help_ }
#define SCORE(struct_, member, normal_, help_) \
	{ #member, SETTING_SCORE, offsetof(struct struct_, member), normal_, -100, 100, NULL, help_ }
#define TEXT(struct_, member, normal_, max_, help_) \
	{ #member, SETTING_TEXT, offsetof(struct struct_, member), normal_, 0, max_, NULL, help_ }
#define PATH(struct_, member, normal_, help_) \
	{ #member, SETTING_PATH, offsetof(struct struct_, member), normal_, 0, 4000, NULL, help_ }
#define TEXTS(struct_, member, help_) \
	{ #member, SETTING_TEXTS, offsetof(struct struct_, member), "", 0, 1000, NULL, help_ }
#define NETWORKS(struct_, member, normal_, help_) \
	{ #member, SETTING_NETWORKS, offsetof(struct struct_, member), normal_, 0, 0, NULL, help_ }
#define ENUM(struct_, member, normal_, names_, help_) \
	{ #member, SETTING_ENUM, offsetof(struct struct_, member), normal_, 0, 0, names_, help_ }
#define ADDRESS(struct_, member, normal_, help_) \
	{ #member, SETTING_ADDRESS, offsetof(struct struct_, member), normal_, 0, 0, NULL, help_ }

static const char *const log_formats[] = { "text", "json", NULL };
static const char *const log_levels[] = { "error", "warning", "info", "debug", NULL };
const char *const listener_kind_names[] = { "smtp", "lmtp", "milter", "scan", "controller", "spamd", "console",
	NULL };
static const char *const listener_directions[] = { "inbound", "outbound", "auto", NULL };
static const char *const listener_tls_names[] = { "none", "starttls", "required", "implicit", NULL };
static const char *const listener_quarantines[] = { "here", "mta", "redirect", NULL };
static const char *const listener_auths[] = { "off", "tls", "clear", NULL };
static const char *const bare_lfs[] = { "normalize", "reject", NULL };
static const char *const bare_crs[] = { "reject", "space", NULL };
static const char *const next_hop_tls_names[] = { "may", "require", "verify", "none", "dane", "mta-sts", NULL };
const char *const policy_action_names[] = { "deliver", "tag", "quarantine", "reject", "defer", NULL };
static const char *const engine_kinds[] = { "clamd", NULL };
static const char *const syslog_transports[] = { "udp", "tcp", NULL };
static const char *const syslog_formats[] = { "cef", "json", NULL };
static const char *const syslog_frames[] = { "rfc5424", "rfc3164", NULL };
static const char *const syslog_events[] = { "all", "bad", NULL };
/* Their places are their numbers (RFC 5424 s6.2.1). */
static const char *const syslog_facilities[] = { "kern", "user", "mail", "daemon", "auth", "syslog", "lpr", "news", "uucp", "cron",
	"authpriv", "ftp", "ntp", "audit", "alert", "clock", "local0", "local1", "local2", "local3", "local4", "local5", "local6",
	"local7", NULL };
static const char *const engine_mails[] = { "all", "attachments", NULL };
static const char *const engine_gives[] = { "none", "locked", "all", NULL };
/* Not defer: a file that is put off comes again. */
const char *const file_action_names[FILES_COUNT + 1] = { "deliver", "tag", "strip", "quarantine", "reject", "convert", NULL };
/* Of what has no text that could stand for it. */
static const char *const file_actions[] = { "deliver", "tag", "strip", "quarantine", "reject", NULL };
static const char *const convert_elses[] = { "strip", "quarantine", NULL };
static const char *const dissect_words[] = { "where-needed", "always", NULL };
static const char *const greylists[] = { "off", "grey", NULL };
static const char *const policy_fails[] = { "defer", "deliver", NULL };

static const struct setting server_settings[] = {
	PATH(conf_server, data, "./var", "Where everything is kept that must survive: quarantine, events, learned scores."),
	TEXT(conf_server, user, "", 64, "The user that the roles run as when started by root; empty: stay who we are."),
	TEXT(conf_server, hostname, "", 255, "Our name in greetings and headers; empty: the system's."),
	TEXT(conf_server, next_hop, "", 1000,
	    "Where mail goes when its domain says nothing else: the name of a [next_hop], or one URL: smtp://HOST:PORT,"
	    " smtps://HOST:PORT, lmtp://HOST:PORT, lmtp+unix:/PATH, maildir:/PATH."
	    " Empty: the Maildir \"delivered\" in the data folder."),
	TEXT(conf_server, policy, "default", 64, "The policy of every domain that names none."),
	PATH(conf_server, model, "",
	    "What reads texts (docs/learner.md): none, or a file that `postern train` made; empty: the one that `postern model use` took,"
	    " or else the model that Postern brings along."),
	TEXTS(conf_server, model_keys,
	    "Whose models are taken: public keys that `postern model key` printed. Where there are any, a model that none of them signed"
	    " is refused; `postern model use` always asks for one."),
	ENUM(conf_server, log_format, "text", log_formats, "One event a line on standard error: text or json."),
	ENUM(conf_server, log_level, "info", log_levels, "What is logged: error, warning, info, debug."),
};

static const struct setting listener_settings[] = {
	BOOL(conf_listener, enabled, "yes", "Whether it listens."),
	ENUM(conf_listener, kind, "smtp", listener_kind_names,
	    "What is spoken: smtp, lmtp, milter, scan (HTTP), controller (HTTP), spamd, console."),
	ADDRESS(conf_listener, address, "127.0.0.1:2525", "HOST:PORT, [IPV6]:PORT or unix:/PATH."),
	ENUM(conf_listener, direction, "inbound", listener_directions,
	    "inbound: only mail to our domains; outbound: only from our networks or an authenticated user; auto: by the"
	    " client and the recipient."),
	ENUM(conf_listener, tls, "none", listener_tls_names,
	    "none; starttls: offered; required: no mail without it; implicit: from the first octet."),
	TEXT(conf_listener, certificate, "", 64,
	    "The [certificate] shown to clients that ask for no name or an unknown one; empty: the first."),
	ENUM(conf_listener, auth, "tls", listener_auths,
	    "Pass AUTH on to the next hop: off; tls: only when encrypted; clear: always."),
	NETWORKS(conf_listener, proxy_peers, "", "Load balancers that begin with the PROXY protocol (v1 or v2); nobody else may."),
	NETWORKS(conf_listener, xclient_peers, "", "Who may say XCLIENT, that is: whose word about the client we take."),
	NETWORKS(conf_listener, xforward_peers, "", "Who may say XFORWARD (for the record only)."),
	ENUM(conf_listener, bare_lf, "normalize", bare_lfs,
	    "A line feed without carriage return: normalize it to a line end, never to an end of data; or reject."),
	ENUM(conf_listener, bare_cr, "reject", bare_crs,
	    "A carriage return without line feed: reject the message, or make it a space."),
	TEXT(conf_listener, next_hop, "", 1000, "Where mail of this listener goes, before its domain is asked."),
	TEXT(conf_listener, policy, "", 64, "The policy of this listener's mail, before its domain is asked."),
	TEXTS(conf_listener, discard_ehlo, "EHLO keywords never offered here."),
	TEXT(conf_listener, socket_user, "", 64, "Whose the socket of unix:/PATH is; empty: ours."),
	TEXT(conf_listener, socket_group, "", 64, "Its group; empty: ours."),
	TEXT(conf_listener, socket_mode, "0666", 4, "Its mode: who may connect needs w."),
	BOOL(conf_listener, shadow, "no", "milter: judge and log beside the filter that is in place, and change nothing."),
	ENUM(conf_listener, quarantine, "here", listener_quarantines,
	    "milter: quarantined mail is kept here, by the mail server (mta: Postfix's hold queue), or goes to quarantine_to instead of its"
	    " recipients (redirect)."),
	TEXT(conf_listener, quarantine_to, "", 254, "milter: the mailbox of quarantine = redirect."),
	TEXT(conf_listener, password, "", 200,
	    "controller: who wants to read figures and history must say it; empty: whoever comes from this machine may read."),
	TEXT(conf_listener, enable_password, "", 200,
	    "controller: who teaches (learn_spam, learn_ham, fuzzy_add) or resets figures must say it; empty: nobody may by a password."),
	NETWORKS(conf_listener, secure_peers, "",
	    "controller: who needs no password for anything.  A Unix socket needs none either where its socket_mode keeps others out."),
	BOOL(conf_listener, allow_tell, "no",
	    "spamd: clients may teach (TELL: spamc -L and -C), each by the user that it names; docs/spamd.md."),
};

static const struct setting next_hop_settings[] = {
	TEXTS(conf_next_hop, urls,
	    "Servers in the order they are tried: smtp://HOST:PORT, smtps://HOST:PORT, lmtp://HOST:PORT, lmtp+unix:/PATH,"
	    " maildir:/PATH."),
	ENUM(conf_next_hop, tls, "may", next_hop_tls_names,
	    "may: when offered; require: encrypted or not at all; verify: with a valid certificate of that name; none;"
	    " dane: as its signed TLSA records say, may without them ([dns] trust_anchors must be set); mta-sts: as the policy of"
	    " mta_sts_domain says, may without one."),
	TEXT(conf_next_hop, mta_sts_domain, "", 253, "With mta-sts: the domain whose mail these servers take, and whose policy counts."),
	PATH(conf_next_hop, tls_ca, "", "CA certificates (PEM) for verify and mta-sts; empty: the system's."),
	TEXT(conf_next_hop, certificate, "", 64, "The [certificate] we show as a client."),
	TEXT(conf_next_hop, user, "", 255,
	    "Who we log in as to send released mail, which has no client any more that could; AUTH PLAIN, encrypted unless tls = none."),
	PATH(conf_next_hop, password_file, "", "A file whose first line is that user's password; read at start and reload."),
	TEXTS(conf_next_hop, discard_ehlo, "EHLO keywords of this server that are not believed."),
	BOOL(conf_next_hop, xclient, "no", "Tell it the real client with XCLIENT, when it offers that."),
	BOOL(conf_next_hop, xforward, "no", "Tell it the real client with XFORWARD, when it offers that."),
	INTEGER(conf_next_hop, connections, "16", 1, 5000,
	    "Most connections at a time (Exchange allows 20 from one address)."),
	DURATION(conf_next_hop, connect_timeout, "5s", 100, 5 * MS_MINUTE, "To connect, before the next server is tried."),
	DURATION(conf_next_hop, reply_timeout, "1m", 100, 10 * MS_MINUTE, "For each reply."),
	DURATION(conf_next_hop, end_timeout, "5m", 100, 10 * MS_MINUTE,
	    "For the reply to the end of the message; below the 10 minutes that our client waits."),
	DURATION(conf_next_hop, idle_timeout, "30s", 0, 5 * MS_MINUTE, "How long an idle connection is kept for the next message."),
	DURATION(conf_next_hop, retry_after, "10s", 0, MS_HOUR, "How long a server that failed is passed over when there is another."),
};

static const struct setting domain_settings[] = {
	TEXT(conf_domain, next_hop, "", 1000, "Where its mail goes: a [next_hop] or a URL; empty: that of [server]."),
	TEXT(conf_domain, policy, "", 64, "Its [policy]; empty: that of [server]."),
	TEXT(conf_domain, tenant, "default", 64, "The organisation it belongs to; domains of one tenant share history and people."),
	TEXTS(conf_domain, executives,
	    "People whom a fraud would pose as, each \"Name <address>\" in quotes: strangers under their names are suspect."),
};

static const struct setting policy_settings[] = {
	SCORE(conf_policy, tag_at, "auto", "From this score (log-odds) a message is marked; auto: the model's own threshold."),
	SCORE(conf_policy, quarantine_at, "auto", "From this score the action of its type is taken; auto: the model's own threshold."),
	SCORE(conf_policy, reject_at, "100", "From this score it is rejected, whatever its type."),
	ENUM(conf_policy, spam, "quarantine", policy_action_names, "What happens to spam: deliver, tag, quarantine, reject, defer."),
	ENUM(conf_policy, rumor, "quarantine", policy_action_names, "What happens to rumours."),
	ENUM(conf_policy, illegal, "quarantine", policy_action_names, "What happens to pornography and gambling."),
	ENUM(conf_policy, phishing, "quarantine", policy_action_names, "What happens to phishing."),
	ENUM(conf_policy, virus, "quarantine", policy_action_names, "What happens to viruses."),
	ENUM(conf_policy, not_inspected, "deliver", policy_action_names,
	    "What happens at least to a message with parts that could not be read; its gaps weigh in the score in any case."),
	ENUM(conf_policy, kills_workers, "quarantine", policy_action_names, "What happens to a message that ends two workers."),
	ENUM(conf_policy, engine_silent, "deliver", policy_action_names,
	    "What happens at least to a message that an [engine] should have scanned and did not; defer: it comes again later."),
	ENUM(conf_policy, files_program, "quarantine", file_actions,
	    "What happens at least to a message with a program among its files, also inside an archive, by content, not by name:"
	    " EXE, DLL, MSI, ELF, Mach-O, APK, JAR.  deliver: the score alone decides; tag; strip: the file is taken out, the rest"
	    " goes on and the whole mail is held (docs/file-policy.md); quarantine; reject."),
	ENUM(conf_policy, files_script, "deliver", file_actions, "... with a script that a double click runs: VBScript, HTA, batch, CHM."),
	ENUM(conf_policy, files_shortcut, "quarantine", file_actions, "... with a shortcut (LNK, URL)."),
	ENUM(conf_policy, files_macro, "deliver", file_action_names,
	    "... with a document that has macros (VBA, Excel 4.0), whatever they do.  convert: a PDF of its text stands in its place,"
	    " and the whole mail is held as with strip."),
	ENUM(conf_policy, files_locked, "deliver", file_actions, "... with a file that no password of the mail opens."),
	ENUM(conf_policy, files_disk_image, "deliver", file_actions, "... with a disk image (ISO, UDF, VHD, WIM)."),
	ENUM(conf_policy, files_page, "deliver", file_actions, "... with a web page or SVG as a file."),
	ENUM(conf_policy, files_document, "deliver", file_action_names, "... with an office document of any kind, with macros or without."),
	ENUM(conf_policy, convert_else, "strip", convert_elses,
	    "With convert: what happens to a document that cannot be converted (locked, damaged, without text, in an archive)."),
	ENUM(conf_policy, fail, "defer", policy_fails, "When Postern cannot judge: defer (451), or deliver unjudged and say so in a header."),
	DURATION(conf_policy, fail_open_after, "15m", 0, MS_DAY, "With fail = deliver: how long it defers first."),
	TEXT(conf_policy, subject_tag, "", 60, "Put before the subject of marked mail; empty: the subject stays (and its DKIM signature valid)."),
	TEXT(conf_policy, reject_text, "Message refused by policy", 200, "What a rejected client reads."),
	BOOL(conf_policy, rewrite_links, "no", "Lead links through the click-time check."),
};

static const struct setting network_settings[] = {
	NETWORKS(conf_network, own, "127.0.0.0/8, ::1", "Our own networks: they may send out where a listener's direction allows it."),
	NETWORKS(conf_network, relays, "",
	    "Servers of ours in front of Postern (MX, load balancer, Exchange): the Received lines they write are believed, and the"
	    " client is whoever gave the message to the first of them."),
	TEXTS(conf_network, relay_names, "Names of such servers, with what is below them, where a server of ours found the name in the DNS."),
	TEXT(conf_network, outbound_next_hop, "", 1000, "Where mail to the world goes; empty: that of [server]."),
	TEXT(conf_network, outbound_policy, "", 64, "The policy of mail to the world; empty: that of [server]."),
};

static const struct setting limit_settings[] = {
	SIZE(conf_ceilings, message_size, "50M", 64 * KIB, 2 * GIB, "The largest message."),
	INTEGER(conf_ceilings, recipients, "1000", 100, 1000, "Recipients of one message (RFC 5321 wants 100 at least)."),
	INTEGER(conf_ceilings, sessions, "10000", 10, 200000, "SMTP sessions at a time."),
	INTEGER(conf_ceilings, sessions_per_client, "50", 1, 200000, "... of one address; own networks and listed peers are free."),
	INTEGER(conf_ceilings, sessions_per_network, "200", 1, 200000, "... of one /24 or /64."),
	INTEGER(conf_ceilings, connections_per_minute, "300", 1, 1000000, "New sessions of one address in a minute."),
	INTEGER(conf_ceilings, messages_per_session, "1000", 1, 1000000, "Then the client must connect again."),
	INTEGER(conf_ceilings, errors_soft, "10", 1, 1000, "Errors in one session after which a well-behaved client has stopped."),
	INTEGER(conf_ceilings, errors_hard, "20", 1, 1000, "Errors in one session that end it."),
	INTEGER(conf_ceilings, junk_commands, "100", 1, 10000, "Commands that bring no mail (NOOP, RSET, VRFY, HELP) in one session."),
	SIZE(conf_ceilings, command_length, "4096", 1024, 64 * KIB, "Octets of one command line (AUTH lines may have 12 K)."),
	DURATION(conf_ceilings, greeting_timeout, "1m", 100, 10 * MS_MINUTE, "To say EHLO."),
	DURATION(conf_ceilings, command_timeout, "5m", 100, MS_HOUR, "For each command (RFC 5321 wants 5 minutes)."),
	DURATION(conf_ceilings, tls_timeout, "30s", 100, 5 * MS_MINUTE, "For the TLS handshake."),
	DURATION(conf_ceilings, data_timeout, "3m", 100, MS_HOUR, "For the first octets of a message; each further octet earns time."),
	INTEGER(conf_ceilings, min_data_rate, "500", 1, 1000000, "Octets a second that a message must arrive with."),
	INTEGER(conf_ceilings, stress_percent, "80", 10, 100, "From this share of all sessions on, time and errors are short."),
	DURATION(conf_ceilings, stress_timeout, "10s", 100, 5 * MS_MINUTE, "Every client deadline under stress."),
	DURATION(conf_ceilings, judge_timeout, "1m", 100, 9 * MS_MINUTE, "To judge one message; then the policy's fail decides."),
	INTEGER(conf_ceilings, hops, "50", 10, 200, "Received lines that make a loop."),
	SIZE(conf_ceilings, spool_memory, "256K", 0, 64 * MIB, "A message up to this size never touches the disk before its verdict."),
	SIZE(conf_ceilings, free_disk, "75M", 0, 1024 * GIB, "Below this much free space in the data folder messages stay in memory; MAIL is put off when there is no room there."),
	INTEGER(conf_ceilings, reserve_descriptors, "64", 8, 10000, "Descriptors kept for messages under way; new clients wait."),
};

static const struct setting door_settings[] = {
	DURATION(conf_door, deadline, "1500ms", 10, 30 * MS_SECOND,
	    "For what lists, names and our own history say of a client at its first recipient; who is not known then comes in."),
	SCORE(conf_door, refuse_at, "6",
	    "From this score (log-odds) of the client's address and the sender's domain on lists, and of what the address sent before, it"
	    " is refused before its message: two good lists that agree.  100: never."),
	ENUM(conf_door, greylist, "off", greylists,
	    "grey: a client that is seen for the first time and is grey (without a confirmed name, or listed) is told to try again"
	    " later, unless it is a great provider's; off: it costs people a wait, so only by choice."),
	SCORE(conf_door, grey_at, "1", "From this score a listed client is grey."),
	DURATION(conf_door, greylist_delay, "2m", MS_SECOND, MS_HOUR, "How much later."),
	DURATION(conf_door, greet_delay, "2s", 0, MS_MINUTE,
	    "How long an unknown client waits for the greeting; one that speaks before it is no mail server, and is refused.  0s: not at all."),
	DURATION(conf_door, greet_known, "1d", 0, 30 * MS_DAY, "A client that has waited once does not wait again for so long."),
	INTEGER(conf_door, recipients_per_client, "20000", 0, 100000000,
	    "Recipients an hour that one unknown address may write to, a tenth of them at once; 0: no limit."),
	INTEGER(conf_door, recipients_per_network, "50000", 0, 100000000, "... one /24 or /64."),
	INTEGER(conf_door, recipients_per_sender, "10000", 0, 100000000, "... one sender or authenticated user, from wherever."),
};

static const struct setting dissect_settings[] = {
	INTEGER(conf_dissect, workers, "0", 0, 256, "Dissectors; 0: one for each processor."),
	INTEGER(conf_dissect, openers, "0", 0, 256, "Openers at a time; 0: one for each processor."),
	DURATION(conf_dissect, message_timeout, "30s", 100, 10 * MS_MINUTE, "For one message; then it is a gap."),
	DURATION(conf_dissect, opener_timeout, "10s", 100, 10 * MS_MINUTE, "For one container."),
	SIZE(conf_dissect, opened_cache, "64M", 0, GIB, "What openers found is kept for the next copy of an attachment; 0: not."),
	ENUM(conf_dissect, picture_words, "where-needed", dissect_words,
	    "Words in pictures, which cost more to read than all else.  where-needed: not where a message is held or refused in any"
	    " case (docs/openers.md); always."),
};

static const struct setting quarantine_settings[] = {
	DURATION(conf_quarantine, keep_for, "30d", MS_HOUR, 3650 * MS_DAY, "How long a message is kept."),
	DURATION(conf_quarantine, events_for, "400d", MS_HOUR, 3650 * MS_DAY, "How long its record is kept."),
	SIZE(conf_quarantine, max_size, "10G", 10 * MIB, 1024 * 1024 * GIB, "Room for all messages; beyond it, the oldest are deleted."),
	PATH(conf_quarantine, key_file, "", "A file with the key that messages are encrypted with; empty: made in the data folder."),
};

static const struct setting certificate_settings[] = {
	TEXTS(conf_certificate, names, "Server names (SNI) it is for; *.example.com takes one label; none: by the listener's choice only."),
	PATH(conf_certificate, chain, "", "The certificate and its chain (PEM)."),
	PATH(conf_certificate, key, "", "Its private key (PEM)."),
};

static const struct setting dns_settings[] = {
	BOOL(conf_dns, enabled, "yes", "Ask the DNS about inbound mail: SPF, DKIM, DMARC, ARC, lists, names of clients."),
	TEXTS(conf_dns, servers,
	    "Servers to ask, ADDRESS or ADDRESS@PORT; none: those of /etc/resolv.conf; root: none, but from the root downwards."
	    "  Public ones are refused by many DNS lists."),
	PATH(conf_dns, trust_anchors, "", "The root's DNSSEC keys (of Debian's dns-root-data: /usr/share/dns/root.key); empty: no validation."),
	DURATION(conf_dns, deadline, "2s", 10, 30 * MS_SECOND,
	    "For all questions of one message together; what is not answered then is not known."),
};

static const struct setting lists_settings[] = {
	BOOL(conf_lists, enabled, "yes", "Ask DNS lists about clients, senders and links."),
	PATH(conf_lists, file, "", "More lists, and other weights: a file in the form of data/dnsbl.tsv, which is built in."),
	TEXT(conf_lists, dqs_key, "", 63, "The key for Spamhaus' Data Query Service; commercial use of Spamhaus' lists needs it."),
	TEXT(conf_lists, abusix_key, "", 63, "The key for Abusix Mail Intelligence."),
	TEXTS(conf_lists, own,
	    "The addresses and domains under which the world knows us: all lists are asked about them now and then.  The configured"
	    " domains and public listeners are among them."),
	DURATION(conf_lists, watch_every, "1h", 0, 30 * MS_DAY, "How often; 0: not."),
};

static const struct setting engine_settings[] = {
	ENUM(conf_engine, kind, "clamd", engine_kinds, "What it speaks: clamd (ClamAV's daemon)."),
	ADDRESS(conf_engine, address, "unix:/run/clamav/clamd.ctl", "unix:/PATH, or ADDRESS:PORT (numbers, no name)."),
	ENUM(conf_engine, mail, "all", engine_mails, "Which mail it scans: all, or only mail with attachments."),
	ENUM(conf_engine, files, "locked", engine_gives,
	    "Which files that we unpacked it is given beside the message: none, those that a password opened, or all."),
	DURATION(conf_engine, deadline, "10s", 10, 5 * MS_MINUTE,
	    "For its answer, the wait for a free connection with it; then the message is judged without it, and says so."),
	INTEGER(conf_engine, connections, "8", 1, 256, "Most messages that it scans at a time; below clamd's MaxThreads."),
	SIZE(conf_engine, max_size, "25M", KIB, 2 * GIB, "The largest message that it is given; clamd's StreamMaxLength."),
};

static const struct setting ioc_settings[] = {
	TEXTS(conf_ioc, files,
	    "Files of one indicator a line (hash of a file, URL, domain, IP address or network, mail address), then a note; they are read at"
	    " start and at every reload."),
};

static const struct setting yara_settings[] = {
	TEXTS(conf_yara, files,
	    "Files of YARA rules, over every message and each of its parts; they are compiled at start and at every reload."),
};

static const struct setting syslog_settings[] = {
	ADDRESS(conf_syslog, address, "127.0.0.1:514", "unix:/PATH (datagrams), or ADDRESS:PORT (numbers, no name)."),
	ENUM(conf_syslog, transport, "udp", syslog_transports, "To ADDRESS:PORT: udp, a datagram an event; tcp, with octets counted (RFC 6587)."),
	ENUM(conf_syslog, format, "cef", syslog_formats, "cef: ArcSight's Common Event Format; json: the whole event."),
	ENUM(conf_syslog, frame, "rfc5424", syslog_frames, "What stands before it: rfc5424, or rfc3164 as older servers and the local /dev/log want it."),
	ENUM(conf_syslog, facility, "mail", syslog_facilities, "Of its priority; the severity is the event's."),
	ENUM(conf_syslog, events, "all", syslog_events, "all, or bad: whatever was not simply delivered, or advised to be."),
	SIZE(conf_syslog, wait_size, "4M", 16 * KIB, 256 * MIB,
	    "Most memory of events that wait for a server that is slow or away; later ones are dropped, and counted."),
};

static const struct setting identity_settings[] = {
	TEXT(conf_identity, authserv_id, "", 255,
	    "Our name in Authentication-Results; such lines in our name that arrive are removed.  Empty: our hostname."),
	NETWORKS(conf_identity, trusted_forwarders, "",
	    "Servers that forward mail to us by order of our people: their SPF says nothing, and DMARC failing is not held against it."),
	TEXTS(conf_identity, trusted_sealers,
	    "Domains whose ARC seal is believed: when such a one sealed last, and saw the sender proven, a DMARC fail is forgiven."),
	TEXTS(conf_identity, dmarc_ignored, "Domains of From whose DMARC policy is not followed; a fail still weighs a little."),
};

static const struct setting report_settings[] = {
	TEXT(conf_reports, from, "", 254, "The address that daily reports come from; empty: nothing is counted, and none are sent."),
	TEXT(conf_reports, organization, "", 200, "Who reports, in words; empty: our hostname."),
	BOOL(conf_reports, dmarc, "yes", "Tell domains whose mail we get what we saw of it (DMARC, rua=)."),
	BOOL(conf_reports, tls, "yes", "Tell domains that we deliver to by MTA-STS or DANE how that went (TLSRPT)."),
};

static const struct setting alarm_settings[] = {
	TEXT(conf_alarms, to, "", 254, "The address of the person who is told by mail what the log says of trouble; empty: nobody."),
	TEXT(conf_alarms, from, "", 254, "The address that alarms come from; empty: the same."),
	DURATION(conf_alarms, gather, "30s", 100, MS_HOUR, "What happens within so long goes into one mail."),
	DURATION(conf_alarms, repeat, "6h", MS_MINUTE, 30 * MS_DAY, "The same trouble is not mailed again for so long."),
};

static const struct setting signing_settings[] = {
	PATH(conf_signing, keys, "", "The directory of the keys that `postern keys` makes, from the data folder; empty: that folder's name with .keys behind it."),
	BOOL(conf_signing, dkim, "yes", "Sign mail that our people send out, for every domain that has a key in use."),
	TEXT(conf_signing, arc, "", 253,
	    "The domain whose key seals what the world sends us (ARC), so that a system behind us that judges senders again"
	    " knows what we saw; empty: nothing is sealed."),
};

static const struct setting fingerprints_settings[] = {
	SIZE(conf_fingerprints, memory, "32M", MIB, 64 * GIB,
	    "The table that finds copies of a mail: 160 octets for each reported or counted text (docs/fingerprints.md)."),
};

static const struct setting geo_settings[] = {
	TEXTS(conf_geo, files,
	    "MMDB files with country, province, city and network of addresses (MaxMind's and DB-IP's layouts), the most trusted"
	    " first; `postern geo` makes them."),
};

static const struct setting people_settings[] = {
	NETWORKS(conf_people, clients, "", "Client addresses and networks."),
	TEXTS(conf_people, senders, "Envelope senders, whole addresses."),
	TEXTS(conf_people, domains, "Domains of envelope senders, with their subdomains."),
};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define SINGLE(name_, member_, settings_, help_) \
	{ name_, false, offsetof(struct conf, member_), sizeof(((struct conf *)0)->member_), 1, settings_, \
	  COUNT(settings_), help_ }
#define NAMED(name_, member_, max_, settings_, help_) \
	{ name_, true, offsetof(struct conf, member_), sizeof(*((struct conf *)0)->member_.at), max_, settings_, \
	  COUNT(settings_), help_ }

const struct section conf_sections[] = {
	SINGLE("server", server, server_settings, "The whole."),
	NAMED("listener", listeners, CONF_LISTENERS_MAX, listener_settings,
	    "Where we listen.  Without a file all listeners below do, with one \"smtp\" and those that it names; enabled = no takes"
    " one away."),
	NAMED("next_hop", next_hops, CONF_NAMED_MAX, next_hop_settings, "A mail system that we stand in front of."),
	NAMED("domain", domains, CONF_NAMED_MAX, domain_settings,
	    "A domain that we take mail for: example.com, *.example.com (subdomains), or * (every other)."
	    "  With no domain at all, whoever is on this machine or in our own networks may send, to anywhere the next hop takes."),
	NAMED("policy", policies, CONF_NAMED_MAX, policy_settings, "What is done with what we find.  \"default\" always exists."),
	SINGLE("network", network, network_settings, "Our own side."),
	SINGLE("limits", limits, limit_settings, "Every ceiling of the SMTP side."),
	SINGLE("door", door, door_settings,
	    "Before a message is taken: who may come in, and how often.  Own networks, listed peers and authenticated users are let in"
	    " at once."),
	SINGLE("dissect", dissect, dissect_settings, "Every ceiling of reading one message."),
	SINGLE("quarantine", quarantine, quarantine_settings, "Messages held back."),
	NAMED("certificate", certificates, CONF_NAMED_MAX, certificate_settings, "A certificate and its key."),
	SINGLE("dns", dns, dns_settings, "Questions to the DNS."),
	SINGLE("lists", lists, lists_settings, "DNS lists."),
	NAMED("engine", engines, CONF_ENGINES_MAX, engine_settings,
	    "Another scanner that is asked about every message beside our own reading; several may be (docs/engines.md)."),
	SINGLE("ioc", ioc, ioc_settings,
	    "Your own indicators of compromise: what is on them decides by itself (docs/engines.md)."),
	SINGLE("yara", yara, yara_settings, "Your own YARA rules (docs/engines.md)."),
	NAMED("syslog", syslogs, CONF_SYSLOGS_MAX, syslog_settings,
	    "A log server, or SIEM, that is told of every message and refusal; several may be (docs/syslog.md)."),
	SINGLE("identity", identity, identity_settings, "Who sent it: whose word is taken."),
	SINGLE("reports", reports, report_settings, "Reports that we send."),
	SINGLE("alarms", alarms, alarm_settings, "Trouble that a person should know of."),
	SINGLE("signing", signing, signing_settings, "Signatures of ours."),
	SINGLE("fingerprints", fingerprints, fingerprints_settings, "Copies of mail that was reported, and of mail that comes often."),
	SINGLE("geo", geo, geo_settings, "Where addresses are: for people, and weak evidence."),
	SINGLE("allow", allow, people_settings,
	    "Let through.  Senders and domains count only when their identity is proven (DMARC, or an authenticated user):"
	    " anybody can write a name."),
	SINGLE("block", block, people_settings, "Refused, whatever they send."),
};
const size_t conf_section_count = COUNT(conf_sections);

const struct builtin_listener conf_builtin_listeners[] = {
	{ "smtp", LISTENER_SMTP, "127.0.0.1:2525" },
	{ "console", LISTENER_CONSOLE, "127.0.0.1:8025" },
	{ "milter", LISTENER_MILTER, "127.0.0.1:11332" },
	{ "scan", LISTENER_SCAN, "127.0.0.1:11333" },
	{ "controller", LISTENER_CONTROLLER, "127.0.0.1:11334" },
	{ "spamd", LISTENER_SPAMD, "127.0.0.1:783" },
};
const size_t conf_builtin_listener_count = COUNT(conf_builtin_listeners);
