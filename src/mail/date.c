#include "mail/date.h"

#include "base/fault.h"
#include "mail/header.h"

struct fields {
	int year, month, day, hour, minute, second, weekday;
	int numbers; /* plain numbers so far: the first is the day, the second the year */
	bool has_time, has_zone, odd;
	int32_t zone;
	uint32_t flags;
};

static int
name_index(struct bytes word, const char *names)
{
	if (word.len < 3)
		return -1;
	for (int i = 0; names[i * 3] != '\0'; i++)
		if (bytes_equal_nocase(bytes_to(word, 3), bytes_of(names + (size_t)i * 3, 3)))
			return i;
	return -1;
}

/* RFC 5322 4.3; the military letters were written wrongly so often that they mean nothing. */
static void
read_zone_name(struct bytes word, struct fields *f)
{
	static const struct zone {
		const char *name;
		int32_t minutes;
	} zones[] = {
		{ "UT", 0 }, { "UTC", 0 }, { "GMT", 0 }, { "Z", 0 }, { "EST", -300 }, { "EDT", -240 }, { "CST", -360 },
		{ "CDT", -300 }, { "MST", -420 }, { "MDT", -360 }, { "PST", -480 }, { "PDT", -420 }, { "CET", 60 },
		{ "CEST", 120 }, { "BST", 60 }, { "JST", 540 }, { "KST", 540 }, { "HKT", 480 }, { "MSK", 180 },
	};
	if (f->has_zone)
		return;
	for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
		if (bytes_equal_nocase(word, bytes_of_cstr(zones[i].name))) {
			f->has_zone = true;
			f->zone = zones[i].minutes;
			return;
		}
	f->odd = true;
}

static int
number(struct bytes b)
{
	uint64_t n = 0;
	return bytes_number(b, 99999, &n) == 0 ? (int)n : -1;
}

static void
read_time(struct bytes word, struct fields *f)
{
	struct bytes part;
	int values[3] = { 0, 0, 0 };
	for (size_t i = 0; i < 3 && bytes_cut(&word, ':', &part); i++) {
		/* Fractions of seconds, and "10:20:30+0800", end a number. */
		size_t digits = 0;
		while (digits < part.len && ascii_is_digit(part.at[digits]))
			digits++;
		f->odd = f->odd || digits != part.len;
		values[i] = number(bytes_to(part, digits));
	}
	f->has_time = values[0] >= 0 && values[0] < 25 && values[1] >= 0 && values[1] < 60 &&
	    values[2] >= 0 && values[2] <= 60;
	if (f->has_time) {
		f->hour = values[0];
		f->minute = values[1];
		f->second = values[2];
	}
}

static void
read_zone_number(struct bytes word, struct fields *f)
{
	int n = number(bytes_from(word, 1));
	if (n < 0 || word.len < 3) {
		f->odd = true;
		return;
	}
	f->zone = word.len <= 3 ? n * 60 : n / 100 * 60 + n % 100;
	if (f->zone > 14 * 60)
		f->flags |= DATE_BAD_ZONE;
	if (word.at[0] == '-')
		f->zone = -f->zone;
	f->has_zone = true;
}

static void
set_year(struct fields *f, struct bytes digits)
{
	f->year = number(digits);
	if (digits.len <= 3 && f->year >= 0) {
		f->flags |= DATE_SHORT_YEAR;
		f->year += digits.len == 3 ? 1900 : f->year < 50 ? 2000 : 1900;
	}
}

/* "2026-11-22", "22-Nov-2026", "2026/11/22" */
static void
read_dashed(struct bytes word, uint8_t dash, struct fields *f)
{
	struct bytes a, b, c;
	if (!bytes_cut(&word, dash, &a) || !bytes_cut(&word, dash, &b) || !bytes_cut(&word, dash, &c))
		return;
	f->odd = true;
	size_t digits = 0;
	while (digits < c.len && ascii_is_digit(c.at[digits]))
		digits++;
	c = bytes_to(c, digits);
	bool year_first = a.len == 4;
	f->day = number(year_first ? c : a);
	set_year(f, year_first ? a : c);
	int month = name_index(b, "janfebmaraprmayjunjulaugsepoctnovdec");
	f->month = month >= 0 ? month + 1 : number(b);
	f->numbers = 2;
}

static void
read_word(struct bytes word, struct fields *f)
{
	uint8_t c = word.at[0];
	if (word.len > 1 && (c == '+' || c == '-') && ascii_is_digit(word.at[1])) {
		read_zone_number(word, f);
	} else if (ascii_is_digit(c)) {
		if (bytes_find_octet(word, ':') != BYTES_NOT_FOUND) {
			size_t t = bytes_find_octet(word, 'T');
			if (t != BYTES_NOT_FOUND)
				read_dashed(bytes_to(word, t), '-', f);
			read_time(t != BYTES_NOT_FOUND ? bytes_from(word, t + 1) : word, f);
			if (word.at[word.len - 1] == 'Z')
				f->has_zone = true;
		} else if (bytes_find_octet(word, '-') != BYTES_NOT_FOUND) {
			read_dashed(word, '-', f);
		} else if (bytes_find_octet(word, '/') != BYTES_NOT_FOUND) {
			read_dashed(word, '/', f);
		} else if (f->numbers++ == 0) {
			f->day = number(word);
		} else if (f->numbers == 2) {
			set_year(f, word);
		} else {
			f->odd = true;
		}
	} else if (ascii_is_alpha(c)) {
		int month = name_index(word, "janfebmaraprmayjunjulaugsepoctnovdec");
		int day = name_index(word, "sunmontuewedthufrisat");
		if (month >= 0 && f->month == 0) {
			f->odd = f->odd || f->numbers == 0; /* "Nov 22 2026" */
			f->month = month + 1;
		} else if (day >= 0 && f->weekday < 0) {
			f->weekday = day;
		} else if (bytes_equal_nocase(word, BYTES("PM")) && f->hour < 12) {
			f->hour += 12;
			f->odd = true;
		} else {
			read_zone_name(word, f);
		}
	}
}

/* Days from 1970-01-01 to a date of the Gregorian calendar. */
static int64_t
days_from_civil(int year, int month, int day)
{
	int64_t y = year - (month <= 2);
	int64_t era = y / 400, of_era = y % 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

int
date_read(struct bytes value, struct mail_date *out)
{
	static const int days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	struct fields f = { .weekday = -1 };
	value = bytes_to(bytes_trim(value), 256);
	for (size_t i = 0; i < value.len;) {
		uint8_t c = value.at[i];
		if (c == '(') {
			i = header_comment_end(value, i);
			continue;
		}
		if (c <= ' ' || c == ',' || c == '"') {
			i++;
			continue;
		}
		size_t from = i;
		while (i < value.len && value.at[i] > ' ' && value.at[i] != ',' &&
		    value.at[i] != '(' && value.at[i] != '"')
			i++;
		read_word(bytes_slice(value, from, i), &f);
	}
	if (f.year < 1970 || f.year > 9999 || f.month < 1 || f.month > 12 || f.day < 1 ||
	    f.day > days[f.month - 1])
		return FAULT_INPUT;
	int64_t day = days_from_civil(f.year, f.month, f.day);
	*out = (struct mail_date){ .zone_minutes = f.zone, .flags = f.flags };
	out->unix_time = day * 86400 + f.hour * 3600 + f.minute * 60 + f.second - (int64_t)f.zone * 60;
	if (!f.has_zone)
		out->flags |= DATE_NO_ZONE;
	if (!f.has_time)
		out->flags |= DATE_NO_TIME;
	if (f.odd)
		out->flags |= DATE_ODD_FORM;
	if (f.weekday >= 0 && (day + 4) % 7 != f.weekday)
		out->flags |= DATE_BAD_WEEKDAY;
	return 0;
}
