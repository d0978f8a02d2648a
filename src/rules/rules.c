#include "rules/rules.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <yara.h>

#include "base/must.h"
#include "base/reader.h"
#include "base/utf8.h"

/* External strings of a message, in the order of struct rules_about, and of an item. */
static const char *const about_names[] = { "from", "from_domain", "subject", "mail_from", "client_ip", "direction" };
static const char *const item_names[] = { "part", "file_name", "file_type" };
#define ABOUT (sizeof about_names / sizeof *about_names)
#define ITEM (sizeof item_names / sizeof *item_names)

/* Compiled before the jail, only read afterwards. */
static YR_RULES *sets[RULES_FILES_MAX];
static size_t set_count;
static bool is_initialised;

/* Loading. */

struct compiling {
	rules_mistake *mistake;
	void *context;
	const char *file;
};

static void
on_word(int level, const char *file, int line, const YR_RULE *rule, const char *message, void *data)
{
	const struct compiling *c = data;
	if (level == YARA_ERROR_LEVEL_ERROR)
		c->mistake(c->context, c->file, line, message);
}

static const char *
no_include(const char *name, const char *file, const char *space, void *data)
{
	return NULL;
}

static void
no_free(const char *text, void *data)
{
}

static void
define_externals(YR_COMPILER *compiler)
{
	for (size_t i = 0; i < ABOUT; i++)
		(void)yr_compiler_define_string_variable(compiler, about_names[i], "");
	for (size_t i = 0; i < ITEM; i++)
		(void)yr_compiler_define_string_variable(compiler, item_names[i], "");
	(void)yr_compiler_define_boolean_variable(compiler, "is_attachment", 0);
}

int
rules_load_text(const char *text, const char *name, rules_mistake *mistake, void *context)
{
	struct compiling c = { mistake, context, name };
	YR_COMPILER *compiler = NULL;
	int fault = FAULT_CONFIG;
	if (!is_initialised && yr_initialize() != ERROR_SUCCESS) {
		mistake(context, name, 0, "libyara cannot be used");
		return FAULT_CONFIG;
	}
	is_initialised = true;
	if (set_count == RULES_FILES_MAX) {
		mistake(context, name, 0, "more than 64 files");
		return FAULT_CONFIG;
	}
	if (yr_compiler_create(&compiler) != ERROR_SUCCESS)
		return why_set(NULL, FAULT_CONFIG, "memory");
	yr_compiler_set_callback(compiler, on_word, &c);
	yr_compiler_set_include_callback(compiler, no_include, no_free, NULL);
	define_externals(compiler);
	if (yr_compiler_add_string(compiler, text, NULL) == 0) {
		if (yr_compiler_get_rules(compiler, &sets[set_count]) == ERROR_SUCCESS) {
			set_count++;
			fault = 0;
		} else {
			mistake(context, name, 0, "the rules need more memory than there is");
		}
	}
	yr_compiler_destroy(compiler);
	return fault;
}

static char *
read_file(const char *path)
{
	FILE *f = fopen(path, "re");
	if (f == NULL)
		return NULL;
	char *text = xcalloc(1, (size_t)RULES_FILE_MAX + 2);
	size_t len = fread(text, 1, (size_t)RULES_FILE_MAX + 1, f);
	bool is_good = ferror(f) == 0 && len <= RULES_FILE_MAX && memchr(text, 0, len) == NULL;
	(void)fclose(f);
	if (is_good)
		return xrealloc(text, len + 1, 1);
	free(text);
	return NULL;
}

int
rules_load(const char *path, rules_mistake *mistake, void *context)
{
	char *text = read_file(path);
	if (text == NULL) {
		mistake(context, path, 0, "it cannot be read, or is no text of at most 32 MB");
		return FAULT_CONFIG;
	}
	int fault = rules_load_text(text, path, mistake, context);
	free(text);
	return fault;
}

void
rules_unload(void)
{
	while (set_count != 0)
		(void)yr_rules_destroy(sets[--set_count]);
}

size_t
rules_count(void)
{
	return set_count;
}

/* Batches: every text is u32 length and octets. */

static void
add_text(struct bytes text, struct buf *out)
{
	for (int shift = 0; shift < 32; shift += 8)
		buf_add_octet(out, (uint8_t)(text.len >> shift));
	buf_add(out, text);
}

void
rules_batch_begin(const struct rules_about *about, struct buf *out)
{
	const struct bytes texts[ABOUT] = { about->from, about->from_domain, about->subject, about->mail_from, about->client_ip,
		about->direction };
	for (size_t i = 0; i < ABOUT; i++)
		add_text(texts[i], out);
}

void
rules_batch_add(const struct rules_item *item, struct buf *out)
{
	add_text(item->part, out);
	add_text(item->file_name, out);
	add_text(item->file_type, out);
	buf_add_octet(out, item->is_attachment);
	add_text(item->octets, out);
}

static struct bytes
read_text(struct reader *r)
{
	uint32_t len = reader_u32le(r);
	return reader_take(r, len);
}

/* Scanning. */

/* A string that libyara takes: ends with NUL, at the first one in it. */
static const char *
c_string(struct arena *arena, struct bytes text)
{
	char *out = arena_get(arena, text.len + 1, 1);
	if (out == NULL)
		return "";
	if (text.len != 0)
		memcpy(out, text.at, text.len);
	return out;
}

struct scanning {
	struct arena *arena;
	struct unpacked *out;
	uint32_t item;
	bool is_full;
};

static void
note(struct scanning *s, YR_RULE *rule)
{
	struct buf text;
	const char *description = "";
	int64_t weight = RULES_WEIGHT;
	bool is_hard = false;
	YR_META *meta;
	yr_rule_metas_foreach(rule, meta)
	{
		if (meta->type == META_TYPE_STRING && strcmp(meta->identifier, "description") == 0)
			description = meta->string;
		else if (meta->type == META_TYPE_INTEGER && strcmp(meta->identifier, "weight") == 0)
			weight = meta->integer;
		else if (meta->type == META_TYPE_BOOLEAN && strcmp(meta->identifier, "hard") == 0)
			is_hard = meta->integer != 0;
	}
	weight = weight < 1 ? 1 : weight > RULES_WEIGHT_MAX ? RULES_WEIGHT_MAX : weight;
	struct unpacked_link *link = s->out->links.count < RULES_MATCHES_MAX ? LIST_ADD(s->arena, &s->out->links) : NULL;
	if (link == NULL) {
		s->is_full = true;
		return;
	}
	buf_init(&text, 4 * RULES_TEXT_MAX);
	buf_add(&text, utf8_prefix(bytes_of_cstr(rule->identifier), RULES_TEXT_MAX));
	buf_add_octet(&text, '\t');
	if (utf8_valid(bytes_of_cstr(description)))
		buf_add(&text, utf8_prefix(bytes_of_cstr(description), RULES_TEXT_MAX));
	*link = (struct unpacked_link){ .kind = UNPACKED_LINK, .page = s->item, .how = (uint32_t)weight | (is_hard ? RULES_HARD : 0) };
	(void)arena_copy(s->arena, buf_bytes(&text), &link->text);
	buf_done(&text);
}

static int
on_rule(YR_SCAN_CONTEXT *context, int message, void *data, void *user)
{
	struct scanning *s = user;
	if (message == CALLBACK_MSG_RULE_MATCHING)
		note(s, data);
	return s->is_full ? CALLBACK_ABORT : CALLBACK_CONTINUE;
}

/* Gives: false where not all of it was scanned. */
static bool
scan(YR_RULES *rules, const char *const *about, const char *const *item, bool is_attachment, struct bytes octets, struct scanning *s)
{
	YR_SCANNER *scanner;
	if (yr_scanner_create(rules, &scanner) != ERROR_SUCCESS)
		return false;
	for (size_t i = 0; i < ABOUT; i++)
		(void)yr_scanner_define_string_variable(scanner, about_names[i], about[i]);
	for (size_t i = 0; i < ITEM; i++)
		(void)yr_scanner_define_string_variable(scanner, item_names[i], item[i]);
	(void)yr_scanner_define_boolean_variable(scanner, "is_attachment", is_attachment);
	yr_scanner_set_callback(scanner, on_rule, s);
	yr_scanner_set_timeout(scanner, RULES_SECONDS);
	/* A fault ends the opener, which is told; libyara's own handler would need signals that the jail does not have. */
	yr_scanner_set_flags(scanner, SCAN_FLAGS_REPORT_RULES_MATCHING | SCAN_FLAGS_NO_TRYCATCH);
	int error = yr_scanner_scan_mem(scanner, octets.len != 0 ? octets.at : (const uint8_t *)"", octets.len);
	yr_scanner_destroy(scanner);
	return error == ERROR_SUCCESS || s->is_full;
}

enum unpack_status
rules_open(const struct unpack_request *r, struct arena *arena, struct unpacked *out, struct bytes *out_text)
{
	struct reader in = reader_of(r->container);
	struct scanning s = { .arena = arena, .out = out };
	const char *about[ABOUT], *item[ITEM];
	bool is_whole = true;
	out->format = BYTES("rules");
	for (size_t i = 0; i < ABOUT; i++)
		about[i] = c_string(arena, read_text(&in));
	while (reader_left(&in) != 0 && s.item < RULES_ITEMS_MAX) {
		for (size_t i = 0; i < ITEM; i++)
			item[i] = c_string(arena, read_text(&in));
		bool is_attachment = reader_u8(&in) != 0;
		struct bytes octets = read_text(&in);
		if (!reader_ok(&in))
			return UNPACK_MALFORMED;
		s.item++;
		for (size_t i = 0; i < set_count && !s.is_full; i++)
			is_whole &= scan(sets[i], about, item, is_attachment, octets, &s);
	}
	if (!reader_ok(&in))
		return UNPACK_MALFORMED;
	if (!is_whole)
		*out_text = BYTES("a YARA rule needed more time or memory than it may have");
	return is_whole ? UNPACK_DONE : UNPACK_LIMIT;
}
