#include "learn/dense.h"

#include <math.h>

/* Texts and octets of the subject that are looked at. */
#define TEXTS_MAX 6
#define SUBJECT_MAX 300

const int dense_signs[DENSE_COUNT] = { [DENSE_WORST] = 1, [DENSE_HEADER] = 1, [DENSE_PHISHING] = 1, [DENSE_SPAM] = 1,
	[DENSE_BEC] = 1, [DENSE_ILLEGAL] = 1, [DENSE_LURES] = 1, [DENSE_ANSWERS] = -1, [DENSE_SHOUTING] = 1,
	[DENSE_MIXED] = 1 };

/* Of counts the first ones matter. */
static float
scaled(double count)
{
	return (float)log1p(count);
}

void
dense_of(const struct casefile *c, struct dense *d)
{
	double mixed = 0, capitals = 0, letters = 0, marks = 0, themes = 0;
	*d = (struct dense){ .at = { 0 } };
	for (size_t i = 0; i < c->texts.count && i < TEXTS_MAX; i++) {
		mixed += c->texts.at[i].mixed_words + (c->texts.at[i].zero_width > 3);
	}
	for (size_t i = 0; i < c->subject.len && i < SUBJECT_MAX; i++) {
		uint8_t ch = c->subject.at[i];
		capitals += ascii_is_alpha(ch) && ascii_lower(ch) != ch;
		letters += ascii_is_alpha(ch);
		marks += ch == '!' || ch == '$';
	}
	for (size_t i = 0; i < c->lures.count; i++)
		themes += i == 0 || !bytes_equal(c->lures.at[i].theme, c->lures.at[i - 1].theme);
	d->at[DENSE_LURES] = scaled(themes);
	d->at[DENSE_ANSWERS] = c->in_reply_to.len != 0 || c->references != 0;
	d->at[DENSE_SHOUTING] = (letters >= 8 ? (float)(capitals / letters) : 0) + scaled(marks);
	d->at[DENSE_MIXED] = scaled(mixed);
}
