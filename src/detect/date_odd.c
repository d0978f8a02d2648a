/* A date that is missing, cannot be read, or lies far from the arrival: sorted to the top of the
 * inbox by the future, or made by a clock that nobody sets.  Mail held in queues is late by at most
 * five days (RFC 5321 s4.5.4.1). */
#include "detect/common.h"

#define DAY (24 * 60 * 60)

static void
look(const struct casefile *c, struct findings *out)
{
	int64_t arrived = c->envelope.received_ms / 1000;
	if (arrived == 0 && c->hops.count != 0)
		arrived = c->hops.at[0].date;
	if (c->date == 0) {
		finding_add(out, c->date_text.len == 0 ? 1 : 0.7, BYTES_NONE,
		    c->date_text.len == 0 ? BYTES("-") : c->date_text);
		return;
	}
	/* Dates come from outside: compare by bounds, a difference could overflow. */
	if (arrived <= 0 || arrived > INT64_MAX / 2 || c->date < 0)
		return;
	if (c->date > arrived + 2 * DAY)
		finding_add(out, 0.8, BYTES_NONE, c->date_text);
	else if (c->date < arrived - 14 * DAY)
		finding_add(out, 0.4, BYTES_NONE, c->date_text);
}

const struct detector detect_date_odd = {
	.name = "date_odd",
	.family = FAMILY_BEHAVIOUR,
	.type = TYPE_SPAM,
	.weight = 1.6,
	.asks = "Is its date there, readable and near its arrival?",
	.source = "RFC 5322 s3.6.1",
	.en = "Its date is missing, unreadable or far from the arrival: {1}.",
	.zh = "邮件日期缺失、无法识别或与到达时间相差过大：{1}。",
	.look = look,
};
