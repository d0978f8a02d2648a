#include "cli/teaching.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

#include "cli/show.h"

struct bytes
teaching_asker(void)
{
	const struct passwd *who = getpwuid(getuid());
	return who != NULL ? bytes_of_cstr(who->pw_name) : BYTES("unknown");
}

bool
teaching_word(const bool flags[LESSON_AS_COUNT], enum lesson_as *out)
{
	unsigned given = 0;
	for (int i = 0; i < LESSON_AS_COUNT; i++)
		if (flags[i]) {
			given++;
			*out = (enum lesson_as)i;
		}
	if (given != 1)
		(void)fprintf(stderr, "What was it? Say one of --spam, --phish, --virus and --ham.\n");
	return given == 1;
}

static void
print_text(const struct keeping *k, const struct answer_lesson *got, enum lesson_as as, const char *what, struct buf *out)
{
	static const char *const kinds[LESSON_AS_COUNT][2] = { { "spam", "垃圾邮件" }, { "phishing", "钓鱼邮件" },
		{ "virus", "病毒邮件" }, { "ham", "正常邮件" } };
	bool is_zh = k->language == LANGUAGE_ZH;
	buf_addf(out, "%.*s  %s  ", BYTES_ARGS(got->id), kinds[as][is_zh]);
	(void)show_text(out, bytes_of_cstr(what), 200);
	if (got->is_old)
		buf_add_cstr(out, is_zh ? "：此前已作过相同反馈，未作改动\n" : ": said before, nothing has changed\n");
	else if (is_zh)
		buf_addf(out, "：指纹 %u 个，发件方信誉 %u 项，%s\n", got->prints, got->credits, got->is_learned ? "已学习用语" : "无可学习的文字");
	else
		buf_addf(out, ": %u fingerprint(s), %u key(s) of its sender, %s\n", got->prints, got->credits,
		    got->is_learned ? "words learned" : "no words to learn");
}

int
teaching_give(struct keeping *k, const struct casefile *c, const struct teaching *how, const char *what)
{
	struct ask_lesson question;
	struct buf out;
	void *answer;
	lesson_of(c, k->arena, &question);
	question.by = how->by;
	question.teacher = how->teacher;
	question.as = how->as;
	question.tenant = how->tenant;
	question.hold = how->hold;
	int fault = keeping_ask(k, ASK_LESSON, &question, NULL, &answer);
	if (fault != 0)
		return fault;
	const struct answer_lesson *got = answer;
	buf_init(&out, (size_t)64 << 10);
	if (k->is_json) {
		buf_add_cstr(&out, "{\"path\":");
		json_text(&out, bytes_of_cstr(what));
		buf_addf(&out, ",\"as\":\"%s\",\"answer\":", lesson_as_names[how->as]);
		schema_json(&answer_lesson_schema, got, &out);
		buf_add_cstr(&out, "}\n");
	} else {
		print_text(k, got, how->as, what, &out);
	}
	(void)fwrite(out.at, 1, out.len, stdout);
	buf_done(&out);
	return 0;
}
