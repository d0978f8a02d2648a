#include "wire/asking.h"

#include "base/must.h"

static const struct schema *
schema_of(enum wire_type type, uint32_t kind)
{
	must(type == WIRE_QUESTION || type == WIRE_ANSWER);
	must(kind < ASK_KIND_COUNT);
	return type == WIRE_QUESTION ? ask_kinds[kind].question : ask_kinds[kind].answer;
}

int
ask_send(struct wire *w, int fd, enum wire_type type, const struct wire_question *head, const void *object,
    const struct ask_fds *fds)
{
	const struct schema *schema = schema_of(type, head->kind);
	struct wire_question whole = { .serial = head->serial, .kind = head->kind };
	struct buf body;
	buf_init(&body, ASK_OCTETS_MAX);
	if (schema != NULL)
		schema_write(schema, object, &body);
	whole.body = buf_bytes(&body);
	int fault = buf_ok(&body) ? wire_send(w, fd, type, &whole, fds != NULL ? fds->at : NULL,
	                                fds != NULL ? fds->count : 0)
	                          : FAULT_LIMIT;
	buf_done(&body);
	return fault;
}

int
ask_read(const struct wire_message *m, struct arena *a, struct wire_question *out_head, void **out_object)
{
	struct bytes body;
	struct wire_question head = { 0 };
	if (m->type != WIRE_QUESTION && m->type != WIRE_ANSWER)
		return FAULT_INPUT;
	int fault = wire_read(m, a, &head);
	if (fault != 0)
		return fault;
	const struct schema *schema = schema_of(m->type, head.kind);
	*out_head = head;
	*out_object = NULL;
	if (m->type == WIRE_QUESTION && m->fd_count > ask_kinds[head.kind].fds_in)
		return FAULT_INPUT;
	if (schema == NULL)
		return head.body.len == 0 ? 0 : FAULT_INPUT;
	if (!arena_copy(a, head.body, &body) || (*out_object = arena_get(a, 1, schema->size)) == NULL)
		return FAULT_LIMIT;
	return schema_read(schema, body, a, *out_object);
}
