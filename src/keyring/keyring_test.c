/* Keys as files: made, published, used, retired; and what must never be taken for one. */
#include "keyring/keyring.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/must.h"
#include "lib/check.h"

#define NOW INT64_C(1795305600) /* 2026-11-22 */

static char dir[64];
static struct keyring ring;
static struct why why;

static int
setup(void **state)
{
	(void)snprintf(dir, sizeof dir, "/tmp/postern-keyring-XXXXXX");
	assert_non_null(mkdtemp(dir));
	ring = (struct keyring){ 0 };
	return 0;
}

static int
teardown(void **state)
{
	char command[100];
	keyring_done(&ring);
	(void)snprintf(command, sizeof command, "rm -rf %s", dir);
	return system(command);
}

static void
reopen(void)
{
	keyring_done(&ring);
	if (keyring_open(dir, &ring, &why) != 0)
		fail_msg("%s", why.text);
}

static void
make(const char *domain, bool is_ed25519, const char *want)
{
	char selector[64];
	assert_int_equal(keyring_make(dir, bytes_of_cstr(domain), is_ed25519, NOW, selector, &why), 0);
	assert_string_equal(selector, want);
}

static void
path_of(char out[200], const char *rest)
{
	(void)snprintf(out, 200, "%s/%s", dir, rest);
}

static void
a_key_signs_only_while_it_is_active(void **state)
{
	const struct keyring_key *found[KEYRING_SIGNERS_MAX];
	make("Example.com", false, "p20261122r");
	make("example.com", true, "p20261122e");
	make("example.com", true, "p20261122e2");
	reopen();
	assert_int_equal(ring.keys.count, 3);
	assert_int_equal(keyring_for(&ring, BYTES("example.com"), found), 0);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(keyring_move(dir, &ring.keys.at[i], KEYRING_ACTIVE, &why), 0);
	reopen();
	assert_int_equal(keyring_for(&ring, BYTES("EXAMPLE.com"), found), 3);
	check_text(found[0]->selector, "p20261122e");
	assert_true(EVP_PKEY_is_a(found[0]->key, "ED25519"));
	assert_true(EVP_PKEY_is_a(found[2]->key, "RSA"));
	assert_int_equal(EVP_PKEY_get_bits(found[2]->key), KEYRING_RSA_BITS);
	assert_int_equal(keyring_move(dir, &ring.keys.at[0], KEYRING_OLD, &why), 0);
	assert_int_equal(keyring_remove(dir, &ring.keys.at[1], &why), 0);
	reopen();
	assert_int_equal(keyring_for(&ring, BYTES("example.com"), found), 1);
	check_text(found[0]->selector, "p20261122r");
}

static void
a_parents_key_signs_for_its_subdomains_and_nobody_elses(void **state)
{
	static const struct {
		const char *from, *domain; /* NULL: nobody's */
	} cases[] = { { "example.com", "example.com" }, { "mail.example.com", "example.com" },
		{ "a.b.mail.example.com", "example.com" }, { "news.example.com", "news.example.com" },
		{ "x.news.example.com", "news.example.com" }, { "notexample.com", NULL }, { "com", NULL },
		{ "example.com.example.net", NULL }, { "", NULL }, { "a'b.example.com", "example.com" } };
	const struct keyring_key *found[KEYRING_SIGNERS_MAX];
	make("example.com", true, "p20261122e");
	make("news.example.com", true, "p20261122e");
	reopen();
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(keyring_move(dir, &ring.keys.at[i], KEYRING_ACTIVE, &why), 0);
	reopen();
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		size_t n = keyring_for(&ring, bytes_of_cstr(cases[i].from), found);
		if (i == sizeof cases / sizeof cases[0] - 1) {
			assert_int_equal(n, 0); /* no host name: nothing is signed for it */
			continue;
		}
		assert_int_equal(n, cases[i].domain != NULL);
		if (n != 0)
			check_text(found[0]->domain, cases[i].domain);
	}
}

static void
what_others_may_open_is_refused(void **state)
{
	char path[200];
	make("example.com", true, "p20261122e");
	static const struct {
		const char *path;
		mode_t bad, good;
	} cases[] = { { "example.com/p20261122e.new", 0640, 0600 }, { "example.com/p20261122e.new", 0604, 0600 },
		{ "example.com", 0750, 0700 }, { "", 0701, 0700 } };
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		path_of(path, cases[i].path);
		assert_int_equal(chmod(path, cases[i].bad), 0);
		keyring_done(&ring);
		assert_int_equal(keyring_open(dir, &ring, &why), FAULT_CONFIG);
		assert_non_null(strstr(why.text, "others may open it"));
		assert_int_equal(chmod(path, cases[i].good), 0);
		reopen();
	}
}

static void
strange_files_are_refused_by_name(void **state)
{
	static const char *const names[] = { "example.com/x.pem", "example.com/a b.new", "example.com/p.active.bak",
		"example.com/good.active" };
	char path[200];
	make("example.com", true, "p20261122e");
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		path_of(path, names[i]);
		int fd = open(path, O_CREAT | O_WRONLY, 0600);
		assert_true(fd >= 0);
		assert_int_equal(write(fd, "-----BEGIN", 10), 10);
		(void)close(fd);
		keyring_done(&ring);
		assert_int_equal(keyring_open(dir, &ring, &why), FAULT_CONFIG);
		assert_non_null(strstr(why.text, names[i]));
		assert_int_equal(unlink(path), 0);
	}
	path_of(path, "example.com/link.active");
	assert_int_equal(symlink("p20261122e.new", path), 0);
	keyring_done(&ring);
	assert_true(keyring_open(dir, &ring, &why) < 0);
	assert_int_equal(unlink(path), 0);
	/* the rest of a writer that died is nothing */
	path_of(path, "example.com/.p20261122r.new.new");
	assert_true((close(open(path, O_CREAT | O_WRONLY, 0600))) == 0);
	reopen();
	assert_int_equal(ring.keys.count, 1);
}

static void
no_directory_is_no_keys_and_no_domain_gets_none(void **state)
{
	char selector[64];
	assert_int_equal(keyring_open("/nonexistent/keys", &ring, &why), 0);
	assert_int_equal(ring.keys.count, 0);
	static const char *const bad[] = { "", "com", "a b.example", "../example.com", "a/b.example.com", ".", "..",
		"1.2.3.4" };
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(keyring_make(dir, bytes_of_cstr(bad[i]), true, NOW, selector, &why), FAULT_INPUT);
}

static void
ten_keys_a_day_and_no_more(void **state)
{
	char selector[64];
	for (int i = 0; i < 10; i++)
		assert_int_equal(keyring_make(dir, BYTES("example.com"), true, NOW, selector, &why), 0);
	assert_int_equal(keyring_make(dir, BYTES("example.com"), true, NOW, selector, &why), FAULT_LIMIT);
	assert_int_equal(keyring_make(dir, BYTES("example.com"), true, NOW + 86400, selector, &why), 0);
	assert_string_equal(selector, "p20261123e");
}

static void
published_is_the_same_key_alone(void **state)
{
	struct bytes record, other, weird;
	struct dns_record records[2] = { 0 };
	struct dns_answer answer = { .status = DNS_OK };
	make("example.com", true, "p20261122e");
	make("example.com", true, "p20261122e2");
	reopen();
	const struct keyring_key *k = &ring.keys.at[0];
	assert_int_equal(sign_key_record(k->key, ring.arena, &record), 0);
	assert_int_equal(sign_key_record(ring.keys.at[1].key, ring.arena, &other), 0);
	assert_false(keyring_is_published(k, &(struct dns_answer){ .status = DNS_NXDOMAIN }));
	answer.records.at = records;
	answer.records.count = 1;
	records[0].data = record;
	assert_true(keyring_is_published(k, &answer));
	records[0].data = other;
	assert_false(keyring_is_published(k, &answer));
	records[1].data = record;
	answer.records.count = 2;
	assert_false(keyring_is_published(k, &answer));
	answer.records.count = 1;
	struct buf more;
	buf_init(&more, 4096);
	buf_add_cstr(&more, "v=DKIM1; t=s; n=ours; ");
	buf_add(&more, bytes_from(record, sizeof "v=DKIM1; " - 1));
	assert_true(arena_copy(ring.arena, buf_bytes(&more), &weird));
	buf_done(&more);
	records[0].data = weird;
	assert_true(keyring_is_published(k, &answer));
	answer.status = DNS_SERVFAIL;
	assert_false(keyring_is_published(k, &answer));
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test_setup_teardown(a_key_signs_only_while_it_is_active, setup, teardown),
		cmocka_unit_test_setup_teardown(a_parents_key_signs_for_its_subdomains_and_nobody_elses, setup, teardown),
		cmocka_unit_test_setup_teardown(what_others_may_open_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(strange_files_are_refused_by_name, setup, teardown),
		cmocka_unit_test_setup_teardown(no_directory_is_no_keys_and_no_domain_gets_none, setup, teardown),
		cmocka_unit_test_setup_teardown(ten_keys_a_day_and_no_more, setup, teardown),
		cmocka_unit_test_setup_teardown(published_is_the_same_key_alone, setup, teardown),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
