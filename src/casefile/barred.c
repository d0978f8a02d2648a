#include "casefile/barred.h"

const char *const file_class_names[FILE_CLASS_COUNT] = { [FILE_PROGRAM] = "program", [FILE_SCRIPT] = "script",
	[FILE_SHORTCUT] = "shortcut", [FILE_MACRO] = "macro", [FILE_LOCKED] = "locked", [FILE_DISK_IMAGE] = "disk image",
	[FILE_PAGE] = "page" };

static const struct field barred_fields[] = {
	FIELD_NAMED(1, struct casefile_barred, is, file_class_names),
	FIELD(2, FIELD_U32, struct casefile_barred, part, 0),
	FIELD(3, FIELD_TEXT, struct casefile_barred, action, 16),
};
const struct schema casefile_barred_schema = SCHEMA(struct casefile_barred, barred_fields);

const char *
file_class_say(enum file_class is, enum language language)
{
	static const char *const words[FILE_CLASS_COUNT][2] = { [FILE_PROGRAM] = { "a program", "可执行程序" },
		[FILE_SCRIPT] = { "a script", "脚本" }, [FILE_SHORTCUT] = { "a shortcut", "快捷方式" },
		[FILE_MACRO] = { "a document with macros", "带宏的文档" }, [FILE_LOCKED] = { "a locked file", "加密文件" },
		[FILE_DISK_IMAGE] = { "a disk image", "磁盘映像" }, [FILE_PAGE] = { "a web page as a file", "网页文件" } };
	return words[is][language == LANGUAGE_ZH];
}
