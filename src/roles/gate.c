#include "roles/gate.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/must.h"
#include "api/api.h"
#include "carry/alarm.h"
#include "carry/carry.h"
#include "carry/door.h"
#include "carry/outbox.h"
#include "carry/reporter.h"
#include "carry/teach.h"
#include "conf/hop_url.h"
#include "http/http.h"
#include "judge/judge.h"
#include "keyring/keyring.h"
#include "milter/milter.h"
#include "roles/keeper.h"
#include "roles/metrics.h"
#include "roles/supervise.h"
#include "rspamd/rspamd.h"
#include "smtp/tls.h"
#include "spamd/spamd.h"
#include "sys/clock.h"
#include "sys/durable.h"
#include "sys/fd.h"
#include "wire/wire.h"

/* Paths outside the data directory: Maildirs of next hops, the resolver's files. */
#define MAILDIRS_MAX 56
#define PATHS_MAX (8 + MAILDIRS_MAX)
/* Descriptors beside two for each session: spools, workers, next hops. */
#define DESCRIPTORS_MORE 2000

struct gate_role {
	const struct log *log;
	struct log heard_log; /* the same, with the alarm listening */
	struct log_listener listener;
	struct conf conf;
	char data[4096];
	struct event_base *base;
	struct wire *wire;
	int control;
	struct event *control_event;
	struct event *term_event;
	struct event *keeper_event;
	struct pipeline *pipeline;
	struct asker *asker;
	struct keyring keyring;
	struct ask *ask;
	struct carry *carry;
	struct door *door;
	struct teach *teach;
	struct gate *gate;
	struct milter *milter;
	struct http *http;
	struct rspamd *rspamd;
	struct api *api;
	struct spamd *spamd;
	struct metrics_sources metrics;
	struct metrics_keeper kept;
	struct syslog *syslog;
	struct outbox *outbox;
	struct reporter *reporter;
	struct alarm *alarm;
	int spool;
};

static void
on_drained(void *context)
{
	struct gate_role *r = context;
	if (gate_sessions(r->gate) == 0 && milter_sessions(r->milter) == 0 && http_connections(r->http) == 0 &&
	    spamd_sessions(r->spamd) == 0 && !outbox_is_busy(r->outbox))
		(void)event_base_loopbreak(r->base);
}

static void
drain(struct gate_role *r)
{
	gate_drain(r->gate, on_drained, r);
	milter_drain(r->milter, on_drained, r);
	http_drain(r->http, on_drained, r);
	spamd_drain(r->spamd, on_drained, r);
	outbox_stop(r->outbox, on_drained, r);
}

static void
on_term(evutil_socket_t fd, short what, void *arg)
{
	drain(arg);
}

/* The supervisor introduces another role. */
static void
take_peer(struct gate_role *r, struct wire_message *m)
{
	struct arena *arena = arena_new(4096);
	struct wire_peer peer = { 0 };
	if (m->type == WIRE_PEER && wire_read(m, arena, &peer) == 0 && m->fd_count == 1) {
		int fd = fd_take(&m->fds[0]);
		r->metrics.restarts[peer.kind] = peer.restarts;
		switch (peer.kind) {
		case WIRE_PEER_DISSECTORS: pipeline_nursery(r->pipeline, PIPELINE_DISSECTORS, fd); break;
		case WIRE_PEER_OPENERS: pipeline_nursery(r->pipeline, PIPELINE_OPENERS, fd); break;
		case WIRE_PEER_KEEPER: asker_connect(r->asker, fd); break;
		default: (void)close(fd); break;
		}
	}
	arena_free(arena);
}

static void
on_control(evutil_socket_t fd, short what, void *arg)
{
	struct gate_role *r = arg;
	struct wire_message m;
	int got = wire_recv(r->wire, r->control, &m);
	if (got == 1) {
		take_peer(r, &m);
		wire_message_done(&m);
	} else if (got < 0) {
		/* The supervisor is gone: nobody would start us again; finish what is under way. */
		(void)event_del(r->control_event);
		pipeline_orphan(r->pipeline);
		asker_orphan(r->asker);
		drain(r);
	}
}

/* The keeper drops a socket that does not take its answers, and lives on: then somebody must bring us another. */
static void
on_keeper_watch(evutil_socket_t fd, short what, void *arg)
{
	struct gate_role *r = arg;
	if (!asker_is_connected(r->asker))
		(void)send(r->control, (const char[]){ SUPERVISE_NO_KEEPER }, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/* The next hops that are not reached over the network, wherever the configuration names them. */
struct near_hops {
	struct hop_url maildirs[MAILDIRS_MAX];
	size_t count;
	bool has_socket;
	bool is_full;
};

static void
add_near_hop(struct near_hops *near, struct bytes value)
{
	struct hop_url url;
	if (!hop_url_is(value) || hop_url_read(value, &url) != 0)
		return;
	near->has_socket |= url.kind == HOP_LMTP_UNIX;
	if (url.kind != HOP_MAILDIR)
		return;
	for (size_t i = 0; i < near->count; i++)
		if (bytes_equal(near->maildirs[i].path, url.path))
			return;
	if (near->count < MAILDIRS_MAX)
		near->maildirs[near->count++] = url;
	else
		near->is_full = true;
}

static void
find_near_hops(const struct conf *conf, struct near_hops *out)
{
	*out = (struct near_hops){ .count = 0 };
	add_near_hop(out, conf->server.next_hop.len != 0 ? conf->server.next_hop : BYTES("maildir:delivered"));
	add_near_hop(out, conf->network.outbound_next_hop);
	for (size_t i = 0; i < conf->listeners.count; i++)
		add_near_hop(out, conf->listeners.at[i].next_hop);
	for (size_t i = 0; i < conf->domains.count; i++)
		add_near_hop(out, conf->domains.at[i].next_hop);
	for (size_t i = 0; i < conf->next_hops.count; i++)
		for (size_t k = 0; k < conf->next_hops.at[i].urls.count; k++)
			add_near_hop(out, conf->next_hops.at[i].urls.at[k]);
}

/* A Maildir that is a next hop: made if it is missing, ours, and reachable from inside the jail. */
static int
open_maildir(const char *path, bool keeps_user, struct why *why)
{
	struct jail_user user;
	OWN_FD int fd = durable_directory(path, 0700, why);
	if (fd < 0)
		return FAULT_CONFIG;
	if (geteuid() == 0 && !keeps_user && (jail_user_find(&user, why) != 0 || fchown(fd, user.uid, user.gid) != 0))
		return why_system(why, path);
	return 0;
}

static int
enter_jail(struct gate_role *r, const struct role_values *given, struct why *why)
{
	struct jail_path paths[PATHS_MAX] = {
		{ .path = "spool", .may_write = true }, { .path = "/dev/urandom" },
		/* for the names of next hops */
		{ .path = "/etc/resolv.conf", .may_be_absent = true }, { .path = "/etc/hosts", .may_be_absent = true },
		{ .path = "/etc/nsswitch.conf", .may_be_absent = true }, { .path = "/etc/localtime", .may_be_absent = true },
		{ .path = "/etc/ssl", .may_be_absent = true }, { .path = "/usr/lib/ssl", .may_be_absent = true },
	};
	size_t path_count = 8;
	bool keeps_user = role_find(given, "keeps_user", 0) != 0;
	struct near_hops near;
	bool has_socket = false;
	for (size_t i = 0; i < r->conf.engines.count; i++)
		has_socket |= bytes_starts(r->conf.engines.at[i].address.host, BYTES("unix:"));
	for (size_t i = 0; i < r->conf.syslogs.count; i++)
		has_socket |= bytes_starts(r->conf.syslogs.at[i].address.host, BYTES("unix:"));
	find_near_hops(&r->conf, &near);
	if (near.is_full)
		return why_set(why, FAULT_CONFIG, "more than %d Maildirs as next hops", MAILDIRS_MAX);
	for (size_t i = 0; i < near.count; i++) {
		const char *path = (const char *)near.maildirs[i].path.at;
		int fault = open_maildir(path, keeps_user, why);
		if (fault != 0)
			return fault;
		paths[path_count++] = (struct jail_path){ .path = path, .may_write = true };
	}
	struct rlimit now;
	uint64_t wanted = 2 * (uint64_t)r->conf.limits.sessions + DESCRIPTORS_MORE;
	if (getrlimit(RLIMIT_NOFILE, &now) == 0 && wanted > now.rlim_max)
		wanted = now.rlim_max;
	const struct jail jail = {
		.role = "gate",
		.profile = near.has_socket || has_socket ? JAIL_GATE_LOCAL : JAIL_GATE,
		.memory_max = (uint64_t)32 << 30,
		.cpu_seconds_max = JAIL_NO_LIMIT,
		.file_octets_max = JAIL_NO_LIMIT,
		.descriptors_max = wanted,
		.paths = paths,
		.path_count = path_count,
		.keeps_user = keeps_user,
	};
	return jail_enter(&jail, NULL, why);
}

static int
open_pipeline(struct gate_role *r, const struct role_values *given)
{
	const struct conf_dissect *d = &r->conf.dissect;
	const struct pipeline_options options = {
		.nurseries = { role_find(given, "dissectors", -1), role_find(given, "openers", -1) },
		.dissectors = (uint32_t)d->workers,
		.openers_max = (uint32_t)d->openers,
		.message_ms = (uint32_t)d->message_timeout,
		.opener_ms = (uint32_t)d->opener_timeout,
		.opened_octets = (uint64_t)d->opened_cache,
		.wants_identity = ask_has_dns(r->ask),
		.files = ask_wants_files(r->ask),
		.wants_old_hashes = ask_wants_old_hashes(r->ask),
		.settled_from = judge_settled_from(&r->conf),
		.log = r->log,
	};
	r->pipeline = pipeline_new(r->base, &options);
	return r->pipeline != NULL ? 0 : FAULT_SYSTEM;
}

/* TLS from the first octet, where L has it; *out is NULL where it has not. */
static int
open_tls(struct gate_role *r, const struct conf_listener *l, SSL_CTX **out, struct why *why)
{
	*out = NULL;
	if (l->tls == LISTENER_TLS_NONE)
		return 0;
	if (l->tls != LISTENER_TLS_IMPLICIT)
		return why_set(why, FAULT_CONFIG, "listener %.*s: %s knows tls = none and implicit only", BYTES_ARGS(l->is.name),
		    listener_kind_names[l->kind]);
	*out = tls_server(&r->conf, l, why);
	return *out != NULL ? 0 : FAULT_CONFIG;
}

static int
serve_http(struct gate_role *r, const struct conf_listener *l, int fd, struct why *why)
{
	SSL_CTX *tls;
	int fault = open_tls(r, l, &tls, why);
	if (fault == 0)
		http_listen(r->http, rspamd_service(r->rspamd, l, tls), fd);
	return fault;
}

static int
serve_spamd(struct gate_role *r, const struct conf_listener *l, int fd, struct why *why)
{
	SSL_CTX *tls;
	int fault = open_tls(r, l, &tls, why);
	if (fault == 0)
		spamd_listen(r->spamd, l, fd, tls);
	return fault;
}

static void
open_http(struct gate_role *r, const struct gate_callbacks *behind)
{
	const struct http_options http = { .base = r->base, .room = gate_room(r->gate),
		.connections_max = (size_t)r->conf.limits.sessions, .reserve = (int)r->conf.limits.reserve_descriptors,
		.server = "postern", .log = r->log };
	r->http = http_new(&http);
	size_t more;
	r->api = api_new(&(struct api_options){ .conf = &r->conf, .hostname = gate_hostname(r->gate), .behind = *behind });
	const struct http_route *routes = api_routes(r->api, &more);
	const struct rspamd_options rspamd = { .more = routes, .more_count = more, .http = r->http, .conf = &r->conf, .hostname = gate_hostname(r->gate),
		.room = gate_room(r->gate), .behind = *behind, .log = r->log };
	r->rspamd = rspamd_new(&rspamd);
	api_rights(r->api, r->rspamd);
}

/* The fronts, and which listener is whose. */
static int
open_fronts(struct gate_role *r, const struct role_values *given, struct why *why)
{
	int fault = 0;
	const struct gate_callbacks behind = { .judge = carry_judge, .judge_context = r->carry, .doorkeeper = door_visit,
		.door_context = r->door, .eventer = carry_event, .event_context = r->carry, .teacher = teach_lesson,
		.teach_context = r->teach, .metrics = metrics_write, .metrics_context = &r->metrics };
	const struct gate_options options = { .base = r->base, .conf = &r->conf, .spool = r->spool,
		.resolver = ask_resolver(r->ask), .note_tls = carry_tls, .note_context = r->carry,
		.behind = behind };
	r->gate = gate_new(&options, why);
	if (r->gate == NULL)
		return FAULT_CONFIG;
	const struct front_options front = { .base = r->base, .conf = &r->conf, .hostname = gate_hostname(r->gate),
		.room = gate_room(r->gate), .behind = behind, .log = r->log };
	r->milter = milter_new(&front);
	open_http(r, &behind);
	r->spamd = spamd_new(&front);
	r->kept.keeper = r->asker;
	r->metrics = (struct metrics_sources){ r->carry, r->pipeline, r->asker, r->ask, r->gate, r->milter, r->http, r->spamd, r->syslog,
		clock_wall_ms(), { [WIRE_PEER_DISSECTORS] = (uint32_t)role_find(given, "restarts.dissectors", 0),
		    [WIRE_PEER_OPENERS] = (uint32_t)role_find(given, "restarts.openers", 0),
		    [WIRE_PEER_GATE] = (uint32_t)role_find(given, "restarts.gate", 0) }, &r->kept };
	for (size_t i = 0; i < r->conf.listeners.count && fault == 0; i++) {
		const struct conf_listener *l = &r->conf.listeners.at[i];
		char key[32];
		(void)snprintf(key, sizeof key, "listen.%zu", i);
		int fd = role_find(given, key, -1);
		if (fd >= 0 && l->kind == LISTENER_MILTER)
			milter_listen(r->milter, l, fd);
		else if (fd >= 0 && (l->kind == LISTENER_SCAN || l->kind == LISTENER_CONTROLLER))
			fault = serve_http(r, l, fd, why);
		else if (fd >= 0 && l->kind == LISTENER_SPAMD)
			fault = serve_spamd(r, l, fd, why);
		else if (fd >= 0)
			fault = gate_listen(r->gate, l, fd, why);
	}
	return fault;
}

/* Open, read and bind everything that needs a file, then close the jail, then listen. */
static int
prepare(struct gate_role *r, const struct role_values *given, struct why *why)
{
	char link[40];
	int fault = role_conf(given, &r->conf, why);
	if (fault == 0)
		fault = role_enter_data(given, why);
	if (fault != 0)
		return fault;
	/* Our own name for the data directory: the configuration's may be relative to where we were started. */
	(void)snprintf(link, sizeof link, "/proc/self/fd/%d", role_find(given, "data", -1));
	ssize_t len = readlink(link, r->data, sizeof r->data - 1);
	if (len <= 0)
		return why_system(why, "the data directory");
	r->conf.server.data = bytes_of(r->data, (size_t)len);
	r->spool = open("spool", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (r->spool < 0)
		return why_system(why, "spool");
	(void)signal(SIGHUP, SIG_IGN);
	(void)signal(SIGPIPE, SIG_IGN);
	r->base = event_base_new();
	must(r->base != NULL);
	r->asker = asker_new(r->base, -1);
	const struct ask_options ask = { .base = r->base, .conf = &r->conf, .keeper = r->asker, .log = r->log };
	fault = ask_new(&ask, &r->ask, why);
	if (fault != 0)
		return fault;
	if (open_pipeline(r, given) != 0)
		return why_set(why, FAULT_SYSTEM, "no pipeline");
	if (r->conf.signing.dkim || r->conf.signing.arc.len != 0) {
		char keys[4200];
		conf_keys_path(&r->conf, keys, sizeof keys);
		fault = keyring_open(keys, &r->keyring, why);
		const struct keyring_key *sealing[KEYRING_SIGNERS_MAX];
		if (fault == 0 && r->conf.signing.arc.len != 0 && keyring_for(&r->keyring, r->conf.signing.arc, sealing) == 0)
			fault = why_set(why, FAULT_CONFIG, "[signing] arc = %.*s: no key of it is in use; postern keys", BYTES_ARGS(r->conf.signing.arc));
		if (fault != 0)
			return fault;
	}
	fault = syslog_new(r->base, &r->conf, r->log, &r->syslog, why);
	if (fault != 0)
		return fault;
	const struct carry_options carry = { .conf = &r->conf, .pipeline = r->pipeline, .keeper = r->asker, .ask = r->ask,
		.keyring = &r->keyring, .syslog = r->syslog, .log = r->log };
	r->carry = carry_new(&carry);
	r->door = door_new(&(struct door_options){ .base = r->base, .conf = &r->conf, .ask = r->ask, .keeper = r->asker });
	r->teach = teach_new(&(struct teach_options){ .conf = &r->conf, .pipeline = r->pipeline, .keeper = r->asker });
	fault = open_fronts(r, given, why);
	return fault != 0 ? fault : enter_jail(r, given, why);
}

static void
serve(struct gate_role *r, const struct role_values *given)
{
	r->control = role_find(given, "control", -1);
	r->wire = wire_new(WIRE_TO_GATE);
	must(fd_nonblocking(r->control, true) == 0);
	r->control_event = event_new(r->base, r->control, EV_READ | EV_PERSIST, on_control, r);
	r->term_event = evsignal_new(r->base, SIGTERM, on_term, r);
	must(r->control_event != NULL && event_add(r->control_event, NULL) == 0);
	must(r->term_event != NULL && event_add(r->term_event, NULL) == 0);
	static const struct timeval every = { .tv_sec = SUPERVISE_INTRODUCE_S + 1 };
	r->keeper_event = event_new(r->base, -1, EV_PERSIST, on_keeper_watch, r);
	must(r->keeper_event != NULL && event_add(r->keeper_event, &every) == 0);
	r->outbox = outbox_new(r->base, r->gate, r->asker, r->log);
	const struct reporter_options reporter = { .base = r->base, .conf = &r->conf, .keeper = r->asker,
		.resolver = ask_resolver(r->ask), .keyring = &r->keyring, .hostname = gate_hostname(r->gate), .log = r->log };
	r->reporter = reporter_new(&reporter);
	r->alarm = r->listener.context = alarm_new(&(struct alarm_options){ .base = r->base, .conf = &r->conf, .keeper = r->asker,
		.keyring = &r->keyring, .hostname = gate_hostname(r->gate) });
	(void)send(r->control, "", 1, MSG_NOSIGNAL);
	(void)event_base_dispatch(r->base);
	event_free(r->control_event);
	event_free(r->term_event);
	event_free(r->keeper_event);
	wire_free(r->wire);
}

int
gate_run(const struct role_values *given, const struct log *log)
{
	struct gate_role *r = xcalloc(1, sizeof *r);
	struct why why = { "" };
	r->listener = (struct log_listener){ .hear = alarm_hear };
	r->heard_log = *log;
	r->heard_log.listener = &r->listener;
	r->log = &r->heard_log;
	r->spool = -1;
	int fault = prepare(r, given, &why);
	if (fault != 0)
		log_event(log, LOG_ERROR, "gate-failed", LOG_CSTR("why", why.text));
	else
		serve(r, given);
	milter_free(r->milter);
	spamd_free(r->spamd);
	http_free(r->http);
	rspamd_free(r->rspamd);
	api_free(r->api);
	gate_free(r->gate);
	/* What the keeper has not taken yet are log rows. */
	asker_free(r->asker);
	outbox_free(r->outbox);
	reporter_free(r->reporter);
	alarm_free(r->alarm);
	r->listener.context = NULL;
	pipeline_free(r->pipeline);
	carry_free(r->carry);
	syslog_free(r->syslog);
	teach_free(r->teach);
	door_free(r->door);
	ask_free(r->ask);
	keyring_done(&r->keyring);
	if (r->base != NULL)
		event_base_free(r->base);
	conf_done(&r->conf);
	fd_close(&r->spool);
	free(r);
	return fault;
}
