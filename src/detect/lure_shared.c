/* A document, a voice message, a fax or a signature waits behind a link: the commonest cover of pages that steal
 * passwords.  The services that really send such notices link to themselves, and a colleague who shares a file links
 * to one of them or to his own company; the thief's page is neither. */
#include "detect/lure.h"

/* Where people keep and sign what they share. */
static bool
is_sharing_service(struct bytes domain)
{
	static const struct bytes services[] = { BYTES_INIT("google.com"), BYTES_INIT("sharepoint.com"),
		BYTES_INIT("onedrive.com"), BYTES_INIT("live.com"), BYTES_INIT("1drv.ms"), BYTES_INIT("office.com"),
		BYTES_INIT("microsoft.com"), BYTES_INIT("dropbox.com"), BYTES_INIT("box.com"),
		BYTES_INIT("wetransfer.com"), BYTES_INIT("we.tl"), BYTES_INIT("docusign.com"), BYTES_INIT("docusign.net"),
		BYTES_INIT("adobe.com"), BYTES_INIT("adobesign.com"), BYTES_INIT("echosign.com"), BYTES_INIT("hellosign.com"),
		BYTES_INIT("icloud.com"), BYTES_INIT("apple.com"), BYTES_INIT("zoom.us"), BYTES_INIT("github.com"),
		BYTES_INIT("overleaf.com"), BYTES_INIT("notion.so"), BYTES_INIT("figma.com"), BYTES_INIT("slack.com"),
		BYTES_INIT("mega.nz"), BYTES_INIT("smash.com"), BYTES_INIT("gigafile.nu"), BYTES_INIT("box.net"),
		BYTES_INIT("qq.com"), BYTES_INIT("baidu.com"), BYTES_INIT("aliyun.com"), BYTES_INIT("alipan.com"),
		BYTES_INIT("dingtalk.com"), BYTES_INIT("feishu.cn"), BYTES_INIT("larksuite.com"), BYTES_INIT("kdocs.cn"),
		BYTES_INIT("wps.cn"), BYTES_INIT("shimo.im"), BYTES_INIT("yuque.com"), BYTES_INIT("163.com"),
		BYTES_INIT("jianguoyun.com"), BYTES_INIT("fadada.com"), BYTES_INIT("esign.cn"), BYTES_INIT("yandex.ru"),
		BYTES_INIT("mail.ru"), BYTES_INIT("naver.com") };
	for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
		if (domains_related(domain, services[i]))
			return true;
	return false;
}

static bool
leads_to_service(const struct casefile *c)
{
	for (size_t i = 0; i < c->urls.count; i++)
		if (is_web_link(&c->urls.at[i]) && is_sharing_service(c->urls.at[i].domain))
			return true;
	return false;
}

static void
look(const struct casefile *c, struct findings *out)
{
	struct bytes sample;
	double spoken = lure_spoken(c, "shared_notice", &sample);
	if (spoken <= 0 || is_list(c) || !is_foreign_arrival(c) || body_chars(c) >= 3000)
		return;
	/* A page that is attached asks for the password as well as one that is linked. */
	uint32_t fits = lure_fits(c, out->body, FITS_TRICKY_LINK | FITS_QR | FITS_RISKY_FILE | FITS_STRANGER | FITS_PRESSURE);
	bool leads = lure_leads_elsewhere(c) && !leads_to_service(c);
	if (!leads && (fits & (FITS_QR | FITS_RISKY_FILE)) == 0)
		return;
	double structure = 0.1 + (fits & FITS_TRICKY_LINK ? 0.2 : 0) + (fits & FITS_PRESSURE ? 0.15 : 0) +
	    (fits & FITS_STRANGER ? 0.1 : 0) + (fits & (FITS_QR | FITS_RISKY_FILE) ? 0.15 : 0);
	finding_add(out, (spoken + structure) * lure_damping(c), BYTES_NONE, sample);
}

const struct detector detect_lure_shared = {
	.name = "lure_shared",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 2.4,
	.says = SAYS_CREDENTIALS,
	.asks = "Does a document, voice message or fax wait behind a link of neither the sender nor a known service?",
	.source = "credential phishing by shared-file, e-signature, voice mail and fax notices (Microsoft, APWG trend reports)",
	.en = "A document, message or fax is said to wait (\"{1}\"), but not with the sender or a known service.",
	.zh = "声称有文件、语音或传真待查看（“{1}”），但入口既非发件人自己的网站，也非常见的共享服务。",
	.look = look,
};
