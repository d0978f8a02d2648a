#include "rules/rules.h"

#include "base/must.h"
#include "lib/check.h"

struct heard {
	unsigned count;
	int line;
	char text[300];
};

static void
on_mistake(void *context, const char *file, int line, const char *text)
{
	struct heard *h = context;
	h->count++;
	h->line = line;
	(void)snprintf(h->text, sizeof h->text, "%s", text);
}

static void
load(const char *text)
{
	struct heard h = { 0 };
	if (rules_load_text(text, "test.yar", on_mistake, &h) != 0)
		fail_msg("%d: %s", h.line, h.text);
}

static enum unpack_status
scan(struct arena *a, struct bytes batch, struct unpacked *out)
{
	const struct unpack_request r = { .container = batch };
	struct bytes text;
	*out = (struct unpacked){ 0 };
	return rules_open(&r, a, out, &text);
}

static void
batch_of(struct buf *out, const struct rules_item *items, size_t count)
{
	buf_init(out, 1 << 20);
	rules_batch_begin(&(struct rules_about){ .from = BYTES("a@bad.example"), .from_domain = BYTES("bad.example"),
		.subject = BYTES("invoice"), .direction = BYTES("inbound") }, out);
	for (size_t i = 0; i < count; i++)
		rules_batch_add(&items[i], out);
}

static void
a_match_has_its_item_its_words_and_its_weight(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct unpacked u;
	struct buf batch;
	load("rule one { meta: description = \"says so\" weight = 5 strings: $a = \"marble\" condition: $a }\n"
	     "rule two { meta: hard = true strings: $a = { 6d 61 72 } condition: $a and file_name endswith \".bin\" }\n");
	load("rule three { meta: weight = 99 condition: from_domain == \"bad.example\" and part == \"\" }\n");
	batch_of(&batch, (const struct rules_item[]){ { .octets = BYTES("raw octets") },
	    { BYTES("1"), BYTES("a.txt"), BYTES("text/plain"), false, BYTES("a marble") },
	    { BYTES("2"), BYTES("b.bin"), BYTES("application/x"), true, BYTES("marble") }, { BYTES("3"), BYTES("c.bin"), BYTES(""), true, BYTES_NONE } }, 4);
	assert_int_equal(scan(a, buf_bytes(&batch), &u), UNPACK_DONE);
	assert_int_equal(u.links.count, 4);
	check_text(u.links.at[0].text, "three\t");
	assert_int_equal(u.links.at[0].page, 1);
	assert_int_equal(u.links.at[0].how, RULES_WEIGHT_MAX);
	check_text(u.links.at[1].text, "one\tsays so");
	assert_int_equal(u.links.at[1].page, 2);
	assert_int_equal(u.links.at[1].how, 5);
	assert_int_equal(u.links.at[2].page, 3);
	check_text(u.links.at[3].text, "two\t");
	assert_int_equal(u.links.at[3].how, RULES_HARD | RULES_WEIGHT);
	buf_done(&batch);
	arena_free(a);
	rules_unload();
}

static void
a_file_with_a_mistake_is_told_with_its_line_and_not_used(void **state)
{
	static const struct {
		const char *text;
		int line;
		const char *says;
	} cases[] = {
		{ "rule a {\n condition: tru }\n", 2, "tru" },
		{ "rule a { condition: true }\nrule a { condition: true }\n", 2, "a" },
		{ "include \"/etc/passwd\"\nrule a { condition: true }\n", 1, "passwd" },
		{ "import \"nothing\"\nrule a { condition: true }\n", 1, "nothing" },
		{ "rule a { strings: $a = /(/ condition: $a }\n", 1, "" },
	};
	load("rule good { condition: true }");
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct heard h = { 0 };
		assert_int_equal(rules_load_text(cases[i].text, "bad.yar", on_mistake, &h), FAULT_CONFIG);
		assert_true(h.count >= 1 && strstr(h.text, cases[i].says) != NULL);
		assert_int_equal(h.line, cases[i].line);
		assert_int_equal(rules_count(), 1);
	}
	struct heard h = { 0 };
	assert_int_equal(rules_load("/nonexistent.yar", on_mistake, &h), FAULT_CONFIG);
	assert_int_equal(h.line, 0);
	rules_unload();
}

static void
matches_have_a_ceiling(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct unpacked u;
	struct buf batch;
	static struct rules_item items[RULES_ITEMS_MAX];
	load("rule a { condition: true } rule b { condition: true }");
	batch_of(&batch, items, RULES_ITEMS_MAX);
	assert_int_equal(scan(a, buf_bytes(&batch), &u), UNPACK_DONE);
	assert_int_equal(u.links.count, RULES_MATCHES_MAX);
	buf_done(&batch);
	arena_free(a);
	rules_unload();
}

static void
a_batch_that_is_cut_off_is_malformed(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct unpacked u;
	struct buf batch;
	load("rule a { condition: true }");
	batch_of(&batch, (const struct rules_item[]){ { .octets = BYTES("whole") } }, 1);
	struct bytes whole = buf_bytes(&batch);
	assert_int_equal(scan(a, whole, &u), UNPACK_DONE);
	assert_int_equal(scan(a, bytes_to(whole, whole.len - 1), &u), UNPACK_MALFORMED);
	assert_int_equal(scan(a, bytes_to(whole, 3), &u), UNPACK_MALFORMED);
	buf_done(&batch);
	arena_free(a);
	rules_unload();
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_match_has_its_item_its_words_and_its_weight),
		cmocka_unit_test(a_file_with_a_mistake_is_told_with_its_line_and_not_used),
		cmocka_unit_test(matches_have_a_ceiling),
		cmocka_unit_test(a_batch_that_is_cut_off_is_malformed),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
