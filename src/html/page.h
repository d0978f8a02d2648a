/* page: the state of reading one page, shared by the files of src/html and nothing else. */
#ifndef HTML_PAGE_H
#define HTML_PAGE_H

#include "base/buf.h"
#include "html/read.h"
#include "html/style.h"
#include "html/tokenize.h"

#define DEPTH_MAX 512u
#define NO_LINK SIZE_MAX

/* An open element. */
struct box {
	const struct html_tag_info *info;
	uint32_t hash; /* of an unknown name */
	struct css css;
	/* Worked out from CSS and the box below: */
	uint32_t hidden; /* reasons that content cannot undo */
	bool visibility_hidden;
	bool background_known;
	bool is_pre;
	bool is_foreign;     /* its content is svg or math */
	int32_t font_size;   /* thousandths of a pixel */
	int32_t opacity;     /* thousandths */
	int32_t colour;
	int32_t background;
	uint32_t own_hidden; /* reasons that the element itself brings */
	size_t link;         /* of an open a; NO_LINK */
};

/* Text being written with white space collapsed. */
struct sink {
	struct buf out;
	uint8_t pending; /* 0, ' ' or '\n' */
	bool cut;
	uint64_t total;
};

struct page {
	struct arena *arena;
	struct html_page *out;
	struct html_limits limits;
	struct html_tokens *tokens;
	struct bytes all;
	struct styles *styles;
	struct box *boxes; /* boxes[0] is the canvas, boxes[1] html and body */
	size_t depth;      /* boxes in use, at least 1 */
	size_t floor;      /* boxes that end tags may not close */
	uint32_t open[256]; /* open elements by tag or name hash */
	struct sink visible, hidden, title;
	struct sink anchor; /* the visible text of the open link */
	size_t anchor_link;
	bool anchor_seen;  /* it shows an image */
	bool hidden_apart; /* visible text came after the last hidden text */
	uint64_t steps;    /* spent searching the stack, and how many there are */
	uint64_t steps_max;
	struct buf script;
	struct buf scratch; /* decoded text, valid until the next page_decode */
	struct buf repaired;
	struct buf names; /* of the open form's fields */
	size_t form;
	unsigned bodies;
	enum html_tag last_block;
	bool conditional;
};

/* The attributes of one start tag: the first of each name. */
struct attrs {
	uint64_t present;
	struct bytes value[ATTR_COUNT];
	uint32_t at;
	bool has_handler;
};

static inline bool
attrs_has(const struct attrs *a, enum html_attr attr)
{
	return (a->present >> attr & 1) != 0;
}

static inline struct bytes
attrs_get(const struct attrs *a, enum html_attr attr)
{
	return attrs_has(a, attr) ? a->value[attr] : BYTES_NONE;
}

static inline struct box *
page_top(struct page *p)
{
	return &p->boxes[p->depth - 1];
}

/* stack.c: the open elements. */
void stack_init(struct page *p);
void stack_push(struct page *p, const struct html_tag_info *info, struct bytes name, const struct css *css,
    uint32_t own_hidden);
void stack_truncate(struct page *p, size_t depth);
void stack_implied_ends(struct page *p, const struct html_tag_info *info);
void stack_end_tag(struct page *p, const struct html_tag_info *info, struct bytes name);
void stack_compute(struct page *p, size_t index);
void stack_leave_foreign(struct page *p);
uint32_t stack_hidden_now(const struct page *p);

/* text.c: what is written where. */
void page_text(struct page *p, struct bytes text, bool raw);
void page_break(struct page *p, uint32_t hidden);
void page_gap(struct page *p, uint32_t hidden);
void anchor_open(struct page *p, size_t link);
void anchor_close(struct page *p);
struct bytes page_decode(struct page *p, struct bytes value, bool in_attribute);
struct bytes page_keep(struct page *p, struct bytes text);
void sink_add(struct sink *s, struct bytes text, bool is_pre);

/* links.c: every attribute that names a resource. */
void links_of_tag(struct page *p, const struct html_tag_info *info, const struct attrs *a);
void links_of_css(struct page *p, struct bytes css, uint32_t at);

/* script.c: scripts and forms. */
void script_note(struct page *p, struct bytes code);
void form_open(struct page *p, const struct attrs *a);
void form_close(struct page *p);
void form_input(struct page *p, const struct html_tag_info *info, const struct attrs *a);

#endif
