/* A purchase order, a quotation, a scanned document, in an archive, a page or behind a strange
 * link.  Business mail is full of real ones, as PDF; so the risky file is asked for first. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	static const struct lure lure = { { "order_receipt", "attachment_lure" },
		FITS_RISKY_FILE | FITS_STRANGER | FITS_PRESSURE };
	if (lure_fits(c, out->body, FITS_RISKY_FILE) != 0)
		lure_look(c, out, &lure);
}

const struct detector detect_lure_order = {
	.name = "lure_order",
	.family = FAMILY_CONTENT,
	.type = TYPE_VIRUS,
	.weight = 2,
	.says = SAYS_CLIENT,
	.asks = "Is an order or a document announced that comes as an archive, page or program?",
	.source = "requirement G25; Agent Tesla and Emotet themes",
	.en = "It announces an order or a document (\"{1}\") in a risky kind of file.",
	.zh = "以订单、单据（“{1}”）为由投递高风险文件。",
	.look = look,
};
