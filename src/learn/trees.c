#include "learn/trees.h"

static const struct field tree_fields[] = {
	FIELD(1, FIELD_U32, struct tree, ask1, DENSE_COUNT - 1),
	FIELD(2, FIELD_U32, struct tree, ask2, DENSE_COUNT - 1),
	FIELD(3, FIELD_U32, struct tree, ask3, DENSE_COUNT - 1),
	FIELD(4, FIELD_DOUBLE, struct tree, at1, 0),
	FIELD(5, FIELD_DOUBLE, struct tree, at2, 0),
	FIELD(6, FIELD_DOUBLE, struct tree, at3, 0),
	FIELD(7, FIELD_DOUBLE, struct tree, leaf1, 0),
	FIELD(8, FIELD_DOUBLE, struct tree, leaf2, 0),
	FIELD(9, FIELD_DOUBLE, struct tree, leaf3, 0),
	FIELD(10, FIELD_DOUBLE, struct tree, leaf4, 0),
};
const struct schema tree_schema = SCHEMA(struct tree, tree_fields);

static inline double
leaf_of(const struct tree *t, const struct dense *d)
{
	if (d->at[t->ask1] > t->at1)
		return d->at[t->ask3] > t->at3 ? t->leaf4 : t->leaf3;
	return d->at[t->ask2] > t->at2 ? t->leaf2 : t->leaf1;
}

double
trees_sum(const struct tree *trees, size_t count, const struct dense *d)
{
	double sum = 0;
	for (size_t i = 0; i < count; i++)
		sum += leaf_of(&trees[i], d);
	return sum;
}
