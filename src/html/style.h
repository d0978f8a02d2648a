/* style: the few CSS properties that hide text, from style attributes and simple rules; inside src/html only.
 *
 * Selectors understood: tag, .class, #id, tag.class, tag#id, * and comma lists of them; rules inside a
 * conditional @media are not applied (newsletters hide their desktop version on telephones that way).  Other
 * selectors are passed over, because applying them without a tree would hide text that people see.
 *
 * Ceilings: 1,024 selectors that hide or colour, eight probes per look-up, so that a style sheet of colliding
 * names costs no more than any other. */
#ifndef HTML_STYLE_H
#define HTML_STYLE_H

#include "base/arena.h"
#include "html/tags.h"

#define STYLE_RULES_MAX 1024u

enum css_property {
	CSS_DISPLAY,    /* 1: none */
	CSS_VISIBILITY, /* 1: hidden or collapse */
	CSS_OPACITY,    /* thousandths */
	CSS_FONT_SIZE,  /* >= 0: thousandths of a pixel; below: -1 - thousandths of the parent's */
	CSS_COLOR,      /* 0xRRGGBBAA */
	CSS_BACKGROUND,
	CSS_BACKGROUND_IMAGE, /* 1: something else than a colour lies behind the text */
	CSS_WIDTH,            /* lengths: thousandths of a pixel */
	CSS_HEIGHT,
	CSS_MAX_WIDTH,
	CSS_MAX_HEIGHT,
	CSS_OVERFLOW, /* 1: hidden */
	CSS_POSITION, /* 1: absolute or fixed */
	CSS_LEFT,
	CSS_TOP,
	CSS_TEXT_INDENT,
	CSS_MARGIN_LEFT,
	CSS_MARGIN_TOP,
	CSS_CLIP,      /* 1: clipped to nothing */
	CSS_TRANSFORM, /* 1: scaled to nothing, 2: moved away */
	CSS_MSO_HIDE,  /* 1: all */
	CSS_COUNT,
};

struct css {
	uint32_t set;
	uint32_t important;
	int32_t value[CSS_COUNT];
};

static inline bool
css_has(const struct css *c, enum css_property p)
{
	return (c->set >> p & 1) != 0;
}

/**
 * css_declare(declarations, out): Add "name: value; ..." to OUT, the later winning.
 *
 * Cost: linear; a value's first 128 octets count
 */
void css_declare(struct bytes declarations, struct css *out);

/* FROM over TO, as the cascade does (important declarations stay). */
void css_apply(struct css *to, const struct css *from);

/**
 * css_colour(text, out): A colour as 0xRRGGBBAA: #hex, rgb(), hsl(), a basic name; bgcolor's bare hex too.
 */
bool css_colour(struct bytes text, int32_t *out);

struct styles;

/* An empty rule table in A; NULL at the arena's ceiling. */
struct styles *styles_new(struct arena *a);

/**
 * styles_read(s, sheet): Add the rules of a style element's text.
 *
 * Cost: linear
 */
void styles_read(struct styles *s, struct bytes sheet);

/* The rules' declarations for one element, least specific first, over OUT. */
void styles_find(const struct styles *s, struct bytes tag, struct bytes classes, struct bytes id, struct css *out);

/* Some rules were not taken in: the table was full. */
bool styles_full(const struct styles *s);

/* A selector that we do not understand sets a background: the page's background is not known. */
bool styles_unsure(const struct styles *s);

#endif
