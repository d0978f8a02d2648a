/* What may be the password of a locked file, by the texts of the mail that brought it.
 *
 * Best first, since the slow formats try only a few: what stands behind (or before) a word for "password" in the body,
 * the subject or a file name; what such files are commonly locked with; then every short token that looks like one. */
#include "dissect/inside.h"

#define WORD_MAX 40
/* Behind or before a keyword: "the password of the attached archive is 1234". */
#define REACH 80
#define WORDS_BEHIND 5
/* Places of one keyword that are looked at in one text. */
#define PLACES_MAX 8
/* Tokens without a keyword are tried from texts up to this length: a letter, not a novel. */
#define SHORT_TEXT_MAX 6000

static const struct bytes keywords[] = {
	BYTES_INIT("password"), BYTES_INIT("passcode"), BYTES_INIT("passwort"), BYTES_INIT("pass code"), BYTES_INIT("pwd"),
	BYTES_INIT("access code"), BYTES_INIT("pin code"), BYTES_INIT("unlock code"),
	BYTES_INIT("\xE5\xAF\x86\xE7\xA0\x81"),             /* mi ma */
	BYTES_INIT("\xE5\xAF\x86\xE7\xA2\xBC"),             /* the same, traditional */
	BYTES_INIT("\xE5\x8F\xA3\xE4\xBB\xA4"),             /* kou ling */
	BYTES_INIT("\xE6\x8F\x90\xE5\x8F\x96\xE7\xA0\x81"), /* ti qu ma */
	BYTES_INIT("\xE8\xA7\xA3\xE5\x8E\x8B\xE7\xA0\x81"), /* jie ya ma */
	BYTES_INIT("\xE3\x83\x91\xE3\x82\xB9\xE3\x83\xAF\xE3\x83\xBC\xE3\x83\x89"), /* pasuwaado */
};

static const struct bytes usual[] = {
	BYTES_INIT("infected"), BYTES_INIT("123456"), BYTES_INIT("1234"), BYTES_INIT("12345678"), BYTES_INIT("888888"),
	BYTES_INIT("12345"), BYTES_INIT("password"), BYTES_INIT("111111"), BYTES_INIT("666666"), BYTES_INIT("2026"),
};

/* Words that stand between the keyword and the password, and are none. */
static const struct bytes fillers[] = {
	BYTES_INIT("is"), BYTES_INIT("for"), BYTES_INIT("the"), BYTES_INIT("of"), BYTES_INIT("to"), BYTES_INIT("archive"),
	BYTES_INIT("attachment"), BYTES_INIT("file"), BYTES_INIT("zip"), BYTES_INIT("document"), BYTES_INIT("and"),
	BYTES_INIT("open"), BYTES_INIT("your"), BYTES_INIT("this"), BYTES_INIT("attached"), BYTES_INIT("with"),
	BYTES_INIT("protected"), BYTES_INIT("rar"), BYTES_INIT("use"), BYTES_INIT("following"), BYTES_INIT("in"),
};

static bool
is_password_octet(uint8_t c)
{
	return c > ' ' && c < 0x7F && c != '"' && c != '\'' && c != '<' && c != '>' && c != '`';
}

static bool
is_filler(struct bytes word)
{
	for (size_t i = 0; i < sizeof fillers / sizeof *fillers; i++)
		if (bytes_equal_nocase(word, fillers[i]))
			return true;
	return false;
}

static void
add(struct dissection *d, struct bytes word)
{
	if (word.len < 2 || word.len > WORD_MAX || d->password_count == DISSECT_PASSWORDS_MAX)
		return;
	for (size_t i = 0; i < d->password_count; i++)
		if (bytes_equal(d->passwords[i], word))
			return;
	d->passwords[d->password_count++] = word;
}

/* The word as it stands, and without the punctuation of the sentence around it. */
static void
add_word(struct dissection *d, struct bytes word)
{
	struct bytes bare = word;
	while (bare.len != 0 && strchr(":=([{,;", bare.at[0]) != NULL)
		bare = bytes_from(bare, 1);
	while (bare.len != 0 && strchr(".,;:)]}!?", bare.at[bare.len - 1]) != NULL)
		bare.len--;
	if (is_filler(bare))
		return;
	add(d, bare);
	if (bare.len < word.len && ascii_is_alnum(word.at[0]))
		add(d, word);
}

/* The next run of such octets; *rest goes behind it. */
static bool
next_word(struct bytes *rest, struct bytes *out)
{
	size_t start = 0, end;
	while (start < rest->len && !is_password_octet(rest->at[start]))
		start++;
	for (end = start; end < rest->len && is_password_octet(rest->at[end]);)
		end++;
	*out = bytes_slice(*rest, start, end);
	*rest = bytes_from(*rest, end);
	return out->len != 0;
}

static void
around_keywords(struct dissection *d, struct bytes text)
{
	for (size_t k = 0; k < sizeof keywords / sizeof *keywords; k++) {
		size_t from = 0;
		for (int place = 0; place < PLACES_MAX; place++) {
			size_t at = bytes_find_nocase(bytes_from(text, from), keywords[k]);
			if (at == BYTES_NOT_FOUND)
				break;
			size_t behind = from + at + keywords[k].len;
			struct bytes rest = bytes_slice(text, behind, behind + REACH), word, last = BYTES_NONE;
			for (int i = 0; i < WORDS_BEHIND && next_word(&rest, &word); i++)
				add_word(d, word);
			/* "use 1234 as the password": the nearest words before, those with a digit. */
			rest = bytes_slice(text, from + at > REACH / 2 ? from + at - REACH / 2 : 0, from + at);
			while (next_word(&rest, &word))
				for (size_t i = 0; i < word.len; i++)
					if (ascii_is_digit(word.at[i]))
						last = word;
			if (last.len != 0)
				add_word(d, last);
			from = behind;
		}
	}
}

/* Letters and digits mixed, digits alone, or a word with a sign in it: what people do not write by accident. */
static bool
looks_like_password(struct bytes word)
{
	bool digit = false, letter = false, sign = false;
	for (size_t i = 0; i < word.len; i++) {
		digit |= ascii_is_digit(word.at[i]);
		letter |= ascii_is_alpha(word.at[i]);
		sign |= !ascii_is_alnum(word.at[i]);
	}
	return word.len >= 3 && word.len <= 20 && (digit || (letter && sign && word.at[word.len - 1] != ':'));
}

static void
lone_tokens(struct dissection *d, struct bytes text)
{
	struct bytes rest = bytes_to(text, SHORT_TEXT_MAX), word;
	while (d->password_count < DISSECT_PASSWORDS_MAX && next_word(&rest, &word))
		if (looks_like_password(word))
			add_word(d, word);
}

/* "invoice_8842.zip", "(code 1234) files.rar": the runs of letters and digits, where they hold a digit. */
static void
name_tokens(struct dissection *d, struct bytes name)
{
	for (size_t start = 0, end; start < name.len; start = end + 1) {
		bool digit = false;
		for (end = start; end < name.len && ascii_is_alnum(name.at[end]); end++)
			digit |= ascii_is_digit(name.at[end]);
		if (digit && end - start >= 3)
			add(d, bytes_slice(name, start, end));
	}
}

size_t
dissect_passwords(struct dissection *d, const struct bytes **out)
{
	struct casefile *c = d->c;
	*out = d->passwords;
	/* Again only when there is more to read than the last time. */
	size_t state = 1 + c->texts.count + c->codes.count;
	if (d->password_state == state)
		return d->password_count;
	d->password_state = state;
	d->password_count = 0;
	/* Mails between the same two people named these. */
	for (size_t i = 0; i < c->envelope.passwords.count; i++)
		add(d, c->envelope.passwords.at[i]);
	around_keywords(d, c->subject);
	for (size_t i = 0; i < c->texts.count; i++)
		around_keywords(d, c->texts.at[i].visible);
	for (size_t i = 0; i < c->parts.count && d->password_count < DISSECT_PASSWORDS_MAX; i++)
		around_keywords(d, c->parts.at[i].name);
	for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
		add(d, usual[i]);
	lone_tokens(d, c->subject);
	for (size_t i = 0; i < c->parts.count && d->password_count < DISSECT_PASSWORDS_MAX; i++)
		name_tokens(d, c->parts.at[i].name);
	for (size_t i = 0; i < c->codes.count; i++)
		lone_tokens(d, c->codes.at[i].text);
	for (size_t i = 0; i < c->texts.count; i++)
		lone_tokens(d, c->texts.at[i].visible);
	return d->password_count;
}

/* Does the subject or the letter speak of a password?  The lexicon has told for nothing. */
static bool
speaks_of_password(const struct casefile *c)
{
	for (size_t i = 0; i < c->lures.count; i++) {
		const struct casefile_lure *l = &c->lures.at[i];
		if ((l->where == LURE_SUBJECT || l->where == LURE_BODY) &&
		    (bytes_equal(l->theme, BYTES("archive_password")) || bytes_equal(l->theme, BYTES("password_told"))))
			return true;
	}
	return false;
}

void
dissect_tell_passwords(struct dissection *d)
{
	struct casefile *c = d->c;
	if (!speaks_of_password(c))
		return;
	d->password_state = d->password_count = 0;
	around_keywords(d, c->subject);
	for (size_t i = 0; i < c->texts.count; i++)
		if (!c->parts.at[c->texts.at[i].part].is_attachment && !c->parts.at[c->texts.at[i].part].is_unpacked)
			around_keywords(d, c->texts.at[i].visible);
	for (size_t i = 0; i < d->password_count && c->told_passwords.count < CASEFILE_TOLD_MAX; i++) {
		struct bytes *slot = d->passwords[i].len >= 4 && looks_like_password(d->passwords[i]) ? LIST_ADD(d->arena, &c->told_passwords) : NULL;
		if (slot != NULL)
			*slot = d->passwords[i];
	}
	d->password_count = 0;
}
