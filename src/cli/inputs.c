#include "cli/inputs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/must.h"

/* Deeper than any mail store; stops a loop of bind mounts. */
#define DEPTH_MAX 64

struct entry {
	char *name; /* a directory's ends in '/', so that the order of names is the order of paths */
};

struct folder {
	char *path;
	struct entry *entries;
	size_t count;
	size_t next;
};

struct inputs {
	char *const *paths;
	size_t count;
	size_t next;
	struct folder folders[DEPTH_MAX];
	size_t depth;
	FILE *mbox;
	char *mbox_path;
	unsigned long mbox_number;
	char *mbox_line; /* getline's buffer */
	size_t mbox_room;
};

struct inputs *
inputs_open(char *const *paths, size_t count)
{
	struct inputs *in = xcalloc(1, sizeof *in);
	in->paths = paths;
	in->count = count;
	return in;
}

static void
folder_close(struct folder *f)
{
	for (size_t i = 0; i < f->count; i++)
		free(f->entries[i].name);
	free(f->entries);
	free(f->path);
	*f = (struct folder){ 0 };
}

static void
mbox_close(struct inputs *in)
{
	if (in->mbox != NULL)
		(void)fclose(in->mbox);
	free(in->mbox_path);
	in->mbox = NULL;
	in->mbox_path = NULL;
}

void
inputs_close(struct inputs *in)
{
	if (in == NULL)
		return;
	while (in->depth != 0)
		folder_close(&in->folders[--in->depth]);
	mbox_close(in);
	free(in->mbox_line);
	free(in);
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

static char *
join(const char *folder, const char *name)
{
	size_t len = strlen(folder);
	char *path = NULL;
	if (asprintf(&path, "%s%s%s", folder, len != 0 && folder[len - 1] == '/' ? "" : "/", name) < 0)
		must(!"memory for a path");
	return path;
}

static bool
is_folder(const char *path, const struct dirent *e)
{
	struct stat st;
	if (e->d_type != DT_UNKNOWN && e->d_type != DT_LNK)
		return e->d_type == DT_DIR;
	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* In a Maildir, tmp holds messages that are not yet there. */
static void
leave_out_tmp(struct folder *f)
{
	size_t tmp = SIZE_MAX;
	int siblings = 0;
	for (size_t i = 0; i < f->count; i++) {
		if (strcmp(f->entries[i].name, "tmp/") == 0)
			tmp = i;
		siblings += strcmp(f->entries[i].name, "cur/") == 0 || strcmp(f->entries[i].name, "new/") == 0;
	}
	if (tmp == SIZE_MAX || siblings != 2)
		return;
	free(f->entries[tmp].name);
	memmove(&f->entries[tmp], &f->entries[tmp + 1], (--f->count - tmp) * sizeof *f->entries);
}

static int
folder_open(struct inputs *in, char *path, struct why *why)
{
	if (in->depth == DEPTH_MAX) {
		int fault = why_set(why, FAULT_SYSTEM, "%s: deeper than %d folders", path, DEPTH_MAX);
		free(path);
		return fault;
	}
	DIR *dir = opendir(path);
	if (dir == NULL) {
		int fault = why_system(why, path);
		free(path);
		return fault;
	}
	struct folder *f = &in->folders[in->depth++];
	*f = (struct folder){ .path = path };
	size_t room = 0;
	for (struct dirent *e; (e = readdir(dir)) != NULL;) {
		if (e->d_name[0] == '.')
			continue;
		if (f->count == room) {
			room = room != 0 ? room * 2 : 64;
			f->entries = xrealloc(f->entries, room, sizeof *f->entries);
		}
		char *full = join(path, e->d_name);
		struct entry *entry = &f->entries[f->count++];
		if (asprintf(&entry->name, "%s%s", e->d_name, is_folder(full, e) ? "/" : "") < 0)
			must(!"memory for a name");
		free(full);
	}
	(void)closedir(dir);
	if (f->count != 0)
		qsort(f->entries, f->count, sizeof *f->entries, by_name);
	leave_out_tmp(f);
	return 0;
}

static bool
is_separator(const char *line, ssize_t len)
{
	return len >= 5 && memcmp(line, "From ", 5) == 0;
}

static bool
is_blank(const char *line, ssize_t len)
{
	return (len == 1 && line[0] == '\n') || (len == 2 && line[0] == '\r' && line[1] == '\n');
}

/* One message of the mbox into a memory file of its own. */
static int
mbox_next(struct inputs *in, struct input *out, struct why *why)
{
	int fd = memfd_create("message", MFD_CLOEXEC);
	FILE *to = fd >= 0 ? fdopen(dup(fd), "w") : NULL;
	if (to == NULL) {
		if (fd >= 0)
			(void)close(fd);
		mbox_close(in);
		return why_system(why, "memory file");
	}
	/* The separator of this message was read: by open_file, or by the call before. */
	bool ended = true, blank = false;
	for (ssize_t len; (len = getline(&in->mbox_line, &in->mbox_room, in->mbox)) >= 0;) {
		if (blank && is_separator(in->mbox_line, len)) {
			ended = false;
			break;
		}
		blank = is_blank(in->mbox_line, len);
		(void)fwrite(in->mbox_line, 1, (size_t)len, to);
	}
	bool written = fclose(to) == 0 && !ferror(in->mbox);
	if (asprintf(&out->path, "%s#%lu", in->mbox_path, ++in->mbox_number) < 0)
		must(!"memory for a path");
	if (!written) {
		int fault = why_system(why, out->path);
		(void)close(fd);
		free(out->path);
		mbox_close(in);
		return fault;
	}
	if (ended)
		mbox_close(in);
	(void)lseek(fd, 0, SEEK_SET);
	out->fd = fd;
	return 1;
}

static bool
has_mbox_name(const char *path)
{
	size_t len = strlen(path);
	return len < 4 || strcmp(path + len - 4, ".eml") != 0;
}

/* Standard input may be a pipe; a message must be readable from its start. */
static int
copy_stdin(struct why *why)
{
	char piece[65536];
	int fd = memfd_create("stdin", MFD_CLOEXEC);
	if (fd < 0)
		return why_system(why, "memory file");
	for (ssize_t got; (got = read(STDIN_FILENO, piece, sizeof piece)) != 0;) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 || write(fd, piece, (size_t)got) != got) {
			int fault = why_system(why, "standard input");
			(void)close(fd);
			return fault;
		}
	}
	(void)lseek(fd, 0, SEEK_SET);
	return fd;
}

static int
open_file(struct inputs *in, const char *path, struct input *out, struct why *why)
{
	char start[5];
	bool is_stdin = strcmp(path, "-") == 0;
	int fd = is_stdin ? copy_stdin(why) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	struct stat st;
	if (fd < 0)
		return is_stdin ? fd : why_system(why, path);
	if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
		(void)close(fd);
		return why_set(why, FAULT_SYSTEM, "%s: neither a file nor a folder", path);
	}
	if (has_mbox_name(path) && pread(fd, start, 5, 0) == 5 && memcmp(start, "From ", 5) == 0) {
		in->mbox = fdopen(fd, "r");
		if (in->mbox == NULL || getline(&in->mbox_line, &in->mbox_room, in->mbox) < 0)
			must(!"an open file can be read");
		in->mbox_path = xstrdup(path);
		in->mbox_number = 0;
		return mbox_next(in, out, why);
	}
	*out = (struct input){ .path = xstrdup(path), .fd = fd };
	return 1;
}

/* 1 a message, 0 go on, or a fault. */
static int
step(struct inputs *in, struct input *out, struct why *why)
{
	if (in->depth == 0) {
		struct stat st;
		const char *path = in->paths[in->next++];
		if (strcmp(path, "-") != 0 && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
			return folder_open(in, xstrdup(path), why);
		return open_file(in, path, out, why);
	}
	struct folder *f = &in->folders[in->depth - 1];
	if (f->next == f->count) {
		folder_close(f);
		in->depth--;
		return 0;
	}
	const char *name = f->entries[f->next++].name;
	char *path = join(f->path, name);
	size_t len = strlen(path);
	if (path[len - 1] == '/') {
		path[len - 1] = '\0';
		return folder_open(in, path, why);
	}
	int result = open_file(in, path, out, why);
	free(path);
	return result;
}

int
inputs_next(struct inputs *in, struct input *out, struct why *why)
{
	if (in->mbox != NULL)
		return mbox_next(in, out, why);
	while (in->depth != 0 || in->next < in->count) {
		int result = step(in, out, why);
		if (result != 0)
			return result;
	}
	return 0;
}

double
inputs_share(const struct inputs *in)
{
	if (in->count == 0)
		return 1;
	double share = (double)in->next, width = 1;
	if (in->depth != 0)
		share -= 1;
	for (size_t i = 0; i < in->depth; i++) {
		const struct folder *f = &in->folders[i];
		width /= f->count != 0 ? (double)f->count : 1;
		share += width * (f->next != 0 ? (double)(f->next - 1) : 0);
	}
	return share / (double)in->count;
}
