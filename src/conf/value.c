#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "conf/hop_url.h"
#include "conf/table.h"

struct unit {
	struct bytes name;
	int64_t factor;
};
/* The largest first: value_write takes the first that divides. */
static const struct unit sizes[] = {
	{ BYTES_INIT("G"), (int64_t)1 << 30 }, { BYTES_INIT("M"), 1 << 20 }, { BYTES_INIT("K"), 1 << 10 },
	{ BYTES_INIT(""), 1 },
};
static const struct unit durations[] = {
	{ BYTES_INIT("d"), 86400000 }, { BYTES_INIT("h"), 3600000 }, { BYTES_INIT("m"), 60000 },
	{ BYTES_INIT("s"), 1000 }, { BYTES_INIT("ms"), 1 },
};
static const struct unit ones[] = { { BYTES_INIT(""), 1 } };

/* The units of S's type; NULL where it is no number. */
static const struct unit *
units_of(const struct setting *s, size_t *count)
{
	switch (s->type) {
	case SETTING_INTEGER: *count = 1; return ones;
	case SETTING_SIZE: *count = sizeof sizes / sizeof *sizes; return sizes;
	case SETTING_DURATION: *count = sizeof durations / sizeof *durations; return durations;
	default: *count = 0; return NULL;
	}
}

static void
number_write(const struct setting *s, int64_t value, struct buf *out)
{
	size_t count;
	const struct unit *units = units_of(s, &count);
	for (size_t i = 0; i < count; i++) {
		if (value % units[i].factor == 0 && (value != 0 || i + 1 == count)) {
			buf_addf(out, "%lld", (long long)(value / units[i].factor));
			buf_add(out, units[i].name);
			return;
		}
	}
}

static int
number_read(const struct setting *s, struct bytes text, int64_t *out, struct why *why)
{
	size_t digits = 0, count;
	const struct unit *units = units_of(s, &count);
	while (digits < text.len && ascii_is_digit(text.at[digits]))
		digits++;
	uint64_t number;
	struct bytes unit = bytes_trim(bytes_from(text, digits));
	for (size_t i = 0; i < count; i++) {
		if (!bytes_equal_nocase(unit, units[i].name) ||
		    bytes_number(bytes_to(text, digits), (uint64_t)(INT64_MAX / units[i].factor), &number) != 0)
			continue;
		*out = (int64_t)number * units[i].factor;
		if (*out >= s->min && *out <= s->max)
			return 0;
		struct buf range;
		buf_init(&range, 200);
		number_write(s, s->min, &range);
		buf_add_cstr(&range, " to ");
		number_write(s, s->max, &range);
		(void)why_set(why, FAULT_CONFIG, "%s must be %s", s->key, buf_cstr(&range));
		buf_done(&range);
		return FAULT_CONFIG;
	}
	return why_set(why, FAULT_CONFIG, "\"%.*s\" is no %s", BYTES_ARGS(bytes_to(text, 60)),
	    s->type == SETTING_SIZE       ? "size (like 10M)"
	    : s->type == SETTING_DURATION ? "duration (like 30s, 5m, 30d)"
					  : "whole number");
}

static int
score_read(const struct setting *s, struct bytes text, double *out, struct why *why)
{
	char plain[32];
	if (bytes_equal_nocase(text, BYTES("auto"))) {
		*out = NAN;
		return 0;
	}
	if (text.len != 0 && text.len < sizeof plain) {
		bool is_plain = true;
		for (size_t i = 0; i < text.len; i++)
			is_plain = is_plain && (ascii_is_digit(text.at[i]) || text.at[i] == '.' || (text.at[i] == '-' && i == 0));
		memcpy(plain, text.at, text.len);
		plain[text.len] = 0;
		char *end = plain;
		double value = is_plain ? strtod(plain, &end) : 0;
		if (end != plain && *end == 0) {
			if (value >= (double)s->min && value <= (double)s->max) {
				*out = value == 0 ? 0 : value; /* no negative zero */
				return 0;
			}
			return why_set(why, FAULT_CONFIG, "%s must be %lld to %lld, or auto", s->key, (long long)s->min,
			    (long long)s->max);
		}
	}
	return why_set(why, FAULT_CONFIG, "\"%.*s\" is no number", BYTES_ARGS(bytes_to(text, 60)));
}

/* Take the double quotes off. */
static struct bytes
unquoted(struct bytes text)
{
	if (text.len >= 2 && text.at[0] == '"' && text.at[text.len - 1] == '"')
		return bytes_slice(text, 1, text.len - 1);
	return text;
}

/* A copy with a NUL behind it that is not counted. */
static bool
copy_text(struct arena *arena, struct bytes text, struct bytes *out)
{
	uint8_t *p = arena_get(arena, text.len + 1, 1);
	if (p == NULL)
		return false;
	if (text.len != 0)
		memcpy(p, text.at, text.len);
	*out = bytes_of(p, text.len);
	return true;
}

/* The next word of a list, with its quotes, inside which blanks and commas belong to it; false at the end. */
static bool
next_word(struct bytes *rest, struct bytes *out)
{
	size_t start = 0, end;
	bool quoted = false;
	while (start < rest->len && (rest->at[start] == ',' || ascii_is_space(rest->at[start])))
		start++;
	for (end = start; end < rest->len && (quoted || (rest->at[end] != ',' && !ascii_is_space(rest->at[end]))); end++)
		quoted ^= rest->at[end] == '"';
	*out = bytes_slice(*rest, start, end);
	*rest = bytes_from(*rest, end);
	return out->len != 0;
}

static int
list_read(const struct setting *s, struct bytes text, struct arena *arena, void *field, struct why *why)
{
	struct conf_texts *texts = field;
	struct conf_networks *networks = field;
	struct bytes word;
	while (next_word(&text, &word)) {
		if (s->type == SETTING_TEXTS) {
			word = unquoted(word);
			if (bytes_find_octet(word, '"') != BYTES_NOT_FOUND)
				return why_set(why, FAULT_CONFIG, "%s: a double quote inside a text", s->key);
			struct bytes *added = texts->count < CONF_LIST_MAX ? LIST_ADD(arena, texts) : NULL;
			if (added == NULL || !copy_text(arena, word, added))
				return why_set(why, FAULT_CONFIG, "%s: too many", s->key);
			continue;
		}
		struct cidr network;
		if (cidr_read(word, &network) != 0)
			return why_set(why, FAULT_CONFIG, "\"%.*s\" is no network (192.0.2.0/24, 2001:db8::/32, without bits "
			    "behind the prefix)", BYTES_ARGS(bytes_to(word, 60)));
		struct cidr *added = networks->count < CONF_LIST_MAX ? LIST_ADD(arena, networks) : NULL;
		if (added == NULL)
			return why_set(why, FAULT_CONFIG, "%s: too many", s->key);
		*added = network;
	}
	return 0;
}

static int
enum_read(const struct setting *s, struct bytes text, int *out, struct why *why)
{
	struct buf all;
	buf_init(&all, 300);
	size_t i;
	for (i = 0; s->names[i] != NULL && !bytes_equal_nocase(text, bytes_of_cstr(s->names[i])); i++)
		buf_addf(&all, "%s%s", i == 0 ? "" : ", ", s->names[i]);
	bool is_found = s->names[i] != NULL;
	if (is_found)
		*out = (int)i;
	else
		(void)why_set(why, FAULT_CONFIG, "%s is one of %s; not \"%.*s\"", s->key, buf_cstr(&all),
		    BYTES_ARGS(bytes_to(text, 60)));
	buf_done(&all);
	return is_found ? 0 : FAULT_CONFIG;
}

static int
bool_read(const struct setting *s, struct bytes text, bool *out, struct why *why)
{
	static const char *const words[] = { "no", "yes", "off", "on", "false", "true", NULL };
	for (int i = 0; words[i] != NULL; i++) {
		if (bytes_equal_nocase(text, bytes_of_cstr(words[i]))) {
			*out = i % 2 == 1;
			return 0;
		}
	}
	return why_set(why, FAULT_CONFIG, "%s is yes or no; not \"%.*s\"", s->key, BYTES_ARGS(bytes_to(text, 60)));
}

static int
address_read(const struct setting *s, struct bytes text, struct arena *arena, struct conf_address *out,
    struct why *why)
{
	struct bytes host = text;
	uint16_t port = 0;
	bool is_unix = bytes_starts(text, BYTES("unix:")) && text.len > 5 && text.len < 5 + 108;
	if (!is_unix && host_port_read(text, 0, &host, &port) != 0)
		return why_set(why, FAULT_CONFIG, "\"%.*s\" is no HOST:PORT, [IPV6]:PORT or unix:/PATH",
		    BYTES_ARGS(bytes_to(text, 60)));
	out->port = port;
	return copy_text(arena, host, &out->host) ? 0 : why_set(why, FAULT_CONFIG, "%s: too much", s->key);
}

int
value_read(const struct setting *s, struct bytes text, struct arena *arena, bool is_first, void *field,
    struct why *why)
{
	switch (s->type) {
	case SETTING_BOOL: return bool_read(s, text, field, why);
	case SETTING_INTEGER:
	case SETTING_SIZE:
	case SETTING_DURATION: return number_read(s, text, field, why);
	case SETTING_SCORE: return score_read(s, text, field, why);
	case SETTING_ENUM: return enum_read(s, text, field, why);
	case SETTING_ADDRESS: return address_read(s, text, arena, field, why);
	case SETTING_TEXTS:
	case SETTING_NETWORKS:
		/* All lists begin with { at, count, room }; the texts stand for both. */
		if (is_first)
			*(struct conf_texts *)field = (struct conf_texts){ 0 };
		return list_read(s, text, arena, field, why);
	case SETTING_TEXT:
	case SETTING_PATH: break;
	}
	text = unquoted(text);
	if (bytes_find_octet(text, '"') != BYTES_NOT_FOUND)
		return why_set(why, FAULT_CONFIG, "%s: a double quote inside a text", s->key);
	if (text.len > (size_t)s->max)
		return why_set(why, FAULT_CONFIG, "%s has at most %lld octets", s->key, (long long)s->max);
	return copy_text(arena, text, field) ? 0 : why_set(why, FAULT_CONFIG, "%s: too much", s->key);
}

/* Texts that the reader would take apart are quoted. */
static void
text_write(struct bytes text, struct buf *out)
{
	bool quote = text.len == 0 || text.len != bytes_trim(text).len || bytes_find_octet(text, '#') != BYTES_NOT_FOUND ||
	    bytes_find_octet(text, ';') != BYTES_NOT_FOUND || bytes_find_octet(text, ' ') != BYTES_NOT_FOUND ||
	    bytes_find_octet(text, ',') != BYTES_NOT_FOUND || text.at[0] == '"';
	buf_add_cstr(out, quote ? "\"" : "");
	buf_add(out, text);
	buf_add_cstr(out, quote ? "\"" : "");
}

void
value_write(const struct setting *s, const void *field, struct buf *out)
{
	const struct conf_address *address = field;
	const struct conf_texts *texts = field;
	const struct conf_networks *networks = field;
	switch (s->type) {
	case SETTING_BOOL: buf_add_cstr(out, *(const bool *)field ? "yes" : "no"); break;
	case SETTING_INTEGER:
	case SETTING_SIZE:
	case SETTING_DURATION: number_write(s, *(const int64_t *)field, out); break;
	case SETTING_SCORE:
		if (isnan(*(const double *)field))
			buf_add_cstr(out, "auto");
		else
			buf_addf(out, "%.10f", *(const double *)field);
		break;
	case SETTING_ENUM: buf_add_cstr(out, s->names[*(const int *)field]); break;
	case SETTING_ADDRESS:
		if (address->port == 0)
			buf_add(out, address->host);
		else
			buf_addf(out, bytes_find_octet(address->host, ':') != BYTES_NOT_FOUND ? "[%.*s]:%u" : "%.*s:%u",
			    BYTES_ARGS(address->host), address->port);
		break;
	case SETTING_TEXTS:
		for (size_t i = 0; i < texts->count; i++) {
			buf_add_cstr(out, i == 0 ? "" : ", ");
			text_write(texts->at[i], out);
		}
		break;
	case SETTING_NETWORKS:
		for (size_t i = 0; i < networks->count; i++) {
			buf_add_cstr(out, i == 0 ? "" : ", ");
			cidr_write(&networks->at[i], out);
		}
		break;
	case SETTING_TEXT:
	case SETTING_PATH: text_write(*(const struct bytes *)field, out); break;
	}
}

/* Levenshtein's distance of two short words, case ignored. */
static size_t
distance(struct bytes a, struct bytes b)
{
	size_t row[48];
	for (size_t j = 0; j <= b.len; j++)
		row[j] = j;
	for (size_t i = 1; i <= a.len; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= b.len; j++) {
			size_t change = diagonal + (ascii_lower(a.at[i - 1]) != ascii_lower(b.at[j - 1]));
			diagonal = row[j];
			size_t other = (row[j - 1] < row[j] ? row[j - 1] : row[j]) + 1;
			row[j] = change < other ? change : other;
		}
	}
	return row[b.len];
}

const char *
name_nearest(struct bytes name, const char *const *names, size_t count)
{
	const char *best = NULL;
	size_t best_distance = name.len / 3 + 2;
	for (size_t i = 0; i < count && name.len < 47; i++) {
		struct bytes candidate = bytes_of_cstr(names[i]);
		size_t d = candidate.len < 47 ? distance(name, candidate) : SIZE_MAX;
		if (d < best_distance) {
			best = names[i];
			best_distance = d;
		}
	}
	return best;
}
