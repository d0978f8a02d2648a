#include "casefile/gap.h"

static const char *const reasons_zh[GAP_REASON_COUNT] = {
	[GAP_LIMIT] = "超出上限", [GAP_MALFORMED] = "格式损坏", [GAP_ENCRYPTED] = "已加密",
	[GAP_CRASHED] = "检查程序中断", [GAP_UNSUPPORTED] = "暂不支持",
};

/* How each sentence about an engine begins. */
#define ENGINE "an engine "

/* Every sentence that the dissector, the openers' masters and the pipeline write; one that is missing here is shown by
 * its reason, so that a Chinese reader is never given an English sentence. */
static const struct {
	const char *en, *zh;
} sentences[] = {
	{ "a BinHex file in the text", "正文中夹带 BinHex 文件" },
	{ "a macro module is larger than what is read of one", "宏模块过大，只读了一部分" },
	{ "a message with the same octets has ended two workers", "内容相同的邮件已使两个检查进程中断" },
	{ "a picture larger than what is looked into", "图片过大，未检查" },
	{ "a piece of a message (message/partial)", "这是被拆开的邮件中的一段（message/partial）" },
	{ "a script with more text or encodings than are read", "脚本过长或编码层数过多，只读了一部分" },
	{ "a subject longer than what is read of one", "主题过长，只读了一部分" },
	{ "a text larger than what is read of one", "文本过长，只读了一部分" },
	{ "an address field with more in it than people read", "地址字段内容过多" },
	{ ENGINE "answers nothing for now", "外部扫描引擎繁忙，未扫描" },
	{ ENGINE "could not scan it", "外部扫描引擎扫描失败" },
	{ ENGINE "did not answer in time", "外部扫描引擎未及时回答" },
	{ ENGINE "is given no more unpacked files", "解出的文件过多，未全部交给外部扫描引擎" },
	{ ENGINE "is not there", "外部扫描引擎不可用" },
	{ ENGINE "takes no message so large", "邮件超出外部扫描引擎的大小上限" },
	{ "an encrypted message (OpenPGP)", "加密邮件（OpenPGP）" },
	{ "an encrypted message (RFC 1847)", "加密邮件（RFC 1847）" },
	{ "an encrypted message (S/MIME)", "加密邮件（S/MIME）" },
	{ "more codes than a case file lists", "二维码、条码过多，未全部列出" },
	{ "more containers in each other than are opened", "压缩包嵌套过深" },
	{ "more containers than are opened for one message", "压缩包过多，未全部打开" },
	{ "more decoded octets than are read", "解码后的内容过大，只读了一部分" },
	{ "more delimiter lines than are read", "分隔行过多，只读了一部分" },
	{ "more documents in each other than are opened", "文档嵌套过深" },
	{ "more documents than a case file lists", "文档过多，未全部列出" },
	{ "more files or octets were unpacked than are looked into", "解出的文件过多或过大，未全部检查" },
	{ "more gaps than can be listed", "未检查之处过多，未全部列出" },
	{ "more header fields than a case file lists", "邮件头字段过多，未全部列出" },
	{ "more header fields than are kept", "邮件头字段过多，未全部保留" },
	{ "more header octets than are read", "邮件头过大，只读了一部分" },
	{ "more links in a text than are looked at", "同一段文字中链接过多，未全部检查" },
	{ "more links than a case file lists", "链接过多，未全部列出" },
	{ "more macro modules than are read", "宏模块过多，未全部读取" },
	{ "more objects than are looked into", "对象过多，未全部检查" },
	{ "more pages than a case file lists", "网页过多，未全部列出" },
	{ "more parts than a case file lists", "邮件部件过多，未全部列出" },
	{ "more parts than are read", "邮件部件过多，未全部读取" },
	{ "more pictures than are looked into", "图片过多，未全部检查" },
	{ "more pictures with words than are read", "带文字的图片过多，未全部识别" },
	{ "more programs than a case file describes", "程序过多，未全部列出" },
	{ "more readings than are followed", "可能的解读方式过多，未全部检查" },
	{ "more reports than a case file lists", "检查报告过多，未全部列出" },
	{ "more scripts than a case file describes", "脚本过多，未全部列出" },
	{ "a YARA rule needed more time or memory than it may have", "YARA 规则耗时或占用内存过多" },
	{ "more than the rules are asked about", "内容过多，规则未全部检查" },
	{ "more texts than a case file lists", "文本过多，未全部列出" },
	{ "most of it is no base64, though it says so", "自称 base64 编码，实际大部分不是" },
	{ "no opener reads this kind of container", "没有程序能打开这种容器" },
	{ "no worker was free in time", "没有空闲的检查进程" },
	{ "opening it took too long", "打开耗时过长" },
	{ "parts nested too deep", "邮件部件嵌套过深" },
	{ "reading it took too long", "读取耗时过长" },
	{ "sealed: OpenPGP message", "密封的邮件（OpenPGP）" },
	{ "sealed: S/MIME, encrypted", "密封的邮件（S/MIME 加密）" },
	{ "sealed: S/MIME, signed with the text inside", "密封的邮件（S/MIME 签名，正文在签名内）" },
	{ "sealed: rights-managed mail (rpmsg)", "密封的邮件（权限管理 rpmsg）" },
	{ "the case file was larger than its ceiling", "案卷过大" },
	{ "the compound file cannot be read", "复合文档无法读取" },
	{ "the compound file holds more than is read", "复合文档内容过多，只读了一部分" },
	{ "the compound file is damaged", "复合文档已损坏" },
	{ "the container is damaged", "压缩包已损坏" },
	{ "the container is encrypted and no password in the mail opens it", "压缩包已加密，邮件中没有能打开它的密码" },
	{ "the container is larger or slower to open than allowed", "压缩包过大或打开过慢" },
	{ "the container was not opened", "压缩包未打开" },
	{ "the container was opened only in part", "压缩包只打开了一部分" },
	{ "the document costs more to read than one may", "文档读取代价过高" },
	{ "the document has more code than is read", "文档中的代码过多，只读了一部分" },
	{ "the document has more text than is read", "文档文字过多，只读了一部分" },
	{ "the document holds more files than are looked into", "文档内含文件过多，未全部检查" },
	{ "the document is encrypted and no password in the mail opens it", "文档已加密，邮件中没有能打开它的密码" },
	{ "the document is obfuscated in a way that is not read", "文档以无法读取的方式混淆" },
	{ "the list of the document's pieces is damaged", "文档的组成目录已损坏" },
	{ "the message is larger than what is read", "邮件过大，只读了一部分" },
	{ "the message needs more memory than one may have", "检查该邮件所需内存超出上限" },
	{ "the opener died on the container", "打开程序在该文件上中断" },
	{ "the opener ended", "打开程序已结束" },
	{ "the opener took nothing", "打开程序未接收内容" },
	{ "the page has more text, links or depth than is read", "网页的文字、链接或层数过多，只读了一部分" },
	{ "the presentation's encryption header is not found", "找不到演示文稿的加密信息" },
	{ "the source of a macro module is damaged", "宏模块的源码已损坏" },
	{ "the worker ended", "检查进程已结束" },
	{ "the worker sent something that no worker sends", "检查进程的回答不合规范" },
	{ "the worker took no answer", "检查进程未接收回答" },
	{ "the worker took no message", "检查进程未接收邮件" },
};

struct bytes
gap_reason_say(enum gap_reason reason, enum language language)
{
	return bytes_of_cstr(language == LANGUAGE_ZH ? reasons_zh[reason] : gap_reason_names[reason]);
}

struct bytes
gap_say(const struct casefile_gap *g, enum language language)
{
	if (language != LANGUAGE_ZH)
		return g->text;
	for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++)
		if (bytes_equal(g->text, bytes_of_cstr(sentences[i].en)))
			return bytes_of_cstr(sentences[i].zh);
	return gap_reason_say(g->reason, language);
}

struct bytes
gap_of_engine(enum engine_status status)
{
	switch (status) {
	case ENGINE_LATE:
		return BYTES(ENGINE "did not answer in time");
	case ENGINE_TOO_LARGE:
		return BYTES(ENGINE "takes no message so large");
	case ENGINE_BUSY:
		return BYTES(ENGINE "answers nothing for now");
	case ENGINE_ABSENT:
		return BYTES(ENGINE "is not there");
	default:
		return BYTES(ENGINE "could not scan it");
	}
}

struct bytes
gap_of_engine_files(void)
{
	return BYTES(ENGINE "is given no more unpacked files");
}

bool
gap_is_of_engine(const struct casefile_gap *g)
{
	return bytes_starts(g->text, BYTES(ENGINE));
}
