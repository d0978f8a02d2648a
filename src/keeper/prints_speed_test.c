/* Goal: what was reported is found among many others, and nothing else; with a number, what that costs.
 *
 *     build/test-keeper_prints_speed 10000000    ten million fingerprints: some 4 GB of disk in /tmp and two minutes */
#include "keeper/prints.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/must.h"
#include "lib/check.h"
#include "lib/scratch.h"
#include "store/holds.h"

#define NOW INT64_C(1795316400000)
/* Fingerprints of one lesson here, and of one transaction. */
#define OF_LESSON 1000
#define OF_BATCH 100000

static uint32_t wanted = 20000;

static uint64_t
mix(uint64_t x)
{
	x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9u;
	x = (x ^ x >> 27) * 0x94D049BB133111EBu;
	return x ^ x >> 31;
}

/* The min-hash of text N, with CHANGED of its hashes those of a copy. */
static struct bytes
text(uint8_t octets[PRINT_HASHES * 4], uint64_t n, uint32_t changed)
{
	for (uint32_t i = 0; i < PRINT_HASHES; i++) {
		uint32_t hash = (uint32_t)mix(n * 64 + i + (i * 7 % PRINT_HASHES < changed ? UINT64_C(1) << 60 : 0));
		memcpy(octets + 4 * i, &hash, 4);
	}
	return bytes_of(octets, PRINT_HASHES * 4);
}

static void
fill(struct store *s)
{
	uint8_t octets[PRINT_HASHES * 4], digest[32] = { 0 };
	uint64_t lesson = 0;
	for (uint32_t i = 0; i < wanted; i++) {
		uint32_t number;
		if (i % OF_BATCH == 0)
			must(store_begin(s, NULL) == 0);
		if (i % OF_LESSON == 0) {
			char who[40];
			int len = snprintf(who, sizeof who, "user%u@example.com", i / OF_LESSON);
			memcpy(digest, &i, sizeof i);
			const struct ask_lesson q = { .by = bytes_of(who, (size_t)len), .teacher = TEACHER_SERVICE, .as = LESSON_SPAM,
				.tenant = BYTES("default"), .sha256 = bytes_of(digest, 32) };
			must(lessons_add(s, &q, NOW, &lesson, NULL) == 0);
		}
		must(prints_add(s, PRINT_TEXT, text(octets, i, 0), NOW, &number, NULL) == 0);
		must(prints_report(s, number, lesson, BYTES("nobody"), NOW, NULL) == 0);
		if (i % OF_BATCH == OF_BATCH - 1 || i + 1 == wanted)
			must(store_commit(s, NULL) == 0);
	}
}

static double
seconds(void)
{
	struct timespec t;
	must(clock_gettime(CLOCK_MONOTONIC, &t) == 0);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Ask about COUNT texts from number FIRST on; gives how many are known. */
static uint32_t
ask(struct prints *p, uint64_t first, uint32_t step, uint32_t count, uint32_t changed)
{
	struct arena *a = arena_new((size_t)16 << 20);
	uint32_t known = 0;
	for (uint32_t i = 0; i < count; i++) {
		uint8_t octets[PRINT_HASHES * 4];
		struct casefile_print print = { .kind = PRINT_TEXT, .octets = text(octets, first + (uint64_t)i * step, changed) };
		struct ask_prints q = { .tenant = BYTES("default"), .is_counted = true };
		struct casefile_matches out = { 0 };
		q.prints.at = &print;
		q.prints.count = 1;
		must(prints_match(p, &q, NOW, a, &out, NULL) == 0);
		known += out.rows.count != 0 && out.rows.at[0].spam > 0.5;
		arena_reset(a);
	}
	arena_free(a);
	return known;
}

static void
copies_are_found_among_many_and_nothing_else(void **state)
{
	char folder[] = "/tmp/postern-prints-XXXXXX", path[64];
	struct store *s;
	struct prints *p;
	struct stat st;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/keeper.db", folder);
	/* ten keys of twelve octets each, four fifths full */
	size_t memory = (size_t)wanted * 160;
	assert_int_equal(store_open(path, &s, NULL), 0);
	double begun = seconds();
	fill(s);
	double filled = seconds();
	int data = open(folder, O_RDONLY | O_DIRECTORY);
	assert_int_equal(prints_open(s, data, memory, &p, NULL), 0);
	double opened = seconds();
	prints_close(p);
	double saved = seconds();
	assert_int_equal(prints_open(s, data, memory, &p, NULL), 0);
	double loaded = seconds();
	uint32_t asked = wanted < 200000 ? wanted : 200000;
	assert_int_equal(ask(p, UINT64_C(1) << 40, 1, asked, 0), 0);
	double strange = seconds();
	/* a copy of which three quarters are left is found in nearly every case */
	uint32_t known = ask(p, 0, wanted / asked, asked, 8);
	double ended = seconds();
	assert_true(known > asked / 20 * 19);
	assert_int_equal(stat(path, &st), 0);
	print_message("%u fingerprints: %.0f s to write, %lld octets on disk each, %.1f s to open, %.2f to save, %.2f to load; table of %zu MiB\n"
	              "unknown texts a second: %.0f, known ones: %.0f, of which %.2f %% found\n",
	    wanted, filled - begun, (long long)st.st_size / wanted, opened - filled, saved - opened, loaded - saved, memory >> 20, asked / (strange - loaded),
	    asked / (ended - strange), 100.0 * known / asked);
	prints_close(p);
	close(data);
	store_close(s);
	scratch_remove(folder);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest all[] = { cmocka_unit_test(copies_are_found_among_many_and_nothing_else) };
	if (argc > 1)
		wanted = (uint32_t)strtoul(argv[1], NULL, 10);
	return cmocka_run_group_tests(all, NULL, NULL);
}
