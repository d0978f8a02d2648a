/* migrate: what another filter's configuration says about people and networks, as settings of ours.
 *
 * Only what means the same here is taken over: who is let through or stopped, networks, what is put before a subject.
 * Everything else that somebody has set by hand becomes a note with its file and line, so that nothing is dropped
 * unseen; scores of rules cannot be taken over, for they belong to those rules.  What is written is a configuration that
 * conf_read_text() takes, whatever was read.
 *
 * Ceilings: a list keeps what a list of a configuration may hold, notes MIGRATE_NOTES_MAX; a line MIGRATE_LINE_MAX. */
#ifndef MIGRATE_MIGRATE_H
#define MIGRATE_MIGRATE_H

#include "base/arena.h"
#include "base/buf.h"

enum migrate_limits { MIGRATE_NOTES_MAX = 1000, MIGRATE_LINE_MAX = 16384, MIGRATE_FILE_MAX = 8 << 20 };

enum migrate_list {
	MIGRATE_ALLOW_CLIENTS, MIGRATE_ALLOW_SENDERS, MIGRATE_ALLOW_DOMAINS, MIGRATE_BLOCK_CLIENTS, MIGRATE_BLOCK_SENDERS,
	MIGRATE_BLOCK_DOMAINS, MIGRATE_OWN, MIGRATE_RELAYS, MIGRATE_LISTS
};

struct migrate_text {
	struct bytes text;
	struct migrate_text *next;
};

struct migration {
	struct arena *arena;
	struct migrate_text *lists[MIGRATE_LISTS], **ends[MIGRATE_LISTS];
	size_t counts[MIGRATE_LISTS];
	struct migrate_text *notes, **notes_end;
	size_t note_count; /* all of them, also those that are not kept */
	struct bytes subject_tag;
};

/* Where something stands. */
struct migrate_place {
	const char *file;
	uint32_t line;
};

void migration_init(struct migration *m);
void migration_done(struct migration *m);

/* "a@b", "*@b", "@b", "b" or "*.b" to senders or domains; an address or network to a list of networks; else a note. */
void migrate_person(struct migration *m, struct bytes text, bool is_block, const struct migrate_place *where);
void migrate_network(struct migration *m, enum migrate_list list, struct bytes text, const struct migrate_place *where);
void migrate_note(struct migration *m, const struct migrate_place *where, struct bytes what, const char *why);
/* What goes before a subject, quotes around it or not. */
void migrate_subject(struct migration *m, struct bytes text);

/* migrate_spamassassin(m, file, text): One .cf file or user_prefs. */
void migrate_spamassassin(struct migration *m, const char *file, struct bytes text);

/* Gives the octets of the map that a setting names; false: it cannot be read. */
typedef bool migrate_map(void *context, struct bytes path, struct bytes *out);

/* migrate_rspamd(m, file, text, map, context): One file of /etc/rspamd; FILE's last part says what it is about. */
void migrate_rspamd(struct migration *m, const char *file, struct bytes text, migrate_map *map, void *context);

/* migration_write(m, out): The settings, and the notes as comments. */
void migration_write(const struct migration *m, struct buf *out);

#endif
