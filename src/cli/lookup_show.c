#include <stdio.h>

#include "cli/lookup.h"
#include "cli/show.h"

static const struct field listing_fields[] = {
	FIELD(1, FIELD_TEXT, struct lookup_listing, list, 80),
	FIELD(2, FIELD_TEXT, struct lookup_listing, zone, 200),
	FIELD(3, FIELD_TEXT, struct lookup_listing, group, 80),
	FIELD(4, FIELD_TEXT, struct lookup_listing, asked, 500),
	FIELD(5, FIELD_TEXT, struct lookup_listing, answer, 15),
	FIELD(6, FIELD_TEXT, struct lookup_listing, meaning, 100),
	FIELD(7, FIELD_TEXT, struct lookup_listing, meaning_zh, 100),
	FIELD(8, FIELD_DOUBLE, struct lookup_listing, weight, 0),
	FIELD(9, FIELD_BOOL, struct lookup_listing, is_white, 0),
};
static const struct schema listing_schema = SCHEMA(struct lookup_listing, listing_fields);

static const struct field result_fields[] = {
	FIELD(1, FIELD_TEXT, struct lookup_result, asked, 4096),
	FIELD_OF(2, FIELD_LIST, struct lookup_result, listings, LISTS_ROWS_MAX, &listing_schema),
	FIELD(3, FIELD_U32, struct lookup_result, listed, 0),
	FIELD(4, FIELD_U32, struct lookup_result, answered, 0),
	FIELD(5, FIELD_TEXTS, struct lookup_result, silent, LISTS_ROWS_MAX),
	FIELD(6, FIELD_TEXTS, struct lookup_result, refused, LISTS_ROWS_MAX),
	FIELD(7, FIELD_TEXTS, struct lookup_result, unbelieved, LISTS_ROWS_MAX),
	FIELD(8, FIELD_TEXTS, struct lookup_result, names, 100),
	FIELD(9, FIELD_BOOL, struct lookup_result, is_confirmed, 0),
	FIELD(10, FIELD_TEXTS, struct lookup_result, addresses, 100),
	FIELD(11, FIELD_TEXTS, struct lookup_result, mail_servers, 100),
	FIELD(12, FIELD_TEXTS, struct lookup_result, name_servers, 100),
	FIELD(13, FIELD_TEXT, struct lookup_result, spf, 1024),
	FIELD(14, FIELD_TEXT, struct lookup_result, dmarc, 1024),
	FIELD(15, FIELD_TEXTS, struct lookup_result, unknown, 100),
};
const struct schema lookup_result_schema = SCHEMA(struct lookup_result, result_fields);

static void
name_add(struct arena *arena, void *list, struct bytes name)
{
	LIST(struct bytes) *to = list;
	struct bytes *slot = LIST_ADD(arena, to);
	if (slot != NULL)
		*slot = name;
}

/* The lists' texts live as long as the lists. */
static void
hit_add(const struct lists_hit *hit, struct arena *arena, struct lookup_result *out)
{
	char answer[16];
	struct lookup_listing *l = LIST_ADD(arena, &out->listings);
	if (l == NULL)
		return;
	(void)snprintf(answer, sizeof answer, "%u.%u.%u.%u", hit->address[0], hit->address[1], hit->address[2], hit->address[3]);
	*l = (struct lookup_listing){ .list = hit->list->row->name, .zone = hit->list->row->zone, .group = hit->list->row->group,
		.asked = hit->subject->text, .meaning = hit->code->meaning->en, .meaning_zh = hit->code->meaning->zh,
		.weight = hit->code->weight, .is_white = hit->code->meaning->kind == LISTS_WHITE };
	(void)arena_copy(arena, bytes_of_cstr(answer), &l->answer);
}

void
lookup_take(const struct lists_results *results, struct arena *arena, struct lookup_result *out)
{
	for (size_t i = 0; i < results->outcomes.count; i++) {
		const struct lists_outcome *o = &results->outcomes.at[i];
		const struct list *l = o->list;
		bool is_bad = false;
		if (l->state == LIST_REFUSED || o->is_refused)
			name_add(arena, &out->refused, l->row->name);
		else if (l->state == LIST_WILD || l->state == LIST_EMPTY || o->is_nonsense)
			name_add(arena, &out->unbelieved, l->row->name);
		else if (l->state != LIST_GOOD || o->late != 0)
			name_add(arena, &out->silent, l->row->name);
		else
			out->answered++;
		for (size_t k = 0; k < results->hits.count; k++) {
			const struct lists_hit *hit = &results->hits.at[k];
			if (hit->list != l || l->state != LIST_GOOD)
				continue;
			hit_add(hit, arena, out);
			is_bad |= hit->code->meaning->kind != LISTS_WHITE;
		}
		out->listed += is_bad;
	}
}

/* -- for people -- */

static void
line(struct buf *out, const char *label, size_t label_columns, struct bytes value)
{
	buf_addf(out, "  %s%*s", label, (int)(label_columns < 14 ? 14 - label_columns : 1), "");
	(void)show_text(out, value, 100);
	buf_add_octet(out, '\n');
}

/* LABEL in the language, its columns, and one line for each of LIST. */
static void
lines(struct buf *out, enum language language, const char *en, const char *zh, size_t zh_columns, const void *list)
{
	const LIST(struct bytes) *texts = list;
	for (size_t i = 0; i < texts->count; i++)
		line(out, i != 0 ? "" : language == LANGUAGE_ZH ? zh : en, i != 0 ? 0 : language == LANGUAGE_ZH ? zh_columns : strlen(en),
		    texts->at[i]);
}

static void
names_line(struct buf *out, const char *label, const void *list)
{
	const LIST(struct bytes) *names = list;
	if (names->count == 0)
		return;
	buf_addf(out, "  %s ", label);
	for (size_t i = 0; i < names->count; i++) {
		buf_add_cstr(out, i == 0 ? "" : ", ");
		(void)show_text(out, names->at[i], 80);
	}
	buf_add_octet(out, '\n');
}

static void
show_facts(const struct lookup_result *r, enum language language, struct buf *out)
{
	bool is_zh = language == LANGUAGE_ZH;
	lines(out, language, "name", "反向域名", 8, &r->names);
	if (r->names.count != 0)
		line(out, "", 0, r->is_confirmed ? (is_zh ? BYTES("（正向解析一致）") : BYTES("(it leads back here)"))
		                                 : (is_zh ? BYTES("（正向解析不一致）") : BYTES("(it does not lead back here)")));
	lines(out, language, "address", "地址", 4, &r->addresses);
	lines(out, language, "mail server", "邮件服务器", 10, &r->mail_servers);
	lines(out, language, "name server", "域名服务器", 10, &r->name_servers);
	if (r->spf.len != 0)
		line(out, "SPF", 3, r->spf);
	if (r->dmarc.len != 0)
		line(out, "DMARC", 5, r->dmarc);
	lines(out, language, "no answer", "无应答", 6, &r->unknown);
}

void
lookup_show(const struct lookup_result *r, enum language language, struct buf *out)
{
	bool is_zh = language == LANGUAGE_ZH;
	(void)show_text(out, r->asked, 200);
	buf_add_octet(out, '\n');
	show_facts(r, language, out);
	if (r->listings.count != 0)
		buf_add_octet(out, '\n');
	for (size_t i = 0; i < r->listings.count; i++) {
		const struct lookup_listing *l = &r->listings.at[i];
		buf_addf(out, "  %c ", l->is_white ? '+' : '-');
		show_column(out, l->list, 28);
		buf_add_octet(out, ' ');
		show_column(out, l->zone, 32);
		buf_addf(out, " %-13.*s ", BYTES_ARGS(l->answer));
		(void)show_text(out, is_zh ? l->meaning_zh : l->meaning, 60);
		buf_add_octet(out, '\n');
	}
	buf_addf(out, is_zh ? "\n  %u 个名单列入，共 %u 个名单应答（%zu 个未应答，%zu 个拒绝查询，%zu 个未通过自检）。\n"
	                    : "\n  Listed by %u of %u that answered (%zu did not answer, %zu refused, %zu are not to be believed).\n",
	    r->listed, r->answered, r->silent.count, r->refused.count, r->unbelieved.count);
	names_line(out, is_zh ? "未应答：" : "No answer:", &r->silent);
	names_line(out, is_zh ? "拒绝查询：" : "Refused:", &r->refused);
	names_line(out, is_zh ? "未通过自检：" : "Failed their own control entries:", &r->unbelieved);
}
