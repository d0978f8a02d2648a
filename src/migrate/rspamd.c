/* Source: the files of rspamd 3.4's conf/ and its documentation of multimap, whitelist and actions. */
#include "migrate/migrate.h"

#include <stdio.h>

#include "migrate/ucl.h"

/* One entry of multimap, as far as it was read. */
struct entry {
	struct bytes name, type, filter, map, action, score;
	uint32_t line;
};

struct reading {
	struct migration *m;
	struct migrate_place where;
	struct bytes base; /* the file's own name */
	migrate_map *map;
	void *context;
	struct entry entry;
};

static bool
is_file(const struct reading *r, const char *name)
{
	return bytes_starts(r->base, bytes_of_cstr(name));
}

static void
note(struct reading *r, uint32_t line, struct bytes what, const char *why)
{
	r->where.line = line;
	migrate_note(r->m, &r->where, what, why);
}

/* Each line of a map: its first word, without comments. */
static void
take_map(struct reading *r, struct bytes path, bool is_block, bool is_client)
{
	struct bytes text, line;
	if (r->map == NULL || !r->map(r->context, path, &text)) {
		note(r, r->entry.line, path, "this map cannot be read here");
		return;
	}
	char name[100];
	(void)snprintf(name, sizeof name, "%.*s", BYTES_ARGS(bytes_to(path, sizeof name - 1)));
	struct migrate_place where = { name, 0 };
	while (bytes_cut(&text, '\n', &line)) {
		where.line++;
		line = bytes_trim(bytes_to(bytes_to(line, MIGRATE_LINE_MAX), bytes_find_octet(line, '#')));
		size_t end = 0;
		while (end < line.len && !ascii_is_space(line.at[end]))
			end++;
		line = bytes_to(line, end);
		if (line.len == 0)
			continue;
		if (is_client)
			migrate_network(r->m, is_block ? MIGRATE_BLOCK_CLIENTS : MIGRATE_ALLOW_CLIENTS, line, &where);
		else
			migrate_person(r->m, line, is_block, &where);
	}
}

/* An entry of multimap is over: does it let through or stop by itself? */
static void
end_entry(struct reading *r)
{
	const struct entry *e = &r->entry;
	bool is_client = bytes_equal_nocase(e->type, BYTES("ip"));
	bool is_sender = bytes_equal_nocase(e->type, BYTES("from"));
	bool is_large = bytes_find_octet(bytes_to(e->score, bytes_find_octet(e->score, '.')), '-') == BYTES_NOT_FOUND;
	struct bytes digits = bytes_to(e->score, bytes_find_octet(e->score, '.'));
	if (!is_large)
		digits = bytes_from(digits, 1);
	bool decides = digits.len >= 2 || (digits.len == 1 && digits.at[0] >= '6');
	bool is_block = bytes_starts_nocase(e->action, BYTES("reject")) || (e->action.len == 0 && decides && is_large);
	bool is_allow = bytes_starts_nocase(e->action, BYTES("accept")) || (e->action.len == 0 && decides && !is_large);
	if (e->map.len == 0)
		return;
	if ((is_client || is_sender) && (is_block || is_allow))
		take_map(r, e->map, is_block, is_client);
	else
		note(r, e->line, e->name.len != 0 ? e->name : e->map,
		    is_client || is_sender ? "its score alone does not decide" : "a map of this type has no counterpart");
}

static void
take_multimap(struct reading *r, const struct ucl_setting *s)
{
	struct entry *e = &r->entry;
	const struct {
		const char *name;
		struct bytes *to;
	} wanted[] = { { "type", &e->type }, { "filter", &e->filter }, { "map", &e->map }, { "action", &e->action }, { "score", &e->score } };
	if (s->depth == 0)
		return;
	if (e->line == 0)
		e->line = s->line;
	e->name = s->path[s->depth - 1];
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
		if (bytes_equal_nocase(s->name, bytes_of_cstr(wanted[i].name)) && wanted[i].to->len == 0)
			*wanted[i].to = s->value;
}

static void
take_setting(void *context, const struct ucl_setting *s)
{
	struct reading *r = context;
	r->where.line = s->line;
	if (is_file(r, "multimap")) {
		take_multimap(r, s);
	} else if (is_file(r, "options") && (bytes_equal(s->name, BYTES("local_addrs")) || bytes_equal(s->name, BYTES("local_networks")))) {
		struct bytes rest = s->value, word;
		while (bytes_cut(&rest, ',', &word))
			migrate_network(r->m, MIGRATE_OWN, bytes_trim(word), &r->where);
	} else if (is_file(r, "actions") && bytes_equal(s->name, BYTES("subject"))) {
		migrate_subject(r->m, s->value);
	} else if (is_file(r, "actions")) {
		note(r, s->line, s->name, "scores of rspamd and of Postern are not the same measure: [policy] tag_at, quarantine_at, reject_at");
	} else if (is_file(r, "greylist")) {
		note(r, s->line, s->name, "[door] greylist = grey asks only strangers without a name to come again");
	} else if (is_file(r, "dkim_signing") && (bytes_equal(s->name, BYTES("path")) || bytes_equal(s->name, BYTES("selector")))) {
		note(r, s->line, s->value, "keys that sign: postern keys new, then postern keys publish");
	} else if (bytes_equal(s->name, BYTES("weight")) || bytes_equal(s->name, BYTES("score"))) {
		note(r, s->line, s->depth != 0 ? s->path[s->depth - 1] : s->name,
		    "a score belongs to its rule; where ours is wrong for you, tell us with a message");
	} else if (is_file(r, "worker-proxy") && bytes_equal(s->name, BYTES("bind_socket"))) {
		note(r, s->line, s->value, "[listener milter] address");
	} else if (is_file(r, "settings") || is_file(r, "force_actions") || is_file(r, "ratelimit") || is_file(r, "replies")) {
		note(r, s->line, s->name, "has no counterpart as a setting; see docs/migrating.md");
	}
}

static void
leave_section(void *context, const struct bytes *path, size_t depth)
{
	struct reading *r = context;
	if (is_file(r, "multimap"))
		end_entry(r);
	r->entry = (struct entry){ .line = 0 };
}

void
migrate_rspamd(struct migration *m, const char *file, struct bytes text, migrate_map *map, void *context)
{
	struct bytes base = bytes_of_cstr(file);
	size_t slash = bytes_find_last_octet(base, '/');
	struct reading r = { .m = m, .where = { file, 0 }, .base = slash != BYTES_NOT_FOUND ? bytes_from(base, slash + 1) : base,
		.map = map, .context = context };
	const struct ucl_reader reader = { take_setting, leave_section, &r };
	ucl_read(text, &reader);
}
