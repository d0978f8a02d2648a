/* A form in the mail itself.  Surveys and search boxes exist; a field for a password does not. */
#include "detect/common.h"

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->pages.count; i++) {
		const struct casefile_page *page = &c->pages.at[i];
		if (!is_body_part(c, page->part))
			continue;
		for (size_t f = 0; f < page->forms.count; f++) {
			const struct casefile_form *form = &page->forms.at[f];
			if (form->inputs != 0 || form->has_password)
				finding_add(out,
				    form->has_password              ? 1
				        : is_list(c) || is_reply(c) ? 0.1
				                                    : 0.6,
				    casefile_part_id(c, page->part),
				    form->host.len != 0 ? form->host : BYTES("-"));
		}
	}
}

const struct detector detect_form_in_mail = {
	.name = "form_in_mail",
	.family = FAMILY_LINK,
	.type = TYPE_PHISHING,
	.weight = 2.8,
	.says = SAYS_CREDENTIALS,
	.asks = "Does the mail itself hold a form to fill in?",
	.source = "credential phishing",
	.en = "The mail itself holds a form that is sent to {1}.",
	.zh = "邮件正文内含表单，提交至 {1}。",
	.look = look,
};
