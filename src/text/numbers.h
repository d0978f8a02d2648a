/* numbers: the telephone numbers and bank accounts in a text.
 *
 * What a swindler wants called or paid, where he gives no link: telephone numbers as people write them in North America,
 * China and with a country's code, IBANs (ISO 13616, with their check digits), the numbers of bank cards (ISO/IEC 7812,
 * Luhn), and what stands behind words for "account number" near words for a bank.  Dates, amounts, addresses of machines,
 * parts of links and identity cards are none.
 *
 * Takes normalised text (text/normalise.h), so that full-width and mathematical digits are plain ones.  Letters in the
 * place of digits ("8OO-555-O199") are read as those.
 *
 * Ceilings: a number has at most 34 characters (an IBAN); NUMBERS_TRIED_MAX rows of digits that could be one are looked at,
 * so that a table of figures costs no more than a letter.  Linear in the text. */
#ifndef TEXT_NUMBERS_H
#define TEXT_NUMBERS_H

#include "base/bytes.h"

enum numbers_limits {
	NUMBER_VALUE_MAX = 36,
	NUMBERS_TRIED_MAX = 500,
};

enum number_is { NUMBER_IS_PHONE, NUMBER_IS_IBAN, NUMBER_IS_CARD, NUMBER_IS_ACCOUNT };

struct number_found {
	enum number_is is;
	uint32_t start, end; /* octets of the text */
	uint8_t value[NUMBER_VALUE_MAX]; /* digits; "+" and the country's code where it is known; an IBAN in capitals */
	uint8_t length;
	bool is_called;    /* a word for calling stands before it */
	bool is_free;      /* calling it costs nothing: 800, 888, 400... */
	bool is_disguised; /* letters stand for digits */
};

/**
 * numbers_find(text, out, room): What TEXT holds, in its order.
 *
 * Gives:   how many stand in OUT, at most ROOM; the same number twice is there twice
 * Cost:    half a nanosecond per octet of a letter; some 300 ns per row of six digits and more
 */
size_t numbers_find(struct bytes text, struct number_found *out, size_t room);

/* The value of F. */
static inline struct bytes
number_value(const struct number_found *f)
{
	return bytes_of(f->value, f->length);
}

/* Are the octets of B, capitals and digits, an IBAN with its country's length and right check digits? */
bool iban_holds(struct bytes b);

/* Do the digits of B have the right last one (Luhn)? */
bool luhn_holds(struct bytes b);

#endif
