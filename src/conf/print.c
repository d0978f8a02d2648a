#include "conf/table.h"

/* Text as comment lines of at most COLUMNS. */
#define COLUMNS 110

static void
comment(struct buf *out, const char *text)
{
	struct bytes rest = bytes_of_cstr(text);
	while (rest.len != 0) {
		size_t end = rest.len;
		if (end > COLUMNS) {
			for (end = COLUMNS; end > 0 && rest.at[end] != ' ';)
				end--;
			end = end == 0 ? COLUMNS : end;
		}
		buf_add_cstr(out, "# ");
		buf_add(out, bytes_trim(bytes_to(rest, end)));
		buf_add_octet(out, '\n');
		rest = bytes_trim(bytes_from(rest, end));
	}
}

/* The settings of one object: what differs from its default is written, the rest is a comment. */
static void
settings(struct buf *out, const struct section *s, const uint8_t *object, bool with_help)
{
	struct buf value;
	buf_init(&value, CONF_OCTETS_MAX);
	for (size_t i = 0; i < s->count; i++) {
		const struct setting *t = &s->settings[i];
		buf_clear(&value);
		if (object != NULL) {
			/* The default, read and written, has the same form as the value. */
			struct arena *a = arena_new(1 << 20);
			uint64_t normal[8] = { 0 };
			(void)value_read(t, bytes_of_cstr(t->normal), a, true, normal, NULL);
			struct buf other;
			buf_init(&other, 65536);
			value_write(t, normal, &other);
			value_write(t, object + t->offset, &value);
			if (bytes_equal(buf_bytes(&value), buf_bytes(&other)))
				buf_clear(&value);
			else if (value.len == 0)
				buf_add_octet(&value, ' ');
			buf_done(&other);
			arena_free(a);
		}
		if (with_help)
			comment(out, t->help);
		if (value.len != 0)
			buf_addf(out, "%s = ", t->key);
		else
			buf_addf(out, "#%s = %s", t->key, t->normal);
		buf_add(out, buf_bytes(&value));
		buf_add_cstr(out, with_help ? "\n\n" : "\n");
	}
	buf_done(&value);
}

void
conf_print(const struct conf *c, struct buf *out)
{
	comment(out, "Postern's configuration.  Every setting is here with its default; take the # away to change one.  "
		     "postern check-config -c FILE names every mistake.");
	for (size_t i = 0; i < conf_section_count; i++) {
		const struct section *s = &conf_sections[i];
		buf_add_octet(out, '\n');
		comment(out, s->help);
		if (!s->is_named) {
			buf_addf(out, "[%s]\n", s->name);
			settings(out, s, (const uint8_t *)c + s->offset, true);
			continue;
		}
		const struct conf_texts *list = (const struct conf_texts *)((const uint8_t *)c + s->offset);
		if (list->count == 0) {
			buf_addf(out, "#[%s NAME]\n", s->name);
			settings(out, s, NULL, true);
		}
		for (size_t j = 0; j < list->count; j++) {
			const uint8_t *object = (const uint8_t *)list->at + j * s->size;
			buf_addf(out, "[%s %.*s]\n", s->name, BYTES_ARGS(((const struct conf_named *)object)->name));
			settings(out, s, object, j == 0);
			if (j != 0)
				buf_add_octet(out, '\n');
		}
	}
}

void
conf_mistakes_print(const struct conf *c, struct buf *out)
{
	for (size_t i = 0; i < c->mistakes.count; i++) {
		buf_add(out, c->path);
		if (c->mistakes.at[i].line != 0)
			buf_addf(out, ":%u", c->mistakes.at[i].line);
		buf_add_cstr(out, ": ");
		buf_add(out, c->mistakes.at[i].text);
		buf_add_octet(out, '\n');
	}
}
