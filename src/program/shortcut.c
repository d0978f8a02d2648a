/* Windows shortcuts and Internet shortcuts.  Source: MS-SHLLINK 2.1 to 2.5. */
#include "program/inside.h"

#define HAS_IDS 0x1u
#define HAS_INFO 0x2u
#define HAS_NAME 0x4u
#define HAS_RELATIVE 0x8u
#define HAS_FOLDER 0x10u
#define HAS_ARGUMENTS 0x20u
#define HAS_ICON 0x40u
#define IS_WIDE 0x80u
#define BLOCK_ENVIRONMENT 0xA0000001u
#define BLOCK_TRACKER 0xA0000003u
#define BLOCKS_MAX 32
#define SHOW_MINIMIZED 7u
/* What the dialog shows of target and arguments together. */
#define ARGUMENTS_SHOWN 260

bool
program_is_interpreter(struct bytes command)
{
	static const struct bytes names[] = { BYTES_INIT("cmd"), BYTES_INIT("powershell"), BYTES_INIT("pwsh"),
		BYTES_INIT("mshta"), BYTES_INIT("wscript"), BYTES_INIT("cscript"), BYTES_INIT("rundll32"),
		BYTES_INIT("regsvr32"), BYTES_INIT("msiexec"), BYTES_INIT("certutil"), BYTES_INIT("bitsadmin"),
		BYTES_INIT("forfiles"), BYTES_INIT("ftp"), BYTES_INIT("curl"), BYTES_INIT("conhost"), BYTES_INIT("hh"),
		BYTES_INIT("schtasks"), BYTES_INIT("wmic"), BYTES_INIT("installutil"), BYTES_INIT("ssh"), BYTES_INIT("python"),
		BYTES_INIT("bash") };
	struct bytes name = bytes_trim(command);
	size_t slash = bytes_find_last_octet(name, '\\'), forward = bytes_find_last_octet(name, '/');
	if (slash != BYTES_NOT_FOUND)
		name = bytes_from(name, slash + 1);
	else if (forward != BYTES_NOT_FOUND)
		name = bytes_from(name, forward + 1);
	if (bytes_ends_nocase(name, BYTES(".exe")) || bytes_ends_nocase(name, BYTES(".com")))
		name = bytes_to(name, name.len - 4);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (bytes_equal_nocase(name, names[i]))
			return true;
	return false;
}

static bool
is_remote(struct bytes place)
{
	return bytes_starts(place, BYTES("\\\\")) || bytes_starts(place, BYTES("//")) ||
	       bytes_starts_nocase(place, BYTES("file://")) || bytes_starts_nocase(place, BYTES("http"));
}

/* A counted string: characters, of two octets where the shortcut is wide. */
static struct bytes
read_counted(struct reader *r, bool is_wide, struct arena *arena, size_t max)
{
	size_t count = reader_u16le(r);
	struct bytes text = reader_take(r, is_wide ? count * 2 : count);
	return is_wide ? program_keep_wide(arena, text, max) : program_keep(arena, text, max);
}

/* The last name in a list of items is the target's own; it stands behind 12 octets of size, dates and attributes. */
static struct bytes
target_of_ids(struct bytes ids, struct arena *arena)
{
	struct bytes last = BYTES_NONE;
	struct reader r = reader_of(ids);
	for (;;) {
		uint16_t size = reader_u16le(&r);
		if (!reader_ok(&r) || size < 3)
			break;
		struct bytes item = reader_take(&r, (size_t)size - 2);
		if (item.len > 13 && (item.at[0] & 0x70) == 0x30)
			last = item;
	}
	if (last.len == 0)
		return BYTES_NONE;
	bool is_wide = (last.at[0] & 4) != 0;
	struct bytes name = bytes_from(last, 12);
	return is_wide ? program_keep_wide(arena, name, PROGRAM_TARGET_MAX) : program_keep(arena, name, PROGRAM_TARGET_MAX);
}

static struct bytes
target_of_info(struct bytes info, struct arena *arena)
{
	struct reader r = reader_of(info);
	reader_skip(&r, 4); /* the size of the header; the size of all stands before this */
	uint32_t flags = reader_u32le(&r);
	reader_skip(&r, 4);
	uint32_t local = reader_u32le(&r), share = reader_u32le(&r);
	if ((flags & 1) != 0 && local >= 4)
		return program_keep(arena, bytes_from(info, local - 4), PROGRAM_TARGET_MAX);
	/* A share's name stands 20 octets into its own table. */
	return (flags & 2) != 0 && share >= 4 ? program_keep(arena, bytes_from(info, (size_t)share + 16), PROGRAM_TARGET_MAX)
	                                      : BYTES_NONE;
}

static void
read_blocks(struct reader *r, struct arena *arena, struct casefile_program *p)
{
	for (int i = 0; i < BLOCKS_MAX; i++) {
		uint32_t size = reader_u32le(r);
		if (!reader_ok(r) || size < 8)
			break;
		uint32_t kind = reader_u32le(r);
		struct bytes block = reader_take(r, (size_t)size - 8);
		if (kind == BLOCK_TRACKER)
			p->made_on = program_keep(arena, bytes_slice(block, 8, 24), PROGRAM_TEXT_MAX);
		if (kind == BLOCK_ENVIRONMENT && p->target.len == 0)
			p->target = program_keep(arena, bytes_to(block, 260), PROGRAM_TARGET_MAX);
	}
	/* Whatever stands behind the last block is carried along: a payload that the command cuts out. */
	p->overlay = reader_left(r);
	if (p->overlay > 64)
		program_sign(p, PROGRAM_OVERLAY);
}

/* A document's icon, or another program's, on what starts something else. */
static bool
is_foreign_icon(struct bytes icon, struct bytes target)
{
	static const struct bytes documents[] = { BYTES_INIT(".pdf"), BYTES_INIT(".doc"), BYTES_INIT(".docx"),
		BYTES_INIT(".xls"), BYTES_INIT(".xlsx"), BYTES_INIT(".txt"), BYTES_INIT(".jpg"), BYTES_INIT(".png") };
	static const struct bytes owners[] = { BYTES_INIT("acrord32.exe"), BYTES_INIT("acrobat.exe"),
		BYTES_INIT("winword.exe"), BYTES_INIT("wordpad.exe"), BYTES_INIT("excel.exe"), BYTES_INIT("notepad.exe"),
		BYTES_INIT("msedge.exe"), BYTES_INIT("chrome.exe"), BYTES_INIT("shell32.dll"), BYTES_INIT("imageres.dll") };
	if (icon.len == 0 || bytes_equal_nocase(icon, target) || !program_is_interpreter(target))
		return false;
	for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++)
		if (bytes_ends_nocase(icon, documents[i]))
			return true;
	for (size_t i = 0; i < sizeof owners / sizeof owners[0]; i++)
		if (bytes_ends_nocase(icon, owners[i]))
			return true;
	return false;
}

static void
judge(struct casefile_program *p, size_t arguments_len)
{
	if (program_is_interpreter(p->target))
		program_sign(p, PROGRAM_INTERPRETER);
	if (arguments_len > ARGUMENTS_SHOWN)
		program_sign(p, PROGRAM_LONG_ARGUMENTS);
	if (is_remote(p->target) || is_remote(p->icon))
		program_sign(p, PROGRAM_REMOTE);
	if (is_foreign_icon(p->icon, p->target))
		program_sign(p, PROGRAM_FOREIGN_ICON);
}

/* Blanks in a row, enough to push what stands behind them out of the dialog. */
static bool
has_blank_run(struct bytes raw, bool is_wide)
{
	size_t step = is_wide ? 2 : 1, run = 0;
	for (size_t i = 0; i + step <= raw.len; i += step) {
		run = raw.at[i] <= ' ' && (!is_wide || raw.at[i + 1] == 0) ? run + 1 : 0;
		if (run >= 32)
			return true;
	}
	return false;
}

void
shortcut_read(struct bytes content, struct arena *arena, struct casefile_program *p)
{
	struct reader r = reader_of(content);
	size_t arguments_len = 0;
	reader_seek(&r, 20);
	uint32_t flags = reader_u32le(&r);
	bool is_wide = (flags & IS_WIDE) != 0;
	reader_seek(&r, 60);
	if (reader_u32le(&r) == SHOW_MINIMIZED)
		program_sign(p, PROGRAM_MINIMIZED);
	reader_seek(&r, 76);
	struct bytes by_ids = BYTES_NONE, relative = BYTES_NONE;
	if ((flags & HAS_IDS) != 0)
		by_ids = target_of_ids(reader_take(&r, reader_u16le(&r)), arena);
	if ((flags & HAS_INFO) != 0) {
		uint32_t size = reader_u32le(&r);
		p->target = target_of_info(reader_take(&r, size >= 4 ? size - 4 : 0), arena);
	}
	if ((flags & HAS_NAME) != 0)
		p->description = read_counted(&r, is_wide, arena, PROGRAM_TEXT_MAX);
	if ((flags & HAS_RELATIVE) != 0)
		relative = read_counted(&r, is_wide, arena, PROGRAM_TARGET_MAX);
	if ((flags & HAS_FOLDER) != 0)
		(void)read_counted(&r, is_wide, arena, PROGRAM_TEXT_MAX);
	if ((flags & HAS_ARGUMENTS) != 0) {
		struct reader ahead = r;
		arguments_len = reader_u16le(&ahead);
		if (has_blank_run(reader_take(&ahead, is_wide ? arguments_len * 2 : arguments_len), is_wide))
			program_sign(p, PROGRAM_BLANK_ARGUMENTS);
		p->arguments = read_counted(&r, is_wide, arena, PROGRAM_TARGET_MAX);
	}
	if ((flags & HAS_ICON) != 0)
		p->icon = read_counted(&r, is_wide, arena, PROGRAM_TEXT_MAX);
	read_blocks(&r, arena, p);
	if (p->target.len == 0)
		p->target = relative.len != 0 ? relative : by_ids;
	if (!reader_ok(&r) && p->target.len == 0)
		program_sign(p, PROGRAM_DAMAGED);
	judge(p, arguments_len);
	/* A command line that fetches shows it also in the middle of a payload. */
	program_strings(arena, content, p);
}

void
link_read(struct bytes content, struct arena *arena, struct casefile_program *p)
{
	struct bytes rest = bytes_to(content, (size_t)64 << 10), line;
	while (bytes_cut(&rest, '\n', &line)) {
		size_t equals = bytes_find_octet(line, '=');
		if (equals == BYTES_NOT_FOUND)
			continue;
		struct bytes key = bytes_trim(bytes_to(line, equals)), value = bytes_trim(bytes_from(line, equals + 1));
		if (bytes_equal_nocase(key, BYTES("URL")) && p->target.len == 0)
			p->target = program_keep(arena, value, PROGRAM_TARGET_MAX);
		if (bytes_equal_nocase(key, BYTES("IconFile")) && p->icon.len == 0)
			p->icon = program_keep(arena, value, PROGRAM_TEXT_MAX);
		if (bytes_equal_nocase(key, BYTES("WorkingDirectory")) && is_remote(value))
			program_sign(p, PROGRAM_REMOTE);
	}
	bool web = bytes_starts_nocase(p->target, BYTES("http://")) || bytes_starts_nocase(p->target, BYTES("https://"));
	/* That it leads to the web is its purpose; a share or a local file is not. */
	if ((!web && is_remote(p->target)) || (is_remote(p->icon) && !bytes_starts_nocase(p->icon, BYTES("http"))))
		program_sign(p, PROGRAM_REMOTE);
	if (program_is_interpreter(p->target))
		program_sign(p, PROGRAM_INTERPRETER);
}
