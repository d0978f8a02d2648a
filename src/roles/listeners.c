#include <errno.h>
#include <grp.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "roles/supervise_inside.h"
#include "sys/fd.h"

/* Connections that the kernel holds for us while a gate restarts. */
#define BACKLOG 1024

/* The kinds that the gate speaks. */
bool
listener_is_served(const struct conf_listener *l)
{
	return l->enabled && (l->kind == LISTENER_SMTP || l->kind == LISTENER_LMTP || l->kind == LISTENER_MILTER ||
	                         l->kind == LISTENER_SCAN || l->kind == LISTENER_CONTROLLER || l->kind == LISTENER_SPAMD);
}

static void
address_text(const struct conf_listener *l, char *out, size_t size)
{
	(void)snprintf(out, size, "%.*s|%u", BYTES_ARGS(l->address.host), l->address.port);
}

/* Before anybody can connect. */
static int
give_socket(const struct conf_listener *l, const char *path, struct why *why)
{
	const char *name = (const char *)l->socket_user.at;
	uid_t uid = (uid_t)-1;
	gid_t gid = (gid_t)-1;
	if (l->socket_user.len != 0) {
		const struct passwd *user = getpwnam(name);
		if (user == NULL)
			return why_set(why, FAULT_CONFIG, "socket_user: there is no user \"%s\"", name);
		uid = user->pw_uid;
	}
	name = (const char *)l->socket_group.at;
	if (l->socket_group.len != 0) {
		const struct group *group = getgrnam(name);
		if (group == NULL)
			return why_set(why, FAULT_CONFIG, "socket_group: there is no group \"%s\"", name);
		gid = group->gr_gid;
	}
	if (chown(path, uid, gid) != 0 || chmod(path, (mode_t)conf_socket_mode(l)) != 0)
		return why_set(why, FAULT_CONFIG, "%s: %s", path, strerror(errno));
	return 0;
}

static int
listen_unix(const struct conf_listener *l, struct why *why)
{
	const char *path = (const char *)l->address.host.at + 5;
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	struct stat st;
	if (strlen(path) >= sizeof at.sun_path)
		return why_set(why, FAULT_CONFIG, "%s: longer than a socket's name can be", path);
	memcpy(at.sun_path, path, strlen(path));
	/* One that a crash left; we have the lock, so nobody listens there. */
	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode))
		(void)unlink(path);
	OWN_FD int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&at, sizeof at) != 0)
		return why_set(why, FAULT_CONFIG, "%s: %s", path, strerror(errno));
	int fault = give_socket(l, path, why);
	if (fault != 0)
		return fault;
	if (listen(fd, BACKLOG) != 0)
		return why_set(why, FAULT_CONFIG, "%s: %s", path, strerror(errno));
	return fd_take(&fd);
}

static int
listen_tcp(const struct conf_address *address, struct why *why)
{
	char port[8];
	struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE };
	struct addrinfo *found = NULL;
	const char *host = (const char *)address->host.at;
	const int on = 1;
	(void)snprintf(port, sizeof port, "%u", address->port);
	int error = getaddrinfo(strcmp(host, "*") == 0 ? NULL : host, port, &hints, &found);
	if (error != 0)
		return why_set(why, FAULT_CONFIG, "%s: %s", host, gai_strerror(error));
	OWN_FD int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	/* What is accepted inherits TCP_NODELAY: a reply never waits until the client has acknowledged what went before, which
	 * with TLS 1.3 are the tickets behind the handshake and took 40 ms (RFC 9293 s3.7.4). */
	bool ok = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
	          setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0 &&
	          bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0;
	int kept = errno;
	freeaddrinfo(found);
	return ok ? fd_take(&fd) : why_set(why, FAULT_CONFIG, "%s port %s: %s", host, port, strerror(kept));
}

static struct listening *
find(struct supervisor *s, const char *address)
{
	for (size_t i = 0; i < s->listening_count; i++)
		if (strcmp(s->listening[i].address, address) == 0)
			return &s->listening[i];
	return NULL;
}

int
listener_fd(const struct supervisor *s, const struct conf_listener *l)
{
	char address[300];
	address_text(l, address, sizeof address);
	for (size_t i = 0; i < s->listening_count; i++)
		if (strcmp(s->listening[i].address, address) == 0)
			return s->listening[i].fd;
	return -1;
}

static int
open_one(struct supervisor *s, const struct conf_listener *l, struct why *why)
{
	char address[300];
	struct why inner;
	address_text(l, address, sizeof address);
	struct listening *known = find(s, address);
	if (known != NULL) {
		known->is_wanted = true;
		return 0;
	}
	if (s->listening_count == CONF_LISTENERS_MAX)
		return why_set(why, FAULT_CONFIG, "more listeners than can be held through a reload");
	int fd = bytes_starts(l->address.host, BYTES("unix:")) ? listen_unix(l, &inner)
	                                                       : listen_tcp(&l->address, &inner);
	if (fd < 0 && l->is.line == 0 && l->kind != LISTENER_SMTP) {
		/* Nobody asked for it by name: somebody else has the port, or it is not for us. */
		log_event(&s->log, LOG_WARNING, "not-listening", LOG_TEXT("listener", l->is.name), LOG_CSTR("why", inner.text));
		return 0;
	}
	if (fd < 0)
		return why_set(why, FAULT_CONFIG, "listener %.*s: %s", BYTES_ARGS(l->is.name), inner.text);
	struct listening *new = &s->listening[s->listening_count++];
	*new = (struct listening){ .fd = fd, .is_wanted = true };
	(void)snprintf(new->address, sizeof new->address, "%s", address);
	return 0;
}

int
listeners_open(struct supervisor *s, struct why *why)
{
	for (size_t i = 0; i < s->listening_count; i++)
		s->listening[i].is_wanted = false;
	for (size_t i = 0; i < s->conf.listeners.count; i++) {
		const struct conf_listener *l = &s->conf.listeners.at[i];
		int fault = listener_is_served(l) ? open_one(s, l, why) : 0;
		if (fault != 0)
			return fault;
		if (l->is.line != 0 && l->enabled && !listener_is_served(l))
			log_event(&s->log, LOG_WARNING, "listener-not-served", LOG_TEXT("listener", l->is.name),
			    LOG_CSTR("why", "this version does not speak that protocol yet; nothing listens there"));
	}
	return 0;
}

void
listeners_close_unwanted(struct supervisor *s)
{
	size_t kept = 0;
	for (size_t i = 0; i < s->listening_count; i++) {
		if (!s->listening[i].is_wanted) {
			fd_close(&s->listening[i].fd);
			continue;
		}
		/* Not onto itself: the lengths are the same, but the objects would overlap. */
		if (kept != i)
			s->listening[kept] = s->listening[i];
		kept++;
	}
	s->listening_count = kept;
}
