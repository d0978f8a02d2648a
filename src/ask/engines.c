/* What other scanners say of the message.  One that is silent is a gap: its own row says which, the gap that something is
 * missing.  The policy's engine_silent says what follows from it. */
#include "ask/inside.h"
#include "casefile/gap.h"

static void
take(struct asking *a, const struct engines_answers *answers)
{
	bool is_told[ENGINE_STATUS_COUNT] = { false };
	for (size_t i = 0; i < answers->count; i++) {
		const struct casefile_engine *from = &answers->at[i];
		struct casefile_engine *to = LIST_ADD(a->arena, &a->casefile->asked.engines);
		if (to == NULL)
			return;
		*to = *from;
		to->name = asking_text(a, from->name);
		to->version = asking_text(a, from->version);
		to->signature = asking_text(a, from->signature);
		to->part = asking_text(a, from->part);
		if (engine_was_silent(from) && !is_told[from->status])
			casefile_gap_add(a->casefile, a->arena, BYTES_NONE, GAP_LIMIT, gap_of_engine(from->status));
		is_told[from->status] = true;
	}
}

static bool
has_attachment(const struct casefile *c)
{
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		if (p->is_attachment || (p->kind == PART_LEAF && !bytes_starts(p->type, BYTES("text/"))))
			return true;
	}
	return false;
}

static int
run(struct asking *a, void **state)
{
	if (*state == NULL) {
		*state = &a->engines;
		(void)asking_engines(a, has_attachment(a->casefile), take);
	}
	return a->engines == NULL;
}

const struct ask_check ask_engines_scan = { .name = "engines", .run = run };
