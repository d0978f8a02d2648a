/* Courses for managers by mass mail, with lecturer, fee and fax number: since 2004 a large part of
 * Chinese spam.  A real invitation names a few of these things, an advertisement all of them. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct bytes words[] = { BYTES_INIT("培训"), BYTES_INIT("课程"),
		BYTES_INIT("讲师"), BYTES_INIT("主讲"), BYTES_INIT("报名"), BYTES_INIT("费用"),
		BYTES_INIT("元/人"), BYTES_INIT("学员"), BYTES_INIT("授课"), BYTES_INIT("课程大纲"),
		BYTES_INIT("参会"), BYTES_INIT("咨询电话"), BYTES_INIT("企业内训"),
		BYTES_INIT("公开课"), BYTES_INIT("研修班"), BYTES_INIT("团购"), BYTES_INIT("名额有限"),
		BYTES_INIT("报名热线"), BYTES_INIT("时间地点"), BYTES_INIT("课程收益"), BYTES_INIT("授课对象"),
		BYTES_INIT("课程背景"), BYTES_INIT("退订") };
	size_t count = 0;
	uint32_t han = 0;
	for (size_t i = 0; i < c->texts.count; i++)
		han += c->texts.at[i].letters_han != 0;
	if (han == 0 || body_chars(c) >= 4000)
		return;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		count += body_says(c, out->body, &words[i], 1).len != 0;
	if (count >= 5)
		finding_add(out, (count >= 8 ? 1 : count >= 7 ? 0.8 : 0.4) * lure_damping(c), BYTES_NONE,
		    text_number(out, count));
}

const struct detector detect_seminar_offer = {
	.name = "seminar_offer",
	.family = FAMILY_CONTENT,
	.type = TYPE_SPAM,
	.weight = 4.2,
	.asks = "Does it advertise a course?",
	.source = "Chinese spam corpora (CCERT)",
	.en = "It advertises a course ({1} of the usual words).",
	.zh = "推销培训课程（含 {1} 个常见推销用语）。",
	.look = look,
};
