/* Telephone numbers and bank accounts join the case file once for each kind of place that they stand in. */
#include "dissect/inside.h"
#include "text/numbers.h"

/* Of one text. */
#define FOUND_MAX 64

/* Where the mail begins to repeat an earlier one; all of TEXT where it does not. */
static size_t
quote_start(struct bytes text)
{
	static const struct bytes marks[] = { BYTES_INIT("-----Original Message"), BYTES_INIT("----- Original Message"),
		BYTES_INIT(" wrote:"), BYTES_INIT("From: "), BYTES_INIT("\xE5\x86\x99\xE9\x81\x93"), /* xie dao */
		BYTES_INIT("\xE5\x8F\x91\xE4\xBB\xB6\xE4\xBA\xBA:"),             /* fa jian ren */
		BYTES_INIT("\xE5\x8E\x9F\xE5\xA7\x8B\xE9\x82\xAE\xE4\xBB\xB6"), /* yuan shi you jian */
		BYTES_INIT("\n>") };
	size_t first = text.len;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		size_t at = bytes_find(bytes_to(text, first), marks[i]);
		if (at != BYTES_NOT_FOUND)
			first = at;
	}
	return first;
}

static void
add(struct dissection *d, const struct casefile_number *number)
{
	struct casefile *c = d->c;
	for (size_t i = 0; i < c->numbers.count; i++) {
		struct casefile_number *known = &c->numbers.at[i];
		if (known->kind != number->kind || known->where != number->where || !bytes_equal(known->value, number->value))
			continue;
		/* It is quoted, or read with mistakes, only where it nowhere stands otherwise. */
		uint32_t weak = 1u << NUMBER_QUOTED | 1u << NUMBER_PICTURED;
		known->marks = (known->marks & number->marks & weak) | ((known->marks | number->marks) & ~weak);
		known->count++;
		return;
	}
	struct casefile_number *slot = c->numbers.count < CASEFILE_NUMBERS_MAX ? LIST_ADD(d->arena, &c->numbers) : NULL;
	if (slot == NULL)
		return;
	*slot = *number;
	slot->value = dissect_keep(d, number->value);
}

void
dissect_numbers(struct dissection *d, struct bytes text, uint32_t part, enum lure_where where, bool is_pictured)
{
	static const enum number_kind kinds[] = { [NUMBER_IS_PHONE] = NUMBER_PHONE, [NUMBER_IS_IBAN] = NUMBER_IBAN,
		[NUMBER_IS_CARD] = NUMBER_CARD, [NUMBER_IS_ACCOUNT] = NUMBER_ACCOUNT };
	struct number_found found[FOUND_MAX];
	size_t count = numbers_find(text, found, FOUND_MAX);
	size_t quoted = count != 0 ? quote_start(text) : 0;
	for (size_t i = 0; i < count; i++) {
		const struct number_found *f = &found[i];
		add(d, &(struct casefile_number){ .kind = kinds[f->is], .value = number_value(f), .part = part, .where = where,
			.marks = (uint32_t)f->is_called << NUMBER_CALLED | (uint32_t)f->is_free << NUMBER_FREE |
			    (uint32_t)f->is_disguised << NUMBER_DISGUISED | (uint32_t)(f->start >= quoted) << NUMBER_QUOTED |
			    (uint32_t)is_pictured << NUMBER_PICTURED,
			.count = 1 });
	}
}
