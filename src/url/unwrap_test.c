#include "url/unwrap.h"

#include "base/arena.h"
#include "lib/check.h"
#include "url/domain.h"
#include "url/lookalike.h"

/* A link and the layers in it, outermost first, each as "name>url". */
static const struct {
	const char *raw, *want;
} cases[] = {
	{ "http://example.com/a?b=c", "" },
	/* gateways */
	{ "https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.com%2Fa%3Fb%3Dc&data=05%7C01&reserved=0",
	  "safelinks>https://example.com/a?b=c" },
	{ "https://chn01.safelinks.protection.partner.outlook.cn/?url=http%3A%2F%2Fexample.cn%2F&amp;data=1", "safelinks>http://example.cn/" },
	{ "https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/atp-safelinks.html?url=https%3A%2F%2Fexample.com",
	  "safelinks>https://example.com/" },
	{ "https://urldefense.proofpoint.com/v1/url?u=http://example.com/a&k=x", "proofpoint>http://example.com/a" },
	{ "https://urldefense.proofpoint.com/v2/url?u=https-3A__example.com_a-5Fb-3Fc-3Dd&d=x&c=y",
	  "proofpoint>https://example.com/a_b?c=d" },
	{ "https://urldefense.com/v3/__https://example.com/a__;!!x!y$", "proofpoint>https://example.com/a" },
	{ "https://urldefense.com/v3/__https://example.com/a*b__;Iw!!x!y$", "proofpoint>https://example.com/a#b" },
	{ "https://urldefense.com/v3/__https://example.com/a*b*c__;Py8!!x!y$", "proofpoint>https://example.com/a?b/c" },
	{ "https://urldefense.com/v3/__https://example.com/**Ax__;YWI!!x!y$", "proofpoint>https://example.com/abx" },
	{ "https://urldefense.com/v3/__https://example.com/*x__;5Lit!!x!y$", "proofpoint>https://example.com/%E4%B8%ADx" },
	{ "https://urldefense.us/v3/__http://example.com__;!!x$", "proofpoint>http://example.com/" },
	{ "https://protect-eu.mimecast.com/s/AbCd?domain=example.com", "mimecast>http://example.com/" },
	{ "https://url.uk.m.mimecastprotect.com/s/AbCd?domain=example.com", "mimecast>http://example.com/" },
	{ "https://linkprotect.cudasvc.com/url?a=https%3a%2f%2fexample.com%2fx&c=E,1", "barracuda>https://example.com/x" },
	{ "https://secure-web.cisco.com/1AbC-d/https%3A%2F%2Fexample.com%2Fx%3Fy", "cisco>https://example.com/x?y" },
	{ "https://ddec1-0-en-ctp.trendmicro.com:443/wis/clicktime/v1/query?url=https%3a%2f%2fexample.com&umid=1",
	  "trendmicro>https://example.com/" },
	{ "https://eu-central-1.protection.sophos.com/?d=example.com&u=aHR0cHM6Ly9leGFtcGxlLmNvbS94&i=1",
	  "sophos>https://example.com/x" },
	{ "https://clicktime.symantec.com/3AbC?u=https%3A%2F%2Fexample.com%2F", "symantec>https://example.com/" },
	{ "https://clicktime.cloud.postoffice.net/clicktime.php?U=https://example.com/&E=a", "symantec>https://example.com/" },
	{ "https://protect2.fireeye.com/v1/url?k=1&q=1&e=2&u=https%3A%2F%2Fexample.com%2F", "fireeye>https://example.com/" },
	{ "https://url.avanan.click/v2/___https://example.com/x___.YXAz", "avanan>https://example.com/x" },
	{ "https://protect.checkpoint.com/v2/r01/___https://example.com/x___.YXAz", "checkpoint>https://example.com/x" },
	{ "https://mail.example.net/fmlurlsvc/?fewReq=:B:x&url=https%3a%2f%2fexample.com", "fortimail>https://example.com/" },
	{ "https://scanmail.trustwave.com/?c=1&d=2&u=http%3a%2f%2fexample.com", "trustwave>http://example.com/" },
	{ "https://edgepilot.com/s/1/2?u=https://example.com/", "edgepilot>https://example.com/" },
	{ "https://linkscan.io/scan/ux/aHR0cHM6Ly9leGFtcGxlLmNvbS94/1", "linkscan>https://example.com/x" },
	{ "https://c.pc.qq.com/middlem.html?pfurl=http%3A%2F%2Fexample.cn%2F", "qqmail>http://example.cn/" },
	{ "https://mail.qq.com/cgi-bin/readtemplate?t=safety&gourl=http%3A%2F%2Fexample.cn", "qqmail>http://example.cn/" },
	{ "https://mail.163.com/js6/jump?url=http%3A%2F%2Fexample.cn", "netease>http://example.cn/" },
	{ "https://weixin110.qq.com/cgi-bin/x?main_type=2&url=http%3A%2F%2Fexample.cn", "wechat>http://example.cn/" },
	/* search engines, networks, viewers */
	{ "https://www.google.com/url?q=https://example.com/x&sa=D", "google>https://example.com/x" },
	{ "https://www.google.com.hk/url?sa=t&url=https%3A%2F%2Fexample.com%2F", "google>https://example.com/" },
	{ "https://www.google.de/url?q=example.com/x", "google>http://example.com/x" },
	{ "https://google.evil.com/url?q=https://example.com/x", ">https://example.com/x" },
	{ "https://www.google.com/amp/s/example.com/x?y", "amp>https://example.com/x?y" },
	{ "https://www.google.com/amp/example.com/x", "amp>http://example.com/x" },
	{ "https://example-com.cdn.ampproject.org/c/s/example.com/x", "amp>https://example.com/x" },
	{ "https://www-my--shop-com.translate.goog/a?_x_tr_sl=en", "translate>https://www.my-shop.com/a" },
	{ "https://translate.google.com/translate?sl=en&u=http://example.com/", "translate>http://example.com/" },
	{ "https://adclick.g.doubleclick.net/pcs/click?xai=1&adurl=https://example.com/", "google>https://example.com/" },
	{ "https://www.bing.com/ck/a?!&&p=1&u=a1aHR0cHM6Ly9leGFtcGxlLmNvbS94&ntb=1", "bing>https://example.com/x" },
	{ "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.com%2F&h=AT", "facebook>https://example.com/" },
	{ "https://l.instagram.com/?u=https%3A%2F%2Fexample.com%2F&e=AT", "instagram>https://example.com/" },
	{ "https://www.linkedin.com/redir/redirect?url=https%3A%2F%2Fexample.com", "linkedin>https://example.com/" },
	{ "https://www.youtube.com/redirect?event=x&q=https%3A%2F%2Fexample.com", "youtube>https://example.com/" },
	{ "https://duckduckgo.com/l/?uddg=https%3A%2F%2Fexample.com%2F", "duckduckgo>https://example.com/" },
	{ "https://r.search.yahoo.com/_ylt=A/RV=2/RE=1/RO=10/RU=https%3a%2f%2fexample.com%2fx/RK=2/RS=a-", "yahoo>https://example.com/x" },
	{ "https://link.zhihu.com/?target=https%3A//example.com", "zhihu>https://example.com/" },
	{ "https://www.jianshu.com/go-wild?ac=2&url=https%3A%2F%2Fexample.com", "jianshu>https://example.com/" },
	{ "https://vk.com/away.php?to=https%3A%2F%2Fexample.com", "vk>https://example.com/" },
	{ "https://slack-redir.net/link?url=https%3A%2F%2Fexample.com", "slack>https://example.com/" },
	{ "https://href.li/?https://example.com/x", "anonym>https://example.com/x" },
	{ "https://a.r.us-east-1.awstrack.me/L0/https:%2F%2Fexample.com%2Fx/1/0102/abc=1", "awstrack>https://example.com/x" },
	{ "https://mandrillapp.com/track/click/1/x?p=eyJwIjoie1widXJsXCI6XCJodHRwczpcXFwvXFxcL2V4YW1wbGUuY29tXFxcL3hcIn0ifQ",
	  "mandrill>https://example.com/x" },
	{ "https://web.archive.org/web/2020/http://example.com/a?b=c", "archive>http://example.com/a?b=c" },
	/* any URL in a URL */
	{ "https://example.net/go?to=https://example.com/x", ">https://example.com/x" },
	{ "https://example.net/go?to=https%3A%2F%2Fexample.com%2Fx", ">https://example.com/x" },
	{ "https://example.net/go?to=https%253A%252F%252Fexample.com%252Fx", ">https://example.com/x" },
	{ "https://example.net/go?to=aHR0cHM6Ly9leGFtcGxlLmNvbS94", ">https://example.com/x" },
	{ "https://example.net/go/aHR0cHM6Ly9leGFtcGxlLmNvbS94", ">https://example.com/x" },
	{ "https://example.net/go?to=687474703a2f2f6578616d706c652e636f6d", ">http://example.com/" },
	{ "https://example.net/go#https://example.com/x", ">https://example.com/x" },
	{ "https://example.net/https://example.com/x", ">https://example.com/x" },
	{ "ms-word:ofe|u|https://example.com/a.docx", ">https://example.com/a.docx" },
	{ "blob:https://example.com/1", ">https://example.com/1" },
	{ "view-source:http://example.com/", ">http://example.com/" },
	{ "https://example.net/httpd?x=http", "" },
	{ "https://example.net/go?to=aHR0c!", "" },
	{ "javascript:location='http://example.com'", "" },
	/* layers */
	{ "https://urldefense.proofpoint.com/v2/url?u=https-3A__nam02.safelinks.protection.outlook.com_-3Furl-3Dhttp-253A-252F-252Fexample.com-252F&d=x",
	  "proofpoint>https://nam02.safelinks.protection.outlook.com/?url=http%3A%2F%2Fexample.com%2F safelinks>http://example.com/" },
	{ "https://www.google.com/url?q=https%3A%2F%2Fwww.bing.com%2Fck%2Fa%3Fu%3Da1aHR0cHM6Ly9leGFtcGxlLmNvbS94",
	  "google>https://www.bing.com/ck/a?u=a1aHR0cHM6Ly9leGFtcGxlLmNvbS94 bing>https://example.com/x" },
};

static void
layers_are_undone(void **state)
{
	struct arena *a = arena_new((size_t)1 << 20);
	bool failed = false;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct url u;
		struct url_layers layers;
		char got[2048] = "";
		url_parse(bytes_of_cstr(cases[i].raw), a, &u);
		url_unwrap(&u, a, &layers);
		for (size_t k = 0; k < layers.count; k++) {
			size_t len = strlen(got);
			(void)snprintf(got + len, sizeof got - len, "%s%s>%.*s", k != 0 ? " " : "", layers.at[k].by,
			    BYTES_ARGS(layers.at[k].url.text));
		}
		if (strcmp(got, cases[i].want) != 0) {
			failed = true;
			print_error("%s\n  got  %s\n  want %s\n", cases[i].raw, got, cases[i].want);
		}
	}
	arena_free(a);
	if (failed)
		fail();
}

static void
five_layers_are_undone_and_six_are_marked(void **state)
{
	struct arena *a = arena_new((size_t)1 << 20);
	const char *text = "https://t.example/?u=https://t.example/?u=https://t.example/?u=https://t.example/?u="
			   "https://t.example/?u=https://t.example/?u=https://example.com/";
	struct url u;
	struct url_layers layers;
	url_parse(bytes_from(bytes_of_cstr(text), 21), a, &u);
	url_unwrap(&u, a, &layers);
	assert_int_equal(layers.count, 5);
	assert_false(layers.is_deeper);
	check_text(layers.at[4].url.host, "example.com");
	url_parse(bytes_of_cstr(text), a, &u);
	url_unwrap(&u, a, &layers);
	assert_int_equal(layers.count, 5);
	assert_true(layers.is_deeper);
	arena_free(a);
}

static void
what_only_the_server_knows_is_opaque(void **state)
{
	static const char *const links[] = { "https://www.baidu.com/link?url=AbCdEf", "https://url.emailprotection.link/?bAbC",
		"https://u1.ct.sendgrid.net/ls/click?upn=abc", "https://protect-us.mimecast.com/s/abc" };
	struct arena *a = arena_new(65536);
	for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
		struct url u;
		struct url_layers layers;
		url_parse(bytes_of_cstr(links[i]), a, &u);
		url_unwrap(&u, a, &layers);
		assert_int_equal(layers.count, 0);
		assert_true(layers.is_opaque);
	}
	arena_free(a);
}

static void
hosts_are_known_by_what_they_stand_under(void **state)
{
	assert_int_equal(host_kinds(BYTES("bit.ly")), HOST_SHORTENER);
	assert_int_equal(host_kinds(BYTES("www.bit.ly")), HOST_SHORTENER);
	assert_int_equal(host_kinds(BYTES("notbit.ly")), 0);
	assert_int_equal(host_kinds(BYTES("a.workers.dev")), HOST_WORKER);
	assert_int_equal(host_kinds(BYTES("x.pages.dev")), HOST_HOSTING);
	assert_int_equal(host_kinds(BYTES("a.ngrok-free.app")), HOST_TUNNEL);
	assert_int_equal(host_kinds(BYTES("a.ipfs.dweb.link")), HOST_IPFS | HOST_RISKY_TLD);
	assert_int_equal(host_kinds(BYTES("example.zip")), HOST_RISKY_TLD);
	assert_int_equal(host_kinds(BYTES("example.com")), 0);
	assert_int_equal(host_kinds(BYTES("192.0.2.1")), 0);
	assert_int_equal(host_kinds(BYTES("")), 0);
	/* Every host is found by its hash, and those of wrappers and brands are among them. */
	for (size_t i = 0; i < host_slots_count; i++)
		if (host_slots[i] != 0)
			assert_true((host_kinds(host_table[host_slots[i] - 1].host) & host_table[host_slots[i] - 1].kinds) != 0);
	for (size_t i = 0; i < wrapper_table_count; i++)
		assert_true(wrapper_table[i].host.len == 0 || (host_kinds(wrapper_table[i].host) & HOST_WRAPS) != 0);
	for (size_t i = 0; i < brand_table_count; i++)
		for (size_t k = 0; k < brand_table[i].count; k++)
			assert_non_null(brand_of(brand_table[i].domains[k]));
}

int
main(void)
{
	domain_preload();
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(layers_are_undone),
		cmocka_unit_test(five_layers_are_undone_and_six_are_marked),
		cmocka_unit_test(what_only_the_server_knows_is_opaque),
		cmocka_unit_test(hosts_are_known_by_what_they_stand_under),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
