/* migrate: what rspamd or SpamAssassin is told about people and networks, as our settings (docs/migrating.md). */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/options.h"
#include "migrate/migrate.h"
#include "sys/fd.h"

#define FILES_MAX 1000

struct work {
	struct migration migration;
	bool is_rspamd;
	const char *root; /* where the configuration is */
	int status;
	size_t files;
};

/* The octets of PATH, which live as long as the migration. */
static bool
read_whole(struct work *w, const char *path, struct bytes *out)
{
	struct stat st;
	OWN_FD int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size > MIGRATE_FILE_MAX)
		return false;
	uint8_t *room = arena_get(w->migration.arena, (size_t)st.st_size + 1, 1);
	ssize_t n = room != NULL ? pread(fd, room, (size_t)st.st_size, 0) : -1;
	if (n < 0)
		return false;
	*out = bytes_of(room, (size_t)n);
	return true;
}

/* As rspamd names it: from its own directory, whatever that is called there, or a file of the same name. */
static bool
read_map(void *context, struct bytes name, struct bytes *out)
{
	struct work *w = context;
	char path[4096];
	static const char *const prefixes[] = { "file://", "$LOCAL_CONFDIR/", "${LOCAL_CONFDIR}/", "$CONFDIR/", "${CONFDIR}/", "/etc/rspamd/" };
	bool is_ours = false;
	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
		if (bytes_starts(name, bytes_of_cstr(prefixes[i]))) {
			name = bytes_from(name, strlen(prefixes[i]));
			is_ours = is_ours || i != 0;
		}
	}
	if (name.len == 0 || name.len > 1000 || bytes_find_octet(name, 0) != BYTES_NOT_FOUND || bytes_has(name, BYTES("..")))
		return false;
	if (!is_ours && name.at[0] == '/')
		(void)snprintf(path, sizeof path, "%.*s", BYTES_ARGS(name));
	else
		(void)snprintf(path, sizeof path, "%.2000s/%.*s", w->root, BYTES_ARGS(name));
	return read_whole(w, path, out);
}

static void
take_file(struct work *w, const char *path)
{
	struct bytes text;
	if (!read_whole(w, path, &text)) {
		(void)fprintf(stderr, "%s: cannot be read\n", path);
		w->status = CLI_UNREAD;
		return;
	}
	w->files++;
	if (w->is_rspamd)
		migrate_rspamd(&w->migration, path, text, read_map, w);
	else
		migrate_spamassassin(&w->migration, path, text);
}

static bool
is_wanted(const struct work *w, const char *name)
{
	static const char *const ends[2][3] = { { ".cf", ".prefs", "user_prefs" }, { ".conf", ".inc", ".conf.local" } };
	for (size_t i = 0; i < 3; i++)
		if (bytes_ends(bytes_of_cstr(name), bytes_of_cstr(ends[w->is_rspamd][i])))
			return name[0] != '.';
	return false;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static size_t
take_folder(struct work *w, const char *path)
{
	char *names[FILES_MAX], file[4096];
	size_t count = 0;
	DIR *d = opendir(path);
	for (struct dirent *e; d != NULL && count < FILES_MAX && (e = readdir(d)) != NULL;)
		if (is_wanted(w, e->d_name) && (names[count] = strdup(e->d_name)) != NULL)
			count++;
	if (d != NULL)
		(void)closedir(d);
	qsort(names, count, sizeof *names, by_name);
	for (size_t i = 0; i < count; i++) {
		(void)snprintf(file, sizeof file, "%.2000s/%.255s", path, names[i]);
		take_file(w, file);
		free(names[i]);
	}
	return count;
}

static void
take_path(struct work *w, const char *path)
{
	/* What the administrator wrote; everything else there came with the package. */
	static const char *const own[] = { "local.d", "override.d" };
	struct stat st;
	char inside[4096];
	bool found = false;
	if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
		w->root = ".";
		take_file(w, path);
		return;
	}
	w->root = path;
	for (size_t i = 0; w->is_rspamd && i < sizeof own / sizeof *own; i++) {
		(void)snprintf(inside, sizeof inside, "%.2000s/%s", path, own[i]);
		if (stat(inside, &st) == 0 && S_ISDIR(st.st_mode)) {
			found = true;
			(void)take_folder(w, inside);
		}
	}
	if (!found && take_folder(w, path) == 0) {
		(void)fprintf(stderr, "%s: no configuration in it\n", path);
		w->status = CLI_UNREAD;
	}
}

int
cli_migrate(int argc, char **argv)
{
	const struct cli_usage usage = { "postern migrate rspamd|spamassassin PATH...",
		"Print the settings that mean the same as what rspamd or SpamAssassin was told: who is let through or stopped, networks,\n"
		"the mark before a subject. What could not be taken over follows as comments, with file and line.\n\n"
		"  postern migrate spamassassin /etc/spamassassin > migrated.conf\n"
		"  postern migrate rspamd /etc/rspamd",
		NULL, 0, 2, 1000 };
	char **arguments;
	size_t count;
	int status = cli_options(&usage, argc, argv, &arguments, &count);
	if (status >= 0)
		return status;
	struct work w = { .status = CLI_OK, .is_rspamd = strcmp(arguments[0], "rspamd") == 0 };
	if (!w.is_rspamd && strcmp(arguments[0], "spamassassin") != 0) {
		(void)fprintf(stderr, "\"%.60s\" is neither rspamd nor spamassassin\n", arguments[0]);
		return CLI_USAGE;
	}
	migration_init(&w.migration);
	for (size_t i = 1; i < count; i++)
		take_path(&w, arguments[i]);
	struct buf out;
	buf_init(&out, (size_t)64 << 20);
	buf_addf(&out, "# From the configuration of %s: %zu files.\n", arguments[0], w.files);
	migration_write(&w.migration, &out);
	(void)fwrite(out.at, 1, out.len, stdout);
	buf_done(&out);
	migration_done(&w.migration);
	return w.status;
}
