/* conf: the one configuration file, and every default and ceiling that it can change.
 *
 * The file is lines of "key = value" under "[section]" or "[section NAME]"; "#" and ";" begin a comment at the
 * start of a line or behind white space; a text may stand in double quotes.  Keys before the first section
 * belong to [server].  A list is separated by commas or spaces, and its key may be repeated.  Sizes are
 * 10M, durations 30s, 5m, 30d.  Unknown sections and keys, bad values, and names that lead nowhere are
 * refused, all of them in one run, each with its line and a suggestion.
 *
 * The reader is our own: a line of inih ends at 200 octets and a section name at 50, without a word.
 *
 * Without a file every built-in listener listens; a file turns on what it names, and "smtp".
 *
 * Adding a setting is one field here and one row in table.c; the file in etc/ is printed from the tables.
 * Texts live in the conf's arena and have a NUL behind them, so that .at can be given to the C library. */
#ifndef CONF_CONF_H
#define CONF_CONF_H

#include "base/schema.h"
#include "conf/cidr.h"
#include "sys/log.h"

enum conf_limits {
	CONF_OCTETS_MAX = 4 << 20,  /* of the file: 10,000 domains take 1 MB */
	CONF_LINE_MAX = 16384,
	CONF_MISTAKES_MAX = 100,
	CONF_LISTENERS_MAX = 64,
	CONF_NAMED_MAX = 10000,     /* next hops, domains, policies, certificates; of each */
	CONF_LIST_MAX = 10000,
	CONF_ENGINES_MAX = 8,       /* as CASEFILE_ENGINES_MAX */
	CONF_SYSLOGS_MAX = 8,
};

struct conf_texts {
	struct bytes *at;
	size_t count;
	size_t room;
};
struct conf_networks {
	struct cidr *at;
	size_t count;
	size_t room;
};

/* Where a listener listens, or a server is: HOST:PORT, [v6]:PORT, or unix:/path (port 0). */
struct conf_address {
	struct bytes host;
	uint16_t port;
};

enum log_format { LOG_FORMAT_TEXT, LOG_FORMAT_JSON };

struct conf_server {
	struct bytes data;
	struct bytes user;
	struct bytes hostname; /* "": the system's, asked by whoever needs it */
	struct bytes next_hop; /* URL or name; "": the Maildir "delivered" in the data folder */
	struct bytes policy;
	struct bytes model;
	LIST(struct bytes) model_keys;
	enum log_format log_format;
	enum log_level log_level;
};

enum listener_kind {
	LISTENER_SMTP, LISTENER_LMTP, LISTENER_MILTER, LISTENER_SCAN, LISTENER_CONTROLLER, LISTENER_SPAMD,
	LISTENER_CONSOLE, LISTENER_KIND_COUNT
};
extern const char *const listener_kind_names[LISTENER_KIND_COUNT + 1];
enum listener_direction { LISTENER_INBOUND, LISTENER_OUTBOUND, LISTENER_AUTO };
enum listener_tls { LISTENER_TLS_NONE, LISTENER_TLS_STARTTLS, LISTENER_TLS_REQUIRED, LISTENER_TLS_IMPLICIT };
enum listener_auth { LISTENER_AUTH_OFF, LISTENER_AUTH_TLS, LISTENER_AUTH_CLEAR };
enum listener_quarantine { LISTENER_QUARANTINE_HERE, LISTENER_QUARANTINE_MTA, LISTENER_QUARANTINE_REDIRECT };
enum bare_lf { BARE_LF_NORMALIZE, BARE_LF_REJECT };
enum bare_cr { BARE_CR_REJECT, BARE_CR_SPACE };

/* Every section with a name begins with this. */
struct conf_named {
	struct bytes name;
	uint32_t line; /* 0: built in */
};

struct conf_listener {
	struct conf_named is;
	bool enabled;
	enum listener_kind kind;
	struct conf_address address;
	enum listener_direction direction;
	enum listener_tls tls;
	struct bytes certificate;
	enum listener_auth auth;
	struct conf_networks proxy_peers;
	struct conf_networks xclient_peers;
	struct conf_networks xforward_peers;
	enum bare_lf bare_lf;
	enum bare_cr bare_cr;
	struct bytes next_hop;
	struct bytes policy;
	struct conf_texts discard_ehlo;
	struct bytes socket_user;
	struct bytes socket_group;
	struct bytes socket_mode; /* conf_socket_mode() */
	bool shadow;
	enum listener_quarantine quarantine;
	struct bytes quarantine_to; /* REDIRECT: an address */
	struct bytes password;        /* "": none is asked for */
	struct bytes enable_password; /* "": nobody may change anything by a password */
	struct conf_networks secure_peers;
	bool allow_tell;
};

enum next_hop_tls { NEXT_HOP_TLS_MAY, NEXT_HOP_TLS_REQUIRE, NEXT_HOP_TLS_VERIFY, NEXT_HOP_TLS_NONE, NEXT_HOP_TLS_DANE,
	NEXT_HOP_TLS_MTA_STS };

struct conf_next_hop {
	struct conf_named is;
	struct conf_texts urls; /* tried in this order */
	enum next_hop_tls tls;
	struct bytes mta_sts_domain; /* whose policy */
	struct bytes tls_ca;
	struct bytes certificate;
	struct bytes user;
	struct bytes password_file;
	struct conf_texts discard_ehlo;
	bool xclient;
	bool xforward;
	int64_t connections;
	int64_t connect_timeout; /* every duration is in milliseconds */
	int64_t reply_timeout;
	int64_t end_timeout;
	int64_t idle_timeout;
	int64_t retry_after;
};

struct conf_domain {
	struct conf_named is; /* example.com, *.example.com, or * */
	struct bytes next_hop;
	struct bytes policy;
	struct bytes tenant;
	struct conf_texts executives; /* "Name <address>" */
};

enum policy_action { POLICY_DELIVER, POLICY_TAG, POLICY_QUARANTINE, POLICY_REJECT, POLICY_DEFER, POLICY_COUNT };
extern const char *const policy_action_names[POLICY_COUNT + 1];
/* What happens to a file of some type; strip: it is taken out, and the rest goes on; convert: its text goes on in its place. */
enum file_action { FILES_DELIVER, FILES_TAG, FILES_STRIP, FILES_QUARANTINE, FILES_REJECT, FILES_CONVERT, FILES_COUNT };
extern const char *const file_action_names[FILES_COUNT + 1];
enum convert_else { CONVERT_ELSE_STRIP, CONVERT_ELSE_QUARANTINE };
enum policy_fail { POLICY_FAIL_DEFER, POLICY_FAIL_DELIVER };

struct conf_policy {
	struct conf_named is;
	double tag_at; /* log-odds; NAN: the model's own threshold */
	double quarantine_at;
	double reject_at;
	enum policy_action spam;
	enum policy_action rumor;
	enum policy_action illegal;
	enum policy_action phishing;
	enum policy_action virus;
	enum policy_action not_inspected;
	enum policy_action kills_workers;
	enum policy_action engine_silent;
	enum file_action files_program; /* by content: casefile/barred.h */
	enum file_action files_script;
	enum file_action files_shortcut;
	enum file_action files_macro;
	enum file_action files_locked;
	enum file_action files_disk_image;
	enum file_action files_page;
	enum file_action files_document;
	enum convert_else convert_else;
	enum policy_fail fail;
	int64_t fail_open_after;
	struct bytes subject_tag;
	struct bytes reject_text;
	bool rewrite_links;
};

struct conf_network {
	struct conf_networks own;
	struct conf_networks relays;
	struct conf_texts relay_names;
	struct bytes outbound_next_hop;
	struct bytes outbound_policy;
};

struct conf_ceilings {
	int64_t message_size;
	int64_t recipients;
	int64_t sessions;
	int64_t sessions_per_client;
	int64_t sessions_per_network;
	int64_t connections_per_minute;
	int64_t messages_per_session;
	int64_t errors_soft;
	int64_t errors_hard;
	int64_t junk_commands;
	int64_t command_length;
	int64_t greeting_timeout;
	int64_t command_timeout;
	int64_t tls_timeout;
	int64_t data_timeout;
	int64_t min_data_rate;
	int64_t stress_percent;
	int64_t stress_timeout;
	int64_t judge_timeout;
	int64_t hops;
	int64_t spool_memory;
	int64_t free_disk;
	int64_t reserve_descriptors;
};

enum door_greylist { DOOR_GREYLIST_OFF, DOOR_GREYLIST_GREY };

struct conf_door {
	int64_t deadline;
	double refuse_at;
	enum door_greylist greylist;
	double grey_at;
	int64_t greylist_delay;
	int64_t greet_delay;
	int64_t greet_known;
	int64_t recipients_per_client;
	int64_t recipients_per_network;
	int64_t recipients_per_sender;
};

enum dissect_words { WORDS_WHERE_NEEDED, WORDS_ALWAYS };

struct conf_dissect {
	int64_t workers;
	int64_t openers;
	int64_t message_timeout;
	int64_t opener_timeout;
	int64_t opened_cache;
	enum dissect_words picture_words;
};

struct conf_quarantine {
	int64_t keep_for;
	int64_t events_for;
	int64_t max_size;
	struct bytes key_file;
};

struct conf_certificate {
	struct conf_named is;
	struct conf_texts names;
	struct bytes chain;
	struct bytes key;
};

/* What is known of mail that came before: copies of it, and what people said. */
struct conf_fingerprints {
	int64_t memory; /* octets of the keeper's table */
};

/* Where addresses are. */
struct conf_geo {
	struct conf_texts files;
};

/* Whom we ask about the world. */
struct conf_dns {
	bool enabled;
	struct conf_texts servers; /* none: those of /etc/resolv.conf; "root": nobody, from the root downwards */
	struct bytes trust_anchors;
	int64_t deadline;
};

/* DNS lists: lists/table.h. */
struct conf_lists {
	bool enabled;
	struct bytes file;
	struct bytes dqs_key;
	struct bytes abusix_key;
	struct conf_texts own; /* addresses and domains under which the world knows us */
	int64_t watch_every;   /* 0: not */
};

/* The operator's own indicators of compromise: ioc/ioc.h. */
struct conf_ioc {
	struct conf_texts files;
};

/* The operator's YARA rules: rules/rules.h. */
struct conf_yara {
	struct conf_texts files;
};

/* Another scanner that is asked beside us: engine/engine.h. */
enum engine_kind { ENGINE_KIND_CLAMD, ENGINE_KIND_COUNT };
enum engine_mail { ENGINE_MAIL_ALL, ENGINE_MAIL_ATTACHMENTS };
enum engine_gives { ENGINE_GIVES_NONE, ENGINE_GIVES_LOCKED, ENGINE_GIVES_ALL };

struct conf_engine {
	struct conf_named is;
	enum engine_kind kind;
	struct conf_address address;
	enum engine_mail mail;
	enum engine_gives files;
	int64_t deadline;
	int64_t connections;
	int64_t max_size;
};

/* A log server that is told of every event: syslog/syslog.h. */
enum syslog_transport { SYSLOG_UDP, SYSLOG_TCP };
enum syslog_format { SYSLOG_CEF, SYSLOG_JSON };
enum syslog_frame { SYSLOG_RFC5424, SYSLOG_RFC3164 };
enum syslog_events { SYSLOG_ALL, SYSLOG_BAD };

struct conf_syslog {
	struct conf_named is;
	struct conf_address address;
	enum syslog_transport transport;
	enum syslog_format format;
	enum syslog_frame frame;
	int facility; /* its number */
	enum syslog_events events;
	int64_t wait_size;
};

/* Whose word about a sender is taken. */
struct conf_identity {
	struct bytes authserv_id; /* "": our hostname */
	struct conf_networks trusted_forwarders;
	struct conf_texts trusted_sealers;
	struct conf_texts dmarc_ignored;
};

/* What we tell others about their mail and their TLS. */
struct conf_reports {
	struct bytes from;     /* an address; "": nothing is counted or sent */
	struct bytes organization;
	bool dmarc;
	bool tls;
};

/* Who is told of trouble. */
struct conf_alarms {
	struct bytes to;   /* an address; "": nobody */
	struct bytes from; /* an address; TO where it is not set */
	int64_t gather, repeat; /* milliseconds */
};

/* What we sign. */
struct conf_signing {
	struct bytes keys;     /* "": conf_keys_path */
	bool dkim;
	struct bytes arc;      /* the domain that seals; "": nothing is sealed */
};

/* Who is let through, or stopped, whatever the message says. */
struct conf_people {
	struct conf_networks clients;
	struct conf_texts senders;
	struct conf_texts domains;
};

struct conf_mistake {
	uint32_t line; /* 0: the file as a whole */
	struct bytes text;
};

struct conf {
	struct arena *arena;
	struct bytes path;
	struct conf_server server;
	LIST(struct conf_listener) listeners;
	LIST(struct conf_next_hop) next_hops;
	LIST(struct conf_domain) domains; /* in the order of their names */
	LIST(struct conf_policy) policies;
	struct conf_network network;
	struct conf_ceilings limits;
	struct conf_door door;
	struct conf_dissect dissect;
	struct conf_quarantine quarantine;
	LIST(struct conf_certificate) certificates;
	struct conf_dns dns;
	struct conf_lists lists;
	LIST(struct conf_engine) engines;
	struct conf_ioc ioc;
	struct conf_yara yara;
	LIST(struct conf_syslog) syslogs;
	struct conf_identity identity;
	struct conf_signing signing;
	struct conf_reports reports;
	struct conf_alarms alarms;
	struct conf_geo geo;
	struct conf_fingerprints fingerprints;
	struct conf_people allow;
	struct conf_people block;
	LIST(struct conf_mistake) mistakes;
};

/**
 * conf_read(c, path): Read the file at PATH, or take the defaults where PATH is NULL.
 *
 * Takes:   c     uninitialised
 * Gives:   0, and *c complete
 * Fails:   FAULT_CONFIG, with every mistake (at most CONF_MISTAKES_MAX) in c->mistakes, also when the file
 *          cannot be read
 * Owns:    the caller ends *c with conf_done, after a failure too
 */
int conf_read(struct conf *c, const char *path);

/**
 * conf_read_fd(c, fd, path), conf_read_text(c, text, path): The same from a descriptor (read from its start,
 * left open) or from memory; PATH is only the name in messages.
 *
 * The supervisor keeps the text of the file in a memfd and gives it to the roles, so that all of them read
 * the same configuration even while somebody edits the file.
 */
int conf_read_fd(struct conf *c, int fd, const char *path);
int conf_read_text(struct conf *c, struct bytes text, const char *path);

/**
 * conf_done(c): Release everything; a zeroed struct is fine.
 */
void conf_done(struct conf *c);

/**
 * conf_mistakes_print(c, out): Append "FILE:LINE: sentence" for each mistake.
 */
void conf_mistakes_print(const struct conf *c, struct buf *out);

/**
 * conf_print(c, out): Append C as a file with every setting and its explanation; what stands at its default
 * is a comment.  Reading it again gives the same configuration.
 */
void conf_print(const struct conf *c, struct buf *out);

/* Find by name; NULL where there is none. */
const struct conf_listener *conf_listener(const struct conf *c, struct bytes name);
const struct conf_next_hop *conf_next_hop(const struct conf *c, struct bytes name);
const struct conf_certificate *conf_certificate(const struct conf *c, struct bytes name);

/**
 * conf_policy(c, name): The policy NAME; "" is the one called "default", which always exists.
 */
const struct conf_policy *conf_policy(const struct conf *c, struct bytes name);

/* The mode of L's socket; -1: it is none. */
int conf_socket_mode(const struct conf_listener *l);

/**
 * conf_keys_path(c, out, room): The directory of signing keys.
 *
 * Where nothing is configured it is beside the data directory and not in it: the keeper may open everything there.
 */
void conf_keys_path(const struct conf *c, char *out, size_t room);

/**
 * conf_domain(c, domain): What is configured for mail to DOMAIN (ASCII case ignored): its own section, then the
 * nearest *.PARENT, then *.
 *
 * Gives:   NULL where the domain is not ours
 * Cost:    O(labels * log(domains))
 */
const struct conf_domain *conf_domain(const struct conf *c, struct bytes domain);

#endif
