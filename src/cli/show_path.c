#include "cli/show_path.h"

#include <stdio.h>
#include <time.h>

#include "cli/show.h"

enum { WIDE_NUMBER = 3, WIDE_OURS = 8, WIDE_TIME = 19, WIDE_DELAY = 8, WIDE_FROM = 34, WIDE_IP = 24, WIDE_BY = 34 };

static bool
is_zh(enum language language)
{
	return language == LANGUAGE_ZH;
}

void
show_place(const struct casefile_place *p, struct buf *out)
{
	const struct bytes names[] = { p->country, p->province, p->city };
	size_t shown = 0;
	for (size_t i = 0; i < 3; i++)
		if (names[i].len != 0) {
			buf_add_cstr(out, shown++ != 0 ? " " : "");
			(void)show_text(out, names[i], 60);
		}
	if (p->asn == 0 && p->owner.len == 0)
		return;
	buf_add_cstr(out, shown != 0 ? ", " : "");
	if (p->asn != 0)
		buf_addf(out, "AS%u ", p->asn);
	(void)show_text(out, p->owner, 60);
}

static bool
has_place(const struct casefile_place *p)
{
	return p->country.len + p->province.len + p->city.len + p->owner.len != 0 || p->asn != 0;
}

static void
show_time(int64_t when, struct buf *out)
{
	char text[24] = "-";
	struct tm tm;
	time_t seconds = (time_t)when;
	/* years of four digits: a stranger's date must not widen the table */
	if (when > 0 && when < INT64_C(253402300800) && gmtime_r(&seconds, &tm) != NULL)
		(void)strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &tm);
	show_column(out, bytes_of_cstr(text), WIDE_TIME);
}

/* From the line below, written earlier, to this one. */
static void
show_delay(const struct casefile *c, size_t index, struct buf *out)
{
	char text[32] = "-";
	const struct casefile_hop *h = &c->hops.at[index];
	const int64_t most = INT64_C(253402300800);
	if (index + 1 < c->hops.count && h->date > 0 && h->date < most && h[1].date > 0 && h[1].date < most) {
		long long s = (long long)(h->date - h[1].date), size = s < 0 ? -s : s;
		if (size < 120)
			(void)snprintf(text, sizeof text, "%llds", s);
		else if (size < 7200)
			(void)snprintf(text, sizeof text, "%lldm", s / 60);
		else if (size < 172800)
			(void)snprintf(text, sizeof text, "%lldh", s / 3600);
		else
			(void)snprintf(text, sizeof text, "%lldd", s / 86400);
	}
	show_column(out, bytes_of_cstr(text), WIDE_DELAY);
}

static void
show_heading(enum language language, struct buf *out)
{
	static const struct {
		const char *texts[2];
		size_t width;
	} columns[] = { { { "#", "#" }, WIDE_NUMBER }, { { "ours", "我方" }, WIDE_OURS },
		{ { "time (UTC)", "时间（UTC）" }, WIDE_TIME }, { { "delay", "延迟" }, WIDE_DELAY },
		{ { "from (HELO)", "来自（HELO）" }, WIDE_FROM }, { { "address", "IP 地址" }, WIDE_IP },
		{ { "by", "接收方" }, WIDE_BY } };
	buf_add_cstr(out, is_zh(language) ? "\n传递路径（最新在上；只有我方服务器写的行可信）\n  "
	                                  : "\nPath (newest first; only lines of our own servers are to be trusted)\n  ");
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
		show_column(out, bytes_of_cstr(columns[i].texts[is_zh(language)]), columns[i].width);
		buf_add_octet(out, ' ');
	}
	buf_add_octet(out, '\n');
}

static void
show_hop(const struct casefile *c, size_t i, enum language language, struct buf *out)
{
	const struct casefile_hop *h = &c->hops.at[i];
	const struct casefile_step *step = i < c->asked.path.steps.count ? &c->asked.path.steps.at[i] : NULL;
	bool is_ours = step != NULL && step->is_ours, has_name = h->name.len != 0 && !bytes_equal_nocase(h->name, h->helo);
	buf_addf(out, "  %*zu ", WIDE_NUMBER - 1, i + 1);
	buf_add_octet(out, ' ');
	show_column(out, bytes_of_cstr(is_ours ? is_zh(language) ? "是" : "yes" : is_zh(language) ? "否" : "no"), WIDE_OURS);
	buf_add_octet(out, ' ');
	show_time(h->date, out);
	buf_add_octet(out, ' ');
	show_delay(c, i, out);
	buf_add_octet(out, ' ');
	show_column(out, h->helo.len != 0 ? h->helo : BYTES("-"), WIDE_FROM);
	buf_add_octet(out, ' ');
	show_column(out, h->ip.len != 0 ? h->ip : BYTES("-"), WIDE_IP);
	buf_add_octet(out, ' ');
	(void)show_text(out, h->by.len != 0 ? h->by : BYTES("-"), WIDE_BY);
	buf_add_octet(out, '\n');
	if (!has_name && (step == NULL || !has_place(&step->place)))
		return;
	buf_addf(out, "  %*s", WIDE_NUMBER + WIDE_OURS + WIDE_TIME + WIDE_DELAY + 4, "");
	if (has_name) {
		buf_add_cstr(out, is_zh(language) ? "反向域名 " : "name ");
		(void)show_text(out, h->name, 60);
		buf_add_cstr(out, step != NULL && has_place(&step->place) ? "; " : "");
	}
	if (step != NULL)
		show_place(&step->place, out);
	buf_add_octet(out, '\n');
}

static void
show_client(const struct casefile_path *p, enum language language, struct buf *out)
{
	static const char *const states[NAME_STATE_COUNT][2] = { { "not asked", "未查询" },
		{ "there is none", "不存在" }, { "does not lead back", "反查不符" }, { "confirmed", "已核实" },
		{ "not found out", "暂时未知" } };
	static const char *const sources[PATH_SOURCE_COUNT][2] = { { "unknown", "未知" },
		{ "as the transport saw it", "由连接得知" }, { "as our own server wrote it", "由我方服务器记录得知" },
		{ "never left our own networks", "未离开我方网络" } };
	bool zh = is_zh(language);
	if (p->source == PATH_UNKNOWN)
		return;
	buf_add_cstr(out, zh ? "\n来源主机：" : "\nClient ");
	(void)show_text(out, p->ip.len != 0 ? p->ip : BYTES("-"), 50);
	buf_addf(out, zh ? "（%s）" : " (%s)", sources[p->source][zh]);
	buf_addf(out, zh ? "\n  反向域名 " : "\n  name ");
	(void)show_text(out, p->name.len != 0 ? p->name : BYTES("-"), 80);
	buf_addf(out, zh ? "（%s）；HELO " : " (%s); HELO ", states[p->reverse][zh]);
	(void)show_text(out, p->helo.len != 0 ? p->helo : BYTES("-"), 80);
	buf_addf(out, zh ? "（%s）\n" : " (%s)\n", states[p->greeting][zh]);
	if (has_place(&p->place)) {
		buf_add_cstr(out, zh ? "  位置 " : "  place ");
		show_place(&p->place, out);
		buf_add_octet(out, '\n');
	}
	for (size_t i = 0; i < p->attributions.count; i++) {
		buf_add_cstr(out, zh ? "  位置数据来源：" : "  places by: ");
		(void)show_text(out, p->attributions.at[i], 200);
		buf_add_octet(out, '\n');
	}
}

static void
show_credits(const struct casefile_credits *credits, enum language language, struct buf *out)
{
	bool zh = is_zh(language);
	if (!credits->was_asked)
		return;
	buf_add_cstr(out, zh ? "\n信誉（0 差，100 好，50 未知）\n" : "\nCredit (0 bad, 100 good, 50 unknown)\n");
	for (size_t i = 0; i < credits->rows.count; i++) {
		const struct casefile_credit *r = &credits->rows.at[i];
		buf_add_cstr(out, "  ");
		show_column(out, r->key, 44);
		buf_addf(out, zh ? " %3u  共 %llu 封\n" : " %3u  %llu messages\n", r->score, (unsigned long long)r->seen);
	}
}

void
show_path(const struct casefile *c, enum language language, struct buf *out)
{
	if (c->hops.count != 0)
		show_heading(language, out);
	for (size_t i = 0; i < c->hops.count; i++)
		show_hop(c, i, language, out);
	show_client(&c->asked.path, language, out);
	show_credits(&c->asked.credits, language, out);
}
