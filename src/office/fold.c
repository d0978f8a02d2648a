#include "office/fold.h"

#include "base/utf8.h"
#include "office/words.h"

/* Numbers of characters, names and joins from which on a module looks disguised: ordinary code joins strings for
 * messages and writes Chr(10), Chr(13), Chr(34). */
#define CHARS_MANY 16
#define RANDOM_NAMES_MANY 12
#define JOINS_IN_A_STRING_MANY 8

struct variable {
	uint64_t name; /* hash */
	struct buf value;
};

struct fold {
	struct office *o;
	struct bytes source;
	size_t at;
	bool is_vba;
	struct buf run;      /* the constant being put together */
	uint32_t parts;      /* pieces in it */
	bool is_joining;     /* a join stood behind the last piece */
	bool is_whole;       /* the expression is nothing but this run so far */
	uint64_t target;     /* hash of the variable that this statement sets, 0 for none */
	bool is_start;       /* of a statement */
	uint64_t previous;   /* name before, for "x =" */
	struct bytes word;   /* name before, for "For Output" */
	struct bytes creates; /* CreateObject( stands before */
	uint32_t chars, joins_most, random_names, names;
	size_t variable_count;
	struct variable variables[FOLD_VARIABLES_MAX];
};

static uint64_t
hash_name(struct bytes name)
{
	uint64_t h = UINT64_C(0xCBF29CE484222325);
	for (size_t i = 0; i < name.len; i++)
		h = (h ^ ascii_lower(name.at[i])) * UINT64_C(0x100000001B3);
	return h | 1;
}

/* Decoded octets that are worth reading: printable text in one or two octets a character. */
static bool
is_readable(struct bytes b)
{
	size_t good = 0, zeros = 0;
	for (size_t i = 0; i < b.len; i++) {
		good += (b.at[i] >= 0x20 && b.at[i] < 0x7F) || b.at[i] == '\n' || b.at[i] == '\r' || b.at[i] == '\t';
		zeros += b.at[i] == 0 && (i & 1) != 0;
	}
	return b.len >= 4 && (good * 10 >= b.len * 9 || (zeros * 10 >= b.len * 4 && good * 10 >= b.len * 4));
}

static size_t
decode_hex(struct bytes text, uint8_t *out)
{
	size_t len = 0;
	if (text.len < 8 || text.len % 2 != 0)
		return 0;
	for (size_t i = 0; i < text.len; i += 2) {
		int high = ascii_hex(text.at[i]), low = ascii_hex(text.at[i + 1]);
		if (high < 0 || low < 0)
			return 0;
		out[len++] = (uint8_t)(high << 4 | low);
	}
	return len;
}

static int
base64_value(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (ascii_is_digit(c))
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* The longest base64 word of TEXT, from 16 characters on: it may stand behind "powershell -enc ". */
static size_t
decode_base64(struct bytes text, uint8_t *out)
{
	size_t best = 0, best_len = 0;
	for (size_t i = 0; i < text.len;) {
		size_t start = i;
		while (i < text.len && base64_value(text.at[i]) >= 0)
			i++;
		if (i - start > best_len) {
			best = start;
			best_len = i - start;
		}
		i += i == start;
	}
	if (best_len < 16)
		return 0;
	uint32_t bits = 0;
	size_t len = 0;
	for (size_t i = 0; i < best_len; i++) {
		bits = bits << 6 | (uint32_t)base64_value(text.at[best + i]);
		if (i % 4 != 0)
			out[len++] = (uint8_t)(bits >> (2 * (3 - i % 4)));
	}
	return len;
}

static bool
looks_reversed(struct bytes text)
{
	return bytes_has_nocase(text, BYTES("//:ptth")) || bytes_has_nocase(text, BYTES("//:sptth")) ||
	       bytes_has_nocase(text, BYTES("llehsrewop")) || bytes_has_nocase(text, BYTES("llehs.tpircsw")) ||
	       bytes_has_nocase(text, BYTES("exe.dmc"));
}

static void
found_at(struct office *o, struct bytes text, int depth)
{
	uint8_t decoded[FOLD_STRING_MAX];
	text = bytes_to(text, FOLD_STRING_MAX);
	if (text.len < 4 || !office_work(o, text.len))
		return;
	office_code(o, text);
	if (words_in_string(o, text) || bytes_has_nocase(text, BYTES("http://")) || bytes_has_nocase(text, BYTES("https://")))
		office_sample(o, text);
	if (depth >= FOLD_DEPTH_MAX)
		return;
	if (looks_reversed(text)) {
		for (size_t i = 0; i < text.len; i++)
			decoded[i] = text.at[text.len - 1 - i];
		office_sign(o, DOCUMENT_VBA_OBFUSCATED);
		found_at(o, bytes_of(decoded, text.len), depth + 1);
		return;
	}
	size_t len = decode_hex(text, decoded);
	if (len == 0)
		len = decode_base64(text, decoded);
	struct bytes octets = bytes_of(decoded, len);
	if (!is_readable(octets))
		return;
	/* Two octets a character: PowerShell's -EncodedCommand. */
	struct buf clear;
	buf_init(&clear, (size_t)FOLD_STRING_MAX * 2);
	if (len >= 4 && decoded[1] == 0 && decoded[3] == 0)
		office_utf16(octets, &clear);
	else
		buf_add(&clear, octets);
	found_at(o, buf_bytes(&clear), depth + 1);
	buf_done(&clear);
}

void
fold_found(struct office *o, struct bytes text)
{
	found_at(o, text, 0);
}

static struct variable *
variable_of(struct fold *f, uint64_t name, bool is_new)
{
	for (size_t i = 0; i < f->variable_count; i++)
		if (f->variables[i].name == name)
			return &f->variables[i];
	if (!is_new || f->variable_count == FOLD_VARIABLES_MAX)
		return NULL;
	struct variable *v = &f->variables[f->variable_count++];
	v->name = name;
	buf_init(&v->value, FOLD_STRING_MAX);
	return v;
}

static void
end_run(struct fold *f)
{
	if (f->parts > f->joins_most)
		f->joins_most = f->parts;
	if (f->parts != 0) {
		if (f->creates.len != 0)
			words_created(f->o, f->creates, buf_bytes(&f->run));
		fold_found(f->o, buf_bytes(&f->run));
	} else if (f->creates.len != 0 && !f->is_start) {
		words_created(f->o, f->creates, BYTES_NONE);
	}
	f->creates = BYTES_NONE;
	buf_clear(&f->run);
	f->parts = 0;
	f->is_joining = false;
}

static void
piece(struct fold *f, struct bytes text)
{
	if (f->parts != 0 && !f->is_joining) {
		f->is_whole = false;
		end_run(f);
	}
	if (office_work(f->o, text.len))
		buf_add(&f->run, bytes_to(text, FOLD_STRING_MAX - f->run.len));
	f->parts++;
	f->is_joining = false;
}

static void
end_statement(struct fold *f)
{
	if (f->target != 0 && f->is_whole && f->parts != 0) {
		struct variable *v = variable_of(f, f->target, true);
		if (v != NULL && office_work(f->o, f->run.len)) {
			buf_clear(&v->value);
			buf_add(&v->value, buf_bytes(&f->run));
		}
	}
	end_run(f);
	f->target = f->previous = 0;
	f->is_start = true;
	f->is_whole = true;
	f->word = BYTES_NONE;
}

static void
string_literal(struct fold *f)
{
	uint8_t text[FOLD_STRING_MAX];
	size_t len = 0;
	for (f->at++; f->at < f->source.len; f->at++) {
		uint8_t c = f->source.at[f->at];
		if (c == '"') {
			if (f->at + 1 >= f->source.len || f->source.at[f->at + 1] != '"')
				break;
			f->at++;
		} else if (c == '\n' && f->is_vba) {
			break;
		}
		if (len < sizeof text)
			text[len++] = c;
	}
	f->at++;
	piece(f, bytes_of(text, len));
}

static uint64_t
number(struct fold *f)
{
	uint64_t value = 0;
	bool is_hex = false;
	if (f->at + 1 < f->source.len && f->source.at[f->at] == '&' && ascii_lower(f->source.at[f->at + 1]) == 'h') {
		is_hex = true;
		f->at += 2;
	}
	for (; f->at < f->source.len; f->at++) {
		int digit = ascii_hex(f->source.at[f->at]);
		if (digit < 0 || (!is_hex && digit > 9))
			break;
		if (value < 1000000)
			value = value * (is_hex ? 16 : 10) + (uint64_t)digit;
	}
	return value;
}

/* Chr(104), Chr$(&H68), CHAR(100+4).  Gives: false, and stays, where it is not constant. */
static bool
character(struct fold *f)
{
	size_t back = f->at;
	int64_t value = 0, sign = 1;
	while (f->at < f->source.len && (f->source.at[f->at] == '$' || f->source.at[f->at] == ' '))
		f->at++;
	if (f->at >= f->source.len || f->source.at[f->at++] != '(')
		goto no;
	for (int terms = 0; terms < 8; terms++) {
		size_t before = f->at;
		while (f->at < f->source.len && f->source.at[f->at] == ' ')
			before = ++f->at;
		value += sign * (int64_t)number(f);
		if (f->at == before)
			goto no;
		while (f->at < f->source.len && f->source.at[f->at] == ' ')
			f->at++;
		uint8_t c = f->at < f->source.len ? f->source.at[f->at++] : 0;
		if (c == ')') {
			uint8_t octets[4];
			if (value <= 0 || value > 0xFFFF)
				goto no;
			f->chars++;
			piece(f, bytes_of(octets, utf8_write((uint32_t)value, octets)));
			return true;
		}
		if (c != '+' && c != '-')
			goto no;
		sign = c == '+' ? 1 : -1;
	}
no:
	f->at = back;
	return false;
}

/* Names that no person gives: long, and of digits inside letters or hardly a vowel. */
static bool
is_random(struct bytes name)
{
	size_t vowels = 0, digits = 0, turns = 0;
	if (name.len < 10)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		uint8_t c = ascii_lower(name.at[i]);
		if (c == '_')
			return false;
		vowels += c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
		digits += ascii_is_digit(c);
		turns += i > 0 && ascii_is_digit(c) != ascii_is_digit(name.at[i - 1]);
	}
	return turns >= 4 || (digits < name.len / 2 && vowels * 6 < name.len);
}

static void
name_token(struct fold *f)
{
	size_t start = f->at;
	while (f->at < f->source.len && (ascii_is_alnum(f->source.at[f->at]) || f->source.at[f->at] == '_' ||
	                                 f->source.at[f->at] >= 0x80))
		f->at++;
	struct bytes name = bytes_slice(f->source, start, f->at);
	if (bytes_equal_nocase(name, BYTES("chr")) || bytes_equal_nocase(name, BYTES("chrw")) ||
	    bytes_equal_nocase(name, BYTES("chrb")) || bytes_equal_nocase(name, BYTES("char"))) {
		if (character(f))
			return;
	}
	if (!f->is_vba) {
		end_run(f);
		return;
	}
	if (bytes_equal_nocase(name, BYTES("rem")) && f->is_start) {
		while (f->at < f->source.len && f->source.at[f->at] != '\n')
			f->at++;
		return;
	}
	uint64_t hash = hash_name(name);
	const struct variable *v = variable_of(f, hash, false);
	f->names++;
	f->random_names += is_random(name);
	bool is_prefix = bytes_equal_nocase(name, BYTES("const")) || bytes_equal_nocase(name, BYTES("let")) ||
	                 bytes_equal_nocase(name, BYTES("public")) || bytes_equal_nocase(name, BYTES("private"));
	if (!f->is_start && v != NULL && f->target != 0) {
		piece(f, buf_bytes(&v->value));
	} else if (!is_prefix) {
		if (f->target != 0 || !f->is_start)
			f->is_whole = false;
		end_run(f);
		f->previous = f->is_start ? hash : f->previous;
		f->is_start = false;
		/* Behind "Const X" or "x" comes "As String" or "=". */
		if (words_name(f->o, f->word, name))
			f->creates = name;
	}
	f->word = name;
}

static void
other_token(struct fold *f, uint8_t c)
{
	f->at++;
	switch (c) {
	case '&': case '+':
		f->is_joining = f->parts != 0;
		if (!f->is_joining)
			f->is_whole = false;
		break;
	case '=':
		/* The first "=" behind a name sets it. */
		if (f->target == 0 && f->previous != 0 && f->parts == 0) {
			f->target = f->previous;
			f->is_whole = true;
		} else {
			f->is_whole = false;
			end_run(f);
		}
		break;
	case '(': case '$':
		if (f->target != 0)
			f->is_whole = false;
		break;
	case ' ': case '\t': case '\r':
		break;
	default:
		f->is_whole = false;
		if (c == ')' || f->parts != 0)
			end_run(f);
		break;
	}
}

static void
fold(struct fold *f)
{
	while (f->at < f->source.len) {
		uint8_t c = f->source.at[f->at];
		if (c == '"') {
			string_literal(f);
		} else if (ascii_is_alpha(c) || c == '_' || c >= 0x80) {
			/* " _" at the end of a line goes on in the next one. */
			if (c == '_' && f->at + 1 < f->source.len && ascii_is_space(f->source.at[f->at + 1])) {
				while (f->at < f->source.len && f->source.at[f->at] != '\n')
					f->at++;
				f->at++;
			} else {
				name_token(f);
			}
		} else if (ascii_is_digit(c)) {
			(void)number(f);
			f->is_whole = false;
			end_run(f);
		} else if (f->is_vba && c == '\'') {
			while (f->at < f->source.len && f->source.at[f->at] != '\n')
				f->at++;
		} else if (f->is_vba && (c == '\n' || c == ':')) {
			end_statement(f);
			f->at++;
		} else {
			other_token(f, c);
		}
	}
	end_statement(f);
	buf_done(&f->run);
	for (size_t i = 0; i < f->variable_count; i++)
		buf_done(&f->variables[i].value);
}

uint32_t
fold_strings(struct office *o, struct bytes source)
{
	struct fold f = { .o = o, .source = source };
	buf_init(&f.run, FOLD_STRING_MAX);
	fold(&f);
	return f.chars;
}

void
fold_vba(struct office *o, struct bytes source)
{
	struct fold f = { .o = o, .source = source, .is_vba = true, .is_start = true, .is_whole = true };
	buf_init(&f.run, FOLD_STRING_MAX);
	fold(&f);
	if (f.chars >= CHARS_MANY || f.joins_most >= JOINS_IN_A_STRING_MANY ||
	    (f.random_names >= RANDOM_NAMES_MANY && f.random_names * 5 > f.names))
		office_sign(o, DOCUMENT_VBA_OBFUSCATED);
}
