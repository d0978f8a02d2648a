#include "migrate/migrate.h"

#include <stdarg.h>

#include "base/must.h"
#include "base/utf8.h"
#include "conf/conf.h"

#define ARENA_MAX ((size_t)256 << 20)

void
migration_init(struct migration *m)
{
	*m = (struct migration){ .arena = arena_new(ARENA_MAX) };
	for (size_t i = 0; i < MIGRATE_LISTS; i++)
		m->ends[i] = &m->lists[i];
	m->notes_end = &m->notes;
}

void
migration_done(struct migration *m)
{
	arena_free(m->arena);
	*m = (struct migration){ 0 };
}

static void
append(struct migration *m, struct migrate_text ***end, struct bytes text)
{
	struct migrate_text *t = arena_get(m->arena, 1, sizeof *t);
	if (t == NULL || !arena_copy(m->arena, text, &t->text))
		return;
	t->next = NULL;
	**end = t;
	*end = &t->next;
}

/* Printable ASCII, whatever it was: a line of a configuration, even a comment, is text. */
static void
add_plain(struct buf *out, struct bytes text, size_t max)
{
	text = bytes_to(text, max);
	for (size_t i = 0; i < text.len; i++)
		buf_add_octet(out, text.at[i] < ' ' || text.at[i] >= 0x7f ? '?' : text.at[i]);
}

void
migrate_note(struct migration *m, const struct migrate_place *where, struct bytes what, const char *why)
{
	struct buf line;
	if (++m->note_count > MIGRATE_NOTES_MAX)
		return;
	buf_init(&line, 1000);
	add_plain(&line, bytes_of_cstr(where->file), 100);
	buf_addf(&line, ":%u: ", where->line);
	add_plain(&line, what, 120);
	buf_addf(&line, " - %.200s", why);
	append(m, &m->notes_end, buf_bytes(&line));
	buf_done(&line);
}

static void
list_add_text(struct migration *m, enum migrate_list list, struct bytes text, const struct migrate_place *where)
{
	if (m->counts[list] == CONF_LIST_MAX)
		migrate_note(m, where, text, "more than a list may hold");
	if (m->counts[list] >= CONF_LIST_MAX)
		return;
	m->counts[list]++;
	append(m, &m->ends[list], text);
}

/* Printable ASCII that needs no quotes in a configuration. */
static bool
is_plain(struct bytes text, const char *also)
{
	for (size_t i = 0; i < text.len; i++)
		if (!ascii_is_alnum(text.at[i]) && (text.at[i] == 0 || strchr(also, text.at[i]) == NULL))
			return false;
	return text.len != 0 && text.len <= 254;
}

void
migrate_person(struct migration *m, struct bytes text, bool is_block, const struct migrate_place *where)
{
	enum migrate_list senders = is_block ? MIGRATE_BLOCK_SENDERS : MIGRATE_ALLOW_SENDERS;
	enum migrate_list domains = is_block ? MIGRATE_BLOCK_DOMAINS : MIGRATE_ALLOW_DOMAINS;
	size_t at = bytes_find_last_octet(text, '@');
	struct bytes local = at != BYTES_NOT_FOUND ? bytes_to(text, at) : BYTES("*");
	struct bytes domain = at != BYTES_NOT_FOUND ? bytes_from(text, at + 1) : text;
	struct bytes bare = bytes_starts(domain, BYTES("*.")) ? bytes_from(domain, 2) : domain;
	if (local.len == 0)
		local = BYTES("*");
	if (!is_plain(bare, ".-_") || bytes_find_octet(bare, '.') == BYTES_NOT_FOUND)
		migrate_note(m, where, text, "no address or domain; patterns of another kind have no counterpart");
	else if (bytes_equal(local, BYTES("*")))
		list_add_text(m, domains, domain, where);
	else if (bare.len == domain.len && is_plain(local, ".-_+=/&'!$%~^{}|`"))
		list_add_text(m, senders, text, where);
	else
		migrate_note(m, where, text, "a pattern of names inside a domain has no counterpart");
}

void
migrate_network(struct migration *m, enum migrate_list list, struct bytes text, const struct migrate_place *where)
{
	struct cidr network;
	if (is_plain(text, ".:/") && cidr_read(text, &network) == 0)
		list_add_text(m, list, text, where);
	else
		migrate_note(m, where, text, "no network as we write it: 192.0.2.0/24, 2001:db8::/32");
}

void
migrate_subject(struct migration *m, struct bytes text)
{
	struct buf kept;
	text = bytes_trim(text);
	if (text.len >= 2 && text.at[0] == '"' && text.at[text.len - 1] == '"')
		text = bytes_slice(text, 1, text.len - 1);
	/* rspamd writes where the old subject goes. */
	if (bytes_ends(text, BYTES("%s")))
		text = bytes_to(text, text.len - 2);
	text = bytes_trim(text);
	if (text.len > 50 || !utf8_valid(text))
		return;
	buf_init(&kept, 60);
	for (size_t i = 0; i < text.len; i++)
		buf_add_octet(&kept, text.at[i] < ' ' || text.at[i] == '"' || text.at[i] == '\\' || text.at[i] == 0x7f ? '?' : text.at[i]);
	if (kept.len != 0)
		buf_add_octet(&kept, ' ');
	(void)arena_copy(m->arena, buf_bytes(&kept), &m->subject_tag);
	buf_done(&kept);
}

static void
write_list(const struct migration *m, enum migrate_list list, const char *key, struct buf *out)
{
	for (const struct migrate_text *t = m->lists[list]; t != NULL; t = t->next) {
		buf_addf(out, "%s = ", key);
		buf_add(out, t->text);
		buf_add_octet(out, '\n');
	}
}

void
migration_write(const struct migration *m, struct buf *out)
{
	static const struct {
		const char *section;
		enum migrate_list list;
		const char *key;
	} rows[] = {
		{ "network", MIGRATE_OWN, "own" }, { "network", MIGRATE_RELAYS, "relays" }, { "allow", MIGRATE_ALLOW_CLIENTS, "clients" },
		{ "allow", MIGRATE_ALLOW_SENDERS, "senders" }, { "allow", MIGRATE_ALLOW_DOMAINS, "domains" },
		{ "block", MIGRATE_BLOCK_CLIENTS, "clients" }, { "block", MIGRATE_BLOCK_SENDERS, "senders" },
		{ "block", MIGRATE_BLOCK_DOMAINS, "domains" },
	};
	const char *section = "";
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		if (m->lists[rows[i].list] == NULL)
			continue;
		if (strcmp(section, rows[i].section) != 0)
			buf_addf(out, "%s[%s]\n", *section != '\0' ? "\n" : "", rows[i].section);
		section = rows[i].section;
		write_list(m, rows[i].list, rows[i].key, out);
	}
	if (m->subject_tag.len != 0)
		buf_addf(out, "%s[policy default]\nsubject_tag = \"%.*s\"\n", *section != '\0' ? "\n" : "", BYTES_ARGS(m->subject_tag));
	if (m->notes != NULL)
		buf_add_cstr(out, "\n# Not taken over:\n");
	for (const struct migrate_text *t = m->notes; t != NULL; t = t->next) {
		buf_add_cstr(out, "# ");
		buf_add(out, t->text);
		buf_add_octet(out, '\n');
	}
	if (m->note_count > MIGRATE_NOTES_MAX)
		buf_addf(out, "# and %zu more\n", m->note_count - MIGRATE_NOTES_MAX);
}
