/* A well-known name over an address that has nothing to do with it.  Brands write from domains that
 * carry their name; those that do not are listed.  Lists and replies are left out: people work
 * there and write to lists. */
#include "detect/common.h"

struct brand {
	struct bytes shown;
	struct bytes domains[4]; /* text that one of the sender's own domains holds */
};

static const struct brand brands[] = {
	{ BYTES_INIT("ace hardware"), { BYTES_INIT("acehardware") } },
	{ BYTES_INIT("adobe"), { BYTES_INIT("adobe") } },
	{ BYTES_INIT("aldi"), { BYTES_INIT("aldi") } },
	{ BYTES_INIT("alibaba"), { BYTES_INIT("alibaba"), BYTES_INIT("aliyun") } },
	{ BYTES_INIT("amazon"), { BYTES_INIT("amazon") } },
	{ BYTES_INIT("american express"), { BYTES_INIT("americanexpress"), BYTES_INIT("aexp") } },
	{ BYTES_INIT("apple id"), { BYTES_INIT("apple") } },
	{ BYTES_INIT("apple support"), { BYTES_INIT("apple") } },
	{ BYTES_INIT("bank of america"), { BYTES_INIT("bankofamerica"), BYTES_INIT("bofa") } },
	{ BYTES_INIT("citibank"), { BYTES_INIT("citi") } },
	{ BYTES_INIT("coinbase"), { BYTES_INIT("coinbase") } },
	{ BYTES_INIT("coremail"), { BYTES_INIT("coremail"), BYTES_INIT("icoremail") } },
	{ BYTES_INIT("costco"), { BYTES_INIT("costco") } },
	{ BYTES_INIT("cvs"), { BYTES_INIT("cvs") } },
	{ BYTES_INIT("delta airlines"), { BYTES_INIT("delta") } },
	{ BYTES_INIT("dhl"), { BYTES_INIT("dhl") } },
	{ BYTES_INIT("docusign"), { BYTES_INIT("docusign") } },
	{ BYTES_INIT("dropbox"), { BYTES_INIT("dropbox") } },
	{ BYTES_INIT("ebay"), { BYTES_INIT("ebay") } },
	{ BYTES_INIT("facebook"), { BYTES_INIT("facebook"), BYTES_INIT("meta") } },
	{ BYTES_INIT("fedex"), { BYTES_INIT("fedex") } },
	{ BYTES_INIT("home depot"), { BYTES_INIT("homedepot") } },
	{ BYTES_INIT("hsbc"), { BYTES_INIT("hsbc") } },
	{ BYTES_INIT("icloud"), { BYTES_INIT("apple"), BYTES_INIT("icloud") } },
	{ BYTES_INIT("kohls"), { BYTES_INIT("kohls") } },
	{ BYTES_INIT("linkedin"), { BYTES_INIT("linkedin") } },
	{ BYTES_INIT("lowes"), { BYTES_INIT("lowes") } },
	{ BYTES_INIT("maersk"), { BYTES_INIT("maersk") } },
	{ BYTES_INIT("mcafee"), { BYTES_INIT("mcafee"), BYTES_INIT("trellix") } },
	{ BYTES_INIT("mastercard"), { BYTES_INIT("mastercard") } },
	{ BYTES_INIT("metamask"), { BYTES_INIT("metamask") } },
	{ BYTES_INIT("microsoft"),
	    { BYTES_INIT("microsoft"), BYTES_INIT("office"), BYTES_INIT("outlook"),
	        BYTES_INIT("azure") } },
	{ BYTES_INIT("netflix"), { BYTES_INIT("netflix") } },
	{ BYTES_INIT("norton"), { BYTES_INIT("norton"), BYTES_INIT("gendigital") } },
	{ BYTES_INIT("office 365"), { BYTES_INIT("microsoft"), BYTES_INIT("office") } },
	{ BYTES_INIT("office365"), { BYTES_INIT("microsoft"), BYTES_INIT("office") } },
	{ BYTES_INIT("onedrive"),
	    { BYTES_INIT("microsoft"), BYTES_INIT("onedrive"), BYTES_INIT("sharepoint") } },
	{ BYTES_INIT("paypal"), { BYTES_INIT("paypal") } },
	{ BYTES_INIT("sharepoint"), { BYTES_INIT("microsoft"), BYTES_INIT("sharepoint") } },
	{ BYTES_INIT("spotify"), { BYTES_INIT("spotify") } },
	{ BYTES_INIT("starbucks"), { BYTES_INIT("starbucks") } },
	{ BYTES_INIT("ups"), { BYTES_INIT("ups.") } },
	{ BYTES_INIT("usps"), { BYTES_INIT("usps") } },
	{ BYTES_INIT("walgreens"), { BYTES_INIT("walgreens") } },
	{ BYTES_INIT("walmart"), { BYTES_INIT("walmart") } },
	{ BYTES_INIT("wells fargo"), { BYTES_INIT("wellsfargo") } },
	{ BYTES_INIT("whatsapp"), { BYTES_INIT("whatsapp"), BYTES_INIT("meta") } },
	{ BYTES_INIT("zoom"), { BYTES_INIT("zoom") } },
	{ BYTES_INIT("三井住友"), { BYTES_INIT("smbc"), BYTES_INIT("vpass") } },
	{ BYTES_INIT("三菱ufj"), { BYTES_INIT("mufg") } },
	{ BYTES_INIT("みずほ"), { BYTES_INIT("mizuho") } },
	{ BYTES_INIT("楽天"), { BYTES_INIT("rakuten") } },
	{ BYTES_INIT("イオン"), { BYTES_INIT("aeon") } },
	{ BYTES_INIT("えきねっと"), { BYTES_INIT("eki-net"), BYTES_INIT("jreast") } },
	{ BYTES_INIT("エポスカード"), { BYTES_INIT("eposcard"), BYTES_INIT("01epos") } },
	{ BYTES_INIT("セゾン"), { BYTES_INIT("saison") } },
	{ BYTES_INIT("メルカリ"), { BYTES_INIT("mercari") } },
	{ BYTES_INIT("ヤマト運輸"), { BYTES_INIT("kuronekoyamato") } },
	{ BYTES_INIT("佐川急便"), { BYTES_INIT("sagawa") } },
	{ BYTES_INIT("日本郵便"), { BYTES_INIT("japanpost"), BYTES_INIT("post.japan") } },
	{ BYTES_INIT("国税庁"), { BYTES_INIT("nta.go.jp"), BYTES_INIT("go.jp") } },
	{ BYTES_INIT("etc利用照会"), { BYTES_INIT("etc-meisai") } },
	{ BYTES_INIT("アマゾン"), { BYTES_INIT("amazon") } },
	{ BYTES_INIT("マイナポイント"), { BYTES_INIT("go.jp") } },
	{ BYTES_INIT("paypay"), { BYTES_INIT("paypay") } },
	{ BYTES_INIT("支付宝"), { BYTES_INIT("alipay"), BYTES_INIT("antgroup") } },
	{ BYTES_INIT("微信支付"),
	    { BYTES_INIT("tencent"), BYTES_INIT("wechat"), BYTES_INIT("weixin"),
	        BYTES_INIT("qq.com") } },
	{ BYTES_INIT("腾讯企业邮"),
	    { BYTES_INIT("tencent"), BYTES_INIT("exmail"), BYTES_INIT("qq.com") } },
	{ BYTES_INIT("网易企业邮"),
	    { BYTES_INIT("163.com"), BYTES_INIT("netease"), BYTES_INIT("qiye163") } },
	{ BYTES_INIT("阿里云"),
	    { BYTES_INIT("alibaba"), BYTES_INIT("aliyun"), BYTES_INIT("alimail") } },
	{ BYTES_INIT("京东"), { BYTES_INIT("jd.com"), BYTES_INIT("jdcloud") } },
	{ BYTES_INIT("淘宝"),
	    { BYTES_INIT("taobao"), BYTES_INIT("alibaba"), BYTES_INIT("tmall") } },
	{ BYTES_INIT("顺丰"), { BYTES_INIT("sf-express"), BYTES_INIT("sf.") } },
	{ BYTES_INIT("中国银行"), { BYTES_INIT("boc") } },
	{ BYTES_INIT("工商银行"), { BYTES_INIT("icbc") } },
	{ BYTES_INIT("建设银行"), { BYTES_INIT("ccb") } },
	{ BYTES_INIT("农业银行"), { BYTES_INIT("abchina") } },
	{ BYTES_INIT("招商银行"), { BYTES_INIT("cmbchina") } },
	{ BYTES_INIT("交通银行"), { BYTES_INIT("bankcomm") } },
	{ BYTES_INIT("国家税务"), { BYTES_INIT("chinatax"), BYTES_INIT("gov.cn") } },
	{ BYTES_INIT("财政部"), { BYTES_INIT("mof"), BYTES_INIT("gov.cn") } },
	{ BYTES_INIT("市场监督"), { BYTES_INIT("samr"), BYTES_INIT("gov.cn") } },
	{ BYTES_INIT("人力资源和社会保障"), { BYTES_INIT("gov.cn"), BYTES_INIT("mohrss") } },
	{ BYTES_INIT("中国移动"),
	    { BYTES_INIT("10086"), BYTES_INIT("chinamobile"), BYTES_INIT("139.com") } },
	{ BYTES_INIT("中国电信"),
	    { BYTES_INIT("189.cn"), BYTES_INIT("chinatelecom"), BYTES_INIT("10000") } },
};

static bool
writes_from(const struct brand *brand, struct bytes domain)
{
	for (size_t i = 0; i < sizeof brand->domains / sizeof brand->domains[0]; i++)
		if (brand->domains[i].len != 0 && bytes_has_nocase(domain, brand->domains[i]))
			return true;
	return false;
}

static void
look(const struct casefile *c, struct findings *out)
{
	const struct casefile_address *from = from_address(c);
	if (from == NULL || from->domain.len == 0 || is_reply(c) ||
	    casefile_header(c, "List-Post") != NULL || domain_is_own(c, from->domain) ||
	    bytes_has_nocase(from->display, BYTES(" via ")))
		return;
	for (size_t i = 0; i < sizeof brands / sizeof brands[0]; i++) {
		if (word_in(from->display, &brands[i].shown, 1).len == 0)
			continue;
		if (!writes_from(&brands[i], from->domain))
			finding_add(out, has_web_link(c) || has_attachment(c) ? 1 : 0.5, BYTES_NONE,
			    from->display, brands[i].shown, text_address(out, from));
		return;
	}
}

const struct detector detect_display_brand = {
	.name = "display_brand",
	.family = FAMILY_IDENTITY,
	.type = TYPE_PHISHING,
	.weight = 3,
	.says = SAYS_BRAND | SAYS_IMPERSONATES,
	.asks =
	    "Does the sender's name claim a well-known company or office that does not write from there?",
	.source = "requirement G23; brand impersonation (BEC-Guard 2019)",
	.en = "The sender calls itself \"{1}\" ({2}), but {3} is not theirs.",
	.zh = "发件人自称“{1}”（{2}），但 {3} 并不属于它。",
	.look = look,
};
