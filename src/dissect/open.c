#include "dissect/inside.h"

#include <stdio.h>

#include "dissect/magic.h"

/* What an archive's password may look like in the text beside it: words behind "password" in both languages.
 * Each try costs the opener time, so only the likely ones. */
#define PASSWORDS_MAX 10
#define PASSWORD_LEN_MAX 32

static const struct bytes keywords[] = {
	BYTES_INIT("password"), BYTES_INIT("passcode"), BYTES_INIT("pass code"), BYTES_INIT("pwd"),
	BYTES_INIT("\xE5\xAF\x86\xE7\xA0\x81"),             /* mi ma */
	BYTES_INIT("\xE5\xAF\x86\xE7\xA2\xBC"),             /* the same, traditional */
	BYTES_INIT("\xE5\x8F\xA3\xE4\xBB\xA4"),             /* kou ling */
	BYTES_INIT("\xE6\x8F\x90\xE5\x8F\x96\xE7\xA0\x81"), /* ti qu ma */
};

static bool
is_password_octet(uint8_t c)
{
	return c > ' ' && c < 0x7F && c != '"' && c != '\'' && c != '<' && c != '>';
}

static void
add_password(struct bytes word, struct bytes *out, size_t *count)
{
	while (word.len != 0 && (word.at[word.len - 1] == '.' || word.at[word.len - 1] == ',' ||
	                         word.at[word.len - 1] == ')' || word.at[word.len - 1] == ';'))
		word.len--;
	if (word.len < 3 || word.len > PASSWORD_LEN_MAX || *count == PASSWORDS_MAX)
		return;
	for (size_t i = 0; i < *count; i++)
		if (bytes_equal(out[i], word))
			return;
	out[(*count)++] = word;
}

/* The first words behind a keyword, past ":", "is", "of the archive is" and their like. */
static void
passwords_behind(struct bytes text, struct bytes *out, size_t *count)
{
	struct bytes rest = bytes_to(text, 60);
	for (int words = 0; words < 4 && rest.len != 0; words++) {
		size_t start = 0, end;
		while (start < rest.len && (!is_password_octet(rest.at[start]) || rest.at[start] == ':' || rest.at[start] == '='))
			start++;
		for (end = start; end < rest.len && is_password_octet(rest.at[end]);)
			end++;
		add_password(bytes_slice(rest, start, end), out, count);
		rest = bytes_from(rest, end);
	}
}

static size_t
harvest_passwords(const struct casefile *c, struct bytes *out)
{
	size_t count = 0;
	for (size_t t = 0; t < c->texts.count && count < PASSWORDS_MAX; t++) {
		struct bytes text = c->texts.at[t].visible;
		for (size_t k = 0; k < sizeof keywords / sizeof *keywords; k++) {
			size_t at = bytes_find_nocase(text, keywords[k]);
			if (at != BYTES_NOT_FOUND)
				passwords_behind(bytes_from(text, at + keywords[k].len), out, &count);
		}
	}
	/* What samples are commonly locked with. */
	add_password(BYTES("infected"), out, &count);
	add_password(BYTES("123456"), out, &count);
	return count;
}

static void
record_gap(struct dissection *d, uint32_t index, const struct dissect_opened *o)
{
	static const struct {
		enum gap_reason reason;
		struct bytes text;
	} gaps[] = {
		[DISSECT_PARTLY] = { GAP_MALFORMED, BYTES_INIT("the container was opened only in part") },
		[DISSECT_LIMIT] = { GAP_LIMIT, BYTES_INIT("the container is larger or slower to open than allowed") },
		[DISSECT_MALFORMED] = { GAP_MALFORMED, BYTES_INIT("the container is damaged") },
		[DISSECT_ENCRYPTED] = { GAP_ENCRYPTED, BYTES_INIT("the container is encrypted and no password in the mail opens it") },
		[DISSECT_UNSUPPORTED] = { GAP_UNSUPPORTED, BYTES_INIT("no opener reads this kind of container") },
		[DISSECT_CRASHED] = { GAP_CRASHED, BYTES_INIT("the opener died on the container") },
		[DISSECT_NOT_ASKED] = { GAP_UNSUPPORTED, BYTES_INIT("the container was not opened") },
	};
	if (o->status == DISSECT_OPENED)
		return;
	dissect_gap(d, index, gaps[o->status].reason, o->text.len != 0 ? dissect_keep(d, o->text) : gaps[o->status].text);
}

/* A file out of the container becomes a part of its own: "1.2/3". */
static void
add_child(struct dissection *d, uint32_t parent, size_t number, const struct dissect_entry *e, uint32_t containers)
{
	struct casefile *c = d->c;
	char id[300];
	if (c->parts.count >= CASEFILE_PARTS_MAX) {
		dissect_gap(d, parent, GAP_LIMIT, BYTES("more parts than a case file lists"));
		return;
	}
	int len = snprintf(id, sizeof id, "%.*s/%zu", BYTES_ARGS(c->parts.at[parent].id), number);
	struct casefile_part *p = LIST_ADD(d->arena, &c->parts);
	if (p == NULL)
		return;
	uint32_t index = (uint32_t)(c->parts.count - 1);
	*p = (struct casefile_part){ .id = dissect_keep(d, bytes_of(id, (size_t)len)), .parent = parent,
		.depth = c->parts.at[parent].depth + 1, .view = c->parts.at[parent].view,
		.name = dissect_name(d, e->name), .size = e->content.len != 0 ? e->content.len : e->size,
		.is_encrypted = e->is_encrypted, .is_unpacked = true, .is_attachment = true,
		.disposition = DISPOSITION_ATTACHMENT };
	dissect_themes(d, e->name, index, LURE_FILE_NAME);
	if (e->is_encrypted && e->content.len == 0)
		return;
	p->sha256 = dissect_sha256(d, e->content);
	dissect_content(d, index, e->content, containers);
}

void
dissect_open(struct dissection *d, uint32_t index, const char *kind, struct bytes content, uint32_t containers)
{
	struct dissect_opened o = { .status = DISSECT_NOT_ASKED };
	struct bytes passwords[PASSWORDS_MAX];
	if (containers >= DISSECT_DEPTH_MAX) {
		dissect_gap(d, index, GAP_LIMIT, BYTES("more containers in each other than are opened"));
		return;
	}
	if (d->services == NULL || d->services->open == NULL) {
		record_gap(d, index, &o);
		return;
	}
	if (d->containers >= DISSECT_CONTAINERS_MAX || d->opened_us >= (uint64_t)DISSECT_OPENING_S_MAX * 1000000) {
		dissect_gap(d, index, GAP_LIMIT, BYTES("more containers than are opened for one message"));
		return;
	}
	d->containers++;
	struct dissect_request request = { .kind = kind, .part = d->c->parts.at[index].id,
		.name = d->c->parts.at[index].name, .content = content, .passwords = passwords,
		.password_count = harvest_passwords(d->c, passwords) };
	d->services->open(d->services->context, &request, d->arena, &o);
	d->opened_us += o.cpu_us;
	record_gap(d, index, &o);
	struct casefile_archive *a = NULL;
	if (d->c->archives.count < CASEFILE_ARCHIVES_MAX)
		a = LIST_ADD(d->arena, &d->c->archives);
	struct casefile_archive facts = { .part = index, .format = dissect_keep(d, o.format),
		.entries = (uint32_t)o.entries.count };
	bool limited = false;
	for (size_t i = 0; i < o.entries.count; i++) {
		const struct dissect_entry *e = &o.entries.at[i];
		facts.encrypted_entries += e->is_encrypted;
		facts.unpacked += e->content.len;
		if (facts.names.count < 100) {
			struct bytes *name = LIST_ADD(d->arena, &facts.names);
			if (name != NULL)
				*name = dissect_name(d, e->name);
		}
		if (e->is_folder)
			continue;
		if (d->children >= DISSECT_CHILDREN_MAX || d->unpacked > DISSECT_UNPACKED_MAX - e->content.len) {
			limited = true;
			continue;
		}
		d->children++;
		d->unpacked += e->content.len;
		add_child(d, index, i + 1, e, containers + 1);
	}
	if (facts.encrypted_entries != 0 || o.password.len != 0)
		d->c->parts.at[index].is_encrypted = true;
	if (limited)
		dissect_gap(d, index, GAP_LIMIT, BYTES("more files or octets were unpacked than are looked into"));
	if (a != NULL)
		*a = facts;
}
