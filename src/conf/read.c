#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/must.h"
#include "base/utf8.h"
#include "conf/address.h"
#include "conf/hop_url.h"
#include "conf/table.h"

/* More than the file and its lists can need; a file is at most CONF_OCTETS_MAX. */
#define CONF_ARENA_MAX ((size_t)256 << 20)

struct reading {
	struct conf *c;
	uint32_t line;
	const struct section *section; /* NULL: an unknown one, its keys are passed over */
	uint8_t *object;               /* of the section */
	uint64_t keys_seen;            /* bits, in the present section */
	uint32_t singles_seen;         /* bits, sections */
};

static void
mistake(struct conf *c, uint32_t line, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void
mistake(struct conf *c, uint32_t line, const char *format, ...)
{
	char text[400];
	if (c->mistakes.count >= CONF_MISTAKES_MAX)
		return;
	va_list args;
	va_start(args, format);
	(void)vsnprintf(text, sizeof text, format, args);
	va_end(args);
	struct conf_mistake *m = LIST_ADD(c->arena, &c->mistakes);
	if (m == NULL)
		return;
	m->line = line;
	(void)arena_copy(c->arena, utf8_prefix(bytes_of_cstr(text), sizeof text), &m->text);
}

static void
set_defaults(struct conf *c, const struct section *s, uint8_t *object)
{
	struct why why;
	for (size_t i = 0; i < s->count; i++)
		must(value_read(&s->settings[i], bytes_of_cstr(s->settings[i].normal), c->arena, true,
		    object + s->settings[i].offset, &why) == 0);
}

/* A new element of the list of a section with names. */
static uint8_t *
add_named(struct conf *c, const struct section *s, struct bytes name, uint32_t line)
{
	struct conf_texts *list = (struct conf_texts *)((uint8_t *)c + s->offset); /* the shape of every list */
	if (list->count >= s->max)
		return NULL;
	uint8_t *object = list_add(c->arena, (void **)&list->at, &list->count, &list->room, s->size);
	struct conf_named *named = (struct conf_named *)object;
	uint8_t *copy = object != NULL ? arena_get(c->arena, name.len + 1, 1) : NULL;
	if (copy == NULL)
		return NULL;
	for (size_t i = 0; i < name.len; i++)
		copy[i] = ascii_lower(name.at[i]);
	named->name = bytes_of(copy, name.len);
	named->line = line;
	set_defaults(c, s, object);
	return object;
}

static void *
find_named(const struct conf *c, const struct section *s, struct bytes name)
{
	const struct conf_texts *list = (const struct conf_texts *)((const uint8_t *)c + s->offset);
	for (size_t i = 0; i < list->count; i++) {
		uint8_t *object = (uint8_t *)list->at + i * s->size;
		if (bytes_equal_nocase(((struct conf_named *)object)->name, name))
			return object;
	}
	return NULL;
}

static const struct section *
section_find(const char *name)
{
	for (size_t i = 0; i < conf_section_count; i++)
		if (strcmp(conf_sections[i].name, name) == 0)
			return &conf_sections[i];
	return NULL;
}

/* Without a file everything listens where its clients look for it; with one, mail does, and what is written. */
static void
init(struct conf *c, bool has_file)
{
	*c = (struct conf){ .arena = arena_new(CONF_ARENA_MAX) };
	for (size_t i = 0; i < conf_section_count; i++)
		if (!conf_sections[i].is_named)
			set_defaults(c, &conf_sections[i], (uint8_t *)c + conf_sections[i].offset);
	const struct section *listener = section_find("listener");
	for (size_t i = 0; i < conf_builtin_listener_count; i++) {
		const struct builtin_listener *b = &conf_builtin_listeners[i];
		struct conf_listener *l = (struct conf_listener *)add_named(c, listener, bytes_of_cstr(b->name), 0);
		must(l != NULL);
		l->kind = b->kind;
		l->enabled = !has_file || b->kind == LISTENER_SMTP;
		must(host_port_read(bytes_of_cstr(b->address), 0, &l->address.host, &l->address.port) == 0);
		must(arena_copy(c->arena, l->address.host, &l->address.host));
	}
	must(add_named(c, section_find("policy"), BYTES("default"), 0) != NULL);
}

static bool
is_name(struct bytes name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] <= ' ' || name.at[i] == ']' || name.at[i] == '[' || name.at[i] == '#' || name.at[i] == ';' ||
		    name.at[i] == '"' || name.at[i] == ':' || name.at[i] == '/' || name.at[i] == 0x7f)
			return false;
	return name.len != 0 && name.len <= 255;
}

static void
section_unknown(struct reading *r, struct bytes kind)
{
	const char *names[32];
	for (size_t i = 0; i < conf_section_count; i++)
		names[i] = conf_sections[i].name;
	const char *near = name_nearest(kind, names, conf_section_count);
	mistake(r->c, r->line, "no section is called \"%.*s\"%s%s%s", BYTES_ARGS(bytes_to(kind, 60)),
	    near != NULL ? "; did you mean \"" : "", near != NULL ? near : "", near != NULL ? "\"?" : "");
}

static void
read_section(struct reading *r, struct bytes inside)
{
	inside = bytes_trim(inside);
	size_t space = 0;
	while (space < inside.len && !ascii_is_space(inside.at[space]))
		space++;
	struct bytes kind = bytes_to(inside, space), name = bytes_trim(bytes_from(inside, space));
	r->section = NULL;
	r->keys_seen = 0;
	const struct section *s = NULL;
	for (size_t i = 0; i < conf_section_count; i++)
		if (bytes_equal_nocase(kind, bytes_of_cstr(conf_sections[i].name)))
			s = &conf_sections[i];
	if (s == NULL) {
		section_unknown(r, kind);
		return;
	}
	if (!s->is_named) {
		uint32_t bit = UINT32_C(1) << (s - conf_sections);
		if (name.len != 0)
			mistake(r->c, r->line, "[%s] has no name", s->name);
		else if ((r->singles_seen & bit) != 0)
			mistake(r->c, r->line, "[%s] stands here a second time", s->name);
		r->singles_seen |= bit;
		r->section = s;
		r->object = (uint8_t *)r->c + s->offset;
		return;
	}
	if (!is_name(name)) {
		mistake(r->c, r->line, "[%s NAME] needs a name of letters, digits, dots and dashes", s->name);
		return;
	}
	struct conf_named *old = find_named(r->c, s, name);
	if (old != NULL && old->line != 0)
		mistake(r->c, r->line, "[%s %.*s] stands here a second time (first in line %u)", s->name,
		    BYTES_ARGS(name), old->line);
	else if (old != NULL)
		old->line = r->line;
	if (old != NULL && s == section_find("listener"))
		((struct conf_listener *)old)->enabled = true;
	r->object = old != NULL ? (uint8_t *)old : add_named(r->c, s, name, r->line);
	if (r->object == NULL)
		mistake(r->c, r->line, "too many [%s] sections: at most %zu", s->name, s->max);
	else
		r->section = s;
}

static void
key_unknown(struct reading *r, struct bytes key)
{
	const char *names[64];
	for (size_t i = 0; i < r->section->count; i++)
		names[i] = r->section->settings[i].key;
	const char *near = name_nearest(key, names, r->section->count);
	if (near != NULL) {
		mistake(r->c, r->line, "[%s] has no \"%.*s\"; did you mean \"%s\"?", r->section->name,
		    BYTES_ARGS(bytes_to(key, 60)), near);
		return;
	}
	/* Perhaps it stands in the wrong section. */
	for (size_t i = 0; i < conf_section_count; i++) {
		for (size_t j = 0; j < conf_sections[i].count; j++) {
			if (bytes_equal_nocase(key, bytes_of_cstr(conf_sections[i].settings[j].key))) {
				mistake(r->c, r->line, "[%s] has no \"%.*s\"; [%s%s] has", r->section->name, BYTES_ARGS(key),
				    conf_sections[i].name, conf_sections[i].is_named ? " NAME" : "");
				return;
			}
		}
	}
	mistake(r->c, r->line, "[%s] has no \"%.*s\"", r->section->name, BYTES_ARGS(bytes_to(key, 60)));
}

static void
read_key(struct reading *r, struct bytes key, struct bytes value)
{
	if (r->section == NULL)
		return;
	const struct setting *s = NULL;
	size_t index = 0;
	for (size_t i = 0; i < r->section->count; i++) {
		if (bytes_equal_nocase(key, bytes_of_cstr(r->section->settings[i].key))) {
			s = &r->section->settings[i];
			index = i;
		}
	}
	if (s == NULL) {
		key_unknown(r, key);
		return;
	}
	bool was_seen = (r->keys_seen >> index & 1) != 0;
	r->keys_seen |= UINT64_C(1) << index;
	struct why why;
	if (was_seen && s->type != SETTING_TEXTS && s->type != SETTING_NETWORKS)
		mistake(r->c, r->line, "%s stands here a second time", s->key);
	else if (value_read(s, value, r->c->arena, !was_seen, r->object + s->offset, &why) != 0)
		mistake(r->c, r->line, "%s", why.text);
}

/* The line without its comment and the space around it.  A comment sign inside double quotes is none. */
static struct bytes
without_comment(struct bytes line)
{
	bool in_quotes = false;
	for (size_t i = 0; i < line.len; i++) {
		uint8_t c = line.at[i];
		if (c == '"')
			in_quotes = !in_quotes;
		else if (!in_quotes && (c == '#' || c == ';') && (i == 0 || ascii_is_space(line.at[i - 1])))
			return bytes_trim(bytes_to(line, i));
	}
	return bytes_trim(line);
}

static void
read_line(struct reading *r, struct bytes line)
{
	if (line.len > CONF_LINE_MAX) {
		mistake(r->c, r->line, "a line has at most %d octets; repeat the key of a long list", CONF_LINE_MAX);
		return;
	}
	if (bytes_find_octet(line, 0) != BYTES_NOT_FOUND || !utf8_valid(line)) {
		mistake(r->c, r->line, "this line is no UTF-8 text");
		return;
	}
	line = without_comment(line);
	size_t equals = bytes_find_octet(line, '=');
	if (line.len == 0)
		return;
	if (line.at[0] == '[') {
		if (line.at[line.len - 1] == ']')
			read_section(r, bytes_slice(line, 1, line.len - 1));
		else
			mistake(r->c, r->line, "a section ends with \"]\"");
	} else if (equals == BYTES_NOT_FOUND) {
		mistake(r->c, r->line, "this is no \"key = value\"");
	} else {
		read_key(r, bytes_trim(bytes_to(line, equals)), bytes_trim(bytes_from(line, equals + 1)));
	}
}

/* A place that mail goes to: empty, the name of a [next_hop], or a URL. */
static void
check_next_hop(struct conf *c, uint32_t line, struct bytes value)
{
	struct hop_url ignored;
	if (value.len == 0)
		return;
	if (hop_url_is(value) ? hop_url_read(value, &ignored) == 0 : conf_next_hop(c, value) != NULL)
		return;
	mistake(c, line, "next_hop \"%.*s\" is neither a [next_hop] nor smtp://HOST:PORT, smtps://, lmtp://, lmtp+unix:/PATH or "
	    "maildir:/PATH", BYTES_ARGS(bytes_to(value, 100)));
}

static void
check_policy(struct conf *c, uint32_t line, struct bytes value)
{
	if (value.len != 0 && find_named(c, section_find("policy"), value) == NULL)
		mistake(c, line, "there is no [policy %.*s]", BYTES_ARGS(bytes_to(value, 60)));
}

static void
check_certificate(struct conf *c, uint32_t line, struct bytes value)
{
	if (value.len != 0 && conf_certificate(c, value) == NULL)
		mistake(c, line, "there is no [certificate %.*s]", BYTES_ARGS(bytes_to(value, 60)));
}

static void
check_address(struct conf *c, const char *what, struct bytes value)
{
	size_t at = bytes_find_octet(value, '@');
	bool is_plain = at != BYTES_NOT_FOUND && at != 0 && at + 1 < value.len;
	for (size_t i = 0; i < value.len; i++)
		is_plain &= value.at[i] > ' ' && value.at[i] != 0x7F && value.at[i] != '<' && value.at[i] != '>' && value.at[i] != ',';
	if (value.len != 0 && !is_plain)
		mistake(c, 0, "%s must be an address, name@example.com", what);
}

/* It is connected to while mail waits: a name would have to be looked up each time. */
static void
check_numeric(struct conf *c, const char *section, const struct conf_named *is, const struct conf_address *address)
{
	struct sockaddr_storage ignored;
	socklen_t len;
	if (!conf_address_socket(address, &ignored, &len))
		mistake(c, is->line, "[%s %.*s] address is unix:/PATH or ADDRESS:PORT in numbers, not \"%.*s\"", section, BYTES_ARGS(is->name),
		    BYTES_ARGS(bytes_to(address->host, 60)));
}

/* What only shows when everything was read. */
static void
check_all(struct conf *c)
{
	if (c->alarms.from.len == 0)
		c->alarms.from = c->alarms.to;
	check_address(c, "[reports] from", c->reports.from);
	check_address(c, "[alarms] to", c->alarms.to);
	check_address(c, "[alarms] from", c->alarms.from);
	check_next_hop(c, 0, c->server.next_hop);
	check_policy(c, 0, c->server.policy);
	check_next_hop(c, 0, c->network.outbound_next_hop);
	check_policy(c, 0, c->network.outbound_policy);
	for (size_t i = 0; i < c->listeners.count; i++) {
		const struct conf_listener *l = &c->listeners.at[i];
		check_next_hop(c, l->is.line, l->next_hop);
		check_policy(c, l->is.line, l->policy);
		check_certificate(c, l->is.line, l->certificate);
		if (l->tls != LISTENER_TLS_NONE && c->certificates.count == 0)
			mistake(c, l->is.line, "[listener %.*s] needs a [certificate NAME] for its tls", BYTES_ARGS(l->is.name));
		bool is_http = l->kind == LISTENER_SCAN || l->kind == LISTENER_CONTROLLER;
		if (is_http && l->tls != LISTENER_TLS_NONE && l->tls != LISTENER_TLS_IMPLICIT)
			mistake(c, l->is.line, "[listener %.*s] speaks HTTP, which knows tls = none and implicit only", BYTES_ARGS(l->is.name));
		if (l->quarantine == LISTENER_QUARANTINE_REDIRECT && l->quarantine_to.len == 0)
			mistake(c, l->is.line, "[listener %.*s] with quarantine = redirect needs quarantine_to", BYTES_ARGS(l->is.name));
		check_address(c, "quarantine_to", l->quarantine_to);
		if (conf_socket_mode(l) < 0)
			mistake(c, l->is.line, "[listener %.*s] socket_mode is four octal digits, as 0660", BYTES_ARGS(l->is.name));
	}
	for (size_t i = 0; i < c->next_hops.count; i++) {
		const struct conf_next_hop *h = &c->next_hops.at[i];
		struct hop_url url;
		check_certificate(c, h->is.line, h->certificate);
		if (h->urls.count == 0)
			mistake(c, h->is.line, "[next_hop %.*s] needs urls", BYTES_ARGS(h->is.name));
		if ((h->user.len == 0) != (h->password_file.len == 0))
			mistake(c, h->is.line, "[next_hop %.*s] needs user and password_file, or neither", BYTES_ARGS(h->is.name));
		if (h->tls == NEXT_HOP_TLS_MTA_STS && h->mta_sts_domain.len == 0)
			mistake(c, h->is.line, "[next_hop %.*s] with tls = mta-sts needs mta_sts_domain", BYTES_ARGS(h->is.name));
		if (h->tls == NEXT_HOP_TLS_DANE && (c->dns.trust_anchors.len == 0 || !c->dns.enabled))
			mistake(c, h->is.line, "[next_hop %.*s] with tls = dane needs the DNS and its keys: [dns] trust_anchors",
			    BYTES_ARGS(h->is.name));
		if (h->tls == NEXT_HOP_TLS_MTA_STS && !c->dns.enabled)
			mistake(c, h->is.line, "[next_hop %.*s] with tls = mta-sts needs [dns] enabled = yes", BYTES_ARGS(h->is.name));
		for (size_t j = 0; j < h->urls.count; j++)
			if (hop_url_read(h->urls.at[j], &url) != 0)
				mistake(c, h->is.line, "\"%.*s\" is no smtp://HOST:PORT, smtps://, lmtp://, lmtp+unix:/PATH or "
				    "maildir:/PATH", BYTES_ARGS(bytes_to(h->urls.at[j], 100)));
	}
	for (size_t i = 0; i < c->domains.count; i++) {
		check_next_hop(c, c->domains.at[i].is.line, c->domains.at[i].next_hop);
		check_policy(c, c->domains.at[i].is.line, c->domains.at[i].policy);
	}
	for (size_t i = 0; i < c->certificates.count; i++)
		if (c->certificates.at[i].chain.len == 0 || c->certificates.at[i].key.len == 0)
			mistake(c, c->certificates.at[i].is.line, "[certificate %.*s] needs chain and key",
			    BYTES_ARGS(c->certificates.at[i].is.name));
	for (size_t i = 0; i < c->engines.count; i++) {
		check_numeric(c, "engine", &c->engines.at[i].is, &c->engines.at[i].address);
		if (c->engines.at[i].deadline >= c->limits.judge_timeout)
			mistake(c, c->engines.at[i].is.line, "[engine %.*s] deadline must be below [limits] judge_timeout",
			    BYTES_ARGS(c->engines.at[i].is.name));
	}
	for (size_t i = 0; i < c->syslogs.count; i++)
		check_numeric(c, "syslog", &c->syslogs.at[i].is, &c->syslogs.at[i].address);
	if (c->door.greylist != DOOR_GREYLIST_OFF && !c->dns.enabled)
		mistake(c, 0, "[door] greylist = grey needs [dns] enabled = yes: without it nobody is grey");
	if (c->limits.errors_soft > c->limits.errors_hard)
		mistake(c, 0, "[limits] errors_soft is above errors_hard");
}

static int
by_name(const void *a, const void *b)
{
	return bytes_compare(((const struct conf_domain *)a)->is.name, ((const struct conf_domain *)b)->is.name);
}

static int
by_line(const void *a, const void *b)
{
	uint32_t x = ((const struct conf_mistake *)a)->line, y = ((const struct conf_mistake *)b)->line;
	return x < y ? -1 : x > y;
}

static int
read_text(struct conf *c, struct bytes text, const char *path, bool has_file)
{
	init(c, has_file);
	(void)arena_copy(c->arena, bytes_of_cstr(path), &c->path);
	struct reading r = { .c = c, .section = section_find("server"), .object = (uint8_t *)&c->server };
	if (text.len > CONF_OCTETS_MAX) {
		mistake(c, 0, "the file has more than %d octets", CONF_OCTETS_MAX);
		return FAULT_CONFIG;
	}
	if (bytes_starts(text, BYTES("\xef\xbb\xbf")))
		text = bytes_from(text, 3);
	struct bytes line;
	while (bytes_cut(&text, '\n', &line)) {
		r.line++;
		read_line(&r, line);
	}
	if (c->domains.count != 0)
		qsort(c->domains.at, c->domains.count, sizeof *c->domains.at, by_name);
	check_all(c);
	if (c->mistakes.count == 0)
		return 0;
	qsort(c->mistakes.at, c->mistakes.count, sizeof *c->mistakes.at, by_line);
	return FAULT_CONFIG;
}

int
conf_read_text(struct conf *c, struct bytes text, const char *path)
{
	return read_text(c, text, path, true);
}

int
conf_read_fd(struct conf *c, int fd, const char *path)
{
	struct buf text;
	buf_init(&text, CONF_OCTETS_MAX + 4096);
	ssize_t n = 1;
	while (n > 0 && text.len <= CONF_OCTETS_MAX) {
		uint8_t *room = buf_reserve(&text, 4096);
		n = pread(fd, room, 4096, (off_t)text.len);
		if (n < 0 && errno == ESPIPE) /* -c <(...) */
			n = read(fd, room, 4096);
		if (n < 0 && errno == EINTR)
			n = 1;
		else if (n > 0)
			text.len += (size_t)n;
	}
	int error = errno;
	int fault = conf_read_text(c, buf_bytes(&text), path);
	if (n < 0) {
		mistake(c, 0, "cannot be read: %s", strerror(error));
		fault = FAULT_CONFIG;
	}
	buf_done(&text);
	return fault;
}

int
conf_read(struct conf *c, const char *path)
{
	if (path == NULL)
		return read_text(c, BYTES_NONE, "defaults", false);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		int error = errno;
		(void)conf_read_text(c, BYTES_NONE, path);
		mistake(c, 0, "cannot be opened: %s", strerror(error));
		return FAULT_CONFIG;
	}
	int fault = conf_read_fd(c, fd, path);
	(void)close(fd);
	return fault;
}

void
conf_done(struct conf *c)
{
	arena_free(c->arena);
	*c = (struct conf){ 0 };
}

int
conf_socket_mode(const struct conf_listener *l)
{
	int mode = 0;
	for (size_t i = 0; i < l->socket_mode.len; i++) {
		if (l->socket_mode.at[i] < '0' || l->socket_mode.at[i] > '7')
			return -1;
		mode = mode * 8 + (l->socket_mode.at[i] - '0');
	}
	return l->socket_mode.len == 4 && mode <= 0777 ? mode : -1;
}

const struct conf_listener *
conf_listener(const struct conf *c, struct bytes name)
{
	return find_named(c, section_find("listener"), name);
}

const struct conf_next_hop *
conf_next_hop(const struct conf *c, struct bytes name)
{
	return find_named(c, section_find("next_hop"), name);
}

const struct conf_certificate *
conf_certificate(const struct conf *c, struct bytes name)
{
	return find_named(c, section_find("certificate"), name);
}

void
conf_keys_path(const struct conf *c, char *out, size_t room)
{
	struct bytes data = c->server.data;
	while (data.len > 1 && data.at[data.len - 1] == '/')
		data.len--;
	if (bytes_starts(c->signing.keys, BYTES("/")))
		(void)snprintf(out, room, "%.*s", BYTES_ARGS(c->signing.keys));
	else if (c->signing.keys.len != 0)
		(void)snprintf(out, room, "%.*s/%.*s", BYTES_ARGS(data), BYTES_ARGS(c->signing.keys));
	else
		(void)snprintf(out, room, "%.*s.keys", BYTES_ARGS(data));
}

const struct conf_policy *
conf_policy(const struct conf *c, struct bytes name)
{
	const struct section *s = section_find("policy");
	const struct conf_policy *p = name.len != 0 ? find_named(c, s, name) : NULL;
	return p != NULL ? p : find_named(c, s, BYTES("default"));
}

static const struct conf_domain *
domain_exact(const struct conf *c, struct bytes name)
{
	struct conf_domain key = { .is.name = name };
	return c->domains.count == 0 ? NULL : bsearch(&key, c->domains.at, c->domains.count, sizeof key, by_name);
}

const struct conf_domain *
conf_domain(const struct conf *c, struct bytes domain)
{
	uint8_t name[257];
	if (domain.len == 0 || domain.len > 255)
		return NULL;
	name[0] = '*';
	for (size_t i = 0; i < domain.len; i++)
		name[i + 1] = ascii_lower(domain.at[i]);
	const struct conf_domain *d = domain_exact(c, bytes_of(name + 1, domain.len));
	for (size_t i = 1; d == NULL && i <= domain.len; i++) {
		if (name[i] != '.')
			continue;
		name[i - 1] = '*';
		d = domain_exact(c, bytes_of(name + i - 1, domain.len + 2 - i));
	}
	return d != NULL ? d : domain_exact(c, BYTES("*"));
}
