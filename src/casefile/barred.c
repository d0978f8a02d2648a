#include "casefile/barred.h"

const char *const file_class_names[FILE_CLASS_COUNT] = { [FILE_PROGRAM] = "program", [FILE_SCRIPT] = "script",
	[FILE_SHORTCUT] = "shortcut", [FILE_MACRO] = "macro", [FILE_LOCKED] = "locked", [FILE_DISK_IMAGE] = "disk image",
	[FILE_PAGE] = "page", [FILE_DOCUMENT] = "document" };

const char *const file_kept_names[FILE_KEPT_COUNT] = { [FILE_NOT_KEPT] = "no", [FILE_KEPT_SIGNED] = "signed",
	[FILE_KEPT_AMBIGUOUS] = "ambiguous", [FILE_KEPT_IN_TEXT] = "in text", [FILE_KEPT_UNREAD] = "unread",
	[FILE_KEPT_TOO_MANY] = "too many", [FILE_KEPT_WHOLE] = "whole mail", [FILE_KEPT_BY_FRONT] = "front" };

static const struct field barred_fields[] = {
	FIELD_NAMED(1, struct casefile_barred, is, file_class_names),
	FIELD(2, FIELD_U32, struct casefile_barred, part, 0),
	FIELD(3, FIELD_TEXT, struct casefile_barred, action, 16),
	FIELD(4, FIELD_U32, struct casefile_barred, taken, 0),
	FIELD_NAMED(5, struct casefile_barred, kept, file_kept_names),
	FIELD(6, FIELD_BOOL, struct casefile_barred, is_unconverted, 0),
};
const struct schema casefile_barred_schema = SCHEMA(struct casefile_barred, barred_fields);

const char *
file_class_say(enum file_class is, enum language language)
{
	static const char *const words[FILE_CLASS_COUNT][2] = { [FILE_PROGRAM] = { "a program", "可执行程序" },
		[FILE_SCRIPT] = { "a script", "脚本" }, [FILE_SHORTCUT] = { "a shortcut", "快捷方式" },
		[FILE_MACRO] = { "a document with macros", "带宏的文档" }, [FILE_LOCKED] = { "a locked file", "加密文件" },
		[FILE_DISK_IMAGE] = { "a disk image", "磁盘映像" }, [FILE_PAGE] = { "a web page as a file", "网页文件" },
		[FILE_DOCUMENT] = { "an office document", "办公文档" } };
	return words[is][language == LANGUAGE_ZH];
}

const char *
file_kept_say(enum file_kept kept, enum language language)
{
	static const char *const words[FILE_KEPT_COUNT][2] = { [FILE_NOT_KEPT] = { "", "" },
		[FILE_KEPT_SIGNED] = { "it is signed or encrypted, and such parts are never altered", "该部分已签名或加密，不得改动" },
		[FILE_KEPT_AMBIGUOUS] = { "mail programs read this mail in different ways", "不同邮件客户端对该邮件的解读不一致" },
		[FILE_KEPT_IN_TEXT] = { "it stands in the text of the letter itself", "它嵌在邮件正文之中" },
		[FILE_KEPT_UNREAD] = { "the mail could not be read to its end", "邮件未能完整读取" },
		[FILE_KEPT_TOO_MANY] = { "there are too many of them", "此类文件过多" },
		[FILE_KEPT_WHOLE] = { "it is the whole mail, and the mail server lets us change bodies only", "整封邮件就是该文件，而邮件服务器只允许改动正文" },
		[FILE_KEPT_BY_FRONT] = { "whoever asked about the mail cannot have it changed", "该接入方式无法改动邮件" } };
	return words[kept][language == LANGUAGE_ZH];
}
