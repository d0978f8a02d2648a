#include <stdio.h>
#include <unistd.h>

#include "base/must.h"
#include "roles/supervise_inside.h"
#include "sys/fd.h"

/* The state is written by us and read by our next self, perhaps a newer program: the schema says if it fits. */
#define STATE_MAX 65536

struct state_process {
	uint32_t kind;
	uint32_t generation;
	int64_t pid;
	uint32_t control; /* 1 + descriptor, 0: none */
	bool is_ready;
	bool is_ending;
	int64_t due_us;
};

struct state_listening {
	struct bytes address;
	uint32_t fd;
};

struct state {
	uint32_t generation;
	uint32_t lock_fd;
	LIST(struct state_process) processes;
	LIST(struct state_listening) listening;
};

static const struct field process_fields[] = {
	FIELD(1, FIELD_U32, struct state_process, kind, PROCESS_KINDS - 1),
	FIELD(2, FIELD_U32, struct state_process, generation, 0),
	FIELD(3, FIELD_I64, struct state_process, pid, 0),
	FIELD(4, FIELD_U32, struct state_process, control, 0),
	FIELD(5, FIELD_BOOL, struct state_process, is_ready, 0),
	FIELD(6, FIELD_BOOL, struct state_process, is_ending, 0),
	FIELD(7, FIELD_I64, struct state_process, due_us, 0),
};
static const struct schema process_schema = SCHEMA(struct state_process, process_fields);

static const struct field listening_fields[] = {
	FIELD(1, FIELD_TEXT, struct state_listening, address, 299),
	FIELD(2, FIELD_U32, struct state_listening, fd, 0),
};
static const struct schema listening_schema = SCHEMA(struct state_listening, listening_fields);

static const struct field state_fields[] = {
	FIELD(1, FIELD_U32, struct state, generation, 0),
	FIELD(2, FIELD_U32, struct state, lock_fd, 0),
	FIELD_OF(3, FIELD_LIST, struct state, processes, PROCESSES_MAX, &process_schema),
	FIELD_OF(4, FIELD_LIST, struct state, listening, CONF_LISTENERS_MAX, &listening_schema),
};
static const struct schema state_schema = SCHEMA(struct state, state_fields);

static void
collect(const struct supervisor *s, struct arena *arena, struct state *out)
{
	*out = (struct state){ .generation = s->generation, .lock_fd = (uint32_t)s->lock_fd };
	for (size_t i = 0; i < PROCESSES_MAX; i++) {
		const struct process *p = &s->processes[i];
		if (!p->is_used || p->pid == 0 || p->kind == PROCESS_CHECK)
			continue;
		struct state_process *kept = LIST_ADD(arena, &out->processes);
		must(kept != NULL);
		*kept = (struct state_process){ .kind = p->kind, .generation = p->generation, .pid = p->pid,
			.control = (uint32_t)(p->control + 1), .is_ready = p->is_ready, .is_ending = p->is_ending,
			.due_us = p->due_us };
		if (p->control >= 0)
			(void)fd_pass_through_exec(p->control, true);
	}
	for (size_t i = 0; i < s->listening_count; i++) {
		struct state_listening *kept = LIST_ADD(arena, &out->listening);
		must(kept != NULL);
		*kept = (struct state_listening){ .address = bytes_of_cstr(s->listening[i].address),
			.fd = (uint32_t)s->listening[i].fd };
		(void)fd_pass_through_exec(s->listening[i].fd, true);
	}
	(void)fd_pass_through_exec(s->lock_fd, true);
}

int
inherit_write(const struct supervisor *s, struct why *why)
{
	struct state state;
	struct buf form;
	struct arena *arena = arena_new(STATE_MAX);
	buf_init(&form, STATE_MAX);
	collect(s, arena, &state);
	schema_write(&state_schema, &state, &form);
	int fd = buf_ok(&form) ? memfd_of("state", buf_bytes(&form)) : -1;
	buf_done(&form);
	arena_free(arena);
	if (fd < 0 || fd_pass_through_exec(fd, true) != 0)
		return why_system(why, "writing the state for the reload");
	return fd;
}

static int
inherited_fd(uint32_t fd)
{
	int number = (int)fd;
	(void)fd_pass_through_exec(number, false);
	return number;
}

static void
take(struct supervisor *s, const struct state *state)
{
	s->generation = state->generation;
	s->lock_fd = inherited_fd(state->lock_fd);
	for (size_t i = 0; i < state->processes.count; i++) {
		const struct state_process *from = &state->processes.at[i];
		s->processes[i] = (struct process){ .is_used = true, .kind = (enum process_kind)from->kind,
			.generation = from->generation, .pid = from->pid, .is_ready = from->is_ready,
			.is_ending = from->is_ending, .due_us = from->due_us,
			.control = from->control != 0 ? inherited_fd(from->control - 1) : -1 };
	}
	for (size_t i = 0; i < state->listening.count; i++) {
		const struct state_listening *from = &state->listening.at[i];
		s->listening[i].fd = inherited_fd(from->fd);
		(void)snprintf(s->listening[i].address, sizeof s->listening[i].address, "%.*s", BYTES_ARGS(from->address));
	}
	s->listening_count = state->listening.count;
}

int
inherit_read(struct supervisor *s, int fd, struct why *why)
{
	size_t size;
	struct state state = { 0 };
	struct buf form;
	struct arena *arena = arena_new((size_t)4 * STATE_MAX);
	buf_init(&form, STATE_MAX);
	int fault = memfd_check(fd, STATE_MAX, &size);
	if (fault == 0)
		fault = fd_read_all(fd, STATE_MAX, &form);
	if (fault == 0)
		fault = schema_read(&state_schema, buf_bytes(&form), arena, &state);
	if (fault == 0)
		take(s, &state);
	else
		why_set(why, FAULT_CONFIG, "the state of the former program cannot be read");
	buf_done(&form);
	arena_free(arena);
	fd_close(&fd);
	return fault == 0 ? 0 : FAULT_CONFIG;
}
