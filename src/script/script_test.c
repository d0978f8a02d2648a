#include "script/script.h"

#include "lib/check.h"

static void
literals_are_put_together(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{ "\"Wscr\" & \"ipt.Shell\"", "\"Wscript.Shell\"" },
		{ "'a' + 'b'+\"c\"", "\"abc\"" },
		{ "x = \"a\" : y = \"b\"", "x = \"a\" : y = \"b\"" },
		{ "Chr(87) & Chr(&H53) & \"c\"", "\"WSc\"" },
		{ "String.fromCharCode(0x61, 98)", "\"ab\"" },
		{ "[char]105+[char]101+\"x\"", "\"iex\"" },
		{ "\"\\x68\\u0074tp\"", "\"http\"" },
		{ "p^o^w^ershell", "powershell" },
		{ "In`voke-Ex`pression", "Invoke-Expression" },
		{ "f(\"a\", \"b\")", "f(\"a\", \"b\")" },
		{ "chr(x)", "chr(x)" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf out;
		uint32_t pieces = 0;
		buf_init(&out, 1000);
		script_fold(bytes_of_cstr(cases[i].in), &out, &pieces);
		check_text(buf_bytes(&out), cases[i].out);
		buf_done(&out);
	}
}

#define BIT(sign) (1u << SCRIPT_##sign)

static void
calls_come_to_light(void **state)
{
	static const struct {
		const char *text;
		uint32_t signs;
	} cases[] = {
		{ "alert('hello')", 0 },
		{ "the retrieval(of) evaluation", 0 },
		{ "CreateObject(\"WScript.Shell\").Run \"calc\"", BIT(RUNS) },
		{ "CreateObject(\"WScr\" & \"ipt.Shell\")", BIT(RUNS) | BIT(VEILED) },
		{ "x=\"WqqScrqqipt.Shqqell\".replace(/qq/g,\"\")", BIT(RUNS) | BIT(VEILED) },
		{ "StrReverse(\"llehS.tpircSW\")", BIT(RUNS) | BIT(VEILED) },
		{ "unescape('%57%53%63%72%69%70%74%2e%53%68%65%6c%6c')", BIT(RUNS) | BIT(DECODES) | BIT(VEILED) },
		{ "(New-Object Net.WebClient).DownloadString('https://example.com/a')", BIT(FETCHES) },
		/* UTF-16LE of: Invoke-WebRequest https://example.com */
		{ "x -EncodedCommand SQBuAHYAbwBrAGUALQBXAGUAYgBSAGUAcQB1AGUAcwB0ACAAaAB0AHQAcABzADoALwAvAGUAeABhAG0AcABsAGUALgBjAG8AbQA=",
		  BIT(FETCHES) | BIT(DECODES) | BIT(VEILED) },
		{ "var a='4d5a900003000000040000000000000000000000000000000000000000'", BIT(CARRIES) },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct arena *a = arena_new((size_t)16 << 20);
		struct script_found found = { 0 };
		script_read(bytes_of_cstr(cases[i].text), a, &found);
		if (found.facts.signs != cases[i].signs)
			print_error("%s: %x, want %x\n", cases[i].text, found.facts.signs, cases[i].signs);
		assert_int_equal(found.facts.signs, cases[i].signs);
		arena_free(a);
	}
}

static void
base64_of(struct bytes in, struct buf *out)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t i = 0; i + 2 < in.len; i += 3) {
		uint32_t bits = (uint32_t)in.at[i] << 16 | (uint32_t)in.at[i + 1] << 8 | in.at[i + 2];
		for (int k = 18; k >= 0; k -= 6)
			buf_add_octet(out, (uint8_t)letters[bits >> k & 63]);
	}
}

static void
encodings_in_each_other_are_read_to_the_depth_and_not_beyond(void **state)
{
	for (uint32_t depth = SCRIPT_DEPTH_MAX; depth <= SCRIPT_DEPTH_MAX + 1; depth++) {
		struct arena *a = arena_new((size_t)16 << 20);
		struct script_found found = { 0 };
		struct buf text, next;
		buf_init(&text, 10000);
		buf_init(&next, 10000);
		buf_add_cstr(&text, "CreateObject(\"WScript.Shell\").Run \"https://example.com/\"     ");
		for (uint32_t i = 0; i < depth; i++) {
			while (text.len % 3 != 0)
				buf_add_octet(&text, ' ');
			buf_clear(&next);
			base64_of(buf_bytes(&text), &next);
			buf_clear(&text);
			buf_add(&text, buf_bytes(&next));
		}
		script_read(buf_bytes(&text), a, &found);
		assert_int_equal(script_has(&found.facts, SCRIPT_RUNS), depth == SCRIPT_DEPTH_MAX);
		assert_int_equal(found.is_cut, depth != SCRIPT_DEPTH_MAX);
		if (depth == SCRIPT_DEPTH_MAX)
			assert_true(bytes_has(found.text, BYTES("https://example.com/")));
		buf_done(&text);
		buf_done(&next);
		arena_free(a);
	}
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(literals_are_put_together),
		cmocka_unit_test(calls_come_to_light),
		cmocka_unit_test(encodings_in_each_other_are_read_to_the_depth_and_not_beyond),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
