#include "judge/json.h"

#include "casefile/gap.h"

static void
member(struct buf *out, const char *name, struct bytes value)
{
	buf_add_cstr(out, ",\"");
	buf_add_cstr(out, name);
	buf_add_cstr(out, "\":");
	json_text(out, value);
}

static void
json_findings(const struct judgement_told *r, struct buf *out)
{
	struct buf sentence;
	buf_init(&sentence, 4096);
	buf_add_cstr(out, ",\"findings\":[");
	for (size_t i = 0; i < r->findings->list.count; i++) {
		const struct finding *f = &r->findings->list.at[i];
		buf_add_cstr(out, i == 0 ? "{\"id\":" : ",{\"id\":");
		json_text(out, f->id);
		member(out, "family", bytes_of_cstr(family_names[f->family]));
		buf_addf(out, ",\"weight\":%.3f", f->weight);
		buf_clear(&sentence);
		finding_sentence(f, r->language, &sentence);
		member(out, "text", buf_bytes(&sentence));
		member(out, "part", f->part);
		buf_add_octet(out, '}');
	}
	buf_add_octet(out, ']');
	buf_done(&sentence);
}

static void
json_gaps(const struct casefile *c, enum language language, struct buf *out)
{
	buf_add_cstr(out, ",\"gaps\":[");
	for (size_t i = 0; i < c->gaps.count; i++) {
		const struct casefile_gap *g = &c->gaps.at[i];
		buf_add_cstr(out, i == 0 ? "{\"part\":" : ",{\"part\":");
		json_text(out, g->part);
		member(out, "reason", bytes_of_cstr(gap_reason_names[g->reason]));
		member(out, "text", gap_say(g, language));
		buf_add_octet(out, '}');
	}
	buf_add_octet(out, ']');
}

static void
json_urls(const struct casefile *c, struct buf *out)
{
	buf_add_cstr(out, ",\"urls\":[");
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		buf_add_cstr(out, i == 0 ? "{\"url\":" : ",{\"url\":");
		json_text(out, u->url);
		member(out, "host", u->host);
		member(out, "domain", u->domain);
		member(out, "where", bytes_of_cstr(url_where_names[u->where]));
		member(out, "shown", u->shown);
		member(out, "part", casefile_part_id(c, u->part));
		buf_add_octet(out, '}');
	}
	buf_add_octet(out, ']');
}

static void
json_attachments(const struct casefile *c, struct buf *out)
{
	bool first = true;
	buf_add_cstr(out, ",\"attachments\":[");
	for (size_t i = 0; i < c->parts.count; i++) {
		const struct casefile_part *p = &c->parts.at[i];
		if (!p->is_attachment)
			continue;
		buf_add_cstr(out, first ? "{\"part\":" : ",{\"part\":");
		first = false;
		json_text(out, p->id);
		member(out, "name", p->name);
		member(out, "type", p->detected.len != 0 ? p->detected : p->type);
		buf_addf(out, ",\"size\":%llu,\"sha256\":\"", (unsigned long long)p->size);
		buf_add_hex(out, p->sha256);
		buf_add_cstr(out, "\"}");
	}
	buf_add_octet(out, ']');
}

/* Only where somebody was asked. */
static void
json_engines(const struct casefile *c, struct buf *out)
{
	if (c->asked.engines.count == 0)
		return;
	buf_add_cstr(out, ",\"engines\":[");
	for (size_t i = 0; i < c->asked.engines.count; i++) {
		const struct casefile_engine *e = &c->asked.engines.at[i];
		buf_add_cstr(out, i == 0 ? "{\"name\":" : ",{\"name\":");
		json_text(out, e->name);
		member(out, "status", bytes_of_cstr(engine_status_names[e->status]));
		member(out, "signature", e->signature);
		member(out, "version", e->version);
		member(out, "part", e->part);
		buf_addf(out, ",\"ms\":%u,\"cached\":%s}", e->ms, e->is_cached ? "true" : "false");
	}
	buf_add_octet(out, ']');
}

void
judgement_members(const struct judgement_told *r, struct buf *out)
{
	const struct verdict *v = r->verdict;
	member(out, "type", bytes_of_cstr(mail_type_names[v->type]));
	member(out, "subtype", bytes_of_cstr(v->subtype != SUBTYPE_NONE ? subtype_names[v->subtype] : ""));
	if (v->bec_theme != BEC_THEME_NONE) {
		buf_add_cstr(out, ",\"bec\":{\"class\":");
		json_text(out, bytes_of_cstr(bec_class_names[bec_class_of(v)]));
		member(out, "identity", bytes_of_cstr(bec_identity_names[v->bec_identity]));
		member(out, "deception", bytes_of_cstr(bec_deception_names[v->bec_deception]));
		member(out, "theme", bytes_of_cstr(bec_theme_names[v->bec_theme]));
		buf_add_octet(out, '}');
	}
	buf_addf(out, ",\"bulk\":%s", v->bulk ? "true" : "false");
	member(out, "direction", bytes_of_cstr(direction_names[r->casefile->envelope.direction]));
	member(out, "action", bytes_of_cstr(action_names[v->action]));
	buf_addf(out, ",\"score\":%.3f", v->score);
	json_findings(r, out);
	json_gaps(r->casefile, r->language, out);
	json_urls(r->casefile, out);
	json_attachments(r->casefile, out);
	json_engines(r->casefile, out);
	buf_addf(out, ",\"cpu_us\":%u", r->casefile->dissect_us);
}
