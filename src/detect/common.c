#include "detect/common.h"

#include "base/must.h"

#include <inttypes.h>
#include <stdio.h>

const struct casefile_address *
from_address(const struct casefile *c)
{
	return c->from.count != 0 ? &c->from.at[0] : NULL;
}

bool
is_foreign_arrival(const struct casefile *c)
{
	return c->envelope.direction == DIRECTION_INBOUND && c->envelope.user.len == 0;
}

bool
domains_related(struct bytes a, struct bytes b)
{
	if (a.len == 0 || b.len == 0)
		return false;
	if (a.len < b.len) {
		struct bytes swap = a;
		a = b;
		b = swap;
	}
	return bytes_ends_nocase(a, b) && (a.len == b.len || a.at[a.len - b.len - 1] == '.');
}

bool
domain_is_own(const struct casefile *c, struct bytes domain)
{
	for (size_t i = 0; i < c->envelope.own_domains.count; i++) {
		struct bytes own = c->envelope.own_domains.at[i];
		if (domain.len >= own.len && domains_related(domain, own))
			return true;
	}
	return false;
}

bool
addresses_related(const struct casefile_address *a, const struct casefile_address *b)
{
	if (a->base.len != 0 && bytes_equal(a->base, b->base))
		return true;
	return domains_related(a->domain, b->domain);
}

bool
is_free_mail(struct bytes domain)
{
	/* Providers where anybody opens a mailbox in a minute; by use in China and world-wide. */
	static const struct bytes free_mail[] = { BYTES_INIT("126.com"), BYTES_INIT("139.com"),
		BYTES_INIT("163.com"), BYTES_INIT("163.net"), BYTES_INIT("188.com"),
		BYTES_INIT("189.cn"), BYTES_INIT("21cn.com"), BYTES_INIT("263.net"),
		BYTES_INIT("aliyun.com"), BYTES_INIT("aol.com"), BYTES_INIT("daum.net"),
		BYTES_INIT("eyou.com"), BYTES_INIT("foxmail.com"),
		/* Reserved (RFC 2606): the free provider of our own test mails. */
		BYTES_INIT("freemail.example"), BYTES_INIT("gmail.com"), BYTES_INIT("gmx.com"),
		BYTES_INIT("gmx.de"), BYTES_INIT("gmx.net"), BYTES_INIT("googlemail.com"),
		BYTES_INIT("hotmail.com"), BYTES_INIT("hotmail.co.uk"), BYTES_INIT("hotmail.fr"),
		BYTES_INIT("icloud.com"), BYTES_INIT("inbox.ru"), BYTES_INIT("laposte.net"),
		BYTES_INIT("libero.it"), BYTES_INIT("list.ru"), BYTES_INIT("live.com"),
		BYTES_INIT("mail.com"), BYTES_INIT("mail.ru"), BYTES_INIT("msn.com"),
		BYTES_INIT("naver.com"), BYTES_INIT("orange.fr"), BYTES_INIT("outlook.com"),
		BYTES_INIT("proton.me"), BYTES_INIT("protonmail.com"), BYTES_INIT("qq.com"),
		BYTES_INIT("rediffmail.com"), BYTES_INIT("rocketmail.com"), BYTES_INIT("sina.cn"),
		BYTES_INIT("sina.com"), BYTES_INIT("sohu.com"), BYTES_INIT("tom.com"),
		BYTES_INIT("tutanota.com"), BYTES_INIT("vip.qq.com"), BYTES_INIT("wanadoo.fr"),
		BYTES_INIT("web.de"), BYTES_INIT("wo.cn"), BYTES_INIT("ya.ru"),
		BYTES_INIT("yahoo.co.jp"), BYTES_INIT("yahoo.co.uk"), BYTES_INIT("yahoo.com"),
		BYTES_INIT("yahoo.com.cn"), BYTES_INIT("yahoo.de"), BYTES_INIT("yahoo.fr"),
		BYTES_INIT("yandex.com"), BYTES_INIT("yandex.ru"), BYTES_INIT("yeah.net"),
		BYTES_INIT("ymail.com"), BYTES_INIT("zohomail.com") };
	return IS_ONE_OF(domain, free_mail);
}

struct bytes
domain_of(struct bytes address)
{
	size_t at = bytes_find_last_octet(address, '@');
	return at == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(address, at + 1);
}

bool
envelope_sender(const struct casefile *c, struct bytes *out)
{
	*out = c->envelope.mail_from;
	if (out->len != 0)
		return true;
	/* An empty reverse path means a report only where a server has told us; a file has no
	 * envelope, and the protocol of spamd knows none. */
	if (c->envelope.protocol.len != 0 && !bytes_equal(c->envelope.protocol, BYTES("file")) &&
	    !bytes_equal(c->envelope.protocol, BYTES("spamd")))
		return true;
	const struct casefile_header *h = casefile_header(c, "Return-Path");
	if (h == NULL)
		return false;
	struct bytes value = bytes_trim(h->value);
	if (bytes_starts(value, BYTES("<")) && bytes_ends(value, BYTES(">")))
		value = bytes_slice(value, 1, value.len - 1);
	*out = value;
	return true;
}

bool
is_list(const struct casefile *c)
{
	/* Mailing-List is that of ezmlm, groups of Google and Yahoo, older than RFC 2369. */
	static const struct bytes names[] = { BYTES_INIT("List-Id"), BYTES_INIT("List-Post"), BYTES_INIT("List-Unsubscribe"),
		BYTES_INIT("Mailing-List") };
	for (size_t i = 0; i < c->headers.count; i++) {
		struct bytes name = c->headers.at[i].name;
		/* Many detectors ask, and few fields have such a letter. */
		if (name.len != 0 && ((name.at[0] | 0x20) == 'l' || (name.at[0] | 0x20) == 'm') && IS_ONE_OF(name, names))
			return true;
	}
	return false;
}

bool
is_signed_list(const struct casefile *c)
{
	const struct casefile_identity *id = &c->asked.identity;
	for (size_t i = 0; i < id->signatures.count && is_list(c); i++)
		if (id->signatures.at[i].status == AUTH_PASS && !id->signatures.at[i].is_testing)
			return true;
	return false;
}

bool
is_reply(const struct casefile *c)
{
	return c->in_reply_to.len != 0 || c->references != 0;
}

bool
is_report(const struct casefile *c)
{
	const struct casefile_header *automatic = casefile_header(c, "Auto-Submitted");
	if (automatic != NULL && !bytes_starts_nocase(bytes_trim(automatic->value), BYTES("no")))
		return true;
	for (size_t i = 0; i < c->parts.count; i++)
		if (bytes_equal(c->parts.at[i].type, BYTES("multipart/report")) ||
		    bytes_equal(c->parts.at[i].type, BYTES("message/delivery-status")) ||
		    bytes_equal(c->parts.at[i].type, BYTES("message/disposition-notification")))
			return true;
	return false;
}

bool
is_body_part(const struct casefile *c, uint32_t part)
{
	return part < c->parts.count && !c->parts.at[part].is_attachment &&
	    !c->parts.at[part].is_unpacked;
}

bool
is_body_text(const struct casefile *c, const struct casefile_text *t)
{
	/* Mail programs show an attached picture below the letter. */
	return is_body_part(c, t->part) || (t->is_picture && t->part < c->parts.count && !c->parts.at[t->part].is_unpacked);
}

uint32_t
body_chars(const struct casefile *c)
{
	/* An alternative says the same again: the longest text is what a person reads. */
	uint32_t most = 0;
	for (size_t i = 0; i < c->texts.count; i++)
		if (is_body_text(c, &c->texts.at[i]) && !c->texts.at[i].is_picture && c->texts.at[i].visible_chars > most)
			most = c->texts.at[i].visible_chars;
	return most;
}

bool
is_web_link(const struct casefile_url *u)
{
	return u->role == URL_LINK && !u->is_hidden && u->where != URL_HEADER &&
	    (bytes_equal(u->scheme, BYTES("http")) || bytes_equal(u->scheme, BYTES("https")));
}

uint64_t
reading_length(const struct casefile *c)
{
	uint64_t most = 0;
	for (size_t i = 0; i < c->texts.count; i++) {
		const struct casefile_text *t = &c->texts.at[i];
		uint64_t length = (uint64_t)t->visible_chars + 2 * (uint64_t)t->letters_han;
		if (is_body_text(c, t) && length > most)
			most = length;
	}
	return most;
}

bool
is_written_out(const struct casefile_url *u)
{
	return u->where != URL_TEXT || u->path.len > 1 || u->port != 0 ||
	    bytes_starts(u->host, BYTES("www."));
}

bool
has_web_link(const struct casefile *c)
{
	for (size_t i = 0; i < c->urls.count; i++)
		if (is_web_link(&c->urls.at[i]))
			return true;
	return false;
}

double
link_damping(const struct casefile *c)
{
	size_t links = 0;
	for (size_t i = 0; i < c->urls.count; i++)
		links += is_web_link(&c->urls.at[i]);
	if (is_reply(c) || is_list(c))
		return 0.3;
	return links > 12 && reading_length(c) > 3000 ? 0.5 : 1;
}

bool
has_tricky_link(const struct casefile *c)
{
	const uint32_t tricks = 1u << URL_TRICK_USERINFO | 1u << URL_TRICK_IP |
	    1u << URL_TRICK_NUMERIC | 1u << URL_TRICK_PUNYCODE | 1u << URL_TRICK_BACKSLASH |
	    1u << URL_TRICK_PERCENT_HOST | 1u << URL_TRICK_ZERO_WIDTH | 1u << URL_TRICK_FULL_WIDTH |
	    1u << URL_TRICK_MIXED_SCRIPT | 1u << URL_TRICK_PORT | 1u << URL_TRICK_SHORTENER |
	    1u << URL_TRICK_REDIRECT | 1u << URL_TRICK_FREE_HOST | 1u << URL_TRICK_RISKY_TLD |
	    1u << URL_TRICK_DATA;
	for (size_t i = 0; i < c->urls.count; i++) {
		const struct casefile_url *u = &c->urls.at[i];
		if (u->role == URL_LINK && u->where != URL_HEADER &&
		    ((u->tricks & tricks) != 0 || u->brand.len != 0 ||
		        u->recipient == URL_RECIPIENT_PLAIN))
			return true;
	}
	return false;
}

bool
has_qr(const struct casefile *c)
{
	for (size_t i = 0; i < c->urls.count; i++)
		if (c->urls.at[i].where == URL_QR)
			return true;
	return false;
}

bool
has_attachment(const struct casefile *c)
{
	for (size_t i = 0; i < c->parts.count; i++)
		if (c->parts.at[i].is_attachment && !c->parts.at[i].is_unpacked)
			return true;
	return false;
}

struct bytes
extension_of(struct bytes name)
{
	while (name.len != 0 &&
	    (name.at[name.len - 1] == '.' || ascii_is_space(name.at[name.len - 1])))
		name.len--;
	size_t dot = bytes_find_last_octet(name, '.');
	return dot == BYTES_NOT_FOUND ? BYTES_NONE : bytes_from(name, dot + 1);
}

bool
is_program_extension(struct bytes extension)
{
	static const struct bytes programs[] = { BYTES_INIT("ade"), BYTES_INIT("apk"),
		BYTES_INIT("appx"), BYTES_INIT("bat"), BYTES_INIT("cmd"), BYTES_INIT("com"),
		BYTES_INIT("cpl"), BYTES_INIT("dll"), BYTES_INIT("exe"), BYTES_INIT("gadget"),
		BYTES_INIT("hta"), BYTES_INIT("inf"), BYTES_INIT("ins"), BYTES_INIT("isp"),
		BYTES_INIT("jar"), BYTES_INIT("js"), BYTES_INIT("jse"), BYTES_INIT("msc"),
		BYTES_INIT("msi"), BYTES_INIT("msix"), BYTES_INIT("msp"), BYTES_INIT("mst"),
		BYTES_INIT("pif"), BYTES_INIT("ps1"), BYTES_INIT("psm1"), BYTES_INIT("reg"),
		BYTES_INIT("scr"), BYTES_INIT("sct"), BYTES_INIT("vb"), BYTES_INIT("vbe"),
		BYTES_INIT("vbs"), BYTES_INIT("wsc"), BYTES_INIT("wsf"), BYTES_INIT("wsh"),
		BYTES_INIT("xll") };
	return IS_ONE_OF(extension, programs);
}

bool
is_launcher_extension(struct bytes extension)
{
	static const struct bytes launchers[] = { BYTES_INIT("appinstaller"),
		BYTES_INIT("application"), BYTES_INIT("chm"), BYTES_INIT("diagcab"),
		BYTES_INIT("img"), BYTES_INIT("iqy"), BYTES_INIT("iso"), BYTES_INIT("library-ms"),
		BYTES_INIT("lnk"), BYTES_INIT("one"), BYTES_INIT("onepkg"), BYTES_INIT("rdp"),
		BYTES_INIT("scf"), BYTES_INIT("search-ms"), BYTES_INIT("searchconnector-ms"),
		BYTES_INIT("settingcontent-ms"), BYTES_INIT("slk"), BYTES_INIT("theme"),
		BYTES_INIT("udf"), BYTES_INIT("url"), BYTES_INIT("vhd"), BYTES_INIT("vhdx"),
		BYTES_INIT("website"), BYTES_INIT("wim") };
	return IS_ONE_OF(extension, launchers);
}

bool
is_archive_extension(struct bytes extension)
{
	static const struct bytes archives[] = { BYTES_INIT("7z"), BYTES_INIT("ace"),
		BYTES_INIT("alz"), BYTES_INIT("arj"), BYTES_INIT("bz2"), BYTES_INIT("cab"),
		BYTES_INIT("gz"), BYTES_INIT("lha"), BYTES_INIT("lzh"), BYTES_INIT("r00"),
		BYTES_INIT("r01"), BYTES_INIT("rar"), BYTES_INIT("tar"), BYTES_INIT("tgz"),
		BYTES_INIT("uue"), BYTES_INIT("xz"), BYTES_INIT("z"), BYTES_INIT("zip"),
		BYTES_INIT("zst") };
	return IS_ONE_OF(extension, archives);
}

bool
is_document_extension(struct bytes extension)
{
	static const struct bytes documents[] = { BYTES_INIT("bmp"), BYTES_INIT("csv"),
		BYTES_INIT("doc"), BYTES_INIT("docx"), BYTES_INIT("gif"), BYTES_INIT("htm"),
		BYTES_INIT("html"), BYTES_INIT("jpeg"), BYTES_INIT("jpg"), BYTES_INIT("mp3"),
		BYTES_INIT("mp4"), BYTES_INIT("ofd"), BYTES_INIT("pdf"), BYTES_INIT("png"),
		BYTES_INIT("ppt"), BYTES_INIT("pptx"), BYTES_INIT("rtf"), BYTES_INIT("tif"),
		BYTES_INIT("txt"), BYTES_INIT("wps"), BYTES_INIT("xls"), BYTES_INIT("xlsx"),
		BYTES_INIT("xml") };
	return IS_ONE_OF(extension, documents);
}

bool
is_program_type(struct bytes type)
{
	/* The names that dissect/magic gives.  A Unix script is not among them: developers mail
	 * them, and the desks that we protect do not run them. */
	static const struct bytes programs[] = { BYTES_INIT("application/hta"),
		BYTES_INIT("application/java-archive"), BYTES_INIT("application/java-class"),
		BYTES_INIT("application/javascript"), BYTES_INIT("application/x-apk"),
		BYTES_INIT("application/x-dex"), BYTES_INIT("application/x-dosexec"),
		BYTES_INIT("application/x-elf"), BYTES_INIT("application/x-mach-binary"),
		BYTES_INIT("application/x-ms-shortcut"), BYTES_INIT("application/x-msdos-batch"),
		BYTES_INIT("application/x-msi"), BYTES_INIT("application/x-msix"),
		BYTES_INIT("application/x-powershell"), BYTES_INIT("application/x-vbs") };
	return IS_ONE_OF(type, programs);
}

bool
is_archive_type(struct bytes type)
{
	static const struct bytes archives[] = { BYTES_INIT("application/gzip"),
		BYTES_INIT("application/vnd.rar"), BYTES_INIT("application/x-7z"),
		BYTES_INIT("application/x-7z-compressed"), BYTES_INIT("application/x-ace"),
		BYTES_INIT("application/x-arj"), BYTES_INIT("application/x-bzip2"),
		BYTES_INIT("application/x-cab"), BYTES_INIT("application/x-compress"),
		BYTES_INIT("application/x-lha"), BYTES_INIT("application/x-rar"),
		BYTES_INIT("application/x-tar"), BYTES_INIT("application/x-xz"),
		BYTES_INIT("application/x-zip-compressed"), BYTES_INIT("application/zip"),
		BYTES_INIT("application/zstd") };
	return IS_ONE_OF(type, archives);
}

bool
is_one_of(struct bytes b, const struct bytes *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (bytes_equal_nocase(b, words[i]))
			return true;
	return false;
}

static bool
stands_alone(struct bytes b, size_t at, struct bytes word)
{
	size_t end = at + word.len;
	bool open = at != 0 && ascii_is_alnum(b.at[at - 1]) && ascii_is_alnum(word.at[0]);
	bool closed =
	    end < b.len && ascii_is_alnum(b.at[end]) && ascii_is_alnum(word.at[word.len - 1]);
	return !open && !closed;
}

/* One bit for a letter in either case. */
static inline uint64_t
letter_bit(uint8_t c)
{
	return (uint64_t)1 << ((c | 0x20) & 63);
}

struct bytes
word_in(struct bytes b, const struct bytes *words, size_t count)
{
	/* Of many words most begin or end with a letter that a name does not have. */
	uint64_t letters = count == 1 ? UINT64_MAX : 0;
	for (size_t i = 0; i < b.len && count > 1; i++)
		letters |= letter_bit(b.at[i]);
	for (size_t i = 0; i < count; i++) {
		if (((letter_bit(words[i].at[0]) | letter_bit(words[i].at[words[i].len - 1])) & ~letters) != 0)
			continue;
		for (size_t from = 0; from < b.len;) {
			size_t at = bytes_find_nocase(bytes_from(b, from), words[i]);
			if (at == BYTES_NOT_FOUND)
				break;
			if (stands_alone(b, from + at, words[i]))
				return words[i];
			from += at + 1;
		}
	}
	return BYTES_NONE;
}

static struct bytes
body_start(const struct casefile_text *t)
{
	return bytes_to(t->visible, 16384);
}

/* The hash of the three octets that end with C; H is that of those before.  What is older is shifted out. */
static inline uint32_t
gram_next(uint32_t h, uint8_t c)
{
	return (h << 5 ^ (c | 0x20u)) & 0x1fff;
}

void
grams_of_texts(const struct casefile *c, struct grams *out)
{
	memset(out, 0, sizeof *out);
	for (size_t i = 0; i < c->texts.count; i++) {
		struct bytes text = body_start(&c->texts.at[i]);
		/* Two halves side by side, the second from the two octets before it on: a step waits for the one before, and the
		 * processor has time for two. */
		size_t from = text.len < 4 ? 0 : text.len / 2 - 2;
		struct bytes behind = bytes_from(text, from);
		uint32_t first = 0, second = 0;
		for (size_t k = 0; k < behind.len; k++) {
			first = gram_next(first, text.at[k]);
			second = gram_next(second, behind.at[k]);
			out->has[first] = 1;
			out->has[second] = 1;
		}
	}
}

static bool
may_hold(const struct grams *g, struct bytes word)
{
	uint32_t h = 0;
	for (size_t i = 0; i < word.len; i++) {
		h = gram_next(h, word.at[i]);
		if (i >= 2 && g->has[h] == 0)
			return false;
	}
	return true;
}

bool
texts_may_say(const struct grams *texts, const struct bytes *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (texts == NULL || may_hold(texts, words[i]))
			return true;
	return false;
}

struct bytes
body_says(const struct casefile *c, const struct grams *body, const struct bytes *words,
    size_t count)
{
	/* Text by text, so that what is told is the first word of the first text. */
	uint64_t possible = 0;
	must(count <= 64);
	for (size_t i = 0; i < count; i++)
		possible |= (uint64_t)(body == NULL || may_hold(body, words[i])) << i;
	for (size_t i = 0; i < c->texts.count && possible != 0; i++) {
		if (!is_body_text(c, &c->texts.at[i]))
			continue;
		for (size_t k = 0; k < count; k++) {
			struct bytes found = (possible >> k & 1) != 0
			    ? word_in(body_start(&c->texts.at[i]), &words[k], 1)
			    : BYTES_NONE;
			if (found.len != 0)
				return found;
		}
	}
	return BYTES_NONE;
}

struct bytes
text_number(struct findings *out, uint64_t n)
{
	char digits[24];
	int len = snprintf(digits, sizeof digits, "%" PRIu64, n);
	struct bytes copy = BYTES_NONE;
	(void)arena_copy(out->arena, bytes_of(digits, (size_t)len), &copy);
	return copy;
}

struct bytes
text_address(struct findings *out, const struct casefile_address *a)
{
	size_t len = a->local.len + 1 + a->domain.len;
	uint8_t *at = arena_get(out->arena, 1, len);
	if (at == NULL)
		return BYTES_NONE;
	if (a->local.len != 0)
		memcpy(at, a->local.at, a->local.len);
	at[a->local.len] = '@';
	if (a->domain.len != 0)
		memcpy(at + a->local.len + 1, a->domain.at, a->domain.len);
	return bytes_of(at, len);
}
