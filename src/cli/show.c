#include "cli/show.h"

#include <time.h>

#include "base/utf8.h"
#include "casefile/gap.h"
#include "cli/show_identity.h"
#include "cli/show_path.h"

/* A line of text from the mail; an expert who wants more takes --format=json. */
#define LINE_COLUMNS 100
#define VISIBLE_COLUMNS 600

/* Columns of CP on a terminal: 0 for what must not be printed, 2 for CJK and emoji. */
static size_t
columns_of(uint32_t cp)
{
	static const struct {
		uint32_t first, last;
		size_t columns;
	} ranges[] = {
		{ 0x0000, 0x001F, 0 }, { 0x007F, 0x009F, 0 }, { 0x00AD, 0x00AD, 0 }, { 0x0300, 0x036F, 0 },
		{ 0x061C, 0x061C, 0 }, { 0x1100, 0x115F, 2 }, { 0x200B, 0x200F, 0 }, { 0x2028, 0x202E, 0 },
		{ 0x2060, 0x206F, 0 }, { 0x2E80, 0x303E, 2 }, { 0x3041, 0xA4CF, 2 }, { 0xAC00, 0xD7A3, 2 },
		{ 0xE000, 0xF8FF, 0 }, { 0xF900, 0xFAFF, 2 }, { 0xFE00, 0xFE0F, 0 }, { 0xFE30, 0xFE6F, 2 },
		{ 0xFEFF, 0xFEFF, 0 }, { 0xFF00, 0xFF60, 2 }, { 0xFFE0, 0xFFE6, 2 }, { 0xFFF0, 0xFFFB, 0 },
		{ 0x1F300, 0x1FAFF, 2 }, { 0x20000, 0x3FFFD, 2 }, { 0xE0000, 0x10FFFF, 0 },
	};
	if (cp >= 0x20 && cp < 0x7F)
		return 1;
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (cp >= ranges[i].first && cp <= ranges[i].last)
			return ranges[i].columns;
	return 1;
}

size_t
show_text(struct buf *out, struct bytes text, size_t max)
{
	size_t used = 0;
	bool blank = false;
	for (size_t pos = 0; pos < text.len;) {
		size_t start = pos;
		uint32_t cp = utf8_next(text, &pos);
		if (cp == '\n' || cp == '\r' || cp == '\t' || cp == ' ') {
			blank = used != 0;
			continue;
		}
		size_t columns = columns_of(cp);
		if (columns == 0)
			continue;
		/* No character takes more columns than octets: what is that short fits whole. */
		size_t before = used + (blank ? 1 : 0);
		if (before + columns + 3 > max && pos < text.len && before + (text.len - start) > max) {
			buf_add_cstr(out, "...");
			return used + 3;
		}
		if (blank)
			buf_add_octet(out, ' ');
		utf8_add(out, cp);
		used += columns + (blank ? 1 : 0);
		blank = false;
	}
	return used;
}

void
show_column(struct buf *out, struct bytes text, size_t width)
{
	for (size_t used = show_text(out, text, width); used < width; used++)
		buf_add_octet(out, ' ');
}

/* The English or the Chinese words. */
static const char *
say(enum language language, const char *en, const char *zh)
{
	return language == LANGUAGE_ZH ? zh : en;
}

static void
label_add(struct buf *out, const char *label)
{
	buf_add_cstr(out, "  ");
	show_column(out, bytes_of_cstr(label), 14);
	buf_add_octet(out, ' ');
}

static void
line(struct buf *out, const char *label, struct bytes value)
{
	if (value.len == 0)
		return;
	label_add(out, label);
	(void)show_text(out, value, LINE_COLUMNS);
	buf_add_octet(out, '\n');
}

static void
heading(struct buf *out, const char *text)
{
	buf_addf(out, "\n%s\n", text);
}

static void
bits(struct buf *out, uint32_t set, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if ((set >> i & 1) != 0)
			buf_addf(out, " %s", names[i]);
}

static void
more(struct buf *out, enum language language, size_t count)
{
	label_add(out, "");
	buf_addf(out, say(language, "and %zu more\n", "另有 %zu 个\n"), count);
}

static void
addresses(struct buf *out, enum language language, const char *label, const struct casefile_address *list, size_t count)
{
	for (size_t i = 0; i < count && i < 10; i++) {
		label_add(out, i == 0 ? label : "");
		if (list[i].display.len != 0) {
			(void)show_text(out, list[i].display, LINE_COLUMNS / 2);
			buf_add_octet(out, ' ');
		}
		buf_add_octet(out, '<');
		(void)show_text(out, list[i].local, 64);
		buf_add_octet(out, '@');
		(void)show_text(out, list[i].domain, 100);
		buf_add_cstr(out, ">\n");
	}
	if (count > 10)
		more(out, language, count - 10);
}

static void
show_date(struct buf *out, const char *label, int64_t when)
{
	char text[40];
	struct tm tm;
	time_t seconds = (time_t)when;
	if (when == 0 || gmtime_r(&seconds, &tm) == NULL || strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S UTC", &tm) == 0)
		return;
	line(out, label, bytes_of_cstr(text));
}

static void
show_envelope(const struct casefile *c, enum language language, struct buf *out)
{
	const struct casefile_envelope *e = &c->envelope;
	heading(out, say(language, "Envelope", "信封"));
	label_add(out, say(language, "arrived", "来路"));
	buf_addf(out, say(language, "%s by %.*s\n", "%s，经 %.*s\n"), direction_names[e->direction], BYTES_ARGS(e->protocol));
	line(out, say(language, "client", "客户端"), e->client_ip);
	line(out, say(language, "client name", "客户端名称"), e->client_name);
	line(out, "HELO", e->helo);
	line(out, "MAIL FROM", e->mail_from);
	for (size_t i = 0; i < e->recipients.count && i < 10; i++)
		line(out, i == 0 ? "RCPT TO" : "", e->recipients.at[i]);
	if (e->recipients.count > 10)
		more(out, language, e->recipients.count - 10);
	line(out, say(language, "user", "登录用户"), e->user);
	line(out, "TLS", e->tls);
}

static void
show_header(const struct casefile *c, enum language language, struct buf *out)
{
	heading(out, say(language, "Header", "邮件头"));
	line(out, say(language, "Subject", "主题"), c->subject);
	addresses(out, language, say(language, "From", "发件人"), c->from.at, c->from.count);
	addresses(out, language, say(language, "Sender", "代发人"), c->sender.at, c->sender.count);
	addresses(out, language, say(language, "Reply-To", "回复地址"), c->reply_to.at, c->reply_to.count);
	addresses(out, language, say(language, "To", "收件人"), c->to.at, c->to.count);
	addresses(out, language, say(language, "Cc", "抄送"), c->cc.at, c->cc.count);
	show_date(out, say(language, "Date", "日期"), c->date);
	line(out, "Message-ID", c->message_id);
	line(out, "In-Reply-To", c->in_reply_to);
	line(out, say(language, "mailer", "发信软件"), c->mailer);
	label_add(out, say(language, "size", "大小"));
	buf_addf(out, say(language, "%u headers in %u octets\n", "%u 个字段，共 %u 字节\n"), c->header_count, c->header_octets);
}

static void
show_parts(const struct casefile *c, enum language language, struct buf *out)
{
	heading(out, say(language, "Parts", "邮件部件"));
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		buf_add_cstr(out, "  ");
		show_column(out, p->id.len != 0 ? p->id : BYTES("-"), 10);
		buf_addf(out, " %*s", (int)(p->depth > 10 ? 20 : p->depth * 2), "");
		(void)show_text(out, p->type.len != 0 ? p->type : bytes_of_cstr(say(language, "(no type)", "（无类型）")), 60);
		if (p->kind == PART_LEAF)
			buf_addf(out, say(language, ", %llu octets", "，%llu 字节"), (unsigned long long)p->size);
		if (p->name.len != 0) {
			buf_add_cstr(out, ", \"");
			(void)show_text(out, p->name, 60);
			buf_add_octet(out, '"');
		}
		if (p->detected.len != 0 && !bytes_equal(p->detected, p->type)) {
			buf_add_cstr(out, say(language, ", is ", "，实为 "));
			(void)show_text(out, p->detected, 60);
		}
		if (p->charset.len != 0) {
			buf_add_cstr(out, ", ");
			(void)show_text(out, p->charset, 30);
		}
		buf_add_cstr(out, p->is_encrypted ? say(language, ", encrypted", "，已加密") : "");
		buf_add_cstr(out, p->view != 0 ? say(language, ", as only some clients read it", "，仅部分客户端如此解读") : "");
		buf_add_octet(out, '\n');
		if (p->sha256.len == 32 && p->is_attachment) {
			buf_addf(out, "  %-10s %*sSHA-256 ", "", (int)(p->depth > 10 ? 20 : p->depth * 2), "");
			for (size_t k = 0; k < 32; k++)
				buf_addf(out, "%02x", p->sha256.at[k]);
			buf_add_octet(out, '\n');
		}
	}
}

static void
show_texts(const struct casefile *c, enum language language, struct buf *out)
{
	for (size_t i = 0; i < c->texts.count; i++) {
		const struct casefile_text *t = &c->texts.at[i];
		buf_addf(out, t->is_picture ? say(language, "\nText of the picture in part %.*s: %u characters seen", "\n部件 %.*s 图片中的文字：%u 字")
		                            : say(language, "\nText of part %.*s: %u characters seen", "\n部件 %.*s 的文字：可见 %u 字"),
		    BYTES_ARGS(casefile_part_id(c, t->part)), t->visible_chars);
		if (t->hidden_chars != 0) {
			buf_addf(out, say(language, ", %u hidden by", "，隐藏 %u 字，方式："), t->hidden_chars);
			bits(out, t->hidden_ways, hidden_way_names, HIDDEN_WAY_COUNT);
		}
		if (t->zero_width + t->bidi_controls != 0)
			buf_addf(out, say(language, ", %u invisible and %u direction characters removed", "，去除不可见字符 %u 个、方向控制符 %u 个"), t->zero_width, t->bidi_controls);
		if (t->mixed_words != 0)
			buf_addf(out, say(language, ", %u words of mixed scripts", "，混用文字的词 %u 个"), t->mixed_words);
		buf_add_cstr(out, "\n  ");
		(void)show_text(out, t->visible, VISIBLE_COLUMNS);
		buf_add_octet(out, '\n');
		line(out, say(language, "hidden:", "隐藏的文字："), t->hidden);
	}
}

static void
show_urls(const struct casefile *c, enum language language, struct buf *out)
{
	if (c->urls.count != 0)
		heading(out, say(language, "Links", "链接"));
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		buf_addf(out, "  %3zu %-8s %-8s ", i + 1, url_where_names[u->where], url_role_names[u->role]);
		(void)show_text(out, u->url, LINE_COLUMNS);
		if (u->shown.len != 0) {
			buf_add_cstr(out, say(language, " shown as \"", " 显示为 \""));
			(void)show_text(out, u->shown, 60);
			buf_add_octet(out, '"');
		}
		bits(out, u->tricks, url_trick_names, URL_TRICK_COUNT);
		if (u->recipient != URL_RECIPIENT_NONE)
			buf_addf(out, say(language, " (holds the recipient, %s)", "（含收件人地址，%s）"), url_recipient_names[u->recipient]);
		if (u->inside_of != 0)
			buf_addf(out, say(language, " (inside of %u)", "（在第 %u 个之内）"), u->inside_of);
		if (u->count > 1)
			buf_addf(out, " x%u", u->count);
		buf_add_octet(out, '\n');
	}
}

static void
show_numbers(const struct casefile *c, enum language language, struct buf *out)
{
	if (c->numbers.count != 0)
		heading(out, say(language, "Telephone numbers and bank accounts", "电话号码与银行账户"));
	for (size_t i = 0; i < c->numbers.count; i++) {
		const struct casefile_number *n = &c->numbers.at[i];
		buf_addf(out, "  %-10.*s %-8s %-10s ", BYTES_ARGS(casefile_part_id(c, n->part)), number_kind_names[n->kind],
		    lure_where_names[n->where]);
		(void)show_text(out, n->value, CASEFILE_NUMBER_MAX);
		bits(out, n->marks, number_mark_names, NUMBER_MARK_COUNT);
		if (n->count > 1)
			buf_addf(out, " x%u", n->count);
		buf_add_octet(out, '\n');
	}
}

/* What openers saw in pictures and documents. */
static void
show_inside(const struct casefile *c, enum language language, struct buf *out)
{
	for (size_t i = 0; i < c->pdfs.count; i++) {
		const struct casefile_pdf *p = &c->pdfs.at[i];
		buf_addf(out, say(language, "\nPDF %.*s: %u pages, %u characters, %u links, %u pictures, %u files inside%s%s\n",
			     "\nPDF %.*s：%u 页，%u 字，%u 个链接，%u 张图片，内含 %u 个文件%s%s\n"),
		    BYTES_ARGS(casefile_part_id(c, p->part)), p->pages, p->text_chars, p->links, p->pictures, p->embedded,
		    p->is_encrypted ? say(language, ", encrypted", "，已加密") : "", p->is_repaired ? say(language, ", damaged", "，已损坏") : "");
		if (p->password.len != 0)
			line(out, say(language, "password", "密码"), p->password);
		for (int k = 0; k < PDF_ACTION_COUNT; k++)
			if ((p->actions >> k & 1) != 0)
				line(out, say(language, "action", "动作"), bytes_of_cstr(pdf_action_names[k]));
	}
	if (c->codes.count != 0)
		heading(out, say(language, "Codes to scan", "二维码与条码"));
	for (size_t i = 0; i < c->codes.count; i++) {
		const struct casefile_code *q = &c->codes.at[i];
		buf_addf(out, "  %-10.*s %-9s ", BYTES_ARGS(casefile_part_id(c, q->part)), code_place_names[q->place]);
		(void)show_text(out, q->text, LINE_COLUMNS);
		buf_add_octet(out, '\n');
	}
}

static void
show_lists(const struct casefile *c, enum language language, struct buf *out)
{
	const struct casefile_listings *l = &c->asked.lists;
	if (!l->was_asked)
		return;
	heading(out, say(language, "DNS lists", "DNS 名单"));
	buf_addf(out, say(language, "  %zu listings; %u of %u lists answered\n", "  %zu 处在列；%u 个名单有回答，共查询 %u 个\n"), l->found.count, l->answered, l->lists);
	for (size_t i = 0; i < l->found.count; i++) {
		const struct casefile_listing *f = &l->found.at[i];
		buf_addf(out, "  %-10s ", listing_of_names[f->of]);
		show_column(out, f->asked, 30);
		buf_add_octet(out, ' ');
		show_column(out, f->list, 22);
		buf_addf(out, " %-14.*s %+.1f ", BYTES_ARGS(f->answer), f->weight);
		(void)show_text(out, f->meaning, LINE_COLUMNS);
		buf_add_octet(out, '\n');
	}
	for (size_t i = 0; i < l->silent.count; i++)
		line(out, i == 0 ? say(language, "no answer", "无回答") : "", l->silent.at[i]);
}

static void
show_engines(const struct casefile *c, enum language language, struct buf *out)
{
	if (c->asked.engines.count != 0)
		heading(out, say(language, "Engines", "扫描引擎"));
	for (size_t i = 0; i < c->asked.engines.count; i++) {
		const struct casefile_engine *e = &c->asked.engines.at[i];
		buf_add_cstr(out, "  ");
		show_column(out, e->name, 16);
		buf_addf(out, " %-9s %6u ms%s  ", engine_status_names[e->status], e->ms, e->is_cached ? say(language, ", cached", "（缓存）") : "");
		(void)show_text(out, e->signature, 100);
		if (e->part.len != 0)
			buf_addf(out, " [%.*s]", BYTES_ARGS(e->part));
		if (e->version.len != 0)
			buf_add_cstr(out, e->signature.len != 0 ? "  (" : "(");
		(void)show_text(out, e->version, 100);
		buf_add_cstr(out, e->version.len != 0 ? ")\n" : "\n");
	}
}

static void
show_rest(const struct casefile *c, enum language language, struct buf *out)
{
	if (c->lures.count != 0)
		heading(out, say(language, "Themes", "主题词"));
	for (size_t i = 0; i < c->lures.count; i++) {
		const struct casefile_lure *l = &c->lures.at[i];
		buf_add_cstr(out, "  ");
		show_column(out, l->theme, 22);
		buf_addf(out, say(language, " %-10s %u phrases, one is \"", " %-10s %u 处，如 \""), lure_where_names[l->where], l->count);
		(void)show_text(out, l->sample, 60);
		buf_add_cstr(out, "\"\n");
	}
	for (size_t i = 0; i < c->archives.count; i++) {
		const struct casefile_archive *a = &c->archives.at[i];
		buf_addf(out, say(language, "\nContainer %.*s: %.*s, %u entries, %u encrypted, %llu octets unpacked\n",
			     "\n压缩包 %.*s：%.*s，%u 个条目，加密 %u 个，解出 %llu 字节\n"),
		    BYTES_ARGS(casefile_part_id(c, a->part)), BYTES_ARGS(a->format), a->entries, a->encrypted_entries,
		    (unsigned long long)a->unpacked);
		if (a->password.len != 0)
			line(out, say(language, "password", "密码"), a->password);
		for (int k = 0; k < ARCHIVE_TRICK_COUNT; k++)
			if ((a->tricks >> k & 1) != 0)
				line(out, say(language, "trick", "手法"), bytes_of_cstr(archive_trick_names[k]));
		for (size_t k = 0; k < a->names.count; k++)
			line(out, "", a->names.at[k]);
	}
	show_inside(c, language, out);
	show_numbers(c, language, out);
	if (c->ambiguities.count != 0)
		heading(out, say(language, "Read differently by different mail programs", "不同邮件程序解读不一"));
	for (size_t i = 0; i < c->ambiguities.count; i++) {
		const struct casefile_ambiguity *a = &c->ambiguities.at[i];
		buf_addf(out, "  %-10.*s %.*s: ", BYTES_ARGS(a->part), BYTES_ARGS(a->kind));
		(void)show_text(out, a->text, LINE_COLUMNS);
		buf_add_octet(out, '\n');
	}
	if (c->gaps.count != 0)
		heading(out, say(language, "Not inspected", "未能检查"));
	for (size_t i = 0; i < c->gaps.count; i++) {
		const struct casefile_gap *g = &c->gaps.at[i];
		buf_addf(out, "  %-10.*s %.*s: ", BYTES_ARGS(g->part), BYTES_ARGS(gap_reason_say(g->reason, language)));
		(void)show_text(out, gap_say(g, language), LINE_COLUMNS);
		buf_add_octet(out, '\n');
	}
}

void
show_casefile(const struct casefile *c, enum language language, struct buf *out)
{
	buf_addf(out, say(language, "Message of %llu octets, %u lines, SHA-256 ", "邮件共 %llu 字节，%u 行，SHA-256 "), (unsigned long long)c->size, c->lines);
	for (size_t k = 0; k < c->sha256.len; k++)
		buf_addf(out, "%02x", c->sha256.at[k]);
	buf_add_octet(out, '\n');
	if (c->bare_lf + c->bare_cr + c->nul_octets != 0)
		buf_addf(out, say(language, "  %u lines end in LF alone, %u CR stand alone, %u NUL octets\n", "  %u 行只以 LF 结尾，孤立 CR %u 个，NUL %u 个\n"), c->bare_lf, c->bare_cr,
		    c->nul_octets);
	show_envelope(c, language, out);
	show_header(c, language, out);
	show_path(c, language, out);
	show_identity(c, language, out);
	show_parts(c, language, out);
	show_texts(c, language, out);
	show_urls(c, language, out);
	show_lists(c, language, out);
	show_engines(c, language, out);
	show_rest(c, language, out);
}
