#include "detect/brand.h"

#include "detect/common.h"

#define DISPLAY_MAX 256

/* What stands beside a brand's name in the name of its own office. */
static const struct bytes office_words[] = { BYTES_INIT("account"), BYTES_INIT("accounts"), BYTES_INIT("admin"),
	BYTES_INIT("alert"), BYTES_INIT("alerts"), BYTES_INIT("bank"), BYTES_INIT("billing"), BYTES_INIT("card"),
	BYTES_INIT("care"), BYTES_INIT("center"), BYTES_INIT("centre"), BYTES_INIT("customer"), BYTES_INIT("delivery"),
	BYTES_INIT("express"), BYTES_INIT("gift"), BYTES_INIT("help"), BYTES_INIT("info"), BYTES_INIT("inc"),
	BYTES_INIT("invoice"), BYTES_INIT("mail"), BYTES_INIT("no"), BYTES_INIT("notice"), BYTES_INIT("notification"),
	BYTES_INIT("notifications"), BYTES_INIT("offer"), BYTES_INIT("online"), BYTES_INIT("payment"),
	BYTES_INIT("payments"), BYTES_INIT("reply"), BYTES_INIT("reward"), BYTES_INIT("rewards"), BYTES_INIT("security"),
	BYTES_INIT("service"), BYTES_INIT("services"), BYTES_INIT("shipping"), BYTES_INIT("store"),
	BYTES_INIT("support"), BYTES_INIT("survey"), BYTES_INIT("team"), BYTES_INIT("the"), BYTES_INIT("update") };

/* Is TEXT made of office words and marks only? */
static bool
is_office(struct bytes text)
{
	for (size_t i = 0; i < text.len;) {
		size_t end = i;
		while (end < text.len && (ascii_is_alpha(text.at[end]) || text.at[end] >= 0x80))
			end++;
		if (end != i) {
			struct bytes word = bytes_slice(text, i, end);
			bool known = false;
			for (size_t k = 0; k < sizeof office_words / sizeof office_words[0] && !known; k++)
				known = bytes_equal_nocase(word, office_words[k]);
			if (!known)
				return false;
		}
		i = end + 1;
	}
	return true;
}

static bool
claims(struct bytes display, const struct sender_brand *brand)
{
	if (!brand->is_word)
		return word_in(display, &brand->name, 1).len != 0;
	size_t at = bytes_find_nocase(display, brand->name);
	return at != BYTES_NOT_FOUND && word_in(display, &brand->name, 1).len != 0 && is_office(bytes_to(display, at)) &&
	    is_office(bytes_from(display, at + brand->name.len));
}

static inline uint8_t
pair_at(struct bytes text, size_t i)
{
	return (uint8_t)(ascii_lower(text.at[i]) * 33 + ascii_lower(text.at[i + 1]));
}

/* Hundreds of names are asked about every sender: of most the first two letters, or the last two, are not there. */
static const struct sender_brand *
find(struct bytes display)
{
	bool has[UINT8_MAX + 1] = { false };
	for (size_t i = 0; i + 1 < display.len; i++)
		has[pair_at(display, i)] = true;
	for (size_t i = 0; i < sender_brands_count; i++) {
		struct bytes name = sender_brands[i].name;
		if ((name.len < 2 || (has[pair_at(name, 0)] && has[pair_at(name, name.len - 2)])) && claims(display, &sender_brands[i]))
			return &sender_brands[i];
	}
	return NULL;
}

/* DISPLAY with the letters that digits, signs and a large I stand for; empty where nothing stands for another. */
static struct bytes
unmasked(struct bytes display, struct arena *arena)
{
	static const char masks[] = "013457@$!|I", letters[] = "oleastasill";
	uint8_t *copy = arena_get(arena, 1, display.len);
	bool changed = false;
	for (size_t i = 0; i < display.len && copy != NULL; i++) {
		const char *mask = memchr(masks, display.at[i], sizeof masks - 1);
		copy[i] = mask != NULL ? (uint8_t)letters[mask - masks] : display.at[i];
		changed |= mask != NULL;
	}
	return changed ? bytes_of(copy, display.len) : BYTES_NONE;
}

const struct sender_brand *
brand_of_sender(struct bytes display, struct arena *arena)
{
	display = bytes_to(display, DISPLAY_MAX);
	const struct sender_brand *brand = display.len == 0 ? NULL : find(display);
	if (brand != NULL || display.len == 0)
		return brand;
	struct bytes plain = unmasked(display, arena);
	brand = plain.len == 0 ? NULL : find(plain);
	/* A word with a digit in it is rarely a mask: "Studio 0range" is a studio. */
	return brand != NULL && brand->is_word ? NULL : brand;
}

const struct casefile_address *
brand_claimant(const struct casefile *c)
{
	const struct casefile_address *from = from_address(c);
	return from == NULL || from->domain.len == 0 || is_reply(c) || casefile_header(c, "List-Post") != NULL ||
	               domain_is_own(c, from->domain) || bytes_has_nocase(from->display, BYTES(" via "))
	    ? NULL
	    : from;
}

const struct sender_brand *
brand_named(struct bytes name)
{
	for (size_t i = 0; i < sender_brands_count; i++)
		if (bytes_equal(sender_brands[i].name, name))
			return &sender_brands[i];
	return NULL;
}

bool
brand_writes_from(const struct sender_brand *brand, struct bytes domain)
{
	for (size_t i = 0; i < sizeof brand->domains / sizeof brand->domains[0]; i++)
		if (brand->domains[i].len != 0 && bytes_has_nocase(domain, brand->domains[i]))
			return true;
	return false;
}
