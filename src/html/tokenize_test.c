#include "html/tokenize.h"


#include "base/buf.h"
#include "html/entity.h"
#include "lib/check.h"

/* "S:name[attr=value]... T:text E:name C:comment" for a page. */
static void
describe(struct bytes in, bool foreign, struct buf *out)
{
	static const char kinds[] = { [HTML_TEXT] = 'T', [HTML_START_TAG] = 'S', [HTML_END_TAG] = 'E',
		[HTML_COMMENT] = 'C', [HTML_BOGUS] = 'B', [HTML_DOCTYPE] = 'D', [HTML_CDATA] = 'X' };
	struct html_tokens t;
	struct html_token token;
	html_tokens_init(&t, in);
	t.foreign = foreign;
	while (html_tokens_next(&t, &token)) {
		buf_addf(out, "%s%c:%.*s%.*s", out->len != 0 ? " " : "", token.raw ? 'R' : kinds[token.kind],
		    BYTES_ARGS(token.name), BYTES_ARGS(token.content));
		struct html_attribute a;
		while (html_attribute_next(&t, &a))
			buf_addf(out, "[%.*s=%.*s]", BYTES_ARGS(a.name), BYTES_ARGS(a.value));
		if (t.self_closing && token.kind == HTML_START_TAG)
			buf_add_cstr(out, "/");
	}
	if (t.cut_tag)
		buf_add_cstr(out, " cut");
}

static void
pages_are_cut_as_browsers_cut_them(void **state)
{
	static const struct {
		const char *in, *want;
	} cases[] = {
		{ "", "" },
		{ "a<b>c</b>d", "T:a S:b T:c E:b T:d" },
		{ "1 < 2 <3 <", "T:1 < 2 <3 <" },
		{ "<<<a>", "T:<< S:a" },
		{ "</", "T:</" },
		{ "a</>b", "T:a T:b" },
		{ "</ x>y", "B: x T:y" },
		{ "<A HREF=x b='c d' e=\"f>g\" h>", "S:A[HREF=x][b=c d][e=f>g][h=]" },
		{ "<a/href=x/y>", "S:a[href=x/y]" },
		{ "<a href = x>", "S:a[href=x]" },
		{ "<a href=>b", "S:a[href=] T:b" },
		{ "<a =x=y>", "S:a[=x=y]" },
		{ "<a a='1'b=2>", "S:a[a=1][b=2]" },
		{ "<img/>", "S:img/" },
		{ "<img src=x/>", "S:img[src=x/]" },
		{ "<img / >", "S:img" },
		{ "<a href='x", "S:a[href=x] cut" },
		{ "<a href", "S:a[href=] cut" },
		{ "<a\nhref\t=\r\"x\ny\">", "S:a[href=x\ny]" },
		{ "<a\"b>", "S:a\"b" },
		/* comments */
		{ "<!--a-->b", "C:a T:b" },
		{ "<!--><a>", "C: S:a" },
		{ "<!---><a>", "C: S:a" },
		{ "<!----><a>", "C: S:a" },
		{ "<!--a--!><b>", "C:a S:b" },
		{ "<!--a--!b--><c>", "C:a--!b S:c" },
		{ "<!--a->b-->c", "C:a->b T:c" },
		{ "<!-- a -- b --->c", "C: a -- b - T:c" },
		{ "<!--a", "C:a" },
		{ "<!--a--", "C:a--" },
		{ "<!a>b", "B:a T:b" },
		{ "<![if !mso]>b", "B:[if !mso] T:b" },
		{ "<?xml a?>b", "B:?xml a? T:b" },
		{ "<!DOCTYPE html \"a>b\">c", "D: html \"a T:b\">c" },
		{ "<![CDATA[<a href=x>]]>y", "B:[CDATA[<a href=x T:]]>y" },
		/* raw text */
		{ "<style><a></style><b>", "S:style R:<a> E:style S:b" },
		{ "<style></styles></STYLE >", "S:style R:</styles> E:STYLE" },
		{ "<title>a&amp;<b></title>", "S:title T:a&amp;<b> E:title" },
		{ "<textarea></textarea><b>", "S:textarea E:textarea S:b" },
		{ "<iframe><b></iframe>", "S:iframe R:<b> E:iframe" },
		{ "<plaintext></plaintext><b>", "S:plaintext R:</plaintext><b>" },
		{ "<script>a<b</script>c", "S:script R:a<b E:script T:c" },
		{ "<script><!--</script>c", "S:script R:<!-- E:script T:c" },
		{ "<script><!--<script></script>a--></script>c", "S:script R:<!--<script></script>a--> E:script T:c" },
		{ "<script><!--<script>--></script>c", "S:script R:<!--<script>--> E:script T:c" },
		{ "<script><!--><script></script>c", "S:script R:<!--><script> E:script T:c" },
		{ "<script/>a</script>", "S:script/ R:a E:script" },
		{ "<script>a", "S:script R:a" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out;
		buf_init(&out, 4096);
		describe(bytes_of_cstr(cases[i].in), false, &out);
		check_text(buf_bytes(&out), cases[i].want);
		buf_done(&out);
	}
}

static void
svg_has_cdata_and_no_raw_text(void **state)
{
	struct buf out;
	buf_init(&out, 4096);
	describe(BYTES("<![CDATA[<a>]]>b<style><i></style><![CDATA[x"), true, &out);
	check_text(buf_bytes(&out), "X:<a> T:b S:style S:i E:style X:x");
	buf_done(&out);
}

static void
references_are_decoded_as_browsers_do(void **state)
{
	static const struct {
		const char *in, *text, *attribute;
	} cases[] = {
		{ "a&amp;b", "a&b", "a&b" },
		{ "&lt;&gt;&quot;&nbsp;", "<>\"\xC2\xA0", "<>\"\xC2\xA0" },
		{ "&#104;&#x74;&#X74;p", "http", "http" },
		{ "&#104ttp", "http", "http" },
		{ "&#0;&#xD800;&#x110000;&#99999999999;", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD",
		    "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
		{ "&#128;&#x93;", "\xE2\x82\xAC\xE2\x80\x9C", "\xE2\x82\xAC\xE2\x80\x9C" },
		{ "&#;&#x;&;&", "&#;&#x;&;&", "&#;&#x;&;&" },
		{ "&colon;&sol;&period;&Tab;", ":/.\t", ":/.\t" },
		{ "&notit;", "\xC2\xACit;", "&notit;" },
		{ "&notin;", "\xE2\x88\x89", "\xE2\x88\x89" },
		{ "?a=1&copy=2", "?a=1\xC2\xA9=2", "?a=1&copy=2" },
		{ "&copy", "\xC2\xA9", "\xC2\xA9" },
		{ "&ampamp;", "&amp;", "&ampamp;" },
		{ "&unknown;", "&unknown;", "&unknown;" },
		{ "&CounterClockwiseContourIntegral;", "\xE2\x88\xB3", "\xE2\x88\xB3" },
		{ "&NotEqualTilde;", "\xE2\x89\x82\xCC\xB8", "\xE2\x89\x82\xCC\xB8" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf out;
		buf_init(&out, 1000);
		(void)entity_decode(bytes_of_cstr(cases[i].in), false, &out);
		check_text(buf_bytes(&out), cases[i].text);
		buf_clear(&out);
		(void)entity_decode(bytes_of_cstr(cases[i].in), true, &out);
		check_text(buf_bytes(&out), cases[i].attribute);
		buf_done(&out);
	}
}

/* The bounds are wide: they catch a wrong order of growth, not a slow machine. */
static void
hostile_pages_cost_linear_time(void **state)
{
	static const struct {
		const char *name, *head, *unit;
	} cases[] = {
		{ "newsletter", "", "<tr><td style=\"padding:0 12px; font-size:14px\" class=\"mobile\" align=\"left\">Some "
		                    "words of a letter that people read, with a <a href=\"https://example.com/path?x=1\">link"
		                    "</a> and more words.</td></tr>\n" },
		{ "less-than", "", "<" },
		{ "attributes", "<a ", "a=1 " },
		{ "slashes", "<a ", "/" },
		{ "dashes", "<!--", "-" },
		{ "comments", "", "<!--" },
		{ "cdata", "", "<![CDATA[" },
		{ "raw ends", "<style>", "</styl" },
		{ "script", "<script><!--", "<script" },
		{ "quotes", "<a ", "a='" },
		{ "end tags", "", "</" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf in;
		buf_init(&in, (size_t)8 << 20);
		buf_add_cstr(&in, cases[i].head);
		while (in.len < (size_t)4 << 20)
			buf_add_cstr(&in, cases[i].unit);
		struct html_tokens t;
		struct html_token token;
		size_t count = 0;
		double start = check_cpu_seconds();
		html_tokens_init(&t, buf_bytes(&in));
		while (html_tokens_next(&t, &token))
			count++;
		double took = check_cpu_seconds() - start;
		print_message("%-10s %8zu tokens %6.0f MB/s\n", cases[i].name, count, (double)in.len / 1e6 / (took + 1e-9));
		assert_true(took < 2.0);
		assert_true(count <= in.len);
		buf_done(&in);
	}
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(pages_are_cut_as_browsers_cut_them),
		cmocka_unit_test(svg_has_cdata_and_no_raw_text),
		cmocka_unit_test(references_are_decoded_as_browsers_do),
		cmocka_unit_test(hostile_pages_cost_linear_time),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
