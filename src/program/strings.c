/* Strings that matter, in one pass: a word of the table is looked for only where its first letter stands, as ASCII
 * and as UTF-16LE, and what was found is taken whole, so that no octet is read more than a few times. */
#include "program/inside.h"

#define STRING_BEFORE 80

static const struct {
	struct bytes word;
	enum program_word kind;
} words[] = {
	{ BYTES_INIT("CurrentVersion\\Run"), PROGRAM_WORD_AUTORUN },
	{ BYTES_INIT("CurrentVersion\\Policies\\Explorer\\Run"), PROGRAM_WORD_AUTORUN },
	{ BYTES_INIT("Image File Execution Options"), PROGRAM_WORD_AUTORUN },
	{ BYTES_INIT("Winlogon\\Shell"), PROGRAM_WORD_AUTORUN },
	{ BYTES_INIT("Start Menu\\Programs\\Startup"), PROGRAM_WORD_AUTORUN },
	{ BYTES_INIT("schtasks"), PROGRAM_WORD_AUTORUN },
	{ BYTES_INIT("/etc/cron"), PROGRAM_WORD_AUTORUN },
	{ BYTES_INIT("/etc/ld.so.preload"), PROGRAM_WORD_AUTORUN },
	{ BYTES_INIT("LaunchAgents/"), PROGRAM_WORD_AUTORUN },
	{ BYTES_INIT("cmd.exe /c"), PROGRAM_WORD_COMMAND },
	{ BYTES_INIT("cmd /c"), PROGRAM_WORD_COMMAND },
	{ BYTES_INIT("powershell"), PROGRAM_WORD_COMMAND },
	{ BYTES_INIT("mshta "), PROGRAM_WORD_COMMAND },
	{ BYTES_INIT("regsvr32 "), PROGRAM_WORD_COMMAND },
	{ BYTES_INIT("rundll32 "), PROGRAM_WORD_COMMAND },
	{ BYTES_INIT("certutil "), PROGRAM_WORD_COMMAND },
	{ BYTES_INIT("bitsadmin "), PROGRAM_WORD_COMMAND },
	{ BYTES_INIT("netsh firewall"), PROGRAM_WORD_COMMAND },
	{ BYTES_INIT("netsh advfirewall"), PROGRAM_WORD_COMMAND },
	{ BYTES_INIT("taskkill /"), PROGRAM_WORD_COMMAND },
	{ BYTES_INIT("wget http"), PROGRAM_WORD_COMMAND },
	{ BYTES_INIT("curl http"), PROGRAM_WORD_COMMAND },
	{ BYTES_INIT("/bin/sh -c"), PROGRAM_WORD_COMMAND },
	{ BYTES_INIT("chmod 777"), PROGRAM_WORD_COMMAND },
	{ BYTES_INIT("wevtutil"), PROGRAM_WORD_LOG },
	{ BYTES_INIT("Services\\EventLog"), PROGRAM_WORD_LOG },
	{ BYTES_INIT("vssadmin"), PROGRAM_WORD_LOG },
	{ BYTES_INIT("wbadmin delete"), PROGRAM_WORD_LOG },
	{ BYTES_INIT("bcdedit /set"), PROGRAM_WORD_LOG },
	{ BYTES_INIT("shadowcopy delete"), PROGRAM_WORD_LOG },
	{ BYTES_INIT("/var/log/wtmp"), PROGRAM_WORD_LOG },
	{ BYTES_INIT("http://"), PROGRAM_WORD_URL },
	{ BYTES_INIT("https://"), PROGRAM_WORD_URL },
	{ BYTES_INIT("ftp://"), PROGRAM_WORD_URL },
	{ BYTES_INIT("Nullsoft Install System"), PROGRAM_WORD_TOOL },
	{ BYTES_INIT("Inno Setup"), PROGRAM_WORD_TOOL },
	{ BYTES_INIT("AutoIt v3"), PROGRAM_WORD_TOOL },
	{ BYTES_INIT("pyi-windows-manifest"), PROGRAM_WORD_TOOL },
	{ BYTES_INIT("UPX!"), PROGRAM_WORD_TOOL },
	{ BYTES_INIT("Go build ID:"), PROGRAM_WORD_TOOL },
};
enum { WORDS = sizeof words / sizeof words[0] };
_Static_assert(WORDS <= 64, "one bit a word");

/* A scan of every (1) or every second (2) octet from START. */
struct scan {
	struct bytes all;
	size_t step;
	uint64_t first[256]; /* which words begin so */
};

static bool
is_char(const struct scan *s, size_t at)
{
	if (at + s->step > s->all.len || s->all.at[at] < 0x20 || s->all.at[at] > 0x7e)
		return false;
	return s->step == 1 || s->all.at[at + 1] == 0;
}

static bool
stands(const struct scan *s, size_t at, struct bytes word)
{
	for (size_t i = 0; i < word.len; i++)
		if (!is_char(s, at + i * s->step) || ascii_lower(s->all.at[at + i * s->step]) != ascii_lower(word.at[i]))
			return false;
	return true;
}

/* Every program names these, and they lead nobody anywhere. */
static bool
is_boilerplate(struct bytes url)
{
	static const struct bytes known[] = { BYTES_INIT("http://schemas."), BYTES_INIT("http://www.w3.org/"),
		BYTES_INIT("http://ocsp."), BYTES_INIT("http://crl."), BYTES_INIT("http://ns.adobe.com/") };
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (bytes_starts_nocase(url, known[i]))
			return true;
	return false;
}

static void
note(struct arena *arena, struct casefile_program *p, enum program_word kind, struct bytes text)
{
	static const enum program_sign signs[PROGRAM_WORD_COUNT] = { [PROGRAM_WORD_AUTORUN] = PROGRAM_AUTORUN,
		[PROGRAM_WORD_COMMAND] = PROGRAM_COMMANDS, [PROGRAM_WORD_LOG] = PROGRAM_LOG_CLEANING,
		[PROGRAM_WORD_URL] = PROGRAM_WEB, [PROGRAM_WORD_TOOL] = PROGRAM_SIGN_COUNT };
	if (kind == PROGRAM_WORD_URL && is_boilerplate(text))
		return;
	if (signs[kind] != PROGRAM_SIGN_COUNT)
		program_sign(p, signs[kind]);
	for (size_t i = 0; i < p->strings.count; i++)
		if (p->strings.at[i].kind == kind && bytes_equal(p->strings.at[i].text, text))
			return;
	struct program_string *slot = p->strings.count < PROGRAM_STRINGS_MAX ? LIST_ADD(arena, &p->strings) : NULL;
	if (slot != NULL)
		*slot = (struct program_string){ kind, program_keep(arena, text, PROGRAM_TEXT_MAX) };
}

/* The printable run around AT, of which a URL is only what stands behind its scheme; gives where it ends. */
static size_t
take(const struct scan *s, size_t at, size_t floor, enum program_word kind, struct arena *arena, struct casefile_program *p)
{
	uint8_t text[PROGRAM_TEXT_MAX];
	size_t start = at, len = 0;
	while (kind != PROGRAM_WORD_URL && start >= floor + s->step && at - start < STRING_BEFORE * s->step &&
	       is_char(s, start - s->step))
		start -= s->step;
	for (; len < sizeof text - 4 && is_char(s, start); start += s->step) {
		uint8_t c = s->all.at[start];
		if (kind == PROGRAM_WORD_URL && (c == ' ' || c == '"' || c == '\'' || c == '<' || c == '>'))
			break;
		text[len++] = c;
	}
	note(arena, p, kind, bytes_of(text, len));
	return start;
}

static void
scan(const struct scan *s, size_t from, struct arena *arena, struct casefile_program *p)
{
	size_t floor = from;
	for (size_t at = from; at + 4 * s->step <= s->all.len;) {
		uint64_t may = s->first[s->all.at[at]];
		size_t next = at + s->step;
		for (; may != 0; may &= may - 1) {
			size_t w = (size_t)__builtin_ctzll(may);
			if (!stands(s, at, words[w].word))
				continue;
			next = take(s, at, floor, words[w].kind, arena, p);
			floor = next;
			break;
		}
		at = next > at ? next : at + s->step;
	}
}

void
program_strings(struct arena *arena, struct bytes content, struct casefile_program *p)
{
	struct scan s = { .all = bytes_to(content, PROGRAM_STRINGS_READ), .step = 1 };
	for (size_t w = 0; w < WORDS; w++) {
		uint8_t c = words[w].word.at[0];
		uint8_t other = ascii_is_alpha(c) ? (uint8_t)(c ^ 0x20) : c;
		s.first[c] |= (uint64_t)1 << w;
		s.first[other] |= (uint64_t)1 << w;
	}
	scan(&s, 0, arena, p);
	s.step = 2;
	scan(&s, 0, arena, p);
	scan(&s, 1, arena, p);
}
