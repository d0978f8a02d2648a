#include "verdict/verdict.h"

#include <math.h>

/* No family alone reaches quarantine, also where a policy has set its caps too high. */
#define FAMILY_MARGIN 0.25
/* The share that repeated findings of one detector keep. */
#define AGAIN 0.25
/* A type needs this much evidence of its own, and this share of the strongest type's, to take
 * precedence over it: one weak virus sign does not make a virus of an obvious advertisement. */
#define TYPE_MINIMUM 1.5
#define TYPE_SHARE 0.4

const struct policy_view policy_default = {
	.prior = -4,
	.tag = 0,
	.quarantine = 0.75,
	.reject = 8,
	.family_cap = { [FAMILY_IDENTITY] = 4.5,
	    [FAMILY_REPUTATION] = 4.5,
	    [FAMILY_CONTENT] = 4.5,
	    [FAMILY_LINK] = 4.5,
	    [FAMILY_ATTACHMENT] = 5.5,
	    [FAMILY_FINGERPRINT] = 5.5,
	    [FAMILY_RELATION] = 4,
	    [FAMILY_BEHAVIOUR] = 3,
	    [FAMILY_LEARNED] = 3.5 },
	.relief_cap = 2.5,
	.on_unread = ACTION_QUARANTINE,
};

/* What finding number I weighs: the strongest of its detector in full, more of the same a quarter.
 * Five links of one kind are one trick, and which of them stands first must not matter. */
static double
worth(const struct findings *findings, size_t i)
{
	const struct finding *f = &findings->list.at[i];
	for (size_t k = 0; k < findings->list.count; k++) {
		const struct finding *other = &findings->list.at[k];
		if (k != i && bytes_equal(other->id, f->id) &&
		    (other->weight > f->weight || (other->weight == f->weight && k < i)))
			return f->weight * AGAIN;
	}
	return f->weight;
}

static void
add_up(const struct findings *findings, const struct policy_view *policy, struct verdict *v)
{
	double against[FAMILY_COUNT] = { 0 }, for_it[FAMILY_COUNT] = { 0 };
	for (size_t i = 0; i < findings->list.count; i++) {
		const struct finding *f = &findings->list.at[i];
		if (f->weight > 0)
			against[f->family] += worth(findings, i);
		else
			for_it[f->family] += f->weight;
		v->is_hard |= f->is_hard && f->weight > 0;
	}
	double ceiling = policy->quarantine - policy->prior - FAMILY_MARGIN;
	double sum = 0, relief = 0;
	for (int family = 0; family < FAMILY_COUNT; family++) {
		against[family] = fmin(against[family], fmin(policy->family_cap[family], ceiling));
		sum += against[family];
		relief += for_it[family];
		v->families[family] = against[family] + fmax(for_it[family], -policy->relief_cap);
	}
	v->relief = fmax(relief, -policy->relief_cap);
	v->score = policy->prior + sum + v->relief;
	/* Hard evidence decides by itself; other evidence may still say more. */
	if (v->is_hard)
		v->score = fmax(v->score, fmax(policy->quarantine, policy->prior + sum));
}

/* Who is posed as, or what is to be got by it: this makes a fraud.  A link to a bare address, or one
 * that carries the recipient's address, is a technique that casinos and lenders use too. */
#define SAYS_OF_FRAUD                                                                              \
	(SAYS_EXECUTIVE | SAYS_INTERNAL | SAYS_SUPPLIER | SAYS_CLIENT | SAYS_AUTHORITY |           \
	    SAYS_BRAND | SAYS_PAYMENT | SAYS_PAYROLL | SAYS_GIFT_CARD | SAYS_TASK | SAYS_DATA |    \
	    SAYS_ADVANCE_FEE | SAYS_EXTORTION)

/* Does it judge what is written? */
static bool
is_of_text(const struct finding *f)
{
	return f->family == FAMILY_CONTENT || f->family == FAMILY_LEARNED;
}

static bool
is_fraud(const struct finding *f)
{
	return is_of_text(f) || f->family == FAMILY_FINGERPRINT ||
	    (f->says & SAYS_OF_FRAUD) != 0;
}

static enum mail_type
type_of(const struct findings *findings)
{
	double sums[TYPE_COUNT] = { 0 }, told[TYPE_COUNT] = { 0 }, strongest = 0;
	enum mail_type hardest = TYPE_NORMAL;
	for (size_t i = 0; i < findings->list.count; i++) {
		const struct finding *f = &findings->list.at[i];
		if (f->weight <= 0)
			continue;
		sums[f->type] += f->weight;
		if (f->type == TYPE_PHISHING ? is_fraud(f) : is_of_text(f))
			told[f->type] += f->weight;
		if (f->is_hard && f->type > hardest)
			hardest = f->type;
	}
	if (hardest != TYPE_NORMAL)
		return hardest;
	/* Where the text says plainly what it is, technique alone makes no phishing of it. */
	for (int type = TYPE_SPAM; type < TYPE_PHISHING; type++)
		if (told[type] >= TYPE_MINIMUM && told[TYPE_PHISHING] < TYPE_SHARE * told[type])
			sums[TYPE_PHISHING] = told[TYPE_PHISHING];
	for (int type = TYPE_SPAM; type < TYPE_COUNT; type++)
		strongest = fmax(strongest, sums[type]);
	for (int type = TYPE_COUNT - 1; type > TYPE_SPAM; type--)
		if (sums[type] >= TYPE_MINIMUM && sums[type] >= TYPE_SHARE * strongest)
			return (enum mail_type)type;
	/* Many small signs of several kinds, none enough for a name: unwanted, no more can be said.
	 */
	return TYPE_SPAM;
}

static void
bec_axes(uint32_t says, struct verdict *v)
{
	v->bec_theme = says & SAYS_GIFT_CARD ? BEC_GIFT_CARD
	    : says & SAYS_PAYROLL            ? BEC_PAYROLL
	    : says & SAYS_PAYMENT            ? BEC_PAYMENT
	    : says & SAYS_DATA               ? BEC_DATA
	    : says & SAYS_TASK               ? BEC_TASK
	                                     : BEC_THEME_NONE;
	if (v->bec_theme == BEC_THEME_NONE)
		return;
	v->bec_identity = says & SAYS_EXECUTIVE ? BEC_EXECUTIVE
	    : says & SAYS_PAYROLL               ? BEC_EMPLOYEE /* nobody else is paid wages */
	    : says & SAYS_SUPPLIER              ? BEC_SUPPLIER
	    : says & SAYS_CLIENT                ? BEC_CLIENT
	    : says & SAYS_AUTHORITY             ? BEC_AUTHORITY
	    : says & SAYS_INTERNAL              ? BEC_EMPLOYEE
	                                        : BEC_UNKNOWN;
	v->bec_deception = says & SAYS_COMPROMISED ? BEC_COMPROMISE
	    : says & SAYS_IMPERSONATES             ? BEC_IMPERSONATION
	                                           : BEC_PLAIN;
}

static bool
targets_executive(const struct casefile *c)
{
	for (size_t i = 0; i < c->envelope.executives.count; i++) {
		struct bytes line = c->envelope.executives.at[i];
		size_t open = bytes_find_last_octet(line, '<');
		struct bytes address =
		    open == BYTES_NOT_FOUND ? line : bytes_slice(line, open + 1, line.len - 1);
		for (size_t r = 0; r < c->envelope.recipients.count && address.len != 0; r++)
			if (bytes_equal_nocase(c->envelope.recipients.at[r], address))
				return true;
	}
	return false;
}

/* The order is the conflict rule: who is posed as comes before who is aimed at, both before what is
 * asked.  A notice of one's own mail system goes to everybody and is OA phishing; only what aims at
 * a few people, in a message written for them, is spear phishing. */
static enum subtype
subtype_of(const struct casefile *c, uint32_t says, const struct verdict *v)
{
	if (says & SAYS_EXECUTIVE)
		return SUBTYPE_CEO;
	if (targets_executive(c))
		return SUBTYPE_WHALING;
	if (v->bec_theme != BEC_THEME_NONE && !(says & SAYS_CREDENTIALS))
		return SUBTYPE_BEC;
	if (says & SAYS_INTERNAL)
		return SUBTYPE_OA;
	if (says & SAYS_IMPERSONATES && !v->bulk && c->to_count + c->cc_count <= 3 &&
	    c->to_count != 0)
		return SUBTYPE_SPEAR;
	return SUBTYPE_OTHER;
}

/* The address that refusals go to is one of a program that keeps count: bounce-TOKEN@, x=y@. */
static bool
counts_refusals(struct bytes mail_from)
{
	struct bytes local = bytes_slice(mail_from, 0, bytes_find_octet(mail_from, '@'));
	/* A forwarder (SRS) and a server that signs its users' addresses (BATV) write '=' too. */
	if (bytes_starts_nocase(local, BYTES("SRS")) || bytes_starts_nocase(local, BYTES("prvs=")))
		return false;
	return bytes_starts_nocase(local, BYTES("bounce")) ||
	    bytes_find_octet(local, '=') != BYTES_NOT_FOUND;
}

/* Nobody reads what is answered to this address. */
static bool
takes_no_answer(struct bytes local)
{
	static const struct bytes names[] = { BYTES_INIT("noreply"), BYTES_INIT("no-reply"),
		BYTES_INIT("no_reply"), BYTES_INIT("donotreply"), BYTES_INIT("do-not-reply"),
		BYTES_INIT("newsletter"), BYTES_INIT("notification"), BYTES_INIT("notifications") };
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (bytes_equal_nocase(local, names[i]))
			return true;
	return false;
}

/* By what the sender does, never by who it is: RFC 2369 and 8058 lists and their leaving, what
 * reports of complaints are sorted by, a program as author (RFC 3834), refusals that are counted,
 * answers that are not read, readers who are counted by a picture of one dot. */
static bool
is_bulk(const struct casefile *c)
{
	if (c->asked.prints.copies >= PRINT_COPIES_BULK)
		return true;
	const struct casefile_header *precedence = casefile_header(c, "Precedence");
	if (precedence != NULL &&
	    (bytes_equal_nocase(bytes_trim(precedence->value), BYTES("bulk")) ||
	        bytes_equal_nocase(bytes_trim(precedence->value), BYTES("list"))))
		return true;
	if (casefile_header(c, "List-Unsubscribe") != NULL ||
	    casefile_header(c, "List-Id") != NULL || casefile_header(c, "Feedback-ID") != NULL)
		return true;
	/* What follows is also seen around letters that a person wrote through a program, so an
	 * answer in a conversation is none. */
	if (c->in_reply_to.len != 0 || c->references != 0)
		return false;
	const struct casefile_header *automatic = casefile_header(c, "Auto-Submitted");
	if (automatic != NULL &&
	    bytes_starts_nocase(bytes_trim(automatic->value), BYTES("auto-generated")))
		return true;
	if (c->from.count == 1 && takes_no_answer(c->from.at[0].local))
		return true;
	/* A person's signature may hold such a dot, but is not laid out in tables. */
	for (size_t i = 0; i < c->pages.count; i++)
		if (c->pages.at[i].tracking_pixels != 0 && c->pages.at[i].tables != 0)
			return true;
	return counts_refusals(c->envelope.mail_from);
}

void
verdict_decide(const struct casefile *c, const struct findings *findings,
    const struct policy_view *policy, struct verdict *out)
{
	*out = (struct verdict){ .gaps = (uint32_t)c->gaps.count };
	uint32_t says = 0;
	for (size_t i = 0; i < findings->list.count; i++)
		if (findings->list.at[i].weight > 0)
			says |= findings->list.at[i].says;

	add_up(findings, policy, out);
	if (policy->may_reject && out->score >= policy->reject)
		out->action = ACTION_REJECT;
	else if (out->score >= policy->quarantine)
		out->action = ACTION_QUARANTINE;
	else if (out->score >= policy->tag)
		out->action = ACTION_TAG;
	out->type = out->score >= policy->tag ? type_of(findings) : TYPE_NORMAL;
	out->is_unread = c->is_unread;
	if (out->is_unread && out->action < policy->on_unread)
		out->action = policy->on_unread;

	out->bulk = (out->type == TYPE_NORMAL || out->type == TYPE_SPAM) && is_bulk(c);
	if (out->type == TYPE_PHISHING) {
		bec_axes(says, out);
		out->subtype = subtype_of(c, says, out);
	}
}

void
verdict_header(const struct verdict *v, struct bytes id, struct buf *out)
{
	/* Not printf's %f: the header must look the same under every locale. */
	double hundredths = fmin(fmax(round(v->score * 100), -99999), 99999);
	int whole = (int)fabs(hundredths);
	buf_addf(out, "type=%s; action=%s; score=%s%d.%02d; id=", mail_type_names[v->type],
	    action_names[v->action], hundredths < 0 ? "-" : "", whole / 100, whole % 100);
	for (size_t i = 0; i < id.len; i++)
		if (ascii_is_alnum(id.at[i]) || id.at[i] == '-' || id.at[i] == '_' ||
		    id.at[i] == '.')
			buf_add_octet(out, id.at[i]);
}
