/* Property: a frame that is taken decodes to an object which, sent again, is a frame that is taken and decodes to
 * the same octets; what a case file answer carries is read like any hostile case file, and so is each question and answer. */
#include "wire/asking.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Room for the struct of any type. */
union any {
	struct wire_spawn spawn;
	struct wire_exited exited;
	struct wire_peer peer;
	struct wire_dissect dissect;
	struct wire_case answer;
	struct wire_open open;
	struct wire_opened opened;
	struct wire_questions questions;
};

static void
check(const struct wire_message *m, struct arena *a)
{
	union any first = { 0 }, second = { 0 };
	struct buf once, twice;
	must(m->kind->schema->size <= sizeof first);
	if (wire_read(m, a, &first) != 0)
		return;
	buf_init(&once, m->kind->payload_max);
	buf_init(&twice, m->kind->payload_max);
	schema_write(m->kind->schema, &first, &once);
	must(buf_ok(&once));
	must(schema_read(m->kind->schema, buf_bytes(&once), a, &second) == 0);
	schema_write(m->kind->schema, &second, &twice);
	must(bytes_equal(buf_bytes(&once), buf_bytes(&twice)));
	if (m->type == WIRE_CASE) {
		struct casefile c = { 0 };
		(void)casefile_read(first.answer.casefile, a, &c);
	}
	struct wire_questions said;
	if ((m->type == WIRE_QUESTION || m->type == WIRE_ANSWER) && ask_read_all(m, a, &said) == 0) {
		must(said.all.count > 0 && said.all.count <= WIRE_QUESTIONS_MAX);
		for (size_t i = 0; i < said.all.count; i++) {
			void *object;
			(void)ask_read_one(m->type, &said.all.at[i], a, &object);
		}
	}
	buf_done(&once);
	buf_done(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 2)
		return 0;
	/* First octet: who receives; second: how many descriptors came along. */
	uint32_t me = data[0];
	size_t fds = data[1] % 8;
	bool in_memfd;
	uint32_t length;
	struct wire_message m = { .fds = { -1, -1, -1, -1 } };
	struct arena *a = arena_new(CASEFILE_ARENA_MAX);
	struct bytes frame = bytes_of(data + 2, size - 2);
	if (wire_check_frame(me, frame, fds, &m, &in_memfd, &length) == 0) {
		must((m.kind->to & me) != 0 && fds >= m.kind->fds_min);
		must(in_memfd || m.payload.len == length);
		if (!in_memfd)
			check(&m, a);
	}
	arena_free(a);
	return 0;
}
