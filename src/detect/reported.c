#include "detect/reported.h"

#include <math.h>

#include "detect/common.h"

/* How much of a campaign each kind of fingerprint is. */
static const struct {
	const char *en, *zh;
	double share;
} kinds[PRINT_KIND_COUNT] = {
	[PRINT_TEXT] = { "text", "正文", 1 },
	[PRINT_ATTACHED] = { "attached text", "附件内容", 1 },
	[PRINT_PAGE] = { "page layout", "页面结构", 0.2 },
	[PRINT_LINK] = { "link", "链接", 0.45 },
	[PRINT_PICTURE] = { "picture", "图片", 0.45 },
	[PRINT_FILE] = { "file", "附件", 0.8 },
};
/* A link that came in so many mails for each report on it is everybody's. */
#define COMMON 30.0

static double
share_of(const struct casefile *c, const struct casefile_match *m)
{
	bool has_text = false;
	for (size_t i = 0; i < c->prints.count; i++)
		has_text |= c->prints.at[i].kind == PRINT_TEXT;
	/* Next to no text: the picture is the message.  Malware is its file. */
	if ((m->kind == PRINT_PICTURE && !has_text) || (m->kind == PRINT_FILE && m->virus > 0))
		return 1;
	double share = kinds[m->kind].share;
	if (m->kind == PRINT_LINK || m->kind == PRINT_PAGE)
		share /= 1 + (double)m->seen / (COMMON * (m->reporters + 1));
	return share;
}

/* A link or a layout by itself: footers of lists and templates of senders stand in good and bad mail.  One reporter's word on
 * it counts only beside something that carries the campaign. */
static bool
is_alone(const struct casefile *c, const struct casefile_match *m)
{
	if ((m->kind != PRINT_LINK && m->kind != PRINT_PAGE) || m->reporters > 1)
		return false;
	for (size_t i = 0; i < c->asked.prints.rows.count; i++) {
		const struct casefile_match *other = &c->asked.prints.rows.at[i];
		if (other->kind != PRINT_LINK && other->kind != PRINT_PAGE && !other->is_vetoed && other->reporters != 0)
			return false;
	}
	return true;
}

void
reported_find(const struct casefile *c, enum mail_type type, struct findings *out)
{
	for (size_t i = 0; i < c->asked.prints.rows.count; i++) {
		const struct casefile_match *m = &c->asked.prints.rows.at[i];
		double said = type == TYPE_VIRUS ? m->virus : type == TYPE_PHISHING ? m->phishing : m->spam;
		double all = m->spam + m->phishing + m->virus;
		/* Of two that were said as often the worse one. */
		bool is_first = said > 0 && said >= m->virus && (type == TYPE_VIRUS || said > m->virus) && said >= m->phishing &&
		    (type != TYPE_SPAM || said > m->phishing);
		if (!is_first || m->is_vetoed || all <= m->ham || is_alone(c, m))
			continue;
		/* The first report says most: a second one makes it sure. */
		double strength = share_of(c, m) * (1 - exp2(-2 * (all - m->ham)));
		finding_add(out, strength, casefile_part_id(c, m->part), bytes_of_cstr(kinds[m->kind].en), text_number(out, m->likeness),
		    text_number(out, m->reporters), bytes_of_cstr(kinds[m->kind].zh));
	}
}
