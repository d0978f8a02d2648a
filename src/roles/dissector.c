/* dissector: one message after the other, inside a worker's jail, until the asker closes the socket.
 *
 * If a message takes it over, the attacker has this message, this socket, and the memory of one process that
 * ends after some hundred messages: no network, no file, no program, no other process. */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/must.h"
#include "dissect/dissect.h"
#include "identity/results.h"
#include "judge/judge.h"
#include "learn/model.h"
#include "roles/nursery.h"
#include "sys/clock.h"
#include "sys/fd.h"
#include "unpack/result.h"
#include "wire/wire.h"

/* Results of openers that one message may keep in memory. */
#define RESULTS_MAX 64
/* The case file and the tables of results. */
#define MESSAGE_ARENA_MAX (2 * CASEFILE_ARENA_MAX)
/* Texts of a case file that is too large for its binary form: enough for a detector to see what it is. */
#define SHORT_TEXT_MAX 4096

bool dissector_has_rules;
const struct model *dissector_model;

struct dissector {
	int socket;
	struct wire *wire;   /* holds the frame with the question, and in it the message, until the next one */
	struct wire *openers; /* ... and another what the openers say meanwhile */
	struct arena *arena;
	struct features *features; /* scratch of the model */
	struct bytes message;
	struct buf large;    /* ... where it came as a file */
	struct buf form;
	struct buf collected;
	uint64_t job;
	double settled_from;
	int64_t cpu_us; /* our clock at the last answer */
	struct { void *at; size_t len; } results[RESULTS_MAX];
	size_t result_count;
	uint64_t results_octets;
	struct engine_files files; /* for other scanners; fd -1 while there are none */
	uint64_t files_octets;
};

static const enum dissect_open_status statuses[OPEN_STATUS_COUNT] = {
	[OPEN_DONE] = DISSECT_OPENED, [OPEN_PARTLY] = DISSECT_PARTLY, [OPEN_LIMIT] = DISSECT_LIMIT,
	[OPEN_MALFORMED] = DISSECT_MALFORMED, [OPEN_ENCRYPTED] = DISSECT_ENCRYPTED,
	[OPEN_UNSUPPORTED] = DISSECT_UNSUPPORTED, [OPEN_CRASHED] = DISSECT_CRASHED, [OPEN_REFUSED] = DISSECT_NOT_ASKED,
};

/* The result is sealed, so it is read where it lies, without a copy. */
static int
take_result(struct dissector *d, int fd, struct dissect_opened *out)
{
	size_t size;
	struct unpacked u = { 0 };
	if (memfd_check(fd, UNPACK_OCTETS_MAX + UNPACK_TABLE_MAX + 12, &size) != 0 || size == 0)
		return FAULT_INPUT;
	if (d->result_count == RESULTS_MAX || size > DISSECT_UNPACKED_MAX - d->results_octets)
		return FAULT_LIMIT;
	void *at = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (at == MAP_FAILED)
		return FAULT_LIMIT;
	d->results[d->result_count].at = at;
	d->results[d->result_count++].len = size;
	d->results_octets += size;
	struct bytes file = bytes_of(at, size);
	int fault = result_read(file, d->arena, &u);
	if (fault != 0)
		return fault;
	out->format = u.format;
	out->password = u.password;
	for (size_t i = 0; i < u.entries.count; i++) {
		const struct unpacked_entry *from = &u.entries.at[i];
		struct dissect_entry *e = LIST_ADD(d->arena, &out->entries);
		if (e == NULL)
			return FAULT_LIMIT;
		*e = (struct dissect_entry){ .name = from->name, .content = result_content(file, from),
			.size = from->size, .is_folder = from->is_folder, .is_encrypted = from->is_encrypted,
			.is_cut = from->is_cut, .role = from->role };
	}
	out->tricks = u.tricks;
	out->facts = u.facts;
	for (size_t i = 0; i < u.links.count; i++) {
		struct unpacked_link *link = LIST_ADD(d->arena, &out->links);
		if (link == NULL)
			return FAULT_LIMIT;
		*link = u.links.at[i];
	}
	return 0;
}

static void
hear_opened(struct dissector *d, struct dissect_opened *out)
{
	struct wire_message m;
	struct wire_opened opened = { 0 };
	struct bytes text;
	/* The asker answers what it was asked, or is gone.  The message that it had handed over ahead it takes back
	 * when it hears that this one waits. */
	for (;;) {
		if (wire_recv(d->openers, d->socket, &m) != 1)
			_exit(0);
		if (m.type == WIRE_OPENED)
			break;
		wire_message_done(&m);
	}
	must(wire_read(&m, d->arena, &opened) == 0 && opened.job == d->job);
	out->status = statuses[opened.status];
	out->cpu_us = opened.cpu_us;
	if (arena_copy(d->arena, opened.text, &text))
		out->text = text;
	int fault = m.fd_count == 1 ? take_result(d, m.fds[0], out) : 0;
	if (fault != 0) {
		*out = (struct dissect_opened){ .cpu_us = opened.cpu_us };
		out->status = fault == FAULT_LIMIT ? DISSECT_LIMIT : DISSECT_CRASHED;
	}
	wire_message_done(&m);
}

static void
open_container(void *context, const struct dissect_request *request, struct arena *arena, struct dissect_opened *out)
{
	struct dissector *d = context;
	struct wire_open ask = { .job = d->job, .part = request->part, .name = request->name };
	enum open_kind kind = 0;
	while (kind < OPEN_KIND_COUNT && strcmp(open_kind_names[kind], request->kind) != 0)
		kind++;
	if (kind == OPEN_KIND_COUNT) {
		out->status = DISSECT_UNSUPPORTED;
		return;
	}
	ask.kind = kind;
	for (size_t i = 0; i < request->password_count && i < WIRE_PASSWORDS_MAX; i++) {
		struct bytes *password = LIST_ADD(arena, &ask.passwords);
		if (password != NULL)
			*password = request->passwords[i];
	}
	OWN_FD int container = memfd_of("container", request->content);
	if (container < 0 || wire_send(d->wire, d->socket, WIRE_OPEN, &ask, &container, 1) != 0) {
		out->status = DISSECT_NOT_ASKED;
		return;
	}
	fd_close(&container);
	hear_opened(d, out);
}

/* Behind those that are there. */
static bool
keep_file(void *context, struct bytes part, struct bytes content, bool was_locked)
{
	struct dissector *d = context;
	if (d->files.list.count == ENGINE_FILES_MAX || content.len > ENGINE_FILES_OCTETS_MAX - d->files_octets)
		return false;
	if (d->files.fd < 0 && (d->files.fd = memfd_open("files")) < 0)
		return false;
	struct engine_file *f = fd_write_all(d->files.fd, content) == 0 ? LIST_ADD(d->arena, &d->files.list) : NULL;
	if (f == NULL)
		return false;
	*f = (struct engine_file){ .part = part, .at = d->files_octets, .octets = content.len, .was_locked = was_locked };
	d->files_octets += content.len;
	return true;
}

/* Judged by what is known of it, before the rest is read. */
static bool
is_settled(void *context, struct casefile *c)
{
	struct dissector *d = context;
	struct judgement j;
	if (dissector_model != NULL)
		model_tell(dissector_model, c, d->arena, d->features);
	judge(c, NULL, d->arena, &j);
	return j.verdict.score >= d->settled_from;
}

/* Into d->form.  A case file that does not fit loses the length of its texts, and says so. */
static void
write_form(struct dissector *d, struct casefile *c)
{
	buf_clear(&d->form);
	casefile_write(c, &d->form);
	if (buf_ok(&d->form))
		return;
	for (size_t i = 0; i < c->texts.count; i++) {
		c->texts.at[i].visible = bytes_to(c->texts.at[i].visible, SHORT_TEXT_MAX);
		c->texts.at[i].hidden = bytes_to(c->texts.at[i].hidden, SHORT_TEXT_MAX);
	}
	c->urls.count = c->urls.count < CASEFILE_URLS_MAX / 4 ? c->urls.count : CASEFILE_URLS_MAX / 4;
	c->reports.count = 0;
	casefile_gap_add(c, d->arena, BYTES_NONE, GAP_LIMIT, BYTES("the case file was larger than its ceiling"));
	buf_clear(&d->form);
	casefile_write(c, &d->form);
}

/* Into d->collected: what the signatures sign.  Not on the careful attempt, for this may have killed the first. */
static void
collect_identity(struct dissector *d, const struct wire_dissect *ask)
{
	struct identity_collected collected;
	buf_clear(&d->collected);
	if (!ask->wants_identity || ask->is_careful)
		return;
	/* at a ceiling From is ambiguous, and what was found so far is told */
	(void)identity_collect(d->message, d->arena, &collected);
	schema_write(&identity_collected_schema, &collected, &d->collected);
	if (!buf_ok(&d->collected))
		buf_clear(&d->collected);
}

static void
dissect_one(struct dissector *d, const struct wire_message *m)
{
	struct wire_dissect ask = { 0 };
	struct casefile c = { .version = CASEFILE_VERSION };
	must(wire_read(m, d->arena, &ask) == 0);
	d->job = ask.job;
	d->settled_from = ask.settled_from;
	struct dissect_services services = { .open = ask.is_careful ? NULL : open_container, .context = d,
		.has_rules = dissector_has_rules && !ask.is_careful, .files = ask.files,
		.wants_old_hashes = ask.wants_old_hashes, .is_settled = ask.settled_from > 0 && !ask.envelope.wants_words ? is_settled : NULL,
		.file = ask.files != ENGINE_FILES_NONE ? keep_file : NULL };
	buf_clear(&d->large);
	buf_clear(&d->collected);
	int fault = m->fd_count != 0 ? fd_read_all(m->fds[0], DISSECT_MESSAGE_MAX, &d->large) : 0;
	d->message = m->fd_count != 0 ? buf_bytes(&d->large) : ask.message;
	if (fault == 0) {
		dissect_message(&services, &ask.envelope, d->message, d->arena, &c);
		if (dissector_model != NULL)
			model_tell(dissector_model, &c, d->arena, d->features);
		collect_identity(d, &ask);
	} else {
		casefile_gap_add(&c, d->arena, BYTES_NONE, fault == FAULT_LIMIT ? GAP_LIMIT : GAP_CRASHED,
		    BYTES("the message could not be read"));
	}
	write_form(d, &c);
	/* Since the answer before: the clock is a system call, so it is read once. */
	int64_t now = clock_cpu_us();
	struct wire_case answer = { .job = d->job, .casefile = buf_bytes(&d->form),
		.collected = buf_bytes(&d->collected), .cpu_us = (uint64_t)(now - d->cpu_us) };
	d->cpu_us = now;
	bool has_files = d->files.list.count != 0 && memfd_seal(d->files.fd) == 0;
	if (has_files) {
		answer.files.at = d->files.list.at;
		answer.files.count = d->files.list.count;
	}
	if (!buf_ok(&d->form) || wire_send(d->wire, d->socket, WIRE_CASE, &answer, &d->files.fd, has_files) != 0)
		_exit(1);
}

static void
forget(struct dissector *d)
{
	for (size_t i = 0; i < d->result_count; i++)
		(void)munmap(d->results[i].at, d->results[i].len);
	d->result_count = 0;
	d->results_octets = 0;
	fd_close(&d->files.fd);
	d->files = (struct engine_files){ .fd = -1 };
	d->files_octets = 0;
	arena_reset(d->arena);
	/* One large message must not cost its memory for all that follow. */
	if (d->large.room > (size_t)4 << 20)
		buf_done(&d->large);
}

static int
serve(int socket)
{
	struct wire_message m;
	struct dissector d = { .socket = socket, .wire = wire_new(WIRE_TO_DISSECTOR), .openers = wire_new(WIRE_TO_DISSECTOR),
		.files = { .fd = -1 }, .arena = arena_new(MESSAGE_ARENA_MAX), .cpu_us = clock_cpu_us(), .features = xcalloc(1, sizeof *d.features) };
	buf_init(&d.large, DISSECT_MESSAGE_MAX);
	buf_init(&d.form, CASEFILE_OCTETS_MAX);
	buf_init(&d.collected, WIRE_COLLECTED_MAX);
	while (wire_recv(d.wire, socket, &m) == 1) {
		must(m.type == WIRE_DISSECT);
		dissect_one(&d, &m);
		wire_message_done(&m);
		forget(&d);
	}
	buf_done(&d.large);
	buf_done(&d.form);
	buf_done(&d.collected);
	arena_free(d.arena);
	wire_free(d.wire);
	wire_free(d.openers);
	free(d.features);
	return 0;
}

static const struct jail nursery_jail = {
	.role = "dissectors", .profile = JAIL_NURSERY,
	.memory_max = (uint64_t)4 << 30, .cpu_seconds_max = JAIL_NO_LIMIT,
	.file_octets_max = (uint64_t)256 << 20, .descriptors_max = 64,
};

/* Some hundred messages of a few milliseconds at most; the pipeline's clock ends one that takes long, this one that escapes
 * the pipeline.  Memory: the message, its decoded parts, and DISSECT_UNPACKED_MAX of results. */
static const struct jail worker_jail = {
	.role = "dissector", .profile = JAIL_WORKER,
	.memory_max = (uint64_t)2 << 30, .cpu_seconds_max = 300,
	.file_octets_max = (uint64_t)256 << 20, .descriptors_max = 16,
};

const struct brood brood_dissectors = {
	.worker = "dissector",
	.nursery_jail = &nursery_jail,
	.worker_jail = &worker_jail,
	.preload = dissect_preload,
	.serve = serve,
};
