#include "carry/reporter.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/must.h"
#include "carry/own_mail.h"
#include "dns/name.h"
#include "dns/resolver.h"
#include "identity/dmarc.h"
#include "sys/clock.h"
#include "url/domain.h"

#define REPORTER_MEMORY ((size_t)32 << 20)

struct reporter {
	struct reporter_options options;
	struct event *tick;
	bool is_busy;
	/* the one at work */
	struct arena *arena;
	struct casefile_report report;
	int64_t day;
	struct dns_book book;
	struct dns_asking *asking;
	size_t open;      /* mails that the keeper has not taken yet */
	size_t taken;
	char detail[200];
};

static const struct dns_record *
only_record(const struct dns_answer *a, struct bytes version)
{
	const struct dns_record *found = NULL;
	for (size_t i = 0; i < a->records.count; i++) {
		if (!bytes_starts(a->records.at[i].data, version))
			continue;
		if (found != NULL)
			return NULL;
		found = &a->records.at[i];
	}
	return found;
}

static const struct dns_answer *
policy_answer(const struct casefile_report *r, struct dns_book *book)
{
	char name[300];
	(void)snprintf(name, sizeof name, "%s.%.*s", r->kind == REPORT_TLS ? "_smtp._tls" : "_dmarc", BYTES_ARGS(r->domain));
	return dns_look(book, bytes_of_cstr(name), DNS_TXT);
}

static struct bytes
read_policy(struct casefile_report *r, const struct dns_answer *a)
{
	struct dmarc_record record;
	const struct dns_record *text = only_record(a, r->kind == REPORT_TLS ? BYTES("v=TLSRPTv1") : BYTES("v=DMARC1"));
	if (text == NULL)
		return BYTES_NONE;
	if (r->kind == REPORT_TLS)
		return letter_tls_rua(text->data);
	if (dmarc_record_read(text->data, &record) != 0)
		return BYTES_NONE;
	r->policy = (enum auth_policy)record.policy;
	r->subdomain_policy = (enum auth_policy)(record.has_subdomain_policy ? record.subdomain_policy : record.policy);
	r->percent = record.percent;
	r->is_strict_dkim = record.strict_dkim;
	r->is_strict_spf = record.strict_spf;
	return record.reports;
}

/* May a report about R go to an address at DEST?  1, 0 for no, FAULT_LATER where it is not known yet. */
static int
is_wanted(const struct casefile_report *r, struct bytes dest, struct dns_book *book)
{
	char name[600];
	struct bytes base = domain_registrable(r->domain);
	if (r->kind == REPORT_TLS || dns_name_is_within(dest, r->domain) ||
	    (base.len != 0 && bytes_equal_nocase(domain_registrable(dest), base)))
		return 1;
	(void)snprintf(name, sizeof name, "%.*s._report._dmarc.%.*s", BYTES_ARGS(r->domain), BYTES_ARGS(dest));
	const struct dns_answer *a = dns_look(book, bytes_of_cstr(name), DNS_TXT);
	if (a == NULL)
		return FAULT_LATER;
	for (size_t i = 0; a->status == DNS_OK && i < a->records.count; i++)
		if (bytes_starts(a->records.at[i].data, BYTES("v=DMARC1")))
			return 1;
	return 0;
}

int
reporter_where(struct casefile_report *report, struct dns_book *book,
    struct letter_address out[LETTER_ADDRESSES_MAX], size_t *out_count)
{
	struct letter_address all[LETTER_ADDRESSES_MAX];
	bool is_open = false;
	*out_count = 0;
	if (!dns_name_is_host(report->domain))
		return FAULT_ABSENT;
	const struct dns_answer *a = policy_answer(report, book);
	if (a == NULL)
		return 0;
	if (dns_is_temporary(a))
		return FAULT_LATER;
	size_t count = letter_addresses(read_policy(report, a), all);
	for (size_t i = 0; i < count; i++) {
		int wanted = dns_name_is_host(all[i].domain) ? is_wanted(report, all[i].domain, book) : 0;
		is_open |= wanted == FAULT_LATER;
		if (wanted == 1)
			out[(*out_count)++] = all[i];
	}
	if (is_open)
		return 0;
	return *out_count != 0 ? 1 : FAULT_ABSENT;
}

static void
on_noted(void *context, int fault, const void *answer, const struct ask_fds *fds)
{
	struct reporter *r = context;
	arena_free(r->arena);
	r->arena = NULL;
	r->is_busy = false;
	/* the next one at once, when this was done */
	if (fault == 0)
		event_active(r->tick, 0, 0);
}

static void
finish(struct reporter *r, const char *state, const char *detail)
{
	const struct ask_reported done = { .kind = r->report.kind, .day = r->day, .domain = r->report.domain,
		.state = bytes_of_cstr(state), .detail = bytes_of_cstr(detail) };
	log_event(r->options.log, LOG_INFO, "report", LOG_CSTR("kind", report_kind_names[r->report.kind]),
	    LOG_TEXT("domain", r->report.domain), LOG_CSTR("state", state), LOG_CSTR("detail", detail));
	if (asker_ask(r->options.keeper, ASK_REPORTED, &done, NULL, on_noted, r) != 0)
		on_noted(r, FAULT_LATER, NULL, NULL);
}

static void
mail_is_over(struct reporter *r)
{
	if (--r->open == 0)
		finish(r, r->taken != 0 ? "sent" : "failed", r->detail);
}

static void
on_mailed(void *context, int fault, const void *answer, const struct ask_fds *fds)
{
	struct reporter *r = context;
	const struct answer *said = answer;
	r->taken += fault == 0 && said != NULL && said->fault == 0;
	mail_is_over(r);
}

static int
mail_to(struct reporter *r, const struct letter_address *to, size_t number)
{
	char id[128];
	struct buf letter;
	const struct letter l = { .from = r->options.conf->reports.from, .to = to->address,
		.host = bytes_of_cstr(r->options.hostname), .now = clock_wall_ms() / 1000 };
	buf_init(&letter, OWN_MAIL_MAX);
	(void)snprintf(id, sizeof id, "%.*s.%zu", BYTES_ARGS(bytes_to(r->report.id, 100)), number);
	int fault = letter_write(&l, &r->report, &letter);
	if (fault == 0 && letter.len > to->octets_max)
		fault = FAULT_LIMIT;
	const struct own_mail mail = { .id = bytes_of_cstr(id), .from = l.from, .to = l.to, .letter = buf_bytes(&letter) };
	if (fault == 0)
		fault = own_mail_send(&mail, r->options.keyring, r->options.keeper, on_mailed, r);
	buf_done(&letter);
	return fault;
}

static void
send_all(struct reporter *r, const struct letter_address *to, size_t count)
{
	char id[64];
	uint64_t random;
	must(getrandom(&random, sizeof random, 0) == sizeof random);
	(void)snprintf(id, sizeof id, "report-%lld-%016llx", (long long)r->day, (unsigned long long)random);
	r->report.id = bytes_of_cstr(id);
	r->report.contact = r->options.conf->reports.from;
	r->report.organization = r->options.conf->reports.organization.len != 0 ? r->options.conf->reports.organization
	                                                                      : bytes_of_cstr(r->options.hostname);
	r->open = 1; /* ours, so that none of them ends it early */
	r->taken = 0;
	size_t used = 0;
	r->detail[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		int fault = mail_to(r, &to[i], i + 1);
		r->open += fault == 0;
		used += (size_t)snprintf(r->detail + used, sizeof r->detail - used, "%s%.*s%s", used != 0 ? ", " : "",
		    BYTES_ARGS(bytes_to(to[i].address, 80)), fault == 0 ? "" : " (too large, or could not be queued)");
		if (used >= sizeof r->detail)
			used = sizeof r->detail - 1;
	}
	r->report.id = BYTES_NONE;
	mail_is_over(r);
}

static void
step(void *arg)
{
	struct reporter *r = arg;
	struct letter_address to[LETTER_ADDRESSES_MAX];
	size_t count;
	r->asking = NULL;
	int got = reporter_where(&r->report, &r->book, to, &count);
	if (got == 0)
		r->asking = dns_ask(r->options.resolver, &r->book, REPORTER_DNS_MS, step, r);
	else if (got == 1)
		send_all(r, to, count);
	else if (got == FAULT_ABSENT)
		finish(r, "none", "nobody asks for it");
	else
		finish(r, "failed", "the DNS does not say where it goes");
}

static void
on_report(void *context, int fault, const void *answer, const struct ask_fds *fds)
{
	struct reporter *r = context;
	const struct answer_report *due = answer;
	struct buf form;
	struct bytes kept = BYTES_NONE;
	if (fault != 0 || due == NULL || due->fault != 0) {
		r->is_busy = false;
		return;
	}
	/* the answer lives during this call only */
	r->arena = arena_new(REPORTER_MEMORY);
	r->book = (struct dns_book){ .arena = r->arena };
	r->report = (struct casefile_report){ 0 };
	r->day = due->day;
	buf_init(&form, ASK_OCTETS_MAX);
	schema_write(&casefile_report_schema, &due->report, &form);
	bool fits = buf_ok(&form) && arena_copy(r->arena, buf_bytes(&form), &kept) &&
	    schema_read(&casefile_report_schema, kept, r->arena, &r->report) == 0;
	buf_done(&form);
	if (fits)
		step(r);
	else
		on_noted(r, FAULT_LIMIT, NULL, NULL);
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct reporter *r = arg;
	if (r->is_busy)
		return;
	r->is_busy = asker_ask(r->options.keeper, ASK_REPORT, NULL, NULL, on_report, r) == 0;
}

struct reporter *
reporter_new(const struct reporter_options *options)
{
	int64_t ms = options->tick_ms != 0 ? options->tick_ms : REPORTER_TICK_S * INT64_C(1000);
	const struct timeval every = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };
	if (options->conf->reports.from.len == 0 || options->resolver == NULL)
		return NULL;
	struct reporter *r = xcalloc(1, sizeof *r);
	r->options = *options;
	r->tick = event_new(options->base, -1, EV_PERSIST, on_tick, r);
	must(r->tick != NULL && event_add(r->tick, &every) == 0);
	return r;
}

void
reporter_free(struct reporter *r)
{
	if (r == NULL)
		return;
	if (r->asking != NULL)
		dns_ask_cancel(r->asking);
	event_free(r->tick);
	arena_free(r->arena);
	free(r);
}
