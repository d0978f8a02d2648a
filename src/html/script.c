/* Scripts, as far as their names tell, and forms. */
#include "base/utf8.h"
#include "html/page.h"

/* Kept of one script or handler. */
enum { PIECE_MAX = 1024, NAMES_MAX = 256 };

static const struct {
	struct bytes name;
	uint32_t sign;
} words[] = {
	{ BYTES_INIT("atob"), HTML_SCRIPT_ATOB },
	{ BYTES_INIT("unescape"), HTML_SCRIPT_UNESCAPE },
	{ BYTES_INIT("decodeURIComponent"), HTML_SCRIPT_UNESCAPE },
	{ BYTES_INIT("decodeURI"), HTML_SCRIPT_UNESCAPE },
	{ BYTES_INIT("fromCharCode"), HTML_SCRIPT_CHARCODE },
	{ BYTES_INIT("charCodeAt"), HTML_SCRIPT_CHARCODE },
	{ BYTES_INIT("fromCodePoint"), HTML_SCRIPT_CHARCODE },
	{ BYTES_INIT("eval"), HTML_SCRIPT_EVAL },
	{ BYTES_INIT("Function"), HTML_SCRIPT_EVAL },
	{ BYTES_INIT("execScript"), HTML_SCRIPT_EVAL },
	{ BYTES_INIT("Blob"), HTML_SCRIPT_BLOB },
	{ BYTES_INIT("File"), HTML_SCRIPT_BLOB },
	{ BYTES_INIT("Uint8Array"), HTML_SCRIPT_BLOB },
	{ BYTES_INIT("createObjectURL"), HTML_SCRIPT_OBJECT_URL },
	{ BYTES_INIT("msSaveBlob"), HTML_SCRIPT_SAVE },
	{ BYTES_INIT("msSaveOrOpenBlob"), HTML_SCRIPT_SAVE },
	{ BYTES_INIT("download"), HTML_SCRIPT_DOWNLOAD },
	{ BYTES_INIT("write"), HTML_SCRIPT_WRITE },
	{ BYTES_INIT("writeln"), HTML_SCRIPT_WRITE },
	{ BYTES_INIT("innerHTML"), HTML_SCRIPT_WRITE },
	{ BYTES_INIT("outerHTML"), HTML_SCRIPT_WRITE },
	{ BYTES_INIT("insertAdjacentHTML"), HTML_SCRIPT_WRITE },
	{ BYTES_INIT("location"), HTML_SCRIPT_LOCATION },
	{ BYTES_INIT("ActiveXObject"), HTML_SCRIPT_ACTIVEX },
	{ BYTES_INIT("WScript"), HTML_SCRIPT_ACTIVEX },
	{ BYTES_INIT("fetch"), HTML_SCRIPT_REQUEST },
	{ BYTES_INIT("XMLHttpRequest"), HTML_SCRIPT_REQUEST },
	{ BYTES_INIT("sendBeacon"), HTML_SCRIPT_REQUEST },
	{ BYTES_INIT("WebSocket"), HTML_SCRIPT_REQUEST },
	{ BYTES_INIT("CryptoJS"), HTML_SCRIPT_CRYPTO },
	{ BYTES_INIT("AES"), HTML_SCRIPT_CRYPTO },
	{ BYTES_INIT("subtle"), HTML_SCRIPT_CRYPTO },
};

static bool
is_name(uint8_t c)
{
	return ascii_is_alnum(c) || c == '_' || c == '$';
}

/* Names in strings count too: window["at" + "ob"] is beyond us, window["atob"] is not. */
static uint32_t
signs_of(struct bytes code)
{
	enum { SHORTEST = 3, LONGEST = 18 };
	uint32_t signs = 0;
	for (size_t i = 0; i < code.len;) {
		size_t start = i;
		while (i < code.len && is_name(code.at[i]))
			i++;
		struct bytes word = bytes_slice(code, start, i);
		if (word.len >= SHORTEST && word.len <= LONGEST)
			for (size_t w = 0; w < sizeof words / sizeof *words; w++)
				if (words[w].name.at[0] == word.at[0] && bytes_equal(words[w].name, word))
					signs |= words[w].sign;
		i += i == start;
	}
	return signs;
}

void
script_note(struct page *p, struct bytes code)
{
	p->out->script_signs |= signs_of(code);
	size_t room = p->script.max - p->script.len;
	if (room < 2 || bytes_trim(code).len == 0)
		return;
	/* Malformed octets become three each at most. */
	size_t take = PIECE_MAX < room - 1 ? PIECE_MAX : room - 1;
	struct bytes piece = utf8_prefix(bytes_trim(code), take);
	for (size_t i = 0; i < piece.len;) {
		uint32_t cp = utf8_next(piece, &i);
		if (cp != 0 && p->script.max - p->script.len > 4)
			utf8_add(&p->script, cp);
	}
	buf_add_octet(&p->script, '\n');
}

void
form_open(struct page *p, const struct attrs *a)
{
	form_close(p);
	struct html_page *out = p->out;
	struct html_form *f = NULL;
	if (out->forms.count >= p->limits.forms)
		out->cut |= HTML_CUT_FORMS;
	else if ((f = LIST_ADD(p->arena, &out->forms)) == NULL)
		out->cut |= HTML_CUT_MEMORY;
	if (f == NULL)
		return;
	p->form = out->forms.count - 1;
	f->is_post = bytes_equal_nocase(bytes_trim(attrs_get(a, ATTR_METHOD)), BYTES("post"));
	f->has_script = a->has_handler;
	/* Its action is the last link added, if it has one. */
	if (bytes_trim(attrs_get(a, ATTR_ACTION)).len != 0 && out->links.count != 0)
		for (size_t i = out->links.count; i-- > 0 && out->links.at[i].at == a->at;)
			if (out->links.at[i].kind == HTML_LINK_ACTION)
				f->action = out->links.at[i].url;
}

void
form_close(struct page *p)
{
	if (p->form != SIZE_MAX)
		p->out->forms.at[p->form].names = page_keep(p, buf_bytes(&p->names));
	p->form = SIZE_MAX;
	buf_clear(&p->names);
}

static bool
is_seen_text(struct bytes type)
{
	return bytes_equal_nocase(type, BYTES("submit")) || bytes_equal_nocase(type, BYTES("button")) ||
	    bytes_equal_nocase(type, BYTES("reset"));
}

void
form_input(struct page *p, const struct html_tag_info *info, const struct attrs *a)
{
	struct bytes type = bytes_trim(attrs_get(a, ATTR_TYPE));
	bool is_input = info->tag == TAG_INPUT;
	bool is_button = is_input && (is_seen_text(type) || bytes_equal_nocase(type, BYTES("image")));
	bool is_password = is_input && bytes_equal_nocase(type, BYTES("password"));
	bool is_invisible = is_input && bytes_equal_nocase(type, BYTES("hidden"));
	p->out->n.passwords += is_password;
	/* What a reader sees in the field. */
	if (is_button && attrs_has(a, ATTR_VALUE))
		page_text(p, a->value[ATTR_VALUE], false);
	if (!is_invisible && attrs_has(a, ATTR_PLACEHOLDER)) {
		page_gap(p, page_top(p)->hidden);
		page_text(p, a->value[ATTR_PLACEHOLDER], false);
		page_gap(p, page_top(p)->hidden);
	}
	if (p->form == SIZE_MAX || info->tag == TAG_BUTTON)
		return;
	struct html_form *f = &p->out->forms.at[p->form];
	f->has_password |= is_password;
	f->has_file |= is_input && bytes_equal_nocase(type, BYTES("file"));
	f->inputs += !is_button && !is_invisible;
	struct bytes name = page_decode(p, attrs_get(a, ATTR_NAME), true);
	if (name.len != 0 && name.len + 1 <= p->names.max - p->names.len) {
		if (p->names.len != 0)
			buf_add_octet(&p->names, ' ');
		buf_add(&p->names, name);
	}
}
