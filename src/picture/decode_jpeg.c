#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include "picture/decoders.h"

/* Scans of a progressive file that are decoded: each one costs a pass over the whole picture, and 1 KB can name
 * thousands (libjpeg-turbo's own advice, "LIMIT ON NUMBER OF PROGRESSIVE SCANS"). */
#define SCANS_MAX 100

struct jpeg {
	struct jpeg_decompress_struct d;
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	jmp_buf out;
	struct picture *picture;
	uint8_t *row;
};

static _Noreturn void
on_error(j_common_ptr common)
{
	struct jpeg *j = common->client_data;
	longjmp(j->out, 1);
}

static void
on_message(j_common_ptr common, int level)
{
}

static void
on_progress(j_common_ptr common)
{
	struct jpeg *j = common->client_data;
	if (j->d.input_scan_number > SCANS_MAX)
		longjmp(j->out, 1);
}

/* Adobe stores ink inverted; others are rare enough to be read like them. */
static void
row_of_cmyk(const uint8_t *from, uint8_t *to, uint32_t width)
{
	for (uint32_t x = 0; x < width; x++)
		for (uint32_t c = 0; c < 3; c++)
			to[x * 3 + c] = (uint8_t)((uint32_t)from[x * 4 + c] * from[x * 4 + 3] / 255);
}

static void
read_rows(struct jpeg *j)
{
	struct picture *p = j->picture;
	bool is_ink = j->d.out_color_space == JCS_CMYK;
	if (is_ink)
		j->row = malloc((size_t)p->width * 4);
	while (j->d.output_scanline < j->d.output_height) {
		uint8_t *to = p->at + (size_t)j->d.output_scanline * p->width * p->channels;
		JSAMPROW row = is_ink ? j->row : to;
		if (row == NULL || jpeg_read_scanlines(&j->d, &row, 1) != 1)
			return;
		if (is_ink)
			row_of_cmyk(j->row, to, p->width);
	}
}

int
decode_jpeg(struct bytes octets, struct picture *out)
{
	struct jpeg *j = calloc(1, sizeof *j);
	if (j == NULL)
		return FAULT_LIMIT;
	j->picture = out;
	j->d.err = jpeg_std_error(&j->errors);
	j->errors.error_exit = on_error;
	j->errors.emit_message = on_message;
	j->d.client_data = j;
	if (setjmp(j->out) == 0) {
		jpeg_create_decompress(&j->d);
		j->progress.progress_monitor = on_progress;
		j->d.progress = &j->progress;
		jpeg_mem_src(&j->d, octets.at, octets.len);
		(void)jpeg_read_header(&j->d, TRUE);
		J_COLOR_SPACE from = j->d.jpeg_color_space;
		j->d.out_color_space = from == JCS_GRAYSCALE ? JCS_GRAYSCALE
		                     : from == JCS_CMYK || from == JCS_YCCK ? JCS_CMYK : JCS_RGB;
		/* Large ones are made smaller while they are decoded, which is cheaper than afterwards. */
		while (j->d.scale_denom < 8 * j->d.scale_num && (uint64_t)j->d.image_width * j->d.image_height /
		       ((uint64_t)j->d.scale_denom * j->d.scale_denom) > PICTURE_KEPT_MAX)
			j->d.scale_denom *= 2;
		/* The fast transform overflows on squares of four pixels in full black and white, which codes are made of. */
		j->d.dct_method = JDCT_ISLOW;
		(void)jpeg_start_decompress(&j->d);
		picture_init(out, j->d.output_width, j->d.output_height, from == JCS_GRAYSCALE ? 1 : 3);
		read_rows(j);
	}
	/* An error in the middle leaves the rows before it, which is what a client shows too. */
	jpeg_destroy_decompress(&j->d);
	free(j->row);
	free(j);
	return out->at != NULL ? 0 : FAULT_INPUT;
}
