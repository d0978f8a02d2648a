#include <sys/stat.h>

#include "base/must.h"
#include "pipeline/inside.h"
#include "sys/fd.h"

/* A case file with its lists, and the octets that its texts point into. */
#define ANSWER_ARENA_MAX (CASEFILE_ARENA_MAX + 2 * CASEFILE_OCTETS_MAX)

/* A deep copy: the asker's envelope may go while the case file stays. */
static bool
copy_envelope(const struct casefile_envelope *from, struct arena *arena, struct casefile_envelope *out)
{
	struct buf form;
	struct bytes kept;
	buf_init(&form, CASEFILE_OCTETS_MAX);
	schema_write(&casefile_envelope_schema, from, &form);
	bool ok = buf_ok(&form) && arena_copy(arena, buf_bytes(&form), &kept);
	*out = (struct casefile_envelope){ 0 };
	ok = ok && schema_read(&casefile_envelope_schema, kept, arena, out) == 0;
	buf_done(&form);
	return ok;
}

void
pipeline_answer_free(struct pipeline_answer *answer)
{
	if (answer->files.list.count != 0)
		fd_close(&answer->files.fd);
	arena_free(answer->arena);
	*answer = (struct pipeline_answer){ 0 };
}

/* The files stand where SAID says, in a file that nobody can change; its descriptor moves to OUT. */
static int
take_files(const struct wire_case *said, struct wire_message *m, struct arena *arena, struct engine_files *out)
{
	size_t size;
	if (said->files.count == 0)
		return m->fd_count == 0 ? 0 : FAULT_INPUT;
	if (m->fd_count != 1 || memfd_check(m->fds[0], ENGINE_FILES_OCTETS_MAX, &size) != 0)
		return FAULT_INPUT;
	for (size_t i = 0; i < said->files.count; i++) {
		const struct engine_file *f = &said->files.at[i];
		struct engine_file *slot = LIST_ADD(arena, &out->list);
		if (slot == NULL)
			return FAULT_LIMIT;
		*slot = *f;
		if (f->octets > size || f->at > size - f->octets || !arena_copy(arena, f->part, &slot->part))
			return FAULT_INPUT;
	}
	out->fd = fd_take(&m->fds[0]);
	return 0;
}

int
answer_of_worker(const struct pipeline_job *job, struct wire_message *m, struct pipeline_answer *out)
{
	struct wire_case said = { 0 };
	struct bytes kept, collected;
	struct engine_files files = { 0 };
	struct arena *arena = arena_new(ANSWER_ARENA_MAX);
	struct casefile *c = arena_get(arena, 1, sizeof *c);
	int fault = wire_read(m, arena, &said);
	if (fault == 0 && said.job != job->id)
		fault = FAULT_INPUT;
	if (fault == 0 && !arena_copy(arena, said.casefile, &kept))
		fault = FAULT_LIMIT;
	if (fault == 0)
		fault = casefile_read(kept, arena, c);
	if (fault == 0 && !arena_copy(arena, said.collected, &collected))
		fault = FAULT_LIMIT;
	c->asked = (struct casefile_asked){ 0 };
	c->is_unread = false;
	/* Who sent it and to whom is not the worker's to say either. */
	if (fault == 0 && !copy_envelope(job->envelope, arena, &c->envelope))
		fault = FAULT_LIMIT;
	if (fault == 0)
		fault = take_files(&said, m, arena, &files);
	if (fault != 0) {
		arena_free(arena);
		return FAULT_INPUT;
	}
	*out = (struct pipeline_answer){ .casefile = c, .arena = arena, .is_by_worker = true,
		.collected = collected, .files = files, .cpu_us = said.cpu_us + job->opener_cpu_us };
	return 0;
}

void
answer_without_worker(const struct pipeline_job *job, enum gap_reason reason, const char *text, bool is_not_read,
    struct pipeline_answer *out)
{
	struct stat st;
	struct bytes octets;
	struct arena *arena = arena_new(ANSWER_ARENA_MAX);
	struct casefile *c = arena_get(arena, 1, sizeof *c);
	c->version = CASEFILE_VERSION;
	must(copy_envelope(job->envelope, arena, &c->envelope));
	if (blob_held(job->message, SIZE_MAX, &octets))
		c->size = octets.len;
	else if (fstat(blob_fd(job->message), &st) == 0 && st.st_size > 0)
		c->size = (uint64_t)st.st_size;
	casefile_gap_add(c, arena, BYTES_NONE, reason, bytes_of_cstr(text));
	c->is_unread = !is_not_read;
	*out = (struct pipeline_answer){ .casefile = c, .arena = arena, .cpu_us = job->opener_cpu_us, .is_not_read = is_not_read };
}
