/* A file that is something else than its label says, in a way that matters: a "picture" that is an
 * archive, a "PDF" that is a page.  Labels are often sloppy (application/octet-stream), so only
 * contradictions between kinds count. */
#include "detect/common.h"

enum kind {
	KIND_UNKNOWN,
	KIND_IMAGE,
	KIND_AUDIO_VIDEO,
	KIND_PDF,
	KIND_ARCHIVE,
	KIND_PAGE,
	KIND_PROGRAM
};

static enum kind
kind_of(struct bytes type)
{
	if (is_program_type(type))
		return KIND_PROGRAM;
	if (bytes_equal(type, BYTES("image/svg+xml")))
		return KIND_PAGE;
	if (bytes_starts(type, BYTES("image/")))
		return KIND_IMAGE;
	if (bytes_starts(type, BYTES("audio/")) || bytes_starts(type, BYTES("video/")))
		return KIND_AUDIO_VIDEO;
	if (bytes_equal(type, BYTES("application/pdf")))
		return KIND_PDF;
	if (is_archive_type(type))
		return KIND_ARCHIVE;
	return bytes_equal(type, BYTES("text/html")) ? KIND_PAGE : KIND_UNKNOWN;
}

static enum kind
kind_by_name(struct bytes name)
{
	static const struct bytes images[] = { BYTES_INIT("bmp"), BYTES_INIT("gif"),
		BYTES_INIT("jpeg"), BYTES_INIT("jpg"), BYTES_INIT("png"), BYTES_INIT("tif"),
		BYTES_INIT("webp") };
	struct bytes extension = extension_of(name);
	if (IS_ONE_OF(extension, images))
		return KIND_IMAGE;
	if (bytes_equal_nocase(extension, BYTES("pdf")))
		return KIND_PDF;
	return KIND_UNKNOWN;
}

static void
look(const struct casefile *c, struct findings *out)
{
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		enum kind is = kind_of(p->detected), named = kind_by_name(p->name),
		          said = kind_of(p->type);
		if (p->kind != PART_LEAF || is == KIND_UNKNOWN)
			continue;
		enum kind claimed = named != KIND_UNKNOWN ? named : said;
		if (claimed == KIND_UNKNOWN || claimed == is)
			continue;
		finding_add(out,
		    is == KIND_PROGRAM || is == KIND_PAGE || is == KIND_ARCHIVE ? 1 : 0.3, p->id,
		    p->name, p->type, p->detected);
	}
}

const struct detector detect_attach_mismatch = {
	.name = "attach_mismatch",
	.family = FAMILY_ATTACHMENT,
	.type = TYPE_VIRUS,
	.weight = 2.6,
	.asks = "Is a file something else than it says?",
	.source = "requirement G30; MITRE ATT&CK T1036.008",
	.en = "The file {1} ({2}) is in truth {3}.",
	.zh = "文件 {1} 自称 {2}，实际是 {3}。",
	.look = look,
};
