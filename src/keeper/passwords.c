#include "keeper/passwords.h"

#include <sodium.h>
#include <stdlib.h>

#include "base/must.h"

#define WAYS 8
#define KEY_OCTETS 16

struct word {
	uint8_t length;
	uint8_t at[ASK_PASSWORD_MAX];
};

struct waiting {
	char id[EVENT_ID_MAX + 1];
	uint8_t tries;
	bool is_given;
};

struct slot {
	uint8_t key[KEY_OCTETS];
	int64_t time_ms; /* 0: empty */
	struct word words[PASSWORDS_WORDS];
	struct waiting holds[PASSWORDS_HOLDS];
	uint32_t next_word, next_hold;
};

struct passwords {
	uint8_t secret[crypto_generichash_KEYBYTES]; /* nobody can aim at the place of another pair */
	struct slot slots[PASSWORDS_PAIRS];
};

struct passwords *
passwords_new(void)
{
	struct passwords *p = xcalloc(1, sizeof *p);
	randombytes_buf(p->secret, sizeof p->secret);
	return p;
}

void
passwords_free(struct passwords *p)
{
	if (p != NULL)
		sodium_memzero(p, sizeof *p);
	free(p);
}

static void
hash_folded(crypto_generichash_state *h, struct bytes text)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = ascii_lower(text.at[i]);
		crypto_generichash_update(h, &c, 1);
	}
	crypto_generichash_update(h, (const uint8_t *)"\n", 1);
}

static int
compare_folded(struct bytes a, struct bytes b)
{
	for (size_t i = 0; i < a.len && i < b.len; i++) {
		int difference = ascii_lower(a.at[i]) - ascii_lower(b.at[i]);
		if (difference != 0)
			return difference;
	}
	return (a.len > b.len) - (a.len < b.len);
}

static void
key_of(const struct passwords *p, const struct pair *pair, uint8_t out[KEY_OCTETS])
{
	crypto_generichash_state h;
	bool is_turned = compare_folded(pair->one, pair->other) > 0;
	crypto_generichash_init(&h, p->secret, sizeof p->secret, KEY_OCTETS);
	hash_folded(&h, pair->tenant);
	hash_folded(&h, is_turned ? pair->other : pair->one);
	hash_folded(&h, is_turned ? pair->one : pair->other);
	crypto_generichash_final(&h, out, KEY_OCTETS);
}

static const struct slot *
find(const struct passwords *p, const struct pair *pair, int64_t now_ms)
{
	uint8_t key[KEY_OCTETS];
	uint32_t n;
	key_of(p, pair, key);
	memcpy(&n, key, sizeof n);
	const struct slot *set = &p->slots[n % (PASSWORDS_PAIRS / WAYS) * WAYS];
	for (size_t i = 0; i < WAYS; i++)
		if (set[i].time_ms != 0 && now_ms - set[i].time_ms < PASSWORDS_AGE_MS && memcmp(set[i].key, key, KEY_OCTETS) == 0)
			return &set[i];
	return NULL;
}

/* The slot of PAIR; a new one takes the place of the oldest. */
static struct slot *
make(struct passwords *p, const struct pair *pair, int64_t now_ms)
{
	struct slot *slot = (struct slot *)(uintptr_t)find(p, pair, now_ms);
	if (slot == NULL) {
		uint8_t key[KEY_OCTETS];
		uint32_t n;
		key_of(p, pair, key);
		memcpy(&n, key, sizeof n);
		struct slot *set = &p->slots[n % (PASSWORDS_PAIRS / WAYS) * WAYS];
		slot = set;
		for (size_t i = 1; i < WAYS; i++)
			if (set[i].time_ms < slot->time_ms)
				slot = &set[i];
		memset(slot, 0, sizeof *slot);
		memcpy(slot->key, key, KEY_OCTETS);
	}
	slot->time_ms = now_ms;
	return slot;
}

static struct bytes
word_of(const struct word *w)
{
	return bytes_of(w->at, w->length);
}

void
passwords_tell(struct passwords *p, const struct pair *pair, struct bytes word, int64_t now_ms)
{
	if (word.len == 0 || word.len > ASK_PASSWORD_MAX)
		return;
	struct slot *slot = make(p, pair, now_ms);
	for (size_t i = 0; i < PASSWORDS_WORDS; i++)
		if (bytes_equal(word_of(&slot->words[i]), word))
			return;
	struct word *w = &slot->words[slot->next_word++ % PASSWORDS_WORDS];
	w->length = (uint8_t)word.len;
	memcpy(w->at, word.at, word.len);
}

void
passwords_of(const struct passwords *p, const struct pair *pair, int64_t now_ms, struct arena *a, struct answer_passwords *out)
{
	const struct slot *slot = find(p, pair, now_ms);
	for (uint32_t i = 1; slot != NULL && i <= PASSWORDS_WORDS && out->passwords.count < ASK_PASSWORDS_MAX; i++) {
		struct bytes word = word_of(&slot->words[(slot->next_word - i) % PASSWORDS_WORDS]);
		struct bytes *place = word.len != 0 ? LIST_ADD(a, &out->passwords) : NULL;
		if (place != NULL)
			(void)arena_copy(a, word, place);
	}
}

void
passwords_wait(struct passwords *p, const struct pair *pair, struct bytes id, int64_t now_ms)
{
	if (!event_id_ok(id))
		return;
	struct slot *slot = make(p, pair, now_ms);
	struct waiting *w = &slot->holds[slot->next_hold++ % PASSWORDS_HOLDS];
	*w = (struct waiting){ .tries = 0 };
	memcpy(w->id, id.at, id.len);
}

struct bytes
passwords_waiting(struct passwords *p, const struct pair *pair, int64_t now_ms, struct arena *a)
{
	struct slot *slot = (struct slot *)(uintptr_t)find(p, pair, now_ms);
	for (uint32_t i = 1; slot != NULL && i <= PASSWORDS_HOLDS; i++) {
		struct waiting *w = &slot->holds[(slot->next_hold - i) % PASSWORDS_HOLDS];
		struct bytes id;
		if (w->id[0] == '\0' || w->tries >= PASSWORDS_TRIES || !arena_copy(a, bytes_of_cstr(w->id), &id))
			continue;
		w->tries++;
		w->is_given = true;
		return id;
	}
	return BYTES_NONE;
}

bool
passwords_was_given(struct passwords *p, struct bytes id)
{
	bool was_given = false;
	for (size_t i = 0; i < PASSWORDS_PAIRS; i++)
		for (size_t k = 0; p->slots[i].time_ms != 0 && k < PASSWORDS_HOLDS; k++) {
			struct waiting *w = &p->slots[i].holds[k];
			if (w->id[0] == '\0' || !bytes_equal(bytes_of_cstr(w->id), id))
				continue;
			was_given |= w->is_given;
			w->id[0] = '\0';
		}
	return was_given;
}
