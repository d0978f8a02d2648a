/* "Scan the code with your telephone": it takes the reader from the guarded computer to the
 * unguarded telephone. */
#include "detect/lure.h"

static void
look(const struct casefile *c, struct findings *out)
{
	struct bytes sample;
	double spoken = lure_spoken(c, "scan_qr", &sample);
	if (spoken <= 0)
		return;
	uint32_t fits = lure_fits(c, out->body, FITS_QR | FITS_PRESSURE);
	if ((fits & FITS_QR) != 0)
		finding_add(out,
		    (spoken + 0.35 + (fits & FITS_PRESSURE ? 0.15 : 0)) * lure_damping(c),
		    BYTES_NONE, sample);
}

const struct detector detect_lure_scan_qr = {
	.name = "lure_scan_qr",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 1.8,
	.asks = "Does it ask to scan a picture?",
	.source = "requirement G15",
	.en = "It asks to scan a picture with a telephone (\"{1}\").",
	.zh = "要求用手机扫描图片中的二维码（“{1}”）。",
	.look = look,
};
