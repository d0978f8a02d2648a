#include "picture/codes.h"

#include <math.h>
#include <zbar.h>

#include "base/must.h"
#include "picture/finder.h"
#include "picture/library.h"
#include "picture/reshape.h"

/* A code of this module width in pixels is what zbar reads best. */
#define MODULE_BEST 4.0f
/* Shapes after the one that gave a code, where there seem to be more codes. */
#define MORE_SHAPES 2
/* Below this module width in pixels a page is worth drawing larger. */
#define MODULE_SMALL 3.0f
/* Places of one grey picture where codes may be and are not read at once; a page of text has some by chance. */
#define PLACES_MAX 6
/* The share of the changes of a timing pattern that must be seen. */
#define TIMING_SHARE 0.6f
/* Pixels of a picture that is tried in every shape as a whole: some ten milliseconds a shape. */
#define WHOLE_MAX ((size_t)600 << 10)

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
	static const struct library_function functions[] = {
		{ "zbar_image_scanner_create", &z.scanner_create }, { "zbar_image_scanner_destroy", &z.scanner_destroy },
		{ "zbar_image_scanner_set_config", &z.set_config }, { "zbar_scan_image", &z.scan },
		{ "zbar_image_create", &z.image_create }, { "zbar_image_destroy", &z.image_destroy },
		{ "zbar_image_set_format", &z.set_format }, { "zbar_image_set_size", &z.set_size },
		{ "zbar_image_set_data", &z.set_data }, { "zbar_image_first_symbol", &z.first },
		{ "zbar_symbol_next", &z.next }, { "zbar_symbol_get_data", &z.text },
		{ "zbar_symbol_get_data_length", &z.length },
	};
	return library_load("libzbar.so.0", "no QR code can be read", functions, sizeof functions / sizeof *functions, why);
}

struct search {
	struct arena *arena;
	struct codes *out;
	size_t enough;     /* codes, judging by the marks */
	uint32_t shapes;   /* tried of this grey picture */
	uint32_t found_at; /* the shape that gave the first code */
	bool is_clean;     /* drawn by a program: no noise, no shadow */
	uint64_t pixels_max; /* of out->pixels */
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
	if (s->out->pixels + size > s->pixels_max) {
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

/* Rows enough to be no chance: photographs and screenshots have marks that a row or two cross. */
static bool
is_strong(const struct gray *g, const struct finder *f)
{
	float step = (float)(1 + g->height / FINDER_ROWS_MAX);
	return (float)f->hits * step >= f->module;
}

/* How many codes there may be: three marks each, those seen in enough rows to be no chance. */
static size_t
codes_likely(const struct gray *g, const struct finders *f, bool is_light)
{
	size_t strong = 0;
	for (size_t i = 0; i < f->count; i++)
		strong += f->at[i].is_light == is_light && is_strong(g, &f->at[i]);
	return strong >= 6 ? strong / 3 : 1;
}

/* Could these be the three corners of one code: squares of one size, two sides alike and a right angle between them?
 * Tilted and bent codes keep that within a third. */
static bool
are_corners(const struct finder *a, const struct finder *b, const struct finder *c)
{
	const struct finder *p[3] = { a, b, c };
	float least = fminf(fminf(a->module, b->module), c->module);
	float most = fmaxf(fmaxf(a->module, b->module), c->module), side[3];
	if (most > least * 1.7f)
		return false;
	for (int i = 0; i < 3; i++)
		side[i] = hypotf(p[(i + 1) % 3]->x - p[(i + 2) % 3]->x, p[(i + 1) % 3]->y - p[(i + 2) % 3]->y);
	for (int i = 0; i < 2; i++) /* the longest comes last */
		if (side[i] > side[2]) {
			float t = side[2];
			side[2] = side[i];
			side[i] = t;
		}
	float one = fminf(side[0], side[1]), other = fmaxf(side[0], side[1]), across = hypotf(one, other);
	/* The smallest code has 14 modules between the middles of its marks, the largest 170. */
	return one >= least * 9 && other <= most * 180 && other <= one * 1.6f && side[2] <= across * 1.35f && side[2] >= across / 1.35f;
}

/* Where a code may be: around three marks that lie as its corners do. */
struct place {
	uint32_t x, y, width, height;
	float module;
	float sure; /* how well the rows confirm its marks */
};

/* The rectangle around three corners and the fourth, which has no mark, with a quiet zone. */
static struct place
place_of(const struct gray *g, const struct finder *const corner[3])
{
	float module = (corner[0]->module + corner[1]->module + corner[2]->module) / 3, sure = 0;
	float left = (float)g->width, top = (float)g->height, right = 0, bottom = 0;
	for (int i = 0; i < 3; i++) {
		/* The fourth is opposite one of the three; which one does not matter for a rectangle that has all. */
		const struct finder *a = corner[i], *b = corner[(i + 1) % 3], *c = corner[(i + 2) % 3];
		float dot = (b->x - a->x) * (c->x - a->x) + (b->y - a->y) * (c->y - a->y);
		bool is_right = fabsf(dot) < 0.5f * hypotf(b->x - a->x, b->y - a->y) * hypotf(c->x - a->x, c->y - a->y);
		float x4 = is_right ? b->x + c->x - a->x : a->x, y4 = is_right ? b->y + c->y - a->y : a->y;
		left = fminf(left, fminf(a->x, x4));
		right = fmaxf(right, fmaxf(a->x, x4));
		top = fminf(top, fminf(a->y, y4));
		bottom = fmaxf(bottom, fmaxf(a->y, y4));
		sure += fminf((float)a->hits / a->module, 3);
	}
	float margin = module * 9;
	struct place p = { .module = module, .sure = sure };
	p.x = left > margin ? (uint32_t)(left - margin) : 0;
	p.y = top > margin ? (uint32_t)(top - margin) : 0;
	p.width = (uint32_t)fminf(right + margin, (float)g->width) - p.x;
	p.height = (uint32_t)fminf(bottom + margin, (float)g->height) - p.y;
	return p;
}

/* Is the middle of one inside the other? */
static bool
is_same_place(const struct place *a, const struct place *b)
{
	uint32_t x = b->x + b->width / 2, y = b->y + b->height / 2;
	return x >= a->x && x < a->x + a->width && y >= a->y && y < a->y + a->height;
}

/* Keep the surest PLACES_MAX, of those that overlap the surest. */
static void
keep_place(struct place *places, size_t *count, struct place p)
{
	size_t at = *count;
	for (size_t i = 0; i < *count; i++) {
		if (!is_same_place(&places[i], &p) && !is_same_place(&p, &places[i]))
			continue;
		if (p.sure > places[i].sure)
			places[i] = p;
		return;
	}
	if (*count < PLACES_MAX) {
		*count += 1;
	} else {
		at = 0;
		for (size_t i = 1; i < PLACES_MAX; i++)
			at = places[i].sure < places[at].sure ? i : at;
		if (p.sure <= places[at].sure)
			return;
	}
	places[at] = p;
}

/* Changes between dark and light on the straight line from (X, Y) over LENGTH pixels in direction (DX, DY): one for each
 * MODULE, or nearly?  What has not half of them so far is none: most lines that are looked at are in pages of text. */
static bool
alternates(const struct gray *binary, float x, float y, float dx, float dy, float length, float module)
{
	float count = 0, wanted = TIMING_SHARE * length / module, step = module / 4;
	uint8_t last = 0;
	for (float at = 0; at <= length && count < wanted; at += step) {
		float px = x + dx * at, py = y + dy * at;
		if (px < 0 || py < 0 || px >= (float)binary->width || py >= (float)binary->height)
			break;
		uint8_t here = binary->at[(size_t)py * binary->width + (size_t)px];
		count += at > 0 && here != last;
		last = here;
		if (count + 4 < TIMING_SHARE / 2 * at / module)
			break;
	}
	return count >= wanted;
}

/* Between two corners of a code runs its timing pattern, one module dark, one light (ISO/IEC 18004 s6.3.5).  Letters
 * that happen to lie like corners have nothing like it.  Looked for near where it must be, as pictures bend. */
static bool
has_timing(const struct gray *binary, const struct finder *a, const struct finder *b, const struct finder *c)
{
	float ab = hypotf(b->x - a->x, b->y - a->y), ac = hypotf(c->x - a->x, c->y - a->y);
	float module = (a->module + b->module) / 2, ux = (b->x - a->x) / ab, uy = (b->y - a->y) / ab;
	float vx = (c->x - a->x) / ac, vy = (c->y - a->y) / ac, length = ab - 8 * module;
	for (float off = 2; off <= 4 && length > 0; off += 0.5f)
		if (alternates(binary, a->x + (ux * 4 + vx * off) * module, a->y + (uy * 4 + vy * off) * module, ux, uy, length, module))
			return true;
	return false;
}

/* Either of the two timing patterns: the other may be covered or bent.  The right angle is opposite the longest side. */
static bool
has_any_timing(const struct gray *binary, const struct finder *const p[3])
{
	int right = 0;
	float longest = 0;
	for (int i = 0; i < 3; i++) {
		const struct finder *b = p[(i + 1) % 3], *c = p[(i + 2) % 3];
		float side = hypotf(b->x - c->x, b->y - c->y);
		right = side > longest ? i : right;
		longest = fmaxf(side, longest);
	}
	const struct finder *a = p[right], *b = p[(right + 1) % 3], *c = p[(right + 2) % 3];
	return has_timing(binary, a, b, c) || has_timing(binary, a, c, b);
}

static size_t
find_places(const struct gray *g, const struct gray *binary, const struct finders *f, bool is_light, struct place places[PLACES_MAX])
{
	const struct finder *strong[FINDERS_MAX];
	size_t count = 0, found = 0;
	for (size_t i = 0; i < f->count; i++)
		if (f->at[i].is_light == is_light && is_strong(g, &f->at[i]))
			strong[count++] = &f->at[i];
	for (size_t i = 0; i < count; i++)
		for (size_t k = i + 1; k < count; k++)
			for (size_t l = k + 1; l < count; l++) {
				const struct finder *const corners[3] = { strong[i], strong[k], strong[l] };
				if (are_corners(strong[i], strong[k], strong[l]) && has_any_timing(binary, corners))
					keep_place(places, &found, place_of(g, corners));
			}
	return found;
}

static bool
has_strong(const struct gray *g, const struct finders *f, bool is_light)
{
	for (size_t i = 0; i < f->count; i++)
		if (f->at[i].is_light == is_light && is_strong(g, &f->at[i]))
			return true;
	return false;
}

static bool
may_grow(const struct gray *g, uint32_t factor)
{
	return (uint64_t)g->width * g->height * factor * factor <= PICTURE_KEPT_MAX;
}

/* The shapes of one grey picture, dark on light, the likely ones first; as it is it was scanned already. */
static void
scan_shapes(struct search *s, const struct gray *g, const struct gray *binary, float module, uint32_t how)
{
	uint32_t margin = (uint32_t)(module * 4) + 2;
	if (may_grow(g, 1))
		scan_and_drop(s, gray_padded(g, margin), how);
	if (module < MODULE_BEST && may_grow(g, 2) && !is_done(s)) {
		struct gray larger = gray_larger(g, module < 2 && may_grow(g, 3) ? 3 : 2);
		scan_and_drop(s, gray_padded(&larger, margin * 2), how | CODE_SCALED);
		gray_done(&larger);
	}
	if (s->is_clean)
		return;
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

/* The whole once, then each place in every shape: what a code needs to be read costs its own size, not the page's.  Of
 * a drawn page, and of a colour, only the places: there a code has its corners. */
static void
search_places(struct search *s, const struct gray *g, const struct gray *binary, const struct place *places, size_t count,
    uint32_t how)
{
	bool is_by_places = s->is_clean || (how & CODE_COLOUR) != 0;
	if (!is_by_places)
		scan(s, g, how);
	for (size_t i = 0; i < count && !is_done(s); i++) {
		const struct place *p = &places[i];
		struct gray part = gray_part(g, p->x, p->y, p->width, p->height);
		struct gray part_binary = gray_part(binary, p->x, p->y, p->width, p->height);
		if (is_by_places)
			scan(s, &part, how);
		if (!is_done(s))
			scan_shapes(s, &part, &part_binary, p->module, how);
		s->out->is_small |= p->module < MODULE_SMALL;
		gray_done(&part);
		gray_done(&part_binary);
	}
	/* Bent or cut, a code may lie elsewhere than its marks say. */
	if (!s->is_clean && count != 0 && !is_done(s) && (size_t)g->width * g->height <= WHOLE_MAX)
		scan_shapes(s, g, binary, places[0].module, how);
}

/* One channel of the picture.  Gives: whether it may have a code. */
static bool
search_gray(struct search *s, const struct gray *g, uint32_t how)
{
	struct finders marks;
	struct place places[PLACES_MAX];
	struct gray binary = gray_new(g->width, g->height);
	gray_binary(g, &binary);
	finders_find(&binary, &marks);
	s->out->marks += (uint32_t)marks.count;
	size_t before = s->out->found.count, dark = find_places(g, &binary, &marks, false, places), light = 0;
	s->shapes = s->found_at = 0;
	s->enough = before + codes_likely(g, &marks, false);
	/* A code may have lost a corner: once over the whole is what a strong mark alone is worth. */
	if (dark != 0 || ((how & CODE_COLOUR) == 0 && has_strong(g, &marks, false)))
		search_places(s, g, &binary, places, dark, how);
	if (s->out->found.count == before && (light = find_places(g, &binary, &marks, true, places)) != 0) {
		struct gray negative = gray_inverted(g);
		struct gray binary_negative = gray_inverted(&binary);
		s->enough = before + codes_likely(g, &marks, true);
		search_places(s, &negative, &binary_negative, places, light, how | CODE_INVERTED);
		gray_done(&negative);
		gray_done(&binary_negative);
	}
	gray_done(&binary);
	return dark != 0 || light != 0;
}

int
codes_find(const struct picture *p, bool is_clean, struct arena *arena, struct codes *out)
{
	uint64_t own = (uint64_t)p->width * p->height * CODES_PASSES_MAX;
	uint64_t most = own < CODES_PIXELS_MIN ? CODES_PIXELS_MIN : own > CODES_PIXELS_MAX ? CODES_PIXELS_MAX : own;
	struct search s = { .arena = arena, .out = out, .is_clean = is_clean, .pixels_max = out->pixels + most };
	bool may_have_code = false;
	size_t before = out->found.count;
	if (p->width < PICTURE_CODE_MIN || p->height < PICTURE_CODE_MIN)
		return 0;
	must(z.scan != NULL);
	for (int channel = CHANNEL_LUMA; channel < (p->channels == 3 ? CHANNEL_COUNT : 1); channel++) {
		struct gray g;
		picture_gray(p, (enum picture_channel)channel, &g);
		may_have_code |= search_gray(&s, &g, channel == CHANNEL_LUMA ? 0 : CODE_COLOUR);
		gray_done(&g);
		if (out->found.count > before)
			return 0;
	}
	/* As many shapes as it is worth is a search; fewer, because it is huge, is not. */
	return may_have_code && s.is_spent && own > CODES_PIXELS_MAX ? FAULT_LIMIT : 0;
}

void
codes_find_plain(const struct gray *g, struct arena *arena, struct codes *out)
{
	struct search s = { .arena = arena, .out = out, .enough = 1, .pixels_max = UINT64_MAX };
	scan(&s, g, 0);
}
