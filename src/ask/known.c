#include "ask/known.h"

#include <fcntl.h>

#include "sys/fd.h"

int
known_resolver(const struct conf *conf, struct event_base *base, struct dns_resolver **out, struct why *why)
{
	const struct conf_dns *dns = &conf->dns;
	const char *servers[DNS_SERVERS_MAX];
	struct dns_resolver_options options = { .servers = servers, .server_count = dns->servers.count };
	if (dns->servers.count > DNS_SERVERS_MAX)
		return why_set(why, FAULT_CONFIG, "[dns] servers: more than %d", DNS_SERVERS_MAX);
	for (size_t i = 0; i < dns->servers.count; i++)
		servers[i] = (const char *)dns->servers.at[i].at;
	if (dns->servers.count == 1 && strcmp(servers[0], "root") == 0)
		options.server_count = 0;
	else if (dns->servers.count == 0)
		options.is_system = true;
	if (dns->trust_anchors.len != 0)
		options.trust_anchors = (const char *)dns->trust_anchors.at;
	return dns_resolver_new(base, &options, out, why);
}

int
known_lists(const struct conf *conf, struct lists **out, struct why *why)
{
	const struct lists_keys keys = { .dqs = conf->lists.dqs_key, .abusix = conf->lists.abusix_key };
	struct bytes path = conf->lists.file;
	struct buf text;
	int fault = 0;
	buf_init(&text, (size_t)4 << 20);
	if (path.len != 0) {
		OWN_FD int fd = open((const char *)path.at, O_RDONLY | O_CLOEXEC);
		if (fd < 0 || fd_read_all(fd, text.max, &text) != 0)
			fault = why_set(why, FAULT_CONFIG, "[lists] file %.*s cannot be read", BYTES_ARGS(path));
	}
	if (fault == 0)
		fault = lists_new(buf_bytes(&text), &keys, out, why);
	buf_done(&text);
	return fault;
}

void
known_own(const struct conf *conf, struct arena *arena, struct lists_subjects *out)
{
	for (size_t i = 0; i < conf->lists.own.count; i++)
		(void)lists_subject_add(out, arena, LISTS_OWN, conf->lists.own.at[i]);
	for (size_t i = 0; i < conf->listeners.count; i++)
		if (conf->listeners.at[i].enabled)
			(void)lists_subject_add(out, arena, LISTS_OWN, conf->listeners.at[i].address.host);
	for (size_t i = 0; i < conf->domains.count; i++)
		(void)lists_subject_add(out, arena, LISTS_OWN, conf->domains.at[i].is.name);
}
