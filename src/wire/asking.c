#include "wire/asking.h"

#include "base/must.h"

static const struct schema *
schema_of(enum wire_type type, uint32_t kind)
{
	must(type == WIRE_QUESTION || type == WIRE_ANSWER);
	must(kind < ASK_KIND_COUNT);
	return type == WIRE_QUESTION ? ask_kinds[kind].question : ask_kinds[kind].answer;
}

void
ask_write(enum wire_type type, uint32_t kind, const void *object, struct buf *out)
{
	const struct schema *schema = schema_of(type, kind);
	if (schema != NULL)
		schema_write(schema, object, out);
}

int
ask_send_all(struct wire *w, int fd, enum wire_type type, const struct wire_question *all, size_t count,
    const struct ask_fds *fds)
{
	struct wire_questions said = { .all = { .at = (struct wire_question *)(uintptr_t)all, .count = count } };
	must(count == 1 || (count <= WIRE_QUESTIONS_MAX && (fds == NULL || fds->count == 0)));
	return wire_send(w, fd, type, &said, fds != NULL ? fds->at : NULL, fds != NULL ? fds->count : 0);
}

int
ask_send(struct wire *w, int fd, enum wire_type type, const struct wire_question *head, const void *object,
    const struct ask_fds *fds)
{
	struct wire_question whole = { .serial = head->serial, .kind = head->kind };
	struct buf body;
	buf_init(&body, ASK_OCTETS_MAX);
	ask_write(type, head->kind, object, &body);
	whole.body = buf_bytes(&body);
	int fault = buf_ok(&body) ? ask_send_all(w, fd, type, &whole, 1, fds) : FAULT_LIMIT;
	buf_done(&body);
	return fault;
}

int
ask_read_all(const struct wire_message *m, struct arena *a, struct wire_questions *out)
{
	*out = (struct wire_questions){ 0 };
	if (m->type != WIRE_QUESTION && m->type != WIRE_ANSWER)
		return FAULT_INPUT;
	int fault = wire_read(m, a, out);
	if (fault != 0)
		return fault;
	if (out->all.count == 0 || (out->all.count != 1 && m->fd_count != 0))
		return FAULT_INPUT;
	return m->type == WIRE_QUESTION && m->fd_count > ask_kinds[out->all.at[0].kind].fds_in ? FAULT_INPUT : 0;
}

int
ask_read_one(enum wire_type type, const struct wire_question *head, struct arena *a, void **out_object)
{
	const struct schema *schema = schema_of(type, head->kind);
	struct bytes body;
	*out_object = NULL;
	if (schema == NULL)
		return head->body.len == 0 ? 0 : FAULT_INPUT;
	if (!arena_copy(a, head->body, &body) || (*out_object = arena_get(a, 1, schema->size)) == NULL)
		return FAULT_LIMIT;
	return schema_read(schema, body, a, *out_object);
}

int
ask_read(const struct wire_message *m, struct arena *a, struct wire_question *out_head, void **out_object)
{
	struct wire_questions said;
	int fault = ask_read_all(m, a, &said);
	if (fault != 0)
		return fault;
	if (said.all.count != 1)
		return FAULT_INPUT;
	*out_head = said.all.at[0];
	return ask_read_one(m->type, out_head, a, out_object);
}
