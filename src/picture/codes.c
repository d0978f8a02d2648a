#include "picture/codes.h"

#include <dlfcn.h>
#include <zbar.h>

#include "base/must.h"
#include "picture/finder.h"
#include "picture/reshape.h"

/* A code of this module width in pixels is what zbar reads best. */
#define MODULE_BEST 4.0f
/* Shapes after the one that gave a code, where there seem to be more codes. */
#define MORE_SHAPES 2

/* The few functions of zbar; loaded once, only read afterwards. */
static struct {
	zbar_image_scanner_t *(*scanner_create)(void);
	void (*scanner_destroy)(zbar_image_scanner_t *);
	int (*set_config)(zbar_image_scanner_t *, zbar_symbol_type_t, zbar_config_t, int);
	int (*scan)(zbar_image_scanner_t *, zbar_image_t *);
	zbar_image_t *(*image_create)(void);
	void (*image_destroy)(zbar_image_t *);
	void (*set_format)(zbar_image_t *, unsigned long);
	void (*set_size)(zbar_image_t *, unsigned, unsigned);
	void (*set_data)(zbar_image_t *, const void *, unsigned long, zbar_image_cleanup_handler_t *);
	const zbar_symbol_t *(*first)(const zbar_image_t *);
	const zbar_symbol_t *(*next)(const zbar_symbol_t *);
	const char *(*text)(const zbar_symbol_t *);
	unsigned (*length)(const zbar_symbol_t *);
} z;

int
codes_preload(struct why *why)
{
	static const struct { const char *name; void *to; } functions[] = {
		{ "zbar_image_scanner_create", &z.scanner_create }, { "zbar_image_scanner_destroy", &z.scanner_destroy },
		{ "zbar_image_scanner_set_config", &z.set_config }, { "zbar_scan_image", &z.scan },
		{ "zbar_image_create", &z.image_create }, { "zbar_image_destroy", &z.image_destroy },
		{ "zbar_image_set_format", &z.set_format }, { "zbar_image_set_size", &z.set_size },
		{ "zbar_image_set_data", &z.set_data }, { "zbar_image_first_symbol", &z.first },
		{ "zbar_symbol_next", &z.next }, { "zbar_symbol_get_data", &z.text },
		{ "zbar_symbol_get_data_length", &z.length },
	};
	void *library = dlopen("libzbar.so.0", RTLD_NOW | RTLD_LOCAL);
	if (library == NULL)
		return why_set(why, FAULT_SYSTEM, "no QR code can be read: %s", dlerror());
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		void *function = dlsym(library, functions[i].name);
		if (function == NULL)
			return why_set(why, FAULT_SYSTEM, "libzbar lacks %s", functions[i].name);
		memcpy(functions[i].to, &function, sizeof function);
	}
	return 0;
}

struct search {
	struct arena *arena;
	struct codes *out;
	size_t enough;     /* codes, judging by the marks */
	uint32_t shapes;   /* tried of this grey picture */
	uint32_t found_at; /* the shape that gave the first code */
	bool is_spent;
};

static void
add(struct search *s, struct bytes text, uint32_t how)
{
	struct codes *out = s->out;
	for (size_t i = 0; i < out->found.count; i++)
		if (bytes_equal(out->found.at[i].text, text))
			return;
	struct code *c = out->found.count < CODES_MAX && text.len > 0 ? LIST_ADD(s->arena, &out->found) : NULL;
	if (c == NULL)
		return;
	c->how = how;
	if (!arena_copy(s->arena, bytes_to(text, CODE_OCTETS_MAX), &c->text))
		out->found.count--;
}

static void
scan(struct search *s, const struct gray *g, uint32_t how)
{
	size_t size = (size_t)g->width * g->height;
	if (s->out->pixels + size > CODES_PIXELS_MAX) {
		s->is_spent = true;
		return;
	}
	s->out->pixels += size;
	zbar_image_scanner_t *scanner = z.scanner_create();
	zbar_image_t *image = z.image_create();
	must(scanner != NULL && image != NULL);
	(void)z.set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
	(void)z.set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
	/* As octets: its own guess at the character set would load converters. */
	(void)z.set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
	z.set_format(image, zbar_fourcc('Y', '8', '0', '0'));
	z.set_size(image, g->width, g->height);
	z.set_data(image, g->at, size, NULL);
	if (z.scan(scanner, image) > 0)
		for (const zbar_symbol_t *symbol = z.first(image); symbol != NULL; symbol = z.next(symbol))
			add(s, bytes_of(z.text(symbol), z.length(symbol)), how);
	s->shapes++;
	if (s->found_at == 0 && s->out->found.count > 0)
		s->found_at = s->shapes;
	z.image_destroy(image);
	z.scanner_destroy(scanner);
}

static bool
is_done(const struct search *s)
{
	/* Where more codes seem to be there than are found, a few more shapes are tried, not all. */
	return s->is_spent || s->out->found.count >= s->enough ||
	       (s->found_at != 0 && s->shapes >= s->found_at + MORE_SHAPES);
}

static void
scan_and_drop(struct search *s, struct gray g, uint32_t how)
{
	if (!is_done(s))
		scan(s, &g, how);
	gray_done(&g);
}

/* How many codes there may be: three marks each, those seen in enough rows to be no chance. */
static size_t
codes_likely(const struct gray *g, const struct finders *f, bool is_light)
{
	size_t strong = 0;
	float step = (float)(1 + g->height / FINDER_ROWS_MAX);
	for (size_t i = 0; i < f->count; i++)
		strong += f->at[i].is_light == is_light && (float)f->at[i].hits * step >= f->at[i].module * 1.5f;
	return strong >= 6 ? strong / 3 : 1;
}

/* The width of a module, as most marks have it. */
static float
module_of(const struct finders *f, bool is_light)
{
	const struct finder *best = NULL;
	for (size_t i = 0; i < f->count; i++)
		if (f->at[i].is_light == is_light && (best == NULL || f->at[i].hits > best->hits))
			best = &f->at[i];
	return best != NULL ? best->module : MODULE_BEST;
}

static bool
may_grow(const struct gray *g, uint32_t factor)
{
	return (uint64_t)g->width * g->height * factor * factor <= PICTURE_KEPT_MAX;
}

/* The shapes of one grey picture, dark on light, the likely ones first. */
static void
scan_shapes(struct search *s, const struct gray *g, const struct gray *binary, float module, uint32_t how)
{
	scan(s, g, how);
	if (is_done(s))
		return;
	uint32_t margin = (uint32_t)(module * 4) + 2;
	if (may_grow(g, 1))
		scan_and_drop(s, gray_padded(g, margin), how);
	if (module < MODULE_BEST && may_grow(g, 2) && !is_done(s)) {
		struct gray larger = gray_larger(g, module < 2 && may_grow(g, 3) ? 3 : 2);
		scan_and_drop(s, gray_padded(&larger, margin * 2), how | CODE_SCALED);
		gray_done(&larger);
	}
	for (uint32_t factor = 2; factor <= 8 && !is_done(s) && module / (float)factor > 1.8f; factor *= 2)
		if (g->width >= factor && g->height >= factor)
			scan_and_drop(s, gray_smaller(g, factor), how | CODE_SCALED);
	if (!is_done(s))
		scan(s, binary, how | CODE_BINARY);
	if (!is_done(s))
		scan_and_drop(s, gray_median(g), how | CODE_NOISY);
	if (!is_done(s)) {
		struct gray soft = gray_median(g);
		struct gray hard = gray_new(g->width, g->height);
		gray_binary(&soft, &hard);
		scan(s, &hard, how | CODE_NOISY | CODE_BINARY);
		gray_done(&soft);
		gray_done(&hard);
	}
}

/* One channel of the picture.  Gives: whether it has marks. */
static bool
search_gray(struct search *s, const struct gray *g, uint32_t how)
{
	struct finders marks;
	struct gray binary = gray_new(g->width, g->height);
	gray_binary(g, &binary);
	finders_find(&binary, &marks);
	s->out->marks += (uint32_t)marks.count;
	size_t before = s->out->found.count;
	s->shapes = s->found_at = 0;
	if (marks.dark > 0) {
		s->enough = before + codes_likely(g, &marks, false);
		scan_shapes(s, g, &binary, module_of(&marks, false), how);
	}
	if (marks.light > 0 && s->out->found.count == before) {
		struct gray light = gray_inverted(g);
		struct gray binary_light = gray_inverted(&binary);
		s->enough = before + codes_likely(g, &marks, true);
		scan_shapes(s, &light, &binary_light, module_of(&marks, true), how | CODE_INVERTED);
		gray_done(&light);
		gray_done(&binary_light);
	}
	gray_done(&binary);
	return marks.count > 0;
}

int
codes_find(const struct picture *p, struct arena *arena, struct codes *out)
{
	struct search s = { .arena = arena, .out = out };
	bool has_marks = false;
	size_t before = out->found.count;
	if (p->width < PICTURE_CODE_MIN || p->height < PICTURE_CODE_MIN)
		return 0;
	must(z.scan != NULL);
	for (int channel = CHANNEL_LUMA; channel < (p->channels == 3 ? CHANNEL_COUNT : 1); channel++) {
		struct gray g;
		picture_gray(p, (enum picture_channel)channel, &g);
		has_marks |= search_gray(&s, &g, channel == CHANNEL_LUMA ? 0 : CODE_COLOUR);
		gray_done(&g);
		if (out->found.count > before)
			return 0;
	}
	return has_marks && s.is_spent ? FAULT_LIMIT : 0;
}

void
codes_find_plain(const struct gray *g, struct arena *arena, struct codes *out)
{
	struct search s = { .arena = arena, .out = out, .enough = 1 };
	scan(&s, g, 0);
}
