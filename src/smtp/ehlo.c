#include "smtp/ehlo.h"

static const struct keyword {
	struct bytes name;
	enum cap cap;
	size_t text; /* offset of its parameters in struct ehlo, 0 for none */
	size_t room;
} keywords[] = {
#define TEXTUAL(name_, cap_, member_) \
	{ BYTES_INIT(name_), cap_, offsetof(struct ehlo, member_), sizeof ((struct ehlo *)0)->member_ }
	{ BYTES_INIT("PIPELINING"), CAP_PIPELINING, 0, 0 },
	{ BYTES_INIT("SIZE"), CAP_SIZE, 0, 0 },
	{ BYTES_INIT("8BITMIME"), CAP_8BITMIME, 0, 0 },
	{ BYTES_INIT("SMTPUTF8"), CAP_SMTPUTF8, 0, 0 },
	{ BYTES_INIT("DSN"), CAP_DSN, 0, 0 },
	{ BYTES_INIT("CHUNKING"), CAP_CHUNKING, 0, 0 },
	{ BYTES_INIT("ENHANCEDSTATUSCODES"), CAP_ENHANCEDSTATUSCODES, 0, 0 },
	{ BYTES_INIT("STARTTLS"), CAP_STARTTLS, 0, 0 },
	TEXTUAL("AUTH", CAP_AUTH, auth),
	TEXTUAL("XCLIENT", CAP_XCLIENT, xclient),
	TEXTUAL("XFORWARD", CAP_XFORWARD, xforward),
	TEXTUAL("DELIVERBY", CAP_DELIVERBY, deliverby),
	TEXTUAL("FUTURERELEASE", CAP_FUTURERELEASE, futurerelease),
	TEXTUAL("MT-PRIORITY", CAP_MT_PRIORITY, mt_priority),
#undef TEXTUAL
};
#define KEYWORDS (sizeof keywords / sizeof *keywords)

/* Parameters that we would repeat to our clients: words of letters, digits and a few signs. */
static bool
is_words(struct bytes text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!ascii_is_alnum(text.at[i]) && memchr(" -_:;,/.", text.at[i], 8) == NULL)
			return false;
	return true;
}

void
ehlo_line(struct ehlo *e, struct bytes line)
{
	size_t end = 0;
	/* "AUTH=LOGIN" was told by servers of 1998 besides "AUTH LOGIN"; it says nothing new. */
	while (end < line.len && line.at[end] != ' ')
		end++;
	struct bytes name = bytes_to(line, end), text = bytes_trim(bytes_from(line, end));
	for (size_t i = 0; i < KEYWORDS; i++) {
		const struct keyword *k = &keywords[i];
		if (!bytes_equal_nocase(name, k->name))
			continue;
		if (k->text != 0) {
			char *to = (char *)e + k->text;
			if (text.len >= k->room || !is_words(text))
				return;
			memcpy(to, text.at, text.len);
			to[text.len] = 0;
		}
		if (k->cap == CAP_SIZE && (text.len == 0 || bytes_number(text, UINT64_MAX / 2, &e->size) != 0))
			e->size = 0;
		e->caps |= k->cap;
	}
}

void
ehlo_discard(struct ehlo *e, const struct conf_texts *words)
{
	for (size_t i = 0; i < words->count; i++)
		for (size_t k = 0; k < KEYWORDS; k++)
			if (bytes_equal_nocase(words->at[i], keywords[k].name))
				e->caps &= ~(uint32_t)keywords[k].cap;
}

void
ehlo_intersect(struct ehlo *e, const struct ehlo *also)
{
	uint64_t size = e->size == 0 || (also->size != 0 && also->size < e->size) ? also->size : e->size;
	uint32_t caps = e->caps & also->caps;
	for (size_t k = 0; k < KEYWORDS; k++)
		if (keywords[k].text != 0 &&
		    strcmp((char *)e + keywords[k].text, (const char *)also + keywords[k].text) != 0)
			caps &= ~(uint32_t)keywords[k].cap;
	e->caps = caps;
	e->size = size;
}

void
ehlo_write(const struct ehlo *e, const char *name, struct buf *out)
{
	buf_addf(out, "250%c%s\r\n", e->caps != 0 ? '-' : ' ', name);
	uint32_t left = e->caps;
	for (size_t k = 0; k < KEYWORDS; k++) {
		if ((e->caps & keywords[k].cap) == 0)
			continue;
		left &= ~(uint32_t)keywords[k].cap;
		buf_addf(out, "250%c%.*s", left != 0 ? '-' : ' ', BYTES_ARGS(keywords[k].name));
		const char *text = keywords[k].text != 0 ? (const char *)e + keywords[k].text : "";
		if (*text != 0)
			buf_addf(out, " %s", text);
		if (keywords[k].cap == CAP_SIZE && e->size != 0)
			buf_addf(out, " %llu", (unsigned long long)e->size);
		buf_add_cstr(out, "\r\n");
	}
}
