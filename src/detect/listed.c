#include "detect/listed.h"

#include <math.h>

/* Does another listing that is meant speak for the same group more strongly? */
static bool
is_outdone(const struct casefile_listings *l, size_t index, uint32_t of, uint32_t kinds)
{
	const struct casefile_listing *mine = &l->found.at[index];
	for (size_t i = 0; i < l->found.count; i++) {
		const struct casefile_listing *other = &l->found.at[i];
		if (i == index || (of >> other->of & 1) == 0 || (kinds >> other->kind & 1) == 0 ||
		    !bytes_equal(other->group, mine->group))
			continue;
		double more = fabs(other->weight) - fabs(mine->weight);
		if (more > 0 || (more >= 0 && i < index))
			return true;
	}
	return false;
}

void
listed_find(const struct casefile *c, struct findings *out, uint32_t of, uint32_t kinds, double full)
{
	const struct casefile_listings *l = &c->asked.lists;
	const struct casefile_listing *best[FINDINGS_PER_DETECTOR_MAX + 1];
	size_t count = 0;
	for (size_t i = 0; i < l->found.count; i++) {
		const struct casefile_listing *f = &l->found.at[i];
		if ((of >> f->of & 1) == 0 || (kinds >> f->kind & 1) == 0 || fabs(f->weight) < 0.01 || is_outdone(l, i, of, kinds))
			continue;
		/* the heaviest first; what falls off the end is lost */
		size_t at = count;
		while (at > 0 && fabs(best[at - 1]->weight) < fabs(f->weight)) {
			best[at] = best[at - 1];
			at--;
		}
		best[at] = f;
		count += count < FINDINGS_PER_DETECTOR_MAX;
	}
	for (size_t i = 0; i < count; i++)
		finding_add(out, fmin(1, fabs(best[i]->weight) / full), BYTES_NONE, best[i]->asked, best[i]->list, best[i]->meaning,
		    best[i]->meaning_zh);
}

bool
listed_any(const struct casefile *c, uint32_t of, uint32_t kinds)
{
	const struct casefile_listings *l = &c->asked.lists;
	for (size_t i = 0; i < l->found.count; i++)
		if ((of >> l->found.at[i].of & 1) != 0 && (kinds >> l->found.at[i].kind & 1) != 0)
			return true;
	return false;
}
