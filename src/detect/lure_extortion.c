/* I have filmed you; pay in bitcoin.  The words and a wallet's address together are hardly anything
 * else. */
#include "detect/lure.h"

/* Bitcoin: 26 to 62 letters and digits that begin with 1, 3 or bc1, with digits, lower and upper
 * case mixed. */
static bool
is_wallet(struct bytes word)
{
	bool digit = false, lower = false, upper = false;
	if (word.len < 26 || word.len > 62)
		return false;
	for (size_t i = 0; i < word.len; i++) {
		digit |= ascii_is_digit(word.at[i]);
		lower |= word.at[i] >= 'a' && word.at[i] <= 'z';
		upper |= word.at[i] >= 'A' && word.at[i] <= 'Z';
	}
	if (bytes_starts_nocase(word, BYTES("bc1")))
		return digit && lower != upper;
	return (word.at[0] == '1' || word.at[0] == '3') && word.len <= 35 && digit && lower &&
	    upper;
}

static bool
has_wallet(struct bytes text)
{
	for (size_t i = 0; i < text.len;) {
		size_t start = i;
		while (i < text.len && ascii_is_alnum(text.at[i]))
			i++;
		if (is_wallet(bytes_slice(text, start, i)))
			return true;
		i += i == start;
	}
	return false;
}

static void
look(const struct casefile *c, struct findings *out)
{
	struct bytes sample, coin;
	double spoken = lure_spoken(c, "extortion", &sample);
	bool wallet = false;
	if (spoken <= 0)
		return;
	for (size_t i = 0; i < c->texts.count && !wallet; i++)
		wallet = is_body_text(c, &c->texts.at[i]) && has_wallet(c->texts.at[i].visible);
	double strength =
	    spoken + (wallet ? 0.4 : 0) + (lure_spoken(c, "crypto", &coin) > 0 ? 0.15 : 0);
	finding_add(out, strength * lure_damping(c), BYTES_NONE, sample);
}

const struct detector detect_lure_extortion = {
	.name = "lure_extortion",
	.family = FAMILY_CONTENT,
	.type = TYPE_PHISHING,
	.weight = 4,
	.says = SAYS_EXTORTION,
	.asks = "Does it blackmail the reader?",
	.source = "sextortion waves since 2018",
	.en = "It blackmails the reader (\"{1}\").",
	.zh = "敲诈勒索（“{1}”）。",
	.look = look,
};
