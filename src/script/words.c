/* The calls that matter, looked for only where their first letter stands. */
#include "script/inside.h"

static const struct {
	struct bytes word;
	enum script_sign sign;
} words[] = {
	{ BYTES_INIT("WScript.Shell"), SCRIPT_RUNS },
	{ BYTES_INIT("Shell.Application"), SCRIPT_RUNS },
	{ BYTES_INIT("ShellExecute"), SCRIPT_RUNS },
	{ BYTES_INIT("Win32_Process"), SCRIPT_RUNS },
	{ BYTES_INIT("Start-Process"), SCRIPT_RUNS },
	{ BYTES_INIT("Process.Start"), SCRIPT_RUNS },
	{ BYTES_INIT("powershell"), SCRIPT_RUNS },
	{ BYTES_INIT("cmd.exe"), SCRIPT_RUNS },
	{ BYTES_INIT("cmd /c"), SCRIPT_RUNS },
	{ BYTES_INIT("XMLHTTP"), SCRIPT_FETCHES },
	{ BYTES_INIT("WinHttpRequest"), SCRIPT_FETCHES },
	{ BYTES_INIT("Invoke-WebRequest"), SCRIPT_FETCHES },
	{ BYTES_INIT("Invoke-RestMethod"), SCRIPT_FETCHES },
	{ BYTES_INIT("Net.WebClient"), SCRIPT_FETCHES },
	{ BYTES_INIT("DownloadString"), SCRIPT_FETCHES },
	{ BYTES_INIT("DownloadFile"), SCRIPT_FETCHES },
	{ BYTES_INIT("DownloadData"), SCRIPT_FETCHES },
	{ BYTES_INIT("Start-BitsTransfer"), SCRIPT_FETCHES },
	{ BYTES_INIT("URLDownloadToFile"), SCRIPT_FETCHES },
	{ BYTES_INIT("curl http"), SCRIPT_FETCHES },
	{ BYTES_INIT("curl -"), SCRIPT_FETCHES },
	{ BYTES_INIT("wget "), SCRIPT_FETCHES },
	{ BYTES_INIT("ADODB.Stream"), SCRIPT_WRITES },
	{ BYTES_INIT("SaveToFile"), SCRIPT_WRITES },
	{ BYTES_INIT("Scripting.FileSystemObject"), SCRIPT_WRITES },
	{ BYTES_INIT("WriteAllBytes"), SCRIPT_WRITES },
	{ BYTES_INIT("Out-File"), SCRIPT_WRITES },
	{ BYTES_INIT("eval("), SCRIPT_EVALUATES },
	{ BYTES_INIT("new Function("), SCRIPT_EVALUATES },
	{ BYTES_INIT("ExecuteGlobal"), SCRIPT_EVALUATES },
	{ BYTES_INIT("Invoke-Expression"), SCRIPT_EVALUATES },
	{ BYTES_INIT("iex("), SCRIPT_EVALUATES },
	{ BYTES_INIT("iex "), SCRIPT_EVALUATES },
	{ BYTES_INIT("atob("), SCRIPT_DECODES },
	{ BYTES_INIT("unescape("), SCRIPT_DECODES },
	{ BYTES_INIT("FromBase64String"), SCRIPT_DECODES },
	{ BYTES_INIT("bin.base64"), SCRIPT_DECODES },
	{ BYTES_INIT("-EncodedCommand"), SCRIPT_DECODES },
	{ BYTES_INIT("-enc "), SCRIPT_DECODES },
	{ BYTES_INIT("certutil"), SCRIPT_TOOL },
	{ BYTES_INIT("bitsadmin"), SCRIPT_TOOL },
	{ BYTES_INIT("mshta"), SCRIPT_TOOL },
	{ BYTES_INIT("regsvr32"), SCRIPT_TOOL },
	{ BYTES_INIT("rundll32"), SCRIPT_TOOL },
	{ BYTES_INIT("msiexec"), SCRIPT_TOOL },
	{ BYTES_INIT("CurrentVersion\\Run"), SCRIPT_STAYS },
	{ BYTES_INIT("schtasks"), SCRIPT_STAYS },
	{ BYTES_INIT("Schedule.Service"), SCRIPT_STAYS },
	{ BYTES_INIT("Set-MpPreference"), SCRIPT_DISARMS },
	{ BYTES_INIT("Add-MpPreference"), SCRIPT_DISARMS },
	{ BYTES_INIT("AmsiUtils"), SCRIPT_DISARMS },
	{ BYTES_INIT("-ExecutionPolicy Bypass"), SCRIPT_DISARMS },
	{ BYTES_INIT("-ep bypass"), SCRIPT_DISARMS },
	{ BYTES_INIT("-WindowStyle Hidden"), SCRIPT_DISARMS },
	{ BYTES_INIT("-w hidden"), SCRIPT_DISARMS },
	{ BYTES_INIT("location.href"), SCRIPT_LEAVES },
	{ BYTES_INIT("location.replace"), SCRIPT_LEAVES },
	{ BYTES_INIT("location.assign"), SCRIPT_LEAVES },
	{ BYTES_INIT("msSaveOrOpenBlob"), SCRIPT_SAVES },
	{ BYTES_INIT("msSaveBlob"), SCRIPT_SAVES },
	{ BYTES_INIT("createObjectURL"), SCRIPT_SAVES },
};
enum { WORDS = sizeof words / sizeof words[0] };
_Static_assert(WORDS <= 64, "one bit a word");

static void
name_word(struct arena *arena, struct bytes word, struct casefile_script *s)
{
	for (size_t i = 0; i < s->words.count; i++)
		if (bytes_equal(s->words.at[i], word))
			return;
	struct bytes *slot = s->words.count < SCRIPT_WORDS_MAX ? LIST_ADD(arena, &s->words) : NULL;
	if (slot != NULL)
		*slot = word;
}

uint32_t
script_words(struct bytes text, struct arena *arena, struct casefile_script *s, size_t *at)
{
	uint64_t first[256] = { 0 };
	uint32_t signs = 0;
	*at = SIZE_MAX;
	for (size_t w = 0; w < WORDS; w++) {
		uint8_t c = words[w].word.at[0];
		first[ascii_lower(c)] |= (uint64_t)1 << w;
		first[ascii_is_alpha(c) ? c & 0xDF : c] |= (uint64_t)1 << w;
	}
	for (size_t i = 0; i < text.len; i++)
		for (uint64_t may = first[text.at[i]]; may != 0; may &= may - 1) {
			size_t w = (size_t)__builtin_ctzll(may);
			bool inside = i != 0 && ascii_is_alpha(words[w].word.at[0]) && ascii_is_alnum(text.at[i - 1]);
			/* MSXML2.XMLHTTP and Microsoft.XMLHTTP stand behind a dot; "retrieval(" is no call. */
			if (inside || !bytes_starts_nocase(bytes_from(text, i), words[w].word))
				continue;
			if ((signs >> words[w].sign & 1) == 0 && words[w].sign <= SCRIPT_FETCHES)
				*at = i;
			signs |= 1u << words[w].sign;
			name_word(arena, words[w].word, s);
		}
	return signs;
}
