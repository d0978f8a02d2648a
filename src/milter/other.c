#include "milter/other.h"

#include <stdio.h>
#include <stdlib.h>

static void
by(struct other *o, enum other_filter filter)
{
	if (o->filter < filter)
		o->filter = filter;
}

/* A number at the front of TEXT, at most so many octets of it. */
static bool
number(struct bytes text, double *out)
{
	char copy[24], *end;
	text = bytes_trim(text);
	size_t len = 0;
	while (len < text.len && len < sizeof copy - 1 && (ascii_is_digit(text.at[len]) || text.at[len] == '.' ||
	           (len == 0 && text.at[len] == '-')))
		len++;
	memcpy(copy, text.at, len);
	copy[len] = '\0';
	*out = strtod(copy, &end);
	return end != copy && *out > -10000 && *out < 10000;
}

static void
take_score(struct other *o, struct bytes value, const char *before)
{
	size_t at = bytes_find_nocase(value, bytes_of_cstr(before));
	double score;
	if (at == BYTES_NOT_FOUND || !number(bytes_from(value, at + strlen(before)), &score))
		return;
	o->score = score;
	o->has_score = true;
}

static bool
is_yes(struct bytes value)
{
	value = bytes_trim(value);
	return bytes_starts_nocase(value, BYTES("yes")) || bytes_starts_nocase(value, BYTES("true"));
}

static void
take_action(struct other *o, struct bytes value)
{
	value = bytes_to(bytes_trim(value), sizeof o->action - 1);
	size_t len = 0;
	for (size_t i = 0; i < value.len; i++)
		o->action[len++] = ascii_is_alpha(value.at[i]) ? (char)ascii_lower(value.at[i]) : '-';
	o->action[len] = '\0';
	o->has_action = len != 0;
	o->is_spam = len != 0 && strcmp(o->action, "no-action") != 0 && strcmp(o->action, "greylist") != 0;
	by(o, OTHER_RSPAMD);
}

void
other_field(struct other *o, struct bytes name, struct bytes value)
{
	if (!bytes_starts_nocase(name, BYTES("X-")))
		return;
	if (bytes_equal_nocase(name, BYTES("X-Rspamd-Action")) || bytes_equal_nocase(name, BYTES("X-Spam-Action"))) {
		take_action(o, value);
	} else if (bytes_equal_nocase(name, BYTES("X-Spamd-Result"))) {
		/* "default: False [5.20 / 15.00]; ..."; True only where it was to be rejected */
		size_t colon = bytes_find_octet(value, ':');
		take_score(o, value, "[");
		o->is_spam |= colon != BYTES_NOT_FOUND && is_yes(bytes_from(value, colon + 1));
		by(o, OTHER_RSPAMD);
	} else if (bytes_equal_nocase(name, BYTES("X-Spam-Status"))) {
		/* "Yes, score=7.1 required=5.0 tests=..."; rspamd writes the first two words */
		o->is_spam = is_yes(value);
		take_score(o, value, "score=");
		by(o, bytes_has_nocase(value, BYTES("required=")) ? OTHER_SPAMASSASSIN : OTHER_UNNAMED);
	} else if (bytes_equal_nocase(name, BYTES("X-Spam-Flag")) || bytes_equal_nocase(name, BYTES("X-Spam"))) {
		o->is_spam |= is_yes(value);
		by(o, OTHER_UNNAMED);
	} else if (bytes_equal_nocase(name, BYTES("X-Spam-Checker-Version"))) {
		by(o, OTHER_SPAMASSASSIN);
	}
}

void
other_write(const struct other *o, struct buf *out)
{
	static const char *const names[] = { "", "filter", "spamassassin", "rspamd" };
	if (o->filter == OTHER_NONE)
		return;
	buf_addf(out, "%s %s", names[o->filter], o->is_spam ? "spam" : "ham");
	if (o->has_action)
		buf_addf(out, " %s", o->action);
	if (o->has_score)
		buf_addf(out, " %.1f", o->score);
}
