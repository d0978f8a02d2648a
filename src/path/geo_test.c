/* Files that our writer makes, read by libmaxminddb. */
#include "path/geo.h"

#include <unistd.h>

#include "lib/check.h"
#include "path/mmdb.h"

struct desk {
	char path[64];
	struct arena *arena;
	struct mmdb *m;
	struct geo *geo;
};

static int
setup(void **state)
{
	struct desk *d = calloc(1, sizeof *d);
	snprintf(d->path, sizeof d->path, "/tmp/postern-geo-%d.mmdb", (int)getpid());
	d->arena = arena_new((size_t)16 << 20);
	d->m = mmdb_new();
	*state = d;
	return 0;
}

static int
teardown(void **state)
{
	struct desk *d = *state;
	geo_close(d->geo);
	mmdb_free(d->m);
	arena_free(d->arena);
	(void)unlink(d->path);
	free(d);
	return 0;
}

static int
add(struct desk *d, const char *first, const char *last, const struct casefile_place *place)
{
	struct cidr a, b;
	assert_int_equal(cidr_address(bytes_of_cstr(first), &a), 0);
	assert_int_equal(cidr_address(bytes_of_cstr(last), &b), 0);
	return mmdb_add(d->m, &a, &b, place);
}

static void
publish(struct desk *d)
{
	struct buf out;
	struct why why = { "" };
	struct bytes path = bytes_of_cstr(d->path);
	buf_init(&out, (size_t)64 << 20);
	assert_int_equal(mmdb_write(d->m, "test", BYTES("Data of example.com, CC BY 4.0"), 1795000000, &out), 0);
	FILE *f = fopen(d->path, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(out.at, 1, out.len, f), out.len);
	assert_int_equal(fclose(f), 0);
	buf_done(&out);
	if (geo_open(&path, 1, &d->geo, &why) != 0)
		print_error("%s\n", why.text);
	assert_non_null(d->geo);
}

static struct casefile_place
find(struct desk *d, const char *address)
{
	struct casefile_place place = { 0 };
	struct cidr a;
	assert_int_equal(cidr_address(bytes_of_cstr(address), &a), 0);
	geo_find(d->geo, &a, d->arena, &place);
	return place;
}

static void
what_is_written_is_found_to_the_last_address(void **state)
{
	struct desk *d = *state;
	const struct casefile_place jinan = { .country = BYTES("CN"), .province = BYTES("山东"), .city = BYTES("济南") };
	const struct casefile_place as = { .asn = 4200000000, .owner = BYTES("Example Net, Inc.") };
	const struct casefile_place six = { .country = BYTES("DE") };
	assert_int_equal(add(d, "192.0.2.3", "192.0.2.200", &jinan), 0);
	assert_int_equal(add(d, "198.51.100.0", "198.51.100.255", &as), 0);
	assert_int_equal(add(d, "203.0.113.7", "203.0.113.7", &as), 0);
	assert_int_equal(add(d, "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", &six), 0);
	publish(d);
	check_text(find(d, "192.0.2.3").city, "济南");
	check_text(find(d, "192.0.2.200").province, "山东");
	check_text(find(d, "192.0.2.128").country, "CN");
	check_text(find(d, "192.0.2.2").country, "");
	check_text(find(d, "192.0.2.201").country, "");
	assert_int_equal(find(d, "198.51.100.255").asn, 4200000000);
	check_text(find(d, "203.0.113.7").owner, "Example Net, Inc.");
	assert_int_equal(find(d, "203.0.113.8").asn, 0);
	check_text(find(d, "2001:db8:1::5").country, "DE");
	check_text(find(d, "2001:db9::").country, "");
	assert_int_equal(geo_built(d->geo), 1795000000);
}

static void
the_ends_of_all_addresses_are_addresses(void **state)
{
	struct desk *d = *state;
	const struct casefile_place a = { .country = BYTES("AA") }, b = { .country = BYTES("BB") };
	assert_int_equal(add(d, "0.0.0.0", "255.255.255.255", &a), 0);
	assert_int_equal(add(d, "8000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", &b), 0);
	publish(d);
	check_text(find(d, "0.0.0.0").country, "AA");
	check_text(find(d, "255.255.255.255").country, "AA");
	check_text(find(d, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff").country, "BB");
	check_text(find(d, "7fff::").country, "");
}

static void
overlap_and_disorder_are_refused(void **state)
{
	struct desk *d = *state;
	const struct casefile_place a = { .country = BYTES("AA") };
	assert_int_equal(add(d, "192.0.2.0", "192.0.2.255", &a), 0);
	assert_int_equal(add(d, "192.0.2.7", "192.0.2.7", &a), FAULT_INPUT);
	assert_int_equal(add(d, "192.0.0.0", "192.0.3.255", &a), FAULT_INPUT);
	assert_int_equal(add(d, "192.0.2.9", "192.0.2.8", &a), FAULT_INPUT);
	assert_int_equal(add(d, "192.0.2.0", "2001:db8::", &a), FAULT_INPUT);
}

static void
many_ranges_and_long_texts_survive(void **state)
{
	struct desk *d = *state;
	static uint8_t long_text[400];
	memset(long_text, 'x', sizeof long_text);
	for (unsigned i = 0; i < 20000; i++) {
		char first[20], last[20], owner[20];
		snprintf(first, sizeof first, "10.%u.%u.1", i >> 8, i & 255);
		snprintf(last, sizeof last, "10.%u.%u.254", i >> 8, i & 255);
		snprintf(owner, sizeof owner, "owner %u", i % 3000);
		const struct casefile_place place = { .asn = i + 1, .owner = bytes_of_cstr(owner) };
		assert_int_equal(add(d, first, last, &place), 0);
	}
	const struct casefile_place wordy = { .city = bytes_of(long_text, sizeof long_text) };
	assert_int_equal(add(d, "11.0.0.0", "11.0.0.0", &wordy), 0);
	publish(d);
	assert_int_equal(find(d, "10.77.1.99").asn, 77 * 256 + 2);
	check_text(find(d, "10.0.5.1").owner, "owner 5");
	assert_int_equal(find(d, "10.0.5.0").asn, 0);
	assert_int_equal(find(d, "11.0.0.0").city.len, MMDB_TEXT_MAX);
}

static void
whose_data_it_is_is_told(void **state)
{
	struct desk *d = *state;
	struct casefile_path path = { 0 };
	publish(d);
	geo_attributions(d->geo, d->arena, &path);
	assert_int_equal(path.attributions.count, 1);
	check_text(path.attributions.at[0], "Data of example.com, CC BY 4.0");
	check_text(find(d, "192.0.2.1").country, "");
}

static void
what_is_no_such_file_is_refused(void **state)
{
	struct desk *d = *state;
	struct why why;
	struct bytes paths[GEO_FILES_MAX + 1];
	for (size_t i = 0; i < GEO_FILES_MAX + 1; i++)
		paths[i] = bytes_of_cstr("/nonexistent/x.mmdb");
	assert_int_equal(geo_open(paths, 1, &d->geo, &why), FAULT_CONFIG);
	assert_null(d->geo);
	assert_int_equal(geo_open(paths, GEO_FILES_MAX + 1, &d->geo, &why), FAULT_CONFIG);
	FILE *f = fopen(d->path, "w");
	assert_non_null(f);
	(void)fputs("no database", f);
	(void)fclose(f);
	paths[0] = bytes_of_cstr(d->path);
	assert_int_equal(geo_open(paths, 1, &d->geo, &why), FAULT_CONFIG);
	assert_int_equal(geo_open(NULL, 0, &d->geo, &why), 0);
	check_text(find(d, "192.0.2.1").country, "");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest all[] = {
		TEST(what_is_written_is_found_to_the_last_address),
		TEST(the_ends_of_all_addresses_are_addresses),
		TEST(overlap_and_disorder_are_refused),
		TEST(many_ranges_and_long_texts_survive),
		TEST(whose_data_it_is_is_told),
		TEST(what_is_no_such_file_is_refused),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
