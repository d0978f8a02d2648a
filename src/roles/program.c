#include "roles/program.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/must.h"
#include "base/utf8.h"
#include "casefile/casefile.h"
#include "sys/fd.h"

/* Where the program finds the container and puts its output. */
#define CONTAINER_FD 3
#define CONTAINER_PATH "/proc/self/fd/3"
#define ARGUMENTS_MAX 12
/* Octets of its output; the jail's file limit is a little above. */
#define PROGRAM_OUTPUT_MAX ((uint64_t)250 << 20)

const struct jail_path program_paths[OPENER_PATHS] = {
	{ .path = "/usr/bin/7zz", .may_run = true, .may_be_absent = true },
	{ .path = "/usr/bin/unar", .may_run = true, .may_be_absent = true },
	{ .path = "/usr/bin/lsar", .may_run = true, .may_be_absent = true },
	{ .path = "/usr/lib", .may_run = true },
	{ .path = "/lib", .may_run = true, .may_be_absent = true },
	{ .path = "/lib64", .may_run = true, .may_be_absent = true },
	{ .path = "/etc/ld.so.cache", .may_be_absent = true },
	/* unar gives up when its user has no name. */
	{ .path = "/etc/passwd", .may_be_absent = true },
	{ .path = "/etc/nsswitch.conf", .may_be_absent = true },
	{ .path = "/usr/share/tesseract-ocr", .may_be_absent = true },
};

const struct jail program_jail = {
	.role = "opener", .profile = JAIL_PROGRAM,
	.memory_max = (uint64_t)768 << 20, .cpu_seconds_max = 5,
	.file_octets_max = (uint64_t)256 << 20, .descriptors_max = 32,
	.paths = program_paths, .path_count = PROGRAM_PATHS,
};

/* Compiled before the jail, only read afterwards. */
static struct jail_filter *child_filter;

int
program_preload(struct why *why)
{
	return child_filter != NULL ? 0 : jail_filter_new(JAIL_PROGRAM_CHILD, &child_filter, why);
}

/* The two programs and how they are asked. */
struct tool {
	const char *path, *list_path;
	const char *list[5];
	const char *extract[6];
	const char *password; /* "-pX" in one word, "-p X" in two */
};

static const struct tool seven = { "/usr/bin/7zz", "/usr/bin/7zz", { "l", "-slt", "-sccUTF-8", "-mmt1" },
	{ "x", "-so", "-bso0", "-bsp0", "-mmt1" }, "-p" };
static const struct tool unar = { "/usr/bin/unar", "/usr/bin/lsar", { "-j" }, { "-o", "-", "-q", "-k", "skip" }, NULL };

struct program {
	const struct tool *tool;
	int container, output;
	const struct unpack_request *r;
	struct arena *arena;
	struct unpacked *out;
	uint64_t octets;
	bool is_slow;
};

static _Noreturn void
become(const struct program *p, const char *const *argv, int container, int output)
{
	static const char *const environment[] = { "LC_ALL=C.UTF-8", "HOME=/", NULL };
	struct why why;
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || dup2(output, STDOUT_FILENO) < 0 || dup2(output, 9) < 0 ||
	    dup2(container, CONTAINER_FD) < 0 || fcntl(CONTAINER_FD, F_SETFD, 0) != 0 ||
	    close_range(CONTAINER_FD + 1, ~0U, 0) != 0 || jail_filter_load(child_filter, &why) != 0)
		_exit(126);
	(void)close(STDIN_FILENO);
	(void)close(STDERR_FILENO);
	(void)execve(argv[0], (char *const *)(uintptr_t)argv, (char *const *)(uintptr_t)environment);
	_exit(127);
}

static bool
cpu_is_spent(struct program *p)
{
	struct rusage used;
	if (getrusage(RUSAGE_CHILDREN, &used) != 0 || used.ru_utime.tv_sec + used.ru_stime.tv_sec >= PROGRAM_CPU_S)
		p->is_slow = true;
	return p->is_slow;
}

/* Run the tool with PASSWORD, its output in p->output.  Gives: its exit status, or -1 when it did not end by itself. */
static int
run(struct program *p, bool is_list, struct bytes password)
{
	const char *argv[ARGUMENTS_MAX] = { is_list ? p->tool->list_path : p->tool->path };
	const char *const *rest = is_list ? p->tool->list : p->tool->extract;
	char text[256];
	int status, count = 1;
	while (rest[0] != NULL)
		argv[count++] = *rest++;
	(void)snprintf(text, sizeof text, "%s%.*s", p->tool->password != NULL ? p->tool->password : "",
	    BYTES_ARGS(bytes_to(password, 200)));
	if (p->tool->password == NULL && password.len > 0)
		argv[count++] = "-p";
	if (p->tool->password != NULL || password.len > 0)
		argv[count++] = text;
	argv[count++] = CONTAINER_PATH;
	argv[count] = NULL;
	if (cpu_is_spent(p) || ftruncate(p->output, 0) != 0 || lseek(p->output, 0, SEEK_SET) != 0)
		return -1;
	pid_t pid = fork();
	if (pid == 0)
		become(p, argv, p->container, p->output);
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	p->is_slow |= WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGXFSZ);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static struct unpacked_entry *
add_entry(struct program *p)
{
	uint32_t max = p->r->entries_max != 0 ? p->r->entries_max : UNPACK_ENTRIES_MAX;
	struct unpacked_entry *e = p->out->entries.count < max ? LIST_ADD(p->arena, &p->out->entries) : NULL;
	if (e != NULL)
		*e = (struct unpacked_entry){ .size = 0 }; /* an earlier listing stood there */
	return e;
}

static bool
value_of(struct bytes line, struct bytes key, struct bytes *out)
{
	if (!bytes_starts(line, key))
		return false;
	*out = bytes_from(line, key.len);
	while (out->len > 0 && (out->at[out->len - 1] == ',' || out->at[out->len - 1] == '\r'))
		out->len--;
	return true;
}

static void
set_name(struct program *p, struct unpacked_entry *e, struct bytes name)
{
	struct bytes kept;
	if (arena_copy(p->arena, bytes_to(name, UNPACK_NAME_MAX), &kept))
		e->name = kept;
}

static uint64_t
size_of(struct bytes text)
{
	uint64_t n;
	return bytes_number(bytes_trim(text), INT64_MAX, &n) == 0 ? n : 0;
}

/* "Path = ..." and its like, a blank line behind each file; those of the archive itself come before ten dashes. */
static void
read_list_7zz(struct program *p, struct bytes text)
{
	struct bytes line, value;
	struct unpacked_entry *e = NULL;
	bool is_inside = false;
	while (bytes_cut(&text, '\n', &line)) {
		if (!is_inside && value_of(line, BYTES("Type = "), &value) && arena_copy(p->arena, bytes_to(value, 32), &value))
			p->out->format = value;
		is_inside |= bytes_equal(line, BYTES("----------"));
		if (!is_inside)
			continue;
		if (value_of(line, BYTES("Path = "), &value)) {
			e = add_entry(p);
			if (e == NULL)
				return;
			set_name(p, e, value);
		} else if (e == NULL) {
			continue;
		} else if (value_of(line, BYTES("Size = "), &value)) {
			e->size = size_of(value);
		} else if (value_of(line, BYTES("Folder = "), &value)) {
			e->is_folder = bytes_starts(value, BYTES("+"));
		} else if (value_of(line, BYTES("Attributes = "), &value)) {
			e->is_folder |= bytes_starts(value, BYTES("D"));
		} else if (value_of(line, BYTES("Encrypted = "), &value)) {
			e->is_encrypted = bytes_starts(value, BYTES("+"));
		}
	}
}

/* "\u00e4" and its like, as JSON has them. */
static struct bytes
unquote(struct program *p, struct bytes text)
{
	struct buf out;
	struct bytes kept = BYTES_NONE;
	text = bytes_slice(text, 1, text.len > 0 ? text.len - 1 : 0);
	buf_init(&out, UNPACK_NAME_MAX * 4);
	for (size_t i = 0; i < text.len; i++) {
		uint32_t cp = 0;
		bool is_code = text.at[i] == '\\' && text.len - i >= 6 && text.at[i + 1] == 'u';
		for (size_t k = 2; is_code && k < 6; k++) {
			int digit = ascii_hex(text.at[i + k]);
			is_code = digit >= 0;
			cp = cp * 16 + (uint32_t)(digit >= 0 ? digit : 0);
		}
		if (is_code) {
			utf8_add(&out, cp >= 0x20 && (cp < 0xD800 || cp > 0xDFFF) ? cp : UTF8_REPLACEMENT);
			i += 5;
		} else if (text.at[i] != '\\' || i + 1 == text.len) {
			buf_add_octet(&out, text.at[i]);
		} else {
			buf_add_octet(&out, text.at[++i]);
		}
	}
	(void)arena_copy(p->arena, buf_bytes(&out), &kept);
	buf_done(&out);
	return kept;
}

/* lsar's JSON has a line for each key; what is deeper than an entry's own keys is indented more. */
static void
read_list_lsar(struct program *p, struct bytes text)
{
	struct bytes line, value;
	struct unpacked_entry *e = NULL;
	while (bytes_cut(&text, '\n', &line)) {
		if (bytes_equal(line, BYTES("    {")))
			e = add_entry(p);
		else if (bytes_equal(line, BYTES("  ],")) || bytes_equal(line, BYTES("  ]")))
			e = NULL;
		else if (value_of(line, BYTES("  \"lsarFormatName\": "), &value))
			p->out->format = unquote(p, value);
		if (e == NULL)
			continue;
		if (value_of(line, BYTES("      \"XADFileName\": "), &value))
			set_name(p, e, unquote(p, value));
		else if (value_of(line, BYTES("      \"XADFileSize\": "), &value))
			e->size = size_of(value);
		else if (value_of(line, BYTES("      \"XADIsDirectory\": "), &value))
			e->is_folder = bytes_starts(value, BYTES("1"));
		else if (value_of(line, BYTES("      \"XADIsEncrypted\": "), &value))
			e->is_encrypted = bytes_starts(value, BYTES("1"));
	}
}

/* List with PASSWORD.  Gives: whether there is anything. */
static bool
list(struct program *p, struct bytes password)
{
	struct buf text;
	int status = run(p, true, password);
	buf_init(&text, PROGRAM_LIST_MAX);
	p->out->entries.count = 0;
	if (status >= 0 && lseek(p->output, 0, SEEK_SET) == 0 && fd_read_all(p->output, PROGRAM_LIST_MAX, &text) == 0) {
		if (p->tool == &seven)
			read_list_7zz(p, buf_bytes(&text));
		else
			read_list_lsar(p, buf_bytes(&text));
	}
	buf_done(&text);
	return p->out->entries.count > 0;
}

static bool
is_locked(const struct program *p)
{
	for (size_t i = 0; i < p->out->entries.count; i++)
		if (p->out->entries.at[i].is_encrypted)
			return true;
	return false;
}

/* What was extracted stands in the order of the list, each file as long as it says. */
static bool
extract(struct program *p, struct bytes password)
{
	off_t end;
	uint64_t want = 0;
	for (size_t i = 0; i < p->out->entries.count; i++)
		want += p->out->entries.at[i].is_folder ? 0 : p->out->entries.at[i].size;
	/* More than may be written; 7zz does not mind the signal. */
	p->is_slow |= want > PROGRAM_OUTPUT_MAX;
	int status = p->is_slow ? -1 : run(p, false, password);
	/* By a wrong password one file in some hundred comes out at its length and as noise: only the status tells.  1 is a
	 * warning of 7zz, about something behind the archive, and a failure of unar. */
	bool is_fit = password.len == 0 ? status == 0 || want > 0 : status == 0 || (status == 1 && p->tool->password != NULL);
	return status >= 0 && (end = lseek(p->output, 0, SEEK_END)) >= 0 && (uint64_t)end == want && is_fit;
}

/* Pass on what was extracted. */
static bool
put_contents(struct program *p)
{
	off_t end = lseek(p->output, 0, SEEK_END);
	uint64_t max = (uint64_t)p->r->container.len * UNPACK_RATIO_MAX;
	max = max > UNPACK_OCTETS_FREE ? max : UNPACK_OCTETS_FREE;
	void *at = end > 0 ? mmap(NULL, (size_t)end, PROT_READ, MAP_PRIVATE, p->output, 0) : NULL;
	if (at == MAP_FAILED)
		return false;
	struct bytes all = bytes_of(at, at != NULL ? (size_t)end : 0);
	bool whole = true;
	for (size_t i = 0; i < p->out->entries.count; i++) {
		struct unpacked_entry *e = &p->out->entries.at[i];
		struct bytes content = e->is_folder ? BYTES_NONE : bytes_to(all, (size_t)e->size);
		all = bytes_from(all, content.len);
		e->at = p->octets;
		e->is_encrypted = false;
		struct bytes fits = bytes_to(content, (size_t)(max - p->octets));
		if (fits.len > 0 && p->r->put(p->r->context, fits) != 0)
			fits.len = 0;
		e->is_cut = fits.len < content.len;
		whole &= !e->is_cut;
		e->octets = fits.len;
		p->octets += fits.len;
	}
	if (!whole)
		p->out->tricks |= 1u << ARCHIVE_BOMB;
	if (at != NULL)
		(void)munmap(at, (size_t)end);
	return whole;
}

/* Opens it, by whatever password. */
static enum unpack_status
open_with(struct program *p)
{
	bool listed = list(p, BYTES_NONE);
	if (p->is_slow)
		return UNPACK_LIMIT;
	if (listed && !is_locked(p))
		return !extract(p, BYTES_NONE) ? (p->is_slow ? UNPACK_LIMIT : UNPACK_MALFORMED)
		       : put_contents(p)       ? UNPACK_DONE
		                               : UNPACK_LIMIT;
	for (size_t i = 0; i < p->r->password_count && i < PROGRAM_TRIES_MAX && !p->is_slow; i++) {
		struct bytes password = p->r->passwords[i], kept;
		if (!listed && !list(p, password))
			continue;
		if (!extract(p, password))
			continue;
		p->out->password = arena_copy(p->arena, password, &kept) ? kept : BYTES_NONE;
		return put_contents(p) ? UNPACK_DONE : UNPACK_LIMIT;
	}
	return p->is_slow ? UNPACK_LIMIT : UNPACK_ENCRYPTED;
}

enum unpack_status
program_open(int fd, const struct unpack_request *r, struct arena *arena, struct unpacked *out, struct bytes *out_text)
{
	static const struct bytes texts[] = {
		[UNPACK_DONE] = { NULL, 0 },
		[UNPACK_PARTLY] = BYTES_INIT("part of the container could not be read"),
		[UNPACK_LIMIT] = BYTES_INIT("the container holds more, or takes longer, than is allowed"),
		[UNPACK_MALFORMED] = BYTES_INIT("the container is damaged, or of a kind that no program here reads"),
		[UNPACK_ENCRYPTED] = BYTES_INIT("the container is encrypted and no password in the mail opens it"),
		[UNPACK_UNSUPPORTED] = BYTES_INIT("no program that opens this is installed"),
	};
	OWN_FD int output = memfd_open("output");
	bool is_rar = bytes_starts(r->container, BYTES("Rar!")) || bytes_starts(bytes_from(r->container, 7), BYTES("**ACE**"));
	struct program p = { .tool = is_rar ? &unar : &seven, .container = fd, .output = output, .r = r, .arena = arena, .out = out };
	enum unpack_status status = UNPACK_UNSUPPORTED;
	if (output >= 0 && access(p.tool->path, X_OK) == 0)
		status = open_with(&p);
	*out_text = texts[status];
	return status;
}
