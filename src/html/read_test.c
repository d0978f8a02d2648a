#include "html/read.h"


#include "base/utf8.h"
#include "lib/check.h"

static struct arena *arena;
static struct html_page page;

static int
set_up(void **state)
{
	arena = arena_new((size_t)64 << 20);
	return 0;
}

static int
tear_down(void **state)
{
	arena_free(arena);
	return 0;
}

static void
read_page(const char *text)
{
	(void)html_read(bytes_of_cstr(text), NULL, arena, &page);
}

static void
text_is_what_a_reader_sees(void **state)
{
	static const struct {
		const char *in, *visible;
	} cases[] = {
		{ "", "" },
		{ "a  b\n\tc", "a b c" },
		{ "<p>a<p>b</p>c<br>d", "a\nb\nc\nd" },
		{ "<div>a<div>b</div></div>c", "a\nb\nc" },
		{ "htt<b></b>ps://exa<i>mple</i>.com", "https://example.com" },
		{ "a<wbr>b<span>c</span>", "abc" },
		{ "<table><tr><td>a<td>b<tr><td>c</table>d", "a b\nc\nd" },
		{ "<ul><li>a<li>b</ul>", "a\nb" },
		{ "a&lt;b&gt; &#20320;&#x597D; &hearts;", "a<b> \xE4\xBD\xA0\xE5\xA5\xBD \xE2\x99\xA5" },
		{ "<pre>a\n  b</pre>", "a\nb" },
		{ "<title>t</title>x", "x" },
		{ "<script>a</script><style>b</style>x<!-- c -->y", "xy" },
		{ "a\xFF" "b\xC3", "a\xEF\xBF\xBD" "b\xEF\xBF\xBD" },
		{ "<textarea>a<b></textarea>", "a<b>" },
		{ "<input type=submit value='Log&nbsp;in'>", "Log\xC2\xA0in" },
		{ "<input type=hidden value=x>", "" },
		{ "<svg><text>a</text><style>b</style><title>c</title></svg>d", "ad" },
		{ "<!--[if mso]>a<![endif]-->b<!--[if !mso]><!-->c<!--<![endif]-->", "bc" },
		{ "<a href=x", "" },
		{ "x<plaintext>a</plaintext>", "x\na</plaintext>" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		read_page(cases[i].in);
		check_text(page.visible, cases[i].visible);
	}
}

static void
hidden_text_is_kept_apart(void **state)
{
	static const struct {
		const char *in, *visible, *hidden;
		int reason;
	} cases[] = {
		{ "a<div style='display:none'>b</div>c", "ac", "b", HTML_HIDDEN_DISPLAY },
		{ "a<div style='DISPLAY : None !important'>b</div>", "a", "b", HTML_HIDDEN_DISPLAY },
		{ "a<span style='d\\69splay:no/**/ne'>b</span>", "a", "b", HTML_HIDDEN_DISPLAY },
		{ "a<p style=\"font-family:'x;y';display:none\">b</p>", "a", "b", HTML_HIDDEN_DISPLAY },
		{ "https:/<span style=display:none>x</span>/example.com", "https://example.com", "x", HTML_HIDDEN_DISPLAY },
		{ "<div style=display:none>a<div style=display:block>b</div>c</div>d", "d", "a\nb\nc", HTML_HIDDEN_DISPLAY },
		{ "<i style='visibility:hidden'>a<b style='visibility:visible'>b</b></i>", "b", "a", HTML_HIDDEN_VISIBILITY },
		{ "<i style='opacity:0.01'>a</i><i style='opacity:.5'>b</i>", "b", "a", HTML_HIDDEN_OPACITY },
		{ "<i style='opacity:.3'><b style='opacity:30%'>a</b>b</i>", "b", "a", HTML_HIDDEN_OPACITY },
		{ "<i style='font-size:0'>a<b style='font-size:12px'>b</b></i>", "b", "a", HTML_HIDDEN_FONT },
		{ "<i style='font-size:1px'>a</i><i style='font-size:2px'>b</i>", "b", "a", HTML_HIDDEN_FONT },
		{ "<i style='font-size:0%'>a</i><i style='font-size:0.05em'>b</i>c", "c", "ab", HTML_HIDDEN_FONT },
		{ "<i style='font-size:calc(4px - 4px)'>a</i>b", "b", "a", HTML_HIDDEN_FONT },
		{ "<i style='font:0/0 a'>a</i><i style='font:bold 12px/1 x'>b</i>", "b", "a", HTML_HIDDEN_FONT },
		{ "<div style='height:0;overflow:hidden'>a</div><div style='height:0'>b</div>", "b", "a", HTML_HIDDEN_BOX },
		{ "<div style='max-height:0'>a</div>b", "b", "a", HTML_HIDDEN_BOX },
		{ "<div style='width:1px;overflow:hidden'>a</div><div style='width:2px;overflow:hidden'>b</div>", "b", "a",
		    HTML_HIDDEN_BOX },
		{ "<p style='position:absolute;left:-9999px'>a</p><p style='left:-9999px'>b</p>", "b", "a",
		    HTML_HIDDEN_OFFSCREEN },
		{ "<p style='text-indent:-999em'>a</p><p style='text-indent:-2em'>b</p>", "b", "a", HTML_HIDDEN_OFFSCREEN },
		{ "<p style='transform:translateX(-9999px)'>a</p>b", "b", "a", HTML_HIDDEN_OFFSCREEN },
		{ "<p style='clip-path:inset(100%)'>a</p><p style='clip:rect(0 0 0 0)'>b</p>c", "c", "a\nb", HTML_HIDDEN_CLIP },
		{ "<p style='clip:rect(0,100px,100px,0)'>a</p>", "a", "", -1 },
		{ "<font color=white>a</font>b", "b", "a", HTML_HIDDEN_COLOUR },
		{ "<font color=#fdfdfd>a</font><font color=#ddd>b</font>", "b", "a", HTML_HIDDEN_COLOUR },
		{ "<div style='background:#000'>a<p style='color:#fff'>b</div>c", "b\nc", "a", HTML_HIDDEN_COLOUR },
		{ "<table bgcolor=navy><tr><td style='color:rgb(0,0,120)'>a<td style='color:hsl(0,0%,100%)'>b</table>", "b",
		    "a", HTML_HIDDEN_COLOUR },
		{ "<div style='background:url(x)'><font color=white>a</font></div>", "a", "", -1 },
		{ "<body bgcolor=black text=white>a<font color=black>b</font>", "a", "b", HTML_HIDDEN_COLOUR },
		{ "<i style='color:transparent'>a</i><i style='color:rgba(0,0,0,.02)'>b</i>c", "c", "ab",
		    HTML_HIDDEN_TRANSPARENT },
		{ "<p style='mso-hide:all'>a</p>b", "b", "a", HTML_HIDDEN_MSO },
		{ "<p hidden>a</p>b", "b", "a", HTML_HIDDEN_ATTRIBUTE },
		{ "<noscript>a<p>b</noscript>c", "c", "a\nb", HTML_HIDDEN_NOSCRIPT },
		{ "<template><p>a</template>b", "b", "a", HTML_HIDDEN_TEMPLATE },
		{ "<!--[if gte mso 9]><p>a</p><![endif]-->b", "b", "a", HTML_HIDDEN_CONDITIONAL },
		/* style sheets */
		{ "<style>.x{display:none}</style><p class='y X'>a</p>b", "b", "a", HTML_HIDDEN_DISPLAY },
		{ "<p class=x>a</p>b<style>/* c */ q, .x , #i{ color:red; display:none; }</style>", "b", "a",
		    HTML_HIDDEN_DISPLAY },
		{ "<style>p.x{display:none}</style><p class=x>a</p><b class=x>b</b>", "b", "a", HTML_HIDDEN_DISPLAY },
		{ "<style>#i{font-size:0}</style><p id=i>a</p>b", "b", "a", HTML_HIDDEN_FONT },
		{ "<style>.x{display:none}</style><p class=x style='display:block'>a</p>", "a", "", -1 },
		{ "<style>.x{display:none!important}</style><p class=x style='display:block'>a</p>", "", "a",
		    HTML_HIDDEN_DISPLAY },
		{ "<style>@media (max-width:9px){.x{display:none}} .y{display:none}</style><p class=x>a</p><p class=y>b", "a",
		    "b", HTML_HIDDEN_DISPLAY },
		{ "<style>@media screen{.x{display:none}}</style><p class=x>a</p>b", "b", "a", HTML_HIDDEN_DISPLAY },
		{ "<style>@import 'y';<!-- .x{display:none} --></style><p class=x>a</p>b", "b", "a", HTML_HIDDEN_DISPLAY },
		{ "<style>div .x{display:none}</style><p class=x>a</p>", "a", "", -1 },
		/* An unknown background must not make white text hidden. */
		{ "<style>td .d{background:#000}</style><font color=#fff>a</font>", "a", "", -1 },
		/* structure */
		{ "<span style=display:none>a<div>b</span>c</div></span>d", "d", "a\nbc", HTML_HIDDEN_DISPLAY },
		{ "<font style=display:none>a<div>b</font>c</div>d", "c\nd", "a\nb", HTML_HIDDEN_DISPLAY },
		{ "<p><font color=white>a</p><p>b</font>c", "c", "a\nb", HTML_HIDDEN_COLOUR },
		{ "<table><tr><td style=display:none>a<td>b</table>", "b", "a", HTML_HIDDEN_DISPLAY },
		{ "<div style=display:none></b></p></table>a</div>b", "b", "a", HTML_HIDDEN_DISPLAY },
		{ "<svg style=display:none><text>a<p>b", "b", "a", HTML_HIDDEN_DISPLAY },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		read_page(cases[i].in);
		if (!bytes_equal(page.visible, bytes_of_cstr(cases[i].visible)))
			print_error("%s\n", cases[i].in);
		check_text(page.visible, cases[i].visible);
		check_text(page.hidden, cases[i].hidden);
		assert_int_equal(page.hidden_reasons, cases[i].reason < 0 ? 0 : 1u << cases[i].reason);
		if (cases[i].reason >= 0)
			assert_int_equal(page.hidden_octets[cases[i].reason], page.hidden_total);
	}
}

static void
every_link_is_found(void **state)
{
	static const struct {
		const char *in;
		enum html_link_kind kind;
		const char *element, *url, *text;
	} cases[] = {
		{ "<a href=http://example.com/>a <b>b</b></a>c", HTML_LINK_HREF, "a", "http://example.com/", "a b" },
		{ "<a href=' ht\ntp://example.com/\t '>a</a>", HTML_LINK_HREF, "a", "http://example.com/", "a" },
		{ "<a href='&#104;ttp&colon;//example&period;com'>a</a>", HTML_LINK_HREF, "a", "http://example.com", "a" },
		{ "<a href=x><img alt='y&amp;z'></a>", HTML_LINK_HREF, "a", "x", "y&z" },
		{ "<!--><a href=x>y</a>-->", HTML_LINK_HREF, "a", "x", "y" },
		{ "<a href=x><div>y<a href=z>w", HTML_LINK_HREF, "a", "x", "y" },
		{ "<area href=x>", HTML_LINK_HREF, "area", "x", "" },
		{ "<link rel=stylesheet href=x>", HTML_LINK_HREF, "link", "x", "" },
		{ "<v:roundrect href=x>", HTML_LINK_HREF, "", "x", "" },
		{ "<img src=//example.com/i>", HTML_LINK_SRC, "img", "//example.com/i", "" },
		{ "<iframe src=x></iframe>", HTML_LINK_SRC, "iframe", "x", "" },
		{ "<form action=x>", HTML_LINK_ACTION, "form", "x", "" },
		{ "<button formaction=x>", HTML_LINK_FORMACTION, "button", "x", "" },
		{ "<td background=x>", HTML_LINK_BACKGROUND, "td", "x", "" },
		{ "<img srcset='x 1x'>", HTML_LINK_SRCSET, "img", "x", "" },
		{ "<svg><a xlink:href=x>y</a></svg>", HTML_LINK_XLINK, "a", "x", "" },
		{ "<video poster=x>", HTML_LINK_POSTER, "", "x", "" },
		{ "<p style='background:url( \"x\" )'>", HTML_LINK_CSS, "", "x", "" },
		{ "<p style='background:URL(&quot;x&quot;)'>", HTML_LINK_CSS, "", "x", "" },
		{ "<style>a{b:url(x)}</style>", HTML_LINK_CSS, "", "x", "" },
		{ "<style>@import 'x';</style>", HTML_LINK_CSS, "", "x", "" },
		{ "<meta http-equiv=Refresh content='0; URL = \"x\"'>", HTML_LINK_REFRESH, "meta", "x", "" },
		{ "<meta http-equiv=refresh content='0;x'>", HTML_LINK_REFRESH, "meta", "x", "" },
		{ "<base href=http://example.com/>", HTML_LINK_BASE, "base", "http://example.com/", "" },
		{ "<object data=x>", HTML_LINK_DATA, "object", "x", "" },
		{ "<blockquote cite=x>", HTML_LINK_OTHER, "blockquote", "x", "" },
		{ "<a href=x b", HTML_LINK_HREF, "", "x", "" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		read_page(cases[i].in);
		if (page.links.count == 0)
			fail_msg("%s: no link", cases[i].in);
		const struct html_link *l = &page.links.at[0];
		assert_string_equal(html_link_name(l->kind), html_link_name(cases[i].kind));
		assert_string_equal(l->element, cases[i].element);
		check_text(l->url, cases[i].url);
		check_text(l->text, cases[i].text);
	}
	read_page("<img srcset='a.png 1x, data:image/png;base64,AA== 2x,b.png'>");
	assert_int_equal(page.links.count, 3);
	check_text(page.links.at[1].url, "data:image/png;base64,AA==");
	check_text(page.links.at[2].url, "b.png");
	assert_int_equal(page.n.data_uris, 1);
}

static void
relative_links_follow_the_base(void **state)
{
	static const struct {
		const char *base, *href, *url;
	} cases[] = {
		{ "http://example.com/a/b?c#d", "e", "http://example.com/a/e" },
		{ "http://example.com/a/b?c", "/e", "http://example.com/e" },
		{ "http://example.com/a/b?c", "//example.org/e", "http://example.org/e" },
		{ "http://example.com/a/b?c", "\\\\example.org", "http:\\\\example.org" },
		{ "http://example.com/a/b?c", "?e", "http://example.com/a/b?e" },
		{ "http://example.com/a/b", "#e", "#e" },
		{ "http://example.com", "e", "http://example.com/e" },
		{ "http://example.com/a", "https:e", "https:e" },
		{ "http://example.com/a", "mailto:x@example.com", "mailto:x@example.com" },
		{ "relative/base", "e", "e" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char text[200];
		(void)snprintf(text, sizeof text, "<base href='%s'><base href=http://second.example/><a href='%s'>x</a>",
		    cases[i].base, cases[i].href);
		read_page(text);
		const struct html_link *l = &page.links.at[2];
		check_text(l->raw, cases[i].href);
		if (i + 1 < sizeof cases / sizeof *cases)
			check_text(l->url, cases[i].url);
	}
}

static void
links_tell_whether_they_are_seen(void **state)
{
	read_page("<a href=1>a</a><a href=2 style=display:none>a</a><a href=3></a><div hidden><a href=4><img></a></div>"
	          "<a href=5><img src=x></a><!--[if mso]><a href=6>a</a><![endif]--><a href=7><span style=font-size:0>a</span></a>"
	          "<a href=8>a<span style=display:none>b</span></a>");
	static const bool hidden[] = { false, true, true, true, false, true, true, false };
	size_t at = 0;
	for (size_t i = 0; i < page.links.count; i++) {
		const struct html_link *l = &page.links.at[i];
		if (l->kind != HTML_LINK_HREF)
			continue;
		assert_int_equal(l->is_hidden, hidden[at]);
		assert_int_equal(l->is_conditional, at == 5);
		assert_int_equal(l->is_image, at == 3 || at == 4);
		if (at == 7)
			check_text(l->text, "a");
		at++;
	}
	assert_int_equal(at, 8);
}

static void
forms_and_scripts_are_described(void **state)
{
	read_page("<form method=POST action='http://example.com/x' onsubmit='send()'><input name=user><input type=PASSWORD "
	          "name=pass><input type=file><input type=hidden name=h><input type=submit><textarea name=t></textarea>"
	          "</form><input type=password><form><input name=q></form>");
	assert_int_equal(page.forms.count, 2);
	const struct html_form *f = &page.forms.at[0];
	check_text(f->action, "http://example.com/x");
	check_text(f->names, "user pass h t");
	assert_int_equal(f->inputs, 4);
	assert_true(f->is_post && f->has_password && f->has_file && f->has_script);
	assert_false(page.forms.at[1].has_password || page.forms.at[1].is_post);
	assert_int_equal(page.n.passwords, 2);
	assert_int_equal(page.n.event_handlers, 1);

	read_page("<script>var b=new Blob([atob(x)]);a.href=URL.createObjectURL(b);a.download='f'</script>"
	          "<body onload='eval(unescape(\"%61\"))'><script>String.fromCharCode(1)</script><script>evaluate()</script>");
	assert_int_equal(page.script_signs, HTML_SCRIPT_BLOB | HTML_SCRIPT_ATOB | HTML_SCRIPT_OBJECT_URL |
	    HTML_SCRIPT_DOWNLOAD | HTML_SCRIPT_EVAL | HTML_SCRIPT_UNESCAPE | HTML_SCRIPT_CHARCODE);
	assert_int_equal(page.n.scripts, 3);
	check_text(page.script, "var b=new Blob([atob(x)]);a.href=URL.createObjectURL(b);a.download='f'\n"
	                        "eval(unescape(\"%61\"))\nString.fromCharCode(1)\nevaluate()\n");
}

static void
things_are_counted(void **state)
{
	read_page("<title> a  b </title><table><td></table><img src=http://example.com/p width=1 height=1><img src=cid:x>"
	          "<iframe></iframe><object></object><svg/><!--abc--><style>x{}</style><meta http-equiv=refresh content=1>"
	          "<a href=data:text/html,x>d</a></b><div>");
	check_text(page.title, "a b");
	assert_int_equal(page.n.tables, 1);
	assert_int_equal(page.n.images, 2);
	assert_int_equal(page.n.remote_images, 1);
	assert_int_equal(page.n.tracking_pixels, 1);
	assert_int_equal(page.n.iframes, 1);
	assert_int_equal(page.n.objects, 1);
	assert_int_equal(page.n.inline_svg, 1);
	assert_int_equal(page.n.comment_octets, 3);
	assert_int_equal(page.n.style_octets, 3);
	assert_int_equal(page.n.refreshes, 1);
	assert_int_equal(page.n.data_uris, 1);
	assert_int_equal(page.n.data_uri_octets, 16);
	assert_int_equal(page.n.malformed, 1);
	assert_int_equal(page.n.unclosed, 1); /* div */
}

static void
ceilings_end_only_what_they_name(void **state)
{
	struct html_limits limits = { .visible = 4, .hidden = 2, .links = 2, .forms = 1, .url = 3 };
	assert_int_equal(html_read(BYTES("abcd<p hidden>ef</p><a href=123></a><a href=4></a><form>"), &limits, arena, &page), 0);
	assert_int_equal(html_read(BYTES("abc\xC3\xA9"), &limits, arena, &page), FAULT_LIMIT);
	assert_int_equal(page.cut, HTML_CUT_VISIBLE);
	check_text(page.visible, "abc");
	assert_int_equal(page.visible_total, 5);
	assert_int_equal(html_read(BYTES("<p hidden>efg</p>abcd"), &limits, arena, &page), FAULT_LIMIT);
	assert_int_equal(page.cut, HTML_CUT_HIDDEN);
	check_text(page.visible, "abcd");
	assert_int_equal(html_read(BYTES("<a href=1><a href=2><a href=3>x"), &limits, arena, &page), FAULT_LIMIT);
	assert_int_equal(page.cut, HTML_CUT_LINKS);
	assert_int_equal(page.links.count, 2);
	assert_int_equal(html_read(BYTES("<form></form><form>"), &limits, arena, &page), FAULT_LIMIT);
	assert_int_equal(page.cut, HTML_CUT_FORMS);
	assert_int_equal(html_read(BYTES("<a href=1234>"), &limits, arena, &page), FAULT_LIMIT);
	assert_int_equal(page.cut, HTML_CUT_URL);
	assert_true(page.links.at[0].is_cut);
	struct arena *small = arena_new(100);
	assert_int_equal(html_read(BYTES("<a href=1>a</a><a href=2>b</a>"), NULL, small, &page), FAULT_LIMIT);
	assert_int_equal(page.cut, HTML_CUT_MEMORY);
	arena_free(small);
}

static void
depth_is_cut_and_the_content_read(void **state)
{
	for (unsigned depth = 510; depth <= 511; depth++) {
		struct buf in;
		buf_init(&in, 100000);
		for (unsigned i = 0; i < depth; i++)
			buf_add_cstr(&in, "<div>");
		buf_add_cstr(&in, "<a href=x>y</a>");
		/* html and body take two of the 512. */
		assert_int_equal(html_read(buf_bytes(&in), NULL, arena, &page), depth < 510 ? 0 : FAULT_LIMIT);
		assert_int_equal(page.links.count, 1);
		check_text(page.links.at[0].text, "y");
		buf_done(&in);
	}
	struct buf in;
	buf_init(&in, 100000);
	for (unsigned i = 0; i < 510; i++)
		buf_add_cstr(&in, "<div>");
	assert_int_equal(html_read(buf_bytes(&in), NULL, arena, &page), 0);
	buf_add_cstr(&in, "<div>");
	assert_int_equal(html_read(buf_bytes(&in), NULL, arena, &page), FAULT_LIMIT);
	assert_int_equal(page.cut, HTML_CUT_DEPTH);
	buf_done(&in);
}

static void
style_rules_have_a_ceiling(void **state)
{
	struct buf in;
	buf_init(&in, (size_t)1 << 20);
	buf_add_cstr(&in, "<style>");
	for (unsigned i = 0; i < 500; i++)
		buf_addf(&in, ".c%u{display:none}", i);
	buf_add_cstr(&in, "</style><p class=c7>a</p>b");
	assert_int_equal(html_read(buf_bytes(&in), NULL, arena, &page), 0);
	check_text(page.visible, "b");
	buf_clear(&in);
	buf_add_cstr(&in, "<style>");
	for (unsigned i = 0; i < 1025; i++)
		buf_addf(&in, ".c%u{display:none}", i);
	buf_add_cstr(&in, "</style>b");
	assert_int_equal(html_read(buf_bytes(&in), NULL, arena, &page), FAULT_LIMIT);
	assert_int_equal(page.cut, HTML_CUT_STYLE);
	buf_done(&in);
}

static void
hostile_pages_cost_linear_time(void **state)
{
	static const struct {
		const char *name, *head, *unit;
		size_t count;
	} cases[] = {
		{ "newsletter", "<style>.m{padding:0}.h{display:none}</style>",
		    "<tr><td style=\"padding:0 12px; font-size:14px; color:#333\" class=\"m\" align=\"left\">Some words of a letter "
		    "that people read, with a <a href=\"https://example.com/path?x=1\">link</a> and more.</td></tr>\n",
		    10000 },
		{ "div", "", "<div>", 400000 },
		{ "attributes", "<a ", "a=1 ", 100000 },
		{ "styled", "<a ", "style=x ", 100000 },
		{ "less-than", "", "<", 1 << 20 },
		{ "references", "", "&amp;", 200000 },
		{ "half names", "", "&CounterClockwiseContourIntegra", 30000 },
		{ "far ends", "<b><table><tr><td>", "<i></b>", 150000 },
		{ "misnested", "", "<b><i></b></i>", 75000 },
		{ "b p", "", "<b><p>", 170000 },
		{ "links", "<base href=http://example.com/a/>", "<a href=b>c</a>", 70000 },
		{ "classes", "<style>.a{display:none}</style><p class='", "a ", 500000 },
		{ "rules", "<style>", ".a,b{color:red}", 70000 },
		{ "braces", "<style>", "a{", 500000 },
		{ "bodies", "<div><div><div>", "<body bgcolor=red>", 50000 },
		{ "declarations", "<p style='", "color:red;", 100000 },
		{ "urls", "<p style='", "url(", 250000 },
		{ "lists", "", "<ul><li>", 130000 },
		{ "cells", "", "<table><tr><td>", 70000 },
		{ "conditional", "", "<!--[if x]>", 90000 },
		{ "conditional ends", "", "<!--[if x]><a href=x>-->", 40000 },
		{ "svg", "", "<svg><a>", 120000 },
		{ "malformed", "", "\xF0\x90", 500000 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf in;
		buf_init(&in, (size_t)8 << 20);
		buf_add_cstr(&in, cases[i].head);
		for (size_t n = 0; n < cases[i].count; n++)
			buf_add_cstr(&in, cases[i].unit);
		struct arena *a = arena_new((size_t)64 << 20);
		double start = check_cpu_seconds();
		(void)html_read(buf_bytes(&in), NULL, a, &page);
		double took = check_cpu_seconds() - start;
		print_message("%-16s %6.1f ms %6.0f MB/s\n", cases[i].name, took * 1e3, (double)in.len / 1e6 / (took + 1e-9));
#ifndef POSTERN_SANITIZED
		assert_true(took < 1.0);
#endif
		arena_free(a);
		buf_done(&in);
	}
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(text_is_what_a_reader_sees),
		cmocka_unit_test(hidden_text_is_kept_apart),
		cmocka_unit_test(every_link_is_found),
		cmocka_unit_test(relative_links_follow_the_base),
		cmocka_unit_test(links_tell_whether_they_are_seen),
		cmocka_unit_test(forms_and_scripts_are_described),
		cmocka_unit_test(things_are_counted),
		cmocka_unit_test(ceilings_end_only_what_they_name),
		cmocka_unit_test(depth_is_cut_and_the_content_read),
		cmocka_unit_test(style_rules_have_a_ceiling),
		cmocka_unit_test(hostile_pages_cost_linear_time),
	};
	return cmocka_run_group_tests(all, set_up, tear_down);
}
