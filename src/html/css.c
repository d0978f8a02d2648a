#include "html/style.h"

/* A value in lower case, without comments and escapes: enough of it to be understood. */
enum { TEXT_MAX = 128 };

struct value {
	uint8_t at[TEXT_MAX];
	size_t len;
};

/* "\64 isplay" is display: a disguise that every browser undoes. */
static size_t
unescape(struct bytes in, size_t pos, uint32_t *out)
{
	uint32_t cp = 0;
	unsigned digits = 0;
	for (; pos < in.len && digits < 6 && ascii_hex(in.at[pos]) >= 0; pos++, digits++)
		cp = cp * 16 + (uint32_t)ascii_hex(in.at[pos]);
	if (digits == 0) {
		*out = pos < in.len ? in.at[pos] : 0;
		return pos + 1;
	}
	*out = cp;
	return pos < in.len && ascii_is_space(in.at[pos]) ? pos + 1 : pos;
}

static struct bytes
clean(struct bytes in, struct value *v)
{
	v->len = 0;
	for (size_t i = 0; i < in.len && v->len < TEXT_MAX;) {
		uint32_t c = in.at[i];
		if (c == '/' && in.len - i > 1 && in.at[i + 1] == '*') {
			size_t end = bytes_find(bytes_from(in, i + 2), BYTES("*/"));
			i = end == BYTES_NOT_FOUND ? in.len : i + 2 + end + 2;
			continue;
		}
		i++;
		if (c == '\\')
			i = unescape(in, i, &c);
		v->at[v->len++] = c < 0x80 ? ascii_lower((uint8_t)c) : '?';
	}
	return bytes_trim(bytes_of(v->at, v->len));
}

/* A decimal number at *POS in thousandths, held within +-10^9. */
static bool
number(struct bytes in, size_t *pos, int64_t *out)
{
	size_t i = *pos;
	bool negative = i < in.len && in.at[i] == '-', any = false;
	if (i < in.len && (in.at[i] == '-' || in.at[i] == '+'))
		i++;
	int64_t whole = 0, scale = 100;
	for (; i < in.len && ascii_is_digit(in.at[i]); i++, any = true)
		if (whole < 1000000)
			whole = whole * 10 + (in.at[i] - '0');
	whole *= 1000;
	if (i < in.len && in.at[i] == '.')
		for (i++; i < in.len && ascii_is_digit(in.at[i]); i++, any = true, scale /= 10)
			whole += (in.at[i] - '0') * scale;
	if (!any)
		return false;
	*out = whole > 1000000000 ? (negative ? -1000000000 : 1000000000) : negative ? -whole : whole;
	*pos = i;
	return true;
}

/* A length at *POS: thousandths of a pixel, or of the parent's size where *RELATIVE is set. */
static bool
length(struct bytes in, size_t *pos, int64_t *out, bool *relative)
{
	static const struct {
		struct bytes name;
		int64_t thousandths; /* pixels of one unit */
		bool relative;
	} units[] = {
		{ BYTES_INIT("px"), 1000, false }, { BYTES_INIT("pt"), 1333, false }, { BYTES_INIT("rem"), 16000, false },
		{ BYTES_INIT("em"), 16000, true }, { BYTES_INIT("%"), 10000, true }, { BYTES_INIT("vw"), 10000, false },
		{ BYTES_INIT("vh"), 10000, false }, { BYTES_INIT("in"), 96000, false }, { BYTES_INIT("cm"), 37795, false },
		{ BYTES_INIT("mm"), 3779, false }, { BYTES_INIT("pc"), 16000, false }, { BYTES_INIT("ex"), 8000, true },
		{ BYTES_INIT("ch"), 8000, true },
	};
	int64_t n;
	*relative = false;
	if (!number(in, pos, &n))
		return false;
	struct bytes rest = bytes_from(in, *pos);
	for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
		if (!bytes_starts(rest, units[i].name))
			continue;
		*pos += units[i].name.len;
		*relative = units[i].relative;
		*out = n * units[i].thousandths / 1000;
		return true;
	}
	*out = n;
	return true;
}

/* "calc(1px - 1px)" is nothing, and seen in the wild; other sums are not worked out. */
static bool
calc_is_zero(struct bytes v)
{
	size_t minus = bytes_find(v, BYTES(" - "));
	if (!bytes_starts(v, BYTES("calc(")) || minus == BYTES_NOT_FOUND || v.at[v.len - 1] != ')')
		return false;
	return bytes_equal(bytes_trim(bytes_slice(v, 5, minus)), bytes_trim(bytes_slice(v, minus + 3, v.len - 1)));
}

static void
set(struct css *c, enum css_property p, int64_t value)
{
	c->set |= 1u << p;
	c->value[p] = value > INT32_MAX ? INT32_MAX : value < INT32_MIN ? INT32_MIN : (int32_t)value;
}

static void
set_length(struct css *c, enum css_property p, struct bytes v)
{
	size_t pos = 0;
	int64_t n;
	bool relative;
	if (calc_is_zero(v))
		set(c, p, 0);
	else if (length(v, &pos, &n, &relative))
		set(c, p, n);
}

static void
set_font_size(struct css *c, struct bytes v)
{
	size_t pos = 0;
	int64_t n;
	bool relative;
	if (calc_is_zero(v))
		set(c, CSS_FONT_SIZE, 0);
	else if (!length(v, &pos, &n, &relative))
		set(c, CSS_FONT_SIZE, 16000); /* a word such as small: readable */
	else if (n >= 0) /* em counted as 16 px and a percent as 10: both back to thousandths of the parent's */
		set(c, CSS_FONT_SIZE, !relative ? n : v.at[pos - 1] == '%' ? -1 - n / 1000 : -1 - n / 16);
}

/* "font: bold 0/0 a": the first number with a unit, or a nought, is the size (others are weights). */
static void
set_font(struct css *c, struct bytes v)
{
	struct bytes word;
	while (bytes_cut(&v, ' ', &word)) {
		size_t pos = 0;
		int64_t n;
		bool relative;
		struct bytes size = bytes_to(word, bytes_find_octet(word, '/'));
		if (size.len != 0 && length(size, &pos, &n, &relative) &&
		    (n == 0 || !ascii_is_digit(size.at[size.len - 1]))) {
			set_font_size(c, size);
			return;
		}
	}
}

static void
set_background(struct css *c, struct bytes v)
{
	int32_t colour;
	if (bytes_has(v, BYTES("url(")) || bytes_has(v, BYTES("gradient(")))
		set(c, CSS_BACKGROUND_IMAGE, 1);
	if (css_colour(v, &colour)) {
		set(c, CSS_BACKGROUND, colour);
		return;
	}
	struct bytes word;
	while (bytes_cut(&v, ' ', &word))
		if (css_colour(word, &colour))
			set(c, CSS_BACKGROUND, colour);
}

/* What stands behind the bracket of the function called NAME...; empty where there is none. */
static struct bytes
arguments(struct bytes v, struct bytes name)
{
	struct bytes rest = bytes_from(v, bytes_find(v, name));
	size_t open = bytes_find_octet(rest, '(');
	return open == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(rest, open + 1);
}

static void
set_transform(struct css *c, struct bytes v)
{
	size_t pos = 0;
	int64_t n;
	bool relative;
	if (number(arguments(v, BYTES("scale")), &pos, &n) && n >= -10 && n <= 10)
		set(c, CSS_TRANSFORM, 1);
	pos = 0;
	if (length(arguments(v, BYTES("translate")), &pos, &n, &relative) && n <= -500000)
		set(c, CSS_TRANSFORM, 2);
}

/* rect() of at most one pixel, inset() of half or more, circle() of nothing. */
static bool
clips_all(struct bytes v)
{
	size_t open = bytes_find_octet(v, '('), pos = 0;
	int64_t n = -1;
	bool relative;
	if (open == BYTES_NOT_FOUND || !length(bytes_from(v, open + 1), &pos, &n, &relative))
		return false;
	if (bytes_starts(v, BYTES("inset(")))
		return relative && n >= 500000;
	if (bytes_starts(v, BYTES("circle(")))
		return n == 0;
	if (!bytes_starts(v, BYTES("rect(")))
		return false;
	for (struct bytes rest = bytes_from(v, open + 1); rest.len != 0;) {
		pos = 0;
		if (length(rest, &pos, &n, &relative) && (n > 1000 || n < -1000))
			return false;
		if (pos == 0 && bytes_starts(rest, BYTES("auto")))
			return false;
		rest = bytes_from(rest, pos == 0 ? 1 : pos);
	}
	return true;
}

static void
set_word(struct css *c, enum css_property p, struct bytes v)
{
	bool yes = false;
	switch (p) {
	case CSS_DISPLAY:
		yes = bytes_equal(v, BYTES("none"));
		break;
	case CSS_VISIBILITY:
		yes = bytes_equal(v, BYTES("hidden")) || bytes_equal(v, BYTES("collapse"));
		break;
	case CSS_OVERFLOW:
		yes = bytes_starts(v, BYTES("hidden")) || bytes_starts(v, BYTES("clip"));
		break;
	case CSS_POSITION:
		yes = bytes_equal(v, BYTES("absolute")) || bytes_equal(v, BYTES("fixed"));
		break;
	case CSS_MSO_HIDE:
		yes = bytes_equal(v, BYTES("all"));
		break;
	default:
		yes = clips_all(v);
		break;
	}
	set(c, p, yes);
}

enum reading { LENGTH, WORD, COLOUR, BACKGROUND, FONT_SIZE, FONT, OPACITY, TRANSFORM };

static const struct {
	struct bytes name;
	enum css_property property;
	enum reading reading;
} properties[] = {
	{ BYTES_INIT("display"), CSS_DISPLAY, WORD },
	{ BYTES_INIT("visibility"), CSS_VISIBILITY, WORD },
	{ BYTES_INIT("opacity"), CSS_OPACITY, OPACITY },
	{ BYTES_INIT("font-size"), CSS_FONT_SIZE, FONT_SIZE },
	{ BYTES_INIT("font"), CSS_FONT_SIZE, FONT },
	{ BYTES_INIT("color"), CSS_COLOR, COLOUR },
	{ BYTES_INIT("background"), CSS_BACKGROUND, BACKGROUND },
	{ BYTES_INIT("background-color"), CSS_BACKGROUND, BACKGROUND },
	{ BYTES_INIT("background-image"), CSS_BACKGROUND, BACKGROUND },
	{ BYTES_INIT("width"), CSS_WIDTH, LENGTH },
	{ BYTES_INIT("height"), CSS_HEIGHT, LENGTH },
	{ BYTES_INIT("max-width"), CSS_MAX_WIDTH, LENGTH },
	{ BYTES_INIT("max-height"), CSS_MAX_HEIGHT, LENGTH },
	{ BYTES_INIT("overflow"), CSS_OVERFLOW, WORD },
	{ BYTES_INIT("position"), CSS_POSITION, WORD },
	{ BYTES_INIT("left"), CSS_LEFT, LENGTH },
	{ BYTES_INIT("top"), CSS_TOP, LENGTH },
	{ BYTES_INIT("text-indent"), CSS_TEXT_INDENT, LENGTH },
	{ BYTES_INIT("margin-left"), CSS_MARGIN_LEFT, LENGTH },
	{ BYTES_INIT("margin-top"), CSS_MARGIN_TOP, LENGTH },
	{ BYTES_INIT("clip"), CSS_CLIP, WORD },
	{ BYTES_INIT("clip-path"), CSS_CLIP, WORD },
	{ BYTES_INIT("transform"), CSS_TRANSFORM, TRANSFORM },
	{ BYTES_INIT("mso-hide"), CSS_MSO_HIDE, WORD },
};

static void
read_value(struct css *c, enum css_property p, enum reading reading, struct bytes v)
{
	size_t pos = 0;
	int32_t colour;
	int64_t n;
	switch (reading) {
	case LENGTH:
		set_length(c, p, v);
		break;
	case WORD:
		set_word(c, p, v);
		break;
	case COLOUR:
		if (css_colour(v, &colour))
			set(c, p, colour);
		break;
	case BACKGROUND:
		set_background(c, v);
		break;
	case FONT_SIZE:
		set_font_size(c, v);
		break;
	case FONT:
		set_font(c, v);
		break;
	case OPACITY:
		if (number(v, &pos, &n))
			set(c, p, pos < v.len && v.at[pos] == '%' ? n / 100 : n);
		break;
	case TRANSFORM:
		set_transform(c, v);
		break;
	}
}

static void
declare_one(struct bytes declaration, struct css *out)
{
	size_t colon = bytes_find_octet(declaration, ':');
	if (colon == BYTES_NOT_FOUND)
		return;
	struct value name_text, value_text;
	struct bytes name = clean(bytes_to(declaration, colon), &name_text);
	for (size_t i = 0; i < sizeof properties / sizeof *properties; i++) {
		if (!bytes_equal(name, properties[i].name))
			continue;
		struct bytes v = clean(bytes_from(declaration, colon + 1), &value_text);
		size_t mark = bytes_find_octet(v, '!');
		bool important = mark != BYTES_NOT_FOUND && bytes_has(bytes_from(v, mark), BYTES("important"));
		struct css one = { 0 };
		read_value(&one, properties[i].property, properties[i].reading, bytes_trim(bytes_to(v, mark)));
		one.important = important ? one.set : 0;
		css_apply(out, &one);
		return;
	}
}

void
css_declare(struct bytes in, struct css *out)
{
	static const bool marks[256] = { ['"'] = true, ['\''] = true, ['('] = true, [')'] = true, [';'] = true };
	size_t start = 0;
	unsigned depth = 0;
	for (size_t i = 0; i <= in.len; i++) {
		while (i < in.len && !marks[in.at[i]])
			i++;
		uint8_t c = i < in.len ? in.at[i] : ';';
		if (i < in.len && (c == '"' || c == '\'')) {
			size_t end = bytes_find_octet(bytes_from(in, i + 1), c);
			i = end == BYTES_NOT_FOUND ? in.len - 1 : i + 1 + end;
		} else if (c == '(') {
			depth++;
		} else if (c == ')' && depth > 0) {
			depth--;
		} else if (c == ';' && (depth == 0 || i == in.len)) {
			declare_one(bytes_slice(in, start, i), out);
			start = i + 1;
		}
	}
}

void
css_apply(struct css *to, const struct css *from)
{
	for (uint32_t left = from->set & ~(to->important & ~from->important); left != 0; left &= left - 1) {
		unsigned p = (unsigned)__builtin_ctz(left);
		to->value[p] = from->value[p];
		to->set |= 1u << p;
		to->important |= from->important & 1u << p;
	}
}
