/* decoders: one function for each library, shared by the files of src/picture and nothing else.
 *
 * Each takes octets whose header picture_size() has accepted, gives 0 and *OUT, or FAULT_INPUT. */
#ifndef PICTURE_DECODERS_H
#define PICTURE_DECODERS_H

#include "picture/picture.h"

int decode_png(struct bytes octets, struct picture *out);
int decode_jpeg(struct bytes octets, struct picture *out);
int decode_gif(struct bytes octets, struct picture *out);
int decode_webp(struct bytes octets, struct picture *out);
int decode_bmp(struct bytes octets, struct picture *out);
int decode_pgm(struct bytes octets, struct picture *out);

/* Memory for it, white. */
void picture_init(struct picture *p, uint32_t width, uint32_t height, uint32_t channels);

#endif
