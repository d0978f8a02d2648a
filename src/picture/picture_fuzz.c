/* Property: whatever the octets are, a picture that is decoded has the size that its header allows, its pixels are
 * all there, and what is found in it is within the ceilings. */
#include "base/must.h"
#include "picture/codes.h"
#include "picture/finder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct picture p;
	struct finders found;
	uint32_t w = 0, h = 0;
	struct bytes octets = bytes_of(data, size);
	enum picture_format format = picture_size(octets, &w, &h);
	must((format == PICTURE_UNKNOWN) == (w == 0 || h == 0));
	/* A header may ask for much; that is tested elsewhere and would only make this slow. */
	if ((uint64_t)w * h > 100000)
		return 0;
	int fault = picture_decode(octets, &p);
	must(fault == 0 || p.at == NULL);
	if (fault == 0) {
		struct gray g, binary;
		must(format != PICTURE_UNKNOWN && p.width > 0 && p.height > 0 && (p.channels == 1 || p.channels == 3));
		picture_gray(&p, CHANNEL_GREEN, &g);
		binary = gray_new(g.width, g.height);
		gray_binary(&g, &binary);
		finders_find(&binary, &found);
		must(found.count <= FINDERS_MAX && found.dark + found.light == found.count);
		for (size_t i = 0; i < found.count; i++)
			must(found.at[i].x >= 0 && found.at[i].x <= (float)g.width && found.at[i].y >= 0 && found.at[i].y <= (float)g.height);
		gray_done(&g);
		gray_done(&binary);
		picture_done(&p);
	}
	return 0;
}
