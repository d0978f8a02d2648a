#include "path/inside.h"

#include "lib/check.h"
#include "lib/zone.h"

#define NOW 1763800000

struct scene {
	struct arena *arena;
	struct casefile c;
	struct zone zone;
	struct cidr network;
	struct bytes name;
	struct path_input in;
	struct casefile_path path;
};

static int
setup(void **state)
{
	struct scene *s = calloc(1, sizeof *s);
	s->arena = s->zone.arena = arena_new((size_t)4 << 20);
	s->in = (struct path_input){ .c = &s->c, .names = &s->name };
	*state = s;
	return 0;
}

static int
teardown(void **state)
{
	struct scene *s = *state;
	arena_free(s->arena);
	free(s);
	return 0;
}

static struct casefile_hop *
hop(struct scene *s, const char *helo, const char *name, const char *ip, const char *by)
{
	struct casefile_hop *h = LIST_ADD(s->arena, &s->c.hops);
	*h = (struct casefile_hop){ bytes_of_cstr(helo), bytes_of_cstr(name), bytes_of_cstr(ip), bytes_of_cstr(by),
		BYTES("ESMTP"), NOW };
	s->c.hop_count++;
	return h;
}

static void
client(struct scene *s, const char *ip, const char *helo)
{
	s->c.envelope.client_ip = bytes_of_cstr(ip);
	s->c.envelope.helo = bytes_of_cstr(helo);
	s->c.envelope.received_ms = INT64_C(1000) * NOW;
}

/* Until nothing is open. */
static void
check(struct scene *s)
{
	struct dns_book book = { .arena = s->arena };
	int rounds = 0;
	while (path_check(&s->in, &book, s->arena, &s->path) == 0) {
		assert_true(++rounds <= 3);
		assert_true(zone_answer(&s->zone, &book) > 0);
	}
	assert_true(book.entries.count <= PATH_QUESTIONS_MAX);
}

static void
check_offline(struct scene *s)
{
	assert_int_equal(path_check(&s->in, NULL, s->arena, &s->path), 1);
}

static bool
odd(const struct scene *s, enum path_oddity which)
{
	return (s->path.oddities >> which & 1) != 0;
}

static void
the_transport_knows_the_client(void **state)
{
	struct scene *s = *state;
	client(s, "203.0.113.7", "mx.example.net");
	hop(s, "real.example.org", "real.example.org", "198.51.100.1", "mx.example.net");
	check_offline(s);
	assert_int_equal(s->path.source, PATH_TRANSPORT);
	check_text(s->path.ip, "203.0.113.7");
	assert_int_equal(s->path.trusted, 0);
	assert_false(s->path.steps.at[0].is_ours);
}

static void
behind_our_own_relay_its_line_counts_and_no_more(void **state)
{
	struct scene *s = *state;
	assert_int_equal(cidr_read(BYTES("10.1.0.0/16"), &s->network), 0);
	s->in.networks[1].at = &s->network;
	s->in.networks[1].count = 1;
	client(s, "10.1.2.3", "relay.example.cn");
	hop(s, "inner.example.cn", "", "10.1.2.4", "relay.example.cn");
	hop(s, "spam.example.net", "spam.example.net", "203.0.113.9", "inner.example.cn");
	hop(s, "forged.example.org", "forged.example.org", "10.1.2.5", "spam.example.net");
	check_offline(s);
	assert_int_equal(s->path.source, PATH_RECEIVED);
	check_text(s->path.ip, "203.0.113.9");
	check_text(s->path.helo, "spam.example.net");
	assert_int_equal(s->path.trusted, 2);
	assert_true(s->path.steps.at[1].is_ours);
	assert_false(s->path.steps.at[2].is_ours);
}

static void
a_stranger_whom_a_listed_peer_spoke_for_is_a_stranger(void **state)
{
	struct scene *s = *state;
	client(s, "203.0.113.7", "mx.example.net");
	s->c.envelope.is_listed_peer = true; /* XCLIENT: the peer is ours, the client is not */
	hop(s, "mail.example.com", "mail.example.com", "192.0.2.1", "mx.example.net");
	check_offline(s);
	check_text(s->path.ip, "203.0.113.7");
	assert_int_equal(s->path.trusted, 0);
}

static void
a_private_client_that_is_not_ours_is_not_believed(void **state)
{
	struct scene *s = *state;
	client(s, "10.9.9.9", "x");
	hop(s, "mail.example.com", "mail.example.com", "192.0.2.1", "x");
	check_offline(s);
	check_text(s->path.ip, "10.9.9.9");
	assert_int_equal(s->path.trusted, 0);
}

static void
a_relay_is_known_by_the_name_that_ours_wrote_down(void **state)
{
	struct scene *s = *state;
	s->name = BYTES("protection.example.cn");
	s->in.name_count = 1;
	client(s, "127.0.0.1", "localhost");
	hop(s, "a", "a.protection.example.cn", "198.51.100.8", "mx.example.cn");
	hop(s, "sender.example.net", "sender.example.net", "203.0.113.5", "a.protection.example.cn");
	/* The sender may greet as he likes: only the name that ours found counts. */
	hop(s, "b.protection.example.cn", "", "203.0.113.6", "sender.example.net");
	hop(s, "c.example.org", "", "203.0.113.8", "b.protection.example.cn");
	check_offline(s);
	check_text(s->path.ip, "203.0.113.5");
	assert_int_equal(s->path.trusted, 2);
}

static void
a_file_begins_with_the_line_of_its_reader(void **state)
{
	struct scene *s = *state;
	hop(s, "localhost", "localhost", "127.0.0.1", "desk.example.cn");
	hop(s, "pop.example.cn", "", "198.51.100.20", "localhost")->with = BYTES("POP3");
	hop(s, "", "", "", "store.example.cn");
	hop(s, "front", "", "192.168.7.7", "store.example.cn");
	hop(s, "out.example.com", "unknown", "192.0.2.44", "mx.example.cn");
	hop(s, "laptop", "", "192.168.1.9", "out.example.com");
	check_offline(s);
	check_text(s->path.ip, "192.0.2.44");
	check_text(s->path.name, "");
	assert_int_equal(s->path.source, PATH_RECEIVED);
	assert_int_equal(s->path.trusted, 5);
}

static void
mail_that_never_left_our_nets_has_no_strange_client(void **state)
{
	struct scene *s = *state;
	client(s, "127.0.0.1", "localhost");
	hop(s, "desk", "", "127.0.0.1", "mx.example.cn");
	check_offline(s);
	assert_int_equal(s->path.source, PATH_INSIDE);
}

static void
a_file_without_lines_has_no_client(void **state)
{
	struct scene *s = *state;
	check_offline(s);
	assert_int_equal(s->path.source, PATH_UNKNOWN);
	assert_int_equal(s->path.ip.len, 0);
}

static void
names_and_addresses_must_lead_to_each_other(void **state)
{
	static const uint8_t right[] = { 192, 0, 2, 7 }, wrong[] = { 192, 0, 2, 8 };
	static const struct {
		const char *name; /* PTR; NULL for none */
		const uint8_t *address;
		enum dns_status fails; /* of the address question */
		enum dns_status ptr_fails;
		enum name_state want;
	} cases[] = {
		{ "mx.example.com", right, DNS_OK, DNS_OK, NAME_CONFIRMED },
		{ "mx.example.com", wrong, DNS_OK, DNS_OK, NAME_UNCONFIRMED },
		{ "mx.example.com", NULL, DNS_NXDOMAIN, DNS_OK, NAME_UNCONFIRMED },
		{ "mx.example.com", NULL, DNS_SERVFAIL, DNS_OK, NAME_TEMPORARY },
		{ NULL, NULL, DNS_OK, DNS_OK, NAME_NONE },
		{ NULL, NULL, DNS_OK, DNS_TIMEOUT, NAME_TEMPORARY },
	};
	struct scene *s = *state;
	client(s, "192.0.2.7", "[192.0.2.7]");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		s->zone.records.count = 0;
		if (cases[i].name != NULL)
			zone_add(&s->zone, BYTES("7.2.0.192.in-addr.arpa"), DNS_PTR, 0, bytes_of_cstr(cases[i].name), DNS_OK);
		else if (cases[i].ptr_fails != DNS_OK)
			zone_add(&s->zone, BYTES("7.2.0.192.in-addr.arpa"), DNS_PTR, 0, BYTES_NONE, cases[i].ptr_fails);
		if (cases[i].address != NULL)
			zone_add(&s->zone, BYTES("mx.example.com"), DNS_A, 0, bytes_of(cases[i].address, 4), DNS_OK);
		else if (cases[i].fails == DNS_SERVFAIL)
			zone_add(&s->zone, BYTES("mx.example.com"), DNS_A, 0, BYTES_NONE, DNS_SERVFAIL);
		check(s);
		if (s->path.reverse != cases[i].want)
			print_error("case %zu: %s\n", i, name_state_names[s->path.reverse]);
		assert_int_equal(s->path.reverse, cases[i].want);
	}
}

static void
of_many_names_one_that_leads_back_is_enough(void **state)
{
	static const uint8_t right[] = { 192, 0, 2, 7 };
	struct scene *s = *state;
	client(s, "192.0.2.7", "mx.example.com");
	zone_add(&s->zone, BYTES("7.2.0.192.in-addr.arpa"), DNS_PTR, 0, BYTES("other.example.com"), DNS_OK);
	zone_add(&s->zone, BYTES("7.2.0.192.in-addr.arpa"), DNS_PTR, 0, BYTES("mx.example.com"), DNS_OK);
	for (int i = 0; i < 50; i++)
		zone_add(&s->zone, BYTES("7.2.0.192.in-addr.arpa"), DNS_PTR, 0, BYTES("more.example.com"), DNS_OK);
	zone_add(&s->zone, BYTES("mx.example.com"), DNS_A, 0, bytes_of(right, 4), DNS_OK);
	check(s);
	assert_int_equal(s->path.reverse, NAME_CONFIRMED);
	assert_int_equal(s->path.greeting, NAME_CONFIRMED);
	check_text(s->path.name, "mx.example.com");
}

static void
ipv6_has_its_own_tree(void **state)
{
	static const uint8_t address[16] = { 0x20, 0x01, 0x0d, 0xb8, [15] = 0x25 };
	struct scene *s = *state;
	client(s, "2001:db8::25", "six.example.com");
	zone_add(&s->zone, BYTES("5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"), DNS_PTR, 0,
	    BYTES("six.example.com"), DNS_OK);
	zone_add(&s->zone, BYTES("six.example.com"), DNS_AAAA, 0, bytes_of(address, 16), DNS_OK);
	check(s);
	assert_int_equal(s->path.reverse, NAME_CONFIRMED);
}

static void
lines_of_customers_have_names_made_of_numbers(void **state)
{
	static const struct {
		const char *ip, *name;
		bool want;
	} cases[] = {
		{ "203.0.113.7", "7-113-0-203.dyn.isp.example", true },
		{ "203.0.113.7", "host-203-000-113-007.isp.example", true },
		{ "203.0.113.7", "cb007107.isp.example", true },
		{ "203.0.113.7", "pool-17.dsl.isp.example", true },
		{ "203.0.113.7", "mail-203-0-113-7.sender.example", false },
		{ "203.0.113.7", "mx7.example.com", false },
		{ "203.0.113.7", "a203.example.com", false },
		{ "1.1.1.1", "1.example.com", false },
		{ "2001:db8::7", "2001-db8--7.dyn.isp.example", false },
		{ "203.0.113.7", "", false },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct cidr a;
		assert_int_equal(cidr_address(bytes_of_cstr(cases[i].ip), &a), 0);
		if (address_makes_name(&a, bytes_of_cstr(cases[i].name)) != cases[i].want)
			print_error("case %zu\n", i);
		assert_int_equal(address_makes_name(&a, bytes_of_cstr(cases[i].name)), cases[i].want);
	}
}

static void
what_cannot_be_in_the_senders_story_is_seen(void **state)
{
	struct scene *s = *state;
	client(s, "203.0.113.7", "mx.example.net");
	*LIST_ADD(s->arena, &s->c.envelope.own_domains) = BYTES("example.cn");
	hop(s, "a.example.net", "", "300.1.2.3", "mx.example.net");
	check_offline(s);
	assert_true(odd(s, PATH_BAD_ADDRESS));
	s->c.hops.at[0].ip = BYTES("0.0.0.1");
	check_offline(s);
	assert_true(odd(s, PATH_BAD_ADDRESS));
	s->c.hops.at[0].ip = BYTES("0.0.0.0");
	check_offline(s);
	assert_int_equal(s->path.oddities, 0);
	s->c.hops.at[0].ip = BYTES("20:52:33");
	check_offline(s);
	assert_int_equal(s->path.oddities, 0);
	s->c.hops.at[0].ip = BYTES("192.168.1.1");
	check_offline(s);
	assert_int_equal(s->path.oddities, 0);
	s->c.hops.at[0].date = NOW + PATH_AHEAD_S;
	check_offline(s);
	assert_int_equal(s->path.oddities, 0);
	s->c.hops.at[0].date++;
	check_offline(s);
	assert_true(odd(s, PATH_TIME_AHEAD));
	assert_int_equal(s->path.odd_hop, 1);
	s->c.hops.at[0].date = INT64_MAX;
	check_offline(s);
	s->c.hops.at[0].date = INT64_MIN;
	s->c.hops.at[0].by = BYTES("mx.example.cn");
	check_offline(s);
	assert_true(odd(s, PATH_FORGED_OURS));
}

static void
a_great_name_needs_its_own_host(void **state)
{
	struct scene *s = *state;
	client(s, "203.0.113.7", "mail-yw1-f1.google.com");
	check_offline(s);
	assert_false(odd(s, PATH_HELO_PROVIDER));
	s->c.envelope.client_name = BYTES("host.example.net");
	check_offline(s);
	assert_true(odd(s, PATH_HELO_PROVIDER));
	check_text(s->path.claim, "gmail.com");
	s->c.envelope.client_name = BYTES("mail-yw1-f1.google.com");
	check_offline(s);
	assert_false(odd(s, PATH_HELO_PROVIDER));
	s->c.envelope.client_name = BYTES("unknown");
	check_offline(s);
	assert_false(odd(s, PATH_HELO_PROVIDER));
}

static void
programs_are_known_by_their_ids(void **state)
{
	static const struct {
		const char *mailer, *id;
		bool want;
	} cases[] = {
		{ "Microsoft Outlook 16.0", "0ada01d87a32$933d4810$b9b7d830$@example.com", false },
		{ "Microsoft Outlook 16.0", "a300a120@example.com", true },
		{ "The Bat! (v1.61) Educational", "13434889868.20020923174444@example.net", false },
		{ "The Bat! (v1.61) Educational", "004e02d80b1d$7654a1c1$7dd73db3@vdducg", true },
		{ "Mozilla/5.0 (X11; Linux) Thunderbird/102.8", "39d23b3f-4533-4017-a932-f1a9fef400e8@example.com", false },
		{ "Mozilla/5.0 (Windows; U)", "00001d0c3a43$00007528$00003ee0@example.com", true },
		{ "Apple Mail (2.3273)", "60991007-2485-4D5F-8FAD-B74D3C463A53@example.com", false },
		{ "iPhone Mail (16E227)", "1.2.3@example.com", true },
		{ "QQMail 2.x", "tencent_35F980DE62537DB02AB8@qq.com", false },
		{ "QQMail 2.x", "35F980DE62537DB02AB8@qq.com", true },
		{ "Foxmail 7.2.25.254[cn]", "2026061016283984388518@example.cn", false },
		{ "Foxmail 7.2.25.254[cn]", "a300a120.1325d155.b6dc@example.cn", true },
		{ "Coremail Webmail Server Version XT5.0", "d366164.d52.1708e9d3c20.Coremail.user@example.cn", false },
		{ "Coremail Webmail Server Version XT5.0", "1708e9d3c20@example.cn", true },
		/* ids that a server added */
		{ "QQMail 2.x", "20200821043449.5849E5D260@mx.example.com", false },
		{ "Something else", "x@example.com", false },
	};
	struct scene *s = *state;
	client(s, "203.0.113.7", "mx.example.net");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		s->c.mailer = bytes_of_cstr(cases[i].mailer);
		s->c.message_id = bytes_of_cstr(cases[i].id);
		check_offline(s);
		if (odd(s, PATH_ID_SHAPE) != cases[i].want)
			print_error("%s %s\n", cases[i].mailer, cases[i].id);
		assert_int_equal(odd(s, PATH_ID_SHAPE), cases[i].want);
	}
}

static void
an_id_of_a_provider_passed_the_provider(void **state)
{
	struct scene *s = *state;
	client(s, "203.0.113.7", "mx.example.net");
	s->c.message_id = BYTES("CAJx5f0=kq9@mail.gmail.com");
	hop(s, "a.example.net", "", "198.51.100.1", "mx.example.net");
	check_offline(s);
	assert_true(odd(s, PATH_ID_PROVIDER));
	hop(s, "", "", "", "mail-yw1-f1.google.com");
	check_offline(s);
	assert_false(odd(s, PATH_ID_PROVIDER));
}

static void
zones_are_of_this_world(void **state)
{
	struct scene *s = *state;
	static const struct {
		int minutes;
		bool want;
	} cases[] = { { 0, false }, { 480, false }, { 345, false }, { -210, false }, { 840, false }, { 900, true },
		{ -780, true }, { 95, true }, { 1439, true }, { -1439, true } };
	client(s, "203.0.113.7", "mx.example.net");
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		s->c.date_zone = (uint32_t)(cases[i].minutes + 1440);
		check_offline(s);
		assert_int_equal(odd(s, PATH_ZONE_NOWHERE), cases[i].want);
	}
}

static void
what_our_own_people_send_is_not_doubted(void **state)
{
	struct scene *s = *state;
	client(s, "203.0.113.7", "mail-yw1-f1.google.com");
	s->c.envelope.client_name = BYTES("host.example.net");
	s->c.envelope.user = BYTES("ann@example.cn");
	check_offline(s);
	assert_int_equal(s->path.oddities, 0);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest all[] = {
		TEST(the_transport_knows_the_client),
		TEST(behind_our_own_relay_its_line_counts_and_no_more),
		TEST(a_stranger_whom_a_listed_peer_spoke_for_is_a_stranger),
		TEST(a_private_client_that_is_not_ours_is_not_believed),
		TEST(a_relay_is_known_by_the_name_that_ours_wrote_down),
		TEST(a_file_begins_with_the_line_of_its_reader),
		TEST(mail_that_never_left_our_nets_has_no_strange_client),
		TEST(a_file_without_lines_has_no_client),
		TEST(names_and_addresses_must_lead_to_each_other),
		TEST(of_many_names_one_that_leads_back_is_enough),
		TEST(ipv6_has_its_own_tree),
		TEST(lines_of_customers_have_names_made_of_numbers),
		TEST(what_cannot_be_in_the_senders_story_is_seen),
		TEST(a_great_name_needs_its_own_host),
		TEST(programs_are_known_by_their_ids),
		TEST(an_id_of_a_provider_passed_the_provider),
		TEST(zones_are_of_this_world),
		TEST(what_our_own_people_send_is_not_doubted),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
