#include "picture/ocr.h"

#include <stdio.h>
#include <stdlib.h>
#include <tesseract/capi.h>
#include <time.h>

#include "base/reader.h"
#include "base/utf8.h"
#include "picture/batch.h"
#include "picture/library.h"
#include "picture/picture.h"
#include "picture/reshape.h"

/* Marks that tesseract makes of lines and specks; a text that is mostly such is none. */
#define LETTERS_MIN 8

static struct {
	__typeof__(TessBaseAPICreate) *create;
	__typeof__(TessBaseAPIInit3) *init;
	__typeof__(TessBaseAPISetVariable) *set_variable;
	__typeof__(TessBaseAPISetPageSegMode) *set_mode;
	__typeof__(TessBaseAPISetImage) *set_image;
	__typeof__(TessBaseAPISetSourceResolution) *set_resolution;
	__typeof__(TessBaseAPIRecognize) *recognize;
	__typeof__(TessBaseAPIGetUTF8Text) *text;
	__typeof__(TessDeleteText) *delete_text;
	__typeof__(TessMonitorCreate) *monitor;
	__typeof__(TessMonitorSetCancelFunc) *set_cancel;
	__typeof__(TessMonitorSetCancelThis) *set_cancel_this;
	__typeof__(TessMonitorDelete) *monitor_delete;
	TessBaseAPI *engine;
} t;

int
ocr_load(struct why *why)
{
	static const struct library_function functions[] = {
		{ "TessBaseAPICreate", &t.create }, { "TessBaseAPIInit3", &t.init },
		{ "TessBaseAPISetVariable", &t.set_variable }, { "TessBaseAPISetPageSegMode", &t.set_mode },
		{ "TessBaseAPISetImage", &t.set_image }, { "TessBaseAPISetSourceResolution", &t.set_resolution },
		{ "TessBaseAPIRecognize", &t.recognize }, { "TessBaseAPIGetUTF8Text", &t.text },
		{ "TessDeleteText", &t.delete_text }, { "TessMonitorCreate", &t.monitor },
		{ "TessMonitorSetCancelFunc", &t.set_cancel }, { "TessMonitorSetCancelThis", &t.set_cancel_this }, { "TessMonitorDelete", &t.monitor_delete },
	};
	/* Threads are what its jail forbids; the library looks when it is loaded. */
	if (setenv("OMP_THREAD_LIMIT", "1", 1) != 0)
		return why_system(why, "setenv");
	int fault = library_load("libtesseract.so.5", "libtesseract5 cannot be loaded", functions, sizeof functions / sizeof *functions, why);
	if (fault != 0)
		return fault;
	TessBaseAPI *engine = t.create();
	if (engine == NULL || t.init(engine, NULL, "eng+chi_sim") != 0)
		return why_set(why, FAULT_SYSTEM, "tesseract lacks a model; are tesseract-ocr-eng and -chi-sim installed?");
	t.set_mode(engine, PSM_AUTO);
	/* Between Chinese characters it writes blanks otherwise. */
	(void)t.set_variable(engine, "preserve_interword_spaces", "1");
	t.engine = engine;
	return 0;
}

static int64_t
cpu_ms(void)
{
	struct timespec now;
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool
has_words(struct bytes text)
{
	size_t letters = 0;
	for (size_t pos = 0; pos < text.len && letters < LETTERS_MIN;) {
		uint32_t cp = utf8_next(text, &pos);
		/* A Chinese word has two characters. */
		letters += cp < 0x80 ? ascii_is_alnum((uint8_t)cp) : cp >= 0x3000 ? 3 : 1;
	}
	return letters >= LETTERS_MIN;
}

struct reading {
	const struct unpack_request *r;
	struct arena *arena;
	struct unpacked *out;
	uint64_t pixels;
	uint64_t octets;
	int64_t left_ms;
	int64_t share_ms;  /* of that, for this picture */
	int64_t begin_ms;  /* of its first line; 0: not yet */
	bool is_stopped;   /* it was not read to its end */
	bool is_cut;
};

/* Asked before each line: finding the lines is bounded by the pixels.  The library's own deadline is wall time, which a busy
 * machine has less of. */
static bool
is_late(void *context, int words)
{
	struct reading *reading = context;
	int64_t now = cpu_ms();
	if (reading->begin_ms == 0)
		reading->begin_ms = now;
	reading->is_stopped |= now - reading->begin_ms >= reading->share_ms;
	return reading->is_stopped;
}

/* The words of G become entry number ITEM; those below the line where its time ends are blanks. */
static void
read_gray(struct reading *reading, const struct gray *g, uint32_t item, bool is_last)
{
	if (reading->left_ms <= 0) {
		reading->is_cut = true;
		return;
	}
	/* A page of good words above must not take the time of what stands below it. */
	reading->share_ms = is_last ? reading->left_ms : (reading->left_ms + 1) / 2;
	reading->begin_ms = 0;
	reading->is_stopped = false;
	ETEXT_DESC *monitor = t.monitor();
	t.set_cancel(monitor, is_late);
	t.set_cancel_this(monitor, reading);
	t.set_image(t.engine, g->at, (int)g->width, (int)g->height, 1, (int)g->width);
	t.set_resolution(t.engine, 200);
	bool is_read = t.recognize(t.engine, monitor) == 0 || reading->is_stopped;
	t.monitor_delete(monitor);
	reading->left_ms -= reading->begin_ms != 0 ? cpu_ms() - reading->begin_ms : 0;
	reading->is_cut |= !is_read || reading->is_stopped;
	char *words = is_read ? t.text(t.engine) : NULL;
	if (words == NULL)
		return;
	struct bytes text = bytes_trim(utf8_prefix(bytes_of_cstr(words), OCR_TEXT_MAX - (size_t)reading->octets)), name;
	char number[16];
	int len = snprintf(number, sizeof number, "%u", item + 1);
	struct unpacked_entry *e = NULL;
	if (has_words(text) && arena_copy(reading->arena, bytes_of(number, (size_t)len), &name))
		e = LIST_ADD(reading->arena, &reading->out->entries);
	if (e != NULL && reading->r->put(reading->r->context, text) == 0) {
		*e = (struct unpacked_entry){ .name = name, .size = text.len, .role = UNPACKED_TEXT, .at = reading->octets,
			.octets = text.len };
		reading->octets += text.len;
	}
	t.delete_text(words);
}

static void
read_picture(struct reading *reading, struct bytes octets, uint32_t item, bool is_last)
{
	struct picture p;
	struct gray g;
	if (picture_decode(octets, &p) != 0)
		return; /* the reader of codes has said so */
	picture_gray(&p, CHANNEL_LUMA, &g);
	picture_done(&p);
	uint64_t pixels = (uint64_t)g.width * g.height;
	if (g.width < OCR_SIDE_MIN || g.height < OCR_SIDE_MIN || pixels > OCR_PIXELS_MAX - reading->pixels) {
		reading->is_cut |= pixels > OCR_PIXELS_MAX - reading->pixels;
		gray_done(&g);
		return;
	}
	reading->pixels += pixels;
	if (pixels < OCR_SMALL) {
		struct gray larger = gray_larger(&g, 2);
		read_gray(reading, &larger, item, is_last);
		gray_done(&larger);
	} else {
		read_gray(reading, &g, item, is_last);
	}
	gray_done(&g);
}

enum unpack_status
ocr_open(const struct unpack_request *r, struct arena *arena, struct unpacked *out, struct bytes *out_text)
{
	struct reading reading = { .r = r, .arena = arena, .out = out, .left_ms = OCR_CPU_MS };
	struct reader items = reader_of(r->container);
	out->format = BYTES("ocr");
	if (t.engine == NULL) {
		*out_text = BYTES("words in pictures are not read: tesseract or a model of it is not installed");
		return UNPACK_UNSUPPORTED;
	}
	for (uint32_t i = 0; i < OCR_PICTURES_MAX && reader_left(&items) >= 8; i++) {
		uint32_t kind = reader_u32le(&items), length = reader_u32le(&items);
		struct bytes octets = reader_take(&items, length);
		if (reader_ok(&items) && kind == BATCH_PICTURE)
			read_picture(&reading, octets, i, reader_left(&items) < 8);
	}
	*out_text = reading.is_cut ? BYTES("more words in pictures than are read") : BYTES_NONE;
	return reading.is_cut ? UNPACK_LIMIT : UNPACK_DONE;
}
