/* tags: the elements and attributes that reading a page needs to know; inside src/html only. */
#ifndef HTML_TAGS_H
#define HTML_TAGS_H

#include "base/bytes.h"

enum html_tag {
	TAG_OTHER, TAG_A, TAG_AREA, TAG_BASE, TAG_BODY, TAG_BR, TAG_BUTTON, TAG_DD, TAG_DT, TAG_EMBED, TAG_FONT,
	TAG_FOREIGNOBJECT, TAG_FORM, TAG_FRAME, TAG_HEAD, TAG_HR, TAG_HTML, TAG_IFRAME, TAG_IMG, TAG_INPUT, TAG_LI,
	TAG_LINK, TAG_MATH, TAG_META, TAG_NOEMBED, TAG_NOFRAMES, TAG_NOSCRIPT, TAG_OBJECT, TAG_OPTION, TAG_P,
	TAG_PARAM, TAG_PRE, TAG_SCRIPT, TAG_SELECT, TAG_STYLE, TAG_SVG, TAG_TABLE, TAG_TBODY, TAG_TD, TAG_TEMPLATE,
	TAG_TEXTAREA, TAG_TITLE, TAG_TR, TAG_DESC, TAG_DIV, TAG_HEADING, TAG_IGNORED,
	TAG_NAMED, /* known only for its flags; told apart by its name's hash */
};

enum {
	IS_BLOCK = 1,     /* stands on lines of its own, closes an open p */
	IS_VOID = 2,      /* has no content */
	IS_FORMAT = 4,    /* goes on behind the end of the block that it was opened in */
	IS_SPECIAL = 8,   /* an unknown end tag does not reach through it */
	IS_SCOPE = 16,    /* no end tag but a table's reaches through it */
	IS_TABLE = 32,    /* table and its parts: scoped by tables only */
	IS_BREAKOUT = 64, /* ends svg and math */
	IS_OPTIONAL = 128, /* its end tag may be left out */
};

struct html_tag_info {
	struct bytes name;
	enum html_tag tag;
	unsigned flags;
};

enum html_attr {
	ATTR_ACTION, ATTR_ALT, ATTR_BACKGROUND, ATTR_BGCOLOR, ATTR_CITE, ATTR_CLASS, ATTR_COLOR, ATTR_CONTENT,
	ATTR_DATA, ATTR_DOWNLOAD, ATTR_DYNSRC, ATTR_FORMACTION, ATTR_HEIGHT, ATTR_HIDDEN, ATTR_HREF, ATTR_HTTP_EQUIV,
	ATTR_ID, ATTR_LONGDESC, ATTR_LOWSRC, ATTR_METHOD, ATTR_NAME, ATTR_PING, ATTR_PLACEHOLDER, ATTR_POSTER,
	ATTR_SIZE, ATTR_SRC, ATTR_SRCDOC, ATTR_SRCSET, ATTR_STYLE, ATTR_TEXT, ATTR_TITLE, ATTR_TYPE, ATTR_VALUE,
	ATTR_WIDTH, ATTR_XLINK_HREF,
	ATTR_COUNT,
	ATTR_OTHER = ATTR_COUNT,
};

/* The tag of that name in any case; for an unknown one the entry of TAG_OTHER. */
const struct html_tag_info *tag_find(struct bytes name);

/* The attribute of that name in any case; ATTR_OTHER for an unknown one. */
enum html_attr attr_find(struct bytes name);

#endif
