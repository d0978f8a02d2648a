#include "keeper/print_table.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/check.h"
#include "lib/scratch.h"

static void
a_key_leads_to_its_prints_until_they_are_removed(void **state)
{
	struct print_table *t = print_table_new(PRINT_TABLE_LEAST);
	uint32_t found[PRINT_TABLE_SAME];
	assert_int_equal(print_table_find(t, 7, found), 0);
	print_table_add(t, 7, 100, 1);
	print_table_add(t, 7, 100, 1);
	print_table_add(t, 7, 101, 1);
	assert_int_equal(print_table_find(t, 7, found), 2);
	print_table_remove(t, 7, 100);
	assert_int_equal(print_table_find(t, 7, found), 1);
	assert_int_equal(found[0], 101);
	assert_int_equal(print_table_find(t, 8, found), 0);
	print_table_free(t);
}

static void
one_key_keeps_the_newest(void **state)
{
	struct print_table *t = print_table_new(PRINT_TABLE_LEAST);
	uint32_t found[PRINT_TABLE_SAME];
	for (uint32_t i = 1; i <= 50; i++)
		print_table_add(t, 7, i, 1);
	assert_int_equal(print_table_find(t, 7, found), PRINT_TABLE_SAME);
	for (size_t i = 0; i < PRINT_TABLE_SAME; i++)
		assert_in_range(found[i], 50 - PRINT_TABLE_SAME + 1, 50);
	print_table_free(t);
}

static void
copies_are_counted_and_days_halve_them(void **state)
{
	struct print_table *t = print_table_new(PRINT_TABLE_LEAST);
	for (uint32_t i = 1; i <= 100; i++)
		assert_int_equal(print_table_count(t, 9, 10), i);
	assert_int_equal(print_table_seen(t, 9, 10), 100);
	assert_int_equal(print_table_seen(t, 9, 12), 25);
	assert_int_equal(print_table_count(t, 9, 12), 26);
	assert_int_equal(print_table_seen(t, 9, 40), 0);
	/* a clock that was set back */
	assert_int_equal(print_table_count(t, 9, 11), 27);
	/* reporting it keeps the count */
	print_table_add(t, 9, 5, 12);
	assert_int_equal(print_table_seen(t, 9, 12), 27);
	for (uint32_t i = 0; i < 70000; i++)
		(void)print_table_count(t, 9, 12);
	assert_int_equal(print_table_seen(t, 9, 12), UINT16_MAX);
	print_table_free(t);
}

static void
a_flood_of_mail_makes_nothing_reported_forgotten(void **state)
{
	struct print_table *t = print_table_new(PRINT_TABLE_LEAST);
	uint32_t found[PRINT_TABLE_SAME];
	size_t reported = print_table_room(t) / 4;
	for (uint64_t i = 0; i < reported; i++)
		print_table_add(t, i * 0x9E3779B97F4A7C15u, (uint32_t)i + 1, 1);
	for (uint64_t i = 0; i < 20 * print_table_room(t); i++)
		(void)print_table_count(t, (i + 1) * 0xD6E8FEB86659FD93u, 2);
	for (uint64_t i = 0; i < reported; i++)
		assert_in_range(print_table_find(t, i * 0x9E3779B97F4A7C15u, found), 1, PRINT_TABLE_SAME);
	assert_int_equal(print_table_lost(t), 0);
	print_table_free(t);
}

static void
beyond_its_size_the_newest_reports_stay(void **state)
{
	struct print_table *t = print_table_new(PRINT_TABLE_LEAST);
	uint32_t found[PRINT_TABLE_SAME], kept = 0;
	size_t room = print_table_room(t);
	for (uint64_t i = 0; i < 3 * room; i++)
		print_table_add(t, i * 0x9E3779B97F4A7C15u, (uint32_t)i + 1, (uint16_t)(i * 3 / room));
	for (uint64_t i = 0; i < 3 * room; i++)
		kept += print_table_find(t, i * 0x9E3779B97F4A7C15u, found) != 0 && i >= room;
	assert_true(print_table_lost(t) != 0);
	assert_true(kept > room * 8 / 10);
	print_table_free(t);
}

static void
what_was_saved_is_loaded_once(void **state)
{
	char folder[] = "/tmp/postern-table-XXXXXX";
	const struct print_table_rows rows = { 3, 100 }, other = { 3, 101 };
	uint32_t found[PRINT_TABLE_SAME];
	assert_non_null(mkdtemp(folder));
	int directory = open(folder, O_RDONLY | O_DIRECTORY);
	/* not a whole number of stretches */
	struct print_table *t = print_table_new(5 * PRINT_TABLE_LEAST + 64), *loaded = print_table_new(5 * PRINT_TABLE_LEAST + 64),
	    *larger = print_table_new(6 * PRINT_TABLE_LEAST);
	for (uint64_t i = 1; i <= 5000; i++)
		(void)print_table_count(t, i * 0x9E3779B97F4A7C15u, 10);
	print_table_add(t, 7, 100, 10);
	assert_int_equal(print_table_load(loaded, directory, "table", &rows, NULL), FAULT_ABSENT);
	assert_int_equal(print_table_save(t, directory, "table", &rows, NULL), 0);
	assert_int_equal(print_table_load(loaded, directory, "table", &rows, NULL), 0);
	for (uint64_t i = 1; i <= 5000; i++)
		assert_int_equal(print_table_seen(loaded, i * 0x9E3779B97F4A7C15u, 10), print_table_seen(t, i * 0x9E3779B97F4A7C15u, 10));
	assert_int_equal(print_table_find(loaded, 7, found), 1);
	assert_int_equal(found[0], 100);
	assert_int_equal(print_table_load(loaded, directory, "table", &rows, NULL), FAULT_ABSENT);
	/* of other rows, of another size */
	assert_int_equal(print_table_save(t, directory, "table", &rows, NULL), 0);
	assert_int_equal(print_table_load(loaded, directory, "table", &other, NULL), FAULT_INPUT);
	assert_int_equal(print_table_save(t, directory, "table", &rows, NULL), 0);
	assert_int_equal(print_table_load(larger, directory, "table", &rows, NULL), FAULT_INPUT);
	print_table_free(larger);
	print_table_free(loaded);
	print_table_free(t);
	close(directory);
	scratch_remove(folder);
}

static void
a_damaged_file_leaves_an_empty_table(void **state)
{
	char folder[] = "/tmp/postern-table-XXXXXX";
	const struct print_table_rows rows = { 1, 1 };
	uint32_t found[PRINT_TABLE_SAME];
	struct stat st;
	assert_non_null(mkdtemp(folder));
	int directory = open(folder, O_RDONLY | O_DIRECTORY);
	struct print_table *t = print_table_new(4 * PRINT_TABLE_LEAST), *loaded = print_table_new(4 * PRINT_TABLE_LEAST);
	for (uint64_t i = 1; i <= 64; i++)
		print_table_add(t, i, (uint32_t)i, 1);
	assert_int_equal(print_table_save(t, directory, "table", &rows, NULL), 0);
	assert_int_equal(fstatat(directory, "table", &st, 0), 0);
	for (int i = 0; i < 300; i++) {
		/* one octet is another, or the end is missing, or there is more; the head and its neighbourhood most often */
		off_t at = i < 100 ? i : st.st_size * i / 300;
		assert_int_equal(print_table_save(t, directory, "table", &rows, NULL), 0);
		int fd = openat(directory, "table", O_RDWR);
		uint8_t octet;
		if (i % 3 == 0) {
			assert_int_equal(ftruncate(fd, at), 0);
		} else if (i % 3 == 1) {
			assert_int_equal(pread(fd, &octet, 1, at), 1);
			octet ^= (uint8_t)(1 << i % 8);
			assert_int_equal(pwrite(fd, &octet, 1, at), 1);
		} else {
			octet = 0;
			assert_int_equal(pwrite(fd, &octet, 1, st.st_size + at), 1);
		}
		close(fd);
		assert_int_equal(print_table_load(loaded, directory, "table", &rows, NULL), FAULT_INPUT);
		for (uint64_t k = 1; k <= 64; k++)
			assert_int_equal(print_table_find(loaded, k, found), 0);
	}
	print_table_free(loaded);
	print_table_free(t);
	close(directory);
	scratch_remove(folder);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_key_leads_to_its_prints_until_they_are_removed),
		cmocka_unit_test(one_key_keeps_the_newest),
		cmocka_unit_test(copies_are_counted_and_days_halve_them),
		cmocka_unit_test(a_flood_of_mail_makes_nothing_reported_forgotten),
		cmocka_unit_test(beyond_its_size_the_newest_reports_stay),
		cmocka_unit_test(what_was_saved_is_loaded_once),
		cmocka_unit_test(a_damaged_file_leaves_an_empty_table),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
