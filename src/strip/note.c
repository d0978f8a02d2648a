#include "base/utf8.h"
#include "report/letter.h"
#include "strip/pages.h"
#include "strip/strip.h"

enum note_limits {
	NAME_SHOWN = 120,   /* octets of a file name; the case file has all of it */
	NOTE_MAX = 65536,   /* sixteen names and the words around them */
	PAGES_TEXT_MAX = 1 << 20, /* the texts of one document: the case file keeps 64 KB of each */
	LINE_MAX_QP = 72,   /* RFC 2045 s6.7 allows 76 with the "=" at the end */
};

/* A name as nobody can click it: without what makes an address or a path of it.  Its letters are kept, its tricks are not. */
static void
add_name(struct bytes name, struct buf *out)
{
	struct bytes shown = utf8_prefix(name, NAME_SHOWN);
	for (size_t pos = 0; pos < shown.len;) {
		uint32_t cp = utf8_next(shown, &pos);
		if (utf8_upsets_line(cp) || cp == 0x180E || cp > 0xE007F)
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
		if ((!bytes_equal(b->action, BYTES("strip")) && !bytes_equal(b->action, BYTES("convert"))) || b->taken != part)
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
add_text(const struct casefile *c, uint32_t part, bool is_converted, struct bytes id, struct buf *out)
{
	buf_add_cstr(out, is_converted ? "A document was taken out of this message, and its text stands here as a PDF: the policy of your"
	                                 " organisation does not let documents of its type through. Layout, pictures and formulas are not in it.\n"
	                               : "A file was taken out of this message, because the policy of your organisation does not let files of"
	                                 " its type through.\n");
	add_files(c, part, LANGUAGE_EN, out);
	buf_add_cstr(out, "\nThe whole message as it was sent is kept in the quarantine under this number:\n\n  ");
	buf_add(out, id);
	buf_add_cstr(out, "\n\nIf you need the file, ask your administrator to release it. Open it only when you know who sent it and why.\n\n"
	                  "* * *\n\n");
	buf_add_cstr(out, is_converted ? "根据本单位策略，此类文档不予放行，已替换为仅含其文字的 PDF，版式、图片和公式均未保留。\n"
	                               : "根据本单位策略，此类文件不予放行，因此已从本邮件中移除以下附件。\n");
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

#define TEXT_FIELDS "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n"

static void
add_note(const struct casefile *c, uint32_t part, bool is_converted, struct bytes id, struct buf *out)
{
	struct buf text;
	buf_init(&text, NOTE_MAX);
	add_text(c, part, is_converted, id, &text);
	add_printable(buf_bytes(&text), out);
	buf_done(&text);
}

void
strip_note(const struct casefile *c, uint32_t part, struct bytes id, struct buf *out_fields, struct buf *out_body)
{
	buf_add_cstr(out_fields, TEXT_FIELDS "Content-Disposition: inline; filename=\"removed-file.txt\"\r\n");
	add_note(c, part, false, id, out_body);
}

static bool
is_of(const struct casefile_text *t, uint32_t part)
{
	return t->part == part && !t->is_html && !t->is_picture && t->visible.len != 0;
}

bool
strip_has_text(const struct casefile *c, uint32_t part)
{
	bool has_text = false;
	const struct casefile_part *p = &c->parts.at[part];
	for (size_t i = 0; i < c->gaps.count; i++)
		if (bytes_equal(c->gaps.at[i].part, p->id))
			return false;
	for (size_t i = 0; i < c->texts.count; i++)
		has_text |= is_of(&c->texts.at[i], part);
	return has_text && !p->is_encrypted;
}

static size_t
characters(struct bytes text)
{
	size_t count = 0;
	for (size_t pos = 0; pos < text.len; count++)
		(void)utf8_next(text, &pos);
	return count;
}

/* What the PDF says, first of all of itself. */
static void
add_pages(const struct casefile *c, uint32_t part, struct buf *out)
{
	struct buf text;
	bool is_cut = false;
	buf_init(&text, PAGES_TEXT_MAX);
	buf_add_cstr(&text, "[The text of ");
	add_name(c->parts.at[part].name, &text);
	buf_add_cstr(&text, ", without layout, pictures and formulas / 以下仅为原文档的文字]\n \n");
	for (size_t i = 0; i < c->texts.count; i++) {
		const struct casefile_text *t = &c->texts.at[i];
		if (!is_of(t, part))
			continue;
		buf_add(&text, t->visible);
		buf_add_octet(&text, '\n');
		is_cut |= characters(t->visible) < t->visible_chars;
	}
	if (is_cut || !buf_ok(&text))
		buf_add_cstr(&text, " \n[There is more in the original / 原文档尚有更多内容]\n");
	(void)pages_write(buf_bytes(&text), out);
	buf_done(&text);
}

/* "report.docx.pdf", by RFC 2231 where it is more than letters, digits, '-', '_' and '.'. */
static void
add_pdf_name(struct bytes name, struct buf *out)
{
	static const char digits[] = "0123456789ABCDEF";
	struct buf shown;
	bool is_plain = name.len != 0;
	buf_init(&shown, NAME_SHOWN * 4);
	add_name(name, &shown);
	buf_add_cstr(&shown, name.len != 0 ? ".pdf" : "document.pdf");
	struct bytes text = buf_bytes(&shown);
	for (size_t i = 0; i < text.len; i++)
		is_plain &= ascii_is_alnum(text.at[i]) || text.at[i] == '-' || text.at[i] == '_' || text.at[i] == '.';
	buf_add_cstr(out, is_plain ? "filename=\"" : "filename*=utf-8''");
	for (size_t i = 0; i < text.len; i++) {
		uint8_t o = text.at[i];
		if (ascii_is_alnum(o) || o == '-' || o == '_' || o == '.')
			buf_add_octet(out, o);
		else
			buf_addf(out, "%%%c%c", digits[o >> 4], digits[o & 15]);
	}
	buf_add_cstr(out, is_plain ? "\"" : "");
	buf_done(&shown);
}

void
strip_convert(const struct casefile *c, uint32_t part, struct bytes id, struct buf *out_fields, struct buf *out_body)
{
	struct buf pdf;
	buf_init(&pdf, PAGES_OCTETS_MAX);
	add_pages(c, part, &pdf);
	/* No line of the note or of base64 begins with a hyphen. */
	buf_addf(out_fields, "Content-Type: multipart/mixed; boundary=\"postern-%.*s\"\r\n", BYTES_ARGS(id));
	buf_addf(out_body, "--postern-%.*s\r\n" TEXT_FIELDS "Content-Disposition: inline\r\n\r\n", BYTES_ARGS(id));
	add_note(c, part, true, id, out_body);
	buf_addf(out_body, "\r\n--postern-%.*s\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
	                   "Content-Disposition: attachment;\r\n ", BYTES_ARGS(id));
	add_pdf_name(c->parts.at[part].name, out_body);
	buf_add_cstr(out_body, "\r\n\r\n");
	letter_base64(buf_bytes(&pdf), out_body);
	buf_addf(out_body, "--postern-%.*s--", BYTES_ARGS(id));
	/* What did not fit is no PDF: then the body does not fit either. */
	out_body->full |= !buf_ok(&pdf);
	buf_done(&pdf);
}
