#include "html/tags.h"

#include <pthread.h>

#define BLOCK (IS_BLOCK | IS_SPECIAL | IS_BREAKOUT)
#define TAG(name, tag, flags) { BYTES_INIT(name), tag, flags }

/* In the order of their names. */
static const struct html_tag_info tags[] = {
	TAG("a", TAG_A, IS_FORMAT),
	TAG("address", TAG_DIV, IS_BLOCK | IS_SPECIAL),
	TAG("applet", TAG_OBJECT, IS_SPECIAL | IS_SCOPE),
	TAG("area", TAG_AREA, IS_VOID),
	TAG("article", TAG_NAMED, IS_BLOCK | IS_SPECIAL),
	TAG("aside", TAG_NAMED, IS_BLOCK | IS_SPECIAL),
	TAG("b", TAG_NAMED, IS_FORMAT | IS_BREAKOUT),
	TAG("base", TAG_BASE, IS_VOID),
	TAG("basefont", TAG_NAMED, IS_VOID),
	TAG("bgsound", TAG_NAMED, IS_VOID),
	TAG("big", TAG_NAMED, IS_FORMAT | IS_BREAKOUT),
	TAG("blockquote", TAG_NAMED, BLOCK),
	TAG("body", TAG_BODY, IS_BREAKOUT),
	TAG("br", TAG_BR, IS_VOID | IS_BREAKOUT),
	TAG("button", TAG_BUTTON, IS_SPECIAL),
	TAG("caption", TAG_NAMED, IS_BLOCK | IS_SPECIAL | IS_SCOPE),
	TAG("center", TAG_NAMED, BLOCK),
	TAG("code", TAG_NAMED, IS_FORMAT | IS_BREAKOUT),
	TAG("col", TAG_NAMED, IS_VOID),
	TAG("colgroup", TAG_NAMED, IS_SPECIAL | IS_OPTIONAL),
	TAG("dd", TAG_DD, BLOCK | IS_OPTIONAL),
	TAG("desc", TAG_DESC, 0),
	TAG("details", TAG_NAMED, IS_BLOCK | IS_SPECIAL),
	TAG("dir", TAG_NAMED, IS_BLOCK | IS_SPECIAL),
	TAG("div", TAG_DIV, BLOCK),
	TAG("dl", TAG_NAMED, BLOCK),
	TAG("dt", TAG_DT, BLOCK | IS_OPTIONAL),
	TAG("em", TAG_NAMED, IS_FORMAT | IS_BREAKOUT),
	TAG("embed", TAG_EMBED, IS_VOID | IS_BREAKOUT),
	TAG("fieldset", TAG_NAMED, IS_BLOCK | IS_SPECIAL),
	TAG("figcaption", TAG_NAMED, IS_BLOCK | IS_SPECIAL),
	TAG("figure", TAG_NAMED, IS_BLOCK | IS_SPECIAL),
	TAG("font", TAG_FONT, IS_FORMAT),
	TAG("footer", TAG_NAMED, IS_BLOCK | IS_SPECIAL),
	TAG("foreignobject", TAG_FOREIGNOBJECT, 0),
	TAG("form", TAG_FORM, IS_BLOCK | IS_SPECIAL),
	TAG("frame", TAG_FRAME, IS_VOID),
	TAG("frameset", TAG_IGNORED, 0),
	TAG("h1", TAG_HEADING, BLOCK),
	TAG("h2", TAG_HEADING, BLOCK),
	TAG("h3", TAG_HEADING, BLOCK),
	TAG("h4", TAG_HEADING, BLOCK),
	TAG("h5", TAG_HEADING, BLOCK),
	TAG("h6", TAG_HEADING, BLOCK),
	TAG("head", TAG_HEAD, IS_BREAKOUT),
	TAG("header", TAG_NAMED, IS_BLOCK | IS_SPECIAL),
	TAG("hr", TAG_HR, BLOCK | IS_VOID),
	TAG("html", TAG_HTML, 0),
	TAG("i", TAG_NAMED, IS_FORMAT | IS_BREAKOUT),
	TAG("iframe", TAG_IFRAME, IS_SPECIAL),
	TAG("image", TAG_IMG, IS_VOID),
	TAG("img", TAG_IMG, IS_VOID | IS_BREAKOUT),
	TAG("input", TAG_INPUT, IS_VOID),
	TAG("keygen", TAG_NAMED, IS_VOID),
	TAG("li", TAG_LI, BLOCK | IS_OPTIONAL),
	TAG("link", TAG_LINK, IS_VOID),
	TAG("listing", TAG_PRE, BLOCK),
	TAG("main", TAG_NAMED, IS_BLOCK | IS_SPECIAL),
	TAG("marquee", TAG_NAMED, IS_SPECIAL | IS_SCOPE),
	TAG("math", TAG_MATH, 0),
	TAG("menu", TAG_NAMED, BLOCK),
	TAG("meta", TAG_META, IS_VOID | IS_BREAKOUT),
	TAG("nav", TAG_NAMED, IS_BLOCK | IS_SPECIAL),
	TAG("nobr", TAG_NAMED, IS_FORMAT | IS_BREAKOUT),
	TAG("noembed", TAG_NOEMBED, IS_SPECIAL),
	TAG("noframes", TAG_NOFRAMES, IS_SPECIAL),
	TAG("noscript", TAG_NOSCRIPT, IS_SPECIAL),
	TAG("object", TAG_OBJECT, IS_SPECIAL | IS_SCOPE),
	TAG("ol", TAG_NAMED, BLOCK),
	TAG("option", TAG_OPTION, IS_OPTIONAL),
	TAG("p", TAG_P, BLOCK | IS_OPTIONAL),
	TAG("param", TAG_PARAM, IS_VOID),
	TAG("plaintext", TAG_PRE, IS_BLOCK | IS_SPECIAL),
	TAG("pre", TAG_PRE, BLOCK),
	TAG("s", TAG_NAMED, IS_FORMAT | IS_BREAKOUT),
	TAG("script", TAG_SCRIPT, IS_SPECIAL),
	TAG("section", TAG_NAMED, IS_BLOCK | IS_SPECIAL),
	TAG("select", TAG_SELECT, IS_SPECIAL),
	TAG("small", TAG_NAMED, IS_FORMAT | IS_BREAKOUT),
	TAG("source", TAG_NAMED, IS_VOID),
	TAG("span", TAG_NAMED, IS_BREAKOUT),
	TAG("strike", TAG_NAMED, IS_FORMAT | IS_BREAKOUT),
	TAG("strong", TAG_NAMED, IS_FORMAT | IS_BREAKOUT),
	TAG("style", TAG_STYLE, IS_SPECIAL),
	TAG("sub", TAG_NAMED, IS_BREAKOUT),
	TAG("summary", TAG_NAMED, IS_BLOCK | IS_SPECIAL),
	TAG("sup", TAG_NAMED, IS_BREAKOUT),
	TAG("svg", TAG_SVG, 0),
	TAG("table", TAG_TABLE, BLOCK | IS_SCOPE | IS_TABLE),
	TAG("tbody", TAG_TBODY, IS_SPECIAL | IS_TABLE | IS_OPTIONAL),
	TAG("td", TAG_TD, IS_SPECIAL | IS_SCOPE | IS_TABLE | IS_OPTIONAL),
	TAG("template", TAG_TEMPLATE, IS_SPECIAL | IS_SCOPE),
	TAG("textarea", TAG_TEXTAREA, IS_SPECIAL),
	TAG("tfoot", TAG_TBODY, IS_SPECIAL | IS_TABLE | IS_OPTIONAL),
	TAG("th", TAG_TD, IS_SPECIAL | IS_SCOPE | IS_TABLE | IS_OPTIONAL),
	TAG("thead", TAG_TBODY, IS_SPECIAL | IS_TABLE | IS_OPTIONAL),
	TAG("title", TAG_TITLE, IS_SPECIAL),
	TAG("tr", TAG_TR, IS_SPECIAL | IS_TABLE | IS_OPTIONAL),
	TAG("track", TAG_NAMED, IS_VOID),
	TAG("tt", TAG_NAMED, IS_FORMAT | IS_BREAKOUT),
	TAG("u", TAG_NAMED, IS_FORMAT | IS_BREAKOUT),
	TAG("ul", TAG_NAMED, BLOCK),
	TAG("wbr", TAG_NAMED, IS_VOID),
	TAG("xmp", TAG_PRE, IS_BLOCK | IS_SPECIAL),
};
static const struct html_tag_info other = TAG("", TAG_OTHER, 0);

static const struct {
	struct bytes name;
	enum html_attr attr;
} attrs[] = {
	{ BYTES_INIT("action"), ATTR_ACTION },
	{ BYTES_INIT("alt"), ATTR_ALT },
	{ BYTES_INIT("background"), ATTR_BACKGROUND },
	{ BYTES_INIT("bgcolor"), ATTR_BGCOLOR },
	{ BYTES_INIT("cite"), ATTR_CITE },
	{ BYTES_INIT("class"), ATTR_CLASS },
	{ BYTES_INIT("color"), ATTR_COLOR },
	{ BYTES_INIT("content"), ATTR_CONTENT },
	{ BYTES_INIT("data"), ATTR_DATA },
	{ BYTES_INIT("download"), ATTR_DOWNLOAD },
	{ BYTES_INIT("dynsrc"), ATTR_DYNSRC },
	{ BYTES_INIT("formaction"), ATTR_FORMACTION },
	{ BYTES_INIT("height"), ATTR_HEIGHT },
	{ BYTES_INIT("hidden"), ATTR_HIDDEN },
	{ BYTES_INIT("href"), ATTR_HREF },
	{ BYTES_INIT("http-equiv"), ATTR_HTTP_EQUIV },
	{ BYTES_INIT("id"), ATTR_ID },
	{ BYTES_INIT("longdesc"), ATTR_LONGDESC },
	{ BYTES_INIT("lowsrc"), ATTR_LOWSRC },
	{ BYTES_INIT("method"), ATTR_METHOD },
	{ BYTES_INIT("name"), ATTR_NAME },
	{ BYTES_INIT("ping"), ATTR_PING },
	{ BYTES_INIT("placeholder"), ATTR_PLACEHOLDER },
	{ BYTES_INIT("poster"), ATTR_POSTER },
	{ BYTES_INIT("size"), ATTR_SIZE },
	{ BYTES_INIT("src"), ATTR_SRC },
	{ BYTES_INIT("srcdoc"), ATTR_SRCDOC },
	{ BYTES_INIT("srcset"), ATTR_SRCSET },
	{ BYTES_INIT("style"), ATTR_STYLE },
	{ BYTES_INIT("text"), ATTR_TEXT },
	{ BYTES_INIT("title"), ATTR_TITLE },
	{ BYTES_INIT("type"), ATTR_TYPE },
	{ BYTES_INIT("value"), ATTR_VALUE },
	{ BYTES_INIT("width"), ATTR_WIDTH },
	{ BYTES_INIT("xlink:href"), ATTR_XLINK_HREF },
};

enum { NAME_MAX_LEN = 16, TAG_SLOTS = 512, ATTR_SLOTS = 128 };
_Static_assert(sizeof tags / sizeof *tags < UINT8_MAX && sizeof attrs / sizeof *attrs < UINT8_MAX, "an octet tells the place");

/* Where the names stand, by hash: 1 + the index, 0: nothing.  Every tag of a page asks, so halving was a fortieth of all. */
static pthread_once_t slots_once = PTHREAD_ONCE_INIT;
static uint8_t tag_slots[TAG_SLOTS], attr_slots[ATTR_SLOTS];

static inline size_t
hash_of(struct bytes name)
{
	return name.len == 0 ? 0 : name.len * 37u + name.at[0] * 5u + name.at[name.len - 1] * 11u + name.at[name.len / 2] * 71u;
}

static void
put(uint8_t *slots, size_t count, struct bytes name, size_t index)
{
	size_t i = hash_of(name) % count;
	while (slots[i] != 0)
		i = (i + 1) % count;
	slots[i] = (uint8_t)(index + 1);
}

static void
slots_make(void)
{
	for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
		put(tag_slots, TAG_SLOTS, tags[i].name, i);
	for (size_t i = 0; i < sizeof attrs / sizeof *attrs; i++)
		put(attr_slots, ATTR_SLOTS, attrs[i].name, i);
}

/* NAME in lower case; false where it is longer than any name we know. */
static bool
lowered(struct bytes name, uint8_t at[NAME_MAX_LEN], struct bytes *out)
{
	(void)pthread_once(&slots_once, slots_make);
	if (name.len > NAME_MAX_LEN)
		return false;
	bytes_lower(name, at);
	*out = bytes_of(at, name.len);
	return true;
}

const struct html_tag_info *
tag_find(struct bytes name)
{
	uint8_t at[NAME_MAX_LEN];
	if (!lowered(name, at, &name))
		return &other;
	for (size_t i = hash_of(name) % TAG_SLOTS; tag_slots[i] != 0; i = (i + 1) % TAG_SLOTS)
		if (bytes_equal(name, tags[tag_slots[i] - 1].name))
			return &tags[tag_slots[i] - 1];
	return &other;
}

enum html_attr
attr_find(struct bytes name)
{
	uint8_t at[NAME_MAX_LEN];
	if (!lowered(name, at, &name))
		return ATTR_OTHER;
	for (size_t i = hash_of(name) % ATTR_SLOTS; attr_slots[i] != 0; i = (i + 1) % ATTR_SLOTS)
		if (bytes_equal(name, attrs[attr_slots[i] - 1].name))
			return attrs[attr_slots[i] - 1].attr;
	return ATTR_OTHER;
}
