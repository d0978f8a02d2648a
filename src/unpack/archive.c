#include "unpack/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <iconv.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unicode/ucnv.h>

#include "base/must.h"
#include "base/utf8.h"
#include "unpack/ace.h"
#include "unpack/zip.h"

/* Octets that libarchive decodes at a time. */
#define CHUNK 65536
/* What libarchive says of a fault, kept for the gap. */
#define TEXT_MAX 160
/* Headers in a row that libarchive may fail on and go on. */
#define FAILURES_MAX 100
/* Octets of the first locked file that a password is tried on. */
#define PROBE_MAX ((size_t)4 << 20)
/* An archive of nothing. */
#define EMPTY_OCTETS_MAX 22

struct unpacking {
	const struct unpack_request *r;
	struct arena *arena;
	struct unpacked *out;
	struct archive *a;
	struct bytes from;  /* the container, or one of several in it */
	uint64_t octets;
	uint64_t octets_max;
	struct bytes password; /* to be given when one is asked for */
	bool is_given;
	uint32_t failures;
	bool is_open;       /* libarchive 3.6 must not be asked about encryption when it is not */
	bool is_full;       /* a limit was reached */
	bool is_incomplete; /* an entry could not be had */
	uint8_t chunk[CHUNK];
};

/* The charsets that names are converted between; each pair is a library that glibc loads when first asked. */
static const char *const name_charsets[] = { "UTF-16LE", "UTF-16BE", "CP437", "CP932", "GB18030", "CP1252" };

int
archive_preload(struct why *why)
{
	/* Without a UTF-8 locale libarchive drops every name that is not ASCII. */
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		return why_set(why, FAULT_SYSTEM, "the locale C.UTF-8 is missing");
	/* Held for good: glibc unloads a converter that nobody holds. */
	static iconv_t held[sizeof name_charsets / sizeof name_charsets[0]][2];
	for (size_t i = 0; i < sizeof name_charsets / sizeof name_charsets[0]; i++) {
		if (held[i][0] != NULL)
			continue;
		held[i][0] = iconv_open("UTF-8", name_charsets[i]);
		held[i][1] = iconv_open(name_charsets[i], "UTF-8");
		if (held[i][0] == (iconv_t)-1 || held[i][1] == (iconv_t)-1)
			return why_set(why, FAULT_SYSTEM, "no converter for %s (libc-bin's gconv)", name_charsets[i]);
	}
	UErrorCode error = U_ZERO_ERROR;
	UConverter *chinese = ucnv_open("gb18030", &error);
	ucnv_close(chinese);
	return U_SUCCESS(error) ? 0 : why_set(why, FAULT_SYSTEM, "ICU has no gb18030");
}

/* A name that is no UTF-8 and that the archive does not label: GB18030 where it fits, since these archives are made
 * by Chinese systems; else the schema repairs it. */
static struct bytes
decode_name(struct unpacking *u, struct bytes raw)
{
	char utf8[UNPACK_NAME_MAX * 2];
	UErrorCode error = U_ZERO_ERROR;
	struct bytes kept;
	raw = bytes_to(raw, UNPACK_NAME_MAX);
	if (!utf8_valid(raw)) {
		int32_t len = ucnv_convert("UTF-8", "gb18030", utf8, (int32_t)sizeof utf8, (const char *)raw.at,
		    (int32_t)raw.len, &error);
		struct bytes decoded = bytes_of(utf8, len > 0 && len <= (int32_t)sizeof utf8 ? (size_t)len : 0);
		if (U_SUCCESS(error) && !bytes_has(decoded, BYTES("\xEF\xBF\xBD")))
			raw = utf8_prefix(decoded, UNPACK_NAME_MAX);
	}
	return arena_copy(u->arena, raw, &kept) ? kept : BYTES_NONE;
}

static struct bytes
entry_name(struct unpacking *u, struct archive_entry *from)
{
	const char *name = archive_entry_pathname_utf8(from);
	if (name == NULL)
		name = archive_entry_pathname(from);
	return decode_name(u, bytes_of_cstr(name));
}

static const char *
format_name(struct archive *a)
{
	static const struct { int format; const char *name; } names[] = {
		{ ARCHIVE_FORMAT_ZIP, "zip" }, { ARCHIVE_FORMAT_7ZIP, "7z" }, { ARCHIVE_FORMAT_RAR, "rar" },
		{ ARCHIVE_FORMAT_RAR_V5, "rar5" }, { ARCHIVE_FORMAT_TAR, "tar" }, { ARCHIVE_FORMAT_CAB, "cab" },
		{ ARCHIVE_FORMAT_ISO9660, "iso" }, { ARCHIVE_FORMAT_LHA, "lha" }, { ARCHIVE_FORMAT_CPIO, "cpio" },
		{ ARCHIVE_FORMAT_AR, "ar" },
	};
	int format = archive_format(a) & ARCHIVE_FORMAT_BASE_MASK;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i].format == format)
			return names[i].name;
	/* A compressed file without an archive inside. */
	const char *filter = archive_filter_name(a, 0);
	return filter != NULL ? filter : "unknown";
}

/* One password at a time: a wrong one passes the first test of old zips in one of 256 cases, and libarchive then keeps
 * it; only the content tells. */
static const char *
give_password(struct archive *a, void *context)
{
	struct unpacking *u = context;
	if (u->password.len == 0 || u->is_given)
		return NULL;
	u->is_given = true;
	/* NUL-terminated for libarchive, in memory that outlives it. */
	char *text = arena_get(u->arena, u->password.len + 1, 1);
	if (text == NULL)
		return NULL;
	memcpy(text, u->password.at, u->password.len);
	return text;
}

/* The content of one entry, as much of it as may come out. */
static void
unpack_entry(struct unpacking *u, struct archive_entry *from, struct unpacked_entry *e)
{
	for (;;) {
		la_ssize_t n = archive_read_data(u->a, u->chunk, sizeof u->chunk);
		if (n == 0)
			return;
		if (n < 0) {
			e->is_encrypted = archive_entry_is_encrypted(from) != 0;
			e->is_cut = true;
			u->is_incomplete = true;
			return;
		}
		struct bytes content = bytes_to(bytes_of(u->chunk, (size_t)n), (size_t)(u->octets_max - u->octets));
		if (content.len > 0 && u->r->put(u->r->context, content) != 0)
			content.len = 0;
		u->octets += content.len;
		e->octets += content.len;
		if (content.len < (size_t)n) {
			e->is_cut = true;
			u->is_full = true;
			u->out->tricks |= ZIP_BOMB;
			return;
		}
	}
}

/* Formats and filters that are code of this process; archive_read_support_filter_all() would also start programs. */
static struct archive *
new_reader(struct unpacking *u)
{
	static int (*const supports[])(struct archive *) = {
		archive_read_support_filter_gzip, archive_read_support_filter_bzip2, archive_read_support_filter_xz,
		archive_read_support_filter_lzma, archive_read_support_filter_lzip, archive_read_support_filter_zstd,
		archive_read_support_filter_lz4, archive_read_support_filter_compress,
		archive_read_support_format_zip, archive_read_support_format_7zip, archive_read_support_format_rar,
		archive_read_support_format_rar5, archive_read_support_format_tar, archive_read_support_format_gnutar,
		archive_read_support_format_cab, archive_read_support_format_lha,
		archive_read_support_format_cpio, archive_read_support_format_ar, archive_read_support_format_raw,
	};
	struct archive *a = archive_read_new();
	must(a != NULL);
	for (size_t i = 0; i < sizeof supports / sizeof supports[0]; i++)
		if (supports[i](a) < ARCHIVE_WARN)
			return a; /* a library without it: what it would read is unsupported */
	/* The ISO reader looks 48 KiB ahead, which makes every shorter, cut stream unreadable for the others too. */
	if (bytes_starts(bytes_from(u->from, 32769), BYTES("CD001")))
		(void)archive_read_support_format_iso9660(a);
	(void)archive_read_set_passphrase_callback(a, u, give_password);
	return a;
}

static bool
is_plain(const struct unpacking *u)
{
	return (archive_format(u->a) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_RAW && archive_filter_count(u->a) < 2;
}

/* One entry.  Gives: false at the end, at a limit, or where nothing more can be read. */
static bool
next_entry(struct unpacking *u, bool is_sealed, int *out_result)
{
	struct archive_entry *from;
	*out_result = archive_read_next_header(u->a, &from);
	if (*out_result == ARCHIVE_EOF || *out_result == ARCHIVE_FATAL)
		return false;
	/* Any octets at all are "raw" to libarchive; only what a filter has decompressed is news. */
	if (is_plain(u))
		return false;
	if (*out_result == ARCHIVE_FAILED || *out_result == ARCHIVE_RETRY) {
		u->is_incomplete = true;
		return *out_result == ARCHIVE_FAILED && ++u->failures < FAILURES_MAX;
	}
	uint32_t entries_max = u->r->entries_max != 0 ? u->r->entries_max : UNPACK_ENTRIES_MAX;
	struct unpacked_entry *e = NULL;
	if (u->out->entries.count < entries_max)
		e = LIST_ADD(u->arena, &u->out->entries);
	if (e == NULL) {
		u->is_full = true;
		return false;
	}
	*e = (struct unpacked_entry){ .name = entry_name(u, from), .at = u->octets };
	e->size = archive_entry_size_is_set(from) && archive_entry_size(from) > 0 ? (uint64_t)archive_entry_size(from) : 0;
	e->is_folder = archive_entry_filetype(from) == AE_IFDIR;
	e->is_encrypted = is_sealed && !e->is_folder;
	/* Links and devices have a name and nothing to look into. */
	if (archive_entry_filetype(from) == AE_IFREG && !is_sealed)
		unpack_entry(u, from, e);
	return !u->is_full;
}

static enum unpack_status
status_of(struct unpacking *u, bool is_sealed, int last)
{
	size_t whole = 0, sealed = 0;
	for (size_t i = 0; i < u->out->entries.count; i++) {
		whole += !u->out->entries.at[i].is_encrypted && !u->out->entries.at[i].is_cut;
		sealed += u->out->entries.at[i].is_encrypted;
	}
	if (u->is_full)
		return UNPACK_LIMIT;
	if (is_sealed || (sealed > 0 && sealed == u->out->entries.count) ||
	    (u->out->entries.count == 0 && u->is_open && archive_read_has_encrypted_entries(u->a) == 1))
		return UNPACK_ENCRYPTED;
	if (is_plain(u))
		return UNPACK_UNSUPPORTED;
	if (u->out->entries.count == 0 && last == ARCHIVE_FATAL)
		return archive_format(u->a) == 0 && archive_filter_count(u->a) < 2 ? UNPACK_UNSUPPORTED : UNPACK_MALFORMED;
	/* Zeros are a tar archive without a file, and whoever takes them for something else finds more.  What is no
	 * longer than the end of a zip's directory is honestly empty. */
	if (u->out->entries.count == 0 && u->from.len > EMPTY_OCTETS_MAX)
		return UNPACK_MALFORMED;
	if (last != ARCHIVE_FATAL && !u->is_incomplete)
		return UNPACK_DONE;
	return whole > 0 || sealed > 0 ? UNPACK_PARTLY : UNPACK_MALFORMED;
}

static struct bytes
explain(struct unpacking *u, enum unpack_status status)
{
	static const struct bytes texts[] = {
		[UNPACK_PARTLY] = BYTES_INIT("part of the archive could not be read"),
		[UNPACK_LIMIT] = BYTES_INIT("the archive holds more than is unpacked"),
		[UNPACK_MALFORMED] = BYTES_INIT("the archive is damaged"),
		[UNPACK_ENCRYPTED] = BYTES_INIT("the archive is encrypted and no password in the mail opens it"),
		[UNPACK_UNSUPPORTED] = BYTES_INIT("no archive that can be opened"),
	};
	struct bytes said = bytes_of_cstr(archive_error_string(u->a)), kept;
	struct buf text;
	if (status == UNPACK_DONE)
		return BYTES_NONE;
	buf_init(&text, TEXT_MAX);
	buf_add(&text, texts[status]);
	if (status != UNPACK_LIMIT && said.len > 0 && utf8_valid(said)) {
		buf_add_cstr(&text, ": ");
		buf_add(&text, utf8_prefix(said, TEXT_MAX - text.len));
	}
	bool ok = arena_copy(u->arena, buf_bytes(&text), &kept);
	buf_done(&text);
	return ok ? kept : texts[status];
}

/* Go through u->from once, with u->password. */
static enum unpack_status
unpack_once(struct unpacking *u, bool is_sealed)
{
	int last = ARCHIVE_FATAL;
	u->is_given = u->is_incomplete = false;
	u->failures = 0;
	u->a = new_reader(u);
	u->is_open = archive_read_open_memory(u->a, u->from.at, u->from.len) >= ARCHIVE_WARN;
	if (u->is_open)
		while (next_entry(u, is_sealed, &last))
			;
	return status_of(u, is_sealed, last);
}

/* Does u->password open the first locked file?  Up to PROBE_MAX octets of it are unpacked, and its checksum if that is
 * all of it. */
static bool
probe(struct unpacking *u)
{
	struct archive_entry *from;
	bool fits = false;
	u->is_given = false;
	struct archive *a = u->a = new_reader(u);
	bool more = archive_read_open_memory(a, u->from.at, u->from.len) >= ARCHIVE_WARN;
	for (uint32_t i = 0; more && i < UNPACK_ENTRIES_MAX; i++) {
		if (archive_read_next_header(a, &from) < ARCHIVE_WARN)
			break;
		if (!archive_entry_is_encrypted(from) || archive_entry_filetype(from) != AE_IFREG)
			continue;
		la_ssize_t n = 1;
		for (size_t done = 0; done < PROBE_MAX && n > 0; done += (size_t)n)
			if ((n = archive_read_data(a, u->chunk, sizeof u->chunk)) < 0)
				break;
		fits = n >= 0;
		break;
	}
	(void)archive_read_free(a);
	u->a = NULL;
	return fits;
}

static bool
find_password(struct unpacking *u)
{
	for (size_t i = 0; i < u->r->password_count; i++) {
		u->password = u->r->passwords[i];
		if (u->password.len > 0 && probe(u))
			return true;
	}
	u->password = BYTES_NONE;
	return false;
}

static bool
has_locked_file(const struct unpacked *out, size_t from)
{
	for (size_t i = from; i < out->entries.count; i++)
		if (out->entries.at[i].is_encrypted)
			return true;
	return false;
}

/* All of u->from: first as it is, and again with a password where some of it is locked and one fits. */
static enum unpack_status
unpack_all(struct unpacking *u)
{
	size_t entries = u->out->entries.count;
	bool is_sealed = archive_is_encrypted(u->from);
	enum unpack_status status = unpack_once(u, is_sealed);
	if (entries > 0 || is_sealed || u->is_full || u->r->restart == NULL || !has_locked_file(u->out, 0))
		return status;
	struct archive *first = u->a;
	if (!find_password(u) || u->r->restart(u->r->context) != 0) {
		u->a = first;
		return status;
	}
	(void)archive_read_free(first);
	u->out->entries.count = 0;
	u->octets = 0;
	struct bytes kept;
	u->out->password = arena_copy(u->arena, u->password, &kept) ? kept : BYTES_NONE;
	return unpack_once(u, false);
}

enum unpack_status
archive_unpack(const struct unpack_request *r, struct arena *arena, struct unpacked *out, struct bytes *out_text)
{
	if (ace_begins(r->container))
		return ace_list(r, arena, out, out_text);
	struct unpacking u = { .r = r, .arena = arena, .out = out, .from = r->container };
	uint64_t by_ratio = (uint64_t)r->container.len * UNPACK_RATIO_MAX;
	size_t prefix;
	u.octets_max = r->octets_max != 0 ? r->octets_max : UNPACK_OCTETS_MAX;
	if (by_ratio < UNPACK_OCTETS_FREE)
		by_ratio = UNPACK_OCTETS_FREE;
	if (u.octets_max > by_ratio)
		u.octets_max = by_ratio;
	uint32_t tricks = zip_tricks(r->container, &prefix);
	enum unpack_status status = unpack_all(&u);
	out->tricks |= tricks;
	if (status != UNPACK_UNSUPPORTED)
		out->format = bytes_of_cstr(format_name(u.a));
	if (status == UNPACK_ENCRYPTED)
		out->password = BYTES_NONE;
	*out_text = explain(&u, status);
	/* The format's name is libarchive's memory for a bare filter. */
	struct bytes kept;
	out->format = arena_copy(arena, out->format, &kept) ? kept : BYTES_NONE;
	(void)archive_read_free(u.a);
	/* Which of two archives in a row is opened depends on the program: both are looked into. */
	if ((tricks & ZIP_CONCATENATED) != 0 && !u.is_full && status != UNPACK_UNSUPPORTED) {
		u.from = bytes_to(r->container, prefix);
		if (unpack_once(&u, false) != UNPACK_DONE && status == UNPACK_DONE) {
			status = UNPACK_PARTLY;
			*out_text = BYTES("the archive before the last one could not be read");
		}
		(void)archive_read_free(u.a);
	}
	return status;
}
