#include "script/script.h"

#include "base/utf8.h"
#include "mail/decode.h"
#include "script/inside.h"

/* Shorter encoded runs hold no command; words of a language are shorter still. */
enum { BASE64_MIN = 40, HEX_MIN = 40, PERCENT_MIN = 8, RUNS_MAX = 64, FILLS_MAX = 4, FILL_LEN_MAX = 12, FOLDED_MANY = 30 };
/* Text that came to light, kept for the links in it. */
#define LIGHT_MAX ((size_t)1 << 20)

struct work {
	struct arena *arena;
	struct script_found *out;
	struct buf light;
	size_t decoded; /* octets so far */
};

static void read_layer(struct work *w, struct bytes text, uint32_t depth);

static bool
is_base64(uint8_t c)
{
	return ascii_is_alnum(c) || c == '+' || c == '/';
}

/* What a program, an archive or a document begins with: files that are carried to be saved. */
static bool
is_file(struct bytes b)
{
	static const struct bytes starts[] = { BYTES_INIT("MZ\x90"), BYTES_INIT("PK\x03\x04"), BYTES_INIT("Rar!\x1A\x07"),
		BYTES_INIT("7z\xBC\xAF"), BYTES_INIT("\xD0\xCF\x11\xE0"), BYTES_INIT("\x7F" "ELF"), BYTES_INIT("MSCF"),
		BYTES_INIT("%PDF-"), BYTES_INIT("L\0\0\0\x01\x14\x02"), BYTES_INIT("\x1F\x8B\x08") };
	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
		if (bytes_starts(b, starts[i]))
			return true;
	bool program = bytes_starts(b, BYTES("MZ")) && b.len > 256 && bytes_has(bytes_to(b, 1024), BYTES("PE\0\0"));
	return program || bytes_equal(bytes_slice(b, 32769, 32774), BYTES("CD001"));
}

/* Mostly printable; UTF-16LE of ASCII, as -EncodedCommand has it, is made narrow. */
static bool
as_text(struct arena *arena, struct bytes b, struct bytes *out)
{
	size_t zeros = 0, printable = 0, sample = b.len < 4096 ? b.len : 4096;
	for (size_t i = 0; i < sample; i++) {
		zeros += b.at[i] == 0 && i % 2 == 1;
		printable += (b.at[i] >= 0x20 && b.at[i] != 0x7f) || ascii_is_space(b.at[i]);
	}
	*out = b;
	if (zeros * 10 < sample * 4)
		return printable * 20 >= sample * 19 && utf8_valid(utf8_prefix(b, b.len));
	uint8_t *narrow = arena_get(arena, b.len / 2 + 1, 1);
	if (narrow == NULL)
		return false;
	for (size_t i = 0; i < b.len / 2; i++)
		narrow[i] = b.at[2 * i + 1] == 0 ? b.at[2 * i] : '?';
	*out = bytes_of(narrow, b.len / 2);
	return true;
}

static void
came_out(struct work *w, struct bytes decoded, uint32_t depth)
{
	struct bytes text;
	w->decoded += decoded.len;
	if (is_file(decoded)) {
		w->out->facts.signs |= 1u << SCRIPT_CARRIES;
		struct bytes *child = w->out->children.count < SCRIPT_CHILDREN_MAX ? LIST_ADD(w->arena, &w->out->children) : NULL;
		if (child != NULL)
			*child = decoded;
		else
			w->out->is_cut = true;
	} else if (as_text(w->arena, decoded, &text)) {
		read_layer(w, text, depth + 1);
	}
}

/* One run of an encoding at AT; gives where it ends (AT for none), *OUT is what it says. */
static size_t
base64_run(struct arena *arena, struct bytes text, size_t at, struct bytes *out)
{
	size_t end = at;
	while (end < text.len && is_base64(text.at[end]))
		end++;
	if (end - at < BASE64_MIN)
		return at;
	if (decode_all(DECODE_BASE64, bytes_slice(text, at, end), arena, out, NULL) != 0)
		*out = BYTES_NONE;
	return end;
}

static size_t
hex_run(struct arena *arena, struct bytes text, size_t at, size_t end, struct bytes *out)
{
	size_t stop = at;
	while (stop < end && ascii_hex(text.at[stop]) >= 0)
		stop++;
	if (stop - at < HEX_MIN || stop != end || (stop - at) % 2 != 0)
		return at;
	uint8_t *octets = arena_get(arena, (stop - at) / 2, 1);
	for (size_t i = 0; octets != NULL && i < (stop - at) / 2; i++)
		octets[i] = (uint8_t)(ascii_hex(text.at[at + 2 * i]) << 4 | ascii_hex(text.at[at + 2 * i + 1]));
	*out = octets != NULL ? bytes_of(octets, (stop - at) / 2) : BYTES_NONE;
	return stop;
}

/* %3Cscript%3E and %u003c: escapes and what stands between them. */
static size_t
percent_run(struct arena *arena, struct bytes text, size_t at, struct bytes *out)
{
	struct buf plain;
	size_t escapes = 0, end = at;
	buf_init(&plain, text.len - at + 4);
	while (end < text.len && text.at[end] != '"' && text.at[end] != '\n') {
		bool wide = end + 5 < text.len && text.at[end] == '%' && text.at[end + 1] == 'u';
		size_t digits = wide ? 4 : 2, from = end + (wide ? 2 : 1);
		uint32_t cp = 0;
		bool escape = text.at[end] == '%' && from + digits <= text.len;
		for (size_t i = 0; escape && i < digits; i++) {
			escape = ascii_hex(text.at[from + i]) >= 0;
			cp = cp << 4 | (uint32_t)(escape ? ascii_hex(text.at[from + i]) : 0);
		}
		if (escape && wide)
			utf8_add(&plain, cp);
		else
			buf_add_octet(&plain, escape ? (uint8_t)cp : text.at[end]);
		escapes += escape;
		end = escape ? from + digits : end + 1;
	}
	*out = BYTES_NONE;
	if (escapes >= PERCENT_MIN)
		(void)arena_copy(arena, buf_bytes(&plain), out);
	buf_done(&plain);
	return end;
}

static void
decode_runs(struct work *w, struct bytes text, uint32_t depth)
{
	size_t runs = 0, percent_done = 0;
	for (size_t at = 0; at < text.len;) {
		struct bytes out = BYTES_NONE;
		size_t end = at;
		if (runs == RUNS_MAX || w->decoded > SCRIPT_DECODED_MAX) {
			w->out->is_cut = true;
			return;
		}
		if (text.at[at] == '%' && at >= percent_done) {
			end = percent_done = percent_run(w->arena, text, at, &out);
		} else if (is_base64(text.at[at])) {
			end = base64_run(w->arena, text, at, &out);
			struct bytes hex = BYTES_NONE;
			if (end != at && hex_run(w->arena, text, at, end, &hex) != at)
				out = hex;
			/* A shorter word: the run is passed over whole, or each of its letters would be looked at again. */
			while (end == at || (end < text.len && is_base64(text.at[end])))
				end++;
		}
		if (out.len != 0) {
			runs++;
			came_out(w, out, depth);
		}
		at = end > at ? end : at + 1;
	}
}

/* "hXXttp".replace(/XX/g, ""), Replace(x, "XX", ""): what is replaced by nothing is only filling. */
static bool
next_fill(struct bytes text, size_t *at, struct bytes *fill)
{
	for (; *at < text.len; ++*at) {
		struct bytes rest = bytes_from(text, *at);
		if ((rest.at[0] | 0x20) != 'r' || !bytes_starts_nocase(rest, BYTES("replace")))
			continue;
		*at += 7;
		struct bytes call = bytes_slice(text, *at, *at + 120);
		size_t open = BYTES_NOT_FOUND;
		for (size_t i = 0; i < call.len && open == BYTES_NOT_FOUND; i++)
			if (call.at[i] == '/' || call.at[i] == '"')
				open = i;
		if (open == BYTES_NOT_FOUND)
			continue;
		size_t len = bytes_find_octet(bytes_from(call, open + 1), call.at[open]);
		if (len == BYTES_NOT_FOUND || len == 0 || len > FILL_LEN_MAX)
			continue;
		/* The second argument must be an empty text. */
		if (!bytes_has(bytes_slice(call, open + len + 2, open + len + 10), BYTES("\"\"")))
			continue;
		*fill = bytes_slice(call, open + 1, open + 1 + len);
		return true;
	}
	return false;
}

static void
look_at(struct work *w, struct bytes text, uint32_t depth, bool is_veiled)
{
	struct casefile_script *s = &w->out->facts;
	size_t at;
	uint32_t signs = script_words(text, w->arena, s, &at);
	if (is_veiled && (signs & ~s->signs & (1u << SCRIPT_RUNS | 1u << SCRIPT_FETCHES | 1u << SCRIPT_WRITES |
	    1u << SCRIPT_EVALUATES | 1u << SCRIPT_TOOL | 1u << SCRIPT_STAYS | 1u << SCRIPT_DISARMS)) != 0)
		s->signs |= 1u << SCRIPT_VEILED;
	s->signs |= signs;
	if (depth > s->layers)
		s->layers = depth;
	if (at != SIZE_MAX && s->sample.len == 0) {
		struct bytes sample = bytes_slice(text, at > 40 ? at - 40 : 0, at + 160);
		struct buf clean;
		buf_init(&clean, SCRIPT_SAMPLE_MAX);
		for (size_t i = 0; i < sample.len && clean.len < SCRIPT_SAMPLE_MAX - 8;) {
			uint32_t cp = utf8_next(sample, &i);
			utf8_add(&clean, cp < 0x20 || cp == 0x7f ? ' ' : cp);
		}
		(void)arena_copy(w->arena, buf_bytes(&clean), &s->sample);
		buf_done(&clean);
	}
	if (is_veiled && w->light.len + text.len + 1 < LIGHT_MAX) {
		buf_add(&w->light, text);
		buf_add_octet(&w->light, '\n');
	}
}

/* Texts without their filling, and backwards where something is turned around. */
static void
look_at_variants(struct work *w, struct bytes text, uint32_t depth)
{
	struct buf other;
	struct bytes fill = BYTES_NONE;
	size_t at = 0;
	buf_init(&other, text.len + 1);
	for (int fills = 0; fills < FILLS_MAX && next_fill(text, &at, &fill); fills++) {
		buf_clear(&other);
		for (size_t i = 0; i < text.len;) {
			if (text.at[i] == fill.at[0] && bytes_starts(bytes_from(text, i), fill))
				i += fill.len;
			else
				buf_add_octet(&other, text.at[i++]);
		}
		look_at(w, buf_bytes(&other), depth, true);
	}
	if (bytes_find_nocase(text, BYTES("StrReverse")) != BYTES_NOT_FOUND || bytes_has(text, BYTES(".reverse(")) ||
	    bytes_has(text, BYTES("[-1..-"))) {
		buf_clear(&other);
		for (size_t i = text.len; i-- > 0;)
			buf_add_octet(&other, text.at[i]);
		look_at(w, buf_bytes(&other), depth, true);
	}
	buf_done(&other);
}

static void
read_layer(struct work *w, struct bytes text, uint32_t depth)
{
	struct bytes folded;
	struct buf whole;
	if (depth > SCRIPT_DEPTH_MAX) {
		w->out->is_cut = true;
		return;
	}
	/* Its calls as they stand; then those that only show when it is put together. */
	look_at(w, text, depth, depth != 0);
	/* A joint needs three octets and gives one less; a number gives at most four for five. */
	buf_init(&whole, 2 * text.len + 16);
	script_fold(text, &whole, &w->out->facts.pieces);
	bool kept = arena_copy(w->arena, buf_bytes(&whole), &folded);
	buf_done(&whole);
	if (!kept) {
		w->out->is_cut = true;
		return;
	}
	look_at(w, folded, depth, true);
	look_at_variants(w, folded, depth);
	decode_runs(w, folded, depth);
}

void
script_read(struct bytes text, struct arena *arena, struct script_found *out)
{
	struct work w = { .arena = arena, .out = out };
	out->is_cut = text.len > SCRIPT_READ_MAX;
	buf_init(&w.light, LIGHT_MAX);
	read_layer(&w, bytes_to(text, SCRIPT_READ_MAX), 0);
	if (out->facts.pieces >= FOLDED_MANY)
		out->facts.signs |= 1u << SCRIPT_FOLDED;
	(void)arena_copy(arena, buf_bytes(&w.light), &out->text);
	buf_done(&w.light);
}
