#include "base/utf8.h"
#include "strip/strip.h"

enum note_limits {
	NAME_SHOWN = 120,   /* octets of a file name; the case file has all of it */
	NOTE_MAX = 65536,   /* sixteen names and the words around them */
	LINE_MAX_QP = 72,   /* RFC 2045 s6.7 allows 76 with the "=" at the end */
};

/* What turns the direction of text, joins or is not seen; the letters of a name are kept, its tricks are not. */
static bool
is_invisible(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0xAD || cp == 0x61C || cp == 0x180E || (cp >= 0x200B && cp <= 0x200F) ||
	       (cp >= 0x2028 && cp <= 0x202E) || (cp >= 0x2060 && cp <= 0x206F) || cp == 0xFEFF || cp >= 0xE0000;
}

/* A name as nobody can click it: without what makes an address or a path of it. */
static void
add_name(struct bytes name, struct buf *out)
{
	struct bytes shown = utf8_prefix(name, NAME_SHOWN);
	for (size_t pos = 0; pos < shown.len;) {
		uint32_t cp = utf8_next(shown, &pos);
		if (is_invisible(cp))
			buf_add_octet(out, '?');
		else if (cp < 0x80 && bytes_find_octet(BYTES("/\\:@<>\""), (uint8_t)cp) != BYTES_NOT_FOUND)
			buf_add_octet(out, '_');
		else
			utf8_add(out, cp);
	}
	if (shown.len < name.len)
		buf_add_cstr(out, "...");
}

static void
add_files(const struct casefile *c, uint32_t part, enum language language, struct buf *out)
{
	bool is_zh = language == LANGUAGE_ZH;
	for (size_t i = 0; i < c->asked.barred.count; i++) {
		const struct casefile_barred *b = &c->asked.barred.at[i];
		const struct casefile_part *p = &c->parts.at[b->part];
		if (!bytes_equal(b->action, BYTES("strip")) || b->taken != part)
			continue;
		buf_add_cstr(out, is_zh ? "\n  文件：" : "\n  File: ");
		if (p->name.len != 0)
			add_name(p->name, out);
		else
			buf_add_cstr(out, is_zh ? "（无名）" : "(without a name)");
		if (b->part != part) {
			buf_add_cstr(out, is_zh ? "（在 " : " (in ");
			add_name(c->parts.at[part].name, out);
			buf_add_cstr(out, is_zh ? " 之内）" : ")");
		}
		buf_add_cstr(out, is_zh ? "\n  类型：" : "\n  What it is: ");
		buf_add_cstr(out, file_class_say(b->is, language));
		if (p->detected.len != 0) {
			buf_add_cstr(out, is_zh ? "，" : ", ");
			buf_add(out, p->detected);
		}
		buf_addf(out, is_zh ? "，%llu 字节\n" : ", %llu octets\n", (unsigned long long)p->size);
	}
}

static void
add_text(const struct casefile *c, uint32_t part, struct bytes id, struct buf *out)
{
	buf_add_cstr(out, "A file was taken out of this message, because the policy of your organisation does not let files of its type"
	                  " through.\n");
	add_files(c, part, LANGUAGE_EN, out);
	buf_add_cstr(out, "\nThe whole message as it was sent is kept in the quarantine under this number:\n\n  ");
	buf_add(out, id);
	buf_add_cstr(out, "\n\nIf you need the file, ask your administrator to release it. Open it only when you know who sent it and why.\n\n"
	                  "* * *\n\n根据本单位策略，此类文件不予放行，因此已从本邮件中移除以下附件。\n");
	add_files(c, part, LANGUAGE_ZH, out);
	buf_add_cstr(out, "\n原始邮件完整保存在隔离区，编号：\n\n  ");
	buf_add(out, id);
	buf_add_cstr(out, "\n\n如确需该文件，请凭编号联系管理员放行。未确认发件人及用途之前，请勿打开。");
}

/* Quoted-printable; LF becomes CRLF, and there is none behind the last line. */
static void
add_printable(struct bytes text, struct buf *out)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t column = 0;
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];
		bool is_last = i + 1 == text.len || text.at[i + 1] == '\n';
		if (c == '\n') {
			buf_add_cstr(out, "\r\n");
			column = 0;
			continue;
		}
		if (column >= LINE_MAX_QP) {
			buf_add_cstr(out, "=\r\n");
			column = 0;
		}
		/* At the start of a line a hyphen may be a delimiter (a chosen name reaches it), a dot and "From" are others' words. */
		bool is_plain = c > ' ' && c < 0x7F && c != '=' && !(column == 0 && (c == '-' || c == '.' || c == 'F'));
		if (is_plain || (c == ' ' && !is_last)) {
			buf_add_octet(out, c);
			column++;
		} else {
			buf_addf(out, "=%c%c", digits[c >> 4], digits[c & 15]);
			column += 3;
		}
	}
}

void
strip_note(const struct casefile *c, uint32_t part, struct bytes id, struct buf *out_fields, struct buf *out_body)
{
	struct buf text;
	buf_init(&text, NOTE_MAX);
	add_text(c, part, id, &text);
	buf_add_cstr(out_fields, "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"
	                         "Content-Disposition: inline; filename=\"removed-file.txt\"\r\n");
	add_printable(buf_bytes(&text), out_body);
	buf_done(&text);
}
