#include "carry/door.h"

#include "dns/name.h"

/* Domains under which great mail providers and senders of others' mail name their hosts.  A retry comes from any of
 * thousands of addresses, so waiting for the same one would lose mail: qq.com gives up after twelve attempts. */
static const struct bytes pools[] = {
	/* mailboxes */
	BYTES_INIT("google.com"), BYTES_INIT("googlemail.com"), BYTES_INIT("outlook.com"), BYTES_INIT("hotmail.com"),
	BYTES_INIT("microsoft.com"), BYTES_INIT("partner.outlook.cn"), BYTES_INIT("yahoo.com"), BYTES_INIT("yahoodns.net"),
	BYTES_INIT("yahoo.co.jp"), BYTES_INIT("icloud.com"), BYTES_INIT("apple.com"), BYTES_INIT("aol.com"),
	BYTES_INIT("qq.com"), BYTES_INIT("exmail.qq.com"), BYTES_INIT("tencent.com"), BYTES_INIT("163.com"),
	BYTES_INIT("126.com"), BYTES_INIT("yeah.net"), BYTES_INIT("netease.com"), BYTES_INIT("qiye.163.com"),
	BYTES_INIT("aliyun.com"), BYTES_INIT("alibaba.com"), BYTES_INIT("aliyun-inc.com"), BYTES_INIT("alibaba-inc.com"),
	BYTES_INIT("sina.com.cn"), BYTES_INIT("sohu.com"), BYTES_INIT("139.com"), BYTES_INIT("189.cn"),
	BYTES_INIT("21cn.com"), BYTES_INIT("icoremail.net"), BYTES_INIT("mxhichina.com"), BYTES_INIT("feishu.cn"),
	BYTES_INIT("gmx.net"), BYTES_INIT("web.de"), BYTES_INIT("kundenserver.de"), BYTES_INIT("mail.ru"), BYTES_INIT("yandex.net"),
	BYTES_INIT("naver.com"), BYTES_INIT("protonmail.ch"), BYTES_INIT("messagingengine.com"), BYTES_INIT("zoho.com"),
	/* mail of others */
	BYTES_INIT("amazonses.com"), BYTES_INIT("sendgrid.net"), BYTES_INIT("mailgun.net"), BYTES_INIT("mcsv.net"),
	BYTES_INIT("mandrillapp.com"), BYTES_INIT("sparkpostmail.com"), BYTES_INIT("mtasv.net"), BYTES_INIT("mailjet.com"),
	BYTES_INIT("sendinblue.com"), BYTES_INIT("sendcloud.org"), BYTES_INIT("submail.cn"), BYTES_INIT("exacttarget.com"),
	BYTES_INIT("pphosted.com"), BYTES_INIT("mimecast.com"), BYTES_INIT("messagelabs.com"), BYTES_INIT("iphmx.com"),
	BYTES_INIT("salesforce.com"), BYTES_INIT("zendesk.com"), BYTES_INIT("github.com"), BYTES_INIT("linkedin.com"),
};

bool
pool_has(struct bytes name)
{
	for (size_t i = 0; i < sizeof pools / sizeof *pools; i++)
		if (dns_name_is_within(name, pools[i]))
			return true;
	return false;
}
