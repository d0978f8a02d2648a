/* CSV as people and packages write it, made into a file and read again. */
#include <unistd.h>

#include "cli/commands.h"
#include "lib/check.h"
#include "path/geo.h"

static void
write_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* Up to the NULL; a command may move its arguments, so they are copied. */
static int
run(const char *const *words)
{
	char *copy[8] = { NULL };
	int count = 0, status;
	for (; words[count] != NULL && count < 7; count++)
		copy[count] = strdup(words[count]);
	char *argv[8];
	memcpy(argv, copy, sizeof argv);
	status = cli_geo(count, argv);
	for (int i = 0; i < count; i++)
		free(copy[i]);
	return status;
}

static struct casefile_place
find(struct geo *geo, struct arena *a, const char *address)
{
	struct casefile_place place = { 0 };
	struct cidr ip;
	assert_int_equal(cidr_address(bytes_of_cstr(address), &ip), 0);
	geo_find(geo, &ip, a, &place);
	return place;
}

static void
rows_become_places_and_bad_rows_are_left_out(void **state)
{
	char csv[64], mmdb[64];
	snprintf(csv, sizeof csv, "/tmp/postern-geo-cli-%d.csv", (int)getpid());
	snprintf(mmdb, sizeof mmdb, "/tmp/postern-geo-cli-%d.mmdb", (int)getpid());
	write_text(csv, "192.0.2.0,192.0.2.255,64500,\"Example, \"\"the\"\" Net\"\r\n"
	                "192.0.2.7,192.0.2.8,64501,overlaps\n"
	                "nonsense\n\n"
	                "198.51.100.0,198.51.100.9,4294967296,too large\n"
	                "\"2001:db8::\",2001:db8::ff,64502,\n"
	                "203.0.113.0,203.0.113.255,64503,\"never closed\n");
	const char *const build[] = { "geo", "-o", mmdb, "--from=example.com", csv, NULL };
	assert_int_equal(run(build), 0);
	struct bytes path = bytes_of_cstr(mmdb);
	struct arena *a = arena_new(1 << 20);
	struct geo *geo;
	assert_int_equal(geo_open(&path, 1, &geo, NULL), 0);
	check_text(find(geo, a, "192.0.2.7").owner, "Example, \"the\" Net");
	assert_int_equal(find(geo, a, "192.0.2.7").asn, 64500);
	assert_int_equal(find(geo, a, "198.51.100.1").asn, 0);
	assert_int_equal(find(geo, a, "2001:db8::80").asn, 64502);
	assert_int_equal(find(geo, a, "203.0.113.9").asn, 64503);
	geo_close(geo);
	write_text(csv, "192.0.2.0,192.0.2.255,CN,Shandong,,Jinan,,36.6,117.0,Asia/Shanghai\n");
	const char *const city[] = { "geo", "-o", mmdb, "--kind=city", csv, NULL };
	assert_int_equal(run(city), 0);
	assert_int_equal(geo_open(&path, 1, &geo, NULL), 0);
	check_text(find(geo, a, "192.0.2.9").country, "CN");
	check_text(find(geo, a, "192.0.2.9").city, "Jinan");
	geo_close(geo);
	arena_free(a);
	(void)unlink(csv);
	(void)unlink(mmdb);
}

static void
what_cannot_be_read_is_said(void **state)
{
	const char *const absent[] = { "geo", "-o", "/tmp/postern-geo-none.mmdb", "/nonexistent.csv", NULL };
	const char *const kind[] = { "geo", "-o", "/tmp/postern-geo-none.mmdb", "--kind=shoes", "/nonexistent.csv", NULL };
	const char *const file[] = { "geo", "/nonexistent.mmdb", "192.0.2.1", NULL };
	assert_int_equal(run(absent), 1);
	assert_int_equal(run(kind), 2);
	assert_int_equal(run(file), 1);
	assert_int_not_equal(access("/tmp/postern-geo-none.mmdb", F_OK), 0);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(rows_become_places_and_bad_rows_are_left_out),
		cmocka_unit_test(what_cannot_be_read_is_said),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
