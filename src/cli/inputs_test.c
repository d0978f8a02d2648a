#include "cli/inputs.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

#include "lib/check.h"

static char root[] = "/tmp/postern-inputs-XXXXXX";

static void
put(const char *name, const char *text)
{
	char path[300];
	(void)snprintf(path, sizeof path, "%s/%s", root, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	(void)fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static void
folder(const char *name)
{
	char path[300];
	(void)snprintf(path, sizeof path, "%s/%s", root, name);
	assert_int_equal(mkdir(path, 0700), 0);
}

/* "path=content" of every message, joined. */
static void
collect(char *const *paths, size_t count, struct buf *out)
{
	struct inputs *in = inputs_open(paths, count);
	struct input got;
	struct why why;
	for (int result; (result = inputs_next(in, &got, &why)) != 0;) {
		if (result < 0) {
			buf_addf(out, "[%s] ", strstr(why.text, "missing") != NULL ? "missing" : why.text);
			continue;
		}
		char text[100] = "";
		assert_true(read(got.fd, text, sizeof text - 1) >= 0);
		for (char *c = text; *c != '\0'; c++)
			if (*c == '\n')
				*c = '/';
		buf_addf(out, "%s=%s ", got.path + (got.path[0] == '/' ? strlen(root) + 1 : 0), text);
		(void)close(got.fd);
		free(got.path);
	}
	assert_true(inputs_share(in) > 0.99);
	inputs_close(in);
}

static void
paths_come_in_byte_order_and_a_bad_one_does_not_end_the_rest(void **state)
{
	struct buf out;
	assert_non_null(mkdtemp(root));
	folder("a");
	folder("a-b");
	folder("m");
	folder("m/cur");
	folder("m/new");
	folder("m/tmp");
	put("a/x", "1");
	put("a-b/x", "2");
	put("m/cur/1", "3");
	put("m/new/2", "4");
	put("m/tmp/3", "never");
	put(".hidden", "never");
	put("z.mbox", "From a@example.com\nH: 1\n\nb\n\nFrom b@example.com\nH: 2\n\n>From here\n");
	put("z.eml", "From a@example.com\nH: 1\n\nb\n\nFrom no separator\n");
	char missing[400];
	(void)snprintf(missing, sizeof missing, "%s/missing", root);
	buf_init(&out, 10000);
	collect((char *const[]){ missing, root }, 2, &out);
	check_text(buf_bytes(&out), "[missing] a-b/x=2 a/x=1 m/cur/1=3 m/new/2=4 "
	    "z.eml=From a@example.com/H: 1//b//From no separator/ z.mbox#1=H: 1//b// z.mbox#2=H: 2//>From here/ ");
	buf_done(&out);
	char command[400];
	(void)snprintf(command, sizeof command, "rm -rf %s", root);
	assert_int_equal(system(command), 0);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(paths_come_in_byte_order_and_a_bad_one_does_not_end_the_rest),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
