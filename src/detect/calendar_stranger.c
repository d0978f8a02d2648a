/* An invitation that a stranger puts into the calendar: it stays there when the mail is gone.  Real
 * invitations come from organisers who can be answered and speak of a meeting. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const char *const themes[] = { "login", "verify_account", "mailbox_expiry",
		"mailbox_quota", "password_expiry", "account_suspended", "payment_change",
		"subsidy", "click_link", "order_receipt", "prize" };
	const struct casefile_part *invitation = NULL;
	for (size_t i = 0; i < c->parts.count && invitation == NULL; i++)
		if (bytes_equal(c->parts.at[i].type, BYTES("text/calendar")) ||
		    bytes_equal(c->parts.at[i].detected, BYTES("text/calendar")))
			invitation = &c->parts.at[i];
	if (invitation == NULL || is_reply(c))
		return;
	uint32_t lures = 0;
	for (size_t i = 0; i < sizeof themes / sizeof themes[0]; i++)
		lures += casefile_lure_any(c, themes[i]) != 0;
	if (lures != 0)
		finding_add(out,
		    (lures >= 2 ? 0.7 : 0.3) +
		        (lure_fits(c, out->body, FITS_STRANGER | FITS_TRICKY_LINK) != 0 ? 0.3 : 0),
		    invitation->id, text_number(out, lures));
}

const struct detector detect_calendar_stranger = {
	.name = "calendar_stranger",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_PHISHING,
	.weight = 2.2,
	.asks = "Does an invitation talk of accounts and payments?",
	.source = "calendar phishing (Sublime 2025)",
	.en = "A calendar invitation carries {1} lures instead of a meeting.",
	.zh = "日历邀请夹带 {1} 类诱饵而非会议内容。",
	.look = look,
};
