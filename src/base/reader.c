#include "base/reader.h"

void
reader_seek(struct reader *r, size_t pos)
{
	if (pos > r->all.len)
		r->bad = true;
	else
		r->pos = pos;
}

void
reader_skip(struct reader *r, size_t count)
{
	(void)reader_take(r, count);
}
