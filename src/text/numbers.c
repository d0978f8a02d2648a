#include "text/numbers.h"

#include "base/lanes.h"

/* Digits of the longest row that is looked at; an account with bank code has 24. */
#define DIGITS_MAX 24
#define GROUPS_MAX 12
/* Octets before a number in which words say what it is, and around an account in which a bank is named. */
#define WORD_REACH 40
#define BANK_REACH 240

/* A row of digits with the marks that people put between them. */
struct row {
	size_t start, end; /* of the text, with "+" and "(" */
	uint8_t digits[DIGITS_MAX];
	uint8_t count;
	uint8_t groups[GROUPS_MAX]; /* digits of each */
	size_t ends[GROUPS_MAX];
	bool likes[GROUPS_MAX]; /* a letter stands for a digit in it */
	uint8_t group_count;
	bool has_plus;
	bool is_dotted;    /* only dots between them */
	bool is_disguised;
	bool is_overlong;
};

/* Lower case.  An ASCII word begins where no letter stands before it. */
static const char *const calling[] = { "call", "calling", "phone", "telephone", "tel", "dial", "mobile", "cell", "hotline",
	"helpline", "toll free", "toll-free", "whatsapp", "ring us", "text us", "contact us at", "contact us on", "support at",
	"\xE7\x94\xB5\xE8\xAF\x9D", /* dian hua */
	"\xE9\x9B\xBB\xE8\xA9\xB1", /* the same, traditional */
	"\xE6\x89\x8B\xE6\x9C\xBA", /* shou ji */
	"\xE6\x89\x8B\xE6\xA9\x9F", "\xE7\x83\xAD\xE7\xBA\xBF", /* re xian */
	"\xE6\x8B\xA8\xE6\x89\x93", /* bo da */
	"\xE8\x87\xB4\xE7\x94\xB5", /* zhi dian */
	"\xE6\x9D\xA5\xE7\x94\xB5", /* lai dian */
	"\xE5\xBA\xA7\xE6\x9C\xBA", /* zuo ji */
	NULL };
static const char *const account_words[] = { "account number", "account no", "account #", "acct no", "acct number", "acct", "a/c",
	"account", "beneficiary account", "iban", "konto", "kontonummer", "compte", "cuenta",
	"\xE8\xB4\xA6\xE5\x8F\xB7", /* zhang hao */
	"\xE5\xB8\x90\xE5\x8F\xB7", "\xE5\xB8\xB3\xE8\x99\x9F", "\xE8\xB4\xA6\xE6\x88\xB7", /* zhang hu */
	"\xE5\xB8\x90\xE6\x88\xB7", "\xE5\xB8\xB3\xE6\x88\xB6", "\xE5\x8D\xA1\xE5\x8F\xB7", /* ka hao */
	"\xE5\x8D\xA1\xE8\x99\x9F", "\xE5\x8F\xA3\xE5\xBA\xA7", /* kouza */
	NULL };
static const char *const bank_words[] = { "bank", "swift", "sort code", "routing", "beneficiary", "payee", "bic", "iban", "wire",
	"remit", "aba",
	"\xE9\x93\xB6\xE8\xA1\x8C", /* yin hang */
	"\xE9\x8A\x80\xE8\xA1\x8C", "\xE5\xBC\x80\xE6\x88\xB7", /* kai hu */
	"\xE9\x96\x8B\xE6\x88\xB6", "\xE6\x94\xAF\xE8\xA1\x8C", /* zhi hang */
	"\xE6\x88\xB7\xE5\x90\x8D", /* hu ming */
	"\xE6\x88\xB6\xE5\x90\x8D", "\xE6\x94\xB6\xE6\xAC\xBE", /* shou kuan */
	"\xE6\xB1\x87\xE6\xAC\xBE", /* hui kuan */
	"\xE8\xBD\xAC\xE8\xB4\xA6", /* zhuan zhang */
	"\xE6\x89\x93\xE6\xAC\xBE", /* da kuan */
	NULL };
static const char *const card_words[] = { "card", "bank", "visa", "mastercard", "\xE5\x8D\xA1", "\xE9\x93\xB6\xE8\xA1\x8C", "\xE9\x8A\x80\xE8\xA1\x8C", NULL };

static bool
says(struct bytes text, const char *const *words)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t first = ascii_lower(text.at[i]);
		if (first < 0x80 && i > 0 && ascii_is_alpha(text.at[i - 1]))
			continue;
		for (size_t w = 0; words[w] != NULL; w++)
			if ((uint8_t)words[w][0] == first && bytes_starts_nocase(bytes_from(text, i), bytes_of_cstr(words[w])))
				return true;
	}
	return false;
}

static struct bytes
before(struct bytes text, size_t at, size_t reach)
{
	return bytes_slice(text, at > reach ? at - reach : 0, at);
}

/* ISO 13616 registry: characters of each country's IBAN. */
static const struct {
	char country[3];
	uint8_t length;
} ibans[] = {
	{ "AD", 24 }, { "AE", 23 }, { "AL", 28 }, { "AT", 20 }, { "AZ", 28 }, { "BA", 20 }, { "BE", 16 }, { "BG", 22 }, { "BH", 22 },
	{ "BR", 29 }, { "BY", 28 }, { "CH", 21 }, { "CR", 22 }, { "CY", 28 }, { "CZ", 24 }, { "DE", 22 }, { "DK", 18 }, { "DO", 28 },
	{ "EE", 20 }, { "EG", 29 }, { "ES", 24 }, { "FI", 18 }, { "FO", 18 }, { "FR", 27 }, { "GB", 22 }, { "GE", 22 }, { "GI", 23 },
	{ "GL", 18 }, { "GR", 27 }, { "GT", 28 }, { "HR", 21 }, { "HU", 28 }, { "IE", 22 }, { "IL", 23 }, { "IQ", 23 }, { "IS", 26 },
	{ "IT", 27 }, { "JO", 30 }, { "KW", 30 }, { "KZ", 20 }, { "LB", 28 }, { "LC", 32 }, { "LI", 21 }, { "LT", 20 }, { "LU", 20 },
	{ "LV", 21 }, { "LY", 25 }, { "MC", 27 }, { "MD", 24 }, { "ME", 22 }, { "MK", 19 }, { "MR", 27 }, { "MT", 31 }, { "MU", 30 },
	{ "NL", 18 }, { "NO", 15 }, { "PK", 24 }, { "PL", 28 }, { "PS", 29 }, { "PT", 25 }, { "QA", 29 }, { "RO", 24 }, { "RS", 22 },
	{ "SA", 24 }, { "SC", 31 }, { "SD", 18 }, { "SE", 24 }, { "SI", 19 }, { "SK", 24 }, { "SM", 27 }, { "ST", 25 }, { "SV", 28 },
	{ "TL", 23 }, { "TN", 24 }, { "TR", 26 }, { "UA", 29 }, { "VA", 22 }, { "VG", 24 }, { "XK", 20 },
};

static size_t
iban_length(const uint8_t country[2])
{
	for (size_t i = 0; i < sizeof ibans / sizeof *ibans; i++)
		if (ibans[i].country[0] == country[0] && ibans[i].country[1] == country[1])
			return ibans[i].length;
	return 0;
}

bool
iban_holds(struct bytes b)
{
	if (b.len < 15 || b.len != iban_length(b.at))
		return false;
	/* The first four characters go to the end, letters count from 10, and 97 leaves 1. */
	unsigned rest = 0;
	for (size_t i = 0; i < b.len; i++) {
		uint8_t c = b.at[(i + 4) % b.len];
		if (ascii_is_digit(c))
			rest = (rest * 10 + (unsigned)(c - '0')) % 97;
		else if (c >= 'A' && c <= 'Z')
			rest = (rest * 100 + (unsigned)(c - 'A' + 10)) % 97;
		else
			return false;
	}
	return rest == 1;
}

bool
luhn_holds(struct bytes b)
{
	unsigned sum = 0;
	for (size_t i = 0; i < b.len; i++) {
		unsigned digit = (unsigned)(b.at[b.len - 1 - i] - '0');
		if (digit > 9)
			return false;
		if (i % 2 == 1)
			digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
		sum += digit;
	}
	return b.len != 0 && sum % 10 == 0;
}

/* The digits at AT may be the check digits of an IBAN, which began two letters before. */
static bool
read_iban(struct bytes text, size_t at, struct number_found *out)
{
	if (at < 2 || !ascii_is_alpha(text.at[at - 1]) || !ascii_is_alpha(text.at[at - 2]) ||
	    (at > 2 && ascii_is_alnum(text.at[at - 3])))
		return false;
	uint8_t country[2] = { (uint8_t)(text.at[at - 2] & ~0x20), (uint8_t)(text.at[at - 1] & ~0x20) };
	size_t wanted = iban_length(country), pos = at - 2, length = 0;
	while (length < wanted && pos < text.len) {
		uint8_t c = text.at[pos];
		if (ascii_is_alnum(c))
			out->value[length++] = ascii_is_alpha(c) ? (uint8_t)(c & ~0x20) : c;
		else if (c != ' ' && c != '-')
			break;
		pos++;
	}
	if (wanted == 0 || length < wanted || (pos < text.len && ascii_is_alnum(text.at[pos])) ||
	    !iban_holds(bytes_of(out->value, length)))
		return false;
	out->is_called = out->is_free = out->is_disguised = false;
	out->is = NUMBER_IS_IBAN;
	out->start = (uint32_t)(at - 2);
	out->end = (uint32_t)pos;
	out->length = (uint8_t)length;
	return true;
}

/* Octets of a mark between two digits at AT, 0 for none: also the dashes of typesetters. */
static size_t
mark_at(struct bytes text, size_t at)
{
	uint8_t c = text.at[at];
	if (c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '/')
		return 1;
	return c == 0xE2 && text.len - at >= 3 && text.at[at + 1] == 0x80 && text.at[at + 2] >= 0x90 && text.at[at + 2] <= 0x95 ? 3 : 0;
}

/* A letter that is read as a digit, where one stands in a number; 0 for others. */
static uint8_t
digit_like(uint8_t c)
{
	return c == 'O' || c == 'o' ? '0' : c == 'l' || c == 'I' ? '1' : 0;
}

/* Is the letter at POS in the place of a digit?  A group of such letters alone is a word ("lo", "Il"). */
static bool
is_digit_like(struct bytes text, size_t pos, bool is_new_group)
{
	size_t next = pos + 1;
	if (digit_like(text.at[pos]) == 0)
		return false;
	if (!is_new_group)
		return next == text.len || !ascii_is_alpha(text.at[next]) || digit_like(text.at[next]) != 0;
	while (next < text.len && next - pos < 3 && digit_like(text.at[next]) != 0)
		next++;
	return next < text.len && ascii_is_digit(text.at[next]);
}

static bool
add_digit(struct row *r, uint8_t digit, bool is_new_group)
{
	if (r->count == DIGITS_MAX || (is_new_group && r->group_count == GROUPS_MAX)) {
		r->is_overlong = true;
		return false;
	}
	r->digits[r->count++] = digit;
	if (is_new_group)
		r->groups[r->group_count++] = 0;
	r->groups[r->group_count - 1]++;
	return true;
}

/* The row that begins with the digit at AT. */
static void
read_row(struct bytes text, size_t at, struct row *r)
{
	*r = (struct row){ .start = at, .is_dotted = true };
	while (r->start > 0 && (text.at[r->start - 1] == '(' || text.at[r->start - 1] == '+') && at - r->start < 3) {
		r->start--;
		r->has_plus |= text.at[r->start] == '+';
	}
	bool is_new_group = true;
	size_t marks = 0;
	for (size_t pos = at; pos < text.len;) {
		uint8_t c = text.at[pos];
		bool is_like = r->count != 0 && is_digit_like(text, pos, is_new_group);
		if (ascii_is_digit(c) || is_like) {
			pos++;
			if (add_digit(r, is_like ? digit_like(c) : c, is_new_group)) {
				r->ends[r->group_count - 1] = pos;
				r->likes[r->group_count - 1] |= is_like;
				r->is_disguised |= is_like;
			}
			is_new_group = false;
			marks = 0;
			r->end = pos;
			continue;
		}
		size_t mark = mark_at(text, pos);
		if (mark == 0 || ++marks > 2)
			break;
		r->is_dotted &= c == '.';
		is_new_group = true;
		pos += mark;
	}
	/* A bracket that was opened before it. */
	if (r->end < text.len && text.at[r->end] == ')' && r->start < at && text.at[r->start] == '(')
		r->end++;
}

/* Most rows are years, prices and sizes: told by a look at each octet.  Gives where the row ends, and at least as many digits as
 * read_row will find. */
static size_t
skim_row(struct bytes text, size_t at, size_t *out_digits)
{
	enum { OTHER, DIGIT, MARK, DASH };
	static const uint8_t kinds[256] = { ['0'] = DIGIT, ['1'] = DIGIT, ['2'] = DIGIT, ['3'] = DIGIT, ['4'] = DIGIT,
		['5'] = DIGIT, ['6'] = DIGIT, ['7'] = DIGIT, ['8'] = DIGIT, ['9'] = DIGIT, ['O'] = DIGIT, ['o'] = DIGIT, ['l'] = DIGIT, ['I'] = DIGIT,
		[' '] = MARK, ['-'] = MARK, ['.'] = MARK, ['('] = MARK, [')'] = MARK, ['/'] = MARK, [0xE2] = DASH };
	size_t digits = 0, marks = 0, end = at;
	for (size_t pos = at; pos < text.len;) {
		uint8_t kind = kinds[text.at[pos]];
		if (kind == DIGIT) {
			digits++;
			marks = 0;
			end = ++pos;
			continue;
		}
		if (kind == OTHER || ++marks > 2)
			break;
		pos += kind == DASH ? 3 : 1;
	}
	*out_digits = digits;
	return end;
}

static bool
has_groups(const struct row *r, size_t count, const uint8_t *groups)
{
	return r->group_count == count && memcmp(r->groups, groups, count) == 0;
}
#define HAS_GROUPS(r, ...)                                                                                             \
	has_groups((r), sizeof((uint8_t[]){ __VA_ARGS__ }), (const uint8_t[]){ __VA_ARGS__ })

static bool
starts(const struct row *r, const char *digits)
{
	size_t len = strlen(digits);
	return r->count >= len && memcmp(r->digits, digits, len) == 0;
}

static unsigned
two(const struct row *r, size_t at)
{
	return (unsigned)(r->digits[at] - '0') * 10 + (unsigned)(r->digits[at + 1] - '0');
}

/* 2026-11-28 and 28.11.2026, with or without the time of day; 192.0.2.1. */
static bool
is_date_or_machine(const struct row *r)
{
	bool year_first = r->group_count >= 3 && r->groups[0] == 4 && r->groups[1] <= 2 && r->groups[2] <= 2;
	bool year_last = r->group_count >= 3 && r->groups[0] <= 2 && r->groups[1] <= 2 && r->groups[2] == 4;
	bool machine = r->is_dotted && r->group_count == 4 && r->groups[0] <= 3 && r->groups[1] <= 3 && r->groups[2] <= 3 && r->groups[3] <= 3;
	return !r->has_plus && (year_first || year_last || machine);
}

/* GB 11643: eighteen digits, the seventh to fourteenth of which are a birthday. */
static bool
is_identity_card(const struct row *r)
{
	return r->count == 18 && (two(r, 6) == 19 || two(r, 6) == 20) && two(r, 10) >= 1 && two(r, 10) <= 12 && two(r, 12) >= 1 &&
	    two(r, 12) <= 31;
}

static bool
is_card(struct bytes text, const struct row *r)
{
	bool is_grouped = r->group_count == 1;
	for (size_t i = 0; i < r->group_count && r->group_count > 1; i++)
		is_grouped = r->groups[i] == 4 || (i + 1 == r->group_count && r->groups[i] < 4);
	if (r->count < 16 || r->count > 19 || !is_grouped || r->is_disguised || !luhn_holds(bytes_of(r->digits, r->count)))
		return false;
	if (starts(r, "62"))
		return !is_identity_card(r);
	bool is_other = r->count == 16 && (r->digits[0] == '4' || (two(r, 0) >= 51 && two(r, 0) <= 55));
	return is_other && says(before(text, r->start, WORD_REACH), card_words);
}

static bool
is_north_american(const struct row *r)
{
	size_t at = r->count == 11 && r->digits[0] == '1' ? 1 : 0;
	return r->count - at == 10 && r->digits[at] >= '2' && r->digits[at + 3] >= '2' && !starts(r, "400");
}

static bool
is_chinese_mobile(const struct row *r)
{
	return r->count == 11 && r->digits[0] == '1' && r->digits[1] >= '3' &&
	    (HAS_GROUPS(r, 11) || HAS_GROUPS(r, 3, 4, 4) || HAS_GROUPS(r, 3, 8));
}

static void
put_value(struct number_found *out, const char *prefix, const uint8_t *digits, size_t count)
{
	out->length = 0;
	for (; *prefix != '\0'; prefix++)
		out->value[out->length++] = (uint8_t)*prefix;
	memcpy(out->value + out->length, digits, count);
	out->length = (uint8_t)(out->length + count);
}

static bool
is_free_call(const struct number_found *f)
{
	static const char *const free_calls[] = { "+1800", "+1888", "+1877", "+1866", "+1855", "+1844", "+1833", "+44800", "+44808",
		"+86400", "+86800", "400", "800", "0800", "00800" };
	for (size_t i = 0; i < sizeof free_calls / sizeof *free_calls; i++)
		if (bytes_starts(number_value(f), bytes_of_cstr(free_calls[i])))
			return true;
	return false;
}

/* The digits of "+44 (0)20 7946 0958" without the nought that is dialled at home only. */
static void
put_international(struct bytes text, const struct row *r, struct number_found *out)
{
	struct row plain = *r;
	size_t at = plain.groups[0];
	if (plain.group_count > 2 && plain.groups[1] == 1 && plain.digits[at] == '0' &&
	    bytes_has(bytes_slice(text, r->start, r->end), BYTES("(0)"))) {
		memmove(plain.digits + at, plain.digits + at + 1, (size_t)plain.count - at - 1);
		plain.count--;
	}
	put_value(out, "+", plain.digits, plain.count);
}

static bool
read_phone(struct bytes text, const struct row *r, struct number_found *out)
{
	if (is_date_or_machine(r))
		return false;
	out->is_called = says(before(text, r->start, WORD_REACH), calling);
	bool is_spaced = r->group_count > 1;
	if (r->has_plus && r->count >= 8 && r->count <= 15 && r->digits[0] != '0')
		put_international(text, r, out);
	else if (starts(r, "00") && r->count >= 11 && r->count <= 17 && out->is_called && !starts(r, "000"))
		put_value(out, "+", r->digits + 2, (size_t)r->count - 2);
	else if (is_chinese_mobile(r))
		put_value(out, "+86", r->digits, r->count);
	else if (r->count == 13 && starts(r, "861") && r->digits[3] >= '3' && (out->is_called || is_spaced))
		put_value(out, "+", r->digits, r->count);
	else if (is_north_american(r) && (HAS_GROUPS(r, 3, 3, 4) || HAS_GROUPS(r, 1, 3, 3, 4) || (out->is_called && r->groups[0] != 4)))
		put_value(out, "+1", r->digits + r->count - 10, 10);
	else if (r->count == 10 && (starts(r, "400") || starts(r, "800")) && (is_spaced || out->is_called))
		put_value(out, "", r->digits, r->count);
	else if (starts(r, "0") && r->count >= 10 && r->count <= 12 && r->digits[1] != '0' &&
	    ((is_spaced && (r->groups[0] == 3 || r->groups[0] == 4) && r->group_count <= 3) || out->is_called))
		put_value(out, "", r->digits, r->count);
	else if (out->is_called && r->count >= 7 && r->count <= 15 && !r->is_disguised)
		put_value(out, "", r->digits, r->count);
	else
		return false;
	out->is = NUMBER_IS_PHONE;
	out->is_free = is_free_call(out);
	out->is_disguised = r->is_disguised;
	return true;
}

/* May what stands around it belong to it?  Then it is part of a word, a link or an amount. */
static bool
stands_alone(struct bytes text, const struct row *r)
{
	static const char inside[] = "_@=/#&%$-.,";
	uint8_t front = r->start > 0 ? text.at[r->start - 1] : ' ', back = r->end < text.len ? text.at[r->end] : ' ';
	if (ascii_is_alnum(front) || (front != 0 && strchr(inside, front) != NULL && !ascii_is_space(front)))
		return false;
	return !ascii_is_alnum(back) && back != '_' && back != '@' && back != '%' && back != '=';
}

static bool
read_number(struct bytes text, const struct row *r, struct number_found *out)
{
	if (r->is_overlong || r->count < 6)
		return false;
	out->start = (uint32_t)r->start;
	out->end = (uint32_t)r->end;
	if (!stands_alone(text, r))
		return false;
	if (is_card(text, r)) {
		out->is = NUMBER_IS_CARD;
		put_value(out, "", r->digits, r->count);
		return true;
	}
	if (!r->has_plus && !r->is_disguised && says(before(text, r->start, WORD_REACH / 2), account_words)) {
		struct bytes around = bytes_slice(text, r->start > BANK_REACH ? r->start - BANK_REACH : 0, r->end + BANK_REACH);
		out->is = NUMBER_IS_ACCOUNT;
		put_value(out, "", r->digits, r->count);
		return says(around, bank_words);
	}
	return r->count >= 7 && read_phone(text, r, out);
}

/* Two numbers behind each other are one row: the longest beginning that is a number, cut where a blank stands. */
static bool
read_beginning(struct bytes text, struct row *r, struct number_found *out)
{
	if (read_number(text, r, out))
		return true;
	while (r->group_count > 1) {
		r->group_count--;
		r->count = (uint8_t)(r->count - r->groups[r->group_count]);
		r->end = r->ends[r->group_count - 1];
		r->is_overlong = r->is_disguised = false;
		for (size_t i = 0; i < r->group_count; i++)
			r->is_disguised |= r->likes[i];
		uint8_t mark = text.at[r->end];
		if (r->count < 6)
			return false;
		if ((mark == ' ' || mark == '/') && read_number(text, r, out))
			return true;
	}
	return false;
}

/* The next digit from POS on. */
static size_t
next_digit(struct bytes text, size_t pos)
{
	while (text.len - pos >= LANES && !lanes_any(lanes_between(lanes_at(text.at + pos), '0', '9')))
		pos += LANES;
	while (pos < text.len && !ascii_is_digit(text.at[pos]))
		pos++;
	return pos;
}

size_t
numbers_find(struct bytes text, struct number_found *out, size_t room)
{
	size_t count = 0, tried = 0;
	for (size_t pos = next_digit(text, 0); pos < text.len && count < room && tried < NUMBERS_TRIED_MAX;
	     pos = next_digit(text, pos)) {
		struct number_found f;
		struct row r;
		size_t digits, end = skim_row(text, pos, &digits);
		if (pos >= 2 && ascii_is_alpha(text.at[pos - 1]) && read_iban(text, pos, &f)) {
			out[count++] = f;
			pos = f.end;
			continue;
		}
		if (digits < 6) {
			pos = end;
			continue;
		}
		f = (struct number_found){ .start = 0 };
		read_row(text, pos, &r);
		pos = r.end;
		tried += r.count >= 6;
		if (read_beginning(text, &r, &f)) {
			out[count++] = f;
			pos = f.end;
		}
	}
	return count;
}
