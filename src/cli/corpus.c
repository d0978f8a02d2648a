#include "cli/corpus.h"

#include <dirent.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ask/ask.h"
#include "base/must.h"
#include "cli/config.h"
#include "cli/inputs.h"
#include "cli/options.h"
#include "cli/workers.h"

/* Messages under way. */
#define WINDOW 64
#define SPOOL_MAX ((size_t)64 << 30)

const char *const label_names[LABEL_COUNT] = { "ham", "bulk", "spam", "phishing", "virus", "bec", "rumor", "illegal" };

struct corpus {
	struct corpus_message *messages;
	size_t count, room;
	char **sources;
	size_t source_count;
	int spool;
	uint64_t spooled;
	const uint8_t *at; /* the spool, mapped */
};

/* One DIR/<source>/<label>. */
struct folder {
	char *path;
	size_t source;
	enum corpus_label label;
};

struct reading {
	struct corpus *corpus;
	struct event_base *base;
	struct pipeline *pipeline;
	struct conf conf;
	struct ask *ask;  /* offline: what a message says of its own way */
	struct event *refill;
	struct casefile_envelope envelope;
	struct folder *folders;
	size_t folder_count, folder;
	struct inputs *inputs;
	size_t under_way;
	bool at_end, any_unread, progress;
	struct buf form;
};

struct slot {
	struct reading *r;
	size_t index;
	struct blob *message;
	struct pipeline_answer answer;
};

/* The names in a folder, in byte order, without those that begin with a dot. */
static int
by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static char **
names_of(const char *path, size_t *out_count)
{
	char **names = NULL;
	size_t count = 0;
	DIR *dir = opendir(path);
	for (struct dirent *e; dir != NULL && (e = readdir(dir)) != NULL;) {
		if (e->d_name[0] == '.')
			continue;
		names = xrealloc(names, count + 1, sizeof *names);
		names[count++] = xstrdup(e->d_name);
	}
	if (dir != NULL)
		(void)closedir(dir);
	if (count != 0)
		qsort(names, count, sizeof *names, by_name);
	*out_count = count;
	return names;
}

static char *
path_of(const char *folder, const char *name)
{
	size_t len = strlen(folder) + strlen(name) + 2;
	char *path = xcalloc(len, 1);
	(void)snprintf(path, len, "%s/%s", folder, name);
	return path;
}

static void
add_labels(struct reading *r, const char *folder, size_t source)
{
	for (int label = 0; label < LABEL_COUNT; label++) {
		struct stat st;
		char *path = path_of(folder, label_names[label]);
		if (stat(path, &st) != 0 || !S_ISDIR(st.st_mode)) {
			free(path);
			continue;
		}
		r->folders = xrealloc(r->folders, r->folder_count + 1, sizeof *r->folders);
		r->folders[r->folder_count++] = (struct folder){ path, source, (enum corpus_label)label };
	}
}

static void
add_sources(struct reading *r, const char *dir)
{
	struct corpus *c = r->corpus;
	size_t count;
	char **names = names_of(dir, &count);
	for (size_t i = 0; i < count; i++) {
		char *folder = path_of(dir, names[i]);
		size_t before = r->folder_count;
		add_labels(r, folder, c->source_count);
		if (r->folder_count != before) {
			c->sources = xrealloc(c->sources, c->source_count + 1, sizeof *c->sources);
			c->sources[c->source_count++] = names[i];
		} else {
			free(names[i]);
		}
		free(folder);
	}
	free(names);
}

static void
on_asked(void *arg)
{
	struct slot *slot = arg;
	struct reading *r = slot->r;
	struct pipeline_answer *answer = &slot->answer;
	struct corpus_message *m = &r->corpus->messages[slot->index];
	buf_clear(&r->form);
	casefile_write(answer->casefile, &r->form);
	must(buf_ok(&r->form));
	m->offset = r->corpus->spooled;
	m->octets = (uint32_t)r->form.len;
	m->cpu_us = (uint32_t)answer->cpu_us;
	for (size_t done = 0; done < r->form.len;) {
		ssize_t n = write(r->corpus->spool, r->form.at + done, r->form.len - done);
		if (n < 0 && errno != EINTR) {
			(void)fprintf(stderr, "postern: the scratch file: %s; set TMPDIR to a place with more room\n", strerror(errno));
			exit(CLI_UNREAD);
		}
		done += n > 0 ? (size_t)n : 0;
	}
	r->corpus->spooled += r->form.len;
	blob_drop(slot->message);
	pipeline_answer_free(answer);
	free(slot);
	r->under_way--;
	if (r->progress && r->corpus->count % 64 == 0)
		(void)fprintf(stderr, "\r%zu messages, folder %zu of %zu ", r->corpus->count, r->folder + 1, r->folder_count);
	event_active(r->refill, 0, 0);
}

static void
on_answer(void *arg, struct pipeline_answer *answer)
{
	struct slot *slot = arg;
	const struct ask_about about = { answer->casefile, answer->collected, answer->arena, BYTES_NONE };
	slot->answer = *answer;
	(void)ask_start(slot->r->ask, &about, on_asked, slot);
}

static void
submit(struct reading *r, struct input *input)
{
	struct corpus *c = r->corpus;
	struct slot *slot = xcalloc(1, sizeof *slot);
	if (c->count == c->room) {
		c->room = c->room * 2 + 1024;
		c->messages = xrealloc(c->messages, c->room, sizeof *c->messages);
	}
	*slot = (struct slot){ .r = r, .index = c->count, .message = blob_of_file(input->fd) };
	c->messages[c->count++] = (struct corpus_message){ .path = input->path,
		.source = r->folders[r->folder].source, .label = r->folders[r->folder].label };
	r->under_way++;
	must(pipeline_submit(r->pipeline, slot->message, &r->envelope, on_answer, slot, NULL) == 0);
}

static void
on_refill(evutil_socket_t fd, short what, void *arg)
{
	struct reading *r = arg;
	while (!r->at_end && r->under_way < WINDOW) {
		struct input input = { NULL, -1 };
		struct why why;
		if (r->inputs == NULL)
			r->inputs = inputs_open(&r->folders[r->folder].path, 1);
		int result = inputs_next(r->inputs, &input, &why);
		if (result > 0) {
			submit(r, &input);
		} else if (result < 0) {
			(void)fprintf(stderr, "postern: %s\n", why.text);
			r->any_unread = true;
			free(input.path);
		} else {
			inputs_close(r->inputs);
			r->inputs = NULL;
			r->at_end = ++r->folder == r->folder_count;
		}
	}
	if (r->at_end && r->under_way == 0)
		(void)event_base_loopbreak(r->base);
}

static int
dissect_all(struct reading *r, const struct workers *workers)
{
	struct why why;
	r->base = event_base_new();
	must(r->base != NULL);
	const struct ask_options ask = { .base = r->base, .conf = &r->conf, .is_offline = true };
	struct workers how = *workers;
	if (ask_new(&ask, &r->ask, &why) == 0) {
		how.wants_old_hashes = ask_wants_old_hashes(r->ask);
		r->pipeline = workers_start(r->base, &how, &why);
	}
	if (r->pipeline == NULL) {
		(void)fprintf(stderr, "postern: %s\n", why.text);
		ask_free(r->ask);
		event_base_free(r->base);
		return CLI_USAGE;
	}
	r->refill = event_new(r->base, -1, 0, on_refill, r);
	must(r->refill != NULL);
	event_active(r->refill, 0, 0);
	(void)event_base_dispatch(r->base);
	if (r->progress)
		(void)fprintf(stderr, "\r%50s\r", "");
	event_free(r->refill);
	workers_stop(r->pipeline);
	ask_free(r->ask);
	event_base_free(r->base);
	return r->any_unread ? CLI_UNREAD : CLI_OK;
}

static int
spool_open(void)
{
	const char *tmp = getenv("TMPDIR");
	return open(tmp != NULL && tmp[0] != 0 ? tmp : "/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

int
corpus_read(char *const *dirs, size_t count, unsigned long jobs, bool asks_model, const char *conf, struct corpus **out)
{
	struct corpus *c = xcalloc(1, sizeof *c);
	struct reading r = { .corpus = c, .progress = isatty(STDERR_FILENO) };
	int status = CLI_USAGE;
	*out = NULL;
	r.envelope.protocol = BYTES("file");
	c->spool = spool_open();
	buf_init(&r.form, CASEFILE_OCTETS_MAX + 4096);
	bool is_configured = config_read(conf, &r.conf);
	for (size_t i = 0; i < count && is_configured; i++)
		add_sources(&r, dirs[i]);
	if (!is_configured)
		; /* what is wrong was said */
	else if (c->spool < 0)
		(void)fprintf(stderr, "postern: no scratch file: %s; set TMPDIR\n", strerror(errno));
	else if (r.folder_count == 0)
		(void)fprintf(stderr, "postern: there is nothing in %s; wanted is DIR/SOURCE/LABEL/, where LABEL is one of"
		                      " ham, bulk, spam, phishing, virus, bec, rumor, illegal\n", dirs[0]);
	else
		status = dissect_all(&r, &(struct workers){ .jobs = (uint32_t)jobs, .asks_no_model = !asks_model, .conf = conf });
	for (size_t i = 0; i < r.folder_count; i++)
		free(r.folders[i].path);
	free(r.folders);
	conf_done(&r.conf);
	buf_done(&r.form);
	if (status != CLI_USAGE && c->spooled != 0) {
		void *at = mmap(NULL, c->spooled, PROT_READ, MAP_PRIVATE, c->spool, 0);
		must(at != MAP_FAILED);
		c->at = at;
	}
	if (status == CLI_USAGE)
		corpus_free(c);
	else
		*out = c;
	return status;
}

void
corpus_free(struct corpus *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->count; i++)
		free(c->messages[i].path);
	for (size_t i = 0; i < c->source_count; i++)
		free(c->sources[i]);
	free(c->messages);
	free(c->sources);
	if (c->at != NULL)
		(void)munmap((void *)(uintptr_t)c->at, c->spooled);
	if (c->spool >= 0)
		(void)close(c->spool);
	free(c);
}

size_t
corpus_count(const struct corpus *c)
{
	return c->count;
}

const struct corpus_message *
corpus_message(const struct corpus *c, size_t i)
{
	return &c->messages[i];
}

struct corpus_message *
corpus_change(struct corpus *c, size_t i)
{
	return &c->messages[i];
}

size_t
corpus_sources(const struct corpus *c)
{
	return c->source_count;
}

const char *
corpus_source(const struct corpus *c, size_t source)
{
	return c->sources[source];
}

void
corpus_casefile(const struct corpus *c, size_t i, struct arena *arena, struct casefile *out)
{
	const struct corpus_message *m = &c->messages[i];
	*out = (struct casefile){ 0 };
	must(casefile_read(bytes_of(c->at + m->offset, m->octets), arena, out) == 0);
}
