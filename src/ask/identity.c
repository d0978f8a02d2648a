#include "ask/inside.h"

#include <string.h>

#include "base/must.h"
#include "dns/name.h"
#include "identity/auth_results.h"
#include "identity/results.h"
#include "identity/return_path.h"

/* Between two runs. */
struct identity_state {
	bool has_collected;
	struct identity_collected collected;
	struct asking_client client;
};

static enum auth_status
status_of(const char *name)
{
	for (int i = 0; i < AUTH_STATUS_COUNT; i++)
		if (strcmp(auth_status_names[i], name) == 0)
			return (enum auth_status)i;
	must(!"a status that RFC 8601 does not know");
	return AUTH_PERMERROR;
}

/* Is DOMAIN one of LIST, or below one? */
static bool
is_listed(struct bytes domain, const struct conf_texts *list)
{
	for (size_t i = 0; domain.len != 0 && i < list->count; i++)
		if (dns_name_is_within(domain, list->at[i]))
			return true;
	return false;
}

static void
add_texts(struct asking *a, const struct bytes *from, size_t count, void *list)
{
	LIST(struct bytes) *to = list;
	for (size_t i = 0; i < count; i++) {
		struct bytes *slot = LIST_ADD(a->arena, to);
		if (slot != NULL)
			*slot = asking_text(a, from[i]);
	}
}

static struct bytes
names_of(struct asking *a, uint32_t fields)
{
	struct buf names;
	buf_init(&names, 200);
	for (int i = 0; i < DKIM_FIELD_COUNT; i++)
		if ((fields >> i & 1) != 0)
			buf_addf(&names, "%s%s", names.len != 0 ? ", " : "", dkim_field_names[i]);
	struct bytes text = asking_text(a, buf_bytes(&names));
	buf_done(&names);
	return text;
}

static void
note_spf(struct asking *a, const struct identity_state *s, const struct spf_result *r, struct casefile_identity *out)
{
	out->client_ip = asking_text(a, s->client.ip);
	out->spf = status_of(spf_status_names[r->status]);
	out->spf_domain = asking_text(a, r->domain);
	out->spf_is_helo = r->is_helo;
	out->spf_term = asking_text(a, r->term);
	out->spf_reason = asking_text(a, r->reason);
	out->spf_explanation = asking_text(a, r->explanation);
}

static void
note_sender(struct asking *a, const struct identity_state *s, struct casefile_identity *out)
{
	struct return_path path;
	out->sender = AUTH_SENDER_PLAIN;
	if (!s->client.has_sender)
		return;
	return_path_read(s->client.sender, &path);
	out->sender = (enum auth_sender)path.kind;
	out->sender_domain = asking_text(a, path.domain);
}

static void
note_signature(struct asking *a, const struct identity_state *s, const struct dkim_signature *from,
    const struct dkim_result *r, struct casefile_signature *out)
{
	*out = (struct casefile_signature){
		.status = status_of(dkim_status_names[r->status]),
		.reason = asking_text(a, r->reason),
		.domain = asking_text(a, r->domain),
		.selector = asking_text(a, r->selector),
		.identity = asking_text(a, bytes_to(r->identity, 320)),
		.algorithm = asking_text(a, bytes_of_cstr(signature_algorithm_names[r->algorithm])),
		.key_bits = r->key_bits,
		.is_aligned = dmarc_same_owner(r->domain, s->collected.from.domain),
		.is_testing = r->is_testing,
		.is_partial = from->is_partial,
		.is_expired = from->expires_at != 0 && s->client.when > from->expires_at,
		.unsigned_octets = from->unsigned_octets,
		.unsigned_fields = names_of(a, r->unsigned_fields),
		.signed_at = r->signed_at,
	};
	(void)arena_copy(a->arena, r->mark, &out->mark);
}

/* What the newest sealer says that it saw: ARC-Authentication-Results of the newest set. */
static bool
sealer_saw_pass(const struct casefile *c, uint32_t instance)
{
	for (size_t i = 0; i < c->headers.count; i++) {
		const struct casefile_header *h = &c->headers.at[i];
		struct bytes value = h->value, tag;
		uint64_t number;
		if (!bytes_equal_nocase(h->name, BYTES("ARC-Authentication-Results")) || !bytes_cut(&value, ';', &tag))
			continue;
		tag = bytes_trim(tag);
		if (!bytes_starts_nocase(tag, BYTES("i=")) || bytes_number(bytes_trim(bytes_from(tag, 2)), 50, &number) != 0 ||
		    number != instance)
			continue;
		while (bytes_cut(&value, ';', &tag)) {
			tag = bytes_trim(tag);
			if (bytes_starts_nocase(tag, BYTES("dmarc=")))
				return bytes_starts_nocase(tag, BYTES("dmarc=pass"));
		}
		return false;
	}
	return false;
}

static void
note_arc(struct asking *a, const struct arc_result *r, struct casefile_identity *out)
{
	out->arc = status_of(arc_status_names[r->status]);
	out->arc_reason = asking_text(a, r->reason);
	add_texts(a, r->sealers.at, r->sealers.count, &out->sealers);
	if (out->arc == AUTH_PASS && out->sealers.count != 0 &&
	    is_listed(out->sealers.at[out->sealers.count - 1], &a->conf->identity.trusted_sealers))
		out->trusted_sealer = out->sealers.at[out->sealers.count - 1];
}

/* Why a published policy is not followed; NULL where it is. */
static const char *
override_of(const struct asking *a, const struct identity_results *r, const struct casefile_identity *id)
{
	const struct conf_identity *conf = &a->conf->identity;
	struct cidr client;
	if (is_listed(r->dmarc.domain, &conf->dmarc_ignored))
		return "by configuration";
	if (id->trusted_sealer.len != 0 && sealer_saw_pass(a->casefile, r->arc.count))
		return "a sealer that we trust saw it pass";
	if (cidr_address(id->client_ip, &client) == 0 &&
	    cidr_any(conf->trusted_forwarders.at, conf->trusted_forwarders.count, &client))
		return "a forwarder that we trust handed it on";
	return NULL;
}

static void
note_dmarc(struct asking *a, const struct identity_results *r, struct casefile_identity *out)
{
	const struct dmarc_result *d = &r->dmarc;
	/* one number for a message, the same whenever it is judged again */
	struct bytes sha256 = a->casefile->sha256;
	uint32_t sample = sha256.len < 2 ? 0 : (uint32_t)(sha256.at[0] << 8 | sha256.at[1]) % 100;
	out->dmarc = status_of(dmarc_status_names[d->status]);
	out->dmarc_reason = asking_text(a, d->reason);
	out->policy_domain = asking_text(a, d->policy_domain);
	out->organization = asking_text(a, d->organization);
	out->policy = (enum auth_policy)d->policy;
	out->percent = d->percent;
	out->is_spf_aligned = d->is_spf_aligned;
	out->is_dkim_aligned = d->is_dkim_aligned;
	if (out->dmarc != AUTH_FAIL)
		return;
	const char *override = override_of(a, r, out);
	if (override != NULL)
		out->override = asking_text(a, bytes_of_cstr(override));
	else
		out->applied = (enum auth_policy)dmarc_apply(d, sample);
}

/* The one domain that may be trusted.  Where no policy is published, what is aligned by the suffix list will do. */
static struct bytes
decide(const struct identity_results *r, const struct casefile_identity *id)
{
	if (id->from != AUTH_FROM_ONE)
		return BYTES_NONE;
	if (id->dmarc == AUTH_PASS)
		return id->from_domain;
	if (id->dmarc != AUTH_NONE)
		return BYTES_NONE;
	if (r->spf.status == SPF_PASS && !r->spf.is_helo && dmarc_same_owner(r->spf.domain, r->from.domain))
		return id->from_domain;
	for (size_t i = 0; i < id->signatures.count; i++) {
		const struct casefile_signature *s = &id->signatures.at[i];
		if (s->status == AUTH_PASS && s->is_aligned && !s->is_testing)
			return id->from_domain;
	}
	return BYTES_NONE;
}

/* Its folds become blanks: whoever writes the header folds it anew. */
static struct bytes
results_text(struct asking *a, const struct identity_state *s, const struct identity_results *r)
{
	struct buf folded, flat;
	struct bytes rest, line;
	buf_init(&folded, CASEFILE_RESULTS_MAX);
	buf_init(&flat, CASEFILE_RESULTS_MAX);
	auth_results_write(r, a->authserv_id, s->client.sender, &folded);
	rest = buf_bytes(&folded);
	while (bytes_cut(&rest, '\n', &line)) {
		buf_add(&flat, bytes_trim(line));
		buf_add_cstr(&flat, rest.len != 0 ? " " : "");
	}
	/* half a result could say something else */
	struct bytes text = buf_ok(&folded) && buf_ok(&flat) ? asking_text(a, buf_bytes(&flat)) : BYTES_NONE;
	buf_done(&folded);
	buf_done(&flat);
	return text;
}

static void
note(struct asking *a, const struct identity_state *s, const struct identity_results *r)
{
	struct casefile_identity *out = &a->casefile->asked.identity;
	*out = (struct casefile_identity){ .was_asked = true, .from = (enum auth_from)r->from.status,
		.signature_count = r->signature_count, .questions = (uint32_t)a->book.entries.count };
	out->from_domain = asking_text(a, r->from.domain);
	out->from_reason = asking_text(a, r->from.reason);
	add_texts(a, r->from.domains.at, r->from.domains.count, &out->from_domains);
	note_sender(a, s, out);
	note_spf(a, s, &r->spf, out);
	for (size_t i = 0; i < r->dkim.count; i++) {
		struct casefile_signature *slot = LIST_ADD(a->arena, &out->signatures);
		if (slot != NULL)
			note_signature(a, s, &s->collected.signatures.at[i], &r->dkim.at[i], slot);
	}
	note_arc(a, &r->arc, out);
	note_dmarc(a, r, out);
	for (size_t i = 0; i < a->book.entries.count; i++)
		out->unanswered += dns_is_temporary(&a->book.entries.at[i].answer);
	out->domain = decide(r, out);
	out->results = results_text(a, s, r);
}

/* Who sends through us, or from inside, is known otherwise. */
static bool
is_for_us(const struct casefile_envelope *e)
{
	return e->direction == DIRECTION_INBOUND && e->user.len == 0;
}

static int
begin(struct asking *a, struct identity_state *s)
{
	asking_client(a->casefile, &s->client);
	if (a->collected.len == 0 ||
	    schema_read(&identity_collected_schema, a->collected, a->scratch, &s->collected) != 0) {
		casefile_gap_add(a->casefile, a->arena, BYTES_NONE, GAP_CRASHED,
		    BYTES("who sent it could not be read from the message"));
		return 1;
	}
	s->has_collected = true;
	return 0;
}

static int
run(struct asking *a, void **state)
{
	struct identity_state *s = *state;
	struct identity_results results;
	if (s == NULL) {
		if (!is_for_us(&a->casefile->envelope))
			return 1;
		*state = s = arena_get(a->scratch, 1, sizeof *s);
		if (s == NULL)
			return FAULT_LIMIT;
		if (begin(a, s) != 0)
			return 1;
	}
	const struct spf_input spf = { .ip = s->client.has_sender ? s->client.ip : BYTES_NONE, .helo = s->client.helo,
		.mail_from = s->client.sender, .receiver = a->conf->server.hostname, .now = s->client.when };
	int r = identity_judge(&s->collected, &spf, &a->book, a->scratch, &results);
	if (r == 1)
		note(a, s, &results);
	return r;
}

const struct ask_check ask_identity = { .name = "identity", .needs_dns = true, .run = run };
