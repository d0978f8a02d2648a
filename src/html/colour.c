#include "html/style.h"

static int32_t
pack(uint32_t r, uint32_t g, uint32_t b, uint32_t a)
{
	return (int32_t)(r << 24 | g << 16 | b << 8 | a);
}

static bool
hex_colour(struct bytes v, int32_t *out)
{
	uint32_t d[8];
	if (v.len != 3 && v.len != 4 && v.len != 6 && v.len != 8)
		return false;
	for (size_t i = 0; i < v.len; i++) {
		int digit = ascii_hex(v.at[i]);
		if (digit < 0)
			return false;
		d[i] = (uint32_t)digit;
	}
	if (v.len <= 4)
		*out = pack(d[0] * 17, d[1] * 17, d[2] * 17, v.len == 4 ? d[3] * 17 : 255);
	else
		*out = pack(d[0] * 16 + d[1], d[2] * 16 + d[3], d[4] * 16 + d[5], v.len == 8 ? d[6] * 16 + d[7] : 255);
	return true;
}

/* One number of rgb() or hsl() in tenths; *PERCENT tells of the sign behind it. */
static bool
component(struct bytes *v, uint32_t *out, bool *percent)
{
	size_t i = 0;
	while (i < v->len && !ascii_is_digit(v->at[i]) && v->at[i] != '.') {
		if (v->at[i] == ')')
			return false;
		i++;
	}
	size_t first = i;
	uint32_t n = 0;
	for (; i < v->len && ascii_is_digit(v->at[i]); i++)
		if (n < 10000)
			n = n * 10 + (uint32_t)(v->at[i] - '0');
	n *= 10;
	if (i < v->len && v->at[i] == '.') {
		if (v->len - i > 1 && ascii_is_digit(v->at[i + 1]))
			n += (uint32_t)(v->at[i + 1] - '0');
		for (i++; i < v->len && ascii_is_digit(v->at[i]); i++)
			;
	}
	*percent = i < v->len && v->at[i] == '%';
	*v = bytes_from(*v, i);
	*out = n;
	return i != first;
}

static uint32_t
octet(uint32_t tenths, bool percent)
{
	uint32_t n = percent ? tenths * 255 / 1000 : tenths / 10;
	return n > 255 ? 255 : n;
}

/* CSS Color 4 s7: from hue in degrees, saturation and lightness in thousandths. */
static int32_t
from_hsl(uint32_t h, uint32_t s, uint32_t l, uint32_t alpha)
{
	uint32_t rgb[3];
	static const uint32_t offsets[3] = { 0, 8, 4 };
	s = s > 1000 ? 1000 : s;
	l = l > 1000 ? 1000 : l;
	int32_t a = (int32_t)(s * (l < 1000 - l ? l : 1000 - l) / 1000);
	for (size_t i = 0; i < 3; i++) {
		int32_t k = (int32_t)((offsets[i] * 1000 + h * 1000 / 30) % 12000);
		int32_t m = k - 3000 < 9000 - k ? k - 3000 : 9000 - k;
		m = m > 1000 ? 1000 : m < -1000 ? -1000 : m;
		int32_t n = ((int32_t)l - a * m / 1000) * 255 / 1000;
		rgb[i] = (uint32_t)(n < 0 ? 0 : n > 255 ? 255 : n);
	}
	return pack(rgb[0], rgb[1], rgb[2], alpha);
}

static bool
function_colour(struct bytes v, int32_t *out)
{
	bool hsl = bytes_starts_nocase(v, BYTES("hsl"));
	if (!hsl && !bytes_starts_nocase(v, BYTES("rgb")))
		return false;
	uint32_t n[3], alpha = 10;
	bool percent[3], alpha_percent = false;
	struct bytes rest = bytes_from(v, 3);
	for (size_t i = 0; i < 3; i++)
		if (!component(&rest, &n[i], &percent[i]))
			return false;
	uint32_t a = 255;
	if (component(&rest, &alpha, &alpha_percent))
		a = alpha_percent ? octet(alpha, true) : octet(alpha * 100, true);
	if (hsl)
		*out = from_hsl(n[0] / 10 % 360, n[1], n[2], a);
	else
		*out = pack(octet(n[0], percent[0]), octet(n[1], percent[1]), octet(n[2], percent[2]), a);
	return true;
}

bool
css_colour(struct bytes v, int32_t *out)
{
	static const struct {
		struct bytes name;
		uint32_t rgba;
	} names[] = {
		{ BYTES_INIT("white"), 0xFFFFFFFF }, { BYTES_INIT("black"), 0x000000FF },
		{ BYTES_INIT("transparent"), 0x00000000 }, { BYTES_INIT("red"), 0xFF0000FF },
		{ BYTES_INIT("green"), 0x008000FF }, { BYTES_INIT("blue"), 0x0000FFFF },
		{ BYTES_INIT("yellow"), 0xFFFF00FF }, { BYTES_INIT("gray"), 0x808080FF },
		{ BYTES_INIT("grey"), 0x808080FF }, { BYTES_INIT("silver"), 0xC0C0C0FF },
		{ BYTES_INIT("maroon"), 0x800000FF }, { BYTES_INIT("purple"), 0x800080FF },
		{ BYTES_INIT("fuchsia"), 0xFF00FFFF }, { BYTES_INIT("magenta"), 0xFF00FFFF },
		{ BYTES_INIT("lime"), 0x00FF00FF }, { BYTES_INIT("olive"), 0x808000FF },
		{ BYTES_INIT("navy"), 0x000080FF }, { BYTES_INIT("teal"), 0x008080FF },
		{ BYTES_INIT("aqua"), 0x00FFFFFF }, { BYTES_INIT("cyan"), 0x00FFFFFF },
		{ BYTES_INIT("orange"), 0xFFA500FF }, { BYTES_INIT("snow"), 0xFFFAFAFF },
		{ BYTES_INIT("ivory"), 0xFFFFF0FF }, { BYTES_INIT("whitesmoke"), 0xF5F5F5FF },
		{ BYTES_INIT("ghostwhite"), 0xF8F8FFFF }, { BYTES_INIT("floralwhite"), 0xFFFAF0FF },
		{ BYTES_INIT("lightgray"), 0xD3D3D3FF }, { BYTES_INIT("lightgrey"), 0xD3D3D3FF },
		{ BYTES_INIT("darkgray"), 0xA9A9A9FF }, { BYTES_INIT("darkgrey"), 0xA9A9A9FF },
		{ BYTES_INIT("gainsboro"), 0xDCDCDCFF }, { BYTES_INIT("azure"), 0xF0FFFFFF },
		{ BYTES_INIT("mintcream"), 0xF5FFFAFF }, { BYTES_INIT("seashell"), 0xFFF5EEFF },
	};
	v = bytes_trim(v);
	if (v.len != 0 && v.at[0] == '#')
		return hex_colour(bytes_from(v, 1), out);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (bytes_equal_nocase(v, names[i].name)) {
			*out = (int32_t)names[i].rgba;
			return true;
		}
	return function_colour(v, out) || (v.len == 6 && hex_colour(v, out));
}
